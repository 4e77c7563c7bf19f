"""Makes films whose every boundary is known: runs of a real film without cuts, spliced in many ways.

Between two runs stands a cut, a dissolve of 0.4 to 2 s, or a fade through black or white. Inside runs there are
things that look like boundaries and are none: flashes, whip pans, zooms and light that changes.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from microdrama.media.child import ffmpeg

RATE = 24
WIDTH, HEIGHT = 320, 180
_KINDS = {"cut": 0.45, "dissolve": 0.4, "fade": 0.15}
_DISTURBANCES = {"none": 0.6, "flash": 0.1, "whip": 0.12, "zoom": 0.09, "light": 0.09}
_SHORTEST, _LONGEST = 30, 96  # pictures of a run that stand alone
_SAME_S = 20
_DULL = np.array([0.0, 128.0, 128.0])

Planes = npt.NDArray[np.float32]
"""(pictures, height, width, 3): Y, Cb and Cr of every element."""


@dataclass(frozen=True, slots=True)
class Run:
    """Pictures of a film without a cut, from `first` on."""

    film: Path
    first: int
    count: int
    place: float
    """Seconds; runs whose places lie near each other may show the same and never meet."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """The picture that begins a shot; any from `earliest` to `latest` is as good. `length`: pictures of both shots."""

    kind: str
    earliest: int
    latest: int
    length: int


def splice(runs: list[Run], target: Path, *, boundaries: int, seed: int) -> list[Boundary]:
    """Write a film (H.264, 320 x 180, 24 pictures a second) and return what separates its shots."""
    truth: list[Boundary] = []
    command = [ffmpeg(), "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "yuv444p", "-s", f"{WIDTH}x{HEIGHT}"]
    command += ["-r", str(RATE), "-i", "-", "-c:v", "libx264", "-preset", "veryfast", "-crf", "23"]
    command += ["-pix_fmt", "yuv420p", str(target)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as writer:
        assert writer.stdin is not None
        for pictures in _pieces(runs, boundaries, np.random.default_rng(seed), truth):
            planar = np.clip(pictures + 0.5, 0, 255).astype(np.uint8).transpose(0, 3, 1, 2)
            writer.stdin.write(np.ascontiguousarray(planar).tobytes())
    if writer.returncode != 0:
        raise RuntimeError(f"{target} could not be written")
    return truth


def _pieces(runs: list[Run], boundaries: int, chance: np.random.Generator, truth: list[Boundary]) -> Iterator[Planes]:
    at, tail, last = 0, 0, ""
    before = np.zeros((0, HEIGHT, WIDTH, 3), np.float32)
    for number, run in enumerate(_order(runs, boundaries + 1, chance)):
        kind = _drawn(_KINDS, chance)
        head, tail = tail, _length(kind, chance) if number < boundaries else 0
        whole = _shown(run, head, tail, chance)
        head, tail = _fitting(head, tail, len(whole))
        if number:
            length = min(len(before), head)
            yield before[: len(before) - length]
            at += len(before) - length
            mixed, boundary = _joined(before[len(before) - length :], whole[:length], at, chance, fade=last == "fade")
            yield mixed
            truth.append(boundary)
            at += len(mixed)
            whole = whole[length:]
        yield whole[: len(whole) - tail]
        at += len(whole) - tail
        before, last = whole[len(whole) - tail :], kind


def _drawn(shares: dict[str, float], chance: np.random.Generator) -> str:
    return str(chance.choice(list(shares), p=list(shares.values())))


def _order(runs: list[Run], count: int, chance: np.random.Generator) -> list[Run]:
    found: list[Run] = []
    while len(found) < count:
        run = runs[chance.integers(len(runs))]
        if not found or abs(run.place - found[-1].place) > _SAME_S:
            found.append(run)
    return found


def _length(kind: str, chance: np.random.Generator) -> int:
    """Pictures that a transition takes of each run."""
    shortest, longest = {"cut": (0, 0), "dissolve": (10, 48), "fade": (8, 24)}[kind]
    return int(chance.integers(shortest, longest + 1))


def _fitting(head: int, tail: int, count: int) -> tuple[int, int]:
    """Shorter transitions, where a run is too short for the wanted ones."""
    while head + tail + _SHORTEST // 2 > count:
        head, tail = head * 3 // 4, tail * 3 // 4
    return head, tail


def _joined(
    before: Planes, after: Planes, at: int, chance: np.random.Generator, *, fade: bool
) -> tuple[Planes, Boundary]:
    """Two ends of the same length made into a transition that begins with picture `at`."""
    length = len(before)
    share = ((np.arange(length) + 1) / (length + 1)).astype(np.float32).reshape(-1, 1, 1, 1)
    if not length:
        return before, Boundary("cut", at, at, 0)
    if not fade:
        middle = at + length / 2  # an even length has two pictures in its middle, the later of which begins the shot
        mixed = before * (1 - share) + after * share
        return mixed, Boundary("dissolve", int(middle), int(np.ceil(middle)), length)
    dull = _DULL + np.array([235.0 if chance.random() < 0.35 else 16.0, 0, 0])
    dull = np.broadcast_to(dull.astype(np.float32), (int(chance.integers(1, 20)), HEIGHT, WIDTH, 3))
    falling, rising = before * (1 - share) + dull[0] * share, dull[0] * (1 - share) + after * share
    first = at + length
    whole = np.concatenate([falling, dull, rising])
    return whole, Boundary("fade", first, first + len(dull), len(whole))


def _shown(run: Run, head: int, tail: int, chance: np.random.Generator) -> Planes:
    """A piece of a run as a camera of ours sees it; what disturbs lies between head and tail."""
    wanted = min(run.count, int(chance.integers(_SHORTEST, _LONGEST)) + head + tail)
    first = run.first + int(chance.integers(run.count - wanted + 1))
    command = [ffmpeg(), "-v", "error", "-ss", f"{(first - 0.5) / RATE:.4f}", "-i", str(run.film), "-an", "-vf"]
    command += [f"fps={RATE},scale={2 * WIDTH}:{2 * HEIGHT}:flags=area", "-frames:v", str(wanted)]
    command += ["-pix_fmt", "yuv444p", "-f", "rawvideo", "-"]
    raw = np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.uint8)
    pictures = raw.reshape(-1, 3, 2 * HEIGHT, 2 * WIDTH)
    count = len(pictures)
    kind = _drawn(_DISTURBANCES, chance)
    head, tail = _fitting(head, tail, count)
    middle = (head + count - tail) // 2
    begin, end = middle - int(chance.integers(3, 6)), middle + int(chance.integers(3, 6))
    done = np.clip((np.arange(count) - begin) / (end - begin), 0, 1)
    shown = np.stack([_seen(picture, kind, share, after) for picture, share, after in _moving(pictures, done)])
    if kind == "flash":
        lit = slice(middle, middle + int(chance.integers(1, 4)))
        shown[lit, ..., 0] = 235 - (235 - shown[lit, ..., 0]) * 0.2
    if kind == "light":
        gain = 1 + float(chance.choice([-0.5, 0.6])) * done.reshape(-1, 1, 1)
        shown[..., 0] = np.clip(16 + (shown[..., 0] - 16) * gain, 16, 235)
    return shown


def _moving(pictures: npt.NDArray[np.uint8], done: npt.NDArray[Any]) -> Iterator[tuple[Any, float, float]]:
    """Each picture with how much of a movement is done when the shutter opens and when it closes."""
    return zip(pictures, done, np.append(done[1:], done[-1]) / 2 + done / 2, strict=True)


def _seen(picture: npt.NDArray[np.uint8], kind: str, opened: float, closed: float) -> Planes:
    """What the camera sees: all of the picture, or a part that moves or shrinks while the shutter is open."""
    if kind not in {"whip", "zoom"}:
        quarters = [picture[:, top::2, left::2] for top in (0, 1) for left in (0, 1)]
        return np.mean(quarters, axis=0, dtype=np.float32).transpose(1, 2, 0)
    views: list[Any] = []
    for done in np.linspace(opened, closed, 4 if kind == "whip" else 1):
        size = 0.5 if kind == "whip" else 1 - 0.45 * done
        left = done * (1 - size) if kind == "whip" else (1 - size) / 2
        rows = ((1 - size) / 2 + size * (np.arange(HEIGHT) + 0.5) / HEIGHT) * 2 * HEIGHT
        columns = (left + size * (np.arange(WIDTH) + 0.5) / WIDTH) * 2 * WIDTH
        views.append(picture[:, rows.astype(int)[:, None], columns.astype(int)[None]])
    return np.mean(views, axis=0, dtype=np.float32).transpose(1, 2, 0)
