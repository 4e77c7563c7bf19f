"""Sheets of rights: what they say, what is wrong with them, and what hostile ones may not do."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from fixtures.catalogue import LONG_AGO, NOW, add_right, add_series
from microdrama.platform.catalogue import ratings, rights, sheets
from microdrama.platform.catalogue.availability import visible
from microdrama.platform.catalogue.avails import export_avails, import_avails
from microdrama.platform.catalogue.licenses import LICENSES
from microdrama.platform.catalogue.models import AgeRating, Right, Series
from microdrama.platform.catalogue.rights import PUBLICATION, Grant, RightsError, rights_of
from microdrama.platform.catalogue.sheets import SheetError

COLUMNS = ["DisplayName", "Territory", "TerritoryExclusion", "WorkType", "EntryType", "LicenseType", "Start", "End"]
COLUMNS += [
    "RatingSystem",
    "RatingValue",
    "SeriesAltID",
    "AvailID",
    "AllowedLanguages",
    "HoldbackLanguage",
    "Exclusive",
    "Licensee",
    "PriceValue",
]
AVAIL = {
    "DisplayName": "Moon Films",
    "Territory": "BR",
    "WorkType": "Season",
    "EntryType": "Full Extract",
    "LicenseType": "SVOD",
    "Start": "2026-01-01",
    "End": "Open",
    "SeriesAltID": "tale-1",
    "AvailID": "deal-1",
}
Row = dict[str, Any]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write avails as the template has them: groups, names, what is required, then rows."""

    def writing(*rows: Row, sheet: str = "TV", columns: Sequence[str] = COLUMNS, name: str = "avails.xlsx") -> Path:
        book = Workbook()
        page = book.active
        assert page is not None
        page.title = sheet
        page.append(["AvailTrans" for _ in columns])
        page.append(list(columns))
        page.append(["Required" if n % 2 else "Optional" for n, _ in enumerate(columns)])
        for row in rows:
            page.append([row.get(column) for column in columns])
        book.save(tmp_path / name)
        return tmp_path / name

    return writing


def import_it(sheet: Path, **options: Any) -> Any:
    return import_avails(sheet=sheet, at=NOW, **options)


def shown_in(territory: str, at: datetime = NOW) -> list[str]:
    return sorted(visible(territory=territory, at=at).values_list("slug", flat=True))


@pytest.mark.django_db
def test_an_avail_takes_the_place_of_the_right_that_a_publication_wrote(write: Callable[..., Path]) -> None:
    add_right(add_series(1, everywhere=False), reference=PUBLICATION)
    add_right(add_series(2, everywhere=False), reference=PUBLICATION)
    done = import_it(write(AVAIL))
    assert (done.series, done.written, done.removed, done.kept) == (1, 1, 1, 0)
    assert shown_in("BR") == ["tale-1", "tale-2"]
    assert shown_in("US") == ["tale-2"]


