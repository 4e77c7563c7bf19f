"""Which providers of payments and advertisements this machine has keys for; keys come from the environment alone.

| variable | for |
|---|---|
| MICRODRAMA_PAYMENTS | `live` (the default): real money alone; `sandbox`: play money, and others' test keys |
| STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET | Stripe |
| APP_STORE_BUNDLE_ID, APP_STORE_APP_ID | the app in the App Store |
| APP_STORE_ROOTS | the folder of Apple's root certificates, as the .cer files that Apple publishes |
| GOOGLE_PLAY_PACKAGE | the app in Google Play |
| GOOGLE_APPLICATION_CREDENTIALS | the file of the service account that may read its purchases |
| GOOGLE_PLAY_PUSH_SENDER, GOOGLE_PLAY_PUSH_AUDIENCE | the account that pushes notifications, and their audience |
| ADMOB_UNITS | the numbers of our rewarded ad units, with commas; nobody else's are believed |
| ADMOB_KEYS | a file with AdMob's keys, in place of Google's address |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from microdrama.domain.errors import UsageError
from microdrama.ports.ad_network import AdNetwork
from microdrama.ports.payments import Payments

Environment = Mapping[str, str]

_MODES = ("live", "sandbox")


def payments(environment: Environment, *, sandbox_secret: Callable[[], str]) -> dict[str, Payments]:
    """The providers by their names; raises UsageError where a key is of the other mode, or half of them is missing."""
    mode = environment.get("MICRODRAMA_PAYMENTS") or "live"
    if mode not in _MODES:
        raise UsageError("MICRODRAMA_PAYMENTS is either live or sandbox.")
    live = mode == "live"
    found: list[Payments] = []
    if not live:
        found.append(_sandbox(sandbox_secret()))
    if environment.get("STRIPE_SECRET_KEY"):
        found.append(_stripe(environment, live=live))
    if environment.get("APP_STORE_BUNDLE_ID"):
        found.append(_app_store(environment, live=live))
    if environment.get("GOOGLE_PLAY_PACKAGE"):
        found.append(_google_play(environment, live=live))
    return {one.provider: one for one in found}


def ad_networks(environment: Environment) -> dict[str, AdNetwork]:
    """The networks by their names."""
    units = frozenset(unit.strip() for unit in environment.get("ADMOB_UNITS", "").split(",") if unit.strip())
    if not units:
        return {}
    from microdrama.providers.ads_admob import KEYS, AdMob, fetched  # noqa: PLC0415 (only where it is used)

    keys = environment.get("ADMOB_KEYS")
    return {"admob": AdMob(fetch_keys=Path(keys).read_bytes if keys else fetched(KEYS), units=units)}


def _sandbox(secret: str) -> Payments:
    from microdrama.providers.payments_sandbox import SandboxPayments  # noqa: PLC0415 (likewise)

    return SandboxPayments(secret=secret)


def _stripe(environment: Environment, *, live: bool) -> Payments:
    from microdrama.providers.payments_stripe import StripePayments  # noqa: PLC0415 (loading it takes half a second)

    key, secret = environment["STRIPE_SECRET_KEY"], _needed(environment, "STRIPE_WEBHOOK_SECRET")
    made = StripePayments(secret_key=key, webhook_secret=secret)
    if made.live is not live:
        raise UsageError(
            "STRIPE_SECRET_KEY is a test key where money is real, or the other way; see MICRODRAMA_PAYMENTS."
        )
    return made


def _app_store(environment: Environment, *, live: bool) -> Payments:
    from microdrama.providers.payments_app_store import AppStorePayments  # noqa: PLC0415 (only where it is used)

    roots = [path.read_bytes() for path in sorted(Path(_needed(environment, "APP_STORE_ROOTS")).glob("*.cer"))]
    number = environment.get("APP_STORE_APP_ID", "")
    if not roots or (live and not number.isdecimal()):
        raise UsageError("APP_STORE_ROOTS holds no .cer file, or APP_STORE_APP_ID is no number.")
    return AppStorePayments(
        bundle_id=environment["APP_STORE_BUNDLE_ID"],
        app_id=int(number) if number.isdecimal() else None,
        roots=roots,
        live=live,
    )


def _google_play(environment: Environment, *, live: bool) -> Payments:
    from microdrama.providers.google_accounts import service_token, vouching  # noqa: PLC0415 (only where it is used)
    from microdrama.providers.payments_google_play import SCOPE, GooglePlayPayments  # noqa: PLC0415 (likewise)

    return GooglePlayPayments(
        package=environment["GOOGLE_PLAY_PACKAGE"],
        token=service_token(Path(_needed(environment, "GOOGLE_APPLICATION_CREDENTIALS")), scope=SCOPE),
        vouch=vouching(_needed(environment, "GOOGLE_PLAY_PUSH_AUDIENCE")),
        sender=_needed(environment, "GOOGLE_PLAY_PUSH_SENDER"),
        live=live,
    )


def _needed(environment: Environment, name: str) -> str:
    value = environment.get(name, "").strip()
    if not value:
        raise UsageError(f"The environment variable {name} is missing; its neighbours are set.")
    return value
