"""Media over HTTP, to whoever holds a token for it: whole or in part, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from microdrama.platform.catalogue.viewable import content_type_of
from microdrama.platform.playback.checking import opens, shortened
from microdrama.platform.playback.keys import key_ring
from microdrama.platform.playback.queries import MediaFile, open_media
from microdrama.web.ranges import ByteSpan, UnsatisfiableRangeError, requested_span

BLOCK_BYTES = 256 * 1024

# the viewer's own browser may keep it while the address lives; no cache that others share may
_KEPT = "private, max-age=3600, immutable"
_NOT_KEPT = "private, no-store"


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


_PLAIN = "text/plain; charset=utf-8"
_SAFE = ("GET", "HEAD")


@csrf_exempt  # it changes nothing, and refusals have one form for every method
def media(request: HttpRequest, address: str) -> HttpResponseBase:
    """Send what `<token>/<asset>/<version>/<path>` opens; one range of it where one is asked for.

    Whoever holds no token for it learns nothing, not even whether there is such a file.
    """
    token, asset, version, path = (*address.split("/", 3), "", "", "", "")[:4]
    at = timezone.now()
    asked = {"token": token, "asset": asset, "version": version, "path": path}
    text = None
    if not opens(**asked, ring=key_ring(), at=at):
        text = shortened(**asked, ring=key_ring(), at=at)
        if text is None:
            return _empty(HTTPStatus.FORBIDDEN)
    if request.method not in _SAFE:
        return _empty(HTTPStatus.METHOD_NOT_ALLOWED, Allow=", ".join(_SAFE))
    if text is not None:
        return HttpResponse(text, content_type=content_type_of(path), headers={"Cache-Control": _NOT_KEPT})
    found = open_media(media_root=Path(settings.MEDIA_ROOT), asset=asset, version=version, path=path)
    if found is None:
        return _empty(HTTPStatus.NOT_FOUND)
    response = _answer(request, found)
    response.headers["Accept-Ranges"] = "bytes"
    if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        response.headers["Cache-Control"] = _NOT_KEPT
    else:
        response.headers["Cache-Control"] = _KEPT
        response.headers["ETag"] = found.etag
    return response


def media_check(request: HttpRequest, token: str, asset: str, version: str, path: str) -> HttpResponse:  # noqa: ARG001 - the parts of an address
    """Tell a server in front of this one whether it may send a file: 204 or 403, no more than asking for it would."""
    allowed = opens(token=token, asset=asset, version=version, path=path, ring=key_ring(), at=timezone.now())
    return _empty(HTTPStatus.NO_CONTENT if allowed else HTTPStatus.FORBIDDEN)


def _empty(status: HTTPStatus, **headers: str) -> HttpResponse:
    response = HttpResponse(status=status, content_type=_PLAIN)
    response.headers["Cache-Control"] = _NOT_KEPT
    for name, value in headers.items():
        response.headers[name] = value
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
