"""Which other services people may log in with here: what the operator's variables say, and allauth's words for it.

| variable | written |
|---|---|
| MICRODRAMA_LOG_INS | google=CLIENT:SECRET, and facebook, line, kakao, tiktok, twitter_oauth2; several with commas |
| MICRODRAMA_APPLE | SERVICES_ID:TEAM_ID:KEY_ID:FILE, the file being the key that Apple made, AuthKey_KEY_ID.p8 |
| MICRODRAMA_OPENID | ID=https://CLIENT:SECRET@ISSUER#NAME, any issuer of OpenID Connect; several with commas |

What is secret in them stands in no message and in no value's repr.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from microdrama.domain.errors import MicrodramaError

APPLE, GOOGLE, OPENID = "apple", "google", "openid_connect"
NAMES: Mapping[str, str] = {
    GOOGLE: "Google",
    "facebook": "Facebook",
    "line": "LINE",
    "kakao": "Kakao",
    "tiktok": "TikTok",
    "twitter_oauth2": "X",
}
"""The services that MICRODRAMA_LOG_INS can name, and what people call them."""

KINDS = (*NAMES, APPLE, OPENID)
"""What of allauth's services can be configured here at all."""

_LONGEST_NAME = 40
# of a person we want to know what tells them apart and where to write to them, and no name or picture
_SCOPE = ["openid", "email"]
_ISSUER = "ID=https://CLIENT:SECRET@ISSUER#NAME"


class LogInSettingError(MicrodramaError):
    """A variable that names another service's log-in makes no sense; nothing was begun."""


@dataclass(frozen=True, slots=True)
class LogIn:
    """A service that people may log in with: `id` names it in addresses, `name` to people, `kind` is allauth's."""

    id: str
    name: str
    kind: str
    words: Mapping[str, Any] = field(repr=False)
    """How allauth is told of it: client and secret."""


def read_log_ins(environment: Mapping[str, str]) -> tuple[LogIn, ...]:
    """The services that the operator's variables name, in their order. Raises LogInSettingError."""
    apple = environment.get("MICRODRAMA_APPLE", "").strip()
    found = (
        *(_service(told, place) for place, told in _listed(environment, "MICRODRAMA_LOG_INS")),
        *([_apple(apple)] if apple else []),
        *(_issuer(told, place) for place, told in _listed(environment, "MICRODRAMA_OPENID")),
    )
    for one in found:
        if sum(one.id == other.id for other in found) > 1:
            raise LogInSettingError(f"The log-in {one.id} is named twice; each needs a word of its own.")
    return found


def for_allauth(log_ins: tuple[LogIn, ...]) -> dict[str, dict[str, Any]]:
    """The setting SOCIALACCOUNT_PROVIDERS."""
    return {
        kind: {"APPS": [dict(one.words) for one in log_ins if one.kind == kind]}
        for kind in KINDS
        if any(one.kind == kind for one in log_ins)
    }


def _listed(environment: Mapping[str, str], name: str) -> list[tuple[int, str]]:
    parts = [part.strip() for part in environment.get(name, "").split(",")]
    return list(enumerate((part for part in parts if part), start=1))


def _service(told: str, place: int) -> LogIn:
    service, _, keys = told.partition("=")
    client, _, secret = keys.partition(":")
    if service not in NAMES or not client or not secret:
        raise LogInSettingError(
            f"MICRODRAMA_LOG_INS must list services as NAME=CLIENT:SECRET, with a name of {', '.join(NAMES)}; "
            f"number {place} is written in another way."
        )
    # a code that somebody catches on its way back is of no use without what this server alone knows (PKCE)
    more = {"settings": {"oauth_pkce_enabled": True, "scope": _SCOPE}} if service == GOOGLE else {}
    words = {"client_id": client, "secret": secret, **more}
    return LogIn(id=service, name=NAMES[service], kind=service, words=words)


def _apple(told: str) -> LogIn:
    service, team, key, file = (*told.split(":", 3), "", "", "")[:4]
    if not (service and team and key and file):
        raise LogInSettingError("MICRODRAMA_APPLE is written SERVICES_ID:TEAM_ID:KEY_ID:FILE.")
    try:
        pem = Path(file).expanduser().read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise LogInSettingError("The file that MICRODRAMA_APPLE names cannot be read.") from error
    if "PRIVATE KEY-----" not in pem:
        raise LogInSettingError("The file that MICRODRAMA_APPLE names holds no key as Apple makes them (.p8).")
    words = {"client_id": service, "secret": key, "key": team, "settings": {"certificate_key": pem}}
    return LogIn(id=APPLE, name="Apple", kind=APPLE, words=words)


def _issuer(told: str, place: int) -> LogIn:
    name, _, address = told.partition("=")
    try:
        parts = urlsplit(address)
        client, secret, host = unquote(parts.username or ""), unquote(parts.password or ""), _host(parts)
    except ValueError:
        client = secret = host = ""
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,30}", name) or name in KINDS or not (client and secret and host):
        raise LogInSettingError(
            f"MICRODRAMA_OPENID must list issuers as {_ISSUER}, with an ID of small letters, digits and hyphens that "
            f"is none of {', '.join((*NAMES, APPLE))}; number {place} is written in another way."
        )
    # what comes straight from the issuer is believed for its connection's sake, so there must be one that proves it
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"}):
        raise LogInSettingError(f"MICRODRAMA_OPENID: the address of {name} must begin with https://.")
    shown = unquote(parts.fragment).strip()[:_LONGEST_NAME] or str(parts.hostname)
    settings = {
        "server_url": f"{parts.scheme}://{host}{parts.path.rstrip('/')}",
        "oauth_pkce_enabled": True,
        "scope": _SCOPE,
    }
    words = {"provider_id": name, "name": shown, "client_id": client, "secret": secret, "settings": settings}
    return LogIn(id=name, name=shown, kind=OPENID, words=words)


def _host(parts: SplitResult) -> str:
    """Name and port without what stands before them; raises ValueError for a port that is none."""
    host = parts.hostname or ""
    return f"{host}:{parts.port}" if parts.port else host
