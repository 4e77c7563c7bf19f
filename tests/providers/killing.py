"""Kills a process that buys takes, at moments that chance picks, and starts it again until everything is bought.

The process is a fork of one that has imported everything already, so that a kill meets buying and not importing.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from microdrama.providers.remote import Remote
from microdrama.studio.takes import DoubtError, OpenPurse, Take, TakeStore
from microdrama.studio.taking import Pace, Taker
from providers.customers import CUSTOMERS, KEYS, SECONDS, SIZE
from providers.local_server import LocalServer

PACE = Pace(
    look_first_s=0.005, look_most_s=0.02, again_first_s=0.005, again_most_s=0.05, tries=8, settling_s=0.3, give_up_s=60
)
_NO_MORE_S = 0.5


def buy(name: str, address: str, folder: str, prompts: list[str]) -> dict[str, int]:
    """How many of the orders are there, are in doubt, and went wrong otherwise."""
    customer = next(one for one in CUSTOMERS if one.name == name)
    taker = Taker(TakeStore(Path(folder) / "takes"), OpenPurse(), PACE, at_once=3)
    made = taker.take_all([customer.order(address, Path(folder), prompt) for prompt in prompts])
    doubts = sum(isinstance(one, DoubtError) for one in made)
    bought = sum(isinstance(one, Take) for one in made)
    return {"bought": bought, "doubts": doubts, "wrong": len(made) - bought - doubts}


class Buyers:
    """Processes that buy, one at a time."""

    def __init__(self) -> None:
        quiet = {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "providers.killing"],
            env=environment | KEYS | quiet,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        assert self._told() == "ready"
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def run(
        self, order: tuple[str, str, str, list[str]], *, kill_when: Callable[[], None] | None
    ) -> dict[str, int] | None:
        """What a process came to, or None where it was killed while it bought, once `kill_when` returned."""
        self._tell(json.dumps(order))
        number = int(self._told())
        if kill_when is not None:
            kill_when()
            self._tell("kill")
        else:
            self._tell("wait")
        ended = json.loads(self._told())
        assert number > 1
        return ended

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _told(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@dataclass(frozen=True)
class Outcome:
    """What was sold how often in the end.

    `hits` counts the kills that met a process at work, `cut_off` the requests that they left without an answer.
    """

    wanted: int
    sold: tuple[int, ...]
    bought: int
    doubts: int
    wrong: int
    hits: int
    cut_off: int

    @property
    def repeated(self) -> int:
        """Purchases beyond the first of the same."""
        return sum(count - 1 for count in self.sold)


def killed(name: str, folder: Path, *, kills: int, wanted: int, seed: int) -> Outcome:
    """Buys so many things from a service of `CUSTOMERS`, killed so often, then to the end."""
    chance, hits, cut_off, store = random.Random(seed), 0, set[str](), TakeStore(folder / "takes")
    customer = next(one for one in CUSTOMERS if one.name == name)
    with LocalServer(customer.protocol) as server, Buyers() as buyers:
        shop = server.shop
        shop.size, shop.seconds, shop.looks, shop.before_s, shop.after_s = SIZE, SECONDS, 3, 0.02, 0.04
        shop.repeats = customer.cut_off == "again"
        prompts = [f"door {number}" for number in range(wanted)]
        order = (name, shop.address, str(folder), prompts)

        def when() -> None:
            """A moment after one of the next requests came in: while it is being taken, answered, or looked at."""
            until, most = time.monotonic() + _NO_MORE_S, 6 if customer.jobs else 1
            last = len(shop.asked) + chance.randint(1, most)
            while len(shop.asked) < last and time.monotonic() < until:
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 1.5 * (shop.before_s + shop.after_s)))

        for tried in range(4 * kills):
            if tried >= kills and cut_off:
                break  # on a busy machine none of the first may have met a request
            hits += buyers.run(order, kill_when=when) is None
            standing = {digest: store.standing(digest) for digest in store.open()}
            cut_off |= {digest for digest, one in standing.items() if one.asked is not None and one.ticket is None}
        ended = buyers.run(order, kill_when=None)
        time.sleep(shop.before_s + shop.after_s)  # a request of the dead may still be on its way into the books
        assert ended is not None
        return Outcome(wanted, tuple(shop.sold.values()), **ended, hits=hits, cut_off=len(cut_off))


def _serve() -> None:
    """Forks a buyer for every line of orders; then kills it, or waits for it, as the next line says."""
    Remote("nobody", "http://127.0.0.1:1", dict)  # certificates are read once, before the first fork
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        reading, writing = os.pipe()
        number = os.fork()
        if number == 0:
            os.close(reading)
            os.write(writing, json.dumps(buy(*json.loads(line))).encode())
            os._exit(0)
        os.close(writing)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        if sys.stdin.readline().strip() == "kill":
            os.kill(number, 9)
        os.waitpid(number, 0)
        with os.fdopen(reading) as came:
            sys.stdout.write((came.read() or "null") + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
