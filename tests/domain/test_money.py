from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microdrama.domain.money import Money, Rate, parse_money, rounded_up


@pytest.mark.parametrize(
    ("text", "micros", "currency"),
    [("100USD", 100_000_000, "USD"), (" 12.50 cny ", 12_500_000, "CNY"), ("1_000 EUR", 10**9, "EUR")],
)
def test_an_amount_is_read_as_people_write_it(text: str, micros: int, currency: str) -> None:
    assert parse_money(text) == Money(micros, currency)


@pytest.mark.parametrize(
    "text", ["", "USD", "100", "-5USD", "1e9USD", "5 US", "5.1234567USD", "９USD", "1" * 40 + "USD"]
)
def test_what_is_no_amount_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="written like 100USD"):
        parse_money(text)


@given(st.integers(0, 10**15))
def test_what_a_person_reads_is_never_less_than_what_was_spent(micros: int) -> None:
    told = Decimal(str(Money(micros, "USD")).removesuffix(" USD").replace(",", ""))
    assert 0 <= told - Decimal(micros) / 1_000_000 < Decimal("0.01")


def test_two_currencies_are_never_added() -> None:
    with pytest.raises(ValueError, match="without a rate"):
        Money(1, "USD") + Money(1, "CNY")
    with pytest.raises(ValueError, match="cannot convert"):
        Rate(currency="CNY", into="USD", value="0.14", date="", source="").convert(Money(1, "EUR"))


@given(st.integers(0, 10**12), st.decimals("0.000001", "1000", places=6, allow_nan=False))
def test_a_conversion_is_rounded_up_by_less_than_a_millionth(micros: int, value: Decimal) -> None:
    rate = Rate(currency="CNY", into="USD", value=str(value), date="", source="")
    exact = micros * Fraction(value)
    assert 0 <= rate.convert(Money(micros, "CNY")).micros - exact < 1


@given(st.fractions())
def test_rounding_up_is_the_least_whole_number_above(value: Fraction) -> None:
    assert value <= rounded_up(value) < value + 1
