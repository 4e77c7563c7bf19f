"""Attack 9, each trap by itself: on our own server, and through a real nginx with the configuration that is shipped.

Episode 1 is free, episode 3 is locked. No trap may get a byte of episode 3, whatever else it holds.
"""

import json
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from fixtures.served import Running, environment, nginx_before, publish, start, stop
from microdrama.platform.playback.keys import Key, KeyRing, read_or_make_ring, rotate
from microdrama.platform.playback.tokens import POSTERS, Grant, sign

FREE, LOCKED = "episodes/001/", "episodes/003/"
SET_PRICES = """
from microdrama.platform.startup import django_ready
django_ready()
from microdrama.platform.catalogue.models import Dub, Right, Series, Territory, Tier
Dub.objects.create(series=Series.objects.get(slug="duet"), language="es")
Right.objects.filter(series__slug="duet").update(language="es")
Series.objects.update(free_episodes=2)
tier, _ = Tier.objects.get_or_create(number=1, defaults={"factor_bp": 10_000})
Territory.objects.update_or_create(code="US", defaults={"tier": tier, "currency": "USD"})
"""
FILES = [
    "hls/master.m3u8",
    "hls/360p.m3u8",
    "hls/audio.m3u8",
    "hls/360p.m4s",
    "hls/audio.m4s",
    "master.mp4",
    "poster.jpg",
    "captions/en.vtt",
]


@dataclass(frozen=True)
class Front:
    """A server that viewers reach, the home behind it, and what tokens are made of."""

    running: Running
    home: Path
    asset: str
    version: str
    through_nginx: bool

    @property
    def checks(self) -> Path:
        """Where nginx keeps the server's answers."""
        return Path(self.running.process.args[4]) / "checks"

    @property
    def ring(self) -> KeyRing:
        return read_or_make_ring(path=self.home / "library/media-keys")

    def grant(self, number: int = 1, **changed: Any) -> Grant:
        now = timezone.now()
        usual = Grant(self.asset, self.version, number, "US", now, now + timedelta(minutes=11))
        return replace(usual, **changed)

    def token(self, number: int = 1, ring: KeyRing | None = None, **changed: Any) -> str:
        return sign(grant=self.grant(number, **changed), ring=ring or self.ring)

    def path(self, path: str, token: str) -> str:
        return f"/m/{token}/{self.asset}/{self.version}/{path}"

    def ask(self, path: str, token: str, **headers: Any) -> tuple[int, dict[str, str], bytes]:
        return self.running.ask(self.path(path, token), **headers)

    def file(self, path: str) -> bytes:
        return (self.home.parent / "bundle" / path).read_bytes()


def make_duet(bundle: Path) -> Path:
    """The bundle, with a rendition in Spanish beside the original sound, which is English."""
    for hls in bundle.glob("episodes/*/hls"):
        dub = '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,NAME="Español",LANGUAGE="es",URI="es.m3u8"\n'
        master = (hls / "master.m3u8").read_text().replace("#EXTM3U\n", dub)
        (hls / "master.m3u8").write_text(master)
        (hls / "es.m3u8").write_text("#EXTM3U\n#EXTINF:1,\nes.m4s\n")
        (hls / "es.m4s").write_bytes(b"dub")
    return bundle


@pytest.fixture(scope="module")
def behind(
    make_bundle: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Running, Path]]:
    folder = tmp_path_factory.mktemp("protected")
    home = folder / "home"
    publish(make_bundle(folder / "bundle", episodes=4, content=bytes(range(200, 256)) * 8), home)
    publish(make_duet(make_bundle(folder / "duet", slug="duet", source_id="duet-1")), home)
    subprocess.run([sys.executable, "-c", SET_PRICES], env=environment(home), check=True, timeout=60)
    running = start(home)
    yield running, home
    stop(running)


