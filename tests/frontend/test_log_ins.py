"""Going on with another service, as a viewer does it on a phone: there, back, and what becomes of their coins."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from fixtures.issuer import Issuer, issuer
from frontend.conftest import PHONE, served
from frontend.serve_bundles import READER
from frontend.test_account import PASSWORD, Shop, buy_coins, enter, part
from frontend.vertical_bundle import make_bundle
from frontend.visitor import Open, Site, Visit

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Offering(Shop):
    """A shop with two services: one that answers, and one that is gone."""

    service: Issuer


@pytest.fixture(scope="module")
def offering(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offering]:
    folder = tmp_path_factory.mktemp("log-ins")
    make_bundle(folder / "keys", slug="two-keys", title="Two Keys", episodes=5)
    with issuer() as one:
        named = {"MICRODRAMA_OPENID": f"{one.variable},gone=http://a:b@127.0.0.1:9#Gone"}
        with served(["--earning", f"{folder / 'keys'}:2"], folder / "home", named) as url:
            yield Offering(url, folder / "home", one)


@pytest.fixture
def shop(offering: Offering) -> Offering:
    """The shop, whose service knows nobody yet."""
    offering.service.people.clear()
    return offering


def signing_in(page: Page) -> Locator:
    return part(page, "Signing in")


def go_on(page: Page, shop: Offering, person: str, button: str = "Continue with Example") -> None:
    """To the service's own page, and back with what a person decides there."""
    signing_in(page).get_by_role("button", name=button).tap()
    page.wait_for_url(f"{shop.service.address}/**")
    page.get_by_role("button", name=person, exact=True).tap()
    page.wait_for_url(f"{shop.url}/account")


def test_a_guests_coins_come_along_and_are_there_on_a_second_phone(phone: Visit, shop: Offering, visit: Open) -> None:
    shop.service.people["ada"] = {"email": "ada@example.org", "email_verified": True}
    page = phone.page
    buy_coins(page, shop)
    go_on(page, shop, "ada")
    expect(signing_in(page)).to_contain_text("You are signed in, and your coins came with you.")
    expect(signing_in(page)).to_contain_text("ada@example.org")
    expect(part(page, "Coins")).to_contain_text("500 bought")
    page.reload()
    expect(part(page, "Coins")).to_contain_text("500 bought")
    expect(signing_in(page)).not_to_contain_text("came with you")  # told once

    second = visit(**PHONE).page
    second.goto(f"{shop.url}/account")
    go_on(second, shop, "ada")
    expect(signing_in(second)).to_contain_text("You are signed in.")
    expect(part(second, "Coins")).to_contain_text("500 bought")

    page.get_by_role("button", name="Sign out").tap()
    expect(page.get_by_role("heading", name="You are new here")).to_be_visible()
    expect(part(page, "Coins")).to_contain_text("0 bought")


def test_who_refuses_at_the_service_is_still_the_guest_with_the_coins(phone: Visit, shop: Offering) -> None:
    page = phone.page
    buy_coins(page, shop)
    go_on(page, shop, "Refuse")
    expect(signing_in(page)).to_contain_text("You did not go on with Example; nothing has changed.")
    expect(page.get_by_role("heading", name="You are a guest")).to_be_visible()
    expect(part(page, "Coins")).to_contain_text("500 bought")
    signing_in(page).get_by_role("button", name="Continue with Example").tap()
    page.wait_for_url(f"{shop.service.address}/**")
    page.go_back()  # no decision is a decision, too
    expect(page.get_by_role("heading", name="You are a guest")).to_be_visible()
    expect(signing_in(page).get_by_role("button", name="Continue with Example")).to_be_enabled()


def test_a18_a_return_that_somebody_else_began_takes_no_guests_coins(phone: Visit, shop: Offering, visit: Open) -> None:
    shop.service.people["eve"] = {"email": "eve@example.org", "email_verified": True}
    attacker = visit(**PHONE).page
    attacker.goto(f"{shop.url}/account")
    signing_in(attacker).get_by_role("button", name="Continue with Example").tap()
    attacker.wait_for_url(f"{shop.service.address}/**")
    theirs = shop.service.decide(shop.service.ask(attacker.url), "eve")  # kept for the victim, and not followed

    page = phone.page
    buy_coins(page, shop)
    page.goto(theirs)
    page.wait_for_url(f"{shop.url}/account")
    expect(signing_in(page)).to_contain_text("did not sign you in")
    expect(page.get_by_role("heading", name="You are a guest")).to_be_visible()
    expect(part(page, "Coins")).to_contain_text("500 bought")


def test_a18_an_address_that_nobody_verified_opens_no_account(phone: Visit, shop: Offering) -> None:
    shop.service.people["mallory"] = {"email": READER, "email_verified": False}
    page = phone.page
    page.goto(f"{shop.url}/account")
    go_on(page, shop, "mallory")
    expect(signing_in(page)).to_contain_text("You are signed in.")
    expect(signing_in(page)).to_contain_text("Without an e-mail")
    expect(part(page, "Studios")).to_have_count(0)  # which the account with that address has

    page.get_by_label("Your e-mail").fill("mallory@example.org")
    page.get_by_role("button", name="Add", exact=True).tap()
    page.get_by_label("Code", exact=True).fill(shop.code("mallory@example.org"))
    page.get_by_role("button", name="Confirm").tap()
    expect(signing_in(page)).to_contain_text("Your e-mail is confirmed.")
    expect(signing_in(page)).to_contain_text("mallory@example.org")


