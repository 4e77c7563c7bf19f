import ipaddress
import re
import urllib.parse
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from microdrama import wiring
from microdrama.platform.accounts import moderation
from microdrama.platform.accounts.models import Account, Report, Session, StaffAction, Studio
from microdrama.platform.accounts.operations import open_guest
from microdrama.platform.accounts.roles import PERMISSIONS, UnknownRoleError
from microdrama.platform.accounts.staff import OperatorError, add_operator
from microdrama.platform.catalogue.avails import export_avails
from microdrama.platform.catalogue.models import Right, Series, Territory, Tier
from microdrama.platform.catalogue.takedown import report_series, take_down
from microdrama.platform.wallet import ledger, lots, payouts
from microdrama.platform.wallet.coupons import CouponError, redeem_coupon
from microdrama.platform.wallet.models import Coupon, Order, Quote, Subscription, Transfer
from microdrama.ports.payments import FakePayments
from microdrama.web.office.site import office

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
PASSWORD = "correct-horse-battery"  # noqa: S105 - of a test

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(settings: Settings) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # scrypt is slow on purpose
    cache.clear()
    yield
    cache.clear()


def operator(role: str, email: str = "op@example.com") -> Client:
    add_operator(email=email, role=role, password=PASSWORD)
    client = Client()
    answer = client.post("/office/login/?next=/office/", {"username": email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return client


@pytest.fixture
def series() -> Series:
    return Series.objects.create(
        studio=Studio.objects.get(slug="house"),
        source_id="s",
        slug="a-series",
        asset="a" * 32,
        version="v1",
        language="en",
        title={"en": "A <script>alert(1)</script> series"},
        synopsis={"en": ""},
        ai_generated=False,
    )


@pytest.fixture
def viewer() -> Account:
    account, _ = open_guest(label="Pixel", at=NOW)
    lots.credit_bonus(account=account, coins=100, expires_at=None, key="gift", kind="gift", at=NOW)
    return account


def pages() -> list[str]:
    return [reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist") for m in office._registry]


def test_every_page_opens_for_who_may_see_everything(series: Series, viewer: Account) -> None:
    client = operator("everything")
    assert client.get("/office/").status_code == 200
    for address in pages():
        assert client.get(address).status_code == 200, address
    for row in (series, viewer, Transfer.objects.get(), Studio.objects.first()):
        assert row is not None
        page = client.get(reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk]))
        assert page.status_code == 200
        assert b"<script>alert(1)" not in page.content


def test_a10_the_office_is_closed_to_everybody_else(viewer: Account) -> None:
    for client in (Client(), Client()):
        for address in ["/office/", *pages()]:
            assert client.get(address).status_code == 302
    signed_in = Client()
    signed_in.force_login(
        Account.objects.create_user("viewer@example.com", PASSWORD),
        "allauth.account.auth_backends.AuthenticationBackend",
    )
    assert signed_in.get("/api/v1/session").json()["email"] == "viewer@example.com"
    assert {signed_in.get(address).status_code for address in pages()} == {302}
    refused = Client().post("/office/login/", {"username": "viewer@example.com", "password": PASSWORD})
    assert refused.status_code == 200, "the form again, not a way in"


@pytest.mark.parametrize("role", list(PERMISSIONS))
def test_a10_a_role_opens_what_the_table_says_and_no_more(role: str) -> None:
    client = operator(role)
    for model in office._registry:
        app, name = model._meta.app_label, model._meta.model_name
        seen = client.get(reverse(f"admin:{app}_{name}_changelist")).status_code == 200
        assert seen == (f"{app}.view_{name}" in PERMISSIONS[role] or f"{app}.change_{name}" in PERMISSIONS[role]), name


def test_support_and_finance_see_every_page_of_the_ledger(viewer: Account) -> None:
    tables = [reverse(f"admin:wallet_{m._meta.model_name}_changelist") for m in office._registry if of_the_ledger(m)]
    assert len(tables) >= 15
    for role in ("support", "finance"):
        client = operator(role, f"{role}@example.com")
        assert [address for address in tables if client.get(address).status_code != 200] == []


def of_the_ledger(model: type) -> bool:
    return model.__module__ == "microdrama.platform.wallet.models"


def test_the_ledger_has_no_form_even_for_superusers(viewer: Account) -> None:
    client = operator("everything")
    before = Transfer.objects.count()
    read_only = [m for m in office._registry if m._meta.app_label == "wallet" or m is StaffAction]
    assert len(read_only) >= 14
    for model in read_only:
        stem = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert client.get(reverse(f"{stem}_add")).status_code == 403
        assert client.post(reverse(f"{stem}_add"), {}).status_code == 403
        row = model._default_manager.first()
        if row is not None:
            assert client.post(reverse(f"{stem}_change", args=[row.pk]), {"kind": "gift"}).status_code == 403
            assert client.post(reverse(f"{stem}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    client.post(reverse("admin:wallet_transfer_changelist"), {"action": "delete_selected", "_selected_action": "1"})
    assert Transfer.objects.count() == before


def test_a_change_is_written_down_with_what_was_there_before() -> None:
    tier = Tier.objects.get_or_create(number=1, defaults={"factor_bp": 10_000})[0]
    place, _ = Territory.objects.update_or_create(code="JP", defaults={"tier": tier, "currency": "JPY", "open": True})
    client = operator("finance")
    StaffAction.objects.order_by("id").last()
    form = {"code": "JP", "tier": str(tier.pk), "currency": "JPY"}
    assert client.post(reverse("admin:catalogue_territory_change", args=["JP"]), form).status_code == 302
    place.refresh_from_db()
    assert not place.open
    written = StaffAction.objects.order_by("id").last()
    assert written is not None
    assert (written.actor and written.actor.email, written.verb) == ("op@example.com", "territory.changed")
    assert written.details["before"] == {"open": "True"}


def test_a_row_on_anothers_page_is_written_down_with_what_was_there_before(series: Series) -> None:
    rating = series.age_ratings.create(territory="DE", least_age=18, label="FSK 18")
    client, page = operator("everything"), reverse("admin:catalogue_series_change", args=[series.pk])
    terms = {"free_episodes": "10", "episode_coins": "60", "in_vip": "on", "ads_open": "on"}
    counts = {f"{name}-TOTAL_FORMS": "0" for name in ("age_ratings", "episodes")}
    row = {"id": str(rating.pk), "series": str(series.pk), "territory": "DE", "least_age": "0", "label": "FSK 0"}
    inline = {f"age_ratings-0-{name}": value for name, value in row.items()}
    counts |= {"age_ratings-TOTAL_FORMS": "1", "age_ratings-INITIAL_FORMS": "1", "episodes-INITIAL_FORMS": "0"}
    assert client.post(page, terms | counts | inline).status_code == 302
    rating.refresh_from_db()
    assert rating.least_age == 0

    def noted() -> tuple[str, dict[str, object], dict[str, object]]:
        row = StaffAction.objects.latest("pk")
        return row.verb, row.details.get("before", {}), row.details.get("after", {})

    name = f"agerating {rating.pk}"
    was, now = {"least_age": "18", "label": "FSK 18"}, {"least_age": "0", "label": "FSK 0"}
    assert noted() == ("series.changed", {name: was}, {name: now})
    assert client.post(page, terms | counts | inline | {"age_ratings-0-DELETE": "on"}).status_code == 302
    verb, before, after = noted()
    assert (verb, before[name]["label"], after[name]) == ("series.changed", "FSK 0", {})  # type: ignore[index]
    counts |= {"age_ratings-INITIAL_FORMS": "0"}
    assert client.post(page, terms | counts | inline | {"age_ratings-0-id": ""}).status_code == 302
    made = series.age_ratings.get()
    verb, before, after = noted()
    assert (verb, before, after[f"agerating {made.pk}"]["label"]) == ("series.changed", {}, "FSK 0")  # type: ignore[index]
    gone = reverse("admin:catalogue_agerating_delete", args=[made.pk])
    assert client.post(gone, {"post": "yes"}).status_code == 302
    assert noted()[1]["label"] == "FSK 0"


def test_another_password_is_written_down_and_nothing_of_it() -> None:
    made = add_operator(email="op@example.com", role="support", password=None)
    assert made.path is not None
    form = Client().get(made.path, follow=True)
    client = Client()
    client.cookies = form.client.cookies  # type: ignore[attr-defined]
    chosen = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post(form.request["PATH_INFO"], chosen).status_code == 302
    client.post("/office/login/?next=/office/", {"username": made.email, "password": PASSWORD})
    wrong = {"old_password": "no", "new_password1": f"{PASSWORD}-2", "new_password2": f"{PASSWORD}-2"}
    assert client.post("/office/password_change/", wrong).status_code == 200
    assert client.post("/office/password_change/", wrong | {"old_password": PASSWORD}).status_code == 302
    rows = StaffAction.objects.filter(verb="password.changed")
    assert [row.actor and row.actor.email for row in rows] == ["op@example.com"] * 2
    assert PASSWORD not in str(list(StaffAction.objects.values()))


def test_what_was_written_down_stays() -> None:
    add_operator(email="op@example.com", role="support", password=PASSWORD)
    with pytest.raises(DatabaseError), transaction.atomic():
        StaffAction.objects.update(verb="nothing")
    with pytest.raises(DatabaseError), transaction.atomic():
        StaffAction.objects.all().delete()


def test_nobody_makes_operators_in_the_office(viewer: Account) -> None:
    client = operator("everything")
    form = {"is_active": "on", "is_staff": "on", "is_superuser": "on", "birth_year": "2000", "_save": "1"}
    form |= {"devices-TOTAL_FORMS": "0", "devices-INITIAL_FORMS": "0"}
    assert client.post(reverse("admin:accounts_account_change", args=[viewer.pk]), form).status_code == 302
    viewer.refresh_from_db()
    assert (viewer.birth_year, viewer.is_staff, viewer.is_superuser) == (2000, False, False)
    own = Account.objects.get(email="op@example.com")
    assert client.post(reverse("admin:accounts_account_change", args=[own.pk]), form).status_code == 403


def reported(account: Account, *, slug: str = "a-series", number: int | None = 1, at: datetime = NOW) -> Report:
    report_id = report_series(account=account, slug=slug, number=number, reason="violent", words="", at=at)
    return Report.objects.get(public_id=report_id)


def test_a_report_is_decided_once_and_takes_the_series_down(series: Series, viewer: Account) -> None:
    report = reported(viewer)
    client = operator("catalogue")
    wish = {"action": "take_down", "_selected_action": str(report.pk)}
    client.post(reverse("admin:accounts_report_changelist"), wish)
    client.post(reverse("admin:accounts_report_changelist"), wish | {"action": "keep"})
    report.refresh_from_db()
    assert report.state == "taken"
    assert Right.objects.filter(series=series, territory="*", allowed=False).count() == 1
    assert StaffAction.objects.filter(verb__startswith="report.").count() == 1
    with pytest.raises(moderation.ReportDecidedError):
        moderation.keep(report_id=report.public_id, by=viewer, at=NOW)


def test_a_report_takes_its_series_down_by_whatever_name_it_has_by_now(series: Series, viewer: Account) -> None:
    report = reported(viewer)
    Series.objects.update(slug="renamed")
    take_down(report_id=report.public_id, by=viewer, at=NOW)
    assert Right.objects.filter(series=series, territory="*", allowed=False).count() == 1
    of_before = Report.objects.create(reporter=viewer, subject="renamed", reason="other", created_at=NOW)
    take_down(report_id=of_before.public_id, by=viewer, at=NOW)
    assert Right.objects.filter(series=series, territory="*", allowed=False).count() == 2


def test_a_report_of_what_is_not_there_stays_open_and_its_decider_is_told(series: Series, viewer: Account) -> None:
    unknown, gone = reported(viewer, slug="no-series"), reported(viewer)
    Series.objects.all().delete()
    client = operator("catalogue")
    for report in (unknown, gone):
        wish = {"action": "take_down", "_selected_action": str(report.pk)}
        page = client.post(reverse("admin:accounts_report_changelist"), wish, follow=True)
        assert b"There is no such series to take down; the report is open still." in page.content
        report.refresh_from_db()
        assert report.state == "open"
    assert not StaffAction.objects.filter(verb__startswith="report.").exists()


def test_open_reports_come_before_decided_ones_and_the_oldest_first(series: Series, viewer: Account) -> None:
    made = [reported(viewer, number=day, at=NOW + timedelta(days=day)) for day in (2, 1, 4, 3, 5)]
    for report, verb in zip(made[:2], (take_down, moderation.keep), strict=True):
        verb(report_id=report.public_id, by=viewer, at=NOW + timedelta(days=9))
    page = operator("catalogue").get(reverse("admin:accounts_report_changelist"))
    shown = [report.subject for report in page.context["cl"].result_list]
    assert shown == [f"a-series/{number}" for number in (3, 4, 5, 1, 2)]


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
    operator("finance").post("/office/wallet/order/", wish)
    assert [refund.minor for refund in shop.refunds.values()] == [499]
    written = StaffAction.objects.get(verb="refund")
    assert written.actor and written.actor.email == "op@example.com"  # noqa: PT018 - mypy reads both halves


def test_a_part_goes_back_as_it_is_typed(order: Order, shop: FakePayments) -> None:
    address = f"/office/wallet/order/{order.pk}/give-back/"
    client = operator("support")
    assert 'value="4.99"' in client.get(address).content.decode()
    for wrong, told in (("5.00", "At most $4.99 can go back"), ("1.234", "is written like 12.50"), ("", "required")):
        page = client.post(address, {"sum": wrong})
        assert told in page.content.decode()
    assert shop.refunds == {}
    said = client.post(address, {"sum": "1,5"}, follow=True).content.decode()
    assert "$1.50 asked of fake" in said
    assert [refund.minor for refund in shop.refunds.values()] == [150]
    assert "$1.50" in client.get(address).content.decode(), "what waits is shown"


def test_the_same_refund_asked_for_before_its_notice_says_so(order: Order, shop: FakePayments) -> None:
    address, client = f"/office/wallet/order/{order.pk}/give-back/", operator("support")
    client.post(address, {"sum": "1.50"})
    said = client.post(address, {"sum": "1.50"}, follow=True).content.decode()
    assert "was asked for already and waits for a notice of fake" in said
    assert len(shop.refunds) == 1
    written = [one.details.get("again") for one in StaffAction.objects.filter(verb="refund").order_by("pk")]
    assert written == [None, True]


def test_who_gives_no_money_back_has_no_such_page(order: Order, shop: FakePayments) -> None:
    address = f"/office/wallet/order/{order.pk}/give-back/"
    client = operator("catalogue")
    assert client.get(address).status_code == 403
    assert client.post(address, {"sum": "1.50"}).status_code == 403
    assert shop.refunds == {}


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
    assert "$50.00" in client.get(address).content.decode()
    for wrong, told in (
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


def test_who_may_not_decide_has_no_such_action(series: Series, viewer: Account) -> None:
    report = reported(viewer)
    client = operator("finance")
    wish = {"action": "take_down", "_selected_action": str(report.pk)}
    assert client.post(reverse("admin:accounts_report_changelist"), wish).status_code == 403
    report.refresh_from_db()
    assert report.state == "open"


def test_an_operator_is_made_with_a_link_that_works_once() -> None:
    made = add_operator(email="Mara@Example.com", role="finance", password=None)
    assert made.email == "mara@example.com"
    assert made.path is not None
    account = Account.objects.get()
    assert not account.has_usable_password()
    assert [group.name for group in account.groups.all()] == ["finance"]
    client = Client()
    form = client.get(made.path, follow=True)
    assert b"Choose the password" in form.content
    chosen = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post(form.request["PATH_INFO"], chosen).status_code == 302
    assert b"used already" in Client().get(made.path, follow=True).content
    assert (
        Client().post("/office/login/?next=/office/", {"username": made.email, "password": PASSWORD}).status_code == 302
    )


def test_a18_an_operators_password_is_not_tried_by_the_thousand_from_many_addresses(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.PROXIES = (ipaddress.ip_network("127.0.0.1"),)
    add_operator(email="op@example.com", role="support", password=PASSWORD)
    add_operator(email="other@example.com", role="support", password=PASSWORD)

    def tried(name: str, password: str, number: int) -> HttpResponse:
        told = {"username": name, "password": password}
        return Client().post("/office/login/?next=/office/", told, headers={"X-Forwarded-For": f"198.51.100.{number}"})

    names = ["op@example.com", "OP@example.com", " op@example.com", "\uff4fp@example.com"]
    codes = [tried(names[number % 4], f"guess-{number}", number).status_code for number in range(40)]
    assert codes == [200] * 5 + [429] * 35
    refused = tried("op@example.com", PASSWORD, 41)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 300
    assert tried("other@example.com", PASSWORD, 42).status_code == 302
    lines = [record.getMessage() for record in caplog.records if record.name == "microdrama.security"]
    account = Account.objects.get(email="op@example.com")
    assert lines[0] == f"log-in at the office refused: operator {account.public_id}, from 198.51.100.0"
    assert len(lines) == 5
    assert tried("my-password-1", "guess", 43).status_code == 200
    assert caplog.records[-1].getMessage() == "log-in at the office refused: nobody known, from 198.51.100.43"
    assert "guess" not in caplog.text
    assert "my-password" not in caplog.text


def test_another_role_ends_the_sessions_of_the_one_before() -> None:
    client = operator("everything")
    add_operator(email="op@example.com", role="support", password=None)
    assert client.get("/office/").status_code == 302
    assert not Session.objects.filter(account__email="op@example.com").exists()
    with pytest.raises(UnknownRoleError, match="everything"):
        add_operator(email="op@example.com", role="god", password=None)
    with pytest.raises(OperatorError, match="valid"):
        add_operator(email="op", role="support", password=None)
    with pytest.raises(OperatorError, match="too short"):
        add_operator(email="op@example.com", role="support", password="short")  # noqa: S106 - of a test


def test_roles_are_groups_from_the_first_day() -> None:
    assert set(Group.objects.values_list("name", flat=True)) >= set(PERMISSIONS)


def test_a24_the_office_keeps_its_own_tight_policy_and_its_pages_are_kept_nowhere() -> None:
    for client, address in ((Client(), "/office/login/"), (operator("support"), "/office/")):
        answer = client.get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert not re.search(r"script-src[^;]*(unsafe-inline|http|\*)", policy)
        assert "no-store" in answer.headers["Cache-Control"]
        assert not re.findall(rb"(?:src|href)=\"(https?:)?//[^\"]+", answer.content), "nothing comes from elsewhere"
        assert not re.search(rb"<script(?![^>]*(?:src=|application/json))", answer.content), "nothing inline"


def test_the_offices_files_come_without_a_step_of_their_own() -> None:
    page = Client().get("/office/login/").content.decode()
    files = set(re.findall(r'(?:src|href)="(/office/static/[^"]+)"', page))
    assert len(files) > 5
    for address in files:
        answer = Client().get(address)
        assert answer.status_code == 200, address
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for address in ("../settings.py", "..%2f..%2fsettings.py", "ninja/swagger-ui.css", "unfold/", "admin/nothing.css"):
        assert Client().get(f"/office/static/{address}").status_code == 404


def test_a24_no_page_tells_how_the_server_is_made(series: Series) -> None:
    client = operator("everything")
    for address in ("/office/nothing/", "/office/catalogue/series/999/change/", "/nothing", "/api/v1/nothing"):
        text = client.get(address, follow=True).content
        assert b"Traceback" not in text
        assert b"DEBUG" not in text
        assert b"urlpatterns" not in text


def test_a24_the_office_is_only_where_its_operator_put_it() -> None:
    from microdrama.platform.settings import SettingsError, read_environment

    for address in ("/admin/", "/admin/login/", "/django-admin/"):
        assert Client().get(address).status_code == 404
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MICRODRAMA_OFFICE", "back-room-71")
        assert read_environment().office == "back-room-71/"
        patch.setenv("MICRODRAMA_OFFICE", "../m")
        with pytest.raises(SettingsError):
            read_environment()


def right_form(series: Series, **told: str) -> dict[str, str]:
    usual = {"series": str(series.pk), "territory": "FR", "language": "*", "allowed": "on"}
    window = {"starts_at_0": "2026-01-01", "starts_at_1": "00:00:00", "ends_at_0": "", "ends_at_1": ""}
    return {name: value for name, value in (usual | window | told).items() if value != "off"}


def saved(client: Client, form: dict[str, str], *, page: str = "right") -> bool:
    answer = client.post(reverse(f"admin:catalogue_{page}_add"), form)
    assert answer.status_code in {200, 302}
    return answer.status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"territory": "fr"},
        {"territory": "QX"},
        {"language": "English (UK)"},
        {"allowed": "off", "exclusive": "on"},
        {"holder": "=1+1"},
        {"ends_at_0": "2025-01-01", "ends_at_1": "00:00:00"},
    ],
)
def test_the_form_of_rights_takes_what_sheets_take_and_no_more(series: Series, wrong: dict[str, str]) -> None:
    client = operator("catalogue")
    assert not saved(client, right_form(series, **wrong))
    assert not Right.objects.exists()
    assert saved(client, right_form(series, language="EN"))
    assert Right.objects.get().language == "en", "as it is usually written"
    export_avails(form="csv")


def test_the_form_of_rights_gives_nothing_exclusively_twice(series: Series) -> None:
    client = operator("catalogue")
    assert saved(client, right_form(series, exclusive="on", holder="Other TV"))
    assert not saved(client, right_form(series, exclusive="on"))
    assert saved(client, right_form(series, exclusive="on", territory="BR"))
    ours = Right.objects.get(territory="BR")
    change = reverse("admin:catalogue_right_change", args=[ours.pk])
    assert client.post(change, right_form(series, exclusive="on")).status_code == 200
    assert client.post(change, right_form(series, exclusive="on", territory="DE")).status_code == 302
    assert sorted(Right.objects.values_list("territory", "holder")) == [("DE", ""), ("FR", "Other TV")]


def test_the_form_of_ratings_takes_what_sheets_take_and_no_more(series: Series) -> None:
    client = operator("catalogue")
    usual = {"series": str(series.pk), "territory": "FR", "least_age": "12", "label": "12+"}
    for wrong in ({"territory": "fr"}, {"territory": "QX"}, {"least_age": "22"}, {"label": "1\x1f2"}):
        assert not saved(client, usual | wrong, page="agerating")
    assert saved(client, usual, page="agerating")
    assert saved(client, usual | {"territory": "*"}, page="agerating")
    export_avails(form="csv")
