"""VIP money is earned day by day, and shared among studios by what VIP viewers watched of their series."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from checkout_rows import VIP_PRICE, notice, order
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from shop_rows import NOON, make_series, make_viewer

from microdrama.domain.statement import (
    VIP_KIND,
    LedgerLine,
    SignedStatement,
    StatementError,
    apportion,
    differences,
    make_statement,
    vip_share,
)
from microdrama.domain.statement import (
    Studio as Whom,
)
from microdrama.platform.accounts.models import Account, Studio
from microdrama.platform.catalogue.models import Series
from microdrama.platform.playback.closing import close_month, so_far, watched_with_vip
from microdrama.platform.playback.models import WatchCredit
from microdrama.platform.wallet import statements, vip
from microdrama.platform.wallet.events import take_in
from microdrama.platform.wallet.joining import join_guest
from microdrama.platform.wallet.models import Leg, Order, Subscription, VipMonth
from microdrama.platform.wallet.signing import read_or_make_key
from microdrama.platform.wallet.subscriptions import GRACE
from microdrama.platform.wallet.verification import verify

pytestmark = pytest.mark.django_db

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
IN_DECEMBER, IN_JANUARY = datetime(2026, 12, 1, 2, tzinfo=UTC), datetime(2027, 1, 1, 2, tzinfo=UTC)
FIRST = datetime(2026, 11, 27, tzinfo=UTC)
"""Four of the seven days of a week that begins then are in November."""


@pytest.fixture
def key(tmp_path: Path):  # noqa: ANN201 (a key)
    return read_or_make_key(path=tmp_path / "statements.pem")


def subscribe(account: Account, *, at: datetime = FIRST) -> Order:
    bought = order(account, "vip-week", at=at)
    take_in(event=notice(bought), at=at)
    return bought


def watch(account: Account, series: Series, seconds: float, *, day: date = date(2026, 11, 28)) -> None:
    WatchCredit.objects.create(
        account=account,
        episode=series.episodes.get(number=11),
        day=day,
        watched_ms=int(seconds * 1000),
        credited_until=NOON,
    )


def money(prefix: str) -> int:
    return sum(Leg.objects.filter(account__name__startswith=prefix).values_list("amount", flat=True))


def two_studios() -> tuple[list[Studio], list[Series]]:
    made = [Studio.objects.create(slug=slug, name=slug, share_bp=5000) for slug in ("north", "south")]
    return made, [make_series("tale", studio=made[0]), make_series("saga", studio=made[1])]


def test_a_payment_is_earned_in_proportion_to_the_time_that_has_passed() -> None:
    subscribe(make_viewer())
    for days, sum_ in ((0, 0), (1, VIP_PRICE // 7), (3.5, VIP_PRICE // 2), (7, VIP_PRICE), (99, VIP_PRICE)):
        assert vip.earned(currency="USD", until=FIRST + timedelta(days=days, seconds=1)) == pytest.approx(sum_, abs=1)
    assert vip.earned(currency="USD", until=FIRST + timedelta(days=7)) == VIP_PRICE
    assert vip.earned(currency="EUR", until=NOON) == 0


def test_a_period_of_no_length_stops_no_month() -> None:
    subscribe(make_viewer())
    row = Subscription.objects.get()
    Subscription.objects.update(starts_at=row.ends_at - GRACE)
    for hours in (-1, 0, 1):
        until = row.ends_at - GRACE + timedelta(hours=hours)
        assert vip.earned(currency="USD", until=until) == (0 if hours < 0 else VIP_PRICE)
    Subscription.objects.update(starts_at=row.ends_at - timedelta(hours=1))
    assert vip.earned(currency="USD", until=row.starts_at + timedelta(hours=1)) == 0


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.none() | st.tuples(st.integers(0, 20), st.integers(1, 1999))), max_size=6
    ),
    st.integers(0, 90 * 24),
)
def test_all_that_stayed_less_what_still_runs_is_what_each_payment_has_earned(
    payments: list[tuple[int, tuple[int, int] | None]], hours: int
) -> None:
    until = FIRST + timedelta(hours=hours)
    viewers = [make_viewer(), make_viewer()]
    earned = 0
    with transaction.atomic():
        for number, (day, refund) in enumerate(sorted(payments, key=lambda payment: payment[0])):
            at = FIRST + timedelta(days=day)
            bought = subscribe(viewers[number % 2], at=at)
            minor = VIP_PRICE if at < until else 0
            if refund:
                then = at + timedelta(days=refund[0])
                take_in(event=notice(bought, "refunded", minor=refund[1]), at=then)
                minor -= refund[1] if then < until else 0
            period = Subscription.objects.get(order=bought)
            whole = (period.ends_at - GRACE - period.starts_at).total_seconds()
            passed = min(max((until - period.starts_at).total_seconds(), 0), whole)
            earned += minor * int(passed) // int(whole)
        assert vip.earned(currency="USD", until=until) == earned
        transaction.set_rollback(True)


def test_months_share_what_they_earned_by_what_was_watched_and_all_of_it_in_the_end(key) -> None:  # noqa: ANN001
    studios, (tale, saga) = two_studios()
    viewer = make_viewer()
    subscribe(viewer)
    watch(viewer, tale, 300)
    watch(viewer, saga, 100)
    watch(viewer, saga, 50, day=date(2026, 12, 2))
    pool = VIP_PRICE * 4 // 7
    made = close_month(studios=studios, month=NOVEMBER, key=key, at=IN_DECEMBER)
    parts = apportion({tale.asset: 300, saga.asset: 100}, whole=pool)
    assert [one.statement.net_minor for one in made] == [parts[tale.asset], parts[saga.asset]]
    assert [one.statement.share_minor for one in made] == [sum_ // 2 for sum_ in parts.values()]
    assert money("vip:USD") == VIP_PRICE - pool
    december = close_month(studios=studios, month=DECEMBER, key=key, at=IN_JANUARY)
    assert [one.statement.net_minor for one in december] == [VIP_PRICE - pool]
    assert money("vip:USD") == 0
    assert close_month(studios=studios, month=NOVEMBER, key=key, at=IN_JANUARY) == made
    assert verify() == []


def test_the_studio_computes_its_vip_money_again_from_the_statement(key) -> None:  # noqa: ANN001 (a key)
    studios, (tale, saga) = two_studios()
    viewer = make_viewer()
    subscribe(viewer)
    watch(viewer, tale, 200)
    watch(viewer, saga, 100)
    made, other = close_month(studios=studios, month=NOVEMBER, key=key, at=IN_DECEMBER)
    told = made.statement.vip
    assert told is not msgspec.UNSET
    assert (told.minor, told.watched_ms) == (VIP_PRICE * 4 // 7, 300_000)
    assert [(one.series, one.watched_ms) for one in told.series] == [(tale.asset, 200_000)], "and nothing of others"
    assert other.statement.vip is not msgspec.UNSET
    lines = statements.export_lines(studio=studios[0], month=NOVEMBER)
    assert [line.kind for line in lines] == [VIP_KIND]
    assert statements.recompute(made, lines=lines) == []
    for wrong in ({"minor": told.minor + 9}, {"watched_ms": 250_000}, {"series": []}):
        less = msgspec.structs.replace(made.statement, vip=msgspec.structs.replace(told, **wrong))
        assert differences(less, lines)
    again = msgspec.json.decode(msgspec.json.encode(made), type=SignedStatement)
    assert statements.verify_signature(again, public_key=made.public_key)


def test_only_what_vip_viewers_watched_on_days_of_their_vip_counts() -> None:
    _, (tale, saga) = two_studios()
    viewer, other, joined, person = make_viewer(), make_viewer(), make_viewer(), make_viewer(guest=False)
    subscribe(viewer)
    subscribe(joined)
    watch(viewer, tale, 5, day=date(2026, 11, 27))
    watch(viewer, tale, 50, day=date(2026, 11, 26))  # before it
    watch(viewer, tale, 500, day=date(2026, 12, 9))  # after it
    watch(other, tale, 5000)  # without it
    watch(joined, saga, 7)
    join_guest(guest=joined, into=person, at=NOON)
    watch(person, saga, 20)
    whole = watched_with_vip("USD", date(2026, 11, 1), date(2027, 1, 1))
    assert whole == {tale.asset: 5000, saga.asset: 27_000}
    assert watched_with_vip("EUR", NOVEMBER, DECEMBER) == {}
    Series.objects.filter(pk=saga.pk).update(in_vip=False)
    assert watched_with_vip("USD", NOVEMBER, DECEMBER) == {tale.asset: 5000}


def test_an_account_counts_with_all_its_guests_for_one_day_a_day() -> None:
    _, (tale, saga) = two_studios()
    person, honest = make_viewer(guest=False), make_viewer()
    subscribe(person)
    subscribe(honest)
    watch(honest, saga, 3600)
    for _ in range(3):
        guest = make_viewer()
        watch(guest, tale, 20 * 3600)
        join_guest(guest=guest, into=person, at=NOON)
    watch(person, saga, 20 * 3600)
    day = 24 * 3600 * 1000
    watched = watched_with_vip("USD", NOVEMBER, DECEMBER)
    assert watched == {tale.asset: day * 3 // 4, saga.asset: day // 4 + 3600 * 1000}


def test_where_nobody_watched_the_money_is_the_next_months(key) -> None:  # noqa: ANN001 (a key)
    studios, (tale, _) = two_studios()
    viewer = make_viewer()
    subscribe(viewer)
    assert close_month(studios=studios, month=NOVEMBER, key=key, at=IN_DECEMBER) == []
    assert money("vip:USD") == VIP_PRICE
    watch(viewer, tale, 1, day=date(2026, 12, 1))
    (told,) = so_far(studio=studios[0], at=IN_JANUARY, month=DECEMBER)
    assert told.net_minor == VIP_PRICE
    (made,) = close_month(studios=studios, month=DECEMBER, key=key, at=IN_JANUARY)
    assert made.statement.net_minor == VIP_PRICE


def test_what_went_back_is_not_shared_and_what_was_shared_of_it_is_made_up_for_later(key) -> None:  # noqa: ANN001
    studios, (tale, _) = two_studios()
    viewer, later = make_viewer(), make_viewer()
    bought = subscribe(viewer)
    watch(viewer, tale, 10)
    (november,) = close_month(studios=studios, month=NOVEMBER, key=key, at=IN_DECEMBER)
    take_in(event=notice(bought, "refunded"), at=IN_DECEMBER)
    subscribe(later, at=IN_DECEMBER)
    watch(later, tale, 10, day=date(2026, 12, 3))
    (december,) = close_month(studios=studios, month=DECEMBER, key=key, at=IN_JANUARY)
    assert november.statement.net_minor + december.statement.net_minor == VIP_PRICE
    assert money("vip:USD") == 0
    assert verify() == []


def test_months_are_shared_in_their_order_and_a_statement_waits_for_that(key) -> None:  # noqa: ANN001 (a key)
    studios, (tale, _) = two_studios()
    viewer = make_viewer()
    subscribe(viewer)
    watch(viewer, tale, 10)
    with pytest.raises(StatementError, match="shared first"):
        statements.make(studio=studios[0], month=NOVEMBER, key=key, at=IN_DECEMBER)
    close_month(studios=studios, month=DECEMBER, key=key, at=IN_JANUARY)
    assert list(VipMonth.objects.order_by("month").values_list("month", flat=True)) == [NOVEMBER, DECEMBER]
    assert VipMonth.objects.get(month=NOVEMBER).minor == VIP_PRICE * 4 // 7


def test_a_month_that_runs_is_told_as_it_stands_and_nothing_is_booked(key) -> None:  # noqa: ANN001 (a key)
    studios, (tale, saga) = two_studios()
    viewer = make_viewer()
    subscribe(viewer)
    watch(viewer, tale, 300)
    watch(viewer, saga, 100)
    before = Leg.objects.count()
    middle = FIRST + timedelta(days=2)
    (told,) = so_far(studio=studios[0], at=middle)
    assert (told.month, told.net_minor) == ("2026-11", apportion({"a": 3, "b": 1}, whole=VIP_PRICE * 2 // 7)["a"])
    assert told.vip is not msgspec.UNSET
    assert Leg.objects.count() == before
    assert [one.month for one in so_far(studio=studios[0], at=IN_DECEMBER)] == ["2026-11"], "it is not closed yet"
    (told,) = so_far(studio=studios[0], at=IN_DECEMBER, month=NOVEMBER)
    (made, _) = close_month(studios=studios, month=NOVEMBER, key=key, at=IN_DECEMBER)
    assert (told.net_minor, told.share_minor) == (made.statement.net_minor, made.statement.share_minor)
    assert so_far(studio=studios[0], at=IN_DECEMBER) == []


@given(
    st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 10**6), min_size=1), st.integers(0, 10**6)
)
def test_every_studio_gets_from_the_totals_what_was_spread(watched: dict[str, int], minor: int) -> None:
    parts = apportion(watched, whole=minor)
    assert sum(parts.values()) == minor
    for series, part in parts.items():
        line = LedgerLine(
            transfer=1, at="2026-11-30", kind=VIP_KIND, series=series, slug=series, currency="USD", minor=part
        )
        whom = Whom(public_id="s", name="s", share_bp=5000)
        told = vip_share(watched, minor=minor, mine=[series])
        lines = [line] if part else []
        made = make_statement(lines, studio=whom, month="2026-11", currency="USD", vip=told)
        assert differences(made, lines) == []
        more = [msgspec.structs.replace(line, minor=part + 1)]
        assert differences(make_statement(more, studio=whom, month="2026-11", currency="USD", vip=told), more)
