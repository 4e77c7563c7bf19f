"""A film and all that is found in it: one pass, then the words, then the people and the scenes; each made once."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from microdrama.analysis.alignment import subtitled
from microdrama.analysis.film import Senses, analyse
from microdrama.analysis.mouths import packed, unpacked
from microdrama.analysis.scenes import find_scenes
from microdrama.analysis.speakers import hear, with_speakers
from microdrama.analysis.talking import with_talkers
from microdrama.analysis.twins import told_apart
from microdrama.analysis.words import transcribe
from microdrama.domain import documents
from microdrama.domain.attention import Attention
from microdrama.domain.errors import UsageError
from microdrama.domain.findings import Findings, Line
from microdrama.media.probe import Film, probe
from microdrama.ports.sentence_reader import SentenceReader
from microdrama.ports.transcriber import Transcriber
from microdrama.ports.voice_embedder import VoiceEmbedder
from microdrama.studio.flow import Flow, Job, Report
from microdrama.studio.store import Recipe, file_digest

_PASS_VERSION = 4
_WORDS_VERSION = 1
_PEOPLE_VERSION = 3
_FINDINGS, _ATTENTION, _WORDS = "findings.json", "attention.json", "words.json"
_VOICE, _LOOKS, _MOUTHS = "voice.s16", "looks.npy", "mouths.bin"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Maker(Generic[T]):
    """How a worker process comes by a model; `name` says which one that is, for the digest."""

    make: Callable[[], T]
    name: str


@dataclass(frozen=True, slots=True)
class Finders:
    """All models that look and listen. The reader is asked for by language, None where that is not known.

    `reader_name` says which model that is, for the digest.
    """

    senses: Maker[Senses]
    transcriber: Maker[Transcriber]
    embedder: Maker[VoiceEmbedder]
    reader: Callable[[str | None], SentenceReader]
    reader_name: str


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the words come from: a subtitle file, the sound (`words`), or nowhere; the language where it is known."""

    language: str | None = None
    subtitles: Path | None = None
    words: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    """A film that can be opened, its digest, what was found in it, and what a person should be told about that."""

    film: Film
    sha256: str
    findings: Findings
    attention: Attention
    notes: list[str] = field(default_factory=list[str])


class _Words(msgspec.Struct, frozen=True):
    """What is said in a film, as its artefact keeps it."""

    language: str | None
    lines: list[Line]
    note: str | None = None


def open_film(path: Path, listening: Listening) -> Film:
    """A film with the sound track in its language; raises NotAFilmError or UsageError before anything long begins."""
    if listening.subtitles is not None and not listening.subtitles.is_file():
        raise UsageError(f"There is no subtitle file {listening.subtitles}.")
    return probe(path, language=listening.language)


def analyse_film(film: Film, *, flow: Flow, finders: Finders, listening: Listening) -> Source:
    """What is in a film. Each stage runs only once for a film, sound track, set of models, and subtitle file.

    Raises NotAFilmError or SubtitleError, in one sentence, for what cannot be read.
    """
    hears = listening.subtitles is None and listening.words
    # the recogniser is large, and wants a worker that holds nothing else; without it one worker does everything
    with contextlib.nullcontext() if hears else flow.shift():
        return _analysed(film, flow=flow, finders=finders, listening=listening)


def _analysed(film: Film, *, flow: Flow, finders: Finders, listening: Listening) -> Source:
    digest = file_digest(film.path, flow.store)
    seen = _pass_job(film, digest, finders)
    folder = flow.make([seen])[0]
    heard = _words_job(film, seen.recipe, folder, finders, listening, flow)
    words = flow.make([heard])[0] if heard else None
    known = Recipe(
        stage="people",
        version=_PEOPLE_VERSION,
        inputs={"pass": seen.recipe.digest} | ({"words": heard.recipe.digest} if heard else {}),
        options={
            "embedder": finders.embedder.name,
            "reader": finders.reader_name,
            "language": listening.language,
        },
    )
    work = functools.partial(_know_people, folder, words, finders, listening.language)
    people = flow.make([Job(known, work, task="Recognising", weight=float(film.duration) / 60)])[0]
    note = _read(words / _WORDS, _Words).note if words else None
    return Source(
        film=film,
        sha256=digest,
        findings=_read(people / _FINDINGS, Findings),
        attention=_read(folder / _ATTENTION, Attention),
        notes=[note] if note else [],
    )


