"""VIP: starts, renews, ends when the viewer says so, and is taken away with its money alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from checkout_rows import VIP_DAYS, VIP_PRICE, notice, order
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from shop_rows import NOON, make_viewer

from microdrama.platform.accounts.models import Account
from microdrama.platform.wallet import vip
from microdrama.platform.wallet.events import RefusedNoticeError, take_in
from microdrama.platform.wallet.joining import join_guest
from microdrama.platform.wallet.models import Leg, Order, Subscription
from microdrama.platform.wallet.orders import refund
from microdrama.platform.wallet.queries import vip_until
from microdrama.platform.wallet.subscriptions import GRACE, NoSubscriptionError, ProviderGoneError, cancel, renewing
from microdrama.platform.wallet.verification import verify
from microdrama.ports.payments import FakePayments, ProviderError

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=VIP_DAYS)
SOON = timedelta(hours=1)
NO_TIME = timedelta(0)
hours = st.integers(0, 120)


def vip_money() -> int:
    return sum(Leg.objects.filter(account__name="vip:USD").values_list("amount", flat=True))


def test_vip_lasts_for_what_was_paid_and_not_longer() -> None:
    account = make_viewer()
    take_in(event=notice(order(account, "vip-week")), at=NOON)
    assert vip_until(account=account, at=NOON) == NOON + WEEK + GRACE
    assert vip_until(account=account, at=NOON + WEEK + GRACE) is None
    assert vip_money() == VIP_PRICE
    assert verify() == []


def test_a_renewal_goes_on_where_the_last_period_ends_and_counts_once() -> None:
    account = make_viewer()
    first = order(account, "vip-week")
    take_in(event=notice(first), at=NOON)
    again = notice(first, "renewed", reference="period-2")
    for _ in range(3):
        assert take_in(event=again, at=NOON + WEEK - SOON) == "renewed"
    assert take_in(event=notice(first, "renewed", reference="period-2"), at=NOON + WEEK) == "renewed already"
    assert vip_until(account=account, at=NOON + WEEK + SOON) == NOON + 2 * WEEK + GRACE
    assert (Order.objects.count(), Subscription.objects.count(), vip_money()) == (2, 2, 2 * VIP_PRICE)
    assert verify() == []


def test_the_providers_own_end_of_a_period_counts_where_it_names_one() -> None:
    account = make_viewer()
    until = NOON + timedelta(days=31)
    take_in(event=notice(order(account, "vip-week"), until=until), at=NOON)
    assert vip_until(account=account, at=NOON) == until + GRACE


def periods() -> list[tuple[timedelta, timedelta]]:
    """When each period begins after noon, and how long it is, in the order of their beginnings."""
    rows = Subscription.objects.filter(revoked_at=None).order_by("starts_at").values_list("starts_at", "ends_at")
    return [(starts_at - NOON, ends_at - GRACE - starts_at) for starts_at, ends_at in rows]


def test_two_subscriptions_whose_renewals_name_their_end_give_a_whole_period_for_each_payment() -> None:
    account = make_viewer()
    bought = order(account, "vip-week"), order(account, "vip-week")
    for round_ in range(3):
        for number, one in enumerate(bought):
            at = NOON + round_ * WEEK + number * SOON
            more = {"kind": "renewed", "reference": f"period-{round_}-{number}"} if round_ else {}
            take_in(event=notice(one, until=at + WEEK, **more), at=at)
    assert periods() == [(number * WEEK, WEEK) for number in range(6)]
    vip.earned(currency="USD", until=NOON + WEEK)
    assert verify() == []


def test_a_weeks_vip_of_a_store_behind_a_year_is_a_week_after_it() -> None:
    account = make_viewer()
    take_in(event=notice(order(account, "vip-week"), until=NOON + 52 * WEEK), at=NOON)
    take_in(event=notice(order(account, "vip-week"), until=NOON + WEEK + SOON), at=NOON + SOON)
    assert periods() == [(timedelta(0), 52 * WEEK), (52 * WEEK, WEEK)]


@pytest.mark.parametrize("late", [-SOON, SOON])
def test_renewals_that_come_swapped_lose_and_gain_no_time(late: timedelta) -> None:
    account = make_viewer()
    first = order(account, "vip-week")
    take_in(event=notice(first, until=NOON + WEEK), at=NOON)
    for period in (3, 2):
        event = notice(first, "renewed", reference=f"period-{period}", until=NOON + period * WEEK)
        take_in(event=event, at=NOON + WEEK + late)
    begin = WEEK + max(late, NO_TIME)
    assert periods() == [(NO_TIME, WEEK), (begin, WEEK), (begin + WEEK, WEEK)]


def test_a_renewal_that_is_charged_early_may_be_of_a_long_month() -> None:
    account = make_viewer()
    first = order(account, "vip-week")
    take_in(event=notice(first, until=NOON + WEEK), at=NOON)
    until = NOON + 2 * WEEK + timedelta(days=1)
    take_in(event=notice(first, "renewed", reference="period-2", until=until), at=NOON + WEEK - SOON)
    assert periods()[1] == (WEEK, WEEK + timedelta(days=1))


def test_a_renewal_that_is_told_after_its_end_is_a_whole_period() -> None:
    account = make_viewer()
    first = order(account, "vip-week")
    take_in(event=notice(first), at=NOON)
    late = NOON + 3 * WEEK
    take_in(event=notice(first, "renewed", reference="period-2", until=NOON + 2 * WEEK), at=late)
    assert periods()[1] == (3 * WEEK, WEEK)


def test_a_renewal_before_its_first_payment_waits_for_it() -> None:
    account = make_viewer()
    first = order(account, "vip-week")
    take_in(event=notice(first, "renewed", reference="period-2"), at=NOON)
    assert vip_until(account=account, at=NOON) is None
    take_in(event=notice(first), at=NOON)
    assert Subscription.objects.count() == 2
    assert vip_money() == 2 * VIP_PRICE


def test_a_renewal_of_another_sum_is_refused() -> None:
    account = make_viewer()
    first = order(account, "vip-week")
    take_in(event=notice(first), at=NOON)
    with pytest.raises(RefusedNoticeError):
        take_in(event=notice(first, "renewed", minor=1, reference="period-2"), at=NOON)
    assert Subscription.objects.count() == 1


def test_cancelled_vip_lasts_to_the_end_of_what_is_paid() -> None:
    account, fake = make_viewer(), FakePayments()
    first = order(account, "vip-week")
    take_in(event=notice(first), at=NOON)
    assert cancel(account=account, payments={"fake": fake}, at=NOON + SOON) == NOON + WEEK + GRACE
    assert fake.stopped == [f"payment-{first.public_id}"]
    assert vip_until(account=account, at=NOON + WEEK) == NOON + WEEK + GRACE
    with pytest.raises(NoSubscriptionError):
        cancel(account=account, payments={"fake": fake}, at=NOON + SOON)


def test_where_the_provider_cannot_be_told_nothing_is_cancelled() -> None:
    class Deaf(FakePayments):
        def stop(self, *, reference: str) -> None:
            raise ProviderError("no answer")

    account = make_viewer()
    take_in(event=notice(order(account, "vip-week")), at=NOON)
    with pytest.raises(ProviderError):
        cancel(account=account, payments={"fake": Deaf()}, at=NOON)
    assert Subscription.objects.get().renews


def test_vip_of_a_provider_whose_keys_are_gone_is_not_said_to_be_cancelled() -> None:
    account = make_viewer()
    take_in(event=notice(order(account, "vip-week")), at=NOON)
    with pytest.raises(ProviderGoneError, match="would charge on"):
        cancel(account=account, payments={}, at=NOON)
    assert Subscription.objects.get().renews


def test_the_provider_may_say_that_it_was_cancelled() -> None:
    account = make_viewer()
    first = order(account, "vip-week")
    take_in(event=notice(first), at=NOON)
    assert take_in(event=notice(first, "cancelled", minor=0, currency=""), at=NOON) == "cancelled"
    assert not Subscription.objects.get().renews
    assert vip_until(account=account, at=NOON) is not None


def test_a_refund_takes_its_own_period_away_and_no_other() -> None:
    account = make_viewer()
    first = order(account, "vip-week")
    take_in(event=notice(first), at=NOON)
    take_in(event=notice(first, "renewed", reference="period-2"), at=NOON + WEEK)
    take_in(event=notice(first, "refunded", reference="period-2"), at=NOON + WEEK)
    assert vip_until(account=account, at=NOON) is not None
    assert vip_until(account=account, at=NOON + WEEK + GRACE + SOON) is None
    assert vip_money() == VIP_PRICE
    assert verify() == []


def test_a_refund_of_a_renewal_that_is_not_there_yet_waits_for_it() -> None:
    account = make_viewer()
    first = order(account, "vip-week")
    take_in(event=notice(first), at=NOON)
    take_in(event=notice(first, "refunded", reference="period-2"), at=NOON)
    assert vip_until(account=account, at=NOON) is not None
    take_in(event=notice(first, "renewed", reference="period-2"), at=NOON + WEEK)
    assert vip_until(account=account, at=NOON + WEEK + GRACE + SOON) is None
    assert vip_money() == VIP_PRICE


def test_a_part_that_is_given_back_leaves_vip_and_a_dispute_that_is_won_restores_it() -> None:
    account = make_viewer()
    first = order(account, "vip-week")
    take_in(event=notice(first), at=NOON)
    take_in(event=notice(first, "refunded", minor=500), at=NOON)
    assert vip_until(account=account, at=NOON) is not None
    take_in(event=notice(first, "disputed", order="", minor=1499), at=NOON)
    assert vip_until(account=account, at=NOON) is None
    assert vip_money() == 0
    take_in(event=notice(first, "dispute_won", order="", minor=1499, at=NOON + SOON), at=NOON + SOON)
    assert vip_until(account=account, at=NOON) is not None
    assert vip_money() == VIP_PRICE - 500
    assert verify() == []


def test_a_refund_of_the_period_that_runs_brings_what_else_was_paid_forward() -> None:
    account = make_viewer()
    bought = [order(account, "vip-week") for _ in range(3)]
    for one in bought:
        take_in(event=notice(one), at=NOON)
    day = timedelta(days=1)
    take_in(event=notice(bought[0], "refunded"), at=NOON + day)
    assert vip_until(account=account, at=NOON + day) == NOON + day + WEEK + GRACE
    assert periods() == [(day, WEEK), (day + WEEK, WEEK)]
    take_in(event=notice(bought[2], "refunded"), at=NOON + 2 * day)
    assert periods() == [(day, WEEK)]
    assert vip_money() == VIP_PRICE
    assert verify() == []


def test_a_dispute_that_is_won_gives_back_what_was_left_and_takes_no_time_from_others() -> None:
    account = make_viewer()
    first, second = order(account, "vip-week"), order(account, "vip-week")
    for one in (first, second):
        take_in(event=notice(one), at=NOON)
    day = timedelta(days=1)
    take_in(event=notice(first, "disputed", order="", at=NOON + day), at=NOON + day)
    assert periods() == [(day, WEEK)]
    for at in (NOON + 3 * day, NOON + 4 * day):
        take_in(event=notice(first, "dispute_won", order="", at=at), at=at)
    assert periods() == [(timedelta(0), WEEK + 2 * day), (WEEK + 2 * day, WEEK - 2 * day)]
    assert verify() == []


def test_a_period_that_had_not_begun_when_it_was_disputed_comes_back_whole() -> None:
    account = make_viewer()
    first, second = order(account, "vip-week"), order(account, "vip-week")
    for one in (first, second):
        take_in(event=notice(one), at=NOON)
    take_in(event=notice(second, "disputed", order="", at=NOON), at=NOON)
    later = NOON + 4 * WEEK
    take_in(event=notice(second, "dispute_won", order="", at=later), at=later)
    assert periods() == [(timedelta(0), WEEK), (4 * WEEK, WEEK)]


def test_vip_of_which_all_is_given_back_renews_no_more_and_its_provider_is_told() -> None:
    account, boss, fake = make_viewer(), make_viewer(guest=False, is_staff=True), FakePayments()
    first, other = order(account, "vip-week"), order(account, "vip-week")
    for one in (first, other):
        take_in(event=notice(one), at=NOON)
    take_in(event=notice(first, "renewed", reference="period-2"), at=NOON + WEEK)
    again = Order.objects.get(renewal_of=first)
    give_back = {"by": boss, "payments": fake, "at": NOON + WEEK}
    refund(order_id=again.public_id, minor=1, **give_back)
    assert fake.stopped == []
    take_in(event=notice(first, "refunded", minor=1, reference="period-2"), at=NOON + WEEK)
    refund(order_id=again.public_id, minor=VIP_PRICE - 1, **give_back)
    assert fake.stopped == [f"payment-{first.public_id}"]
    assert renewing(account=account) == [other]
    take_in(event=notice(first, "refunded", reference="period-2"), at=NOON + WEEK)
    refund(order_id=first.public_id, minor=VIP_PRICE, **give_back)
    assert fake.stopped == [f"payment-{first.public_id}"], "it was told already"


def test_where_the_provider_cannot_end_it_nothing_is_given_back() -> None:
    class Deaf(FakePayments):
        def stop(self, *, reference: str) -> None:
            raise ProviderError("no answer")

    account, boss, deaf = make_viewer(), make_viewer(guest=False, is_staff=True), Deaf()
    bought = order(account, "vip-week")
    take_in(event=notice(bought), at=NOON)
    with pytest.raises(ProviderError):
        refund(order_id=bought.public_id, minor=VIP_PRICE, by=boss, payments=deaf, at=NOON)
    assert deaf.refunds == {}
    assert renewing(account=account) == [bought]


def test_a_notice_that_all_was_given_back_ends_the_renewing() -> None:
    account = make_viewer()
    bought = order(account, "vip-week")
    take_in(event=notice(bought), at=NOON)
    take_in(event=notice(bought, "refunded"), at=NOON)
    assert renewing(account=account) == []
    take_in(event=notice(bought, "renewed", reference="period-2"), at=NOON + WEEK)
    assert renewing(account=account) == [], "a charge that was under way counts, and begins no new renewing"
    assert vip_until(account=account, at=NOON + WEEK) is not None


def test_what_was_taken_away_is_not_told_to_who_cancels() -> None:
    account, fake = make_viewer(), FakePayments()
    bought = order(account, "vip-week"), order(account, "vip-week")
    for one in bought:
        take_in(event=notice(one), at=NOON)
        take_in(event=notice(one, "disputed", order="", at=NOON), at=NOON)
    assert cancel(account=account, payments={"fake": fake}, at=NOON + SOON) == NOON + SOON
    assert len(fake.stopped) == 2


@pytest.mark.parametrize("guest_first", [True, False])
def test_vip_of_a_guest_and_of_the_account_last_one_after_the_other(*, guest_first: bool) -> None:
    guest, account = make_viewer(), make_viewer(guest=False)
    day, both = timedelta(days=1), [guest, account] if guest_first else [account, guest]
    for number, whose in enumerate([*both, guest]):
        at = NOON + number * day
        take_in(event=notice(order(whose, "vip-week", at=at)), at=at)
    join_guest(guest=guest, into=account, at=NOON + 3 * day)
    assert periods() == [(number * day, length * day) for number, length in ((0, 7), (7, 5), (12, 7))]
    assert vip_until(account=account, at=NOON + 18 * day) == NOON + 19 * day + GRACE
    earned = [vip.earned(currency="USD", until=NOON + number * day) for number in (7, 12, 19)]
    assert earned == [VIP_PRICE, 2 * VIP_PRICE, 3 * VIP_PRICE]
    assert verify() == []


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["paid", "disputed", "dispute_won", "refunded", "joined"]), st.integers(0, 9), hours),
        max_size=12,
    )
)
def test_whatever_happens_nobody_gains_or_loses_vip_but_by_money(story: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        account, at = make_viewer(guest=False), NOON
        bought: list[Order] = []
        left: dict[int, timedelta] = {}
        away: dict[int, timedelta] = {}
        for what, which, later in story:
            for period in _line(account):  # time goes by
                gone = min(max(at + timedelta(hours=later) - max(period.starts_at, at), NO_TIME), left[period.order_id])
                left[period.order_id] -= gone
            at += timedelta(hours=later)
            if what in ("paid", "joined"):
                whose = account if what == "paid" else make_viewer()
                bought.append(order(whose, "vip-week", at=at))
                take_in(event=notice(bought[-1], until=at + WEEK, at=at), at=at)
                left[bought[-1].pk] = WEEK
                if what == "joined":
                    join_guest(guest=whose, into=account, at=at)
            elif bought:
                one = bought[which % len(bought)]
                take_in(event=notice(one, what, order="", at=at), at=at)  # type: ignore[arg-type]
                one.refresh_from_db()
                if one.taken_minor and one.pk not in away:
                    away[one.pk] = left.pop(one.pk)
                elif not one.taken_minor and one.pk in away:
                    left[one.pk] = away.pop(one.pk)
            line = [period for period in _line(account) if period.ends_at - GRACE > at]
            assert {period.order_id: period.ends_at - GRACE - max(period.starts_at, at) for period in line} == {
                pk: time for pk, time in left.items() if time
            }
            ends = [at, *(period.ends_at - GRACE for period in line)]
            assert [max(at, period.starts_at) for period in line] == ends[:-1], "without gap or overlap"
            money = sum(VIP_PRICE for one in bought if not Order.objects.get(pk=one.pk).taken_minor)
            assert vip.earned(currency="USD", until=ends[-1] + SOON) == money == vip_money()
        assert verify() == []
        transaction.set_rollback(True)


def _line(account: Account) -> list[Subscription]:
    return list(Subscription.objects.filter(account=account, revoked_at=None).order_by("starts_at", "pk"))
