"""How the web server is started, announced and stopped; which application it runs is only a name here."""

from __future__ import annotations

import errno
import logging
import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import Any

from django.db import connection
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.startup import django_ready

_READY_WAIT_S = 60.0
_STOP_WAIT_S = 5
# a thread is held by each download that is under way, and slow phones hold theirs for long
_THREADS_PER_WORKER = 64
# some are set aside for superusers, and nobody else gets those
_CONNECTIONS = "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"

# Granian's own lines would go to stdout, which belongs to results
_LOGGING = {
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "generic", "stream": "ext://sys.stderr"},
    },
    "loggers": {"_granian": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}

_log = logging.getLogger(__name__)


class ServeError(MicrodramaError):
    """The server cannot start, or cannot go on; what is published is untouched."""


def serve(*, host: str, port: int, workers: int, on_ready: Callable[[str], None] | None = None) -> None:
    """Serve the platform until SIGINT or SIGTERM, from the main thread; port 0 takes any free one.

    `on_ready` is called once with the server's URL, from another thread, when it answers. Raises ServeError
    where the port is taken or not allowed, and where the workers keep dying.
    """
    django_ready()
    crowded = told_of_connections(workers=workers)
    if crowded is not None:
        _log.warning(crowded)
    address, port = _free_address(host=host, port=port)
    server = _AnnouncedServer(
        "microdrama.web.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS_PER_WORKER,
        workers_kill_timeout=_STOP_WAIT_S,
        respawn_failed_workers=True,
        log_level=LogLevels.error,
        log_dictconfig=_LOGGING,
    )
    if on_ready is not None:
        # where the server listens on all addresses, this machine finds it on its own one
        own = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
        server.announce = partial(_announce, host=own, port=port, on_ready=on_ready)
    try:
        server.serve()
    except SystemExit as error:
        raise ServeError("The server stopped because its workers kept failing; the log above says why.") from error


def told_of_connections(*, workers: int) -> str | None:
    """What an operator has to know where the threads of so many workers need more connections than PostgreSQL has.

    Leaves no connection open, so that forking is safe.
    """
    if connection.vendor != "postgresql":
        return None
    try:
        with connection.cursor() as cursor:
            cursor.execute(_CONNECTIONS)
            (most,) = cursor.fetchone()
    finally:
        connection.close()
    held = workers * _THREADS_PER_WORKER
    if held <= most:
        return None
    return (
        f"The server may hold {held} connections to PostgreSQL, {_THREADS_PER_WORKER} for each worker, and PostgreSQL "
        f"allows {most}: raise its max_connections, start fewer workers, or put a pooler in between."
    )


class _AnnouncedServer(MPServer):
    """Granian, telling when it answers; only after the workers are forked, which threads would disturb."""

    announce: Callable[[], None] | None = None

    def startup(self, spawn_target: Any, target_loader: Any) -> None:
        super().startup(spawn_target, target_loader)  # type: ignore[no-untyped-call]
        if self.announce is not None:
            threading.Thread(target=self.announce, daemon=True).start()


def _announce(*, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Call `on_ready` once the server answers under `host`; after a minute, log that it does not."""
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    until = time.monotonic() + _READY_WAIT_S
    while time.monotonic() < until:
        if _answers(host=host, port=port):
            on_ready(url)
            return
        time.sleep(0.05)
    _log.error("The server has not answered on %s for %g s.", url, _READY_WAIT_S)


def _answers(*, host: str, port: int) -> bool:
    connection = HTTPConnection(host, port, timeout=5)  # unlike urllib, it never goes through a proxy
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _free_address(*, host: str, port: int) -> tuple[str, int]:
    """The IP address and port to take, free for now: Granian would quietly share one with another server of ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = {
                errno.EADDRINUSE: "another program uses it; name another port",
                errno.EACCES: "this user may not use it; name a port above 1023",
            }.get(error.errno or 0, str(error))
            raise ServeError(f"The server cannot listen on {host} port {port}: {reason}.") from error
        address: tuple[str, int] = probe.getsockname()[:2]
        return address
