import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
from databases import Database
from shop_rows import DEAR, NOON, make_series, make_viewer, refund

from microdrama.platform.wallet.coupons import make_coupon, redeem_coupon
from microdrama.platform.wallet.models import (
    CoinLot,
    Coupon,
    Debt,
    LedgerAccount,
    Leg,
    Quote,
    Spending,
    Transfer,
    Unlock,
)
from microdrama.platform.wallet.quoting import quote_episode
from microdrama.platform.wallet.unlocking import unlock
from microdrama.platform.wallet.verification import verify


@pytest.fixture
def busy(db: None) -> None:
    """A ledger in which everything has happened once."""
    make_series()
    account = make_viewer(paid=100, bonus=10)
    quote = quote_episode(account=account, slug="tale", number=11, territory=DEAR, at=NOON)
    unlock(account=account, quote_id=quote.public_id, at=NOON)
    code = make_coupon(label="spring", coins=5, most_uses=3, starts_at=NOON, ends_at=NOON + timedelta(days=1))
    redeem_coupon(account=account, code=code, at=NOON)
    refund(CoinLot.objects.get(paid=True), 70)


def a_leg() -> None:
    Leg.objects.create(
        transfer=Transfer.objects.get(kind="unlock"), account=LedgerAccount.objects.get(name="issued"), amount=7
    )


def a_lone_transfer() -> None:
    Transfer.objects.create(key="lone", kind="test", at=NOON)


def a_free_transfer() -> None:
    Transfer.objects.create(key="free", kind="unlock", at=NOON)


def a_stolen_unlock() -> None:
    series = make_series("other")
    Unlock.objects.create(
        account=make_viewer(),
        episode=series.episodes.get(number=11),
        how="coins",
        transfer=Transfer.objects.filter(kind="purchase").first(),
        at=NOON,
    )


def a_spending() -> None:
    Spending.objects.create(
        transfer=Transfer.objects.filter(kind="purchase").first(), lot=CoinLot.objects.first(), coins=1, earned_minor=1
    )


TAMPERED: list[tuple[Callable[[], object], str]] = [
    (a_leg, "does not add up in COIN"),
    (a_lone_transfer, "has no legs"),
    (a_free_transfer, "took coins and opened nothing"),
    (a_stolen_unlock, "was opened for account"),
    (a_spending, "are left, and"),
    (lambda: LedgerAccount.objects.filter(name__startswith="bonus").update(balance=99), "its legs come to"),
    (lambda: LedgerAccount.objects.filter(name__startswith="paid").update(balance=1), "while it holds"),
    (lambda: CoinLot.objects.filter(paid=False, left__gt=0).update(left=4), "and its lots hold"),
    (lambda: CoinLot.objects.filter(paid=True).update(earned_minor=1), "has earned 1 of"),
    (lambda: CoinLot.objects.filter(paid=True).update(earned_minor=1), "its spendings come to"),
    (lambda: CoinLot.objects.filter(paid=True).update(money_minor=4000), "its purchase put"),
    (lambda: CoinLot.objects.filter(paid=True).update(money_minor=4000), "and the lots have"),
    (lambda: CoinLot.objects.filter(left__gt=0).update(account=make_viewer()), "that the ledger does not know"),
    (lambda: Quote.objects.update(price_coins=1), "where the quote said 1"),
    (lambda: Debt.objects.update(left=1), "and its debts come to 1"),
    (lambda: Coupon.objects.update(uses=2), "counts 2 uses, and 1 accounts"),
]


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(("tamper", "told"), TAMPERED, ids=lambda value: value if isinstance(value, str) else "")
def test_g13_whatever_is_tampered_with_is_told(tamper: Callable[[], object], told: str) -> None:
    assert verify() == []
    tamper()
    assert [fault for fault in verify() if told in fault]


def test_g13_the_command_says_so_and_leaves_with_3(fresh_database: Database) -> None:
    def command() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "microdrama", "ledger", "verify", "--json"],
            env=os.environ | fresh_database.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    done = command()
    assert (done.returncode, json.loads(done.stdout)) == (0, {"faults": []}), done.stderr
    fresh_database.python(
        "from shop_rows import make_viewer\nmake_viewer(paid=5)\n"
        "from microdrama.platform.wallet.models import CoinLot\nCoinLot.objects.update(left=4)"
    )
    done = command()
    assert done.returncode == 3
    assert len(json.loads(done.stdout)["faults"]) >= 2
    assert "The ledger is not sound" in done.stderr


def test_processes_that_start_together_make_the_tables_once(fresh_database: Database) -> None:
    """On a database without tables; on PostgreSQL a lock of its own holds the others off."""
    fresh_database.python(
        "from django.core.management import call_command\n"
        "call_command('migrate', 'wallet', 'zero', verbosity=0, interactive=False)"
    )
    ready = "from microdrama.platform.startup import django_ready; django_ready()"
    starting = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", ready],
            env=os.environ | fresh_database.environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    assert [(process.communicate()[1], process.returncode) for process in starting] == [("", 0)] * 4


@pytest.mark.parametrize("address", ["mysql://u@h/n", "postgresql://host", "microdrama"])
def test_a_database_that_is_written_wrongly_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    from microdrama.domain.errors import UsageError
    from microdrama.platform.settings import database, read_environment

    monkeypatch.setenv("MICRODRAMA_DATABASE", address)
    with pytest.raises(UsageError, match="MICRODRAMA_DATABASE is written"):
        database(read_environment())
    monkeypatch.setenv("MICRODRAMA_DATABASE", "postgresql://me:p%40ss@db.example:5433/shop?sslmode=require")
    made = database(read_environment())
    assert [made[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "shop",
        "me",
        "p@ss",
        "db.example",
        "5433",
    ]
    assert made["OPTIONS"] == {"prepare_threshold": 1, "sslmode": "require"}


def test_a_server_that_does_not_answer_is_told_in_a_sentence_without_the_password(tmp_path) -> None:  # noqa: ANN001
    code = (
        "from microdrama.platform.startup import StartupError, django_ready\n"
        "try:\n    django_ready()\nexcept StartupError as error:\n    print(error)"
    )
    address = f"postgresql://me:geheim@/shop?host={tmp_path}"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"MICRODRAMA_DATABASE": address, "MICRODRAMA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.startswith("The database that MICRODRAMA_DATABASE names cannot be used"), done.stderr
    assert "geheim" not in done.stdout
