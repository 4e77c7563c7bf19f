"""Shots that are bought: stills that we move and clips, as far as the budget allows; the rest stays drawn.

Every shot is drawn first, for nothing: that is the film as it stands, what a clip begins with, and what remains where
a purchase is refused. A bought take is kept for ever and never bought again.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from microdrama.animate.production.grades import Wish, affordable
from microdrama.animate.production.prices import PriceList
from microdrama.animate.prompts import prompt_of
from microdrama.animate.timed import TimedEpisode, TimedShot
from microdrama.domain.errors import MicrodramaError, UsageError
from microdrama.domain.production import Budget, Where
from microdrama.domain.storyboard import Grade, Id, Move, Storyboard
from microdrama.domain.takes import ClipRequest, Request, StillRequest, request_digest
from microdrama.media.clip import ClipEncoder, refit
from microdrama.media.probe import probe
from microdrama.ports.animator import Animator
from microdrama.ports.painter import Painter
from microdrama.studio import taking
from microdrama.studio.animation.boards import Board
from microdrama.studio.animation.drawing import CLIP
from microdrama.studio.animation.joining import SIZE
from microdrama.studio.flow import Flow, Job, Report
from microdrama.studio.ledger import Ledger, Purse
from microdrama.studio.report import Account
from microdrama.studio.store import Recipe
from microdrama.studio.takes import NoKeyError, RejectedError, Take, TakeStore, sha256_of

if TYPE_CHECKING:
    from microdrama.studio.taking import Order

_VERSION = 1
_HOOK_WEIGHT, _CLIFFHANGER_WEIGHT = Fraction(3), Fraction(4)


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sells stills or clips of one model, and the length that a clip of at least so many seconds has there."""

    generator: Painter | Animator
    model: str
    length: Callable[[Fraction], Fraction] = lambda seconds: seconds


@dataclass(frozen=True, slots=True)
class Market:
    """Where shots are bought, what they cost, what may be spent, and where takes and the ledger are kept."""

    stills: Seller | None
    clips: Seller | None
    prices: PriceList
    budget: Budget
    currency: str
    takes: TakeStore
    ledger: Ledger
    pace: taking.Pace = field(default_factory=taking.Pace)


