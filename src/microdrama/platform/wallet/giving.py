"""What viewers get without paying: coins for coming back and for codes, episodes for patience and advertisements.

Days are the server's own, in UTC: a viewer's clock or time zone decides nothing. Bonus coins expire, and are an
expense of the house, never anybody's revenue.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Account
from microdrama.platform.accounts.queries import age_of
from microdrama.platform.catalogue import availability
from microdrama.platform.catalogue.licenses import Use
from microdrama.platform.catalogue.models import Episode
from microdrama.platform.wallet import ledger, lots, rows
from microdrama.platform.wallet.models import AdReward, CheckIn, CoinLot, Unlock, WaitPass
from microdrama.platform.wallet.turns import booked

STREAK = (10, 10, 15, 15, 20, 20, 40)
"""Coins for the first to the seventh day in a row, after which the week begins anew."""

BONUS_LASTS = timedelta(days=30)
ADS_A_DAY = 5
AD_LASTS = timedelta(hours=24)


class NotGivenError(MicrodramaError):
    """The episode cannot be opened this way; nothing was changed."""


class NotYetError(MicrodramaError):
    """Too early: the time to wait is not over; nothing was changed."""


class TooManyAdsError(MicrodramaError):
    """Today's advertisements were all used; nothing was changed."""


class AdReplayedError(MicrodramaError):
    """The advertisement was used already, for something else or by somebody else; nothing was changed."""


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """The day's check-in: which day in a row it was, and the coins that it gave; not `fresh` the second time."""

    streak: int
    coins: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class Given:
    """An episode that was opened without coins; `next_at` is when patience opens the next."""

    number: int
    expires_at: datetime | None
    next_at: datetime | None = None


def check_in(*, account: Account, at: datetime) -> CheckedIn:
    """The coins for coming today, once a day of the server (UTC), more of them for days in a row."""
    day = at.astimezone(UTC).date()
    with booked():
        owner, _ = ledger.hold_owner(account=account)
        last = CheckIn.objects.filter(account=owner, day__lte=day).order_by("-day").first()
        if last is not None and last.day == day:
            gave = CoinLot.objects.get(source=last.transfer_id).coins  # a day in a row may have been a guest's
            return CheckedIn(last.streak, gave, fresh=False)
        streak = last.streak + 1 if last is not None and last.day == day - timedelta(days=1) else 1
        lot = lots.credit_bonus(
            account=owner,
            coins=_reward(streak),
            expires_at=at + BONUS_LASTS,
            key=f"check-in:{owner.public_id}:{day}",
            kind="check-in",
            at=at,
        )
        CheckIn.objects.create(account=owner, day=day, streak=streak, transfer_id=lot.source_id)
    return CheckedIn(streak, lot.coins, fresh=True)


def next_check_in(*, account: Account, at: datetime) -> datetime | None:
    """When the next day's coins can be taken; None where today's wait."""
    today = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    taken = CheckIn.objects.filter(account=account, day=today.date()).exists()
    return today + timedelta(days=1) if taken else None


def open_by_waiting(*, account: Account, slug: str, number: int, territory: str, at: datetime) -> Given:
    """Open an episode for patience: one at once, then one every `wait_hours` of the series.

    Raises NotGivenError where the series has no such thing or may not be watched in the territory, and NotYetError
    while the time is not over.
    """
    with booked():
        owner, _ = ledger.hold_owner(account=account)
        episode = _closed(slug, number, account=owner, territory=territory, use=Use.PATIENCE, at=at)
        hours = episode.series.wait_hours
        if hours is None:
            raise NotGivenError(f"'{slug}' cannot be opened by waiting.")
        next_at = at + timedelta(hours=hours)
        waited, fresh = WaitPass.objects.get_or_create(
            account=owner, series=episode.series, defaults={"next_at": next_at}
        )
        if not fresh and not WaitPass.objects.filter(pk=waited.pk, next_at__lte=at).update(next_at=next_at):
            raise NotYetError(f"The next episode opens at {waited.next_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC.")
        _open(episode, account=owner, how=Unlock.How.WAIT, at=at, expires_at=None)
    return Given(number, None, next_at)


