"""What commands change is in the log of staff, with what stood there before, or it did not happen."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fixtures.catalogue import NOW, add_series
from microdrama.platform.accounts.models import StaffAction
from microdrama.platform.catalogue import operations
from microdrama.platform.catalogue.avails import import_avails
from microdrama.platform.catalogue.models import Series, Territory
from microdrama.platform.catalogue.rights import Grant
from microdrama.platform.playback import rotating
from microdrama.platform.playback.keys import read_or_make_ring


def written() -> tuple[str, str, Any, Any]:
    """The one row that is new since this was asked last."""
    row = StaffAction.objects.order_by("pk").last()
    assert row is not None
    assert row.actor is None
    return row.verb, row.subject, row.details["before"], row.details["after"]


@pytest.mark.django_db
def test_every_command_of_the_catalogue_is_written_down_with_what_was_there_before(tmp_path: Path) -> None:
    add_series(1)
    operations.set_offer(slug="tale-1", at=NOW, free_episodes=3, wait_hours=24)
    before, after = {"free_episodes": 10, "wait_hours": None}, {"free_episodes": 3, "wait_hours": 24}
    assert written() == ("offer.set", "tale-1", before, after)

    operations.set_tropes(slug="tale-1", tropes=["revenge"])
    assert written() == ("tropes.set", "tale-1", [], ["revenge"])

    rate = {"slug": "tale-1", "territory": "DE", "at": NOW}
    operations.set_age_rating(**rate, least_age=18, label="FSK 18")
    operations.set_age_rating(**rate, least_age=0, label="FSK 0")
    assert written() == ("ratings.set", "tale-1", {"DE": [18, "FSK 18"]}, {"DE": [0, "FSK 0"]})
    operations.set_age_rating(**rate, least_age=None, label="")
    assert written() == ("ratings.set", "tale-1", {"DE": [0, "FSK 0"]}, {"DE": None})

    operations.set_rights(slug="tale-1", rights=[Grant(territory="DE", starts_at=NOW)], at=NOW)
    verb, subject, gone, new = written()
    assert (verb, subject, [x["territory"] for x in gone], [x["territory"] for x in new]) == (
        *("rights.set", "tale-1"),
        *(["*"], ["DE"]),
    )

    sheet = tmp_path / "rights.csv"
    sheet.write_text("series,territory,starts,rating_system,rating_value\ntale-1,FR,2026-01-01,AGE,16\n")
    import_avails(sheet=sheet, at=NOW)
    notes = StaffAction.objects.order_by("-pk").values_list("verb", "details__after")[:2]
    assert [verb for verb, _ in notes] == ["rights.set", "ratings.set"]
    assert [x["territory"] for x in notes[0][1]] == ["FR"]
    count = StaffAction.objects.count()
    import_avails(sheet=sheet, at=NOW)
    assert StaffAction.objects.count() == count, "nothing was changed"


@pytest.mark.django_db
def test_what_is_launched_and_closed_is_written_down_with_its_prices() -> None:
    operations.launch(territories=["JP"], at=NOW)
    verb, subject, before, after = written()
    assert (verb, subject, before) == ("territories.launched", "JP", {})
    assert (after["JP"]["open"], after["JP"]["currency"], len(after["JP"]["prices"])) == (True, "JPY", 8)
    operations.close_territories(territories=["JP"])
    assert written() == ("territories.closed", "JP", {"JP": True}, {"JP": False})
    operations.launch(territories=["JP"], at=NOW)
    assert written()[2]["JP"] == after["JP"] | {"open": False}


@pytest.mark.django_db(transaction=True)
def test_what_is_published_rolled_back_and_taken_back_is_written_down(
    make_bundle: Callable[..., Path], media_root: Path, tmp_path: Path
) -> None:
    bundles = [make_bundle(tmp_path / str(n), episodes=n) for n in (1, 2)]
    first, second = [operations.publish_bundle(bundle=bundle, media_root=media_root).version for bundle in bundles]
    old, new = {"slug": "tale", "version": first}, {"slug": "tale", "version": second}
    assert written() == ("series.published", "tale", old, new)
    count = StaffAction.objects.count()
    operations.publish_bundle(bundle=bundles[1], media_root=media_root)
    assert StaffAction.objects.count() == count, "it was there already"
    operations.roll_back_series(slug="tale", at=NOW, media_root=media_root)
    assert written() == ("series.rolled back", "tale", new, old)
    operations.unpublish_series(slug="tale", media_root=media_root)
    assert written() == ("series.unpublished", "tale", old, None)


@pytest.mark.django_db
def test_a_rotation_is_written_down_by_the_numbers_of_the_keys(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    before = read_or_make_ring(path=path)
    ring = rotating.rotate_keys(path=path)
    assert written() == ("keys.rotated", "media keys", [before.newest.id], [key.id for key in ring.keys])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "change",
    [
        lambda: operations.set_offer(slug="tale-1", at=NOW, free_episodes=3),
        lambda: operations.set_tropes(slug="tale-1", tropes=["revenge"]),
        lambda: operations.set_age_rating(slug="tale-1", territory="*", least_age=18, label="18", at=NOW),
        lambda: operations.set_rights(slug="tale-1", rights=[], at=NOW),
        lambda: operations.launch(territories=["JP"], at=NOW),
    ],
)
def test_what_cannot_be_written_down_does_not_happen(
    change: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    series = add_series(1)

    def full(**_told: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(StaffAction.objects, "create", full)
    with pytest.raises(RuntimeError):
        change()
    kept = Series.objects.get()
    assert (kept.free_episodes, kept.tropes, kept.rights.count(), kept.age_ratings.count()) == (10, [], 1, 0)
    assert kept.updated_at - series.updated_at < timedelta(seconds=1)
    assert not Territory.objects.exists()
