"""What a production costs: dated prices, budgets, entries of the ledger, and what others pay for a minute."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from microdrama.domain.money import Currency, DecimalText, Money
from microdrama.domain.storyboard import Grade

Day = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$(?!\n)")]
"""A date as ISO 8601 writes it."""

Micros = Annotated[int, msgspec.Meta(ge=0, le=10**18)]


class PriceCard(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a provider asked for one unit on a day, and who says so. `model` may be a pattern: "*" is all of its models.

    `most` is by how much a bill may exceed what a request seems to need, for units that are only counted afterwards.
    """

    provider: str
    model: str
    unit: str
    price: DecimalText
    currency: Currency
    date: Day
    source: str
    most: DecimalText = "1"
    note: str = ""


class Baseline(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a finished minute costs elsewhere, from `low` to `high` whole units of a currency."""

    name: str
    low: int
    high: int
    currency: Currency
    date: Day
    source: str
    note: str = ""


class Budget(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The most that may be spent, in one currency: on the whole series, on any one episode, on any one shot."""

    series: Money | None = None
    episode: Money | None = None
    shot: Money | None = None

    def __post_init__(self) -> None:
        if len({cap.currency for cap in (self.series, self.episode, self.shot) if cap}) > 1:
            raise ValueError("the caps of a budget are in one currency")


class Where(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a job is for: a series, and in it an episode and a shot where it belongs to one."""

    series: str
    episode: int | None = None
    shot: str | None = None
    grade: Grade | None = None


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """What a job will cost at most: `micros` of the ledger's currency, by a card and a rate ("1": the same money)."""

    micros: Micros
    currency: Currency
    card: PriceCard
    rate: DecimalText = "1"


JobKey = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}(-[0-9]{1,9})?$(?!\n)")]
"""A job: the digest of its request, with -2, -3 behind it where the same is bought again on purpose."""

EntryKind = Literal["reserve", "settle", "release"]


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the ledger. `micros` is what is reserved, or what was billed; of a release it is zero.

    `at` is a moment as ISO 8601, `seconds` how long the job took from being asked for to being here.
    """

    number: int
    at: str
    kind: EntryKind
    job: JobKey
    attempt: int
    where: Where
    provider: str
    model: str
    unit: str
    amount: DecimalText
    micros: Micros
    currency: Currency
    card: PriceCard | None = None
    rate: DecimalText = "1"
    seconds: float = 0.0
    over: bool = False
    note: str = ""
