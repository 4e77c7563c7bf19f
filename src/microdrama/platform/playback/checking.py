"""Whether a media address opens a file now: its token first, then whether what the token rests on still holds."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from microdrama.platform.accounts.models import Account
from microdrama.platform.catalogue.availability import LanguageRights, is_refused_worldwide
from microdrama.platform.catalogue.models import Episode
from microdrama.platform.catalogue.queries import is_published
from microdrama.platform.kept import Kept
from microdrama.platform.playback.entitlement import Because
from microdrama.platform.playback.facts import Viewer, forget_rights, judge
from microdrama.platform.playback.keys import KeyRing
from microdrama.platform.playback.models import Revocation
from microdrama.platform.playback.playlists import PlaylistError
from microdrama.platform.playback.renditions import ALL, NOTHING, Opened, Permitted, permitted_files
from microdrama.platform.playback.tokens import NOBODY, POSTERS, Grant, folder_of, verify
from microdrama.platform.wallet.queries import money_went_back

RECHECKED_AFTER = timedelta(seconds=5)
"""How old an answer may be that is given again: a phone asks for a segment every second or two."""

_answers = Kept[Opened](kept_for_s=RECHECKED_AFTER.total_seconds(), most=20_000)


def opens(*, token: str, asset: str, version: str, path: str, ring: KeyRing, at: datetime) -> bool:
    """Whether the address `<token>/<asset>/<version>/<path>` may be answered with what lies there, if anything does.

    `path` is decoded, once, as servers do it. An answer of the database is kept for `RECHECKED_AFTER`.
    """
    opened = _opened(token=token, asset=asset, version=version, path=path, ring=ring, at=at)
    return opened.anything and (opened.only is None or path in opened.only)


def shortened(*, token: str, asset: str, version: str, path: str, ring: KeyRing, at: datetime) -> str | None:
    """What is sent in place of a master playlist that does not open because it names what may not be heard or read."""
    opened = _opened(token=token, asset=asset, version=version, path=path, ring=ring, at=at)
    return opened.shortened[1] if opened.shortened is not None and opened.shortened[0] == path else None


def forget_answers() -> None:
    """Ask the database again from now on; this process only."""
    _answers.forget()
    forget_rights()


def _opened(*, token: str, asset: str, version: str, path: str, ring: KeyRing, at: datetime) -> Opened:
    grant = verify(token=token, asset=asset, version=version, ring=ring, at=at)
    if grant is None or not _covers(grant, path):
        return NOTHING
    return _answers.get(token, lambda: _still_opened(grant, at=at), clock=at.timestamp)


def _covers(grant: Grant, path: str) -> bool:
    """Whether a path is below the folder that was granted, without any way out of it."""
    parts = path.split("/")
    if any(part in {"", ".", ".."} or "\\" in part or "\0" in part for part in parts):
        return False
    if grant.number == POSTERS:
        return parts[0] == "episodes" and path.endswith(".jpg")
    return path.startswith(f"{folder_of(grant.number)}/")


def _still_opened(grant: Grant, *, at: datetime) -> Opened:
    """What of that which was granted would be granted today to whoever began then."""
    if not is_published(asset=grant.asset, version=grant.version):
        return NOTHING
    if grant.number == POSTERS:
        return NOTHING if is_refused_worldwide(asset=grant.asset, at=at) else ALL
    account = None
    if grant.account != NOBODY:
        account = Account.objects.filter(public_id=grant.account, is_active=True).first()
        if account is None:
            return NOTHING
    return NOTHING if _is_revoked(grant) else _opened_still(grant, account=account, at=at)


def _is_revoked(grant: Grant) -> bool:
    holders = [grant.account.hex, grant.session.hex()]
    return Revocation.objects.filter(holder__in=holders, before__gte=grant.issued_at).exists()


def _opened_still(grant: Grant, *, account: Account | None, at: datetime) -> Opened:
    rows = Episode.objects.select_related("series")
    episode = rows.filter(series__asset=grant.asset, number=grant.number).first()
    if episode is None:
        return NOTHING
    viewer = Viewer(account=account, territory=grant.territory)
    judged = judge(viewer=viewer, episode=episode, at=at, held_at=grant.issued_at)
    if not judged.decision.allowed:
        return NOTHING
    # what is open still after a refund, for a debt, is started anew
    because = judged.decision.because
    if account is not None and because is not Because.FREE and money_went_back(account=account, since=grant.issued_at):
        return NOTHING
    return _opened_in(judged.rights, episode=episode, version=grant.version)


def _opened_in(rights: LanguageRights, *, episode: Episode, version: str) -> Opened:
    """What of an episode may be had in the languages that are permitted; nothing where its files do not tell."""
    series = episode.series
    try:
        return permitted_files(
            episode=episode,
            version_folder=Path(settings.MEDIA_ROOT, series.asset, version),
            permitted=Permitted(own=series.language, rights=rights),
        )
    except PlaylistError:
        return NOTHING
