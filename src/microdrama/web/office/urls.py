"""The addresses of the back office, under a path of the operator's choice."""

from __future__ import annotations

from django.urls import path

from microdrama.web.office import catalogue_pages, coupon_pages, ledger_pages, payout_pages, people_pages
from microdrama.web.office.files import office_file
from microdrama.web.office.site import Welcome, office

# a page says by its import which table it shows; named here so that nothing is shown by accident
PAGES = (catalogue_pages, coupon_pages, ledger_pages, payout_pages, people_pages)

urlpatterns = [
    path("static/<path:path>", office_file),
    path(
        "welcome/<uidb64>/<token>/",
        Welcome.as_view(),
        name="office_welcome",
    ),
    path("", office.urls),
]
