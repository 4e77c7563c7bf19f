"""How long planning takes when everything about a film is known already: the command, and the plan alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

import msgspec

from benchmarks.films import SHORT_S, findings_of, made_film, planned
from benchmarks.measure import Figure, in_turn
from microdrama.condense.series import PlanOptions, plan_series
from microdrama.domain.findings import FaceTrack, Findings, Line, OnScreenText, Shot, Word
from microdrama.domain.time import Span

Timed = TypeVar("Timed", Span, Line, Shot, Word, OnScreenText)

_LONG_TIMES = 15
_MINUTES_ONCE = 10  # longer films are planned once, not three times
_SHORT_LIMIT_S, _LONG_LIMIT_S = 1.0, 20.0


def figures(*, short: bool) -> list[Figure]:
    """For 3 and 45 minutes, of the transcript alone and of everything; short leaves the 45 minutes out."""
    truth = made_film(SHORT_S).truth
    sizes = {3: (1, _SHORT_LIMIT_S)} | ({} if short else {45: (_LONG_TIMES, _LONG_LIMIT_S)})
    return [
        _figure(repeated(findings_of(truth, complete=complete), times), minutes, limit, complete=complete)
        for minutes, (times, limit) in sizes.items()
        for complete in (False, True)
    ]


def _figure(found: Findings, minutes: int, limit: float, *, complete: bool) -> Figure:
    plan = planned(found, keep=0.5)  # once unmeasured: the model of sentences comes off the disk
    whole, alone = in_turn(
        3 if minutes < _MINUTES_ONCE else 1,
        lambda: _timed(lambda: planned(found, keep=0.5)),
        lambda: _timed(lambda: plan_series(found, PlanOptions(keep=0.5))),
    )
    known = "everything found" if complete else "the transcript alone"
    detail = (
        f"{whole:.2f} s for the whole process, with its start, its reading and the model of sentences; "
        f"{len(found.lines)} lines, {len(found.shots)} shots, {len(plan.episodes)} episodes"
    )
    return Figure(f"plan of {minutes} minutes, {known}", alone, limit, "s", detail)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def repeated(found: Findings, times: int) -> Findings:
    """A longer film: everything found comes again and again, later each time, and every line names its turn."""
    length = found.media.duration_s
    turns = [(number, length * number) for number in range(times)]
    loudness = found.loudness
    steps = int(length / loudness.step_s) if loudness else 0
    return msgspec.structs.replace(
        found,
        media=msgspec.structs.replace(found.media, duration_s=length * times),
        lines=[_line(line, n, by) for n, by in turns for line in found.lines],
        shots=[_later(shot, by) for _, by in turns for shot in found.shots],
        speech=[_later(span, by) for _, by in turns for span in found.speech],
        scenes=[_later(span, by) for _, by in turns for span in found.scenes],
        texts=[_later(text, by) for _, by in turns for text in found.texts],
        faces=[_face(face, n, by) for n, by in turns for face in found.faces],
        loudness=msgspec.structs.replace(loudness, lufs=loudness.lufs[:steps] * times) if loudness else None,
    )


def _later(thing: Timed, by: Fraction) -> Timed:
    return msgspec.structs.replace(thing, start_s=thing.start_s + by, end_s=thing.end_s + by)


def _line(line: Line, number: int, by: Fraction) -> Line:
    words = [_later(word, by) for word in line.words]
    return msgspec.structs.replace(_later(line, by), text=f"{line.text} Part {number + 1}.", words=words)


def _face(face: FaceTrack, number: int, by: Fraction) -> FaceTrack:
    boxes = [(box[0] + float(by), *box[1:]) for box in face.boxes]
    return msgspec.structs.replace(face, track=f"{face.track}-{number}", boxes=boxes)
