"""Pages of the catalogue: series and their terms, rights, age ratings, prices, territories."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import TabularInline

from microdrama.platform.catalogue.models import (
    AgeRating,
    Episode,
    Product,
    ProductPrice,
    Right,
    Series,
    Territory,
    Tier,
)
from microdrama.platform.catalogue.pricing import written
from microdrama.web.office.audited import Audited, ReadOnly, ReadOnlyRows
from microdrama.web.office.catalogue_forms import AgeRatingForm, RightForm
from microdrama.web.office.shown import money
from microdrama.web.office.site import office

_TERMS = ("free_episodes", "episode_coins", "series_coins", "wait_hours", "in_vip", "ads_open")


class _Episodes(ReadOnlyRows):
    model = Episode
    fields = ("number", "title", "duration_us", "withdrawn")
    readonly_fields = fields


class _Ratings(TabularInline):  # type: ignore[misc]  # unfold has no types
    model = AgeRating
    form = AgeRatingForm
    extra = 0


@admin.register(Series, site=office)
class SeriesPage(Audited):
    """A series comes by publication; only its terms are changed here."""

    come_about = "A series comes by publication, on the machine itself: microdrama publish."
    ordering = ("slug",)
    list_display = ("slug", "studio", "language", *_TERMS[:3], "in_vip", "published_at")
    list_filter = ("language", "in_vip", "ads_open")
    search_fields = ("slug", "source_id")
    list_select_related = ("studio",)
    fields = ("slug", "studio", "title", "language", "genres", "credits", "version", *_TERMS)
    readonly_fields = tuple(name for name in fields if name not in _TERMS)
    inlines: ClassVar = [_Ratings, _Episodes]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: a series is published."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Series | None = None) -> bool:
        """Nobody: its unlocks name it."""
        return False


@admin.register(Episode, site=office)
class EpisodePage(ReadOnly):
    """Episodes, as they were published."""

    come_about = "Episodes come with their series, on the machine itself: microdrama publish."
    ordering = ("series__slug", "number")
    list_display = ("series", "number", "duration_us", "withdrawn")
    search_fields = ("series__slug",)
    list_select_related = ("series",)


@admin.register(Right, site=office)
class RightPage(Audited):
    """Who may be shown what, where and when."""

    form = RightForm
    ordering = ("series__slug", "territory", "pk")
    list_display = (
        "series",
        "territory",
        "language",
        "allowed",
        "exclusive",
        "license",
        "holder",
        "starts_at",
        "ends_at",
    )
    list_filter = ("allowed", "exclusive", "license")
    search_fields = ("series__slug", "territory", "holder", "reference")
    list_select_related = ("series",)
    autocomplete_fields = ("series",)


@admin.register(AgeRating, site=office)
class AgeRatingPage(Audited):
    """From which age a series may be watched."""

    form = AgeRatingForm
    ordering = ("series__slug", "territory")
    list_display = ("series", "territory", "least_age", "label")
    search_fields = ("series__slug", "territory")
    list_select_related = ("series",)
    autocomplete_fields = ("series",)


@admin.register(Tier, site=office)
class TierPage(Audited):
    """Levels of prices."""

    list_display = ("number", "factor_bp")
    ordering = ("number",)


@admin.register(Territory, site=office)
class TerritoryPage(Audited):
    """Where anything is sold, and in which currency."""

    list_display = ("code", "tier", "currency", "open")
    ordering = ("code",)
    list_filter = ("open", "tier")
    search_fields = ("code", "currency")
    list_select_related = ("tier",)


@admin.display(description="US price", ordering="usd_cents")
def _in_dollars(product: Product) -> str:
    """What a product costs where prices are the dearest."""
    return written(minor=product.usd_cents, currency="USD")


@admin.register(Product, site=office)
class ProductPage(Audited):
    """Packs of coins and VIP."""

    ordering = ("kind", "usd_cents", "code")
    list_display = ("code", "kind", "coins", "bonus_coins", "days", _in_dollars, "sold")
    search_fields = ("code",)

    def has_delete_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        """Nobody: quotes and orders name it; it can be taken off sale."""
        return False


@admin.register(ProductPrice, site=office)
class ProductPricePage(Audited):
    """What a product costs in a territory, in minor units."""

    list_display = ("product", "territory", money("minor", "Price", currency="territory.currency"))
    ordering = ("territory", "product")
    list_filter = ("product",)
    search_fields = ("territory__code", "product__code")
    list_select_related = ("product", "territory")
    autocomplete_fields = ("product", "territory")
