"""Faces followed through a shot: single finds, half a second apart, joined into tracks."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from microdrama.domain.findings import FaceBox, FaceTrack, Shot
from microdrama.domain.time import as_number
from microdrama.ports.face_finder import Face, overlap

_SAME_FACE = 0.25  # intersection over union of boxes half a second apart
_LONGEST_ABSENCE_S = 1.6
_FEWEST_FINDS = 2
_SURE = 0.8  # one find alone counts only when the finder is this sure


@dataclass(frozen=True, slots=True)
class Find:
    """A face seen at one moment."""

    moment: Fraction
    face: Face


@dataclass(slots=True)
class _Track:
    finds: list[Find] = field(default_factory=list[Find])

    def fit(self, find: Find) -> float:
        last = self.finds[-1]
        away = float(find.moment - last.moment)
        if away <= 0 or away > _LONGEST_ABSENCE_S:
            return 0.0
        return overlap(last.face, find.face)


def face_tracks(finds: list[Find], shots: list[Shot]) -> list[FaceTrack]:
    """The tracks of a film, named F1, F2, ... in order of appearance; none reaches over a cut."""
    tracks: list[_Track] = []
    for shot in shots:
        inside = [find for find in finds if find.moment in shot.span]
        tracks += [track for track in _follow(inside) if _is_believable(track)]
    return [FaceTrack(track=f"F{n}", boxes=_boxes(track)) for n, track in enumerate(tracks, start=1)]


def _follow(finds: list[Find]) -> list[_Track]:
    """Join each find to the track it overlaps most, the surest finds first within a picture."""
    tracks: list[_Track] = []
    for find in sorted(finds, key=lambda f: (f.moment, -f.face.certainty)):
        best = max(tracks, key=lambda track: track.fit(find), default=None)
        if best is None or best.fit(find) < _SAME_FACE:
            best = _Track()
            tracks.append(best)
        best.finds.append(find)
    return tracks


def _is_believable(track: _Track) -> bool:
    return len(track.finds) >= _FEWEST_FINDS or track.finds[0].face.certainty >= _SURE


def _boxes(track: _Track) -> list[FaceBox]:
    return [
        (
            as_number(f.moment),
            round(f.face.x, 4),
            round(f.face.y, 4),
            round(f.face.width, 4),
            round(f.face.height, 4),
        )
        for f in track.finds
    ]
