import errno
import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction

from microdrama.domain.documents import DocumentError
from microdrama.platform.catalogue import operations, versions
from microdrama.platform.catalogue.bundles import PublishError
from microdrama.platform.catalogue.models import Episode, Series
from microdrama.platform.catalogue.operations import PublishedSeries, publish_bundle, unpublish_series
from microdrama.platform.catalogue.queries import is_published

# real commits: what happens after one is half of what is tested here
pytestmark = pytest.mark.django_db(transaction=True)


def files_under(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def change(bundle: Path, **fields: Any) -> None:
    """Replace the document, as the studio does; never rewrite the file that a publication is linked to."""
    document = json.loads((bundle / "series.json").read_text())
    fresh = bundle / "series.json.new"
    fresh.write_text(json.dumps({**document, **fields}))
    fresh.replace(bundle / "series.json")


def publish_versions(bundle: Path, media_root: Path, *, count: int) -> Iterator[PublishedSeries]:
    for number in range(count):
        change(bundle, synopsis={"en": f"Cut {number}."})
        yield publish_bundle(bundle=bundle, media_root=media_root)


def test_what_viewers_need_is_published_and_nothing_else(bundle: Path, media_root: Path) -> None:
    published = publish_bundle(bundle=bundle, media_root=media_root)

    assert (published.slug, published.episode_count, published.changed) == ("tale", 2, True)
    folder = media_root / published.asset / published.version
    expected = {
        path: data
        for path, data in files_under(bundle).items()
        if path == "series.json" or (path.startswith("episodes/") and not path.endswith(".log"))
    }
    assert files_under(folder) == expected
    assert not list((media_root / ".staging").iterdir())


def test_durations_are_kept_exactly(bundle: Path, media_root: Path) -> None:
    publish_bundle(bundle=bundle, media_root=media_root)
    assert [episode.duration_us for episode in Episode.objects.all()] == [61_500_000, 61_500_000]


def test_publishing_the_same_bundle_again_changes_nothing(
    bundle: Path, media_root: Path, make_bundle: Callable[..., Path], tmp_path: Path
) -> None:
    first = publish_bundle(bundle=bundle, media_root=media_root)
    before, row = files_under(media_root), Series.objects.values().get()

    assert not publish_bundle(bundle=bundle, media_root=media_root).changed
    copy = make_bundle(tmp_path / "elsewhere")  # the same bytes under another path, with other times
    again = publish_bundle(bundle=copy, media_root=media_root)

    assert (again.version, again.changed) == (first.version, False)
    assert files_under(media_root) == before
    assert Series.objects.values().get() == row


def test_a_lost_folder_is_put_back(bundle: Path, media_root: Path) -> None:
    first = publish_bundle(bundle=bundle, media_root=media_root)
    shutil.rmtree(media_root / first.asset)

    assert publish_bundle(bundle=bundle, media_root=media_root).changed
    assert (media_root / first.asset / first.version / "episodes/001/master.mp4").is_file()
    assert Series.objects.get().previous_version == ""


def test_a_changed_series_replaces_its_rows_and_keeps_one_version_for_who_is_watching(
    bundle: Path, media_root: Path
) -> None:
    first, second, third = publish_versions(bundle, media_root, count=3)

    row = Series.objects.get()
    assert (row.version, row.previous_version) == (third.version, second.version)
    assert row.synopsis == {"en": "Cut 2."}
    assert Episode.objects.count() == 2
    assert {p.name for p in (media_root / first.asset).iterdir()} == {second.version, third.version}
    played = [is_published(asset=row.asset, version=v.version) for v in (first, second, third)]
    assert played == [False, True, True]


def test_going_back_to_the_version_before_swaps_the_two(bundle: Path, media_root: Path) -> None:
    old = (bundle / "series.json").read_bytes()
    first = publish_bundle(bundle=bundle, media_root=media_root)
    change(bundle, synopsis={"en": "Recut."})
    second = publish_bundle(bundle=bundle, media_root=media_root)
    (bundle / "series.json").unlink()
    (bundle / "series.json").write_bytes(old)

    assert publish_bundle(bundle=bundle, media_root=media_root).version == first.version
    row = Series.objects.get()
    assert (row.version, row.previous_version) == (first.version, second.version)
    assert {p.name for p in (media_root / first.asset).iterdir()} == {first.version, second.version}


def test_a_series_may_change_its_slug(bundle: Path, media_root: Path) -> None:
    publish_bundle(bundle=bundle, media_root=media_root)
    change(bundle, slug="legend")
    publish_bundle(bundle=bundle, media_root=media_root)
    assert Series.objects.get().slug == "legend"


def test_another_series_cannot_take_a_slug(
    bundle: Path, media_root: Path, make_bundle: Callable[..., Path], tmp_path: Path
) -> None:
    publish_bundle(bundle=bundle, media_root=media_root)
    before, row = files_under(media_root), Series.objects.values().get()
    other = make_bundle(tmp_path / "other", source_id="tale-2")

    with pytest.raises(PublishError, match=r"'tale' belongs to another published series \(id tale-1\)"):
        publish_bundle(bundle=other, media_root=media_root)
    assert files_under(media_root) == before
    assert Series.objects.values().get() == row


@pytest.mark.parametrize(
    "path",
    [
        "episodes/002/master.mp4",
        "episodes/001/poster.jpg",
        "episodes/001/captions/en.vtt",
        "episodes/002/hls/master.m3u8",
        "episodes/002/hls/audio.m3u8",  # named by the playlist's EXT-X-MEDIA
        "episodes/002/hls/360p.m4s",  # named two playlists deep
    ],
)
def test_a_missing_file_leaves_nothing_behind(bundle: Path, media_root: Path, path: str) -> None:
    (bundle / path).unlink()
    with pytest.raises(PublishError, match=path):
        publish_bundle(bundle=bundle, media_root=media_root)
    assert not Series.objects.exists()
    assert not media_root.exists()


@pytest.mark.parametrize("named", ["https://example.org/x.m4s", "../../../../etc/passwd", "/etc/passwd", "gone.m4s"])
def test_a_playlist_may_only_name_files_of_the_bundle(bundle: Path, media_root: Path, named: str) -> None:
    (bundle / "episodes/001/hls/360p.m3u8").write_text(f"#EXTM3U\n{named}\n")
    with pytest.raises(PublishError, match="which is missing"):
        publish_bundle(bundle=bundle, media_root=media_root)
    assert not Series.objects.exists()


def test_playlists_that_name_each_other_end(bundle: Path, media_root: Path) -> None:
    (bundle / "episodes/001/hls/audio.m3u8").write_text("#EXTM3U\nmaster.m3u8\n")
    assert publish_bundle(bundle=bundle, media_root=media_root).changed


@pytest.mark.parametrize(
    "path",
    ["series.json", "episodes", "episodes/001", "episodes/001/master.mp4", "episodes/001/hls/360p.m4s"],
)
@pytest.mark.parametrize("where", ["outside", "inside"])
def test_a_link_in_a_bundle_is_refused_wherever_it_leads(
    bundle: Path, media_root: Path, tmp_path: Path, path: str, where: str
) -> None:
    target = {"outside": tmp_path, "inside": bundle}[where] / "moved-away"
    (bundle / path).rename(target)
    (bundle / path).symlink_to(target)
    with pytest.raises(PublishError, match="symbolic link"):
        publish_bundle(bundle=bundle, media_root=media_root)
    assert not Series.objects.exists()
    assert not media_root.exists()


def test_a_file_outside_the_episodes_cannot_be_named(bundle: Path, media_root: Path) -> None:
    episodes = json.loads((bundle / "series.json").read_text())["episodes"]
    for path in ("source/plan.json", "report.html", "series.json", "episodes/../source/plan.json"):
        change(bundle, episodes=[{**episodes[0], "poster": path}])
        with pytest.raises((PublishError, DocumentError)):
            publish_bundle(bundle=bundle, media_root=media_root)
    assert not Series.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"episodes": []}, "has no episodes"),
        ({"title": {}}, "no title"),
        ({"id": ""}, "id is 1 to 200"),
        ({"id": "x" * 201}, "id is 1 to 200"),
        ({"language": "not a tag"}, "no language tag"),
        ({"title": {"en": "Pay \u202e100\u202c coins"}}, "signs that control"),
        ({"title": {"en": "Pay \u2067100"}}, "signs that control"),
        ({"synopsis": {"en": "a\0b"}}, "signs that control"),
        ({"genres": ["\x1b[2J"]}, "signs that control"),
        ({"slug": "No/Slug"}, "cannot be read"),
        ({"schema": "microdrama.series/9"}, "cannot be read"),
    ],
)
def test_a_document_that_cannot_be_shown_is_refused_in_words(
    bundle: Path, media_root: Path, fields: dict[str, Any], said: str
) -> None:
    change(bundle, **fields)
    with pytest.raises((PublishError, DocumentError), match=said):
        publish_bundle(bundle=bundle, media_root=media_root)
    assert not Series.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"duration_s": 0}, "episode 1 lasts 0 s"),
        ({"duration_s": -1}, "episode 1 lasts -1 s"),
        ({"duration_s": 1e300}, "episode 1 lasts"),
        ({"width": 10**30}, "episode 1 has pictures|cannot be read"),
        ({"captions": [{"language": "<b>", "path": "episodes/001/captions/en.vtt"}]}, "no language tag"),
    ],
)
def test_an_episode_that_cannot_be_played_is_refused_in_words(
    bundle: Path, media_root: Path, fields: dict[str, Any], said: str
) -> None:
    episodes = json.loads((bundle / "series.json").read_text())["episodes"]
    change(bundle, episodes=[{**episodes[0], **fields}])
    with pytest.raises((PublishError, DocumentError), match=said):
        publish_bundle(bundle=bundle, media_root=media_root)
    assert not Series.objects.exists()


