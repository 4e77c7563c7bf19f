"""What an operator may write about log-ins by other services, and that none of it is told."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from microdrama.platform.log_ins import LogInSettingError, for_allauth, read_log_ins

SECRET = "s3cr3t-of-the-operator"  # noqa: S105 - of a test


def pem() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    kind, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, kind, plain).decode()


def test_nothing_configured_is_nothing_offered() -> None:
    assert read_log_ins({}) == ()
    assert read_log_ins({"MICRODRAMA_LOG_INS": " , ", "MICRODRAMA_APPLE": " ", "MICRODRAMA_OPENID": ""}) == ()
    assert for_allauth(()) == {}


def test_every_way_of_writing_a_log_in_is_read(tmp_path: Path) -> None:
    file = tmp_path / "AuthKey.p8"
    file.write_text(pem(), "ascii")
    found = read_log_ins(
        {
            "MICRODRAMA_LOG_INS": f"google=g.apps:{SECRET}:with:colons, line=l:{SECRET}",
            "MICRODRAMA_APPLE": f"org.example.viewer:TEAM123456:KEY7654321:{file}",
            "MICRODRAMA_OPENID": "film=https://a%3Ab:p%2Cq%40@id.example.org:8443/realms/film/#North%20Light,"
            "local=http://c:d@localhost:9000",
        }
    )
    assert [(one.id, one.name) for one in found] == [
        ("google", "Google"),
        ("line", "LINE"),
        ("apple", "Apple"),
        ("film", "North Light"),
        ("local", "localhost"),
    ]
    told = for_allauth(found)
    assert told["google"]["APPS"][0]["secret"] == f"{SECRET}:with:colons"
    assert told["google"]["APPS"][0]["settings"]["oauth_pkce_enabled"] is True
    assert told["apple"]["APPS"][0]["key"] == "TEAM123456"
    assert told["apple"]["APPS"][0]["secret"] == "KEY7654321"  # noqa: S105 - the name of a key
    film, local = told["openid_connect"]["APPS"]
    assert (film["client_id"], film["secret"]) == ("a:b", "p,q@")
    assert film["settings"]["server_url"] == "https://id.example.org:8443/realms/film"
    assert local["settings"]["server_url"] == "http://localhost:9000"
    assert SECRET not in repr(found)


@pytest.mark.parametrize(
    "written",
    [
        {"MICRODRAMA_LOG_INS": SECRET},
        {"MICRODRAMA_LOG_INS": f"myspace=client:{SECRET}"},
        {"MICRODRAMA_LOG_INS": f"google={SECRET}"},
        {"MICRODRAMA_LOG_INS": f"google=a:{SECRET},google=b:{SECRET}"},
        {"MICRODRAMA_APPLE": f"services:team:{SECRET}"},
        {"MICRODRAMA_APPLE": f"services:team:key:/nowhere/{SECRET}"},
        {"MICRODRAMA_OPENID": f"film={SECRET}"},
        {"MICRODRAMA_OPENID": f"https://client:{SECRET}@id.example.org"},
        {"MICRODRAMA_OPENID": f"google=https://client:{SECRET}@id.example.org"},
        {"MICRODRAMA_OPENID": f"Film=https://client:{SECRET}@id.example.org"},
        {"MICRODRAMA_OPENID": f"film=https://{SECRET}@id.example.org"},
        {"MICRODRAMA_OPENID": f"film=http://client:{SECRET}@id.example.org"},
        {"MICRODRAMA_OPENID": f"film=https://client:{SECRET}@id.example.org:port"},
        {"MICRODRAMA_OPENID": f"film=https://client:{SECRET}@[id.example.org"},
    ],
)
def test_what_cannot_be_meant_is_refused_without_telling_the_secret(written: dict[str, str]) -> None:
    with pytest.raises(LogInSettingError) as refused:
        read_log_ins(written)
    assert SECRET not in str(refused.value)
    assert str(refused.value).endswith(".")


def test_a_file_that_is_no_key_of_apple_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "AuthKey.p8"
    file.write_text("-----BEGIN CERTIFICATE-----", "ascii")
    with pytest.raises(LogInSettingError, match="holds no key"):
        read_log_ins({"MICRODRAMA_APPLE": f"a:b:c:{file}"})
