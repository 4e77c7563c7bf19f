"""A film in, its findings and its attention out, in one decoding pass; words and speakers come after it."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from microdrama.analysis.faces import FaceSigns
from microdrama.analysis.looks import Looks, LookSigns
from microdrama.analysis.mouths import MouthMotion
from microdrama.analysis.movement import MovementSigns
from microdrama.analysis.shots import ShotSigns, find_boundaries, shots_between
from microdrama.analysis.speech import speech_spans
from microdrama.analysis.texts import TextSigns
from microdrama.domain.attention import Attention
from microdrama.domain.findings import Findings, Loudness, Media
from microdrama.domain.time import Span, seconds
from microdrama.media.loudness import STEP_S
from microdrama.media.probe import Film
from microdrama.media.survey import Block, Survey
from microdrama.ports.face_finder import FaceFinder
from microdrama.ports.shot_finder import ShotFinder
from microdrama.ports.text_finder import NoTextFinder, TextFinder
from microdrama.ports.voice_finder import VoiceFinder

Progress = Callable[[Fraction], None]
"""Told how many seconds of film are done."""

KeepVoice = Callable[[npt.NDArray[np.int16]], object]
"""Given the film's sound piece by piece, (samples,) int16 mono at 16 kHz from the film's zero."""


@dataclass(frozen=True, slots=True)
class Senses:
    """What looks and listens during the pass. Without `shots` the signs that it collects anyway tell the shots."""

    faces: FaceFinder
    voices: VoiceFinder
    texts: TextFinder = field(default_factory=NoTextFinder)
    shots: ShotFinder | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """What one pass over a film found; `looks` shot by shot, `mouths` by the names of the face tracks."""

    findings: Findings
    attention: Attention
    looks: Looks
    mouths: dict[str, list[MouthMotion]]


def analyse(
    film: Film,
    *,
    sha256: str | None,
    senses: Callable[[], Senses],
    keep_voice: KeepVoice = lambda _: None,
    progress: Progress = lambda _: None,
) -> Analysis:
    """Look at and listen to a film once, from start to end.

    `senses` is asked for once the decoder is at work, which runs ahead while the models load. Memory does not grow
    with the film but for about 450 bytes a picture and 2 kB for each find of a face. Raises NotAFilmError for damage.
    """
    survey = Survey(film)
    with contextlib.closing(survey.blocks()) as blocks:
        first = next(blocks)
        signs = _Signs(senses())
        for block in itertools.chain([first], blocks):
            signs.see(block)
            if len(block.voice):
                keep_voice((np.clip(block.voice, -1, 1) * 32_767).astype(np.int16))
            if block.moments:
                progress(block.moments[-1])
    return signs.analysis(survey, sha256)


class _Signs:
    """Everything that is collected while a film goes by."""

    def __init__(self, senses: Senses) -> None:
        self._senses = senses
        self._shots, self._movement, self._looks = ShotSigns(), MovementSigns(), LookSigns()
        self._faces, self._writing = FaceSigns(senses.faces), TextSigns(senses.texts)
        self._voice: list[float] = []

    def see(self, block: Block) -> None:
        """Take in the next block."""
        if block.moments:
            planes: tuple[Any, Any, Any] = (block.luma, block.cb, block.cr)
            moved = self._shots.see(block.moments, *planes)
            self._movement.see(block.moments, block.luma, moved)
            self._looks.see(block.moments, *planes)
            self._faces.see(block.moments, block.luma, moved, [(still.moment, still.rgb) for still in block.stills])
            for still in block.stills:
                self._writing.see(still.moment, still.luma)
            if self._senses.shots is not None:
                self._senses.shots.see(block.moments, *planes)
        self._voice += self._senses.voices.hear(block.voice)

    def analysis(self, survey: Survey, sha256: str | None) -> Analysis:
        """What it all comes to, once the film has gone by."""
        finder, film = self._senses.shots, survey.film
        boundaries = find_boundaries(self._shots) if finder is None else finder.boundaries()
        shots = shots_between(boundaries, duration=survey.duration)
        faces = self._faces.tracks(shots)
        media = Media(
            duration_s=survey.duration,
            width=film.width,
            height=film.height,
            frame_rate=str(film.rate),
            sha256=sha256,
        )
        findings = Findings(
            media=media,
            shots=shots,
            speech=speech_spans(self._voice, duration=survey.duration),
            scenes=[Span(Fraction(0), survey.duration)],
            faces=faces.tracks,
            loudness=_loudness(survey),
            texts=self._writing.texts(shots, duration=survey.duration),
        )
        return Analysis(findings, self._movement.attention(shots), self._looks.looks(shots), faces.mouths)


def _loudness(survey: Survey) -> Loudness | None:
    if survey.film.audio is None:
        return None
    return Loudness(step_s=seconds(STEP_S), lufs=[round(value, 1) for value in survey.meter.momentary])
