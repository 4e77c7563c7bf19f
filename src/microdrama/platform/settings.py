"""The Django settings, read once from the environment; importing them writes nothing to disk.

| variable | meaning | default |
|---|---|---|
| MICRODRAMA_HOME | the folder that holds database, media and signing key | the user's data folder |
| MICRODRAMA_HOSTS | names that the server answers to, with commas; IP addresses always work | localhost |
| MICRODRAMA_DATABASE | postgresql://USER:PASSWORD@HOST:PORT/NAME, a database that exists | SQLite in the home folder |
| MICRODRAMA_PROXIES | addresses or networks of the proxies in front, with commas; their headers are believed | none |
| MICRODRAMA_TERRITORY_HEADER | the header in which those proxies name the viewer's territory (CF-IPCountry) | none |
| MICRODRAMA_TERRITORY | the territory of everybody for whom no proxy names one, ISO 3166-1 | US |
| MICRODRAMA_CACHE | redis://..., which counts rates for several server processes together | in process |
| MICRODRAMA_SMTP | smtp://user:password@host:587, or smtps://: how e-mail leaves | files in the home |
| MICRODRAMA_FROM | the address that e-mail comes from | microdrama@localhost |
| MICRODRAMA_LOG_INS, MICRODRAMA_APPLE, MICRODRAMA_OPENID | log-ins: see platform.log_ins | none |
| MICRODRAMA_OFFICE | the path of the operators' back office | office |
"""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass
from functools import partial
from typing import Any, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.functional import SimpleLazyObject

from microdrama.domain.errors import MicrodramaError, UsageError
from microdrama.platform.log_ins import KINDS, LogIn, for_allauth, read_log_ins
from microdrama.platform.secret_key import read_or_make_secret_key
from microdrama.studio.places import Places, places

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class SettingsError(MicrodramaError):
    """A variable of the environment holds what makes no sense; nothing was begun."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What the operator decides; everything else below is the same on every machine."""

    places: Places
    host_names: tuple[str, ...]
    database: str
    proxies: tuple[Network, ...]
    territory_header: str
    territory: str
    cache: str
    smtp: str
    sender: str
    office: str
    log_ins: tuple[LogIn, ...]


def read_environment() -> Environment:
    """The operator's choices, from environment variables; raises SettingsError for one that cannot be meant."""
    territory = os.environ.get("MICRODRAMA_TERRITORY", "").strip().upper() or "US"
    if not re.fullmatch(r"[A-Z]{2}", territory):
        raise SettingsError(f"MICRODRAMA_TERRITORY must be two letters as in ISO 3166-1, not {territory!r}.")
    return Environment(
        places=places(),
        host_names=("localhost", *(name.lower() for name in _listed("MICRODRAMA_HOSTS"))),
        database=os.environ.get("MICRODRAMA_DATABASE", ""),
        proxies=tuple(_network(told) for told in _listed("MICRODRAMA_PROXIES")),
        territory_header=os.environ.get("MICRODRAMA_TERRITORY_HEADER", "").strip(),
        territory=territory,
        cache=os.environ.get("MICRODRAMA_CACHE", "").strip(),
        smtp=os.environ.get("MICRODRAMA_SMTP", "").strip(),
        sender=os.environ.get("MICRODRAMA_FROM", "").strip() or "microdrama@localhost",
        office=_office(os.environ.get("MICRODRAMA_OFFICE", "").strip() or "office"),
        log_ins=read_log_ins(os.environ),
    )


def database(environment: Environment) -> dict[str, Any]:
    """Django's words for the operator's database. Raises UsageError where it is written in another way."""
    if environment.database:
        return _postgresql(environment.database)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": environment.places.database,
        # to open one and tell it how to write takes as long as a request; it is closed with its thread
        "CONN_MAX_AGE": 60,
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
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        # a new connection is a new process over there, which takes longer than most requests
        "CONN_MAX_AGE": 60,  # platform.lasting lets go of those that died meanwhile
        # a cursor over there outlasts its statement, and the next one may go another way
        "DISABLE_SERVER_SIDE_CURSORS": _pooled(options.pop("pool_mode", "session")),
        # wallet.rows has its statements kept over there, from the second time on; Django's own are not made for that
        "OPTIONS": {**options, "prepare_threshold": _threshold(options.get("prepare_threshold", "1"))},
    }


def _pooled(told: str) -> bool:
    """Whether a pooler in between gives each transaction the connection that is free."""
    if told not in {"session", "transaction"}:
        raise UsageError(f"MICRODRAMA_DATABASE says pool_mode={told}; it is session or transaction.")
    return told == "transaction"


def _threshold(told: str) -> int | None:
    """How often a statement is sent before it is kept over there; None where none ever is."""
    if told.lower() == "none":
        return None
    if not re.fullmatch(r"[0-9]{1,6}", told, re.ASCII):
        raise UsageError(f"MICRODRAMA_DATABASE says prepare_threshold={told}; it is a number from 0 on, or none.")
    return int(told)


