"""A viewer at a desk: keys, wheel and a wide window."""

import pytest
from playwright.sync_api import Page, Route, expect

from frontend.swipes import until
from frontend.visitor import Open, Site, Visit, open_player, plays, shown

pytestmark = pytest.mark.browser


# a trackpad glides on long after the fingers left it; at once, for on a busy machine a timer might leave a pause in it
GLIDE = """() => {
  for (let i = 0; i < 12; i++) {
    const push = new WheelEvent('wheel', { deltaY: 60 - 4 * i, bubbles: true, cancelable: true })
    document.querySelector('.stage').dispatchEvent(push)
  }
}"""


def episode(page: Page) -> int:
    return int(page.locator(".watch").get_attribute("data-episode") or 0)


def test_the_stage_is_upright_in_a_wide_window(desk: Visit, site: Site) -> None:
    page = desk.page
    open_player(page, site)
    stage = page.locator(".stage").bounding_box()
    assert stage["width"] / stage["height"] == pytest.approx(9 / 16, rel=0.01)
    assert stage["x"] + stage["width"] / 2 == pytest.approx(640, abs=1)
    after = page.get_by_role("button", name="Next episode")
    assert after.bounding_box()["x"] > stage["x"] + stage["width"]
    after.click()
    assert episode(page) == 2
    page.get_by_role("button", name="Previous episode").click()
    assert episode(page) == 1


def test_keys(desk: Visit, site: Site) -> None:
    page = desk.page
    open_player(page, site)
    for key, number in (("ArrowDown", 2), ("ArrowUp", 1), ("j", 2), ("k", 1), ("k", 1)):
        page.keyboard.press(key)
        assert episode(page) == number
    page.keyboard.press(" ")
    page.wait_for_selector('.watch[data-paused="true"]')
    page.keyboard.press(" ")
    page.wait_for_selector('.watch[data-paused="false"]')
    page.keyboard.press("m")
    until(lambda: shown(page)["muted"], what="it is silent")
    page.keyboard.press("m")
    if site.captioned:
        page.keyboard.press("c")
        expect(page.get_by_role("button", name="Captions")).to_have_attribute("aria-pressed", "true")
    until(lambda: shown(page)["at"] > 0.2, what="it plays")
    page.keyboard.press("ArrowRight")
    until(lambda: shown(page)["at"] > 5, what="it skipped")
    page.keyboard.press("f")
    until(lambda: page.evaluate("() => document.fullscreenElement !== null"), what="it fills the screen")
    page.keyboard.press("f")
    until(lambda: page.evaluate("() => document.fullscreenElement === null"), what="it is back")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Episodes")).to_be_visible()


def test_an_episode_left_while_it_loads_plays_once_the_viewer_is_back(desk: Visit, site: Site) -> None:
    """To leave an episode may end what it loads ahead, and not the question whether it may be watched."""
    page, held = desk.page, list[Route]()
    page.route(f"**/play/{site.slug}/1", lambda asked: held.append(asked))  # noqa: PLW0108 (it marks its handlers)
    open_player(page, site)
    until(lambda: shown(page) and held, what="it is asked for")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    for request in held:
        request.continue_()
    plays(page, number=1)


def test_one_push_of_the_wheel_is_one_step(desk: Visit, site: Site) -> None:
    page = desk.page
    open_player(page, site)
    page.evaluate(GLIDE)
    assert episode(page) == 2
    page.mouse.move(640, 400)
    for turn, number in ((120, 3), (-120, 2)):
        page.wait_for_timeout(300)  # the pause between two pushes
        page.mouse.wheel(0, turn)
        until(lambda wanted=number: episode(page) == wanted, what=f"episode {number} is there")
        page.wait_for_timeout(300)  # another step would show as well
        assert episode(page) == number


def test_escape_closes_the_sheet_first(desk: Visit, site: Site) -> None:
    page = desk.page
    open_player(page, site)
    page.get_by_role("button", name="All episodes").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="All episodes")).to_be_focused()
    assert episode(page) == 1


def test_back_and_forward_of_the_browser(desk: Visit, site: Site) -> None:
    page = desk.page
    page.goto(site.url)
    page.get_by_role("link", name=site.title).first.click()
    page.get_by_role("link", name="Watch episode 1").click()
    page.wait_for_selector(".watch")
    page.go_back()
    expect(page.get_by_role("heading", name="Episodes")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="All series")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", name="Episodes")).to_be_visible()


def test_addresses_that_lead_nowhere_say_so(desk: Visit, site: Site) -> None:
    page = desk.page
    page.goto(f"{site.url}/series/no-such-series")
    expect(page.get_by_role("alert")).to_contain_text("This series is not here")
    page.goto(f"{site.url}/watch/{site.slug}/999")
    expect(page.get_by_role("alert")).to_contain_text("This series has no episode 999.")
    desk.forgive("404")  # the browser reports each itself


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_scrolls_sideways(visit: Open, site: Site, width: int) -> None:
    page = visit(viewport={"width": width, "height": 800}).page
    for path in ("/", f"/series/{site.slug}", f"/watch/{site.slug}/1"):
        page.goto(site.url + path)
        page.wait_for_selector("main")
        page.wait_for_timeout(150)
        wide = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
        assert wide[0] <= wide[1], (path, wide)
