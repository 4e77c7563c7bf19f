"""What must be inside the window, and when: the faces of a shot in order of importance, who speaks, what moves."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from microdrama.domain.attention import STEP_S, ShotAttention
from microdrama.domain.findings import FaceBox, Findings, Line, OnScreenText, Shot
from microdrama.domain.time import Span
from microdrama.edit.camera import Track

_CONFIRMED = 3  # finds that make a face: one or two are as often a lamp
_CONFIRMED_SHARE = 0.25  # of what the shot could have shown, for shots too short for three
_LOOKS_A_SECOND = 2
_FOREGROUND = 0.6  # of the height of the tallest face whose voice is known: a smaller one is an extra
_EARS = 0.12  # of its width: how much wider than its box a face is shown on each side
_STIR_LEAST = 0.08  # weaker movement is leaves and grain
_STIR_WIDEST = 0.25  # movement all over the picture has no place
_STIR_SHARE = 0.75  # of a shot: what moves only now and then is not followed
_STIR_JUMP = 0.16  # from one half second to the next: further, it is another thing that moves

Boxes = npt.NDArray[np.float64]
"""(finds, 5): t_s, x, y, width, height, ascending in time."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One face in one shot: when and where it was found, the voice it speaks with, how much it counts, whose it is."""

    name: str
    speaker: str | None
    boxes: Boxes
    weight: float
    person: str | None = None

    @property
    def middle(self) -> float:
        """Where it mostly is, from left to right."""
        return float(np.median(self.boxes[:, 1] + self.boxes[:, 3] / 2))

    @property
    def height(self) -> float:
        """How tall the face mostly is."""
        return float(np.median(self.boxes[:, 4]))

    @property
    def middle_y(self) -> float:
        """Where it mostly is, from top to bottom."""
        return float(np.median(self.boxes[:, 2] + self.boxes[:, 4] / 2))

    def share_of(self, span: Span) -> float:
        """In how much of a shot it was found, looking twice a second; 0 to 1."""
        return min(1.0, len(self.boxes) / max(1.0, float(span.duration_s) * _LOOKS_A_SECOND))


@dataclass(frozen=True, slots=True)
class Turn:
    """A subject speaks: its place in the list of subjects, and when."""

    who: int
    span: Span


@dataclass(frozen=True, slots=True)
class ShotSubjects:
    """All that reframing asks of one shot; `subjects` with the most important first."""

    shot: Shot
    subjects: list[Subject]
    turns: list[Turn]
    spoken: list[Span]
    texts: list[OnScreenText]
    attention: ShotAttention | None


class SubjectsOfShots:
    """Hands out what belongs to each shot of a film."""

    def __init__(self, findings: Findings) -> None:
        self._lines = sorted(findings.lines, key=lambda line: line.start_s)
        self._line_starts = [line.start_s for line in self._lines]
        self._longest_line = max((line.end_s - line.start_s for line in self._lines), default=Fraction(0))
        self._texts = findings.texts
        finds = [(box, number) for number, track in enumerate(findings.faces) for box in track.boxes]
        self._finds = sorted(finds, key=lambda find: find[0][0])
        self._find_times = [box[0] for box, _ in self._finds]
        self._tracks = findings.faces
        self._voiced = {track.person for track in findings.faces if track.speaker is not None}

    def of(self, shot: Shot, attention: ShotAttention | None) -> ShotSubjects:
        """The subjects of one shot."""
        first, last = (bisect_left(self._find_times, float(moment)) for moment in (shot.start_s, shot.end_s))
        boxes: dict[int, list[FaceBox]] = {}
        for box, number in self._finds[first:last]:
            boxes.setdefault(number, []).append(box)
        lines = self._lines_of(shot.span)
        subjects = self._subjects(boxes, shot.span, {line.speaker for line in lines if line.speaker})
        texts = [text for text in self._texts if text.span.overlaps(shot.span)]
        spoken = [both for line in lines if (both := Span(line.start_s, line.end_s).intersection(shot.span))]
        turns = _turns(lines, subjects, _left_over(subjects, self._voiced), shot.span)
        return ShotSubjects(shot, subjects, turns, spoken, texts, attention)

    def _lines_of(self, span: Span) -> list[Line]:
        first = bisect_left(self._line_starts, span.start_s - self._longest_line)
        last = bisect_right(self._line_starts, span.end_s)
        return [line for line in self._lines[first:last] if Span(line.start_s, line.end_s).overlaps(span)]

    def _subjects(self, boxes: dict[int, list[FaceBox]], span: Span, speakers: set[str]) -> list[Subject]:
        looks = max(1.0, float(span.duration_s) * _LOOKS_A_SECOND)
        enough = max(1.0, min(_CONFIRMED, looks * _CONFIRMED_SHARE))
        confirmed = {number: found for number, found in boxes.items() if len(found) >= enough} or boxes
        made: list[Subject] = []
        for number, found in confirmed.items():
            track = self._tracks[number]
            there = np.array(found, np.float64)
            weight = float(np.median(there[:, 3] * there[:, 4])) * min(1.0, len(found) / looks)
            if track.speaker in speakers:
                weight += 1  # who speaks comes before anyone who is only large
            made.append(Subject(track.track, track.speaker, there, weight, track.person))
        return sorted(made, key=lambda subject: -subject.weight)


