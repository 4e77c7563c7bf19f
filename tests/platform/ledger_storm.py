"""Random operations on a ledger from many processes: `ledger_storm.py OPERATIONS WORKERS KILLS SEED`.

Prints a JSON object: operations that were acknowledged, kills, what was refused how often, faults, and unlocks that
were acknowledged to a process and are not there.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.startup import django_ready

if __name__ == "__main__":
    django_ready()

from django.db import connections
from shop_rows import DEAR, NOON, make_series, make_viewer

from microdrama.platform.accounts.models import Account
from microdrama.platform.wallet import expiry, giving, joining, lots
from microdrama.platform.wallet.coupons import make_coupon, redeem_coupon
from microdrama.platform.wallet.models import CoinLot, Quote, Transfer, Unlock
from microdrama.platform.wallet.quoting import quote_episode, quote_series
from microdrama.platform.wallet.unlocking import unlock
from microdrama.platform.wallet.verification import verify

VIEWERS, EPISODES = 24, 400
SLUGS = ("tale", "saga")


class Storm:
    """One worker's chance and what it does with it; times move on by a second an operation."""

    def __init__(self, seed: int, code: str, viewers: list[int]) -> None:
        self.chance, self.code, self.viewers = random.Random(seed), code, viewers
        self.at = NOON + timedelta(seconds=self.chance.randint(0, 86_400 * 20))

    def act(self) -> str:
        """Do something; what it was."""
        self.at += timedelta(seconds=self.chance.randint(1, 600))
        (act,) = self.chance.choices(
            (self.open, self.buy, self.give, self.back, self.all, self.join), (8, 3, 4, 1, 1, 0.1)
        )
        return act()

    def viewer(self) -> Account:
        return Account.objects.get(pk=self.chance.choice(self.viewers))

    def key(self) -> str:
        return f"storm:{self.chance.getrandbits(64)}"

    def open(self) -> str:
        account, slug, number = self.viewer(), self.chance.choice(SLUGS), self.chance.randint(11, EPISODES)
        quote = quote_episode(account=account, slug=slug, number=number, territory=DEAR, at=self.at)
        for _ in range(self.chance.randint(1, 2)):
            unlock(account=account, quote_id=quote.public_id, at=self.at)
        return told(quote)

    def all(self) -> str:
        account, slug = self.viewer(), self.chance.choice(SLUGS)
        quote = quote_series(account=account, slug=slug, territory=DEAR, at=self.at)
        unlock(account=account, quote_id=quote.public_id, at=self.at)
        return told(quote)

    def buy(self) -> str:
        coins, key = self.chance.randint(1, 700), self.key()
        for _ in range(self.chance.randint(1, 2)):
            lots.credit_paid(
                account=self.viewer_of(key),
                coins=coins,
                tier=1,
                currency=("USD", "JPY")[coins % 2],
                money_minor=coins * 7 // 9,
                provider="sandbox",
                key=key,
                at=self.at,
            )
        return f"transfer {key}"

    def viewer_of(self, key: str) -> Account:
        return Account.objects.get(pk=self.viewers[int(key[6:]) % len(self.viewers)])

    def give(self) -> str:
        account, number = self.viewer(), self.chance.randint(11, EPISODES)
        gifts: list[Callable[[], object]] = [
            lambda: giving.check_in(account=account, at=self.at),
            lambda: redeem_coupon(account=account, code=self.code, at=self.at),
            lambda: giving.open_by_waiting(account=account, slug="tale", number=number, territory=DEAR, at=self.at),
            lambda: giving.open_by_ad(
                account=account,
                slug="saga",
                number=number,
                network="n",
                transaction_id=self.key(),
                territory=DEAR,
                at=self.at,
            ),
            lambda: expiry.expire_bonus(at=self.at, at_once=3),
        ]
        self.chance.choice(gifts)()
        return "gift"

    def back(self) -> str:
        lot = CoinLot.objects.filter(account=self.viewer(), paid=True).order_by("-pk").first()
        if lot is None:
            return "nothing"
        key, coins = self.key(), self.chance.randint(1, lot.coins)
        for _ in range(2):
            lots.take_back(
                lot=lot,
                coins=coins,
                money_minor=lot.money_minor * coins // lot.coins,
                provider="sandbox",
                key=key,
                kind=self.chance.choice(("refund", "refund")),
                at=self.at,
            )
        return f"transfer {key}"

    def join(self) -> str:
        guest, into = self.viewer(), self.viewer()
        joining.join_guest(guest=guest, into=into, at=self.at)
        return "join"


def told(quote: Quote) -> str:
    """What to look for in the ledger; it has nothing of what cost nothing, since all of its series was paid."""
    return f"unlock {quote.public_id}" if quote.price_coins else "gift"


def work(storm: Storm, out: int) -> None:
    """Until killed: what was acknowledged or refused goes out, one line each."""
    while True:
        try:
            line = storm.act()
        except MicrodramaError as error:
            line = type(error).__name__
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            line = f"STRANGE {type(error).__name__}: {error}".replace("\n", " ")[:300]
        os.write(out, f"{line}\n".encode())


def rage(operations: int, workers: int, kills: int, seed: int) -> tuple[list[str], int]:
    """What was told until there were so many operations; workers are killed now and then, all of them at the end."""
    make_series("tale", episodes=EPISODES, wait_hours=1)
    make_series("saga", episodes=EPISODES)
    code = make_coupon(label="c", coins=30, most_uses=12, starts_at=NOON, ends_at=NOON + timedelta(days=400))
    viewers = [make_viewer(paid=600, guest=number % 3 > 0).pk for number in range(VIEWERS)]
    connections.close_all()
    chance, reading, writing = random.Random(seed), *os.pipe()
    children: list[int] = []
    lines: list[str] = []
    killed = 0

    def begin(number: int) -> None:
        child = os.fork()
        if child == 0:
            os.close(reading)
            work(Storm(seed * 1000 + number, code, viewers), writing)
        children.append(child)

    for number in range(workers):
        begin(number)
    with os.fdopen(reading) as answers:
        for line in answers:
            lines.append(line.strip())
            if len(lines) >= operations:
                break
            if killed < kills and len(lines) >= (killed + 1) * operations // (kills + 1):
                time.sleep(chance.random() / 50)
                _end(children.pop(chance.randrange(len(children))))
                killed += 1
                begin(workers + killed)
        for child in children:
            _end(child)
    return lines, killed + len(children)


def _end(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main() -> None:
    operations, workers, kills, seed = map(int, sys.argv[1:5])
    begun = time.monotonic()
    lines, killed = rage(operations, workers, kills, seed)
    transfers = set(Transfer.objects.values_list("key", flat=True))
    said = {line.replace("unlock ", "unlock:").replace("transfer ", "") for line in lines if " " in line}
    print(  # noqa: T201 - what the test reads
        json.dumps(
            {
                "operations": len(lines),
                "killed": killed,
                "seconds": time.monotonic() - begun,
                "told": Counter(line.split()[0] for line in lines),
                "strange": [line for line in lines if line.startswith("STRANGE")][:5],
                "lost": sorted(one for one in said - transfers if not one.startswith("STRANGE"))[:5],
                "unlocks": Unlock.objects.count(),
                "faults": verify(),
            }
        )
    )


if __name__ == "__main__":
    main()
