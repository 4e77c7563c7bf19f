"""The viewer's own files, as its build left them in `app/`, and what people see where there are none."""

from __future__ import annotations

from pathlib import Path

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from microdrama.platform.accounts.queries import age_of
from microdrama.platform.catalogue.queries import is_former, moved_to
from microdrama.web.api.problems import is_for_programs, problem
from microdrama.web.forgery import hand_token
from microdrama.web.visitor import visitor

APP = Path(__file__).parent / "app"

_CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
_PLAIN = "text/plain; charset=utf-8"
_FOR_GOOD = "public, max-age=31536000, immutable"


@require_safe
@gzip_page
def viewer(request: HttpRequest, **_route: object) -> HttpResponse:
    """The one page of the viewer, whichever of its addresses was asked for; with it goes the token for its requests."""
    hand_token(request)
    try:
        page = (APP / "index.html").read_bytes()
    except OSError:
        return HttpResponse(
            "The viewer is not built yet. Run `make install`, then load this page again.\n",
            status=503,
            content_type=_PLAIN,
        )
    return _file(page, name="index.html", cache="no-cache")


@require_safe
def series_page(request: HttpRequest, slug: str, **route: object) -> HttpResponse:
    """The viewer's page at a series' address, or the way to it from a name that the series had before."""
    if not is_former(slug=slug):
        return viewer(request)
    who, at = visitor(request), timezone.now()
    now = moved_to(slug=slug, territory=who.territory, at=at, age=age_of(account=who.account, at=at))
    if now is None:
        return viewer(request)
    name = "episode" if "number" in route else "series"
    moved = HttpResponsePermanentRedirect(reverse(name, kwargs={**route, "slug": now}))
    moved.headers["Cache-Control"] = "private, no-cache"  # another series may take the name
    return moved


@require_safe
@gzip_page
def asset(request: HttpRequest, path: str) -> HttpResponse:
    """A file under a name that holds its digest, so that it never changes."""
    return _app_file(request, f"assets/{path}", cache=_FOR_GOOD)


@require_safe
@gzip_page
def app_file(request: HttpRequest, path: str) -> HttpResponse:
    """A file with a lasting name (manifest, icons, service worker), asked for again each time."""
    response = _app_file(request, path, cache="no-cache")
    if path == "sw.js" and response.status_code == 200:
        response.headers["Service-Worker-Allowed"] = "/"
    return response


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everyone
    """Says "ok" while the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type=_PLAIN, headers={"Cache-Control": "no-store"})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """Say that there is nothing, in the form that the address promises."""
    if is_for_programs(request):
        return problem(status=404, detail="There is nothing at this address.")
    if "text/html" in request.headers.get("Accept", ""):
        page = viewer(request)  # which says so itself, with a way on
        if page.status_code == 200:
            page.status_code = 404
            return page
    return HttpResponse("There is nothing at this address.\n", status=404, content_type=_PLAIN)


def failed(request: HttpRequest) -> HttpResponse:
    """Say that the server made a mistake; what it was stands in the log."""
    said = "The server made a mistake; its log says which."
    if is_for_programs(request):
        return problem(status=500, detail=said)
    return HttpResponse(f"{said}\n", status=500, content_type=_PLAIN)


def _app_file(request: HttpRequest, path: str, *, cache: str) -> HttpResponse:
    place = APP.resolve() / path
    try:
        if place.suffix not in _CONTENT_TYPES or place.resolve(strict=True) != place:
            return not_found(request)
        content = place.read_bytes()
    except (OSError, ValueError, RuntimeError):  # nothing there, a name no disk can hold, links in a circle
        return not_found(request)
    return _file(content, name=place.name, cache=cache)


def _file(content: bytes, *, name: str, cache: str) -> HttpResponse:
    return HttpResponse(content, content_type=_CONTENT_TYPES[Path(name).suffix], headers={"Cache-Control": cache})
