"""Who speaks in which voice: everybody a voice of their own, by sex and age, and the same one in every episode."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.storyboard import Age, Character, Id
from microdrama.ports.voice import VoiceCard, card_and_variant

_YEARS: dict[Age, int] = {"child": 0, "teen": 2, "young": 3, "adult": 4, "elder": 6}
_OTHER_SEX, _UNSURE_SEX = 100.0, 3.0
_CHILD_AND_NOT = 8.0
_SHARED = 5.0
_OTHER_COUNTRY = 0.4


class NoVoiceError(MicrodramaError):
    """Nobody can be cast; the storyboard is untouched."""


def cast_voices(
    characters: Sequence[Character],
    cards: Sequence[VoiceCard],
    *,
    language: str,
    lines: Mapping[Id, int] | None = None,
) -> dict[Id, str]:
    """The name of a voice for each character, in their order.

    A voice that a person pinned stays. The others choose one after the other, heroines and those with the most `lines`
    first: the nearest in sex and age that nobody has, and of equals the one whose card comes first. Where cards run
    out they are shared, and "+1", "+2" behind the name tells the provider to make the speakers differ. The same
    characters and cards are always cast alike. Raises NoVoiceError where no card speaks the language.
    """
    able = [card for card in cards if _speaks(card, language)]
    open_roles = [one for one in characters if one.voice is None]
    if open_roles and not able:
        none = "1 character has none" if len(open_roles) == 1 else f"{len(open_roles)} characters have none"
        raise NoVoiceError(
            f"No voice speaks {language}, so {none}; nothing was spoken; "
            f"name a voice for each of them in the storyboard, or set up a provider of voices for {language}."
        )
    counts = lines or {}
    found = {one.id: one.voice for one in characters if one.voice is not None}
    taken = Counter(card_and_variant(name)[0] for name in found.values())
    names = set(found.values())
    order = {one.id: at for at, one in enumerate(characters)}
    for role in sorted(open_roles, key=lambda one: (-counts.get(one.id, 0), not one.heroine, order[one.id])):
        card = min(able, key=lambda card: _distance(role, card, language) + _crowding(taken[card.name]))
        found[role.id] = _free_name(card.name, names)
        names.add(found[role.id])
        taken[card.name] += 1
    return {one.id: found[one.id] for one in characters}


def _speaks(card: VoiceCard, language: str) -> bool:
    primary = language.lower().split("-")[0]
    return any(tag.lower().split("-")[0] == primary for tag in card.languages)


def _distance(role: Character, card: VoiceCard, language: str) -> float:
    """How far a voice is from what a character should sound like."""
    sex = 0.0 if role.sex == card.sex else _UNSURE_SEX if "unknown" in {role.sex, card.sex} else _OTHER_SEX
    age = abs(_YEARS[role.age] - _YEARS[card.age]) + _CHILD_AND_NOT * ((role.age == "child") != (card.age == "child"))
    country = 0.0 if language.lower() in {tag.lower() for tag in card.languages} else _OTHER_COUNTRY
    return sex + age + country


def _crowding(taken: int) -> float:
    return _SHARED + taken if taken else 0.0


def _free_name(card: str, names: set[str]) -> str:
    number = 0
    while (name := f"{card}+{number}" if number else card) in names:
        number += 1
    return name
