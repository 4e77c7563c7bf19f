"""The shop under load: the feed beside a bare Django view of the same rows, starts, and a catalogue of a million parts.

Server and load share this machine. Figures are ratios within one run, but for the answer to a start, whose milliseconds
a viewer waits.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import masses
from benchmarks.load import Load, hammer, message
from benchmarks.measure import PYTHON, ROOT, Figure

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "platform")]  # databases and bundles are the tests' own

import databases  # noqa: E402 (needs the path above)
from tiny_bundle import make_bundle  # noqa: E402

if TYPE_CHECKING:
    from databases import Database

_WORKERS, _THREADS, _BARE_PORT = 2, 64, 8099
_FEED = "/api/v1/series?limit=20"
_FREE = 10

_VIEWERS, _QUOTES = 400, 5
"""So many viewers take turns, each from an address of their own, as in life; no limit of rates meets them."""

_PREPARE = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from django.conf import settings
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from microdrama.platform.accounts.sessions import SessionStore
from django.db import transaction
from microdrama.platform.accounts.models import Account
from microdrama.platform.catalogue.models import Episode, Right, Series
from microdrama.platform.catalogue.operations import launch, publish_bundle
from microdrama.platform.wallet import lots, quoting

launch(territories=None, at=datetime.now(UTC))
publish_bundle(bundle=Path(sys.argv[1]), media_root=Path(settings.MEDIA_ROOT))
tale = Series.objects.get(slug="tale")
for number in range(int(sys.argv[2]) - 1):  # rows alone: nobody asks for their files
    episodes = list(tale.episodes.all())
    name = f"tale-{number}"
    twin = Series.objects.get(pk=tale.pk)
    twin.pk, twin.slug, twin.source_id, twin.asset = None, name, name, name
    twin.save(force_insert=True)
    Right.objects.create(series=twin, territory="*", starts_at=tale.published_at)
    for episode in episodes:
        episode.pk, episode.series = None, twin
    Episode.objects.bulk_create(episodes)
at, found = datetime.now(UTC), []
with transaction.atomic():
    for number in range(int(sys.argv[3])):
        account = Account.objects.create(email=f"guest-{number}@example.org", is_guest=False)
        lots.credit_paid(account=account, coins=100_000, tier=1, currency="USD", money_minor=100_000,
                         provider="sandbox", key=f"prepared:{number}", at=at)
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.save()
        quotes = [quoting.quote_episode(account=account, slug="tale", number=11 + n, territory="US", at=at)
                  for n in range(int(sys.argv[4]))]
        found.append([session.session_key, [str(quote.public_id) for quote in quotes]])
print(json.dumps(found))
"""


@dataclass(frozen=True)
class _Viewer:
    """A viewer who is signed in, the address they come from, and prices that they were told."""

    session: str
    address: str
    quotes: list[str]

    def gets(self, path: str) -> bytes:
        """A request for what is there."""
        return message("GET", path, headers=self._headers)

    def posts(self, path: str, body: dict[str, Any]) -> bytes:
        """A request that changes something, with the token of the site."""
        token = "t" * 32
        cookies = f"{self._headers['Cookie']}; csrftoken={token}"
        headers = self._headers | {"Cookie": cookies, "X-CSRFToken": token, "Origin": "http://localhost"}
        return message("POST", path, headers=headers, body=json.dumps(body).encode())

    @property
    def _headers(self) -> dict[str, str]:
        return {"Cookie": f"session={self.session}", "X-Forwarded-For": self.address}


@dataclass(frozen=True)
class _Shop:
    """A served shop and its viewers."""

    url: str
    viewers: list[_Viewer]

    def feed(self, seconds: float, *, path: str = _FEED) -> Load:
        """The feed for signed-in viewers who come together."""
        asked = itertools.cycle([viewer.gets(path) for viewer in self.viewers])
        return hammer(self.url, lambda: next(asked), seconds=seconds)

    def fresh_feed(self, seconds: float) -> Load:
        """The feed for one after the other, so far apart that no kept page answers them."""
        asked = itertools.cycle([viewer.gets(_FEED) for viewer in self.viewers])

        def after_a_pause() -> bytes:
            time.sleep(0.6)
            return next(asked)

        return hammer(self.url, after_a_pause, connections=1, seconds=seconds)

    def start(self, seconds: float) -> Load:
        """A free episode, started by one viewer after the other."""
        asked = itertools.cycle([viewer.posts(f"/api/v1/play/tale/{_FREE}", {}) for viewer in self.viewers])
        return hammer(self.url, lambda: next(asked), seconds=seconds, connections=1)

    def unlock(self, seconds: float) -> Load:
        """Each viewer's quotes, one after the other, until all are used."""
        each = [[viewer.posts("/api/v1/unlocks", {"quote": one}) for one in viewer.quotes] for viewer in self.viewers]
        asked = iter([one for together in zip(*each, strict=True) for one in together])
        return hammer(self.url, lambda: next(asked, None), seconds=seconds, connections=1)


