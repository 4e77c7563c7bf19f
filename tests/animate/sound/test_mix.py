"""The mix: stems that add up, lines on their sample, music that makes way, one loudness."""

import itertools
import wave
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st

from microdrama.animate.sound.mix import SoundError, Stems, mix, read_line
from microdrama.animate.timed import RATE, TimedEpisode, TimedLine, TimedShot
from microdrama.domain.screenplay import Delivery
from microdrama.domain.series import Cliffhanger, Hook
from microdrama.domain.storyboard import (
    Beat,
    BoardEpisode,
    Location,
    Scene,
    Seen,
    Shot,
    SpokenLine,
    State,
)
from microdrama.domain.takes import SpokenFacts
from microdrama.media.audio import RATE_HZ, sample_of
from microdrama.media.loudness import CEILING_DBTP, TARGET_LUFS, measure

VOICE_HZ = 24_000
OFFICE = Location(id="office", name="Office", kind="office", interior=True, seed=1)
HOW: tuple[Delivery, ...] = ("seen", "phone", "thought", "over")
VOID = Location(id="office", name="Nowhere", kind="void", interior=True, seed=1)


def babble(seconds: float, seed: int = 0) -> npt.NDArray[np.float32]:
    """Something like speech: a buzz of 140 Hz in syllables, at -21 dB, that begins with a step."""
    when = np.arange(round(seconds * VOICE_HZ)) / VOICE_HZ
    rng = np.random.default_rng(seed)
    buzz = sum(np.sin(2 * np.pi * 140 * n * when + n) / n for n in range(1, 20)) + 0.2 * rng.standard_normal(len(when))
    sound = buzz * (0.6 + 0.4 * np.cos(2 * np.pi * 4 * when))
    return (sound / np.sqrt(np.mean(np.square(sound))) * 10 ** (-21 / 20)).astype(np.float32)


