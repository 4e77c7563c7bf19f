import os
from pathlib import Path
from typing import Any

import pytest

from microdrama.platform.catalogue.operations import PublishedSeries, publish_bundle, unpublish_series
from microdrama.platform.playback.queries import MediaFile, open_media

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def published(bundle: Path, media_root: Path) -> PublishedSeries:
    return publish_bundle(bundle=bundle, media_root=media_root)


def opened(media_root: Path, published: PublishedSeries, path: str, **changed: Any) -> MediaFile | None:
    address = {"asset": published.asset, "version": published.version, "path": path, **changed}
    return open_media(media_root=media_root, **address)


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("episodes/001/hls/master.m3u8", "application/vnd.apple.mpegurl"),
        ("episodes/001/hls/360p.m4s", "video/iso.segment"),
        ("episodes/002/master.mp4", "video/mp4"),
        ("episodes/002/poster.jpg", "image/jpeg"),
        ("episodes/002/captions/en.vtt", "text/vtt; charset=utf-8"),
    ],
)
def test_a_published_file_is_found_with_its_type(
    bundle: Path, media_root: Path, published: PublishedSeries, path: str, content_type: str
) -> None:
    found = opened(media_root, published, path)
    assert found is not None
    with found.file:
        assert found.file.read() == (bundle / path).read_bytes()
    assert (found.size, found.content_type) == ((bundle / path).stat().st_size, content_type)


@pytest.mark.parametrize(
    "path",
    [
        "series.json",
        "report.html",
        "",
        "/",
        "episodes",
        "episodes/001",
        "episodes/001/",
        "episodes/001/master.mp4/",
        "episodes/001/master.mp4/x.mp4",
        "episodes/001/master.MP4",
        "episodes/001/gone.mp4",
        "episodes//001/master.mp4",
        "/episodes/001/master.mp4",
        "./episodes/001/master.mp4",
        "episodes/./001/master.mp4",
        "episodes/../episodes/001/master.mp4",
        "episodes/001/../002/master.mp4",
        "episodes/..%2f001/master.mp4",
        "episodes\\001\\master.mp4",
        "episodes/001/master.mp4\0.jpg",
        "episodes/001/\0.jpg",
        "episodes/001/.hidden.mp4",
        "episodes/" + "x" * 300 + ".mp4",
        "episodes/" + "x/" * 3000 + "x.mp4",
        "episodes/\ud800.mp4",
        "../../../../../../etc/passwd",
        "/etc/passwd",
    ],
)
def test_every_other_path_leads_nowhere(media_root: Path, published: PublishedSeries, path: str) -> None:
    assert opened(media_root, published, path) is None


@pytest.mark.parametrize("changed", [{"asset": "0" * 32}, {"version": "0" * 32}, {"asset": ".."}, {"version": ""}])
def test_only_published_versions_are_open(
    media_root: Path, published: PublishedSeries, changed: dict[str, str]
) -> None:
    assert opened(media_root, published, "episodes/001/master.mp4", **changed) is None


def test_files_that_lie_there_without_being_published_stay_closed(media_root: Path, published: PublishedSeries) -> None:
    stray = media_root / published.asset / ("f" * 32) / "episodes/001"
    stray.mkdir(parents=True)
    (stray / "master.mp4").write_bytes(b"not published")
    assert opened(media_root, published, "episodes/001/master.mp4", version="f" * 32) is None


def test_only_the_episodes_of_a_version_are_open(media_root: Path, published: PublishedSeries) -> None:
    (media_root / published.asset / published.version / "trailer.mp4").write_bytes(b"not for viewers")
    assert opened(media_root, published, "trailer.mp4") is None


def test_links_and_folders_in_the_media_root_are_not_followed(
    media_root: Path, published: PublishedSeries, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(b"secret")
    folder = media_root / published.asset / published.version / "episodes"
    (folder / "link.mp4").symlink_to(secret)
    (folder / "elsewhere").symlink_to(tmp_path)
    (folder / "circle.mp4").symlink_to("circle.mp4")
    (folder / "inside.mp4").symlink_to("001/master.mp4")
    (folder / "folder.mp4").mkdir()
    for name in ("link.mp4", "elsewhere/secret.mp4", "circle.mp4", "inside.mp4", "folder.mp4"):
        assert opened(media_root, published, f"episodes/{name}") is None


@pytest.mark.timeout(20)
def test_a_pipe_does_not_hold_the_server_up(media_root: Path, published: PublishedSeries) -> None:
    os.mkfifo(media_root / published.asset / published.version / "episodes/pipe.mp4")
    assert opened(media_root, published, "episodes/pipe.mp4") is None


def test_a_media_root_behind_a_link_works(media_root: Path, published: PublishedSeries, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(media_root)
    found = opened(tmp_path / "link", published, "episodes/001/master.mp4")
    assert found is not None
    found.file.close()


def test_after_a_series_is_taken_back_its_files_are_closed(media_root: Path, published: PublishedSeries) -> None:
    unpublish_series(slug="tale", media_root=media_root)
    assert opened(media_root, published, "episodes/001/master.mp4") is None
