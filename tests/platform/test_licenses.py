"""What the license types of avails permit: the ways by which an episode is opened that is not free."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures.catalogue import NOW, add_series
from microdrama.platform.catalogue.availability import decide, explain
from microdrama.platform.catalogue.avails import import_avails
from microdrama.platform.catalogue.licenses import ANY_USE, Use
from microdrama.platform.catalogue.models import Dub, Territory, Tier

pytestmark = pytest.mark.django_db
HEADER = "Territory,Start,End,SeriesAltID,AvailID,LicenseType,AllowedLanguages\n"
Give = Callable[..., None]


@pytest.fixture
def give(tmp_path: Path) -> Give:
    """Import avails for Brazil, each a license type and a language, in place of those of before."""

    def giving(*rows: tuple[str, str]) -> None:
        lines = [f"BR,2026-01-01,Open,tale-1,deal-1,{license_type},{language}\n" for license_type, language in rows]
        sheet = tmp_path / "avails.csv"
        sheet.write_text("".join([HEADER, *lines]))
        import_avails(sheet=sheet, at=NOW)

    return giving


@pytest.mark.parametrize(
    ("license_type", "uses"),
    [
        ("EST", {Use.SALE}),
        ("VOD", {Use.SALE}),
        ("tvod", {Use.SALE}),
        ("SVOD", {Use.VIP}),
        ("avod", {Use.ADS}),
        ("FVOD", {Use.PATIENCE}),
        ("Library", ANY_USE),
        ("", ANY_USE),
    ],
)
def test_the_license_type_says_what_opens_the_episodes(give: Give, license_type: str, uses: set[Use]) -> None:
    series = add_series(1, everywhere=False)
    tier, _ = Tier.objects.get_or_create(number=1, defaults={"factor_bp": 10_000})
    Territory.objects.create(code="BR", tier=tier, currency="BRL")
    give((license_type, ""))
    said = decide(series=series, territory="BR", at=NOW)
    assert (said.watched, said.uses, said.bought) == (True, uses, Use.SALE in uses)
    told = explain(slug="tale-1", territory="BR", at=NOW)
    assert any(f"for {' and '.join(uses)}." in line for line in told) is (uses != ANY_USE)
    assert ("Its episodes can be bought there: BR is open." in told) is said.bought


def test_what_is_spoken_in_two_languages_is_opened_by_what_opens_both(give: Give) -> None:
    series = add_series(1, everywhere=False)
    Dub.objects.create(series=series, language="es")
    give(("SVOD", "en"), ("VOD", "es"))
    assert decide(series=series, territory="BR", at=NOW).uses == set()
    give(("SVOD", "en"), ("VOD", ""))
    assert decide(series=series, territory="BR", at=NOW).uses == {Use.SALE}
