"""Nobody pays more for a series than all of it costs at most, however they buy it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shop_rows import DEAR, NOON, buy, make_series, make_viewer, refund

from microdrama.platform.accounts.models import Account
from microdrama.platform.catalogue.models import Episode, Series
from microdrama.platform.catalogue.pricing import series_cap
from microdrama.platform.wallet.joining import join_guest
from microdrama.platform.wallet.models import Quote, Spending, Unlock
from microdrama.platform.wallet.queries import opened, spent_on
from microdrama.platform.wallet.quoting import NothingToBuyError, quote_episode, quote_series, rest_of
from microdrama.platform.wallet.unlocking import PriceFellError, Unlocked, unlock
from microdrama.platform.wallet.verification import verify

pytestmark = pytest.mark.django_db


def ask(account: Account, number: int | None = None, *, minutes: int = 0) -> Quote:
    """A price of an episode of the tale, or of all that is left of it."""
    at = NOON + timedelta(minutes=minutes)
    if number is None:
        return quote_series(account=account, slug="tale", territory=DEAR, at=at)
    return quote_episode(account=account, slug="tale", number=number, territory=DEAR, at=at)


def take(quote: Quote) -> Unlocked:
    return unlock(account=quote.account, quote_id=quote.public_id, at=quote.created_at)


def spent() -> int:
    return sum(Spending.objects.filter(transfer__kind="unlock").values_list("coins", flat=True))


def test_coins_paid_for_single_episodes_count_toward_the_cap_of_the_series() -> None:
    series, account = make_series(), make_viewer(paid=1000)  # ten of 60: 360 at most
    for number, rest in ((11, 300), (12, 240), (13, 180)):
        take(ask(account, number, minutes=number))
        assert rest_of(account=account, series=series) == rest
    quote = ask(account, minutes=20)
    assert (quote.price_coins, take(quote).numbers) == (180, (14, 15, 16, 17, 18, 19, 20))
    assert spent() == 360
    assert verify() == []


def test_who_has_paid_the_cap_one_by_one_opens_the_rest_for_nothing() -> None:
    series, account = make_series(series_coins=130), make_viewer(paid=1000)
    prices = [ask(account, number, minutes=number) for number in (11,)]
    assert [quote.price_coins for quote in prices] == [60]
    take(prices[0])
    for number, price in ((12, 60), (13, 10), (14, 0)):
        quote = ask(account, number, minutes=number)
        assert quote.price_coins == price
        assert take(quote).numbers == (number,)
    whole = ask(account, minutes=30)
    assert whole.price_coins == 0
    told = take(whole)
    assert told == Unlocked(tuple(range(15, 21)), 0, 0, 1000 - 130)
    assert take(whole) == told, "the same price again tells the same"
    assert set(opened(account=account, series=series, at=NOON)) == set(range(11, 21))
    with pytest.raises(NothingToBuyError):
        ask(account, minutes=31)
    assert verify() == []


def test_prices_that_were_told_side_by_side_add_up_to_no_more_than_the_cap() -> None:
    make_series()
    account = make_viewer(paid=1000)
    quotes = [ask(account, number) for number in range(11, 21)]
    for quote in quotes[:6]:
        take(quote)
    for quote in quotes[6:]:
        with pytest.raises(PriceFellError):
            take(quote)
        assert take(ask(account, quote.episode.number)).spent_paid == 0
    assert spent() == 360
    assert verify() == []


def test_episodes_that_come_later_cost_what_the_cap_leaves_of_them() -> None:
    series, account = make_series(), make_viewer(paid=1000)
    take(ask(account))
    for number in (21, 22):
        episode = series.episodes.get(number=20)
        episode.pk, episode.number = None, number
        episode.save(force_insert=True)
    assert ask(account, 21, minutes=1).price_coins == 60
    assert ask(account, minutes=1).price_coins == 72  # twelve are 432 at most, and 360 are paid
    Series.objects.update(series_coins=360)
    assert ask(account, minutes=2).price_coins == 0


def test_what_was_given_back_does_not_count_until_it_is_paid_after_all() -> None:
    series, account = make_series(), make_viewer()
    lot = buy(account, 180)
    for number in (11, 12, 13):
        take(ask(account, number))
    assert rest_of(account=account, series=series) == 180
    refund(lot, 60)
    assert rest_of(account=account, series=series) == 240
    refund(lot, 120)
    assert rest_of(account=account, series=series) == 360
    buy(account, 90)
    assert rest_of(account=account, series=series) == 270
    buy(account, 600)
    assert rest_of(account=account, series=series) == 180
    take(ask(account, minutes=1))
    assert rest_of(account=account, series=series) == 0
    assert verify() == []


def test_what_was_given_back_of_coins_for_two_series_is_owed_for_both() -> None:
    series, other, account = make_series(), make_series("other"), make_viewer()
    lot = buy(account, 120)
    take(ask(account, 11))
    quote = quote_episode(account=account, slug="other", number=11, territory=DEAR, at=NOON)
    take(quote)
    refund(lot, 60)
    assert [spent_on(account=account.pk, series=one.pk) for one in (series, other)] == [30, 30]


def test_what_a_guest_paid_counts_for_the_account_that_it_is_joined_into() -> None:
    series, guest, person = make_series(), make_viewer(paid=500), make_viewer(paid=500, guest=False)
    for number in (11, 12):
        take(ask(guest, number))
    take(ask(person, 13))
    join_guest(guest=guest, into=person, at=NOON)
    assert rest_of(account=person, series=series) == 180
    assert rest_of(account=guest, series=series) == 360


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(1, 8),
    st.integers(1, 90),
    st.none() | st.integers(1, 400),
    st.lists(st.tuples(st.sampled_from(["ask", "take", "all"]), st.integers(1, 8)), max_size=14),
)
def test_however_a_series_is_bought_it_costs_its_cap_at_most(
    locked: int, coins: int, cap: int | None, done: list[tuple[str, int]]
) -> None:
    most = series_cap(locked=locked, episode_coins=coins, series_coins=cap)
    with transaction.atomic():
        series = make_series(episodes=locked, free_episodes=0, episode_coins=coins, series_coins=cap)
        account, told = make_viewer(paid=2000), list[Quote]()
        for minute, (act, number) in enumerate(done):
            try:
                if act == "take":
                    take(told[number % len(told)]) if told else None
                else:
                    told.append(ask(account, number if act == "ask" else None, minutes=minute % 10))
                    assert (told[-1].price_coins or 0) + spent() <= most
            except Exception as error:
                if type(error).__module__.partition(".")[0] != "microdrama":
                    raise
            assert spent() <= most
        if Unlock.objects.count() < Episode.objects.filter(series=series).count():
            take(ask(account, minutes=14))
        assert spent() <= most
        assert verify() == []
        transaction.set_rollback(True)
