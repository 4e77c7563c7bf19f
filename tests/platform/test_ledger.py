from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shop_rows import CHEAP, DEAR, NOON, buy, give, make_series, make_viewer, refund

from microdrama.platform.catalogue.models import AgeRating, Right
from microdrama.platform.wallet import ledger, lots, queries
from microdrama.platform.wallet.joining import join_guest
from microdrama.platform.wallet.ledger import AmountError, KeyTakenError, NotEnoughCoinsError
from microdrama.platform.wallet.models import MOST, CoinLot, LedgerAccount, Leg, Spending, Transfer, Unlock
from microdrama.platform.wallet.quoting import NothingToBuyError, NotSoldError, quote_episode, quote_series
from microdrama.platform.wallet.rows import Purse
from microdrama.platform.wallet.unlocking import (
    AlreadyOpenError,
    MonthlyCapError,
    PriceFellError,
    QuoteExpiredError,
    UnknownQuoteError,
    unlock,
)
from microdrama.platform.wallet.verification import verify

pytestmark = pytest.mark.django_db


def balance(account) -> tuple[int, int, int]:  # noqa: ANN001
    found = queries.balance_of(account=account, at=NOON)
    return found.paid, found.bonus, found.debt


def money(name: str) -> int:
    return sum(Leg.objects.filter(account__name=name).values_list("amount", flat=True))


def opens(account, number: int = 11, *, slug: str = "tale", territory: str = DEAR, at=NOON):  # noqa: ANN001, ANN201
    quote = quote_episode(account=account, slug=slug, number=number, territory=territory, at=at)
    return unlock(account=account, quote_id=quote.public_id, at=at)


# --- G1, G2, G3, G6: booking


def test_g1_legs_that_do_not_add_up_in_every_unit_are_refused() -> None:
    for legs in (
        {"issued": -5, "gifts": 4},
        {"issued": -5, "deferred:USD": 5},
        {"psp:sandbox:USD": -5, "deferred:EUR": 5},
        {},
    ):
        with pytest.raises(AmountError):
            ledger.post(key="k", kind="test", legs=legs, at=NOON)
    assert not Transfer.objects.exists()


@pytest.mark.parametrize("amount", [0, 2**53, 2**63, -(2**53), True, 1.0, "5", None])
def test_g1_what_is_no_amount_is_refused(amount: object) -> None:
    with pytest.raises(AmountError):
        ledger.post(key="k", kind="test", legs={"issued": amount, "gifts": amount}, at=NOON)  # type: ignore[dict-item]


@pytest.mark.parametrize("coins", [0, -1, 2**53, 2**63, True, False, 1.0, 60.5, "60", "1e9", None, float("nan"), "٦٠"])
def test_g1_no_coins_are_given_or_taken_but_whole_positive_ones(coins: object) -> None:
    account = make_viewer()
    lot = buy(account, 100)
    with pytest.raises(AmountError):
        buy(account, coins, money=1)  # type: ignore[arg-type]
    with pytest.raises(AmountError):
        give(account, coins)  # type: ignore[arg-type]
    with pytest.raises(AmountError):
        refund(lot, coins, money=1)  # type: ignore[arg-type]
    assert balance(account) == (100, 0, 0)
    assert verify() == []


def test_g1_large_sums_are_exact_up_to_the_largest_and_refused_above() -> None:
    account = make_viewer()
    buy(account, 2**31)
    buy(account, MOST - 2**31, money=MOST - 2**31)
    assert balance(account) == (MOST, 0, 0)
    with pytest.raises(NotEnoughCoinsError), transaction.atomic():
        buy(account, 1)
    assert balance(account) == (MOST, 0, 0)
    assert verify() == []


def test_g1_the_name_of_an_account_says_its_unit() -> None:
    with pytest.raises(AmountError):
        ledger.post(key="k", kind="test", legs={"issued": -5, "gifts": 5}, units={"gifts": "USD"}, at=NOON)
    for name in ("", "Gifts", "gifts;", "a:b:c:d", "gifts\n"):
        with pytest.raises(AmountError):
            ledger.post(key="k", kind="test", legs={"issued": -5, name: 5}, at=NOON)
    ledger.post(key="k", kind="test", legs={"psp:x:USD": -5, "vip:USD": 5}, units={"vip:USD": "USD"}, at=NOON)
    assert dict(LedgerAccount.objects.values_list("name", "unit")) == {"psp:x:USD": "USD", "vip:USD": "USD"}


