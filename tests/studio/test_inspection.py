"""Whether what came is what was asked for, on files that ffmpeg made."""

from __future__ import annotations

import io
import wave
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from microdrama.domain.takes import ClipRequest, SpeechRequest, StillRequest
from microdrama.studio.inspection import inspect
from providers.made_media import made

LINE = SpeechRequest(provider="p", model="m", text="I never sold the ring.", language="en", voice="v")


def still(width: int = 144, height: int = 256) -> StillRequest:
    return StillRequest(provider="p", model="m", prompt="x", width=width, height=height)


def clip(seconds: float, width: int = 144, height: int = 256) -> ClipRequest:
    fields = {"width": width, "height": height, "duration_s": Fraction(str(seconds))}
    return ClipRequest(provider="p", model="m", prompt="x", **fields)  # type: ignore[arg-type]


def put(folder: Path, content: bytes) -> Path:
    path = folder / "made"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (still(), None),
        (still(146, 256), None),
        (still(720, 1280), "144x256 pixels instead of 720x1280"),
        (still(256, 144), "instead of 256x144"),
        (still(200, 256), "instead of"),
    ],
)
def test_a_still_has_about_the_size_asked_for(tmp_path: Path, wanted: StillRequest, said: str | None) -> None:
    flaw = inspect(put(tmp_path, made("png", "good", (144, 256), 1)), wanted)
    assert flaw is None if said is None else flaw is not None and said in flaw.reason


@pytest.mark.parametrize(("seconds", "fine"), [(2, True), (1.5, True), (2.5, True), (1.4, False), (2.6, False)])
def test_a_short_clip_may_be_half_a_second_off(tmp_path: Path, seconds: float, fine: bool) -> None:  # noqa: FBT001
    assert (inspect(put(tmp_path, made("mp4", "good", (144, 256), 2)), clip(seconds)) is None) == fine


@pytest.mark.parametrize(("seconds", "fine"), [(5, True), (6, True), (4.2, True), (6.4, False), (4, False)])
def test_a_long_clip_may_be_a_fifth_off(tmp_path: Path, seconds: float, fine: bool) -> None:  # noqa: FBT001
    assert (inspect(put(tmp_path, made("mp4", "good", (144, 256), 5)), clip(seconds)) is None) == fine


@pytest.mark.parametrize("kind", ["png", "mp4"])
def test_black_and_torn_pictures_are_told(tmp_path: Path, kind: str) -> None:
    wanted = still() if kind == "png" else clip(2)
    black = inspect(put(tmp_path, made(kind, "black", (144, 256), 2)), wanted)
    torn = inspect(put(tmp_path, made(kind, "torn", (144, 256), 2)), wanted)
    assert black is not None
    assert (black.reason, black.unreadable) == ("it is black", False)
    assert torn is not None
    assert torn.unreadable


def test_a_dark_picture_is_not_black(tmp_path: Path) -> None:
    """A night scene: a mean far below that of a day, and something to see."""
    from PIL import Image

    rows = np.zeros((256, 144, 3), np.uint8)
    rows[100:160, 40:100] = 70
    Image.fromarray(rows).save(tmp_path / "night.png")
    Image.fromarray(np.full_like(rows, 200)).save(tmp_path / "plain.png")
    assert inspect(tmp_path / "night.png", still()) is None
    flaw = inspect(tmp_path / "plain.png", still())
    assert flaw is not None
    assert flaw.reason == "it shows one plain colour"


@pytest.mark.parametrize(
    "content",
    [b"", b"x", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff" * 99, b"RIFF\0\0\0\0WEBP", b"#EXTM3U\nfile:///etc/passwd"],
)
@pytest.mark.parametrize("wanted", [still(), clip(2), LINE], ids=["still", "clip", "line"])
def test_rubbish_is_a_flaw_and_no_traceback(tmp_path: Path, content: bytes, wanted: StillRequest) -> None:
    flaw = inspect(put(tmp_path, content), wanted)
    assert flaw is not None
    assert flaw.unreadable


def tone(seconds: float, level: float = 0.3) -> bytes:
    memory = io.BytesIO()
    with wave.open(memory, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        wave_of = level * 32767 * np.sin(np.arange(round(24_000 * seconds)) * 0.05)
        file.writeframes(wave_of.astype("<i2").tobytes())
    return memory.getvalue()


@pytest.mark.parametrize(
    ("sound", "said"), [(tone(2), None), (tone(2, 0), "silent"), (tone(0.2), "lasts 0.2 s"), (tone(60), "lasts 60.0 s")]
)
def test_a_line_is_heard_and_about_as_long_as_its_letters(tmp_path: Path, sound: bytes, said: str | None) -> None:
    flaw = inspect(put(tmp_path, sound), LINE)
    assert flaw is None if said is None else flaw is not None and said in flaw.reason
