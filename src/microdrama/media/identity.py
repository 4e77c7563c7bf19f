"""Who signs a master: a certificate with its chain, and the key that belongs to it.

A studio names its own. Where there is none, a chain of our own is made once: it shows that nothing was changed since,
and nothing about who signed; every reader calls it untrusted, and that is right.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from microdrama.domain.errors import MicrodramaError

TEST_NAME = "microdrama test certificate"
_FOLDER, _CERTIFICATES, _KEY = "origin", "certificates.pem", "key.pem"
_FROM, _UNTIL = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2046, 1, 1, tzinfo=dt.UTC)
_CURVES = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
_LEAST_RSA_BITS = 2048
_MOST_BYTES = 1 << 20


class IdentityError(MicrodramaError):
    """A certificate or its key cannot be used; nothing was signed."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who answers for a series: PEM files of the certificates, the signer's own first, and of the key without password.

    `producer` is the name that labels give, such as a company's. `test` says that the chain was made here.
    """

    certificates: Path
    key: Path
    producer: str = "microdrama"
    test: bool = False


@dataclass(frozen=True, slots=True)
class Credentials:
    """What signs: the algorithm as C2PA calls it, the chain and the key as PEM."""

    algorithm: str
    chain: bytes
    key: bytes


def own_identity(folder: Path, *, producer: str = "microdrama") -> Identity:
    """The chain of our own, made below `folder` at its first use; its key can be read by the owner alone.

    Raises IdentityError where the folder cannot be written.
    """
    place = folder / _FOLDER
    try:
        if not place.is_dir():
            _make(place)
    except OSError as error:
        raise IdentityError(
            f"No certificate could be made in {folder}: {error.strerror}. Nothing was signed; "
            f"name a folder that can be written, or a certificate and key of your own."
        ) from error
    return Identity(place / _CERTIFICATES, place / _KEY, producer, test=True)


def credentials(identity: Identity) -> Credentials:
    """Read a certificate and its key and see that they belong together; raises IdentityError, in one sentence."""
    chain, key = _read(identity.certificates), _read(identity.key)
    try:
        private = load_pem_private_key(key, password=None)
        certificates = x509.load_pem_x509_certificates(chain)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise IdentityError(
            f"{identity.key} and {identity.certificates} are no PEM key without a password and certificate: "
            f"nothing was signed."
        ) from error
    algorithm = _algorithm(private, identity.key)
    known = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if certificates[0].public_key().public_bytes(*known) != private.public_key().public_bytes(*known):
        raise IdentityError(
            f"The key {identity.key} does not belong to the first certificate of {identity.certificates}: "
            f"nothing was signed."
        )
    plain = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Credentials(algorithm, chain, plain)


def _algorithm(key: object, path: Path) -> str:
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name]
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= _LEAST_RSA_BITS:
        return "ps256"
    raise IdentityError(f"C2PA signs with keys of P-256, P-384, P-521, Ed25519 or RSA, and {path} is none of them.")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise IdentityError(f"{path} cannot be read: {error.strerror}. Nothing was signed.") from error
    if len(data) > _MOST_BYTES:
        raise IdentityError(f"{path} is too large for a key or a certificate: nothing was signed.")
    return data


def _make(place: Path) -> None:
    """Make the chain beside its place and rename it there; where another process was quicker, its chain stays."""
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f".{place.name}.{uuid.uuid4().hex[:8]}")
    fresh.mkdir(mode=0o700)
    try:
        chain, key = _test_chain()
        for name, data in ((_CERTIFICATES, chain), (_KEY, key)):
            with os.fdopen(os.open(fresh / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
        with contextlib.suppress(FileExistsError):
            fresh.rename(place)
    except OSError:
        if not place.is_dir():
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _test_chain() -> tuple[bytes, bytes]:
    """A root and a signer below it, as section 14 of the C2PA specification 2.2 asks for; the root's key is dropped.

    The days are fixed, so that no clock decides whether a master can be signed.
    """
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, name = _name(f"{TEST_NAME} root"), _name(TEST_NAME)
    root = (
        _builder(root_name, root_name, root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    own = (
        _builder(name, root_name, key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        # signers of C2PA need a purpose that readers know; e-mail protection is the one that all of them do
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    chain = own.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM)
    return chain, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _builder(name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "microdrama"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    """A signer signs contents and nothing else; a root signs certificates."""
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs,
        crl_sign=not signs,
        encipher_only=False,
        decipher_only=False,
    )
