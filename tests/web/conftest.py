import runpy
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from microdrama.platform.catalogue.operations import PublishedSeries, publish_bundle
from microdrama.platform.feed.pages import KeptPages
from microdrama.platform.playback.checking import forget_answers
from microdrama.web import sitemap
from microdrama.web.api import catalogue


class FeedClock:
    """The seconds that pages of the feed are kept by: they go on when a test says so, or when it asks anew."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture(scope="session")
def make_bundle() -> Callable[..., Path]:
    return runpy.run_path(str(Path(__file__).parents[1] / "platform/tiny_bundle.py"))["make_bundle"]


@pytest.fixture
def bundle(make_bundle: Callable[..., Path], tmp_path: Path) -> Path:
    return make_bundle(tmp_path / "bundle")


@pytest.fixture
def media_root(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def published(
    transactional_db: None,
    bundle: Path,
    media_root: Path,
) -> PublishedSeries:
    return publish_bundle(bundle=bundle, media_root=media_root)


@pytest.fixture(autouse=True)
def _known_to_the_test_client(settings: Settings) -> None:
    settings.HOST_NAMES = ("localhost", "testserver")


@pytest.fixture(autouse=True)
def _no_answer_of_another_test() -> None:
    forget_answers()


@pytest.fixture(autouse=True)
def feed_clock(monkeypatch: pytest.MonkeyPatch) -> FeedClock:
    """Pages of the feed of this test alone."""
    clock = FeedClock()
    for module, name in ((catalogue, "_feed"), (catalogue, "_facets"), (sitemap, "_kept")):
        monkeypatch.setattr(module, name, KeptPages[bytes](clock=clock))
    return clock