def written(path: Path, sound: npt.NDArray[np.float32]) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, VOICE_HZ, 0, "NONE", ""))
        file.writeframes(np.round(np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def episode(
    folder: Path,
    *shots: tuple[int, list[tuple[Fraction, float]]],
    delivery: Delivery = "seen",
    sounds: list[str] | None = None,
) -> TimedEpisode:
    """Shots of so many pictures with lines that begin at a time and last so many seconds."""
    state = State(location="office", time_of_day="day")
    numbers = itertools.count(1)
    board: list[Shot] = []
    timed: list[tuple[int, list[TimedLine]]] = []
    for at, (pictures, lines) in enumerate(shots, 1):
        said: list[TimedLine] = []
        for start_s, seconds in lines:
            number = next(numbers)
            line = SpokenLine(id=f"line-{number}", character="ana", text="Ba", script_line=1, delivery=delivery)
            path = written(folder / f"{number}.wav", babble(seconds, number))
            said.append(TimedLine(line, start_s, SpokenFacts(duration_s=seconds), path))
        board.append(
            Shot(
                id=f"shot-{at}", size="medium", seen=[Seen(character="ana", look="plain", side="left")], first=state,
                last=state, duration_s=Fraction(1), lines=[one.line for one in said], sounds=sounds or [],
            )
        )  # fmt: skip
        timed.append((pictures, said))
    beats = [Beat(first_shot="shot-1", kind="setup", tension=0.5)]
    scene = Scene(
        id="scene-1",
        heading="INT. OFFICE",
        location="office",
        time_of_day="day",
        shots=board,
        beats=beats,
        mood="tense",
    )
    whole = BoardEpisode(
        number=1, title="One", scenes=[scene], hook=Hook(start_s=Fraction(0), kind="line", reason=""),
        cliffhanger=Cliffhanger(end_s=Fraction(1), kind="line", reason=""),
    )  # fmt: skip
    start, made = Fraction(0), list[TimedShot]()
    for shot, (pictures, said) in zip(board, timed, strict=True):
        made.append(TimedShot(shot, scene, pictures, tuple(said), start))
        start += RATE.moment(pictures)
    return TimedEpisode(whole, tuple(made))


def decibel(sound: npt.NDArray[np.float32]) -> float:
    return 20 * np.log10(max(float(np.sqrt(np.mean(np.square(sound)))), 1e-9))


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> tuple[TimedEpisode, Stems]:
    folder = tmp_path_factory.mktemp("lines")
    made = episode(folder, (120, [(Fraction(3, 2), 2.0)]), (97, [(Fraction(1, 4), 1.5)]), (72, []), sounds=["knock"])
    return made, mix(made, locations=[OFFICE], seed=4)


def test_the_sound_is_as_long_as_the_picture(spoken: tuple[TimedEpisode, Stems]) -> None:
    made, stems = spoken
    count = sample_of(RATE.moment(120 + 97 + 72))
    assert made.duration_s == RATE.moment(289)
    for stem in (stems.dialogue, stems.music, stems.effects, stems.whole):
        assert stem.shape == (count, 2)
        assert stem.dtype == np.float32


def test_the_stems_add_up_and_nothing_clips(spoken: tuple[TimedEpisode, Stems]) -> None:
    _, stems = spoken
    assert np.abs(stems.dialogue + stems.music + stems.effects - stems.whole).max() < 1e-3
    assert np.abs(stems.whole).max() < 1


def test_the_whole_is_at_its_loudness_and_below_its_ceiling(spoken: tuple[TimedEpisode, Stems]) -> None:
    _, stems = spoken
    found = measure(stems.whole)
    assert abs(found.lufs - TARGET_LUFS) < 0.3
    assert found.true_peak_db < CEILING_DBTP + 0.15
    assert abs(stems.lufs - found.lufs) < 0.1


def test_a_line_begins_on_its_sample(spoken: tuple[TimedEpisode, Stems]) -> None:
    made, stems = spoken
    for shot in made.shots:
        for line in shot.lines:
            dry = read_line(line.sound, name=line.line.id)
            due = sample_of(shot.start_s + line.start_s)
            around = stems.dialogue[due - 4800 : due + len(dry) + 4800].sum(axis=1)
            match = scipy.signal.correlate(around, dry[: RATE_HZ // 2], "valid", method="fft")
            assert abs(int(np.argmax(match)) - 4800) <= 1


def lines_taken_out(made: TimedEpisode) -> TimedEpisode:
    return replace(made, shots=tuple(replace(shot, lines=()) for shot in made.shots))


def test_music_lies_well_below_speech_and_comes_back_after_it(spoken: tuple[TimedEpisode, Stems]) -> None:
    """Beside the same score without anybody speaking it is 9 dB lower while they do, and it gets there smoothly."""
    made, stems = spoken
    without = mix(lines_taken_out(made), locations=[OFFICE], seed=4)
    step = 2400
    lower = np.array(
        [
            decibel(stems.music[at : at + step]) - decibel(without.music[at : at + step])
            for at in range(0, 550_000, step)
        ]
    )
    free = float(np.median(lower[-30:-14]))
    for shot in made.shots:
        for line in shot.lines:
            first, last = (sample_of(shot.start_s + edge) for edge in (line.span.start_s, line.span.end_s))
            assert decibel(stems.dialogue[first:last]) > decibel(stems.music[first:last]) + 8
            assert np.abs(lower[-(-first // step) : last // step] - free + 9).max() < 1.5
    assert np.abs(np.diff(lower[10:-14])).max() < 5


def test_a_whisper_gets_more_room(tmp_path: Path) -> None:
    """A line 14 dB quieter than others would drown 9 dB under a score; the score goes lower for it."""
    made = episode(tmp_path, (120, [(Fraction(2), 2.0)]))
    written(tmp_path / "1.wav", 0.2 * babble(2.0))
    stems = mix(made, locations=[OFFICE], seed=4)
    part = slice(2 * RATE_HZ, 4 * RATE_HZ)
    assert decibel(stems.dialogue[part]) > decibel(stems.music[part]) + 8


def test_silence_where_nothing_is(tmp_path: Path) -> None:
    made = episode(tmp_path, (240, [(Fraction(5), 1.0)]))
    stems = mix(made, locations=[VOID], seed=0, score=False)
    assert not stems.whole[: sample_of(Fraction(5)) - 1].any()
    assert not stems.music.any()
    assert not stems.effects.any()
    assert decibel(stems.whole[sample_of(Fraction(9)) :]) < -70


def test_an_episode_without_any_sound_is_silence(tmp_path: Path) -> None:
    stems = mix(episode(tmp_path, (48, [])), locations=[], seed=0, score=False)
    assert not stems.whole.any()
    assert stems.lufs == -70


def test_a_line_that_is_longer_than_the_episode_ends_with_it_softly(tmp_path: Path) -> None:
    made = episode(tmp_path, (36, [(Fraction(1), 3.0)]))
    stems = mix(made, locations=[OFFICE], seed=0, score=False, surroundings=False)
    assert len(stems.whole) == sample_of(Fraction(3, 2))
    assert np.abs(stems.whole[-4:]).max() < 0.02 < np.abs(stems.whole[-4800:]).max()


def test_each_way_of_being_heard_sounds_its_own(tmp_path: Path) -> None:
    """A telephone has no bass, a speaker on the left is louder there, a thought lingers and a teller does not."""

    def dialogue(delivery: Delivery) -> npt.NDArray[np.float32]:
        made = episode(tmp_path, (120, [(Fraction(1), 1.0)]), delivery=delivery)
        return mix(made, locations=[OFFICE], seed=0, score=False, surroundings=False).dialogue

    def bass(sound: npt.NDArray[np.float32]) -> float:
        power = np.square(np.abs(np.fft.rfft(sound.mean(axis=1))))
        hertz = np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
        return float(power[hertz < 250].sum() / power.sum())

    def tail(sound: npt.NDArray[np.float32]) -> float:
        return decibel(sound[sample_of(Fraction(5, 2)) : sample_of(Fraction(3))]) - decibel(sound[48_000:96_000])

    seen, phone, thought, over = (dialogue(how) for how in HOW)
    assert bass(phone) < 0.02
    assert bass(over) > 0.3
    assert decibel(seen[:, 0]) > decibel(seen[:, 1]) + 2
    assert abs(decibel(over[:, 0]) - decibel(over[:, 1])) < 0.1
    assert tail(thought) > -45
    assert tail(over) < -75


@settings(max_examples=4, deadline=None)
@given(
    pictures=st.integers(min_value=13, max_value=100),
    starts=st.lists(st.integers(min_value=0, max_value=4000), max_size=3),
    seed=st.integers(min_value=0, max_value=2**32 - 1),
)
def test_any_episode_adds_up_to_its_length(
    tmp_path_factory: pytest.TempPathFactory, pictures: int, starts: list[int], seed: int
) -> None:
    lines = [(Fraction(start, 1000), 0.4) for start in starts]
    made = episode(tmp_path_factory.mktemp("any"), (pictures, lines), (24, []))
    stems = mix(made, locations=[OFFICE], seed=seed)
    assert len(stems.whole) == sample_of(made.duration_s)
    assert np.abs(stems.dialogue + stems.music + stems.effects - stems.whole).max() < 1e-3
    assert np.abs(stems.whole).max() < 1
    assert np.isfinite(stems.whole).all()


@pytest.mark.parametrize("contents", [b"", b"RIFF", b"not a sound at all" * 10, b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0"])
def test_a_broken_line_is_told_in_a_sentence(tmp_path: Path, contents: bytes) -> None:
    path = tmp_path / "line.wav"
    path.write_bytes(contents)
    with pytest.raises(SoundError, match=r"line-9.*nothing was mixed"):
        read_line(path, name="line-9")


def test_the_same_seed_sounds_the_same_and_another_does_not(tmp_path: Path) -> None:
    made = episode(tmp_path, (60, []))
    one, again, other = (mix(made, locations=[OFFICE], seed=seed).whole for seed in (5, 5, 6))
    assert np.array_equal(one, again)
    assert not np.allclose(one, other, atol=1e-3)
