"""What each role of the staff may see and change in the back office, in one table.

A role is a Django group of the same name. Superusers have all of it; nobody changes the ledger or the log of staff,
whatever their role, since no role has a permission for that and the pages refuse it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.backends import BaseBackend

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Account

SUPPORT, CATALOGUE, FINANCE = "support", "catalogue", "finance"

_LEDGER = frozenset(
    f"wallet.view_{table}"
    for table in (
        *("ledgeraccount", "transfer", "leg", "coinlot", "unlock", "order", "paymentevent", "subscription"),
        *("spending", "statement", "coupon", "couponuse", "quote", "adreward", "checkin", "debt", "vipmonth", "payout"),
    )
)
_SHOWN = frozenset(
    f"catalogue.view_{table}"
    for table in ("series", "episode", "right", "tier", "territory", "product", "productprice", "agerating")
)
_PEOPLE = frozenset({"accounts.view_account", "accounts.view_studio", "accounts.view_member", "accounts.view_device"})
_QUEUE = frozenset({"accounts.view_report", "accounts.decide_report"})
_EDITED = ("series", "right", "agerating")
_PRICED = ("tier", "territory", "product", "productprice")


def _all(app: str, tables: tuple[str, ...], *acts: str) -> frozenset[str]:
    return frozenset(f"{app}.{act}_{table}" for table in tables for act in acts)


PERMISSIONS: Mapping[str, frozenset[str]] = {
    SUPPORT: _SHOWN
    | _PEOPLE
    | _LEDGER
    | _QUEUE
    | {"accounts.change_account", "wallet.refund_order", "wallet.stop_subscription"},
    CATALOGUE: _SHOWN
    | _QUEUE
    | {"accounts.view_studio", "accounts.view_member", "accounts.add_studio", "accounts.change_studio"}
    | {"catalogue.change_series"}
    | _all("catalogue", _EDITED[1:], "add", "change", "delete")
    | _all("accounts", ("member",), "add", "change", "delete"),
    FINANCE: _SHOWN
    | _PEOPLE
    | _LEDGER
    | {"wallet.refund_order", "wallet.stop_subscription", "wallet.make_coupon", "wallet.pay_out"}
    | {"accounts.view_staffaction"}
    | _all("catalogue", _PRICED, "add", "change"),
}


class UnknownRoleError(MicrodramaError):
    """There is no such role; nothing was changed."""


class RoleBackend(BaseBackend):
    """Answers Django's questions about permissions from the table, and logs nobody in."""

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """All that this account's roles give."""
        if obj is not None or not isinstance(user_obj, Account) or not user_obj.is_active or not user_obj.is_staff:
            return set()
        known: set[str] | None = user_obj.__dict__.get("_role_permissions")
        if known is None:
            names = user_obj.groups.values_list("name", flat=True)
            known = {given for name in names for given in PERMISSIONS.get(name, ())}
            user_obj.__dict__["_role_permissions"] = known
        return known

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether anything of an app is theirs to see."""
        return any(given.startswith(f"{app_label}.") for given in self.get_group_permissions(user_obj))
