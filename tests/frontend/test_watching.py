"""A viewer with a phone, from the poster to the last episode."""

import pytest
from playwright.sync_api import expect

from frontend.swipes import swipe, until, wait_for_next
from frontend.visitor import Site, Visit, jump, open_player, plays, shown

pytestmark = pytest.mark.browser

VIDEOS = (
    "() => [...document.querySelectorAll('video')].map(v => ({ paused: v.paused, at: v.currentTime, muted: v.muted }))"
)


def test_from_the_poster_to_the_first_episode(phone: Visit, site: Site) -> None:
    page = phone.page
    page.goto(site.url)
    expect(page).to_have_title("microdrama")
    page.get_by_role("link", name=site.title).first.tap()
    expect(page.get_by_role("heading", name=site.title)).to_be_visible()
    assert page.url == f"{site.url}/series/{site.slug}"
    assert page.locator("ol a").count() == site.episodes
    page.get_by_role("link", name="Watch episode 1").tap()
    plays(page, number=1)
    assert page.url == f"{site.url}/watch/{site.slug}/1"
    assert shown(page)["muted"] is False
    assert sum(not video["paused"] for video in page.evaluate(VIDEOS)) == 1


def test_swipes_go_up_and_down_the_episodes(phone: Visit, site: Site) -> None:
    page = phone.page
    open_player(page, site)
    wait_for_next(page)
    swipe(page)
    plays(page, number=2)
    assert page.url.endswith(f"/watch/{site.slug}/2")
    expect(page).to_have_title(f"{site.title}, episode 2 · microdrama")
    swipe(page, up=False)
    plays(page, number=1)
    swipe(page, up=False)  # there is nothing before the first
    plays(page, number=1)
    assert sum(not video["paused"] for video in page.evaluate(VIDEOS)) == 1
    page.get_by_role("button", name="Back to the series").tap()  # episodes seen do not pile up on the way back
    expect(page.get_by_role("heading", name="Episodes")).to_be_visible()


def test_a_short_pull_springs_back(phone: Visit, site: Site) -> None:
    page = phone.page
    open_player(page, site)
    session = page.context.new_cdp_session(page)
    for kind, y in (("Start", 500), ("Move", 480), ("Move", 450), ("Move", 430)):
        session.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": [{"x": 195, "y": y}]})
    pulled = shown(page)["top"]
    assert pulled == pytest.approx(-70, abs=1)
    page.wait_for_timeout(200)  # the finger rests, so this is no flick
    session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": 195, "y": 430}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(400)
    assert page.locator(".watch").get_attribute("data-episode") == "1"
    assert shown(page)["top"] == 0


def test_a_tap_pauses_and_plays(phone: Visit, site: Site) -> None:
    page = phone.page
    open_player(page, site)
    plays(page, number=1)
    page.touchscreen.tap(195, 400)
    page.wait_for_selector('.watch[data-paused="true"]')
    assert shown(page)["paused"] is True
    page.touchscreen.tap(195, 400)
    plays(page, number=1)


def test_episodes_follow_each_other_to_the_end(phone: Visit, site: Site) -> None:
    page = phone.page
    open_player(page, site, number=site.episodes - 1)
    plays(page, number=site.episodes - 1)
    wait_for_next(page)
    jump(page, -1)
    plays(page, number=site.episodes)
    jump(page, -1)
    expect(page.get_by_role("heading", name=f"You finished {site.title}")).to_be_visible(timeout=15_000)
    page.get_by_role("link", name="Back to the series").tap()
    expect(page.get_by_role("link", name="Watch again")).to_be_visible()
    page.goto(site.url)
    page.wait_for_selector("h1")
    assert page.get_by_role("heading", name="Continue watching").count() == 0


def test_a_reload_goes_on_where_the_viewer_stopped(phone: Visit, site: Site) -> None:
    page = phone.page
    open_player(page, site, number=2)
    plays(page, number=2)
    jump(page, 6)
    until(lambda: shown(page)["at"] > 6.3, what="it plays after the jump")
    page.reload()
    until(lambda: page.locator("video").count() == 3 and shown(page)["at"] > 5.5, what="it resumes")
    page.goto(site.url)
    row = page.get_by_role("region", name="Continue watching")
    expect(row.get_by_text(f"Episode 2 of {site.episodes}")).to_be_visible()
    page.goto(f"{site.url}/series/{site.slug}")
    expect(page.get_by_role("link", name="Continue episode 2")).to_be_visible()


