"""Every container gives the same pictures at the same moments, and its sound where it belongs."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from fixtures.clips import BLACK, RATE_HZ, SIZE, WHITE, bars, ffmpeg, loudest, number_in
from fixtures.containers import CLICK_S, COUNT, KINDS, Kind
from fixtures.shelf import Shelf
from microdrama.domain.time import FrameRate, Span
from microdrama.media.audio import read_sound
from microdrama.media.frames import pictures_at
from microdrama.media.probe import Film, probe
from microdrama.media.survey import Survey

RATE = FrameRate(24000, 1001)


@pytest.fixture(params=KINDS.values(), ids=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    chosen: Kind = request.param
    return chosen


@pytest.fixture
def film(kind: Kind, shelf: Shelf) -> Film:
    return probe(shelf.take(kind.name, kind.make))


def test_it_is_known_for_what_it_is(film: Film) -> None:
    assert film.rate == RATE
    assert (film.width, film.height) == SIZE
    assert film.audio is not None
    assert film.rotation == 0
    assert film.high_dynamic_range is None
    assert not film.full_range
    # Matroska states one length for sound and pictures; FLV one that counts from its own zero
    assert abs(film.duration - RATE.moment(COUNT)) < Fraction(1, 12)


def test_each_picture_is_found_at_its_moment(film: Film) -> None:
    shown = [number_in(picture.luma) for picture in pictures_at(film, map(RATE.moment, range(COUNT)))]
    assert shown == list(range(COUNT))


def test_its_levels_are_those_that_went_in(film: Film) -> None:
    luma = next(pictures_at(film, [RATE.moment(30)])).luma
    expected = bars(30)
    assert abs(float(luma[expected == WHITE].mean()) - WHITE) < 4
    assert abs(float(luma[expected == BLACK].mean()) - BLACK) < 4


def test_its_sound_lies_where_its_pictures_are(film: Film, kind: Kind) -> None:
    sound = read_sound(film, [Span(Fraction(0), Fraction(3))])
    assert sound.shape == (3 * RATE_HZ, 2)
    assert abs(loudest(sound) - CLICK_S * RATE_HZ) <= kind.sound_error


def test_a_span_sounds_like_its_part_of_the_whole(film: Film, kind: Kind) -> None:
    # only whole milliseconds are known of a place in Matroska and FLV; elsewhere it is exact
    allowed = 48 if film.demuxer in {"matroska", "flv"} else 0
    for start in (Fraction(7, 5), Fraction(149, 100), Fraction(1), Fraction(3, 5)):
        sound = read_sound(film, [Span(start, start + 1)])
        assert sound.shape == (RATE_HZ, 2)
        assert abs(loudest(sound) - round((Fraction(3, 2) - start) * RATE_HZ)) <= allowed + kind.sound_error


def test_the_survey_sees_and_hears_all_of_it(film: Film) -> None:
    survey = Survey(film)
    blocks = list(survey.blocks())
    seen = [moment for block in blocks for moment in block.moments]
    assert [RATE.nearest_frame(moment) for moment in seen] == list(range(COUNT))
    assert [number_in(luma) for block in blocks for luma in block.luma] == list(range(COUNT))
    assert abs(survey.duration - RATE.moment(COUNT)) < Fraction(1, 500)
    voice = np.concatenate([block.voice for block in blocks])
    assert abs(loudest(voice[:, None]) - CLICK_S * 16_000) <= 16
    assert len(survey.meter.momentary) == pytest.approx(30, abs=1)


@pytest.mark.parametrize(
    ("name", "rate", "label", "known"),
    [
        ("mp4", "25", "01:00:00:10", "01:00:00:10"),
        ("mov", "30000/1001", "00:59:59;12", "00:59:59;12"),
        ("mkv", "24", "10:11:12:13", "10:11:12:13"),
        ("mp4", "50", "01:00:00:10", None),  # every second picture is shown: the label would be another one's
        ("mp4", "50", "01:00:00:00", "01:00:00:00"),
        ("mp4", "25", None, None),
    ],
)
def test_the_label_of_the_first_picture_is_known(
    name: str, rate: str, label: str | None, known: str | None, tmp_path: Path
) -> None:
    path = tmp_path / f"film.{name}"
    stamp = ["-timecode", label] if label else []
    ffmpeg(
        "-f", "lavfi", "-i", f"color=s=64x36:r={rate}:d=1", "-c:v", "libx264", "-preset", "ultrafast", *stamp, str(path)
    )
    assert probe(path).start_timecode == known


def test_a_label_of_any_length_is_no_label(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    said = ["-metadata", f"timecode={'9' * 5000}"]
    ffmpeg("-f", "lavfi", "-i", "color=s=64x36:r=25:d=1", "-c:v", "libx264", "-preset", "ultrafast", *said, str(path))
    assert probe(path).start_timecode is None
