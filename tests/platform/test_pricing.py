"""Launches and prices: every territory of the card, and what a viewer is told before the first coin."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from babel.numbers import get_currency_precision
from django.core.management import call_command
from hypothesis import example, given
from hypothesis import strategies as st

from fixtures.catalogue import NOW, add_episode, add_series
from microdrama.platform.catalogue.launching import LaunchError, close_territories, launch
from microdrama.platform.catalogue.models import Product, ProductPrice, Series, Territory, Tier
from microdrama.platform.catalogue.operations import OfferError, set_offer
from microdrama.platform.catalogue.price_card import (
    currencies,
    currency_of,
    expected_price,
    minor_price,
    minor_prices,
    territory_codes,
    tier_of,
    tiers,
)
from microdrama.platform.catalogue.pricing import (
    PricedProduct,
    fitting_purchase,
    offer,
    product,
    products,
    series_cap,
    tell_offer,
    territory_of,
    written,
)

pytestmark = pytest.mark.django_db


def test_one_operation_launches_more_than_170_territories() -> None:
    done = launch(at=NOW)
    assert done.territories == Territory.objects.filter(open=True).count() >= 170
    assert ProductPrice.objects.count() == done.territories * 8
    assert list(Tier.objects.order_by("number").values_list("number", "factor_bp")) == [
        (1, 10_000),
        (2, 6_000),
        (3, 3_500),
        (4, 2_000),
        (5, 1_000),
    ]


def test_launching_again_changes_nothing_and_keeps_what_the_operator_made() -> None:
    launch(territories=["US", "BR"], at=NOW)
    before = sorted(ProductPrice.objects.values_list("pk", "minor"))
    launch(territories=["BR", "US"], at=NOW)
    assert sorted(ProductPrice.objects.values_list("pk", "minor")) == before
    Product.objects.filter(code="vip-week").update(usd_cents=999, sold=False)
    Tier.objects.filter(number=3).update(factor_bp=5_000)
    launch(territories=["BR"], at=NOW)
    assert Product.objects.get(code="vip-week").usd_cents == 999
    assert ProductPrice.objects.get(product="coins-500", territory="BR").minor == 1290
    assert "vip-week" not in [priced.code for priced in products(territory="BR")]


@pytest.mark.parametrize("codes", [["US", "XX"], ["us"], [], ["KP"], ["*"]])
def test_a_territory_that_the_card_does_not_have_launches_none(codes: list[str]) -> None:
    with pytest.raises(LaunchError, match="none was launched"):
        launch(territories=codes, at=NOW)
    assert not Territory.objects.exists()


def test_a_closed_territory_sells_nothing_until_it_is_launched_again() -> None:
    launch(territories=["US", "BR"], at=NOW)
    close_territories(territories=["BR"])
    assert products(territory="BR") == []
    assert len(products(territory="US")) == 8
    with pytest.raises(LaunchError, match="none was"):
        close_territories(territories=["US", "JP"])
    assert len(products(territory="US")) == 8
    launch(territories=["BR"], at=NOW)
    assert len(products(territory="BR")) == 8
    assert territory_of("BR") is not None
    assert territory_of("JP") is None


def test_in_every_territory_more_coins_cost_more_and_are_worth_no_less() -> None:
    launch(at=NOW)
    for code in tier_of():
        packs = [priced for priced in products(territory=code) if priced.kind == "coins"]
        assert [pack.coins for pack in packs] == [500, 1000, 2000, 5000, 10000]
        bonus = [Fraction(pack.bonus_coins, pack.coins) for pack in packs]
        assert bonus == sorted(set(bonus)), "the bonus rises"
        worth = [Fraction(pack.coins + pack.bonus_coins, pack.minor) for pack in packs]
        assert worth == sorted(worth), f"{code}: {packs}"
        assert len({pack.minor for pack in packs}) == 5
        vip = [priced.minor for priced in products(territory=code) if priced.kind == "vip"]
        assert vip == sorted(set(vip))


def test_prices_are_near_the_tiers_part_of_the_dollar_price() -> None:
    launch(at=NOW)
    factors = {tier.number: Fraction(tier.factor) for tier in tiers()}
    for row in ProductPrice.objects.select_related("product", "territory"):
        rate = Fraction(currencies()[row.territory.currency].per_usd)
        exact = Fraction(row.product.usd_cents, 100) * factors[row.territory.tier_id] * rate
        price = Fraction(row.minor, 10 ** get_currency_precision(row.territory.currency))
        smallest = Fraction(currencies()[row.territory.currency].tick) * 10
        assert abs(price - exact) <= max(exact * Fraction(12, 100), smallest), f"{row}: {price} for {float(exact)}"


@pytest.mark.parametrize(
    ("territory", "price", "text"),
    [
        ("US", 499, "$4.99"),
        ("DE", 429, "€4.29"),
        ("JP", 770, "¥770"),  # no decimals
        ("KR", 6_900, "₩6,900"),
        ("KW", 1_490, "KWD1.490"),  # three decimals
        ("CH", 400, "CHF4.00"),
        ("IN", 4_900, "₹49.00"),
        ("TN", 599, None),
    ],
)
def test_sums_are_rounded_to_what_people_expect_there(territory: str, price: int, text: str | None) -> None:
    launch(territories=[territory], at=NOW)
    pack = product(code="coins-500", territory=territory)
    assert pack is not None
    if text is None:
        assert pack.currency == "TND"
        assert pack.minor == 2_900
    else:
        assert pack.minor == price
        assert written(minor=pack.minor, currency=pack.currency) == text
    assert product(code="nothing", territory=territory) is None


@pytest.mark.parametrize(
    ("exact", "tick", "ending", "price"),
    [
        ("4.99", "0.01", "nine", "4.99"),
        ("2.994", "0.01", "nine", "2.99"),
        ("0.03", "0.01", "nine", "0.09"),  # never nothing
        ("16.94", "0.01", "nine", "16.99"),
        ("101", "0.01", "nine", "99.99"),
        ("6986", "100", "nine", "6900"),
        ("748", "10", "round", "750"),
        ("1", "10", "round", "10"),
        ("3.992", "0.1", "round", "4"),
    ],
)
def test_expected_prices(exact: str, tick: str, ending: Any, price: str) -> None:
    assert expected_price(Fraction(exact), tick=Fraction(tick), ending=ending) == Fraction(price)


@given(
    st.fractions(Fraction(1, 1000), 10**9),
    st.sampled_from(["0.01", "0.1", "1", "10", "1000"]),
    st.sampled_from(["nine", "round"]),
)
def test_an_expected_price_is_positive_near_and_within_its_bound(exact: Fraction, tick: str, ending: Any) -> None:
    step = Fraction(tick)
    nearest = expected_price(exact, tick=step, ending=ending)
    within = expected_price(exact, tick=step, ending=ending, within=True)
    smallest = 9 * step if ending == "nine" else step
    assert smallest <= within <= nearest
    assert within <= max(exact, smallest)
    assert abs(nearest - exact) <= max(exact / 18, 10 * step)


@given(st.sampled_from(sorted(tier_of())), st.integers(1, 10_000_000))
def test_a_price_is_always_a_whole_number_of_minor_units(territory: str, usd_cents: int) -> None:
    currency = currency_of(territory, on=date(2026, 11, 30))
    for tier in tiers():
        minor = minor_price(usd_cents=usd_cents, factor_bp=tier.factor_bp, currency=currency)
        assert type(minor) is int
        assert minor > 0
    assert minor_prices([(1, 100), (2, 200)], factor_bp=10_000, currency=currency)[0] > 0


def test_currencies_are_those_of_the_day() -> None:
    assert currency_of("HR", on=date(2022, 6, 1)) == "USD"  # the kuna is not on the card
    assert currency_of("HR", on=date(2026, 11, 30)) == "EUR"
    assert currency_of("BR", on=date(2026, 11, 30)) == "BRL"
    assert currency_of("AR", on=date(2026, 11, 30)) == "USD"
    assert set(tier_of()) <= territory_codes()
    assert len(tier_of()) == sum(len(tier.territories) for tier in tiers()), "no territory is in two tiers"


def film(episodes: int = 60, **fields: Any) -> Series:
    series = add_series(1, **fields)
    for number in range(1, episodes + 1):
        add_episode(series, number)
    return series


def test_a_series_says_what_it_costs_altogether_before_the_first_coin() -> None:
    launch(territories=["US", "BR"], at=NOW)
    made = offer(series=film(), territory="US")
    assert (made.free, made.episodes, made.episode_coins, made.total_coins) == (10, 60, 60, 3_000)
    assert made.series_coins_cap == 1_800  # two fifths below the sum
    assert made.minutes == 62  # 61.000001 s sixty times: rounded up
    assert made.purchase is not None
    assert (made.purchase.packs, made.purchase.minor, made.purchase.currency) == ((("coins-2000", 1),), 1999, "USD")
    told = tell_offer(slug="tale-1", territory="BR")
    assert told.lines == (
        "tale-1: 60 episodes, 62 minutes. 10 of them are free.",
        "Each of the other 50 costs 60 coins, and all of them together at most 1,800, bought at once or one by one.",
        "In BR that is R$36.90 at most: 1 x coins-2000.",
    )
    assert tell_offer(slug="tale-1", territory="JP").lines[-1] == "Nothing is sold in JP."


def test_a_withdrawn_episode_costs_nothing_and_counts_for_nothing() -> None:
    series = film(12, free_episodes=10)
    series.episodes.filter(number=12).update(withdrawn=True)
    made = offer(series=series, territory="US")
    assert (made.episodes, made.free, made.total_coins, made.purchase) == (11, 10, 60, None)


@example(1, 60, None)
@given(st.integers(0, 500), st.integers(1, 1000), st.none() | st.integers(1, 10**6))
def test_a_series_never_costs_more_than_its_episodes(locked: int, coins: int, cap: int | None) -> None:
    most = series_cap(locked=locked, episode_coins=coins, series_coins=cap)
    assert 0 <= most <= locked * coins
    assert most == locked * coins or cap is None or most == cap
    assert most >= min(locked * coins, coins if cap is None else cap), "a single episode is no cheaper for being one"


@given(st.integers(1, 60_000), st.sampled_from(["US", "ID", "JP"]))
def test_the_packs_for_a_series_are_enough_and_fit_best(coins: int, territory: str) -> None:
    factor, currency = {"US": (10_000, "USD"), "ID": (2_000, "IDR"), "JP": (10_000, "JPY")}[territory]
    worth = [(500, 499), (1050, 999), (2200, 1999), (5750, 4999), (12000, 9999)]
    minors = minor_prices(worth, factor_bp=factor, currency=currency)
    sold = [
        PricedProduct(str(n), "coins", n, 0, 0, minor, currency) for (n, _), minor in zip(worth, minors, strict=True)
    ]
    bought = fitting_purchase(coins=coins, sold=sold)
    assert bought is not None
    assert bought.coins >= coins
    assert bought.minor == sum(minors[[n for n, _ in worth].index(int(code))] * count for code, count in bought.packs)
    assert len(bought.packs) <= 2
    assert max((count for code, count in bought.packs if code != "12000"), default=0) <= 1
    singles = [minor for (n, _), minor in zip(worth, minors, strict=True) if n >= coins]
    assert bought.minor <= min(singles, default=bought.minor)


def test_terms_are_changed_one_by_one_and_only_to_what_makes_sense() -> None:
    film(3, free_episodes=1)
    set_offer(slug="tale-1", at=NOW, episode_coins=42, wait_hours=24)
    set_offer(slug="tale-1", at=NOW, series_coins=50, in_vip=False)
    row = Series.objects.get()
    assert (row.free_episodes, row.episode_coins, row.series_coins, row.wait_hours) == (1, 42, 50, 24)
    assert (row.in_vip, row.updated_at) == (False, NOW)
    set_offer(slug="tale-1", at=NOW, wait_hours=None)
    assert Series.objects.get().wait_hours is None
    for wrong in ({"episode_coins": 0}, {"free_episodes": -1}, {"series_coins": 2**40}, {"episode_coins": 1.5}):
        with pytest.raises(OfferError, match="is a number from"):
            set_offer(slug="tale-1", at=NOW, **wrong)  # type: ignore[arg-type]
    with pytest.raises(OfferError):
        set_offer(slug="tale-1", at=NOW, episode_coins=True)
    assert Series.objects.get().episode_coins == 42


def test_the_tables_are_as_the_models_say() -> None:
    call_command("makemigrations", "catalogue", check=True, dry_run=True, verbosity=0)
