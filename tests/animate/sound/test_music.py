"""The score and the effects: as long as asked, soft at their edges, each mood and each sound its own."""

import itertools

import numpy as np
import numpy.typing as npt
import pytest

from microdrama.animate.sound.ambience import ambience, beds
from microdrama.animate.sound.effects import EFFECTS, effect, named
from microdrama.animate.sound.music import MOODS, compose
from microdrama.domain.storyboard import PlaceKind

RATE_HZ = 48_000
Sound = npt.NDArray[np.float32]


def decibel(sound: Sound) -> float:
    return 20 * float(np.log10(max(np.sqrt(np.mean(np.square(sound))), 1e-9)))


def bands(sound: Sound) -> npt.NDArray[np.float64]:
    """The power in octaves from 60 Hz to 8 kHz in decibels, and how much the loudness moves within half a second."""
    power = np.square(np.abs(np.fft.rfft(sound.mean(axis=1))))
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
    edges = 60 * 2.0 ** np.arange(8)
    shares = [power[(hertz >= low) & (hertz < 2 * low)].sum() / power.sum() for low in edges]
    steps = np.square(sound).mean(axis=1)[: len(sound) // 4800 * 4800].reshape(-1, 4800).mean(axis=1)
    return np.append(10 * np.log10(np.array(shares) + 1e-6), 10 * np.abs(np.diff(np.log10(steps + 1e-9))).mean())


@pytest.fixture(scope="module")
def scores() -> dict[str, Sound]:
    return {mood: compose(14, moods=[(0, mood, 0.3)], seed=3) for mood in MOODS}


def test_moods_are_those_of_scenes_and_each_sounds_its_own(scores: dict[str, Sound]) -> None:
    assert set(MOODS) == {"tense", "tender", "dark", "bright", "sad", "grand", "calm"}
    looks = {mood: bands(score) for mood, score in scores.items()}
    for one, other in itertools.combinations(looks, 2):
        assert np.abs(looks[one] - looks[other]).max() > 2, (one, other)


def test_a_score_is_as_long_as_asked_and_soft_everywhere(scores: dict[str, Sound]) -> None:
    for score in scores.values():
        assert score.shape == (14 * RATE_HZ, 2)
        assert score.dtype == np.float32
        assert np.abs(score).max() < 0.6
        assert not np.abs(score[[0, -1]]).max() > 1e-4
        assert np.abs(np.diff(score, axis=0)).max() < 0.05  # a click would be a step
        assert abs(decibel(score) + 25) < 3


def test_a_score_is_wide_but_not_split(scores: dict[str, Sound]) -> None:
    for score in scores.values():
        assert abs(decibel(score[:, 0]) - decibel(score[:, 1])) < 3
        assert -0.3 < np.corrcoef(score[:, 0], score[:, 1])[0, 1] < 0.95


def test_tension_adds_a_pulse() -> None:
    """The clock ticks above everything else: what lies over 6 kHz grows by 10 dB."""

    def high(tension: float) -> float:
        power = np.square(np.abs(np.fft.rfft(compose(10, moods=[(0, "tense", tension)], seed=1).mean(axis=1))))
        return 10 * float(np.log10(power[len(power) // 4 :].sum() / power.sum()))

    assert high(0.9) > high(0.2) + 10


def test_a_hit_strikes_where_it_is_asked_for_after_a_riser() -> None:
    plain = compose(12, moods=[(0, "dark", 0.5)], seed=2)
    struck = compose(12, moods=[(0, "dark", 0.5)], seed=2, hits_s=[8.0])
    at = 8 * RATE_HZ
    assert decibel(struck[at : at + 9600]) > decibel(plain[at : at + 9600]) + 6
    assert decibel(struck[at - 48_000 : at - 9600]) > decibel(plain[at - 48_000 : at - 9600])
    assert np.array_equal(struck[: 5 * RATE_HZ], plain[: 5 * RATE_HZ])


def test_a_change_of_mood_is_no_jolt() -> None:
    score = compose(16, moods=[(0, "tender", 0.2), (8, "tense", 0.8)], seed=9)
    levels = [decibel(score[at : at + 4800]) for at in range(7 * RATE_HZ, 10 * RATE_HZ, 4800)]
    assert np.abs(np.diff(levels)).max() < 9
    assert np.abs(np.diff(score, axis=0)).max() < 0.05


def test_the_seed_decides_and_silence_is_allowed() -> None:
    one, again, other = (compose(5, moods=[(0, "sad", 0.2)], seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.allclose(one, other, atol=1e-2)
    assert compose(0, moods=[(0, "sad", 0.2)], seed=1).shape == (0, 2)
    assert not compose(1, moods=[], seed=1).any()
    assert np.isfinite(compose(0.3, moods=[(0, "sad", 0.2), (0.1, "dark", 2.0), (5, "calm", 0)], seed=1)).all()


@pytest.mark.parametrize("name", EFFECTS)
def test_an_effect_begins_and_ends_in_silence_and_does_not_clip(name: str) -> None:
    sound = effect(name, seed=1)
    assert sound.dtype == np.float32
    assert 0.2 < len(sound) / RATE_HZ < 5
    assert 0.1 < np.abs(sound).max() <= 0.65
    assert np.abs(sound[[0, -1]]).max() < 1e-3
    assert np.array_equal(sound, effect(name, seed=1))


def test_effects_differ_from_one_another() -> None:
    looks = {name: bands(effect(name, seed=1)) for name in EFFECTS}
    assert all(np.abs(looks[a] - looks[b]).max() > 2 for a, b in itertools.combinations(looks, 2))


@pytest.mark.parametrize(
    ("words", "name"),
    [("phone_buzz", "phone_buzz"), ("A PHONE BUZZES", "phone_buzz"), ("Her phone rings.", "phone_ring"),
     ("door slams", "door"), ("footsteps", "footsteps"), ("heartbeat", "heartbeat"), ("thunder and rain", "thunder"),
     ("silence", None), ("", None)],
)  # fmt: skip
def test_the_words_of_a_script_name_a_sound(words: str, name: str | None) -> None:
    assert named(words) == name


def test_every_place_has_a_quiet_bed_of_its_length_and_the_void_has_none() -> None:
    for place in ("street", "forest", "beach", "office", "restaurant", "hospital_room", "train", "cave"):
        sound = ambience(place, "clear", "day", 20.5, seed=1)  # type: ignore[arg-type]
        assert sound.shape == (round(20.5 * RATE_HZ), 2)
        assert -56 < decibel(sound) < -34
        joint = decibel(sound[round(13.5 * RATE_HZ) : round(16.5 * RATE_HZ)])
        assert abs(joint - decibel(sound[RATE_HZ : 13 * RATE_HZ])) < 5  # where the bed meets itself
    assert not ambience("void", "storm", "night", 3, seed=1).any()


@pytest.mark.parametrize(
    ("place", "weather", "time", "found"),
    [("forest", "clear", "day", ["birds"]), ("forest", "clear", "night", ["crickets"]),
     ("forest", "rain", "day", ["rain"]), ("office", "rain", "day", ["hum", "rain_outside"]),
     ("street", "storm", "night", ["city", "storm"])],
)  # fmt: skip
def test_weather_and_the_hour_change_a_place(place: PlaceKind, weather: str, time: str, found: list[str]) -> None:
    assert beds(place, weather, time) == found  # type: ignore[arg-type]
