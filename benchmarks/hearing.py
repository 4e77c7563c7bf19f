"""What was heard and seen of people and scenes against a film whose every line, speaker and scene is known."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.films import LONG_S, SHORT_S, EpisodeTruth, condensed, made_film
from benchmarks.measure import Figure
from microdrama.domain.findings import FaceTrack, Findings, Line
from microdrama.domain.time import Span, seconds

_NEAR_S = Fraction(2)
_STEP_S = Fraction(1, 10)
_COLLAR_S = Fraction(1, 4)
"""What is nearer to where a voice begins or ends is not counted, as in NIST's evaluations of who spoke when (2009)."""

_FACE_NEAR_S = Fraction(2, 5)  # two looks at a face are no farther apart

Who = list[str | None]
"""Who is heard at 0, 0.1, 0.2 s, ... of the film; None where nobody is, or where it is not counted."""


def figures(*, short: bool) -> list[Figure]:
    """The rows of the made film."""
    film = made_film(SHORT_S if short else LONG_S)
    return measured(film.truth, condensed(film.path).findings())


def measured(truth: EpisodeTruth, found: Findings) -> list[Figure]:
    """Errors, each as a share: the smaller the better."""
    said, heard = _words(line.text for line in truth.lines), _words(line.text for line in found.lines)
    wrong = edits(said, heard)
    told = _told(truth, found)
    purity, coverage = purity_and_coverage(*told)
    names = matched(*told)
    right = sum(a is not None and names.get(b) == a for a, b in zip(*told, strict=True))
    spoken = sum(a is not None for a in told[0])
    voices = f"{len(names)} voices matched with {len({line.speaker for line in truth.lines})} speakers"
    faces_right, faces = _speaking_faces(truth, found)
    f1, borders = borders_f1(
        [scene.span.start_s for scene in truth.scenes[1:]], [scene.start_s for scene in found.scenes[1:]]
    )
    unheard = sum(a is not None and b is None for a, b in zip(*told, strict=True)) / max(1, spoken)
    share = f"{unheard:.1%} of no voice; purity {purity:.1%}, coverage {coverage:.1%}; {voices}"
    return [
        Figure("wrong words (word error rate)", 100 * wrong / max(1, len(said)), 10.0, "%", f"{len(said)} words"),
        Figure("speech of a wrong or no voice", 100 * (1 - right / max(1, spoken)), 15.0, "%", share),
        Figure(
            "speaking faces not known as such",
            100 * (1 - faces_right / max(1, faces)),
            20.0,
            "%",
            f"{faces_right} of {faces} moments with the speaker in the picture",
        ),
        Figure("wrong borders of scenes (1 - F1, 2 s)", 1 - f1, 0.35, "", borders),
    ]


def _words(texts: Iterable[str]) -> list[str]:
    """Words in lower case without signs; figures stay figures, so that "5,000" for "five thousand" is wrong."""
    whole = unicodedata.normalize("NFKC", " ".join(texts)).lower().replace("’", "'")
    return re.findall(r"[\w']+", whole)


def edits(said: Sequence[str], heard: Sequence[str]) -> int:
    """How many words are put in, left out or changed at the least (Levenshtein, 1966), in rows of numpy."""
    numbers: dict[str, int] = {}
    a, b = (np.array([numbers.setdefault(word, len(numbers)) for word in words], np.int64) for words in (said, heard))
    places = np.arange(len(b) + 1)
    row = places.copy()
    for done, word in enumerate(a, start=1):
        changed = np.minimum(row[1:] + 1, row[:-1] + (b != word))
        row = np.minimum.accumulate(np.concatenate([[done], changed]) - places) + places
    return int(row[-1])


def _told(truth: EpisodeTruth, found: Findings) -> tuple[Who, Who]:
    """Who speaks by the truth, where that is clearly audible, and which voice was heard there."""
    steps = int(truth.duration / _STEP_S)
    true: Who = [None] * steps
    heard: Who = [None] * steps
    for line in truth.lines:
        for span in truth.speech:
            both = span.intersection(line.span)
            if both and both.duration_s > 2 * _COLLAR_S:
                _fill(true, Span(both.start_s + _COLLAR_S, both.end_s - _COLLAR_S), line.speaker)
    for line in found.lines:
        _fill(heard, Span(line.start_s, line.end_s), line.speaker)
    return true, [voice if who is not None else None for who, voice in zip(true, heard, strict=True)]


