"""One episode from a film: its spans, each picture through its window, its sound levelled, into its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.plan import PlannedEpisode
from microdrama.domain.time import FrameRate, Span
from microdrama.edit import cut
from microdrama.edit.layout import Framing, framing_at
from microdrama.edit.pictures import canvas_size, composed
from microdrama.media.audio import Piece, placed_sound
from microdrama.media.encode import Burned, EpisodeEncoder, EpisodeFiles, PictureFormat, Quality
from microdrama.media.frames import pictures_at
from microdrama.media.loudness import levelled
from microdrama.media.probe import Film

Progress = Callable[[int], None]
"""Told how many pictures are done."""


class EmptyEpisodeError(MicrodramaError):
    """A planned episode holds no picture; nothing was written."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """An episode's files, its exact length, and its loudness in LUFS as it left for the encoder."""

    files: EpisodeFiles
    duration: Fraction
    loudness_lufs: float


def render_episode(  # noqa: PLR0913 (one call makes an episode, everything by name)
    film: Film,
    episode: PlannedEpisode,
    framings: Sequence[Framing],
    *,
    folder: Path,
    poster: Fraction,
    quality: Quality,
    burned: Burned | None = None,
    progress: Progress = lambda _: None,
) -> Rendered:
    """Render one episode into a folder of its own: master.mp4, hls/ and poster.jpg (`poster` seconds into it).

    The same film, episode, framings and quality give the same bytes. Raises MicrodramaError and leaves a
    folder to throw away when the film is damaged, ffmpeg fails or the disk is full.
    """
    spans = cut.shown(episode, film.rate)
    if not spans:
        raise EmptyEpisodeError(f"Episode {episode.number} is shorter than one picture: there is nothing to render.")
    pieces = [Piece(part.sound, part.at) for part in cut.parts_of(episode, rate=film.rate)]
    sound, loudness = levelled(placed_sound(film, pieces, duration=cut.length(spans)))
    standing, framings = 0, [_on_pictures(framing, film.rate) for framing in framings]
    width, height = canvas_size(film, framings, spans)
    pictures = PictureFormat(width, height, film.rate, film.high_dynamic_range, film.full_range, film.matrix)
    with EpisodeEncoder(folder, pictures, sound, quality=quality, burned=burned) as encoder:
        moments = list(cut.moments(spans, film.rate))
        for number, picture in enumerate(pictures_at(film, moments)):
            standing = framing_at(framings, moments[number], start=standing)
            encoder.write(composed(film, picture, framings[standing].layout, moments[number], (width, height)))
            progress(number + 1)
        files = encoder.finish(poster_s=float(poster))
    return Rendered(files, cut.length(spans), round(loudness.lufs, 1))


def _on_pictures(framing: Framing, rate: FrameRate) -> Framing:
    return replace(framing, span=Span(rate.snap(framing.span.start_s), rate.snap(framing.span.end_s)))
