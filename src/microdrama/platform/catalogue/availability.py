"""Who may see, watch and buy what, where and when: one query for every list, search, page and stream.

A series is spoken in its own language and in those of its dubs. A language of it may be heard in a territory at a
moment if a right of this platform permits it there and then, and nothing forbids it. Rights name a territory or the
world, a language (es stands for es-419, too) or all, and a window that its start belongs to and its end does not.

1. Without a right nothing is shown; where the territory is not known, nothing either.
2. A refusal beats every permission, however much narrower that one is.
3. While another holder has an exclusive right, that is a refusal; another's plain right is none of our business.
4. A series is shown where at least one of its languages may be heard. The same languages may be read as captions, and
   no others are sent: neither sound nor captions.
5. A series is not shown to whoever is younger than its age rating of the territory, or else of the world. Of whom no
   age is known, `AGE_OF_STRANGERS` is assumed: what is for 18 and above stays hidden. Without a rating all may watch.
6. Nothing is sold in a territory that is not open: it can be watched there as far as it is free.
7. The licence of a right says what may open the episodes that are not free: sale, VIP, advertisements, patience. What
   several languages are spoken in is opened by what all of these may be opened by; a refusal refuses all uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import CharField, Exists, ExpressionWrapper, F, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.catalogue.languages import ANY_LANGUAGE, canonical_tag, covers
from microdrama.platform.catalogue.licenses import ANY_USE, Use, uses_of
from microdrama.platform.catalogue.models import WORLDWIDE, AgeRating, Dub, Right, Series, Territory

AGE_OF_STRANGERS = 17
"""How old somebody is taken to be who has not said so, in years."""

_TERRITORY = re.compile(r"[A-Z]{2}", re.ASCII)
_FORBIDS = Q(allowed=False, holder="") | (Q(allowed=True, exclusive=True) & ~Q(holder=""))
_PERMITS = Q(allowed=True, holder="")


class UnknownSeriesError(MicrodramaError):
    """There is no series of that name; nothing was changed."""


@dataclass(frozen=True, slots=True)
class LanguageRights:
    """In which languages something may be heard and read: those that are permitted, less those that are forbidden."""

    permitted: frozenset[str]
    forbidden: frozenset[str] = frozenset()

    @property
    def everything(self) -> bool:
        """Whether no language is left out, so that nobody need ask for one."""
        return ANY_LANGUAGE in self.permitted and not self.forbidden

    def allow(self, tag: str) -> bool:
        """Whether a language may be heard and read."""
        named = canonical_tag(tag)
        return any(covers(wide, named) for wide in self.permitted) and not any(
            covers(wide, named) for wide in self.forbidden
        )


@dataclass(frozen=True, slots=True)
class Availability:
    """What somebody in a territory may do with a series now: see it, watch it, pay for it.

    `languages` are those that it is spoken in and that may be heard, the wished ones first; `rights` decide on any
    language. `offered` says whether anything may open what is not free, `uses` what. `reasons` say in sentences what
    stands against more, and are empty where nothing does.
    """

    seen: bool
    watched: bool
    offered: bool
    uses: frozenset[Use]
    languages: tuple[str, ...]
    rights: LanguageRights
    reasons: tuple[str, ...]

    @property
    def bought(self) -> bool:
        """Whether it may be paid for."""
        return self.offered and Use.SALE in self.uses


def visible(*, territory: str, at: datetime, age: int | None = None) -> QuerySet[Series]:
    """The series that somebody in a territory may see at a moment, in no order: the one query that decides it.

    `territory` is a code of ISO 3166-1 in capitals; anything else sees nothing.
    """
    if not _TERRITORY.fullmatch(territory):
        return Series.objects.none()
    rights = _in_force(territory=territory, at=at)
    dubs = Dub.objects.filter(series=OuterRef("pk")).exclude(language=OuterRef("language"))
    own = _heard(rights, series=OuterRef("pk"), language=OuterRef("language"))
    dubbed = dubs.filter(_heard(rights, series=OuterRef("series"), language=OuterRef("language")))
    # first what most series are decided by, in a form that a database can join: a permission of any kind, and no
    # refusal of everything
    some = Exists(rights.filter(_PERMITS, series=OuterRef("pk")))
    none = Exists(rights.filter(_FORBIDS, series=OuterRef("pk"), language=ANY_LANGUAGE))
    too_old = _too_old(territory=territory, age=age)
    return Series.objects.filter(some, ~none, ~Exists(too_old), own | Exists(dubbed))


def listed(*, territory: str, at: datetime, age: int | None = None) -> QuerySet[Series]:
    """The same as `visible`, for whoever goes through many series: what is refused is looked up once and for all.

    Asked series by series, a list spends its time on what is not in it. For one series that set would cost more, and
    for a search, too, which words and labels narrow to a few.
    """
    refused = _in_force(territory=territory, at=at).filter(_FORBIDS, language=ANY_LANGUAGE)
    return visible(territory=territory, at=at, age=age).exclude(pk__in=refused.values("series"))


def decide(
    *, series: Series, territory: str, at: datetime, age: int | None = None, languages: Sequence[str] = ()
) -> Availability:
    """What somebody may do with one series, and why not more.

    These are the rules of `visible` on the rows of one series: to build that query takes longer than all the rest.
    """
    known = _TERRITORY.fullmatch(territory) is not None
    rights = list(_in_force(territory=territory, at=at).filter(series=series)) if known else []
    said = LanguageRights(
        permitted=frozenset(right.language for right in rights if _permits(right)),
        forbidden=frozenset(right.language for right in rights if _forbids(right)),
    )
    spoken = _spoken(series)
    heard = [tag for tag in spoken if said.allow(tag)]
    rating = _rating(series, territory=territory)
    too_old = rating is not None and rating.least_age > (AGE_OF_STRANGERS if age is None else age)
    seen = bool(heard) and not too_old
    place = Territory.objects.filter(code=territory).first()
    reasons = []
    if not seen:
        reasons.append(_why_unseen(territory=territory, rights=said, spoken=spoken, heard=heard, age=age))
    if place is None or not place.open:
        reasons.append(
            f"Nothing is sold in {territory}: the territory is {'not launched' if place is None else 'closed'}."
        )
    uses = _uses(rights, heard=heard)
    if seen and uses != ANY_USE:
        told = " and ".join(use.value for use in Use if use in uses) or "nothing but its free episodes"
        reasons.append(f"Its rights in {territory} are for {told}.")
    wished = [tag for wish in languages for tag in heard if covers(wish, tag) or covers(tag, wish)]
    return Availability(
        seen=seen,
        watched=seen,
        offered=seen and place is not None and place.open,
        uses=uses,
        languages=tuple(dict.fromkeys([*wished, *heard])) if seen else (),
        rights=said,
        reasons=tuple(reasons),
    )


def explain(*, slug: str, territory: str, at: datetime) -> list[str]:
    """Why a series is shown in a territory at a moment, or why not, in sentences: first the outcome, then each right.

    Raises UnknownSeriesError where there is no such series.
    """
    series = Series.objects.filter(slug=slug).first()
    if series is None:
        raise UnknownSeriesError(f"There is no series '{slug}'.")
    outcome = decide(series=series, territory=territory, at=at, age=99)
    if outcome.seen:
        lines = [f"'{slug}' is shown in {territory} at {_moment(at)}, spoken in {', '.join(outcome.languages)}."]
    else:
        lines = [f"'{slug}' is not shown in {territory} at {_moment(at)}."]
    lines += outcome.reasons
    if outcome.bought:
        lines.append(f"Its episodes can be bought there: {territory} is open.")
    rights = series.rights.order_by("territory", "language", "starts_at", "pk")
    lines += [_told(right, series=series, territory=territory, at=at) for right in rights]
    lines += _told_rating(series, territory=territory)
    return lines


def is_refused_worldwide(*, asset: str, at: datetime) -> bool:
    """Whether a series is shown nowhere at a moment, whatever else its rights say: taken down, or another's alone."""
    everywhere = _in_force(territory=WORLDWIDE, at=at).filter(_FORBIDS, language=ANY_LANGUAGE)
    return everywhere.filter(series__asset=asset).exists()


