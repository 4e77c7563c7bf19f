"""How much anybody may send: nothing that is large, and nothing that becomes large when it is unpacked."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from microdrama.web.api.problems import is_for_programs, problem

Next = Callable[[HttpRequest], HttpResponse]

MOST_BYTES = 1_048_576
"""The longest body that is read; the longest that anything of ours sends is a store's receipt, 64 KiB."""


class SmallBodies:
    """Refuses long and packed bodies before anything reads them.

    Whatever looks for a token in a form would else write the files that come with it to the disk, however long.
    """

    def __init__(self, get_response: Next) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer what is small and plain."""
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        if not (length.isascii() and length.isdecimal()) or int(length) > MOST_BYTES:
            return refused(request, 413, f"A request has at most {MOST_BYTES} bytes.", code="too-large")
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            return refused(request, 415, "Requests are read as they come, without a Content-Encoding.")
        return self._get_response(request)


def refused(request: HttpRequest, status: int, said: str, *, code: str = "") -> HttpResponse:
    """Refuse in the form that the address promises, before any view is asked."""
    if is_for_programs(request):
        return problem(status=status, detail=said, code=code)
    return HttpResponse(f"{said}\n", status=status, content_type="text/plain; charset=utf-8")
