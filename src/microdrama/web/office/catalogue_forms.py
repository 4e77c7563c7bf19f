"""Forms of the catalogue that take what the operations take, and refuse in the same sentences."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import ModelForm

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.catalogue.models import ProductPrice, Right, Territory
from microdrama.platform.catalogue.operations import Terms, check_offer
from microdrama.platform.catalogue.price_card import currencies, territory_codes
from microdrama.platform.catalogue.ratings import check_rating
from microdrama.platform.catalogue.rights import check_row
from microdrama.web.office.typed import PercentField, SumField


class RightForm(ModelForm):  # type: ignore[type-arg]  # generic to type checkers only
    """A right that makes sense, by itself and beside the others of its series."""

    def clean(self) -> dict[str, Any]:
        """Take what `Grant` takes, as it writes it."""
        told = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                told["language"] = check_row(Right(pk=self.instance.pk, **told)).language
            except MicrodramaError as error:
                raise ValidationError(str(error)) from error
        return told


class AgeRatingForm(ModelForm):  # type: ignore[type-arg]  # generic to type checkers only
    """A rating that a sheet could hold."""

    def clean(self) -> dict[str, Any]:
        """Take what `set_age_rating` takes."""
        told = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_rating(territory=told["territory"], rating=(told["least_age"], told["label"]))
            except MicrodramaError as error:
                raise ValidationError(str(error)) from error
        return told


class SeriesForm(ModelForm):  # type: ignore[type-arg]  # generic to type checkers only
    """Terms that the command for them would take."""

    def clean(self) -> dict[str, Any]:
        """Take what `set_offer` takes."""
        told = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_offer(**{name: told[name] for name in Terms.__annotations__ if name in told})
            except MicrodramaError as error:
                raise ValidationError(str(error)) from error
        return told


class TerritoryForm(ModelForm):  # type: ignore[type-arg]  # generic to type checkers only
    """A territory of the world, and a currency that is paid in somewhere."""

    def clean_code(self) -> str:
        """A code of ISO 3166-1."""
        code: str = self.cleaned_data["code"]
        if code not in territory_codes():
            raise ValidationError(f"{code!r} is no territory of ISO 3166-1.")
        return code

    def clean_currency(self) -> str:
        """A currency that there are rates for; not another one where sums are written in it."""
        currency: str = self.cleaned_data["currency"]
        if currency not in currencies():
            raise ValidationError(f"{currency!r} is no currency that the card of rates has.")
        row: Territory = self.instance
        if "currency" in self.changed_data and ProductPrice.objects.filter(territory=row.pk).exists():
            raise ValidationError(f"Its prices are sums in {self.initial['currency']}; remove them first.")
        return currency


class TierForm(ModelForm):  # type: ignore[type-arg]  # generic to type checkers only
    """A level of prices, whose part is typed in percent."""

    factor_bp = PercentField(label="Part of the dearest price", help_text="Like 45% or 45.5%.")


class ProductForm(ModelForm):  # type: ignore[type-arg]  # generic to type checkers only
    """A product, whose price is typed in dollars."""

    usd_cents = SumField(label="US price", help_text="In dollars, like 4.99.", currency="USD")


class ProductPriceForm(ModelForm):  # type: ignore[type-arg]  # generic to type checkers only
    """A price, typed in the currency of the territory that is chosen."""

    minor = SumField(label="Price", help_text="Tax included, in the territory's currency: 4.99 in dollars, 750 in yen.")

    def __init__(self, *args: Any, **more: Any) -> None:
        """Learn the currency, from what was chosen or else from the row."""
        super().__init__(*args, **more)
        row: ProductPrice = self.instance
        code = self.data.get(self.add_prefix("territory")) if self.is_bound else row.territory_id
        self.fields["minor"].currency = _currency_of(code)  # type: ignore[attr-defined]  # the field above


def _currency_of(code: str | None) -> str:
    """The currency of a launched territory; empty for any other."""
    return Territory.objects.filter(code=code).values_list("currency", flat=True).first() or ""
