"""Pages whose every change is written into the log of staff, and pages that change nothing."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.admin.models import ADDITION, CHANGE, DELETION
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from microdrama.platform.accounts.models import Account
from microdrama.platform.accounts.operations import note_action

_VERBS = {ADDITION: "added", CHANGE: "changed", DELETION: "deleted"}


def operator_of(request: HttpRequest) -> Account:
    """Who is logged in, as the operations want to know."""
    if not isinstance(request.user, Account):
        raise PermissionDenied
    return request.user


class Audited(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """A page that writes down who changed what, in the transaction of the change itself."""

    list_per_page = 50
    show_full_result_count = False  # a million rows are not counted to show fifty
    list_fullwidth = True
    warn_unsaved_form = True
    actions: ClassVar[list[str] | None] = None

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """A row that is new."""
        self._note(request, obj, ADDITION, {"message": message})

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """A row that was changed."""
        self._note(request, obj, CHANGE, {"message": message, "before": request.__dict__.pop("_before", {})})

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        """Rows that are about to go."""
        for row in queryset:
            self._note(request, row, DELETION, {})

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm[Model], change: bool) -> None:  # noqa: FBT001
        """Save; what the changed columns held before is kept for the log."""
        if change and form.changed_data:
            columns = [
                name for name in form.changed_data if name in {field.name for field in obj._meta.concrete_fields}
            ]
            before = type(obj)._default_manager.filter(pk=obj.pk).values(*columns).first() or {}
            request.__dict__["_before"] = {name: str(value) for name, value in before.items()}
        super().save_model(request, obj, form, change)

    def _note(self, request: HttpRequest, row: Model, act: int, details: dict[str, Any]) -> None:
        note_action(
            actor=operator_of(request),
            verb=f"{row._meta.model_name}.{_VERBS[act]}",
            subject=f"{row._meta.label} {row.pk}: {row}",
            details=details,
        )


class ReadOnly(Audited):
    """A page to look at, for superusers too: what it shows is changed by operations or not at all."""

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
