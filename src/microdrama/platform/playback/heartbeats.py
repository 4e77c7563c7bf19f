"""Counts what is watched so that nobody can invent it.

A player sends, every few seconds, the beat that it was given last and where in the episode it is, and gets the next
beat. A beat is signed and holds the server's clock at its making. What counts is the time that passed on that clock,
and no more than the picture moved in it: a pause, a jump and a long silence count nothing. Beats carry what they have
counted, and only every half minute, and at the end, is it written down. Each account has one clock of what it was
credited for, whatever it watches and on however many devices: nobody watches two hours in one. And each moment of an
episode is credited to an account once, so a beat that is sent twice, or to two processes, gives nothing the second
time, and no process remembers anything.
"""

from __future__ import annotations

import binascii
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec
from django.db import transaction
from django.db.models import F

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Account
from microdrama.platform.catalogue.models import Episode
from microdrama.platform.playback.keys import Key, KeyRing
from microdrama.platform.playback.models import DAY_MS, WatchClock, WatchCredit, WatchSession
from microdrama.platform.playback.tokens import Grant

EVERY_S = 10
"""How often a player should send a beat."""

WRITTEN_AFTER_MS = 30_000
SILENCE_MS = 30_000
_FASTEST = 2
_SLACK_MS = 1_000
_MAC_BYTES = 32
_MOST_CHARACTERS = 600
_SAID = b"microdrama beat\0"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class BeatError(MicrodramaError):
    """A beat that this server did not give out, or that is over; nothing was counted."""


class Beat(msgspec.Struct, frozen=True, array_like=True):
    """What a beat says; times are milliseconds since 1970 on the server's clock, `position_ms` is in the episode.

    `counted_ms` were watched since `since_ms` and are not written down yet.
    """

    key: int
    session: bytes
    account: int
    episode: int
    device: bytes
    territory: str
    started_ms: int
    expires_ms: int
    last_ms: int
    position_ms: int
    duration_ms: int
    since_ms: int
    counted_ms: int


@dataclass(frozen=True, slots=True)
class Beaten:
    """The beat to send next, what this one counted, and what was written down because of it, in milliseconds."""

    beat: str
    counted_ms: int
    written_ms: int


