"""VIP: starts, renews, ends when the viewer says so, and is taken away with its money alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from checkout_rows import VIP_DAYS, VIP_PRICE, notice, order
from shop_rows import NOON, make_viewer

from microdrama.platform.wallet.events import RefusedNoticeError, take_in
from microdrama.platform.wallet.models import Leg, Order, Subscription
from microdrama.platform.wallet.queries import vip_until
from microdrama.platform.wallet.subscriptions import GRACE, NoSubscriptionError, cancel
from microdrama.platform.wallet.verification import verify
from microdrama.ports.payments import FakePayments, ProviderError

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=VIP_DAYS)
SOON = timedelta(hours=1)


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
