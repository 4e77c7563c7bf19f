"""Taking: ask for a take, wait, collect, look at it, pay for it; killed at any moment, go on without buying twice.

What is on the disk decides what the next run does:

- a finished take: it is used, and nobody is asked;
- a ticket (the provider's number of an accepted job): the job is looked after and collected, never asked for again;
- an intent without a ticket: the provider may have accepted, or not. It is asked what became of it (`Recovers`): a job
  under our key is gone on with; where the same key buys nothing twice, the same is asked again; where a search finds
  nothing although there was time for it to appear, too. Where nobody can tell, a person decides (DoubtError).
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent import futures
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar, runtime_checkable

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.takes import (
    ClipRequest,
    Made,
    Ready,
    Refused,
    Request,
    SpeechRequest,
    StillRequest,
    Ticket,
    Usage,
    Waiting,
    request_digest,
)
from microdrama.ports.animator import Animator
from microdrama.ports.painter import Painter
from microdrama.ports.voice import Voice
from microdrama.studio.flow import Cancelled
from microdrama.studio.inspection import Flaw, inspect
from microdrama.studio.takes import (
    Accepted,
    Asked,
    Denied,
    DoubtError,
    PassingError,
    Purse,
    Record,
    RefusedError,
    Standing,
    Take,
    TakeError,
    TakeStore,
    TurnedAway,
    UncertainError,
    sha256_of,
)

T = TypeVar("T")
_LONGEST_WISH_S = 600.0  # a provider may ask us to come back later, but not next week
Recovered = Ticket | Literal["again", "absent"]
"""A job that was found under our key; the same key buys nothing twice, ask again; a search found nothing."""


@runtime_checkable
class Recovers(Protocol):
    """A generator that costs money and can say what became of a request that was cut off.

    One without this promises that asking again with the same key buys nothing twice.
    """

    def recover(self, request: Any, *, key: str, asked_at: float, ours: frozenset[str]) -> Recovered:
        """Look for the job; `ours` are numbers of other jobs of ours. Raises DoubtError where nobody can tell."""
        ...


@dataclass(frozen=True, slots=True)
class Pace:
    """How long is waited, in seconds, and how often what may pass is tried. Waits grow by half, with some chance."""

    look_first_s: float = 2.0
    look_most_s: float = 20.0
    give_up_s: float = 3600.0
    again_first_s: float = 1.0
    again_most_s: float = 60.0
    tries: int = 6
    settling_s: float = 30.0
    """How long after a request its job may still appear in a provider's list."""


@dataclass(frozen=True, slots=True)
class Order:
    """A request with whoever carries it out. Made by `still`, `clip` and `speech`."""

    request: Request
    generator: Painter | Animator | Voice
    submit: Callable[[str], Ticket]
    collect: Callable[[Ticket, Path], Made]
    estimate: Callable[[], Usage]

    @property
    def provider(self) -> str:
        """Who carries it out."""
        return self.request.provider


def still(painter: Painter, request: StillRequest, references: Mapping[str, Path] | None = None) -> Order:
    """An order for a still; `references` are files by the digests that the request names them with."""
    _refuse_another(painter, request)
    return Order(
        request,
        painter,
        lambda key: painter.submit(request, _checked(request, references), key=key),
        lambda ticket, folder: painter.collect(ticket, request, folder),
        lambda: painter.estimate(request),
    )


def clip(animator: Animator, request: ClipRequest, references: Mapping[str, Path] | None = None) -> Order:
    """An order for a clip; `references` are files by the digests that the request names them with."""
    _refuse_another(animator, request)
    return Order(
        request,
        animator,
        lambda key: animator.submit(request, _checked(request, references), key=key),
        lambda ticket, folder: animator.collect(ticket, request, folder),
        lambda: animator.estimate(request),
    )


def speech(voice: Voice, request: SpeechRequest) -> Order:
    """An order for a spoken line."""
    _refuse_another(voice, request)
    return Order(
        request,
        voice,
        lambda key: voice.submit(request, key=key),
        lambda ticket, folder: voice.collect(ticket, request, folder),
        lambda: voice.estimate(request),
    )


def _refuse_another(generator: Painter | Animator | Voice, request: Request) -> None:
    if generator.provider != request.provider:
        raise ValueError(f"a request to {request.provider} was given to {generator.provider}")


def _checked(request: StillRequest | ClipRequest, references: Mapping[str, Path] | None) -> dict[str, Path]:
    """The files that a request refers to, each with the contents that its digest says."""
    found = {one.sha256: (references or {}).get(one.sha256) for one in request.references}
    for digest, path in found.items():
        if path is None or not path.is_file() or sha256_of(path) != digest:
            raise TakeError(f"A reference of the request is not there, or has changed since: {path or digest[:12]}.")
    return {digest: path for digest, path in found.items() if path is not None}


Told = Callable[[Order, float | None], None]
"""Called now and then with how much of an order is done, 0 to 1, None where nobody knows."""


def _nobody_told(_order: Order, _share: float | None) -> None:
    pass


