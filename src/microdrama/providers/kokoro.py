"""Kokoro-82M (hexgrad, Apache-2.0) on onnxruntime: one small network, dozens of voices, and when each sound falls.

English is read by Hibari's reader, which has the same alphabet; Spanish, French, Italian, Portuguese and Hindi by
espeak-ng where the system has it. Its Japanese and Chinese voices need readers that are not packaged with it, so it
has no cards for these two. It gives the same sound on every run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from microdrama.domain.errors import MicrodramaError
from microdrama.ports.voice import VoiceCard
from microdrama.providers import speech_sound, speech_times
from microdrama.providers.espeak import EspeakReader, kokoro_signs
from microdrama.providers.hibari import english_signs, read_english
from microdrama.providers.kokoro_files import NETWORK
from microdrama.providers.local_voice import Breath, LocalVoice, Speaking
from microdrama.providers.onnx_graph import with_output
from microdrama.providers.onnx_session import session
from microdrama.providers.speech_sound import RATE_HZ, Sound
from microdrama.providers.speech_text import Word

PROVIDER, MODEL = "kokoro", "kokoro-82m-1.0-int8"
_DURATIONS = "/encoder/Clip_output_0"
_UNIT_S = 600 / RATE_HZ
_MOST_SIGNS = 500
_STYLE_WIDTH = 256
_THREADS = 2


@dataclass(frozen=True, slots=True)
class _Body:
    """Whose style a card takes, and how its body differs: pitch and throat together, and pace."""

    style: str
    size: float = 1.0
    pace: float = 1.0


_US, _GB = ("en", "en-US"), ("en", "en-GB")
_CAST: tuple[tuple[VoiceCard, _Body], ...] = tuple(
    (card, body)
    for card, body in (
        (VoiceCard("af_heart", _US, "female", "young", "warm, the clearest"), _Body("af_heart")),
        (VoiceCard("am_michael", _US, "male", "adult", "calm"), _Body("am_michael")),
        (VoiceCard("af_bella", _US, "female", "adult", "full, passionate"), _Body("af_bella")),
        (VoiceCard("am_fenrir", _US, "male", "young", "firm"), _Body("am_fenrir")),
        (VoiceCard("bf_emma", _GB, "female", "adult", "British, composed"), _Body("bf_emma")),
        (VoiceCard("am_puck", _US, "male", "young", "lively"), _Body("am_puck")),
        (VoiceCard("bm_george", _GB, "male", "adult", "British, grave"), _Body("bm_george")),
        (VoiceCard("af_kore", _US, "female", "young", "bright"), _Body("af_kore")),
        (VoiceCard("bm_fable", _GB, "male", "young", "British, a teller"), _Body("bm_fable")),
        (VoiceCard("af_sarah", _US, "female", "adult", "cool"), _Body("af_sarah")),
        (VoiceCard("af_aoede", _US, "female", "young", "soft"), _Body("af_aoede")),
        (VoiceCard("af_nicole", _US, "female", "adult", "close to a whisper"), _Body("af_nicole")),
        (VoiceCard("am_onyx", _US, "male", "adult", "deep"), _Body("am_onyx")),
        (VoiceCard("am_echo", _US, "male", "adult", "clear"), _Body("am_echo")),
        (VoiceCard("af_nova", _US, "female", "adult", "crisp"), _Body("af_nova")),
        (VoiceCard("am_liam", _US, "male", "young", "light"), _Body("am_liam")),
        (VoiceCard("bf_isabella", _GB, "female", "young", "British"), _Body("bf_isabella")),
        (VoiceCard("am_eric", _US, "male", "adult", "plain"), _Body("am_eric")),
        (VoiceCard("af_alloy", _US, "female", "adult", "even"), _Body("af_alloy")),
        (VoiceCard("am_santa", _US, "male", "elder", "old, hearty"), _Body("am_santa")),
        (VoiceCard("elder_emma", _GB, "female", "elder", "British, slow"), _Body("bf_emma", 0.9, 0.92)),
        (VoiceCard("elder_lewis", _GB, "male", "elder", "British, slow"), _Body("bm_lewis", 0.94, 0.92)),
        (VoiceCard("teen_sky", _US, "female", "teen", "quick"), _Body("af_sky", 1.07, 1.03)),
        (VoiceCard("teen_puck", _US, "male", "teen", "quick"), _Body("am_puck", 1.12, 1.03)),
        (VoiceCard("child_kore", _US, "female", "child", "small"), _Body("af_kore", 1.22)),
        (VoiceCard("child_aoede", _US, "male", "child", "small"), _Body("af_aoede", 1.15)),
        (VoiceCard("am_adam", _US, "male", "adult", "low"), _Body("am_adam")),
        (VoiceCard("af_jessica", _US, "female", "young", "light"), _Body("af_jessica")),
        (VoiceCard("af_river", _US, "female", "adult", "level"), _Body("af_river")),
        (VoiceCard("af_sky", _US, "female", "young", "airy"), _Body("af_sky")),
        (VoiceCard("bm_daniel", _GB, "male", "adult", "British, level"), _Body("bm_daniel")),
        (VoiceCard("bm_lewis", _GB, "male", "adult", "British, deep"), _Body("bm_lewis")),
        (VoiceCard("bf_alice", _GB, "female", "young", "British, light"), _Body("bf_alice")),
        (VoiceCard("bf_lily", _GB, "female", "young", "British, bright"), _Body("bf_lily")),
    )
)
_ES, _FR, _HI, _IT, _PT = ("es", "es-ES", "es-419"), ("fr", "fr-FR"), ("hi", "hi-IN"), ("it", "it-IT"), ("pt", "pt-BR")
_ABROAD: tuple[tuple[VoiceCard, _Body], ...] = tuple(
    (card, _Body(card.name))
    for card in (
        VoiceCard("ef_dora", _ES, "female", "young"),
        VoiceCard("em_alex", _ES, "male", "adult"),
        VoiceCard("em_santa", _ES, "male", "elder"),
        VoiceCard("ff_siwis", _FR, "female", "young"),
        VoiceCard("hf_alpha", _HI, "female", "young"),
        VoiceCard("hm_omega", _HI, "male", "adult"),
        VoiceCard("hf_beta", _HI, "female", "adult"),
        VoiceCard("hm_psi", _HI, "male", "young"),
        VoiceCard("if_sara", _IT, "female", "young"),
        VoiceCard("im_nicola", _IT, "male", "adult"),
        VoiceCard("pf_dora", _PT, "female", "young"),
        VoiceCard("pm_alex", _PT, "male", "adult"),
        VoiceCard("pm_santa", _PT, "male", "elder"),
    )
)


def kokoro_voice(folder: Path, *, espeak: EspeakReader | None = None) -> LocalVoice:
    """The voice from the model's folder; languages beside English only with `espeak`. Loaded with the first line."""
    cast = [*_CAST, *(_ABROAD if espeak is not None else ())]
    cards = [card for card, _ in cast]
    return LocalVoice(provider=PROVIDER, model=MODEL, cards=cards, speaker=KokoroSpeaker(folder, espeak=espeak))


