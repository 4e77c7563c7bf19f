"""Sound at exact places: channels, late starts, early ends, joins, damage and changes of format."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.clips import RATE_HZ, click, ffmpeg, loudest, make, numbered, silence, tone
from fixtures.shelf import Shelf
from microdrama.domain.time import Span
from microdrama.media.audio import Piece, Sound, followed_by_silence, placed_sound, read_sound
from microdrama.media.probe import Film, probe
from microdrama.media.survey import Survey

PCM = ("-c:a", "pcm_s16le")


def second(start: float, end: float) -> Span:
    return Span(Fraction(start), Fraction(end))


def whole(film: Film) -> Sound:
    return read_sound(film, [Span(Fraction(0), film.duration)])


def rms(sound: Sound) -> float:
    return float(np.sqrt(np.square(sound.astype(np.float64)).mean()))


@pytest.fixture
def noisy(shelf: Shelf) -> Film:
    """Ten seconds in which no two samples are alike for long."""

    def build(path: Path) -> Path:
        noise = np.random.default_rng(7).normal(0, 0.1, (10 * RATE_HZ, 2)).astype(np.float32)
        return make(path, numbered(100), rate="10", sound=noise, audio=PCM)

    return probe(shelf.take("noise.mov", build))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(0, 10 * RATE_HZ), min_size=2, max_size=2, unique=True).map(sorted))
def test_any_span_is_its_part_of_the_whole(noisy: Film, ends: list[int]) -> None:
    first, last = ends
    part = read_sound(noisy, [Span(Fraction(first, RATE_HZ), Fraction(last, RATE_HZ))])
    assert np.array_equal(part, whole(noisy)[first:last])


@pytest.mark.parametrize(
    ("suffix", "codec"), [("mp4", "aac"), ("ts", "ac3"), ("ts", "mp2"), ("mp4", "libmp3lame"), ("mp4", "libopus")]
)
def test_a_span_of_packed_sound_is_right_from_its_first_sample(tmp_path: Path, suffix: str, codec: str) -> None:
    # a rising tone: decoders fill noise with dice of their own, and no two runs of those are alike
    time = np.arange(4 * RATE_HZ) / RATE_HZ
    rising = (0.3 * np.sin(2 * np.pi * (200 + 400 * time) * time)).astype(np.float32)
    sound = np.repeat(rising[:, None], 2, axis=1)
    film = probe(make(tmp_path / f"film.{suffix}", numbered(100), sound=sound, audio=("-c:a", codec)))
    straight = whole(film)
    for start in (1, 1.5, 2.125):
        part = read_sound(film, [second(start, start + 0.5)])
        assert rms(part - straight[round(start * RATE_HZ) :][: len(part)]) < 0.002


def test_sound_is_as_long_as_its_spans_to_the_sample(noisy: Film) -> None:
    for spans in ([second(0.5, 1.25), second(3, 3.5)], [Span(Fraction(1, 3), Fraction(2, 3))], [second(9, 12)], []):
        expected = sum(round(span.duration_s * RATE_HZ) for span in spans)
        assert read_sound(noisy, spans).shape == (expected, 2)


def test_beyond_the_end_is_silence(noisy: Film) -> None:
    sound = read_sound(noisy, [second(9.5, 11)])
    assert np.abs(sound[: RATE_HZ // 2]).max() > 0.1
    assert not sound[RATE_HZ // 2 :].any()
    assert not read_sound(noisy, [second(20, 21)]).any()


def test_a_join_fades_for_ten_milliseconds_and_nothing_else_does(noisy: Film) -> None:
    sound = read_sound(noisy, [second(1, 2), second(5, 6)])
    straight = np.concatenate([whole(noisy)[RATE_HZ : 2 * RATE_HZ], whole(noisy)[5 * RATE_HZ : 6 * RATE_HZ]])
    differs = np.flatnonzero((sound != straight).any(axis=1))
    assert differs.min() >= RATE_HZ - 480
    assert differs.max() < RATE_HZ + 480
    assert not sound[RATE_HZ - 1].any()
    assert not sound[RATE_HZ].any()
    # half-way down the ramp, half the sound is left
    assert rms(sound[RATE_HZ - 250 : RATE_HZ - 230]) == pytest.approx(
        rms(straight[RATE_HZ - 250 : RATE_HZ - 230]) / 2, rel=0.1
    )


def test_spans_that_continue_each_other_are_not_faded(noisy: Film) -> None:
    sound = read_sound(noisy, [second(1, 2), second(2, 3)])
    assert np.array_equal(sound, whole(noisy)[RATE_HZ : 3 * RATE_HZ])


def test_pieces_of_sound_lie_where_they_are_placed_and_fade_at_their_ends(noisy: Film) -> None:
    pieces = [Piece(second(1, 2), Fraction(1, 2)), Piece(second(5, 6), Fraction(2))]
    sound = placed_sound(noisy, pieces, duration=Fraction(4))
    straight, expected = whole(noisy), np.zeros((4 * RATE_HZ, 2), np.float32)
    expected[RATE_HZ // 2 : RATE_HZ // 2 + RATE_HZ] = straight[RATE_HZ : 2 * RATE_HZ]
    expected[2 * RATE_HZ : 3 * RATE_HZ] = straight[5 * RATE_HZ : 6 * RATE_HZ]
    differs = np.flatnonzero((sound != expected).any(axis=1))
    ends = [RATE_HZ // 2, RATE_HZ * 3 // 2, 2 * RATE_HZ, 3 * RATE_HZ]
    assert all(min(abs(int(at) - end) for end in ends) <= 480 for at in differs)
    assert not any(sound[end].any() for end in ends)


def test_pieces_that_continue_each_other_are_one(noisy: Film) -> None:
    pieces = [Piece(second(1, 2), Fraction(0)), Piece(second(2, 3), Fraction(1))]
    sound = placed_sound(noisy, pieces, duration=Fraction(2))
    middle = slice(RATE_HZ // 2, RATE_HZ * 3 // 2)
    assert np.array_equal(sound[middle], whole(noisy)[RATE_HZ : 3 * RATE_HZ][middle])


def test_what_does_not_fit_into_an_episode_is_cut_off(noisy: Film) -> None:
    sound = placed_sound(noisy, [Piece(second(1, 3), Fraction(-1))], duration=Fraction(1, 2))
    assert np.array_equal(sound, whole(noisy)[2 * RATE_HZ : 2 * RATE_HZ + RATE_HZ // 2])
    assert not placed_sound(noisy, [Piece(second(1, 3), Fraction(9))], duration=Fraction(1, 2)).any()


def test_a_film_without_sound_is_silent(tmp_path: Path) -> None:
    film = probe(make(tmp_path / "film.mp4", numbered(25)))
    assert film.audio is None
    sound = whole(film)
    assert sound.shape == (RATE_HZ, 2)
    assert not sound.any()


@pytest.mark.parametrize("channels", [1, 2, 6])
@pytest.mark.parametrize("rate_hz", [22_050, 44_100, 48_000, 96_000])
def test_any_layout_and_rate_becomes_stereo_at_48_khz(tmp_path: Path, channels: int, rate_hz: int) -> None:
    sound = click(silence(2, channels, rate_hz), 1.25, level=0.3, rate_hz=rate_hz)
    film = probe(make(tmp_path / "film.mov", numbered(50), sound=sound, audio=PCM, rate_hz=rate_hz))
    heard = whole(film)
    assert heard.shape == (2 * RATE_HZ, 2)
    assert abs(loudest(heard) - 1.25 * RATE_HZ) <= 1
    assert np.array_equal(heard[:, 0], heard[:, 1])
    assert np.abs(heard).max() > 0.15


def test_left_stays_left_and_the_centre_sounds_on_both_sides(tmp_path: Path) -> None:
    surround = silence(1, 6)
    surround[:, 0] = tone(1, hz=440, dbfs=-20)[:, 0]  # front left
    surround[:, 2] = tone(1, hz=1000, dbfs=-20)[:, 0]  # front centre
    heard = whole(probe(make(tmp_path / "film.mov", numbered(25), sound=surround, audio=PCM)))
    spectrum = np.abs(np.fft.rfft(heard[:RATE_HZ], axis=0))
    assert spectrum[440, 0] > 20 * spectrum[440, 1]
    assert spectrum[1000, 0] == pytest.approx(spectrum[1000, 1], rel=0.01)
    assert spectrum[1000, 0] > 20 * spectrum[700, 0]


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts", "flv", "mov"])
def test_sound_that_starts_late_is_where_it_belongs(tmp_path: Path, suffix: str) -> None:
    pictures = make(tmp_path / "pictures.mkv", numbered(150))
    raw = tmp_path / "sound.f32"
    click(silence(2), 1.0).tofile(raw)
    path = tmp_path / f"film.{suffix}"
    ffmpeg(
        "-i", str(pictures), "-f", "f32le", "-ar", "48000", "-ac", "2", "-i", str(raw), "-map", "0:v", "-map", "1:a",
        "-c:v", "copy", "-af", "asetpts=PTS+3/TB", "-c:a", "aac", "-b:a", "192k", str(path),
    )  # fmt: skip
    film = probe(path)
    for start in (0, 1, 2.5, 3.2, 3.9):
        sound = read_sound(film, [second(start, start + 4.5)])
        assert abs(loudest(sound) - round((4 - start) * RATE_HZ)) <= (48 if suffix in {"mkv", "flv"} else 0)
    survey = Survey(film)
    voice = np.concatenate([block.voice for block in survey.blocks()])
    assert abs(loudest(voice[:, None]) - 4 * 16_000) <= 16
    loud = [number for number, lufs in enumerate(survey.meter.momentary) if lufs > -60]
    assert 38 <= loud[0] <= 41
    assert 41 <= loud[-1] <= 45


def test_a_hole_in_the_sound_is_silence_and_shifts_nothing(tmp_path: Path) -> None:
    marked = click(click(silence(6), 1.0), 5.0)
    path = make(tmp_path / "film.mkv", numbered(150), sound=marked, audio=PCM)
    holed = tmp_path / "holed.mkv"
    ffmpeg("-i", str(path), "-c", "copy", "-bsf:a", "noise=drop='between(pts*tb,2,4)'", str(holed))
    film = probe(holed)
    sound = read_sound(film, [second(0, 6)])
    assert abs(loudest(sound[: 2 * RATE_HZ]) - RATE_HZ) <= 48
    assert abs(loudest(sound[2 * RATE_HZ :]) - 3 * RATE_HZ) <= 48
    survey = Survey(film)
    voice = np.concatenate([block.voice for block in survey.blocks()])
    assert abs(loudest(voice[32_000:, None]) - 3 * 16_000) <= 48  # what waits in a resampler at the hole is late
    assert len(survey.meter.momentary) == pytest.approx(60, abs=1)
    loud = [number for number, lufs in enumerate(survey.meter.momentary) if lufs > -60]
    assert 48 <= max(loud) - 3 <= 51


@pytest.mark.parametrize(
    "second_half", [("-ac", "6"), ("-ar", "44100"), ("-ac", "1")], ids=["surround", "44.1 kHz", "mono"]
)
def test_a_broadcast_may_change_its_sound_on_the_way(tmp_path: Path, second_half: tuple[str, ...]) -> None:
    audio = ("-c:a", "ac3", "-b:a", "192k")
    beeps = tone(1, hz=440, dbfs=-20)
    first = make(tmp_path / "a.ts", numbered(25), sound=beeps, audio=audio)
    then = make(tmp_path / "b.ts", numbered(25), sound=beeps,
                audio=(*audio, *second_half, "-output_ts_offset", "1"))  # fmt: skip
    both = tmp_path / "both.ts"
    both.write_bytes(first.read_bytes() + then.read_bytes())
    film = probe(both)
    sound = read_sound(film, [second(0.2, 1.8)])
    level = [rms(sound[at : at + 4800]) for at in (0, RATE_HZ // 4, RATE_HZ, RATE_HZ * 5 // 4)]
    assert min(level) > 0.03
    voice = np.concatenate([block.voice for block in Survey(film).blocks()])
    assert rms(voice[16_000 * 5 // 4 : 16_000 * 7 // 4, None]) > 0.03


def test_damage_in_the_sound_costs_only_itself(tmp_path: Path) -> None:
    path = make(tmp_path / "film.mkv", numbered(25), sound=tone(4, hz=440, dbfs=-12))
    raw = bytearray(path.read_bytes())
    middle = len(raw) // 2
    raw[middle : middle + 40] = b"\xff" * 40
    path.write_bytes(raw)
    sound = read_sound(probe(path), [second(0, 4)])
    assert rms(sound[int(0.5 * RATE_HZ) : RATE_HZ]) > 0.1
    assert rms(sound[int(3.2 * RATE_HZ) : int(3.8 * RATE_HZ)]) > 0.1


@pytest.fixture
def tracks(shelf: Shelf) -> Path:
    """Three tracks: English, French (the default), Spanish, told apart by their pitch."""

    def build(path: Path) -> Path:
        pitches = [f"sine=frequency={hz}:sample_rate=48000:duration=1" for hz in (400, 800, 1200)]
        inputs = [part for pitch in pitches for part in ("-f", "lavfi", "-i", pitch)]
        named = [
            part
            for number, language in enumerate(("eng", "fre", "spa"))
            for part in (f"-metadata:s:a:{number}", f"language={language}")
        ]
        pictures = make(path.with_name("tracks-pictures.mkv"), numbered(25))
        ffmpeg(
            "-i", str(pictures), *inputs, "-map", "0:v", "-map", "1:a", "-map", "2:a", "-map", "3:a", "-c:v", "copy",
            "-c:a", "flac", *named, "-disposition:a", "0", "-disposition:a:1", "default", str(path),
        )  # fmt: skip
        return path

    return shelf.take("tracks.mkv", build)


@pytest.mark.parametrize(
    ("language", "hz"),
    [(None, 800), ("en", 400), ("en-GB", 400), ("EN", 400), ("fr", 800), ("es-419", 1200), ("spa", 1200), ("ja", 800)],
)
def test_the_language_picks_the_track_and_else_the_default_one(tracks: Path, language: str | None, hz: int) -> None:
    heard = whole(probe(tracks, language=language))
    assert int(np.abs(np.fft.rfft(heard[:RATE_HZ, 0])).argmax()) == hz


def test_sound_beside_a_cover_is_no_film_but_a_cover_beside_a_film_is_no_matter(tmp_path: Path) -> None:
    cover = tmp_path / "cover.png"
    ffmpeg("-f", "lavfi", "-i", "color=red:s=640x640", "-frames:v", "1", str(cover))
    film = make(tmp_path / "film.mp4", numbered(25), sound=silence(1))
    both = tmp_path / "both.mp4"
    ffmpeg("-i", str(film), "-i", str(cover), "-map", "0", "-map", "1", "-c", "copy", "-disposition:v:1",
           "attached_pic", str(both))  # fmt: skip
    known = probe(both)
    assert (known.width, known.height) == (192, 96)


def test_silence_follows_a_sound_that_fades_over_its_last_30_ms() -> None:
    sound = np.full((48_000, 2), 0.5, np.float32)
    made = followed_by_silence(sound, duration=Fraction(5, 2))
    assert made.shape == (120_000, 2)
    assert (made[: 48_000 - 1440] == 0.5).all()
    fade = made[48_000 - 1440 : 48_000, 0]
    assert (np.diff(fade) < 0).all()
    assert fade[-1] == 0
    assert not made[48_000:].any()
    assert (sound == 0.5).all()  # what was given stays as it was
    assert followed_by_silence(sound[:0], duration=Fraction(1)).shape == (48_000, 2)
