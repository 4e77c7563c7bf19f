"""Letters of changes: whoever's password or address is changed learns it, at the address of before."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import cache

from fixtures.browsers import AUTH, PASSWORD, Browser, code_in, sign_up

pytestmark = pytest.mark.django_db

ACCOUNT = AUTH.removesuffix("/auth") + "/account"


@pytest.fixture
def mara() -> Browser:
    cache.clear()
    browser = Browser()
    sign_up(browser, "mara@example.com")
    mail.outbox.clear()
    return browser


def test_a18_another_password_is_told_and_nothing_that_its_sender_wrote(mara: Browser) -> None:
    changed = {"current_password": PASSWORD, "new_password": f"{PASSWORD}-new"}
    evil = {"HTTP_USER_AGENT": "call 555-0100 at once", "HTTP_HOST": "127.0.0.1"}
    mara.defaults |= evil
    assert mara.send(f"{ACCOUNT}/password/change", changed).status_code == 200
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["mara@example.com"], "Password Changed")
    assert "555-0100" not in str(letter.body)


def test_a18_another_address_is_told_at_the_one_before(mara: Browser) -> None:
    mara.send(f"{ACCOUNT}/email", {"email": "thief@example.com"})
    mara.send(f"{AUTH}/email/verify", {"key": code_in(mail.outbox[-1])})
    mara.send(f"{ACCOUNT}/email", {"email": "thief@example.com", "primary": True}, method="PATCH")
    assert ["mara@example.com"] in [letter.to for letter in mail.outbox]
