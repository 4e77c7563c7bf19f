"""Pages of the office that ask for something before an operation runs: a form of a few fields, with what is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.admin import ModelAdmin
from django.forms import CharField, Form, IntegerField, Widget
from django.http import HttpRequest
from django.template.response import TemplateResponse
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget


def text(label: str, *, help_text: str = "", required: bool = True, most: int = 100, **attrs: str) -> CharField:
    """A line of text."""
    widget: Widget = UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", **attrs})
    return CharField(label=label, help_text=help_text, required=required, max_length=most, widget=widget)


def number(label: str, *, help_text: str = "", initial: int, most: int) -> IntegerField:
    """A whole number from 1 on."""
    widget: Widget = UnfoldAdminIntegerFieldWidget(attrs={"inputmode": "numeric"})
    return IntegerField(
        label=label, help_text=help_text, initial=initial, min_value=1, max_value=most, widget=widget, localize=False
    )


def ask(  # noqa: PLR0913 - what such a page is made of
    page: ModelAdmin[Any],
    request: HttpRequest,
    *,
    title: str,
    form: Form | None,
    button: str = "",
    told: Sequence[str] = (),
    known: Sequence[tuple[str, str]] = (),
    **more: Any,
) -> TemplateResponse:
    """The page: what is `known` as a list, sentences, and the form with its button, or none where nothing can be done.

    `more` goes to the template, which may be another one (`template`).
    """
    template = str(more.pop("template", "office/asking.html"))
    context = {
        **page.admin_site.each_context(request),
        "title": title,
        "opts": page.model._meta,  # noqa: SLF001 - Django means it to be read
        "form": form,
        "button": button,
        "told": told,
        "known": known,
        **more,
    }
    request.current_app = page.admin_site.name  # as the admin's own pages do
    return TemplateResponse(request, template, context)
