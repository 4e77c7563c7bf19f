"""Packages of npm's registry without npm: from where its settings say, whole, with the right digest, or not at all."""

from __future__ import annotations

import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from microdrama.providers import npm
from microdrama.providers.fonts import FONTS, JAPANESE, KOREAN, LATIN, SIMPLIFIED, THAI, TRADITIONAL, fonts_for
from microdrama.providers.models import ModelError, Package, install

FONT = b"letters " * 500
MEMBER = "package/700Bold/NotoSansThai_700Bold.ttf"


def packed(member: str = MEMBER) -> bytes:
    memory = io.BytesIO()
    with tarfile.open(fileobj=memory, mode="w:gz") as archive:
        entry = tarfile.TarInfo(member)
        entry.size = len(FONT)
        archive.addfile(entry, io.BytesIO(FONT))
    return memory.getvalue()


class Registry:
    """A registry on this machine that serves one package, and what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: tuple[int, bytes, int | None] = (200, packed(), None)
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                registry.asked.append(self.path)
                status, body, announced = registry.answer
                self.send_response(status)
                self.send_header("Content-Length", str(len(body) if announced is None else announced))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/npm"


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Registry]:
    made = Registry()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    monkeypatch.setenv("MICRODRAMA_SOURCES", "")
    monkeypatch.setenv("npm_config_registry", made.url + "/")
    monkeypatch.setenv("npm_config_userconfig", str(tmp_path / "no.npmrc"))
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def font(archive: bytes) -> object:
    package = replace(THAI.package, sha256=hashlib.sha256(archive).hexdigest())
    return replace(THAI, sha256=hashlib.sha256(FONT).hexdigest(), size_bytes=len(FONT), package=package)


def test_a_font_comes_out_of_its_package(registry: Registry, tmp_path: Path) -> None:
    path = install(font(packed()), tmp_path / "models")  # type: ignore[arg-type]
    assert path.read_bytes() == FONT
    version = THAI.package.version
    assert registry.asked == [f"/npm/@expo-google-fonts/noto-sans-thai/-/noto-sans-thai-{version}.tgz"]


def test_another_package_than_the_pinned_one_is_not_used(registry: Registry, tmp_path: Path) -> None:
    wanted = font(packed("package/other"))
    with pytest.raises(ModelError, match="came with other contents than its digest says; it was not used"):
        install(wanted, tmp_path / "models")  # type: ignore[arg-type]
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [((404, b"no", None), "answered 404"), ((200, packed()[:100], 900_000), "broke off|other contents")],
)
def test_what_does_not_come_is_one_sentence(
    registry: Registry, tmp_path: Path, answer: tuple[int, bytes, int | None], said: str
) -> None:
    registry.answer = answer
    with pytest.raises(ModelError, match=said) as caught:
        install(font(packed()), tmp_path / "models")  # type: ignore[arg-type]
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_a_registry_that_is_away_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("MICRODRAMA_SOURCES", "")
    with pytest.raises(ModelError, match=r"could not be reached .* Check the network"):
        install(THAI, tmp_path / "models")


def test_the_registry_is_the_one_that_npm_is_set_up_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = tmp_path / "npmrc"
    monkeypatch.setenv("NPM_CONFIG_USERCONFIG", str(settings))
    for name in ("npm_config_registry", "NPM_CONFIG_REGISTRY"):
        monkeypatch.delenv(name, raising=False)
    assert npm.registry("left-pad") == "https://registry.npmjs.org"
    settings.write_text(
        "# registry=https://no\nregistry = https://ours.example/npm/\n@fonts:registry=https://f.example\n"
    )
    assert npm.registry("left-pad") == "https://ours.example/npm"
    assert npm.registry("@fonts/a") == "https://f.example"
    assert npm.registry("@other/a") == "https://ours.example/npm"
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "https://env.example/")
    assert npm.registry("left-pad") == "https://env.example"


def test_only_the_web_is_a_registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("npm_config_registry", "file:///etc")
    with pytest.raises(npm.NpmError, match="no address on the web"):
        npm.fetch("passwd", "1", tmp_path / "x")


# --- which fonts


def test_a_text_gets_the_fonts_of_its_scripts() -> None:
    def names(text: str, language: str) -> list[str]:
        return [model.name.removeprefix("noto-sans-") for model in fonts_for([text], language)]

    latin = "noto-sans"
    assert names("Hello, друг", "en") == [latin]
    assert names("ฉัน ok", "th") == ["thai", latin]
    assert names("قال John", "ar") == [latin, "arabic"] or names("قال John", "ar") == ["arabic", latin]
    assert names("漢字", "zh-TW") == names("漢字", "yue") == names("漢字", "zh-Hant-HK") == ["tc", latin]
    assert names("汉字", "zh") == names("汉字", "und") == ["sc", latin]
    assert names("漢字とカナ", "ja") == ["jp", latin]
    assert names("한국 漢字", "ko") == ["kr", latin]
    assert names("123 !?", "en") == [latin]


def test_every_font_is_pinned_and_free() -> None:
    assert len({model.file for model in FONTS}) == len(FONTS)
    for model in FONTS:
        assert model.licence == "OFL-1.1"
        assert isinstance(model.package, Package)
        assert len(model.sha256) == len(model.package.sha256) == 64
    assert {SIMPLIFIED, TRADITIONAL, JAPANESE, KOREAN, LATIN, THAI} <= set(FONTS)


@pytest.mark.sample
@pytest.mark.parametrize("model", FONTS, ids=lambda model: model.name)
def test_a_font_really_lies_in_its_package(model: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MICRODRAMA_SOURCES", raising=False)
    path = install(model, tmp_path)  # type: ignore[arg-type]
    assert path.is_file()
