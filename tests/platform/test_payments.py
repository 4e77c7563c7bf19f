"""Orders and notices: once, in any order, never beyond our own order (attacks 3 and 4)."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import pytest
from checkout_rows import BONUS, COINS, PRICE, VIP_DAYS, ask_price, notice, order, story
from django.apps import apps
from django.db import transaction
from django.db.models import F
from hypothesis import given, settings
from hypothesis import strategies as st
from shop_rows import DEAR, NOON, give, make_series, make_viewer

from microdrama.platform.accounts.models import StaffAction
from microdrama.platform.accounts.operations import erase
from microdrama.platform.catalogue.models import Product, ProductPrice
from microdrama.platform.wallet.events import RefusedNoticeError, take_in
from microdrama.platform.wallet.joining import join_guest
from microdrama.platform.wallet.models import CoinLot, Leg, Order, PaymentEvent, Quote, Transfer
from microdrama.platform.wallet.orders import (
    NoOrderError,
    NotRefundableError,
    PaidAlreadyError,
    QuoteGoneError,
    open_order,
    read_order,
    refund,
    start_checkout,
    take_receipt,
)
from microdrama.platform.wallet.queries import balance_of
from microdrama.platform.wallet.quoting import quote_episode
from microdrama.platform.wallet.unlocking import unlock
from microdrama.platform.wallet.verification import verify
from microdrama.ports.payments import FakePayments
from microdrama.providers.payments_sandbox import SandboxPayments

pytestmark = pytest.mark.django_db


def coins(account: object, at: object = NOON) -> tuple[int, int, int]:
    found = balance_of(account=account, at=at)  # type: ignore[arg-type]
    return found.paid, found.bonus, found.debt


def legs(prefix: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for name, amount in Leg.objects.filter(account__name__startswith=prefix).values_list("account__name", "amount"):
        sums[name] = sums.get(name, 0) + amount
    return sums


def watch(account: object, *numbers: int) -> None:
    for number in numbers:
        quote = quote_episode(account=account, slug="tale", number=number, territory=DEAR, at=NOON)  # type: ignore[arg-type]
        unlock(account=account, quote_id=quote.public_id, at=NOON)  # type: ignore[arg-type]


def test_a_quote_becomes_one_order_and_no_other() -> None:
    account = make_viewer()
    quote = ask_price(account)
    opened = [
        open_order(account=account, quote_id=quote.public_id, provider="fake", live=False, at=NOON) for _ in range(3)
    ]
    assert len({one.pk for one in opened}) == 1
    assert (opened[0].coins, opened[0].state) == (COINS, "open")
    with pytest.raises(QuoteGoneError):
        open_order(account=make_viewer(), quote_id=quote.public_id, provider="fake", live=False, at=NOON)
    with pytest.raises(QuoteGoneError):
        open_order(account=account, quote_id=quote.public_id, provider="stripe", live=False, at=NOON)


def test_a_price_that_has_run_out_or_is_in_coins_orders_nothing() -> None:
    make_series()
    account = make_viewer(paid=100)
    old = ask_price(account)
    in_coins = quote_episode(account=account, slug="tale", number=11, territory=DEAR, at=NOON)
    for quote, at in ((old, NOON + timedelta(hours=2)), (in_coins, NOON)):
        with pytest.raises(QuoteGoneError):
            open_order(account=account, quote_id=quote.public_id, provider="fake", live=False, at=at)


def test_what_was_ordered_is_given_whatever_becomes_of_the_product() -> None:
    account = make_viewer()
    bought = order(account)
    Product.objects.filter(code="coins-500").update(coins=1)
    take_in(event=notice(bought), at=NOON)
    assert coins(account) == (COINS, 0, 0)


@pytest.mark.parametrize("code", ["coins-bonus", "vip-week"])
def test_a_quote_freezes_what_is_sold_as_it_does_the_price(code: str) -> None:
    account = make_viewer()
    quote = ask_price(account, code)
    Product.objects.filter(code=code).update(coins=F("coins") * 2, bonus_coins=0, days=F("days") * 2)
    bought = open_order(account=account, quote_id=quote.public_id, provider="fake", live=False, at=NOON)
    goods = {"coins-bonus": (COINS, BONUS, 0), "vip-week": (0, 0, VIP_DAYS)}[code]
    assert (bought.coins, bought.bonus_coins, bought.days) == goods


def test_quotes_from_before_they_said_what_they_sell_order_what_the_product_is_or_nothing() -> None:
    account = make_viewer()
    known, gone = ask_price(account), ask_price(account, "vip-week")
    Quote.objects.update(coins=0, bonus_coins=0, days=0)
    ProductPrice.objects.filter(product="vip-week").delete()
    Product.objects.filter(code="vip-week").delete()
    import_module("microdrama.platform.wallet.migrations.0107_open_quotes").fill_open(apps, None)
    bought = open_order(account=account, quote_id=known.public_id, provider="fake", live=False, at=NOON)
    assert (bought.coins, bought.days) == (COINS, 0)
    with pytest.raises(QuoteGoneError):
        open_order(account=account, quote_id=gone.public_id, provider="fake", live=False, at=NOON)


def test_a_notice_that_comes_a_hundred_times_credits_once() -> None:
    account = make_viewer()
    bought = order(account)
    told = notice(bought)
    assert {take_in(event=told, at=NOON) for _ in range(100)} == {"paid"}
    assert coins(account) == (COINS, 0, 0)
    # and another notice about the same payment
    assert take_in(event=notice(bought), at=NOON) == "paid already"
    assert coins(account) == (COINS, 0, 0)
    assert PaymentEvent.objects.count() == 2
    assert verify() == []


@pytest.mark.parametrize(
    "altered",
    [
        {"minor": 498},
        {"minor": 500},
        {"minor": 0},
        {"currency": "INR"},
        {"currency": ""},
        {"live": True},
        {"account": "5f0c4d60-0000-4000-8000-000000000000"},
        {"account": "nobody"},
        {"product": "coins-10000"},
        {"provider": "stripe"},
        {"order": "5f0c4d60-0000-4000-8000-000000000000", "reference": "other"},
        {"order": "' OR 1=1 --", "reference": "other"},
    ],
    ids=str,
)
def test_a_signed_notice_that_does_not_fit_our_order_is_noted_and_gives_nothing(altered: dict[str, object]) -> None:
    account = make_viewer()
    told = notice(order(account), **altered)
    for _ in range(2):
        with pytest.raises(RefusedNoticeError):
            take_in(event=told, at=NOON)
    assert coins(account) == (0, 0, 0)
    assert PaymentEvent.objects.get().refused
    assert not Leg.objects.exists()


def test_a_payment_pays_one_order_only() -> None:
    account = make_viewer()
    first, second = order(account), order(account)
    take_in(event=notice(first, reference="one"), at=NOON)
    with pytest.raises(RefusedNoticeError):
        take_in(event=notice(second, reference="one"), at=NOON)
    with pytest.raises(RefusedNoticeError):
        take_in(event=notice(first, reference="two"), at=NOON)
    assert coins(account) == (COINS, 0, 0)


def test_an_order_that_failed_may_still_be_paid() -> None:
    account = make_viewer()
    bought = order(account)
    assert take_in(event=notice(bought, "failed"), at=NOON) == "failed"
    assert coins(account) == (0, 0, 0)
    assert take_in(event=notice(bought), at=NOON) == "paid"
    assert take_in(event=notice(bought, "failed"), at=NOON) == "nothing to do"
    assert coins(account) == (COINS, 0, 0)


def test_a_notice_finds_its_viewer_after_the_guest_was_joined() -> None:
    guest, person = make_viewer(), make_viewer(guest=False)
    bought = order(guest)
    told = notice(bought)
    join_guest(guest=guest, into=person, at=NOON)
    assert take_in(event=told, at=NOON) == "paid"
    assert coins(person) == (COINS, 0, 0)


@pytest.mark.parametrize("order_of_coming", list(itertools.permutations(range(5))))
def test_the_outcome_is_the_same_in_whatever_order_notices_come(order_of_coming: tuple[int, ...]) -> None:
    account = make_viewer()
    bought = order(account)
    told = story(bought)
    for number in order_of_coming:
        take_in(event=told[number], at=NOON)
    bought.refresh_from_db()
    assert (bought.state, bought.refunded_minor, bought.disputed_minor) == ("partly", 250, 0)
    assert (bought.taken_minor, bought.taken_coins) == (250, COINS * 250 // PRICE)
    assert coins(account) == (COINS - COINS * 250 // PRICE, 0, 0)
    assert legs("psp:") == {"psp:fake:USD": -(PRICE - 250)}
    assert verify() == []


@pytest.mark.parametrize("order_of_coming", list(itertools.permutations(range(4))))
def test_a_refund_that_was_undone_counts_no_more_in_whatever_order_notices_come(
    order_of_coming: tuple[int, ...],
) -> None:
    account = make_viewer()
    bought = order(account)
    hour = timedelta(hours=1)
    told = [
        notice(bought),
        notice(bought, "refunded", at=NOON + hour),
        notice(bought, "refund_undone", at=NOON + 2 * hour),
        notice(bought, "refunded", minor=100, at=NOON + 3 * hour),
    ]
    for number in order_of_coming:
        take_in(event=told[number], at=NOON)
    bought.refresh_from_db()
    assert (bought.state, bought.refunded_minor, bought.disputed_minor) == ("partly", 100, 0)
    assert coins(account) == (COINS - COINS * 100 // PRICE, 0, 0)
    assert legs("psp:") == {"psp:fake:USD": -(PRICE - 100)}
    assert verify() == []


def test_a_stores_refund_is_carried_back_from_series_and_comes_again_where_the_store_undoes_it() -> None:
    series = make_series()
    account = make_viewer()
    bought = order(account)
    take_in(event=notice(bought), at=NOON)
    watch(account, 11, 12, 13)
    revenue = f"revenue:{series.asset}:USD"
    earned = legs(revenue)[revenue]
    take_in(event=notice(bought, "refunded"), at=NOON)
    assert (legs(revenue)[revenue], legs("losses:"), coins(account)) == (0, {"losses:USD": 0}, (0, 0, 180))
    later = NOON + timedelta(days=1)
    assert take_in(event=notice(bought, "refund_undone", at=later), at=later) == "paid"
    assert (legs(revenue)[revenue], coins(account)) == (earned, (COINS - 180, 0, 0))
    assert legs("psp:") == {"psp:fake:USD": -PRICE}
    assert set(Transfer.objects.values_list("kind", flat=True)) >= {"refund", "refund-undone"}
    assert verify() == []


def test_a_refund_before_its_payment_waits_and_then_takes_all_back() -> None:
    account = make_viewer()
    bought = order(account)
    assert take_in(event=notice(bought, "refunded"), at=NOON) == "waits for its payment"
    take_in(event=notice(bought), at=NOON)
    bought.refresh_from_db()
    assert bought.state == "refunded"
    assert coins(account) == (0, 0, 0)
    assert legs("psp:") == {"psp:fake:USD": 0}


def test_partial_refunds_take_back_in_proportion_and_the_last_takes_all() -> None:
    account = make_viewer()
    bought = order(account)
    take_in(event=notice(bought), at=NOON)
    left = []
    for minor in (1, 100, 100, 333, 499, 10_000):
        take_in(event=notice(bought, "refunded", minor=minor), at=NOON)
        left.append(coins(account)[0])
    assert left == [500 - 500 * minor // 499 for minor in (1, 100, 100, 333, 499, 499)]
    assert left[-1] == 0
    assert verify() == []


def test_the_bonus_of_a_pack_goes_back_with_it_as_far_as_it_is_there() -> None:
    make_series()
    account = make_viewer()
    bought = order(account, "coins-bonus")
    take_in(event=notice(bought), at=NOON)
    assert coins(account) == (COINS, BONUS, 0)
    watch(account, 11)  # 50 bonus and 10 paid
    take_in(event=notice(bought, "refunded"), at=NOON)
    assert coins(account) == (0, 0, 10)
    other = make_viewer()
    again = order(other, "coins-bonus")
    take_in(event=notice(again), at=NOON)
    take_in(event=notice(again, "refunded", minor=PRICE // 2), at=NOON)
    assert coins(other) == (COINS - COINS * 249 // PRICE, BONUS - BONUS * 249 // PRICE, 0)
    assert verify() == []


def test_a_chargeback_after_spending_leaves_a_debt_that_the_next_purchase_pays_first() -> None:
    series = make_series()
    account = make_viewer()
    bought = order(account)
    take_in(event=notice(bought), at=NOON)
    watch(account, 11, 12, 13)
    revenue = f"revenue:{series.asset}:USD"
    earned = legs(revenue)[revenue]
    take_in(event=notice(bought, "disputed", order=""), at=NOON)
    assert coins(account) == (0, 0, 180)
    assert legs(revenue) == {revenue: earned}, "what a bank takes is no loss of the studio"
    give(account, 60)
    assert coins(account) == (0, 60, 180), "bonus coins pay no debts"
    take_in(event=notice(order(account)), at=NOON)
    assert coins(account) == (COINS - 180, 60, 0)
    assert verify() == []


def test_a_dispute_that_is_won_gives_the_coins_again_and_the_debt_is_gone() -> None:
    make_series()
    account = make_viewer()
    bought = order(account)
    take_in(event=notice(bought), at=NOON)
    watch(account, 11)
    take_in(event=notice(bought, "disputed", order=""), at=NOON)
    assert coins(account) == (0, 0, 60)
    take_in(event=notice(bought, "dispute_won", order="", at=NOON + timedelta(days=9)), at=NOON)
    bought.refresh_from_db()
    assert (bought.state, bought.taken_minor, bought.taken_coins) == ("paid", 0, 0)
    assert coins(account) == (COINS - 60, 0, 0)
    assert legs("psp:") == {"psp:fake:USD": -PRICE}
    # and a refund after all of that finds the coins
    take_in(event=notice(bought, "refunded"), at=NOON)
    assert coins(account) == (0, 0, 60)
    assert verify() == []


def test_a_refund_of_spent_coins_is_carried_back_from_the_series_that_they_had_earned() -> None:
    tale, other = make_series(), make_series("other")
    account = make_viewer()
    bought = order(account)
    take_in(event=notice(bought), at=NOON)
    watch(account, 11, 12, 13, 14)
    quote = quote_episode(account=account, slug="other", number=11, territory=DEAR, at=NOON)
    unlock(account=account, quote_id=quote.public_id, at=NOON)
    earned = legs("revenue:")
    assert sum(earned.values()) == PRICE * 300 // COINS
    take_in(event=notice(bought, "refunded", minor=250), at=NOON)
    # 250 coins go, of which 200 are there with 200 cents: 50 cents are carried back, four to one
    spent = earned[f"revenue:{tale.asset}:USD"], earned[f"revenue:{other.asset}:USD"]
    after = legs("revenue:")
    back = spent[0] - after[f"revenue:{tale.asset}:USD"], spent[1] - after[f"revenue:{other.asset}:USD"]
    assert sum(back) == 250 - (PRICE - PRICE * 300 // COINS)
    assert back == (40, 10)
    take_in(event=notice(bought, "refunded"), at=NOON)
    assert legs("revenue:") == dict.fromkeys(earned, 0)
    assert legs("losses:") == {"losses:USD": 0}
    assert legs("psp:") == {"psp:fake:USD": 0}
    assert coins(account) == (0, 0, 300)
    assert verify() == []


@pytest.mark.parametrize(
    ("minor", "taken", "kept"), [(PRICE, [COINS, 200], 0), (250, [250, 200], 250), (100, [200, 100], 300)]
)
def test_a_refund_over_two_lots_takes_of_each_what_it_still_has_of_the_money(
    minor: int, taken: list[int], kept: int
) -> None:
    series = make_series()
    account = make_viewer()
    bought = order(account)
    take_in(event=notice(bought), at=NOON)
    take_in(event=notice(bought, "disputed", order="", minor=200), at=NOON)
    take_in(event=notice(bought, "dispute_won", order="", at=NOON + timedelta(days=1)), at=NOON)
    watch(account, *range(11, 16))
    revenue = f"revenue:{series.asset}:USD"
    assert (coins(account), legs(revenue)[revenue]) == ((200, 0, 0), 300)
    take_in(event=notice(bought, "refunded", minor=minor), at=NOON)
    lots_of = CoinLot.objects.filter(paid=True).order_by("pk")
    assert list(lots_of.values_list("taken_coins", flat=True)) == taken, "of the second lot first"
    assert (legs(revenue)[revenue], legs("psp:")) == (kept, {"psp:fake:USD": minor - PRICE})
    if minor == PRICE:
        assert legs("losses:") == {"losses:USD": 0}
    assert verify() == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, PRICE - 1), max_size=3), st.integers(0, 6), st.lists(st.integers(1, PRICE), max_size=3))
def test_when_all_is_given_back_hardly_a_cent_stays_with_series_or_the_house(
    disputes: list[int], episodes: int, refunds: list[int]
) -> None:
    with transaction.atomic():
        series = make_series()
        account = make_viewer()
        bought = order(account)
        take_in(event=notice(bought), at=NOON)
        for number, minor in enumerate(disputes):
            at = NOON + timedelta(days=number)
            take_in(event=notice(bought, "disputed", order="", minor=minor, at=at), at=NOON)
            take_in(event=notice(bought, "dispute_won", order="", at=at + timedelta(hours=1)), at=NOON)
        watch(account, *range(11, 11 + episodes))
        for minor in (*refunds, PRICE):
            take_in(event=notice(bought, "refunded", minor=minor), at=NOON)
        left = legs(f"revenue:{series.asset}").get(f"revenue:{series.asset}:USD", 0)
        assert 0 <= left <= len(disputes) + len(refunds)
        assert sum(legs("losses:").values()) == -left
        assert {**legs("psp:"), **legs("deferred:")} == {"psp:fake:USD": 0, "deferred:USD": 0}
        assert verify() == []
        transaction.set_rollback(True)


def test_money_that_comes_or_goes_is_booked_for_a_closed_account_too() -> None:
    make_series()
    account = make_viewer()
    refunded, disputed, late = order(account, "coins-bonus"), order(account), order(account, "coins-bonus")
    for bought in (refunded, disputed):
        take_in(event=notice(bought), at=NOON)
    watch(account, 11)  # 50 bonus and 10 paid
    erase(account=account, at=NOON)
    account.refresh_from_db()
    assert take_in(event=notice(late), at=NOON) == "paid"
    assert coins(account) == (3 * COINS - 10, BONUS, 0)
    for bought, kind in ((refunded, "refunded"), (disputed, "disputed"), (late, "refunded")):
        take_in(event=notice(bought, kind), at=NOON)
        bought.refresh_from_db()
        assert bought.taken_minor == PRICE
    assert coins(account) == (0, 0, 10)
    take_in(event=notice(disputed, "dispute_won", at=NOON + timedelta(days=1)), at=NOON)
    assert coins(account) == (COINS - 10, 0, 0)
    assert legs("psp:") == {"psp:fake:USD": -PRICE}
    assert verify() == []


def test_only_its_own_viewer_sees_an_order_or_brings_its_receipt() -> None:
    mine, other = make_viewer(), make_viewer()
    bought = order(mine)
    assert read_order(account=mine, order_id=bought.public_id).pk == bought.pk
    with pytest.raises(NoOrderError):
        read_order(account=other, order_id=bought.public_id)
    with pytest.raises(NoOrderError):
        take_receipt(account=other, notice=notice(bought), at=NOON)
    assert coins(other) == coins(mine) == (0, 0, 0)
    assert take_receipt(account=mine, notice=notice(bought), at=NOON).state == "paid"
    assert coins(mine) == (COINS, 0, 0)


def test_a_checkout_is_asked_for_with_the_frozen_price_and_a_quick_notice_keeps_its_reference() -> None:
    bought, fake = order(make_viewer()), FakePayments()
    assert start_checkout(order=bought, payments=fake, back="https://x/back").address.endswith(str(bought.public_id))
    assert (fake.started[0].minor, fake.started[0].currency) == (PRICE, "USD")
    take_in(event=notice(bought), at=NOON)
    start_checkout(order=bought, payments=fake, back="https://x/back")
    bought.refresh_from_db()
    assert bought.reference == f"payment-{bought.public_id}"


def test_nobody_is_sent_to_pay_again_what_was_paid() -> None:
    bought, fake = order(make_viewer()), FakePayments()
    start_checkout(order=bought, payments=fake, back="https://x/back")
    take_in(event=notice(bought, "failed"), at=NOON)
    start_checkout(order=read_order(account=bought.account, order_id=bought.public_id), payments=fake, back="/")
    for kind in ("paid", "refunded"):
        take_in(event=notice(bought, kind), at=NOON)
        with pytest.raises(PaidAlreadyError):
            start_checkout(order=read_order(account=bought.account, order_id=bought.public_id), payments=fake, back="/")
    assert len(fake.started) == 2


def test_the_staff_gives_back_at_most_what_was_paid_and_each_sum_once() -> None:
    account, boss = make_viewer(), make_viewer(guest=False, is_staff=True)
    sandbox = SandboxPayments(secret="s")  # noqa: S106 (of a test)
    bought = order(account, provider="sandbox")
    give_back: Callable[[int], Order] = lambda minor: refund(  # noqa: E731 (short for the lines below)
        order_id=bought.public_id, minor=minor, by=boss, payments=sandbox, at=NOON
    )
    with pytest.raises(NotRefundableError):
        give_back(1)
    take_in(event=notice(bought), at=NOON)
    for wrong in (0, -1, PRICE + 1, True, 1.0):
        with pytest.raises(NotRefundableError):
            give_back(wrong)  # type: ignore[arg-type]
    assert give_back(99).state == "partly"
    with pytest.raises(NotRefundableError):
        give_back(PRICE)
    assert give_back(PRICE - 99).state == "refunded"
    assert coins(account) == (0, 0, 0)
    assert list(StaffAction.objects.values_list("details__minor", flat=True)) == [99, PRICE - 99]
    assert verify() == []