def first_beat(*, account: Account, episode: Episode, grant: Grant, ring: KeyRing) -> str:
    """The beat that a session begins with."""
    now_ms = _milliseconds(grant.issued_at)
    beat = Beat(
        key=ring.newest.id,
        session=secrets.token_bytes(12),
        account=account.pk,
        episode=episode.pk,
        device=grant.session,
        territory=grant.territory,
        started_ms=now_ms,
        expires_ms=_milliseconds(grant.expires_at),
        last_ms=now_ms,
        position_ms=0,
        duration_ms=-(-episode.duration_us // 1000),
        since_ms=now_ms,
        counted_ms=0,
    )
    return _sign(beat, ring.newest)


def take_beat(*, beat: str, position_ms: int, last: bool, ring: KeyRing, at: datetime) -> Beaten:
    """Count the time since a beat was given out, `position_ms` being where the picture is now; `last` ends a session.

    Raises BeatError where the beat is not one of ours or is over.
    """
    told = _verify(beat, ring)
    now_ms = _milliseconds(at)
    if now_ms >= told.expires_ms:
        raise BeatError("This session is over; start the episode again.")
    silent = now_ms - told.last_ms > SILENCE_MS
    counted = 0 if silent else _watched_ms(told, position_ms=position_ms, now_ms=now_ms)
    until_ms = told.last_ms if silent else max(now_ms, told.last_ms)
    total = told.counted_ms + counted
    due = last or silent or until_ms - told.since_ms >= WRITTEN_AFTER_MS
    written = _write(told, total_ms=total, until_ms=until_ms) if due and total else 0
    following = msgspec.structs.replace(
        told,
        key=ring.newest.id,
        last_ms=max(now_ms, told.last_ms),
        position_ms=min(max(position_ms, 0), told.duration_ms),
        since_ms=max(now_ms, told.last_ms) if due else told.since_ms,
        counted_ms=0 if due else total,
    )
    return Beaten(beat=_sign(following, ring.newest), counted_ms=counted, written_ms=written)


def _watched_ms(told: Beat, *, position_ms: int, now_ms: int) -> int:
    """What was watched since the beat before: as long as the clock and the picture both moved, and no jump."""
    passed = now_ms - told.last_ms
    moved = position_ms - told.position_ms
    if passed <= 0 or moved <= 0 or not 0 <= position_ms <= told.duration_ms + _SLACK_MS:
        return 0
    if moved > passed * _FASTEST + _SLACK_MS:
        return 0
    return min(passed, moved)


def _write(told: Beat, *, total_ms: int, until_ms: int) -> int:
    """Add what was watched to the account's days and to the session; returns how much of it was not there yet."""
    if not Episode.objects.filter(pk=told.episode).exists() or not Account.objects.filter(pk=told.account).exists():
        return 0
    with transaction.atomic():
        since_ms = max(told.since_ms, _clock(told.account))
        pieces = _by_day(since_ms, until_ms, min(total_ms, until_ms - since_ms))
        written = sum(ms for until, ms in pieces if _credit(told, until_ms=until, ms=ms))
        if written:
            WatchClock.objects.filter(account=told.account).update(until=_moment(until_ms))
            _note_session(told, written_ms=written, until_ms=until_ms)
    return written


def _clock(account: int) -> int:
    """Until when an account was credited for anything; whoever asks keeps others of the account waiting."""
    WatchClock.objects.bulk_create([WatchClock(account_id=account, until=_EPOCH)], ignore_conflicts=True)
    return _milliseconds(WatchClock.objects.select_for_update().get(account=account).until)


def _by_day(since_ms: int, until_ms: int, total_ms: int) -> Iterator[tuple[int, int]]:
    """Until when, and how much was watched by then since the one before: a span that is split at midnight (UTC).

    As much as fits was watched before, the rest after. Nothing where nothing is left of the span.
    """
    midnight = until_ms // DAY_MS * DAY_MS
    before = min(total_ms, midnight - since_ms) if since_ms < midnight else 0
    if before > 0:
        yield midnight, before
    if total_ms > before:
        yield until_ms, total_ms - before


def _credit(told: Beat, *, until_ms: int, ms: int) -> bool:
    """Add what was watched to the day that ends with or after `until_ms`, unless the beat's span was credited there."""
    begun_ms = (until_ms - 1) // DAY_MS * DAY_MS
    day, since_ms = _moment(begun_ms).date(), max(told.since_ms, begun_ms)
    rows = WatchCredit.objects.filter(account=told.account, episode=told.episode, day=day)
    mine = rows.filter(credited_until__lte=_moment(since_ms))
    change = {"watched_ms": F("watched_ms") + ms, "credited_until": _moment(until_ms)}
    if mine.update(**change):
        return True
    if rows.exists():
        return False
    fresh = WatchCredit(account_id=told.account, episode_id=told.episode, day=day, credited_until=_moment(begun_ms))
    WatchCredit.objects.bulk_create([fresh], ignore_conflicts=True)
    return bool(mine.update(**change))


def _note_session(told: Beat, *, written_ms: int, until_ms: int) -> None:
    rows = WatchSession.objects.filter(public_id=told.session.hex())
    change = {"watched_ms": F("watched_ms") + written_ms, "last_at": _moment(until_ms)}
    if rows.update(**change):
        return
    fresh = WatchSession(
        public_id=told.session.hex(),
        account_id=told.account,
        episode_id=told.episode,
        device=told.device.hex() if any(told.device) else "",
        territory=told.territory,
        started_at=_moment(told.started_ms),
        last_at=_moment(told.started_ms),
    )
    WatchSession.objects.bulk_create([fresh], ignore_conflicts=True)
    rows.update(**change)


def _sign(beat: Beat, key: Key) -> str:
    body = msgspec.msgpack.encode(beat)
    return urlsafe_b64encode(hmac.digest(key.secret, _SAID + body, "sha256") + body).decode("ascii")


def _verify(text: str, ring: KeyRing) -> Beat:
    """What a beat of ours says; raises BeatError for any other."""
    if len(text) <= _MOST_CHARACTERS and text.isascii():
        try:
            whole = urlsafe_b64decode(text)
            beat = msgspec.msgpack.decode(whole[_MAC_BYTES:], type=Beat)
        except (binascii.Error, msgspec.DecodeError):
            beat = None
        key = ring.find(beat.key) if beat is not None else None
        if beat is not None and key is not None:
            mac = hmac.digest(key.secret, _SAID + whole[_MAC_BYTES:], "sha256")
            if hmac.compare_digest(mac, whole[:_MAC_BYTES]):
                return beat
    raise BeatError("This beat is not one that the server gave out; start the episode again.")


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _moment(ms: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=ms)
