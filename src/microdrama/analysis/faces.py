"""Faces followed through a shot: single finds, half a second apart, joined into tracks; and who they are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import msgspec

from microdrama.analysis.mouths import MouthMotion, mouth_motions
from microdrama.analysis.persons import Look, find_persons, look
from microdrama.domain.findings import FaceBox, FaceTrack, Shot
from microdrama.domain.time import as_number
from microdrama.ports.face_finder import Face, FaceFinder, overlap

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
class FaceSigns:
    """What a pass collects of faces: a find every half second, 1.8 kB of look and 6 bytes of mouth a picture for each.

    A film with one face all the time takes about 6 MB for 45 minutes.
    """

    finder: FaceFinder
    finds: list[Find] = field(default_factory=list[Find])
    looks: dict[Find, Look | None] = field(default_factory=dict[Find, "Look | None"])
    mouths: dict[Find, list[MouthMotion]] = field(default_factory=dict[Find, "list[MouthMotion]"])
    _latest: list[tuple[Fraction, list[Face]]] = field(default_factory=list[tuple[Fraction, "list[Face]"]])

    def see(self, moments: Sequence[Fraction], luma: Any, moved: Any, stills: Sequence[tuple[Fraction, Any]]) -> None:
        """Take in the next block: pictures as `ShotSigns.see` takes and returns them, and its stills.

        `stills`: when, and (height, width, 3) uint8 RGB.
        """
        looked_at = [(moment, self.finder.find(rgb)) for moment, rgb in stills]
        for (moment, faces), (_, rgb) in zip(looked_at, stills, strict=True):
            for face in faces:
                find = Find(moment, face)
                self.finds.append(find)
                self.looks[find] = look(rgb, face)
        both = self._latest + looked_at
        for moment, face, motion in mouth_motions(moments, luma, moved, both):
            self.mouths.setdefault(Find(moment, face), []).append(motion)
        self._latest = both[-1:]

    def tracks(self, shots: list[Shot]) -> FoundFaces:
        """Everything seen, joined into tracks that know their persons."""
        followed = _followed(self.finds, shots)
        persons = find_persons([[(find.moment, self.looks[find]) for find in track.finds] for track in followed])
        tracks = [
            msgspec.structs.replace(track, person=person)
            for track, person in zip(_named(followed), persons, strict=True)
        ]
        mouths = {
            track.track: [motion for find in finds.finds for motion in self.mouths.get(find, ())]
            for track, finds in zip(tracks, followed, strict=True)
        }
        return FoundFaces(tracks, {name: motions for name, motions in mouths.items() if motions})


@dataclass(frozen=True, slots=True)
class FoundFaces:
    """The tracks of a film, F1, F2, ..., and by their names how the mouths move that are large enough to be seen."""

    tracks: list[FaceTrack]
    mouths: dict[str, list[MouthMotion]]


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
    return _named(_followed(finds, shots))


def _followed(finds: list[Find], shots: list[Shot]) -> list[_Track]:
    tracks: list[_Track] = []
    ordered = sorted(finds, key=lambda find: find.moment)
    moments = [find.moment for find in ordered]
    for shot in shots:
        inside = ordered[bisect_left(moments, shot.start_s) : bisect_left(moments, shot.end_s)]
        tracks += [track for track in _follow(inside) if _is_believable(track)]
    return tracks


def _named(tracks: list[_Track]) -> list[FaceTrack]:
    return [FaceTrack(track=f"F{n}", boxes=_boxes(track)) for n, track in enumerate(tracks, start=1)]


def _follow(finds: list[Find]) -> list[_Track]:
    """Join each find to the track it overlaps most, the surest finds first within a picture."""
    tracks: list[_Track] = []
    recent: list[_Track] = []
    for find in sorted(finds, key=lambda f: (f.moment, -f.face.certainty)):
        recent = [track for track in recent if find.moment - track.finds[-1].moment <= _LONGEST_ABSENCE_S]
        best = max(recent, key=lambda track: track.fit(find), default=None)
        if best is None or best.fit(find) < _SAME_FACE:
            best = _Track()
            tracks.append(best)
            recent.append(best)
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
