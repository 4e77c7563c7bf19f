"""The signed part of a media address: what it opens, for whom, until when.

`/m/<token>/<asset>/<version>/episodes/001/...`, the token being 75 bytes in 100 URL-safe characters: what is granted
(43 bytes) and the HMAC-SHA256 over that, the asset and the version (32 bytes). 75 is a multiple of three, so that
each token has one spelling. A grant is for one episode's folder, or for the posters of the asset.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from uuid import UUID

from django.conf import settings

from microdrama.platform.playback.keys import KeyRing, key_ring

GRACE = timedelta(minutes=10)
"""How much longer than its episode an address lives: for pauses, and for the wait before the first picture."""

POSTERS = 0
"""The number that stands for the posters of all episodes; episodes begin at 1."""

NOBODY = UUID(int=0)
SESSION_BYTES = 9
POSTERS_HOLD = timedelta(hours=2)

_FIELDS = struct.Struct(">HI2s6sI16s9s")  # key, number, territory, issued in ms, life in s, account, session
_MAC_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{100}", re.ASCII)
_SAID = b"microdrama media\0"
_HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token says: `number` is an episode's or POSTERS, `account` NOBODY for one who has none.

    `session` is a digest of the device or log-in that asked, by which a log-out ends it.
    """

    asset: str
    version: str
    number: int
    territory: str
    issued_at: datetime
    expires_at: datetime
    account: UUID = NOBODY
    session: bytes = bytes(SESSION_BYTES)


def sign(*, grant: Grant, ring: KeyRing) -> str:
    """The token for a grant, by the ring's newest key; times are kept to the millisecond, lives to the second."""
    key = ring.newest
    issued_ms = _milliseconds(grant.issued_at)
    life_s = round((grant.expires_at - grant.issued_at).total_seconds())
    body = _FIELDS.pack(
        key.id,
        grant.number,
        grant.territory.encode("ascii"),
        issued_ms.to_bytes(6, "big"),
        life_s,
        grant.account.bytes,
        grant.session,
    )
    mac = _mac(key.secret, body, asset=grant.asset, version=grant.version)
    return urlsafe_b64encode(body + mac).decode("ascii")


def verify(*, token: str, asset: str, version: str, ring: KeyRing, at: datetime) -> Grant | None:
    """The grant of a token that one of our keys signed for this asset and version and that has not expired."""
    if not _TOKEN.fullmatch(token):
        return None
    whole = urlsafe_b64decode(token)
    body, mac = whole[:-_MAC_BYTES], whole[-_MAC_BYTES:]
    number, episode, territory, issued, life_s, account, session = _FIELDS.unpack(body)
    key = ring.find(number)
    if key is None or not hmac.compare_digest(mac, _mac(key.secret, body, asset=asset, version=version)):
        return None
    issued_at = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int.from_bytes(issued, "big"))
    expires_at = issued_at + timedelta(seconds=life_s)
    if at >= expires_at:
        return None
    return Grant(
        asset=asset,
        version=version,
        number=episode,
        territory=territory.decode("ascii"),
        issued_at=issued_at,
        expires_at=expires_at,
        account=UUID(bytes=account),
        session=session,
    )


def session_digest(session: str) -> bytes:
    """What stands for a device or log-in in its tokens; "" for nobody's."""
    return hashlib.sha256(session.encode()).digest()[:SESSION_BYTES] if session else bytes(SESSION_BYTES)


def folder_of(number: int) -> str:
    """Where an episode's files lie in its version: all below here, and nothing else."""
    return f"episodes/{number:03d}"


def media_base(*, token: str, asset: str, version: str) -> str:
    """What stands before `episodes/...` in an address that the token opens."""
    return f"{settings.MEDIA_URL}{token}/{asset}/{version}/"


def poster_address(*, path: str, at: datetime) -> str:
    """The address of a poster, `path` being relative to the media root: `<asset>/<version>/episodes/...`.

    It is the same for everybody within an hour, so that browsers keep the picture, and works until two hours after
    that hour began.
    """
    asset, version, file = path.split("/", 2)
    hour = datetime.fromtimestamp(int(at.timestamp()) // _HOUR_S * _HOUR_S, UTC)
    grant = Grant(
        asset=asset, version=version, number=POSTERS, territory="--", issued_at=hour, expires_at=hour + POSTERS_HOLD
    )
    return media_base(token=sign(grant=grant, ring=key_ring()), asset=asset, version=version) + quote(file)


def _mac(secret: bytes, body: bytes, *, asset: str, version: str) -> bytes:
    said = _SAID + body + asset.encode(errors="replace") + b"\0" + version.encode(errors="replace")
    return hmac.digest(secret, said, "sha256")


def _milliseconds(moment: datetime) -> int:
    return (moment - datetime.fromtimestamp(0, UTC)) // timedelta(milliseconds=1)