@pytest.fixture(scope="module", params=["python", "nginx"])
def front(
    request: pytest.FixtureRequest, behind: tuple[Running, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    server, home = behind
    _status, _headers, body = server.play("tale/1")
    _empty, _m, _token, asset, version, *_rest = json.loads(body)["base"].split("/")
    if request.param == "python":
        yield Front(server, home, asset, version, through_nginx=False)
        return
    with nginx_before(server, home=home, folder=tmp_path_factory.mktemp("nginx") / "nginx") as running:
        yield Front(running, home, asset, version, through_nginx=True)


def refused(answer: tuple[int, dict[str, str], bytes]) -> None:
    status, headers, body = answer
    assert (status, body) == (403, b"")
    assert headers["cache-control"].startswith("private")
    assert "etag" not in headers
    assert "content-range" not in headers


# --- what must work, or the traps would show nothing


@pytest.mark.parametrize("file", FILES)
def test_a_token_opens_each_file_of_its_episode(front: Front, file: str) -> None:
    status, headers, body = front.ask(FREE + file, front.token())
    assert (status, body) == (200, front.file(FREE + file))
    assert headers["cache-control"].startswith("private")
    assert headers["x-content-type-options"] == "nosniff"


def test_the_types_of_media_are_the_same_everywhere(front: Front) -> None:
    types = [front.ask(FREE + file, front.token())[1]["content-type"] for file in FILES]
    playlist, segment = "application/vnd.apple.mpegurl", "video/iso.segment"
    assert types == [
        *(playlist, playlist, playlist, segment, segment, "video/mp4", "image/jpeg", "text/vtt; charset=utf-8")
    ]


def test_ranges_and_the_rest_of_a_download(front: Front) -> None:
    path, token, data = FREE + "master.mp4", front.token(), front.file(FREE + "master.mp4")
    status, headers, body = front.ask(path, token, Range="bytes=100-199")
    assert (status, body, headers["content-range"]) == (206, data[100:200], f"bytes 100-199/{len(data)}")
    assert front.ask(path, token, Range="bytes=-5")[2] == data[-5:]
    etag = headers["etag"]
    assert front.ask(path, token, Range="bytes=5-9", If_Range=etag)[0::2] == (206, data[5:10])
    assert front.ask(path, token, Range="bytes=5-9", If_Range='"other"')[0::2] == (200, data)
    assert front.ask(path, token, If_None_Match=etag)[0::2] == (304, b"")
    assert front.ask(path, token, Range=f"bytes={len(data)}-")[0] == 416
    status, headers, body = front.ask(path, token, method="HEAD")
    assert (status, body, headers["content-length"]) == (200, b"", str(len(data)))


def test_an_episode_starts_over_the_api_and_plays(front: Front) -> None:
    status, _headers, body = front.running.play("tale/1")
    begun = json.loads(body)
    assert status == 200
    for address in (begun["master"], begun["file"], begun["poster"], *begun["playlists"]):
        assert front.running.ask(address)[0] == 200
    assert front.running.ask(begun["master"])[2].decode().split("\n")[0] == begun["master_text"].split("\n")[0]


def test_a_locked_episode_is_refused_with_its_ways(front: Front) -> None:
    status, headers, body = front.running.play("tale/3")
    said = json.loads(body)
    assert (status, headers["content-type"]) == (402, "application/problem+json")
    assert (said["code"], said["status"]) == ("locked", 402)
    assert "/m/" not in body.decode()


def test_an_episode_that_is_not_there(front: Front) -> None:
    for path in ("tale/9", "other/1"):
        assert front.running.play(path)[0] == 404
    for path in ("tale/0", "tale/-1", "tale/x", "tale/99999999999"):
        assert front.running.play(path)[0] in (404, 422)


def test_a_file_that_is_not_there_is_told_to_holders_only(front: Front) -> None:
    assert front.ask(FREE + "gone.mp4", front.token())[0::2] == (404, b"")
    refused(front.ask(LOCKED + "gone.mp4", front.token()))


# --- tokens that open nothing

HOUR = timedelta(hours=1)


ORIGINAL = [
    "master.mp4",
    "hls/audio.m3u8",
    "hls/audio.m4s",
    "captions/en.vtt",
    "hls/AUDIO.M4S",
    "hls/audio.m4s?x=es.m4s",
]


@pytest.mark.parametrize("file", ORIGINAL)
def test_the_original_sound_is_refused_where_only_a_dub_may_be_heard(front: Front, file: str) -> None:
    status, _headers, body = front.running.play("duet/1")
    begun = json.loads(body)
    assert (status, begun["file"], begun["captions"]) == (200, None, [])
    assert front.running.ask(f"{begun['base']}{FREE}hls/es.m4s")[0::2] == (200, b"dub")
    assert front.running.ask(f"{begun['base']}{FREE}hls/360p.m4s")[0] == 200
    refused(front.running.ask(f"{begun['base']}{FREE}{file}"))


def test_the_master_playlist_names_only_what_may_be_heard(front: Front) -> None:
    begun = json.loads(front.running.play("duet/1")[2])
    status, headers, body = front.running.ask(begun["master"])
    assert (status, headers["cache-control"]) == (200, "private, no-store")
    assert headers["content-type"] == "application/vnd.apple.mpegurl"
    assert b'URI="../../../episodes/001/hls/es.m3u8"' in body
    assert b"audio.m3u8" not in body
    assert (begun["audio"][0]["language"], "audio.m3u8" in begun["master_text"]) == ("es", False)


def long_ago() -> dict[str, datetime]:
    now = timezone.now()
    return {"issued_at": now - HOUR, "expires_at": now - timedelta(seconds=1)}


BAD_TOKENS: dict[str, Callable[[Front], str]] = {
    "none": lambda _front: "",
    "made-up": lambda _front: "A" * 100,
    "expired": lambda front: front.token(3, **long_ago()),
    "of-a-neighbour": lambda front: front.token(2),
    "of-posters": lambda front: front.token(POSTERS),
    "of-posters-expired": lambda front: front.token(POSTERS, **long_ago()),
    "of-another-asset": lambda front: front.token(3, asset="0" * 32),
    "of-another-version": lambda front: front.token(3, version="0" * 32),
    "of-another-installation": lambda front: front.token(3, ring=KeyRing((Key(front.ring.newest.id, b"x" * 32),))),
    "of-an-unknown-key": lambda front: front.token(3, ring=KeyRing((Key(front.ring.newest.id ^ 1, b"x" * 32),))),
    "of-an-account-that-is-gone": lambda front: front.token(3, account=uuid4()),
    "of-nobody": lambda front: front.token(3),  # signed, but what it rests on does not hold
    "of-nowhere": lambda front: front.token(3, territory="--"),
    "cut": lambda front: front.token(3)[:-1],
    "longer": lambda front: front.token(3) + "A",
    "padded": lambda front: front.token(3) + "=",
    "encoded": lambda front: "%" + f"{ord(front.token(3)[0]):02x}" + front.token(2)[1:],
    "in-capitals": lambda front: front.token(3).upper(),
    "with-a-dot": lambda front: front.token(3) + ".",
    "with-a-null": lambda front: front.token(3) + "%00",
    "with-a-newline": lambda front: front.token(3) + "%0a",
}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("bad", BAD_TOKENS)
def test_a_locked_file_is_refused(front: Front, bad: str, file: str) -> None:
    if file == "poster.jpg" and bad == "of-posters":
        pytest.skip("posters are what that token opens")
    answer = front.ask(LOCKED + file, BAD_TOKENS[bad](front))
    if bad == "with-a-null" and front.through_nginx:  # nginx never lets such an address in
        assert answer[0] == 400
    else:
        refused(answer)


@pytest.mark.parametrize("file", FILES)
def test_an_address_without_a_token_is_refused(front: Front, file: str) -> None:
    for path in (LOCKED + file, FREE + file):
        for address in (f"/m/{front.asset}/{front.version}/{path}", f"/m//{front.asset}/{front.version}/{path}"):
            refused(front.running.ask(address))
            refused(front.running.ask(f"{address}?token={front.token(3)}"))


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer {token}"},
        {"Cookie": "token={token}"},
        {"X_Api_Key": "{token}"},
        {"X_Media_Token": "{token}"},
        {"X_Original_URI": "/m/{token}/x"},
        {"X_Original_URL": "/m/{token}/x"},
        {"X_Rewrite_URL": "/m/{token}/x"},
        {"X_Accel_Redirect": "/m/{token}/x"},
        {"X_Forwarded_For": "127.0.0.1"},
        {"X_Forwarded_Host": "127.0.0.1"},
        {"Range": "bytes=0-9"},
        {"Range": "bytes=0-9", "If_Range": '"x"'},
        {"Range": "bytes=999999999-"},
        {"If_None_Match": "*"},
        {"If_Modified_Since": "Wed, 21 Oct 2099 07:28:00 GMT"},
        {"If_Match": '"x"'},
        {"Origin": "https://evil.example"},
        {"Upgrade": "h2c", "Connection": "Upgrade, HTTP2-Settings"},
    ],
    ids=lambda headers: ",".join(f"{name}={value[:12]}" for name, value in headers.items()),
)
def test_no_header_stands_in_for_a_token(front: Front, headers: dict[str, str]) -> None:
    sent = {name: value.format(token=front.token(1)) for name, value in headers.items()}
    refused(front.ask(LOCKED + "master.mp4", front.token(1), **sent))
    refused(front.running.ask(f"/m/{front.asset}/{front.version}/{FREE}master.mp4", **sent))


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"])
def test_no_method_gets_past_the_token(front: Front, method: str) -> None:
    refused(front.ask(LOCKED + "master.mp4", front.token(1), method=method))
    status, _headers, body = front.ask(FREE + "master.mp4", front.token(1), method=method)
    assert (status, body) == (200 if method == "HEAD" else 405, b"")


