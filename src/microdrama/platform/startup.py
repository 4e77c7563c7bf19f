"""How a process gets Django ready: settings, apps, and a database of this version's shape."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import django
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from microdrama.domain.errors import MicrodramaError
from microdrama.studio.places import places

_LOCK_WAIT_S = 60.0
_MIGRATING = 5_216_420_905_147_833_344
"""The number of the lock that whoever changes the tables holds on PostgreSQL; nobody else takes it."""


class StartupError(MicrodramaError):
    """The platform cannot be brought up on this machine; nothing was changed."""


def django_ready() -> None:
    """Set Django up and bring the database to this version's shape; calling it again costs milliseconds.

    Raises StartupError where the library cannot be written. No connection is left open, so forking is safe.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "microdrama.platform.settings")
    django.setup()
    library = places().database.parent
    try:
        library.mkdir(parents=True, exist_ok=True)
        if _is_behind():
            with _alone(library / "migrating"):
                # whoever held us off may have done it all; migrate then finds nothing to do
                call_command("migrate", verbosity=0, interactive=False)
    except (OSError, DatabaseError, sqlite3.Error) as error:
        if connection.vendor == "postgresql":
            raise StartupError(
                f"The database that MICRODRAMA_DATABASE names cannot be used ({error}); "
                "check that its server runs, that the database exists and that the user may make tables in it."
            ) from error
        raise StartupError(
            f"The library in {library} cannot be opened ({error}); "
            "check the folder's permissions and free space, or name another with MICRODRAMA_HOME."
        ) from error
    finally:
        connections.close_all()


def _is_behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold off other processes that migrate, by a lock that dies with us: PostgreSQL's, or one of SQLite."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = %s", [f"{_LOCK_WAIT_S:.0f}s"])
            cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATING])
            yield
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATING])
        return
    with closing(sqlite3.connect(path, timeout=_LOCK_WAIT_S, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield
