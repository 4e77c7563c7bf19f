"""The feed as anybody would write it with Django: the same rows, asked for anew each time, and no rules at all.

It is there twice. /feed is for whoever is signed in, with Django's own sessions and `login_required`: what the shop's
feed is compared with, since it, too, has to know who asks. /open knows nobody, and its figure is told beside. Both have
the shop's settings of the database, its kept connections among them, and of all its middleware what a log-in takes.
"""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "microdrama.platform.settings")

import django
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.wsgi import get_wsgi_application
from django.db.models import Count, OuterRef, Subquery, Sum
from django.http import HttpRequest, JsonResponse
from django.urls import path

django.setup()
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",  # says how long an answer is
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]

from microdrama.platform.catalogue.models import Episode, Series  # noqa: E402 (needs Django set up)


def feed(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - the same for everybody
    """Twenty series, newest first, each with its first poster and its totals."""
    episodes = Episode.objects.filter(series=OuterRef("pk"), withdrawn=False)
    totals = episodes.order_by().values("series")
    rows: Any = Series.objects.order_by("-pk").annotate(
        poster=Subquery(episodes.order_by("number").values("poster")[:1]),
        count=Subquery(totals.annotate(n=Count("pk")).values("n")),
        lasts_us=Subquery(totals.annotate(us=Sum("duration_us")).values("us")),
    )[:20]
    return JsonResponse({"items": [_card(row) for row in rows]})


def _card(row: Any) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "title": row.title["en"],
        "synopsis": row.synopsis["en"],
        "language": row.language,
        "poster": f"/m/{row.asset}/{row.version}/{row.poster}",
        "episode_count": row.count,
        "duration_s": row.lasts_us / 1_000_000,
    }


urlpatterns = [path("feed", login_required(feed)), path("open", feed)]
application = get_wsgi_application()
