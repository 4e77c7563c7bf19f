"""What may be believed of a request: who sent it, from which territory, over which scheme.

Anybody can write any header. Those that proxies add (X-Forwarded-For, X-Forwarded-Proto, the one that names the
territory) count only where the peer itself is one of the operator's proxies; everywhere else they are taken off
before anything looks at them. Behind this, REMOTE_ADDR is the viewer's address.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Next = Callable[[HttpRequest], HttpResponse]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# a key of the request's environment that no header can set: those all begin with HTTP_
_TERRITORY = "microdrama.territory"
_CODE = re.compile(r"[A-Z]{2}")
# what services that look up territories say where they know none
_UNKNOWN = frozenset({"XX", "ZZ"})
_TOLD_BY_PROXIES = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT")
_OTHER_NAMES = ("HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_CLIENT_IP", "HTTP_X_CLIENT_IP", "HTTP_TRUE_CLIENT_IP")


class TrustedProxy:
    """Settles once, before all else, what is true of a request; and marks cookies Secure where it came over TLS."""

    def __init__(self, get_response: Next) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request as it really is."""
        _settle(request.META)
        response = self._get_response(request)
        if request.is_secure():
            for cookie in response.cookies.values():
                cookie["secure"] = True
        return response


def territory_of(request: HttpRequest) -> str:
    """The territory that a trusted proxy named, or the operator's own; never what the viewer says."""
    return str(request.META.get(_TERRITORY) or settings.TERRITORY)


def address_of(request: HttpRequest) -> str:
    """Where the request came from, as limits count it: an IPv4 address, or the /64 that an IPv6 customer holds."""
    try:
        address = ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


def _settle(environ: dict[str, object]) -> None:
    forwarded, scheme, *_ = [str(environ.pop(name, "")) for name in _TOLD_BY_PROXIES]
    for name in _OTHER_NAMES:
        environ.pop(name, None)
    named = str(environ.pop(_header_key(settings.TERRITORY_HEADER), "")) if settings.TERRITORY_HEADER else ""
    if not _is_proxy(str(environ.get("REMOTE_ADDR", "")), settings.PROXIES):
        return
    environ["REMOTE_ADDR"] = _first_stranger(forwarded, peer=str(environ["REMOTE_ADDR"]))
    if scheme in {"http", "https"}:
        environ["wsgi.url_scheme"] = scheme
    code = named.strip().upper()
    if _CODE.fullmatch(code) and code not in _UNKNOWN:
        environ[_TERRITORY] = code


def _first_stranger(forwarded: str, *, peer: str) -> str:
    """The last address in X-Forwarded-For that is no proxy of ours: all before it may be invented."""
    for told in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        try:
            ipaddress.ip_address(told)
        except ValueError:
            return peer
        if not _is_proxy(told, settings.PROXIES):
            return told
        peer = told
    return peer


def _is_proxy(address: str, networks: tuple[Network, ...]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return any(parsed in network for network in networks)


def _header_key(name: str) -> str:
    return "HTTP_" + name.upper().replace("-", "_")
