"""A viewer's account as they meet it: joining, the limit, the way out of VIP; and the studio's own page of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from frontend.conftest import PHONE, served
from frontend.serve_bundles import READER, STUDIO
from frontend.swipes import until
from frontend.vertical_bundle import make_bundle
from frontend.visitor import Open, Visit, plays

pytestmark = pytest.mark.browser

SLUG = "two-keys"
TITLE = "Two Keys"
PASSWORD = "lantern-otter-42"  # noqa: S105 - of accounts that last as long as the test


@dataclass(frozen=True)
class Shop:
    """A served shop, and where it puts its letters."""

    url: str
    home: Path

    def code(self, address: str) -> str:
        """The code in the last letter to an address."""

        def read() -> str | None:
            letters = sorted((self.home / "outbox").glob("*"), key=lambda letter: letter.stat().st_mtime_ns)
            told = [text for text in (letter.read_text("utf-8") for letter in letters) if f"To: {address}" in text]
            found = re.findall(r"Your code .*?is (\S+)\.", told[-1]) if told else []
            return found[-1] if found else None

        code: str = until(read, what=f"a code came to {address}")
        return code


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("accounts")
    make_bundle(folder / "keys", slug=SLUG, title=TITLE, episodes=5)
    with served(["--earning", f"{folder / 'keys'}:2"], folder / "home") as url:
        yield Shop(url, folder / "home")


def part(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def pay(page: Page, price: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name=re.compile(re.escape(price))).tap()
    page.wait_for_url("**/checkout/sandbox/**")
    page.get_by_role("button", name="Pay", exact=True).tap()
    page.wait_for_url("**/account*")


def buy_coins(page: Page, shop: Shop) -> None:
    page.goto(f"{shop.url}/account")
    page.get_by_role("button", name="Get coins").tap()
    pay(page, "$4.99")
    expect(part(page, "Coins")).to_contain_text("500 bought")


def enter(page: Page, address: str, password: str, button: str) -> None:
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name=button).tap()


def test_coins_of_a_guest_come_along_into_the_account_that_a_letter_confirms(phone: Visit, shop: Shop) -> None:
    page = phone.page
    buy_coins(page, shop)
    enter(page, "mara@example.org", "short", "Create account")
    expect(part(page, "Signing in").get_by_role("status")).to_contain_text("too short")
    enter(page, "mara@example.org", PASSWORD, "Create account")
    expect(part(page, "Signing in").get_by_role("status")).to_contain_text("on its way to mara@example.org")
    page.get_by_label("Code", exact=True).fill(shop.code("mara@example.org"))
    page.get_by_role("button", name="Confirm").tap()
    expect(part(page, "Signing in")).to_contain_text("your coins came with you")
    expect(part(page, "Signing in")).to_contain_text("mara@example.org")
    expect(part(page, "Coins")).to_contain_text("500 bought")
    page.reload()
    expect(part(page, "Coins")).to_contain_text("500 bought")

    page.get_by_role("button", name="Sign out").tap()
    expect(page.get_by_role("heading", name="You are new here")).to_be_visible()  # no guest is left to find coins with
    expect(part(page, "Coins")).to_contain_text("0 bought")
    phone.forgive("status of 40")  # a refusal, and an answer that asks for the code


def test_a_forgotten_password_is_replaced_by_code(phone: Visit, shop: Shop) -> None:
    page = phone.page
    page.goto(f"{shop.url}/account")
    page.get_by_label("E-mail").fill(READER)
    page.get_by_role("button", name="Forgot the password?").tap()
    page.get_by_label("Code", exact=True).fill(shop.code(READER))
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").tap()
    expect(part(page, "Signing in")).to_contain_text(READER)
    (shop.home / "reader").write_text(PASSWORD, "utf-8")
    phone.forgive("status of 401")


def test_a_limit_holds_until_it_is_lifted(phone: Visit, shop: Shop) -> None:
    page = phone.page
    buy_coins(page, shop)
    page.get_by_label("Coins a month").fill("59")
    page.get_by_role("button", name="Set", exact=True).tap()
    expect(part(page, "Limit").get_by_role("status")).to_contain_text("At most 59 coins a month")
    page.goto(f"{shop.url}/watch/{SLUG}/3")
    page.get_by_role("button", name="Unlock this episode").tap()
    expect(page.get_by_role("alert")).to_contain_text("Your limit of 59 coins a month leaves 59; nothing was charged.")
    page.goto(f"{shop.url}/account")
    expect(part(page, "Coins")).to_contain_text("500 bought")
    page.get_by_label("Coins a month").fill("")
    page.get_by_role("button", name="Set", exact=True).tap()
    expect(part(page, "Limit").get_by_role("status")).to_contain_text("There is no limit any more.")
    page.goto(f"{shop.url}/watch/{SLUG}/3")
    page.get_by_role("button", name="Unlock this episode").tap()
    plays(page, number=3)
    page.goto("about:blank")
    phone.forgive("status of 40")


def test_vip_opens_all_and_ends_in_two_taps(phone: Visit, shop: Shop) -> None:
    page = phone.page
    page.goto(f"{shop.url}/account")
    page.get_by_role("button", name="Plans").tap()
    pay(page, "One week")
    expect(part(page, "VIP")).to_contain_text("then renewed")
    page.get_by_role("button", name="Cancel VIP").tap()
    page.get_by_role("button", name="Yes, cancel").tap()
    expect(part(page, "VIP")).to_contain_text("not renewed")
    expect(page.get_by_role("button", name="Cancel VIP")).to_have_count(0)
    expect(part(page, "History")).to_contain_text("VIP")
    page.goto(f"{shop.url}/watch/{SLUG}/5")  # what is paid stays
    plays(page, number=5)


def test_a_payment_that_failed_is_told_once(phone: Visit, shop: Shop) -> None:
    page = phone.page
    page.goto(f"{shop.url}/watch/{SLUG}/4")
    page.get_by_role("button", name="Get coins").tap()
    page.get_by_role("button", name=re.compile(r"\$4\.99")).tap()
    page.get_by_role("button", name="Decline").tap()
    page.wait_for_url(f"**/watch/{SLUG}/4*")
    expect(page.get_by_role("alert")).to_contain_text("The payment was declined")
    assert "order=" not in page.url
    page.reload()
    expect(page.get_by_role("dialog", name="Episode 4 is locked")).to_be_visible()
    assert page.get_by_role("alert").count() == 0
    phone.forgive("status of 402")


def test_a_studio_reads_the_month_that_the_ledger_holds(phone: Visit, shop: Shop, visit: Open) -> None:
    page = phone.page
    page.goto(f"{shop.url}/studio/{STUDIO}")
    page.get_by_role("link", name="Sign in").tap()
    enter(page, READER, (shop.home / "reader").read_text("utf-8"), "Sign in")
    part(page, "Studios").get_by_role("link", name="Statements").tap()
    expect(page.get_by_role("heading", name="North Light Pictures")).to_be_visible()
    shown = page.get_by_role("article", name=re.compile("USD$"))
    # three episodes at once are 108 of 1,000 coins for $9.99: $1.07, and half of it, whose half cent is the house's
    expect(shown).to_contain_text("$0.53")
    expect(shown.get_by_role("row", name=TITLE)).to_contain_text("$1.07")
    with page.expect_download() as coming:
        shown.get_by_role("link", name="Lines").tap()
    assert SLUG in Path(coming.value.path()).read_text("utf-8")
    phone.forgive("status of 401")

    # what somebody pays now is there at once, not closed and not signed
    buyer = visit(**PHONE)
    buyer.page.goto(f"{shop.url}/watch/{SLUG}/3")
    buyer.page.get_by_role("button", name="Get coins").tap()
    buyer.page.get_by_role("button", name=re.compile(r"\$4\.99")).tap()
    buyer.page.get_by_role("button", name="Pay", exact=True).tap()
    buyer.page.get_by_role("button", name="Unlock this episode").tap()
    plays(buyer.page, number=3)
    buyer.page.goto(f"{shop.url}/series/{SLUG}")
    expect(buyer.page.get_by_role("region", name="What it costs")).to_contain_text("All that is left at once")
    buyer.forgive("status of 402")
    page.reload()
    running = page.get_by_role("article", name="so far")
    expect(running.get_by_role("row", name=TITLE)).to_contain_text(re.compile(r"\$\d"))
    expect(running).to_contain_text("Not closed and not signed")
    page.goto(f"{shop.url}/")
    page.get_by_role("searchbox", name="Search series").fill("nothing")
    expect(page.get_by_text("Nothing here has these words.")).to_be_visible()
    page.get_by_role("searchbox", name="Search series").fill(TITLE[:4])
    expect(page.get_by_role("heading", name="Found")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(1)

    stranger = visit(**PHONE)
    stranger.page.goto(f"{shop.url}/studio/{STUDIO}")
    expect(stranger.page.get_by_role("alert")).to_contain_text("Sign in first.")
    stranger.forgive("status of 401")


def test_a_check_in_that_is_done_says_when_the_next_is(phone: Visit, shop: Shop) -> None:
    page = phone.page
    page.goto(f"{shop.url}/account")
    part(page, "Coins").get_by_role("button", name="Check in").tap()
    expect(part(page, "Coins").get_by_role("status")).to_contain_text("10 coins")
    for _ in range(2):  # when it is done, and whenever the page is opened again that day
        expect(part(page, "Coins").get_by_role("button", name="Checked in")).to_be_disabled()
        expect(part(page, "Coins")).to_contain_text(re.compile(r"The next coins .* in \d+ (h|min)"))
        page.reload()
