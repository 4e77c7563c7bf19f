"""Which pages search engines may know: those of the series that are shown in the operator's own territory."""

from __future__ import annotations

import hashlib
import time
from datetime import UTC
from functools import partial
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from microdrama.platform.catalogue import queries
from microdrama.platform.feed.pages import KeptPages
from microdrama.web.limits import TooManyError, limited
from microdrama.web.sign_in_limits import refusal

_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NOBODYS = ("/m/", "/account", "/studio/", "/checkout/", "/log-ins/", "/_allauth/")
_kept = KeptPages[bytes](clock=time.monotonic, most=4)


@require_safe
@gzip_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """The sitemap, the same for everybody: whoever asks is no viewer, and where they are says nothing."""
    try:
        return _sitemap(request)
    except TooManyError as error:
        return refusal(error.retry_after_s)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Where the sitemap is, and what is nobody's to find: media, and pages of one person or studio.

    The pages of the staff are not named: whoever reads this would learn where they are.
    """
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOBODYS)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    headers = {"Cache-Control": "public, no-cache"}
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8", headers=headers)


@limited("sitemap")
def _sitemap(request: HttpRequest) -> HttpResponse:
    site = request.build_absolute_uri("/").removesuffix("/")
    content = _kept.get((site, settings.TERRITORY), partial(_written, site))
    etag = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "public, no-cache"}
    response = HttpResponse(content, content_type="application/xml; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response


def _written(site: str) -> bytes:
    rows = queries.sitemap(territory=settings.TERRITORY, at=timezone.now())
    pages = (
        f"<url><loc>{escape(site + reverse('series', kwargs={'slug': slug}))}</loc>"
        f"<lastmod>{changed.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod></url>\n"
        for slug, changed in rows
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SCHEMA}">\n{"".join(pages)}</urlset>\n'.encode()
