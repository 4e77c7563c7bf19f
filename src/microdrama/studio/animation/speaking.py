"""Spoken lines: one job each, found again when words, voice, language and feeling are the same."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

from microdrama.domain import documents
from microdrama.domain.storyboard import Id, SpokenLine, Storyboard
from microdrama.domain.takes import SpeechRequest, SpokenFacts, request_digest
from microdrama.ports.voice import Voice
from microdrama.studio.flow import Job, Report
from microdrama.studio.source import Maker
from microdrama.studio.store import Recipe

_VERSION = 1
_FACTS, _SOUND = "spoken.json", "line.wav"
_LETTERS_A_SECOND = 30  # about how quickly lines are spoken on two cores

Spoken = tuple[SpokenFacts, Path]


def lines_of(board: Storyboard) -> list[SpokenLine]:
    """Every line of a series that has something to say, in order."""
    return [line for episode in board.episodes for shot in episode.shots for line in shot.lines if line.text.strip()]


def speech_request(line: SpokenLine, voice: Voice, name: str, language: str) -> SpeechRequest:
    """What is asked of a voice; a line that changes in anything else is not spoken again."""
    return SpeechRequest(
        provider=voice.provider,
        model=voice.model,
        text=line.text,
        language=language,
        voice=name,
        feeling=line.feeling,
    )


def speak_jobs(lines: Sequence[SpokenLine], maker: Maker[Voice], cast: Mapping[Id, str], language: str) -> list[Job]:
    """A job for each line; two lines that are the same share one artefact."""
    voice = maker.make()
    return [_job(speech_request(line, voice, cast[line.character], language), maker, line) for line in lines]


def _job(request: SpeechRequest, maker: Maker[Voice], line: SpokenLine) -> Job:
    recipe = Recipe(stage="speak", version=_VERSION, inputs={"request": request_digest(request)}, options={})
    work = functools.partial(_speak, request, maker)
    return Job(recipe, work, task=f"Speaking {line.id}", weight=1 + len(line.text) / _LETTERS_A_SECOND)


def _speak(request: SpeechRequest, maker: Maker[Voice], folder: Path, _tell: Report) -> None:
    voice = maker.make()
    ticket = voice.submit(request, key=request_digest(request))
    made = voice.collect(ticket, request, folder)
    if made.path.name != _SOUND:
        made.path.rename(folder / _SOUND)
    facts = made.spoken or SpokenFacts(duration_s=0.0)
    (folder / _FACTS).write_bytes(documents.encode(facts))


def spoken(folder: Path) -> Spoken:
    """What is known of a spoken line, and its sound."""
    facts = documents.decode((folder / _FACTS).read_bytes(), SpokenFacts, source=_FACTS)
    return facts, folder / _SOUND
