"""The headers that keep a browser to this server, and the names that the server answers to."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port

from microdrama.web.bodies import refused

Next = Callable[[HttpRequest], HttpResponse]

# hls.js plays through blobs (media) and works in one (worker); all else comes from this server as files
_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "font-src 'self'; "
    "media-src 'self' blob:; "
    "worker-src 'self' blob:; "
    "connect-src 'self'; "
    "manifest-src 'self'; "
    "base-uri 'none'; "
    "form-action 'self'; "
    "frame-ancestors 'none'"
)

# the back office's theme computes small expressions written in its pages (Alpine), and colours elements one by one
_OFFICE_POLICY = (
    "default-src 'none'; "
    "script-src 'self' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "base-uri 'none'; "
    "form-action 'self'; "
    "frame-ancestors 'none'"
)


class PageRules:
    """Puts the browser's rules on every answer, errors included."""

    def __init__(self, get_response: Next) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then add the rules."""
        response = self._get_response(request)
        office = request.path.startswith(f"/{settings.OFFICE_PATH}")
        if office:
            response.headers.setdefault("Cache-Control", "private, no-store")
        policy = _OFFICE_POLICY if office else _CONTENT_SECURITY_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
        )
        return response


class KnownHost:
    """Refuses requests that were addressed to a name which is not ours.

    A foreign page can point a name of its own at this machine and read what it gets (DNS rebinding), but it
    cannot do so with a bare IP address: hence a phone that types our address in always gets through.
    """

    def __init__(self, get_response: Next) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request for us, refuse any other."""
        try:
            host, _port = split_domain_port(request.get_host())
        except DisallowedHost:
            host = ""
        if host in settings.HOST_NAMES or _is_address(host):
            return self._get_response(request)
        return refused(
            request, 400, "This server is not known under that name; whoever runs it can add it to MICRODRAMA_HOSTS."
        )


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True
