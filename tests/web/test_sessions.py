"""Who is logged in is asked for anew with each request, in one query, and ends with the next one wherever it must."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from databases import Database
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from microdrama.platform.accounts.models import Account, Session
from microdrama.platform.accounts.sessions import SessionStore


@pytest.fixture
def mara() -> Account:
    cache.clear()
    return Account.objects.create_user("mara@example.com", is_staff=True, birth_year=1990)


@pytest.fixture
def browser(mara: Account) -> Client:
    client = Client()
    client.force_login(mara, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def who(browser: Client) -> str | None:
    told: str | None = browser.get("/api/v1/session").json()["email"]
    return told


@pytest.mark.django_db
def test_the_feed_of_who_is_signed_in_asks_one_question(browser: Client) -> None:
    browser.get("/api/v1/series?limit=3")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/api/v1/series?limit=3").status_code == 200
    assert len(asked) == 1, asked.captured_queries


@pytest.mark.django_db
def test_an_account_is_read_as_django_reads_it(browser: Client, mara: Account) -> None:
    session = SessionStore(browser.cookies["session"].value)
    found = session.logged_in(at=timezone.now())
    request: HttpRequest = RequestFactory().get("/")
    request.session = SessionStore(browser.cookies["session"].value)
    known = get_user(request)
    assert isinstance(known, Account)
    assert found == known == mara
    fields = [field.attname for field in Account._meta.concrete_fields]
    assert [getattr(found, name) for name in fields] == [getattr(known, name) for name in fields]
    assert session.accessed
    assert session[SESSION_KEY] == str(mara.pk)


def _changes_password(mara: Account) -> None:
    mara.set_password("another-long-password")
    mara.save()


def _is_closed(mara: Account) -> None:
    Account.objects.filter(pk=mara.pk).update(is_active=False)


def _session_is_removed(_: Account) -> None:
    Session.objects.all().delete()


def _session_expires(_: Account) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def _words(**told: object) -> Callable[[Account], None]:
    def changes(_: Account) -> None:
        row = Session.objects.get()
        data = row.get_decoded() | {name: value for name, value in told.items() if value is not None}
        for name in [name for name, value in told.items() if value is None]:
            del data[name]
        Session.objects.update(session_data=SessionStore().encode(data))

    return changes


def _is_forged(_: Account) -> None:
    row = Session.objects.get()
    Session.objects.update(session_data=row.session_data[:-4] + "AAAA")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "happens",
    [
        _changes_password,
        _is_closed,
        _session_is_removed,
        _session_expires,
        _is_forged,
        _words(**{HASH_SESSION_KEY: "0" * 64}),
        _words(**{HASH_SESSION_KEY: None}),
        _words(**{BACKEND_SESSION_KEY: "somebody.elses.Backend"}),
    ],
)
def test_a_log_in_ends_with_the_next_request(
    happens: Callable[[Account], None], browser: Client, mara: Account
) -> None:
    assert who(browser) == "mara@example.com"
    happens(mara)
    assert SessionStore(browser.cookies["session"].value).logged_in(at=timezone.now()) is None
    assert who(browser) is None


@pytest.mark.django_db
def test_a_session_beside_another_account_is_left_to_django(browser: Client) -> None:
    """The words in a session are signed, so they decide; only a fault of ours could part them from their row."""
    other = Account.objects.create_user("other@example.com")
    Session.objects.update(account=other)
    assert SessionStore(browser.cookies["session"].value).logged_in(at=timezone.now()) is None
    assert who(browser) == "mara@example.com"


@pytest.mark.django_db
def test_logging_out_is_over_at_once_for_a_copied_cookie(browser: Client) -> None:
    thief = Client()
    thief.cookies["session"] = browser.cookies["session"].value
    assert who(thief) == "mara@example.com"
    browser.logout()
    assert who(thief) is None


_KEPT = """
import json, os
from django.core.signals import request_finished, request_started
from django.db import connection
from microdrama.platform.lasting import look_after_connections
look_after_connections()
def request():
    request_started.send(None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    kept = id(connection.connection)
    request_finished.send(None)
    return kept
told = [request() == request()]
if connection.vendor == "postgresql":
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        number = cursor.fetchone()[0]
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
    other.close()
    request()
    told.append(connection.connection.info.backend_pid != number)
connection.close()
print(json.dumps(told))
"""


def test_connections_outlast_requests_and_dead_ones_are_not_asked(fresh_database: Database) -> None:
    assert all(json.loads(fresh_database.python(_KEPT).splitlines()[-1]))
