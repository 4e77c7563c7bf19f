"""Runs stages: finds what is made already, gives the rest to an executor, tells how far it is, stops when asked.

A stage is a plain function `work(folder, report)` that fills an empty folder. Any `concurrent.futures.Executor`
may run it; by default processes do, so that a decoder that crashes on a hostile film takes only itself along.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Sequence
from concurrent import futures
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import Any, Protocol

from microdrama.domain.errors import MicrodramaError
from microdrama.studio.store import ArtefactStore, Recipe

Report = Callable[[float], None]
"""Called by a stage now and then with the share of its work that is done, 0 to 1. Raises Cancelled to stop it."""

_ANSWER_EVERY_S = 0.1
_TELL_EVERY_S = 0.1
_WORKER_BYTES = 12 << 30  # mostly reservations of threads and engines; the resident size is a tenth of it


class Cancelled(MicrodramaError):  # noqa: N818 (not an error, but the user's wish)
    """The user stopped the work; finished artefacts are kept."""

    exit_code = 130


class WorkerDied(MicrodramaError):  # noqa: N818 (it says what happened)
    """A worker process ended without a word."""


class Watcher(Protocol):
    """Is told how the work goes; the command line draws a bar."""

    def begin(self, task: str, *, weight: float, done: bool) -> None:
        """A task exists; `weight` is about how long it takes; `done` when it was found finished."""

    def advance(self, task: str, share: float) -> None:
        """This much of a task is done, 0 to 1."""


class SilentWatcher:
    """Watches and says nothing."""

    def begin(self, task: str, *, weight: float, done: bool) -> None:
        """Nothing."""

    def advance(self, task: str, share: float) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class Job:
    """One artefact to be: what decides it, what makes it, what to call it and about how many seconds it takes."""

    recipe: Recipe
    work: Callable[[Path, Report], None]
    task: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Team:
    """Worker processes, the queue of what they tell, and the event that stops them."""

    executor: futures.Executor
    events: Any
    cancel: Any


@dataclass(slots=True)
class _Shift:
    """How long a team stays: until `left` is; there is none before it is needed, nor after it was stopped."""

    left: ExitStack
    team: _Team | None = None


@dataclass(slots=True)
class Flow:
    """Runs jobs against a store. `workers` processes at most; 0 runs everything in this process (for tests)."""

    store: ArtefactStore
    workers: int = 1
    watcher: Watcher = field(default_factory=SilentWatcher)
    _shift: _Shift | None = field(default=None, init=False, repr=False)

    @contextmanager
    def shift(self) -> Generator[None]:
        """Keep worker processes from one `make` to the next, until this is left; they begin when they are needed.

        They keep what they loaded: not for stages one after another that each need large models of their own.
        """
        with ExitStack() as left:
            self._shift = _Shift(left)
            try:
                yield
            finally:
                self._shift = None

    def make(self, jobs: Sequence[Job]) -> list[Path]:
        """The artefacts of the jobs, in their order; only what is missing is made.

        Raises the first error that a stage raised; then, as on Ctrl-C, the others are stopped and whatever
        was finished stays in the store.
        """
        found = [self.store.find(job.recipe) for job in jobs]
        for job, path in zip(jobs, found, strict=True):
            self.watcher.begin(job.task, weight=job.weight, done=path is not None)
        missing = [job for job, path in zip(jobs, found, strict=True) if path is None]
        if missing:
            self._run(missing)
        return [path or self._made(job) for job, path in zip(jobs, found, strict=True)]

    def _made(self, job: Job) -> Path:
        path = self.store.find(job.recipe)
        if path is None:
            raise WorkerDied(f"What {job.task} made has vanished from {self.store.root}. Run the same command again.")
        return path

    def _run(self, jobs: Sequence[Job]) -> None:
        if self.workers == 0:
            for job in jobs:
                self.store.make(job.recipe, lambda folder, job=job: job.work(folder, self._direct(job.task)))
            return
        with self._team() as team:
            pending: dict[futures.Future[None], Job] = {}
            try:
                pending.update((team.executor.submit(_work, self.store, job), job) for job in jobs)
                self._follow(pending, team.events)
            except BaseException:
                team.cancel.set()
                team.executor.shutdown(wait=True, cancel_futures=True)
                raise

    @contextmanager
    def _team(self) -> Generator[_Team]:
        """Workers for these jobs only, or those of the shift; who was stopped does not come back."""
        shift = self._shift
        if shift is None:
            with _processes(self.workers) as team:
                yield team
            return
        if shift.team is None:
            shift.team = shift.left.enter_context(_processes(self.workers))
        try:
            yield shift.team
        except BaseException:
            shift.team = None
            raise

    def _direct(self, task: str) -> Report:
        return lambda share: self.watcher.advance(task, share)

    def _follow(self, pending: dict[futures.Future[None], Job], events: Any) -> None:
        waiting = set(pending)
        while waiting:
            done, waiting = futures.wait(waiting, timeout=_ANSWER_EVERY_S, return_when=futures.FIRST_EXCEPTION)
            self._tell(events)
            for future in done:
                try:
                    future.result()
                except BrokenProcessPool as error:
                    raise WorkerDied(
                        f"The process for {pending[future].task} ended without a word, as happens when memory runs out "
                        f"or a damaged film crashes its decoder. What was finished is kept."
                    ) from error
                self.watcher.advance(pending[future].task, 1.0)

    def _tell(self, events: Any) -> None:
        while True:
            try:
                task, share = events.get_nowait()
            except Empty:
                return
            self.watcher.advance(task, share)


@contextmanager
def _processes(workers: int) -> Generator[_Team]:
    """Worker processes that ignore Ctrl-C (it is the parent's to handle) and die with their parent."""
    context = multiprocessing.get_context("spawn")
    events, cancel = context.Queue(), context.Event()
    with futures.ProcessPoolExecutor(
        workers, mp_context=context, initializer=_start_worker, initargs=(events, cancel, os.getpid())
    ) as executor:
        yield _Team(executor, events, cancel)
    events.close()
    events.join_thread()


_worker: dict[str, Any] = {}
"""What a worker process was given when it started."""


def _start_worker(events: Any, cancel: Any, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _confine()
    _worker.update(events=events, cancel=cancel)
    threading.Thread(target=_die_with, args=(parent,), daemon=True, name="parent watch").start()


def _confine() -> None:
    """Bound a worker's address space on Linux: a hostile film may end it, not the machine."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = _WORKER_BYTES if hard == resource.RLIM_INFINITY else min(_WORKER_BYTES, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _die_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_ANSWER_EVERY_S)
    os._exit(1)


def _work(store: ArtefactStore, job: Job) -> None:
    """Runs in a worker process."""
    told = 0.0

    def report(share: float) -> None:
        nonlocal told
        if _worker["cancel"].is_set():
            raise Cancelled("Stopped.")
        if time.monotonic() - told >= _TELL_EVERY_S:
            told = time.monotonic()
            _worker["events"].put((job.task, share))

    store.make(job.recipe, lambda folder: job.work(folder, report))