@pytest.mark.django_db
def test_importing_again_changes_nothing_and_keeps_the_rows(write: Callable[..., Path]) -> None:
    add_series(1, everywhere=False)
    sheet = write(AVAIL, {**AVAIL, "Territory": "US, CA;MX", "AvailID": "deal-2"})
    import_it(sheet)
    before = list(Right.objects.order_by("pk").values())
    done = import_it(sheet)
    assert (done.written, done.removed, done.kept) == (0, 0, 4)
    assert list(Right.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_an_avail_replaces_only_what_has_its_id(write: Callable[..., Path]) -> None:
    add_series(1, everywhere=False)
    import_it(write(AVAIL, {**AVAIL, "Territory": "US", "AvailID": "deal-2"}))
    import_it(write({**AVAIL, "Territory": "FR"}))
    assert [bool(shown_in(code)) for code in ("BR", "FR", "US")] == [False, True, True]
    import_it(write({**AVAIL, "EntryType": "Full Delete"}))
    assert [bool(shown_in(code)) for code in ("BR", "FR", "US")] == [False, False, True]


@pytest.mark.django_db
def test_territories_languages_windows_and_holders_are_read(write: Callable[..., Path]) -> None:
    series = add_series(1, everywhere=False, language="es-419")
    sheet = write(
        {**AVAIL, "Territory": "WW", "TerritoryExclusion": "CN KR", "AllowedLanguages": "es,EN_gb"},
        {**AVAIL, "Territory": "br", "HoldbackLanguage": "pt", "Exclusive": "Yes", "Licensee": "Our TV"},
        {**AVAIL, "Territory": "FR", "Licensee": "Other TV", "Exclusive": True, "End": "2026-07-01T18:00:00+02:00"},
        {**AVAIL, "Territory": "", "TerritoryExclusion": "DE", "HoldbackLanguage": "de"},
        {**AVAIL, "Territory": "JP", "Start": datetime(2026, 3, 1), "End": datetime(2026, 4, 1, 12, 30)},  # noqa: DTZ001
    )
    import_it(sheet, licensee="our tv")
    start = datetime(2026, 1, 1, tzinfo=UTC)
    deal: dict[str, Any] = {"starts_at": start, "reference": "deal-1", "license": "SVOD"}
    assert rights_of(series) == {
        Grant(territory="*", language="es", **deal),
        Grant(territory="*", language="en-GB", **deal),
        Grant(territory="CN", allowed=False, **deal),
        Grant(territory="KR", allowed=False, **deal),
        Grant(territory="BR", exclusive=True, **deal),
        Grant(territory="BR", language="pt", allowed=False, **deal),
        Grant(territory="FR", exclusive=True, holder="Other TV", **deal, ends_at=datetime(2026, 7, 1, 16, tzinfo=UTC)),
        Grant(territory="DE", language="de", allowed=False, **deal),
        Grant(
            territory="JP",
            starts_at=datetime(2026, 3, 1, tzinfo=UTC),
            ends_at=datetime(2026, 4, 1, 12, 30, tzinfo=UTC),
            reference="deal-1",
            license="SVOD",
        ),
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"Start": "0001-01-01T00:00:00+08:00"}, "row 5, Start: '0001-01-01T00:00:00+08:00' lies outside the calendar"),
        ({"End": "9999-12-31T23:59:59-08:00"}, "row 5, End: '9999-12-31T23:59:59-08:00' lies outside the calendar"),
        ({"Territory": "XX"}, "row 5, Territory: 'XX' is no territory"),
        ({"Territory": "Brazil"}, "row 5, Territory: 'BRAZIL' is no territory"),
        ({"Territory": None}, "row 5, Territory: the row names no territory"),
        ({"TerritoryExclusion": "USA"}, "row 5, TerritoryExclusion: 'USA'"),
        ({"Start": "soon"}, "row 5, Start: 'soon' is not a day"),
        ({"Start": None}, "row 5, Start: '' is not a day"),
        ({"Start": "20260101"}, "row 5, Start: '20260101' is not written as"),
        ({"Start": 46023.5}, "row 5, Start: '46023.5' is not a day"),
        ({"End": "2025-01-01"}, "row 5, End: the window begins at 2026-01-01 00:00 and is over by then"),
        ({"End": "ESTStart"}, "row 5, End: 'ESTStart' is not"),
        ({"SeriesAltID": "tale-9"}, "row 5, SeriesAltID: no published series has the name or id 'tale-9'"),
        ({"SeriesAltID": None}, "row 5, ALID: no column says which series it is"),
        ({"WorkType": "Episode"}, "row 5, WorkType: rights here are those of whole series"),
        ({"LicenseType": "POEST"}, "row 5, LicenseType: 'POEST' is not taken"),
        ({"EntryType": "Fill"}, "row 5, EntryType: 'Fill' is not taken"),
        ({"Exclusive": "maybe"}, "row 5, Exclusive: 'maybe' is neither Yes nor No"),
        ({"AllowedLanguages": "klingon!"}, "row 5, AllowedLanguages: 'klingon!' is no language tag"),
        ({"Licensee": "+cmd|calc"}, "row 5, Licensee: the holder '.cmd|calc' begins as a formula"),
        (
            {"RatingSystem": "PEGI", "RatingValue": "12"},
            "row 5, RatingSystem: 'PEGI' is no rating system that is known",
        ),
        ({"RatingSystem": "FSK", "RatingValue": 17}, "row 5, RatingValue: '17' is no sign of FSK, which has 0, 6, 12,"),
        ({"RatingSystem": "AGE", "RatingValue": 22}, "row 5, RatingValue: '22' is no age from 0 to 21"),
        ({"RatingSystem": "AGE", "RatingValue": "6 " + "x" * 21}, "row 5, RatingValue: what is shown of a rating is"),
        ({"RatingSystem": "FSK"}, "row 5, RatingValue: a rating has a system and a value"),
        ({"RatingValue": "16"}, "row 5, RatingSystem: a rating has a system and a value"),
        (
            {"RatingSystem": "FSK", "RatingValue": 16},
            "row 5, RatingValue: a row above rates it FSK 12 in BR, not FSK 16",
        ),
        (
            {"RatingSystem": "FSK", "RatingValue": 16, "Territory": None, "TerritoryExclusion": "CN"},
            "row 5, Territory: the row names no territory to rate",
        ),
        (
            {"RatingSystem": "FSK", "RatingValue": 16, "Territory": "XX", "Start": None, "End": None},
            "row 5, Territory: 'XX' is no territory",
        ),
        ({"AvailID": "x" * 121}, "row 5, AvailID: the reference is one line of at most 120"),
    ],
)
def test_a_bad_row_is_one_sentence_and_nothing_is_imported(write: Callable[..., Path], change: Row, said: str) -> None:
    add_series(1)
    before = list(Right.objects.values())
    rated = {"RatingSystem": "FSK", "RatingValue": 12}
    sheet = write({**AVAIL, **rated}, {**AVAIL, "AvailID": "deal-2", **change})
    with pytest.raises(SheetError) as refused:
        import_it(sheet)
    lines = str(refused.value).splitlines()
    assert len(lines) == 2
    assert said.replace("'.cmd", "'+cmd") in lines[1]
    assert list(Right.objects.values()) == before
    assert not AgeRating.objects.exists()


