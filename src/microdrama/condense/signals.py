"""What can be measured over any stretch of a film: loudness, pace, voice, faces; quick to ask many times."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from microdrama.condense.cuts import voices
from microdrama.domain.findings import Findings
from microdrama.domain.time import Span

SILENCE_LUFS = -70.0


class Signals:
    """The measurable side of a film's findings, sorted once."""

    def __init__(self, findings: Findings) -> None:
        self._loudness = np.asarray(findings.loudness.lufs if findings.loudness else [], float)
        self._step_s = float(findings.loudness.step_s) if findings.loudness else 1.0
        self._shots = [float(shot.start_s) for shot in findings.shots]
        found = [(box[0], box[3] * box[4], track.person) for track in findings.faces for box in track.boxes]
        boxes = sorted(found, key=lambda box: box[0])
        self._face_times = [box[0] for box in boxes]
        self._face_areas = np.asarray([box[1] for box in boxes], float)
        self._face_names = [box[2] for box in boxes]
        self.voices: list[Span] = voices(findings)
        starts = np.asarray([float(span.start_s) for span in self.voices])
        ends = np.asarray([float(span.end_s) for span in self.voices])
        self._voice_ends, self._voice_starts = ends, starts
        self._voice_before = np.concatenate([[0.0], np.cumsum(ends - starts)])

    @property
    def has_sound(self) -> bool:
        """Whether the film's loudness is known."""
        return bool(len(self._loudness))

    def loudness(self, span: Span) -> float:
        """Mean momentary loudness, in LUFS; -70 where there is no sound."""
        first = int(float(span.start_s) / self._step_s)
        part = self._loudness[first : max(first + 1, int(float(span.end_s) / self._step_s))]
        return float(np.maximum(part, SILENCE_LUFS).mean()) if len(part) else SILENCE_LUFS

    def changes(self, span: Span) -> int:
        """How many shots begin in the span."""
        return bisect_left(self._shots, float(span.end_s)) - bisect_left(self._shots, float(span.start_s))

    def voice_s(self, span: Span) -> float:
        """Seconds of voice in the span."""
        return max(0.0, self._voice_until(float(span.end_s)) - self._voice_until(float(span.start_s)))

    def _voice_until(self, moment: float) -> float:
        place = int(np.searchsorted(self._voice_starts, moment, side="right"))
        if not place:
            return 0.0
        return float(self._voice_before[place - 1] + min(moment, self._voice_ends[place - 1])) - float(
            self._voice_starts[place - 1]
        )

    def largest_face(self, span: Span) -> float:
        """The area of the largest face, as a share of the picture; 0 where there is none."""
        areas = self._face_areas[self._found(span)]
        return float(areas.max()) if len(areas) else 0.0

    def people(self, span: Span) -> set[str]:
        """The persons seen in the span, where they were told apart."""
        return {name for name in self._face_names[self._found(span)] if name}

    def _found(self, span: Span) -> slice:
        first = bisect_left(self._face_times, float(span.start_s))
        return slice(first, bisect_left(self._face_times, float(span.end_s)))


def ranks(values: Sequence[float] | npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Each value's rank from 0 to 1; equal values share theirs, and all equal gives one half."""
    array = np.asarray(values, float)
    if len(array) < 2 or np.ptp(array) == 0:
        return np.full(len(array), 0.5)
    ordered = np.sort(array)
    below = np.searchsorted(ordered, array, side="left")
    level = np.searchsorted(ordered, array, side="right") - below - 1
    return (below + level / 2) / (len(array) - 1)
