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
from microdrama.web.office.catalogue_forms import (
    AgeRatingForm,
    ProductForm,
    ProductPriceForm,
    RightForm,
    SeriesForm,
    TerritoryForm,
    TierForm,
)
from microdrama.web.office.shown import Worded, everywhere, joined, length, money, percent, sign, title
from microdrama.web.office.site import office

_WORLD = everywhere("territory", "Territory", all_="the world")
_TERRITORY = ("Territory", "Two letters of ISO 3166-1, like DE; * is the world.")
_TERMS = ("free_episodes", "episode_coins", "series_coins", "wait_hours", "in_vip", "ads_open")


_TITLE = title(series="series")
_LENGTH = length("duration_us", "Length")
_WITHDRAWN = sign("withdrawn", "Withdrawn", yes="withdrawn")
_RATED = {
    "territory": _TERRITORY,
    "least_age": ("From age", "0 is for everybody, 21 the most."),
    "label": ("Sign", "What says so there, like TV-14 or FSK 16."),
}


class _Episodes(ReadOnlyRows):
    model = Episode
    fields = ("number", _TITLE, _LENGTH, _WITHDRAWN)
    readonly_fields = fields


class _Ratings(Worded, TabularInline):  # type: ignore[misc]  # unfold has no types
    model = AgeRating
    words = _RATED
    form = AgeRatingForm
    extra = 0


@admin.display(description="All at most", ordering="series_coins")
def _coins_at_most(series: Series) -> str:
    """What a whole series costs at most, as its studio says; else a part of the sum."""
    return "3/5 of the sum" if series.series_coins is None else f"{series.series_coins:,}"


@admin.register(Series, site=office)
class SeriesPage(Audited):
    """A series comes by publication; only its terms are changed here."""

    come_about = "A series comes by publication, on the machine itself: microdrama publish."
    form = SeriesForm
    ordering = ("slug",)
    list_display = (
        *("slug", title(), "studio", "language", "free_episodes", "episode_coins"),
        *(_coins_at_most, sign("in_vip", "VIP", yes="in VIP"), "published_at"),
    )
    list_filter = ("language", "in_vip", "ads_open")
    search_fields = ("slug", "source_id")
    list_select_related = ("studio",)
    fields = (
        *("slug", "studio", title(), "language", joined("genres", "Genres"), joined("credits", "Credits"), "version"),
        *_TERMS,
    )
    readonly_fields = tuple(name for name in fields if name not in _TERMS)
    words: ClassVar = {
        "free_episodes": ("Free episodes", "So many, from the first on, cost nothing."),
        "episode_coins": ("Coins for an episode", "What each of the others costs."),
        "series_coins": (
            "Coins for all at most",
            "What all episodes cost together at most. Empty: two fifths below their sum.",
        ),
        "wait_hours": (
            "Hours of waiting",
            "Who waits so long opens an episode for nothing. Empty: waiting opens none.",
        ),
        "in_vip": ("In VIP", "Who has VIP watches all of it."),
        "ads_open": ("Ads open episodes", "Who watches an ad opens an episode for some time."),
    }
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
    list_display = ("series", "number", _TITLE, _LENGTH, _WITHDRAWN)
    fields = ("series", "number", _TITLE, _LENGTH, _WITHDRAWN, "width", "height", "hook", "cliffhanger")
    readonly_fields = fields
    search_fields = ("series__slug",)
    list_select_related = ("series",)


@admin.display(description="Says", ordering="allowed")
def _permits(right: Right) -> str:
    """Whether a right permits or refuses."""
    return "may be shown" if right.allowed else "refused"


@admin.register(Right, site=office)
class RightPage(Audited):
    """Who may be shown what, where and when."""

    form = RightForm
    ordering = ("series__slug", "territory", "pk")
    list_display = (
        "series",
        _WORLD,
        everywhere("language", "Language", all_="all"),
        _permits,
        sign("exclusive", "Exclusive", yes="exclusive"),
        "license",
        "holder",
        "starts_at",
        "ends_at",
    )
    list_filter = ("allowed", "exclusive", "license")
    search_fields = ("series__slug", "territory", "holder", "reference")
    list_select_related = ("series",)
    autocomplete_fields = ("series",)
    words: ClassVar = {
        "territory": _TERRITORY,
        "language": ("Language", "A language by its tag, like en or pt-BR; * is all of them."),
        "allowed": ("Allowed", "Off, it refuses, and a refusal beats every permission."),
        "exclusive": ("Exclusive", "While it lasts, permissions of other holders count for nothing."),
        "holder": ("Holder", "Who has the right."),
        "starts_at": ("From", "In UTC."),
        "ends_at": ("Until", "In UTC. Empty: for good."),
        "license": ("Licence", "What its episodes may be opened by. Empty: nothing is said of that."),
        "reference": (
            "Reference",
            "The avail or contract that it is by. A sheet replaces the rights of its reference.",
        ),
    }


@admin.register(AgeRating, site=office)
class AgeRatingPage(Audited):
    """From which age a series may be watched."""

    form = AgeRatingForm
    ordering = ("series__slug", "territory")
    words = _RATED
    list_display = ("series", _WORLD, "least_age", "label")
    search_fields = ("series__slug", "territory")
    list_select_related = ("series",)
    autocomplete_fields = ("series",)


@admin.register(Tier, site=office)
class TierPage(Audited):
    """Levels of prices."""

    form = TierForm
    list_display = ("number", percent("factor_bp", "Part of the dearest price"))
    words: ClassVar = {"number": ("Number", "1 is the dearest, 9 the last.")}
    ordering = ("number",)


@admin.register(Territory, site=office)
class TerritoryPage(Audited):
    """Where anything is sold, and in which currency."""

    form = TerritoryForm
    list_display = ("code", "tier", "currency", "open")
    words: ClassVar = {
        "code": ("Code", "Two letters of ISO 3166-1, like DE."),
        "currency": ("Currency", "Three letters of ISO 4217, like EUR."),
        "open": ("Open", "Off, nothing is sold there."),
    }
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

    form = ProductForm
    words: ClassVar = {
        "code": ("Code", "What orders and the log call it, like coins-500."),
        "days": ("Days of VIP", "0 for a pack of coins."),
        "sold": ("Sold", "Off, nobody can buy it any more."),
    }

    ordering = ("kind", "usd_cents", "code")
    list_display = ("code", "kind", "coins", "bonus_coins", "days", _in_dollars, "sold")
    search_fields = ("code",)

    def has_delete_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        """Nobody: quotes and orders name it; it can be taken off sale."""
        return False


@admin.register(ProductPrice, site=office)
class ProductPricePage(Audited):
    """What a product costs in a territory."""

    form = ProductPriceForm
    list_display = ("product", "territory", money("minor", "Price", currency="territory.currency"))
    ordering = ("territory", "product")
    list_filter = ("product",)
    search_fields = ("territory__code", "product__code")
    list_select_related = ("product", "territory")
    autocomplete_fields = ("product", "territory")
