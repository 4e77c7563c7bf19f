"""Packages of the registry that npm is set up for, fetched without npm: fonts come in them and Node need not be here.

Where packages come from is npm's own setting: `registry`, or `@scope:registry` for a scope, in the environment
(npm_config_...) or in the user's .npmrc, else the public registry that npm itself falls back on.
"""

from __future__ import annotations

import os
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from pathlib import Path

from microdrama.domain.errors import MicrodramaError

_PUBLIC = "https://registry.npmjs.org"
_BLOCK_BYTES = 1 << 20
_SILENCE_S = 60
_MOST_BYTES = 1 << 30


class NpmError(MicrodramaError):
    """A package did not come; what was there before is untouched."""


def registry(package: str) -> str:
    """The address that a package comes from, without a slash at its end."""
    scope = package.partition("/")[0] if package.startswith("@") else ""
    settings = _settings()
    found = settings.get(f"{scope}:registry") or settings.get("registry") or _PUBLIC
    return found.strip().strip("\"'").rstrip("/")


def _settings() -> dict[str, str]:
    """What the .npmrc of the user says, and over that the environment; names in lower case."""
    environment = {name.lower(): value for name, value in os.environ.items()}
    given = environment.get("npm_config_userconfig")
    found: dict[str, str] = {}
    try:
        lines = (Path(given) if given else Path.home() / ".npmrc").read_text("utf-8", errors="replace").splitlines()
    except (OSError, RuntimeError):  # none, or a user without a home
        lines = []
    for line in lines:
        name, sign, value = line.partition("=")
        if sign and not line.lstrip().startswith(("#", ";")):
            found[name.strip().lower()] = os.path.expandvars(value.strip())
    prefix = "npm_config_"
    found |= {name.removeprefix(prefix): value for name, value in environment.items() if name.startswith(prefix)}
    return found


def fetch(package: str, version: str, target: Path) -> None:
    """Write the archive of a package (.tgz) to `target`; raises NpmError. Nobody has checked its contents yet."""
    address = f"{registry(package)}/{package}/-/{package.rpartition('/')[2]}-{version}.tgz"
    if urllib.parse.urlsplit(address).scheme not in {"https", "http"}:
        raise NpmError(f"npm's registry is set to {registry(package)}, which is no address on the web.")
    size = 0
    try:
        # the scheme was checked above
        with urllib.request.urlopen(address, timeout=_SILENCE_S) as answer, target.open("wb") as file:  # noqa: S310
            while block := answer.read(_BLOCK_BYTES):
                size += len(block)
                if size > _MOST_BYTES:
                    raise NpmError(f"The package {package} {version} is larger than any that we know of.")
                file.write(block)
    except urllib.error.HTTPError as error:
        error.close()
        raise NpmError(f"npm's registry answered {error.code} to {package} {version}.") from error
    except urllib.error.URLError as error:
        raise NpmError(f"npm's registry could not be reached for {package} {version} ({error.reason}).") from error
    except (HTTPException, TimeoutError, ConnectionError, ValueError) as error:
        raise NpmError(f"The package {package} {version} broke off on its way.") from error
