"""The Django settings, read once from the environment; importing them writes nothing to disk.

| variable | meaning | default |
|---|---|---|
| MICRODRAMA_HOME | the folder that holds database, media and signing key | the user's data folder |
| MICRODRAMA_HOSTS | names that the server answers to, with commas; IP addresses always work | localhost |
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from django.utils.functional import SimpleLazyObject

from microdrama.platform.secret_key import read_or_make_secret_key
from microdrama.studio.places import Places, places


@dataclass(frozen=True, slots=True)
class Environment:
    """What the operator decides; everything else below is the same on every machine."""

    places: Places
    host_names: tuple[str, ...]


def read_environment() -> Environment:
    """The operator's choices, from environment variables."""
    names = os.environ.get("MICRODRAMA_HOSTS", "")
    return Environment(
        places=places(),
        host_names=("localhost", *(name.strip().lower() for name in names.split(",") if name.strip())),
    )


_environment = read_environment()

# made only when something is signed for the first time, so that reading settings stays free of side effects
SECRET_KEY = cast("str", SimpleLazyObject(partial(read_or_make_secret_key, path=_environment.places.secret)))
DEBUG = False
HOST_NAMES = _environment.host_names
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

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": _environment.places.database,
        # the server's threads come and go, and a kept connection outlives its thread; opening one is cheap
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "timeout": 20,
            # a transaction that reads first and writes later could otherwise not wait for its turn
            "transaction_mode": "IMMEDIATE",
            # FULL: a commit that was acknowledged survives a power cut
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MEDIA_ROOT = _environment.places.media
MEDIA_URL = "/m/"

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
