"""Episodes of drawn shots: clips in a row, sound mixed, letters drawn, into the files of an episode."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from microdrama.animate.timed import RATE, TimedEpisode, TimedShot
from microdrama.domain import documents
from microdrama.domain.storyboard import Location, Storyboard
from microdrama.media import hls
from microdrama.media.encode import EpisodeEncoder, PictureFormat, Quality
from microdrama.media.frames import Picture, pictures_at
from microdrama.media.lettering import Lettering, prepare_letters
from microdrama.media.probe import probe
from microdrama.media.stems import write_stem
from microdrama.studio.flow import Job, Report
from microdrama.studio.rendering import FACTS, EpisodeFacts
from microdrama.studio.store import Recipe

_VERSION = 1
SIZE = (720, 1280)
STEMS = "stems"
_MIXING = 0.1  # of the whole work


@dataclass(frozen=True, slots=True)
class Lettered:
    """What is lettered in an episode, and the fonts for it, the preferred one first."""

    letters: Lettering
    fonts: Sequence[Path]


@dataclass(frozen=True, slots=True)
class _Order:
    """All that a worker needs to join an episode."""

    timed: TimedEpisode
    locations: Sequence[Location]
    clips: Sequence[Path]
    lettered: Lettered | None
    quality: Quality
    seed: int


def join_job(
    timed: TimedEpisode,
    board: Storyboard,
    clips: Sequence[Path],
    *,
    made_of: Sequence[str],
    lettered: Lettered | None,
    quality: Quality,
) -> Job:
    """The job that makes the files of an episode; `made_of` are the digests of its shots and lines."""
    seed = int.from_bytes(hashlib.sha256(board.title.encode()).digest()[:4])
    order = _Order(timed, board.locations, clips, lettered, quality, seed)
    heard = [(shot.shot.sounds, shot.shot.effects, shot.scene.mood, shot.start_s) for shot in timed.shots]
    beats = [scene.beats for scene in timed.episode.scenes]
    letters = (lettered.letters, [font.name for font in lettered.fonts]) if lettered else None
    decided = repr((list(made_of), heard, beats, letters, seed)).encode()
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
    from microdrama.animate.sound.mix import mix  # noqa: PLC0415 (only workers pay for the instruments)

    timed = order.timed
    stems = mix(timed, locations=order.locations, seed=order.seed)
    kept = folder / STEMS
    kept.mkdir()
    for name, sound in (("dialogue", stems.dialogue), ("music", stems.music), ("effects", stems.effects)):
        write_stem(kept / f"{name}.flac", sound)
    tell(_MIXING)
    lettered = order.lettered
    burned = prepare_letters(lettered.letters, lettered.fonts, folder / "drawn") if lettered else None
    pictures = PictureFormat(*SIZE, RATE, None, full_range=False, matrix="bt709")
    whole = max(1, sum(shot.pictures for shot in timed.shots))
    rungs = hls.rungs_up_to(SIZE[1])
    with EpisodeEncoder(folder, pictures, stems.whole, quality=order.quality, burned=burned, rungs=rungs) as encoder:
        for number, picture in enumerate(_pictures(order)):
            encoder.write(picture)
            tell(_MIXING + (1 - _MIXING) * (number + 1) / whole)
        encoder.finish(poster_s=float(poster_moment(timed)))
    facts = EpisodeFacts(timed.duration_s, round(stems.lufs, 1))
    (folder / FACTS).write_bytes(documents.encode(facts))


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
