import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.shop import token_of
from microdrama.platform.catalogue.operations import PublishedSeries
from microdrama.web import streams

PLAYED = "episodes/001/master.mp4"


def address(published: PublishedSeries, path: str = PLAYED) -> str:
    return f"/m/{token_of(published)}/{published.asset}/{published.version}/{path}"


def body(response: Any) -> bytes:
    return b"".join(response) if response.streaming else response.content


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture
def data(bundle: Path) -> bytes:
    return (bundle / PLAYED).read_bytes()


def test_a_whole_file(client: Client, published: PublishedSeries, data: bytes) -> None:
    response = client.get(address(published))
    assert (response.status_code, body(response)) == (200, data)
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Length"] == str(len(data))
    assert response["Accept-Ranges"] == "bytes"
    assert response["Cache-Control"] == "private, max-age=3600, immutable"
    assert response["ETag"].startswith('"')
    assert "Content-Range" not in response


# one published file serves all examples; nothing changes it
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(first=st.integers(0, 6000), last=st.integers(0, 6000))
def test_any_range_equals_the_slice(published: PublishedSeries, data: bytes, first: int, last: int) -> None:
    response = Client().get(address(published), headers={"Range": f"bytes={first}-{last}"})
    sent = body(response)
    if last < first:
        assert (response.status_code, sent) == (200, data)
    elif first >= len(data):
        assert (response.status_code, sent) == (416, b"")
        assert response["Content-Range"] == f"bytes */{len(data)}"
        assert "immutable" not in response.get("Cache-Control", "")
    else:
        wanted = data[first : last + 1]
        assert (response.status_code, sent) == (206, wanted)
        assert response["Content-Length"] == str(len(wanted))
        assert response["Content-Range"] == f"bytes {first}-{first + len(wanted) - 1}/{len(data)}"


@pytest.mark.parametrize("header", ["bytes=0-1,5-6", "lines=1-2", "bytes=9-2", "nonsense"])
def test_ranges_that_are_not_served_give_the_whole_file(
    client: Client, published: PublishedSeries, data: bytes, header: str | None
) -> None:
    response = client.get(address(published), headers={"Range": header})
    assert (response.status_code, body(response)) == (200, data)


def test_ranges_span_blocks(
    client: Client, published: PublishedSeries, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "BLOCK_BYTES", 7)
    response = client.get(address(published), headers={"Range": "bytes=3-40"})
    blocks = list(response)
    assert b"".join(blocks) == data[3:41]
    assert max(map(len, blocks)) == 7


def test_if_range_goes_on_only_with_the_same_file(client: Client, published: PublishedSeries, data: bytes) -> None:
    etag = client.head(address(published))["ETag"]
    for tag, status in [
        (etag, 206),
        (f"W/{etag}", 200),  # a weak tag does not promise the same bytes
        ('"other"', 200),
        ("Wed, 21 Oct 2026 07:28:00 GMT", 200),
    ]:
        response = client.get(address(published), headers={"Range": "bytes=5-9", "If-Range": tag})
        assert (response.status_code, body(response)) == (status, data[5:10] if status == 206 else data)


def test_a_browser_that_has_the_file_is_told_so(client: Client, published: PublishedSeries, data: bytes) -> None:
    etag = client.head(address(published))["ETag"]
    for header in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        response = client.get(address(published), headers={"If-None-Match": header})
        assert (response.status_code, body(response), response["ETag"]) == (304, b"", etag)
    assert body(client.get(address(published), headers={"If-None-Match": '"x"'})) == data


def test_head_says_what_get_would(client: Client, published: PublishedSeries, data: bytes) -> None:
    response = client.head(address(published), headers={"Range": "bytes=1-2"})  # ranges are for GET only
    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Length"] == str(len(data))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_media_can_only_be_read(client: Client, published: PublishedSeries, method: str) -> None:
    assert getattr(client, method)(address(published)).status_code == 405


def test_every_way_out_closes_the_file(client: Client, published: PublishedSeries) -> None:
    def ask() -> None:
        body(client.get(address(published)))
        client.get(address(published)).close()  # a viewer who leaves before the first byte
        unfinished = client.get(address(published), headers={"Range": "bytes=0-5"})
        next(iter(unfinished))
        unfinished.close()
        client.get(address(published), headers={"Range": "bytes=999999-"}).close()
        client.get(address(published), headers={"If-None-Match": "*"}).close()
        client.head(address(published)).close()

    ask()
    before = open_files()
    for _ in range(5):
        ask()
    assert open_files() <= before


def test_a_large_file_never_lies_in_memory_whole(client: Client, published: PublishedSeries, media_root: Path) -> None:
    file = media_root / published.asset / published.version / "episodes/001/large.mp4"
    with file.open("wb") as large:
        large.truncate(64 * 1024 * 1024)
    tracemalloc.start()
    try:
        sent = sum(len(block) for block in client.get(address(published, "episodes/001/large.mp4")))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sent == 64 * 1024 * 1024
    assert peak < 4 * 1024 * 1024
