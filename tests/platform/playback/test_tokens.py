import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from microdrama.platform.playback.keys import Key, KeyRing, KeysError, read_or_make_ring, rotate
from microdrama.platform.playback.tokens import (
    POSTERS,
    Grant,
    media_base,
    poster_address,
    session_digest,
    sign,
    verify,
)

NOW = datetime(2026, 11, 30, 12, 34, 56, 789_000, tzinfo=UTC)
GRANT = Grant(
    asset="a" * 32,
    version="b" * 32,
    number=12,
    territory="US",
    issued_at=NOW,
    expires_at=NOW + timedelta(seconds=661),
    account=UUID(int=7),
    session=session_digest("phone"),
)

RING_KEY = Key(5, b"k" * 32)


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return read_or_make_ring(path=tmp_path / "media-keys")


def read(token: str, ring: KeyRing, **changed: Any) -> Grant | None:
    asked: dict[str, Any] = {"asset": GRANT.asset, "version": GRANT.version, "at": NOW, **changed}
    return verify(token=token, ring=ring, **asked)


def test_a_token_says_what_was_granted(ring: KeyRing) -> None:
    assert read(sign(grant=GRANT, ring=ring), ring) == GRANT


@given(
    number=st.integers(0, 2**32 - 1),
    life_s=st.integers(1, 90_000),
    account=st.uuids(),
    session=st.text(max_size=20),
    at=st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds it
)
def test_any_grant_comes_back_and_is_100_characters(
    number: int, life_s: int, account: UUID, session: str, at: datetime
) -> None:
    ring = KeyRing((RING_KEY,))
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    grant = replace(
        GRANT,
        number=number,
        issued_at=at,
        expires_at=at + timedelta(seconds=life_s),
        account=account,
        session=session_digest(session),
    )
    token = sign(grant=grant, ring=ring)
    assert len(token) == 100
    assert read(token, ring, at=at) == grant


def test_a_token_ends_at_its_moment(ring: KeyRing) -> None:
    token = sign(grant=GRANT, ring=ring)
    end = GRANT.expires_at
    assert read(token, ring, at=end - timedelta(microseconds=1)) is not None
    assert read(token, ring, at=end) is None


@pytest.mark.parametrize("changed", [{"asset": "c" * 32}, {"version": "c" * 32}, {"asset": ""}, {"version": "\ud800"}])
def test_a_token_is_for_one_version_of_one_asset(ring: KeyRing, changed: dict[str, str]) -> None:
    assert read(sign(grant=GRANT, ring=ring), ring, **changed) is None


def test_no_character_of_a_token_can_be_changed(ring: KeyRing) -> None:
    token = sign(grant=GRANT, ring=ring)
    for place, character in enumerate(token):
        for other in {"A", "B", "_", "="} - {character}:
            assert read(token[:place] + other + token[place + 1 :], ring) is None


@pytest.mark.parametrize(
    "alter",
    [
        lambda _token: "",
        lambda token: token[:-1],
        lambda token: token + "=",
        lambda token: token + "A",
        lambda token: f" {token}",
        lambda token: f"{token}\n",
        lambda token: token.swapcase(),
        lambda _token: "٠" * 100,
        lambda _token: "-" * 100,
    ],
)
def test_what_is_no_token_opens_nothing(ring: KeyRing, alter: Callable[[str], str]) -> None:
    assert read(alter(sign(grant=GRANT, ring=ring)), ring) is None


def test_a_token_of_another_installation_opens_nothing(ring: KeyRing, tmp_path: Path) -> None:
    other = read_or_make_ring(path=tmp_path / "other")
    foreign = KeyRing((Key(ring.newest.id, other.newest.secret),))
    assert read(sign(grant=GRANT, ring=foreign), ring) is None


def test_after_one_rotation_old_tokens_work_and_after_two_they_do_not(tmp_path: Path) -> None:
    path = tmp_path / "media-keys"
    old = sign(grant=GRANT, ring=read_or_make_ring(path=path))
    once = rotate(path=path)
    assert read(old, once) == GRANT
    new = sign(grant=GRANT, ring=once)
    assert new != old
    twice = rotate(path=path)
    assert read(old, twice) is None
    assert read(new, twice) == GRANT
    assert len(twice.keys) == 2


def test_a_process_that_runs_notices_a_rotation(tmp_path: Path) -> None:
    path = tmp_path / "media-keys"
    before = read_or_make_ring(path=path)
    asked = "import sys; from pathlib import Path; from microdrama.platform.playback.keys import rotate; "
    command = asked + "rotate(path=Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", command, path], check=True, timeout=60)
    after = read_or_make_ring(path=path)
    assert after.newest != before.newest
    assert after.keys[1] == before.newest


def test_the_keys_are_their_owners_only(ring: KeyRing, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "media-keys").stat().st_mode) == 0o600
    rotate(path=tmp_path / "media-keys")
    assert stat.S_IMODE((tmp_path / "media-keys").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["media-keys"]


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'[{"id": 1, "secret": "AAAA"}]'])
def test_a_damaged_file_of_keys_is_told_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "media-keys"
    path.write_bytes(content)
    with pytest.raises(KeysError, match="remove it, and new ones are made"):
        read_or_make_ring(path=path)


def test_posters_have_one_address_an_hour(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_KEYS = tmp_path / "media-keys"
    path = f"{GRANT.asset}/{GRANT.version}/episodes/001/añil.jpg"
    address = poster_address(path=path, at=NOW)
    assert address.endswith(f"/{GRANT.asset}/{GRANT.version}/episodes/001/a%C3%B1il.jpg")
    assert poster_address(path=path, at=NOW.replace(minute=0, second=0, microsecond=0)) == address
    assert poster_address(path=path, at=NOW.replace(minute=59, second=59)) == address
    assert poster_address(path=path, at=NOW + timedelta(hours=1)) != address
    token = address.split("/")[2]
    ring = read_or_make_ring(path=tmp_path / "media-keys")
    found = read(token, ring, at=NOW + timedelta(hours=1))
    assert found is not None
    assert (found.number, found.account) == (POSTERS, UUID(int=0))
    assert read(token, ring, at=NOW.replace(hour=14, minute=0, second=0, microsecond=0)) is None


def test_the_form_of_an_address() -> None:
    assert media_base(token="T", asset="A", version="V") == "/m/T/A/V/"  # noqa: S106 - no secret