def test_g2_a_guarded_account_never_goes_below_zero_and_nothing_is_left_of_the_try() -> None:
    account = make_viewer(paid=10)
    before = Transfer.objects.count()
    name = f"paid:{account.public_id}"
    with pytest.raises(NotEnoughCoinsError):
        ledger.post(key="k", kind="test", legs={name: -11, "issued": 11}, at=NOON)
    assert Transfer.objects.count() == before
    assert LedgerAccount.objects.get(name=name).balance == 10


def test_g2_the_database_itself_keeps_balances_in_range_and_only_where_they_are_guarded() -> None:
    make_viewer(paid=10)
    for change in ({"balance": -1}, {"balance": MOST + 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LedgerAccount.objects.filter(guarded=True).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerAccount.objects.filter(name="issued").update(balance=1)


def test_g3_the_same_key_books_once_and_another_transfer_under_it_is_refused() -> None:
    first = ledger.post(key="k", kind="test", legs={"issued": -5, "gifts": 5}, at=NOON)
    assert ledger.post(key="k", kind="test", legs={"gifts": 5, "issued": -5}, at=NOON).pk == first.pk
    for kind, legs in (("test", {"issued": -6, "gifts": 6}), ("other", {"issued": -5, "gifts": 5})):
        with pytest.raises(KeyTakenError):
            ledger.post(key="k", kind=kind, legs=legs, at=NOON)
    assert Leg.objects.count() == 2


def test_g3_a_purchase_and_a_refund_that_are_told_twice_happen_once() -> None:
    account = make_viewer()
    lot, *again = [
        lots.credit_paid(
            account=account, coins=100, tier=1, currency="USD", money_minor=99, provider="s", key="p", at=NOON
        )
        for _ in range(3)
    ]
    assert again == [lot, lot]
    assert balance(account) == (100, 0, 0)
    assert [refund(lot, 40, key="r") for _ in range(3)] == [lots.TakenBack(40, 0)] * 3
    assert balance(account) == (60, 0, 0)
    assert verify() == []


@pytest.mark.parametrize("model", [Transfer, Leg, Spending])
def test_g6_the_database_refuses_to_change_or_remove_what_was_written(model: type) -> None:
    make_series()
    opens(make_viewer(paid=100))
    row = model.objects.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(id=row.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk)._raw_delete("default")
    assert model.objects.filter(pk=row.pk).exists()


# --- G4: unlocking


def test_g4_an_episode_is_opened_and_paid_for_once() -> None:
    make_series()
    account = make_viewer(paid=200)
    first, second = (quote_episode(account=account, slug="tale", number=11, territory=DEAR, at=NOON) for _ in range(2))
    told = unlock(account=account, quote_id=first.public_id, at=NOON)
    assert (told.numbers, told.spent_paid, told.spent_bonus, told.balance) == ((11,), 60, 0, 140)
    assert unlock(account=account, quote_id=first.public_id, at=NOON + timedelta(days=1)) == told
    with pytest.raises(AlreadyOpenError):
        unlock(account=account, quote_id=second.public_id, at=NOON)
    assert balance(account) == (140, 0, 0)
    with pytest.raises(NothingToBuyError):
        quote_episode(account=account, slug="tale", number=11, territory=DEAR, at=NOON)
    assert verify() == []


def test_g4_nobody_uses_the_quote_of_another() -> None:
    make_series()
    account, other = make_viewer(paid=100), make_viewer(paid=100)
    quote = quote_episode(account=account, slug="tale", number=11, territory=DEAR, at=NOON)
    for asked in (quote.public_id, uuid4()):
        with pytest.raises(UnknownQuoteError):
            unlock(account=other, quote_id=asked, at=NOON)
    assert balance(other) == (100, 0, 0)


def test_g4_too_few_coins_open_nothing() -> None:
    make_series()
    account = make_viewer(paid=30, bonus=29)
    with pytest.raises(NotEnoughCoinsError):
        opens(account)
    assert balance(account) == (30, 29, 0)
    assert not Unlock.objects.exists()


def test_g4_a_pass_that_expires_can_be_bought_over_for_good() -> None:
    series = make_series()
    account = make_viewer(paid=100)
    episode = series.episodes.get(number=11)
    Unlock.objects.create(account=account, episode=episode, how="ad", at=NOON, expires_at=NOON + timedelta(hours=1))
    opens(account)
    found = Unlock.objects.get(account=account)
    assert (found.how, found.expires_at) == ("coins", None)
    assert verify() == []


# --- G5: which coins are spent


def test_g5_bonus_that_expires_soonest_first_then_paid_coins_oldest_first() -> None:
    make_series()
    account = make_viewer()
    old, new = buy(account, 50), buy(account, 50)
    late, soon, gone = (give(account, 20, until=NOON + timedelta(hours=h)) for h in (48, 1, -1))
    told = opens(account)
    left = dict(CoinLot.objects.values_list("pk", "left"))
    assert (told.spent_paid, told.spent_bonus, told.balance) == (20, 40, 80)
    assert [left[lot.pk] for lot in (soon, late, gone, old, new)] == [0, 0, 20, 30, 50]


def test_g5_coins_bought_where_prices_are_low_buy_nothing_where_they_are_high() -> None:
    make_series()
    account = make_viewer(bonus=10)
    buy(account, 100, tier=5)
    with pytest.raises(NotEnoughCoinsError):
        opens(account, territory=DEAR)
    assert queries.balance_of(account=account, at=NOON, tier=1).usable == 10
    assert queries.balance_of(account=account, at=NOON, tier=5).usable == 110
    assert opens(account, territory=CHEAP).spent_paid == 50
    buy(account, 60, tier=1)
    assert opens(account, 12, territory=CHEAP).spent_paid == 60


lots_of_money = st.tuples(st.integers(1, 400), st.integers(0, 10_000), st.booleans())


@given(st.lists(lots_of_money, min_size=1, max_size=6), st.lists(st.integers(1, 150), max_size=30))
def test_g5_however_lots_are_spent_each_earns_its_part_and_all_of_it_at_the_end(
    made: list[tuple[int, int, bool]], prices: list[int]
) -> None:
    purse = [
        Purse(number, paid, 1, coins, coins, "USD" if paid else "", cents if paid else 0, 0)
        for number, (coins, cents, paid) in enumerate(made)
    ]
    for wanted in [*prices, None]:
        there = [lot for lot in purse if lot.left]
        price = sum(lot.left for lot in there) if wanted is None else wanted
        if price > sum(lot.left for lot in there):
            with pytest.raises(NotEnoughCoinsError):
                lots.draws(there, coins=price)
            continue
        drawn = {draw.lot.lot: draw for draw in lots.draws(there, coins=price)} if price else {}
        assert sum(draw.coins for draw in drawn.values()) == price
        assert all(0 < draw.coins <= draw.lot.left and draw.earned >= 0 for draw in drawn.values())
        purse = [
            lot._replace(left=lot.left - drawn[lot.lot].coins, earned=lot.earned + drawn[lot.lot].earned)
            if lot.lot in drawn
            else lot
            for lot in purse
        ]
        assert all(lot.earned == lot.money * (lot.coins - lot.left) // lot.coins for lot in purse)
    assert all(lot.left == 0 and lot.earned == lot.money for lot in purse)


# --- G7: quotes


def test_g7_a_quote_holds_whatever_becomes_of_the_price_and_not_a_moment_longer() -> None:
    series = make_series()
    account = make_viewer(paid=200)
    quote = quote_episode(account=account, slug="tale", number=11, territory=DEAR, at=NOON)
    late = quote_episode(account=account, slug="tale", number=12, territory=DEAR, at=NOON)
    type(series).objects.update(episode_coins=600, free_episodes=0)
    assert (
        unlock(account=account, quote_id=quote.public_id, at=quote.expires_at - timedelta(seconds=1)).spent_paid == 60
    )
    with pytest.raises(QuoteExpiredError):
        unlock(account=account, quote_id=late.public_id, at=late.expires_at)
    assert balance(account) == (140, 0, 0)
    assert verify() == []


@pytest.mark.parametrize(("cap", "opened", "price"), [(None, 0, 360), (None, 5, 60), (200, 0, 200), (5000, 0, 600)])
def test_g7_a_whole_series_costs_its_cap_or_what_is_left_of_it(cap: int | None, opened: int, price: int) -> None:
    make_series(series_coins=cap)
    account = make_viewer(paid=2000)
    for number in range(11, 11 + opened):
        opens(account, number)  # these count
    quote = quote_series(account=account, slug="tale", territory=DEAR, at=NOON + timedelta(minutes=1))
    assert quote.price_coins == price
    told = unlock(account=account, quote_id=quote.public_id, at=NOON + timedelta(minutes=1))
    assert told.numbers == tuple(range(11 + opened, 21))
    assert unlock(account=account, quote_id=quote.public_id, at=NOON) == told
    assert queries.opened(account=account, series=quote.series, at=NOON).keys() == set(range(11, 21))
    assert verify() == []


def test_g7_a_series_of_which_an_episode_was_opened_meanwhile_is_not_charged_at_the_old_price() -> None:
    make_series()
    account = make_viewer(paid=2000)
    quote = quote_series(account=account, slug="tale", territory=DEAR, at=NOON)
    opens(account, at=NOON + timedelta(seconds=1))
    with pytest.raises(AlreadyOpenError):
        unlock(account=account, quote_id=quote.public_id, at=NOON + timedelta(seconds=2))
    assert balance(account) == (1940, 0, 0)


def test_g7_a_series_of_which_episodes_were_withdrawn_is_not_charged_at_the_old_price() -> None:
    series = make_series()
    account = make_viewer(paid=2000)
    quote = quote_series(account=account, slug="tale", territory=DEAR, at=NOON)
    series.episodes.filter(number__gt=12).update(withdrawn=True)
    with pytest.raises(PriceFellError):
        unlock(account=account, quote_id=quote.public_id, at=NOON)
    assert balance(account) == (2000, 0, 0)
    anew = quote_series(account=account, slug="tale", territory=DEAR, at=NOON)
    assert unlock(account=account, quote_id=anew.public_id, at=NOON).spent_paid == 72


@pytest.mark.parametrize(
    "since",
    [
        {"territory": "*", "language": "*", "allowed": False},
        {"territory": DEAR, "language": "en", "allowed": False},
        {"territory": DEAR, "language": "*", "allowed": True, "exclusive": True, "holder": "Nine"},
    ],
)
def test_g7_nobody_pays_for_what_may_not_be_watched_any_more(since: dict[str, object]) -> None:
    series = make_series()
    account = make_viewer(paid=2000)
    quotes = [
        quote_episode(account=account, slug="tale", number=11, territory=DEAR, at=NOON),
        quote_series(account=account, slug="tale", territory=DEAR, at=NOON),
    ]
    refusal = Right.objects.create(series=series, starts_at=NOON + timedelta(minutes=1), **since)
    for quote in quotes:
        with pytest.raises(NotSoldError, match="nothing was charged"):
            unlock(account=account, quote_id=quote.public_id, at=NOON + timedelta(minutes=1))
    assert balance(account) == (2000, 0, 0)
    assert unlock(account=account, quote_id=quotes[0].public_id, at=NOON).spent_paid == 60, "a moment before"
    refusal.delete()
    assert unlock(account=account, quote_id=quotes[0].public_id, at=NOON + timedelta(minutes=2)).spent_paid == 60


def test_g7_what_only_the_rules_of_rights_can_tell_is_sold_as_they_say() -> None:
    """A right of one language, a refusal of another, and an age that the viewer has: none is plain, all may be paid."""
    series = make_series()
    series.rights.all().delete()
    for language, allowed in (("en", True), ("de", False)):
        Right.objects.create(series=series, territory=DEAR, language=language, allowed=allowed, starts_at=NOON)
    AgeRating.objects.create(series=series, territory="*", least_age=18, label="18")
    account = make_viewer(paid=2000, birth_year=1980)
    quote = quote_episode(account=account, slug="tale", number=11, territory=DEAR, at=NOON)
    assert unlock(account=account, quote_id=quote.public_id, at=NOON).spent_paid == 60


def test_g7_what_is_free_unknown_or_not_sold_has_no_price() -> None:
    series = make_series()
    account = make_viewer()
    for number, territory in ((99, DEAR), (11, "DE"), (11, "\0")):
        with pytest.raises(NotSoldError):
            quote_episode(account=account, slug="tale", number=number, territory=territory, at=NOON)
    with pytest.raises(NothingToBuyError):
        quote_episode(account=account, slug="tale", number=10, territory=DEAR, at=NOON)
    series.rights.all().delete()
    with pytest.raises(NotSoldError):
        quote_series(account=account, slug="tale", territory=DEAR, at=NOON)


def test_g7_a_viewers_own_limit_counts_the_paid_coins_of_the_month() -> None:
    make_series()
    account = make_viewer(paid=500, bonus=60, monthly_cap_coins=100)
    opens(account, 11)
    opens(account, 12)
    with pytest.raises(MonthlyCapError):
        opens(account, 13)
    assert opens(account, 13, at=NOON + timedelta(days=1)).spent_paid == 60  # in December
    assert verify() == []


def test_g7_what_a_guest_spent_this_month_counts_against_the_limit_of_who_they_are() -> None:
    make_series()
    guest, person = make_viewer(paid=200), make_viewer(guest=False, monthly_cap_coins=100)
    opens(guest, 11)
    join_guest(guest=guest, into=person, at=NOON)
    with pytest.raises(MonthlyCapError, match="leaves 40"):
        opens(person, 12)
    assert opens(person, 12, at=NOON + timedelta(days=1)).spent_paid == 60  # in December


# --- G8: debts


def test_g8_what_was_spent_before_it_was_taken_back_is_owed_and_paid_first() -> None:
    make_series()
    account = make_viewer()
    lot = buy(account, 100, money=99)
    opens(account)
    assert refund(lot, 100, money=99) == lots.TakenBack(40, 60)
    assert balance(account) == (0, 0, 60)
    assert verify() == []
    buy(account, 50, money=50)
    assert balance(account) == (0, 0, 10)
    buy(account, 50, money=50)
    assert balance(account) == (40, 0, 0)
    assert verify() == []
    # 59 cents were carried back from the series that had earned them, and the later coins brought it 60
    assert (money("losses:USD"), money(f"revenue:{series_asset()}:USD"), money("deferred:USD")) == (0, 60, 40)


def series_asset() -> str:
    return Transfer.objects.exclude(series=None).first().series.asset


def test_g8_what_is_owed_is_taken_from_other_paid_coins_at_once_and_never_from_bonus() -> None:
    make_series()
    account = make_viewer()
    lot = buy(account, 60)
    opens(account)
    buy(account, 50)
    give(account, 30)
    refund(lot, 60)
    assert balance(account) == (0, 30, 10)
    assert verify() == []


def test_g8_no_more_is_taken_back_than_was_bought() -> None:
    account = make_viewer()
    lot = buy(account, 100)
    refund(lot, 70)
    with pytest.raises(AmountError):
        refund(lot, 31)
    refund(lot, 30)
    assert balance(account) == (0, 0, 0)
    assert verify() == []


def test_g8_bonus_coins_are_never_taken_back_for_money() -> None:
    account = make_viewer()
    with pytest.raises(AmountError):
        refund(give(account, 50), 10)


# --- G9, G10: whatever happens


actions = st.lists(
    st.one_of(
        st.tuples(st.just("buy"), st.integers(1, 300), st.integers(0, 1000)),
        st.tuples(st.just("give"), st.integers(1, 100), st.integers(1, 5)),
        st.tuples(st.just("open"), st.integers(11, 20), st.just(0)),
        st.tuples(st.just("back"), st.integers(0, 9), st.integers(1, 300)),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions)
def test_g9_g10_whatever_happens_lots_balances_and_money_agree(done: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        make_series()
        account, bought = make_viewer(), []
        received = returned = 0
        for act, first, second in done:
            if act == "buy":
                bought.append(buy(account, first, money=second))
                received += second
            elif act == "give":
                give(account, first, until=NOON + timedelta(hours=second))
            elif act == "open":
                try:
                    opens(account, first)
                except (NotEnoughCoinsError, NothingToBuyError):
                    continue
            elif bought:
                lot = CoinLot.objects.get(pk=bought[first % len(bought)].pk)
                coins = min(second, lot.coins - lot.taken_coins)
                if coins:
                    refund(lot, coins, money=(cents := lot.money_minor * coins // lot.coins))
                    returned += cents
        assert verify() == []
        earned = money(f"revenue:{account_series().asset}:USD")
        assert earned + money("deferred:USD") + money("losses:USD") + returned == received
        transaction.set_rollback(True)


def account_series():  # noqa: ANN201
    from microdrama.platform.catalogue.models import Series

    return Series.objects.get(slug="tale")
