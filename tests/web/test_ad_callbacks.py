"""Callbacks of AdMob over HTTP: one advertisement opens one episode, once, and so many a day (attack 8)."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from microdrama import wiring
from microdrama.platform.wallet.giving import ADS_A_DAY
from microdrama.platform.wallet.models import AdReward, Unlock
from microdrama.providers.ads_admob import AdMob

sys.path.insert(0, str(Path(__file__).parents[1] / "platform"))
from shop_rows import make_series, make_viewer

sys.path.pop(0)

pytestmark = pytest.mark.django_db
KEY = ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(autouse=True)
def _network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    listed = json.dumps({"keys": [{"keyId": 7, "pem": pem}]}).encode()
    admob = AdMob(fetch_keys=lambda: listed, units=frozenset({"42"}))
    monkeypatch.setattr(wiring, "ad_networks", lambda: {"admob": admob})
    cache.clear()
    yield
    cache.clear()


def callback(account: object, number: int, transaction: str) -> str:
    told = {
        "ad_unit": "42",
        "custom_data": f"tale/{number}",
        "timestamp": str(int(timezone.now().timestamp() * 1000)),
        "transaction_id": transaction,
        "user_id": str(account),
    }
    signed = urlencode(told)
    signature = base64.urlsafe_b64encode(KEY.sign(signed.encode(), ec.ECDSA(SHA256()))).decode().rstrip("=")
    return f"/api/v1/ads/admob?{signed}&signature={signature}&key_id=7"


def test_an_advertisement_opens_its_episode_once_and_replays_open_nothing_more() -> None:
    make_series()
    mine, other = make_viewer(), make_viewer()
    address = callback(mine.public_id, 11, "one")
    for _ in range(20):
        found = Client().get(address)
        assert (found.status_code, found.json()) == (200, {"outcome": "opened"}), found.content
    assert (AdReward.objects.count(), Unlock.objects.count()) == (1, 1)
    for stolen in (callback(other.public_id, 11, "one"), callback(mine.public_id, 12, "one")):
        assert Client().get(stolen).status_code == 409
    assert Unlock.objects.count() == 1


def test_forged_callbacks_unknown_accounts_and_networks_open_nothing() -> None:
    make_series()
    mine, other = make_viewer(), make_viewer()
    address = callback(mine.public_id, 11, "one")
    for forged in (
        address.replace(str(mine.public_id), str(other.public_id)),
        address.replace("tale%2F11", "tale%2F12"),
        address.partition("&signature=")[0],
        "/api/v1/ads/admob",
        callback("nobody", 11, "two"),
        callback("5f0c4d60-0000-4000-8000-000000000000", 11, "three"),
    ):
        assert Client().get(forged).status_code == 400
    assert Client().get(address.replace("admob", "other")).status_code == 404
    assert not Unlock.objects.exists()


def test_no_more_advertisements_count_than_a_day_allows() -> None:
    make_series()
    mine = make_viewer()
    codes = [
        Client().get(callback(mine.public_id, 11 + number, f"ad-{number}")).status_code
        for number in range(ADS_A_DAY + 2)
    ]
    assert codes == [200] * ADS_A_DAY + [429] * 2
    assert Unlock.objects.count() == ADS_A_DAY
