"""Receipts and notices of the stores, and callbacks of AdMob: forged, altered, stale and foreign ones are refused."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from microdrama.ports.ad_network import AdCallbackError
from microdrama.ports.payments import NoticeError, OrderToPay, ProviderError, RefundToMake
from microdrama.providers.ads_admob import AdMob
from microdrama.providers.payments_app_store import AppStorePayments
from microdrama.providers.payments_google_play import GooglePlayPayments
from providers.local_server import Answer, Asked, LocalServer, Shop, said

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
ORDER = "5f0c4d60-1111-4000-8000-000000000000"
ACCOUNT = "5f0c4d60-2222-4000-8000-000000000000"
TO_PAY = OrderToPay(
    order=ORDER,
    account=ACCOUNT,
    product="coins-500",
    title="500 coins",
    minor=499,
    currency="USD",
    days=0,
    back="https://x.example/watch/tale/11?a=1",
)


# --- the App Store, with a chain of certificates made here


class Apple:
    """Signs as the App Store does: ES256 with its chain in the header."""

    def __init__(self) -> None:
        self.keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(3)]
        names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("root", "middle", "leaf")]
        marks = (None, "1.2.840.113635.100.6.2.1", "1.2.840.113635.100.6.11.1")
        self.chain = [self._certificate(names, number, mark) for number, mark in enumerate(marks)]
        self.root = self.chain[0].public_bytes(Encoding.DER)

    def _certificate(self, names: list[x509.Name], number: int, mark: str | None) -> x509.Certificate:
        above, is_ca = max(0, number - 1), number < 2
        builder = (
            x509.CertificateBuilder()
            .subject_name(names[number])
            .issuer_name(names[above])
            .public_key(self.keys[number].public_key())
            .serial_number(number + 1)
            .not_valid_before(NOW - timedelta(days=365))
            .not_valid_after(NOW + timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.keys[number].public_key()), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.keys[above].public_key()), critical=False
            )
        )
        if is_ca:
            usage = dict.fromkeys(
                ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False
            )
            builder = builder.add_extension(
                x509.KeyUsage(
                    digital_signature=True,
                    key_cert_sign=True,
                    crl_sign=True,
                    encipher_only=False,
                    decipher_only=False,
                    **usage,
                ),
                critical=True,
            )
        if mark:
            builder = builder.add_extension(
                x509.UnrecognizedExtension(x509.ObjectIdentifier(mark), b"\x05\x00"), critical=False
            )
        return builder.sign(self.keys[above], SHA256())

    def sign(self, payload: dict[str, Any]) -> str:
        import jwt

        chain = [base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in self.chain[::-1]]
        return jwt.encode(payload, self.keys[2], algorithm="ES256", headers={"x5c": chain})


MS = int(NOW.timestamp() * 1000)


def transaction(**fields: Any) -> dict[str, Any]:
    return {
        "transactionId": "2000000001",
        "originalTransactionId": "2000000001",
        "bundleId": "example.app",
        "productId": "coins-500",
        "purchaseDate": MS,
        "signedDate": MS,
        "environment": "Sandbox",
        "appAccountToken": ORDER,
        "price": 4990,
        "currency": "USD",
        "quantity": 1,
    } | fields


@pytest.fixture(scope="module")
def apple() -> Apple:
    return Apple()


@pytest.fixture
def app_store(apple: Apple) -> AppStorePayments:
    return AppStorePayments(bundle_id="example.app", app_id=None, roots=[apple.root], live=False, online=False)


def test_a_refund_that_apple_undoes_comes_after_it(apple: Apple, app_store: AppStorePayments) -> None:
    told = []
    for number, kind, fields in (
        (1, "REFUND", {"revocationDate": MS + 1000, "signedDate": MS + 1500}),
        (2, "REFUND_REVERSED", {"signedDate": MS + 2000}),
    ):
        payload = {
            "notificationType": kind,
            "notificationUUID": f"uuid-{number}",
            "version": "2.0",
            "signedDate": MS + 2000,
            "data": {
                "bundleId": "example.app",
                "environment": "Sandbox",
                "signedTransactionInfo": apple.sign(transaction(**fields)),
            },
        }
        body = json.dumps({"signedPayload": apple.sign(payload)}).encode()
        told.append(app_store.read_notice(body, {}, at=NOW))
    refunded, undone = told
    assert refunded is not None
    assert undone is not None
    assert (refunded.kind, undone.kind) == ("refunded", "refund_undone")
    assert refunded.at < undone.at


def test_a_transaction_that_apple_signed_is_a_receipt(apple: Apple, app_store: AppStorePayments) -> None:
    told = app_store.read_receipt(apple.sign(transaction()), at=NOW)
    assert (told.kind, told.order, told.reference, told.minor) == ("paid", ORDER, "2000000001", 499)
    again = app_store.read_receipt(apple.sign(transaction(transactionId="2000000002", expiresDate=MS)), at=NOW)
    assert (again.kind, again.reference, again.until) == ("renewed", "2000000002", NOW)


def test_what_apple_did_not_sign_for_this_app_and_mode_is_no_receipt(apple: Apple, app_store: AppStorePayments) -> None:
    good = apple.sign(transaction())
    head, payload, signature = good.split(".")
    forged = base64.urlsafe_b64encode(json.dumps(transaction(price=1)).encode()).decode().rstrip("=")
    for receipt in (
        Apple().sign(transaction()),
        f"{head}.{forged}.{signature}",
        f"{head}.{payload}.",
        apple.sign(transaction(bundleId="other.app")),
        apple.sign(transaction(environment="Production")),
        apple.sign(transaction(environment="Xcode")),
        apple.sign(transaction(revocationDate=MS)),
        apple.sign(transaction(price=None)),
        "nonsense",
        "x" * 70_000,
    ):
        with pytest.raises(NoticeError):
            app_store.read_receipt(receipt, at=NOW)


@pytest.mark.parametrize(
    ("kind", "subtype", "meaning"),
    [
        ("ONE_TIME_CHARGE", None, "paid"),
        ("DID_RENEW", None, "renewed"),
        ("REFUND", None, "refunded"),
        ("REFUND_REVERSED", None, "refund_undone"),
        ("DID_CHANGE_RENEWAL_STATUS", "AUTO_RENEW_DISABLED", "cancelled"),
        ("DID_CHANGE_RENEWAL_STATUS", "AUTO_RENEW_ENABLED", None),
        ("PRICE_INCREASE", "PENDING", None),
    ],
)
def test_each_notification_of_apple_means_what_it_says(
    apple: Apple, app_store: AppStorePayments, kind: str, subtype: str | None, meaning: str | None
) -> None:
    payload = {
        "notificationType": kind,
        "subtype": subtype,
        "notificationUUID": "uuid-1",
        "version": "2.0",
        "signedDate": MS,
        "data": {
            "bundleId": "example.app",
            "environment": "Sandbox",
            "signedTransactionInfo": apple.sign(transaction()),
        },
    }
    body = json.dumps({"signedPayload": apple.sign(payload)}).encode()
    told = app_store.read_notice(body, {}, at=NOW)
    assert (told and told.kind) == meaning
    with pytest.raises(NoticeError):
        app_store.read_notice(body, {}, at=NOW + timedelta(days=6))


# --- Google Play

PLAY = "/androidpublisher/v3/applications/example.app"


def dollars(cents: int) -> dict[str, Any]:
    return {"currencyCode": "USD", "units": str(cents // 100), "nanos": cents % 100 * 10_000_000}


class Play:
    """Answers as the publisher API is documented."""

    def __init__(self) -> None:
        self.product: dict[str, Any] = {
            "purchaseState": 0,
            "purchaseType": 0,
            "orderId": "GPA.1",
            "acknowledgementState": 0,
            "obfuscatedExternalAccountId": ORDER,
            "obfuscatedExternalProfileId": ACCOUNT,
        }
        self.total, self.tax, self.listed = dollars(499), dollars(0), dollars(499)

    def __call__(self, shop: Shop, asked: Asked) -> Answer | None:
        if asked.headers.get("authorization") != "Bearer ours":
            return said({"error": {"code": 401}}, 401)
        if asked.path == f"{PLAY}/purchases/products/coins-500/tokens/tok":
            return said(self.product)
        if asked.path.endswith(":acknowledge"):
            return Answer(200, b"")
        if asked.path.startswith(f"{PLAY}/orders/GPA.1"):
            return said(
                {
                    "orderId": "GPA.1",
                    "total": self.total,
                    "tax": self.tax,
                    "createTime": "2026-11-30T12:00:00Z",
                    "purchaseToken": "tok",
                    "lineItems": [{"productId": "vip-week", "listingPrice": self.listed}],
                }
            )
        if asked.path == f"{PLAY}/purchases/subscriptionsv2/tokens/sub":
            return said(
                {
                    "subscriptionState": "SUBSCRIPTION_STATE_ACTIVE",
                    "testPurchase": {},
                    "acknowledgementState": "ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED",
                    "externalAccountIdentifiers": {"obfuscatedExternalAccountId": ORDER},
                    "lineItems": [
                        {
                            "productId": "vip-week",
                            "expiryTime": "2026-12-07T12:00:00Z",
                            "latestSuccessfulOrderId": "GPA.1..0",
                        }
                    ],
                }
            )
        return None


def vouch(token: str) -> dict[str, Any]:
    if token != "signed":  # noqa: S105
        raise ValueError("not signed")
    return {"email": "push@example.iam", "email_verified": True}


@pytest.fixture
def play() -> Iterator[tuple[Play, LocalServer, GooglePlayPayments]]:
    answers = Play()
    with LocalServer(answers) as server:
        yield (
            answers,
            server,
            GooglePlayPayments(
                package="example.app",
                token=lambda: "ours",
                vouch=vouch,
                sender="push@example.iam",
                live=False,
                api=server.shop.address,
            ),
        )


def receipt(product: str = "coins-500", token: str = "tok", **fields: object) -> str:  # noqa: S107
    return json.dumps({"product": product, "token": token} | fields)


def test_a_purchase_is_looked_up_priced_by_google_and_acknowledged(
    play: tuple[Play, LocalServer, GooglePlayPayments],
) -> None:
    _, server, google = play
    told = google.read_receipt(receipt(), at=NOW)
    assert (told.kind, told.order, told.account, told.reference) == ("paid", ORDER, ACCOUNT, "GPA.1")
    assert (told.minor, told.currency, told.product, told.live) == (499, "USD", "coins-500", False)
    assert [one for one in server.shop.asked if one.method == "POST"] == []  # not before it was held against our order
    google.confirm(told)
    assert [one.path for one in server.shop.asked if one.method == "POST"] == [
        f"{PLAY}/purchases/products/coins-500/tokens/tok:acknowledge"
    ]
    again = google.read_receipt(receipt("vip-week", "sub", subscription=True), at=NOW)
    assert (again.kind, again.reference, again.until) == ("renewed", "GPA.1..0", NOW + timedelta(days=7))
    google.confirm(again)
    assert len([one for one in server.shop.asked if one.method == "POST"]) == 1  # acknowledged before


@pytest.mark.parametrize(
    ("total", "tax", "listed", "paid"),
    [
        (535, 36, 499, 499),  # added to the price, as in the United States
        (499, 80, 499, 499),  # in the price, as in Europe
        (0, 0, 499, 0),  # by a code of a promotion
        (428, 29, 499, 428),  # less than the price, and then taxed
        (998, 0, 499, 998),  # two at once
    ],
)
def test_what_is_told_was_paid_for_the_item_itself_whether_tax_is_added_to_it_or_in_it(
    play: tuple[Play, LocalServer, GooglePlayPayments], total: int, tax: int, listed: int, paid: int
) -> None:
    answers, server, google = play
    answers.total, answers.tax, answers.listed = dollars(total), dollars(tax), dollars(listed)
    told = google.read_receipt(receipt(), at=NOW)
    assert (told.minor, told.currency) == (paid, "USD")
    whole = RefundToMake(order=ORDER, reference="GPA.1", minor=paid, total_minor=paid, currency="USD", key="k", at=NOW)
    google.refund(whole)
    assert any(":refund" in one.path for one in server.shop.asked)


@pytest.mark.parametrize("change", [{"purchaseState": 1}, {"purchaseState": 2}, {"purchaseType": None}])
def test_what_was_not_bought_or_with_the_other_money_is_no_receipt(
    play: tuple[Play, LocalServer, GooglePlayPayments], change: dict[str, Any]
) -> None:
    answers, _, google = play
    answers.product |= change
    with pytest.raises(NoticeError):
        google.read_receipt(receipt(), at=NOW)


@pytest.mark.parametrize("brought", ["", "{}", receipt("coins-500", "../../x"), receipt(".."), receipt(other=1)])
def test_what_names_no_purchase_is_no_receipt(play: tuple[Play, LocalServer, GooglePlayPayments], brought: str) -> None:
    with pytest.raises(NoticeError):
        play[2].read_receipt(brought, at=NOW)


def push(told: dict[str, Any]) -> bytes:
    data = base64.b64encode(json.dumps({"packageName": "example.app"} | told).encode()).decode()
    return json.dumps({"message": {"data": data, "messageId": "1"}, "subscription": "s"}).encode()


def test_a_push_of_google_is_believed_by_its_token_and_looked_up(
    play: tuple[Play, LocalServer, GooglePlayPayments],
) -> None:
    google, signed = play[2], {"authorization": "Bearer signed"}
    body = push({"oneTimeProductNotification": {"notificationType": 1, "purchaseToken": "tok", "sku": "coins-500"}})
    told = google.read_notice(body, signed, at=NOW)
    assert told is not None
    assert (told.kind, told.order, told.minor) == ("paid", ORDER, 499)
    voided = google.read_notice(push({"voidedPurchaseNotification": {"orderId": "GPA.1"}}), signed, at=NOW)
    assert voided is not None
    assert (voided.kind, voided.reference, voided.minor) == ("refunded", "GPA.1", 499)
    assert google.read_notice(push({"testNotification": {}}), signed, at=NOW) is None
    for content, headers in (
        (body, {}),
        (body, {"authorization": "Bearer forged"}),
        (body, {"authorization": "signed"}),
        (push({"packageName": "other.app"}), signed),
        (b"{}", signed),
    ):
        with pytest.raises(NoticeError):
            google.read_notice(content, headers, at=NOW)


def test_google_gives_back_all_or_nothing(play: tuple[Play, LocalServer, GooglePlayPayments]) -> None:
    part = RefundToMake(order=ORDER, reference="GPA.1", minor=100, total_minor=100, currency="USD", key="k", at=NOW)
    with pytest.raises(ProviderError):
        play[2].refund(part)


# --- AdMob


class Google:
    """Signs callbacks as AdMob does, with keys that it names in a list."""

    def __init__(self) -> None:
        self.keys = {7: ec.generate_private_key(ec.SECP256R1())}
        self.fetched = 0

    def listed(self) -> bytes:
        self.fetched += 1
        pem = {
            n: k.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            for n, k in self.keys.items()
        }
        return json.dumps({"keys": [{"keyId": n, "pem": p.decode(), "base64": ""} for n, p in pem.items()]}).encode()

    def callback(self, key: int = 7, **fields: str) -> str:
        told = {
            "ad_network": "1",
            "ad_unit": "42",
            "custom_data": "tale/11",
            "reward_amount": "1",
            "reward_item": "episode",
            "timestamp": str(MS),
            "transaction_id": "abc123",
            "user_id": ACCOUNT,
        } | fields
        signed = "&".join(f"{name}={value}" for name, value in told.items())
        signature = self.keys[key].sign(signed.encode(), ec.ECDSA(SHA256()))
        return f"{signed}&signature={base64.urlsafe_b64encode(signature).decode().rstrip('=')}&key_id={key}"


@pytest.fixture
def network() -> tuple[Google, AdMob]:
    google = Google()
    return google, AdMob(fetch_keys=google.listed, units=frozenset({"42"}))


def test_a_callback_that_google_signed_is_an_advertisement_watched(network: tuple[Google, AdMob]) -> None:
    google, admob = network
    told = admob.read_callback(google.callback(), at=NOW)
    assert (told.account, told.slug, told.number, told.transaction_id) == (ACCOUNT, "tale", 11, "abc123")


def test_callbacks_that_are_forged_altered_stale_or_of_others_open_nothing(network: tuple[Google, AdMob]) -> None:
    google, admob = network
    good = google.callback()
    stranger = Google()
    for query in (
        "",
        "a=b",
        good.replace("tale/11", "tale/12"),
        good.replace("abc123", "abc124"),
        good.replace("key_id=7", "key_id=8"),
        good + "&custom_data=tale/12",
        "custom_data=tale/12&" + good,
        stranger.callback(),
        google.callback(ad_unit="43"),
        google.callback(timestamp=str(MS - 3_700_000)),
        google.callback(timestamp="٣"),
        google.callback(custom_data="11"),
        google.callback(custom_data="tale/1e3"),
        google.callback(transaction_id=""),
        "x" * 5000,
    ):
        with pytest.raises(AdCallbackError):
            admob.read_callback(query, at=NOW)


def test_keys_are_kept_a_day_and_read_again_for_a_new_one_but_not_for_every_guess(
    network: tuple[Google, AdMob],
) -> None:
    google, admob = network
    for hours in (0, 1, 23):
        at = NOW + timedelta(hours=hours)
        admob.read_callback(google.callback(timestamp=str(int(at.timestamp() * 1000))), at=at)
    assert google.fetched == 1
    google.keys[8] = ec.generate_private_key(ec.SECP256R1())
    later = NOW + timedelta(hours=23, minutes=30)
    admob.read_callback(google.callback(key=8, timestamp=str(int(later.timestamp() * 1000))), at=later)
    assert google.fetched == 2
    for number in range(9, 40):
        with pytest.raises(AdCallbackError):
            admob.read_callback(google.callback().replace("key_id=7", f"key_id={number}"), at=later)
    assert google.fetched == 2
    del google.keys[7]
    old = later + timedelta(hours=24)
    with pytest.raises(AdCallbackError):
        admob.read_callback(
            google.callback(key=8, timestamp=str(int(old.timestamp() * 1000))).replace("key_id=8", "key_id=7"), at=old
        )
    assert google.fetched == 3
