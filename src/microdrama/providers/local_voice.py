"""What voices on this machine have in common: a line is cleaned, said breath by breath, put together and timed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.takes import Made, Progress, Ready, SaidWord, SpeechRequest, SpokenFacts, Ticket, Usage
from microdrama.media.sound_files import write_wav
from microdrama.ports.voice import VoiceCard, card_and_variant
from microdrama.providers import speech_sound, speech_text, speech_times
from microdrama.providers.speech_manner import Manner, manner_of, variant_ratio
from microdrama.providers.speech_sound import RATE_HZ, WINDOW_S, Sound
from microdrama.providers.speech_text import Word
from microdrama.providers.speech_times import HeardPhone, Sign

_PAUSE_S = 0.14  # beside the 30 ms that each side keeps
_SILENCE_S = 0.6
_SLOWEST, _FASTEST = 0.5, 2.0


@dataclass(frozen=True, slots=True)
class Breath:
    """What was said at once: mono at RATE_HZ, and its signs from the beginning on, words counted from 0."""

    sound: Sound
    signs: Sequence[Sign]


@dataclass(frozen=True, slots=True)
class Speaking:
    """How something is to be said: in which card's voice, by which body (a factor of pitch and throat), how."""

    card: VoiceCard
    language: str
    body: float
    pace: float
    manner: Manner


class Speaker(Protocol):
    """An engine. `exact` says whether its signs' times come from the model itself."""

    @property
    def exact(self) -> bool:
        """Whether times are measured."""
        ...

    def say(self, words: Sequence[Word], how: Speaking) -> Breath | None:
        """One breath; None where nothing in it can be read. Raises MicrodramaError."""
        ...


class LocalVoice:
    """See `ports.voice.Voice`: ready at once, costs nothing, says the same on every run."""

    def __init__(self, *, provider: str, model: str, cards: Sequence[VoiceCard], speaker: Speaker) -> None:
        self._provider, self._model = provider, model
        self._cards = tuple(cards)
        self._speaker = speaker

    @property
    def provider(self) -> str:
        """See `ports.voice.Voice.provider`."""
        return self._provider

    @property
    def model(self) -> str:
        """See `ports.voice.Voice.model`."""
        return self._model

    def voices(self, language: str) -> Sequence[VoiceCard]:
        """See `ports.voice.Voice.voices`: those of the very language first, then those of its other countries."""
        wanted = language.lower()
        own = [card for card in self._cards if wanted in {tag.lower() for tag in card.languages}]
        near = [card for card in self._cards if card not in own and _speaks(card, language)]
        return own + near

    def estimate(self, request: SpeechRequest) -> Usage:
        """See `ports.voice.Voice.estimate`: characters."""
        return Usage(unit="character", amount=str(len(request.text)))

    def submit(self, request: SpeechRequest, *, key: str) -> Ticket:
        """See `ports.voice.Voice.submit`; refuses at once what could not be spoken."""
        self._card(request)
        return Ticket(provider=self._provider, remote_id=key)

    def progress(self, ticket: Ticket) -> Progress:  # noqa: ARG002 (the port's signature)
        """See `ports.voice.Voice.progress`."""
        return Ready()

    def collect(self, ticket: Ticket, request: SpeechRequest, folder: Path) -> Made:  # noqa: ARG002
        """See `ports.voice.Voice.collect`: line.wav, mono, 16 bits, 24 kHz."""
        sound, facts = spoken(request, self._speaker, self._card(request))
        path = folder / "line.wav"
        write_wav(path, sound, speech_sound.RATE_HZ)
        return Made(path=path, usage=self.estimate(request), spoken=facts)

    def _card(self, request: SpeechRequest) -> VoiceCard:
        name, _ = card_and_variant(request.voice)
        for card in self._cards:
            if card.name == name and _speaks(card, request.language):
                return card
        others = [card.name for card in self.voices(request.language)]
        instead = f"choose one of {', '.join(others[:6])}" if others else "choose another provider of voices"
        raise MicrodramaError(
            f"{self._provider} has no voice {request.voice} for the language {request.language}; "
            f"the line was not spoken; {instead}."
        )


