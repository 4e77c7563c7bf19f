"""Statements from the ledger: once a month, signed, refunds in the month when they happen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from checkout_rows import PRICE, notice, order
from shop_rows import DEAR, NOON, make_series, make_viewer

from microdrama.domain.statement import StatementError
from microdrama.platform.accounts.models import Account, Studio
from microdrama.platform.catalogue.models import Series
from microdrama.platform.wallet import ledger, statements
from microdrama.platform.wallet.events import take_in
from microdrama.platform.wallet.models import Leg, Order, Statement
from microdrama.platform.wallet.quoting import quote_episode
from microdrama.platform.wallet.signing import public_half, read_or_make_key
from microdrama.platform.wallet.unlocking import unlock
from microdrama.platform.wallet.verification import verify

pytestmark = pytest.mark.django_db

NOVEMBER, DECEMBER = statements.month_of("2026-11"), statements.month_of("2026-12")
CLOSING = datetime(2026, 12, 1, 1, tzinfo=UTC)
NEW_YEAR = datetime(2027, 1, 1, 2, tzinfo=UTC)


@pytest.fixture
def key(tmp_path: Path):  # noqa: ANN201 (a key)
    return read_or_make_key(path=tmp_path / "statements.pem")


def watch(account: Account, slug: str, *numbers: int) -> None:
    for number in numbers:
        quote = quote_episode(account=account, slug=slug, number=number, territory=DEAR, at=NOON)
        unlock(account=account, quote_id=quote.public_id, at=NOON)


def sold() -> tuple[Studio, Order, list[Series]]:
    """A studio with two series, of which five episodes were unlocked for coins of one purchase."""
    studio = Studio.objects.create(slug="north", name="North", share_bp=5500)
    series = [make_series(slug, studio=studio) for slug in ("tale", "saga")]
    make_series("foreign")
    bought = order(make_viewer())
    take_in(event=notice(bought), at=NOON)
    watch(bought.account, "tale", 11, 12)
    watch(bought.account, "saga", 11)
    watch(bought.account, "foreign", 11)
    return studio, bought, series


def total(prefix: str) -> int:
    return sum(Leg.objects.filter(account__name__startswith=prefix).values_list("amount", flat=True))


def test_a_statement_is_what_the_ledger_says_and_is_booked_once(key) -> None:  # noqa: ANN001 (a key)
    studio, _, series = sold()
    (made,) = statements.make(studio=studio, month=NOVEMBER, key=key, at=CLOSING)
    said = made.statement
    net = PRICE * 180 // 500
    assert (said.currency, said.net_minor, said.share_minor) == ("USD", net, net * 5500 // 10_000)
    assert {one.slug: one.legs for one in said.series} == {"tale": 2, "saga": 1}
    assert statements.make(studio=studio, month=NOVEMBER, key=key, at=NEW_YEAR) == [made]
    assert statements.show(studio=studio, month=NOVEMBER) == [made]
    assert total(f"payable:{studio.public_id}:") == said.share_minor
    assert total("platform:") == said.platform_minor
    assert [total(f"revenue:{one.asset}:") for one in series] == [0, 0]
    assert statements.verify_signature(made, public_key=public_half(key))
    assert statements.recompute(made, lines=statements.export_lines(studio=studio, month=NOVEMBER)) == []
    assert verify() == []


def test_every_month_and_studio_gets_its_own_and_refunds_count_when_they_happen(key) -> None:  # noqa: ANN001
    studio, bought, _ = sold()
    (november,) = statements.make(studio=studio, month=NOVEMBER, key=key, at=CLOSING)
    assert statements.make(studio=studio, month=DECEMBER, key=key, at=NEW_YEAR) == []
    Statement.objects.filter(month=DECEMBER).delete()
    take_in(event=notice(bought, "refunded"), at=CLOSING + timedelta(days=3))
    (december,) = statements.make(studio=studio, month=DECEMBER, key=key, at=NEW_YEAR)
    assert december.statement.earned_minor == 0
    assert december.statement.net_minor == -november.statement.net_minor
    # rounded down both times: what one took the other gives back but for a unit
    assert abs(december.statement.share_minor + november.statement.share_minor) <= 1
    assert statements.show(studio=studio, month=NOVEMBER) == [november]
    assert statements.recompute(november, lines=statements.export_lines(studio=studio, month=NOVEMBER)) == []
    assert verify() == []


def test_a_month_is_closed_when_it_is_over_and_not_before(key) -> None:  # noqa: ANN001 (a key)
    studio, _, _ = sold()
    for early in (NOON, CLOSING - timedelta(seconds=1)):
        with pytest.raises(statements.MonthOpenError):
            statements.make(studio=studio, month=NOVEMBER, key=key, at=early)
    assert not Statement.objects.exists()


def test_what_is_booked_into_a_closed_month_is_found(key) -> None:  # noqa: ANN001 (a key)
    studio, _, series = sold()
    statements.make(studio=studio, month=NOVEMBER, key=key, at=CLOSING)
    legs = {f"revenue:{series[0].asset}:USD": 5, "losses:USD": -5}
    ledger.post(key="late", kind="unlock", legs=legs, at=NOON)
    with pytest.raises(StatementError, match="disagree"):
        statements.make(studio=studio, month=NOVEMBER, key=key, at=NEW_YEAR)


def test_a_series_that_changes_its_studio_or_its_name_is_paid_for_once(key) -> None:  # noqa: ANN001 (a key)
    studio, bought, series = sold()
    other = Studio.objects.create(slug="south", name="South", share_bp=9000)
    (made,) = statements.make(studio=studio, month=NOVEMBER, key=key, at=CLOSING)
    Series.objects.filter(pk=series[0].pk).update(studio=other)
    Series.objects.filter(pk=series[1].pk).update(slug="saga-of-old")
    assert statements.make(studio=other, month=NOVEMBER, key=key, at=NEW_YEAR) == []
    assert statements.make(studio=studio, month=NOVEMBER, key=key, at=NEW_YEAR) == [made]
    assert statements.recompute(made, lines=statements.export_lines(studio=studio, month=NOVEMBER)) == []
    assert [total(f"revenue:{one.asset}:") for one in series] == [0, 0]
    # what happens from then on is the new studio's
    take_in(event=notice(bought, "refunded"), at=CLOSING + timedelta(days=3))
    december = [statements.make(studio=one, month=DECEMBER, key=key, at=NEW_YEAR)[0] for one in (other, studio)]
    assert [[one.slug for one in each.statement.series] for each in december] == [["tale"], ["saga-of-old"]]
    assert verify() == []


def test_a_statement_that_was_altered_or_signed_by_another_is_told(key, tmp_path: Path) -> None:  # noqa: ANN001
    studio, _, _ = sold()
    (made,) = statements.make(studio=studio, month=NOVEMBER, key=key, at=CLOSING)
    more = msgspec.structs.replace(made.statement, share_minor=made.statement.share_minor + 1)
    altered = msgspec.structs.replace(made, statement=more)
    other = public_half(read_or_make_key(path=tmp_path / "other.pem"))
    assert not statements.verify_signature(altered, public_key=public_half(key))
    assert not statements.verify_signature(made, public_key=other)
    for nonsense in ("", "zz", "00" * 31, "٠" * 64):
        assert not statements.verify_signature(made, public_key=nonsense)
    assert statements.recompute(altered, lines=statements.export_lines(studio=studio, month=NOVEMBER))


def test_lines_say_nothing_about_viewers(key) -> None:  # noqa: ANN001 (a key)
    studio, bought, _ = sold()
    exported = msgspec.json.encode(statements.export_lines(studio=studio, month=NOVEMBER)).decode()
    assert str(bought.account.public_id) not in exported
    assert str(bought.public_id) not in exported


def test_the_key_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "library" / "statements.pem"
    assert public_half(read_or_make_key(path=path)) == public_half(read_or_make_key(path=path))
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text("nothing")
    with pytest.raises(StatementError):
        read_or_make_key(path=path)


@pytest.mark.parametrize("text", ["2026-13", "2026", "november", "2026-11-01", ""])
def test_a_month_is_written_like_a_month(text: str) -> None:
    with pytest.raises(StatementError):
        statements.month_of(text)
