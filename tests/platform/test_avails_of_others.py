"""What sheets say of other holders refuses what it must and no more; and titles that no workbook can hold."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from fixtures.catalogue import NOW, add_series
from microdrama.platform.catalogue.availability import decide
from microdrama.platform.catalogue.avails import export_avails, import_avails
from microdrama.platform.catalogue.price_card import territory_codes
from microdrama.platform.catalogue.rights import rights_of
from microdrama.platform.catalogue.sheets import SheetError

pytestmark = pytest.mark.django_db

OURS = {"ALID": "tale-1", "Territory": "US", "Start": "2026-01-01", "End": "Open", "AvailID": "ours"}
THEIRS = OURS | {"Territory": "WW", "TerritoryExclusion": "US", "Licensee": "Chain 9", "AvailID": "theirs"}


def table(folder: Path, *rows: dict[str, str]) -> Path:
    with (folder / "rights.csv").open("w", newline="") as file:
        out = csv.DictWriter(file, sorted({name for row in rows for name in row}))
        out.writeheader()
        out.writerows(rows)
    return folder / "rights.csv"


@pytest.mark.parametrize("exclusive", ["Yes", "No"])
def test_what_another_holder_has_everywhere_but_here_refuses_nothing_here(tmp_path: Path, exclusive: str) -> None:
    series = add_series(1, everywhere=False)
    theirs = THEIRS | {"Exclusive": "Yes", "HoldbackLanguage": "fr"}
    import_avails(sheet=table(tmp_path, OURS | {"Exclusive": exclusive}, theirs), at=NOW)
    assert decide(series=series, territory="US", at=NOW).seen
    assert all(grant.allowed for grant in rights_of(series)), "another's right refuses by itself, or not at all"


def test_what_another_holder_has_alone_is_refused_there(tmp_path: Path) -> None:
    series = add_series(1, everywhere=False)
    import_avails(sheet=table(tmp_path, OURS | {"Territory": "FR US"}, THEIRS | {"Exclusive": "Yes"}), at=NOW)
    assert [decide(series=series, territory=code, at=NOW).seen for code in ("FR", "US")] == [False, True]


def test_a_small_sheet_makes_no_flood_of_rights(tmp_path: Path) -> None:
    series = add_series(1)
    places, languages = " ".join(sorted(territory_codes())), " ".join(f"x-{number:03}" for number in range(100))
    with pytest.raises(SheetError, match="row 2, Territory: the row makes more than 20,000 rights"):
        import_avails(sheet=table(tmp_path, OURS | {"Territory": places, "AllowedLanguages": languages}), at=NOW)
    assert len(rights_of(series)) == 1


def test_a_title_with_signs_that_no_workbook_holds_is_exported_and_read_again(tmp_path: Path) -> None:
    add_series(1, title={"en": "Tale \uffff"})
    (tmp_path / "all.xlsx").write_bytes(export_avails())
    assert import_avails(sheet=tmp_path / "all.xlsx", at=NOW).kept == 1
