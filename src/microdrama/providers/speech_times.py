"""When each word and each sound of a spoken line is heard.

A voice model says how long it dwells on each sign that it reads; the energy of what it said corrects where speech
begins and ends around a pause. Where nothing is known, the audible time is shared out.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from microdrama.domain.takes import Phone

STRESS = "ˈˌ"
_LENGTH = "ːʰʲ\u0303"
_PAUSES = ';:,.!?—…"“”()«»¡¿'
_REACH_S = 0.2


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign that a voice read, how long it took, and which word it belongs to; -1 for what is between words."""

    text: str
    seconds: float
    word: int


@dataclass(frozen=True, slots=True)
class HeardPhone:
    """A phone, when it is heard and in which word."""

    start_s: float
    end_s: float
    text: str
    word: int

    def moved(self, by_s: float) -> HeardPhone:
        """The same phone later, or sooner where `by_s` is negative."""
        return replace(self, start_s=self.start_s + by_s, end_s=self.end_s + by_s)

    def plain(self) -> Phone:
        """As it stands in the facts of a line, to the tenth of a millisecond."""
        return Phone(round(self.start_s, 4), round(self.end_s, 4), self.text)


def words_of_signs(read: str, apart: Sequence[str]) -> list[int]:
    """For each sign of a whole breath's phonemes the number of its word, where each word is also known `apart`.

    Words are told by the spaces where their numbers agree, else by what the two ways of reading share.
    """
    counts = [len([group for group in word.split() if _sounds(group)]) for word in apart]
    groups = [group for group in read.split(" ") if _sounds(group)]
    owners = [at for at, count in enumerate(counts) for _ in range(count)]
    if len(owners) != len(groups):
        return _aligned(read, apart)
    found: list[int] = []
    following = iter(owners)
    for group in read.split(" "):
        owner = next(following) if _sounds(group) else -1
        found += [owner] * len(group) + [-1]
    return found[:-1]


def _sounds(group: str) -> bool:
    return any(sign not in _PAUSES + STRESS for sign in group)


def _aligned(read: str, apart: Sequence[str]) -> list[int]:
    """By what the whole and its words said one by one have in common; what stands between follows what is before."""
    signs = [at for at, sign in enumerate(read) if sign not in _PAUSES + STRESS + " "]
    pieces = [(sign, at) for at, word in enumerate(apart) for sign in word if sign not in _PAUSES + STRESS + " "]
    matcher = difflib.SequenceMatcher(None, [read[at] for at in signs], [sign for sign, _ in pieces], autojunk=False)
    found = [-1] * len(read)
    for match in matcher.get_matching_blocks():
        for step in range(match.size):
            found[signs[match.a + step]] = pieces[match.b + step][1]
    last = 0 if apart else -1
    for at in signs:
        last = found[at] = max(found[at], last)
    return found


def timed_signs(
    said: Sequence[tuple[str, int]], units: Iterable[float], *, unit_s: float, ahead_units: float = 2.0
) -> list[Sign]:
    """Signs, each with its word, and the rests around them, by how many units a network dwells on each.

    What is heard runs `ahead_units` before that: two, measured on the hiss of fricatives in Kokoro and in Hibari.
    """
    texts = [("", -1), *said, ("", -1)]
    signs = [Sign(text, float(count) * unit_s, owner) for (text, owner), count in zip(texts, units, strict=True)]
    return [replace(signs[0], seconds=max(0.0, signs[0].seconds - ahead_units * unit_s)), *signs[1:]]


def phones(signs: Sequence[Sign]) -> list[HeardPhone]:
    """The phones among signs that follow one another from zero on.

    A mark of stress gives its time to the phone that it stands before, a mark of length to the one behind which it
    stands, a space halves its time between its neighbours; marks of punctuation are pauses.
    """
    found: list[HeardPhone] = []
    at, early = 0.0, 0.0
    for number, sign in enumerate(signs):
        end = at + sign.seconds
        if not sign.text or sign.text in _PAUSES:
            early = 0.0
        elif sign.text in STRESS:
            early += sign.seconds
        elif sign.text in _LENGTH and found:
            found[-1] = replace(found[-1], end_s=end, text=found[-1].text + sign.text)
        elif sign.text == " ":
            silent = any(
                near.text in _PAUSES for near in (*signs[max(0, number - 1) : number], *signs[number + 1 : number + 2])
            )
            if found and not silent:
                found[-1] = replace(found[-1], end_s=end - sign.seconds / 2)
                early += sign.seconds / 2
        else:
            found.append(HeardPhone(at - early, end, sign.text, sign.word))
            early = 0.0
        at = end
    return found


def gated(heard: Sequence[HeardPhone], audible: npt.NDArray[np.bool_], *, window_s: float) -> list[HeardPhone]:
    """Phones cut to where something is heard; one before a pause rings on while it does, up to 0.2 s.

    `audible` says of each window of `window_s` seconds whether anything is heard. A phone in silence stays as it is.
    """
    result: list[HeardPhone] = []
    for phone, following in zip(heard, [*heard[1:], None], strict=True):
        next_s = following.start_s if following else len(audible) * window_s
        end_s = phone.end_s if next_s <= phone.end_s + 1e-6 else min(next_s, phone.end_s + _REACH_S)
        first, last = int(phone.start_s / window_s), max(1, round(end_s / window_s))
        loud = np.flatnonzero(audible[first:last])
        if not len(loud):
            result.append(phone)
            continue
        quiet = np.flatnonzero(~audible[first + int(loud[0]) : last])
        length = int(quiet[0]) if len(quiet) else last - first - int(loud[0])
        start_s = max(phone.start_s, (first + int(loud[0])) * window_s)
        heard_until_s = (first + int(loud[0]) + length) * window_s
        end_s = end_s if not len(quiet) else max(heard_until_s, start_s + window_s)
        result.append(replace(phone, start_s=min(start_s, end_s - 1e-3), end_s=end_s))
    return result


def word_spans(heard: Sequence[HeardPhone], count: int) -> list[tuple[float, float] | None]:
    """When each of `count` words is heard, from its first phone to its last; None for one without phones."""
    spans: list[tuple[float, float] | None] = [None] * count
    for phone in heard:
        if 0 <= phone.word < count:
            known = spans[phone.word]
            spans[phone.word] = (known[0] if known else phone.start_s, phone.end_s)
    return spans


def shared(weights: Sequence[Sign], audible: npt.NDArray[np.bool_], *, window_s: float) -> list[Sign]:
    """The same signs with the audible time shared out by their `seconds`, and pauses where nothing is heard.

    For voices that say nothing of their times: right to about 0.15 s.
    """
    when = np.flatnonzero(audible)
    spoken = [sign for sign in weights if sign.text not in _PAUSES + STRESS + " " and sign.text]
    total = sum(sign.seconds for sign in spoken)
    if not len(when) or not total:
        return []
    edges = (np.cumsum([0.0, *(sign.seconds for sign in spoken)]) / total * len(when) + 1e-9).astype(int)
    firsts = np.minimum(edges[:-1], len(when) - 1)
    lasts = np.maximum(np.minimum(edges[1:], len(when)) - 1, firsts)
    starts, ends = when[firsts] * window_s, (when[lasts] + 1) * window_s
    found: list[Sign] = []
    at = 0.0
    for sign, start, end in zip(spoken, starts, ends, strict=True):
        if start > at + 1e-9:
            found.append(Sign("", float(start) - at, -1))
        found.append(Sign(sign.text, max(0.0, float(end) - max(float(start), at)), sign.word))
        at = max(at, float(end))
    return found