def _fill(who: Who, span: Span, name: str | None) -> None:
    first, last = round(span.start_s / _STEP_S), round(span.end_s / _STEP_S)
    who[first:last] = [name] * (min(last, len(who)) - min(first, len(who)))


def _together(true: Who, heard: Who) -> dict[tuple[str, str], int]:
    both: defaultdict[tuple[str, str], int] = defaultdict(int)
    for a, b in zip(true, heard, strict=True):
        if a is not None and b is not None:
            both[a, b] += 1
    return both


def purity_and_coverage(true: Who, heard: Who) -> tuple[float, float]:
    """How far each voice is one speaker, and each speaker one voice (Bredin, 2017: pyannote.metrics), 0 to 1."""
    both = _together(true, heard)
    total = max(1, sum(both.values()))
    best_of_voice: defaultdict[str, int] = defaultdict(int)
    best_of_speaker: defaultdict[str, int] = defaultdict(int)
    for (speaker, voice), steps in both.items():
        best_of_voice[voice] = max(best_of_voice[voice], steps)
        best_of_speaker[speaker] = max(best_of_speaker[speaker], steps)
    return sum(best_of_voice.values()) / total, sum(best_of_speaker.values()) / total


def matched(true: Who, heard: Who) -> dict[str | None, str]:
    """The voices with the speakers that they are, one to one, so that most time is right (Kuhn, 1955)."""
    both = _together(true, heard)
    speakers, voices = sorted({a for a, _ in both}), sorted({b for _, b in both})
    table = np.array([[both.get((a, b), 0) for b in voices] for a in speakers]).reshape(len(speakers), len(voices))
    rows, columns = linear_sum_assignment(table, maximize=True)
    return {voices[column]: speakers[row] for row, column in zip(rows, columns, strict=True)}


def _speaking_faces(truth: EpisodeTruth, found: Findings) -> tuple[int, int]:
    """(right, all) moments at which the one who speaks is seen: right where the face there is said to speak."""
    right = total = 0
    for head in truth.heads:
        for sample in head.samples:
            moment = truth.speed.moment(sample.frame)
            if truth.speaker_at(moment) != head.character or not _is_clear(moment, truth):
                continue
            total += 1
            claimed = [track for track in found.faces if _speaks(track, moment, found.lines)]
            centres = [middle for track in claimed if (middle := _middle_at(track, moment)) is not None]
            right += any(sample.box.x <= middle <= sample.box.x + sample.box.width for middle in centres)
    return right, total


def _is_clear(moment: Fraction, truth: EpisodeTruth) -> bool:
    return any(span.start_s + _COLLAR_S <= moment < span.end_s - _COLLAR_S for span in truth.speech)


def _speaks(track: FaceTrack, moment: Fraction, lines: Sequence[Line]) -> bool:
    return track.speaker is not None and any(
        line.speaker == track.speaker and line.start_s - _STEP_S <= moment <= line.end_s + _STEP_S for line in lines
    )


def _middle_at(track: FaceTrack, moment: Fraction) -> float | None:
    """Where a face's middle is from left to right at the look that is nearest, None where none is near."""
    near = min(track.boxes, key=lambda box: abs(seconds(box[0]) - moment), default=None)
    if near is None or abs(seconds(near[0]) - moment) > _FACE_NEAR_S:
        return None
    return near[1] + near[3] / 2


def borders_f1(true: Sequence[Fraction], found: Sequence[Fraction]) -> tuple[float, str]:
    """F1 of borders that lie within 2 s of each other, each counted once, and how it comes about."""
    free = set(found)
    hits = 0
    for border in true:
        near = [at for at in free if abs(at - border) <= _NEAR_S]
        if near:
            free.remove(min(near, key=lambda at: abs(at - border)))
            hits += 1
    f1 = 2 * hits / max(1, len(true) + len(found))
    return f1, f"{hits} of {len(true)} borders found, {len(found) - hits} false; F1 {f1:.2f}"