@pytest.mark.django_db
def test_a_series_is_rated_in_the_territories_of_a_row(write: Callable[..., Path]) -> None:
    series = add_series(1, everywhere=False)
    AgeRating.objects.create(series=series, territory="JP", least_age=15, label="R15+")
    AgeRating.objects.create(series=series, territory="US", least_age=18, label="18+")
    sheet = write(
        {**AVAIL, "Territory": "US, CA", "RatingSystem": "mpa", "RatingValue": "pg13"},
        {**AVAIL, "Territory": "DE", "RatingSystem": "FSK", "RatingValue": 16},
        {**AVAIL, "Territory": "FR", "RatingSystem": "AGE", "RatingValue": "10 dix ou plus"},
        {**AVAIL, "Territory": "WW", "RatingSystem": "AGE", "RatingValue": 12, "Start": None, "End": None},
        {**AVAIL, "Territory": "BR", "RatingSystem": "FSK", "RatingValue": 6, "EntryType": "Full Delete"},
    )
    assert import_it(sheet).rated == 5
    assert import_it(sheet).rated == 0
    assert set(series.age_ratings.values_list("territory", "least_age", "label")) == {
        ("*", 12, "12+"),
        ("CA", 13, "PG-13"),
        ("DE", 16, "FSK 16"),
        ("FR", 10, "dix ou plus"),
        ("JP", 15, "R15+"),
        ("US", 13, "PG-13"),
    }
    assert {right.territory for right in Right.objects.all()} == {"US", "CA", "DE", "FR"}