def test_no_bundle_and_broken_documents_are_told_in_one_sentence(
    bundle: Path, media_root: Path, tmp_path: Path
) -> None:
    for place in (tmp_path / "nowhere", bundle / "report.html"):
        with pytest.raises(PublishError, match=r"has no series\.json"):
            publish_bundle(bundle=place, media_root=media_root)
    (bundle / "series.json").write_text('{"schema": ')
    with pytest.raises(DocumentError, match="cannot be read"):
        publish_bundle(bundle=bundle, media_root=media_root)


def no_space(*_args: Any, **_kwargs: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("call", ["link", "mkdir", "fsync", "copy"])
def test_a_full_disk_leaves_the_earlier_version_playable(
    bundle: Path, media_root: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    first = publish_bundle(bundle=bundle, media_root=media_root)
    before, row = files_under(media_root), Series.objects.values().get()
    change(bundle, synopsis={"en": "Recut."})
    with monkeypatch.context() as full:
        if call == "copy":
            full.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(errno.EXDEV, "other disk")))
            full.setattr(shutil, "copy2", no_space)
        else:
            full.setattr(os, call, no_space)
        with pytest.raises(PublishError, match=r"disk of .* is full"):
            publish_bundle(bundle=bundle, media_root=media_root)
    assert files_under(media_root) == before
    assert Series.objects.values().get() == row
    assert is_published(asset=first.asset, version=first.version)
    assert publish_bundle(bundle=bundle, media_root=media_root).changed


