"""Connections to PostgreSQL outlast requests; those that died meanwhile are let go before anybody asks them anything.

Django can ask every connection whether it lives, by a question that takes as long as the one that was meant. A server
that goes, or ends a connection, says so: it is enough to look whether it has.
"""

from __future__ import annotations

from typing import Any

import psycopg
from django.core.signals import request_started
from django.db import connections

_LOOKS = 2
"""The server's last words come first, and the end of the line behind them."""


def look_after_connections() -> None:
    """From now on look at this thread's connections before each request; for processes that serve."""
    request_started.connect(_let_dead_ones_go, dispatch_uid="microdrama.lasting")


def _let_dead_ones_go(**_: Any) -> None:
    for wrapper in connections.all(initialized_only=True):
        kept = wrapper.connection
        if isinstance(kept, psycopg.Connection) and not wrapper.in_atomic_block and not _lives(kept):
            wrapper.close()


def _lives(connection: psycopg.Connection[Any]) -> bool:
    """Whether nothing has come that ends the connection; waits for nothing."""
    try:
        for _ in range(_LOOKS):
            connection.pgconn.consume_input()
    except psycopg.Error:
        return False
    return not connection.closed
