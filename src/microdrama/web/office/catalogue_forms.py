"""Forms of the catalogue that take what the operations take, and refuse in the same sentences."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import ModelForm

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.catalogue.models import Right
from microdrama.platform.catalogue.ratings import check_rating
from microdrama.platform.catalogue.rights import check_row


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
