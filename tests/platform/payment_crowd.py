"""Run on a fresh database: many processes report on the same orders at once; prints what they came to.

`python payment_crowd.py PROCESSES TIMES`: one order that is paid, refunded in part, disputed and won by every process,
so many times each and in an order of its own; and a second order of the same viewer that every process pays.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys

import msgspec

from microdrama.platform.startup import django_ready

django_ready()

from checkout_rows import notice, order, story  # noqa: E402 (its models exist only once Django is set up)
from shop_rows import NOON, make_series, make_viewer  # noqa: E402

from microdrama.platform.wallet.events import take_in  # noqa: E402
from microdrama.platform.wallet.models import Order, PaymentEvent  # noqa: E402
from microdrama.platform.wallet.queries import balance_of  # noqa: E402
from microdrama.platform.wallet.verification import verify  # noqa: E402
from microdrama.ports.payments import PaymentNotice  # noqa: E402


def main() -> None:
    if sys.argv[1] == "worker":
        _, _, seed, times = sys.argv[:4]
        told = [_read(line) for line in sys.stdin]
        for _ in range(int(times)):
            random.Random(f"{seed}").shuffle(told)
            for one in told:
                take_in(event=one, at=NOON)
        return
    processes, times = sys.argv[1:3]
    make_series()
    account = make_viewer()
    first, second = order(account), order(account, "coins-bonus")
    told = [*story(first), notice(second)]
    lines = "\n".join(json.dumps(_written(one)) for one in told).encode()
    workers = [
        subprocess.Popen([sys.executable, __file__, "worker", str(seed), times], stdin=subprocess.PIPE)
        for seed in range(int(processes))
    ]
    for worker in workers:
        assert worker.stdin
        worker.stdin.write(lines)
        worker.stdin.close()
    codes = [worker.wait() for worker in workers]
    first.refresh_from_db()
    balance = balance_of(account=account, at=NOON)
    found = {
        "codes": codes,
        "paid": balance.paid,
        "bonus": balance.bonus,
        "debt": balance.debt,
        "taken": [first.taken_minor, first.taken_coins],
        "states": sorted(Order.objects.values_list("state", flat=True)),
        "events": PaymentEvent.objects.count(),
        "faults": verify(),
    }
    sys.stdout.write(json.dumps(found) + "\n")


def _written(one: PaymentNotice) -> object:
    return msgspec.to_builtins(one)


def _read(line: str) -> PaymentNotice:
    return msgspec.json.decode(line, type=PaymentNotice)


if __name__ == "__main__":
    main()
