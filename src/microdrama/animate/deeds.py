"""What an action line tells, sentence by sentence: who does it, and what the lexicon knows of its words."""

from __future__ import annotations

from dataclasses import dataclass

from microdrama.animate.lexicon import Hit, meant
from microdrama.animate.pace import sentences
from microdrama.animate.people import Company

SENTENCES = 400
"""At most, of one paragraph: what is longer is a novel, and the rest of it stays in its last sentence."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One sentence of an action: the persons in it with where they are named, pronouns included."""

    text: str
    spots: tuple[tuple[int, str], ...]
    hits: tuple[Hit, ...]

    @property
    def doers(self) -> list[str]:
        """Who is in it, in order, each once."""
        return list(dict.fromkeys(who for _, who in self.spots))

    def of(self, what: str) -> list[Hit]:
        """The words of one kind."""
        return [hit for hit in self.hits if hit.what == what]

    def values(self, what: str) -> list[str]:
        """The values of one kind, each once."""
        return list(dict.fromkeys(hit.value for hit in self.of(what)))

    def doer(self, at: int) -> str | None:
        """Whom a word at a place is about: the last one named before it, else the first one after."""
        before = [who for start, who in self.spots if start <= at]
        return before[-1] if before else self.spots[0][1] if self.spots else None


class Deeds:
    """Reads actions in order and remembers who "she" and "he" are."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._last: dict[str, str] = {}

    def heard(self, who: str) -> None:
        """Somebody spoke: a pronoun may mean them from now on."""
        self._last[self._company.person(who).sex] = who

    def forget(self) -> None:
        """A scene begins: nobody is meant yet."""
        self._last = {}

    def read(self, text: str) -> list[Deed]:
        """The sentences of an action."""
        found = sentences(text)
        if len(found) > SENTENCES:
            found = [*found[: SENTENCES - 1], "".join(found[SENTENCES - 1 :])]
        return [self._deed(one.strip()) for one in found if one.strip()]

    def _deed(self, text: str) -> Deed:
        hits = meant(text)
        spots: list[tuple[int, str]] = []
        named = {hit.start: hit.value for hit in self._company.named(text)}
        pronouns = {hit.start: hit.value for hit in hits if hit.what == "pronoun"}
        for start in sorted(named.keys() | pronouns.keys()):
            if start in named:
                who: str | None = named[start]
                self._last[self._company.person(named[start]).sex] = named[start]
            else:
                who = self._last.get(pronouns[start])
            if who is not None:
                spots.append((start, who))
        return Deed(text, tuple(spots), hits)
