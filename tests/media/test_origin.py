"""Signed masters: what is said of their origin is read back, holds, and stops to hold when a byte changes."""

import hashlib
import os
import stat
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fixtures.clips import make, numbered
from microdrama.domain.time import FrameRate
from microdrama.media.child import ffmpeg
from microdrama.media.encode import EpisodeEncoder, PictureFormat
from microdrama.media.frames import Picture
from microdrama.media.identity import TEST_NAME, Identity, IdentityError, credentials, own_identity
from microdrama.media.origin import (
    AigcLabel,
    Claims,
    Ingredient,
    OriginError,
    OriginFacts,
    origin_of,
    sign_master,
    source_type_of,
)
from microdrama.media.probe import probe

LABEL = AigcLabel(producer='微剧 "Studio" <& Söhne>', produce_id="a-series-1/001")
CLAIMS = Claims("Episode 1", "compositeWithTrainedAlgorithmicMedia", LABEL)


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return own_identity(tmp_path_factory.mktemp("home"), producer="微剧")


@pytest.fixture(scope="module")
def unsigned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A master as episodes have it: 48 pictures with a sound."""
    folder = tmp_path_factory.mktemp("episode")
    look = PictureFormat(180, 320, FrameRate(24), None, full_range=False, matrix="bt709")
    sound = np.random.default_rng(5).normal(0, 0.05, (96_000, 2)).astype(np.float32)
    grey = np.full((160, 90), 128, np.uint8)
    with EpisodeEncoder(folder, look, sound, quality="draft") as encoder:
        for number in range(48):
            luma = np.roll(np.tile(np.arange(180, dtype=np.uint8), (320, 1)), number, axis=1)
            encoder.write(Picture(luma, grey, grey), left=0, top=0)
        return encoder.finish().master


@pytest.fixture
def master(unsigned: Path, tmp_path: Path) -> Path:
    """The master under a second name, as bundles have it."""
    path = tmp_path / "master.mp4"
    os.link(unsigned, path)
    return path


def decoded(path: Path) -> list[str]:
    """Every decoded picture and stretch of sound with its moment, as digests."""
    told = subprocess.run(
        [ffmpeg(), "-v", "error", "-i", path, "-map", "0", "-f", "framemd5", "-"], check=True, capture_output=True
    )
    return [line for line in told.stdout.decode().splitlines() if not line.startswith("#")]


def test_a_signed_master_says_where_it_comes_from(master: Path, identity: Identity) -> None:
    assert origin_of(master) == OriginFacts("absent")
    sign_master(master, CLAIMS, identity)
    found = origin_of(master)
    assert found == OriginFacts(
        manifest="valid",
        signer=TEST_NAME,
        generator="microdrama",
        source_type="compositeWithTrainedAlgorithmicMedia",
        label=LABEL,
        xmp=LABEL,
    )
    chain = identity.certificates.read_text()
    root = chain[chain.rindex("-----BEGIN") :]
    assert origin_of(master, anchors=root).trusted


def test_pictures_and_sound_stay_the_same_and_players_begin_at_once(
    unsigned: Path, master: Path, identity: Identity
) -> None:
    before = hashlib.sha256(unsigned.read_bytes()).digest()
    sign_master(master, CLAIMS, identity)
    assert hashlib.sha256(unsigned.read_bytes()).digest() == before  # the other name's contents are untouched
    assert decoded(master) == decoded(unsigned)
    assert replace(probe(master), path=unsigned) == probe(unsigned)
    data = master.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert sorted(path.name for path in master.parent.iterdir()) == ["master.mp4"]


def test_a_changed_byte_is_noticed_anywhere(master: Path, identity: Identity) -> None:
    """In the pictures, in the XMP packet, in the label, in the manifest itself."""
    sign_master(master, CLAIMS, identity)
    whole = master.read_bytes()
    places = [
        whole.index(b"mdat") + 400,
        whole.rindex(b"a-series-1"),
        whole.index(b"a-series-1"),
        whole.index(b"c2pa.created"),
    ]
    assert len(set(places)) == 4
    for place in places:
        hurt = bytearray(whole)
        hurt[place] ^= 1
        master.write_bytes(hurt)
        found = origin_of(master)
        assert found.manifest == "broken", place
        assert found.faults, place


def test_a_bought_clip_keeps_its_own_manifest_as_an_ingredient(
    unsigned: Path, master: Path, identity: Identity, tmp_path: Path
) -> None:
    signed, plain = tmp_path / "signed.mp4", tmp_path / "plain.mp4"
    os.link(unsigned, signed)
    os.link(unsigned, plain)
    sign_master(signed, replace(CLAIMS, title="A clip", source_type="trainedAlgorithmicMedia"), identity)
    bought = (Ingredient(signed, "s1-1"), Ingredient(plain, "s1-2"))
    sign_master(master, replace(CLAIMS, ingredients=bought), identity)
    found = origin_of(master)
    assert (found.manifest, found.faults, found.ingredients) == ("valid", (), ("s1-1", "s1-2"))
    again = tmp_path / "again.mp4"
    os.link(master, again)
    sign_master(again, CLAIMS, identity)  # signed anew without them: only what is said now
    assert origin_of(again).ingredients == ()
    # the provider's own claim lies inside: its title is in the master's manifest
    assert master.read_bytes().count(b"A clip") >= 1


def test_what_can_hold_no_manifest_is_named_all_the_same(
    unsigned: Path, master: Path, identity: Identity, tmp_path: Path
) -> None:
    odd, clip = tmp_path / "bought.webm", tmp_path / "bought.mp4"
    odd.write_bytes(b"\x1a\x45\xdf\xa3 and so on")
    os.link(unsigned, clip)
    sign_master(master, replace(CLAIMS, ingredients=(Ingredient(odd, "s1-1"), Ingredient(clip, "s1-2"))), identity)
    found = origin_of(master)
    assert (found.manifest, found.faults, sorted(found.ingredients)) == ("valid", (), ["s1-1", "s1-2"])


@pytest.mark.parametrize(
    "contents", [b"", b"hello", b"\x00\x00\x00\x08free" * 9, b"\x00\x00\x00\x00moov", b"\xff" * 99]
)
def test_no_file_makes_reading_fail(tmp_path: Path, contents: bytes) -> None:
    path = tmp_path / "odd.mp4"
    path.write_bytes(contents)
    assert origin_of(path).manifest != "valid"
    assert origin_of(tmp_path / "nothing.mp4").manifest == "broken"


def test_a_file_that_breaks_off_is_no_valid_one(master: Path, identity: Identity) -> None:
    sign_master(master, CLAIMS, identity)
    whole = master.read_bytes()
    for share in (0.05, 0.3, 0.9):
        master.write_bytes(whole[: int(len(whole) * share)])
        assert origin_of(master).manifest == "broken"


def test_a_master_that_cannot_be_signed_stays_as_it_was(tmp_path: Path, identity: Identity, unsigned: Path) -> None:
    path = tmp_path / "master.mp4"
    os.link(unsigned, path)
    odd = tmp_path / "odd.mp4"
    odd.write_bytes(b"\x00\x00\x00\x18ftypisom")
    with pytest.raises(OriginError, match="could not be signed"):
        sign_master(path, replace(CLAIMS, ingredients=(Ingredient(odd, "odd"),)), identity)
    assert path.samefile(unsigned)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["master.mp4", "odd.mp4"]


def test_our_own_key_is_made_once_and_is_the_owners(tmp_path: Path) -> None:
    first, second = own_identity(tmp_path), own_identity(tmp_path)
    assert first == second
    assert first.test
    assert stat.S_IMODE(first.key.stat().st_mode) == 0o600
    assert stat.S_IMODE(first.key.parent.stat().st_mode) == 0o700
    assert credentials(first).algorithm == "es256"
    assert [one.name for one in tmp_path.iterdir()] == ["origin"]


def test_a_users_own_certificate_must_be_that_of_the_key(tmp_path: Path) -> None:
    one, two = own_identity(tmp_path / "one"), own_identity(tmp_path / "two")
    with pytest.raises(IdentityError, match="does not belong"):
        credentials(Identity(one.certificates, two.key))
    with pytest.raises(IdentityError, match="cannot be read"):
        credentials(Identity(tmp_path / "none.pem", one.key))
    with pytest.raises(IdentityError, match="no PEM key"):
        credentials(Identity(one.certificates, one.certificates))
    odd = tmp_path / "odd.pem"
    key = ec.generate_private_key(ec.SECP256K1())
    odd.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    with pytest.raises(IdentityError, match="is none of them"):
        credentials(Identity(one.certificates, odd))


def test_the_source_type_says_whether_models_that_learned_took_part() -> None:
    assert source_type_of(drawn=True, bought=False, voiced=False) == "algorithmicMedia"
    assert source_type_of(drawn=True, bought=False, voiced=True) == "compositeWithTrainedAlgorithmicMedia"
    assert source_type_of(drawn=True, bought=True, voiced=False) == "compositeWithTrainedAlgorithmicMedia"
    assert source_type_of(drawn=False, bought=True, voiced=True) == "trainedAlgorithmicMedia"


def test_the_label_is_one_that_others_find(master: Path, identity: Identity) -> None:
    """By its key in the metadata, with the seven names of the standard."""
    sign_master(master, CLAIMS, identity)
    with av.open(str(master)) as container:
        text = container.metadata["AIGC"]
    names = ["Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator", "PropagateID"]
    assert [part.split('"')[0] for part in text.replace('{"', ',"').split(',"')[1:]] == [*names, "ReservedCode2"]
    assert probe(make(master.parent / "other.mp4", numbered(24))).duration > Fraction(0)
