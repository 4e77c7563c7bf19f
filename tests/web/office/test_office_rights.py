"""The catalogue in the back office: reports of viewers, rights and ratings."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fixtures.operators import NOW, operator
from microdrama.platform.accounts import moderation
from microdrama.platform.accounts.models import Account, Report, StaffAction
from microdrama.platform.catalogue.avails import export_avails
from microdrama.platform.catalogue.models import Right, Series
from microdrama.platform.catalogue.takedown import report_series, take_down

pytestmark = pytest.mark.django_db


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


def test_who_may_not_decide_has_no_such_action(series: Series, viewer: Account) -> None:
    report = reported(viewer)
    client = operator("finance")
    wish = {"action": "take_down", "_selected_action": str(report.pk)}
    assert client.post(reverse("admin:accounts_report_changelist"), wish).status_code == 403
    report.refresh_from_db()
    assert report.state == "open"


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
