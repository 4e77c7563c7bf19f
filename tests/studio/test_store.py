import errno
import multiprocessing
import os
import time
from pathlib import Path

import pytest

from microdrama.studio.store import ArtefactStore, Recipe, StoreError, file_digest


def recipe(**options: str | int) -> Recipe:
    return Recipe(stage="test", version=1, inputs={"film": "ab"}, options=options)


def test_the_digest_depends_on_everything_that_goes_in_and_on_no_order() -> None:
    base = Recipe(stage="s", version=1, inputs={"a": "1", "b": "2"}, options={"x": 1, "y": 2})
    turned = Recipe(stage="s", version=1, inputs={"b": "2", "a": "1"}, options={"y": 2, "x": 1})
    others = [
        Recipe(stage="t", version=1, inputs=base.inputs, options=base.options),
        Recipe(stage="s", version=2, inputs=base.inputs, options=base.options),
        Recipe(stage="s", version=1, inputs={"a": "1"}, options=base.options),
        Recipe(stage="s", version=1, inputs=base.inputs, options={"x": 1, "y": 3}),
    ]
    assert base.digest == turned.digest
    assert len({base.digest, *(other.digest for other in others)}) == 5


def test_an_artefact_is_made_once(tmp_path: Path) -> None:
    store, calls = ArtefactStore(tmp_path), []

    def build(folder: Path) -> None:
        calls.append(folder)
        (folder / "a").write_text("x")

    first = store.make(recipe(), build)
    assert store.make(recipe(), build) == first == store.find(recipe())
    assert len(calls) == 1
    assert (first / "a").read_text() == "x"


def test_a_failed_build_leaves_nothing_and_can_be_repeated(tmp_path: Path) -> None:
    store = ArtefactStore(tmp_path)

    def fail(folder: Path) -> None:
        (folder / "half").write_text("x")
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        store.make(recipe(), fail)
    assert store.find(recipe()) is None
    assert not list((tmp_path / "unfinished").iterdir())
    assert store.make(recipe(), lambda folder: (folder / "a").touch()).is_dir()


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    def build(_folder: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(StoreError, match=r"is full\. What was finished is kept; make room"):
        ArtefactStore(tmp_path).make(recipe(), build)


def test_finished_files_are_read_only_because_bundles_share_them(tmp_path: Path) -> None:
    made = ArtefactStore(tmp_path).make(recipe(), lambda folder: (folder / "a").write_text("x") and None)
    assert (made / "a").stat().st_mode & 0o222 == 0


def _make_slowly(root: Path, log: Path) -> None:
    def build(folder: Path) -> None:
        with log.open("a") as file:
            file.write(f"{os.getpid()}\n")
        time.sleep(0.3)
        (folder / "a").touch()

    ArtefactStore(root).make(recipe(), build)


def test_two_processes_make_one_artefact_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_make_slowly, args=(tmp_path / "store", tmp_path / "log")) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert len((tmp_path / "log").read_text().splitlines()) == 1


def test_a_files_digest_follows_its_contents(tmp_path: Path) -> None:
    store, film = ArtefactStore(tmp_path / "store"), tmp_path / "film"
    film.write_bytes(b"one")
    first = file_digest(film, store)
    assert first == file_digest(film, store) == "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
    film.write_bytes(b"other")
    assert file_digest(film, store) != first
