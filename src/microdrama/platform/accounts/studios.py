"""Who works for a studio, and as what: changed by its owners alone, and written down each time."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Account, Member, Studio
from microdrama.platform.accounts.operations import note_action, refuse_last_owner


class NotYoursError(MicrodramaError):
    """This takes a role in the studio that the asker does not have; nothing was changed."""


class NoStudioError(MicrodramaError):
    """There is no such studio, or it is none of the asker's."""


class NoMemberError(MicrodramaError):
    """Nobody with that address can be a member; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Employment:
    """A studio and the role in it."""

    slug: str
    name: str
    id: UUID
    role: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of a studio."""

    account: UUID
    email: str
    role: str


def studios_of(*, account: Account) -> list[Employment]:
    """The studios that somebody works for."""
    found = Member.objects.filter(account=account).select_related("studio").order_by("studio__name", "pk")
    return [Employment(one.studio.slug, one.studio.name, one.studio.public_id, one.role) for one in found]


def members_of(*, slug: str, asker: Account) -> list[Colleague]:
    """Who works for a studio; told to its members only. Raises NoStudioError."""
    studio = studio_of(slug=slug, asker=asker, roles=tuple(Member.Role))
    found = studio.members.select_related("account").order_by("pk")
    return [Colleague(one.account.public_id, one.account.email or "", one.role) for one in found]


def studio_of(*, slug: str, asker: Account, roles: tuple[str, ...]) -> Studio:
    """A studio in which the asker has one of these roles.

    Raises NoStudioError where they have none at all, as for a studio that does not exist, and NotYoursError for a
    role that is too small.
    """
    found = Member.objects.filter(studio__slug=slug, account=asker).select_related("studio").first()
    if found is None:
        raise NoStudioError(f"There is no studio '{slug}' of yours.")
    if found.role not in roles:
        raise NotYoursError(f"In {found.studio.name} this takes the role of {' or '.join(roles)}.")
    return found.studio


def set_member(*, slug: str, asker: Account, email: str, role: str) -> None:
    """Make somebody with an account a member, or give a member another role. Owners only."""
    with transaction.atomic():
        studio = _held(slug, asker)
        account = Account.objects.filter(email=email.strip().lower(), is_active=True, is_guest=False).first()
        if account is None:
            raise NoMemberError("Nobody here has that address; they sign up first. Nothing was changed.")
        if role != Member.Role.OWNER:
            refuse_last_owner(studio, but=account)
        Member.objects.update_or_create(studio=studio, account=account, defaults={"role": Member.Role(role)})
        note_action(
            actor=asker,
            verb="member.set",
            subject=f"studio {studio.slug}",
            details={"account": str(account.public_id), "role": role},
        )


def remove_member(*, slug: str, asker: Account, account_id: UUID) -> None:
    """Let a member go; owners only, and never the last of them. Who is no member already changes nothing."""
    with transaction.atomic():
        studio = _held(slug, asker)
        account = Account.objects.filter(public_id=account_id, memberships__studio=studio).first()
        if account is None:
            return
        refuse_last_owner(studio, but=account)
        Member.objects.filter(studio=studio, account=account).delete()
        details = {"account": str(account.public_id)}
        note_action(actor=asker, verb="member.removed", subject=f"studio {studio.slug}", details=details)


def _held(slug: str, asker: Account) -> Studio:
    """The studio, locked, with the asker's role read after the lock: two owners may be removing each other."""
    Studio.objects.select_for_update().filter(slug=slug).first()
    return studio_of(slug=slug, asker=asker, roles=(Member.Role.OWNER,))
