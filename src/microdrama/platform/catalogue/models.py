"""The tables of the catalogue; every rule that a row must keep is a constraint of the database."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from microdrama.platform.accounts.models import Studio
from microdrama.platform.catalogue.licenses import LICENSES

WORLDWIDE = "*"
"""Stands for every territory, or every language, where rights name one."""

_PLACE = r"^([A-Z]{2}|\*)\Z"
_LANGUAGE = r"^([a-z]{2,8}(-[A-Za-z0-9]{1,8})*|\*)\Z"


class Series(models.Model):
    """One published series; `asset` names its files on disk and in addresses, `version` the ones shown now.

    The files of `previous_version` stay playable for those who began to watch before the last publication. Episodes
    up to `free_episodes` cost nothing; each other one `episode_coins`, all that are left together at most
    `series_coins` (None: two fifths below their sum), or `wait_hours` of patience (None: not for patience).
    """

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="series")
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
    tropes = models.JSONField(default=list)
    ai_generated = models.BooleanField()
    free_episodes = models.PositiveIntegerField(default=10)
    episode_coins = models.PositiveIntegerField(default=60)
    series_coins = models.PositiveIntegerField(null=True, blank=True)
    wait_hours = models.PositiveIntegerField(null=True, blank=True)
    in_vip = models.BooleanField("in VIP", default=True)
    ads_open = models.BooleanField(default=True)
    published_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:  # noqa: D106 - Django prescribes it
        verbose_name_plural = "series"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(source_id="") & ~Q(slug="") & ~Q(asset="") & ~Q(version=""),
                name="series_is_named",
            ),
            models.CheckConstraint(condition=~Q(previous_version=F("version")), name="series_previous_version_differs"),
            models.CheckConstraint(
                condition=Q(episode_coins__gte=1, episode_coins__lte=1_000_000)
                & (Q(series_coins__isnull=True) | Q(series_coins__gte=1, series_coins__lte=100_000_000))
                & (Q(wait_hours__isnull=True) | Q(wait_hours__gte=1)),
                name="series_prices_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class FormerSlug(models.Model):
    """A name that a series had before: its old address leads on, as long as no other series takes the name."""

    slug = models.CharField(max_length=120, unique=True)
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="former_slugs")

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(slug=""), name="former_slug_is_one")]

    def __str__(self) -> str:
        return self.slug


class Episode(models.Model):
    """One installment as its series' current version holds it; paths are relative to that version's folder.

    A number keeps its row through every new version, since unlocks name it; one that the current version no longer
    holds is withdrawn.

    Captions are one JSON value, a list of {"language", "kind", "path"}: they are shown and replaced with
    their episode and never looked up alone.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="episodes")
    number = models.PositiveIntegerField()
    withdrawn = models.BooleanField(default=False)
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


