"""Subtitle files, whatever their format and encoding: cues of dialogue with their times, and their language.

Files come from anywhere, so nothing about them is believed: sizes are limited, times are put in order, and what is
not dialogue (descriptions of sounds, song signs, drawings, notices of who made the file) is left out.
"""

from __future__ import annotations

import functools
import html
import re
import unicodedata
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier
from pysubs2 import SSAFile
from pysubs2.exceptions import Pysubs2Error

from microdrama.domain.errors import MicrodramaError

_MOST_BYTES = 5_000_000
_SEARCHED_BYTES = 4_000
_MOST_CUES = 20_000
_MOST_LETTERS = 500
_LAST_S = 24 * 3600
_SHORTEST_S, _LONGEST_S = Fraction(1, 4), Fraction(20)
_LEAST_S = Fraction(1, 10)
_LETTERS_A_SECOND = 15

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_EAST_ASIAN = {"gb18030": ("gb2312", 0xB0, 0xD7), "big5": ("big5", 0xA4, 0xC6), "cp949": ("euc_kr", 0xB0, 0xC8)}
"""An encoding, the older set in it, and the first bytes of that set's common signs."""
_OTHER_SCRIPTS = {
    "cp1251": "оеаинтс",
    "cp1253": "αοιετσν",
    "cp1256": "اليمونه",
    "cp1255": "יוהלארת",
    "cp874": "านรกเอง",
}
"""The letters that are most frequent in the languages written in an encoding."""
_LATIN = {
    "cp1252": "en fr de es it pt nl sv da no nb nn fi is ca gl eu ga af sq id ms sw tl",
    "cp1250": "pl cs sk hu hr ro sl",
    "cp1254": "tr az",
    "cp1257": "lt lv et",
    "cp1258": "vi",
}
_LANGUAGES = (
    "en es pt fr de it nl sv da nb no fi is pl cs sk hu hr sr sl ro bg ru uk be mk el tr az he ar fa ur hi bn ta te "
    "ml kn mr gu pa si ne th lo km my vi id ms tl zh ja ko lt lv et ka hy kk mn sq ca gl eu ga cy af sw"
)
_CERTAIN = 0.6
_JUDGED_TEXTS, _JUDGED_LETTERS = 100, 4_000  # enough to know a language by, from all over the film
_TIMES = re.compile(r"\d{1,3}:\d{1,2}(?:[:.,]\d{1,3}){1,2}\s{0,3}-->")
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,40})?\s{1,3}([^>\n]{1,60})>")
_TAG = re.compile(r"</?[A-Za-z0-9][^<>\n]{0,80}>|\{[^{}\n]{0,2000}\}")
_DRAWING = re.compile(r"\{[^{}\n]{0,2000}\\p[1-9]")
_GREATER, _NAMED = "\ue003", "\ue004"
_ASIDE = {ord("{"): 0xE000, ord("}"): 0xE001, ord("<"): 0xE002, ord(">"): ord(_GREATER)}
_SQUARE = re.compile(r"\[[^\[\]]{0,200}\]|［[^［］]{0,200}］|【[^【】]{0,200}】")
_ROUND = re.compile(r"^\s*(?:\([^()]{0,200}\)|（[^（）]{0,200}）)|(?:\([^()]{0,200}\)|（[^（）]{0,200}）)\s*$")
_MUSIC = re.compile(r"[♪♫♬♩🎵🎶]")
_SPEAKER = re.compile(r"^([^\W\d_][\w .'’-]{0,29}?)\s?[:：]\s*(?=\S)")
_DASH = re.compile(r"^\s*[-‐–—]\s*(?=\S)")  # noqa: RUF001 (the dashes that begin a turn)
_SIGNS = re.compile(r"\b(?:signs?|songs?|karaoke|lyrics?|credits?|op|ed)\b", re.IGNORECASE)
_NOTICE = re.compile(
    r"https?://|\bwww\.|opensubtitles|addic7ed|amara\.org|\bsubscene\b|"
    r"\b(?:subtitles?|captions?|captioned|synced|sync|corrections?|ripped|translated)\s+(?:and\s+\w+\s+)?by\b",
    re.IGNORECASE,
)


class SubtitleError(MicrodramaError):
    """A subtitle file that cannot be used; the film is untouched."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What one person says in one subtitle, on the clock of the file; it lasts 0.25 to 20 s."""

    start_s: Fraction
    end_s: Fraction
    text: str
    speaker: str | None = None


