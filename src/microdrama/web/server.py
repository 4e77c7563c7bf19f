"""How the web server is started, announced and stopped."""

from __future__ import annotations

import errno
import logging
import socket
import threading
import time
import urllib.request
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.startup import django_ready

_READY_WAIT_S = 60.0
_STOP_WAIT_S = 5
# a thread is held by each download that is under way, and slow phones hold theirs for long
_THREADS_PER_WORKER = 64

# Granian's own lines would go to stdout, which belongs to results
_LOGGING = {
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "generic", "stream": "ext://sys.stderr"},
    },
    "loggers": {"_granian": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}

_log = logging.getLogger(__name__)


class ServeError(MicrodramaError):
    """The server cannot start, or cannot go on; what is published is untouched."""


def serve(*, host: str, port: int, workers: int, on_ready: Callable[[str], None] | None = None) -> None:
    """Serve the platform on an address until a signal ends it (SIGINT, SIGTERM); port 0 takes any free one.

    `on_ready` is called once with the server's URL, from another thread, when it answers. Raises ServeError
    where the port is taken or not allowed, and where the workers keep dying.
    """
    django_ready()
    port = _free_port(host=host, port=port)
    server = _AnnouncedServer(
        "microdrama.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS_PER_WORKER,
        workers_kill_timeout=_STOP_WAIT_S,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        log_dictconfig=_LOGGING,
    )
    if on_ready is not None:
        server.announce = lambda: _announce(_url(host=host, port=port), on_ready)
    try:
        server.serve()
    except SystemExit as error:
        raise ServeError(
            "The server stopped because its workers kept failing; the log above says why."
        ) from error


class _AnnouncedServer(MPServer):
    """Granian, telling when it answers; only after the workers are forked, which threads would disturb."""

    announce: Callable[[], None] | None = None

    def startup(self, spawn_target: Any, target_loader: Any) -> None:
        super().startup(spawn_target, target_loader)
        if self.announce is not None:
            threading.Thread(target=self.announce, daemon=True).start()


def _announce(url: str, on_ready: Callable[[str], None]) -> None:
    until = time.monotonic() + _READY_WAIT_S
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer:  # noqa: S310 - our own http address
                if answer.status == HTTPStatus.OK:
                    on_ready(url)
                    return
        except OSError:
            time.sleep(0.05)
    _log.error("The server has not answered on %s for %g s.", url, _READY_WAIT_S)


def _url(*, host: str, port: int) -> str:
    """An address that works on this machine, also where the server listens on all of them."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 - compared only
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _free_port(*, host: str, port: int) -> int:
    """Make sure that the port is ours to take: Granian would quietly share it with another server of ours."""
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
        name: tuple[str, int] = probe.getsockname()[:2]
        return name[1]