class Right(models.Model):
    """That a series may be shown: in a territory or worldwide, in a language or all, from `starts_at` until `ends_at`.

    Where several fit, a refusal beats a permission, and while a permission is exclusive, those of other holders count
    for nothing. Without any right a series is shown nowhere. `license` says what its episodes may be opened by, and ""
    that nothing is said of it. `reference` names the avail or contract that it is by: who writes rights again replaces
    those of the same reference.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="rights")
    territory = models.CharField(max_length=2)
    language = models.CharField(max_length=35, default=WORLDWIDE)
    allowed = models.BooleanField(default=True)
    exclusive = models.BooleanField(default=False)
    holder = models.CharField(max_length=200, blank=True, default="")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    license = models.CharField(max_length=4, blank=True, default="", choices=[(name, name) for name in LICENSES])
    reference = models.CharField(max_length=120, blank=True, default="")

    class Meta:  # noqa: D106 - Django prescribes it
        indexes: ClassVar = [
            models.Index(fields=["territory", "series"], name="right_in_territory"),
            models.Index(fields=["series", "territory", "allowed"], name="right_of_series"),
            # refusals are few: a list looks for those of everything first, and would read every right to find them
            models.Index(fields=["series"], condition=Q(allowed=False) | Q(exclusive=True), name="right_refuses"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="right_lasts"
            ),
            models.CheckConstraint(condition=Q(territory__regex=_PLACE), name="right_is_placed"),
            models.CheckConstraint(condition=Q(language__regex=_LANGUAGE), name="right_language_is_a_tag"),
            models.CheckConstraint(condition=Q(allowed=True) | Q(exclusive=False), name="right_refuses_for_all"),
            models.CheckConstraint(condition=Q(license__in=["", *LICENSES]), name="right_license_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} in {self.territory}"


class Dub(models.Model):
    """A language that a series is spoken in beside its own, in every episode."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="dubs")
    language = models.CharField(max_length=35)

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "language"], name="dub_once_a_language"),
            models.CheckConstraint(condition=~Q(language=""), name="dub_has_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} in {self.language}"


class Label(models.Model):
    """A genre or trope of a series, as a row that lists can be narrowed by; written with its series' version."""

    class Kind(models.TextChoices):
        """What it names."""

        GENRE = "genre"
        TROPE = "trope"

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="labels")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=80)

    class Meta:  # noqa: D106 - Django prescribes it
        indexes: ClassVar = [models.Index(fields=["kind", "name", "series"], name="label_to_narrow_by")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "kind", "name"], name="label_once_a_series"),
            models.CheckConstraint(condition=~Q(name=""), name="label_is_named"),
        ]

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """A word by which a series is found: folded, in one language or any; `title` where it stands in the title."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="terms")
    word = models.CharField(max_length=40, db_index=True)  # on PostgreSQL this makes the index for beginnings, too
    language = models.CharField(max_length=35, default=WORLDWIDE)
    title = models.BooleanField(default=False)

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "word", "language", "title"], name="term_once_a_series"),
            models.CheckConstraint(condition=~Q(word=""), name="term_is_a_word"),
        ]

    def __str__(self) -> str:
        return self.word


class Tier(models.Model):
    """A level of prices, 1 the dearest; `factor_bp` is its part of the dearest price, in hundredths of a percent."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    factor_bp = models.PositiveIntegerField()

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=9, factor_bp__gte=1, factor_bp__lte=100_000),
                name="tier_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"tier {self.number}"


class Territory(models.Model):
    """A territory by its ISO 3166-1 code, with its tier and currency; nothing is sold where it is not open."""

    code = models.CharField(max_length=2, primary_key=True)
    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="territories")
    currency = models.CharField(max_length=3)
    open = models.BooleanField(default=True)

    class Meta:  # noqa: D106 - Django prescribes it
        verbose_name_plural = "territories"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z]{2}$"), name="territory_code_is_one"),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="territory_currency_is_one"),
        ]

    def __str__(self) -> str:
        return self.code


class Product(models.Model):
    """What is sold for money: a pack of coins with its bonus, or VIP for some days."""

    class Kind(models.TextChoices):
        """What it is."""

        COINS = "coins"
        VIP = "vip"

    code = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    coins = models.PositiveIntegerField(default=0)
    bonus_coins = models.PositiveIntegerField(default=0)
    days = models.PositiveIntegerField(default=0)
    usd_cents = models.PositiveIntegerField()
    sold = models.BooleanField(default=True)

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="coins", coins__gt=0, days=0) | Q(kind="vip", coins=0, bonus_coins=0, days__gt=0),
                name="product_is_coins_or_days",
            ),
            models.CheckConstraint(condition=Q(usd_cents__gt=0), name="product_costs_something"),
        ]

    def __str__(self) -> str:
        return self.code


class ProductPrice(models.Model):
    """What a product costs in a territory, in minor units of the territory's currency, tax included."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="prices")
    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="prices")
    minor = models.PositiveBigIntegerField()

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "territory"], name="price_once_a_territory"),
            models.CheckConstraint(condition=Q(minor__gt=0, minor__lte=2**53 - 1), name="price_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.territory_id}"


class AgeRating(models.Model):
    """From which age a series may be watched in a territory, and the sign that says so there ("TV-14", "FSK 16").

    One for a territory counts there in place of the worldwide one.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="age_ratings")
    territory = models.CharField(max_length=2)
    least_age = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=20)

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "territory"], name="age_rating_once_a_territory"),
            models.CheckConstraint(condition=Q(least_age__lte=21), name="age_rating_in_range"),
            models.CheckConstraint(condition=Q(territory__regex=_PLACE) & ~Q(label=""), name="age_rating_is_placed"),
        ]

    def __str__(self) -> str:
        return f"{self.label} in {self.territory}"