@dataclass(slots=True)
class Taker:
    """Buys takes into a store, each once. Safe to use from many threads, and beside other processes.

    `sleep` and `now` (seconds since 1970) stand in for the clock; `cancel` stops all waiting with Cancelled, and what
    was accepted by then is gone on with by the next run. `at_once` is how many orders one provider works on at once.
    """

    store: TakeStore
    purse: Purse
    pace: Pace = field(default_factory=Pace)
    at_once: int = 4
    cancel: threading.Event = field(default_factory=threading.Event)
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] | None = None

    def take(self, order: Order, told: Told = _nobody_told) -> Take:
        """The take of one order, bought if it was not.

        Raises RefusedError (nothing was bought), RejectedError (it was, and is no good), DoubtError (nobody knows),
        PassingError (run again later), Cancelled, and whatever the purse raises where money is short.
        """
        found = self.store.find(order.request)
        if found is None:
            digest = request_digest(order.request)
            with self.store.locked(digest, self._wait):
                found = self.store.find(order.request) or self._bought(order, digest, told)
        told(order, 1.0)
        return found

    def take_all(self, orders: Sequence[Order], told: Told = _nobody_told) -> list[Take | MicrodramaError]:
        """The takes of many orders, in their order; what went wrong with one stands in its place.

        Equal requests are bought once. Raises Cancelled where the work was stopped (and on Ctrl-C goes on with that).
        """
        pools = {order.provider: futures.ThreadPoolExecutor(self.at_once) for order in orders}
        running = [pools[order.provider].submit(self._outcome, order, told) for order in orders]
        try:
            return [one.result() for one in running]
        except BaseException:
            self.cancel.set()
            raise
        finally:
            for pool in pools.values():
                pool.shutdown(wait=True, cancel_futures=True)

    def _outcome(self, order: Order, told: Told) -> Take | MicrodramaError:
        try:
            return self.take(order, told)
        except Cancelled:
            raise
        except MicrodramaError as error:
            return error

    # --- one purchase, under the lock of its digest

    def _bought(self, order: Order, digest: str, told: Told) -> Take:
        self.store.begin(order.request)
        if not self.store.finish(digest):
            chance = random.Random(int(digest[:16], 16))  # noqa: S311 (spreads waits, guards nothing)
            ticket = self.store.standing(digest).ticket or self._asked(order, digest, chance)
            ready = self._awaited(order, ticket, chance, told)
            if isinstance(ready, Refused):
                self._refused(order, digest, ticket, ready)
            else:
                self._collected(order, digest, ticket, chance)
        found = self.store.find(order.request)
        if found is None:
            raise TakeError(f"The take {digest[:12]} has vanished from {self.store.root}.")
        return found

    def _asked(self, order: Order, digest: str, chance: random.Random) -> Ticket:
        """A ticket on the disk: of the job that an earlier run bought, or of a new one."""

        def once() -> Ticket:
            standing = self.store.standing(digest)
            ticket = self._recovered(order, digest, standing) if standing.asked else None
            return ticket or self._submitted(order, digest, standing)

        try:
            return self._tried(once, chance)
        except PassingError as error:
            standing = self.store.standing(digest)
            if standing.asked is None:  # nothing was accepted; where that is not known, the money stays aside
                self.purse.release(standing.key(digest), str(error))
            raise

    def _submitted(self, order: Order, digest: str, standing: Standing) -> Ticket:
        key = standing.key(digest)
        estimate = order.estimate()
        self._wait(0)
        for old in self.store.written_off(digest):
            self.purse.release(old, "a person decided that it was not bought")
        self.purse.reserve(key, estimate, order.request)
        self.store.write(digest, Asked(key=key, provider=order.provider, at=self.now()))
        try:
            with self.store.room(digest):
                ticket = order.submit(key)
        except UncertainError:
            raise  # the journal stays at "asked": the next turn finds out what became of it
        except PassingError as error:
            self.store.write(digest, TurnedAway(reason=str(error)))
            raise
        except MicrodramaError as error:
            self.store.write(digest, TurnedAway(reason=str(error)))
            self.purse.release(key, str(error))
            raise
        self._noted(digest, ticket)
        return ticket

    def _recovered(self, order: Order, digest: str, standing: Standing) -> Ticket | None:
        """The job of a request that was cut off; None where the same may be asked again under the same key."""
        asked = standing.asked
        if asked is None or not isinstance(order.generator, Recovers):
            return None
        key, ours = standing.key(digest), self.store.tickets(order.provider)
        try:
            found = order.generator.recover(order.request, key=key, asked_at=asked.at, ours=ours)
            remaining = asked.at + self.pace.settling_s - self.now()
            if found == "absent" and remaining > 0:
                self._wait(remaining)
                found = order.generator.recover(order.request, key=key, asked_at=asked.at, ours=ours)
        except PassingError:
            raise
        except TakeError as error:
            short = digest[:12]
            raise DoubtError(
                f"{order.provider} was asked for the take {short} and no answer was kept, so a job may have been "
                f"bought: {error} If it was, `microdrama takes adopt {short} JOB` goes on with it; if it was not, "
                f"`microdrama takes forget {short}` lets the next run ask again."
            ) from error
        if isinstance(found, Ticket):
            self._noted(digest, found)
            return found
        return None

    def _noted(self, digest: str, ticket: Ticket) -> None:
        try:
            self.store.write(digest, Accepted(ticket=ticket))
        except TakeError as error:
            raise TakeError(
                f"{ticket.provider} accepted the job {ticket.remote_id}, which could not be noted: {error} Then "
                f"`microdrama takes adopt {digest[:12]} {ticket.remote_id}` goes on with it."
            ) from error

    def _awaited(self, order: Order, ticket: Ticket, chance: random.Random, told: Told) -> Ready | Refused:
        looks = _Waits(self.pace.look_first_s, self.pace.look_most_s, chance)
        until = self.now() + self.pace.give_up_s
        while True:
            progress = self._tried(lambda: _on_the_job(order, ticket, lambda: order.generator.progress(ticket)), chance)
            if not isinstance(progress, Waiting):
                return progress
            told(order, progress.share)
            if self.now() >= until:
                raise PassingError(
                    f"{order.provider} has been working on the job {ticket.remote_id} for "
                    f"{self.pace.give_up_s / 60:.0f} minutes; run the same command again to go on waiting."
                )
            self._wait(looks.next())

    def _collected(self, order: Order, digest: str, ticket: Ticket, chance: random.Random) -> None:
        """Fetch it, look at it, pay for it, keep it. A file that cannot be read is fetched again first."""

        def fetched() -> tuple[Made, Flaw | None]:
            folder = self.store.scratch(digest)
            made = _on_the_job(order, ticket, lambda: order.collect(ticket, folder))
            flaw = inspect(made.path, order.request)
            if flaw is not None and flaw.unreadable:
                unread.append((made, flaw))
                raise PassingError(flaw.reason)
            return made, flaw

        unread: list[tuple[Made, Flaw]] = []
        try:
            made, flaw = self._tried(fetched, chance)
        except PassingError:
            if not unread or not unread[-1][0].path.exists():
                raise
            made, flaw = unread[-1]
        key = self.store.standing(digest).key(digest)
        record = Record(
            key=key,
            ticket=ticket,
            usage=made.usage,
            file=f"take{made.path.suffix}",
            sha256=sha256_of(made.path),
            cost=self.purse.settle(key, made.usage),
            spoken=made.spoken,
            rejected=flaw.reason if flaw else None,
        )
        self.store.keep(digest, record, made.path)

    def _refused(self, order: Order, digest: str, ticket: Ticket, refused: Refused) -> None:
        """Raises RefusedError unless it was billed; what was billed is kept as a take that is no good."""
        key = self.store.standing(digest).key(digest)
        reason = refused.reason.rstrip(". ")
        if not refused.billed:
            self.store.write(digest, Denied(reason=reason))
            self.purse.release(key, reason)
            raise RefusedError(f"{order.provider} could not make the take {digest[:12]} and bills nothing: {reason}.")
        usage = order.estimate()
        cost = self.purse.settle(key, usage)
        self.store.keep(digest, Record(key=key, ticket=ticket, usage=usage, cost=cost, rejected=reason), None)

    def _tried(self, work: Callable[[], T], chance: random.Random) -> T:
        """The work's result; what may pass is tried again, later and later."""
        waits = _Waits(self.pace.again_first_s, self.pace.again_most_s, chance)
        for _ in range(self.pace.tries - 1):
            try:
                return work()
            except PassingError as error:
                self._wait(min(error.after_s, _LONGEST_WISH_S) if error.after_s is not None else waits.next())
        return work()

    def _wait(self, seconds: float) -> None:
        """Raises Cancelled where the work was stopped."""
        if self.sleep is not None:
            self.sleep(seconds)
        elif seconds > 0:
            self.cancel.wait(seconds)
        if self.cancel.is_set():
            raise Cancelled("Stopped. What was asked for is noted; the next run goes on with it.")


def _on_the_job(order: Order, ticket: Ticket, work: Callable[[], T]) -> T:
    """The work's result; an error that will not pass says what it means for a job that was accepted already."""
    try:
        return work()
    except PassingError:
        raise
    except TakeError as error:
        short = request_digest(order.request)[:12]
        raise TakeError(
            f"{order.provider} accepted the job {ticket.remote_id} for the take {short}, but does not hand it out: "
            f"{error} If it is lost, `microdrama takes forget {short}` lets the next run buy it again."
        ) from error


class _Waits:
    """Longer and longer waits, each a little by chance, so that many that failed together do not return together."""

    def __init__(self, first_s: float, most_s: float, chance: random.Random) -> None:
        self._next, self._most, self._chance = first_s, most_s, chance

    def next(self) -> float:
        now = min(self._next, self._most)
        self._next = now * 1.5
        return now * self._chance.uniform(0.75, 1.25)
