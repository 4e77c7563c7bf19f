"""Reads a screenplay typed as plain text, by what its lines look like.

A heading begins with INT. or EXT.; a name in capitals above a line, or before a colon, speaks it; the rest is action.
"""

from __future__ import annotations

import re
from collections import Counter

from microdrama.animate.screenplay.cues import Cue, read_cue
from microdrama.animate.screenplay.drafts import Draft
from microdrama.animate.screenplay.headings import is_heading, read_heading
from microdrama.animate.screenplay.marks import ends_something, episode_title, is_transition
from microdrama.animate.screenplay.people import listed
from microdrama.animate.screenplay.sources import ScreenplayError
from microdrama.animate.screenplay.speeches import Speech, is_parenthetical
from microdrama.animate.screenplay.titlepage import key_of
from microdrama.animate.screenplay.written import seen_and_read, written
from microdrama.domain.screenplay import CastMember, Element, EpisodeMark, Transition

_IN_CUE = re.compile(r"[(（][^()（）]{0,200}[)）]")
_NAME = re.compile(r"[\w\s.'’#&/\"“”,+-]+")
_COLON = re.compile(r"^(?P<cue>[^:：\n]{1,120}?)\s?[:：]\s*(?P<words>.*)$")
_PEOPLE = re.compile(
    r"^(?:cast(?: of characters)?|characters|dramatis personae|personnages|personajes|figuren|personen|персонажи|"
    r"登場人物|등장인물)\s*[:：]?$",
    re.IGNORECASE,
)
_BY = re.compile(r"^(?:written\s)?by\s+(?P<name>\S.{0,80})$", re.IGNORECASE)
_NOT_NAMES = frozenset(
    {"http", "https", "note", "notes", "the end", "music", "sound", "sfx", "vo", "os", "pov", "insert"}
)
_MOST_CUE, _MOST_WORDS = 60, 6
_TWICE = 2


def read_plain(text: str, name: str) -> Draft:
    """A script in plain text; raises ScreenplayError for a line that nobody speaks."""
    lines = [line.expandtabs(4).strip() for line in text.split("\n")]
    reader = _Reader(name, lines)
    start = reader.front()
    for at in range(start, len(lines)):
        reader.take(at)
    reader.close()
    return Draft(reader.elements, reader.title_page, reader.cast)


