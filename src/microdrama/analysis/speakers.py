"""Who of all voices speaks when: windows of speech grouped by how they sound, S1, S2, ... in order of first speech."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from microdrama.analysis.clusters import centres, grouped, in_order
from microdrama.domain.findings import Line, Word
from microdrama.domain.time import Span
from microdrama.ports.voice_embedder import RATE_HZ, WINDOW_SAMPLES, VoiceEmbedder

_HOP_SAMPLES = RATE_HZ * 4 // 5
_WINDOWS_A_BIT = 3  # heard together at first, about 2.4 s: one window alone is misjudged one time in twelve
_SHORTEST_S = Fraction(3, 10)  # less speech than this has no voice that could be told
_BATCH = 256
_UNLIKE = 0.75  # of the embedder's own bound: neighbours less alike than this are not heard together
_COHESION = 0.88  # groups as alike as this share of what holds each of them together are one voice
_FEW_WINDOWS = 3  # less than this in a whole film is no voice of its own
_UNKNOWN = 0.7  # of the embedder's own bound: what fits no voice better than this fits none
_SWITCH = 0.4  # in cosines: what a change of voice must gain before it is believed
_MAJORITY = Fraction(3, 5)
_SHORTEST_PART_S = Fraction(4, 5)
_RATIO_FLOOR, _USUAL_COHESION = 0.3, 0.6


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of speech by one voice, or by one that cannot be told."""

    span: Span
    speaker: str | None


@dataclass(frozen=True, slots=True)
class SpeakerTurns:
    """All speech of a film in order, without overlaps; a turn for each stretch with one voice."""

    turns: list[Turn]

    @property
    def speakers(self) -> list[str]:
        """S1, S2, ...: every voice once, in order of first speech."""
        return list(dict.fromkeys(turn.speaker for turn in self.turns if turn.speaker is not None))

    def during(self, span: Span) -> dict[str, Fraction]:
        """How many seconds of a span each voice is heard; voices that are not heard are left out."""
        heard: dict[str, Fraction] = {}
        for turn in self.within(span):
            shared = turn.span.intersection(span)
            if shared is not None and turn.speaker is not None:
                heard[turn.speaker] = heard.get(turn.speaker, Fraction(0)) + shared.duration_s
        return heard

    def speaker_of(self, span: Span) -> str | None:
        """The voice that is heard for at least 60 % of what is spoken in a span by known voices."""
        heard = self.during(span)
        if not heard:
            return None
        name = max(heard, key=lambda key: heard[key])
        return name if heard[name] >= _MAJORITY * sum(heard.values()) else None

    def within(self, span: Span) -> Iterator[Turn]:
        """The turns that overlap a span, in order."""
        first = _first_after(self.turns, span.start_s)
        return itertools.takewhile(
            lambda turn: turn.span.start_s < span.end_s, itertools.islice(self.turns, first, None)
        )


def _first_after(turns: list[Turn], moment: Fraction) -> int:
    """The first turn that ends after a moment, by halving."""
    low, high = 0, len(turns)
    while low < high:
        middle = (low + high) // 2
        if turns[middle].span.end_s > moment:
            high = middle
        else:
            low = middle + 1
    return low


