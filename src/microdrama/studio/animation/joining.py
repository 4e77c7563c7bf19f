"""Episodes of drawn shots: clips in a row, their mixed sound, letters drawn, into the files of an episode."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from microdrama.animate.timed import RATE, TimedEpisode, TimedShot
from microdrama.media import hls
from microdrama.media.encode import EpisodeEncoder, PictureFormat, Quality
from microdrama.media.frames import Picture, pictures_at
from microdrama.media.lettering import Lettering, prepare_letters
from microdrama.media.probe import probe
from microdrama.studio.animation.mixing import STEMS, mixed
from microdrama.studio.flow import Job, Report
from microdrama.studio.rendering import FACTS
from microdrama.studio.store import Recipe, link_or_copy

_VERSION = 3
SIZE = (720, 1280)


@dataclass(frozen=True, slots=True)
class Lettered:
    """What is lettered in an episode, and the fonts for it, the preferred one first."""

    letters: Lettering
    fonts: Sequence[Path]


@dataclass(frozen=True, slots=True)
class _Order:
    """All that a worker needs to join an episode."""

    timed: TimedEpisode
    clips: Sequence[Path]
    sound: Path
    lettered: Lettered | None
    quality: Quality


def join_job(
    timed: TimedEpisode,
    clips: Sequence[Path],
    sound: Path,
    *,
    made_of: Sequence[str],
    lettered: Lettered | None,
    quality: Quality,
) -> Job:
    """The job that makes the files of an episode of its shots' clips and the folder of its sound.

    `made_of` are the digests of its shots and its sound.
    """
    order = _Order(timed, clips, sound, lettered, quality)
    letters = (lettered.letters, [font.name for font in lettered.fonts]) if lettered else None
    decided = repr((list(made_of), [shot.pictures for shot in timed.shots], poster_moment(timed), letters)).encode()
    recipe = Recipe(
        stage="join",
        version=_VERSION,
        inputs={"parts": hashlib.sha256(decided).hexdigest()},
        options={"quality": quality},
    )
    number = timed.episode.number
    weight = float(timed.duration_s) / 2
    return Job(recipe, functools.partial(_join, order), task=f"Joining episode {number}", weight=weight)


def _join(order: _Order, folder: Path, tell: Report) -> None:
    timed = order.timed
    (folder / STEMS).mkdir()
    for stem in sorted((order.sound / STEMS).iterdir()):
        link_or_copy(stem, folder / STEMS / stem.name)
    link_or_copy(order.sound / FACTS, folder / FACTS)
    lettered = order.lettered
    burned = prepare_letters(lettered.letters, lettered.fonts, folder / "drawn") if lettered else None
    pictures = PictureFormat(*SIZE, RATE, None, full_range=False, matrix="bt709")
    whole = max(1, sum(shot.pictures for shot in timed.shots))
    rungs, sound = hls.rungs_up_to(SIZE[1]), mixed(order.sound)
    with EpisodeEncoder(
        folder, pictures, sound, quality=order.quality, burned=burned, rungs=rungs, poster_s=poster_moment(timed)
    ) as encoder:
        for number, picture in enumerate(_pictures(order)):
            encoder.write(picture)
            tell((number + 1) / whole)
        encoder.finish()


def _pictures(order: _Order) -> Iterator[Picture]:
    for shot, clip in zip(order.timed.shots, order.clips, strict=True):
        yield from pictures_at(probe(clip), [RATE.moment(number) for number in range(shot.pictures)])


def poster_moment(timed: TimedEpisode) -> Fraction:
    """Which moment makes the poster: the middle of the shot that shows a face best, an early one of equals."""
    best = max(timed.shots, key=lambda shot: (_portrait(shot), -shot.start_s))
    return best.start_s + RATE.moment(best.pictures // 2)


def _portrait(timed: TimedShot) -> int:
    """How good a poster a shot makes: near faces, of one or two people, who feel something."""
    shot = timed.shot
    if shot.insert is not None or not shot.seen or shot.angle == "back":
        return 0
    near = {"close": 5, "medium": 4, "full": 2, "extreme": 1, "wide": 0}[shot.size]
    return near + (shot.seen[0].feeling != "neutral") + (shot.angle != "over_shoulder")
