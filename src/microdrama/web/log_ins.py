"""The way to another service's log-in, and the way back into the viewer, whatever happened there."""

from __future__ import annotations

import logging
from collections.abc import Callable

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from microdrama.domain.errors import MicrodramaError

BACK = "/account"
"""The viewer's screen that people come back to; it is nobody's to choose, so nobody is sent elsewhere."""
RETURNS = "/log-ins/"
"""Below which other services send people back."""

Next = Callable[[HttpRequest], HttpResponse]

_log = logging.getLogger(__name__)


class NoServiceError(MicrodramaError):
    """No such log-in is configured; nothing was begun."""


class ServiceSilentError(MicrodramaError):
    """The service does not answer, so there is no log-in to be sent to; nothing was begun."""


def begin(request: HttpRequest, *, service: str, connects: bool) -> str:
    """The address at the service where the person goes on, with a state that only this session knows.

    `connects` puts the service to the account that is logged in; else whoever comes back is logged in. Raises
    NoServiceError, and ServiceSilentError where the service does not tell where its log-in is.
    """
    name = next((one.name for one in settings.LOG_INS if one.id == service), None)
    if name is None:
        raise NoServiceError("Nobody logs in by that service here.")
    process = AuthProcess.CONNECT if connects else AuthProcess.LOGIN
    try:
        provider = get_adapter().get_provider(request, service)
        answer = provider.redirect(request, process, next_url=BACK, headless=True)
        return str(answer["Location"])
    except (OSError, LookupError, ValueError) as error:  # what requests raises is one of OSError
        _log.warning("Log-in by %s cannot begin: %s.", service, type(error).__name__)
        raise ServiceSilentError(f"{name} does not answer at the moment; try again later.") from error


class ReturnsThatFail:
    """Middleware: whoever comes back from a service gets into the viewer, with a sentence, even where all went wrong.

    What a service answers is for it alone to know, and may make of allauth's code what it likes.
    """

    def __init__(self, get_response: Next) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as always."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Send back those who came from a service; the log gets the error's kind, and nothing that the service said."""
        if not request.path.startswith(RETURNS) or isinstance(exception, Http404):
            return None
        _log.error("A return from another service failed: %s.", type(exception).__name__)
        return HttpResponseRedirect(f"{BACK}?error=unknown&error_process=login")
