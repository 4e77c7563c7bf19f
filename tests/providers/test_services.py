"""What is particular to one service: tokens, workflows, what each takes and refuses before anything is sent."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from microdrama.domain.errors import UsageError
from microdrama.domain.takes import ClipRequest, Reference, SpeechRequest, StillRequest
from microdrama.providers import ark, services
from microdrama.providers.ark import Ark
from microdrama.providers.comfyui import ComfyUi
from microdrama.providers.dashscope import DashScope
from microdrama.providers.fal import Fal
from microdrama.providers.inbox import Inbox
from microdrama.providers.kling import Kling, signed_by, token
from microdrama.providers.offers import Offer
from microdrama.providers.openai_compatible import IMAGE_MODELS, OpenAiPainter, OpenAiVoice
from microdrama.providers.remote import Remote
from microdrama.providers.replicate import Replicate
from microdrama.providers.services import OFFERS, Services, configured
from microdrama.studio.takes import TakeError, sha256_of
from providers.customers import KEYS, SIZE, a_clip, a_still, remote, workflow
from providers.job_shops import comfyui, kling
from providers.local_server import LocalServer
from providers.made_media import made
from providers.openai_shop import openai


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def face(tmp_path: Path) -> tuple[str, Path]:
    path = tmp_path / "face.png"
    path.write_bytes(made("png", "good", SIZE, 1))
    return sha256_of(path), path


def test_a_web_token_is_the_one_that_openssl_makes() -> None:
    """printf '%s' HEAD.CLAIMS | openssl dgst -sha256 -hmac secret -binary | base64, in the alphabet of addresses."""
    head, claims, seal = token("ak", "secret", 1_700_000_000.9).split(".")
    assert head == "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
    assert claims == "eyJpc3MiOiJhayIsImV4cCI6MTcwMDAwMTgwMCwibmJmIjoxNjk5OTk5OTk1fQ"
    assert seal == "NPPQ6Wixv88NO9wHzxP_0YLgZGx6z5KWv3Zdi9MSpds"


def test_kling_is_asked_as_its_page_says(face: tuple[str, Path]) -> None:
    digest, path = face
    with LocalServer(kling) as server:
        ours = Kling(Remote("Kling", f"{server.shop.address}/kling", signed_by("KLING_ACCESS_KEY", "KLING_SECRET_KEY")))
        framed = a_clip("kling", "kling-v3-x", "she turns", references=(Reference(digest, "first_frame"),))
        assert ours.submit(framed, {digest: path}, key="k1").remote_id.startswith("image2video/")
        ours.submit(a_clip("kling", "t", "she turns"), {}, key="k2")
        first, second = (one.body for one in server.shop.asked)
    assert first["image"].startswith("iVBORw0KGgo"), "base64 without what a data address begins with"
    assert first["external_task_id"] == "k1"
    assert first["sound"] == "off"
    assert (second["duration"], second["mode"], second["aspect_ratio"]) == ("2", "std", "9:16")
    with pytest.raises(TakeError, match="no other pictures"):
        ours.submit(a_clip("kling", "t", "x", references=(Reference(digest, "face"),)), {digest: path}, key="k3")


def test_a_workflow_is_filled_in_and_named_by_its_contents(tmp_path: Path, face: tuple[str, Path]) -> None:
    model = workflow(tmp_path / "w", frames=True)
    nodes = json.loads((tmp_path / "w" / "clips.json").read_text())
    nodes["7"] = {"class_type": "LoadImage", "inputs": {"image": "{face}", "note": "not {face} inside a text"}}
    (tmp_path / "w" / "clips.json").write_text(json.dumps(nodes))
    digest, path = face
    with LocalServer(comfyui) as server:
        ours = ComfyUi(Remote("ComfyUI", f"{server.shop.address}/comfy", dict), tmp_path / "w")
        (changed,) = ours.models()
        assert changed != model
        with pytest.raises(TakeError, match=f"There is no workflow {model}; there are {changed}"):
            ours.submit(a_clip("comfyui", model, "x"), {}, key="k")
        with pytest.raises(TakeError, match=r"wants \{face\}, which the request does not have"):
            ours.submit(a_clip("comfyui", changed, "x"), {}, key="k")
        wanted = a_clip("comfyui", changed, 'a "door"\n', seed=7, references=(Reference(digest, "face"),))
        ours.submit(wanted, {digest: path}, key="k")
        sent = server.shop.asked[-1].body["prompt"]
    assert sent["6"]["inputs"]["text"] == 'a "door"\n'
    assert sent["3"]["inputs"] == {"seed": 7, "steps": 20, "positive": ["6", 0]}
    assert sent["5"]["inputs"] == {"width": SIZE[0], "height": SIZE[1]}
    assert sent["8"]["inputs"]["frames"] == 48
    assert sent["7"]["inputs"] == {"image": "uploaded.png", "note": "not {face} inside a text"}


def test_seedance_counts_tokens_as_its_page_reckons() -> None:
    """720 x 1280 at 24 pictures a second are 21,600 tokens a second; the estimate lies a twentieth above."""
    five = ClipRequest(
        provider="ark", model="doubao-seedance-2-0-260128", prompt="x", width=720, height=1280, duration_s=Fraction(5)
    )
    ours = Ark(Remote("Ark", "http://127.0.0.1:9", dict))
    assert ours.estimate(five).amount == str(21_600 * 5 * 21 // 20)
    assert ark.seed_of("a") == int("ca978112", 16)  # printf a | sha256sum


def test_seedance_takes_frames_or_looks(face: tuple[str, Path]) -> None:
    digest, path = face
    both = (Reference(digest, "first_frame"), Reference(digest, "face"))
    with pytest.raises(TakeError, match="not both"):
        Ark(Remote("Ark", "http://127.0.0.1:9", dict)).submit(
            a_clip("ark", "m", "x", references=both), {digest: path}, key="k"
        )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"width": 700}, "makes pictures of 720x1280"),
        ({"duration_s": Fraction(16)}, "makes clips of 4, 5, .*, 15 s, not of 16 s"),
    ],
)
def test_what_a_model_does_not_make_is_not_asked_for(changes: dict[str, Any], said: str) -> None:
    fields: dict[str, Any] = {"width": 720, "height": 1280, "duration_s": Fraction(5)}
    wanted = ClipRequest(provider="ark", model="doubao-seedance-2-0-260128", prompt="x", **(fields | changes))
    with pytest.raises(TakeError, match=said):
        Ark(Remote("Ark", "http://127.0.0.1:9", dict)).submit(wanted, {}, key="k")


def test_the_nearest_size_has_the_nearest_aspect() -> None:
    assert IMAGE_MODELS["gpt-image-1"].nearest_size(720, 1280) == (1024, 1536)
    assert IMAGE_MODELS["gpt-image-1"].nearest_size(500, 500) == (1024, 1024)
    assert OFFERS["ark"]["doubao-seedance-2-0-260128"].nearest_size(1000, 1778) == (1080, 1920)
    assert Offer("image").nearest_size(33, 44) == (33, 44)


def test_openai_is_asked_as_its_page_says(tmp_path: Path, face: tuple[str, Path]) -> None:
    digest, path = face
    with LocalServer(openai) as server:
        shop = server.shop
        painter = OpenAiPainter(remote("OpenAI", f"{shop.address}/openai/v1"), Inbox(tmp_path), quality="high")
        wanted = StillRequest(provider="openai", model="gpt-image-1", prompt="x", width=1024, height=1536)
        painter.submit(wanted, {}, key="k1")
        assert shop.asked[-1].body == {
            "model": "gpt-image-1", "prompt": "x", "size": "1024x1536", "quality": "high", "n": 1,
        }  # fmt: skip
        assert shop.asked[-1].headers["idempotency-key"] == "k1"
        edit = a_still("openai", "m", "x", references=(Reference(digest, "face"),), negative="hats")
        painter.submit(edit, {digest: path}, key="k2")
        assert shop.asked[-1].path.endswith("/images/edits")
        assert path.read_bytes() in shop.asked[-1].content
        assert b"Without: hats" in shop.asked[-1].content
        voice = OpenAiVoice(remote("OpenAI", f"{shop.address}/openai/v1"), Inbox(tmp_path))
        line = {"provider": "openai", "text": "No!", "language": "en", "voice": "nova", "pace": 9.0}
        voice.submit(SpeechRequest(model="gpt-4o-mini-tts", feeling="angry", **line), key="k3")  # type: ignore[arg-type]
        assert shop.asked[-1].body["instructions"] == "Say it angrily."
        assert shop.asked[-1].body["speed"] == 4
        voice.submit(SpeechRequest(model="tts-1", feeling="angry", **line), key="k4")  # type: ignore[arg-type]
        assert "instructions" not in shop.asked[-1].body
    assert {card.languages for card in voice.voices("ko")} == {("ko",)}


@pytest.mark.parametrize("model", ["flux", "../../x/y", "a/b?c", "a/b c", "a//b"])
def test_the_name_of_a_model_is_not_a_path_to_elsewhere(model: str) -> None:
    nobody = Remote("Nobody", "http://127.0.0.1:9", dict)
    for ours in (Fal(nobody, nobody), Replicate(nobody)):
        with pytest.raises(TakeError, match="no name of a model"):
            ours.submit(a_still(ours.provider, model, "x"), {}, key="k")


def test_wan_takes_a_first_frame(face: tuple[str, Path]) -> None:
    digest, path = face
    ours = DashScope(Remote("DashScope", "http://127.0.0.1:9", dict))
    with pytest.raises(TakeError, match="no other pictures"):
        ours.submit(a_clip("dashscope", "m", "x", references=(Reference(digest, "face"),)), {digest: path}, key="k")


# --- set up from the environment


def test_every_service_can_be_had_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMFYUI_URL", "http://127.0.0.1:8188")
    all_of_them = Services(tmp_path, tmp_path)
    assert [all_of_them.painter(name).provider for name in ("openai", "fal", "replicate", "comfyui")]
    for name in ("fal", "replicate", "ark", "dashscope", "kling", "comfyui"):
        assert all_of_them.animator(name).provider == name
    assert all_of_them.voice("openai").provider == "openai"
    with pytest.raises(UsageError, match="Nobody called ark paints stills; there are openai, fal, replicate, comfyui"):
        all_of_them.painter("ark")
    assert set(OFFERS) == set(services._KEYS)


def test_what_is_configured_is_what_has_its_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for variables in services._KEYS.values():
        for name in variables:
            monkeypatch.delenv(name, raising=False)
    assert configured() == []
    monkeypatch.setenv("KLING_ACCESS_KEY", "a")
    assert configured() == []
    monkeypatch.setenv("KLING_SECRET_KEY", "b")
    assert configured() == ["kling"]


def test_a_server_of_ones_own_needs_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with LocalServer(openai) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{server.shop.address}/openai/v1")
        painter = Services(tmp_path, tmp_path).painter("openai")
        with pytest.raises(TakeError, match=r"127\.0\.0\.1 answered 401"):
            painter.submit(a_still("openai", "m", "x"), {}, key="k")
    monkeypatch.delenv("OPENAI_BASE_URL")
    with pytest.raises(TakeError, match="OPENAI_API_KEY"):
        Services(tmp_path, tmp_path).painter("openai").submit(a_still("openai", "m", "x"), {}, key="k")