# --- ways out of the folder that a token opens

WAYS_OUT = [
    "episodes/001/../003/master.mp4",
    "episodes/001/..%2f003/master.mp4",
    "episodes/001/..%2F003%2Fmaster.mp4",
    "episodes/001/%2e%2e/003/master.mp4",
    "episodes/001/%2e%2e%2f003/master.mp4",
    "episodes/001/.%2e/003/master.mp4",
    "episodes/001/%252e%252e/003/master.mp4",
    "episodes/001/..%252f003/master.mp4",
    "episodes/001/%25252e%25252e/003/master.mp4",
    "episodes/001/..%5c003/master.mp4",
    "episodes/001/..\\003\\master.mp4",
    "episodes/001/..%c0%af003/master.mp4",
    "episodes/001/..%e0%80%af003/master.mp4",
    "episodes/001/..%ef%bc%8f003/master.mp4",
    "episodes/001/..;/003/master.mp4",
    "episodes/001/;/../003/master.mp4",
    "episodes/001/hls/../../003/master.mp4",
    "episodes/001//../003/master.mp4",
    "episodes/001/./../003/master.mp4",
    "episodes/001%2f..%2f003/master.mp4",
    "episodes/001/../../episodes/003/master.mp4",
    "episodes//003/master.mp4",
    "/episodes/003/master.mp4",
    "./episodes/003/master.mp4",
    "episodes/003//master.mp4",
    "episodes/003/./master.mp4",
    "Episodes/003/master.mp4",
    "EPISODES/003/MASTER.MP4",
    "episodes/003/master.mp4.",
    "episodes/003./master.mp4",
    "episodes/003/master.mp4/",
    "episodes/003/master.mp4%20",
    "episodes/003/master.mp4%00",
    "episodes/003/master.mp4%00.jpg",
    "episodes/003/master.mp4?x=.jpg",
    "episodes/003/master.mp4#.jpg",
    "episodes/003/master.mp4::$DATA",
    "episodes/%30%30%33/master.mp4",
    "episodes/0003/master.mp4",
    "episodes/3/master.mp4",
    "episodes/001/../../../../../microdrama.sqlite3",
    "episodes/001/..%2f..%2f..%2f..%2f..%2fmedia-keys",
    "episodes/001/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/secret",
    "series.json",
    "episodes/../series.json",
    "episodes/001/link.mp4",
    "episodes/001/elsewhere/master.mp4",
    "episodes/001/.hidden.mp4",
    "episodes/001/hls/ffmpeg.log",
    "",
    "episodes",
    "episodes/",
    "episodes/001",
    "episodes/001/",
    "episodes/001/hls/",
    "episodes/001/hls/%0d%0aX-Name:%20x/360p.m4s",
    "episodes/001/hls/x#/../360p.m4s",
]


