"""Many processes that do one thing at the same moment: `ledger_crowd.py SCENE COUNT`, on the database at hand.

Prints a JSON object: how many of the processes came back with what, and what the ledger says afterwards.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.startup import django_ready

if __name__ == "__main__":
    django_ready()

from django.db import connection, connections, transaction
from shop_rows import DEAR, NOON, buy, give, make_series, make_viewer, refund

from microdrama.platform.accounts.models import Account
from microdrama.platform.wallet import expiry, giving, joining, queries
from microdrama.platform.wallet.coupons import make_coupon, redeem_coupon
from microdrama.platform.wallet.models import CoinLot, Unlock
from microdrama.platform.wallet.quoting import quote_episode, quote_series
from microdrama.platform.wallet.unlocking import unlock
from microdrama.platform.wallet.verification import verify

Act = Callable[[], object]


def together(acts: Sequence[Act]) -> Counter[str]:
    """Run each act in a process of its own, all from one moment on; what each came to, counted."""
    connections.close_all()
    gate, opener = os.pipe()
    told, teller = os.pipe()
    children = [_child(act, gate=gate, opener=opener, teller=teller) for act in acts]
    os.close(gate)
    os.close(teller)
    time.sleep(0.3)
    os.close(opener)  # whoever waits at the gate reads its end
    with os.fdopen(told) as lines:
        outcomes = Counter(line.strip() for line in lines)
    for child in children:
        os.waitpid(child, 0)
    return outcomes


def _child(act: Act, *, gate: int, opener: int, teller: int) -> int:
    number = os.fork()
    if number:
        return number
    os.close(opener)
    connection.ensure_connection()
    os.read(gate, 1)
    try:
        act()
        outcome = "done"
    except MicrodramaError as error:
        outcome = type(error).__name__
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the outcome
        outcome = f"{type(error).__name__}: {error}".replace("\n", " ")
    os.write(teller, f"{outcome[:200]}\n".encode())
    os._exit(0)


def naive(account: Account, episode: int, price: int) -> None:
    """What must never be written: read, decide, save. The tests see it give away what nobody paid for."""
    with transaction.atomic():
        held = sum(CoinLot.objects.filter(account=account).values_list("left", flat=True))
        if held < price:
            raise MicrodramaError("not enough")
        time.sleep(0.02)  # as long as a busy server takes
        lot = CoinLot.objects.get(account=account)
        lot.left = held - price
        lot.save()
        Unlock.objects.create(account=account, episode_id=episode, how=Unlock.How.GIFT, at=NOON)


def _unlocks(account: Account, numbers: Sequence[int]) -> list[Act]:
    def act(quote):  # noqa: ANN001, ANN202
        return lambda: unlock(account=account, quote_id=quote.public_id, at=NOON)

    return [
        act(quote_episode(account=account, slug="tale", number=number, territory=DEAR, at=NOON)) for number in numbers
    ]


def one_episode(count: int) -> tuple[list[Act], Account]:
    account = make_viewer(paid=60 * 5)
    return _unlocks(account, [11] * count), account


def one_quote(count: int) -> tuple[list[Act], Account]:
    account = make_viewer(paid=60 * 5)
    return _unlocks(account, [11]) * count, account


def balance_for_two(count: int) -> tuple[list[Act], Account]:
    account = make_viewer(paid=100, bonus=50)
    return _unlocks(account, range(11, 11 + count)), account


def naive_balance_for_two(count: int) -> tuple[list[Act], Account]:
    account = make_viewer(paid=150)
    episodes = quote_series(account=account, slug="tale", territory=DEAR, at=NOON).series.episodes
    found = list(episodes.filter(number__gt=10).values_list("pk", flat=True)[:count])

    def act(episode: int) -> Act:
        return lambda: naive(account, episode, 60)

    return [act(episode) for episode in found], account


def unlock_while_refunded(count: int) -> tuple[list[Act], Account]:
    account = make_viewer()
    lot = buy(account, 60 * count // 2)
    back = [lambda number=number: refund(lot, 60, key=f"r{number}") for number in range(count // 4)]
    return [*_unlocks(account, range(11, 11 + count - len(back))), *back], account


def unlock_while_bonus_expires(count: int) -> tuple[list[Act], Account]:
    account = make_viewer(paid=90)
    for _ in range(3):
        give(account, 60, until=NOON + timedelta(seconds=1))
    expiring = [lambda: expiry.expire_bonus(at=NOON + timedelta(seconds=1))] * (count // 4)
    return [*_unlocks(account, range(11, 11 + count - len(expiring))), *expiring], account


def unlock_while_prices_change(count: int) -> tuple[list[Act], Account]:
    account = make_viewer(paid=60 * 5)
    acts = _unlocks(account, range(11, 11 + count - 1))
    series = quote_series(account=account, slug="tale", territory=DEAR, at=NOON).series

    def dearer() -> None:
        type(series).objects.update(episode_coins=600, free_episodes=11)

    return [*acts, dearer], account


def join_while_unlocking(count: int) -> tuple[list[Act], Account]:
    guest, account = make_viewer(paid=60 * 3), make_viewer(paid=60 * 3, guest=False)
    join: list[Act] = [lambda: joining.join_guest(guest=guest, into=account, at=NOON)] * (count // 4)
    buying: list[Act] = [lambda: buy(guest, 7)] * (count // 4)
    half = (count - len(join) - len(buying)) // 2
    both = [*_unlocks(guest, range(11, 11 + half)), *_unlocks(account, range(11, 11 + half))]
    return [*join, *both, *buying], account


def one_coupon(count: int) -> tuple[list[Act], Account]:
    code = make_coupon(label="c", coins=5, most_uses=3, starts_at=NOON, ends_at=NOON + timedelta(days=1))
    viewers = [make_viewer() for _ in range(max(1, count // 4))]
    acts = [
        lambda account=account: redeem_coupon(account=account, code=code, at=NOON)
        for account in viewers
        for _ in range(4)
    ]
    return acts, viewers[0]


def gifts_of_a_day(count: int) -> tuple[list[Act], Account]:
    account = make_viewer()
    check: list[Act] = [lambda: giving.check_in(account=account, at=NOON)]
    wait: list[Act] = [lambda: giving.open_by_waiting(account=account, slug="tale", number=12, territory=DEAR, at=NOON)]

    def ad(number: int) -> Act:
        return lambda: giving.open_by_ad(
            account=account,
            slug="tale",
            number=20 + number,
            network="n",
            transaction_id=f"t{number // 2}",
            territory=DEAR,
            at=NOON,
        )

    third = count // 3
    return [*check * third, *wait * third, *(ad(number) for number in range(third))], account


SCENES = {
    scene.__name__: scene
    for scene in (
        one_episode,
        one_quote,
        balance_for_two,
        naive_balance_for_two,
        unlock_while_refunded,
        unlock_while_bonus_expires,
        unlock_while_prices_change,
        join_while_unlocking,
        one_coupon,
        gifts_of_a_day,
    )
}


def main() -> None:
    count = int(sys.argv[2])
    make_series(episodes=count + 20, wait_hours=24)
    acts, account = SCENES[sys.argv[1]](count)
    outcomes = together(acts)
    opened = Unlock.objects.filter(account=account)
    balance = queries.balance_of(account=account, at=NOON)
    print(  # noqa: T201 - what the test reads
        json.dumps(
            {
                "outcomes": outcomes,
                "unlocks": opened.count(),
                "ways": Counter(opened.values_list("how", flat=True)),
                "coins": [balance.paid, balance.bonus, balance.debt],
                "faults": verify(),
            }
        )
    )


if __name__ == "__main__":
    main()
