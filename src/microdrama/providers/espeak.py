"""espeak-ng where this machine has it: phonemes for other voices, and a plain voice for more than a hundred languages.

It is GPL and runs as a program of its own, fed through its standard input; nothing of it is linked or shipped.
"""

from __future__ import annotations

import contextlib
import functools
import io
import re
import shutil
import subprocess
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.storyboard import Age, Sex
from microdrama.ports.voice import VoiceCard
from microdrama.providers import speech_sound, speech_text, speech_times
from microdrama.providers.local_voice import Breath, LocalVoice, Speaking
from microdrama.providers.speech_sound import RATE_HZ, WINDOW_S, Sound
from microdrama.providers.speech_text import Word
from microdrama.providers.speech_times import Sign

PROVIDER = "espeak-ng"
_TIMEOUT_S = 30
_LANGUAGE_NAMES = {
    "en": "en-us", "en-us": "en-us", "fr": "fr-fr", "zh": "cmn", "zh-hans": "cmn", "zh-hant": "cmn", "zh-cn": "cmn",
    "zh-tw": "cmn", "no": "nb", "fil": "", "es-mx": "es-419", "es-us": "es-419", "pt-pt": "pt",
}  # fmt: skip
_VOICES: tuple[tuple[str, Sex, Age, str], ...] = (
    ("f2", "female", "adult", "+f2"), ("m3", "male", "adult", "+m3"), ("f4", "female", "young", "+f4"),
    ("m1", "male", "young", "+m1"), ("f5", "female", "elder", "+f5"), ("m7", "male", "elder", "+m7"),
)  # fmt: skip
_PACE_WPM, _PITCH = 165, 45
_VOWELS = frozenset("aeiouyɑɐɒæɔəɚɛɜɝɪɨʊʉʌøœɶɯɤᵻ")  # noqa: RUF001 (signs of speech)
_CLAUSE = re.compile(r"[.,;:!?…—。，、！？；：]+[\"'”’»」』]*$")
_SWITCH = re.compile(r"\([a-z-]+\)")  # espeak-ng says where it changes language within a text

# espeak-ng's IPA, ties written "^", in the alphabet that Kokoro was taught; what is not named stays as it is
_TO_KOKORO: tuple[tuple[str, str], ...] = (
    ("a^ɪ", "I"), ("a^ʊ", "W"), ("e^ɪ", "A"), ("o^ʊ", "O"), ("ə^ʊ", "Q"), ("ɔ^ɪ", "Y"),  # noqa: RUF001
    ("t^ʃ", "ʧ"), ("tʃ", "ʧ"), ("d^ʒ", "ʤ"), ("dʒ", "ʤ"), ("t^s", "ʦ"), ("d^z", "ʣ"), ("^", ""), ("-", ""),
    ("g", "ɡ"), ("ɫ", "l"), ("ʏ", "y"), ("ɱ", "m"), ("ɵ", "o"), ("ʑ", "ʒ"), ("ɬ", "l"), ("ʉ", "u"),  # noqa: RUF001
    ("ɝ", "ɜɹ"), ("\u00e3", "a\u0303"), ("\u1ebd", "e\u0303"), ("\u0129", "i\u0303"), ("\u00f5", "o\u0303"),
    ("\u0169", "u\u0303"),
)  # fmt: skip


def find_espeak() -> Path | None:
    """The program, where the system has it."""
    found = shutil.which("espeak-ng")
    return Path(found) if found else None