def _listed(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def _office(told: str) -> str:
    path = told.strip("/")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{2,60}", path):
        raise SettingsError(f"MICRODRAMA_OFFICE must be a word of small letters, digits and hyphens, not {told!r}.")
    return f"{path}/"


def _network(told: str) -> Network:
    try:
        return ipaddress.ip_network(told)
    except ValueError as error:
        raise SettingsError(f"MICRODRAMA_PROXIES must list addresses or networks; {told!r} is neither.") from error


_environment = read_environment()

# made only when something is signed for the first time, so that reading settings stays free of side effects
SECRET_KEY = cast("str", SimpleLazyObject(partial(read_or_make_secret_key, path=_environment.places.secret)))
DEBUG = False
HOST_NAMES = _environment.host_names
# web.headers.KnownHost decides instead: it lets every IP address in, which a list of names cannot say
ALLOWED_HOSTS = ["*"]
PROXIES = _environment.proxies
TERRITORY_HEADER = _environment.territory_header
TERRITORY = _environment.territory

AUTH_USER_MODEL = "accounts.Account"
INSTALLED_APPS = [
    "microdrama.web.office",  # before the theme and the admin: its templates take the place of theirs
    "unfold.apps.BasicAppConfig",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "microdrama.platform.accounts",
    "microdrama.platform.catalogue",
    "microdrama.platform.wallet",
    "microdrama.platform.playback",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.socialaccount",
    # they only answer where other services send people back to; without a client nothing of them can be used
    *(f"allauth.socialaccount.providers.{kind}" for kind in KINDS),
]
MIDDLEWARE = [
    "microdrama.web.proxies.TrustedProxy",
    "microdrama.web.headers.PageRules",
    "django.middleware.security.SecurityMiddleware",
    "microdrama.web.headers.KnownHost",
    "microdrama.web.bodies.SmallBodies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "microdrama.web.api.answers.ApiAnswers",
    "microdrama.web.forgery.ForgeryGuard",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "microdrama.web.sign_in_limits.SignInLimits",
    "allauth.account.middleware.AccountMiddleware",
    "microdrama.web.log_ins.ReturnsThatFail",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
ROOT_URLCONF = "microdrama.web.urls"
WSGI_APPLICATION = "microdrama.web.wsgi.application"
APPEND_SLASH = False

DATABASES: dict[str, dict[str, Any]] = {"default": database(_environment)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# in process by default: several processes then count rates each for itself, and a shared cache makes them one
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _environment.cache}
    if _environment.cache
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        # far above what an hour's strangers fill: what is thrown out is forgotten, and with it what they did
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",  # first: it is the one that knows who logged in
    "microdrama.platform.accounts.roles.RoleBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# a session ends with its row, in every process at once. Secure is added to every cookie that travels over TLS
SESSION_ENGINE = "microdrama.platform.accounts.sessions"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_AGE = 60 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# the viewer reads this cookie and sends it back as X-CSRFToken, which no other site can
CSRF_COOKIE_NAME = "csrftoken"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "microdrama.web.forgery.refused"

# sign-up and log-in, as JSON for the viewer; codes in letters in place of links, which a forged Host could bend
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS = {"account_signup": "/", "account_reset_password": "/", "socialaccount_login_error": "/account"}
ACCOUNT_ADAPTER = "microdrama.platform.accounts.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # whose password or address is changed learns it at the address of before
SOCIALACCOUNT_ADAPTER = "microdrama.platform.accounts.sign_in.SocialAdapter"
# an address opens no account, whoever vouches for it; one that its service did not verify is not even written down
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_QUERY_EMAIL = True
SOCIALACCOUNT_EMAIL_REQUIRED = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
LOG_INS = _environment.log_ins
SOCIALACCOUNT_PROVIDERS = for_allauth(LOG_INS)

EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _environment.sender
if _environment.smtp:
    _smtp = urlsplit(_environment.smtp)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _smtp.hostname or "localhost"
    EMAIL_PORT = _smtp.port or (465 if _smtp.scheme == "smtps" else 587)
    EMAIL_HOST_USER = unquote(_smtp.username or "")
    EMAIL_HOST_PASSWORD = unquote(_smtp.password or "")
    EMAIL_USE_SSL = _smtp.scheme == "smtps"
    EMAIL_USE_TLS = _smtp.scheme == "smtp" and bool(_smtp.username)
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = _environment.places.home / "outbox"

# where the back office is; its files are the only ones under STATIC_URL, and web.office serves them
OFFICE_PATH = _environment.office
STATIC_URL = f"/{OFFICE_PATH}static/"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
UNFOLD = {"SITE_TITLE": "microdrama", "SITE_HEADER": "microdrama", "SITE_SYMBOL": "movie", "SHOW_VIEW_ON_SITE": False}
LOGIN_URL = f"/{OFFICE_PATH}login/"

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
