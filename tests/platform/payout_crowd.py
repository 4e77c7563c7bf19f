"""Run on a fresh database: many processes pay one studio at once, each twice; prints what they came to.

`python payout_crowd.py PROCESSES`: 55 are payable, and each process pays 10 under one of half as many references.
"""

from __future__ import annotations

import json
import sys

from microdrama.platform.startup import django_ready

django_ready()

from ledger_crowd import together  # noqa: E402 (its models exist only once Django is set up)
from shop_rows import NOON  # noqa: E402

from microdrama.platform.accounts.models import StaffAction, Studio  # noqa: E402
from microdrama.platform.wallet import ledger, payouts  # noqa: E402
from microdrama.platform.wallet.payout_models import Payout  # noqa: E402
from microdrama.platform.wallet.verification import verify  # noqa: E402


def main() -> None:
    processes = int(sys.argv[1])
    studio = Studio.objects.create(slug="north", name="North")
    ledger.post(key="s", kind="statement", legs={f"payable:{studio.public_id}:USD": 55, "platform:USD": -55}, at=NOON)

    def pay(number: int) -> None:
        payouts.pay_out(studio=studio, reference=f"T-{number}", minor=10, by=None, at=NOON)

    outcomes = together([lambda number=number: pay(number // 2) for number in range(processes)])
    found = {
        "outcomes": outcomes,
        "booked": sorted(Payout.objects.values_list("minor", flat=True)),
        "noted": StaffAction.objects.filter(verb="payout").count(),
        "payable": payouts.payable(studio=studio),
        "faults": verify(),
    }
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
