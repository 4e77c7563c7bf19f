"""Money in the back office: refunds, renewals, payouts, and codes that give coins."""

import re
import urllib.parse
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fixtures.operators import NOW, operator
from microdrama import wiring
from microdrama.platform.accounts.models import Account, StaffAction, Studio
from microdrama.platform.catalogue.models import Product, ProductPrice, Territory, Tier
from microdrama.platform.wallet import ledger, payouts
from microdrama.platform.wallet.coupons import CouponError, redeem_coupon
from microdrama.platform.wallet.models import Coupon, Order, Quote, Statement, Subscription
from microdrama.platform.wallet.payout_models import Payout
from microdrama.ports.payments import FakePayments

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(viewer: Account) -> Order:
    quote = Quote.objects.create(
        account=viewer,
        kind="coins",
        product="coins-500",
        territory="US",
        tier=1,
        price_minor=499,
        currency="USD",
        created_at=NOW,
        expires_at=NOW + timedelta(minutes=10),
    )
    return Order.objects.create(account=viewer, quote=quote, provider="fake", state="paid", created_at=NOW)


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> FakePayments:
    shop = FakePayments()
    monkeypatch.setattr(wiring, "payments", lambda _: {"fake": shop})
    return shop


def test_money_goes_back_by_the_operation_of_refunds(order: Order, shop: FakePayments) -> None:
    wish = {"action": "give_back", "_selected_action": str(order.pk)}
    assert operator("catalogue", "cat@example.com").post("/office/wallet/order/", wish).status_code == 403
    assert shop.refunds == {}
    client = operator("finance")
    asked = client.post("/office/wallet/order/", wish).content.decode()
    assert "Give back $4.99 for 1 order?" in asked
    assert f"coins-500, {order.account}" in asked
    assert shop.refunds == {}, "nothing goes without a second word"
    agreed = hidden(asked)
    assert agreed["_selected_action"] == str(order.pk)
    client.post("/office/wallet/order/", agreed | {"sure": f"{order.pk}:498"})
    assert shop.refunds == {}, "what was agreed to is not what there is"
    client.post("/office/wallet/order/", agreed)
    assert [refund.minor for refund in shop.refunds.values()] == [499]
    written = StaffAction.objects.get(verb="refund")
    assert written.actor and written.actor.email == "op@example.com"  # noqa: PT018 - mypy reads both halves


def test_nothing_is_asked_where_nothing_can_go_back(order: Order, shop: FakePayments) -> None:
    Order.objects.filter(pk=order.pk).update(state="open")
    client, wish = operator("finance"), {"action": "give_back", "_selected_action": str(order.pk)}
    said = client.post("/office/wallet/order/", wish, follow=True).content.decode()
    assert "Nothing can be given back of what was chosen" in said
    page = client.get(f"/office/wallet/order/{order.pk}/give-back/").content.decode()
    assert "Nothing can be given back of this order" in page
    assert 'name="sum"' not in page


