"""What studios are paid: once under a reference, never more than is payable, and for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from shop_rows import DEAR, NOON, make_series, make_viewer

from microdrama.platform.accounts.models import StaffAction, Studio
from microdrama.platform.wallet import ledger, payouts, statements
from microdrama.platform.wallet.ledger import AmountError
from microdrama.platform.wallet.models import Leg, Transfer
from microdrama.platform.wallet.payout_models import Payout
from microdrama.platform.wallet.payouts import NotPayableError, PayoutError, ReferenceTakenError, pay_out, payable
from microdrama.platform.wallet.quoting import quote_episode
from microdrama.platform.wallet.signing import read_or_make_key
from microdrama.platform.wallet.sums import SumError, read_sum, typed
from microdrama.platform.wallet.unlocking import unlock
from microdrama.platform.wallet.verification import verify

pytestmark = pytest.mark.django_db

NOVEMBER, DECEMBER = statements.month_of("2026-11"), statements.month_of("2026-12")
CLOSING = datetime(2026, 12, 1, 1, tzinfo=UTC)
SHARE = 66
"""What the studio gets of two episodes for 60 coins of a cent each."""


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """One whose November is closed, with something to be paid."""
    studio = Studio.objects.create(slug="north", name="North", share_bp=5500)
    make_series(studio=studio)
    account = make_viewer(paid=200)
    for number in (11, 12):
        quote = quote_episode(account=account, slug="tale", number=number, territory=DEAR, at=NOON)
        unlock(account=account, quote_id=quote.public_id, at=NOON)
    statements.make(studio=studio, month=NOVEMBER, key=read_or_make_key(path=tmp_path / "k.pem"), at=CLOSING)
    return studio


def owe(studio: Studio, minor: int, currency: str = "USD", key: str = "more") -> None:
    legs = {f"payable:{studio.public_id}:{currency}": minor, f"platform:{currency}": -minor}
    ledger.post(key=key, kind="statement", legs=legs, at=CLOSING)


def paid(studio: Studio, reference: str = "T-1", **wish: object) -> payouts.PaidOut:
    return pay_out(**({"studio": studio, "reference": reference, "by": None, "at": CLOSING} | wish))  # type: ignore[arg-type]


def total(name: str) -> int:
    return sum(Leg.objects.filter(account__name=name).values_list("amount", flat=True))


def test_a_payout_is_booked_once_and_takes_what_was_payable(studio: Studio) -> None:
    assert payable(studio=studio) == {"USD": SHARE}
    first = paid(studio)
    assert (first.fresh, first.payout.minor, first.payout.currency) == (True, SHARE, "USD")
    assert payable(studio=studio) == {}
    assert total("psp:bank:USD") == SHARE
    owe(studio, 500)
    again = paid(studio)
    assert (again.fresh, again.payout.pk) == (False, first.payout.pk)
    assert payable(studio=studio) == {"USD": 500}
    assert Transfer.objects.filter(kind="payout").count() == Payout.objects.count() == 1
    assert StaffAction.objects.filter(verb="payout").count() == 1
    with pytest.raises(ReferenceTakenError, match=r"of \$0.66"):
        paid(studio, minor=1)
    assert verify() == []


def test_never_more_is_paid_than_is_payable(studio: Studio) -> None:
    paid(studio, "T-1", minor=60)
    with pytest.raises(NotPayableError, match=r"\$0.06 can be paid"):
        paid(studio, "T-2", minor=7)
    paid(studio, "T-2", minor=6)
    with pytest.raises(NotPayableError, match="nothing to be paid"):
        paid(studio, "T-3")
    for wrong in (0, -1, True):
        with pytest.raises(AmountError):
            paid(studio, "T-4", minor=wrong)
    assert total(f"payable:{studio.public_id}:USD") == 0
    assert verify() == []


def test_a_statement_is_paid_as_far_as_it_goes_and_not_twice(studio: Studio) -> None:
    owe(studio, 500)
    assert paid(studio, "nov", month=NOVEMBER).payout.minor == SHARE
    with pytest.raises(NotPayableError):
        paid(studio, "nov again", month=NOVEMBER)
    with pytest.raises(PayoutError, match="no statement of 2026-12"):
        paid(studio, "dec", month=DECEMBER)
    with pytest.raises(ReferenceTakenError):
        paid(studio, "nov")
    assert payable(studio=studio) == {"USD": 500}


def test_what_was_carried_back_since_is_not_paid(studio: Studio) -> None:
    owe(studio, -40)
    with pytest.raises(NotPayableError, match=r"for 2026-11, \$0.26 can"):
        paid(studio, month=NOVEMBER, minor=SHARE)
    assert paid(studio, month=NOVEMBER).payout.minor == SHARE - 40
    assert verify() == []


def test_the_currency_is_asked_for_where_there_are_two(studio: Studio) -> None:
    owe(studio, 700, "JPY")
    with pytest.raises(PayoutError, match="JPY, USD"):
        paid(studio)
    assert paid(studio, "j", currency="JPY").payout.minor == 700
    assert paid(studio, "u").payout.currency == "USD"
    with pytest.raises(NotPayableError):
        paid(studio, "e", currency="EUR")


@pytest.mark.parametrize("wrong", [{"reference": ""}, {"reference": "=1"}, {"reference": "a" * 81}, {"source": "a:b"}])
def test_a_reference_is_a_line_of_text(studio: Studio, wrong: dict[str, str]) -> None:
    with pytest.raises(PayoutError):
        paid(studio, **wrong)  # type: ignore[arg-type]


def test_the_database_keeps_payouts_as_they_are(studio: Studio) -> None:
    paid(studio)
    for change in (lambda: Payout.objects.update(minor=1), lambda: Payout.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_verify_tells_what_is_wrong_with_payouts(studio: Studio) -> None:
    legs = {f"payable:{studio.public_id}:USD": -SHARE - 4, "psp:bank:USD": SHARE + 4}
    forged = ledger.post(key="forged", kind="payout", legs=legs, at=NOON)
    assert verify() == [
        "Transfer forged paid a studio, and no payout says so.",
        "Transfer forged paid 4 more than was payable.",
    ]
    Payout.objects.create(
        studio=studio, currency="USD", minor=9, reference="F", transfer=forged, at=NOON + timedelta(days=1)
    )
    assert f"Payout F says 9 and its transfer took {SHARE + 4} of what was payable." in verify()


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("4.99", "USD", 499), ("4,9", "EUR", 490), (" 12 ", "USD", 1200), ("750", "JPY", 750), ("1.490", "KWD", 1490)],
)
def test_a_sum_is_read_as_people_type_it(text: str, currency: str, minor: int) -> None:
    assert read_sum(text, currency=currency) == minor
    assert read_sum(typed(minor, currency=currency), currency=currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        *[("", "USD"), ("0", "USD"), ("0.00", "USD"), ("-1", "USD"), ("1.234", "USD"), ("1,000.00", "USD")],
        *[("7.5", "JPY"), ("$5", "USD"), ("1e3", "USD"), ("٥", "USD"), ("9" * 16, "USD"), ("nan", "USD")],
    ],
)
def test_what_is_no_sum_is_told_in_a_sentence(text: str, currency: str) -> None:
    with pytest.raises(SumError, match=f"A sum in {currency} is written like"):
        read_sum(text, currency=currency)
