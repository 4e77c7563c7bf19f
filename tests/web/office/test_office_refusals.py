"""What commands refuse, the office refuses too, in a sentence; and what is closed for good stays so."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from fixtures.operators import NOW, operator
from microdrama.platform.accounts.models import Account
from microdrama.platform.catalogue.availability import decide
from microdrama.platform.catalogue.models import Product, ProductPrice, Right, Series, Territory, Tier

pytestmark = pytest.mark.django_db


def test_an_account_that_is_closed_for_good_is_not_opened_again(viewer: Account) -> None:
    Account.objects.filter(pk=viewer.pk).update(is_active=False, erased_at=NOW)
    address = reverse("admin:accounts_account_change", args=[viewer.pk])
    client = operator("support")
    assert client.get(address).status_code == 200
    form = {"is_active": "on", "devices-TOTAL_FORMS": "0", "devices-INITIAL_FORMS": "0"}
    assert client.post(address, form).status_code == 403
    viewer.refresh_from_db()
    assert not viewer.is_active


@pytest.mark.parametrize("wrong", [{"wait_hours": "2147483647"}, {"episode_coins": "0"}, {"free_episodes": "10001"}])
def test_terms_that_the_command_refuses_are_refused(series: Series, wrong: dict[str, str]) -> None:
    terms = {"free_episodes": "10", "episode_coins": "60", "wait_hours": "23", "in_vip": "on", "ads_open": "on"}
    counts = {f"{name}-{which}_FORMS": "0" for name in ("age_ratings", "episodes") for which in ("TOTAL", "INITIAL")}
    address, client = reverse("admin:catalogue_series_change", args=[series.pk]), operator("catalogue")
    before = Series.objects.values().get(pk=series.pk)
    assert client.post(address, terms | counts | wrong).status_code == 200
    assert Series.objects.values().get(pk=series.pk) == before
    assert client.post(address, terms | counts).status_code == 302
    series.refresh_from_db()
    assert series.wait_hours == 23


@pytest.mark.parametrize("wrong", [{"code": "QQ"}, {"currency": "QQQ"}, {"currency": "usd"}])
def test_no_territory_is_invented_and_no_currency(wrong: dict[str, str]) -> None:
    Tier.objects.get_or_create(number=1, defaults={"factor_bp": 10_000})
    Territory.objects.filter(code="DE").delete()
    form = {"code": "DE", "tier": "1", "currency": "EUR", "open": "on"}
    client = operator("finance")
    assert client.post(reverse("admin:catalogue_territory_add"), form | wrong).status_code == 200
    assert not Territory.objects.filter(code__in=["DE", "QQ"]).exists()
    assert client.post(reverse("admin:catalogue_territory_add"), form).status_code == 302


def test_yen_do_not_become_cents_by_another_currency() -> None:
    tier, _ = Tier.objects.get_or_create(number=1, defaults={"factor_bp": 10_000})
    place, _ = Territory.objects.update_or_create(code="JP", defaults={"tier": tier, "currency": "JPY"})
    pack = Product.objects.create(code="coins-9", kind="coins", coins=9, usd_cents=99)
    ProductPrice.objects.create(product=pack, territory=place, minor=770)
    address = reverse("admin:catalogue_territory_change", args=["JP"])
    form = {"code": "JP", "tier": "1", "open": "on"}
    client = operator("finance")
    assert "sums in JPY" in client.post(address, form | {"currency": "USD"}).content.decode()
    assert client.post(address, form | {"currency": "JPY"}).status_code == 302
    place.refresh_from_db()
    assert place.currency == "JPY"


def test_a_refusal_has_no_holder_since_it_would_refuse_nothing(series: Series) -> None:
    Right.objects.create(series=series, territory="*", starts_at=NOW)
    right = {"series": str(series.pk), "territory": "CN", "language": "*", "starts_at_0": "2020-01-01"}
    right |= {"starts_at_1": "00:00:00"}
    client = operator("catalogue")
    page = client.post(reverse("admin:catalogue_right_add"), right | {"holder": "Chain 9"})
    assert "leave its holder empty" in page.content.decode()
    assert client.post(reverse("admin:catalogue_right_add"), right).status_code == 302
    assert not decide(series=series, territory="CN", at=timezone.now()).seen


@pytest.mark.parametrize("key", ["abc", "9" * 20])
def test_a_payout_to_nobody_is_not_there(key: str) -> None:
    assert operator("finance").get(f"/office/accounts/studio/{key}/pay/").status_code == 404
