"""The shop as a viewer meets it: free episodes, the wall, coins in the sandbox, and what others see of it."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from frontend.conftest import PHONE, served
from frontend.swipes import until, wait_for_next
from frontend.vertical_bundle import make_bundle
from frontend.visitor import Open, Visit, jump, plays

pytestmark = pytest.mark.browser

SLUG = "locked-room"
TITLE = "</script><img src=x onerror=alert(1)> & the Room"
BUFFERED = """() => {
  const { buffered } = document.querySelector('.slot[aria-hidden="false"] video')
  return buffered.length > 0 ? buffered.end(buffered.length - 1) : 0
}"""
KEPT = """async () => {
  const names = await caches.keys()
  const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
  return requests.flat().map(({ url }) => new URL(url).pathname)
}"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("shop")
    make_bundle(folder / "room", slug=SLUG, title=TITLE, episodes=5)
    with served([f"{folder / 'room'}:2"], folder / "home") as url:
        yield url


@pytest.fixture
def guest(phone: Visit) -> Iterator[Visit]:
    yield phone
    phone.page.goto("about:blank")  # an episode that goes on playing may reach the wall meanwhile
    phone.forgive("status of 402")  # what is locked says so, and the browser notes it


def watch(page: Page, shop: str, number: int) -> None:
    page.goto(f"{shop}/watch/{SLUG}/{number}")


def wall(page: Page, number: int) -> None:
    expect(page.get_by_role("dialog", name=f"Episode {number} is locked")).to_be_visible()


def buy_coins(page: Page) -> None:
    """From the wall to the sandbox's page, and back."""
    page.get_by_role("button", name="Get coins").tap()
    page.get_by_role("button", name=re.compile(r"\$4\.99")).tap()
    page.wait_for_url("**/checkout/sandbox/**")
    expect(page.get_by_text("Play money")).to_be_visible()
    page.get_by_role("button", name="Pay", exact=True).tap()


def test_the_price_of_everything_is_told_before_the_first_coin(guest: Visit, shop: str) -> None:
    page = guest.page
    page.goto(f"{shop}/series/{SLUG}")
    offer = page.get_by_role("region", name="What it costs")
    expect(offer).to_contain_text("Episodes 1 and 2 are free.")
    expect(offer).to_contain_text("60 coins")
    expect(offer).to_contain_text("108 coins")  # two fifths below three times sixty
    expect(offer).to_contain_text("$4.99")
    expect(offer).to_contain_text("min")
    assert page.get_by_role("link", name=re.compile("locked")).count() == 3


def test_nothing_moves_when_the_prices_come(guest: Visit, shop: str) -> None:
    page = guest.page
    held: list[Route] = []
    page.route("**/offer", lambda route: held.append(route))  # noqa: PLW0108 - Playwright asks what kind of function it is
    page.goto(f"{shop}/series/{SLUG}")
    heading = page.get_by_role("heading", name="Episodes")
    before = heading.bounding_box()
    until(lambda: len(held) == 1, what="the prices are asked for")
    held[0].continue_()
    expect(page.get_by_role("region", name="What it costs")).to_be_visible()
    after = heading.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) <= 2


def test_free_then_the_wall_then_coins_then_the_episode(guest: Visit, shop: str, visit: Open) -> None:
    page = guest.page
    watch(page, shop, 2)
    plays(page, number=2)
    jump(page, -1)
    wall(page, 3)
    buy_coins(page)
    page.wait_for_url(f"**/watch/{SLUG}/3*")
    wall(page, 3)
    expect(page.get_by_role("button", name="Get coins")).to_contain_text("500")
    page.get_by_role("button", name="Unlock this episode").tap()
    plays(page, number=3)

    page.reload()
    plays(page, number=3)
    page.goto(f"{shop}/account")
    expect(page.get_by_role("region", name="History")).to_contain_text("Unlocked")
    expect(page.get_by_role("region", name="Coins")).to_contain_text("440")

    other = visit(**PHONE)
    watch(other.page, shop, 3)
    wall(other.page, 3)
    other.forgive("status of 402")