@dataclass(frozen=True, slots=True)
class Bought:
    """The folders of the bought shots' clips and the files as they were delivered, by the shots' ids.

    `used` are the digests of their requests, `notes` what a person should be told.
    """

    clips: Mapping[Id, Path]
    files: Mapping[Id, Path]
    used: frozenset[str]
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A shot that is to be bought, where it belongs, and the drawing that it replaces."""

    timed: TimedShot
    episode: int
    drawn: Path
    weight: Fraction


def buy(
    story: Storyboard, timed: Sequence[TimedEpisode], drawn: Mapping[Id, Path], *, market: Market | None, flow: Flow
) -> Bought:
    """Buy what the storyboard asks for; what cannot be bought stays drawn, with a note.

    Raises UsageError where nobody is named who sells a shot, PriceError where nobody knows what it costs, NoKeyError
    where a key is not set.
    """
    wanted = [one for episode in timed for one in _wanted(episode, drawn)]
    if not wanted:
        return Bought({}, {}, frozenset(), ())
    if market is None:
        raise UsageError(_nobody(wanted[0].timed))
    shop = _Shop(story, market)
    grades, notes = shop.graded(wanted)
    orders = [(one, shop.order(one, grades[one.timed.shot.id])) for one in wanted]
    paid = [(one, order) for one, order in orders if order is not None]
    taker = taking.Taker(market.takes, shop.purse(paid), market.pace)
    outcomes = taker.take_all([order for _, order in paid])
    made: list[tuple[_Wanted, Take]] = []
    for (one, _), outcome in zip(paid, outcomes, strict=True):
        if isinstance(outcome, NoKeyError):
            raise outcome
        if isinstance(outcome, MicrodramaError):
            notes.append(f"Shot {one.timed.shot.id} stays drawn: {outcome}")
        else:
            made.append((one, outcome))
    folders = flow.make([_fit_job(one.timed, take) for one, take in made])
    names = [one.timed.shot.id for one, _ in made]
    takes = [take for _, take in made]
    return Bought(
        dict(zip(names, folders, strict=True)),
        {name: take.path for name, take in zip(names, takes, strict=True)},
        frozenset(take.digest for take in takes),
        tuple(notes),
    )


def refuse_to_buy(board: Board) -> None:
    """Nothing is bought for a storyboard that contradicts itself; raises UsageError with the first contradiction."""
    wants = any(shot.grade != "drawn" for episode in board.storyboard.episodes for shot in episode.shots)
    found = [one for one in board.contradictions if one.severity == "contradiction"]
    if wants and found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise UsageError(
            f"The storyboard contradicts itself: {found[0].text}{more} Nothing was bought; mend the storyboard, or set "
            f"the shots to drawn."
        )


def account_of(story: Storyboard, market: Market | None, bought: Bought) -> Account:
    """The money of a series, for its report."""
    if market is None:
        return Account()
    return Account(
        entries=market.ledger.entries(series_key(story)),
        prices=market.prices,
        budget=market.budget,
        currency=market.currency,
        used=bought.used,
    )


def series_key(story: Storyboard) -> str:
    """The name of a series in the ledger, which a new title does not change."""
    return story.script_sha256 or story.title


def _wanted(episode: TimedEpisode, drawn: Mapping[Id, Path]) -> list[_Wanted]:
    shots = episode.shots
    weights = {shots[0].shot.id: _HOOK_WEIGHT, shots[-1].shot.id: _CLIFFHANGER_WEIGHT} if shots else {}
    number = episode.episode.number
    return [
        _Wanted(one, number, drawn[one.shot.id] / CLIP, weights.get(one.shot.id, Fraction(1)))
        for one in shots
        if one.shot.grade != "drawn"
    ]


def _nobody(timed: TimedShot) -> str:
    kind, option = ("clip", "--clips") if timed.shot.grade == "clip" else ("still", "--stills")
    return (
        f"Shot {timed.shot.id} is to be bought as a {kind}, and nobody is named who sells it: give {option} "
        f"PROVIDER:MODEL, or set its grade to drawn. Everything that was drawn is kept."
    )


@dataclass(frozen=True, slots=True)
class _Shop:
    """Orders for the shots of one storyboard."""

    story: Storyboard
    market: Market

    def graded(self, wanted: Sequence[_Wanted]) -> tuple[dict[Id, Grade], list[str]]:
        """The grade of each shot under the budget, and a sentence for each that was lowered."""
        series = series_key(self.story)
        done = self._committed(series)
        wishes = [
            Wish(one.timed.shot.id, one.episode, one.timed.shot.grade, self._costs(one), one.weight) for one in wanted
        ]
        grades = affordable(wishes, self.market.budget, spent=done)
        for wish in wishes:
            if self.market.stills is None and grades[wish.shot] != wish.grade:
                grades[wish.shot] = "drawn"  # nobody sells what lies between a clip and a drawing
        notes = [
            f"Shot {wish.shot} is made as {grades[wish.shot]} and not as {wish.grade}: the budget does not allow it."
            for wish in wishes
            if grades[wish.shot] != wish.grade
        ]
        return grades, notes

    def order(self, one: _Wanted, grade: Grade) -> Order | None:
        """The order for a shot at a grade, None where it stays drawn."""
        seller = self._seller(one, grade)
        if seller is None:
            return None
        request = self._request(one, grade, seller)
        if isinstance(request, ClipRequest):
            return taking.clip(cast("Animator", seller.generator), request)
        return taking.still(cast("Painter", seller.generator), cast("StillRequest", request))

    def purse(self, paid: Sequence[tuple[_Wanted, Order]]) -> Purse:
        """The ledger's purse, which knows what each order is for."""
        series = series_key(self.story)
        wheres = {
            request_digest(order.request): Where(series=series, episode=one.episode, shot=one.timed.shot.id)
            for one, order in paid
        }
        market = self.market
        return Purse(market.ledger, Where(series=series), market.budget, market.prices, market.currency, wheres=wheres)

    def _costs(self, one: _Wanted) -> dict[Grade, int]:
        """What each grade up to the wished one costs at most, in micros; takes that are there cost nothing more."""
        found: dict[Grade, int] = {}
        for grade in ("moved", "clip"):
            seller = self._seller(one, grade) if grade in {one.timed.shot.grade, "moved"} else None
            if seller is None:
                continue
            request = self._request(one, grade, seller)
            if self._bought(request):
                found[grade] = 0
                continue
            usage = cast("Any", seller.generator).estimate(request)
            quote = self.market.prices.quote(request.provider, request.model, usage, currency=self.market.currency)
            found[grade] = quote.micros
        return found

    def _bought(self, request: Request) -> bool:
        """Whether it was paid for, be it good or not: nothing is bought again unasked."""
        try:
            return self.market.takes.find(request) is not None
        except RejectedError:
            return True

    def _seller(self, one: _Wanted, grade: Grade) -> Seller | None:
        if grade == "drawn":
            return None
        seller = self.market.clips if grade == "clip" else self.market.stills
        if seller is None and grade == one.timed.shot.grade:
            raise UsageError(_nobody(one.timed))
        return seller

    def _request(self, one: _Wanted, grade: Grade, seller: Seller) -> Request:
        timed = one.timed
        prompt = prompt_of(timed.shot, timed.scene, self.story)
        seed = int.from_bytes(hashlib.sha256(timed.shot.id.encode()).digest()[:4])
        provider = seller.generator.provider
        if grade == "moved":
            return StillRequest(
                provider=provider, model=seller.model, prompt=prompt, width=SIZE[0], height=SIZE[1], seed=seed
            )
        return ClipRequest(
            provider=provider,
            model=seller.model,
            prompt=prompt,
            width=SIZE[0],
            height=SIZE[1],
            duration_s=seller.length(timed.span.duration_s),
            seed=seed,
        )

    def _committed(self, series: str) -> dict[int, int]:
        """What is settled and reserved already, in micros, by episode."""
        found: dict[int, int] = {}
        held: dict[tuple[str, int], int] = {}
        for entry in self.market.ledger.entries(series):
            number = entry.where.episode or 0
            key = (entry.job, entry.attempt)
            if entry.kind == "reserve":
                held[key] = entry.micros
                found[number] = found.get(number, 0) + entry.micros
            else:
                found[number] = found.get(number, 0) + entry.micros - held.pop(key, 0)
        return found


# --- a take becomes the shot


def _fit_job(timed: TimedShot, take: Take) -> Job:
    """The job that makes a bought take exactly as long and as large as its shot."""
    recipe = Recipe(
        stage="fit",
        version=_VERSION,
        inputs={"take": take.record.sha256 or sha256_of(take.path)},
        options={"pictures": timed.pictures, "move": timed.shot.move, "shot": timed.shot.id},
    )
    work = functools.partial(_fit, take.path, timed.pictures, timed.shot.move, timed.shot.id)
    return Job(recipe, work, task=f"Fitting {timed.shot.id}", weight=2.0)


def _fit(path: Path, pictures: int, move: Move, name: str, folder: Path, tell: Report) -> None:
    if path.suffix.lower() == ".mp4":
        refit(probe(path), folder / CLIP, pictures=pictures, size=SIZE)
        return
    from microdrama.animate.drawn.stills import move_still  # noqa: PLC0415 (only workers pay for it)
    from microdrama.media.still_files import read_still  # noqa: PLC0415

    with ClipEncoder(folder / CLIP) as clip:
        for number, picture in enumerate(move_still(read_still(path), move, pictures, SIZE, seed=name)):
            clip.write(picture)
            tell((number + 1) / pictures)