@dataclass(frozen=True, slots=True)
class Windows:
    """All windows of a film: where each begins and ends (samples), and the number of its stretch."""

    starts: list[int]
    ends: list[int]
    stretch: npt.NDArray[np.int64]

    def middles_s(self) -> npt.NDArray[np.float64]:
        """(windows,): the middle of each, in seconds."""
        return (np.array(self.starts, np.float64) + np.array(self.ends, np.float64)) / (2 * RATE_HZ)


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard of a film's voices: the direction of every window, and of each voice that was told from others.

    `vectors`: (windows, size), `voices`: (voices, size), both float32 of length 1. `alike`: the embedder's own bound.
    """

    stretches: list[Span]
    windows: Windows
    vectors: npt.NDArray[np.float32]
    voices: npt.NDArray[np.float32]
    alike: float

    def followed(self) -> npt.NDArray[np.int64]:
        """(windows,): the number of the voice of each window, -1 for none."""
        if not len(self.vectors):
            return np.zeros(0, np.int64)
        return _followed(self.vectors, self.windows.stretch, self.voices, unknown=_UNKNOWN * self.alike)

    def names(self) -> dict[int, str]:
        """S1, S2, ... by the number of the voice, for each that is heard, in order of first speech."""
        followed = self.followed()
        return {int(n): f"S{rank + 1}" for n, rank in zip(followed, in_order(followed), strict=True) if n >= 0}

    def turns(self) -> SpeakerTurns:
        """Who speaks when."""
        followed, names = self.followed(), self.names()
        return SpeakerTurns(_turns(self.stretches, self.windows, [names.get(int(n)) for n in followed]))


def hear(sound: npt.NDArray[np.int16], speech: list[Span], lines: list[Line], embedder: VoiceEmbedder) -> Heard:
    """Tell the voices of a film apart by their sound alone.

    `sound`: (samples,) int16 mono at 16 kHz from the film's zero, a memory-mapped file as well as an array; read
    window by window. A change of line is taken for a place where the voice may change; inside a line it must
    last about two windows of 0.8 s. Voices heard for less than about 2.4 s in all go to the voice nearest to them, or
    to none. Speech that `sound` does not hold has no voice. The order of `lines` does not matter.
    """
    stretches = _stretches(speech, lines, len(sound))
    windows = _windows(stretches)
    if not windows.starts:
        nothing = np.zeros((0, 0), np.float32)
        return Heard(stretches, windows, nothing, nothing, embedder.alike)
    vectors = _embedded(sound, windows, embedder)
    bits = _bits(vectors, windows.stretch, _UNLIKE * embedder.alike)
    return Heard(stretches, windows, vectors, _voices(vectors, bits, embedder.alike), embedder.alike)


def _stretches(speech: list[Span], lines: list[Line], samples: int) -> list[Span]:
    """The speech, cut where one line gives way to the next; what is too short after a cut stays uncut."""
    edges: list[Fraction] = []
    ordered = sorted(lines, key=lambda line: (line.start_s, line.end_s))
    for one, other in itertools.pairwise(ordered):
        edges.append((max(one.start_s, min(one.end_s, other.start_s)) + other.start_s) / 2)
    end = Fraction(samples, RATE_HZ)
    pieces: list[Span] = []
    at = 0
    for span in speech:
        start = span.start_s
        while at < len(edges) and edges[at] <= start:
            at += 1
        inner = at
        while inner < len(edges) and edges[inner] < span.end_s:
            if edges[inner] - start >= _SHORTEST_S and span.end_s - edges[inner] >= _SHORTEST_S:
                pieces.append(Span(start, edges[inner]))
                start = edges[inner]
            inner += 1
        pieces.append(Span(start, span.end_s))
    heard = Span(Fraction(0), end)
    return [inside for piece in pieces if (inside := piece.intersection(heard))]


def _windows(stretches: list[Span]) -> Windows:
    """Windows of 0.822 s every 0.8 s, spread evenly over each stretch; a short stretch is one window of its length."""
    starts: list[int] = []
    ends: list[int] = []
    numbers: list[int] = []
    for number, span in enumerate(stretches):
        first, last = int(span.start_s * RATE_HZ), int(span.end_s * RATE_HZ)
        if span.duration_s < _SHORTEST_S:
            continue
        room = last - first - WINDOW_SAMPLES
        count = 1 if room <= 0 else 1 + max(1, round(room / _HOP_SAMPLES))
        for n in range(count):
            start = first + (room * n // (count - 1) if count > 1 else 0)
            starts.append(start)
            ends.append(min(last, start + WINDOW_SAMPLES))
            numbers.append(number)
    return Windows(starts, ends, np.array(numbers, np.int64))


def _embedded(sound: npt.NDArray[np.int16], windows: Windows, embedder: VoiceEmbedder) -> npt.NDArray[np.float32]:
    found: list[Any] = []
    for at in range(0, len(windows.starts), _BATCH):
        pieces = [
            np.resize(np.asarray(sound[start:end]), WINDOW_SAMPLES)  # what is too short is heard more than once
            for start, end in zip(windows.starts[at : at + _BATCH], windows.ends[at : at + _BATCH], strict=True)
        ]
        found.append(np.asarray(embedder.embed(np.stack(pieces).astype(np.float32) / 32768), np.float32))
    return np.concatenate(found)


def _bits(vectors: npt.NDArray[np.float32], stretch: npt.NDArray[np.int64], unlike: float) -> npt.NDArray[np.int64]:
    """(windows,): the number of the bit that each window belongs to, up to three neighbours that sound alike."""
    likeness = np.sum(vectors[1:] * vectors[:-1], axis=1)
    edges = np.flatnonzero((np.diff(stretch) != 0) | (likeness < unlike)) + 1
    bits = np.zeros(len(stretch), np.int64)
    number = 0
    for places in np.split(np.arange(len(stretch)), edges):
        for part in np.array_split(places, -(-len(places) // _WINDOWS_A_BIT)):
            bits[part] = number
            number += 1
    return bits


def _voices(vectors: npt.NDArray[np.float32], bits: npt.NDArray[np.int64], alike: float) -> npt.NDArray[np.float32]:
    """(voices, size): the middle of each voice.

    Bits enter as the mean of their windows, not made long again, so that `alike` means the same for long and short.
    """
    sizes = np.bincount(bits).astype(np.float64)
    means = np.zeros((len(sizes), vectors.shape[1]), np.float32)
    np.add.at(means, bits, vectors)
    means /= sizes[:, None].astype(np.float32)
    labels = _merged(means, sizes, grouped(means, alike=alike, weights=sizes))
    heard = np.bincount(labels, weights=sizes)
    large = heard >= min(_FEW_WINDOWS, heard.max())
    return centres(means, in_order(np.where(large[labels], labels, -1)), weights=sizes)


def _merged(
    means: npt.NDArray[np.float32], sizes: npt.NDArray[np.float64], labels: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Join groups that are nearly as alike as each is within itself: loose voices, and voices over music."""
    labels = labels.copy()
    count = int(labels.max()) + 1
    sums = np.zeros((count, means.shape[1]))
    np.add.at(sums, labels, means * sizes[:, None])
    weight = np.bincount(labels, weights=sizes)
    while True:
        inner = ((sums * sums).sum(axis=1) - weight) / np.maximum(weight * (weight - 1), 1)
        inner = np.clip(np.where(weight > _FEW_WINDOWS, inner, _USUAL_COHESION), _RATIO_FLOOR, 1)
        alive = np.flatnonzero(weight > 0)
        between = (sums[alive] @ sums[alive].T) / np.outer(weight[alive], weight[alive])
        between /= np.sqrt(np.outer(inner[alive], inner[alive]))
        np.fill_diagonal(between, -1)
        place = np.unravel_index(int(np.argmax(between)), between.shape)
        if between[place] < _COHESION:
            return in_order(labels)
        one, other = (int(alive[n]) for n in place)
        sums[one] += sums[other]
        weight[one] += weight[other]
        weight[other] = 0
        labels[labels == other] = one