def read_subtitles(path: Path) -> list[Cue]:
    """The dialogue of an SRT, WebVTT or ASS file in order of time, none overlapping; raises SubtitleError.

    The encoding is found out: Unicode with or without a mark, else the usual one of the language. Two turns in
    one cue, each behind a dash, become two cues.
    """
    text = decoded(_bytes(path), path.name)
    cues = _ordered([turn for cue in _parsed(text, path.name) for turn in _turns(cue)])
    if not cues:
        raise SubtitleError(f"{path.name} holds no dialogue; choose another subtitle file, or none.")
    return _with_names_told_apart(cues)


def language_of(texts: Sequence[str]) -> str | None:
    """The language of some texts as a BCP 47 tag (with the script for Chinese), None where there is too little."""
    text = " ".join(texts[:: 1 + len(texts) // _JUDGED_TEXTS])[:_JUDGED_LETTERS]
    letters = [sign for sign in text if sign.isalpha()]
    if len(letters) < 8:
        return None
    language = _classified(text)
    if language == "zh":
        simple, full = (sum(_in(sign, code) for sign in letters) for code in ("gb2312", "big5"))
        return "zh-Hans" if simple >= full else "zh-Hant"
    return language


@functools.cache
def _identifier() -> Any:
    kind: Any = LanguageIdentifier
    engine = kind.from_model_file(MODEL_FILE, norm_probs=True)
    engine.set_languages([language for language in _LANGUAGES.split() if language in set(engine.labels)])
    return engine


def _classified(text: str) -> str | None:
    """The language of a text, None where even the likeliest is not likely."""
    language, share = _identifier().classify(text)
    return str(language) if share >= _CERTAIN else None


def is_notice(text: str) -> bool:
    """Whether a line tells who made the subtitles instead of what is said."""
    return _NOTICE.search(text) is not None


def _in(sign: str, encoding: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


# --- bytes to text


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise SubtitleError(f"The subtitles {path.name} cannot be read: {error.strerror or error}.") from error
    if len(raw) > _MOST_BYTES:
        raise SubtitleError(f"{path.name} is larger than {_MOST_BYTES // 1_000_000} MB; that is no subtitle file.")
    return raw


def decoded(raw: bytes, name: str) -> str:
    """The text of a file of unknown encoding; raises SubtitleError for what is no text."""
    marked = next((encoding for mark, encoding in _MARKS.items() if raw.startswith(mark)), None)
    # every other byte of UTF-16 is zero where the letters are Latin, and so are the digits of every time
    zeros = [raw[place:_SEARCHED_BYTES:2].count(0) for place in (0, 1)]
    if marked is None and sum(zeros) > len(raw[:_SEARCHED_BYTES]) / 20:
        marked = "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    text = _tried(raw, marked or "utf-8")
    if text is not None and text.count("\0") <= len(text) / 20:
        return text.replace("\0", "")
    if 0 in raw:
        raise SubtitleError(f"{name} is not a text file; give subtitles as SRT, WebVTT or ASS.")
    found = _japanese(raw) or _east_asian(raw) or _one_byte(raw)
    if found is None:
        raise SubtitleError(f"The encoding of {name} cannot be found out; save it as UTF-8.")
    return found


def _tried(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _japanese(raw: bytes) -> str | None:
    """Text in which a fifth of all signs is kana: no other encoding reads as that."""
    for encoding in ("cp932", "euc_jp"):
        text = _tried(raw, encoding)
        signs = [sign for sign in text or "" if sign > "\x7f"]
        if text and sum("\u3041" <= sign <= "\u30ff" for sign in signs) >= max(1, len(signs) / 5):
            return text
    return None


def _east_asian(raw: bytes) -> str | None:
    """Text of which nine tenths are common signs of an encoding; where two read as well, the earlier in the table.

    Korean also reads as common Chinese signs, but it has spaces and Chinese has none.
    """
    best, best_share = None, 0.89
    for encoding, (older, first, last) in _EAST_ASIAN.items():
        text = _tried(raw, encoding)
        wide = [sign for sign in text or "" if "\u3400" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7a3"]
        if not text or len(wide) <= sum(sign > "\x7f" for sign in text) / 2:
            continue
        codes = [sign.encode(older, "replace") for sign in wide]
        share = sum(first <= code[0] <= last for code in codes) / len(wide)
        spaced = len(re.findall(r"[^\x00-\x7f] [^\x00-\x7f]", text)) >= len(wide) / 20
        if share > best_share and (spaced if encoding == "cp949" else not spaced):
            best, best_share = text, share
    return best


def _one_byte(raw: bytes) -> str | None:
    """Another script where most letters are beyond ASCII, by its frequent letters; else Latin, by the language."""
    high = sum(byte >= 0xC0 for byte in raw)
    if high > sum(65 <= byte <= 90 or 97 <= byte <= 122 for byte in raw):
        readings = [(text, often) for code, often in _OTHER_SCRIPTS.items() if (text := _tried(raw, code))]
        return max(readings, key=lambda reading: _ease(*reading), default=("", ""))[0] or None
    for encoding, languages in _LATIN.items():
        text = _tried(raw, encoding)
        if text and _classified(re.sub(r"[\d:,.>-]+", " ", text)[:_JUDGED_LETTERS]) in languages.split():
            return text
    return _tried(raw, "cp1252")


def _ease(text: str, often: str) -> int:
    """How much a text looks like one of a language with these frequent letters; capitals inside words speak against."""
    capitals = sum(first.islower() and second.isupper() for first, second in pairwise(text))
    return sum(text.lower().count(sign) for sign in often) - 2 * capitals


# --- text to cues


def _parsed(text: str, name: str) -> list[Cue]:
    """The events of a file with a beginning inside a day, as they stand there, without any markup."""
    head = text[:65_536].lstrip("\ufeff \t\r\n").lower()
    if head.startswith("webvtt"):
        form, text = "vtt", _VOICE.sub(lambda found: f"{found[1]}:{_NAMED} ", text)
    elif "[script info]" in head or "[events]" in head:
        form, text = "ass", "\n".join(row for row in text.splitlines() if not _DRAWING.search(row))
    elif _TIMES.search(text):
        form = "srt"
    else:
        raise SubtitleError(f"{name} holds no subtitles that can be read; give them as SRT, WebVTT or ASS.")
    if max(text.count("-->"), text.count("Dialogue:")) > _MOST_CUES:
        raise SubtitleError(f"{name} holds more than {_MOST_CUES} cues; give the subtitles of one film.")
    events: Any
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it complains of fields that are not used here
            events = SSAFile.from_string(_without_markup(text), format_=form)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, Pysubs2Error) as error:
        raise SubtitleError(f"{name} is damaged and cannot be read; save it anew as SRT with UTF-8.") from error
    return [
        Cue(
            max(Fraction(event.start, 1000), Fraction(0)),
            max(Fraction(event.end, 1000), Fraction(0)),
            _readable(event.plaintext, entities=form != "ass"),
            event.name.strip()[:30] or None,
        )
        for event in events
        if not (event.is_comment or _SIGNS.search(event.style)) and event.start <= _LAST_S * 1000
    ]


def _without_markup(text: str) -> str:
    """Without tags, and with other brackets put aside: the parser's own search for tags takes the square of time."""
    return _TAG.sub("", text).translate(_ASIDE).replace(f"--{_GREATER}", "-->")


def _readable(text: str, *, entities: bool) -> str:
    shown = text.translate({there: chr(here) for here, there in _ASIDE.items()})
    return html.unescape(shown) if entities else shown


def _turns(cue: Cue) -> list[Cue]:
    """What is said in a cue, by each of its speakers; nothing if it is not dialogue."""
    if len(cue.text) > 2 * _MOST_LETTERS or is_notice(cue.text):
        return []
    rows = [row for row in _SQUARE.sub(" ", cue.text).splitlines() if row.strip() and not _MUSIC.search(row)]
    said: list[tuple[str | None, str]] = []
    dashes = sum(_DASH.match(row) is not None for row in rows)
    for row in rows:
        begins = not said or (dashes >= 2 and _DASH.match(row) is not None)
        words = _plain(_ROUND.sub(" ", _DASH.sub("", row) if begins else row))
        speaker, words = _speaker(words)
        if begins or speaker:
            said.append((speaker, words))
        else:
            said[-1] = (said[-1][0], _joined(said[-1][1], words))
    kept = [(speaker, words[:_MOST_LETTERS]) for speaker, words in said if any(sign.isalnum() for sign in words)]
    return _in_turn(cue, kept)


def _plain(row: str) -> str:
    """A row with single spaces and without signs that are not seen; only the mark behind a voice is left."""
    seen = "".join(s for s in row if s == _NAMED or s.isspace() or unicodedata.category(s) not in ("Cc", "Cf", "Co"))
    return " ".join(seen.split())


def _joined(first: str, second: str) -> str:
    wide = bool(first) and bool(second) and is_unspaced(first[-1]) and is_unspaced(second[0])
    return (first + ("" if wide else " ") + second).strip()


def _speaker(words: str) -> tuple[str | None, str]:
    """JOHN: at the beginning names who speaks; so does a voice in WebVTT."""
    found = _SPEAKER.match(words)
    if found is None:
        return None, words.replace(_NAMED, "")
    rest = words[found.end() :]
    marked = words[found.end(1) :].lstrip(": ").startswith(_NAMED)
    if marked or found[1].isupper():
        return found[1].strip(), rest.replace(_NAMED, "").strip()
    return None, words


def _in_turn(cue: Cue, said: list[tuple[str | None, str]]) -> list[Cue]:
    """The turns of one cue one after the other, each as long as its share of the letters."""
    letters = sum(len(words) for _, words in said)
    length = cue.end_s - cue.start_s
    if length <= 0:  # an end before the start is a slip: long enough to read it
        length = Fraction(letters, _LETTERS_A_SECOND)
    length = min(max(length, _SHORTEST_S * len(said)), _LONGEST_S)
    at, result = cue.start_s, list[Cue]()
    for speaker, words in said:
        end = at + length * Fraction(len(words), letters)
        result.append(Cue(_rounded(at), _rounded(end), words, speaker or cue.speaker))
        at = end
    return result


def _with_names_told_apart(cues: list[Cue]) -> list[Cue]:
    """`Note: ...` is speech, but `Anna: ...` a name: one that comes three times and more is."""
    found = [_SPEAKER.match(cue.text) for cue in cues]
    names = {name for name, times in Counter(f[1] for f in found if f).items() if times >= 3 and name[0].isupper()}
    return [
        replace(cue, speaker=name[1], text=cue.text[name.end() :]) if name and name[1] in names else cue
        for cue, name in zip(cues, found, strict=True)
    ]


def _ordered(cues: list[Cue]) -> list[Cue]:
    """By time, without repetitions, each ending before the next begins.

    Where two overlap by more than half of the first, they are said one after the other in the time of both; what
    has no time left then is left out.
    """
    result: list[Cue] = []
    for cue in sorted(dict.fromkeys(cues), key=lambda c: (c.start_s, c.end_s)):
        last = result[-1] if result else None
        if last is None or last.end_s <= cue.start_s:
            result.append(cue)
        elif last.text == cue.text:
            result[-1] = replace(last, end_s=max(last.end_s, cue.end_s))
        elif last.end_s - cue.start_s <= (last.end_s - last.start_s) / 2:
            result[-1] = replace(last, end_s=cue.start_s)
            result.append(cue)
        else:
            end = max(last.end_s, cue.end_s)
            share = Fraction(len(last.text), len(last.text) + len(cue.text))
            middle = _rounded(last.start_s + (end - last.start_s) * share)
            if min(middle - last.start_s, end - middle) >= _LEAST_S:
                result[-1] = replace(last, end_s=middle)
                result.append(replace(cue, start_s=middle, end_s=end))
    return [cue for cue in result if cue.end_s - cue.start_s >= _LEAST_S]


def _rounded(moment: Fraction) -> Fraction:
    return Fraction(round(moment * 1000), 1000)


# --- words of a text


def is_unspaced(sign: str) -> bool:
    """Whether a sign is of a script that puts no spaces between words: Chinese, Japanese, Thai, Lao, Khmer, Burmese."""
    return (
        "\u0e00" <= sign <= "\u0eff"
        or "\u1000" <= sign <= "\u109f"
        or "\u1780" <= sign <= "\u17ff"
        or "\u3040" <= sign <= "\u30ff"
        or "\u3400" <= sign <= "\u9fff"
        or "\uf900" <= sign <= "\ufaff"
        or "\U00020000" <= sign <= "\U0003ffff"
    )


def words_of(text: str) -> list[str]:
    """The words of a text with their punctuation; where a script has no spaces, every sign with its marks is one."""
    words: list[str] = []
    for token in text.split():
        begins = True
        for sign in token:
            joins = not begins and not (sign.isalnum() and (is_unspaced(sign) or is_unspaced(words[-1][-1])))
            if joins:
                words[-1] += sign
            else:
                words.append(sign)
            begins = False
    return _punctuation_joined(words)


def _punctuation_joined(words: list[str]) -> list[str]:
    """A word without letter or digit, like a dash between spaces, belongs to the word before it, else after it."""
    result: list[str] = []
    for word in words:
        spoken = any(sign.isalnum() for sign in word)
        if result and (not spoken or not any(sign.isalnum() for sign in result[-1])):
            result[-1] += f" {word}"
        else:
            result.append(word)
    return result
