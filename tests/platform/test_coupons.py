"""Codes made by the staff: told once, counted, ended before their time, and written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from shop_rows import NOON, make_viewer

from microdrama.platform.accounts.models import StaffAction
from microdrama.platform.wallet import queries
from microdrama.platform.wallet.coupons import (
    CouponError,
    MadeCodes,
    end_coupon,
    end_coupons,
    list_coupons,
    make_codes,
    redeem_coupon,
)
from microdrama.platform.wallet.ledger import AmountError
from microdrama.platform.wallet.models import Coupon
from microdrama.platform.wallet.verification import verify

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def made(label: str = "spring", **wish: object) -> MadeCodes:
    return make_codes(**({"label": label, "coins": 40, "days": 30, "by": None, "at": NOON} | wish))  # type: ignore[arg-type]


def test_gift_codes_work_once_each_and_only_their_digest_is_kept() -> None:
    gifts = made(count=50)
    assert len(set(gifts.codes)) == 50
    first, second = make_viewer(), make_viewer()
    assert redeem_coupon(account=first, code=gifts.codes[0], at=NOON).coins == 40
    with pytest.raises(CouponError):
        redeem_coupon(account=second, code=gifts.codes[0], at=NOON)
    redeem_coupon(account=second, code=gifts.codes[1], at=NOON)
    kept = str(list(Coupon.objects.values())) + str(list(StaffAction.objects.values()))
    assert not [code for code in gifts.codes if code in kept]
    assert verify() == []


def test_a_coupon_is_used_by_many_until_its_last_day_and_counted() -> None:
    (code,) = made(uses=2, days=3, code="Spring-2026").codes
    for account in (make_viewer(), make_viewer()):
        redeem_coupon(account=account, code=code, at=NOON + 2 * DAY)
    (told,) = list_coupons(at=NOON)
    assert (told.label, told.codes, told.uses, told.most_uses, told.runs) == ("spring", 1, 2, 2, False)
    made("autumn", days=1, count=3)
    assert [(one.label, one.codes, one.runs) for one in list_coupons(at=NOON)] == [
        ("autumn", 3, True),
        ("spring", 1, False),
    ]
    assert [one.runs for one in list_coupons(at=NOON + DAY, label="autumn")] == [False]


def test_what_is_ended_gives_nothing_more_and_what_was_given_stays() -> None:
    gifts, other = made(count=3), made("other", code="OTHER-CODE", uses=5)
    account = make_viewer()
    redeem_coupon(account=account, code=gifts.codes[0], at=NOON)
    assert end_coupons(code_or_label="spring", by=None, at=NOON + DAY) == 3
    with pytest.raises(CouponError):
        redeem_coupon(account=make_viewer(), code=gifts.codes[1], at=NOON + DAY)
    assert queries.balance_of(account=account, at=NOON + DAY).bonus == 40
    redeem_coupon(account=account, code=other.codes[0], at=NOON + DAY)
    assert end_coupons(code_or_label="other code", by=None, at=NOON + DAY) == 1
    for gone in ("spring", "other code", "nothing"):
        with pytest.raises(CouponError, match="nothing was changed"):
            end_coupons(code_or_label=gone, by=None, at=NOON + 2 * DAY)
    assert verify() == []


def test_a_code_ends_in_the_very_moment_in_which_it_began() -> None:
    (code,) = made().codes
    assert end_coupon(number=Coupon.objects.get().pk, by=None, at=NOON) == 1
    with pytest.raises(CouponError):
        redeem_coupon(account=make_viewer(), code=code, at=NOON)


def test_the_same_label_makes_no_second_batch() -> None:
    made(count=2)
    with pytest.raises(CouponError, match="already; nothing was made"):
        made(count=2)
    assert Coupon.objects.count() == 2
    assert StaffAction.objects.filter(verb="coupons.made").count() == 1


@pytest.mark.parametrize(
    "wish",
    [
        {"coins": 0},
        {"coins": 2**31},
        {"coins": True},
        {"days": 0},
        {"days": 100_000},
        {"count": 0},
        {"count": 10_001},
        {"count": 2, "uses": 2},
        {"count": 2, "code": "SPRING26"},
        {"code": "A-1"},
        {"label": "=HYPERLINK(1)"},
        {"label": ""},
        {"label": "a\nb"},
        {"label": "a" * 81},
    ],
    ids=str,
)
def test_what_is_no_batch_makes_nothing(wish: dict[str, object]) -> None:
    with pytest.raises((CouponError, AmountError)):
        made(**wish)  # type: ignore[arg-type]
    assert not Coupon.objects.exists()
    assert not StaffAction.objects.exists()


def test_who_made_and_ended_them_is_written_down() -> None:
    account = make_viewer(guest=False)
    made(by=account, count=2)
    end_coupons(code_or_label="spring", by=account, at=NOON + DAY)
    written = StaffAction.objects.order_by("pk").values_list("actor", "verb", "subject")
    assert list(written) == [
        (account.pk, "coupons.made", "coupons spring"),
        (account.pk, "coupons.ended", "coupons spring"),
    ]
