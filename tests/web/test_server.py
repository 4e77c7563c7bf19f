"""The real server in its own processes: what only shows once bytes go through a socket."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fixtures.served import SERVE, Running, environment, publish, start, stop


@pytest.fixture(scope="module")
def home(make_bundle: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    bundle = make_bundle(folder / "bundle", content=bytes(range(256)) * 8)
    publish(bundle, folder / "home")
    return folder / "home"


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Running]:
    running = start(home)
    yield running
    stop(running)


@pytest.fixture(scope="module")
def master(server: Running) -> str:
    _status, _headers, body = server.play("tale/1")
    return json.loads(body)["file"]


@pytest.fixture(scope="module")
def data(home: Path) -> bytes:
    return (home.parent / "bundle/episodes/001/master.mp4").read_bytes()


def test_a_range_over_the_wire(server: Running, master: str, data: bytes) -> None:
    status, headers, body = server.ask(master, Range="bytes=1000-1999")
    assert (status, body) == (206, data[1000:2000])
    assert headers["content-range"] == f"bytes 1000-1999/{len(data)}"
    assert headers["content-length"] == "1000"
    assert "'none'" in headers["content-security-policy"]


def test_a_whole_file_over_the_wire(server: Running, master: str, data: bytes) -> None:
    status, headers, body = server.ask(master)
    assert (status, body) == (200, data)
    assert len(data) > 1_000_000
    assert headers["content-length"] == str(len(data))


def test_head_over_the_wire(server: Running, master: str, data: bytes) -> None:
    status, headers, body = server.ask(master, method="HEAD")
    assert (status, body, headers["content-length"]) == (200, b"", str(len(data)))


def test_twenty_viewers_at_once_each_get_their_bytes(server: Running, master: str, data: bytes) -> None:
    def watch(number: int) -> bool:
        status, _headers, body = server.ask(master, Range=f"bytes={number * 1000}-{number * 1000 + 99999}")
        return status == 206 and body == data[number * 1000 : number * 1000 + 100_000]

    with ThreadPoolExecutor(20) as viewers:
        assert all(viewers.map(watch, range(200)))


def test_twenty_who_stop_reading_hold_nobody_up(server: Running, master: str, data: bytes) -> None:
    stalled = []
    try:
        for _ in range(20):
            viewer = socket.create_connection(("127.0.0.1", server.port))
            viewer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            viewer.sendall(f"GET {master} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            stalled.append(viewer)
        begun = time.monotonic()
        assert server.ask(master, Range="bytes=0-9")[2] == data[:10]
        assert server.ask("/healthz")[2] == b"ok\n"
        assert time.monotonic() - begun < 5
    finally:
        for viewer in stalled:
            viewer.close()


@pytest.mark.parametrize(
    "attack",
    [
        "{folder}/..%2f..%2f..%2f..%2fmicrodrama.sqlite3",
        "{folder}/../../../../microdrama.sqlite3",
        "{folder}/%2e%2e/002/master.mp4",
        "{folder}/%252e%252e/002/master.mp4",
        "{folder}//master.mp4",
        "{folder}/master.mp4%00",
        "{folder}/master.mp4%00.jpg",
        "{folder}/%ff%fe.mp4",
        "//etc/passwd",
        "/m/%2fetc/%2fpasswd/episodes/x.mp4",
        "/%2e%2e/%2e%2e/pyproject.toml",
        "/../../../pyproject.toml",
        "/assets/%2e%2e/%2e%2e/wsgi.py",
    ],
)
def test_no_raw_address_leads_out(server: Running, master: str, attack: str) -> None:
    status, _headers, body = server.ask(attack.format(folder=master.removesuffix("/master.mp4")))
    assert status in (403, 404)
    assert body in (b"", b"There is nothing at this address.\n")


def test_a24_no_address_leads_to_the_database_the_keys_or_the_letters(server: Running, home: Path) -> None:
    """Whatever lies in the home: under its own path, below each address that serves files, and around them."""
    (home / "outbox").mkdir(exist_ok=True)
    (home / "outbox/letter.log").write_text("your code is ABC-DEF")
    private = [file for file in home.rglob("*") if file.is_file() and "media" not in file.relative_to(home).parts]
    assert {"microdrama.sqlite3", "media-keys", "secret", "letter.log"} <= {file.name for file in private}
    for file in private:
        inside = file.relative_to(home).as_posix()
        for stem in ("", "library/", "m/", "m/..%2f", "m/x/y/..%2f..%2f..%2f", "assets/..%2f", "office/static/..%2f"):
            for path in (inside, file.name, f"..%2f{file.name}", f"{file.name}%00.jpg"):
                status, _headers, body = server.ask(f"/{stem}{path}")
                assert status in (400, 403, 404), (stem, path)
                assert len(body) < 200


def test_a24_a_failure_over_the_wire_shows_no_debugger(server: Running) -> None:
    for path in ("/%ff", "/api/v1/series?limit=x", "/api/v1/series?after=%00", "/office/x", "/__debug__/", "/.env"):
        status, _headers, body = server.ask(path)
        assert status < 500
        assert b"Traceback" not in body
        assert b"DJANGO_SETTINGS" not in body


def test_a_foreign_name_is_refused(server: Running) -> None:
    assert server.ask("/api/v1/series", Host="evil.example")[0] == 400
    assert server.ask("/api/v1/series", Host="192.168.7.7:8000")[0] == 200


def test_a_taken_port_is_told_in_a_sentence(server: Running, home: Path) -> None:
    # the other server is one of ours: the system would let both listen, and share the viewers out
    second = subprocess.run(
        [sys.executable, "-c", SERVE, "127.0.0.1", str(server.port)],
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (second.returncode, second.stderr) == (1, "")
    assert second.stdout == (
        f"The server cannot listen on 127.0.0.1 port {server.port}: another program uses it; name another port.\n"
    )


def test_an_address_that_is_not_ours_is_told_in_a_sentence(home: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", SERVE, "192.0.2.1", "0"],
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.stdout.startswith("The server cannot listen on 192.0.2.1 port 0: ")
    assert (answer.returncode, answer.stderr) == (1, "")


def test_it_listens_by_name_too(home: Path) -> None:
    running = start(home, host="localhost")
    assert running.ask("/healthz")[2] == b"ok\n"
    assert stop(running) == ("", "")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_quietly_even_in_the_middle_of_a_download(
    home: Path, master: str, how: signal.Signals
) -> None:
    running = start(home, host="0.0.0.0")  # noqa: S104 - what a phone on the same network needs
    with socket.create_connection(("127.0.0.1", running.port)) as viewer:
        viewer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        viewer.sendall(f"GET {master} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert viewer.recv(100).startswith(b"HTTP/1.1 200")
        running.process.send_signal(how)
        stdout, stderr = running.process.communicate(timeout=30)
    assert (running.process.returncode, stdout, stderr) == (0, "", "")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", running.port))


def test_a_series_published_while_it_runs_is_shown(
    server: Running, home: Path, make_bundle: Callable[..., Path], tmp_path: Path
) -> None:
    bundle = make_bundle(tmp_path / "late", source_id="late", slug="late", episodes=1)
    publish(bundle, home)
    assert server.ask("/api/v1/series/late")[0] == 200
