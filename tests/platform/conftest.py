import runpy
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def make_bundle() -> Callable[..., Path]:
    return runpy.run_path(str(Path(__file__).with_name("tiny_bundle.py")))["make_bundle"]


@pytest.fixture
def media_root(tmp_path: Path) -> Path:
    return tmp_path / "media"


@pytest.fixture
def bundle(make_bundle: Callable[..., Path], tmp_path: Path) -> Path:
    return make_bundle(tmp_path / "bundle")
