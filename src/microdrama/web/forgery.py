"""Guards everything that changes something against requests that another site sent in the viewer's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseForbidden, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.views.decorators.csrf import csrf_exempt

SIGNED_BY_SENDER = ("/api/v1/notices/",)
"""Where other servers report (payments, advertisements): they have no cookies, and sign what they say."""


_API = "/api/"


class ForgeryGuard(CsrfViewMiddleware):
    """Asks every unsafe request for its token, those of the API too.

    Ninja marks all its views as exempt and leaves the question to each endpoint. Here no endpoint can forget it.
    """

    def process_view(
        self,
        request: HttpRequest,
        callback: Callable[..., HttpResponseBase],
        callback_args: tuple[Any, ...],
        callback_kwargs: dict[str, Any],
    ) -> HttpResponseForbidden | None:
        """Refuse what carries no token, before the view sees it."""
        if request.path.startswith(_API):
            callback = _exempt if request.path.startswith(SIGNED_BY_SENDER) else _guarded
        return super().process_view(request, callback, callback_args, callback_kwargs)


def hand_token(request: HttpRequest) -> str:
    """The token that this visitor's requests must carry; its cookie goes out with the answer."""
    return get_token(request)


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say that the token is missing, as a problem document."""
    said = "This request does not carry the token of this site; load the page again."
    body = {"type": "about:blank", "title": "Forbidden", "status": 403, "detail": said, "code": "csrf"}
    return JsonResponse(body, status=403, content_type="application/problem+json")


def _guarded(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError  # stands in for any view when Django asks whether it is exempt


@csrf_exempt
def _exempt(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError
