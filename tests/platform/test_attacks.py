"""Attacks 6, 12 and 22 on the ledger: gifts twice, coins of a cheap country, a copy put back, events told again."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from checkout_rows import COINS, notice, order, story
from databases import Database
from shop_rows import CHEAP, DEAR, NOON, give, make_series, make_viewer

from microdrama.platform.catalogue.models import Product, ProductPrice
from microdrama.platform.wallet import giving, joining, queries
from microdrama.platform.wallet.coupons import CouponError, make_coupon, redeem_coupon
from microdrama.platform.wallet.events import take_in
from microdrama.platform.wallet.lots import NotEnoughCoinsError
from microdrama.platform.wallet.models import CoinLot, CouponUse, PaymentEvent, Transfer
from microdrama.platform.wallet.orders import open_order
from microdrama.platform.wallet.quoting import quote_episode, quote_product
from microdrama.platform.wallet.unlocking import unlock
from microdrama.platform.wallet.verification import verify

DAY = timedelta(days=1)


def coupon(**changed: Any) -> str:
    usual: dict[str, Any] = {"label": "c", "coins": 50, "most_uses": 99, "starts_at": NOON, "ends_at": NOON + DAY}
    return make_coupon(**usual | changed)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        "spring-2026",
        "ＳＰＲＩＮＧ２０２６",
        "ſpring2026",
        "SPRING\u200b2026",
        "S\u202ePRING2026",
        "spring.2026",
        "𝐒𝐏𝐑𝐈𝐍𝐆2026",
    ],
)
def test_a6_no_spelling_of_a_code_gives_a_second_time(typed: str) -> None:
    coupon(code="SPRING2026")
    account = make_viewer()
    redeem_coupon(account=account, code="SPRING2026", at=NOON)
    with pytest.raises(CouponError):
        redeem_coupon(account=account, code=typed, at=NOON)
    assert queries.balance_of(account=account, at=NOON).bonus == 50
    assert CouponUse.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("look_alike", ["SPR1NG2026", "SPRІNG2026", "SPRÍNG2026", "SPRING2O26"])
def test_a6_a_code_that_only_looks_alike_is_another(look_alike: str) -> None:
    coupon(code="SPRING2026")
    with pytest.raises(CouponError):
        redeem_coupon(account=make_viewer(), code=look_alike, at=NOON)


@pytest.mark.django_db
def test_a6_codes_add_coins_and_lower_no_price() -> None:
    make_series()
    account = make_viewer()
    before = quote_episode(account=account, slug="tale", number=11, territory=DEAR, at=NOON).price_coins
    for _ in range(3):
        redeem_coupon(account=account, code=coupon(), at=NOON)
    assert queries.balance_of(account=account, at=NOON).bonus == 150
    assert quote_episode(account=account, slug="tale", number=11, territory=DEAR, at=NOON).price_coins == before
    assert verify() == []


@pytest.mark.django_db
def test_a6_a_crowd_of_guests_brings_one_account_no_more_of_a_gift_than_one() -> None:
    code, account = coupon(), make_viewer(guest=False)
    for _ in range(5):
        guest = make_viewer(paid=7)
        redeem_coupon(account=guest, code=code, at=NOON)
        giving.check_in(account=guest, at=NOON)
        joining.join_guest(guest=guest, into=account, at=NOON)
    found = queries.balance_of(account=account, at=NOON)
    assert (found.paid, found.bonus) == (35, 50 + giving.STREAK[0])
    with pytest.raises(CouponError):
        redeem_coupon(account=account, code=code, at=NOON)
    assert not giving.check_in(account=account, at=NOON).fresh
    assert verify() == []


@pytest.mark.django_db
def test_a12_coins_bought_cheaply_stay_so_through_joins_disputes_and_quotes_of_elsewhere() -> None:
    make_series()
    guest, account = make_viewer(), make_viewer(guest=False)
    product, _ = Product.objects.get_or_create(
        code="coins-500", defaults={"kind": "coins", "coins": COINS, "usd_cents": 499}
    )
    ProductPrice.objects.get_or_create(product=product, territory_id=CHEAP, defaults={"minor": 3900})
    cheap = quote_product(account=guest, code="coins-500", territory=CHEAP, at=NOON)
    bought = open_order(account=guest, quote_id=cheap.public_id, provider="fake", live=False, at=NOON)
    take_in(event=notice(bought, currency="INR"), at=NOON)
    give(account, 10)
    joining.join_guest(guest=guest, into=account, at=NOON)
    for kind in ("disputed", "dispute_won"):
        take_in(event=notice(bought, kind, minor=3900, currency="INR"), at=NOON)
    assert {lot.tier for lot in CoinLot.objects.filter(paid=True)} == {5}
    here = quote_episode(account=account, slug="tale", number=11, territory=DEAR, at=NOON)
    with pytest.raises(NotEnoughCoinsError):
        unlock(account=account, quote_id=here.public_id, at=NOON)
    assert queries.balance_of(account=account, at=NOON, tier=1).usable == 10
    there = quote_episode(account=account, slug="tale", number=11, territory=CHEAP, at=NOON)
    assert unlock(account=account, quote_id=there.public_id, at=NOON).spent_paid == 50
    assert verify() == []


@pytest.mark.django_db
def test_a22_every_event_of_a_whole_story_told_again_changes_nothing() -> None:
    bought = order(make_viewer())
    told = story(bought)
    for event in told:
        take_in(event=event, at=NOON)
    before = (list(Transfer.objects.values()), list(CoinLot.objects.values()), PaymentEvent.objects.count())
    for event in [*told, *reversed(told)]:
        take_in(event=event, at=NOON + DAY)
    assert (list(Transfer.objects.values()), list(CoinLot.objects.values()), PaymentEvent.objects.count()) == before
    assert verify() == []


STEP = """
import sys
from checkout_rows import notice, order
from shop_rows import NOON, make_viewer
from microdrama.platform.wallet.events import take_in
from microdrama.platform.wallet.models import Order, PaymentEvent, Transfer
from microdrama.platform.wallet.verification import verify
if sys.argv[1] == "buy":
    order(make_viewer())
if sys.argv[1] in ("buy", "pay"):
    take_in(event=notice(Order.objects.get(), event_id="event-1", reference="payment-1"), at=NOON)
if sys.argv[1] == "more":
    [take_in(event=notice(order(make_viewer())), at=NOON) for _ in range(3)]
print(Transfer.objects.count(), PaymentEvent.objects.count(), verify())
"""


def test_a22_a_copy_made_while_it_runs_is_sound_put_back_and_events_told_again_are_known(
    fresh_database: Database, tmp_path: Path
) -> None:
    if fresh_database.kind != "sqlite":
        pytest.skip("PostgreSQL is copied by its own tools")
    file = Path(fresh_database.environment["MICRODRAMA_HOME"]) / "library/microdrama.sqlite3"
    bought = fresh_database.python(STEP, "buy")
    copy = tmp_path / "copy.sqlite3"
    with sqlite3.connect(file) as running, sqlite3.connect(copy) as backup:
        running.backup(backup)
    running.close()
    backup.close()
    assert fresh_database.python(STEP, "more") != bought
    for part in file.parent.glob("microdrama.sqlite3*"):
        part.unlink()
    copy.rename(file)
    assert fresh_database.python(STEP, "look") == bought
    assert bought.endswith("[]\n")
    assert fresh_database.python(STEP, "pay") == bought, "the provider tells its events again after a loss"
    done = fresh_database.python(
        "from django.core.management import call_command\ncall_command('migrate', verbosity=0)\n" + STEP, "look"
    )
    assert done == bought, "migrations that were done are not done again"