def test_a25_vip_ends_in_two_taps(guest: Visit, shop: str) -> None:
    page = guest.page
    watch(page, shop, 3)
    wall(page, 3)
    page.get_by_role("button", name="Get coins").tap()
    expect(page.get_by_text("Coins that you bought do not expire")).to_be_visible()
    page.get_by_role("tab", name="VIP").tap()
    expect(page.get_by_text("Coins that you bought do not expire")).to_have_count(0)
    page.get_by_role("button", name=re.compile(r"\$17\.99")).tap()
    page.wait_for_url("**/checkout/sandbox/**")
    page.get_by_role("button", name="Pay", exact=True).tap()
    page.wait_for_url(f"**/watch/{SLUG}/3*")

    page.goto(f"{shop}/account")
    vip = page.get_by_role("region", name="VIP")
    vip.get_by_role("button", name="Cancel VIP").tap()
    vip.get_by_role("button", name="Yes, cancel").tap()
    expect(page.get_by_text("VIP will not renew.")).to_be_visible()


def test_the_rest_is_unlocked_at_the_price_that_was_told(guest: Visit, shop: str) -> None:
    page = guest.page
    watch(page, shop, 4)
    wall(page, 4)
    buy_coins(page)
    page.get_by_role("button", name="Unlock all that is left").tap()
    plays(page, number=4)
    page.goto(f"{shop}/series/{SLUG}")
    expect(page.get_by_role("region", name="What it costs")).to_contain_text("All episodes are open to you.")
    assert page.get_by_role("link", name=re.compile("locked")).count() == 0


def test_waiting_opens_one_episode_and_says_when_the_next(guest: Visit, shop: str) -> None:
    page = guest.page
    watch(page, shop, 3)
    wall(page, 3)
    page.get_by_role("button", name="Open for free").tap()
    plays(page, number=3)
    watch(page, shop, 4)
    expect(page.get_by_role("button", name=re.compile("Free in 23 h|Free in 22 h"))).to_be_disabled()


def test_an_advertisement_opens_one_episode(guest: Visit, shop: str) -> None:
    page = guest.page
    watch(page, shop, 3)
    page.get_by_role("button", name="Watch an ad").tap()
    plays(page, number=3)
    watch(page, shop, 4)
    wall(page, 4)


def test_nothing_of_a_locked_episode_is_asked_for(guest: Visit, shop: str) -> None:
    page = guest.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    watch(page, shop, 1)
    plays(page, number=1)
    wait_for_next(page)  # the second is free, and made ready
    watch(page, shop, 2)
    plays(page, number=2)
    jump(page, 8)
    until(lambda: page.evaluate(BUFFERED) > 11, what="all of the second is there")
    page.wait_for_timeout(500)
    media = [url for url in asked if "/episodes/003/" in url and not url.endswith("poster.jpg")]
    assert media == []
    assert not [url for url in asked if url.endswith(f"/play/{SLUG}/3")]


def test_what_one_account_may_watch_is_kept_for_no_other(guest: Visit, shop: str) -> None:
    """Attack 23: the service worker, the browser's own store, and a viewer who takes over the phone."""
    page = guest.page
    watch(page, shop, 3)
    page.get_by_role("button", name="Open for free").tap()
    plays(page, number=3)
    until(lambda: page.evaluate("() => navigator.serviceWorker.controller !== null"), what="the worker is in charge")
    page.reload()
    plays(page, number=3)
    kept = page.evaluate(KEPT)
    assert "/" in kept
    assert not [path for path in kept if path.startswith(("/api", "/m/", "/checkout", "/_allauth"))]

    page.goto(f"{shop}/account")
    page.get_by_role("button", name="Delete account").tap()
    page.get_by_role("button", name="Delete for good").tap()
    expect(page.get_by_role("heading", name="You are new here")).to_be_visible()
    watch(page, shop, 3)
    wall(page, 3)
    assert page.evaluate("() => localStorage.getItem('microdrama.positions/1')") in (None, "{}")

    page.context.set_offline(True)
    watch(page, shop, 3)
    expect(page.get_by_role("alert")).to_contain_text("offline")
    page.context.set_offline(False)
    guest.forgive("ERR_INTERNET_DISCONNECTED")


def test_words_of_others_are_words_in_the_shop_too(guest: Visit, shop: str) -> None:
    """Attack 16: a title that would be markup stands as it was written, on every screen that shows it."""
    page = guest.page
    page.on("dialog", lambda _dialog: pytest.fail("a title ran as a script"))
    for path in ("/", f"/series/{SLUG}", f"/watch/{SLUG}/1"):
        page.goto(f"{shop}{path}")
        expect(page.get_by_text(TITLE).first).to_be_attached()
    assert page.locator("img[src=x]").count() == 0


