"""Talking to paid services: one client with limits, plain sentences for what goes wrong, and keys that stay secret.

What went wrong decides whether something may have been bought, so every failure is one of three: it may pass and
nothing was accepted (PassingError), the request went out and no whole answer came back (UncertainError), or it will
not work (TakeError). An error that the service itself answers, which is JSON, says that it accepted nothing, even with
a status of 500 or 503; what a machine on the way says (502, 504, any page), or silence, says nothing.
"""

from __future__ import annotations

import base64
import functools
import ipaddress
import json
import os
import socket
import ssl
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NoReturn, cast

import httpx2

from microdrama.domain.takes import ClipRequest, StillRequest
from microdrama.studio.takes import NoKeyError, PassingError, TakeError, UncertainError

Json = dict[str, Any]
Authorise = Callable[[], Mapping[str, str]]
"""The headers that say who asks; made anew for every request."""

_TIMEOUT = httpx2.Timeout(120, connect=15)  # the quickest of those that answer at once take most of a minute
_LONGEST_S = 900.0
_ANSWER_BYTES, _RESULT_BYTES = 96 << 20, 1 << 30
_SAID_LETTERS = 240
_REDIRECTS = 5
_TOO_MANY, _TIMED_OUT = 429, 408
_ON_THE_WAY = (502, 504)  # said by a machine between us and the service, whatever form it has
_REFUSED_BEFORE_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)
_WORDS_OF_NO_MONEY = ("insufficient_quota", "insufficient balance", "arrearage", "billing_hard_limit")


@functools.lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """Whom we trust, read once: reading takes longer than most requests."""
    return httpx2.create_ssl_context()