@pytest.fixture(scope="module", autouse=True)
def _strays(behind: tuple[Running, Path], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Links and hidden files beside what was published, as a careless operator might leave them."""
    _server, home = behind
    secret = tmp_path_factory.mktemp("secret") / "master.mp4"
    secret.write_bytes(b"SECRET")
    for folder in (home / "library/media").glob("*/*/episodes/001"):
        (folder / "link.mp4").symlink_to(secret)
        (folder / "elsewhere").symlink_to(secret.parent)
        (folder / ".hidden.mp4").write_bytes(b"SECRET")
        (folder / "hls/ffmpeg.log").write_bytes(b"SECRET")


@pytest.mark.parametrize("token", ["of-the-episode", "of-posters"])
@pytest.mark.parametrize("way", WAYS_OUT)
def test_no_path_leads_out_of_the_folder(front: Front, way: str, token: str) -> None:
    held = front.token(1 if token == "of-the-episode" else POSTERS)  # noqa: S105 - no secret
    status, _headers, body = front.ask(way, held)
    assert status in (400, 403, 404)
    assert not body or (status == 400 and b"400 Bad Request" in body)


@pytest.mark.parametrize(
    "address",
    [
        "//m/{token}/{asset}/{version}/episodes/003/master.mp4",
        "/M/{token}/{asset}/{version}/episodes/003/master.mp4",
        "/%6d/{token}/{asset}/{version}/episodes/003/master.mp4",
        "/m/{token}//{asset}/{version}/episodes/003/master.mp4",
        "/m/{token}/{asset}/{version}/../{version}/episodes/003/master.mp4",
        "/m/{token}/{asset}/..%2f{asset}/{version}/episodes/003/master.mp4",
        "/x/../m/{token}/{asset}/{version}/episodes/003/master.mp4",
        "/assets/../m/{asset}/{version}/episodes/003/master.mp4",
        "/m/../m/{token}/{asset}/{version}/episodes/003/master.mp4",
        "/m/..%2f..%2fetc%2fpasswd",
        "/m/{token}/{asset}/{version}",
        "/m/{token}",
        "/m/",
        "/library/media/{asset}/{version}/episodes/003/master.mp4",
        "/{asset}/{version}/episodes/003/master.mp4",
        "/_check",
        "/library/media-keys",
        "/microdrama.sqlite3",
    ],
)
def test_no_other_address_leads_to_the_files(front: Front, address: str) -> None:
    asked = address.format(token=front.token(1), asset=front.asset, version=front.version)
    status, _headers, body = front.running.ask(asked)
    assert status in (400, 403, 404)
    assert front.file(LOCKED + "master.mp4")[:50] not in body


# --- what ends


def test_a_token_ends_at_its_moment(front: Front) -> None:
    now = timezone.now()
    token = front.token(1, issued_at=now, expires_at=now + timedelta(seconds=1))
    assert front.ask(FREE + "captions/en.vtt", token)[0] == 200
    time.sleep(6 if front.through_nginx else 1.1)  # nginx keeps an answer for five seconds
    refused(front.ask(FREE + "captions/en.vtt", token))
    refused(front.ask(FREE + "master.mp4", token))


def test_two_rotations_end_what_was_signed_before(front: Front) -> None:
    token = front.token(1)
    path = front.home / "library/media-keys"
    rotate(path=path)
    assert front.ask(FREE + "captions/en.vtt", token)[0] == 200
    fresh = front.token(1)
    rotate(path=path)
    assert front.ask(FREE + "captions/en.vtt", fresh)[0] == 200
    refused(front.ask(FREE + "master.mp4", token))


# --- nginx alone


@pytest.fixture
def nginx(front: Front) -> Front:
    if not front.through_nginx:
        pytest.skip("about nginx alone")
    return front


def test_nginx_does_not_pass_its_own_question_on(nginx: Front) -> None:
    parts = f"{nginx.token(1)}/{nginx.asset}/{nginx.version}/episodes/001/master.mp4"
    assert nginx.running.ask(f"/media-check/{parts}")[0] == 404


def test_nginx_keeps_what_the_server_said_of_a_token(nginx: Front) -> None:
    token = nginx.token(1)
    for _ in range(2):
        assert nginx.ask(FREE + "master.mp4", token)[0] == 200
    kept = [file for file in nginx.checks.rglob("*") if file.is_file() and token.encode() in file.read_bytes()]
    assert len(kept) == 1
    assert b"204 No Content" in kept[0].read_bytes()


def test_nginx_speaks_http_2_and_compresses(nginx: Front) -> None:
    trusting = ssl._create_unverified_context()  # noqa: S323 - the test's own certificate
    trusting.set_alpn_protocols(["h2", "http/1.1"])
    with socket.create_connection(("127.0.0.1", nginx.running.port)) as raw, trusting.wrap_socket(raw) as wrapped:
        assert wrapped.selected_alpn_protocol() == "h2"
    _status, headers, _body = nginx.running.play("tale/1", Accept_Encoding="gzip")
    assert headers["content-encoding"] == "gzip"


def test_no_token_is_written_to_a_log(nginx: Front) -> None:
    token = nginx.token(1)
    nginx.ask(FREE + "master.mp4", token)
    nginx.ask(LOCKED + "master.mp4", token)
    logs = [file for file in nginx.checks.parent.iterdir() if file.suffix == ".log"]
    assert len(logs) == 2
    written = "".join(file.read_text() for file in logs)
    assert f"/m/-/{nginx.asset}" in written
    assert token not in written
