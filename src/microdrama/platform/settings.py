"""The Django settings, read once from the environment; importing them writes nothing to disk.

| variable | meaning | default |
|---|---|---|
| MICRODRAMA_HOME | the folder that holds database, media and signing key | the user's data folder |
| MICRODRAMA_HOSTS | names that the server answers to, with commas; IP addresses always work | localhost |
| MICRODRAMA_TERRITORY | the territory of viewers of whom no other is known, by its code of ISO 3166-1 | US |
| MICRODRAMA_DATABASE | postgresql://USER:PASSWORD@HOST:PORT/NAME, a database that exists | SQLite in the home folder |
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from typing import Any, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.functional import SimpleLazyObject

from microdrama.domain.errors import UsageError
from microdrama.platform.secret_key import read_or_make_secret_key
from microdrama.studio.places import Places, places


@dataclass(frozen=True, slots=True)
class Environment:
    """What the operator decides; everything else below is the same on every machine."""

    places: Places
    host_names: tuple[str, ...]
    territory: str
    database: str


def read_environment() -> Environment:
    """The operator's choices, from environment variables."""
    names = os.environ.get("MICRODRAMA_HOSTS", "")
    return Environment(
        places=places(),
        host_names=("localhost", *(name.strip().lower() for name in names.split(",") if name.strip())),
        territory=os.environ.get("MICRODRAMA_TERRITORY", "US").strip().upper(),
        database=os.environ.get("MICRODRAMA_DATABASE", ""),
    )


def database(environment: Environment) -> dict[str, Any]:
    """Django's words for the operator's database. Raises UsageError where it is written in another way."""
    if environment.database:
        return _postgresql(environment.database)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": environment.places.database,
        # opening one is cheap, and a kept one outlives the thread that it belongs to
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "timeout": 20,
            # a transaction that reads first and writes later could otherwise not wait for its turn
            "transaction_mode": "IMMEDIATE",
            # FULL: a commit that was acknowledged survives a power cut
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def _postgresql(address: str) -> dict[str, Any]:
    """What libpq's addresses say; a folder with the server's socket stands in ?host=."""
    parts = urlsplit(address)
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in {"postgresql", "postgres"} or not name:
        raise UsageError("MICRODRAMA_DATABASE is written postgresql://USER:PASSWORD@HOST:PORT/NAME.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        # a new connection is a new process over there, which takes longer than most requests
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


_environment = read_environment()

# made only when something is signed for the first time, so that reading settings stays free of side effects
SECRET_KEY = cast("str", SimpleLazyObject(partial(read_or_make_secret_key, path=_environment.places.secret)))
DEBUG = False
HOST_NAMES = _environment.host_names
HOME_TERRITORY = _environment.territory
# web.headers.KnownHost decides instead: it lets every IP address in, which a list of names cannot say
ALLOWED_HOSTS = ["*"]

AUTH_USER_MODEL = "accounts.Account"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "microdrama.platform.accounts",
    "microdrama.platform.catalogue",
    "microdrama.platform.wallet",
    "microdrama.platform.playback",
]
MIDDLEWARE = [
    "microdrama.web.headers.PageRules",
    "django.middleware.security.SecurityMiddleware",
    "microdrama.web.headers.KnownHost",
    "django.middleware.common.CommonMiddleware",
    "microdrama.web.api.answers.ApiAnswers",
]
ROOT_URLCONF = "microdrama.web.urls"
WSGI_APPLICATION = "microdrama.web.wsgi.application"
APPEND_SLASH = False

DATABASES: dict[str, dict[str, Any]] = {"default": database(_environment)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MEDIA_ROOT = _environment.places.media
MEDIA_URL = "/m/"
MEDIA_KEYS = _environment.places.media_keys

LANGUAGE_CODE = "en"
USE_I18N = False  # texts of series come in the languages of the series; the pages' own words live in the viewer
USE_TZ = True
TIME_ZONE = "UTC"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},  # below that it only says that somebody asked for a wrong address
        "microdrama": {"handlers": ["stderr"], "level": "WARNING"},
    },
}
