"""Accounts for the viewer and for studios: who am I, what do you know of me, forget me. It decides nothing.

Sign-up, log-in and new passwords are allauth's, under /_allauth/browser/v1/.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any, Literal
from uuid import UUID

from django.contrib.auth import logout as end_session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from ninja.errors import HttpError

from microdrama import wiring
from microdrama.platform.accounts import operations, studios
from microdrama.platform.accounts.exporting import export_data
from microdrama.platform.accounts.models import Account
from microdrama.platform.accounts.queries import account_of_device
from microdrama.platform.catalogue.takedown import report_series
from microdrama.platform.playback.revoking import revoke_account
from microdrama.platform.wallet.joining import join_guest
from microdrama.platform.wallet.subscriptions import NoSubscriptionError, cancel
from microdrama.studio.places import places
from microdrama.web.api.askers import known, named
from microdrama.web.forgery import hand_token
from microdrama.web.limits import limited
from microdrama.web.visitor import device_secret, forget_device, forget_visitor, remember_device, visitor

router = Router(tags=["accounts"])

_Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
_KEPT = r"^[^\x00]*$"
"""Text without the one letter that PostgreSQL does not keep."""

_Role = Literal["owner", "editor", "accountant"]


class SessionOut(Schema):
    """Who asks: `id` is null for who has no account yet. `csrf` goes into X-CSRFToken of all that changes something."""

    id: UUID | None
    email: str | None
    guest: bool
    staff: bool
    territory: str
    csrf: str


class MeOut(SessionOut):
    """An account; `mergeable` says that the device has a guest's account which may be joined to this one.

    `password` says whether it has one.
    """

    birth_year: int | None
    monthly_cap_coins: int | None
    mergeable: bool
    password: bool


class DeviceIn(Schema):
    """What a device calls itself."""

    label: Annotated[str, Field(max_length=120, pattern=_KEPT)] = ""


class BirthYearIn(Schema):
    """A year; null takes it back."""

    year: int | None = Field(ge=1, le=9999)


class CapIn(Schema):
    """The most coins to spend in a calendar month; null lifts the cap."""

    coins: int | None = Field(ge=0, le=100_000_000)


class JoinOut(Schema):
    """What came from the guest's account."""

    paid: int
    bonus: int
    debt: int
    episodes: int


class EraseIn(Schema):
    """The word `erase`, so that nothing is erased by mistake."""

    confirm: Literal["erase"]


class StudioOut(Schema):
    """A studio, and the asker's role in it."""

    slug: str
    name: str
    id: UUID
    role: _Role


class MemberOut(Schema):
    """Somebody who works for a studio."""

    account: UUID
    email: str
    role: _Role


class MemberIn(Schema):
    """Whom to name, and as what."""

    email: Annotated[str, Field(max_length=254, pattern=_KEPT)]
    role: _Role


class ReportIn(Schema):
    """What is wrong with a series, or with one of its episodes."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
    number: int | None = Field(default=None, ge=1, le=99_999)
    reason: Literal["illegal", "violent", "sexual", "hateful", "rights", "other"]
    words: Annotated[str, Field(max_length=2000, pattern=_KEPT)] = ""


class ReportOut(Schema):
    """The number under which a report is kept."""

    id: UUID


@router.get("/session", response=SessionOut)
@limited("look")
def session(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """Who asks; nobody is made an account by asking."""
    response.headers["Cache-Control"] = "no-store"
    return _session(request)


@router.post("/session", response=SessionOut)
@limited("guest")
def open_session(request: HttpRequest, response: HttpResponse, device: DeviceIn) -> dict[str, Any]:
    """Who asks; who has no account is given a guest's, which their device remembers."""
    if visitor(request).account is None:
        _, secret = operations.open_guest(label=device.label, at=timezone.now())
        remember_device(response, secret=secret)
        request.COOKIES["device"] = secret
        forget_visitor(request)
    elif (known := device_secret(request)) is not None:
        operations.see_device(secret=known, at=timezone.now())
    return _session(request)