class _Reader:
    """The lines with a place among them; knows who is speaking and which paragraph of action is open."""

    def __init__(self, name: str, lines: list[str]) -> None:
        self._name, self._lines = name, lines
        self._named = _names_before_colons(lines)
        self._cues = Counter[str]()
        self._cues = Counter(_key(line) for at, line in enumerate(lines) if self._stands_as_cue(at))
        self.elements: list[Element] = []
        self.title_page: dict[str, str] = {}
        self.cast: list[CastMember] = []
        self._key, self._listing = "", False
        self._speech: Speech | None = None
        self._one_line = False
        self._action: list[tuple[int, str]] = []

    def front(self) -> int:
        """Reads title, keys and list of characters; returns the place of the first line behind them."""
        for at, line in enumerate(self._lines):
            if not line:
                self._key, self._listing = "", self._listing and not self.cast
            elif not self._is_front(at, line):
                return at
        return len(self._lines)

    def _is_front(self, at: int, line: str) -> bool:
        """Whether a line is of the front; what it says is kept."""
        found, by = key_of(line), _BY.match(line)
        member = listed(line, number=at + 1) if self._listing else None
        if found is not None and found[1] and found[0] not in self.title_page:
            self._key, self.title_page[found[0]] = found[0], found[1]
        elif _PEOPLE.match(line):
            self._listing = True
        elif by is not None:
            self.title_page.setdefault("author", by["name"])
        elif member is not None:
            self.cast.append(member)
        elif self._begins(at):
            return False
        elif self._key and len(self.title_page[self._key]) < 2_000:
            self.title_page[self._key] += f"\n{line}"
        elif "title" not in self.title_page and self._is_title(at):
            self.title_page["title"] = line.strip('"“”*_# ')
        else:
            return False
        return True

    def take(self, at: int) -> None:
        """One line of the story."""
        line, number = self._lines[at], at + 1
        if not line:
            self.close()
        elif self._structure(number, line) or self._cue(at, line):
            return
        elif self._speech is not None and (not self._one_line or line[:1].islower()):
            self._say(line, number)
        else:
            self._finish_speech()
            self._action.append((number, line))

    def _cue(self, at: int, line: str) -> bool:
        """Whether a line begins on-screen writing, says who speaks, or how."""
        speaking = self._speech is not None
        spoken = self._before_colon(line)
        if self._speech is not None and not self._one_line and is_parenthetical(line):
            self._speech.note(line)
        elif written(line, line=at + 1) is not None:
            self.close()
            self._action.append((at + 1, line))
        elif self._stands_as_cue(at) and (not speaking or self._cues[_key(line)] >= _TWICE):
            self._begin(read_cue(line.removeprefix("@")), at + 1)
        elif spoken is not None:
            self._begin(spoken[0], at + 1)
            self._say(spoken[1], at + 1)
            self._one_line = bool(spoken[1])
        else:
            return False
        return True

    def close(self) -> None:
        """What was being said or done is complete."""
        self._finish_speech()
        self.elements.extend(seen_and_read(self._action))
        self._action = []

    def _finish_speech(self) -> None:
        if self._speech is not None:
            self.elements.extend(self._speech.done())
        self._speech, self._one_line = None, False

    def _structure(self, number: int, line: str) -> bool:
        title = episode_title(line)
        if title is not None:
            self.close()
            self.elements.append(EpisodeMark(line=number, title=title))
        elif is_heading(line):
            self.close()
            self.elements.append(read_heading(line, line=number))
        elif is_transition(line) or ends_something(line):
            self.close()
            self.elements.append(Transition(line=number, text=line))
        else:
            return False
        return True

    def _begin(self, cue: Cue, number: int) -> None:
        self.close()
        if not cue.name:
            raise ScreenplayError(
                f"Line {number} of {self._name} is spoken by nobody; write a name above or before it."
            )
        self._speech = Speech(cue, dual=cue.dual)

    def _say(self, words: str, number: int) -> None:
        if self._speech is not None:
            self._speech.say(words, line=number)

    def _begins(self, at: int) -> bool:
        line = self._lines[at]
        return (
            episode_title(line) is not None
            or is_heading(line)
            or is_transition(line)
            or self._before_colon(line) is not None
            or (at > 0 and self._stands_as_cue(at))
        )

    def _is_title(self, at: int) -> bool:
        """The first line is the title if it stands alone and is no sentence."""
        line = self._lines[at]
        alone = at + 1 >= len(self._lines) or not self._lines[at + 1] or _BY.match(self._lines[at + 1]) is not None
        return alone and not any(self._lines[:at]) and len(line) <= 80 and line[-1] not in ".!?:" and ":" not in line

    def _stands_as_cue(self, at: int) -> bool:
        """Whether a line is a name in capitals above a line of speech, itself below an empty line or another cue."""
        line = self._lines[at]
        bare = _IN_CUE.sub("", line).strip(" ^@")
        if not 0 < len(bare) <= _MOST_CUE or at + 1 >= len(self._lines) or not self._lines[at + 1]:
            return False
        if not (bare.isupper() or line.startswith("@")) or len(bare.split()) > _MOST_WORDS or is_heading(line):
            return False
        if _NAME.fullmatch(bare) is None or is_transition(line) or episode_title(line) is not None:
            return False
        return at == 0 or not self._lines[at - 1] or is_heading(self._lines[at - 1]) or self._known(bare)

    def _known(self, bare: str) -> bool:
        return bare.casefold() in self._cues

    def _before_colon(self, line: str) -> tuple[Cue, str] | None:
        """Who speaks a line like LENA (softly): Stay. A name in small letters speaks where it does so twice."""
        found = _COLON.match(line)
        if found is None:
            return None
        bare = _IN_CUE.sub("", found["cue"]).strip()
        noted = bare != found["cue"].strip()
        if not bare and noted:
            return read_cue(found["cue"]), found["words"]
        known = _is_name(bare) and (bare.isupper() or noted or self._named[bare.casefold()] >= _TWICE)
        return (read_cue(found["cue"]), found["words"]) if known else None


def _key(line: str) -> str:
    return _IN_CUE.sub("", line).strip(" ^@").casefold()


def _is_name(bare: str) -> bool:
    words = bare.split()
    begins = bare[:1].isupper() or (bare[:1].isalpha() and not bare[:1].islower())
    return (
        bool(bare)
        and len(bare) <= _MOST_CUE
        and len(words) <= 4
        and begins
        and _NAME.fullmatch(bare) is not None
        and bare.casefold() not in _NOT_NAMES
    )


def _names_before_colons(lines: list[str]) -> Counter[str]:
    found = (_COLON.match(line) for line in lines)
    bare = (_IN_CUE.sub("", one["cue"]).strip() for one in found if one)
    return Counter(name.casefold() for name in bare if _is_name(name))
