"""Holds log-in, sign-up and codes to their limits: their views are others', so it is done from outside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from microdrama.web.api.problems import problem
from microdrama.web.limits import LIMITS, TooManyError, count
from microdrama.web.proxies import address_of

Next = Callable[[HttpRequest], HttpResponse]

_BY_ADDRESS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"/_allauth/[^/]+/v1/auth/signup"), "sign-up"),
    (re.compile(r"/_allauth/[^/]+/v1/auth/(email/verify|code/confirm|password/reset)"), "code"),
    (re.compile(r"/_allauth/[^/]+/v1/auth/(login|provider|password/request|code/request|reauthenticate)"), "login"),
    (re.compile(rf"/{re.escape(settings.OFFICE_PATH)}(login/|welcome/)"), "office"),
)


class SignInLimits:
    """Middleware: log-in, sign-up and codes are others' views, so their addresses are held from outside."""

    def __init__(self, get_response: Next) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say when to come back."""
        name = _name_of(request)
        if name is None:
            return self._get_response(request)
        try:
            limit = LIMITS[name]
            counted = [(f"address:{address_of(request)}", limit.address)]
            if name == "office":  # allauth counts those that it logs in itself
                counted += [(f"account:{told}", limit.account) for told in _named(request)]
            count(name, counted, seconds=limit.seconds)
        except TooManyError as error:
            return refusal(error.retry_after_s)
        response = self._get_response(request)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:  # allauth's own count, which says no time
            return refusal(LIMITS[name].seconds)
        return response


def refusal(retry_after_s: int) -> HttpResponse:
    """The problem document for what came too often."""
    said = str(TooManyError(retry_after_s=retry_after_s))
    return problem(status=429, detail=said, code="too-many", headers={"Retry-After": str(retry_after_s)})


def _named(request: HttpRequest) -> list[str]:
    """Whom a form would log in, whether there is anybody of that name or not; however it is written."""
    return [unicodedata.normalize("NFKC", told).strip().casefold() for told in request.POST.getlist("username")[-1:]]


def _name_of(request: HttpRequest) -> str | None:
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return None
    return next((name for pattern, name in _BY_ADDRESS if pattern.match(request.path)), None)
