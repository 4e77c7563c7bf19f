"""Hostile, damaged and mistaken files: one sentence each, nothing else read, nothing hung, nothing crashed."""

from __future__ import annotations

import contextlib
import ctypes
import os
import random
import struct
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from fixtures.clips import H264, ffmpeg, make, numbered, silence, tone
from fixtures.containers import KINDS
from fixtures.shelf import Shelf
from microdrama.domain.time import Span
from microdrama.media.audio import read_sound
from microdrama.media.container import NotAFilmError
from microdrama.media.frames import pictures_at
from microdrama.media.probe import packets, probe
from microdrama.media.survey import Survey


def look_through(path: Path) -> None:
    """All that we ever do with a film."""
    film = probe(path)
    survey = Survey(film)
    for _ in survey.blocks():
        pass
    some = [survey.duration * part / 4 for part in range(4)]
    list(pictures_at(film, some))
    read_sound(film, [Span(Fraction(0), min(survey.duration, Fraction(10)))])


def refusal(path: Path) -> str:
    with pytest.raises(NotAFilmError) as caught:
        look_through(path)
    told = str(caught.value)
    assert told.endswith(".")
    assert not told.endswith("..")
    assert "\n" not in told
    assert str(path) in told
    return told.replace(str(path), "FILE")


@contextlib.contextmanager
def untouched(path: Path) -> Iterator[None]:
    """Fails if anybody opens the file meanwhile, as the kernel sees it."""
    if sys.platform != "linux":
        pytest.skip("asks the Linux kernel who opened a file")
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(os.O_NONBLOCK)
    opened = 0x20
    assert libc.inotify_add_watch(watch, os.fsencode(path), opened) >= 0
    try:
        yield
        with pytest.raises(BlockingIOError):
            os.read(watch, 4096)
    finally:
        os.close(watch)


def test_the_watch_sees_a_file_being_opened(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"x")
    with pytest.raises(pytest.fail.Exception), untouched(other):
        other.read_bytes()


@pytest.fixture
def secret(shelf: Shelf, tmp_path: Path) -> Path:
    """A sound film that somebody else's file points at."""
    whole = shelf.take("secret.ts", lambda path: make(path, numbered(10), sound=silence(0.4)))
    mine = tmp_path / "secret.ts"
    mine.write_bytes(whole.read_bytes())
    return mine


POINTERS = {
    "an HLS playlist": "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{0}\n#EXT-X-ENDLIST\n",
    "a concat list": "ffconcat version 1.0\nfile '{0}'\n",
    "an SDP session": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
    "a DASH manifest": (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet>'
        '<Representation id="1" bandwidth="1"><BaseURL>{0}</BaseURL></Representation></AdaptationSet></Period></MPD>'
    ),
    "a text of paths": "{0}\n",
    "an XSPF list": "<playlist><trackList><track><location>{0}</location></track></trackList></playlist>",
    "a Smooth Streaming manifest": '<SmoothStreamingMedia><StreamIndex Url="{0}"/></SmoothStreamingMedia>',
}  # fmt: skip


@pytest.mark.parametrize("name", ["film.mp4", "film.mkv", "film.ts", "film.avi"])
@pytest.mark.parametrize("kind", POINTERS)
def test_a_list_that_points_elsewhere_is_no_film(tmp_path: Path, secret: Path, kind: str, name: str) -> None:
    path = tmp_path / name
    path.write_text(POINTERS[kind].format(secret))
    with untouched(secret):
        assert "not a film that microdrama reads" in refusal(path)


def _box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, name) + body


