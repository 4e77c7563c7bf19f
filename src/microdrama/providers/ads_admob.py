"""AdMob: callbacks that Google signs with ECDSA over the query string, as it was sent, up to the signature.

The app sets `user_id` to the account's public id and `custom_data` to "<slug>/<number>" of the episode. Keys come from
Google's list by their id and are kept for a day at most, as Google asks; an unknown id has the list read again, but
not more than once a minute.
"""

from __future__ import annotations

import base64
import binascii
import re
import threading
import urllib.parse
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx2
import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from microdrama.ports.ad_network import AdCallbackError, WatchedAd

KEYS = "https://www.gstatic.com/admob/reward/verifier-keys.json"

FetchKeys = Callable[[], bytes]

_KEPT = timedelta(hours=24)
_PATIENCE = timedelta(minutes=1)
_FRESH = timedelta(hours=1)
_MOST_LETTERS, _MOST_BYTES = 4096, 1 << 18
_SIGNED = re.compile(r"(?P<signed>.+)&signature=(?P<signature>[A-Za-z0-9_-]{8,200}=*)&key_id=(?P<key>[0-9]{1,20})")


class VerifierKey(msgspec.Struct, frozen=True):
    """One of Google's keys."""

    keyId: int  # noqa: N815 (Google's name)
    pem: str


class VerifierKeys(msgspec.Struct, frozen=True):
    """Google's list."""

    keys: list[VerifierKey]


class AdMob:
    """Rewarded advertisements of AdMob; `units` are the ad units of ours.

    Google signs for everybody who shows its advertisements, so that those of others must not be believed.
    """

    network = "admob"

    def __init__(self, *, fetch_keys: FetchKeys, units: frozenset[str]) -> None:
        self._fetch, self._units = fetch_keys, units
        self._keys: dict[int, ec.EllipticCurvePublicKey] = {}
        self._read_at: datetime | None = None
        self._lock = threading.Lock()

    def read_callback(self, query: str, *, at: datetime) -> WatchedAd:
        """What a callback says, once one of Google's keys vouches for it."""
        found = _SIGNED.fullmatch(query) if len(query) <= _MOST_LETTERS else None
        if found is None:
            raise AdCallbackError("This callback is not signed as AdMob signs.")
        key = self._key(int(found["key"]), at)
        try:
            signature = base64.urlsafe_b64decode(found["signature"].rstrip("=") + "==")
            key.verify(signature, found["signed"].encode(), ec.ECDSA(SHA256()))
        except (InvalidSignature, binascii.Error) as error:
            raise AdCallbackError("The signature of this callback of AdMob is wrong.") from error
        return self._told(found["signed"], at)

    def _told(self, signed: str, at: datetime) -> WatchedAd:
        told = dict(urllib.parse.parse_qsl(signed, keep_blank_values=True))
        slug, _, number = told.get("custom_data", "").rpartition("/")
        stamp, transaction = told.get("timestamp", ""), told.get("transaction_id", "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 15 and 0 < len(transaction) <= 200):
            raise AdCallbackError("This callback of AdMob lacks its time or its id.")
        if abs(at - datetime.fromtimestamp(int(stamp) / 1000, UTC)) > _FRESH:
            raise AdCallbackError("This callback of AdMob is older than an hour.")
        if told.get("ad_unit") not in self._units:
            raise AdCallbackError("This callback is about an advertisement of somebody else.")
        if not (slug and number.isascii() and number.isdigit() and len(number) <= 6 and told.get("user_id")):
            raise AdCallbackError("This callback of AdMob names no account and no episode.")
        return WatchedAd(
            network=self.network, transaction_id=transaction, account=told["user_id"], slug=slug, number=int(number)
        )

    def _key(self, number: int, at: datetime) -> ec.EllipticCurvePublicKey:
        with self._lock:
            age = None if self._read_at is None else at - self._read_at
            if age is None or age >= _KEPT or (number not in self._keys and age >= _PATIENCE):
                self._keys, self._read_at = _read_keys(self._fetch()), at
            key = self._keys.get(number)
        if key is None:
            raise AdCallbackError("This callback is signed with a key that AdMob does not name.")
        return key


def fetched(address: str) -> FetchKeys:
    """Reads the list of keys at an address of the web."""

    def fetch() -> bytes:
        try:
            answer = httpx2.get(address, timeout=10)
            answer.raise_for_status()
        except httpx2.HTTPError as error:
            raise AdCallbackError("The keys of AdMob could not be fetched; it will call again.") from error
        return answer.content

    return fetch


def _read_keys(content: bytes) -> dict[int, ec.EllipticCurvePublicKey]:
    try:
        listed = msgspec.json.decode(content, type=VerifierKeys).keys if len(content) <= _MOST_BYTES else []
        loaded = {key.keyId: load_pem_public_key(key.pem.encode()) for key in listed}
    except (msgspec.MsgspecError, ValueError, UnsupportedAlgorithm) as error:
        raise AdCallbackError("The list of AdMob's keys cannot be read.") from error
    return {number: key for number, key in loaded.items() if isinstance(key, ec.EllipticCurvePublicKey)}
