"""Who is where in what clothes with what in hand, as the script is read on: the source of every shot's states."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import cast

from microdrama.animate.deeds import Deed
from microdrama.animate.lexicon import Hit, meant
from microdrama.animate.people import Company
from microdrama.animate.wardrobe import Outfit, Wardrobe, outfits
from microdrama.domain.storyboard import Pose, Prop, State, TimeOfDay, Wearing

_OWN = frozenset(
    {
        "phone",
        "glass",
        "bag",
        "umbrella",
        "flower",
        "book",
        "medicine",
        "card",
        "money",
        "gun",
        "knife",
        "sword",
        "cup",
        "candle",
        "watch",
    }
)
"""Things that everybody may have one of; of the others the story has one."""
_SILVER = re.compile(r"\bsilver\b|银", re.IGNORECASE)
_WITH = re.compile(r"\s+with\b|[，,]?(?:镶|嵌|带|配)")
_NEAR_COLOUR, _FAR_COLOUR = 12, 24  # letters from a thing back to its colour, and on to that of a part of it
_NEAR = 40  # letters between a thing and what is done with it
_NEAR_DEATH, _WORDS_OF_A_NAME, _WORDS_BEFORE_LYING = 20, 2, 3


@dataclass(slots=True)
class _Being:
    props: list[str] = field(default_factory=list[str])
    injuries: list[str] = field(default_factory=list[str])


class Stage:
    """Changes with every deed; `state()` is what is true now."""

    def __init__(self, company: Company, wardrobe: Wardrobe) -> None:
        self._company = company
        self._wardrobe = wardrobe
        self._beings: dict[str, _Being] = {}
        self._present: dict[str, None] = {}
        self._props: dict[str, Prop] = {}
        self._place = ""
        self._time: TimeOfDay = "day"
        self._state: State | None = None

    def props(self) -> list[Prop]:
        """Every thing that was named so far."""
        return list(self._props.values())

    def state(self) -> State:
        """What is true at this moment; the same value as long as nothing changes."""
        if self._state is None:
            present = [
                Wearing(
                    character=who, look=self._wardrobe.now(who), props=list(self._being(who).props),
                    injuries=list(self._being(who).injuries),
                )
                for who in self._present
            ]  # fmt: skip
            self._state = State(location=self._place, time_of_day=self._time, present=present)
        return self._state

    def set_scene(self, place: str, time: TimeOfDay, present: list[str], *, goes_on: bool, healed: bool) -> None:
        """A scene begins. What was in hands is put away unless it goes on; long times heal."""
        self._place, self._time = place, time
        self._present = dict.fromkeys(present)
        for being in self._beings.values():
            if not goes_on:
                being.props.clear()
            if healed:
                being.injuries.clear()
        self._state = None

    def enter(self, who: str) -> None:
        """Somebody is there from now on."""
        if who not in self._present:
            self._present[who] = None
            self._state = None

    def leave(self, who: str) -> None:
        """Somebody is gone."""
        if who in self._present:
            del self._present[who]
            self._state = None

    def present(self) -> list[str]:
        """Who is there now, in order of entering."""
        return list(self._present)

    def holds(self, who: str) -> str | None:
        """What somebody has in hand last."""
        held = self._being(who).props
        return held[-1] if held else None

    def act(self, deed: Deed, *, dressed_at_start: frozenset[Outfit] = frozenset()) -> tuple[str, ...]:
        """Let a deed happen; returns the things that it names, by id. Outfits of the scene's beginning are worn."""
        self._state = None
        for outfit in outfits(deed):
            if outfit not in dressed_at_start:
                # without a word of changing, the reason stays empty: continuity reports it
                self._wardrobe.change(self._company.person(outfit.who), outfit, outfit.told if outfit.anew else "")
        for hit in deed.of("injury"):
            who = deed.doer(hit.start)
            if who is not None and hit.value not in self._being(who).injuries:
                self._being(who).injuries.append(hit.value)
        for hit in deed.of("heals"):
            who = deed.doer(hit.start)
            if who is not None:
                self._being(who).injuries.clear()
        return tuple(dict.fromkeys(self._handle(deed, hit) for hit in deed.of("prop")))

    def _handle(self, deed: Deed, thing: Hit) -> str:
        """Take, leave or give a thing, as the nearest word says; returns its id."""
        verbs = [hit for hit in deed.of("handling") if _apart(hit, thing) <= _NEAR]
        verb = min(verbs, key=lambda hit: _apart(hit, thing), default=None)
        who = deed.doer(verb.start if verb else thing.start)
        others = [one for one in deed.doers if one != who]
        if verb is not None and verb.value == "give" and others:
            who = others[-1]
        number = self._prop(thing, deed, who)
        if verb is not None and who is not None and who in self._present:
            if verb.value in {"take", "give"}:
                self._take(who, number)
            elif verb.value == "leave":
                self._drop(number)
        return number

    def _prop(self, thing: Hit, deed: Deed, who: str | None) -> str:
        number = f"{thing.value}-{who}" if thing.value in _OWN and who else thing.value
        if number not in self._props:
            name = deed.text[thing.start : thing.end]
            colour, accent = _colours(deed, thing)
            self._props[number] = Prop(id=number, name=name, kind=thing.value, colour=colour, accent=accent)
        return number

    def _take(self, who: str, prop: str) -> None:
        self._drop(prop)
        self._being(who).props.append(prop)

    def _drop(self, prop: str) -> None:
        for being in self._beings.values():
            if prop in being.props:
                being.props.remove(prop)

    def _being(self, who: str) -> _Being:
        return self._beings.setdefault(who, _Being())