def next_change(*, after: datetime) -> datetime | None:
    """When a window opens or closes next, anywhere; until then only a change of rows changes what is visible."""
    opens = Right.objects.filter(starts_at__gt=after).aggregate(at=Min("starts_at"))["at"]
    closes = Right.objects.filter(ends_at__gt=after).aggregate(at=Min("ends_at"))["at"]
    return min(filter(None, (opens, closes)), default=None)


def _in_force(*, territory: str, at: datetime) -> QuerySet[Right]:
    lasts = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    return Right.objects.filter(lasts, territory__in=[territory, WORLDWIDE], starts_at__lte=at)


def _heard(rights: QuerySet[Right], *, series: OuterRef, language: OuterRef) -> Q:
    """That a language of a series may be heard: something permits it and nothing forbids it."""
    of_language = rights.filter(series=series).alias(spoken=ExpressionWrapper(language, output_field=CharField()))
    covering = of_language.filter(
        Q(language=ANY_LANGUAGE)
        | Q(language__iexact=F("spoken"))
        | Q(spoken__istartswith=Concat("language", Value("-")))
    )
    return Q(Exists(covering.filter(_PERMITS))) & ~Q(Exists(covering.filter(_FORBIDS)))


def _too_old(*, territory: str, age: int | None) -> QuerySet[AgeRating]:
    """The rating that hides a series from somebody: the territory's, or else the world's, for older people."""
    here = AgeRating.objects.filter(series=OuterRef("series"), territory=territory)
    decisive = Q(territory=territory) | (Q(territory=WORLDWIDE) & ~Q(Exists(here)))
    too_old = AgeRating.objects.filter(least_age__gt=AGE_OF_STRANGERS if age is None else age)
    return too_old.filter(decisive, series=OuterRef("pk"))


