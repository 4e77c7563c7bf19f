"""What a line of dialogue looks like to a voice: its words as written, each beside what is to be read aloud.

Scripts hold what no voice model knows: capitals for shouting, emoji, stage directions in brackets, dashes of all
kinds, "b-but". Numbers, prices and times are left as they are; the readers of phonemes know them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from microdrama.domain.errors import MicrodramaError

MOST_CHARACTERS = 20_000
_LONGEST_BREATH = 220
_SHORT_BREATH = 110
_LONGEST_WORD = 60
_INITIALISMS = frozenset(
    re.findall(
        r"\w+",
        "AI ATM BBC CCTV CEO CFO CIA COO CPR CV DA DIY DJ DNA DUI EMT ER EU FAQ FBI FYI GPS HIV HQ HR ICU ID IOU IQ "
        "IRS LAPD LLC MBA MIT MRI NBA NDA NHS NYC NYPD OJ PC PI PR PTSD SOS SUV TBC TV UCLA UFO UK UN URL USA USB VIP",
    )
)
_ABBREVIATED = frozenset(["mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "vs", "lt", "col", "sgt", "capt", "gen"])
_OPENING, _CLOSING = "([（【", ")]）】"
_DASHES = re.compile(r"\s*(?:-{2,}|[\u2013-\u2015\u2e3a]+|~{2,})\s*")
_DOTS = re.compile(r"\.{2,}|…+\.*|。{2,}")
_MARKS = re.compile(r"[!?！？‽]{2,}")
_STUTTER = re.compile(r"\b([b-hj-z])-(?=\1)", re.IGNORECASE)
_ENDS = re.compile(r"[.!?。！？][\"'”’»」』)\]]*$")
_CLAUSE_ENDS = re.compile(r"[,;:—，、；：][\"'”’»」』)\]]*$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as `written`, with the signs that cling to it, and as it is `read`; nothing where it is not spoken.

    `spaced` says whether a space follows it; Chinese and Japanese are written without.
    """

    written: str
    read: str
    spaced: bool = True


def words_of(text: str) -> list[Word]:
    """The words of a line. Raises MicrodramaError for more than MOST_CHARACTERS of them."""
    if len(text) > MOST_CHARACTERS:
        raise MicrodramaError(
            f"A line of {len(text):,} characters is too long to be spoken at once; "
            f"nothing was spoken. Split it into lines of at most {MOST_CHARACTERS:,}."
        )
    tokens = [part for token in text.split() for part in _apart(token)]
    return _merged(
        [Word(written, _read(written) if aloud else "", spaced) for written, spaced, aloud in _aloud(tokens)]
    )


def breaths(words: Sequence[Word]) -> list[list[Word]]:
    """The words as they are said at once: short sentences together, for a voice is at its best with a few of them.

    A very long sentence is cut where a clause ends, or else between two words.
    """
    found: list[list[Word]] = [[]]
    current: list[Word] = []
    for word in words:
        current.append(word)
        if _ends_sentence(word.read):
            if _size(found[-1]) + _size(current) > _SHORT_BREATH:
                found.append([])
            found[-1] += current
            current = []
    if _size(found[-1]) + _size(current) > _SHORT_BREATH:
        found.append([])
    found[-1] += current
    return [part for breath in found for part in _bounded(breath) if any(word.read for word in part)]


def _size(words: Sequence[Word]) -> int:
    return sum(len(word.read) + 1 for word in words)


def joined(words: Sequence[Word]) -> str:
    """What is read aloud, as one text."""
    return "".join(word.read + (" " if word.spaced else "") for word in words if word.read).strip()


def has_letters(text: str) -> bool:
    """Whether there is anything to say at all: a letter or a digit."""
    return any(character.isalnum() for character in text)


def _apart(token: str) -> list[tuple[str, bool]]:
    """A token as it stands between spaces; where characters are words of their own, each with the signs after it."""
    if not any(_is_ideograph(character) for character in token):
        parts = re.findall(r".*?(?:[\u2013\u2014]+|-{2,}|…|$)(?=\w|$)", token)  # "you—I" is two words
        whole = [part for part in parts if part]
        return [(part, at == len(whole) - 1) for at, part in enumerate(whole)]
    found: list[str] = []
    for character in token:
        fresh = _is_ideograph(character) or not found or (character.isalnum() and _is_ideograph(found[-1][0]))
        if fresh and not (found and not has_letters(found[-1])):
            found.append(character)
        else:
            found[-1] += character
    return [(part, at == len(found) - 1) for at, part in enumerate(found)]


def _is_ideograph(character: str) -> bool:
    return "\u3040" <= character <= "\u30ff" or "\u3400" <= character <= "\u9fff" or character >= "\U00020000"


