"""Age ratings as sheets name them, by a system and its sign, and the age that each means: FSK and 16, MPAA and PG-13.

What no system of the card `ratings.toml` says is told by the system AGE, whose sign is a number of years and, if it is
not simply that number and a plus, what is shown there: "16", or "16 from sixteen".
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from importlib import resources
from typing import Annotated

import msgspec

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.operations import note_command
from microdrama.platform.catalogue.models import AgeRating, Series
from microdrama.platform.catalogue.rights import is_place

PLAIN = "AGE"
"""The system whose signs are numbers of years."""

OLDEST = 21
LONGEST_LABEL = 20
_YEARS = re.compile(r"([0-9]{1,2})\+?(?: (.+))?", re.ASCII)

Rating = tuple[int, str]
"""The least age, and the label that is shown: what a row of `models.AgeRating` says of its territory."""


class RatingError(MicrodramaError):
    """A rating by a system (`of_system`) or else a sign that is not known; nothing was rated."""

    def __init__(self, said: str, *, of_system: bool = False) -> None:
        super().__init__(said)
        self.of_system = of_system


def check_rating(*, territory: str, rating: Rating | None) -> None:
    """Raise RatingError for a rating that a sheet could not hold, or for one of no territory."""
    if not is_place(territory):
        raise RatingError(f"{territory!r} is no territory of ISO 3166-1; nothing was rated.")
    if rating is None:
        return
    least_age, label = rating
    if type(least_age) is not int or not 0 <= least_age <= OLDEST:
        raise RatingError(f"An age rating is an age from 0 to {OLDEST}; nothing was rated.")
    if not 1 <= len(label) <= LONGEST_LABEL or not label.isprintable():
        raise RatingError(f"The sign of a rating is one line of 1 to {LONGEST_LABEL} letters; nothing was rated.")


class _System(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    signs: dict[str, Annotated[int, msgspec.Meta(ge=0, le=OLDEST)]]
    also: list[str] = []
    bare: bool = False

    def label(self, sign: str) -> str:
        """What is shown of a sign."""
        return sign if self.bare else f"{self.name} {sign}"


class _Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    date: str
    source: str
    system: list[_System]


def read_rating(*, system: str, sign: str) -> Rating:
    """The rating that a sheet names, whatever the case. Raises RatingError."""
    if system.upper() == PLAIN:
        return _in_years(sign)
    known = _systems().get(_folded(system))
    if known is None:
        raise RatingError(
            f"{system!r} is no rating system that is known here; {PLAIN} takes an age in years instead", of_system=True
        )
    for one, age in known.signs.items():
        if _folded(one) == _folded(sign):
            return age, known.label(one)
    raise RatingError(f"{sign!r} is no sign of {known.name}, which has {', '.join(known.signs)}")


def write_rating(rating: Rating) -> tuple[str, str]:
    """The system and sign by which `read_rating` finds a rating again."""
    found = _by_rating().get(rating)
    if found is not None:
        return found
    age, label = rating
    return PLAIN, str(age) if label == f"{age}+" else f"{age} {label}"


def rate(*, series: Series, wanted: Mapping[str, Rating]) -> int:
    """Rate a series by territory, and leave its other ratings; returns how many changed.

    To be called with the series' row locked.
    """
    held = {row.territory: (row.least_age, row.label) for row in series.age_ratings.all()}
    changed = {territory: rating for territory, rating in wanted.items() if held.get(territory) != rating}
    AgeRating.objects.bulk_create(
        [
            AgeRating(series=series, territory=territory, least_age=age, label=label)
            for territory, (age, label) in sorted(changed.items())
        ],
        update_conflicts=True,
        unique_fields=["series", "territory"],
        update_fields=["least_age", "label"],
    )
    if changed:
        before = {territory: held.get(territory) for territory in changed}
        note_command(verb="ratings.set", subject=series.slug, before=before, after=changed)
    return len(changed)


def unrate(*, series: Series, territory: str) -> None:
    """Take a series' rating of a territory away, if it has one."""
    held = list(series.age_ratings.filter(territory=territory).values_list("least_age", "label"))
    if series.age_ratings.filter(territory=territory).delete()[0]:
        note_command(verb="ratings.set", subject=series.slug, before={territory: held[0]}, after={territory: None})


def _in_years(sign: str) -> Rating:
    read = _YEARS.fullmatch(sign)
    if read is None or int(read[1]) > OLDEST:
        raise RatingError(f"{sign!r} is no age from 0 to {OLDEST}")
    label = read[2] or f"{int(read[1])}+"
    if len(label) > LONGEST_LABEL or not label.isprintable():
        raise RatingError(f"what is shown of a rating is one line of at most {LONGEST_LABEL} letters, not {label!r}")
    return int(read[1]), label


def _folded(text: str) -> str:
    """Without case, hyphens and what else sheets leave out: PG13 is PG-13, and MA15 is MA15+."""
    return re.sub(r"[^a-z0-9]", "", text.casefold())


@functools.cache
def _card() -> _Card:
    text = resources.files(__package__).joinpath("ratings.toml").read_bytes()
    return msgspec.toml.decode(text, type=_Card)


@functools.cache
def _systems() -> dict[str, _System]:
    return {_folded(name): system for system in _card().system for name in (system.name, *system.also)}


@functools.cache
def _by_rating() -> dict[Rating, tuple[str, str]]:
    return {
        (age, system.label(sign)): (system.name, sign)
        for system in _card().system
        for sign, age in system.signs.items()
    }