def test_without_a_touch_before_it_starts_silent_and_says_so(phone: Visit, site: Site) -> None:
    page = phone.page
    # whatever Playwright runs on the page counts as the viewer's touch: the browser itself says when a video plays
    session = page.context.new_cdp_session(page)
    told: list[str] = []
    session.on("Media.playerEventsAdded", lambda news: told.extend(one["value"] for one in news["events"]))
    session.send("Media.enable")

    def begun() -> bool:
        page.wait_for_timeout(50)  # lets the news in
        return any('"kPlay"' in one for one in told)

    page.goto(f"{site.url}/watch/{site.slug}/1", wait_until="commit")
    until(begun, what="a video plays")
    plays(page, number=1)
    assert shown(page)["muted"] is True
    page.get_by_role("button", name="Tap for sound").tap()
    until(lambda: shown(page)["muted"] is False, what="there is sound")
    assert page.get_by_role("button", name="Tap for sound").count() == 0
    plays(page, number=1)


def test_mute_holds_for_the_next_episode_and_the_next_visit(phone: Visit, site: Site) -> None:
    page = phone.page
    open_player(page, site)
    page.get_by_role("button", name="Mute").tap()
    wait_for_next(page)
    swipe(page)
    plays(page, number=2)
    assert shown(page)["muted"] is True
    page.reload()
    expect(page.get_by_role("button", name="Turn sound on")).to_be_visible()
    assert page.get_by_role("button", name="Tap for sound").count() == 0  # silence was the viewer's own choice
    page.get_by_role("button", name="Turn sound on").tap()
    until(lambda: shown(page)["muted"] is False, what="there is sound")


def test_captions_stand_where_faces_and_buttons_are_not(phone: Visit, site: Site) -> None:
    if not site.captioned:
        pytest.skip("this bundle has no captions")
    page = phone.page
    open_player(page, site)
    plays(page, number=1)
    assert page.locator(".captions").count() == 0
    page.get_by_role("button", name="Captions").tap()
    line = page.locator(".captions span")
    expect(line).to_be_visible()
    assert line.text_content().strip()
    box = line.bounding_box()
    assert box["y"] >= 0.62 * 844
    assert box["y"] + box["height"] <= 0.72 * 844


TRACKS = """() => [...document.querySelectorAll('video')].flatMap(
  video => [...video.textTracks].map(track => [track.mode, track.kind]))"""


def test_captions_of_the_ladder_are_not_shown_beside_our_own(phone: Visit, site: Site) -> None:
    if not site.captioned:
        pytest.skip("this bundle has no captions")
    page = phone.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_player(page, site)
    plays(page, number=1)
    page.get_by_role("button", name="Captions").tap()
    expect(page.locator(".captions span")).to_have_text("Not this door.")  # marks and moments of words are not text
    jump(page, 3)
    plays(page, number=1)
    assert "showing" not in [mode for mode, _ in page.evaluate(TRACKS)]
    assert page.locator(".captions").count() == 1
    assert any(url.endswith("/captions/en.vtt") for url in asked)
    assert not [url for url in asked if "/hls/captions-en" in url]  # the words come once


def test_the_line_of_progress_takes_a_finger(phone: Visit, site: Site) -> None:
    page = phone.page
    open_player(page, site)
    plays(page, number=1)
    line = page.get_by_role("slider", name="Position in the episode")
    box = line.bounding_box()
    y = box["y"] + box["height"] / 2
    page.touchscreen.tap(box["x"] + box["width"] / 2, y)
    until(lambda: abs(shown(page)["at"] / shown(page)["duration"] - 0.5) < 0.1, what="it is half way")
    assert page.locator(".watch").get_attribute("data-episode") == "1"


def test_the_sheet_leads_to_any_episode(phone: Visit, site: Site) -> None:
    page = phone.page
    open_player(page, site)
    page.get_by_role("button", name="All episodes").tap()
    sheet = page.get_by_role("dialog", name=site.title)
    expect(sheet.get_by_role("button", name="Episode 1")).to_have_attribute("aria-current", "true")
    sheet.get_by_role("button", name=f"Episode {site.episodes}").tap()
    plays(page, number=site.episodes)
    assert page.get_by_role("dialog").count() == 0


def test_a_lost_episode_is_told_and_tried_again(phone: Visit, site: Site) -> None:
    page = phone.page
    page.route("**/episodes/**/*.m4s", lambda route: route.abort())
    open_player(page, site)
    expect(page.get_by_role("alert")).to_contain_text("The connection was lost.", timeout=30_000)
    page.unroute("**/episodes/**/*.m4s")
    page.get_by_role("button", name="Try again").tap()
    plays(page, number=1)
    phone.forgive("ERR_FAILED")
