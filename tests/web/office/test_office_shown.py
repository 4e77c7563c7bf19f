"""What the pages of the office show of what tables hold in other units."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from fixtures.operators import NOW, operator
from microdrama.platform.accounts.models import Account, StaffAction, Studio
from microdrama.platform.accounts.operations import open_guest
from microdrama.platform.catalogue.models import Episode, Product, ProductPrice, Series, Territory, Tier
from microdrama.platform.wallet import lots
from microdrama.platform.wallet.models import Subscription
from microdrama.web.office.shown import length, percent

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(series: Series) -> Series:
    Series.objects.filter(pk=series.pk).update(
        language="de",
        title={"en": "The hare", "de": "Der Hase"},
        genres=["comedy", "animation"],
        credits=["Hare & Co."],
    )
    stem = "episodes/1"
    Episode.objects.create(
        series=series,
        number=1,
        title={"en": "Part one", "de": "Teil eins"},
        duration_us=66_166_667,
        width=1080,
        height=1920,
        master=stem,
        hls=stem,
        poster=stem,
    )
    series.rights.create(territory="*", starts_at=NOW)
    return series


def test_a_series_is_shown_in_words_and_not_as_it_is_stored(told: Series) -> None:
    client = operator("everything")
    address = reverse("admin:catalogue_series_change", args=[told.pk])
    for page in (address, reverse("admin:catalogue_episode_changelist"), reverse("admin:catalogue_series_changelist")):
        text = client.get(page).content.decode()
        assert "&quot;de&quot;" not in text
        assert "66166667" not in text
        assert "Duration us" not in text
    text = client.get(address).content.decode()
    for words in ("Der Hase", "Teil eins", "1:06", "comedy, animation", "Hare &amp; Co.", "* is the world"):
        assert words in text
    assert "two fifths below" in text


def test_the_sign_for_everywhere_is_explained(told: Series) -> None:
    client = operator("everything")
    rights = client.get(reverse("admin:catalogue_right_changelist")).content.decode()
    assert "* (the world)" in rights
    assert "* (all)" in rights
    assert "* is the world" in client.get(reverse("admin:catalogue_right_add")).content.decode()


def test_shares_are_shown_and_typed_in_percent_and_stored_as_before() -> None:
    studio = Studio.objects.create(slug="north", name="North", share_bp=4550)
    client = operator("everything")
    assert "45.5%" in client.get(reverse("admin:accounts_studio_changelist")).content.decode()
    address = reverse("admin:accounts_studio_change", args=[studio.pk])
    assert 'value="45.5%"' in client.get(address).content.decode()
    rows = {"name": "North", "slug": "north", "members-TOTAL_FORMS": "0", "members-INITIAL_FORMS": "0"}
    for typed, stored in (("45.5%", 4550), ("40", 4000), ("33,33 %", 3333), ("100%", 10_000), ("0", 0)):
        assert client.post(address, rows | {"share_bp": typed}).status_code == 302
        studio.refresh_from_db()
        assert studio.share_bp == stored
    noted = StaffAction.objects.filter(verb="studio.changed").values_list("details", flat=True)
    assert [one["after"] for one in noted][:2] == [{}, {"share_bp": "4000"}], "the same in other words is no change"
    for wrong in ("45.555", "-1", "1e3", "half", "100.01%", "", "\x00"):
        assert client.post(address, rows | {"share_bp": wrong}).status_code == 200, wrong
    studio.refresh_from_db()
    assert studio.share_bp == 0


def test_prices_are_typed_in_the_money_of_the_territory() -> None:
    tier, _ = Tier.objects.get_or_create(number=1, defaults={"factor_bp": 10_000})
    for code, currency in (("JP", "JPY"), ("US", "USD"), ("KW", "KWD")):
        Territory.objects.update_or_create(code=code, defaults={"tier": tier, "currency": currency})
    client = operator("everything")
    product = {"code": "coins-7", "kind": "coins", "coins": "7", "bonus_coins": "0", "days": "0", "sold": "on"}
    assert client.post(reverse("admin:catalogue_product_add"), product | {"usd_cents": "0,07"}).status_code == 302
    pack = Product.objects.get(code="coins-7")
    assert pack.usd_cents == 7
    for code, typed, minor in (("JP", "750", 750), ("US", "4.99", 499), ("KW", "1,5", 1500)):
        wish = {"product": "coins-7", "territory": code, "minor": typed}
        assert client.post(reverse("admin:catalogue_productprice_add"), wish).status_code == 302
        assert ProductPrice.objects.get(product=pack, territory=code).minor == minor
    dinars = reverse("admin:catalogue_productprice_change", args=[ProductPrice.objects.get(territory="KW").pk])
    assert 'value="1.500"' in client.get(dinars).content.decode()
    for wrong, told in (
        ({"territory": "JP", "minor": "7.50"}, "A sum in JPY is written like 1250"),
        ({"territory": "", "minor": "7.50"}, "Say where it is sold first"),
        ({"territory": "ZZ\x00", "minor": "7.50"}, "Say where it is sold first"),
        ({"territory": "KW", "minor": "1.5001"}, "A sum in KWD"),
        ({"territory": "KW", "minor": ""}, "required"),
    ):
        page = client.post(dinars, {"product": "coins-7"} | wrong)
        assert (page.status_code, told in page.content.decode()) == (200, True), wrong
    assert ProductPrice.objects.get(territory="KW").minor == 1500


def test_an_account_is_shown_with_what_it_has_and_where_the_rest_is(viewer: Account) -> None:
    other, _ = open_guest(label="Other", at=NOW)
    lots.credit_bonus(account=other, coins=7, expires_at=None, key="other", kind="gift", at=NOW)
    now = timezone.now()
    Subscription.objects.create(
        account=viewer, plan="vip-month", starts_at=now, ends_at=datetime(2099, 3, 4, 5, 6, tzinfo=UTC)
    )
    client = operator("support")
    page = client.get(reverse("admin:accounts_account_change", args=[viewer.pk])).content.decode()
    assert "100: 0 paid, 100 bonus" in page
    assert "2099-03-04 05:06 UTC" in page
    links = re.findall(r'href="(/office/wallet/[^"]*q=[^"]*)"', page)
    assert len(links) == 7
    texts = {link.split("/")[3]: client.get(link).content.decode() for link in links}
    assert str(viewer.public_id) in texts["subscription"]
    assert "gift" in texts["transfer"]
    assert str(other.public_id) not in texts["transfer"], "of this account alone"
    assert "Nothing was found" in texts["order"]


@pytest.mark.parametrize(
    ("stored", "shown"), [(10_000, "100%"), (4500, "45%"), (4550, "45.5%"), (1, "0.01%"), (1001, "10.01%")]
)
def test_percent(stored: int, shown: str) -> None:
    assert percent("factor_bp", "Part")(Tier(number=1, factor_bp=stored)) == shown


@pytest.mark.parametrize(
    ("stored", "shown"), [(1, "0:00"), (59_600_000, "1:00"), (66_166_667, "1:06"), (3_600_000_000, "60:00")]
)
def test_lengths(stored: int, shown: str) -> None:
    row: Any = Episode(duration_us=stored)
    assert length("duration_us", "Length")(row) == shown
