"""ffmpeg on its lead: every limit and every death becomes one sentence, and nothing of it stays behind."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from fixtures.clips import bars, silence
from microdrama.domain.time import FrameRate
from microdrama.media.child import Child, ChildError, Limits, run
from microdrama.media.encode import EpisodeEncoder, PictureFormat
from microdrama.media.frames import Picture

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="limits and /proc are Linux's")
DOING = "testing a child"
NOISE = ("-f", "lavfi", "-i", "nullsrc=s=64x64:r=1000000,geq=random(1)*255:128:128")
FROM_PIPE = ("-f", "rawvideo", "-pix_fmt", "gray", "-video_size", "64x64", "-framerate", "25", "-i", "pipe:0")


def sentence(caught: pytest.ExceptionInfo[ChildError]) -> str:
    text = str(caught.value)
    assert text.endswith(".")
    assert not text.endswith("..")
    assert "\n" not in text
    assert len(text) < 400
    return text


def gone(process: subprocess.Popen[bytes]) -> bool:
    """Whether a process has ended and has been waited for: nothing of it is left, not even a zombie."""
    return process.returncode is not None and not Path(f"/proc/{process.pid}").exists()


def test_it_returns_what_ffmpeg_writes() -> None:
    raw = run(
        ["-f", "lavfi", "-i", "color=gray:s=16x16:r=1:d=2", "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"], doing=DOING
    )
    assert len(raw) == 2 * 16 * 16


def test_it_takes_input_piece_by_piece() -> None:
    with Child([*FROM_PIPE, "-f", "rawvideo", "pipe:1"], doing=DOING) as child:
        for number in range(3):
            child.write(bytes([number]) * 64 * 64)
        assert child.finish() == b"".join(bytes([number]) * 64 * 64 for number in range(3))


def test_a_mistake_is_told_in_ffmpegs_own_words() -> None:
    with pytest.raises(ChildError) as caught:
        run(["-f", "mov", "-i", "/nowhere/at/all.mp4", "-f", "null", "-"], doing=DOING)
    assert sentence(caught).startswith("ffmpeg left with code ")
    assert DOING in str(caught.value)
    assert "No such file or directory" in str(caught.value)


def test_a_child_that_takes_too_long_is_stopped() -> None:
    child = Child([*NOISE, "-f", "null", "-"], doing=DOING, limits=Limits(wall_s=0.5))
    began = time.monotonic()
    with pytest.raises(ChildError) as caught:
        child.finish()
    assert time.monotonic() - began < 5
    assert sentence(caught) == f"ffmpeg took more than 0.5 s {DOING} and was stopped."
    assert gone(child._process) or sys.platform != "linux"


def test_a_child_that_stops_reading_is_stopped_in_time() -> None:
    slow = [*FROM_PIPE, "-vf", "realtime=speed=0.001", "-f", "null", "-"]
    with pytest.raises(ChildError, match=r"took more than 0\.5 s"), Child(slow, doing=DOING, limits=Limits(wall_s=0.5)) as child:  # fmt: skip  # noqa: E501
        for _ in range(100_000):
            child.write(bytes(64 * 64))


@on_linux
def test_a_child_that_wants_too_much_memory_fails_in_a_sentence() -> None:
    hungry = ["-f", "lavfi", "-i", "color=s=4000x4000:d=5", "-vf", "format=rgb24,reverse", "-f", "null", "-"]
    with pytest.raises(ChildError) as caught:
        run(hungry, doing=DOING, limits=Limits(memory_bytes=600 << 20, wall_s=30))
    assert sentence(caught) == f"ffmpeg found too little memory {DOING}."


@on_linux
def test_a_child_that_works_too_much_is_ended() -> None:
    with pytest.raises(ChildError) as caught:
        run([*NOISE, "-f", "null", "-"], doing=DOING, limits=Limits(processor_s=1, wall_s=60))
    assert "was ended by signal SIG" in sentence(caught)


@on_linux
def test_a_child_that_is_killed_half_way_fails_in_a_sentence_and_leaves_no_zombie() -> None:
    with pytest.raises(ChildError) as caught, Child([*FROM_PIPE, "-f", "null", "-"], doing=DOING) as child:
        process = child._process
        child.write(bytes(64 * 64))
        process.kill()
        for _ in range(100_000):
            child.write(bytes(64 * 64))
    assert sentence(caught) == f"ffmpeg was ended by signal SIGKILL {DOING}: it said nothing."
    assert gone(process)


@on_linux
def test_a_child_killed_after_its_last_input_fails_too() -> None:
    child = Child([*NOISE, "-f", "null", "-"], doing=DOING)
    child._process.kill()
    with pytest.raises(ChildError, match="SIGKILL"):
        child.finish()
    assert gone(child._process)


def test_a_child_that_ends_early_says_why_when_written_to() -> None:
    wrong = ["-f", "rawvideo", "-video_size", "64x64", "-i", "pipe:0", "-vf", "no_such_filter", "-f", "null", "-"]
    with pytest.raises(ChildError, match="no_such_filter"), Child(wrong, doing=DOING) as child:
        for _ in range(100_000):
            child.write(bytes(64 * 64))


@on_linux
def test_leaving_by_an_error_ends_the_child_and_closes_all() -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        with pytest.raises(KeyError), Child([*FROM_PIPE, "-f", "null", "-"], doing=DOING) as child:
            child.write(bytes(64 * 64))
            raise KeyError
        assert gone(child._process)
    with pytest.raises(ChildError):
        run(["-f", "mov", "-i", "/nowhere", "-f", "null", "-"], doing=DOING)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_the_first_input_may_only_be_a_file_or_the_pipe() -> None:
    for address in ("http://127.0.0.1:9/a.mp4", "concat:/etc/hostname|/etc/hostname", "data:,hello"):
        with pytest.raises(ChildError, match=r"[Pp]rotocol"):
            run(["-f", "mov", "-i", address, "-f", "null", "-"], doing=DOING)


@on_linux
def test_output_to_a_full_device_is_told_as_such() -> None:
    with pytest.raises(ChildError) as caught:
        run(["-f", "lavfi", "-i", "color=s=64x64:d=9", "-f", "rawvideo", "-y", "/dev/full"], doing=DOING)
    assert sentence(caught) == f"The disk became full {DOING}. Make room and run the same command again."


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 200 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root may mount a small disk here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def _noisy_episode(folder: Path, sound_s: float) -> None:
    form = PictureFormat(90, 160, FrameRate(12), None, full_range=False, matrix="bt709")
    random = np.random.default_rng(5)
    with EpisodeEncoder(folder, form, silence(sound_s), quality="draft") as encoder:
        for _ in range(48):
            luma = random.integers(0, 255, (160, 90), np.uint8)
            encoder.write(Picture(luma, luma[::2, ::2], luma[::2, ::2]), left=0, top=0)
        encoder.finish()


def test_a_disk_that_fills_while_encoding_is_told_as_such(small_disk: Path) -> None:
    with pytest.raises(ChildError, match="The disk became full encoding an episode"):
        _noisy_episode(small_disk / "e", 0.1)


def test_a_disk_too_small_for_the_sound_keeps_its_error_number(small_disk: Path) -> None:
    with pytest.raises(OSError, match=r".") as caught:
        _noisy_episode(small_disk / "e", 4)
    assert caught.value.errno is not None


def test_pictures_of_any_layout_are_written_as_they_lie() -> None:
    luma = bars(9, (64, 64))
    with Child([*FROM_PIPE, "-f", "rawvideo", "pipe:1"], doing=DOING) as child:
        child.write(np.ascontiguousarray(luma.T).data)
        assert child.finish() == luma.T.tobytes()