class StatusError(TakeError):
    """The service refused, with an HTTP status of 4xx."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


def key_from(variable: str, who: str) -> str:
    """A key from the environment; raises NoKeyError, in a sentence that names the variable, where it is not set."""
    key = os.environ.get(variable, "").strip()
    if not key:
        raise NoKeyError(f"{who} needs a key: set the environment variable {variable}. What was made is kept.")
    if not key.isascii() or not key.isprintable():
        raise TakeError(f"The environment variable {variable} holds something that is no key.")
    return key


def bearer(variable: str, who: str, scheme: str = "Bearer") -> Authorise:
    """Authorisation with a key from the environment."""
    return lambda: {"Authorization": f"{scheme} {key_from(variable, who)}"}


class Remote:
    """One service: `name` for sentences, its base address, who we are. Safe to use from many threads.

    Answers beyond limits, redirects of what carries a key, and results at private addresses are refused; a result may
    lie at a private address only if it is the service's own, or where `private_results` says so.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        authorise: Authorise,
        *,
        private_results: bool = False,
        timeout: float | None = None,
    ) -> None:
        self.name = name
        self._base = _base(name, base_url)
        self._authorise = authorise
        self._private_results = private_results
        # every request on a connection of its own: one kept from before may break just as a purchase goes out on it
        alone = httpx2.Limits(max_keepalive_connections=0)
        self._client = httpx2.Client(verify=_certificates(), timeout=timeout or _TIMEOUT, limits=alone)

    def __repr__(self) -> str:
        return f"Remote({self.name!r}, {self._base!r})"

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Json:
        """The JSON object at a path."""
        return self._json(self._answer("GET", path, params=dict(params or {})), asked=False)

    def post(self, path: str, body: Json, headers: Mapping[str, str] | None = None) -> Json:
        """What a JSON object brings: a JSON object."""
        return self._json(self._answer("POST", path, json=body, headers=dict(headers or {})), asked=True)

    def post_form(self, path: str, fields: Mapping[str, str], files: Any, headers: Mapping[str, str]) -> Json:
        """What a form with files brings: a JSON object. `files` as httpx takes them."""
        content = self._answer("POST", path, data=dict(fields), files=files, headers=dict(headers))
        return self._json(content, asked=True)

    def upload(self, path: str, fields: Mapping[str, str], files: Any) -> Json:
        """What a form with files brings where nothing is bought by it: a JSON object."""
        content = self._answer("POST", path, asked=False, data=dict(fields), files=files)
        return self._json(content, asked=False)

    def post_for_bytes(self, path: str, body: Json, headers: Mapping[str, str] | None = None) -> bytes:
        """What a JSON object brings: some file's bytes."""
        content = self._answer("POST", path, json=body, headers=dict(headers or {}))
        if _is_page(content):
            self._page()
        return content

    def _answer(self, method: Literal["GET", "POST"], path: str, *, asked: bool | None = None, **what: Any) -> bytes:
        asked = method == "POST" if asked is None else asked
        headers = {**what.pop("headers", {}), **self._authorise()}
        secrets = [part for value in headers.values() for part in value.split() if len(part) > 8]
        with (
            self._sentences(asked=asked),
            self._client.stream(method, self._base + path, headers=headers, **what) as answer,
        ):
            content = self._limited(answer, _ANSWER_BYTES, asked=asked)
        if not answer.is_success:
            self._refused(answer, _said(content, secrets), content, asked=asked)
        return content

    def _refused(self, answer: httpx2.Response, said: str, content: bytes, *, asked: bool) -> NoReturn:
        status = answer.status_code
        told = f"{self.name} answered {status}{': ' + said if said else ''}."
        if answer.is_redirect:
            raise TakeError(f"{self.name} is not at {self._base}: it sends us elsewhere, where no key is taken.")
        if status == _TOO_MANY and any(word in said.lower() for word in _WORDS_OF_NO_MONEY):
            raise TakeError(told)
        if status in (_TOO_MANY, _TIMED_OUT):
            raise PassingError(told, after_s=_retry_after(answer))
        if status >= httpx2.codes.INTERNAL_SERVER_ERROR:
            if asked and (_object(content) is None or status in _ON_THE_WAY):
                raise UncertainError(told)
            raise PassingError(told, after_s=_retry_after(answer))
        raise StatusError(told, status)

    def _json(self, content: bytes, *, asked: bool) -> Json:
        found = _object(content)
        if found is not None:
            return found
        if _is_page(content):
            self._page()
        kind = UncertainError if asked else PassingError
        raise kind(f"{self.name} gave an answer that is no JSON object.")

    def _page(self) -> NoReturn:
        raise TakeError(f"{self.name} answered with a web page instead of data; is its address {self._base} right?")

    @contextmanager
    def _sentences(self, *, asked: bool) -> Generator[None]:
        """Errors of the network as ours; `asked` is whether something may have been bought by then."""
        try:
            yield
        except _REFUSED_BEFORE_SENT as error:
            raise PassingError(f"{self.name} could not be reached at {self._base}.") from error
        except httpx2.TransportError as error:
            kind = UncertainError if asked else PassingError
            slow = isinstance(error, httpx2.TimeoutException)
            raise kind(f"{self.name} {'took too long to answer' if slow else 'broke off'}.") from error
        except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as error:
            raise TakeError(f"{self.name} cannot be asked at {self._base}.") from error

    def _limited(self, answer: httpx2.Response, most: int, *, asked: bool) -> bytes:
        until, content = time.monotonic() + _LONGEST_S, bytearray()
        for block in answer.iter_bytes():
            content += block
            if len(content) > most or time.monotonic() > until:
                kind = UncertainError if asked else TakeError
                raise kind(f"{self.name} gave an answer without end.")
        return bytes(content)

    # --- results

    def fetch(self, path: str, target: Path, params: Mapping[str, Any] | None = None) -> None:
        """Write a file of the service itself, which wants to know who asks, to `target`."""
        address = f"{self._base}{path}?{urllib.parse.urlencode(dict(params or {}))}"
        with self._sentences(asked=False), self._client.stream("GET", address, headers=self._authorise()) as answer:
            self._write(answer, target)

    def download(self, url: object, target: Path) -> None:
        """Write the file at an address that the service gave, without telling who asks; redirects are followed."""
        for _ in range(_REDIRECTS):
            address = self._checked(url)
            with self._sentences(asked=False), self._client.stream("GET", address) as answer:
                self._refuse_private_peer(address, answer)
                if not answer.is_redirect:
                    self._write(answer, target)
                    return
                url = urllib.parse.urljoin(address, answer.headers.get("location", ""))
        raise TakeError(f"{self.name} sends us from one address to the next for its result.")

    def _write(self, answer: httpx2.Response, target: Path) -> None:
        if not answer.is_success:
            content = self._limited(answer, _ANSWER_BYTES, asked=False)
            status = answer.status_code
            passing = status >= httpx2.codes.INTERNAL_SERVER_ERROR or status in (_TOO_MANY, _TIMED_OUT)
            kind = PassingError if passing else TakeError
            raise kind(f"{self.name} answered {status} when its result was fetched: {_said(content, [])}".rstrip(": "))
        until, size = time.monotonic() + _LONGEST_S, 0
        with target.open("wb") as file:
            for block in answer.iter_bytes():
                size += len(block)
                if size > _RESULT_BYTES or time.monotonic() > until:
                    raise TakeError(f"{self.name} gave a result without end.")
                file.write(block)
        if size == 0:
            raise PassingError(f"{self.name} gave an empty result.")

    def _checked(self, url: object) -> str:
        """An address on the web that anybody may ask, or one of the service itself; raises TakeError for others."""
        parts = urllib.parse.urlsplit(url if isinstance(url, str) else "")
        if parts.scheme not in {"https", "http"} or not parts.hostname or parts.username is not None:
            raise TakeError(f"{self.name} gave no address on the web for its result.")
        if not self._own(parts.geturl()) and not self._private_results:
            if parts.scheme != "https":
                raise TakeError(f"{self.name} gave an address without encryption for its result.")
            if _is_private(parts.hostname):
                raise TakeError(f"{self.name} gave a private address for its result, which is not fetched.")
        return parts.geturl()

    def _own(self, url: str) -> bool:
        return _origin(url) == _origin(self._base)

    def _refuse_private_peer(self, address: str, answer: httpx2.Response) -> None:
        """A name may have pointed elsewhere when it was looked up again."""
        stream = answer.extensions.get("network_stream")
        peer = stream.get_extra_info("server_addr") if stream is not None else None
        proxied = bool(urllib.parse.urlsplit(address).scheme in urllib.request.getproxies())
        if peer and not proxied and not self._own(address) and not self._private_results and _is_private(str(peer[0])):
            raise TakeError(f"{self.name} gave a private address for its result, which is not fetched.")


