"""A series for adults: out of sight until somebody says how old they are, on a server that has nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from frontend.conftest import PHONE, served
from frontend.vertical_bundle import make_bundle
from frontend.visitor import Open, Visit

pytestmark = pytest.mark.browser

SLUG, TITLE = "late-hours", "Late Hours"


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("ages")
    make_bundle(folder / "late", slug=SLUG, title=TITLE, episodes=3)
    with served([f"{folder / 'late'}:2:18"], folder / "home") as url:
        yield url


def age(page: Page) -> Locator:
    return page.get_by_role("region", name="Age", exact=True)


def say(page: Page, year: str) -> None:
    age(page).get_by_label("Year of birth").fill(year)
    age(page).get_by_role("button", name="Save", exact=True).tap()


def test_who_says_their_age_is_shown_what_is_for_it_and_who_takes_it_back_is_not(phone: Visit, late: str) -> None:
    page = phone.page
    page.goto(f"{late}/")
    said = page.get_by_role("alert")
    expect(said).to_contain_text("Nothing is shown here now, where you are.")
    expect(said).to_contain_text("only for those who said their age")
    expect(page.get_by_text(TITLE)).to_have_count(0)

    said.get_by_role("link", name="Your account").tap()
    expect(page.get_by_role("heading", name="You are new here")).to_be_visible()
    say(page, "1980")
    expect(age(page).get_by_role("status")).to_contain_text("You were born in 1980.")
    page.get_by_role("button", name="Back").tap()
    expect(page.get_by_text(TITLE).first).to_be_visible()
    page.goto(f"{late}/watch/{SLUG}/1")
    page.wait_for_selector('.watch[data-episode="1"]')

    page.goto(f"{late}/account")
    expect(age(page).get_by_label("Year of birth")).to_have_value("1980")
    say(page, "")
    expect(age(page).get_by_role("status")).to_contain_text("taken back")
    page.goto(f"{late}/")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_text(TITLE)).to_have_count(0)


def test_a_year_that_nobody_was_born_in_is_refused_beside_the_box(phone: Visit, late: str) -> None:
    page = phone.page
    page.goto(f"{late}/account")
    say(page, "1066")
    expect(age(page).get_by_role("status")).to_contain_text("Nobody was born in 1066")
    phone.forgive("status of 4")


def test_a_library_that_is_empty_says_nothing_of_what_is_hidden(
    phone: Visit, late: str, tmp_path: Path, visit: Open
) -> None:
    """Whether all of it is hidden from a viewer or there is nothing: the words are the same."""
    phone.page.goto(f"{late}/")
    expect(phone.page.get_by_role("alert")).to_contain_text("Nothing is shown here now")
    hidden = phone.page.get_by_role("alert").inner_text()
    with served([], tmp_path / "home") as empty:
        other = visit(**PHONE)
        other.page.goto(f"{empty}/")
        expect(other.page.get_by_role("alert")).to_have_text(re.compile("Nothing is shown here now"))
        assert other.page.get_by_role("alert").inner_text() == hidden
        other.page.goto("about:blank")