def _apart(one: Hit, other: Hit) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


def who_dies(deed: Deed) -> list[str]:
    """Who dies in a deed: named right before the word, with nothing of theirs between ("her phone is dead")."""
    found: list[str] = []
    for hit in deed.of("strange"):
        before = [(deed.text[start : hit.start], who) for start, who in deed.spots if start < hit.start]
        if hit.value == "dies" and before and _is_a_name(before[-1][0]):
            found.append(before[-1][1])
    return found


def poses_of(deed: Deed) -> tuple[tuple[str, Pose], ...]:
    """The pose that each person takes in a deed, the last where several are told.

    Nobody lies unless it is said of a person right before: "the letter lies on her desk" lays nobody down.
    """
    found: dict[str, Pose] = {}
    for hit in deed.of("pose"):
        who, pose = deed.doer(hit.start), cast("Pose", hit.value)
        if pose == "lie":
            before = [(deed.text[start : hit.start], one) for start, one in deed.spots if start < hit.start]
            who = before[-1][1] if before and _is_a_name(before[-1][0], words=_WORDS_BEFORE_LYING) else None
        if who is not None:
            found[who] = pose
    return tuple(found.items())


def _is_a_name(told: str, *, words: int = _WORDS_OF_A_NAME) -> bool:
    some = told.split()
    owns = any(word.lower() in {"her", "his"} or word.endswith(("'s", "’s")) for word in some) or "的" in told
    return not owns and len(some) <= words and len(told) <= _NEAR_DEATH


def _colours(deed: Deed, thing: Hit) -> tuple[str | None, str | None]:
    """The colours of a thing: before it or in its own words; and behind "with", as of a ring with a blue stone."""
    colours = deed.of("colour")
    name = deed.text[thing.start : thing.end]
    own = [one.value for one in colours if thing.start - _NEAR_COLOUR <= one.start < thing.start]
    own += [hit.value for word in name.split() for hit in meant(word) if hit.what == "colour"]
    if _SILVER.search(deed.text[max(0, thing.start - _NEAR_COLOUR) : thing.end]):
        own.append("#c9cfdb")  # of cloth it is grey
    behind = [one for one in colours if 0 <= one.start - thing.end <= _FAR_COLOUR]
    joined = [one.value for one in behind if _WITH.match(deed.text[thing.end : one.start])]
    return (own[-1] if own else None), (joined[0] if joined else None)
