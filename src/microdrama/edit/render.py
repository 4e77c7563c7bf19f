"""One episode from a film: its spans, each picture through its window, its sound levelled, into its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.plan import PlannedEpisode
from microdrama.domain.time import FrameRate, Span
from microdrama.edit import cut
from microdrama.edit.layout import Framing, framing_at
from microdrama.edit.pictures import canvas_size, composed
from microdrama.media.audio import Piece, followed_by_silence, placed_sound
from microdrama.media.compose import card_ground, mixed
from microdrama.media.encode import Burned, EpisodeEncoder, EpisodeFiles, PictureFormat, Quality
from microdrama.media.frames import Picture, pictures_at
from microdrama.media.loudness import levelled
from microdrama.media.probe import Film

Progress = Callable[[int], None]
"""Told how many pictures are done."""

_CARD_COMES_S = Fraction(1, 4)  # over which the last picture becomes the ground of the card


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

    An end card is the last picture, dimmed, in silence; its letters are among those `burned`. The same film, episode,
    framings and quality give the same bytes. Raises MicrodramaError and leaves a folder to throw away when the film
    is damaged, ffmpeg fails or the disk is full.
    """
    spans = cut.shown(episode, film.rate)
    if not spans:
        raise EmptyEpisodeError(f"Episode {episode.number} is shorter than one picture: there is nothing to render.")
    pieces = [Piece(part.sound, part.at) for part in cut.parts_of(episode, rate=film.rate)]
    story, whole = cut.length(spans), cut.whole_length(episode, film.rate)
    sound = placed_sound(film, pieces, duration=story)
    sound, loudness = levelled(followed_by_silence(sound, duration=whole) if whole > story else sound)
    standing, framings = 0, [_on_pictures(framing, film.rate) for framing in framings]
    width, height = canvas_size(film, framings, spans)
    pictures = PictureFormat(width, height, film.rate, film.high_dynamic_range, film.full_range, film.matrix)
    with EpisodeEncoder(folder, pictures, sound, quality=quality, burned=burned, poster_s=poster) as encoder:
        moments = list(cut.moments(spans, film.rate))
        last: Picture | None = None
        for number, picture in enumerate(pictures_at(film, moments)):
            standing = framing_at(framings, moments[number], start=standing)
            last = composed(film, picture, framings[standing].layout, moments[number], (width, height))
            encoder.write(last)
            progress(number + 1)
        for number, picture in enumerate(_card(last, cut.card_pictures(episode, film.rate), film.rate)):
            encoder.write(picture)
            progress(len(moments) + number + 1)
        files = encoder.finish()
    return Rendered(files, whole, round(loudness.lufs, 1))


def _card(last: Picture | None, count: int, rate: FrameRate) -> Iterator[Picture]:
    """The pictures of an end card: the last one grows soft and dark, and stands still."""
    if last is None or count == 0:
        return
    ground, coming = card_ground(last), max(1, rate.nearest_frame(_CARD_COMES_S))
    for number in range(1, count + 1):
        yield mixed(last, ground, number / coming) if number < coming else ground


def _on_pictures(framing: Framing, rate: FrameRate) -> Framing:
    return replace(framing, span=Span(rate.snap(framing.span.start_s), rate.snap(framing.span.end_s)))
