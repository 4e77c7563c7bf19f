"""Who asks, from where, and what they read: everything that answers depend on beside the address itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation.trans_real import parse_accept_lang_header

from microdrama.platform.accounts.devices import hash_secret
from microdrama.platform.accounts.models import Account
from microdrama.platform.accounts.queries import account_of_device
from microdrama.platform.accounts.sessions import SessionStore
from microdrama.web.proxies import territory_of

DEVICE_COOKIE = "device"
_LONGEST_SECRET = 200
_AGE_S = 400 * 24 * 3600  # the longest that browsers keep a cookie
_MOST_LANGUAGES = 8


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever sent a request. `account` is None until they have one; `device` names their device, and is no secret.

    `territory` is ISO 3166-1, `languages` are BCP 47 tags, best first.
    """

    account: Account | None
    territory: str
    languages: tuple[str, ...]
    device: str | None
    is_staff: bool

    @property
    def is_signed_in(self) -> bool:
        """Whether they logged in, as somebody with a name."""
        return self.account is not None and not self.account.is_guest


def visitor(request: HttpRequest) -> Visitor:
    """Who sent this request: the account that is logged in, else the guest whose device it is, else nobody.

    Looked up once a request; one query for whoever is logged in.
    """
    known = getattr(request, "_visitor", None)
    if isinstance(known, Visitor):
        return known
    found = _look(request)
    request._visitor = found  # type: ignore[attr-defined]  # noqa: SLF001 - Django's requests are made to be added to
    return found


def forget_visitor(request: HttpRequest) -> None:
    """Look again at the next question: who somebody is has just changed."""
    request.__dict__.pop("_visitor", None)


def device_secret(request: HttpRequest) -> str | None:
    """The secret that the device sent; whether it means anything is another question."""
    secret = request.COOKIES.get(DEVICE_COOKIE, "")
    return secret if 0 < len(secret) <= _LONGEST_SECRET else None


def remember_device(response: HttpResponseBase, *, secret: str) -> None:
    """Have the browser keep the device's secret, out of reach of scripts and of other sites' forms."""
    response.set_cookie(DEVICE_COOKIE, secret, max_age=_AGE_S, httponly=True, samesite="Lax", path="/")


def forget_device(response: HttpResponseBase) -> None:
    """Have the browser drop the device's secret."""
    response.delete_cookie(DEVICE_COOKIE, path="/", samesite="Lax")


def _look(request: HttpRequest) -> Visitor:
    secret = device_secret(request)
    account = _logged_in(request)
    if account is None and secret is not None:
        account = account_of_device(secret=secret, at=timezone.now())
    return Visitor(
        account=account,
        territory=territory_of(request),
        languages=_languages(request),
        device=hash_secret(secret) if secret else None,
        is_staff=account is not None and account.is_staff,
    )


def _logged_in(request: HttpRequest) -> Account | None:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and not hasattr(request, "_cached_user"):
        return None  # nothing to look up, and no session is touched: the answer stays the same for every stranger
    session = getattr(request, "session", None)
    if isinstance(session, SessionStore) and not hasattr(request, "_cached_user"):
        account = session.logged_in(at=timezone.now())
        if account is not None:
            request._cached_user = account  # type: ignore[attr-defined]  # noqa: SLF001 - where Django looks for it
            return account
    user = get_user(request)
    return user if isinstance(user, Account) and user.is_active else None


def _languages(request: HttpRequest) -> tuple[str, ...]:
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return tuple(tag for tag, weight in accepted if weight > 0 and tag != "*")[:_MOST_LANGUAGES]
