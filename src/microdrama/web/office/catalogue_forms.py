"""Forms of the catalogue that take what the operations take, and refuse in the same sentences."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import ModelForm

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.catalogue.models import ProductPrice, Right, Territory
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
