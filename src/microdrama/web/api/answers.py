"""What holds for every answer of the API: tags that spare a download, tokens against forgery, errors in one form."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.cache import get_conditional_response

from microdrama.web.api.problems import csrf_failed, is_for_programs, problem

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

Next = Callable[[HttpRequest], HttpResponse]


class ApiAnswers:
    """Middleware for the addresses under /api/; all others pass."""

    def __init__(self, get_response: Next) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, in the form that the API promises."""
        if not is_for_programs(request):
            return self._get_response(request)
        response = self._get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            allowed = response.headers["Allow"]
            return problem(status=405, detail=f"This address takes {allowed} only.", headers={"Allow": allowed})
        if request.method == "GET" and response.status_code == 200 and not response.streaming:
            return _conditional(request, response)
        return response

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Refuse a change that another site may have made the browser send.

        Only a browser sends cookies by itself, so who comes without any, as a payment provider does, needs no
        token. Ninja's views are exempt from Django's own check, since most APIs know nothing of cookies.
        """
        if request.method in _SAFE or not is_for_programs(request):
            return None
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            return csrf_failed(request)
        if not request.COOKIES:
            return None
        check = _Forgery(lambda _request: HttpResponse())
        check.process_request(request)
        refusal = check.process_view(request, _checked, args, kwargs)
        return csrf_failed(request) if refusal is not None else None


class _Forgery(CsrfViewMiddleware):
    """Django's own check, for views that are exempt from it."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return csrf_failed(request, reason)


def _checked(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view without an exemption
    return HttpResponse()


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    response.headers.setdefault("Cache-Control", "private, no-cache")
    if "no-store" in response.headers["Cache-Control"]:
        return response
    # weak: the same words may go out compressed or not
    etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    answer = get_conditional_response(request, etag=etag, response=response)
    return response if answer is None else answer
