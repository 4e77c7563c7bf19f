"""Media over HTTP: whole or in part, block by block, kept by browsers for good."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from microdrama.platform.playback.queries import MediaFile, open_media
from microdrama.web.ranges import ByteSpan, UnsatisfiableRangeError, requested_span

BLOCK_BYTES = 256 * 1024


class FileBlocks:
    """The bytes of a span of an open file, in blocks; closing it closes the file."""

    def __init__(self, file: BinaryIO, span: ByteSpan) -> None:
        self._file = file
        self._left = span.stop - span.start
        file.seek(span.start)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        block = self._file.read(min(BLOCK_BYTES, self._left)) if self._left else b""
        if not block:
            raise StopIteration
        self._left -= len(block)
        return block

    def close(self) -> None:
        """Close the file; called by Django at the end of the answer, and when the viewer has gone."""
        self._file.close()


@require_safe
def media(request: HttpRequest, asset: str, version: str, path: str) -> HttpResponseBase:
    """Send a file of a published version; one range of it where one is asked for."""
    found = open_media(media_root=Path(settings.MEDIA_ROOT), asset=asset, version=version, path=path)
    if found is None:
        return HttpResponse("There is no such file.\n", status=404, content_type="text/plain; charset=utf-8")
    response = _answer(request, found)
    response.headers["Accept-Ranges"] = "bytes"
    if response.status_code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        response.headers["ETag"] = found.etag
        # a version's address never shows other bytes, so nobody needs to ask again
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _answer(request: HttpRequest, found: MediaFile) -> HttpResponseBase:
    if _matches(request.headers.get("If-None-Match"), found.etag):
        found.file.close()
        return HttpResponse(status=304)
    try:
        span = _wanted(request, found)
    except UnsatisfiableRangeError:
        found.file.close()
        refusal = HttpResponse(
            status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, content_type="text/plain; charset=utf-8"
        )
        refusal.headers["Content-Range"] = f"bytes */{found.size}"
        return refusal
    sent = span or ByteSpan(0, found.size)
    response: HttpResponseBase
    if request.method == "HEAD":
        found.file.close()
        response = HttpResponse(content_type=found.content_type)
    else:
        response = StreamingHttpResponse(FileBlocks(found.file, sent), content_type=found.content_type)
    response.headers["Content-Length"] = str(sent.stop - sent.start)
    if span is not None:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response.headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{found.size}"
    return response


def _wanted(request: HttpRequest, found: MediaFile) -> ByteSpan | None:
    # only GET has ranges; If-Range holds our tag or, from caches, a date, which proves too little
    if request.method != "GET" or request.headers.get("If-Range", found.etag) != found.etag:
        return None
    return requested_span(request.headers.get("Range"), size=found.size)


def _matches(header: str | None, etag: str) -> bool:
    tags = [tag.strip().removeprefix("W/") for tag in (header or "").split(",")]
    return etag in tags or tags == ["*"]
