"""What a rendered episode shows and lets hear, measured on its file alone, for whoever judges it.

One pass gives everything: pictures that are black or do not move, voice at any moment, faces at the edges, loudness.
Nothing here knows what was planned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from microdrama.analysis.faces import Find
from microdrama.analysis.shots import ShotSigns, find_shots, parts
from microdrama.domain.findings import Shot
from microdrama.domain.time import Span
from microdrama.media.loudness import LoudnessMeter
from microdrama.media.probe import Film
from microdrama.media.survey import VOICE_RATE_HZ, Survey
from microdrama.ports.face_finder import Face, FaceFinder
from microdrama.ports.voice_finder import WINDOW_SAMPLES, VoiceFinder

Progress = Callable[[Fraction], None]
"""Told how many seconds of film are done."""

Side = Literal["before", "after"]

_WINDOW_S = Fraction(WINDOW_SAMPLES, VOICE_RATE_HZ)
_VOICED = 0.5
_NEAR_S = Fraction(8, 100)  # how near to a cut voice must be to be cut off by it
_STEP = VOICE_RATE_HZ // 200  # 5 ms
_STEP_S = Fraction(_STEP, VOICE_RATE_HZ)
_SILENCE_DB = -100.0
_AUDIBLE_DB = -50.0
_ONSET_DB = 15.0  # a voice that was cut is at its level at once; one that begins by itself comes out of quiet
_SIDE_S = Fraction(4, 100)
_BREAK_DB = 20.0  # more than a voice falls by itself from one twenty-fifth of a second to the next
_BLOCK = 5  # thumbnail elements: a mouth in a medium shot is as large
_STILL_LEVELS = 5.0  # of 255; what encoding alone changes in a block of a still picture is less
_BLACK_LUMA, _BLACK_SPOT_LUMA = 24.0, 48.0  # a night scene has a brighter spot somewhere
_EDGE = 0.004  # of the width: less than one element of a still
_TOO_WIDE = 0.75  # such a close-up does not fit between the edges, wherever the window is
_LEAST_FACE = 0.08  # of the height; smaller ones are seen too rarely to tell


@dataclass(slots=True)
class PictureSigns:
    """Finds stretches that are black, and stretches in which no part of the picture changes.

    Each picture is held against the first of its stretch, so that a slow movement ends it as well as a fast one.
    """

    _still: list[Span] = field(default_factory=list[Span])
    _black: list[Span] = field(default_factory=list[Span])
    _still_since: Fraction | None = None
    _black_since: Fraction | None = None
    _first: Any = None

    def see(self, moments: Sequence[Fraction], luma: npt.NDArray[np.uint8]) -> None:
        """Take in the next pictures, (pictures, height, width) uint8."""
        for moment, picture in zip(moments, _blocks(luma), strict=True):
            dark = float(picture.mean()) < _BLACK_LUMA and float(picture.max()) < _BLACK_SPOT_LUMA
            if dark and self._black_since is None:
                self._black_since = moment
            elif not dark:
                self._end_black(moment)
            if self._first is None or float(np.abs(picture - self._first).max()) >= _STILL_LEVELS:
                self._end_still(moment)
                self._first, self._still_since = picture, moment

    def end(self, moment: Fraction) -> None:
        """Tell where the last picture ends."""
        self._end_black(moment)
        self._end_still(moment)

    def black(self, least_s: Fraction) -> list[Span]:
        """The black stretches of at least `least_s`, in order."""
        return [span for span in self._black if span.duration_s >= least_s]

    def still(self, least_s: Fraction) -> list[Span]:
        """The stretches without movement of at least `least_s`, in order, black ones among them."""
        return [span for span in self._still if span.duration_s >= least_s]

    def _end_black(self, moment: Fraction) -> None:
        if self._black_since is not None:
            self._black.append(Span(self._black_since, moment))
        self._black_since = None

    def _end_still(self, moment: Fraction) -> None:
        if self._still_since is not None:
            self._still.append(Span(self._still_since, moment))
        self._still_since = None


def _blocks(luma: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """(pictures, rows, columns) float32: the mean luma of blocks of about five elements each way."""
    _, height, width = luma.shape
    rows, row_sizes = parts(height, max(1, height // _BLOCK))
    columns, column_sizes = parts(width, max(1, width // _BLOCK))
    sums = np.add.reduceat(np.add.reduceat(luma, rows, axis=1, dtype=np.uint32), columns, axis=2)
    return (sums / np.outer(row_sizes, column_sizes)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Heard:
    """The sound of an episode.

    `voice` is the probability of voice in windows of 32 ms, `levels_db` the level of each 5 ms, below full scale.
    """

    voice: list[float]
    levels_db: npt.NDArray[np.float32]

    @property
    def duration(self) -> Fraction:
        """How far voice was looked for, in seconds: whole windows only."""
        return len(self.voice) * _WINDOW_S

    def voice_at(self, moment: Fraction, side: Side) -> bool:
        """Whether a voice runs into a moment from this side: heard within 80 ms of it, and loud up to it.

        Only windows that lie on that side as a whole count, so that a cut at the moment keeps the sides apart.
        Detectors come late to a voice that begins at once; after a moment they get 80 ms more.
        """
        if side == "before":
            near = self._windows(moment - _NEAR_S, moment)
            return _voiced(near) and self.level_db(moment, side) >= _AUDIBLE_DB
        near = self._windows(moment + _NEAR_S, moment + 2 * _NEAR_S)
        loud = self.level_db(moment + _NEAR_S, side) - _ONSET_DB
        return _voiced(near) and self.level_db(moment, side) >= max(_AUDIBLE_DB, loud)

    def _windows(self, start: Fraction, end: Fraction) -> list[float]:
        """The windows from the one that holds `start` to the last that ends by `end`."""
        return self.voice[max(0, int(start / _WINDOW_S)) : max(0, int(end / _WINDOW_S))]

    def level_db(self, moment: Fraction, side: Side) -> float:
        """The mean level of the 40 ms before or after a moment, in dB below full scale; -100 for none."""
        at, reach = round(moment / _STEP_S), round(_SIDE_S / _STEP_S)
        near = self.levels_db[max(0, at - reach) : at] if side == "before" else self.levels_db[at : at + reach]
        return float(10 * np.log10(np.mean(10 ** (near / 10)))) if len(near) else _SILENCE_DB

    def breaks_off_at(self, moment: Fraction) -> bool:
        """Whether a voice stops or begins at a moment more suddenly than one does by itself: by 20 dB within 40 ms."""
        before, after = self.level_db(moment, "before"), self.level_db(moment, "after")
        louder: Side = "before" if before > after else "after"
        return abs(before - after) >= _BREAK_DB and self.voice_at(moment, louder)


def _voiced(windows: Sequence[float]) -> bool:
    return bool(windows) and sum(windows) / len(windows) >= _VOICED


@dataclass(frozen=True, slots=True)
class CutOff:
    """Faces of one episode: in how many pictures any was found, and in which one was cut off, and at which edge."""

    pictures: int
    moments: list[tuple[Fraction, Literal["left", "right"]]]

    @property
    def share(self) -> float:
        """How many of the pictures with faces cut one off, 0 to 1."""
        return len(self.moments) / self.pictures if self.pictures else 0.0


def faces_cut_off(finds: Sequence[Find]) -> CutOff:
    """Where a face goes on beyond the left or right edge of the picture though it would have room inside."""
    largest: dict[Fraction, Face] = {}
    for find in finds:
        known = largest.get(find.moment)
        if find.face.height >= _LEAST_FACE and (known is None or find.face.height > known.height):
            largest[find.moment] = find.face
    cut: list[tuple[Fraction, Literal["left", "right"]]] = []
    for moment, face in sorted(largest.items(), key=lambda item: item[0]):
        left, right = face.x <= _EDGE, face.x + face.width >= 1 - _EDGE
        if left != right and face.width < _TOO_WIDE:
            cut.append((moment, "left" if left else "right"))
    return CutOff(len(largest), cut)


@dataclass(frozen=True, slots=True)
class Watched:
    """An episode as it was seen and heard."""

    duration: Fraction
    shots: list[Shot]
    pictures: PictureSigns
    heard: Heard
    faces: CutOff
    loudness_lufs: float
    true_peak_db: float


def watch(
    film: Film,
    *,
    face_finder: FaceFinder,
    voice_finder: VoiceFinder,
    progress: Progress = lambda _: None,
) -> Watched:
    """Look at and listen to a rendered episode once. Raises NotAFilmError for damage."""
    survey = Survey(film, meter=LoudnessMeter(true_peak=True))
    shots, pictures = ShotSigns(), PictureSigns()
    finds: list[Find] = []
    voice: list[float] = []
    levels: list[npt.NDArray[np.float32]] = []
    rest = np.zeros(0, np.float32)
    for block in survey.blocks():
        if block.moments:
            shots.see(block.moments, block.luma, block.cb, block.cr)
            pictures.see(block.moments, block.luma)
            progress(block.moments[-1])
        finds += [Find(still.moment, face) for still in block.stills for face in face_finder.find(still.rgb)]
        voice += voice_finder.hear(block.voice)
        rest = np.concatenate([rest, block.voice])
        levels.append(_levels(rest))
        rest = rest[len(rest) // _STEP * _STEP :]
    pictures.end(survey.duration)
    return Watched(
        duration=survey.duration,
        shots=find_shots(shots, duration=survey.duration),
        pictures=pictures,
        heard=Heard(voice, np.concatenate(levels) if levels else np.zeros(0, np.float32)),
        faces=faces_cut_off(finds),
        loudness_lufs=survey.meter.integrated,
        true_peak_db=survey.meter.true_peak_db,
    )


def _levels(sound: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The level of each whole 5 ms, in dB below full scale."""
    steps = sound[: len(sound) // _STEP * _STEP].reshape(-1, _STEP)
    return (10 * np.log10(np.mean(np.square(steps), axis=1) + 10 ** (_SILENCE_DB / 10))).astype(np.float32)
