import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microdrama.domain.errors import UsageError
from microdrama.studio import bundle
from microdrama.studio.bundle import BundleError, check_target, replacing, slug_of, title_of


def old_bundle(at: Path) -> Path:
    at.mkdir()
    (at / "series.json").write_text("old")
    return at


def test_a_new_bundle_takes_its_place_whole(tmp_path: Path) -> None:
    with replacing(tmp_path / "out") as fresh:
        (fresh / "series.json").write_text("new")
        assert not (tmp_path / "out").exists()
    assert (tmp_path / "out" / "series.json").read_text() == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_failure_leaves_the_older_bundle_as_it_was(tmp_path: Path) -> None:
    out = old_bundle(tmp_path / "out")
    with pytest.raises(BundleError, match="disk became full"), replacing(out) as fresh:
        (fresh / "series.json").write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert (out / "series.json").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_replacement_killed_between_its_two_renames_is_put_right(tmp_path: Path) -> None:
    old_bundle(tmp_path / ".out.old")
    check_target(tmp_path / "out")
    assert (tmp_path / "out" / "series.json").read_text() == "old"


@pytest.mark.parametrize("kind", ["file", "folder of other files"])
def test_other_peoples_files_are_never_replaced(tmp_path: Path, kind: str) -> None:
    out = tmp_path / "out"
    if kind == "file":
        out.write_text("mine")
    else:
        out.mkdir()
        (out / "holiday.jpg").write_text("mine")
    with pytest.raises(UsageError, match="name a"), replacing(out):
        pytest.fail("began to write")
    assert out.read_text() == "mine" if kind == "file" else (out / "holiday.jpg").read_text() == "mine"


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_every_title_has_a_slug_that_the_contract_takes(title: str) -> None:
    import re

    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug_of(title))
    assert len(slug_of(title)) <= 120


def test_titles_and_slugs_read_well() -> None:
    assert slug_of("Ein Käfer, zwei Häuser!") == "ein-kafer-zwei-hauser"
    assert slug_of("总裁的替身新娘").startswith("series-")
    assert slug_of("总裁的替身新娘") != slug_of("长夜")
    assert title_of(Path("/films/the_last.heir-2.mp4")) == "The last heir 2"


def test_a_folder_without_a_series_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"is not a series bundle: it has no series\.json\.$"):
        bundle.read_series(tmp_path)
