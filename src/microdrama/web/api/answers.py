"""What holds for every answer of the API: tags that spare a download, errors in one form even where no endpoint is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import get_conditional_response

from microdrama.web.api.problems import is_for_programs, problem

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


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    response.headers.setdefault("Cache-Control", "private, no-cache")
    if "no-store" in response.headers["Cache-Control"]:
        return response
    # weak: the same words may go out compressed or not
    etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    answer = get_conditional_response(request, etag=etag, response=response)
    return response if answer is None else answer
