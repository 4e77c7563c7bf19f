"""A right as it is given, checked before it is a row; and how the rows of a series become those that are wanted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

import msgspec

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.operations import note_command
from microdrama.platform.catalogue.languages import ANY_LANGUAGE, canonical_tag, covers
from microdrama.platform.catalogue.licenses import LICENSES
from microdrama.platform.catalogue.models import WORLDWIDE, Right, Series
from microdrama.platform.catalogue.price_card import territory_codes

PUBLICATION = "publication"
"""The reference of the worldwide right that a first publication writes; a rights sheet takes its place."""

_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")


class RightsError(MicrodramaError):
    """A right that makes no sense; the rights of every series are as before."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One right of a series: see `models.Right`. Raises RightsError where it makes no sense.

    `holder` is "" for this platform; the window is half-open, in moments with a zone.
    """

    territory: str
    starts_at: datetime
    ends_at: datetime | None = None
    language: str = ANY_LANGUAGE
    allowed: bool = True
    exclusive: bool = False
    holder: str = ""
    reference: str = ""
    license: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "language", canonical_tag(self.language))
        for complaint in _complaints(self):
            raise RightsError(f"{complaint}; no right was changed.")


def is_place(territory: str) -> bool:
    """Whether a right or a rating can be for it: a territory by its code, or the world."""
    return territory == WORLDWIDE or territory in territory_codes()


def _complaints(grant: Grant) -> Iterator[str]:
    if not is_place(grant.territory):
        yield f"{grant.territory!r} is no territory of ISO 3166-1"
    if grant.language != ANY_LANGUAGE and (len(grant.language) > 35 or not _TAG.fullmatch(grant.language)):
        yield f"{grant.language!r} is no language tag"
    yield from _complaints_of_text("holder", grant.holder, most=200)
    yield from _complaints_of_text("reference", grant.reference, most=120)
    yield from _complaints_of_window(grant)
    if grant.license not in {"", *LICENSES}:
        yield f"{grant.license!r} is no license type"
    if grant.exclusive and not grant.allowed:
        yield "a refusal cannot be exclusive"


def _complaints_of_text(name: str, text: str, *, most: int) -> Iterator[str]:
    if len(text) > most or text != text.strip() or _CONTROL.search(text):
        yield f"the {name} is one line of at most {most} letters"
    elif text[:1] in set("=+-@"):  # spreadsheets would reckon with it
        yield f"the {name} {text!r} begins as a formula does"


def _complaints_of_window(grant: Grant) -> Iterator[str]:
    moments = [moment for moment in (grant.starts_at, grant.ends_at) if moment is not None]
    if any(moment.tzinfo is None for moment in moments):
        yield "the window has no time zone"
    elif moments != sorted(set(moments)):
        yield f"the window begins at {moments[0]:%Y-%m-%d %H:%M} and is over by then"


def check_together(grants: Collection[Grant], *, slug: str) -> None:
    """Raise RightsError where two holders would have the same thing exclusively at once."""
    exclusive = sorted((grant for grant in grants if grant.exclusive), key=lambda grant: grant.territory)
    for one, other in combinations(exclusive, 2):
        if one.holder != other.holder and _meet(one, other):
            names = " and ".join(sorted(grant.holder or "this platform" for grant in (one, other)))
            raise RightsError(
                f"{names} would both have '{slug}' exclusively in {_narrower(one.territory, other.territory)} "
                "at once; no right was changed."
            )


def rights_of(series: Series) -> set[Grant]:
    """The rights of a series as values."""
    return {grant_of(right) for right in series.rights.all()}


def replace_rights(*, series: Series, wanted: Collection[Grant], among: Collection[Grant]) -> tuple[int, int]:
    """Make `wanted` of a series' rights `among`; returns how many were written and removed, others keep their rows.

    To be called with the series' row locked.
    """
    rows: dict[Grant, list[int]] = {}
    for right in series.rights.all():
        rows.setdefault(grant_of(right), []).append(right.pk)
    gone = [grant for grant in among if grant in rows and grant not in set(wanted)]
    keys = [key for grant in gone for key in rows[grant]]
    new = [grant for grant in dict.fromkeys(wanted) if grant not in rows]
    check_together([*(grant for grant in rows if grant not in among), *wanted], slug=series.slug)
    Right.objects.filter(pk__in=keys).delete()
    Right.objects.bulk_create([_row(grant, series=series) for grant in new])
    if new or gone:
        note_command(verb="rights.set", subject=series.slug, before=_noted(gone), after=_noted(new))
    return len(new), len(keys)


def check_row(right: Right) -> Grant:
    """What a row that is about to be saved says. Raises RightsError where it makes no sense beside the others.

    Its series' row is locked until the transaction ends: two that are given at once see each other.
    """
    grant = grant_of(right)
    if grant.holder and not grant.allowed:
        raise RightsError("a refusal is this platform's own, so leave its holder empty; no right was changed.")
    series = Series.objects.select_for_update().get(pk=right.series_id)
    others = series.rights.filter(exclusive=True).exclude(pk=right.pk)
    check_together([grant, *map(grant_of, others)], slug=series.slug)
    return grant


def grant_of(right: Right) -> Grant:
    """A row as a value."""
    return Grant(
        territory=right.territory,
        starts_at=right.starts_at,
        ends_at=right.ends_at,
        language=right.language,
        allowed=right.allowed,
        exclusive=right.exclusive,
        holder=right.holder,
        reference=right.reference,
        license=right.license,
    )


def _noted(grants: Collection[Grant]) -> object:
    return msgspec.to_builtins(sorted_grants(grants))


def _row(grant: Grant, *, series: Series) -> Right:
    return Right(
        series=series,
        territory=grant.territory,
        starts_at=grant.starts_at,
        ends_at=grant.ends_at,
        language=grant.language,
        allowed=grant.allowed,
        exclusive=grant.exclusive,
        holder=grant.holder,
        reference=grant.reference,
        license=grant.license,
    )


def _meet(one: Grant, other: Grant) -> bool:
    places = WORLDWIDE in {one.territory, other.territory} or one.territory == other.territory
    words = covers(one.language, other.language) or covers(other.language, one.language)
    return places and words and _begins_within(one, other) and _begins_within(other, one)


def _begins_within(one: Grant, other: Grant) -> bool:
    return other.ends_at is None or one.starts_at < other.ends_at


def _narrower(*territories: str) -> str:
    return min(territories, key=lambda code: code == WORLDWIDE).replace(WORLDWIDE, "the world")


def sorted_grants(grants: Collection[Grant]) -> Sequence[Grant]:
    """In an order that is the same every time; windows without end come last."""
    return sorted(
        grants,
        key=lambda x: (
            x.reference,
            x.territory,
            x.language,
            x.starts_at,
            str(x.ends_at),
            x.holder,
            x.allowed,
            x.license,
        ),
    )
