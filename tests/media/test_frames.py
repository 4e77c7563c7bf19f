"""Pictures at exact moments, whatever the film's spacing, size, turn or colours; ffmpeg is the judge."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.clips import H264, SIZE, bars, ffmpeg, luma_of, make, number_in, numbered, yuv420
from fixtures.containers import KINDS
from fixtures.shelf import Shelf
from microdrama.domain.time import FrameRate
from microdrama.media.container import NotAFilmError
from microdrama.media.frames import pictures_at
from microdrama.media.probe import Film, probe
from microdrama.media.survey import Survey


def shown(film: Film, moments: list[Fraction]) -> list[int]:
    return [number_in(picture.luma) for picture in pictures_at(film, moments)]


@pytest.mark.parametrize(
    ("rate", "expected", "step"),
    [
        ("12", FrameRate(12), 1),
        ("24", FrameRate(24), 1),
        ("25", FrameRate(25), 1),
        ("30000/1001", FrameRate(30000, 1001), 1),
        ("30", FrameRate(30), 1),
        ("48", FrameRate(24), 2),
        ("50", FrameRate(25), 2),
        ("60000/1001", FrameRate(30000, 1001), 2),
        ("60", FrameRate(30), 2),
        ("120", FrameRate(30), 4),
    ],
)
@pytest.mark.parametrize("container", ["mp4", "mkv"])
def test_a_film_plays_at_its_own_rate_up_to_thirty(
    tmp_path: Path, container: str, rate: str, expected: FrameRate, step: int
) -> None:
    film = probe(make(tmp_path / f"film.{container}", numbered(60), rate=rate))
    assert film.rate == expected
    numbers = shown(film, [expected.moment(k) for k in range(60 // step)])
    behind = {number - k * step for k, number in enumerate(numbers)}
    assert behind <= set(range(max(1, step // 2)))  # a cut snapped to a picture never shows the one before
    assert len(behind) == 1


_IRREGULAR_MS = (0, 30, 75, 160, 170, 300, 301, 420, 500, 620, 633, 700, 760, 900, 950, 1000, 1200, 1290, 1400)


@pytest.fixture
def irregular(shelf: Shelf, request: pytest.FixtureRequest) -> Film:
    terms = "+".join(f"eq(N,{number})*{at}" for number, at in enumerate(_IRREGULAR_MS))
    timing = ("-vf", f"settb=1/1000,setpts='{terms}'", "-fps_mode", "passthrough", "-enc_time_base", "1:1000")
    suffix = request.param
    path = shelf.take(
        f"irregular.{suffix}",
        lambda path: make(path, numbered(len(_IRREGULAR_MS)), rate="25", video=(*timing, *H264)),
    )
    return probe(path)


@pytest.mark.parametrize("irregular", ["mp4", "mkv", "mov", "ts"], indirect=True)
def test_irregular_pictures_are_shown_from_their_own_time_to_the_next(irregular: Film) -> None:
    starts = [Fraction(ms, 1000) for ms in _IRREGULAR_MS]
    rate = irregular.rate
    grid = [rate.moment(k) for k in range(rate.nearest_frame(starts[-1]) + 1)]
    # a picture begins at the grid picture nearest to its own time, as a cut at that picture does
    expected = [max(n for n, start in enumerate(starts) if rate.snap(start) <= moment) for moment in grid]
    assert shown(irregular, grid) == expected
    assert len(set(expected)) > 10


@pytest.mark.parametrize("irregular", ["mp4", "mkv", "mov", "ts"], indirect=True)
def test_a_cut_at_an_irregular_picture_shows_no_flash_of_the_one_before(irregular: Film) -> None:
    for number, at in enumerate(_IRREGULAR_MS):
        first = shown(irregular, [irregular.rate.snap(Fraction(at, 1000))])[0]
        assert first >= number


@pytest.mark.parametrize("irregular", ["mp4"], indirect=True)
def test_the_survey_tells_irregular_times_as_they_are(irregular: Film) -> None:
    moments = [moment for block in Survey(irregular).blocks() for moment in block.moments]
    assert [round(moment * 1000) for moment in moments] == list(_IRREGULAR_MS)


_LONG = 250
_MORE = {
    "mpeg4.ts": ("-c:v", "mpeg4", "-q:v", "2", "-bf", "2", "-g", "30"),
    "refresh.ts": (*H264, "-bf", "0", "-x264-params", "intra-refresh=1:keyint=20"),  # no keyframe but the first
    "refresh.mp4": (*H264, "-bf", "0", "-x264-params", "intra-refresh=1:keyint=20"),
}


def _long(name: str, shelf: Shelf) -> Film:
    video = _MORE[name] if name in _MORE else KINDS[name].video

    def build(path: Path) -> Path:
        return make(path, numbered(_LONG, (96, 64)), rate="25", size=(96, 64), video=video)

    return probe(shelf.take(f"long-{name}", build))


@pytest.mark.parametrize(
    "name",
    ["h264-aac.mp4", "open-groups.mp4", "open-groups.mkv", "open-groups.ts", "mpeg2-mp2.ts", "mpeg4-pcm.avi",
     "h264-pcm.avi", "h264-aac.flv", "hevc-aac.mp4", "vp9-opus.webm", *_MORE],
)  # fmt: skip
def test_seeking_finds_the_pictures_that_walking_finds(name: str, shelf: Shelf) -> None:
    film = _long(name, shelf)
    walked = [picture.luma.copy() for picture in pictures_at(film, map(film.rate.moment, range(_LONG)))]
    assert [number_in(luma) for luma in walked] == list(range(_LONG))

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.integers(0, _LONG - 1), min_size=1, max_size=5).map(sorted))
    def check(wanted: list[int]) -> None:
        found = pictures_at(film, map(film.rate.moment, wanted))
        assert all(np.array_equal(picture.luma, walked[number]) for picture, number in zip(found, wanted, strict=True))

    check()


def test_spans_far_apart_and_back_to_back(shelf: Shelf) -> None:
    film = _long("open-groups.mp4", shelf)
    wanted = [*range(3, 9), *range(9, 15), *range(140, 160), *range(160, 162), 249]
    assert shown(film, [film.rate.moment(number) for number in wanted]) == wanted


def test_an_episode_may_go_back_to_what_it_repeats(shelf: Shelf) -> None:
    film = probe(shelf.take("h264-aac.mp4", KINDS["h264-aac.mp4"].make))
    wanted = [40, 41, 42, 3, 4, 70, 0]
    moments = [film.rate.moment(number) for number in wanted]
    assert [number_in(picture.luma) for picture in pictures_at(film, moments)] == wanted


def test_a_film_that_begins_in_the_middle_of_a_group(tmp_path: Path) -> None:
    path = make(tmp_path / "whole.ts", numbered(100), rate="25")
    packets = path.read_bytes()
    third = len(packets) // 188 // 3 * 188
    cut = tmp_path / "cut.ts"
    cut.write_bytes(packets[: 188 * 3] + packets[third:])
    film = probe(cut)
    first = shown(film, [Fraction(0)])[0]
    count = 100 - first
    assert shown(film, [film.rate.moment(k) for k in range(count)]) == list(range(first, 100))


def test_up_to_a_second_after_its_end_the_last_picture_stands(shelf: Shelf) -> None:
    film = _long("h264-aac.mp4", shelf)
    assert shown(film, [Fraction(10), Fraction(1095, 100)]) == [249, 249]
    with pytest.raises(NotAFilmError, match=r"breaks off before 12\.0 s"):
        list(pictures_at(film, [Fraction(12)]))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("size", [(192, 96), (161, 121)])
def test_a_turned_film_stands_upright(tmp_path: Path, turn: int, size: tuple[int, int]) -> None:
    wide, high = size
    slope = (np.arange(wide)[None, :] * 0.6 + np.arange(high)[:, None] * 0.9 + 16).astype(np.uint8)
    lossless = ("-c:v", "libx264", "-preset", "ultrafast", "-qp", "0") if wide % 2 == 0 else ("-c:v", "ffv1")
    stored = make(tmp_path / "stored.mkv", [yuv420(slope)] * 3, size=size, video=lossless)
    turned = tmp_path / "turned.mkv"
    ffmpeg("-display_rotation:v:0", str(turn), "-i", str(stored), "-c", "copy", str(turned))
    film = probe(turned)
    upright = (high, wide) if turn in {90, 270} else (wide, high)
    assert (film.width, film.height) == upright
    picture = next(pictures_at(film, [Fraction(0)]))
    assert np.array_equal(picture.luma, luma_of(turned, size=upright)[0])
    assert picture.cb.shape == ((upright[1] + 1) // 2, (upright[0] + 1) // 2) == picture.cr.shape
    block = next(Survey(film).blocks())
    assert (block.luma.shape[2] > block.luma.shape[1]) == (upright[0] > upright[1])
    assert (block.stills[0].rgb.shape[1] > block.stills[0].rgb.shape[0]) == (upright[0] > upright[1])
    small = block.luma[0].astype(float)
    assert np.sign(small[0, 0] - small[-1, -1]) == np.sign(float(picture.luma[0, 0]) - float(picture.luma[-1, -1]))


@pytest.mark.parametrize("turn", [0, 90])
@pytest.mark.parametrize(("aspect", "square"), [("64/45", 273), ("1/1", 192), ("2/3", 128), ("100/1", 192)])
def test_pixels_need_not_be_square(tmp_path: Path, aspect: str, square: int, turn: int) -> None:
    stored = make(tmp_path / "a.mp4", numbered(3), video=("-vf", f"setsar={aspect}", *H264))
    film = tmp_path / "b.mp4"
    ffmpeg("-display_rotation:v:0", str(turn), "-i", str(stored), "-c", "copy", str(film))
    known = probe(film)
    assert (known.width, known.height) == ((96, square) if turn else (square, 96))
    assert (known.stored_width, known.stored_height) == SIZE


@pytest.mark.parametrize("size", [(161, 121), (17, 33), (321, 241)])
def test_odd_sizes_keep_their_last_row_and_column(tmp_path: Path, size: tuple[int, int]) -> None:
    wide, high = size
    luma = np.full((high, wide), 60, np.uint8)
    luma[-1, :] = luma[:, -1] = 200
    film = probe(make(tmp_path / "odd.mkv", [yuv420(luma, cb=90, cr=170)] * 2, size=size, video=("-c:v", "ffv1")))
    picture = next(pictures_at(film, [Fraction(0)]))
    assert np.array_equal(picture.luma, luma)
    assert picture.cb.shape == picture.cr.shape == ((high + 1) // 2, (wide + 1) // 2)
    assert (picture.cb == 90).all()
    assert (picture.cr == 170).all()
    assert len(list(Survey(film).blocks())) == 1


def test_a_size_that_changes_on_the_way_becomes_the_first(tmp_path: Path) -> None:
    parts = [
        make(tmp_path / "a.ts", numbered(25), rate="25"),
        make(tmp_path / "b.ts", numbered(25, (320, 160)), rate="25", size=(320, 160),
             video=(*H264, "-output_ts_offset", "1")),
    ]  # fmt: skip
    film = tmp_path / "both.ts"
    film.write_bytes(b"".join(part.read_bytes() for part in parts))
    known = probe(film)
    wanted = [known.rate.moment(k) for k in range(45)]
    assert {picture.luma.shape for picture in pictures_at(known, wanted)} == {(96, 192)}
    assert {block.luma.shape[1:] for block in Survey(known).blocks()} == {(48, 96)}


def test_damage_in_the_middle_costs_a_few_pictures(tmp_path: Path) -> None:
    path = make(tmp_path / "film.mp4", numbered(100), rate="25")
    raw = bytearray(path.read_bytes())
    middle = len(raw) // 2
    raw[middle : middle + 1500] = b"\xff" * 1500
    path.write_bytes(raw)
    film = probe(path)
    survey = Survey(film)
    assert sum(len(block.moments) for block in survey.blocks()) > 80
    found = [picture.luma for picture in pictures_at(film, map(film.rate.moment, range(100)))]
    assert [number_in(luma) for luma in (*found[:30], *found[-20:])] == [*range(30), *range(80, 100)]


def test_an_hour_of_clock_before_the_first_picture_changes_nothing(tmp_path: Path) -> None:
    film = probe(make(tmp_path / "late.ts", numbered(50), rate="25", video=(*H264, "-output_ts_offset", "5000")))
    assert film.origin > 5000
    assert film.duration == 2
    assert shown(film, [film.rate.moment(k) for k in range(50)]) == list(range(50))


def test_a_bar_of_one_film_reads_as_its_number() -> None:
    assert [number_in(bars(number)) for number in (0, 1, 127, 128, 255)] == [0, 1, 127, 128, 255]


def test_a_damaged_time_never_turns_the_survey_back(tmp_path: Path) -> None:
    pictures = make(tmp_path / "pictures.mkv", numbered(25))
    path = tmp_path / "film.mkv"
    back = "setts=pts='if(eq(N,12),PTS-300,PTS)':dts=DTS"
    ffmpeg("-i", str(pictures), "-c", "copy", "-bsf:v", back, str(path))
    survey = Survey(probe(path))
    moments = [moment for block in survey.blocks() for moment in block.moments]
    assert moments == sorted(moments)
    assert survey.duration == 1
