"""Bonus coins whose time is over are booked off: once, in steps, whoever is killed meanwhile."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from shop_rows import NOON, give, make_viewer

from microdrama.platform.accounts.queries import house
from microdrama.platform.playback.closing import close_month
from microdrama.platform.wallet import queries
from microdrama.platform.wallet.expiry import BookedOff, expire_bonus
from microdrama.platform.wallet.models import Leg, Transfer
from microdrama.platform.wallet.signing import read_or_make_key
from microdrama.platform.wallet.statements import MonthOpenError, month_of
from microdrama.platform.wallet.verification import verify

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def expired() -> int:
    return sum(Leg.objects.filter(account__name="expired").values_list("amount", flat=True))


def test_what_is_over_is_booked_off_once_in_steps_and_told() -> None:
    accounts = [make_viewer(paid=5) for _ in range(3)]
    for number, account in enumerate(accounts):
        give(account, 10 + number, until=NOON + DAY)
        give(account, 100, until=NOON + 9 * DAY)
    told: list[tuple[int, int]] = []
    gone = expire_bonus(at=NOON + DAY, told=lambda done, every: told.append((done, every)), at_once=2)
    assert gone == BookedOff(gifts=3, coins=33)
    assert told == [(2, 3), (3, 3)]
    assert expire_bonus(at=NOON + DAY) == BookedOff(gifts=0, coins=0)
    assert expired() == 33
    assert [queries.balance_of(account=one, at=NOON).bonus for one in accounts] == [100, 100, 100]
    assert verify() == []


def test_a_run_that_ends_midway_leaves_the_rest_for_the_next() -> None:
    for _ in range(4):
        give(make_viewer(), 10, until=NOON + DAY)

    def stop(done: int, _: int) -> None:
        if done >= 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        expire_bonus(at=NOON + DAY, told=stop, at_once=1)
    assert expired() == 20
    assert verify() == []
    assert expire_bonus(at=NOON + DAY) == BookedOff(gifts=2, coins=20)
    assert Transfer.objects.filter(kind="expiry").count() == 4


def test_closing_a_month_books_off_first(tmp_path: Path) -> None:
    give(make_viewer(), 10, until=NOON + timedelta(hours=1))
    key, month = read_or_make_key(path=tmp_path / "key.pem"), month_of("2026-11")
    with pytest.raises(MonthOpenError):
        close_month(studios=[house()], month=month, key=key, at=NOON + timedelta(hours=2))
    assert expired() == 0, "a month that is not over is not closed, and nothing is booked"
    close_month(studios=[], month=month, key=key, at=NOON + 2 * DAY)
    assert expired() == 10