@pytest.mark.django_db
def test_a_sheet_of_ratings_alone_leaves_every_right(write: Callable[..., Path]) -> None:
    add_right(add_series(1, everywhere=False), reference=PUBLICATION)
    rated = {"RatingSystem": "FSK", "RatingValue": 16, "Territory": "DE"}
    done = import_it(write({**AVAIL, "AvailID": None, "Start": None, "End": None, **rated}))
    assert (done.series, done.written, done.removed, done.rated) == (1, 0, 0, 1)
    assert Right.objects.get().reference == PUBLICATION


def test_every_sign_of_the_card_is_found_again_by_what_is_shown_of_it() -> None:
    card = ratings._card()
    assert len(card.system) > 20
    for system in card.system:
        for sign, age in system.signs.items():
            rating = ratings.read_rating(system=system.name.lower(), sign=sign.replace("-", "").lower())
            assert rating == (age, system.label(sign))
            assert ratings.write_rating(rating) == (system.name, sign)
            assert len(rating[1]) <= ratings.LONGEST_LABEL


@pytest.mark.django_db
def test_of_many_bad_rows_ten_are_told(write: Callable[..., Path]) -> None:
    add_series(1)
    with pytest.raises(SheetError) as refused:
        import_it(write(*[{**AVAIL, "Territory": "XX"}] * 14))
    lines = str(refused.value).splitlines()
    assert len(lines) == 12
    assert lines[-1] == "and 4 rows more."


@pytest.mark.django_db
def test_two_holders_cannot_have_the_same_thing_exclusively(write: Callable[..., Path]) -> None:
    add_series(1)
    mine = {**AVAIL, "Exclusive": "Yes"}
    other = {**mine, "Licensee": "Other TV", "AvailID": "deal-2", "Territory": "WW"}
    with pytest.raises(RightsError, match="Other TV and this platform would both have 'tale-1' exclusively in BR"):
        import_it(write(mine, other))
    import_it(write(mine, {**other, "Start": "2027-01-01", "Territory": "US"}))
    with pytest.raises(RightsError, match="would both have"):  # against one that is there already, too
        import_it(write({**other, "AvailID": "deal-3"}))
    assert {right.reference for right in Right.objects.exclude(reference="")} == {"deal-1", "deal-2"}


@pytest.mark.django_db
@pytest.mark.parametrize("sheet", ["Avails", "Movies", "tv"])
def test_each_tab_of_the_template_is_read(write: Callable[..., Path], sheet: str) -> None:
    add_series(1, everywhere=False)
    assert import_it(write({**AVAIL, "WorkType": "Movie"}, sheet=sheet)).written == 1


@pytest.mark.django_db
def test_a_plain_table_says_the_same(tmp_path: Path) -> None:
    series = add_series(1, everywhere=False)
    table = tmp_path / "rights.csv"
    table.write_text(
        "\ufeffseries,territory,language,allowed,exclusive,holder,starts,ends,reference\n"
        "tale-1,*,*,yes,no,,2026-01-01,,x\n"
        "id-1,BR,es,no,no,,2026-01-01T12:00:00Z,2027-01-01,x\n",
        "utf-8",
    )
    import_it(table)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    refusal = {"starts_at": start + timedelta(hours=12), "ends_at": datetime(2027, 1, 1, tzinfo=UTC)}
    assert rights_of(series) == {
        Grant(territory="*", starts_at=start, reference="x"),
        Grant(territory="BR", language="es", allowed=False, reference="x", **refusal),
    }
    table.write_text("series,territory,allowed,starts,ends\ntale-1,*,perhaps,2026-01-01,\n")
    with pytest.raises(SheetError, match="row 2, allowed: 'perhaps' is neither yes nor no"):
        import_it(table)


moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
plain_texts = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), max_size=30)
names = plain_texts.filter(lambda text: text[:1] not in {"=", "+", "-", "@"} and text == text.strip())


