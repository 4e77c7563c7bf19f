"""Labels that law asks for, and the tier of a filing."""

from datetime import date
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from microdrama.animate import labels
from microdrama.animate.labels import (
    filing_tier,
    filing_tiers,
    implicit_label,
    label_for,
    label_words,
    licence_label,
    policies,
)
from microdrama.animate.production.prices import PriceError, price_list
from microdrama.domain.money import Money

RATES = price_list().rates
CODES = st.sampled_from(["CN", "cn", "DE", "FR", "EU", "US", "BR", "XX"])


def test_in_china_two_seconds_and_a_twentieth_of_the_short_side() -> None:
    """At 1080 pixels letters are at least 54 high; a Chinese character fills nine tenths of its font's size."""
    label = label_for("zh-Hans", ["CN"])
    assert label is not None
    assert label.text == "AI生成"
    assert label.span.start_s == 0
    assert label.span.duration_s >= 2
    assert label.size_px * 0.9 >= 54


def test_a_series_in_another_language_says_it_in_chinese_too() -> None:
    label = label_for("en-US", ["US", "CN", "DE"])
    assert label is not None
    assert label.text == "AI-generated · AI生成"
    assert label_for("es-419", ["DE"]).text == "Generado con IA"  # type: ignore[union-attr]
    assert label_for("xx", []).text == "AI-generated"  # type: ignore[union-attr]


def test_latin_capitals_are_lower_than_their_size() -> None:
    label = label_for("en", ["DE"])
    assert label is not None
    assert label.size_px * 0.7 >= 0.03 * 1080


@given(st.lists(CODES, max_size=4), CODES, st.sampled_from(["en", "zh", "ar", "und", ""]))
def test_one_territory_more_never_asks_for_less(codes: list[str], more: str, language: str) -> None:
    one, two = label_for(language, codes or ["US"]), label_for(language, [*(codes or ["US"]), more])
    assert one is not None
    assert two is not None
    assert two.span.end_s >= one.span.end_s
    assert set(one.text.split(" · ")) <= set(two.text.split(" · "))
    for policy in policies([*codes, more]):
        assert two.span.duration_s >= Fraction(policy.seconds)
        assert two.size_px * 0.9 >= float(Fraction(policy.height_share) * 1080)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_longest_time_and_the_highest_letters_count_whoever_asks_for_them(
    monkeypatch: pytest.MonkeyPatch, order: tuple[int, int]
) -> None:
    """Every rule of today asks for two seconds; the next may not."""
    (rule,) = policies(["CN"])
    both = [
        msgspec.structs.replace(rule, name="long", seconds="5", height_share="0.03"),
        msgspec.structs.replace(rule, name="high", seconds="2", height_share="0.08"),
    ]
    high = label_for("en", ["CN"])
    monkeypatch.setattr(labels, "policies", lambda _: [both[n] for n in order])
    label = label_for("en", ["CN"])
    assert label is not None
    assert high is not None
    assert label.span.duration_s >= 5
    assert label.size_px > high.size_px


def test_every_rule_has_its_day_and_source() -> None:
    for one in [*policies(["CN", "DE", "US"]), *filing_tiers()]:
        assert date.fromisoformat(one.date)
        assert one.source
    assert [policy.name for policy in policies(["CN", "FR", "EU", "JP", "US"])] == [
        "GB 45438-2025",
        "EU AI Act, Article 50",
        "Our own rule",
    ]


def test_words_are_those_of_the_nearest_language() -> None:
    assert label_words("pt-BR") == "Gerado por IA"
    assert label_words("zh-Hant-TW") == "AI生成"
    assert label_words("tlh") == "AI-generated"


def test_the_licence_stands_at_the_head_of_an_episode() -> None:
    label = licence_label("（浙）网微剧备字\n2026第0001号")
    assert label is not None
    assert label.text == "（浙）网微剧备字 2026第0001号"
    assert label.span.start_s == 0
    assert licence_label(" \n") is None
    assert len(licence_label("9" * 500).text) == 40  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("yuan", "tier"),
    [(0, "other"), (299_999, "other"), (300_000, "ordinary"), (799_999, "ordinary"), (800_000, "key"), (10**9, "key")],
)
def test_the_tier_goes_by_what_was_invested(yuan: int, tier: str) -> None:
    assert filing_tier(Money(yuan * 1_000_000, "CNY"), RATES).key == tier


def test_investments_in_other_currencies_are_converted() -> None:
    """At 7.12 CNY to the USD, 42,135 USD are 300,001.20 CNY and 42,134 USD are 299,994.08."""
    assert filing_tier(Money(42_135 * 1_000_000, "USD"), RATES).key == "ordinary"
    assert filing_tier(Money(42_134 * 1_000_000, "USD"), RATES).key == "other"
    with pytest.raises(PriceError, match="from JPY into CNY"):
        filing_tier(Money(1, "JPY"), RATES)


def test_a_special_subject_is_a_key_drama_at_any_price() -> None:
    assert filing_tier(Money(0, "JPY"), RATES, special=True).key == "key"


def test_the_label_for_machines_names_the_maker_and_the_episode() -> None:
    label = implicit_label(producer="微剧", series="a-1", episode=3)
    assert (label.label, label.producer, label.produce_id) == ("1", "微剧", "a-1/003")
    assert label.propagate_id == ""
    assert implicit_label(producer="x", series="a-1", episode=3, propagator="y").propagate_id == "a-1/003"