def _speaks(card: VoiceCard, language: str) -> bool:
    primary = language.lower().split("-")[0]
    return any(tag.lower().split("-")[0] == primary for tag in card.languages)


def spoken(request: SpeechRequest, speaker: Speaker, card: VoiceCard) -> tuple[Sound, SpokenFacts]:
    """A line as sound, and when its words and phones are heard.

    A line without a word, such as "...", is 0.6 s of silence. Raises MicrodramaError for one that cannot be read.
    """
    manner = manner_of(request.feeling)
    _, variant = card_and_variant(request.voice)
    pace = min(max(request.pace * manner.pace, _SLOWEST), _FASTEST)
    how = Speaking(card, request.language, variant_ratio(variant), pace, manner)
    words = speech_text.words_of(request.text)
    pause = np.zeros(round(_PAUSE_S * manner.pause / pace * RATE_HZ), np.float32)
    pieces: list[Sound] = []
    said: list[SaidWord] = []
    phones: list[HeardPhone] = []
    length = 0
    for words_at_once in speech_text.breaths(words):
        breath = speaker.say(words_at_once, how)
        sound, heard = _finished(breath, manner) if breath is not None else (np.zeros(0, np.float32), [])
        if not len(sound):
            continue
        if pieces:
            pieces.append(pause)
            length += len(pause)
        heard = [phone.moved(length / RATE_HZ) for phone in heard]
        said += _said(words_at_once, speech_times.word_spans(heard, len(words_at_once)))
        phones += heard
        pieces.append(sound)
        length += len(sound)
    if not pieces:
        return _nothing(request, words, speaker)
    whole = speech_sound.evened(np.concatenate(pieces), gain_db=manner.gain_db)
    facts = SpokenFacts(
        duration_s=len(whole) / RATE_HZ,
        words=tuple(said),
        phones=tuple(phone.plain() for phone in phones),
        exact=speaker.exact,
    )
    return whole, facts


def _nothing(request: SpeechRequest, words: Sequence[Word], speaker: Speaker) -> tuple[Sound, SpokenFacts]:
    if any(word.read for word in words):
        raise MicrodramaError(
            f"The line “{request.text[:60]}” holds nothing that the voice {request.voice} can read in "
            f"{request.language}; it was not spoken; choose a voice of its language."
        )
    return np.zeros(round(_SILENCE_S * RATE_HZ), np.float32), SpokenFacts(duration_s=_SILENCE_S, exact=speaker.exact)


def _finished(breath: Breath, manner: Manner) -> tuple[Sound, list[HeardPhone]]:
    """A breath as it is heard in the line, trimmed, and its phones on its clock."""
    sound = speech_sound.pressed(breath.sound, drive=manner.press)
    sound = speech_sound.whispered(sound, share=manner.breath)
    sound = speech_sound.sobbing(sound, depth=manner.sob)
    audible = speech_sound.audible(breath.sound)  # a whisper's noise tells less of when its words were
    heard = speech_times.gated(speech_times.phones(breath.signs), audible, window_s=WINDOW_S)
    sound, cut_s = speech_sound.trimmed(sound)
    end_s = len(sound) / RATE_HZ
    moved = [phone.moved(-cut_s) for phone in heard]
    return sound, [phone for phone in moved if phone.end_s > 0 and phone.start_s < end_s]


def _said(words: Sequence[Word], spans: Sequence[tuple[float, float] | None]) -> list[SaidWord]:
    """The words with their times; one that is not heard is written behind the one before it, or before the first."""
    found: list[SaidWord] = []
    unheard = ""
    for word, span in zip(words, spans, strict=True):
        gap = " " if word.spaced else ""
        if span is not None:
            found.append(SaidWord(round(span[0], 4), round(span[1], 4), unheard + word.written))
            unheard = ""
        elif found:
            found[-1] = SaidWord(found[-1].start_s, found[-1].end_s, found[-1].text + " " + word.written)
        else:
            unheard += word.written + gap
    return found
