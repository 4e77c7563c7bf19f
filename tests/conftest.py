"""Keeps every test away from the library of whoever runs them, and makes the one film and bundle that many need."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs
import pytest

# at import, before any test module is: nothing may read the user's own folders
os.environ["MICRODRAMA_DATABASE"] = os.environ.pop("MICRODRAMA_TESTS_DATABASE", "")
os.environ["MICRODRAMA_HOME"] = tempfile.mkdtemp(prefix="microdrama-tests-")
# a shell ignores Ctrl-C for what it runs in the background, and children inherit that: tests that press it would wait
# for ever
signal.signal(signal.SIGINT, signal.default_int_handler)
# models and the sample film are fetched once for all runs; a folder of them, if the user names one, saves even that
_CACHE = Path(platformdirs.user_cache_dir("microdrama-tests"))
_FOOTAGE = Path(__file__).parents[2] / "shared" / "footage"
os.environ["MICRODRAMA_SOURCES"] = os.pathsep.join(
    filter(None, [os.environ.get("MICRODRAMA_SOURCES"), str(_FOOTAGE), str(_CACHE)])
)

DRAMA_S = 150
KEEP = 0.9


@dataclass(frozen=True)
class Drama:
    """The made film of the tests, and what is known about it."""

    path: Path
    truth: object


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A file, as in service: a database in memory locks whole tables and would hide how writers wait."""
    from django.db import connections

    if connections["default"].vendor != "sqlite":
        return
    file = tmp_path_factory.mktemp("database") / "microdrama.sqlite3"
    connections["default"].settings_dict["TEST"]["NAME"] = str(file)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Tests that commit are cleaned up after by emptying every table, also those whose triggers refuse it."""
    from django.db import connection

    if connection.vendor != "sqlite":  # PostgreSQL truncates, which these triggers do not see
        return
    ops = connection.ops
    flush = ops.execute_sql_flush

    def unguarded(statements: list[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            guards = cursor.fetchall()
        flush([*(f"DROP TRIGGER {name}" for name, _ in guards), *statements, *(sql for _, sql in guards)])

    ops.execute_sql_flush = unguarded


@pytest.fixture(scope="session")
def _fresh_databases(tmp_path_factory: pytest.TempPathFactory):  # noqa: ANN202 (a function)
    """What makes fresh databases, by kind, each set up when first asked for."""
    from contextlib import ExitStack
    from functools import cache

    from databases import databases

    with ExitStack() as stack:
        yield cache(
            lambda kind: stack.enter_context(databases(kind, folder=tmp_path_factory.mktemp(f"databases-{kind}")))
        )


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_database(request: pytest.FixtureRequest, _fresh_databases):  # noqa: ANN001, ANN201 (a function)
    """A `databases.Database` of each kind: migrated, empty, with commits and processes."""
    return _fresh_databases(request.param).fresh()


@pytest.fixture(scope="session")
def weights() -> Path:
    """A folder with the real models of the analysis."""
    from microdrama.providers import models, registry

    for model in (registry.SILERO, registry.BLAZEFACE):
        models.install(model, _CACHE)
    return _CACHE


@pytest.fixture(scope="session")
def sample_film() -> Path:
    """Big Buck Bunny, whole."""
    from microdrama.providers import models, registry

    return models.install(registry.BIG_BUCK_BUNNY, _CACHE)


@pytest.fixture(scope="session")
def drama(tmp_path_factory: pytest.TempPathFactory) -> Drama:
    """A film of two and a half minutes with known shots and speech.

    Without music: the detector that judges the rendered cuts takes a tune for a voice.
    """
    from fixtures.drama import make_drama

    path = tmp_path_factory.mktemp("drama") / "drama.mp4"
    return Drama(path, make_drama(path, seconds=DRAMA_S, seed=7, music=False))


@dataclass(frozen=True)
class Ran:
    """What a run of the command line left."""

    code: int
    stdout: str
    stderr: str

    @property
    def answer(self) -> dict[str, object]:
        return json.loads(self.stdout.splitlines()[-1])


def microdrama(*arguments: object, home: Path, timeout: float = 280) -> Ran:
    """Run the command line as a user would, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "microdrama", *map(str, arguments)],
        env=os.environ | {"MICRODRAMA_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def run_microdrama():  # noqa: ANN201 (a function)
    """`run_microdrama("condense", film, "--out", folder, home=...)`."""
    return microdrama


@pytest.fixture(scope="session")
def studio_home(tmp_path_factory: pytest.TempPathFactory, weights: Path) -> Path:
    """A home whose store knows the drama."""
    return tmp_path_factory.mktemp("studio-home")


ANIMATED_SCRIPT = """Title: The Key
Credit: Written by
Author: The microdrama authors
Language: en

INT. KITCHEN - NIGHT

MARA (28), short black hair, a red coat, stands at the door.

MARA
(afraid)
You kept the key.

JON
(cold)
You never asked for it.

MARA
I am asking now.

EXT. STREET - NIGHT - RAIN

JON (30), a grey suit, runs after her.

JON
(shouting)
Mara, wait!

MARA
(sad)
I waited seven years.

JON
Then wait one more minute.
"""
ANIMATED_LENGTHS = ("--min", 5, "--max", 60)
ANIMATE_QUICKLY = ("--voices", "quick", "--quality", "draft", *ANIMATED_LENGTHS)


@dataclass(frozen=True)
class AnimatedSeries:
    """A small animated series as the command line made it, the script and the home that it was made from and in."""

    bundle: Path
    script: Path
    home: Path
    answer: dict[str, object]


@pytest.fixture(scope="session")
def animated(tmp_path_factory: pytest.TempPathFactory, weights: Path) -> AnimatedSeries:
    """The bundle of a script of two scenes and six lines, in the quick voice and draft quality."""
    folder = tmp_path_factory.mktemp("animated")
    script, home, out = folder / "the-key.fountain", folder / "home", folder / "series"
    script.write_text(ANIMATED_SCRIPT, "utf-8")
    ran = microdrama("animate", script, "--out", out, *ANIMATE_QUICKLY, "--json", home=home)
    assert ran.code == 0, ran.stderr
    return AnimatedSeries(out, script, home, ran.answer)


@pytest.fixture(scope="session")
def condensed(tmp_path_factory: pytest.TempPathFactory, drama: Drama, studio_home: Path) -> Path:
    """The bundle of the drama, two episodes in draft quality, made by the command line."""
    out = tmp_path_factory.mktemp("condensed") / "drama"
    options = ["--keep", KEEP, "--quality", "draft", "--json"]
    ran = microdrama("condense", drama.path, "--out", out, *options, home=studio_home)
    assert ran.code == 0, ran.stderr
    assert ran.answer["bundle"] == str(out)
    return out