@st.composite
def grants(draw: st.DrawFn) -> Grant:
    start, end = draw(moments), draw(st.none() | moments)
    allowed = draw(st.booleans())
    return Grant(
        territory=draw(st.sampled_from(["*", "US", "BR", "CN", "XK"])),
        language=draw(st.sampled_from(["*", "es", "es-419", "zh-Hant-TW"])),
        allowed=allowed,
        exclusive=allowed and draw(st.booleans()),
        holder="" if draw(st.booleans()) else "Other TV",
        license=draw(st.sampled_from(["", *LICENSES])),
        starts_at=start,
        ends_at=end if end is None or end > start else None,
        reference=draw(names),
    )


signs = st.tuples(
    st.integers(0, 21), st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=20)
)
known = st.sampled_from([(16, "FSK 16"), (13, "PG-13"), (12, "12+"), (18, "PG-13"), (6, "06+"), (3, "=3")])
rated = st.dictionaries(st.sampled_from(["*", "US", "BR", "DE"]), known | signs, max_size=3)


def one_exclusive_holder(given: list[Grant]) -> list[Grant]:
    return [grant for grant in given if not (grant.exclusive and grant.holder)]


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_is_exported_can_be_imported_and_says_the_same(form: str, tmp_path: Path) -> None:
    @settings(max_examples=40, deadline=None)
    @given(st.lists(grants(), min_size=1, max_size=6).map(one_exclusive_holder).filter(bool), names, rated)
    def round_trip(given_rights: list[Grant], title: str, given_ratings: dict[str, tuple[int, str]]) -> None:
        with transaction.atomic():
            series = add_series(1, everywhere=False, title={"en": f"={title}"})
            rights.replace_rights(series=series, wanted=given_rights, among=[])
            ratings.rate(series=series, wanted=given_ratings)
            sheet = tmp_path / f"rights.{form}"
            sheet.write_bytes(export_avails(form=form))
            done = import_it(sheet)
            assert (done.written, done.removed, done.rated) == (0, 0, 0)
            series.rights.all().delete()
            series.age_ratings.all().delete()
            assert import_it(sheet).rated == len(given_ratings)
            assert rights_of(series) == set(given_rights)
            held = series.age_ratings.values_list("territory", "least_age", "label")
            assert {territory: (age, label) for territory, age, label in held} == given_ratings
            transaction.set_rollback(True)

    round_trip()