def _turns(lines: Sequence[Line], subjects: Sequence[Subject], left_over: Sequence[int], span: Span) -> list[Turn]:
    """Who of the subjects speaks when; a voice with two tracks in the shot speaks with the one that is seen then.

    What is said with a voice that no face here has goes to the face that is left over, if there is one.
    """
    turns: list[Turn] = []
    for line in lines:
        heard = Span(line.start_s, line.end_s).intersection(span)
        own = [n for n, subject in enumerate(subjects) if line.speaker and subject.speaker == line.speaker]
        own = own or (list(left_over) if line.speaker else [])
        if heard and own:
            middle = float(heard.start_s + heard.end_s) / 2
            turns.append(Turn(min(own, key=lambda n: float(np.abs(subjects[n].boxes[:, 0] - middle).min())), heard))
    return turns


def _left_over(subjects: Sequence[Subject], voiced: set[str | None]) -> list[int]:
    """The tracks of the one person in a shot whose voice is known nowhere in the film, beside others whose voice is.

    Who of two people is not the one who is known to speak is taken for the other voice: at worst the picture shows
    who listens to somebody that is not in it. Two such persons say nothing, nor does one in the background.
    """
    silent = [n for n, subject in enumerate(subjects) if subject.speaker is None]
    known = [subject.height for subject in subjects if subject.person in voiced - {None} or subject.speaker]
    large = [n for n in silent if known and subjects[n].height >= _FOREGROUND * max(known)]
    unknown = [n for n in large if subjects[n].person is None or subjects[n].person not in voiced]
    return unknown if len({subjects[n].person or subjects[n].name for n in unknown}) == 1 else []


def track_of(subjects: Sequence[Subject], *, ears: bool = True) -> Track:
    """What has to be inside so that all of the subjects are, at each moment at which one was found."""
    boxes = np.concatenate([subject.boxes for subject in subjects])
    margin = boxes[:, 3] * (_EARS if ears else 0.0)
    lows, highs = np.clip(boxes[:, 1] - margin, 0, 1), np.clip(boxes[:, 1] + boxes[:, 3] + margin, 0, 1)
    times, places = np.unique(boxes[:, 0], return_inverse=True)
    low, high = np.full(len(times), 1.0), np.zeros(len(times))
    np.minimum.at(low, places, lows)
    np.maximum.at(high, places, highs)
    return Track(times, low, high)


def stir_of(attention: ShotAttention) -> Track | None:
    """What moves by itself during a shot without faces, one find a half second; None where that is nowhere steadily.

    A find is the median of three, so that no single flash draws the window, and a point: what moves has no edges.
    """
    places = [((low + high) / 2 if seen else None) for low, high, strength in attention.path
              for seen in (strength >= _STIR_LEAST and high - low <= _STIR_WIDEST,)]  # fmt: skip
    known = [(n, place) for n, place in enumerate(places) if place is not None]
    if len(known) < max(_CONFIRMED, len(places) * _STIR_SHARE):
        return None
    middles = np.array([place for _, place in known])
    padded = np.concatenate([middles[:1], middles, middles[-1:]])
    steady = np.median(np.stack([padded[:-2], padded[1:-1], padded[2:]]), axis=0)
    if np.abs(np.diff(steady)).max() > _STIR_JUMP:
        return None
    times = float(attention.start_s) + (np.array([n for n, _ in known]) + 0.5) * float(STEP_S)
    return Track(times, steady, steady)
