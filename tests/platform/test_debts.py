"""What pays a debt goes where the refund that left it had taken its money from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from checkout_rows import PRICE, notice, order
from shop_rows import DEAR, NOON, buy, make_series, make_viewer, refund

from microdrama.domain.statement import apportion
from microdrama.platform.accounts.models import Account, Studio
from microdrama.platform.wallet import lots, statements
from microdrama.platform.wallet.events import take_in
from microdrama.platform.wallet.joining import join_guest
from microdrama.platform.wallet.models import Debt, Leg
from microdrama.platform.wallet.quoting import quote_episode
from microdrama.platform.wallet.signing import read_or_make_key
from microdrama.platform.wallet.unlocking import unlock
from microdrama.platform.wallet.verification import verify

pytestmark = pytest.mark.django_db


def watch(account: Account, slug: str, *numbers: int) -> None:
    for number in numbers:
        quote = quote_episode(account=account, slug=slug, number=number, territory=DEAR, at=NOON)
        unlock(account=account, quote_id=quote.public_id, at=NOON)


def money(name: str) -> int:
    return sum(Leg.objects.filter(account__name=name).values_list("amount", flat=True))


def owed() -> list[int]:
    return list(Debt.objects.order_by("pk").values_list("left", flat=True))


def test_a_series_gets_back_what_the_debtor_pays_after_a_refund() -> None:
    series = make_series()
    account = make_viewer()
    bought = order(account)
    take_in(event=notice(bought), at=NOON)
    watch(account, "tale", 11, 12, 13)
    revenue, earned = f"revenue:{series.asset}:USD", PRICE * 180 // 500
    assert money(revenue) == earned
    take_in(event=notice(bought, "refunded"), at=NOON)
    assert (money(revenue), owed()) == (0, [180])
    take_in(event=notice(order(account)), at=NOON)
    assert (money(revenue), owed()) == (earned, [0])
    assert money("losses:USD") == 0
    assert verify() == []


def test_what_pays_for_a_chargeback_is_the_houses_who_had_borne_it() -> None:
    series = make_series()
    account = make_viewer()
    bought = order(account)
    take_in(event=notice(bought), at=NOON)
    watch(account, "tale", 11, 12, 13)
    revenue, earned = f"revenue:{series.asset}:USD", PRICE * 180 // 500
    take_in(event=notice(bought, "disputed", order=""), at=NOON)
    assert (money(revenue), money("losses:USD")) == (earned, -earned)
    take_in(event=notice(order(account)), at=NOON)
    assert (money(revenue), money("losses:USD")) == (earned, 0)
    assert verify() == []


def test_of_two_debts_the_older_is_paid_first_and_each_goes_its_own_way() -> None:
    series = make_series()
    account = make_viewer()
    refunded, disputed = buy(account, 60), buy(account, 60)
    watch(account, "tale", 11, 12)
    revenue = f"revenue:{series.asset}:USD"
    lots.take_back(lot=disputed, coins=60, money_minor=60, provider="p", key="c", kind="chargeback", at=NOON)
    refund(refunded, 60)
    assert (money(revenue), money("losses:USD"), owed()) == (60, -60, [60, 60])
    buy(account, 90)
    assert (money(revenue), money("losses:USD"), owed()) == (90, 0, [0, 30])
    buy(account, 30, money=50)
    assert (money(revenue), money("losses:USD"), owed()) == (140, 0, [0, 0])
    assert verify() == []


def test_series_share_what_a_debtor_pays_as_they_shared_what_was_carried_back() -> None:
    tale, other = make_series(), make_series("other")
    account = make_viewer()
    lot = buy(account, 240)
    watch(account, "tale", 11, 12, 13)
    watch(account, "other", 11)
    refund(lot, 240)
    buy(account, 101)
    assert [money(f"revenue:{one.asset}:USD") for one in (tale, other)] == [76, 25]
    assert owed() == [139]


def test_what_paid_a_debt_is_carried_back_again_where_it_is_given_back_itself() -> None:
    series = make_series()
    account = make_viewer()
    first = buy(account, 60)
    watch(account, "tale", 11)
    refund(first, 60)
    second = buy(account, 100)
    revenue = f"revenue:{series.asset}:USD"
    assert (money(revenue), owed()) == (60, [0])
    refund(second, 100)
    assert (money(revenue), money("losses:USD"), owed()) == (0, 0, [0, 60])
    buy(account, 60)
    assert (money(revenue), money("losses:USD"), owed()) == (60, 0, [0, 0])
    assert verify() == []


def test_a_debt_that_is_paid_at_once_from_other_coins_takes_nothing_from_the_series() -> None:
    series = make_series()
    account = make_viewer()
    first = buy(account, 60)
    watch(account, "tale", 11)
    buy(account, 100)
    refund(first, 60)
    assert (money(f"revenue:{series.asset}:USD"), money("losses:USD"), owed()) == (60, 0, [0])
    assert verify() == []


def test_money_of_another_currency_goes_the_same_way() -> None:
    series = make_series()
    account = make_viewer()
    lot = buy(account, 60)
    watch(account, "tale", 11)
    refund(lot, 60)
    lots.credit_paid(
        account=account, coins=60, tier=1, currency="JPY", money_minor=9000, provider="p", key="yen", at=NOON
    )
    assert (money(f"revenue:{series.asset}:JPY"), money("losses:JPY"), owed()) == (9000, 0, [0])
    assert verify() == []


def test_a_guests_debt_goes_with_the_guest() -> None:
    series = make_series()
    guest, person = make_viewer(), make_viewer(guest=False)
    lot = buy(guest, 60)
    watch(guest, "tale", 11)
    refund(lot, 60)
    join_guest(guest=guest, into=person, at=NOON)
    assert verify() == []
    buy(person, 60)
    assert (money(f"revenue:{series.asset}:USD"), owed()) == (60, [0])
    assert verify() == []


def test_the_statement_of_the_month_carries_what_a_debtor_paid(tmp_path: Path) -> None:
    studio = Studio.objects.create(slug="north", name="North", share_bp=5000)
    make_series(studio=studio)
    account = make_viewer()
    lot = buy(account, 60)
    watch(account, "tale", 11)
    later = datetime(2026, 12, 5, tzinfo=UTC)
    refund(lot, 60, at=later)
    buy(account, 60, at=later + timedelta(days=1))
    key = read_or_make_key(path=tmp_path / "statements.pem")
    closing = datetime(2027, 1, 1, 2, tzinfo=UTC)
    months = [statements.month_of(text) for text in ("2026-11", "2026-12")]
    november, december = [statements.make(studio=studio, month=month, key=key, at=closing)[0] for month in months]
    assert (november.statement.net_minor, november.statement.share_minor) == (60, 30)
    said = december.statement
    assert (said.earned_minor, said.carried_back_minor, said.net_minor) == (60, 60, 0)
    lines = statements.export_lines(studio=studio, month=months[1])
    assert [(line.kind, line.minor) for line in lines] == [("carried-back", -60), ("debt", 60)]
    assert statements.recompute(december, lines=lines) == []
    assert verify() == []


def test_a_sum_is_spread_to_its_last_unit() -> None:
    assert apportion({"a": 1, "b": 1, "c": 1}, whole=5) == {"a": 2, "b": 2, "c": 1}
    assert apportion({"a": 0, "b": 3}, whole=7) == {"a": 0, "b": 7}
    assert apportion({"a": 0}, whole=7) == {"a": 0}
    assert apportion({}, whole=7) == {}
