"""Somebody who speaks lines, in one voice a character."""

from __future__ import annotations

import math
import struct
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from microdrama.domain.storyboard import Age, Sex
from microdrama.domain.takes import Made, Progress, Ready, SaidWord, SpeechRequest, SpokenFacts, Ticket, Usage


@dataclass(frozen=True, slots=True)
class VoiceCard:
    """One voice to cast: its name for requests, the languages it speaks (BCP 47), and how it sounds."""

    name: str
    languages: tuple[str, ...]
    sex: Sex = "unknown"
    age: Age = "adult"
    note: str = ""


def card_and_variant(name: str) -> tuple[str, int]:
    """The card of a voice's name, and which of its speakers: "heart+2" is the second one beside heart herself, 0.

    Where there are more characters than cards, several share one, and the provider makes them sound apart.
    """
    card, sign, number = name.rpartition("+")
    return (card, int(number)) if sign and card and number.isdecimal() and len(number) < 4 else (name, 0)


class Voice(Protocol):
    """Speaks lines. Every method may raise MicrodramaError in a sentence; one that may pass says so by its class."""

    @property
    def provider(self) -> str:
        """Its name in requests, price cards and the ledger."""
        ...

    @property
    def model(self) -> str:
        """The model and its version, for requests: another one speaks another take."""
        ...

    def voices(self, language: str) -> Sequence[VoiceCard]:
        """Who can be cast in a language, the best first; nobody where it does not speak it."""
        ...

    def estimate(self, request: SpeechRequest) -> Usage:
        """What it will count for the request, at most, before anything is sent."""
        ...

    def submit(self, request: SpeechRequest, *, key: str) -> Ticket:
        """Ask for a line; `key` is the same when the same is asked again."""
        ...

    def progress(self, ticket: Ticket) -> Progress:
        """How far it is."""
        ...

    def collect(self, ticket: Ticket, request: SpeechRequest, folder: Path) -> Made:
        """Put the spoken line into a folder as a WAV file, trimmed to what can be heard."""
        ...


class FakeVoice:
    """Hums a tone as long as the text: 60 ms a letter, its pitch by the voice's name."""

    provider = "fake"
    model = "hum-1"
    _RATE_HZ = 24_000

    def voices(self, language: str) -> Sequence[VoiceCard]:
        """A woman and a man in every language."""
        return [VoiceCard("alto", (language,), "female"), VoiceCard("bass", (language,), "male")]

    def estimate(self, request: SpeechRequest) -> Usage:
        """Its letters."""
        return Usage(unit="character", amount=str(len(request.text)))

    def submit(self, request: SpeechRequest, *, key: str) -> Ticket:  # noqa: ARG002 (the port's signature)
        """A ticket with the key as its id."""
        return Ticket(provider=self.provider, remote_id=key)

    def progress(self, ticket: Ticket) -> Progress:  # noqa: ARG002 (the port's signature)
        """Ready."""
        return Ready()

    def collect(self, ticket: Ticket, request: SpeechRequest, folder: Path) -> Made:  # noqa: ARG002
        """A hum in line.wav, with words of equal length a letter."""
        path, seconds = folder / "line.wav", 0.06 * max(1, len(request.text))
        hertz = 110 + sum(request.voice.encode()) % 200
        count = round(seconds * self._RATE_HZ)
        waves = (math.sin(2 * math.pi * hertz * i / self._RATE_HZ) for i in range(count))
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self._RATE_HZ)
            file.writeframes(b"".join(struct.pack("<h", round(9000 * value)) for value in waves))
        words, at = list[SaidWord](), 0
        for word in request.text.split():
            at = request.text.index(word, at)
            words.append(SaidWord(0.06 * at, 0.06 * (at + len(word)), word))
            at += len(word)
        spoken = SpokenFacts(duration_s=seconds, words=tuple(words))
        return Made(path=path, usage=self.estimate(request), spoken=spoken)