def test_who_has_an_account_by_that_address_signs_in_with_it_and_connects_the_service(
    phone: Visit, shop: Offering, visit: Open
) -> None:
    shop.service.people["studio"] = {"email": READER, "email_verified": True}
    page = phone.page
    page.goto(f"{shop.url}/account")
    go_on(page, shop, "studio")
    expect(signing_in(page)).to_contain_text("has an account here already: sign in with it, then connect Example.")
    enter(page, READER, (shop.home / "reader").read_text("utf-8"), "Sign in")
    expect(part(page, "Studios")).to_be_visible()
    go_on(page, shop, "studio", "Connect Example")
    expect(signing_in(page)).to_contain_text("Example is connected.")

    second = visit(**PHONE).page
    second.goto(f"{shop.url}/account")
    go_on(second, shop, "studio")
    expect(part(second, "Studios")).to_be_visible()

    page.get_by_role("button", name="Remove").tap()
    page.get_by_role("button", name="Yes, remove").tap()
    expect(signing_in(page)).to_contain_text("Example is removed.")
    expect(signing_in(page).get_by_role("button", name="Connect Example")).to_be_visible()


def test_the_last_way_in_is_not_removed_until_there_is_a_password(phone: Visit, shop: Offering) -> None:
    shop.service.people["kim"] = {"email": "kim@example.org", "email_verified": True}
    page = phone.page
    page.goto(f"{shop.url}/account")
    go_on(page, shop, "kim")
    expect(signing_in(page)).to_contain_text("You are signed in.")
    page.get_by_role("button", name="Remove").tap()
    page.get_by_role("button", name="Yes, remove").tap()
    expect(signing_in(page)).to_contain_text("This is the only way into your account; set a password first.")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Set password").tap()
    expect(signing_in(page)).to_contain_text("you can sign in with your e-mail and password, too")
    page.get_by_role("button", name="Sign out").tap()
    enter(page, "kim@example.org", PASSWORD, "Sign in")
    expect(signing_in(page)).to_contain_text("You are signed in.")
    phone.forgive("status of 409")


def test_a18_a_log_in_alone_joins_nothing_and_coins_that_stayed_are_brought_by_hand(
    phone: Visit, shop: Offering
) -> None:
    shop.service.people["lea"] = {"email": "lea@example.org", "email_verified": True}
    page = phone.page
    buy_coins(page, shop)
    # a phone may come back in another tab, which knows nothing of the log-in that began elsewhere
    page.add_init_script("if (location.pathname === '/account') sessionStorage.clear()")
    go_on(page, shop, "lea")
    expect(signing_in(page)).to_contain_text("What you had as a guest is still in this browser.")
    expect(part(page, "Coins")).to_contain_text("0 bought")
    device = next(one for one in page.context.cookies() if one["name"] == "device")
    page.context.clear_cookies(name="device")
    joined = """() => fetch('/api/v1/me/join', { method: 'POST', headers: {
        'x-csrftoken': /csrftoken=([^;]*)/.exec(document.cookie)[1] } }).then(({ status }) => status)"""
    assert page.evaluate(joined) == 409, "without the guest's own proof"
    page.context.add_cookies([device])
    page.get_by_role("button", name="Bring along").tap()
    expect(signing_in(page)).to_contain_text("Your coins came with you.")
    expect(part(page, "Coins")).to_contain_text("500 bought")
    phone.forgive("status of 409")


def test_a_service_that_is_gone_is_told_in_place(phone: Visit, shop: Offering) -> None:
    page = phone.page
    page.goto(f"{shop.url}/account")
    signing_in(page).get_by_role("button", name="Continue with Gone").tap()
    expect(signing_in(page).get_by_role("alert")).to_contain_text("Gone does not answer at the moment")
    expect(signing_in(page).get_by_role("button", name="Continue with Example")).to_be_enabled()
    phone.forgive("status of 503")


def test_what_a_service_does_wrong_is_told_in_one_sentence(phone: Visit, shop: Offering) -> None:
    shop.service.people["pat"] = {"email": "pat@example.org", "email_verified": True}
    shop.service.wrong = "token"
    page = phone.page
    page.goto(f"{shop.url}/account")
    try:
        go_on(page, shop, "pat")
    finally:
        shop.service.wrong = ""
    expect(signing_in(page)).to_contain_text("Example did not sign you in; try again, or use your e-mail.")


def test_where_nothing_is_configured_nothing_is_shown(phone: Visit, site: Site) -> None:
    page = phone.page
    page.goto(f"{site.url}/account")
    expect(page.get_by_role("button", name="Create account")).to_be_visible()
    expect(page.get_by_role("button", name="Continue with")).to_have_count(0)
    expect(page.get_by_text("or with your e-mail")).to_have_count(0)
