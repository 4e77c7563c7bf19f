"""The small English voice: what it says can be understood, when each word falls, and that its characters differ."""

import hashlib
import itertools
import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt
import platformdirs
import pytest
import scipy.signal
from hypothesis import example, given, settings
from hypothesis import strategies as st

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.storyboard import Feeling
from microdrama.domain.takes import Made, Ready, SpeechRequest
from microdrama.providers import models, registry
from microdrama.providers.hibari import hibari_voice
from microdrama.providers.local_voice import Breath, LocalVoice, Speaking
from microdrama.providers.speech_sound import RATE_HZ, audible, levels, voiced_level
from microdrama.providers.speech_text import Word
from microdrama.providers.speech_times import Sign
from microdrama.providers.whisper import WhisperTranscriber

VOICE = hibari_voice()
TEXT = "Five years ago you left me in the rain. Now you want my forgiveness?"


def request(text: str = TEXT, voice: str = "heart", feeling: Feeling = "neutral", pace: float = 1.0) -> SpeechRequest:
    return SpeechRequest(
        provider="hibari", model="m", text=text, language="en-US", voice=voice, feeling=feeling, pace=pace
    )


def say(folder: Path, wanted: SpeechRequest, voice: LocalVoice = VOICE) -> tuple[npt.NDArray[np.float32], Made]:
    ticket = voice.submit(wanted, key="k")
    assert voice.progress(ticket) == Ready()
    made = voice.collect(ticket, wanted, folder)
    with wave.open(str(made.path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE_HZ)
        data = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert made.spoken is not None
    assert abs(len(data) / RATE_HZ - made.spoken.duration_s) < 1e-6
    return data.astype(np.float32) / 32768, made


def pitch_hz(sound: npt.NDArray[np.float32]) -> float:
    """The median of the strongest period between 60 and 420 Hz, over the louder frames."""
    found: list[float] = []
    for at in range(0, len(sound) - 1200, 600):
        frame = sound[at : at + 1200]
        if np.sqrt(np.mean(np.square(frame))) < voiced_level(sound) * 0.7:
            continue
        near = scipy.signal.correlate(frame, frame)[1199:]
        lags = slice(RATE_HZ // 420, RATE_HZ // 60)
        best = int(np.argmax(near[lags])) + lags.start
        if near[best] > 0.4 * near[0]:
            found.append(RATE_HZ / best)
    return float(np.median(found)) if len(found) > 4 else 0.0


def test_a_speech_model_hears_the_words_that_were_said_when_they_were_said(tmp_path: Path) -> None:
    sound, made = say(tmp_path, request())
    weights = models.install(registry.WHISPER_BASE, Path(platformdirs.user_cache_dir("microdrama-tests")))
    heard = WhisperTranscriber(weights).hear(scipy.signal.resample_poly(sound, 2, 3).astype(np.float32), language="en")
    assert made.spoken is not None
    plain = [word.text.strip(" .,?").lower().replace("5", "five") for word in heard]
    assert plain == [word.text.strip(".,?").lower() for word in made.spoken.words]
    late = [abs(word.start_s - said.start_s) for word, said in zip(heard, made.spoken.words, strict=True)]
    assert float(np.median(late)) < 0.12


def test_a_hiss_is_heard_when_the_phones_say_so(tmp_path: Path) -> None:
    """The share of what lies over 3.5 kHz rises and falls with the phones that hiss, within 20 ms."""
    sound, made = say(tmp_path, request("She sells six seashells at the sea, sister."))
    assert made.spoken is not None
    step = RATE_HZ // 200
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(sound, step * 2), step * 4)[::step]
    power = np.square(np.abs(np.fft.rfft(frames * np.hanning(step * 4))))
    hiss = power[:, 70:].sum(axis=1) / (power.sum(axis=1) + 1e-7)
    due = np.zeros(len(hiss))
    for phone in made.spoken.phones:
        if phone.text in {"s", "z", "ʃ"}:
            due[round(phone.start_s * 200) : round(phone.end_s * 200)] = 1
    match = [float(np.dot(np.roll(due - due.mean(), late), hiss)) for late in range(-30, 31)]
    assert abs(int(np.argmax(match)) - 30) <= 4


def test_its_times_lie_in_order_inside_the_line(tmp_path: Path) -> None:
    sound, made = say(tmp_path, request())
    assert made.spoken is not None
    assert made.spoken.exact
    assert [word.text for word in made.spoken.words] == TEXT.split()
    for things in (made.spoken.words, made.spoken.phones):
        assert all(0 <= one.start_s < one.end_s <= len(sound) / RATE_HZ for one in things)
        assert all(a.start_s <= b.start_s for a, b in itertools.pairwise(things))


def test_a_line_is_cut_to_what_is_heard_with_a_rest_of_30_ms(tmp_path: Path) -> None:
    sound, _ = say(tmp_path, request())
    heard = np.flatnonzero(audible(sound))
    assert 0.02 <= heard[0] * 0.01 <= 0.05
    assert 0.02 <= len(sound) / RATE_HZ - (heard[-1] + 1) * 0.01 <= 0.05
    assert np.abs(sound[[0, -1]]).max() < 0.01


@pytest.mark.parametrize("voice", ["heart", "silas", "pip", "amos"])
def test_everybody_is_equally_loud(tmp_path: Path, voice: str) -> None:
    sound, _ = say(tmp_path, request(voice=voice))
    assert abs(20 * np.log10(voiced_level(sound)) + 21) < 1
    assert np.abs(sound).max() < 1


def test_there_are_characters_of_each_sex_and_age_and_their_pitches_fit(tmp_path: Path) -> None:
    cards = VOICE.voices("en")
    assert {(card.sex, card.age) for card in cards} >= {
        (sex, age) for sex in ("female", "male") for age in ("teen", "young", "adult", "elder")
    }
    heights = {card.name: pitch_hz(say(tmp_path, request("I never loved you.", card.name))[0]) for card in cards}
    women = [heights[card.name] for card in cards if card.sex == "female"]
    men = [heights[card.name] for card in cards if card.sex == "male" and card.age != "teen"]
    assert min(women) > max(men) + 20
    assert heights["pip"] > max(women)


def test_a_variant_is_somebody_else(tmp_path: Path) -> None:
    first, second, third = (pitch_hz(say(tmp_path, request(voice=name))[0]) for name in ("grant", "grant+1", "grant+2"))
    assert second < first * 0.97
    assert third > first * 1.03


def test_feelings_change_how_a_line_sounds(tmp_path: Path) -> None:
    said = {
        feeling: say(tmp_path, request(feeling=feeling))[0]
        for feeling in ("neutral", "whispering", "shouting", "sad", "crying")
    }
    loud = {feeling: 20 * np.log10(voiced_level(sound)) for feeling, sound in said.items()}
    assert loud["whispering"] < loud["neutral"] - 4 < loud["shouting"] - 6
    assert len(said["sad"]) > len(said["neutral"]) * 1.05
    assert pitch_hz(said["shouting"]) > pitch_hz(said["neutral"]) * 1.03
    assert pitch_hz(said["whispering"]) == 0  # breath has none
    assert not np.array_equal(said["crying"], said["sad"])


def test_pace_is_kept(tmp_path: Path) -> None:
    slow, plain, fast = (len(say(tmp_path, request(pace=pace))[0]) for pace in (0.8, 1.0, 1.3))
    assert fast < plain * 0.9
    assert slow > plain * 1.1


def test_the_same_request_gives_the_same_file(tmp_path: Path) -> None:
    digests = set()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        say(tmp_path / name, request(feeling="crying"))
        digests.add(hashlib.sha256((tmp_path / name / "line.wav").read_bytes()).hexdigest())
    assert len(digests) == 1


@pytest.mark.parametrize("text", ["...", "😀", "(sighs)", " "])
def test_a_line_without_words_is_a_short_silence(tmp_path: Path, text: str) -> None:
    sound, made = say(tmp_path, request(text))
    assert not sound.any()
    assert 0.3 < len(sound) / RATE_HZ < 1
    assert made.spoken is not None
    assert made.spoken.words == ()


def test_emoji_and_stage_directions_stay_with_the_words(tmp_path: Path) -> None:
    _, made = say(tmp_path, request("(crying) Stay 😢 please, it's $500 at 3:40 AM!"))
    assert made.spoken is not None
    assert [word.text for word in made.spoken.words] == [
        "(crying) Stay 😢",
        "please,",
        "it's",
        "$500",
        "at",
        "3:40",
        "AM!",
    ]


def test_what_it_cannot_read_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(MicrodramaError, match=r"holds nothing that the voice heart can read.*choose a voice"):
        say(tmp_path, request("你好"))
    with pytest.raises(MicrodramaError, match=r"no voice nobody for the language en-US.*choose one of heart"):
        VOICE.submit(request(voice="nobody"), key="k")
    assert VOICE.voices("fr") == []


@settings(max_examples=15, deadline=None)
@given(text=st.text(st.characters(codec="utf-8"), max_size=60))
@example(text="\u00b9A \u2460x")
def test_any_line_is_spoken_whole(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """A word of English in front keeps it from being refused as foreign."""
    text = f"No {text}"
    sound, made = say(tmp_path_factory.mktemp("any"), request(text))
    assert np.isfinite(sound).all()
    assert np.abs(sound).max(initial=0) < 1
    assert made.spoken is not None
    assert "".join("".join(word.text.split()) for word in made.spoken.words) == "".join(text.split())


class Beeps:
    """Says each breath as a tone of 0.1 s a word and remembers how long the longest was."""

    exact = True
    longest = 0

    def say(self, words: list[Word], how: Speaking) -> Breath | None:
        self.longest = max(self.longest, sum(len(word.read) for word in words))
        count = len(words) * RATE_HZ // 10
        tone = 0.3 * np.sin(2 * np.pi * 200 * np.arange(count) / RATE_HZ)
        return Breath(tone.astype(np.float32), [Sign("a", 0.1, number) for number in range(len(words))])


def test_a_line_of_three_thousand_words_is_said_breath_by_breath(tmp_path: Path) -> None:
    speaker = Beeps()
    voice = LocalVoice(provider="beeps", model="m", cards=VOICE.voices("en"), speaker=speaker)
    text = " ".join(f"word{n % 7}{'.' if n % 11 == 10 else ''}" for n in range(3000))
    _, made = say(tmp_path, request(text), voice)
    assert made.spoken is not None
    assert " ".join(word.text for word in made.spoken.words) == text
    assert speaker.longest < 240
    assert made.spoken.words[-1].end_s <= made.spoken.duration_s
    assert all(a.end_s <= b.start_s + 0.011 for a, b in itertools.pairwise(made.spoken.words))


def test_levels_are_those_of_ten_milliseconds() -> None:
    sound = np.concatenate([np.zeros(240), np.full(240, 0.5)]).astype(np.float32)
    assert levels(sound).tolist() == [0, 0.5]
