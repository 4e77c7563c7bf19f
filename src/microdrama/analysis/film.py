"""A film in, its findings and its attention out, in one decoding pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from microdrama.analysis.faces import Find, face_tracks
from microdrama.analysis.movement import MovementSigns
from microdrama.analysis.shots import ShotSigns, find_shots
from microdrama.analysis.speech import speech_spans
from microdrama.analysis.texts import TextSigns
from microdrama.domain.attention import Attention
from microdrama.domain.findings import Findings, Loudness, Media
from microdrama.domain.time import Span, seconds
from microdrama.media.loudness import STEP_S
from microdrama.media.probe import Film
from microdrama.media.survey import Survey
from microdrama.ports.face_finder import FaceFinder
from microdrama.ports.text_finder import NoTextFinder, TextFinder
from microdrama.ports.voice_finder import VoiceFinder

Progress = Callable[[Fraction], None]
"""Told how many seconds of film are done."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What one pass over a film found."""

    findings: Findings
    attention: Attention


def analyse(
    film: Film,
    *,
    sha256: str | None,
    face_finder: FaceFinder,
    voice_finder: VoiceFinder,
    text_finder: TextFinder | None = None,
    progress: Progress = lambda _: None,
) -> Analysis:
    """Look at and listen to a film once, from start to end.

    Memory does not grow with the film but for about 300 bytes a picture. Raises NotAFilmError for damage.
    """
    survey = Survey(film)
    shot_signs, movement = ShotSigns(), MovementSigns()
    writing = TextSigns(text_finder or NoTextFinder())
    finds: list[Find] = []
    voice: list[float] = []
    for block in survey.blocks():
        if block.moments:
            moved = shot_signs.see(block.moments, block.luma, block.cb, block.cr)
            movement.see(block.moments, block.luma, moved)
            progress(block.moments[-1])
        finds += [Find(still.moment, face) for still in block.stills for face in face_finder.find(still.rgb)]
        for still in block.stills:
            writing.see(still.moment, still.luma)
        voice += voice_finder.hear(block.voice)
    shots = find_shots(shot_signs, duration=survey.duration)
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
        speech=speech_spans(voice, duration=survey.duration),
        scenes=[Span(Fraction(0), survey.duration)],
        faces=face_tracks(finds, shots),
        loudness=_loudness(survey),
        texts=writing.texts(shots, duration=survey.duration),
    )
    return Analysis(findings, movement.attention(shots))


def _loudness(survey: Survey) -> Loudness | None:
    if survey.film.audio is None:
        return None
    return Loudness(step_s=seconds(STEP_S), lufs=[round(value, 1) for value in survey.meter.momentary])
