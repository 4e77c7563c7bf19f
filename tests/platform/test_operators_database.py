"""PostgreSQL as operators have it: how many connections it allows, and poolers in between."""

from __future__ import annotations

from dataclasses import replace

import pytest
from databases import Database

from microdrama.domain.errors import UsageError
from microdrama.platform.settings import database, read_environment

ADDRESS = "MICRODRAMA_DATABASE"


@pytest.mark.parametrize(
    ("told", "threshold"), [("", 1), ("&prepare_threshold=none", None), ("&prepare_threshold=5", 5)]
)
def test_operators_say_after_how_many_times_postgresql_keeps_a_statement(
    _fresh_databases,  # noqa: ANN001, PT019
    told: str,
    threshold: int | None,
) -> None:
    made = _fresh_databases("postgresql").fresh()
    shop = replace(made, environment={**made.environment, ADDRESS: made.environment[ADDRESS] + told})
    kept = shop.python(
        "from django.db import connection\n"
        "import psycopg\n"
        "with connection.cursor(): pass\n"
        "link = connection.connection\n"
        "for _ in range(4): psycopg.Cursor(link).execute('SELECT 1 + %s', [1])\n"
        "with psycopg.Cursor(link) as cursor:\n"
        "    print(link.prepare_threshold, *cursor.execute("
        "\"SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT 1 +%'\").fetchone())"
    )
    assert kept.split() == [str(threshold), "1" if threshold == 1 else "0"]


@pytest.mark.parametrize("told", ["", "no", "-1", "1.5", "\u0664"])
def test_what_is_no_number_of_times_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setenv(ADDRESS, f"postgresql://me@db.example/shop?prepare_threshold={told}")
    with pytest.raises(UsageError, match=r"^MICRODRAMA_DATABASE says prepare_threshold=.*; it is a number from 0 on"):
        database(read_environment())


@pytest.mark.parametrize(
    ("told", "at_once"), [("", False), ("?pool_mode=session", False), ("?pool_mode=transaction", True)]
)
def test_behind_a_pooler_of_transactions_nothing_is_read_in_pieces(
    monkeypatch: pytest.MonkeyPatch, *, told: str, at_once: bool
) -> None:
    monkeypatch.setenv(ADDRESS, f"postgresql://me@db.example/shop{told}")
    made = database(read_environment())
    assert made["DISABLE_SERVER_SIDE_CURSORS"] is at_once
    assert made["OPTIONS"] == {"prepare_threshold": 1}
    monkeypatch.setenv(ADDRESS, "postgresql://me@db.example/shop?pool_mode=statement")
    with pytest.raises(
        UsageError, match=r"^MICRODRAMA_DATABASE says pool_mode=statement; it is session or transaction"
    ):
        database(read_environment())


def test_a_server_says_when_it_may_hold_more_connections_than_postgresql_has(fresh_database: Database) -> None:
    told = fresh_database.python(
        "from microdrama.platform.server import told_of_connections\n"
        "from django.db import connection\n"
        "for workers in (1, 4, 5): print(told_of_connections(workers=workers), connection.connection)"
    ).splitlines()
    silent = ["None None"] * 2
    if fresh_database.kind == "sqlite":
        assert told == [*silent, "None None"]
    else:  # the tests' own has room for 300, and sets three of them aside
        assert told[:2] == silent
        assert told[2].startswith("The server may hold 320 connections to PostgreSQL, 64 for each worker,")
        assert "allows 297:" in told[2]
        assert told[2].endswith(" None")
