"""How a device proves whose it is: by a secret, of which only the hash is kept."""

from __future__ import annotations

import hashlib


def hash_secret(secret: str) -> str:
    """How a device's secret is kept, and looked up."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
