"""How quickly a shot is drawn and encoded: two people who talk in the rain, before a camera that moves."""

from __future__ import annotations

import multiprocessing
import os
import resource
import tempfile
import time
from fractions import Fraction
from multiprocessing.synchronize import Barrier
from pathlib import Path

from benchmarks.measure import Figure
from microdrama.animate.drawn.drawers import studio
from microdrama.animate.drawn.shot import draw_shot
from microdrama.animate.drawn.stage import Stage, bake
from microdrama.animate.timed import RATE, MouthShape, TimedLine, TimedShot
from microdrama.domain.series import Cliffhanger, Hook
from microdrama.domain.storyboard import (
    BoardEpisode,
    Character,
    Location,
    Look,
    Scene,
    Seen,
    Shot,
    SpokenLine,
    State,
    Storyboard,
)
from microdrama.domain.takes import SaidWord, SpokenFacts
from microdrama.media.clip import ClipEncoder

_SHAPES: tuple[MouthShape, ...] = ("closed", "open", "teeth", "wide", "small", "round", "tongue", "pucker")
_LENGTH_S, _SHORT_S = 8, 4
_RUNS = 3


def figures(*, short: bool) -> list[Figure]:
    """A shot on each core, as `animate` draws, against their length; and what is painted once before it.

    The quickest of three runs; what one shot alone takes is told beside.
    """
    pictures = (_SHORT_S if short else _LENGTH_S) * 24
    board, timed, mouths = _rainy_talk(pictures)
    start = time.perf_counter()
    stage = bake(timed, board, mouths, drawers=studio())
    baking = time.perf_counter() - start
    runs = range(1 if short else _RUNS)
    with tempfile.TemporaryDirectory() as name:
        alone, ours, theirs = min(_drawn(stage, Path(name) / "shot.mp4") for _ in runs)
    cores = os.cpu_count() or 1
    together = min(_side_by_side(cores, pictures) for _ in runs)
    length, each = float(RATE.moment(pictures)), 1000 / pictures
    detail = (
        f"{cores * length / together:.1f} times real time: {together:.1f} s for {cores} shots of {length:.0f} s "
        f"side by side, 720x1280; one alone takes {alone:.1f} s; of processor time, "
        f"{ours * each:.1f} ms a picture to compose, {theirs * each:.1f} ms to encode"
    )
    return [
        Figure("drawing a rainy talk of two against its length", together / (cores * length), 1 / 3, "x", detail),
        Figure("painting everything of a shot once", baking, 5.0, "s", "a place and two people, nothing kept"),
    ]


def _side_by_side(count: int, pictures: int) -> float:
    """Seconds in which so many processes draw a shot each, all of them baked before it begins."""
    context = multiprocessing.get_context("spawn")
    ready, done = context.Barrier(count + 1), context.Barrier(count + 1)
    team = [context.Process(target=_draws, args=(pictures, ready, done)) for _ in range(count)]
    for one in team:
        one.start()
    ready.wait(timeout=120)
    start = time.perf_counter()
    done.wait(timeout=600)
    taken = time.perf_counter() - start
    for one in team:
        one.join()
    return taken


def _draws(pictures: int, ready: Barrier, done: Barrier) -> None:
    board, timed, mouths = _rainy_talk(pictures)
    stage = bake(timed, board, mouths, drawers=studio())
    with tempfile.TemporaryDirectory() as name:
        ready.wait()
        _drawn(stage, Path(name) / "shot.mp4")
        done.wait()


def _drawn(stage: Stage, path: Path) -> tuple[float, float, float]:
    """Seconds on the wall, and of the processor: our own and ffmpeg's."""
    before, start, own = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter(), time.process_time()
    with ClipEncoder(path) as encoder:
        for picture in draw_shot(stage):
            encoder.write(picture)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    theirs = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, time.process_time() - own, theirs


def _rainy_talk(pictures: int) -> tuple[Storyboard, TimedShot, dict[str, tuple[MouthShape, ...]]]:
    """A shot of a storyboard in which two people talk in a street at night; words all through it."""
    looks = (
        Look(id="coat", wardrobe="coat", colour="#b3122d", accent="#e8d8c0"),
        Look(id="suit", wardrobe="suit", colour="#22304a", accent="#b3122d"),
    )
    people = [
        Character(id="mara", name="Mara", sex="female", age="young", seed=5, looks=[looks[0]], heroine=True),
        Character(id="idris", name="Idris", sex="male", age="adult", seed=8, looks=[looks[1]]),
    ]
    line = SpokenLine(id="l1", character="mara", text="again " * 12, script_line=1, feeling="angry", to="idris")
    seconds = pictures / 24 - 1
    words = tuple(SaidWord(seconds * n / 12, seconds * (n + 1) / 12, "again") for n in range(12))
    state = State(location="street", time_of_day="night")
    shot = Shot(
        id="e1-s1-1", size="medium", move="push", lines=[line], first=state, last=state,
        duration_s=Fraction(pictures, 24), seen=[
            Seen(character="mara", look="coat", side="left", facing="right", feeling="angry"),
            Seen(character="idris", look="suit", side="right", facing="left", feeling="cold"),
        ],
    )  # fmt: skip
    scene = Scene(
        id="s1", heading="EXT. STREET - NIGHT", location="street", time_of_day="night", shots=[shot], weather="rain",
        mood="tense",
    )  # fmt: skip
    episode = BoardEpisode(
        number=1, title="Rain", scenes=[scene], hook=Hook(start_s=Fraction(0), kind="conflict", reason="they fight"),
        cliffhanger=Cliffhanger(end_s=Fraction(pictures, 24), kind="question", reason="nobody answers"),
    )  # fmt: skip
    street = Location(id="street", name="A street", kind="street", interior=False, seed=11)
    board = Storyboard(title="Rain", language="en", characters=people, locations=[street], episodes=[episode])
    spoken = TimedLine(line, Fraction(1, 2), SpokenFacts(duration_s=seconds, words=words), Path("unheard.wav"))
    track: list[MouthShape] = [_SHAPES[n // 2 % 8] if 12 <= n < pictures - 12 else "rest" for n in range(pictures)]
    return board, TimedShot(shot, scene, pictures, (spoken,), Fraction(0)), {"l1": tuple(track)}