class EspeakReader:
    """Reads text in a language that espeak-ng knows; `program` is its path."""

    def __init__(self, program: Path) -> None:
        self._program = program
        self._alone = functools.lru_cache(maxsize=4096)(self._phonemes)

    @functools.cached_property
    def languages(self) -> frozenset[str]:
        """The names of its languages, in small letters; nothing where it does not run."""
        try:
            listed = self._run(["--voices"], "").decode("utf-8", "replace").splitlines()[1:]
        except MicrodramaError:
            return frozenset()
        return frozenset(row.split()[1].lower() for row in listed if len(row.split()) > 3)

    def name_of(self, language: str) -> str | None:
        """What espeak-ng calls a language (BCP 47), or None where it does not know it."""
        tag = language.lower().replace("_", "-")
        for name in (_LANGUAGE_NAMES.get(tag, tag), tag.split("-")[0], _LANGUAGE_NAMES.get(tag.split("-")[0], "")):
            if name and name in self.languages:
                return name
        return None

    def read(self, words: Sequence[Word], language: str) -> tuple[str, list[int]]:
        """The phonemes of words in IPA with ties, clauses with the signs behind them, and for each sign its word."""
        name = self.name_of(language)
        if name is None:
            raise MicrodramaError(f"espeak-ng does not know the language {language}; nothing was spoken.")
        parts: list[str] = []
        owners: list[int] = []
        for first, clause in _clauses(words):
            sign = _CLAUSE.search(clause[-1].read)
            plain = speech_text.joined(clause)
            text = plain[: len(plain) - len(sign.group())] if sign else plain
            read = self._phonemes(name, text)
            if not read:
                continue
            if len(read.split(" ")) == sum(1 for word in clause if word.read):
                apart = ["x" if word.read else "" for word in clause]
            else:
                apart = [self._alone(name, word.read.rstrip(".,;:!?…—")) if word.read else "" for word in clause]
            own = [first + at if at >= 0 else -1 for at in speech_times.words_of_signs(read, apart)]
            mark = _plain_mark(sign.group()) if sign else ""
            parts += [read, mark + " "]
            owners += own + [-1] * (len(mark) + 1)
        return "".join(parts)[:-1], owners[:-1]

    def wav(self, text: str, *, name: str, variant: str, pace: float, pitch: float) -> bytes:
        """The text as a WAV file."""
        options = [
            "-v",
            name + variant,
            "-s",
            str(round(_PACE_WPM * pace)),
            "-p",
            str(round(_PITCH * pitch)),
            "--stdout",
        ]
        return self._run(options, text)

    def _phonemes(self, name: str, text: str) -> str:
        said = self._run(["-q", "--ipa", "--tie=^", "-v", name], text).decode("utf-8", "replace")
        return " ".join(_SWITCH.sub("", said).split())

    def _run(self, options: list[str], text: str) -> bytes:
        command = [str(self._program), "-b", "1", *options, *(["--stdin"] if text else [])]
        try:
            done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=_TIMEOUT_S, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise MicrodramaError(
                f"espeak-ng did not answer ({type(error).__name__}); the line was not spoken; choose another voice."
            ) from error
        if done.returncode != 0:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            cause = said[-1][:120] if said else f"code {done.returncode}"
            raise MicrodramaError(f"espeak-ng failed ({cause}); the line was not spoken; choose another voice.")
        return done.stdout


def kokoro_signs(read: str, owners: Sequence[int]) -> tuple[str, list[int]]:
    """Phonemes of espeak-ng in Kokoro's alphabet, each sign still with its word."""
    signs: list[str] = []
    own: list[int] = []
    at = 0
    while at < len(read):
        found = next(((old, new) for old, new in _TO_KOKORO if read.startswith(old, at)), (read[at], read[at]))
        signs += found[1]
        own += [owners[at]] * len(found[1])
        at += len(found[0])
    return "".join(signs), own


def _clauses(words: Sequence[Word]) -> list[tuple[int, list[Word]]]:
    """The words by clauses, each with the number of its first word."""
    found: list[tuple[int, list[Word]]] = []
    fresh = True
    for number, word in enumerate(words):
        if fresh:
            found.append((number, []))
        found[-1][1].append(word)
        fresh = bool(_CLAUSE.search(word.read))
    return found


def _plain_mark(signs: str) -> str:
    known = {"。": ".", "，": ",", "、": ",", "！": "!", "？": "?", "；": ";", "：": ":"}
    return known.get(signs[0], signs[0])


def espeak_voice(program: Path) -> LocalVoice:
    """Its voice, for every language that it knows."""
    reader = EspeakReader(program)
    tags = tuple(sorted(reader.languages | {"en", "fr", "zh", "no"}))
    cards = [VoiceCard(name, tags, sex, age, "plain and robotic") for name, sex, age, _ in _VOICES]
    return LocalVoice(provider=PROVIDER, model="espeak-ng", cards=cards, speaker=EspeakSpeaker(reader))


class EspeakSpeaker:
    """See `local_voice.Speaker`; times are shared out over what is heard."""

    exact = False

    def __init__(self, reader: EspeakReader) -> None:
        self._reader = reader

    def say(self, words: Sequence[Word], how: Speaking) -> Breath | None:
        """See `local_voice.Speaker.say`."""
        name = self._reader.name_of(how.language)
        read, owners = self._reader.read(words, how.language)
        if name is None or not any(owner >= 0 for owner in owners):
            return None
        variant = next(variant for card, _, _, variant in _VOICES if card == how.card.name)
        pitch = how.manner.pitch**2 * how.body  # its scale is not that of hertz
        said = self._reader.wav(speech_text.joined(words), name=name, variant=variant, pace=how.pace, pitch=pitch)
        sound = speech_sound.resized(_sound(said), how.body**0.5)
        signs = [Sign(sign, 1.4 if sign in _VOWELS else 1.0, owner) for sign, owner in zip(read, owners, strict=True)]
        return Breath(sound, speech_times.shared(signs, speech_sound.audible(sound), window_s=WINDOW_S))


def _sound(said: bytes) -> Sound:
    """What espeak-ng wrote, at our rate; its header does not know how long it is."""
    with contextlib.suppress(wave.Error, EOFError), wave.open(io.BytesIO(said)) as file:
        rate = file.getframerate()
        samples = np.frombuffer(said[44 : 44 + (len(said) - 44) // 2 * 2], "<i2").astype(np.float32) / 32768
        return speech_sound.resampled(samples, RATE_HZ // 50, rate // 50)
    return np.zeros(0, np.float32)
