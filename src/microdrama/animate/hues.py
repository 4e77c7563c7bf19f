"""Colours of hair and eyes that the script tells."""

from __future__ import annotations

from microdrama.animate.deeds import Deeds
from microdrama.animate.lexicon import values
from microdrama.animate.people import Company, seed_of
from microdrama.domain.screenplay import Action, Screenplay

_SKINS = ("#fbdcc8", "#f6d0b6", "#f0c3a2", "#fadbc4", "#dfa67e", "#bb7d57", "#8a5638", "#f4cdb4")


def hair_of(company: Company, screenplay: Screenplay) -> dict[str, str]:
    """The colour of hair by person, of whom a description or an action tells it; the first word counts."""
    return _told(company, screenplay, "hair")


def iris_of(company: Company, screenplay: Screenplay) -> dict[str, str]:
    """The colour of eyes by person, of whom it is told."""
    return _told(company, screenplay, "eyes")


def skin_of(company: Company) -> dict[str, str]:
    """One colour of skin for all of a family, by person: for those who share the last word of a name that is told.

    A cue has a first name only ("IRIS"); the whole name is how a description begins ("IRIS CALDER, 27, ...").
    """
    families: dict[str, list[str]] = {}
    for person in company.persons:
        words = person.description.partition(",")[0].split() if person.description.startswith(person.name) else []
        words = words if len(words) > 1 else person.name.split()
        if len(words) > 1 and words[-1].isalpha() and person.name.split()[0] in words:
            families.setdefault(words[-1].casefold(), []).append(person.id)
    return {
        who: _SKINS[seed_of("family", name) % len(_SKINS)]
        for name, members in families.items()
        if len(members) > 1
        for who in members
    }


def _told(company: Company, screenplay: Screenplay, what: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for person in company.persons:
        told = values(person.description, what)
        if told:
            found[person.id] = told[0]
    reader = Deeds(company)
    for element in screenplay.elements:
        if isinstance(element, Action) and values(element.text, what):
            for deed in reader.read(element.text):
                for hit in deed.of(what):
                    who = deed.doer(hit.start)
                    if who is not None:
                        found.setdefault(who, hit.value)
    return found