@pytest.mark.django_db
def test_an_export_holds_no_formula_and_only_the_series_asked_for(tmp_path: Path) -> None:
    add_series(1, title={"en": "=HYPERLINK(1)"})
    add_series(2)
    book = zipfile.ZipFile(io.BytesIO(export_avails(slugs=["tale-1"])))
    text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "HYPERLINK" in text
    assert "<f>" not in text
    assert "tale-1" in text
    assert "tale-2" not in text


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def unpacked(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


BOMB = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def with_bomb(parts: dict[str, bytes], _: pytest.MonkeyPatch) -> dict[str, bytes]:
    page = parts["xl/worksheets/sheet1.xml"]
    return {**parts, "xl/worksheets/sheet1.xml": BOMB + page.replace(b"<sheetData>", b"<sheetData>&b;")}


def with_entity_in_strings(parts: dict[str, bytes], _: pytest.MonkeyPatch) -> dict[str, bytes]:
    return {**parts, "xl/workbook.xml": BOMB + parts["xl/workbook.xml"]}


def unpacking_to_gigabytes(parts: dict[str, bytes], patch: pytest.MonkeyPatch) -> dict[str, bytes]:
    patch.setattr(sheets, "MOST_UNPACKED", 1 << 20)
    return {**parts, "xl/media/image1.png": b"\0" * (1 << 21)}


def with_links_to_others(parts: dict[str, bytes], _: pytest.MonkeyPatch) -> dict[str, bytes]:
    return {**parts, "xl/externalLinks/externalLink1.xml": b"<externalLink/>"}


def with_a_formula(parts: dict[str, bytes], _: pytest.MonkeyPatch) -> dict[str, bytes]:
    row = b'<row r="9"><c r="B9"><f>WEBSERVICE("http://x")</f><v>BR</v></c></row></sheetData>'
    page = parts["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", row)
    return {**parts, "xl/worksheets/sheet1.xml": page}


def with_a_million_rows(parts: dict[str, bytes], patch: pytest.MonkeyPatch) -> dict[str, bytes]:
    patch.setattr(sheets, "MOST_ROWS", 5_000)
    row = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    page = parts["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", row)
    return {**parts, "xl/worksheets/sheet1.xml": page}


def without_sheets(parts: dict[str, bytes], _: pytest.MonkeyPatch) -> dict[str, bytes]:
    return {name: data for name, data in parts.items() if "worksheets" not in name}


def of_noise(parts: dict[str, bytes], _: pytest.MonkeyPatch) -> dict[str, bytes]:
    return {**parts, "xl/worksheets/sheet1.xml": b"\x00\xff noise"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (with_bomb, "is no workbook that can be read"),
        (with_entity_in_strings, "is no workbook that can be read"),
        (unpacking_to_gigabytes, "unpacks to more than"),
        (with_links_to_others, "takes values from other workbooks"),
        (with_a_formula, "row 9: cell B9 holds a formula"),
        (with_a_million_rows, "more than 5,000 rows"),
        (without_sheets, "is no workbook that can be read|has no sheet named"),
        (of_noise, "is no workbook that can be read"),
    ],
)
def test_a_hostile_workbook_is_refused_in_a_sentence(
    write: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[dict[str, bytes], pytest.MonkeyPatch], dict[str, bytes]],
    said: str,
) -> None:
    add_series(1)
    sheet = write(AVAIL)
    sheet.write_bytes(packed(spoil(unpacked(sheet), monkeypatch)))
    with pytest.raises(SheetError, match=said):
        import_it(sheet)
    assert [right.reference for right in Right.objects.all()] == [""]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.xlsx", b"PK\x03\x04 nothing more", "is no .xlsx workbook"),
        ("a.xlsx", b"", "is no .xlsx workbook"),
        ("a.csv", b"\xff\xfe\x00", "is not written in UTF-8"),
        ("a.csv", b"", "has no row with the columns"),
        ("a.csv", b'Territory,Start,End\n"US', "line 2, cannot be read"),
        ("a.csv", b"Territory,Start,End,Start\nUS,,,\n", "has the column Start twice"),
        ("a.csv", b"Territory,Start,End\n", "has no row of rights"),
        ("a.csv", b"Territory,Start,End\n" + b"," * 300 + b"\n", "more than 200,000 rows or 250 columns"),
        ("a.xls", b"x", "is neither an .xlsx workbook nor a .csv table"),
    ],
)
def test_what_is_no_sheet_is_refused_in_a_sentence(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SheetError, match=said):
        import_it(tmp_path / name)
    with pytest.raises(SheetError, match="cannot be read"):
        import_it(tmp_path / "nowhere.csv")


@pytest.mark.django_db
def test_too_large_a_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_BYTES", 1000)
    (tmp_path / "a.csv").write_bytes(b"x" * 1001)
    with pytest.raises(SheetError, match="is larger than"):
        import_it(tmp_path / "a.csv")


@pytest.mark.django_db
def test_a_sheet_of_many_series_is_taken_whole_or_not_at_all(write: Callable[..., Path]) -> None:
    for number in range(900):
        add_series(number, everywhere=False)
    rows = [{**AVAIL, "SeriesAltID": f"tale-{number}"} for number in range(900)]
    with pytest.raises(SheetError, match="row 904"):
        import_it(write(*rows, {**AVAIL, "Territory": "XX"}))
    assert not Right.objects.exists()
    assert import_it(write(*rows)).written == 900
    assert visible(territory="BR", at=NOW).count() == Series.objects.count() == 900
    assert Right.objects.filter(starts_at__lt=LONG_AGO).count() == 0
