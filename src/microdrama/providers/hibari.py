"""Hibari (Apache-2.0), a small English voice of 8 MB that is a hundred times faster than speech: ten characters of it.

It predicts a spectrum and a pitch for each 12.5 ms before it turns them into sound. In between, the pitch is scaled
and the spectrum stretched along frequency, so that its speakers differ as throats do. For drafts and tests, and where
nothing better is there. Its reader of English, whose alphabet is that of misaki and Kokoro, serves Kokoro too.
"""

from __future__ import annotations

import functools
import importlib.resources
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from microdrama.ports.voice import VoiceCard
from microdrama.providers import speech_text, speech_times
from microdrama.providers.local_voice import Breath, LocalVoice, Speaking
from microdrama.providers.onnx_graph import with_output
from microdrama.providers.onnx_session import session
from microdrama.providers.speech_sound import RATE_HZ
from microdrama.providers.speech_text import Word

PROVIDER, MODEL = "hibari", "hibari-0.2.1"
_DURATIONS = "/Clip_output_0"
_UNIT_S = 600 / RATE_HZ
_MOST_SIGNS = 400


@dataclass(frozen=True, slots=True)
class _Throat:
    """How a character differs from the voice itself: pitch, formants (a throat's size), pace, breath (nepers)."""

    pitch: float
    formants: float
    pace: float = 1.0
    breath: float = 0.0


_CHARACTERS: dict[str, tuple[VoiceCard, _Throat]] = {
    card.name: (card, throat)
    for card, throat in (
        (VoiceCard("heart", ("en", "en-US"), "female", "young", "clear and warm"), _Throat(1.0, 1.0)),
        (VoiceCard("owen", ("en", "en-US"), "male", "young", "light"), _Throat(0.62, 0.89)),
        (VoiceCard("ruby", ("en", "en-US"), "female", "adult", "lower, calm"), _Throat(0.86, 0.95, 0.97)),
        (VoiceCard("grant", ("en", "en-US"), "male", "adult", "firm"), _Throat(0.54, 0.86, 1.0)),
        (VoiceCard("ivy", ("en", "en-US"), "female", "teen", "bright, quick"), _Throat(1.15, 1.06, 1.04)),
        (VoiceCard("theo", ("en", "en-US"), "male", "teen", "between two ages"), _Throat(0.74, 0.94, 1.03)),
        (VoiceCard("silas", ("en", "en-US"), "male", "adult", "deep, slow"), _Throat(0.47, 0.81, 0.94)),
        (VoiceCard("vera", ("en", "en-US"), "female", "elder", "breathy, slow"), _Throat(0.82, 0.93, 0.9, 0.35)),
        (VoiceCard("amos", ("en", "en-US"), "male", "elder", "breathy, slow"), _Throat(0.58, 0.84, 0.88, 0.35)),
        (VoiceCard("pip", ("en", "en-US"), "unknown", "child", "small"), _Throat(1.34, 1.17, 0.96)),
    )
}


def hibari_voice() -> LocalVoice:
    """The voice, ready to speak; its network is loaded with the first line."""
    cards = [card for card, _ in _CHARACTERS.values()]
    return LocalVoice(provider=PROVIDER, model=MODEL, cards=cards, speaker=HibariSpeaker())


class HibariSpeaker:
    """See `local_voice.Speaker`."""

    exact = True

    def say(self, words: Sequence[Word], how: Speaking) -> Breath | None:
        """See `local_voice.Speaker.say`."""
        read, owners = read_english(words, british=False)
        known = [(sign, owner) for sign, owner in zip(read, owners, strict=True) if sign in english_signs()]
        if not any(owner >= 0 for _, owner in known):
            return None
        known = known[:_MOST_SIGNS]
        _, throat = _CHARACTERS[how.card.name]
        sound, durations = _network().run(
            "".join(sign for sign, _ in known), pace=how.pace * throat.pace, how=how, throat=throat
        )
        signs = speech_times.timed_signs(known, durations, unit_s=_UNIT_S)
        return Breath(sound, signs)


class _Network:
    """The network with its durations exposed, and what turns its spectra into sound."""

    def __init__(self) -> None:
        import hibari.dsp  # noqa: PLC0415 (only who speaks pays for it)

        self._dsp: Any = hibari.dsp
        assets = importlib.resources.files("hibari") / "assets"
        self._run: Any = session(with_output((assets / "hibari.onnx").read_bytes(), _DURATIONS), threads=1)

    def run(
        self, read: str, *, pace: float, how: Speaking, throat: _Throat
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """The sound, and how many units of 25 ms each sign took, with a rest at either end."""
        signs_known = english_signs()
        ids = np.asarray([[0, *(signs_known[sign] for sign in read), 0]], np.int64)
        feed = {"ids": ids, "speed": np.asarray([pace], np.float32)}
        *spectra, durations = self._run.run(None, feed)
        harmonic, turn, noise, free, phase, pitch = (one[0] for one in spectra)
        formants = throat.formants * how.body**0.6
        shaped = [_stretched(one, formants) for one in (harmonic, noise, free)]
        factor = throat.pitch * how.body * how.manner.pitch
        sound = self._dsp.synth(
            shaped[0], turn, shaped[1] + np.float32(throat.breath), shaped[2], phase, pitch * np.float32(factor),
            np.random.default_rng(0),
        )  # fmt: skip
        return np.asarray(sound, np.float32), np.asarray(durations, np.float32).ravel()


@functools.cache
def _network() -> _Network:
    return _Network()


@functools.cache
def english_signs() -> dict[str, int]:
    """The alphabet of misaki, Kokoro and Hibari: each sign with its number."""
    text = (importlib.resources.files("hibari") / "assets" / "vocab.json").read_text("utf-8")
    return dict(json.loads(text))


@functools.cache
def _reader(*, british: bool) -> Any:
    import hibari.g2p  # noqa: PLC0415

    return hibari.g2p.G2P(british=british)


@functools.lru_cache(maxsize=4096)
def _read_alone(word: str, *, british: bool) -> str:
    return str(_reader(british=british)(word))


def read_english(words: Sequence[Word], *, british: bool) -> tuple[str, list[int]]:
    """The phonemes of English words in the alphabet of misaki and Kokoro, and for each sign its word, -1 for none."""
    read = str(_reader(british=british)(speech_text.joined(words))).replace("...", "…")
    alone = [_read_alone(word.read, british=british) for word in words]
    return read, speech_times.words_of_signs(read, alone)


def _stretched(spectrum: npt.NDArray[np.float32], factor: float) -> npt.NDArray[np.float32]:
    """The envelope of (bins, frames) moved along frequency: a factor below one makes a longer throat."""
    places = np.minimum(np.arange(len(spectrum)) / factor, len(spectrum) - 1)
    low = places.astype(int)
    high = np.minimum(low + 1, len(spectrum) - 1)
    share = (places - low).astype(np.float32)[:, None]
    return (spectrum[low] * (1 - share) + spectrum[high] * share).astype(np.float32)