def figures(*, short: bool) -> list[Figure]:
    """Both databases for the feed and starts, and PostgreSQL small and large; the short form leaves the masses out."""
    seconds = 3.0 if short else 10.0
    found: list[Figure] = []
    with tempfile.TemporaryDirectory() as name:
        for kind in databases.KINDS:
            folder = Path(name) / kind
            folder.mkdir()
            with databases.databases(kind, folder=folder, durable=True) as made:
                found += _beside_bare(made.fresh(), folder, seconds)
        if not short:
            found += _small_and_large(Path(name) / "masses", seconds)
    return found


def _beside_bare(database: Database, folder: Path, seconds: float) -> list[Figure]:
    viewers = _prepared(database, folder, series=40)
    with _serving(_ours(), database) as url:
        shop = _Shop(url, viewers)
        shop.feed(1)
        ours, start = shop.feed(seconds), shop.start(seconds)
    with _serving(_bare(), database, port=_BARE_PORT) as url:
        shop = _Shop(url, viewers)
        shop.feed(1, path="/feed")
        bare, stranger = shop.feed(seconds, path="/feed"), shop.feed(seconds, path="/open")
    for load in (ours, start, bare, stranger):
        _refuse_failures(load)
    where = "SQLite" if database.kind == "sqlite" else "PostgreSQL"
    detail = (
        f"{ours.a_second:.0f} feeds of 20 a second against {bare.a_second:.0f}, both for viewers who are signed in, "
        f"and {stranger.a_second:.0f} of a bare view that knows nobody; 32 connections, {where}"
    )
    waited = f"median {start.percentile(0.5):.1f} ms, {len(start.times_ms)} starts, {where}"
    return [
        Figure(f"a bare view's feed against ours, {where}", bare.a_second / ours.a_second, 0.5, "x", detail),
        Figure(f"start response, p95, {where}", start.percentile(0.95), 15, "ms", waited),
    ]


def _small_and_large(folder: Path, seconds: float) -> list[Figure]:
    folder.mkdir()
    medians: list[dict[str, float]] = []
    with databases.databases("postgresql", folder=folder) as made:
        for size in (masses.SMALL, masses.LARGE):
            database = made.fresh()
            began = time.monotonic()
            masses.fill(database.environment["MICRODRAMA_DATABASE"], size)
            print(f"{size} made in {time.monotonic() - began:.0f} s", file=sys.stderr)
            viewers = _prepared(database, folder, series=1)
            with _serving(_ours(), database) as url:
                medians.append(_medians(_Shop(url, viewers), seconds))
    small, large = medians
    size = f"{masses.LARGE.episodes:,} episodes, {masses.LARGE.studios:,} studios and {masses.LARGE.unlocks:,} unlocks"
    return [
        Figure(
            f"{what} beside a small database",
            large[what] / small[what],
            1.5,
            "x",
            f"{size}; median {large[what]:.1f} ms against {small[what]:.1f} ms, PostgreSQL",
        )
        for what in small
    ]


def _medians(shop: _Shop, seconds: float) -> dict[str, float]:
    """Milliseconds of each kind of request, one at a time: the database is measured, and not the queue before it."""
    shop.start(1)
    loads = {"feed": shop.fresh_feed(3 * seconds), "start": shop.start(seconds), "unlock": shop.unlock(seconds)}
    for load in loads.values():
        _refuse_failures(load)
    return {what: load.percentile(0.5) for what, load in loads.items()}


def _prepared(database: Database, folder: Path, *, series: int) -> list[_Viewer]:
    """Publishes a series that is bought from, with others beside it, and signs viewers with coins in."""
    bundle = make_bundle(folder / f"tale-{secrets.token_hex(4)}", source_id="tale", slug="tale", episodes=50)
    told = database.python(_PREPARE, str(bundle), str(series), str(_VIEWERS), str(_QUOTES), timeout=600)
    return [
        _Viewer(session, f"203.0.{number // 250}.{number % 250 + 1}", quotes)
        for number, (session, quotes) in enumerate(json.loads(told.splitlines()[-1]))
    ]


def _ours() -> list[str]:
    return [PYTHON, "-m", "microdrama", "serve", "--port", "0", "--workers", str(_WORKERS)]


def _bare() -> list[str]:
    command = [PYTHON, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(_BARE_PORT)]
    return [*command, "--workers", str(_WORKERS), "--blocking-threads", str(_THREADS), "benchmarks.bare:application"]


@contextmanager
def _serving(command: list[str], database: Database, *, port: int | None = None) -> Iterator[str]:
    # the load stands in for a proxy, which says from where each viewer comes
    environment = os.environ | database.environment | {"MICRODRAMA_PROXIES": "127.0.0.1"}
    with subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        try:
            url = f"http://127.0.0.1:{port}" if port else _announced(server)
            _until_answered(url)
            yield url
        finally:
            server.terminate()
            server.wait(timeout=20)


def _announced(server: subprocess.Popen[str]) -> str:
    assert server.stderr is not None
    for line in server.stderr:
        found = re.search(r"http://[\w.]+:[0-9]+", line)
        if found:
            return found[0]
    raise RuntimeError("the server did not start")


def _until_answered(url: str) -> None:
    for _ in range(300):
        try:
            hammer(url, lambda: message("GET", "/healthz"), connections=1, seconds=0)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{url} does not answer")


def _refuse_failures(load: Load) -> None:
    if set(load.statuses) != {200}:
        raise RuntimeError(f"some requests failed: {dict(load.statuses)}")