def _read(path: Path, kind: type[T]) -> T:
    return documents.decode(path.read_bytes(), kind, source=path.name)


# --- the pass


def _pass_job(film: Film, digest: str, finders: Finders) -> Job:
    recipe = Recipe(
        stage="analyse",
        version=_PASS_VERSION,
        inputs={"film": digest},
        options={"models": finders.senses.name, "audio": film.audio},
    )
    work = functools.partial(_look, film, digest, finders.senses)
    return Job(recipe, work, task="Analysing", weight=float(film.duration) / 40)


def _look(film: Film, digest: str, senses: Maker[Senses], folder: Path, tell: Report) -> None:
    with (folder / _VOICE).open("wb") as voice:
        found = analyse(
            film,
            sha256=digest,
            senses=senses.make,
            keep_voice=lambda sound: voice.write(sound.astype("<i2").data),
            progress=lambda moment: tell(float(moment / film.duration)),
        )
    (folder / _FINDINGS).write_bytes(documents.encode(found.findings))
    (folder / _ATTENTION).write_bytes(documents.encode(found.attention))
    (folder / _MOUTHS).write_bytes(packed(found.mouths))
    np.save(folder / _LOOKS, found.looks)


def _voice(folder: Path) -> npt.NDArray[np.int16]:
    """(samples,) int16 mono at 16 kHz, read from the disk as it is needed."""
    path = folder / _VOICE
    return np.memmap(path, "<i2", mode="r") if path.stat().st_size else np.zeros(0, np.int16)


# --- words


def _words_job(
    film: Film, seen: Recipe, folder: Path, finders: Finders, listening: Listening, flow: Flow
) -> Job | None:
    options: dict[str, str | int | float | bool | None] = {"language": listening.language}
    inputs = {"pass": seen.digest}
    work: Any
    if listening.subtitles is not None:
        inputs["subtitles"] = file_digest(listening.subtitles, flow.store)
        work = functools.partial(_read_words, folder, listening.subtitles, listening.language)
    elif listening.words and film.audio is not None:
        options["transcriber"] = finders.transcriber.name
        work = functools.partial(_hear_words, folder, finders.transcriber, listening.language)
    else:
        return None
    recipe = Recipe(stage="words", version=_WORDS_VERSION, inputs=inputs, options=options)
    return Job(recipe, work, task="Listening", weight=float(film.duration) / 8)


def _read_words(seen: Path, subtitles: Path, language: str | None, folder: Path, _tell: Report) -> None:
    findings = _read(seen / _FINDINGS, Findings)
    made = subtitled(subtitles, speech=findings.speech, duration=findings.media.duration_s, language=language)
    words = _Words(made.language, made.lines, str(made.alignment))
    (folder / _WORDS).write_bytes(documents.encode(words))


def _hear_words(seen: Path, transcriber: Maker[Transcriber], language: str | None, folder: Path, tell: Report) -> None:
    findings = _read(seen / _FINDINGS, Findings)
    end = findings.media.duration_s or Fraction(1)
    made = transcribe(
        _voice(seen),
        speech=findings.speech,
        transcriber=transcriber.make(),
        language=language,
        progress=lambda moment: tell(float(moment / end)),
    )
    (folder / _WORDS).write_bytes(documents.encode(_Words(made.language, made.lines)))


# --- people and scenes


def _know_people(
    seen: Path, words: Path | None, finders: Finders, language: str | None, folder: Path, tell: Report
) -> None:
    findings = _read(seen / _FINDINGS, Findings)
    said = _read(words / _WORDS, _Words) if words else _Words(language, [])
    sound = _voice(seen)
    mouths = unpacked((seen / _MOUTHS).read_bytes())
    heard = hear(sound, findings.speech, said.lines, finders.embedder.make())
    tell(0.7)
    turns = told_apart(heard, findings.faces, mouths, sound).turns()
    known = msgspec.structs.replace(
        findings,
        lines=with_speakers(said.lines, turns),
        faces=with_talkers(findings.faces, mouths, sound, turns),
        language=language or said.language,
    )
    tell(0.8)
    looks = np.load(seen / _LOOKS, allow_pickle=False)
    scenes = find_scenes(known, finders.reader(known.language), looks)
    (folder / _FINDINGS).write_bytes(documents.encode(msgspec.structs.replace(known, scenes=scenes)))
