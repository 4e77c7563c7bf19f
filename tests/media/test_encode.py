"""An episode's files: the ladder as phones want it, the master in step with its sound, the same bytes every time."""

from __future__ import annotations

import hashlib
import itertools
import re
import struct
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from fixtures.clips import RATE_HZ, bars, click, ffmpeg, loudest, luma_of, messages, number_in, silence
from fixtures.shelf import Shelf
from microdrama.domain.time import FrameRate, Span
from microdrama.media import hls
from microdrama.media.audio import read_sound
from microdrama.media.encode import EpisodeEncoder, EpisodeFiles, PictureFormat
from microdrama.media.frames import Picture, pictures_at
from microdrama.media.probe import probe

RATES = [FrameRate(24000, 1001), FrameRate(30000, 1001), FrameRate(25), FrameRate(12)]
SIZE = (90, 160)
FLASH = 2  # seconds


@dataclass(frozen=True)
class Made:
    """An encoded episode and what went in."""

    files: EpisodeFiles
    rate: FrameRate
    pictures: int

    @property
    def duration_s(self) -> float:
        return float(self.rate.moment(self.pictures))


def picture_of(luma: np.ndarray) -> Picture:
    high, wide = luma.shape
    colour = np.full((high // 2, wide // 2), 128, np.uint8)
    return Picture(luma, colour, colour)


def encode(folder: Path, rate: FrameRate, seconds: float, *, quality: str = "draft") -> Made:
    """Numbered pictures; a click at two seconds, with the picture that begins nearest to it."""
    count = round(seconds * rate.exact)
    sound = click(silence(max(float(rate.moment(count)), FLASH + 1)), float(rate.snap(Fraction(FLASH))))
    sound = sound[: round(rate.moment(count) * RATE_HZ)]
    form = PictureFormat(*SIZE, rate, None, full_range=False, matrix="bt709")
    with EpisodeEncoder(folder, form, sound, quality=quality, poster_s=rate.moment(7)) as encoder:  # type: ignore[arg-type]
        for number in range(count):
            around = np.full((170, 140), 200, np.uint8)
            around[4:164, 40:130] = bars(number, SIZE)
            encoder.write(picture_of(around), left=40, top=4)
        files = encoder.finish()
    return Made(files, rate, count)


@pytest.fixture(params=RATES, ids=str)
def made(request: pytest.FixtureRequest, shelf: Shelf) -> Made:
    rate: FrameRate = request.param
    name = f"episode-{rate.numerator}"
    shelf.take(name, lambda folder: encode(folder, rate, 4.5).files.folder)
    return Made(EpisodeFiles(shelf.folder / name), rate, round(Fraction(9, 2) * rate.exact))


@pytest.fixture
def one(shelf: Shelf) -> Made:
    shelf.take("episode-24000", lambda folder: encode(folder, RATES[0], 4.5).files.folder)
    return Made(EpisodeFiles(shelf.folder / "episode-24000"), RATES[0], round(Fraction(9, 2) * RATES[0].exact))


def _boxes(path: Path) -> list[str]:
    raw, at, names = path.read_bytes(), 0, []
    while at < len(raw):
        size, name = struct.unpack(">I4s", raw[at : at + 8])
        names.append(name.decode())
        at += size
    return names


def test_a_phone_starts_after_one_second(made: Made) -> None:
    picture = float(1 / made.rate.exact)
    for rung in hls.LADDER:
        durations = [seconds for seconds, _ in hls.playlist_segments(made.files.hls / rung.playlist)]
        assert durations[0] == pytest.approx(1, abs=picture)
        assert durations[1] == pytest.approx(2, abs=picture)
        assert list(itertools.accumulate(durations))[:2] == pytest.approx([1, 3], abs=picture)
        assert sum(durations) == pytest.approx(made.duration_s, abs=0.002)


def test_every_segment_begins_with_a_keyframe_of_its_own(made: Made) -> None:
    rung = hls.LADDER[0]
    listed = ffmpeg(
        "-skip_frame", "nokey", "-i", str(made.files.hls / rung.segments), "-map", "0:v", "-fps_mode", "passthrough",
        "-f", "framehash", "pipe:1",
    ).decode()  # fmt: skip
    base = next(Fraction(line.split()[-1]) for line in listed.splitlines() if line.startswith("#tb"))
    keys = [int(line.split(",")[2]) * base for line in listed.splitlines() if not line.startswith("#")]
    starts = [0.0, *itertools.accumulate(s for s, _ in hls.playlist_segments(made.files.hls / rung.playlist))]
    assert [float(key) for key in keys] == pytest.approx(starts[:-1], abs=0.002)


def test_nothing_is_wrong_with_the_ladder(made: Made) -> None:
    assert hls.faults(made.files.hls, duration_s=made.duration_s) == []


def test_the_rungs_have_their_sizes_and_their_pictures(one: Made) -> None:
    for rung in hls.LADDER:
        shown = luma_of(one.files.hls / rung.segments, size=(rung.width, rung.height))
        assert [number_in(luma) for luma in shown] == list(range(one.pictures))


def test_ffmpeg_reads_every_part_without_a_word(made: Made) -> None:
    assert messages("-i", str(made.files.master), "-f", "null", "-") == ""
    for playlist in [rung.playlist for rung in hls.LADDER[:3]] + [hls.AUDIO_PLAYLIST]:
        told = messages("-i", str(made.files.hls / playlist), "-f", "null", "-")
        assert told == ""


def test_each_byte_range_plays_alone_after_its_head(one: Made, tmp_path: Path) -> None:
    rung = hls.LADDER[0]
    raw = (one.files.hls / rung.segments).read_bytes()
    text = (one.files.hls / rung.playlist).read_text()
    size, start = text.partition('BYTERANGE="')[2].partition('"')[0].split("@")
    head = raw[int(start) : int(start) + int(size)]
    expected = [0, 24, 72]
    ranges = [line.partition(":")[2].split("@") for line in text.splitlines() if line.startswith("#EXT-X-BYTERANGE")]
    assert len(ranges) == len(expected)
    for number, (length, begin) in zip(expected, ranges, strict=True):
        part = tmp_path / f"{number}.mp4"
        part.write_bytes(head + raw[int(begin) : int(begin) + int(length)])
        assert number_in(luma_of(part, size=(rung.width, rung.height))[0]) == number


def test_the_master_starts_with_what_a_player_needs_first(made: Made) -> None:
    boxes = _boxes(made.files.master)
    assert boxes[0] == "ftyp"
    assert boxes.index("moov") < boxes.index("mdat")


def test_the_master_is_the_largest_rung(one: Made) -> None:
    largest = hls.LADDER[-1]
    film = probe(one.files.master)
    assert (film.width, film.height, film.rate) == (largest.width, largest.height, one.rate)
    assert film.duration == one.rate.moment(one.pictures)
    assert not film.full_range
    assert film.matrix == "bt709"

    def pictures(path: Path) -> bytes:
        return ffmpeg("-i", str(path), "-map", "0:v", "-c", "copy", "-bsf:v", "h264_mp4toannexb", "-f", "md5", "pipe:1")

    assert pictures(one.files.master) == pictures(one.files.hls / largest.segments)


def test_flash_and_beep_come_together_in_the_master(made: Made) -> None:
    film = probe(made.files.master)
    picture = made.rate.nearest_frame(Fraction(FLASH))
    shown = next(pictures_at(film, [made.rate.moment(picture)]))
    assert number_in(shown.luma) == picture
    sound = read_sound(film, [Span(Fraction(0), film.duration)])
    assert abs(Fraction(loudest(sound), RATE_HZ) - made.rate.moment(picture)) < Fraction(1, 1000)


def test_flash_and_beep_come_together_for_a_player_of_the_ladder(made: Made, tmp_path: Path) -> None:
    played = tmp_path / "played.mkv"
    ffmpeg("-i", str(made.files.hls / hls.MASTER_PLAYLIST), "-map", "0:v:0", "-map", "0:a:0", "-c", "copy",
           str(played))  # fmt: skip
    film = probe(played)
    picture = made.rate.nearest_frame(Fraction(FLASH))
    assert number_in(next(pictures_at(film, [made.rate.moment(picture)])).luma) == picture
    sound = read_sound(film, [Span(Fraction(0), Fraction(4))])
    assert abs(Fraction(loudest(sound), RATE_HZ) - made.rate.moment(picture)) < Fraction(1, 500)


@pytest.mark.parametrize("quality", ["standard", "high"])
def test_pictures_and_sound_of_a_rung_begin_together(tmp_path: Path, quality: str) -> None:
    """Encoders that put pictures out of order delay the first one, which segments cannot make good."""
    made = encode(tmp_path / "e", FrameRate(12), 4.5, quality=quality)
    for playlist in (hls.LADDER[-1].playlist, hls.AUDIO_PLAYLIST):
        told = subprocess.run(
            [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-i", str(made.files.hls / playlist)],
            capture_output=True,
            text=True,
            check=False,
        ).stderr
        start = re.search(r"Duration: [\d:.]+, start: ([\d.]+)", told)
        assert start is not None
        assert float(start[1]) < 0.001


def test_the_poster_is_the_picture_asked_for(one: Made) -> None:
    poster = luma_of(one.files.poster, size=(720, 1280))
    assert number_in(poster[0]) == 7
    assert (poster[0].min(), poster[0].max()) == (0, 255)  # as JPEG has it: black is 0, white is 255


def test_a_poster_beyond_the_end_is_the_last_picture(tmp_path: Path) -> None:
    form = PictureFormat(*SIZE, FrameRate(12), None, full_range=False, matrix="bt709")
    with EpisodeEncoder(tmp_path / "e", form, silence(0.5), quality="draft", poster_s=Fraction(9)) as encoder:
        for number in range(6):
            encoder.write(picture_of(bars(number, SIZE)), left=0, top=0)
        files = encoder.finish()
    assert number_in(luma_of(files.poster, size=(720, 1280))[0]) == 5


def test_the_master_playlist_says_what_phones_choose_by(one: Made) -> None:
    text = (one.files.hls / hls.MASTER_PLAYLIST).read_text()
    for rung in hls.LADDER:
        assert f"RESOLUTION={rung.width}x{rung.height},FRAME-RATE=23.976" in text
    assert 'LANGUAGE="es-419"' in hls.in_language(text, "es-419")
    assert text.count('CODECS="avc1.') == len(hls.LADDER)
    rates = [int(part.split(",")[0]) for part in text.split(":BANDWIDTH=")[1:]]
    assert rates == sorted(rates)


@pytest.mark.parametrize("quality", ["draft", "standard"])
def test_the_same_pictures_and_sound_give_the_same_bytes(tmp_path: Path, quality: str) -> None:
    def digests(folder: Path) -> dict[str, str]:
        encode(folder, FrameRate(12), 1.5, quality=quality)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    once, again = digests(tmp_path / "once"), digests(tmp_path / "a folder: with 100%d odd 'names'")
    assert once == again
    assert set(once) == {
        "master.mp4", "poster.jpg", "hls/master.m3u8", "hls/audio.m3u8", "hls/audio.m4s",
        *(f"hls/{rung.name}.{kind}" for rung in hls.LADDER for kind in ("m3u8", "m4s")),
    }  # fmt: skip


def test_an_error_on_the_way_ends_ffmpeg(tmp_path: Path) -> None:
    form = PictureFormat(*SIZE, FrameRate(12), None, full_range=False, matrix="bt709")
    encoder = EpisodeEncoder(tmp_path / "e", form, silence(1), quality="draft")
    process = encoder._child._process
    with pytest.raises(ZeroDivisionError), encoder:
        encoder.write(picture_of(bars(0, SIZE)), left=0, top=0)
        raise ZeroDivisionError
    assert process.poll() is not None


@pytest.fixture
def ladder(one: Made, tmp_path: Path) -> Path:
    """A sound ladder to break; its files are copies."""
    folder = tmp_path / "hls"
    folder.mkdir()
    for path in one.files.hls.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def _swap(name: str, old: str, new: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1))

    return damage


def _cut(folder: Path) -> None:
    raw = (folder / "540p.m4s").read_bytes()
    (folder / "540p.m4s").write_bytes(raw[:-1])


def _overlap(folder: Path) -> None:
    lines = (folder / "360p.m3u8").read_text().splitlines()
    at = [number for number, line in enumerate(lines) if line.startswith("#EXT-X-BYTERANGE")][1]
    length, begin = lines[at].partition(":")[2].split("@")
    lines[at] = f"#EXT-X-BYTERANGE:{length}@{int(begin) - 100}"
    (folder / "360p.m3u8").write_text("\n".join(lines))


def _merge_segments(folder: Path) -> None:
    text = (folder / "720p.m3u8").read_text().splitlines()
    keep = [line for line in text if not line.startswith("#EXTINF") and not line.startswith("#EXT-X-BYTERANGE")]
    keep = [line for line in keep if line != "720p.m4s"]
    size = (folder / "720p.m4s").stat().st_size
    keep[-1:] = ["#EXTINF:4.5045,", f"#EXT-X-BYTERANGE:{size - 2000}@2000", "720p.m4s", "#EXT-X-ENDLIST"]
    (folder / "720p.m3u8").write_text("\n".join(keep))


FAULTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "no master playlist": (lambda f: (f / "master.m3u8").unlink(), "master.m3u8 is missing"),
    "no rung": (lambda f: (f / "720p.m3u8").unlink(), "720p.m3u8 is missing"),
    "no sound": (lambda f: (f / "audio.m3u8").unlink(), "audio.m3u8 is missing"),
    "no segments": (lambda f: (f / "720p.m4s").unlink(), "points beyond the end of 720p.m4s"),
    "cut short by a byte": (_cut, "points beyond the end of 540p.m4s"),
    "ranges that overlap": (_overlap, "byte ranges that do not follow one another"),
    "no end mark": (_swap("360p.m3u8", "#EXT-X-ENDLIST", ""), "has no end mark"),
    "a wrong duration": (_swap("360p.m3u8", "#EXTINF:2.", "#EXTINF:1."), "360p.m3u8 lasts"),
    "a long segment": (_swap("360p.m3u8", "#EXTINF:2.", "#EXTINF:9."), "longer than its target duration"),
    "a slow start": (_merge_segments, "begins with a segment of 4.50 s instead of 1 s"),
    "streams out of step": (_merge_segments, "do not begin their segments together"),
    "a range of letters": (_swap("360p.m3u8", "#EXT-X-BYTERANGE:", "#EXT-X-BYTERANGE:x"), "makes no sense"),
    "no range": (lambda f: (f / "360p.m3u8").write_text(
        "\n".join(line for line in (f / "360p.m3u8").read_text().splitlines() if "X-BYTERANGE" not in line)
    ), "without a byte range"),
    "a way out of the folder": (_swap("master.m3u8", "\n360p.m3u8", "\n../360p.m3u8"), "points outside its folder"),
    "segments elsewhere": (lambda f: (f / "360p.m3u8").write_text(
        (f / "360p.m3u8").read_text().replace("360p.m4s", "../360p.m4s")
    ), "points outside its folder"),
    "no playlist": (lambda f: (f / "360p.m3u8").write_bytes(b"\0\xff\xfe" * 50), "360p.m3u8 cannot be read"),
    "text": (lambda f: (f / "master.m3u8").write_text("hello"), "master.m3u8 is no playlist"),
    "no streams": (lambda f: (f / "master.m3u8").write_text("#EXTM3U\n"), "announces no streams"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_a_ladder_is_found_and_told(ladder: Path, one: Made, fault: str) -> None:
    damage, sentence = FAULTS[fault]
    assert hls.faults(ladder, duration_s=one.duration_s) == []
    damage(ladder)
    found = hls.faults(ladder, duration_s=one.duration_s)
    assert any(sentence in told for told in found), found
    assert all(told.endswith(".") and "\n" not in told for told in found)


def test_a_ladder_of_another_length_is_told(one: Made) -> None:
    assert len(hls.faults(one.files.hls, duration_s=one.duration_s + 0.2)) == len(hls.LADDER) + 1


def test_a_ladder_that_its_bit_rate_bounds_comes_out_the_same_every_time(tmp_path: Path) -> None:
    """What no bit rate holds: where several threads share what is left of one, chance decides who gets it."""
    form = PictureFormat(360, 640, FrameRate(24), None, full_range=False, matrix="bt709")
    masters: set[str] = set()
    for number in range(4):
        rng = np.random.default_rng(1)
        with EpisodeEncoder(
            tmp_path / str(number), form, silence(1.0), quality="draft", rungs=hls.rungs_up_to(640)
        ) as encoder:
            for _ in range(24):
                encoder.write(picture_of(rng.integers(0, 255, (640, 360), np.uint8)))
            files = encoder.finish()
        masters.add(hashlib.sha256(files.master.read_bytes()).hexdigest())
    assert len(masters) == 1
