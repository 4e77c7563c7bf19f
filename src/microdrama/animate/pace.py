"""How long words take: to be spoken, by letters of their script, and to be read; and where a line may be divided.

Speech in drama runs at about 15 Latin letters, 4.5 Chinese signs or 5.5 Korean syllables a second; subtitles are read
at the speeds of the caption profiles. Both are expectations: a spoken line brings its own length.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction

from microdrama.domain.scripts import Script, script_of

GRID_S = Fraction(1, 20)
"""Expected times are whole twentieths of a second, which JSON holds exactly."""

_A_SECOND: dict[Script, Fraction] = {
    "latin": Fraction(15), "greek": Fraction(14), "cyrillic": Fraction(14), "hebrew": Fraction(11),
    "arabic": Fraction(11), "devanagari": Fraction(11), "thai": Fraction(12), "lao": Fraction(12),
    "khmer": Fraction(12), "burmese": Fraction(12), "han": Fraction(9, 2), "kana": Fraction(15, 2),
    "hangul": Fraction(11, 2),
}  # fmt: skip
_OTHER_A_SECOND = Fraction(12)
_JAPANESE_HAN = Fraction(15, 4)  # two morae a sign
_A_DIGIT_S = Fraction(3, 10)
_A_STOP_S, _A_COMMA_S = Fraction(3, 10), Fraction(3, 20)
_LEAST_S = Fraction(2, 5)
_STOPS, _COMMAS = ".!?…。！？؟۔।—", ",;:،؛，、；：\u2013"
_STOP_RUNS = re.compile(f"([{_STOPS}])[{_STOPS}]+")
_READ_A_SECOND = {"zh": Fraction(9), "yue": Fraction(9), "ja": Fraction(5), "ko": Fraction(12), "th": Fraction(14)}
_READ_OTHER = Fraction(17)
_TO_FIND_IT_S = Fraction(1)  # the eye takes about a second to see that there is something to read

_SENTENCE = re.compile(r"[.!?…。！？؟۔।]+[\"'”’»」』）)]*\s*|\n+")
_CLAUSE = re.compile(r"[,;:،؛，、；：—\u2013]+[\"'”’»」』）)]*\s*|\s-+\s")
_GAP = re.compile(r"\s+")
_SHORTENED = re.compile(r"(?:\b(?i:dr|mr|mrs|ms|st|prof|jr|sr|vs|no)|(?<![^\W\d_])(?!I\.)[A-Z])\.\s*$")  # A. Hale


@functools.lru_cache(maxsize=16_384)
def spoken_seconds(text: str, language: str = "und") -> Fraction:
    """How long a text is expected to be spoken, in seconds, at least 0.4, on GRID_S."""
    japanese = language.partition("-")[0].lower() == "ja"
    # the pause after the last word belongs to what follows
    counted = Counter(_STOP_RUNS.sub(r"\1", text.rstrip().rstrip(_STOPS)))
    microseconds = sum(_sign_us(sign, japanese=japanese) * count for sign, count in counted.items())
    return max(_LEAST_S, on_grid(Fraction(microseconds, 1_000_000)))


@functools.lru_cache(maxsize=16_384)
def _sign_us(sign: str, *, japanese: bool) -> int:
    """Microseconds that a sign takes, so that sums are exact."""
    script = script_of(sign)
    if sign in _STOPS:
        cost = _A_STOP_S
    elif sign in _COMMAS:
        cost = _A_COMMA_S
    elif sign.isspace():
        cost = 1 / _A_SECOND["latin"]
    elif sign.isdecimal():
        cost = _A_DIGIT_S
    elif script == "common":
        cost = Fraction(0)
    else:
        cost = 1 / (_JAPANESE_HAN if japanese and script == "han" else _A_SECOND.get(script, _OTHER_A_SECOND))
    return round(cost * 1_000_000)


def sentences(text: str) -> list[str]:
    """The sentences of a text with what follows each; joined, they are the text."""
    return _divided(text, _SENTENCE)


def reading_seconds(text: str, language: str = "und") -> Fraction:
    """How long a written text must stand to be read, in seconds, on GRID_S."""
    signs = sum(1 for sign in text if unicodedata.category(sign)[0] not in "MC")
    a_second = _READ_A_SECOND.get(language.partition("-")[0].lower(), _READ_OTHER)
    return on_grid(_TO_FIND_IT_S + signs / a_second)


def on_grid(moment_s: Fraction) -> Fraction:
    """The nearest moment of GRID_S."""
    return (moment_s / GRID_S + Fraction(1, 2)).__floor__() * GRID_S


def parts(
    text: str, *, most_s: Fraction, seconds: Callable[[str], Fraction], whole_s: Fraction | None = None
) -> list[str]:
    """A text in parts of at most `most_s`, at sentences, else clauses, else words, else anywhere; joined, it is itself.

    A single sentence may take `whole_s` before it is divided. Blank parts are never made.
    """
    if not text or seconds(text) <= most_s:
        return [text]
    pieces: list[str] = []
    for sentence in _divided(text, _SENTENCE):
        pieces += _small_enough(sentence, whole_s or most_s, seconds)
    return _joined(pieces, most_s, seconds)


def _small_enough(text: str, most_s: Fraction, seconds: Callable[[str], Fraction]) -> Iterator[str]:
    if seconds(text) <= most_s:
        yield text
        return
    for clause in _joined(_divided(text, _CLAUSE), most_s, seconds):
        if seconds(clause) <= most_s:
            yield clause
            continue
        for words in _joined(_divided(clause, _GAP), most_s, seconds):
            yield from [words] if seconds(words) <= most_s else _anywhere(words, most_s, seconds)


def _divided(text: str, border: re.Pattern[str]) -> list[str]:
    """The text cut behind every border; what would be blank stays with its neighbour."""
    found: list[str] = []
    begin = checked = 0
    solid = False  # whether the piece has a letter or a figure yet
    for match in border.finditer(text):
        solid = solid or any(map(str.isalnum, text[checked : match.end()]))
        checked = match.end()
        if solid and checked < len(text) and not _SHORTENED.search(text[max(begin, checked - 9) : checked]):
            found.append(text[begin:checked])
            begin, solid = checked, False
    rest = text[begin:]
    if found and not any(map(str.isalnum, rest)):
        found[-1] += rest
        return found
    return [*found, rest]


def _joined(pieces: list[str], most_s: Fraction, seconds: Callable[[str], Fraction]) -> list[str]:
    """Neighbours together as long as they take at most `most_s`."""
    found: list[str] = []
    for piece in pieces:
        if found and seconds(found[-1] + piece) <= most_s:
            found[-1] += piece
        else:
            found.append(piece)
    return found


def _anywhere(text: str, most_s: Fraction, seconds: Callable[[str], Fraction]) -> Iterator[str]:
    """Equal lengths, never before a sign that belongs to the one ahead of it."""
    step = max(1, int(len(text) * most_s / seconds(text)))
    begin = 0
    while begin < len(text):
        end = begin + step
        while end < len(text) and unicodedata.category(text[end])[0] in "MC":
            end += 1
        yield text[begin:end]
        begin = end