def test_a_failing_database_leaves_no_files_of_the_new_version(
    bundle: Path, media_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish_bundle(bundle=bundle, media_root=media_root)
    before = files_under(media_root)
    change(bundle, synopsis={"en": "Recut."})
    with monkeypatch.context() as broken:

        def fail(*_: object, **__: object) -> None:
            raise DatabaseError("database or disk is full")

        broken.setattr(Episode.objects, "bulk_create", fail)
        with pytest.raises(PublishError, match="catalogue could not be written"):
            publish_bundle(bundle=bundle, media_root=media_root)
    assert files_under(media_root) == before
    assert Series.objects.get().version == first.version
    assert Episode.objects.count() == 2


def test_old_files_go_only_after_the_commit(bundle: Path, media_root: Path) -> None:
    first, second = publish_versions(bundle, media_root, count=2)
    change(bundle, synopsis={"en": "A third."})
    with transaction.atomic():
        third = publish_bundle(bundle=bundle, media_root=media_root)
        assert Series.objects.get().version == third.version
        transaction.set_rollback(True)
    assert is_published(asset=first.asset, version=first.version)
    kept = {p.name for p in (media_root / first.asset).iterdir()}
    assert {first.version, second.version} <= kept


def test_old_files_that_cannot_be_removed_do_not_undo_a_publication(
    bundle: Path, media_root: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    list(publish_versions(bundle, media_root, count=2))
    monkeypatch.setattr(operations, "take_away", no_space)
    change(bundle, synopsis={"en": "A third."})
    assert publish_bundle(bundle=bundle, media_root=media_root).changed
    assert Series.objects.get().synopsis == {"en": "A third."}
    assert "No space left" in caplog.text


def test_where_links_do_not_work_files_are_copied(
    bundle: Path, media_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other_disk(*_args: Any) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", other_disk)
    published = publish_bundle(bundle=bundle, media_root=media_root)
    copy = media_root / published.asset / published.version / "episodes/001/master.mp4"
    assert copy.read_bytes() == (bundle / "episodes/001/master.mp4").read_bytes()
    assert copy.stat().st_nlink == 1


def test_a_bundle_that_is_still_being_written_is_refused(
    bundle: Path, media_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def rewritten(source: Path, at: Path) -> None:
        if Path(source).name == "poster.jpg":
            Path(source).write_bytes(b"another picture")
        link(source, at)

    monkeypatch.setattr(os, "link", rewritten)
    with pytest.raises(PublishError, match="changed while it was being published"):
        publish_bundle(bundle=bundle, media_root=media_root)
    assert not Series.objects.exists()
    assert not files_under(media_root)


def test_what_a_killed_run_left_is_swept_a_day_later(bundle: Path, media_root: Path) -> None:
    for name, age_h in (("abandoned", 25), ("under-way", 1)):
        folder = media_root / ".staging" / name
        (folder / "episodes").mkdir(parents=True)
        then = time.time() - age_h * 3600
        os.utime(folder, (then, then))
    publish_bundle(bundle=bundle, media_root=media_root)
    assert [p.name for p in (media_root / ".staging").iterdir()] == ["under-way"]


def test_two_at_once_publish_once(bundle: Path, media_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both_staged = threading.Barrier(2, timeout=20)
    stage = versions.stage_version

    def stage_together(**arguments: Any) -> Path:
        staged = stage(**arguments)
        both_staged.wait()
        return staged

    monkeypatch.setattr(operations, "stage_version", stage_together)
    results, errors = [], []

    def publish() -> None:
        try:
            results.append(publish_bundle(bundle=bundle, media_root=media_root))
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must show it
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert results[0] == results[1]
    assert Series.objects.count() == 1
    assert Episode.objects.count() == 2
    assert (media_root / results[0].asset / results[0].version / "series.json").is_file()
    assert not list((media_root / ".staging").iterdir())


def test_a_version_that_came_back_meanwhile_is_not_removed(bundle: Path, media_root: Path) -> None:
    first, second, third = publish_versions(bundle, media_root, count=3)
    for published in (first, second, third):
        operations._retire(asset=first.asset, version=published.version, media_root=media_root)
    assert {p.name for p in (media_root / first.asset).iterdir()} == {second.version, third.version}


def test_taking_a_series_back_removes_rows_and_files_but_not_the_bundle(
    bundle: Path, media_root: Path, make_bundle: Callable[..., Path], tmp_path: Path
) -> None:
    kept = publish_bundle(bundle=make_bundle(tmp_path / "b2", source_id="b2", slug="b2"), media_root=media_root)
    list(publish_versions(bundle, media_root, count=2))
    before = files_under(bundle)

    unpublish_series(slug="tale", media_root=media_root)

    assert [row.slug for row in Series.objects.all()] == ["b2"]
    assert {p.name for p in media_root.iterdir()} == {".staging", kept.asset}
    assert files_under(bundle) == before
    with pytest.raises(PublishError, match="no published series 'tale'"):
        unpublish_series(slug="tale", media_root=media_root)
    assert publish_bundle(bundle=bundle, media_root=media_root).changed


def test_an_episode_with_files_elsewhere_is_not_published_since_no_address_would_open_them(
    bundle: Path, media_root: Path
) -> None:
    document = json.loads((bundle / "series.json").read_text())
    one, two = document["episodes"]
    change(bundle, episodes=[one, two | {"poster": one["poster"]}])
    with pytest.raises(PublishError, match=r"^Episode 2 names episodes/001/poster.jpg, outside of its episodes/002/;"):
        publish_bundle(bundle=bundle, media_root=media_root)
    assert not Series.objects.exists()
