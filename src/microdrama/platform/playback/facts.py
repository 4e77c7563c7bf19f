"""Reads what a decision rests on, as few rows as it takes: rights first, the wallet only for what is not free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from microdrama.platform.accounts.models import Account, Member
from microdrama.platform.accounts.queries import age_of
from microdrama.platform.catalogue.availability import Availability, LanguageRights, decide
from microdrama.platform.catalogue.languages import ANY_LANGUAGE
from microdrama.platform.catalogue.models import Episode, Series
from microdrama.platform.catalogue.pricing import rest_price
from microdrama.platform.kept import Kept
from microdrama.platform.playback.entitlement import Because, Decision, Facts, entitled
from microdrama.platform.wallet.models import WaitPass
from microdrama.platform.wallet.queries import opened, spent_on, vip_until

_OF_AGE = 99
_ALL = LanguageRights(permitted=frozenset({ANY_LANGUAGE}))
_rights_kept = Kept[Availability](kept_for_s=1.0, most=5_000)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks, from where, and on which device or log-in (`session`); both may be unknown."""

    account: Account | None
    territory: str
    session: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision, the languages that may be heard, the wished ones first, and what decides on every language."""

    decision: Decision
    languages: tuple[str, ...]
    rights: LanguageRights


def judge(
    *, viewer: Viewer, episode: Episode, at: datetime, held_at: datetime | None = None, languages: Sequence[str] = ()
) -> Judged:
    """Whether somebody may watch an episode now; `episode` comes with its series.

    Rights, age and withdrawal count as they are `at`; what was bought or given, as it was at `held_at` as far as it
    was not taken back since: who began in time may finish.
    """
    series = episode.series
    age = age_of(account=viewer.account, at=at)
    rights = _rights(series, viewer.territory, at=at, age=age, languages=languages)
    bare = _bare_facts(episode, rights=rights, viewer=viewer, at=at, held_at=held_at or at)
    decision = entitled(bare)
    if decision.allowed or bare.withdrawn:
        return Judged(decision, rights.languages, rights.rights)
    whole = _with_wallet(bare, viewer=viewer, series=series)
    # who previews what is not shown here hears and reads all of it
    shown = not whole.previews or rights.watched
    return Judged(entitled(whole), rights.languages or (series.language,), rights.rights if shown else _ALL)


def forget_rights() -> None:
    """Ask for rights again from now on; this process only."""
    _rights_kept.forget()


def _rights(
    series: Series, territory: str, *, at: datetime, age: int | None, languages: Sequence[str] = ()
) -> Availability:
    """What rights say, as old as a second at most: many start the same series at once, and rights rarely change."""
    return _rights_kept.get(
        (series.pk, territory, age, *languages),
        lambda: decide(series=series, territory=territory, at=at, age=age, languages=languages),
        clock=at.timestamp,
    )


def _bare_facts(episode: Episode, *, rights: Availability, viewer: Viewer, at: datetime, held_at: datetime) -> Facts:
    """What is known without asking the wallet."""
    series = episode.series
    young = not rights.watched and _hidden_by_age(series, viewer=viewer, at=at)
    return Facts(
        at=held_at,
        number=episode.number,
        free_episodes=series.free_episodes,
        watchable=rights.watched or young,
        offered=rights.offered,
        licensed=rights.uses,
        old_enough=not young,
        withdrawn=episode.withdrawn,
        unlocked=False,
        ad_until=None,
        vip_until=None,
        in_vip=series.in_vip,
        ads_open=series.ads_open,
        waits_until=None if series.wait_hours is None else held_at,
        previews=False,
        episode_coins=series.episode_coins,
        series_coins=0,
    )


def _with_wallet(facts: Facts, *, viewer: Viewer, series: Series) -> Facts:
    account = viewer.account
    held: dict[int, datetime | None] = {}
    if account is not None:
        held = {number: one.expires_at for number, one in opened(account=account, series=series, at=facts.at).items()}
        facts = replace(
            facts,
            unlocked=facts.number in held and held[facts.number] is None,
            ad_until=held.get(facts.number),
            vip_until=vip_until(account=account, at=facts.at) if facts.in_vip else None,
            waits_until=_waits_until(account=account, series=series, at=facts.at),
            previews=account.is_staff or Member.objects.filter(studio=series.studio_id, account=account).exists(),
        )
    if entitled(facts).because is not Because.LOCKED:
        return facts
    return _priced(facts, account=account, series=series, held=held)


def _hidden_by_age(series: Series, *, viewer: Viewer, at: datetime) -> bool:
    """Whether only the viewer's age keeps a series from being watched."""
    return _rights(series, viewer.territory, at=at, age=_OF_AGE).watched


def _waits_until(*, account: Account, series: Series, at: datetime) -> datetime | None:
    if series.wait_hours is None:
        return None
    return WaitPass.objects.filter(account=account, series=series).values_list("next_at", flat=True).first() or at


def _priced(facts: Facts, *, account: Account | None, series: Series, held: dict[int, datetime | None]) -> Facts:
    """With what quotes would say: for the episode, and for all that is left."""
    owned = [number for number, until in held.items() if until is None]
    locked = series.episodes.filter(withdrawn=False, number__gt=series.free_episodes).order_by()
    every, left = locked.count(), locked.exclude(number__in=owned).count()
    spent = spent_on(account=account.pk, series=series.pk) if account is not None and owned else 0
    one, rest = (rest_price(series=series, locked=every, left=many, spent=spent) for many in (1, left))
    return replace(facts, episode_coins=one, series_coins=rest)
