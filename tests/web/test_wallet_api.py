"""The shop over the API: what is told, what is spent, and to whom."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from microdrama.platform.accounts.models import Account
from microdrama.platform.accounts.operations import open_guest
from microdrama.platform.catalogue.models import AgeRating, Right, Series
from microdrama.platform.catalogue.operations import launch, publish_bundle, set_offer
from microdrama.platform.wallet.coupons import make_coupon
from microdrama.platform.wallet.lots import credit_bonus
from microdrama.web.limits import LIMITS

pytestmark = pytest.mark.usefixtures("sold")


@pytest.fixture
def sold(db: None, bundle: Path, media_root: Path) -> None:
    cache.clear()
    publish_bundle(bundle=bundle, media_root=media_root)
    launch(territories={"US"}, at=timezone.now())
    set_offer(slug="tale", at=timezone.now(), free_episodes=1, episode_coins=60)


def guest(*, coins: int = 0) -> tuple[Client, Account]:
    account, secret = open_guest(label="", at=timezone.now())
    client = Client()
    client.cookies["device"] = secret
    if coins:
        at = timezone.now()
        credit_bonus(account=account, coins=coins, expires_at=at + timedelta(days=3), key="gift", kind="bonus", at=at)
    return client, account


def post(client: Client, path: str, **body: Any) -> HttpResponse:
    return client.post(f"/api/v1/{path}", body, content_type="application/json")


def code(response: HttpResponse, status: int) -> str:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    return response.json()["code"]


def test_who_is_old_enough_is_told_the_price_of_what_is_for_adults() -> None:
    tale = Series.objects.get(slug="tale")
    AgeRating.objects.create(series=tale, territory="US", label="18", least_age=18)
    grown, account = guest()
    Account.objects.filter(pk=account.pk).update(birth_year=1990)
    assert grown.get("/api/v1/series/tale/offer").status_code == 200
    stranger, _ = guest()
    assert stranger.get("/api/v1/series/tale/offer").status_code == 404


def test_who_has_no_account_has_nothing_and_is_not_given_one(client: Client) -> None:
    found = client.get("/api/v1/wallet")
    assert found.json() == {
        "paid": 0,
        "bonus": 0,
        "debt": 0,
        "usable": 0,
        "expiring": [],
        "vip_until": None,
        "vip_renews": False,
        "next_gift_at": None,
    }
    assert not found.cookies
    assert code(post(client, "quotes", kind="series", slug="tale"), 401) == "unauthorized"


def test_the_price_of_everything_is_told_before_the_first_coin(client: Client) -> None:
    found = client.get("/api/v1/series/tale/offer").json()
    assert found == {
        "free": 1,
        "episodes": 2,
        "episode_coins": 60,
        "total_coins": 60,
        "series_coins": 60,
        "rest_coins": 60,
        "minutes": 3,
        "wait_hours": None,
        "in_vip": True,
        "ads_open": True,
        "price": "$4.99",
        "opened": [],
    }


@pytest.mark.parametrize(
    ("licence", "told"),
    [("VOD", (None, False, False, "$4.99")), ("SVOD", (None, True, False, None)), ("FVOD", (12, False, False, None))],
)
def test_only_the_ways_that_the_licence_permits_are_told(
    client: Client, licence: str, told: tuple[int | None, bool, bool, str | None]
) -> None:
    set_offer(slug="tale", at=timezone.now(), wait_hours=12)
    Right.objects.update(license=licence)
    found = client.get("/api/v1/series/tale/offer").json()
    assert tuple(found[name] for name in ("wait_hours", "in_vip", "ads_open", "price")) == told


def test_prices_are_written_as_the_viewer_writes_them(client: Client) -> None:
    first = client.get("/api/v1/products").json()["items"][0]
    assert (first["kind"], first["minor"], first["currency"], first["price"]) == ("coins", 499, "USD", "$4.99")
    german = client.get("/api/v1/products", headers={"Accept-Language": "de-DE"}).json()["items"][0]
    assert german["price"].replace("\xa0", " ") == "4,99 $"
    assert client.get("/api/v1/products", headers={"Accept-Language": "tlh-x-odd"}).status_code == 200


def test_an_episode_is_opened_for_what_was_quoted_and_once() -> None:
    client, _ = guest(coins=100)
    quote = post(client, "quotes", kind="episode", slug="tale", number=2).json()
    # the only one that is not free is the whole series, and no cheaper for that
    assert (quote["kind"], quote["coins"], quote["price"]) == ("episode", 60, None)
    first = post(client, "unlocks", quote=quote["id"]).json()
    assert first == {"numbers": [2], "spent_paid": 0, "spent_bonus": 60, "balance": 40}
    assert post(client, "unlocks", quote=quote["id"]).json() == first
    assert client.get("/api/v1/series/tale/offer").json()["opened"] == [2]
    assert client.get("/api/v1/wallet").json()["usable"] == 40
    assert code(post(client, "quotes", kind="episode", slug="tale", number=2), 409) == "nothing-to-buy"


def test_too_few_coins_are_told_as_such_and_nothing_is_spent() -> None:
    client, _ = guest(coins=10)
    quote = post(client, "quotes", kind="episode", slug="tale", number=2).json()
    assert code(post(client, "unlocks", quote=quote["id"]), 402) == "not-enough-coins"
    assert client.get("/api/v1/wallet").json()["bonus"] == 10


def test_a_quote_is_its_owners_alone() -> None:
    client, _ = guest(coins=100)
    stranger, _ = guest()
    quote = post(client, "quotes", kind="episode", slug="tale", number=2).json()
    assert code(post(stranger, "unlocks", quote=quote["id"]), 404) == "unknown-quote"
    assert stranger.get("/api/v1/series/tale/offer").json()["opened"] == []


@pytest.mark.parametrize(
    "wish",
    [
        *({"kind": "episode", "slug": "tale", "number": wrong} for wrong in (0, -1, 1.5, "1e9", 2**53, True, None)),
        {"kind": "episode", "slug": "tale"},
        {"kind": "series", "slug": "Tale; DROP"},
        {"kind": "product", "code": ""},
        {"kind": "money"},
        {},
    ],
)
def test_wishes_that_make_no_sense(wish: dict[str, Any]) -> None:
    client, _ = guest()
    assert code(post(client, "quotes", **wish), 422) == "invalid"


@pytest.mark.parametrize(
    "wish",
    [
        {"kind": "episode", "slug": "tale", "number": 9},
        {"kind": "series", "slug": "nothing"},
        {"kind": "product", "code": "coins-7"},
    ],
)
def test_what_is_not_sold_is_not_found(wish: dict[str, Any]) -> None:
    client, _ = guest()
    assert code(post(client, "quotes", **wish), 404) == "not-sold"


def test_the_history_is_read_page_by_page() -> None:
    client, _ = guest(coins=200)
    quote = post(client, "quotes", kind="series", slug="tale").json()
    post(client, "unlocks", quote=quote["id"])
    post(client, "check-in")
    lines, after = [], ""
    while after is not None:
        page = client.get(f"/api/v1/wallet/history?limit=1{after and f'&after={after}'}").json()
        lines += page["items"]
        after = page["next"]
    assert [line["kind"] for line in lines] == ["check-in", "unlock", "bonus"]
    assert (lines[1]["coins"], lines[1]["series"], lines[1]["numbers"]) == (-60, "tale", [2])
    assert code(client.get("/api/v1/wallet/history?after=x"), 422) == "invalid"


def test_the_days_gift_comes_once() -> None:
    client, _ = guest()
    assert client.get("/api/v1/wallet").json()["next_gift_at"] is None
    first, again = post(client, "check-in").json(), post(client, "check-in").json()
    assert (first["fresh"], again["fresh"], first["streak"]) == (True, False, 1)
    found = client.get("/api/v1/wallet").json()
    assert found["bonus"] == first["coins"]
    tomorrow = (timezone.now() + timedelta(days=1)).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    assert datetime.fromisoformat(found["next_gift_at"]) == tomorrow


def test_a_code_gives_coins_and_guessing_is_slowed_down() -> None:
    client, _ = guest()
    now = timezone.now()
    typed = make_coupon(label="spring", coins=50, most_uses=1, starts_at=now, ends_at=now + timedelta(days=1))
    assert post(client, "coupons", code=typed).json() == {"coins": 50}
    answers = [post(client, "coupons", code=f"GUESS-{number}") for number in range(12)]
    assert code(answers[0], 404) == "coupon"
    assert code(answers[-1], 429) == "too-many"
    assert int(answers[-1]["Retry-After"]) > 0


def test_a6_new_guests_guess_no_faster_from_one_address() -> None:
    answers = [post(guest()[0], "coupons", code=f"GUESS-{number}") for number in range(LIMITS["coupon"].address + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {404}
    assert code(answers[-1], 429) == "too-many"


def test_what_is_somebodys_own_is_kept_by_no_cache() -> None:
    client, _ = guest(coins=5)
    for path in ("wallet", "wallet/history", "series/tale/offer", "products"):
        response = client.get(f"/api/v1/{path}")
        assert "private" in response["Cache-Control"], path
        assert "Cookie" in response["Vary"], path
