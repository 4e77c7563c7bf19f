"""Whether a media address opens a file now: its token first, then whether what the token rests on still holds."""

from __future__ import annotations

from datetime import datetime, timedelta

from microdrama.platform.accounts.models import Account
from microdrama.platform.catalogue.models import Episode
from microdrama.platform.catalogue.queries import is_published
from microdrama.platform.kept import Kept
from microdrama.platform.playback.entitlement import Because
from microdrama.platform.playback.facts import Viewer, forget_rights, judge
from microdrama.platform.playback.keys import KeyRing
from microdrama.platform.playback.models import Revocation
from microdrama.platform.playback.tokens import NOBODY, POSTERS, Grant, folder_of, verify
from microdrama.platform.wallet.queries import money_went_back

RECHECKED_AFTER = timedelta(seconds=5)
"""How old an answer may be that is given again: a phone asks for a segment every second or two."""

_answers = Kept[bool](kept_for_s=RECHECKED_AFTER.total_seconds(), most=20_000)


def opens(*, token: str, asset: str, version: str, path: str, ring: KeyRing, at: datetime) -> bool:
    """Whether the address `<token>/<asset>/<version>/<path>` may be answered with what lies there, if anything does.

    `path` is decoded, once, as servers do it. An answer of the database is kept for `RECHECKED_AFTER`.
    """
    grant = verify(token=token, asset=asset, version=version, ring=ring, at=at)
    if grant is None or not _covers(grant, path):
        return False
    return _answers.get(token, lambda: _still_holds(grant, at=at), clock=at.timestamp)


def forget_answers() -> None:
    """Ask the database again from now on; this process only."""
    _answers.forget()
    forget_rights()


def _covers(grant: Grant, path: str) -> bool:
    """Whether a path is below the folder that was granted, without any way out of it."""
    parts = path.split("/")
    if any(part in {"", ".", ".."} or "\\" in part or "\0" in part for part in parts):
        return False
    if grant.number == POSTERS:
        return parts[0] == "episodes" and path.endswith(".jpg")
    return path.startswith(f"{folder_of(grant.number)}/")


def _still_holds(grant: Grant, *, at: datetime) -> bool:
    """Whether what was granted would be granted today to whoever began then."""
    if not is_published(asset=grant.asset, version=grant.version):
        return False
    if grant.number == POSTERS:
        return True
    account = None
    if grant.account != NOBODY:
        account = Account.objects.filter(public_id=grant.account, is_active=True).first()
        if account is None:
            return False
    return not _is_revoked(grant) and _is_granted_still(grant, account=account, at=at)


def _is_revoked(grant: Grant) -> bool:
    holders = [grant.account.hex, grant.session.hex()]
    return Revocation.objects.filter(holder__in=holders, before__gte=grant.issued_at).exists()


def _is_granted_still(grant: Grant, *, account: Account | None, at: datetime) -> bool:
    rows = Episode.objects.select_related("series")
    episode = rows.filter(series__asset=grant.asset, number=grant.number).first()
    if episode is None:
        return False
    viewer = Viewer(account=account, territory=grant.territory)
    decision = judge(viewer=viewer, episode=episode, at=at, held_at=grant.issued_at).decision
    if account is None or decision.because is Because.FREE:
        return decision.allowed
    # what is open still after a refund, for a debt, is started anew
    return decision.allowed and not money_went_back(account=account, since=grant.issued_at)