def hidden(page: str) -> dict[str, str]:
    """What a form sends by itself."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)) | {"csrfmiddlewaretoken": ""}


def give_back(client: Client, address: str, sum_: str) -> str:
    """Type a sum, and agree to it."""
    agreed = hidden(client.post(address, {"sum": sum_}).content.decode())
    return client.post(address, agreed, follow=True).content.decode()


def test_a_part_goes_back_as_it_is_typed(order: Order, shop: FakePayments) -> None:
    address = f"/office/wallet/order/{order.pk}/give-back/"
    client = operator("support")
    page = client.get(address).content.decode()
    assert 'value="4.99"' not in page, "nothing goes back by default"
    for known in ("coins-500", str(order.account), "$4.99", "$0.00"):
        assert known in page
    for wrong, told in (("5.00", "At most $4.99 can go back"), ("1.234", "is written like 12.50"), ("", "required")):
        page = client.post(address, {"sum": wrong})
        assert told in page.content.decode()
    assert shop.refunds == {}
    asked = client.post(address, {"sum": "1,5"}).content.decode()
    assert "Give back $1.50 of $4.99 for coins-500?" in asked
    client.post(address, hidden(asked) | {"sum": "2.50"})
    assert shop.refunds == {}, "another sum is asked about again"
    said = client.post(address, hidden(asked), follow=True).content.decode()
    assert "$1.50 asked of fake" in said
    assert [refund.minor for refund in shop.refunds.values()] == [150]
    assert "$1.50" in client.get(address).content.decode(), "what waits is shown"


def test_the_same_refund_asked_for_before_its_notice_says_so(order: Order, shop: FakePayments) -> None:
    address, client = f"/office/wallet/order/{order.pk}/give-back/", operator("support")
    give_back(client, address, "1.50")
    said = give_back(client, address, "1.50")
    assert "was asked for already and waits for a notice of fake" in said
    assert len(shop.refunds) == 1
    written = [one.details.get("again") for one in StaffAction.objects.filter(verb="refund").order_by("pk")]
    assert written == [None, True]


def test_who_gives_no_money_back_has_no_such_page(order: Order, shop: FakePayments) -> None:
    address = f"/office/wallet/order/{order.pk}/give-back/"
    client = operator("catalogue")
    assert client.get(address).status_code == 403
    assert client.post(address, {"sum": "1.50", "sure": "150 of 499"}).status_code == 403
    assert shop.refunds == {}


def test_orders_are_listed_with_what_was_bought(order: Order) -> None:
    listed = operator("support").get("/office/wallet/order/").content.decode()
    assert "coins-500" in listed
    assert "$4.99" in listed


def test_renewals_are_stopped_with_the_provider_and_written_down(order: Order, shop: FakePayments) -> None:
    Order.objects.filter(pk=order.pk).update(reference="r-1", days=30)
    vip = Subscription.objects.create(
        account=order.account, plan="vip-month", order=order, starts_at=NOW, ends_at=NOW + timedelta(days=30)
    )
    wish = {"action": "stop_renewing", "_selected_action": str(vip.pk)}
    listed = reverse("admin:wallet_subscription_changelist")
    assert operator("catalogue", "cat@example.com").post(listed, wish).status_code == 403
    client = operator("support")
    Order.objects.filter(pk=order.pk).update(provider="gone")
    assert "has no keys here and would charge on" in client.post(listed, wish, follow=True).content.decode()
    vip.refresh_from_db()
    assert vip.renews
    Order.objects.filter(pk=order.pk).update(provider="fake")
    assert "renews no more" in client.post(listed, wish, follow=True).content.decode()
    vip.refresh_from_db()
    assert (vip.renews, shop.stopped) == (False, ["r-1"])
    written = StaffAction.objects.get(verb="subscription.stopped")
    assert (written.actor and written.actor.email, written.subject) == (
        "op@example.com",
        f"account {order.account.public_id}",
    )
    assert "There is no subscription" in client.post(listed, wish, follow=True).content.decode()


def test_a_payout_is_booked_by_finance_alone() -> None:
    studio = Studio.objects.create(slug="north", name="North")
    legs = {f"payable:{studio.public_id}:USD": 5000, "platform:USD": -5000}
    ledger.post(key="s", kind="statement", legs=legs, at=NOW)
    address = f"/office/accounts/studio/{studio.pk}/pay/"
    wish = {"reference": "SEPA 1", "currency": "", "month": "", "sum": "20.50"}
    for role in ("support", "catalogue"):
        assert operator(role, f"{role}@example.com").post(address, wish).status_code == 403
    client = operator("finance")
    page = client.get(address).content.decode()
    assert "$50.00" in page
    assert 'value="50.00"' in page, "all of it stands there, to be read before it is booked"
    for wrong, told in (
        ({"sum": ""}, "required"),
        ({"sum": "50.01"}, "$50.00 can be paid"),
        ({"reference": ""}, "required"),
        ({"month": "2026"}, "written like 2026-11"),
        ({"sum": "-1"}, "is written like 12.50"),
    ):
        assert told in client.post(address, wish | wrong).content.decode(), told
    assert payouts.payable(studio=studio) == {"USD": 5000}
    assert "$20.50 to North" in client.post(address, wish, follow=True).content.decode()
    assert "booked before, nothing was changed" in client.post(address, wish, follow=True).content.decode()
    assert payouts.payable(studio=studio) == {"USD": 2950}
    assert "SEPA 1" in client.get(address).content.decode()
    assert "SEPA 1" in client.get(reverse("admin:wallet_payout_changelist")).content.decode()
    written = StaffAction.objects.get(verb="payout")
    assert (written.actor and written.actor.email, written.details["minor"]) == ("op@example.com", 2050)


CODES = {"label": "press", "coins": "50", "days": "30", "count": "3", "uses": "1", "code": ""}


def test_codes_are_made_told_once_and_written_down(viewer: Account) -> None:
    client = operator("finance")
    listed = reverse("admin:wallet_coupon_changelist")
    assert "/office/wallet/coupon/make/" in client.get(listed).content.decode()
    made = client.post("/office/wallet/coupon/make/", CODES)
    codes = made.context["codes"]
    page = made.content.decode()
    assert len(set(codes)) == 3
    assert all(code in page for code in codes)
    table = urllib.parse.unquote(made.context["table"].partition(",")[2])
    assert [line.split(",")[0] for line in table.splitlines()[1:]] == list(codes)
    assert redeem_coupon(account=viewer, code=codes[0], at=timezone.now()).coins == 50
    again = client.post("/office/wallet/coupon/make/", CODES).content.decode()
    assert "There are codes labelled &#x27;press&#x27; already; nothing was made." in again
    assert not [code for code in codes if code in client.get(listed).content.decode()]
    wish = {"action": "end", "_selected_action": [str(row.pk) for row in Coupon.objects.all()]}
    assert client.post(listed, wish).status_code == 302
    with pytest.raises(CouponError):
        redeem_coupon(account=viewer, code=codes[1], at=timezone.now())
    written = StaffAction.objects.filter(verb__startswith="coupons.").values_list("verb", "actor__email")
    assert list(written) == [("coupons.made", "op@example.com")] + [("coupons.ended", "op@example.com")] * 3


@pytest.mark.parametrize("role", ["support", "catalogue"])
def test_who_gives_no_coins_away_makes_no_codes(role: str) -> None:
    client = operator(role)
    assert client.get("/office/wallet/coupon/make/").status_code == 403
    assert client.post("/office/wallet/coupon/make/", CODES).status_code == 403
    assert Client().post("/office/wallet/coupon/make/", CODES).status_code == 302
    assert b"coupon/make" not in client.get(reverse("admin:wallet_coupon_changelist")).content
    assert not Coupon.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"coins": "0"}, "greater than or equal to 1"),
        ({"coins": "1.5"}, "whole number"),
        ({"count": "1001"}, "less than or equal to 1000"),
        ({"uses": "2"}, "Of several codes each"),
        ({"label": "=1+1"}, "begins with no sign"),
        ({"count": "1", "code": "abc"}, "from 6 to 64"),
    ],
    ids=str,
)
def test_what_is_wrong_with_codes_is_said_in_a_sentence(wrong: dict[str, str], told: str) -> None:
    page = operator("finance").post("/office/wallet/coupon/make/", CODES | wrong).content.decode()
    assert told in page
    assert not Coupon.objects.exists()


def test_sums_are_shown_as_people_write_them(order: Order, viewer: Account) -> None:
    tier, _ = Tier.objects.get_or_create(number=1, defaults={"factor_bp": 10_000})
    place, _ = Territory.objects.update_or_create(code="JP", defaults={"tier": tier, "currency": "JPY"})
    pack, _ = Product.objects.get_or_create(
        code="coins-500", defaults={"kind": "coins", "coins": 500, "usd_cents": 499}
    )
    ProductPrice.objects.update_or_create(product=pack, territory=place, defaults={"minor": 750})
    studio = Studio.objects.create(slug="north", name="North")
    document = {"net_minor": 123456, "share_minor": 61728}
    Statement.objects.create(
        studio=studio, month=NOW.date().replace(day=1), currency="EUR", document=document, signature="-", made_at=NOW
    )
    ledger.post(
        key="p", kind="statement", legs={"platform:USD": -5001, f"payable:{studio.public_id}:USD": 5001}, at=NOW
    )
    payouts.pay_out(studio=studio, reference="SEPA 1", currency="USD", typed_sum="20.50", by=viewer, at=NOW, month=None)
    client = operator("everything")
    for table, sums in (
        ("catalogue/productprice", ["¥750"]),
        ("catalogue/product", ["$4.99"]),
        ("wallet/order", ["$4.99", "$0.00"]),
        ("wallet/quote", ["$4.99", "coins-500"]),
        ("wallet/statement", ["€1,234.56", "€617.28"]),
        ("wallet/payout", ["$20.50"]),
        ("wallet/leg", ["$50.01", "100 coins"]),
        ("wallet/ledgeraccount", ["100 coins"]),
    ):
        page = client.get(f"/office/{table}/").content.decode()
        assert [sum_ for sum_ in sums if sum_ not in page] == [], table
        assert ">Minor<" not in page
    for row in (order, Payout.objects.get()):
        page = client.get(reverse(f"admin:wallet_{row._meta.model_name}_change", args=[row.pk])).content.decode()
        assert "$" in page
        assert "minor" not in page.lower()
