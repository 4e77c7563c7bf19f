"""The platform's key for statements: Ed25519, made once, kept where only its owner reads it; anybody may check."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from microdrama.domain.statement import SignedStatement, Statement, StatementError, canonical


def read_or_make_key(*, path: Path) -> Ed25519PrivateKey:
    """The key in `path`; where there is none, a new one is put there first. Raises StatementError."""
    with suppress(FileNotFoundError):
        return _read(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # a link never replaces the key of whoever was faster
            os.link(fresh, path)
    finally:
        fresh.unlink()
    return _read(path)


def public_half(key: Ed25519PrivateKey) -> str:
    """What anybody checks signatures with, in hex: 64 digits."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def sign(statement: Statement, *, key: Ed25519PrivateKey) -> SignedStatement:
    """The statement with its signature; the same statement and key give the same signature."""
    signature = key.sign(canonical(statement)).hex()
    return SignedStatement(statement=statement, signature=signature, public_key=public_half(key))


def is_signed(signed: SignedStatement, *, public_key: str) -> bool:
    """Whether a statement was signed with the key that the platform made public, and not altered since."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signed.signature), canonical(signed.statement))
    except (ValueError, InvalidSignature):
        return False
    return True


def _read(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise StatementError(f"{path} holds no private key.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise StatementError(f"{path} holds a key of another kind than Ed25519.")
    return key
