"""The mouth of who speaks, picture by picture: nine shapes after the tables of drawn animation, on twos.

Phones say which shape, the sound says whether: a mouth never moves while nothing is heard. Where no phones are known
the sound's energy opens it in four steps.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from microdrama.animate.timed import RATE, MouthShape
from microdrama.domain.takes import Phone, SpokenFacts

_STEP_PICTURES = 2
_WINDOW_S = 0.01
_SILENCE = 10 ** (-29 / 20)  # of the level of what is voiced
_SHORT_GAP = 6
_SHAPES: dict[MouthShape, str] = {
    "closed": "mbpʙɱᵝβ",
    "teeth": "tdnszfvkɡgŋɲʃʒʧʤʦʣʨʥɕʑçxχɣhɦjɾɹrʁʂʐʈɖɳɟcqʔɽɻTʝ",  # noqa: RUF001 (signs of speech)
    "tongue": "lθðʎɫɭL",
    "small": "eɛɪiəʌɜɚɝɐɨᵻᵊɘyøAE",  # noqa: RUF001 (signs of speech)
    "open": "aɑæɶIWʕħ",  # noqa: RUF001 (signs of speech)
    "round": "oɔɒɤœOQY",
    "pucker": "uʊwɯʉʋɰɥʍɸU",  # noqa: RUF001 (signs of speech)
}
_SHAPE_OF: dict[str, MouthShape] = {sign: shape for shape, signs in _SHAPES.items() for sign in signs}
_GLIDES: dict[str, MouthShape] = {"I": "small", "W": "pucker", "O": "pucker", "Q": "pucker", "Y": "small"}
"""Where a diphthong's second half goes; its sign is that of the voice's alphabet."""
_WEIGHT: dict[MouthShape, float] = {
    "closed": 2.4, "teeth": 0.75, "tongue": 0.95, "small": 1.1, "open": 1.3, "round": 1.3, "pucker": 1.25,
}  # fmt: skip
"""How readily a shape is seen where several fall on one drawing: lips that do not meet on M are noticed first."""
_STEPS: tuple[tuple[float, MouthShape], ...] = ((1.15, "wide"), (0.55, "open"), (0.18, "small"))
_SHOUT = 1.5


def mouth_track(
    spoken: SpokenFacts, sound: npt.NDArray[np.float32], rate_hz: int, *, start_s: Fraction, pictures: int
) -> tuple[MouthShape, ...]:
    """The shape of the mouth in each of a shot's pictures, for a line that begins `start_s` seconds into the shot.

    `sound` is (samples,) float32, mono, -1 to 1, at `rate_hz`. Every shape is held for two pictures; before, after and
    in pauses the mouth is at rest. What lies outside the shot is not seen.
    """
    loud, voiced = _levels(sound, rate_hz)
    heard = _Heard(loud, _audible(loud, voiced), voiced)
    phones = sorted(spoken.phones, key=lambda phone: (phone.start_s, phone.end_s))
    starts = [phone.start_s for phone in phones]
    track: list[MouthShape] = []
    for first in range(0, pictures, _STEP_PICTURES):
        begin = float(RATE.moment(first) - start_s)
        end = begin + float(RATE.moment(_STEP_PICTURES))
        near = phones[max(0, bisect.bisect_left(starts, begin) - 1) : bisect.bisect_left(starts, end)]
        level = heard.level(begin, end)
        shape: MouthShape = "rest"
        if level > 0 and phones:
            shape = _said_shape(near, level, begin, end)
        elif level > 0:
            shape = _opened(level)
        track.extend(shape for _ in range(min(_STEP_PICTURES, pictures - first)))
    return tuple(track)


def _levels(sound: npt.NDArray[np.float32], rate_hz: int) -> tuple[npt.NDArray[np.float64], float]:
    """Root mean square of each 10 ms, and that of the louder of them."""
    edges = np.round(np.arange(0, len(sound) / rate_hz + _WINDOW_S, _WINDOW_S) * rate_hz).astype(int)
    edges = np.minimum(edges, len(sound))
    power = np.concatenate([[0.0], np.cumsum(np.square(sound, dtype=np.float64))])
    loud = np.sqrt(np.maximum(np.diff(power[edges]), 0) / np.maximum(np.diff(edges), 1))
    if not len(loud) or loud.max() <= 0:
        return loud, 0.0
    return loud, float(np.sqrt(np.mean(np.square(loud[loud > loud.max() / 10]))))


def _audible(loud: npt.NDArray[np.float64], voiced: float) -> npt.NDArray[np.bool_]:
    heard = loud > max(voiced * _SILENCE, 1e-5)
    edges = np.flatnonzero(np.diff(heard.astype(np.int8), prepend=0, append=0))
    for end, start in zip(edges[1::2], edges[2::2], strict=False):
        if start - end < _SHORT_GAP:
            heard[end:start] = True
    return heard


@dataclass(frozen=True, slots=True)
class _Heard:
    """The loudness of each 10 ms of a line, whether anything is heard in it, and the level of what is voiced."""

    loud: npt.NDArray[np.float64]
    audible: npt.NDArray[np.bool_]
    voiced: float

    def level(self, begin: float, end: float) -> float:
        """How loud it is between two moments, beside what is voiced; 0 where nothing is heard for half of the time."""
        first, last = max(0, round(begin / _WINDOW_S)), max(0, round(end / _WINDOW_S))
        if 2 * int(self.audible[first:last].sum()) < round((end - begin) / _WINDOW_S):
            return 0.0
        return float(np.sqrt(np.mean(np.square(self.loud[first:last])))) / self.voiced


def _said_shape(phones: Sequence[Phone], level: float, begin: float, end: float) -> MouthShape:
    """The shape that most is seen of from `begin` to `end`, in seconds of the line."""
    scores: dict[MouthShape, float] = {}
    for phone in phones:
        middle = (phone.start_s + phone.end_s) / 2
        shape = _shape_of(phone.text)
        halves: list[tuple[float, float, MouthShape]] = [
            (phone.start_s, middle, shape),
            (middle, phone.end_s, _GLIDES.get(phone.text[:1], shape)),
        ]
        for start_s, end_s, seen in halves:
            overlap = min(end, end_s) - max(begin, start_s)
            if overlap > 0:
                scores[seen] = scores.get(seen, 0.0) + overlap * _WEIGHT[seen]
    if not scores:
        return "small"  # it is heard, so it is said
    best = max(scores, key=lambda seen: scores[seen])
    return "wide" if best == "open" and level > _SHOUT else best


def _opened(level: float) -> MouthShape:
    """How far a mouth opens for what is this loud beside what is voiced."""
    for least, shape in _STEPS:
        if level >= least:
            return shape
    return "closed"


def _shape_of(phone: str) -> MouthShape:
    """By the first sign that is known; what is not, such as a click, shows teeth."""
    for sign in phone:
        if sign in _SHAPE_OF:
            return _SHAPE_OF[sign]
    return "teeth"
