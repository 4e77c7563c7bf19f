"""The back office: who gets in, what each may see, and that all that they do is written down."""

import ipaddress
import re

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from fixtures.browsers import AUTH, Browser
from fixtures.operators import NOW, PASSWORD, operator
from microdrama.platform.accounts.models import Account, Session, StaffAction, Studio
from microdrama.platform.accounts.operations import note_command
from microdrama.platform.accounts.roles import PERMISSIONS, UnknownRoleError
from microdrama.platform.accounts.staff import OperatorError, add_operator, remove_operator
from microdrama.platform.catalogue.models import Product, Series, Territory, Tier
from microdrama.platform.wallet.models import Transfer
from microdrama.web.office.audited import ReadOnly
from microdrama.web.office.site import office

pytestmark = pytest.mark.django_db


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

    name = f"agerating {rating.pk}: a-series in DE"
    was, now = {"least_age": "18", "label": "FSK 18"}, {"least_age": "0", "label": "FSK 0"}
    assert noted() == ("series.changed", {name: was}, {name: now})
    assert client.post(page, terms | counts | inline | {"age_ratings-0-DELETE": "on"}).status_code == 302
    verb, before, after = noted()
    assert (verb, before[name]["label"], after[name]) == ("series.changed", "FSK 0", {})  # type: ignore[index]
    counts |= {"age_ratings-INITIAL_FORMS": "0"}
    assert client.post(page, terms | counts | inline | {"age_ratings-0-id": ""}).status_code == 302
    made = series.age_ratings.get()
    verb, before, after = noted()
    assert (verb, before, after[f"agerating {made.pk}: a-series in DE"]["label"]) == ("series.changed", {}, "FSK 0")  # type: ignore[index]
    gone = reverse("admin:catalogue_agerating_delete", args=[made.pk])
    assert client.post(gone, {"post": "yes"}).status_code == 302
    assert noted()[1]["label"] == "FSK 0"


def test_the_log_names_what_was_changed_by_names_that_hold_elsewhere(series: Series, viewer: Account) -> None:
    client = operator("everything")

    def noted() -> StaffAction:
        return StaffAction.objects.latest("pk")

    right = {"series": str(series.pk), "territory": "US", "language": "*", "allowed": "on"}
    right |= {"starts_at_0": "2026-01-01", "starts_at_1": "00:00:00"}
    assert client.post(reverse("admin:catalogue_right_add"), right).status_code == 302
    row = series.rights.get()
    assert noted().subject == f"catalogue.Right {row.pk}: a-series in US"
    assert noted().details["after"]["series"] == "a-series"
    other = Series.objects.create(**copied(series) | {"slug": "b-series", "source_id": "t", "asset": "b" * 32})
    address = reverse("admin:catalogue_right_change", args=[row.pk])
    assert client.post(address, right | {"series": str(other.pk)}).status_code == 302
    assert (noted().details["before"], noted().details["after"]) == ({"series": "a-series"}, {"series": "b-series"})
    form = {"is_active": "on", "birth_year": "2000", "devices-TOTAL_FORMS": "0", "devices-INITIAL_FORMS": "0"}
    client.post(reverse("admin:accounts_account_change", args=[viewer.pk]), form)
    assert noted().subject == f"accounts.Account {viewer.pk}: {viewer.public_id}"
    house = Studio.objects.get(slug="house")
    member = {"name": house.name, "slug": "house", "share_bp": f"{house.share_bp / 100}%", "members-TOTAL_FORMS": "1"}
    member |= {"members-INITIAL_FORMS": "0", "members-0-account": str(viewer.pk), "members-0-role": "editor"}
    assert client.post(reverse("admin:accounts_studio_change", args=[house.pk]), member).status_code == 302
    assert noted().subject == f"accounts.Studio {house.pk}: house"
    [(name, after)] = noted().details["after"].items()
    assert name == f"member {house.members.get().pk}: {viewer.public_id} at house"
    assert (after["account"], after["studio"]) == (str(viewer.public_id), "house")
    tier, _ = Tier.objects.get_or_create(number=1, defaults={"factor_bp": 10_000})
    Product.objects.get_or_create(code="coins-500", defaults={"kind": "coins", "coins": 500, "usd_cents": 499})
    price = {"product": "coins-500", "territory": "JP", "minor": "750"}
    Territory.objects.update_or_create(code="JP", defaults={"tier": tier, "currency": "JPY"})
    assert client.post(reverse("admin:catalogue_productprice_add"), price).status_code == 302
    assert noted().subject.endswith(": coins-500 in JP")
    assert noted().details["after"]["product"] == "coins-500"


def test_the_history_of_a_row_is_what_the_log_says_of_it(series: Series, viewer: Account) -> None:
    note_command(verb="offer.set", subject="a-series", before={"free_episodes": 10}, after={"free_episodes": 2})
    note_command(verb="offer.set", subject="another-a-series", before={"free_episodes": 10}, after={"free_episodes": 3})
    row = series.rights.create(territory="US", starts_at=NOW)
    client = operator("everything")
    gone = reverse("admin:catalogue_right_delete", args=[row.pk])
    assert client.post(gone, {"post": "yes"}).status_code == 302
    form = {"is_active": "on", "birth_year": "2000", "devices-TOTAL_FORMS": "0", "devices-INITIAL_FORMS": "0"}
    client.post(reverse("admin:accounts_account_change", args=[viewer.pk]), form)
    series.slug = "a-new-name"
    series.save()
    series.former_slugs.create(slug="a-series")
    address = reverse("admin:catalogue_series_history", args=[series.pk])
    page = client.get(address).content.decode()
    for told in ("by a command", "free_episodes: 10 → 2", "right.deleted", "a-series in US", "op@example.com"):
        assert told in page
    assert "free_episodes: 10 → 3" not in page, "of another series"
    of_viewer = client.get(reverse("admin:accounts_account_history", args=[viewer.pk])).content.decode()
    assert "birth_year: None → 2000" in of_viewer
    page = operator("catalogue", "cat@example.com").get(address).content.decode()
    assert "Your role does not read the log" in page
    assert "right.deleted" not in page
    assert operator("catalogue").get(reverse("admin:wallet_transfer_history", args=[1])).status_code == 403


