"""One episode from a film: its spans, each picture through its window, its sound levelled, into its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.plan import PlannedEpisode
from microdrama.domain.time import FrameRate, Span
from microdrama.edit import cut
from microdrama.edit.reframe import TARGET_ASPECT, Framing, Window, window_at
from microdrama.media.audio import Piece, placed_sound
from microdrama.media.encode import EpisodeEncoder, EpisodeFiles, PictureFormat, Quality
from microdrama.media.frames import pictures_at
from microdrama.media.loudness import levelled
from microdrama.media.probe import Film

Progress = Callable[[int], None]
"""Told how many pictures are done."""

_MOST_TRIMMED = 8  # stored pixels that may go so that the window's shape is right with even sides


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
    progress: Progress = lambda _: None,
) -> Rendered:
    """Render one episode into an empty folder: master.mp4, hls/ and poster.jpg (`poster` seconds into it).

    The same film, episode, framings and quality give the same bytes. Raises MicrodramaError and leaves a
    folder to throw away when the film is damaged, ffmpeg fails or the disk is full.
    """
    spans = cut.shown(episode, film.rate)
    if not spans:
        raise EmptyEpisodeError(f"Episode {episode.number} is shorter than one picture: there is nothing to render.")
    pieces = [Piece(one.span, one.at) for one in cut.heard(episode, film.rate)]
    sound, loudness = levelled(placed_sound(film, pieces, duration=cut.length(spans)))
    width, height = crop_size(film)
    pictures = PictureFormat(width, height, film.rate, film.high_dynamic_range, film.full_range, film.matrix)
    standing, framings = 0, [_on_pictures(framing, film.rate) for framing in framings]
    with EpisodeEncoder(folder, pictures, sound, quality=quality) as encoder:
        moments = list(cut.moments(spans, film.rate))
        for number, picture in enumerate(pictures_at(film, moments)):
            standing = window_at(framings, moments[number], start=standing)
            left, top = _corner(framings[standing].window, picture.luma.shape, (width, height))
            encoder.write(picture, left=left, top=top)
            progress(number + 1)
        files = encoder.finish(poster_s=float(poster))
    return Rendered(files, cut.length(spans), round(loudness.lufs, 1))


def _on_pictures(framing: Framing, rate: FrameRate) -> Framing:
    return Framing(Span(rate.snap(framing.span.start_s), rate.snap(framing.span.end_s)), framing.window)


def crop_size(film: Film) -> tuple[int, int]:
    """Width and height, in stored pixels of the upright picture, of the 9:16 window: even, and as large as can be.

    A few rows or columns may go so that the shape is right to a fifth of a percent.
    """
    stored = (film.stored_width, film.stored_height)
    wide, high = stored if film.rotation in (0, 180) else stored[::-1]
    pixel = film.pixel_aspect if film.rotation in (0, 180) else 1 / film.pixel_aspect
    shape = TARGET_ASPECT / pixel  # the window's width to height, counted in stored pixels
    best, smallest_error = (2, 2), Fraction(10)
    for trimmed in range(0, _MOST_TRIMMED + 1, 2):
        if Fraction(wide, high) >= shape:
            tall = (high - trimmed) // 2 * 2
            size = (min(wide // 2 * 2, round(tall * shape / 2) * 2), tall)
        else:
            broad = (wide - trimmed) // 2 * 2
            size = (broad, min(high // 2 * 2, round(broad / shape / 2) * 2))
        error = abs(Fraction(*size) / shape - 1)
        if error < smallest_error:
            best, smallest_error = size, error
        if error <= Fraction(1, 500):
            return size
    return best


def _corner(window: Window, picture: tuple[int, ...], size: tuple[int, int]) -> tuple[int, int]:
    """The upper left corner in stored pixels: even, and the whole window inside the picture."""
    high, wide = picture
    centre_x, centre_y = window.x + window.width / 2, window.y + window.height / 2
    left = round((centre_x * wide - size[0] / 2) / 2) * 2
    top = round((centre_y * high - size[1] / 2) / 2) * 2
    return min(max(left, 0), (wide - size[0]) // 2 * 2), min(max(top, 0), (high - size[1]) // 2 * 2)