def _spoken(series: Series) -> list[str]:
    """The languages that a series is spoken in, its own first."""
    dubs = series.dubs.order_by("language").values_list("language", flat=True)
    return list(dict.fromkeys([series.language, *dubs]))


def _rating(series: Series, *, territory: str) -> AgeRating | None:
    """The rating that counts in a territory: its own, or else the world's."""
    found = {rating.territory: rating for rating in series.age_ratings.filter(territory__in=[territory, WORLDWIDE])}
    return found.get(territory) or found.get(WORLDWIDE)


def _uses(rights: Sequence[Right], *, heard: Sequence[str]) -> frozenset[Use]:
    """What may open an episode: whoever opens it hears every language of it."""
    permitted = [(right.language, uses_of(right.license)) for right in rights if _permits(right)]
    of_each = [frozenset[Use]().union(*(uses for wide, uses in permitted if covers(wide, tag))) for tag in heard]
    return frozenset[Use]().union(*of_each).intersection(*of_each)


def _permits(right: Right) -> bool:
    return right.allowed and not right.holder


def _forbids(right: Right) -> bool:
    return (right.allowed and right.exclusive) if right.holder else not right.allowed


def _why_unseen(
    *, territory: str, rights: LanguageRights, spoken: Sequence[str], heard: Sequence[str], age: int | None
) -> str:
    if not _TERRITORY.fullmatch(territory):
        return "Nothing is shown where the territory is not known."
    if heard:
        said = "nobody's age is known" if age is None else f"the viewer is {age}"
        return f"It is rated for older people than that in {territory}: {said}."
    if any(covers(wide, tag) for wide in rights.forbidden for tag in spoken):
        return f"Something forbids it in {territory}, and a refusal beats every permission."
    if rights.permitted:
        return f"It may be shown in {territory} only in languages that it is not spoken in."
    return f"No right permits it in {territory} at that moment."


def _told(right: Right, *, series: Series, territory: str, at: datetime) -> str:
    who = f" held by {right.holder}" if right.holder else ""
    words = ["exclusive" if right.exclusive else "", right.license, "right" if right.allowed else "refusal"]
    kind = " ".join(filter(None, words))
    kind = kind[0].upper() + kind[1:]
    where = "worldwide" if right.territory == WORLDWIDE else f"in {right.territory}"
    what = "all languages" if right.language == ANY_LANGUAGE else right.language
    until = f"until {_moment(right.ends_at)}" if right.ends_at else "without end"
    by = f" ({right.reference})" if right.reference else ""
    window = f"from {_moment(right.starts_at)} {until}"
    return f"{kind}{who} {where}, {what}, {window}{by}: {_counts(right, series=series, territory=territory, at=at)}."


def _counts(right: Right, *, series: Series, territory: str, at: datetime) -> str:
    if right.territory not in {territory, WORLDWIDE}:
        return "of another territory"
    if at < right.starts_at:
        return "has not begun"
    if right.ends_at is not None and at >= right.ends_at:
        return "is over"
    spoken = [series.language, *series.dubs.values_list("language", flat=True)]
    if not any(covers(right.language, tag) for tag in spoken):
        return "the series is not spoken in that language"
    if _forbids(right):
        return "forbids it now"
    return "permits it now" if _permits(right) else "does not concern this platform"


def _told_rating(series: Series, *, territory: str) -> Iterator[str]:
    rating = _rating(series, territory=territory)
    if rating is not None:
        unknown = "hidden from" if rating.least_age > AGE_OF_STRANGERS else "shown to"
        yield f"It is rated {rating.label}: from {rating.least_age} years, {unknown} those whose age is not known."


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
