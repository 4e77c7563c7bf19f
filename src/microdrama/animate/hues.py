"""Colours of hair and eyes that the script tells."""

from __future__ import annotations

from microdrama.animate.deeds import Deeds
from microdrama.animate.lexicon import values
from microdrama.animate.people import Company
from microdrama.domain.screenplay import Action, Screenplay


def hair_of(company: Company, screenplay: Screenplay) -> dict[str, str]:
    """The colour of hair by person, of whom a description or an action tells it; the first word counts."""
    return _told(company, screenplay, "hair")


def iris_of(company: Company, screenplay: Screenplay) -> dict[str, str]:
    """The colour of eyes by person, of whom it is told."""
    return _told(company, screenplay, "eyes")


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