def test_a_month_of_a_studio_is_shown_as_it_was_signed(guest: Visit, shop: str) -> None:
    page = guest.page
    sums = {"earned_minor": 1234, "carried_back_minor": 34, "net_minor": 1200, "share_minor": 600}
    share = {
        "series": "s",
        "slug": SLUG,
        "title": "The Room",
        "legs": 2,
        "first_transfer": 1,
        "last_transfer": 2,
        **sums,
    }
    month = {"month": "2026-10", "currency": "USD", "share_bp": 5000, "platform_minor": 600, **sums}
    studio = {"schema_name": "microdrama.statement/1", "studio": "u", "studio_name": "North Light"}
    statement = {**studio, **month, "series": [share], "lines_sha256": "9f" * 32, "vip": None}
    body = {"items": [{"statement": statement, "signature": "a7" * 64, "public_key": "c3" * 32}]}
    page.route("**/statements", lambda route: route.fulfill(body=json.dumps(body), content_type="application/json"))
    more = {**statement, "month": "2026-11", "vip": {"minor": 900, "watched_ms": 4000, "cut": 0, "last": "s"}}
    more["vip"]["series"] = [{"series": "s", "watched_ms": 1000}]
    now = {"at": "2026-11-30T12:00:00Z", "provisional": True, "items": [more]}
    page.route(
        "**/statements/running", lambda route: route.fulfill(body=json.dumps(now), content_type="application/json")
    )
    row = {"at": "2026-11-05T09:00:00Z", "currency": "USD", "minor": 450, "month": "2026-10", "reference": "SEPA 4711"}
    paid = {"items": [row], "payable": [{"currency": "USD", "minor": 150}]}
    page.route("**/payouts", lambda route: route.fulfill(body=json.dumps(paid), content_type="application/json"))
    page.goto(f"{shop}/studio/north-light")
    settled = page.get_by_role("article", name="Paid to you")
    expect(settled).to_contain_text("$1.50")
    expect(settled.get_by_role("row", name=re.compile("SEPA 4711"))).to_contain_text("$4.50")
    running = page.get_by_role("article", name="November 2026, USD, so far")
    expect(running).to_contain_text("Not closed and not signed")
    expect(running).to_contain_text("25% of it here")
    assert running.get_by_role("link").count() == 0
    shown = page.get_by_role("article", name="October 2026, USD")
    expect(shown).to_contain_text("$6.00")
    expect(shown.get_by_role("row", name=re.compile("The Room"))).to_contain_text("$12.34")
    expect(shown.get_by_role("link", name="Lines")).to_have_attribute(
        "href", "/api/v1/studios/north-light/statements/2026-10/USD/lines"
    )
    shown.get_by_text("What proves it").tap()
    expect(shown.get_by_text("a7" * 64)).to_be_visible()


def test_money_is_told_with_what_it_buys_and_to_nobody_who_has_enough(guest: Visit, shop: str) -> None:
    page = guest.page
    page.goto(f"{shop}/series/{SLUG}")
    expect(page.get_by_role("region", name="What it costs")).to_contain_text("$4.99 buys 500")
    watch(page, shop, 3)
    wall(page, 3)
    expect(page.get_by_text("500 coins for $4.99 are enough.")).to_be_visible()
    expect(page.get_by_role("button", name="Open for free")).to_contain_text("One at once, then one every 23 hours")
    buy_coins(page)
    page.wait_for_url(f"**/watch/{SLUG}/3*")
    expect(page.get_by_text("500 coins are yours.")).to_be_visible()
    expect(page.get_by_role("button", name="Unlock this episode")).to_be_visible()
    expect(page.get_by_text("are enough")).to_have_count(0)
    page.goto(f"{shop}/series/{SLUG}")
    expect(page.get_by_role("link", name="Your account")).to_contain_text("500")
    offer = page.get_by_role("region", name="What it costs")
    expect(offer).to_contain_text("one every 23 h is free")
    expect(offer).not_to_contain_text("$")


def test_what_costs_the_same_is_offered_once(guest: Visit, shop: str) -> None:
    page = guest.page
    unlock = page.get_by_role("button", name="Unlock")
    watch(page, shop, 3)
    wall(page, 3)
    buy_coins(page)
    page.get_by_role("button", name="Unlock this episode").tap()
    plays(page, number=3)
    watch(page, shop, 4)  # of 108 coins at most 60 are paid: 48 for this one, and for both
    expect(unlock).to_have_count(1)
    expect(unlock).to_contain_text("Unlock all that is left")
    expect(unlock).to_contain_text("48 coins")
    page.get_by_role("button", name="Watch an ad").tap()
    plays(page, number=4)
    watch(page, shop, 5)  # the last one that is locked
    expect(unlock).to_have_count(1)
    expect(unlock).to_contain_text("Unlock this episode")