def _aloud(tokens: Sequence[tuple[str, bool]]) -> list[tuple[str, bool, bool]]:
    """Each token with whether it is said: what stands in brackets, or between asterisks, is for the actor."""
    marked: list[tuple[str, bool, bool]] = []
    depth = 0
    after = [0] * (len(tokens) + 1)  # brackets that still close from here on; one that never does is no bracket
    for at in range(len(tokens) - 1, -1, -1):
        after[at] = after[at + 1] + sum(tokens[at][0].count(sign) for sign in _CLOSING)
    for at, (token, spaced) in enumerate(tokens):
        opened = sum(token.count(sign) for sign in _OPENING)
        closed = sum(token.count(sign) for sign in _CLOSING)
        inside = depth > 0 or (opened > 0 and after[at] > 0 and token[0] in _OPENING)
        starred = len(token) > 2 and token.strip(".,!?")[:1] == "*" == token.strip(".,!?")[-1:]
        marked.append((token, spaced, not inside and not starred))
        depth = max(0, depth + opened - closed) if after[at + 1] or closed else 0
    return marked


def _read(token: str) -> str:
    text = unicodedata.normalize("NFC", token)
    text = "".join(_plain_digit(character) for character in text if _is_said(character))[:_LONGEST_WORD]
    text = _MARKS.sub(lambda found: "?" if set(found.group()) & set("?？‽") else "!", text)
    text = _DOTS.sub("…", _DASHES.sub("—", text))
    text = _STUTTER.sub("", text)
    text = re.sub(r"[*\[\](){}<>|\\^]", "", text).replace("_", " ")
    return re.sub(r"[A-Z][A-Z'’]+(?![a-z])", _calm, text)


def _plain_digit(character: str) -> str:
    """Raised and circled figures as plain ones, which readers know."""
    raised = character.isdigit() and not character.isdecimal()
    return str(unicodedata.digit(character)) if raised else character


def _is_said(character: str) -> bool:
    kind = unicodedata.category(character)
    # marks that steer the direction of writing, controls, emoji and what modifies them
    return kind[0] in "LNPZM" or character in "$€£¥%+=&@#°" if kind != "Mn" else not "\ufe00" <= character <= "\ufe0f"


def _calm(found: re.Match[str]) -> str:
    """Capitals that shout, in small letters; what is known to be spelled stays as it is, and so do AM and PM."""
    word, text = found.group(), found.string
    after_number = word in {"AM", "PM"} and text[: found.start()].rstrip()[-1:].isdigit()
    return word if word.replace("'S", "") in _INITIALISMS or after_number else word[0] + word[1:].lower()


def _merged(words: Sequence[Word]) -> list[Word]:
    """What has nothing to say clings to the word before it, or to the first one; AM and PM follow a number."""
    found: list[Word] = []
    for word in words:
        said = word.read if has_letters(word.read) else ""
        if found and not said:
            last = found.pop()
            gap = " " if last.spaced else ""
            sign = "".join(character for character in word.read if character in "—…,.!?")
            found.append(Word(last.written + gap + word.written, last.read + (sign if last.read else ""), word.spaced))
        elif found and not found[-1].read:
            last = found.pop()
            found.append(Word(f"{last.written}{' ' if last.spaced else ''}{word.written}", said, word.spaced))
        else:
            read = word.read if said else ""
            clock = found and found[-1].read[-1:].isdigit() and word.written.strip(".,!?") in {"AM", "PM"}
            found.append(Word(word.written, word.written if clock else read, word.spaced))
    return found


def _ends_sentence(read: str) -> bool:
    if not _ENDS.search(read):
        return False
    bare = read.strip("\"'“”‘’«»()[]")
    stem = bare[:-1]
    titled = stem.lower() in _ABBREVIATED or (len(stem) == 1 and stem.isupper() and stem != "I")
    return not (bare.endswith(".") and titled)


def _bounded(sentence: list[Word]) -> list[list[Word]]:
    """A sentence in parts that a voice can take at once."""
    parts: list[list[Word]] = [[]]
    length = 0
    for word in sentence:
        size = len(word.read) + 1
        while length + size > _LONGEST_BREATH and parts[-1]:  # what follows a clause may be too long with it still
            parts.append(_after_clause(parts))
            length = _size(parts[-1])
        parts[-1].append(word)
        length += size
    return [part for part in parts if part]


def _after_clause(parts: list[list[Word]]) -> list[Word]:
    """Cut the last part behind its last clause and hand back what follows; nothing follows where there is none."""
    last = parts[-1]
    ends = [at + 1 for at, word in enumerate(last) if _CLAUSE_ENDS.search(word.read)]
    if not ends or ends[-1] < len(last) // 3:
        return []
    rest = last[ends[-1] :]
    del last[ends[-1] :]
    return rest
