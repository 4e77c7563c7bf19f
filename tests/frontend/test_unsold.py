"""A shop on a server that nobody takes money for: what needs none is offered, and nothing else."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from frontend.conftest import served
from frontend.vertical_bundle import make_bundle
from frontend.visitor import Visit, plays

pytestmark = pytest.mark.browser

SLUG = "no-till"


@pytest.fixture(scope="module")
def unsold(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("unsold")
    make_bundle(folder / "till", slug=SLUG, title="No Till", episodes=5)
    with served([f"{folder / 'till'}:2"], folder / "home", {"MICRODRAMA_PAYMENTS": ""}) as url:
        yield url


def test_where_nobody_takes_money_the_wall_offers_what_needs_none(phone: Visit, unsold: str) -> None:
    page = phone.page
    page.goto(f"{unsold}/series/{SLUG}")
    offer = page.get_by_role("region", name="What it costs")
    expect(offer).to_contain_text("108 coins")
    expect(offer).not_to_contain_text(re.compile(r"VIP|\$"))
    page.goto(f"{unsold}/watch/{SLUG}/3")
    wall = page.get_by_role("dialog", name="Episode 3 is locked")
    expect(wall.get_by_role("button", name="Open for free")).to_be_visible()
    expect(wall).not_to_contain_text(re.compile(r"VIP|\$|Unlock"))
    wall.get_by_role("button", name="Check in").tap()
    expect(wall.get_by_role("alert")).to_have_text("10 coins are yours.")
    expect(wall.get_by_role("button", name="Check in")).to_have_count(0)
    expect(wall.get_by_role("button", name="Get coins")).to_have_count(0)
    wall.get_by_role("button", name="Open for free").tap()
    plays(page, number=3)
    page.goto("about:blank")
    phone.forgive("status of 402")


def test_the_shop_blames_no_place_where_the_server_sells_nothing(phone: Visit, unsold: str) -> None:
    page = phone.page
    page.goto(f"{unsold}/account")
    page.get_by_role("button", name="Get coins").tap()
    shop = page.get_by_role("dialog", name="Shop")
    expect(shop).to_contain_text("Nothing can be bought on this server yet.")
    expect(shop).not_to_contain_text("where you are")