def _followed(
    vectors: npt.NDArray[np.float32],
    stretch: npt.NDArray[np.int64],
    voices: npt.NDArray[np.float32],
    *,
    unknown: float,
) -> npt.NDArray[np.int64]:
    """The voice of each window, -1 for none: the likeliest way through each stretch when changes cost something."""
    fits = np.column_stack([vectors @ voices.T, np.full(len(vectors), unknown, np.float32)])
    heard = np.zeros(len(vectors), np.int64)
    edges = np.flatnonzero(np.diff(stretch)) + 1
    for part in np.split(np.arange(len(vectors)), edges):
        heard[part] = _likeliest(fits[part])
    return np.where(heard == len(voices), -1, heard)


def _likeliest(fits: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
    """(windows, voices) to (windows,): the path with the highest sum, each change of voice costing `_SWITCH`."""
    best: npt.NDArray[np.float32] = fits[0].copy()
    came: list[npt.NDArray[np.int64]] = []
    for fit in fits[1:]:
        other = int(np.argmax(best))
        change: npt.NDArray[np.bool_] = best[other] - _SWITCH > best
        came.append(np.where(change, other, np.arange(len(best))))
        best = np.where(change, best[other] - _SWITCH, best) + fit
    path = [int(np.argmax(best))]
    for origin in reversed(came):
        path.append(int(origin[path[-1]]))
    return np.array(path[::-1], np.int64)


def _turns(stretches: list[Span], windows: Windows, names: list[str | None]) -> list[Turn]:
    """Runs of windows with one voice; the change lies midway between the middles of two windows."""
    turns: list[Turn] = []
    of_stretch = {
        number: list(members)
        for number, members in itertools.groupby(range(len(names)), key=lambda n: int(windows.stretch[n]))
    }
    for number, span in enumerate(stretches):
        start = span.start_s
        members = of_stretch.get(number, list[int]())
        for one, other in itertools.pairwise(members):
            if names[one] != names[other]:
                middles = [windows.starts[n] + windows.ends[n] for n in (one, other)]
                change = Fraction(sum(middles), 4 * RATE_HZ)
                turns.append(Turn(Span(start, change), names[one]))
                start = change
        turns.append(Turn(Span(start, span.end_s), names[members[-1]] if members else None))
    return turns


def with_speakers(lines: list[Line], turns: SpeakerTurns) -> list[Line]:
    """The lines with the voices that speak them; a line whose words clearly change the voice is cut at that word.

    Clearly: each part lasts 0.8 s or more. A line that names its speaker already, as subtitles may, is left as it is,
    and so is one in which no voice is heard for most of the time.
    """
    spoken: list[Line] = []
    for line in lines:
        if line.speaker is not None:
            spoken.append(line)
            continue
        parts = _parts(line, turns)
        spoken += [
            msgspec.structs.replace(part, speaker=turns.speaker_of(Span(part.start_s, part.end_s))) for part in parts
        ]
    return spoken


def _parts(line: Line, turns: SpeakerTurns) -> list[Line]:
    """The line, cut where its words change the voice and where its text can be cut the same way."""
    runs: list[tuple[str | None, list[Word]]] = []
    for word in line.words:
        name = turns.speaker_of(Span(word.start_s, word.end_s))
        if runs and (name is None or runs[-1][0] in {None, name}):
            runs[-1] = (runs[-1][0] or name, [*runs[-1][1], word])
        else:
            runs.append((name, [word]))
    long_enough = all(words[-1].end_s - words[0].start_s >= _SHORTEST_PART_S for _, words in runs)
    texts = _texts(line, [len(words) for _, words in runs])
    if len(runs) < 2 or not long_enough or texts is None:
        return [line]
    starts = [line.start_s, *(words[0].start_s for _, words in runs[1:])]
    ends = [*(words[-1].end_s for _, words in runs[:-1]), line.end_s]
    if any(not start < end for start, end in zip(starts, ends, strict=True)):
        return [line]
    return [
        msgspec.structs.replace(line, start_s=start, end_s=end, text=text, words=words)
        for start, end, text, (_, words) in zip(starts, ends, texts, runs, strict=True)
    ]


def _texts(line: Line, counts: list[int]) -> list[str] | None:
    """The text in parts of so many words each, with its own spaces and signs; None where the words are not in it."""
    places: list[int] = []
    at = 0
    for word in line.words:
        wanted = word.text.strip()
        at = line.text.find(wanted, at)
        if at < 0 or not wanted:
            return None
        places.append(at)
        at += len(wanted)
    firsts = [0, *itertools.accumulate(counts)][:-1]
    cuts = [0, *(places[first] for first in firsts[1:]), len(line.text)]
    parts = [line.text[a:b].strip() for a, b in itertools.pairwise(cuts)]
    return parts if all(parts) else None
