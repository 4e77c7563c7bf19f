"""How much a caption may hold: the limits of each language for upright pictures, and what breaks them.

The table follows the subtitle rules that Netflix publishes (timed text guides, read 2026), in the figures of Subtitle
Edit's quality check: characters a second for adults, of subtitles and of captions for the hard of hearing. Their 42
characters a line are for wide screens; what a phone held upright can show is our own choice. "Checked against this
profile" is all that can be said of a result.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, zip_longest
from typing import Literal

from microdrama.domain.captions import Cue
from microdrama.domain.time import FrameRate

Kind = Literal["captions", "subtitles", "lettering"]
"""Captions tell what is heard, subtitles what is meant; lettering is part of the picture, in large type."""

LEAST_S = Fraction(5, 6)
LEAST_IN_HASTE_S = Fraction(1, 2)  # where the next words follow at once: nobody waits for a reader
MOST_S = Fraction(7)
MOST_LINES = 2
LINGER_S = Fraction(1, 2)  # how long words may stand after they were spoken
CLOSED_GAP_S = Fraction(1, 2)  # shorter gaps are closed down to two pictures: a flicker helps nobody
GAP_PICTURES = 2
DENSE = Fraction(3, 2)
"""How much faster than the profile's reading speed speech may be written before it counts as a fault.

Captions say what is said, and short drama is spoken fast; publishers allow social cuts to be denser than series.
"""
_USUAL_GAP_S = Fraction(1, 12)  # two pictures at 24 a second
_ROUNDING_S = Fraction(1, 500)  # files keep milliseconds


@dataclass(frozen=True, slots=True)
class Rules:
    """The limits of one language.

    `per_line` and `per_second` count characters: full-width ones as 1 and others as 1/2 where `full_width`, else
    others as 1 and full-width ones as 2; marks above and below letters count nothing. `dash` opens the words of
    each of two speakers.
    """

    language: str
    per_line: int
    per_second: int
    full_width: bool
    closes_gaps: bool
    dash: str


_LATIN_LINE = 28  # 60 pixels of type on 1080 pixels of width, seven tenths of which are clear of buttons
_THAI_LINE = 24
_WIDE_LINE = 13
_LETTERING_SHARE = 0.68  # letters half as large again fill the same width

# (language): (a second in subtitles, a second in captions, a line, full-width, dash)
_TABLE: dict[str, tuple[int, int, int, bool, str]] = {
    "en": (20, 20, _LATIN_LINE, False, "-"),
    "de": (17, 20, _LATIN_LINE, False, "-"),
    "tr": (17, 20, _LATIN_LINE, False, "-"),
    "hi": (22, 25, _LATIN_LINE, False, "-"),
    "ar": (20, 23, _LATIN_LINE, False, "- "),
    "th": (17, 20, _THAI_LINE, False, "- "),
    "ja": (4, 7, _WIDE_LINE, True, "-"),
    "ko": (12, 14, _WIDE_LINE, True, "- "),
    "zh": (9, 11, _WIDE_LINE, True, "-"),
    "yue": (9, 11, _WIDE_LINE, True, "-"),
}
_OTHER = (17, 20, _LATIN_LINE, False, "- ")


def rules_for(language: str, *, kind: Kind = "captions") -> Rules:
    """The rules of a BCP 47 tag, by its first part; languages that the table does not name share one line."""
    primary = language.partition("-")[0].lower()
    in_subtitles, in_captions, per_line, full_width, dash = _TABLE.get(primary, _OTHER)
    per_second = in_subtitles if kind == "subtitles" else in_captions
    per_line = round(per_line * _LETTERING_SHARE) if kind == "lettering" else per_line
    return Rules(language, per_line, per_second, full_width, primary != "ja", dash)


def width(text: str, rules: Rules) -> Fraction:
    """How much of a line a text takes, in the characters that the rules count."""
    halves = 0
    for character in text:
        if unicodedata.category(character) in {"Mn", "Me", "Cf", "Cc"}:
            continue
        halves += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return Fraction(halves, 2) if rules.full_width else Fraction(halves)


def gap_s(rate: FrameRate | None) -> Fraction:
    """Seconds between a caption and the next: two pictures."""
    return _USUAL_GAP_S if rate is None else rate.moment(GAP_PICTURES)


def caption_faults(
    cues: Sequence[Cue],
    language: str,
    *,
    duration_s: Fraction | None = None,
    kind: Kind = "captions",
    rate: FrameRate | None = None,
    tolerance: Fraction = DENSE,
) -> list[str]:
    """What the captions of an episode get wrong, each as a sentence; empty where they keep the profile.

    `duration_s` is the episode's length and `rate` its pictures a second, for what depends on them. Reading speed
    may be `tolerance` times the profile's.
    """
    rules = rules_for(language, kind=kind)
    found = [
        f"Caption {number} at {_clock(cue.start_s)} {told}."
        for number, (cue, after) in enumerate(zip_longest(cues, cues[1:]), 1)
        for told in _cue_faults(cue, after, rules, duration_s, tolerance)
    ]
    least_gap = gap_s(rate) - _ROUNDING_S if rate else Fraction(0)
    for number, (before, after) in enumerate(pairwise(cues), 2):
        if after.start_s < before.start_s:
            found.append(f"Caption {number} at {_clock(after.start_s)} comes before the one ahead of it.")
        elif after.start_s < before.end_s:
            found.append(f"Caption {number} at {_clock(after.start_s)} begins before the one ahead of it has gone.")
        elif after.start_s - before.end_s < least_gap:
            found.append(f"Caption {number} at {_clock(after.start_s)} follows the one ahead of it too closely.")
    return found


def _clock(moment: Fraction) -> str:
    minutes, rest = divmod(float(moment), 60)
    return f"{minutes:.0f}:{rest:06.3f}"


def _cue_faults(
    cue: Cue, after: Cue | None, rules: Rules, duration_s: Fraction | None, tolerance: Fraction
) -> Iterator[str]:
    yield from _line_faults(cue, rules)
    shown = cue.end_s - cue.start_s
    hurried = after is not None and after.start_s - cue.end_s < CLOSED_GAP_S
    least = LEAST_IN_HASTE_S if hurried else LEAST_S
    if shown < least - _ROUNDING_S:
        yield f"lasts {float(shown):.2f} s instead of at least {float(least):.2f}"
    if shown > MOST_S + _ROUNDING_S:
        yield f"lasts {float(shown):.2f} s instead of at most {float(MOST_S):g}"
    wide = sum((width(text, rules) for text in cue.texts), Fraction(0))
    if shown > 0 and wide / shown > rules.per_second * tolerance:
        yield (
            f"must be read at {float(wide / shown):.1f} characters a second instead of {rules.per_second} "
            f"(at most {float(rules.per_second * tolerance):g} where speech is fast)"
        )
    if cue.start_s < 0 or (duration_s is not None and cue.end_s > duration_s + _ROUNDING_S):
        yield "lies outside the episode"


def _line_faults(cue: Cue, rules: Rules) -> Iterator[str]:
    if not cue.text.strip():
        yield "says nothing"
    if len(cue.lines) > MOST_LINES:
        yield f"has {len(cue.lines)} lines instead of at most {MOST_LINES}"
    for text in cue.texts:
        wide = width(text, rules)
        if wide > rules.per_line:
            yield f"has a line of {float(wide):g} characters instead of at most {rules.per_line}"