def test_a_film_whose_data_lie_in_another_file_reads_nothing_from_there(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole.mov", numbered(25), video=(*H264, "-movflags", "+faststart"))
    raw = whole.read_bytes()
    secret = tmp_path / "secret.mov"
    secret.write_bytes(raw)
    at = raw.index(b"dref")
    size = struct.unpack(">I", raw[at - 4 : at])[0]
    address = f"file://{secret}".encode() + b"\0"
    reference = _box(b"dref", struct.pack(">II", 0, 1), _box(b"url ", struct.pack(">I", 0), address))
    grown = _grow(raw, at - 4, size, reference)
    mdat = grown.index(b"mdat") - 4
    path = tmp_path / "film.mov"
    path.write_bytes(grown[:mdat] + _box(b"mdat", b"\0" * 64))
    with untouched(secret):
        refusal(path)


def _grow(raw: bytes, start: int, size: int, replacement: bytes) -> bytes:
    """The film with one box replaced, and all boxes around it made to fit."""
    more = len(replacement) - size
    grown = bytearray(raw[:start] + replacement + raw[start + size :])
    for name in (b"moov", b"trak", b"mdia", b"minf", b"dinf"):
        at = raw.rindex(name, 0, start) - 4
        old = struct.unpack(">I", raw[at : at + 4])[0]
        assert at < start < at + old
        grown[at : at + 4] = struct.pack(">I", old + more)
    return bytes(grown)


def _ebml(identity: bytes, body: bytes) -> bytes:
    return identity + struct.pack(">Q", len(body) | 1 << 56) + body


def test_matroska_segments_that_name_other_files_read_nothing_from_there(tmp_path: Path, secret: Path) -> None:
    head = _ebml(b"\x1a\x45\xdf\xa3", _ebml(b"\x42\x82", b"matroska"))
    links = [
        _ebml(b"\x73\xa4", b"A" * 16),  # this segment
        _ebml(b"\x3c\xb9\x23", b"B" * 16),  # the one before
        _ebml(b"\x3c\x83\xab", str(secret).encode()),
        _ebml(b"\x3e\xb9\x23", b"C" * 16),  # the one after
        _ebml(b"\x3e\x83\xbb", str(secret).encode()),
        _ebml(b"\x2a\xd7\xb1", (1_000_000).to_bytes(4, "big")),
    ]
    path = tmp_path / "film.mkv"
    path.write_bytes(head + _ebml(b"\x18\x53\x80\x67", _ebml(b"\x15\x49\xa9\x66", b"".join(links))))
    with untouched(secret):
        refusal(path)


def test_a_colon_in_a_name_is_nothing_but_a_colon(
    tmp_path: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = shelf.take("secret.ts", lambda path: make(path, numbered(10), sound=silence(0.4)))
    monkeypatch.chdir(tmp_path)
    for name in ("Night: the film.ts", "http:film.ts", "concat:film.ts", "-i.ts", "100%d.ts", "naïve ☃.ts"):
        path = Path(name)
        path.write_bytes(whole.read_bytes())
        look_through(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "FILE is empty."),
        (b"Once upon a time", "FILE is a text file, not a film"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "a picture (JPEG)"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a picture (PNG)"),
        (b"RIFF\0\0\0\0WEBP" + b"\0" * 50, "a picture (WebP)"),
        (b"RIFF\0\0\0\0WAVE" + b"\0" * 50, "a sound file (WAV)"),
        (b"\0\0\0\x18ftypavif" + b"\0" * 50, "a picture (AVIF or HEIC)"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "a picture (AVIF or HEIC)"),
        (b"ID3\x04" + b"\0" * 50, "a sound file (MP3)"),
        (b"%PDF-1.7", "a PDF document"),
        (b"PK\x03\x04" + b"\0" * 50, "a ZIP archive"),
        (b"\0" * 5000, "of an unknown kind"),
        (b"\0\0\0\x18ftypisom", "damaged or incomplete"),
        (b"\x1a\x45\xdf\xa3" + b"\0" * 500, "FILE"),
        (b"RIFF\xff\xff\xff\xffAVI " + b"\0" * 500, "FILE"),
        (b"FLV\x01\x05\0\0\0\x09\0\0\0\0", "FILE"),
        ((b"G" + b"\0" * 187) * 20, "FILE"),
    ],
)
def test_what_is_no_film_is_told_in_one_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    assert says in refusal(path)


def test_what_is_no_file_is_told_in_one_sentence(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.mp4") == "There is no file FILE."
    assert refusal(tmp_path) == "FILE is a folder; name the film inside it."
    assert "cannot be read" in refusal(tmp_path / ("x" * 300))
    os.mkfifo(tmp_path / "pipe.mp4")
    assert "no file on a disk" in refusal(tmp_path / "pipe.mp4")


def test_sound_files_are_told_as_such(tmp_path: Path) -> None:
    cover = tmp_path / "cover.png"
    ffmpeg("-f", "lavfi", "-i", "color=red:s=640x640", "-frames:v", "1", str(cover))
    for name, codec in (("song.mp3", "libmp3lame"), ("song.m4a", "aac"), ("song.mp4", "aac"), ("song.mkv", "flac")):
        song = tmp_path / name
        covered = ("-i", str(cover), "-map", "0:a", "-map", "1:v", "-c:v", "copy", "-disposition:v", "attached_pic")
        chosen = covered if name.endswith(("3", "a")) else ()
        ffmpeg("-f", "lavfi", "-i", "sine=d=1", *chosen, "-c:a", codec, str(song))
        assert "sound file" in refusal(song)


def test_a_film_of_one_picture_is_a_film(tmp_path: Path) -> None:
    for suffix in ("mp4", "mkv", "mov"):
        film = probe(make(tmp_path / f"one.{suffix}", numbered(1)))
        survey = Survey(film)
        assert sum(len(block.moments) for block in survey.blocks()) == 1
        assert survey.duration == Fraction(1, 25)
        assert len(list(pictures_at(film, [Fraction(0)]))) == 1


def test_a_recording_without_a_length_is_measured(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole.mkv", numbered(60), rate="20", sound=silence(3), audio=("-c:a", "libopus"))
    path = tmp_path / "live.webm"
    live = ("-c", "copy", "-f", "matroska", "-live", "1", "pipe:1")
    path.write_bytes(ffmpeg("-i", str(whole), *live))
    film = probe(path)
    assert film.duration == 3
    look_through(path)


@pytest.mark.parametrize(
    ("suffix", "audio"), [("mkv", "aac"), ("flv", "aac"), ("mp4", "aac"), ("ts", "aac"), ("avi", "libmp3lame")]
)
def test_sound_that_outlasts_the_pictures_is_no_damage(tmp_path: Path, suffix: str, audio: str) -> None:
    sound = tone(6, hz=440, dbfs=-20)
    path = make(tmp_path / f"film.{suffix}", numbered(50), sound=sound, audio=("-c:a", audio))
    look_through(path)


@pytest.mark.parametrize("name", ["mp4", "mov", "mkv", "flv", "avi"])
@pytest.mark.parametrize("share", [0.3, 0.7])
def test_a_film_cut_short_is_refused_with_both_its_times(tmp_path: Path, shelf: Shelf, name: str, share: float) -> None:
    def build(path: Path) -> Path:
        front = ("-movflags", "+faststart") if name in {"mp4", "mov"} else ()
        audio = "libmp3lame" if name == "avi" else "aac"
        return make(path, numbered(200), sound=tone(8, hz=440, dbfs=-9), video=(*H264, *front), audio=("-c:a", audio))

    raw = shelf.take(f"whole.{name}", build).read_bytes()
    path = tmp_path / f"film.{name}"
    path.write_bytes(raw[: int(len(raw) * share)])
    told = refusal(path)
    assert "breaks off at" in told
    assert "although it says that it lasts 8" in told
    film = probe(path)
    with pytest.raises(NotAFilmError, match=r"breaks off before 7\.5 s"):
        list(pictures_at(film, [Fraction(1), Fraction(15, 2)]))


def test_a_film_without_its_index_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "film.mp4", numbered(50))
    raw = path.read_bytes()
    path.write_bytes(raw[: raw.index(b"moov") - 4])
    assert "damaged or incomplete" in refusal(path)


def test_claims_of_huge_pictures_are_refused_before_any_is_made(tmp_path: Path) -> None:
    path = make(tmp_path / "film.mkv", numbered(3), video=("-c:v", "ffv1"))
    raw = bytearray(path.read_bytes())
    at = raw.index(b"\xb0\x81\xc0")  # PixelWidth of one byte: 192
    raw[at : at + 3] = b"\xb0\x81\xff"
    path.write_bytes(raw)
    with contextlib.suppress(NotAFilmError):
        look_through(path)
    huge = make(tmp_path / "film.mov", numbered(3), video=("-c:v", "mpeg4"))
    raw = bytearray(huge.read_bytes())
    size = struct.pack(">HH", 192, 96)
    at = raw.index(size, raw.index(b"stsd"))
    raw[at : at + 4] = struct.pack(">HH", 65535, 65535)
    huge.write_bytes(raw)
    with contextlib.suppress(NotAFilmError):
        look_through(huge)


@pytest.mark.parametrize("size", [(14, 14), (8194, 16), (16, 8194)])
def test_sizes_beyond_reason_are_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    picture = bytes(size[0] * size[1] + 2 * (size[0] // 2) * (size[1] // 2))
    path = make(tmp_path / "film.mkv", [picture] * 3, size=size, video=("-c:v", "ffv1"))
    assert f"pictures of {size[0]}x{size[1]} pixels" in refusal(path)


@pytest.mark.parametrize("size", [(8192, 16), (16, 2048), (16, 16)])
def test_sizes_at_the_edge_of_reason_are_films(tmp_path: Path, size: tuple[int, int]) -> None:
    picture = bytes(size[0] * size[1] * 3 // 2)
    look_through(make(tmp_path / "film.mkv", [picture] * 3, size=size, video=("-c:v", "ffv1")))


def test_pictures_nobody_can_decode_are_told(tmp_path: Path) -> None:
    path = make(tmp_path / "film.mov", numbered(10))
    path.write_bytes(path.read_bytes().replace(b"avc1", b"zzzz"))
    assert "cannot decode" in refusal(path)


def test_a_film_of_a_year_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "film.mkv", numbered(2), rate="1/40000")
    assert "microdrama takes films up to 12 hours" in refusal(path)


def test_a_stream_that_appears_on_the_way_costs_nothing() -> None:
    class Broadcast:
        """Trips at its end over a stream it did not announce, as the library does on some damaged FLV files."""

        def demux(self, stream: int) -> Iterator[str]:
            yield from (f"packet {number} of stream {stream}" for number in range(3))
            raise IndexError("list index out of range")

    assert len(list(packets(Broadcast(), 0))) == 3


def test_a_sound_that_claims_to_come_in_years_is_no_reason_to_wait(tmp_path: Path) -> None:
    path = make(tmp_path / "film.flv", numbered(25), sound=tone(1, hz=440, dbfs=-20))
    raw = bytearray(path.read_bytes())
    at, sounds = 13, []
    while at < len(raw):
        sounds += [at] if raw[at] == 8 else []
        at += 15 + int.from_bytes(raw[at + 1 : at + 4], "big")
    raw[sounds[len(sounds) // 2] + 7] = 0x7F  # the top byte of its time: 24 days
    path.write_bytes(raw)
    look_through(path)
    survey = Survey(probe(path))
    assert sum(len(block.voice) for block in survey.blocks()) < 2 * 16_000


@pytest.mark.parametrize("name", ["h264-aac.mp4", "h264-flac.mkv", "h264-aac.ts", "mpeg4-pcm.avi", "h264-aac.flv"])
def test_flipped_bytes_end_in_a_film_or_a_sentence(tmp_path: Path, shelf: Shelf, name: str) -> None:
    kind = KINDS[name]

    def build(path: Path) -> Path:
        sound = tone(0.6, hz=440, dbfs=-20)
        return make(path, numbered(15, (64, 48)), size=(64, 48), video=kind.video, sound=sound, audio=kind.audio)

    raw = shelf.take(f"fuzz-{name}", build).read_bytes()
    path = tmp_path / name
    survived = 0
    for seed in range(24):
        dice = random.Random(f"{name} {seed}")
        flipped = bytearray(raw)
        # heads and indices are where the damage tells: half of the flips go to the first and last kilobyte
        ends = [*range(16, 1024), *range(len(raw) - 1024, len(raw))]
        for _ in range(dice.choice([1, 4, 30])):
            at = dice.randrange(len(raw)) if dice.random() < 0.5 else dice.choice(ends)
            flipped[at] = dice.randrange(256)
        path.write_bytes(flipped)
        with contextlib.suppress(NotAFilmError):
            look_through(path)
            survived += 1
    assert survived > 0
