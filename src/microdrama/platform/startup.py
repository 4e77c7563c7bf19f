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
                call_command("migrate", verbosity=0, interactive=False)
    except (OSError, DatabaseError, sqlite3.Error) as error:
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
    """Hold off other processes that migrate, by a lock of SQLite: it works everywhere and dies with us."""
    with closing(sqlite3.connect(path, timeout=_LOCK_WAIT_S, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield
