"""How the API says that something went wrong: problem documents (RFC 9457), one for every error there is."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.request import RawPostDataException
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from microdrama.domain.errors import MicrodramaError, UsageError
from microdrama.domain.statement import StatementError
from microdrama.platform.accounts.connections import LastWayInError, NoConnectionError
from microdrama.platform.accounts.operations import BirthYearError, CapError, LastOwnerError, StaffError
from microdrama.platform.accounts.studios import NoMemberError, NoStudioError, NotYoursError
from microdrama.platform.catalogue.availability import UnknownSeriesError
from microdrama.platform.catalogue.queries import CursorError
from microdrama.platform.playback.heartbeats import BeatError
from microdrama.platform.playback.playlists import PlaylistError
from microdrama.platform.playback.start import UnknownEpisodeError
from microdrama.platform.wallet.coupons import CouponError
from microdrama.platform.wallet.giving import AdReplayedError, NotGivenError, NotYetError, TooManyAdsError
from microdrama.platform.wallet.joining import JoinError
from microdrama.platform.wallet.ledger import ClosedAccountError, NotEnoughCoinsError
from microdrama.platform.wallet.orders import NoOrderError, NotRefundableError, PaidAlreadyError, QuoteGoneError
from microdrama.platform.wallet.quoting import NothingToBuyError, NotSoldError
from microdrama.platform.wallet.subscriptions import NoSubscriptionError
from microdrama.platform.wallet.unlocking import (
    AlreadyOpenError,
    MonthlyCapError,
    PriceFellError,
    QuoteExpiredError,
    UnknownQuoteError,
)
from microdrama.ports.payments import ProviderError
from microdrama.web.limits import TooManyError
from microdrama.web.log_ins import NoServiceError, ServiceSilentError

CONTENT_TYPE = "application/problem+json"
PREFIX = "/api/"

_log = logging.getLogger(__name__)

# The status of every error for a person that an endpoint may meet; its subclasses have it too.
STATUS_OF: Mapping[type[MicrodramaError], int] = {
    UnknownSeriesError: 404,
    UnknownEpisodeError: 404,
    UnknownQuoteError: 404,
    NotSoldError: 404,
    NoOrderError: 404,
    QuoteGoneError: 409,
    NotRefundableError: 409,
    PaidAlreadyError: 409,
    NoSubscriptionError: 409,
    ProviderError: 503,
    StatementError: 422,
    NotEnoughCoinsError: 402,
    NothingToBuyError: 409,
    QuoteExpiredError: 409,
    AlreadyOpenError: 409,
    PriceFellError: 409,
    MonthlyCapError: 403,
    ClosedAccountError: 403,
    NotGivenError: 409,
    NotYetError: 409,
    AdReplayedError: 409,
    TooManyAdsError: 429,
    CouponError: 404,
    BeatError: 409,
    PlaylistError: 500,
    CursorError: 422,
    UsageError: 422,
    TooManyError: 429,
    NotYoursError: 403,
    StaffError: 403,
    NoStudioError: 404,
    NoMemberError: 404,
    NoServiceError: 404,
    ServiceSilentError: 503,
    NoConnectionError: 404,
    LastWayInError: 409,
    JoinError: 409,
    LastOwnerError: 409,
    BirthYearError: 422,
    CapError: 422,
    MicrodramaError: 400,
}


class Problem(Schema):
    """What went wrong; `code` is for programs and never changes, `detail` is a sentence for people."""

    type: str = Field(examples=["about:blank"])
    title: str
    status: int
    detail: str
    code: str


def problem(*, status: int, detail: str, code: str = "", headers: Mapping[str, str] | None = None) -> HttpResponse:
    """The answer for a request that failed; without `code`, that of its status ("not-found")."""
    title = HTTPStatus(status).phrase
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code or re.sub(r"[^a-z]+", "-", title.lower()),
    }
    response = JsonResponse(body, status=status, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def is_for_programs(request: HttpRequest) -> bool:
    """Whether this address promises JSON."""
    return request.path.startswith(PREFIX)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """Refuse what makes no sense, in the form that the address promises."""
    said = "The request cannot be read."
    if is_for_programs(request):
        return problem(status=400, detail=said)
    return HttpResponse(f"{said}\n", status=400, content_type="text/plain; charset=utf-8")


def handle_problems(api: NinjaAPI) -> None:
    """Have every error of the API's endpoints answered with a problem document."""
    for kind, answer in _ANSWERS.items():
        api.add_exception_handler(kind, answer)


def code_of(error: MicrodramaError) -> str:
    """The error's name as a code: NotEnoughCoinsError is "not-enough-coins"."""
    name = type(error).__name__.removesuffix("Error")
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


def status_of(error: MicrodramaError) -> int:
    """The status of the nearest class that the table names."""
    return next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)


def _for_a_person(request: HttpRequest, error: MicrodramaError) -> HttpResponse:  # noqa: ARG001 - Ninja's signature
    headers = {}
    wait = getattr(error, "retry_after_s", None)
    if isinstance(wait, int):
        headers["Retry-After"] = str(wait)
    return problem(status=status_of(error), detail=str(error), code=code_of(error), headers=headers)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001 - Ninja's signature
    said = "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in error.errors)
    return problem(status=422, detail=f"{said}.", code="invalid")


def _raised(request: HttpRequest, error: HttpError) -> HttpResponse:  # noqa: ARG001 - Ninja's signature
    wait = getattr(error, "wait", None)
    return problem(
        status=error.status_code,
        detail=error.message,
        headers={"Retry-After": str(wait)} if isinstance(wait, int) else None,
    )


def _missing(request: HttpRequest, error: Http404) -> HttpResponse:  # noqa: ARG001 - Ninja's signature
    return problem(status=404, detail="There is nothing at this address.")


def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:  # noqa: ARG001 - Ninja's signature
    return problem(status=413, detail="The request is too large.", code="too-large")


def _unread(request: HttpRequest, error: Exception) -> HttpResponse:  # noqa: ARG001 - Ninja's signature
    return problem(status=400, detail="The request cannot be read.")


def _unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
    _log.error("%s %s failed", request.method, request.path, exc_info=error)
    return problem(status=500, detail="The server made a mistake; its log says which.")


_ANSWERS: Mapping[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    MicrodramaError: _for_a_person,
    ValidationError: _invalid,
    HttpError: _raised,
    Http404: _missing,
    RequestDataTooBig: _too_big,
    SuspiciousOperation: _unread,
    UnreadablePostError: _unread,
    DataError: _unread,  # what the database cannot hold
    RawPostDataException: _unread,  # a form where JSON belongs: the guard against forgery has read it
    RecursionError: _unread,  # JSON that is nested a million deep
    Exception: _unforeseen,
}
