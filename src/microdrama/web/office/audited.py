"""Pages whose every change is written into the log of staff, and pages that change nothing."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.admin.models import ADDITION, CHANGE, DELETION
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin, TabularInline

from microdrama.platform.accounts.models import Account
from microdrama.platform.accounts.operations import note_action
from microdrama.web.office.history import MAY_READ, history_of
from microdrama.web.office.named import columns_of, name_of, subject_of, told
from microdrama.web.office.shown import Worded

_VERBS = {ADDITION: "added", CHANGE: "changed", DELETION: "deleted"}


def operator_of(request: HttpRequest) -> Account:
    """Who is logged in, as the operations want to know."""
    if not isinstance(request.user, Account):
        raise PermissionDenied
    return request.user


class Audited(Worded, ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """A page that writes down who changed what, in the transaction of the change itself."""

    ordering: ClassVar[Any] = ("-pk",)  # what is offered to choose from comes by pages, too, and these need an order
    list_per_page = 50
    show_full_result_count = False  # a million rows are not counted to show fifty
    list_fullwidth = True
    warn_unsaved_form = True
    actions: ClassVar[list[str] | None] = None
    object_history_template = "office/history.html"
    come_about: ClassVar[str] = ""
    """How rows of the page come to be, for whoever finds none."""

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """A row that is new."""
        self._note(request, obj, ADDITION, {"message": message, "after": columns_of(obj)})

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """A row that was changed, or rows on its page that belong to it."""
        kept = request.__dict__.pop("_kept", {"before": {}, "after": {}})
        self._note(request, obj, CHANGE, {"message": message, **kept})

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        """Rows that are about to go."""
        for row in queryset:
            self._note(request, row, DELETION, {"before": columns_of(row)})

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What the log of staff says of the row; Django's own log is not kept."""
        row = self.get_object(request, unquote(object_id))
        if row is None or not self.has_view_or_change_permission(request, row):
            refused: HttpResponse = super().history_view(request, object_id, extra_context)  # as everywhere
            return refused
        lines = history_of(row, request=request)
        told = {
            "action_list": lines,
            "page_range": lines.paginator.get_elided_page_range(lines.number),
            "pagination_required": lines.has_other_pages(),
            "may_read": request.user.has_perm(MAY_READ),
        }
        page: HttpResponse = super().history_view(request, object_id, told | (extra_context or {}))
        return page

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm[Model], change: bool) -> None:  # noqa: FBT001
        """Save; what the changed columns held before, and hold now, is kept for the log."""
        if change:
            before, after = _changed(form)
            request.__dict__["_kept"] = {"before": before, "after": after}
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: ModelForm[Model], formset: Any, change: bool) -> None:  # noqa: FBT001
        """Save rows that belong to the page's; the log has each under its table, key and name."""
        kept = request.__dict__.setdefault("_kept", {"before": {}, "after": {}})
        for one in formset.initial_forms:
            before, after = _changed(one)
            if one in formset.deleted_forms:
                before, after = _held(one), {}
            if before:
                name = _named(one.instance)
                kept["before"][name], kept["after"][name] = before, after
        super().save_formset(request, form, formset, change)
        for row in formset.new_objects:
            kept["after"][_named(row)] = columns_of(row)

    def _note(self, request: HttpRequest, row: Model, act: int, details: dict[str, Any]) -> None:
        note_action(
            actor=operator_of(request),
            verb=f"{row._meta.model_name}.{_VERBS[act]}",
            subject=subject_of(row),
            details=details,
        )


def _changed(form: ModelForm[Model]) -> tuple[dict[str, str], dict[str, str]]:
    """What the columns that a form changes held before, and hold now."""
    fields = [field for field in form.instance._meta.concrete_fields if field.name in form.changed_data]
    before = {field.name: told(field, form.initial.get(field.name)) for field in fields}
    return before, {field.name: told(field, form.instance.serializable_value(field.name)) for field in fields}


def _named(row: Model) -> str:
    """A row that belongs to the page's, beside others of it."""
    return f"{row._meta.model_name} {row.pk}: {name_of(row)}"


def _held(form: ModelForm[Model]) -> dict[str, str]:
    """All that the form of a row began with."""
    fields = {field.name: field for field in form.instance._meta.concrete_fields}
    return {name: told(fields.get(name), value) for name, value in form.initial.items()}


class ReadOnly(Audited):
    """A page to look at, for superusers too: what it shows is changed by operations or not at all."""

    come_about: ClassVar[str] = "Rows come here by what viewers do. Nobody makes them by hand."

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False


class ReadOnlyRows(TabularInline):  # type: ignore[misc]  # unfold has no types
    """Rows shown on the page of what they belong to."""

    extra = 0
    can_delete = False
    hide_title = True  # its columns say it all
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False
