"""Unlocks as fast as they go: `ledger_load.py CLIENTS PROCESSES UNLOCKS`, on the database at hand.

Each client is a thread with a viewer of its own, who waits for an answer before asking again; all open one series.
Prints a JSON object: unlocks a second, milliseconds at the median and at the 99th percentile, faults.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import threading
import time

from microdrama.platform.startup import django_ready

if __name__ == "__main__":
    django_ready()

from django.db import connection, connections
from shop_rows import DEAR, NOON, make_series, make_viewer

from microdrama.platform.wallet.models import Quote, Unlock
from microdrama.platform.wallet.quoting import quote_episode
from microdrama.platform.wallet.unlocking import unlock
from microdrama.platform.wallet.verification import verify

_WARM = 5
"""Unlocks of each client that are not counted: connections open, statements are prepared."""


def prepare(unlocks: int, *, clients: int) -> list[list[Quote]]:
    """A viewer for each client, with as many quotes for episodes of one series as that client is to use."""
    each = -(-unlocks // clients)
    episodes = list(make_series(episodes=each + 10).episodes.order_by("number")[10:])
    made = []
    for _ in range(clients):
        account = make_viewer(paid=60 * each, bonus=600)
        first = quote_episode(account=account, slug="tale", number=11, territory=DEAR, at=NOON)
        same = {field: getattr(first, field) for field in ("account", "kind", "series", "territory", "tier")}
        same |= {"price_coins": 60, "created_at": NOON, "expires_at": first.expires_at}
        made.append(Quote.objects.bulk_create(Quote(**same, episode=episode) for episode in episodes))
    return made


def clients(quotes: list[list[Quote]], *, start: float) -> tuple[list[float], float, float]:
    """Seconds of each counted unlock, and the moments at which counting began and ended."""
    spans: list[tuple[float, float]] = []

    def client(own: list[Quote]) -> None:
        connection.ensure_connection()
        time.sleep(max(0.0, start - time.time()))
        for number, quote in enumerate(own):
            begun = time.perf_counter()
            told = unlock(account=quote.account, quote_id=quote.public_id, at=NOON)
            assert told.spent_paid + told.spent_bonus == 60
            if number >= _WARM:
                spans.append((begun, time.perf_counter()))
        connection.close()

    threads = [threading.Thread(target=client, args=(own,)) for own in quotes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [end - begun for begun, end in spans], min(b for b, _ in spans), max(e for _, e in spans)


def main() -> None:
    count, processes, unlocks = map(int, sys.argv[1:4])
    quotes = prepare(unlocks, clients=count)
    connections.close_all()
    start = time.time() + 1
    pipes = []
    for number in range(processes):
        reading, writing = os.pipe()
        if os.fork() == 0:
            told = clients(quotes[number::processes], start=start)
            with os.fdopen(writing, "w") as out:
                json.dump(told, out)
            os._exit(0)
        os.close(writing)
        pipes.append(reading)
    told = [json.load(os.fdopen(pipe)) for pipe in pipes]
    for _ in pipes:
        os.wait()
    seconds = sorted(itertools.chain.from_iterable(one[0] for one in told))
    took = max(one[2] for one in told) - min(one[1] for one in told)
    print(  # noqa: T201 - what the benchmark reads
        json.dumps(
            {
                "a_second": len(seconds) / took,
                "median_ms": 1000 * seconds[len(seconds) // 2],
                "p99_ms": 1000 * seconds[len(seconds) * 99 // 100],
                "unlocks": Unlock.objects.count(),
                "faults": verify(),
            }
        )
    )


if __name__ == "__main__":
    main()
