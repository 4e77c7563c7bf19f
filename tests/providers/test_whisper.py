"""Whisper base on real and made speech: which words, when, and in which language.

The weights are fetched once for all runs (148 MB). The bound on word errors is for a small model and a synthetic
voice: of the eight lines below it misses no word where they were first measured, and one in ten may go wrong.
"""

import re
import socket
from fractions import Fraction
from pathlib import Path

import av
import av.audio.resampler
import numpy as np
import numpy.typing as npt
import platformdirs
import pytest

from fixtures.drama import SOUND_HZ, spoken_line
from microdrama.analysis.speech import speech_spans
from microdrama.analysis.words import Transcript, transcribe
from microdrama.domain.errors import MicrodramaError
from microdrama.ports.transcriber import RATE_HZ
from microdrama.providers import models, registry
from microdrama.providers.silero import SileroVoiceFinder
from microdrama.providers.whisper import FILES, WhisperTranscriber

SLATE = Path(__file__).parents[3] / "shared" / "footage" / "slate_speech_pauses_42s.mp4"
SAID = (
    "You told me the letter was burned.",
    "It was. I watched the paper curl and turn to ash.",
    "Then tell me whose handwriting this is.",
    "Nobody leaves this house before the lawyer reads the will.",
    "Put the phone down and listen to me, just this once.",
    "I have listened to you for eleven years.",
    "They are outside. I can see the headlights.",
    "You sold what was never yours to sell.",
)
Samples = npt.NDArray[np.int16]


@pytest.fixture(scope="session")
def whisper_weights() -> Path:
    return models.install(registry.WHISPER_BASE, Path(platformdirs.user_cache_dir("microdrama-tests")))


@pytest.fixture(scope="module")
def whisper(whisper_weights: Path) -> WhisperTranscriber:
    return WhisperTranscriber(whisper_weights)


@pytest.fixture(scope="module")
def spoken() -> tuple[Samples, list[float]]:
    """The lines one after the other with pauses of 0.9 to 1.6 s over quiet noise, and when each begins."""
    rng = np.random.default_rng(5)
    track = rng.normal(0, 10 ** (-66 / 20), 48 * SOUND_HZ).astype(np.float32)
    begins, at = list[float](), 1.0
    for number, text in enumerate(SAID):
        line = spoken_line(text, 0.84 if number % 2 else 1.0)
        first = round(at * SOUND_HZ)
        track[first : first + len(line)] += line
        begins.append(first / SOUND_HZ)
        at += len(line) / SOUND_HZ + rng.uniform(0.9, 1.6)
    assert at * SOUND_HZ < len(track)
    low = track.reshape(-1, SOUND_HZ // RATE_HZ).mean(axis=1)
    return (low * 32_000).clip(-32_768, 32_767).astype(np.int16), begins


def heard_in(sound: Samples, whisper: WhisperTranscriber, weights: Path, **options: str) -> Transcript:
    finder = SileroVoiceFinder(weights / registry.SILERO.file)
    speech = speech_spans(finder.hear(sound.astype(np.float32) / 32_768), duration=Fraction(len(sound), RATE_HZ))
    return transcribe(sound, speech=speech, transcriber=whisper, **options)


@pytest.fixture(scope="module")
def transcript(spoken: tuple[Samples, list[float]], whisper: WhisperTranscriber, weights: Path) -> Transcript:
    return heard_in(spoken[0], whisper, weights)


def plain(text: str) -> list[str]:
    return re.sub(r"[^a-z0-9' ]", " ", text.lower()).split()


def word_errors(said: list[str], heard: list[str]) -> float:
    """Insertions, deletions and substitutions for each word that was said."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return row[-1] / len(said)


def test_made_speech_is_understood_and_its_language_known(transcript: Transcript) -> None:
    assert transcript.language == "en"
    heard = [word for line in transcript.lines for word in plain(line.text)]
    assert word_errors(plain(" ".join(SAID)), heard) <= 0.1


def test_lines_begin_when_they_are_said(spoken: tuple[Samples, list[float]], transcript: Transcript) -> None:
    words = [word for line in transcript.lines for word in line.words]
    for text, begin in zip(SAID, spoken[1], strict=True):
        nearest = min(words, key=lambda word: abs(float(word.start_s) - begin))
        assert abs(float(nearest.start_s) - begin) <= 0.25
        assert plain(nearest.text) == plain(text)[:1]


def test_the_same_sound_gives_the_same_words(
    spoken: tuple[Samples, list[float]], transcript: Transcript, whisper: WhisperTranscriber, weights: Path
) -> None:
    again = heard_in(spoken[0][: 15 * RATE_HZ], whisper, weights, language="en-GB")
    first = heard_in(spoken[0][: 15 * RATE_HZ], whisper, weights, language="en-GB")
    assert again == first
    assert again.language == "en-GB"
    assert again.lines[0].text == transcript.lines[0].text


@pytest.mark.skipif(not SLATE.is_file(), reason="the real clip lies beside the repository on some machines only")
def test_a_real_voice_is_understood(whisper: WhisperTranscriber, weights: Path) -> None:
    resampler = av.audio.resampler.AudioResampler("s16", "mono", RATE_HZ)
    with av.open(str(SLATE)) as container:
        frames = [*container.decode(audio=0), None]
        sound = np.concatenate([b.to_ndarray().reshape(-1) for f in frames for b in resampler.resample(f)])
    heard = heard_in(sound, whisper, weights)
    said = (
        "Hello. This is an example video for your convenience and pleasure. You are allowed to use this voice for any "
        "purpose, including commercial uses. On the bottom right, you can see the time. When the time reaches 40 "
        "seconds, I will say banana. Banana."
    )
    assert word_errors(plain(said), [word for line in heard.lines for word in plain(line.text)]) <= 0.03
    banana = heard.lines[-1].words[0]
    assert abs(float(banana.start_s) - 40) <= 0.25, "as the voice itself says"


# --- edges


def test_nothing_is_asked_of_the_network(whisper_weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("somebody was called")

    for call in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, call, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert WhisperTranscriber(whisper_weights).hear(np.zeros(RATE_HZ, np.float32), language="en") is not None


def test_nothing_is_heard_in_next_to_nothing(whisper: WhisperTranscriber) -> None:
    for samples in (0, 1, 1000):
        assert whisper.hear(np.zeros(samples, np.float32), language="en") == []
        assert dict(whisper.languages(np.zeros(samples, np.float32))) == {}


def test_it_knows_tags_with_regions_and_scripts_and_no_others(whisper: WhisperTranscriber) -> None:
    assert all(whisper.knows(tag) for tag in ("en", "pt-BR", "zh-Hans", "jv", "fil", "nb", "es_MX", "yue"))
    assert not any(whisper.knows(tag) for tag in ("", "x", "tlh", "en1"))


@pytest.mark.parametrize("missing", FILES)
def test_a_folder_that_lacks_a_file_is_one_sentence(tmp_path: Path, missing: str) -> None:
    for name in FILES:
        if name != missing:
            (tmp_path / name).write_bytes(b"")
    with pytest.raises(MicrodramaError, match=re.escape(missing)):
        WhisperTranscriber(tmp_path)