class KokoroSpeaker:
    """See `local_voice.Speaker`. Holds about 400 MB once it has spoken."""

    exact = True

    def __init__(self, folder: Path, *, espeak: EspeakReader | None = None) -> None:
        self._folder = folder
        self._espeak = espeak
        self._bodies = {card.name: body for card, body in (*_CAST, *_ABROAD)}
        self._styles: dict[str, npt.NDArray[np.float32]] = {}
        self._network: Any = None

    def say(self, words: Sequence[Word], how: Speaking) -> Breath | None:
        """See `local_voice.Speaker.say`."""
        read, owners = self._read(words, how)
        known = english_signs()
        said = [(sign, owner) for sign, owner in zip(read, owners, strict=True) if sign in known][:_MOST_SIGNS]
        if not any(owner >= 0 for _, owner in said):
            return None
        body = self._bodies[how.card.name]
        size = body.size * how.body * how.manner.pitch
        ids = [0, *(known[sign] for sign, _ in said), 0]
        sound, durations = self._run(ids, self._style(body.style), pace=how.pace * body.pace / size)
        signs = speech_times.timed_signs(said, durations, unit_s=_UNIT_S / size)
        return Breath(speech_sound.resized(sound, size), signs)

    def _read(self, words: Sequence[Word], how: Speaking) -> tuple[str, list[int]]:
        if how.language.lower().split("-")[0] == "en":
            return read_english(words, british="en-GB" in how.card.languages)
        if self._espeak is None:
            raise MicrodramaError(
                f"Kokoro needs espeak-ng to read {how.language}; the line was not spoken; install espeak-ng."
            )
        return kokoro_signs(*self._espeak.read(words, how.language))

    def _run(
        self, ids: list[int], style: npt.NDArray[np.float32], *, pace: float
    ) -> tuple[Sound, npt.NDArray[np.float32]]:
        """The sound, and how many units of 25 ms each sign took."""
        if self._network is None:
            try:
                network = (self._folder / NETWORK).read_bytes()
            except OSError as error:
                raise _missing(self._folder, NETWORK) from error
            self._network = session(with_output(network, _DURATIONS), threads=_THREADS)
        row = min(len(ids) - 2, len(style)) - 1
        feed = {
            "tokens": np.asarray([ids], np.int64),
            "style": style[row : row + 1],
            "speed": np.asarray([pace], np.float32),
        }
        sound, durations = self._network.run(None, feed)
        return np.asarray(sound, np.float32).ravel(), np.asarray(durations, np.float32).ravel()

    def _style(self, name: str) -> npt.NDArray[np.float32]:
        if name not in self._styles:
            try:
                values = np.fromfile(self._folder / f"{name}.bin", "<f4").astype(np.float32)
            except OSError as error:
                raise _missing(self._folder, f"{name}.bin") from error
            if len(values) == 0 or len(values) % _STYLE_WIDTH:
                raise _missing(self._folder, f"{name}.bin")
            self._styles[name] = values.reshape(-1, _STYLE_WIDTH)
        return self._styles[name]


def _missing(folder: Path, name: str) -> MicrodramaError:
    return MicrodramaError(
        f"The voice model in {folder} lacks a whole {name}; "
        f"delete that folder and run `microdrama models install kokoro-82m`."
    )