def open_by_ad(  # noqa: PLR0913 - what a network swears to, and where
    *,
    account: Account,
    slug: str,
    number: int,
    network: str,
    transaction_id: str,
    territory: str | None,
    at: datetime,
) -> Given:
    """Open an episode for a day because an advertisement was watched, as its network swore to the server.

    The network's transaction counts once: the same again tells the same. At most so many count a day (UTC). A
    network's server does not know where the viewer is (`territory` None): whether the series may be watched there is
    asked when it is played. Raises NotGivenError, TooManyAdsError, AdReplayedError.
    """
    day = at.astimezone(UTC).date()
    with booked():
        owner, _ = ledger.hold_owner(account=account)
        known = AdReward.objects.filter(network=network, transaction_id=transaction_id)
        before = known.select_related("used_for__episode__series").first()
        if before is not None:
            return _ad_told_again(before, account=owner, slug=slug, number=number)
        if AdReward.objects.filter(account=owner, day=day).count() >= ADS_A_DAY:
            raise TooManyAdsError(f"{ADS_A_DAY} advertisements a day open an episode each; come back tomorrow.")
        episode = _closed(slug, number, account=owner, territory=territory, use=Use.ADS, at=at)
        if not episode.series.ads_open:
            raise NotGivenError(f"'{slug}' cannot be opened by advertisements.")
        unlock = _open(episode, account=owner, how=Unlock.How.AD, at=at, expires_at=at + AD_LASTS)
        _, fresh = AdReward.objects.get_or_create(
            network=network,
            transaction_id=transaction_id,
            defaults={"account": owner, "day": day, "used_for": unlock, "at": at},
        )
        if not fresh:
            raise AdReplayedError("The advertisement was used already.")
    return Given(number, at + AD_LASTS)


def _reward(streak: int) -> int:
    return STREAK[(streak - 1) % len(STREAK)]


def _closed(slug: str, number: int, *, account: Account, territory: str | None, use: Use, at: datetime) -> Episode:
    """An episode that may be opened by a use in the territory, and is not free, nor open to the viewer now."""
    shown = Episode.objects.select_related("series").filter(withdrawn=False)
    episode = None if "\0" in slug else shown.filter(series__slug=slug, number=number).first()
    if episode is None:
        raise NotGivenError(f"There is no episode {number} of '{slug}'.")
    if territory is not None:
        _refuse_where_not_licensed(episode, account=account, territory=territory, use=use, at=at)
    opened = Unlock.objects.filter(account=account, episode=episode).first()
    still = opened is not None and (opened.expires_at is None or opened.expires_at > at)
    if still or number <= episode.series.free_episodes:
        raise NotGivenError(f"Episode {number} of '{slug}' is open already.")
    return episode


def _refuse_where_not_licensed(episode: Episode, *, account: Account, territory: str, use: Use, at: datetime) -> None:
    age, slug = age_of(account=account, at=at), episode.series.slug
    said = availability.decide(series=episode.series, territory=territory, at=at, age=age)
    if not said.watched:
        raise NotGivenError(f"There is no episode {episode.number} of '{slug}'.")
    if not said.offered:
        raise NotGivenError(f"Nothing but the free episodes is shown in {territory} now.")
    if use not in said.uses:
        raise NotGivenError(f"'{slug}' cannot be opened by {use.value} in {territory}.")


def _open(episode: Episode, *, account: Account, how: Unlock.How, at: datetime, expires_at: datetime | None) -> Unlock:
    rows.open_episodes(
        account=account.pk, episodes=[episode.pk], how=how.value, transfer=None, at=at, expires_at=expires_at
    )
    return Unlock.objects.get(account=account, episode=episode)


def _ad_told_again(reward: AdReward, *, account: Account, slug: str, number: int) -> Given:
    unlock = reward.used_for
    if (
        unlock is None
        or reward.account_id != account.pk
        or (unlock.episode.series.slug, unlock.episode.number) != (slug, number)
    ):
        raise AdReplayedError("The advertisement was used already.")
    return Given(number, unlock.expires_at)
