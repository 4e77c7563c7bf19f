"""How often something may be asked, by account, device and address: one table, and what holds it.

Counts live in Django's cache: exact in one process, or in several that share one (MICRODRAMA_CACHE). Nobody's money
depends on them. A window slides: of the one before, as much counts as still lies within the last `seconds`.
"""

from __future__ import annotations

import hashlib
import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from microdrama.domain.errors import MicrodramaError
from microdrama.web.proxies import address_of
from microdrama.web.visitor import visitor

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many in any `seconds`: for one account, for one device, and for all behind one address."""

    seconds: int
    account: int
    address: int


LIMITS: Mapping[str, Limit] = {
    # an address may be that of a whole school or mobile network: it gets what many accounts would
    "login": Limit(seconds=300, account=10, address=30),
    "office": Limit(seconds=300, account=5, address=30),
    "sign-up": Limit(seconds=3600, account=10, address=30),
    "code": Limit(seconds=900, account=10, address=60),
    "guest": Limit(seconds=3600, account=10, address=120),
    "join": Limit(seconds=3600, account=10, address=60),
    "unlock": Limit(seconds=60, account=60, address=600),
    "quote": Limit(seconds=60, account=120, address=1200),
    "coupon": Limit(seconds=3600, account=10, address=40),
    "gift": Limit(seconds=60, account=20, address=300),
    "order": Limit(seconds=3600, account=30, address=200),
    "feed": Limit(seconds=60, account=120, address=1800),
    "look": Limit(seconds=60, account=240, address=3600),
    "search": Limit(seconds=60, account=40, address=400),
    "sitemap": Limit(seconds=60, account=10, address=30),
    "play": Limit(seconds=60, account=120, address=1800),
    "events": Limit(seconds=60, account=240, address=3600),
    "notices": Limit(seconds=60, account=600, address=600),
    "report": Limit(seconds=3600, account=20, address=100),
    "export": Limit(seconds=3600, account=5, address=50),
    "account": Limit(seconds=60, account=60, address=600),
}
"""The whole table; docs/guides/accounts.md shows it to operators."""


class TooManyError(MicrodramaError):
    """Something was asked too often; it was not done, and may be asked again in `retry_after_s`."""

    def __init__(self, *, retry_after_s: int) -> None:
        super().__init__(f"That was asked too often; ask again in {retry_after_s} s.")
        self.retry_after_s = retry_after_s


def limited(
    name: str,
) -> Callable[[Callable[Concatenate[HttpRequest, Parameters], Answer]], Callable[..., Answer]]:
    """Hold a view or endpoint to a row of LIMITS; raises TooManyError before anything of it is done."""
    limit = LIMITS[name]

    def holding(view: Callable[Concatenate[HttpRequest, Parameters], Answer]) -> Callable[..., Answer]:
        @wraps(view)
        def held(request: HttpRequest, *arguments: Parameters.args, **named: Parameters.kwargs) -> Answer:
            check(request, name=name, limit=limit)
            return view(request, *arguments, **named)

        # Ninja reads the annotations of what it is given, in the module where it finds it: this one knows none of them
        held.__dict__["__signature__"] = inspect.signature(view, eval_str=True)
        return held

    return holding


def check(request: HttpRequest, *, name: str, limit: Limit) -> None:
    """Count a request for its account, its device and its address; raises TooManyError where it is one too many."""
    who = visitor(request)
    counted = [(f"address:{address_of(request)}", limit.address)]
    if who.account is not None:
        counted.append((f"account:{who.account.pk}", limit.account))
        if who.device is not None:
            counted.append((f"device:{who.device}", limit.account))
    count(name, counted, seconds=limit.seconds)


def count(name: str, counted: list[tuple[str, int]], *, seconds: int) -> None:
    """Count something for each of these; raises TooManyError where it is one too many for any."""
    moment = timezone.now().timestamp()
    window, into = divmod(moment, seconds)
    for who, most in counted:
        kept = f"limit:{name}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
        now, before = f"{kept}:{int(window)}", f"{kept}:{int(window) - 1}"
        reached = _counted(now, lasts_s=2 * seconds)
        if reached <= most * into / seconds:
            continue  # whatever the window before had, which is `most` at most
        carried = int(cache.get(before, 0))
        if reached + carried * (1 - into / seconds) > most:
            cache.decr(now)  # who keeps asking waits no longer than who does not
            raise TooManyError(
                retry_after_s=_wait(most=most, count=reached, carried=carried, into=into, seconds=seconds)
            )


def _counted(key: str, *, lasts_s: int) -> int:
    """One more; how many there are now."""
    for _ in range(2):
        try:
            return cache.incr(key)
        except ValueError:  # the first, or thrown out
            if cache.add(key, 1, timeout=lasts_s):
                break
    return 1


def _wait(*, most: int, count: int, carried: int, into: float, seconds: int) -> int:
    """Whole seconds until enough of the window before has slid out of sight, or this one has ended."""
    if count > most:
        return math.ceil(seconds - into)
    return max(1, math.ceil(seconds * (1 - (most - count) / carried) - into))