def test_an_empty_page_says_how_its_rows_come_about(viewer: Account) -> None:
    client = operator("everything")
    for model, page in office._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        text = client.get(address).content.decode()
        assert "Create a new item" not in text
        if not model._default_manager.exists() and isinstance(page, ReadOnly):
            assert page.come_about in text, address
    statements = client.get(reverse("admin:wallet_statement_changelist")).content.decode()
    assert "microdrama statements make" in statements
    found = client.get(reverse("admin:wallet_order_changelist"), {"q": "nobody"}).content.decode()
    assert "Nothing was found" in found
    assert "Show all" in found


@pytest.mark.filterwarnings("error")
def test_what_is_offered_to_choose_from_has_an_order(series: Series, viewer: Account) -> None:
    client = operator("everything")
    fields = [("right", "series"), ("agerating", "series"), ("productprice", "product"), ("productprice", "territory")]
    asked = [{"app_label": "catalogue", "model_name": model, "field_name": field} for model, field in fields]
    asked.append({"app_label": "accounts", "model_name": "member", "field_name": "account"})
    for one in asked:
        assert client.get("/office/autocomplete/", one | {"term": ""}).status_code == 200
    assert client.get("/office/search/", {"s": "a-series"}).status_code == 200
    assert [model for model, page in office._registry.items() if not page.get_ordering(None)] == []  # type: ignore[arg-type]


def copied(series: Series) -> dict[str, object]:
    kept = {field.name: getattr(series, field.name) for field in series._meta.concrete_fields}
    del kept["id"]
    return kept


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


def test_an_operator_is_made_with_a_link_that_works_once() -> None:
    made = add_operator(email="Mara@Example.com", role="finance", password=None)
    assert made.email == "mara@example.com"
    assert made.path is not None
    account = Account.objects.get()
    assert not account.has_usable_password()
    assert [group.name for group in account.groups.all()] == ["finance"]
    client = Client()
    form = client.get(made.path, follow=True)
    page = form.content.decode()
    assert "Choose a password" in page
    assert "--color-primary-600" in page, "the office's colours: without them its buttons are white on white"
    assert len(re.findall(r'<input type="password"[^>]*class="[^"]*border-base-200', page)) == 2
    chosen = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    log_in = client.post(form.request["PATH_INFO"], chosen, follow=True)
    assert log_in.request["PATH_INFO"] == "/office/login/"
    assert b"used already" in Client().get(made.path, follow=True).content
    known = {"username": made.email, "password": PASSWORD}
    arrived = client.post(log_in.request["PATH_INFO"], known, follow=True)
    assert (arrived.status_code, arrived.request["PATH_INFO"]) == (200, "/office/")


def test_a18_whoever_signed_up_under_an_operators_address_before_is_no_operator() -> None:
    stranger = Browser()
    assert stranger.send(f"{AUTH}/signup", {"email": "cfo@example.com", "password": PASSWORD}).status_code == 401
    assert Account.objects.get(email="cfo@example.com").has_usable_password()
    made = add_operator(email="cfo@example.com", role="everything", password=None)
    assert made.path, "its owner gets the link"
    door = Client()
    door.post("/office/login/", {"username": "cfo@example.com", "password": PASSWORD})
    assert door.get("/office/").status_code == 302
    Account.objects.get(email="cfo@example.com").set_password(PASSWORD)
    add_operator(email="cfo@example.com", role="finance", password=PASSWORD + "!")
    add_operator(email="cfo@example.com", role="support", password=None)
    assert Account.objects.get(email="cfo@example.com").has_usable_password(), "another role keeps their own password"


def test_an_operator_who_left_is_shut_out_and_keeps_what_viewers_have() -> None:
    client = operator("finance", "left@example.com")
    listed = reverse("admin:wallet_payout_changelist")
    assert client.get(listed).status_code == 200
    remove_operator(email="Left@example.com ")
    assert client.get(listed).status_code == 302
    client.post("/office/login/", {"username": "left@example.com", "password": PASSWORD})
    assert client.get(listed).status_code == 302
    left = Account.objects.get(email="left@example.com")
    assert (left.is_active, left.is_staff, left.is_superuser, left.groups.count()) == (True, False, False, 0)
    assert StaffAction.objects.latest("pk").verb == "operator.removed"
    for nobody in ("left@example.com", "who@example.com"):
        with pytest.raises(OperatorError, match="nothing was changed"):
            remove_operator(email=nobody)


@pytest.mark.parametrize(
    ("told", "arrives"),
    [
        ("", "/office/"),
        ("?next=/office/catalogue/series/", "/office/catalogue/series/"),
        ("?next=//elsewhere.example/", "/office/"),
    ],
)
def test_who_logs_in_arrives_where_they_were_going_and_else_at_the_first_page(told: str, arrives: str) -> None:
    add_operator(email="op@example.com", role="support", password=PASSWORD)
    known = {"username": "op@example.com", "password": PASSWORD}
    assert Client().post(f"/office/login/{told}", known).headers["Location"] == arrives


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