@router.get("/me", response=MeOut)
@limited("account")
def me(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """The asker's account."""
    response.headers["Cache-Control"] = "no-store"
    return _me(request)


@router.post("/me/join", response=JoinOut)
@limited("join")
def join(request: HttpRequest, response: HttpResponse) -> JoinOut:
    """Move all that the device's guest has to the account that is logged in; both prove themselves in this request."""
    into, guest = named(request), _guest_of_device(request)
    if guest is None:
        raise HttpError(409, "This device has no guest's account to join.")
    at = timezone.now()
    done = join_guest(guest=guest, into=into, at=at)
    operations.revoke_devices(account=guest, at=at)
    forget_device(response)
    return JoinOut(paid=done.paid, bonus=done.bonus, debt=done.debt, episodes=done.episodes)


@router.post("/me/birth-year", response=MeOut)
@limited("account")
def birth_year(request: HttpRequest, told: BirthYearIn) -> dict[str, Any]:
    """Say in which year the asker was born."""
    operations.set_birth_year(account=known(request), year=told.year, at=timezone.now())
    return _me(request)


@router.post("/me/cap", response=MeOut)
@limited("account")
def cap(request: HttpRequest, wanted: CapIn) -> dict[str, Any]:
    """Hold the asker's spending of a month to so many coins."""
    operations.set_monthly_cap(account=known(request), coins=wanted.coins)
    return _me(request)


@router.get("/me/export", response=dict[str, Any])
@limited("export")
def export(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """All that is held about the asker."""
    account = known(request)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = 'attachment; filename="microdrama-export.json"'
    return export_data(account=account)


@router.delete("/me", response={204: None})
@limited("account")
def erase(request: HttpRequest, response: HttpResponse, sure: EraseIn) -> Status[None]:  # noqa: ARG001 - a word
    """Close the asker's account for good and forget who it was; coins that are left are lost, and VIP renews no more.

    Where a provider does not end a subscription (a store may leave that to the phone), nothing is erased.
    """
    account, at = known(request), timezone.now()
    with suppress(NoSubscriptionError):
        cancel(account=account, payments=wiring.payments(places()), at=at)
    operations.erase(account=account, at=at)
    revoke_account(account=account.public_id, at=at)
    _leave(request, response)
    return Status(204, None)


@router.post("/logout", response={204: None})
@limited("account")
def logout(request: HttpRequest, response: HttpResponse) -> Status[None]:
    """End the session; a guest stays a guest, since their device is all that knows them."""
    end_session(request)
    forget_visitor(request)
    response.headers["Clear-Site-Data"] = '"cache"'
    return Status(204, None)


@router.get("/studios", response=list[StudioOut])
@limited("account")
def my_studios(request: HttpRequest) -> list[studios.Employment]:
    """The studios that the asker works for."""
    return studios.studios_of(account=named(request))


@router.get("/studios/{slug}/members", response=list[MemberOut])
@limited("account")
def members(request: HttpRequest, slug: _Slug) -> list[studios.Colleague]:
    """Who works for a studio."""
    return studios.members_of(slug=slug, asker=named(request))


@router.put("/studios/{slug}/members", response=list[MemberOut])
@limited("account")
def set_member(request: HttpRequest, slug: _Slug, member: MemberIn) -> list[studios.Colleague]:
    """Make somebody a member, or give a member another role; for owners."""
    asker = named(request)
    studios.set_member(slug=slug, asker=asker, email=member.email, role=member.role)
    return studios.members_of(slug=slug, asker=asker)


@router.delete("/studios/{slug}/members/{account}", response={204: None})
@limited("account")
def remove_member(request: HttpRequest, slug: _Slug, account: UUID) -> Status[None]:
    """Let a member go; for owners."""
    studios.remove_member(slug=slug, asker=named(request), account_id=account)
    return Status(204, None)


@router.post("/reports", response=ReportOut)
@limited("report")
def report(request: HttpRequest, told: ReportIn) -> ReportOut:
    """Tell the staff that something is wrong with a series or an episode."""
    return ReportOut(id=report_series(account=known(request), **told.model_dump(), at=timezone.now()))


def _session(request: HttpRequest) -> dict[str, Any]:
    who = visitor(request)
    return {
        "id": who.account.public_id if who.account else None,
        "email": who.account.email if who.account else None,
        "guest": not who.is_signed_in,
        "staff": who.is_staff,
        "territory": who.territory,
        "csrf": hand_token(request),
    }


def _me(request: HttpRequest) -> dict[str, Any]:
    account = known(request)
    account.refresh_from_db(fields=["birth_year", "monthly_cap_coins"])
    return _session(request) | {
        "birth_year": account.birth_year,
        "monthly_cap_coins": account.monthly_cap_coins,
        "mergeable": not account.is_guest and _guest_of_device(request) is not None,
        "password": account.has_usable_password(),
    }


def _guest_of_device(request: HttpRequest) -> Account | None:
    secret = device_secret(request)
    return account_of_device(secret=secret, at=timezone.now()) if secret else None


def _leave(request: HttpRequest, response: HttpResponse) -> None:
    end_session(request)
    forget_device(response)
    forget_visitor(request)
