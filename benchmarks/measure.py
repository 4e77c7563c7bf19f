"""Running whole processes side by side: wall-clock seconds in turn, and the memory of a process with its children."""

from __future__ import annotations

import os
import platform
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from microdrama.media.child import ffmpeg
from microdrama.providers import models, registry
from microdrama.studio.places import places

ROOT = Path(__file__).parent.parent
PYTHON = sys.executable


@dataclass(frozen=True)
class Figure:
    """One line of the results: what was measured, what it came to, and what it may come to."""

    what: str
    value: float
    limit: float
    unit: str
    detail: str

    @property
    def reached(self) -> bool:
        """Whether the figure stays within its limit."""
        return self.value <= self.limit


def seconds(command: Sequence[str], *, environment: dict[str, str] | None = None) -> float:
    """Wall-clock seconds of one whole process; raises where it fails."""
    start = time.perf_counter()
    done = subprocess.run(command, env=os.environ | (environment or {}), capture_output=True, text=True, check=False)
    taken = time.perf_counter() - start
    if done.returncode != 0:
        raise RuntimeError(f"{command[:4]} left with {done.returncode}: {done.stderr[-2000:]}")
    return taken


def processor_seconds() -> float:
    """The processor time of all processes that were started and waited for until now, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def in_turn(runs: int, *contestants: Callable[[], float]) -> list[float]:
    """Median seconds of each contestant, run A B C A B C ... so that a drifting machine is fair to all."""
    taken: list[list[float]] = [[] for _ in contestants]
    for _ in range(runs):
        for times, contestant in zip(taken, contestants, strict=True):
            times.append(contestant())
    return [statistics.median(times) for times in taken]


def peak_mebibytes(command: Sequence[str], *, environment: dict[str, str]) -> float:
    """The largest memory that a process and all its descendants held together (proportional set size, sampled)."""
    process = subprocess.Popen(command, env=os.environ | environment, stderr=subprocess.DEVNULL)
    peak = 0.0
    over = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not over.is_set():
            peak = max(peak, sum(_held(pid) for pid in _family(process.pid)))
            over.wait(0.1)

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    over.set()
    watcher.join()
    if code != 0:
        raise RuntimeError(f"{command[:4]} left with {code}")
    return peak / 1024


def _family(pid: int) -> list[int]:
    found = [pid]
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += _family(int(child))
    except OSError:
        pass
    return found


def _held(pid: int) -> float:
    """Kibibytes of one process, shared pages counted in proportion."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return float(line.split()[1])
    except OSError:
        pass
    return 0.0


def sample_film() -> Path:
    """Big Buck Bunny, from the registry."""
    return models.install(registry.BIG_BUCK_BUNNY, places().models, say=print)


def excerpt(film: Path, target: Path, *, start: int, duration: int) -> Path:
    """A stretch of a film without encoding it anew."""
    command = [ffmpeg(), "-v", "error", "-y", "-ss", str(start), "-t", str(duration), "-i", str(film), "-c", "copy"]
    subprocess.run([*command, str(target)], check=True)
    return target


def machine() -> str:
    """What the figures were measured on, in one line."""
    name = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            name = line.split(":", 1)[1].strip()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores of {name}, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
    )
