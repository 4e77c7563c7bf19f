"""How good the layouts of a film are: who is inside, how much the window moves, what stood still and was kept so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from microdrama.domain.findings import FaceBox, FaceTrack, Findings, Line
from microdrama.domain.time import seconds
from microdrama.edit.layout import Framing, Moving, framing_at, windows_at

_STEP_S = Fraction(1, 10)
_STILL_WITHIN = 0.02  # of the picture's width: a face whose middle stays in that stands still
_FEWEST_FINDS = 3
_SLOWEST = 0.005  # of the width a second: less is standing


@dataclass(frozen=True, slots=True)
class FramingMeasures:
    """`faces_inside`, `speakers_inside`: the share of finds in a window, 0 to 1; None where there is none to find.

    `reversals_per_s`: how often the window changes its direction. `travel_px_per_s`: how far it goes within shots,
    in picture elements of the film. `still_kept`: the share of shots with one still face whose windows are still.
    """

    faces_inside: float | None
    speakers_inside: float | None
    reversals_per_s: float
    travel_px_per_s: float
    still_kept: float | None


def measure_framing(findings: Findings, framings: Sequence[Framing]) -> FramingMeasures:
    """The measures of a film's layouts against what was found in it."""
    tracks = [track for track in findings.faces if len(track.boxes) >= _FEWEST_FINDS]
    finds = [(track, box) for track in tracks for box in track.boxes]
    speaking = [(track, box) for track, box in finds if _speaks(track, box, findings.lines)]
    reversals, travel = _movement(framings)
    lasts = max(1e-9, float(findings.media.duration_s))
    return FramingMeasures(
        faces_inside=_share(_is_inside(box, framings) for _, box in finds),
        speakers_inside=_share(_is_inside(box, framings) for _, box in speaking),
        reversals_per_s=reversals / lasts,
        travel_px_per_s=travel * findings.media.width / lasts,
        still_kept=_share(_still_shots(findings, tracks, framings)),
    )


def _share(truths: Iterator[bool]) -> float | None:
    all_of_them = list(truths)
    return sum(all_of_them) / len(all_of_them) if all_of_them else None


def _speaks(track: FaceTrack, box: FaceBox, lines: Sequence[Line]) -> bool:
    if track.speaker is None:
        return False
    return any(line.speaker == track.speaker and line.start_s <= seconds(box[0]) < line.end_s for line in lines)


def _is_inside(box: FaceBox, framings: Sequence[Framing]) -> bool:
    """All of a face; or, where it is wider than the window, its middle."""
    moment = seconds(box[0])
    windows = windows_at(framings[framing_at(framings, moment)].layout, moment)
    middle = box[1] + box[3] / 2
    return any(
        window.holds(max(0.0, box[1]), min(1.0, box[1] + box[3]))
        if box[3] <= window.width
        else window.holds(middle, middle)
        for window in windows
    )


def _movement(framings: Sequence[Framing]) -> tuple[int, float]:
    """(reversals, way in widths of the picture) of all windows that travel."""
    reversals, travel = 0, 0.0
    for framing in framings:
        if not isinstance(framing.layout, Moving):
            continue
        count = int(framing.span.duration_s / _STEP_S) + 1
        lefts = [framing.layout.at(framing.span.start_s + n * _STEP_S).x for n in range(count)]
        steps = np.diff(lefts)
        travel += float(np.abs(steps).sum())
        signs = np.sign(steps[np.abs(steps) > _SLOWEST * float(_STEP_S)])
        reversals += int((signs[1:] != signs[:-1]).sum())
    return reversals, travel


def _still_shots(findings: Findings, tracks: Sequence[FaceTrack], framings: Sequence[Framing]) -> Iterator[bool]:
    """For each shot with one face that stands still: whether every layout of it does, too."""
    for shot in findings.shots:
        seen = [
            middles for track in tracks
            if (middles := [b[1] + b[3] / 2 for b in track.boxes if shot.start_s <= b[0] < shot.end_s])
        ]  # fmt: skip
        if len(seen) == 1 and max(seen[0]) - min(seen[0]) <= _STILL_WITHIN:
            own = [framing for framing in framings if framing.span.overlaps(shot.span)]
            yield not any(isinstance(framing.layout, Moving) for framing in own)
