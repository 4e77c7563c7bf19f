"""Which address is answered by what."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path, re_path

from microdrama.web import checkout, pages
from microdrama.web.api import api, problems
from microdrama.web.sitemap import robots, sitemap
from microdrama.web.streams import media, media_check

urlpatterns = [
    path("", pages.viewer),
    path("series/<slug:slug>", pages.series_page, name="series"),
    path("watch/<slug:slug>/<int:number>", pages.series_page, name="episode"),
    path("account", pages.viewer),
    path("studio/<slug:slug>", pages.viewer),
    path("api/v1/", api.urls),
    path("checkout/sandbox.css", checkout.style),
    path("checkout/sandbox/<uuid:order_id>", checkout.sandbox),
    re_path(r"^m/(?P<address>(?s:.*))\Z", media),
    path("media-check/<token>/<asset>/<version>/<path:path>", media_check),
    path("_allauth/", include("allauth.headless.urls")),
    path("log-ins/", include("allauth.urls")),  # where other services send people back to
    path(settings.OFFICE_PATH, include("microdrama.web.office.urls")),
    path("healthz", pages.healthz),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots),
    path("assets/<path:path>", pages.asset),
    path("<path:path>", pages.app_file),
]

handler400 = problems.bad_request
handler404 = pages.not_found
handler500 = pages.failed
