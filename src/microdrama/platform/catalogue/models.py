"""The tables of the catalogue; every rule that a row must keep is a constraint of the database."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Series(models.Model):
    """One published series; `asset` names its files on disk and in addresses, `version` the ones shown now.

    The files of `previous_version` stay playable for those who began to watch before the last publication.
    """

    source_id = models.CharField(max_length=200, unique=True)
    slug = models.CharField(max_length=120, unique=True)
    asset = models.CharField(max_length=32, unique=True)
    version = models.CharField(max_length=32)
    previous_version = models.CharField(max_length=32, blank=True, default="")
    language = models.CharField(max_length=35)
    title = models.JSONField()
    synopsis = models.JSONField()
    genres = models.JSONField(default=list)
    credits = models.JSONField(default=list)
    ai_generated = models.BooleanField()
    published_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(source_id="") & ~Q(slug="") & ~Q(asset="") & ~Q(version=""),
                name="series_is_named",
            ),
            models.CheckConstraint(condition=~Q(previous_version=F("version")), name="series_previous_version_differs"),
        ]

    def __str__(self) -> str:
        return self.slug


class Episode(models.Model):
    """One installment as its series' current version holds it; paths are relative to that version's folder.

    Captions are one JSON value, a list of {"language", "kind", "path"}: they are shown and replaced with
    their episode and never looked up alone.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="episodes")
    number = models.PositiveIntegerField()
    title = models.JSONField()
    duration_us = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    master = models.CharField(max_length=300)
    hls = models.CharField(max_length=300)
    poster = models.CharField(max_length=300)
    captions = models.JSONField(default=list)
    hook = models.TextField(null=True)  # noqa: DJ001 - "no hook is known" differs from a hook without words
    cliffhanger = models.TextField(null=True)  # noqa: DJ001 - likewise

    class Meta:  # noqa: D106 - Django prescribes it
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "number"], name="episode_number_is_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="episode_number_is_positive"),
            models.CheckConstraint(condition=Q(duration_us__gt=0), name="episode_lasts"),
            models.CheckConstraint(
                condition=Q(width__gte=2, width__lte=16384, height__gte=2, height__lte=16384),
                name="episode_has_a_frame",
            ),
            models.CheckConstraint(
                condition=Q(master__startswith="episodes/")
                & Q(hls__startswith="episodes/")
                & Q(poster__startswith="episodes/"),
                name="episode_files_are_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id}/{self.number}"
