from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from fixtures.shop import Shop, open_shop
from microdrama.platform.playback.keys import KeyRing, key_ring


@pytest.fixture
def ring(settings: Settings, tmp_path: Path) -> KeyRing:
    settings.MEDIA_KEYS = tmp_path / "media-keys"
    return key_ring()


@pytest.fixture
def shop(db: None, ring: KeyRing, make_bundle: Callable[..., Path], tmp_path: Path, settings: Settings) -> Shop:
    settings.MEDIA_ROOT = tmp_path / "media"
    return open_shop(make_bundle(tmp_path / "bundle", episodes=5), settings.MEDIA_ROOT)
