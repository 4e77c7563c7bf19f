"""Money spent past a budget, over random orders of prices, bills, failures and kills; sums are reckoned anew here."""

from __future__ import annotations

import hashlib
import itertools
import random
import tempfile
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from benchmarks.measure import Figure
from microdrama.domain.money import Money
from microdrama.domain.production import Budget, PriceCard, Quote, Where
from microdrama.domain.takes import StillRequest, Usage
from microdrama.studio.ledger import BudgetError, Ledger, LedgerError, faults

_SEQUENCES, _MOVES, _JOBS = 1000, 40, 8
_UNIT = 1_000_000


def figures(*, short: bool) -> list[Figure]:
    """The most by which a cap of series, episode or shot was ever passed, in millionths of the currency."""
    sequences = 100 if short else _SEQUENCES
    runs = [_Run(random.Random(seed)) for seed in range(sequences)]  # noqa: S311 (chance, not secrets)
    with tempfile.TemporaryDirectory() as folder:
        for number, run in enumerate(runs):
            run.play(Path(folder) / f"{number}.sqlite3")
    told = {
        name: sum(getattr(run, name) for run in runs) for name in ("reserved", "refused", "settled", "failed", "killed")
    }
    wrong = sum(run.faults for run in runs)
    detail = (
        f"{sequences} sequences of {_MOVES}: {told['reserved']} jobs reserved, {told['refused']} refused, "
        f"{told['settled']} billed, {told['failed']} failed, {told['killed']} kills; {wrong} faults found by the audit"
    )
    most = max(run.past_micros for run in runs)
    return [Figure("spent past a budget, at most", (most + wrong * _UNIT) / _UNIT, 0, "USD", detail)]


@dataclass
class _Run:
    """One sequence; `held` and `paid` are what each job holds or has cost, by hand."""

    chance: random.Random
    held: dict[int, tuple[int, str]] = field(default_factory=dict)
    paid: dict[int, int] = field(default_factory=dict)
    past_micros: int = 0
    reserved: int = 0
    refused: int = 0
    settled: int = 0
    failed: int = 0
    killed: int = 0
    faults: int = 0

    def play(self, path: Path) -> None:
        """Every move, and after each a look at every cap."""
        chance = self.chance
        caps = {name: chance.choice([None, chance.randint(0, 150_000)]) for name in ("series", "episode", "shot")}
        caps["series"] = caps["series"] or chance.randint(0, 150_000)
        budget = Budget(**{name: Money(micros, "USD") for name, micros in caps.items() if micros is not None})
        ledger = _opened(path)
        for _ in range(_MOVES):
            if chance.random() < 0.15:
                ledger, self.killed = _opened(path), self.killed + 1
            elif self.held and chance.random() < 0.4:
                self._end(ledger, chance.choice(sorted(self.held)))
            else:
                self._begin(ledger, chance.randrange(_JOBS), budget)
            self._judge(caps)
        self.faults = len(list(faults(ledger.entries(), budget)))

    def _begin(self, ledger: Ledger, number: int, budget: Budget) -> None:
        most, price = self.chance.randint(0, 60_000), self.chance.choice(["0.01", "0.04", "0.2", "1"])
        card = PriceCard(
            provider="p", model="m", unit="image", price=price, currency="USD", date="2026-11-01", source="chance"
        )
        asked = StillRequest(provider="p", model="m", prompt=str(number), width=720, height=1280)
        where = Where(series="s", episode=number % 2, shot=f"s{number}")
        try:
            ledger.reserve(
                _job(number),
                asked,
                Usage(unit="image", amount="1"),
                Quote(micros=most, currency="USD", card=card),
                where,
                budget,
            )
        except (BudgetError, LedgerError):
            self.refused += 1
        else:
            self.held.setdefault(number, (most, price))
            self.reserved += 1

    def _end(self, ledger: Ledger, number: int) -> None:
        most, price = self.held.pop(number)
        if self.chance.random() < 0.4:
            ledger.release(_job(number), "failed")
            self.failed += 1
            return
        share = Fraction(self.chance.randint(0, 100), 100)
        amount = Fraction(most, _UNIT) / Fraction(price) * share
        self.paid[number] = ledger.settle(_job(number), Usage(unit="image", amount=f"{float(amount):.9f}")).micros
        self.settled += 1

    def _judge(self, caps: dict[str, int | None]) -> None:
        for scope, of in (("series", lambda _: 0), ("episode", lambda n: n % 2), ("shot", lambda n: n)):
            sums: dict[int, int] = {}
            amounts = itertools.chain(((n, most) for n, (most, _) in self.held.items()), self.paid.items())
            for number, micros in amounts:
                sums[of(number)] = sums.get(of(number), 0) + micros
            cap = caps[scope]
            if cap is not None:
                self.past_micros = max([self.past_micros, *(whole - cap for whole in sums.values())])


def _job(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def _opened(path: Path) -> Ledger:
    ticks = itertools.count()
    return Ledger(path, clock=lambda: f"2026-11-23T00:00:{next(ticks):06}")
