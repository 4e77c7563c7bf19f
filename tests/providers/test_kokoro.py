"""Kokoro-82M: what it says can be understood, when each sound falls, and what it says where something is missing."""

import hashlib
import shutil
import wave
from pathlib import Path

import numpy as np
import platformdirs
import pytest
import scipy.signal

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.takes import SpeechRequest
from microdrama.providers import models, registry
from microdrama.providers.espeak import EspeakReader
from microdrama.providers.kokoro import kokoro_voice
from microdrama.providers.kokoro_files import KOKORO, NETWORK
from microdrama.providers.local_voice import LocalVoice
from microdrama.providers.whisper import WhisperTranscriber

CACHE = Path(platformdirs.user_cache_dir("microdrama-tests"))


@pytest.fixture(scope="session")
def folder() -> Path:
    return models.install(KOKORO, CACHE)


@pytest.fixture(scope="module")
def voice(folder: Path) -> LocalVoice:
    return kokoro_voice(folder)


def request(text: str, name: str = "af_heart", language: str = "en-US") -> SpeechRequest:
    return SpeechRequest(provider="kokoro", model="m", text=text, language=language, voice=name)


def test_a_speech_model_hears_what_was_said_and_when(voice: LocalVoice, tmp_path: Path) -> None:
    made = voice.collect(
        voice.submit(request("You lied to me, Daniel."), key="k"), request("You lied to me, Daniel."), tmp_path
    )
    with wave.open(str(made.path)) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768
    weights = models.install(registry.WHISPER_BASE, CACHE)
    heard = WhisperTranscriber(weights).hear(scipy.signal.resample_poly(sound, 2, 3).astype(np.float32), language="en")
    assert [word.text.strip(" .,").lower() for word in heard] == ["you", "lied", "to", "me", "daniel"]
    assert made.spoken is not None
    assert made.spoken.exact
    assert [word.text for word in made.spoken.words] == ["You", "lied", "to", "me,", "Daniel."]
    late = [abs(word.start_s - said.start_s) for word, said in zip(heard, made.spoken.words, strict=True)]
    assert float(np.median(late)) < 0.15
    assert "".join(phone.text for phone in made.spoken.phones).startswith("julId")


def test_the_same_request_gives_the_same_file_and_another_body_another(voice: LocalVoice, tmp_path: Path) -> None:
    digests: list[str] = []
    for name in ("am_michael", "am_michael", "am_michael+1"):
        wanted = request("No.", name)
        path = voice.collect(voice.submit(wanted, key="k"), wanted, tmp_path).path
        digests.append(hashlib.sha256(path.read_bytes()).hexdigest())
    assert digests[0] == digests[1]
    assert len(set(digests)) == 2


def test_without_a_reader_of_other_languages_it_has_no_cards_for_them(folder: Path) -> None:
    assert kokoro_voice(folder).voices("es") == []
    abroad = kokoro_voice(folder, espeak=EspeakReader(Path("/nowhere/espeak-ng")))
    assert {card.name for card in abroad.voices("pt-BR")} == {"pf_dora", "pm_alex", "pm_santa"}
    assert abroad.voices("ja") == abroad.voices("zh") == []


def test_british_cards_come_first_where_british_is_asked_for(voice: LocalVoice) -> None:
    assert {card.name for card in voice.voices("en-GB")[:4]} <= {
        card.name for card in voice.voices("en") if card.name[0] in "be"
    }
    assert len(voice.voices("en")) == len(voice.voices("en-GB")) >= 28


def test_every_card_has_its_voice_among_the_files(folder: Path) -> None:
    """Each style is a table of 510 rows of 256 numbers."""
    speaker = kokoro_voice(folder, espeak=EspeakReader(Path("/nowhere/espeak-ng")))._speaker
    for body in speaker._bodies.values():  # type: ignore[attr-defined]
        assert speaker._style(body.style).shape == (510, 256)  # type: ignore[attr-defined]


def test_a_missing_file_is_told_in_a_sentence(tmp_path: Path, folder: Path) -> None:
    voice = kokoro_voice(tmp_path)
    with pytest.raises(MicrodramaError, match=r"lacks a whole af_heart.bin.*models install kokoro-82m"):
        voice.collect(voice.submit(request("No."), key="k"), request("No."), tmp_path)
    shutil.copy(folder / "af_heart.bin", tmp_path)
    with pytest.raises(MicrodramaError, match=f"lacks a whole {NETWORK}"):
        voice.collect(voice.submit(request("No."), key="k"), request("No."), tmp_path)
