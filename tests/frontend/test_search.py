"""Looking for a series on a phone, whose keyboard leaves only the upper half of the screen."""

import pytest
from playwright.sync_api import Locator, expect

from frontend.swipes import until
from frontend.visitor import Site, Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("words", "answer"), [("three", "Three Bars"), ("zebra", "Nothing here has these words.")])
def test_what_is_found_stands_above_the_keyboard(phone: Visit, site: Site, words: str, answer: str) -> None:
    page = phone.page
    page.goto(site.url)
    box = page.get_by_role("searchbox", name="Search series")
    box.tap()
    page.keyboard.type(words)
    expect(page.get_by_role("heading", name="Found")).to_be_visible()
    found = page.get_by_role("region", name="Found").get_by_text(answer)
    expect(found).to_be_visible()

    def top(place: Locator) -> float:
        box = place.bounding_box()
        assert box is not None
        return box["y"]

    until(lambda: 0 <= top(box) < 60, what="the box is at the top")
    expect(box).to_be_focused()
    chips = page.get_by_role("list", name="Genres and tropes")
    expect(chips.get_by_role("button", name="Mystery")).to_be_visible()
    shown = found if words == "zebra" else page.get_by_role("region", name="Found").get_by_role("listitem").first
    assert top(shown) < 200


def test_a_genre_is_chosen_with_words_or_without_and_given_up_again(phone: Visit, site: Site) -> None:
    page = phone.page
    page.goto(site.url)
    every = page.get_by_role("region", name="All series").get_by_role("listitem")
    expect(every.first).to_be_visible()
    page.get_by_role("searchbox", name="Search series").tap()
    mystery = page.get_by_role("button", name="Mystery")
    expect(mystery).to_have_attribute("aria-pressed", "false")
    mystery.tap()
    expect(mystery).to_have_attribute("aria-pressed", "true")
    found = page.get_by_role("region", name="Found")
    expect(found.get_by_text("Three Bars")).to_be_visible()
    page.get_by_role("searchbox", name="Search series").fill("zebra")
    expect(found.get_by_text("Nothing of this kind has these words.")).to_be_visible()
    mystery.tap()
    expect(found.get_by_text("Nothing here has these words.")).to_be_visible()
    page.get_by_role("searchbox", name="Search series").fill("")
    expect(page.get_by_role("region", name="All series")).to_be_visible()
