import functools
import multiprocessing
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from microdrama.domain.errors import MicrodramaError
from microdrama.studio.flow import Flow, Job, Report, WorkerDied
from microdrama.studio.store import ArtefactStore, Recipe


class Notes:
    """A watcher that remembers."""

    def __init__(self) -> None:
        self.begun: dict[str, bool] = {}
        self.shares: dict[str, list[float]] = {}

    def begin(self, task: str, *, weight: float, done: bool) -> None:
        assert weight > 0
        self.begun[task] = done

    def advance(self, task: str, share: float) -> None:
        self.shares.setdefault(task, []).append(share)


def job(name: str, work: object) -> Job:
    return Job(Recipe(stage="t", version=1, inputs={}, options={"name": name}), work, task=name, weight=1.0)  # type: ignore[arg-type]


def write(text: str, folder: Path, tell: Report) -> None:
    tell(0.5)
    (folder / "text").write_text(text)


def refuse(folder: Path, tell: Report) -> None:
    raise MicrodramaError("This cannot be done.")


def die(folder: Path, tell: Report) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dawdle(log: Path, folder: Path, tell: Report) -> None:
    log.write_text("begun")
    while True:
        tell(0.1)
        time.sleep(0.01)


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_artefacts_come_in_the_order_of_their_jobs_and_only_once(tmp_path: Path, workers: int) -> None:
    notes = Notes()
    flow = Flow(ArtefactStore(tmp_path), workers=workers, watcher=notes)
    jobs = [job(name, functools.partial(write, name)) for name in ("a", "b", "c")]
    assert [(path / "text").read_text() for path in flow.make(jobs)] == ["a", "b", "c"]
    assert notes.begun == {"a": False, "b": False, "c": False}
    assert [(path / "text").read_text() for path in flow.make(jobs[::-1])] == ["c", "b", "a"]
    assert notes.begun == {"a": True, "b": True, "c": True}


def sign(folder: Path, tell: Report) -> None:
    (folder / "text").write_text(str(os.getpid()))


def signed(flow: Flow, name: str) -> str:
    return (flow.make([job(name, sign)])[0] / "text").read_text()


def test_workers_stay_for_a_shift_and_begin_anew_after_one_was_stopped(tmp_path: Path) -> None:
    flow = Flow(ArtefactStore(tmp_path), workers=1)
    with flow.shift():
        assert not multiprocessing.active_children()
        first = signed(flow, "a")
        assert signed(flow, "b") == first
        with pytest.raises(MicrodramaError, match="cannot be done"):
            flow.make([job("c", refuse)])
        second = signed(flow, "d")
        assert second != first
        with pytest.raises(WorkerDied):
            flow.make([job("e", die)])
        assert signed(flow, "f") not in {first, second}
        assert len(multiprocessing.active_children()) == 1
    assert not multiprocessing.active_children()
    assert signed(flow, "g") != signed(flow, "h")


def test_an_error_of_a_stage_arrives_as_itself_and_the_finished_rest_stays(tmp_path: Path) -> None:
    flow = Flow(ArtefactStore(tmp_path), workers=1)
    good = job("a", functools.partial(write, "a"))
    with pytest.raises(MicrodramaError, match=r"^This cannot be done\.$"):
        flow.make([good, job("b", refuse)])
    assert flow.store.find(good.recipe) is not None


def test_a_worker_that_is_killed_gives_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WorkerDied, match=r"ended without a word"):
        Flow(ArtefactStore(tmp_path), workers=1).make([job("a", die)])


def test_ctrl_c_stops_a_stage_and_leaves_nothing_half_made(tmp_path: Path) -> None:
    log = tmp_path / "log"
    flow = Flow(ArtefactStore(tmp_path / "store"), workers=1)

    def interrupt() -> None:
        while not log.exists():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        flow.make([job("a", functools.partial(dawdle, log))])
    assert not list((tmp_path / "store" / "unfinished").iterdir())
    assert not multiprocessing.active_children()