def _base(name: str, url: str) -> str:
    """A base address without a slash at its end; keys go out over https, or to this machine and its neighbours."""
    parts = urllib.parse.urlsplit(url.strip())
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.username is not None:
        raise TakeError(f"The address of {name} is no address on the web; it is written like https://host/path.")
    if parts.scheme == "http" and not _is_private(parts.hostname):
        raise TakeError(f"The address of {name} begins with http; a key is sent over https only.")
    return urllib.parse.urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))


def _origin(url: str) -> tuple[str, str | None, int]:
    parts = urllib.parse.urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def _is_private(host: str) -> bool:
    """Whether a host, by its number or by any that its name stands for, is not on the open web."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        pass
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        found = socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)
    except OSError:
        return False  # it cannot be asked either, unless a proxy knows better
    return any(not ipaddress.ip_address(str(one[4][0]).partition("%")[0]).is_global for one in found)


def _object(content: bytes) -> Json | None:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return cast("Json", found) if isinstance(found, dict) else None


def _is_page(content: bytes) -> bool:
    return content[:512].lstrip().lower().startswith((b"<!doctype", b"<html"))


def _said(content: bytes, secrets: list[str]) -> str:
    """What a service says about an error, as the end of a sentence: one line, of bounded length, without our keys."""
    found = _object(content)
    words = _message(found) if found is not None else ""
    for secret in secrets:
        words = words.replace(secret, "***")
    words = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return words[:_SAID_LETTERS].rstrip(". ")


def _message(found: Json) -> str:
    for name in ("error", "message", "detail", "title", "code"):
        value: Any = found.get(name)
        if isinstance(value, dict):
            inner = cast("Json", value)
            return " ".join(str(inner[key]) for key in ("code", "message", "type") if inner.get(key))
        if isinstance(value, str | int) and value:
            return f"{value} {found.get('code', '')}" if name == "message" else str(value)
        if value:
            return json.dumps(value)[:_SAID_LETTERS]
    return ""


def _retry_after(answer: httpx2.Response) -> float | None:
    """Seconds, where the service says so in seconds; dates are left to the usual back-off."""
    value = answer.headers.get("retry-after", "")
    return float(value) if value.replace(".", "", 1).isdecimal() and len(value) < 8 else None


# --- what requests and answers have in common


def text_at(found: Any, *path: str | int) -> str:
    """The text, or number as text, at a path inside an answer; empty where there is none."""
    for step in path:
        if isinstance(found, dict) and isinstance(step, str):
            found = cast("Json", found).get(step)
        elif isinstance(found, list) and isinstance(step, int):
            items = cast("list[Any]", found)
            found = items[step] if -len(items) <= step < len(items) else None
        else:
            return ""
    return str(found) if isinstance(found, str | int | float) and not isinstance(found, bool) else ""


def object_at(found: Any, *path: str) -> Json:
    """The JSON object at a path inside an answer; an empty one where there is none."""
    for step in path:
        found = cast("Json", found).get(step) if isinstance(found, dict) else None
    return cast("Json", found) if isinstance(found, dict) else {}


def objects_at(found: Json, name: str) -> list[Json]:
    """The JSON objects in a list inside an answer; none where there is no list."""
    value: Any = found.get(name)
    return (
        [cast("Json", one) for one in cast("list[Any]", value) if isinstance(one, dict)]
        if isinstance(value, list)
        else []
    )


def number_at(found: Any, *path: str | int) -> str | None:
    """The number that is not below zero at a path inside an answer, as a decimal text."""
    words = text_at(found, *path)
    whole, _, rest = words.partition(".")
    fine = whole.isdecimal() and len(whole) <= 12 and (not rest or rest.isdecimal())
    return f"{whole}.{rest[:12]}" if fine and rest else whole if fine else None


_KINDS = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp", ".wav": "audio/wav", ".mp3": "audio/mpeg"}


def media_type(path: Path) -> str:
    """The media type of a reference file by its first bytes, where they tell, else by its name."""
    head = path.read_bytes()[:12]
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG"):
        return "image/png"
    return _KINDS.get(path.suffix.lower(), "image/png")


def base64_of(path: Path) -> str:
    """A file's contents in base64."""
    return base64.b64encode(path.read_bytes()).decode("ascii")


def data_url(path: Path) -> str:
    """A file as an address that holds its contents."""
    return f"data:{media_type(path)};base64,{base64_of(path)}"


def pictures(
    request: StillRequest | ClipRequest, references: Mapping[str, Path], *roles: str
) -> list[tuple[str, Path]]:
    """The reference files of a request in its order, with what they show; all, or those of some roles."""
    return [(one.role, references[one.sha256]) for one in request.references if not roles or one.role in roles]


def aspect(request: StillRequest | ClipRequest, known: Mapping[str, float]) -> str:
    """The name of the aspect among those that a service knows (name to width over height) that is nearest."""
    wanted = request.width / request.height
    return min(known, key=lambda name: abs(known[name] / wanted - 1))
