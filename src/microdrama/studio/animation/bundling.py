"""What a bundle of an animated series holds: episodes with captions and stems, storyboard, takes, script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import msgspec

from microdrama.animate.handover import TakesOf, taken_series, write_takes
from microdrama.animate.labels import implicit_label
from microdrama.animate.timed import RATE, TimedEpisode
from microdrama.domain import documents
from microdrama.domain.captions import Cue
from microdrama.domain.series import Caption, Cliffhanger, Origin, Series, SeriesEpisode
from microdrama.domain.storyboard import BoardEpisode, Id, Storyboard
from microdrama.edit.caption_files import FOLDER, write_captions
from microdrama.media.encode import EpisodeFiles
from microdrama.media.hls import MASTER_PLAYLIST
from microdrama.media.identity import Identity
from microdrama.media.origin import Claims, Ingredient, origin_of, sign_master, source_type_of
from microdrama.media.probe import probe
from microdrama.studio import bundle, report
from microdrama.studio.animation.drawing import CLIP
from microdrama.studio.animation.joining import SIZE
from microdrama.studio.animation.mixing import STEMS
from microdrama.studio.contents import link_episode
from microdrama.studio.rendering import EpisodeFacts, facts_of
from microdrama.studio.store import link_or_copy

STORYBOARD = "storyboard.json"
REPORT = "report.html"
TAKES = "takes"


@dataclass(frozen=True, slots=True)
class Made:
    """One episode as it was timed and joined, its captions, and the folders of its shots by their ids.

    `bought` are the files of shots that were bought, as they were delivered; `others` are takes that are not used.
    """

    timed: TimedEpisode
    folder: Path
    cues: Sequence[Cue]
    shots: Mapping[Id, Path]
    bought: Mapping[Id, Path] = field(default_factory=dict[Id, Path])
    others: Mapping[Id, Sequence[Path]] = field(default_factory=dict[Id, Sequence[Path]])


@dataclass(frozen=True, slots=True)
class About:
    """What a bundle says beside what it shows: who signs (None: nobody), where it goes, its licence, who speaks how.

    `account` is what the ledger holds of the series.
    """

    identity: Identity | None = None
    territories: Sequence[str] = ()
    licence: str = ""
    voices: Mapping[Id, str] = field(default_factory=dict[Id, str])
    account: report.Account = field(default_factory=report.Account)


@dataclass(frozen=True, slots=True)
class Filled:
    """The series that a bundle holds, and the figures of its report, for programs."""

    series: Series
    figures: Mapping[str, object]


def fill(fresh: Path, board: Storyboard, made: Sequence[Made], *, papers: Mapping[str, bytes], about: About) -> Filled:
    """Put everything into an empty folder and return what it is. Raises OriginError and IdentityError.

    `papers` are files by their names: the script as it was given, and to be printed.
    """
    episodes = [_episode(fresh, one, board, about.identity) for one in made]
    series = _series(board, episodes)
    _fill_source(fresh / "source", board, made, papers)
    told = _around(fresh, series, about)
    page = report.animated_page(series, board, about.account, takes=report.takes_of(fresh, board), around=told)
    (fresh / REPORT).write_text(page, "utf-8")
    (fresh / bundle.SERIES_FILE).write_bytes(documents.encode(series))
    return Filled(series, report.production_json(series, board, about.account, around=told))


def _around(bundle: Path, series: Series, about: About) -> report.Around:
    """What a report tells beside pictures and money, with what the masters of a bundle say of themselves."""
    origins = {one.number: origin_of(bundle / one.master) for one in series.episodes} if about.identity else {}
    return report.Around(about.voices, about.territories, about.licence, origins)


def _id(board: Storyboard) -> str:
    return f"{bundle.slug_of(board.title)}-{board.script_sha256[:12]}"


def _series(board: Storyboard, episodes: list[SeriesEpisode]) -> Series:
    return Series(
        id=_id(board),
        slug=bundle.slug_of(board.title),
        title={board.language: board.title},
        synopsis={board.language: board.synopsis} if board.synopsis else {},
        language=board.language,
        genres=list(board.genres),
        origin=Origin(
            kind="animated", source_sha256=board.script_sha256, ai_generated=True, credits=list(board.credits)
        ),
        episodes=episodes,
    )


def _episode(fresh: Path, made: Made, board: Storyboard, identity: Identity | None) -> SeriesEpisode:
    facts, told = facts_of(made.folder), made.timed.episode
    at = f"episodes/{told.number:03d}"
    files = EpisodeFiles(fresh / at)
    link_episode(EpisodeFiles(made.folder), files, board.language)
    if identity is not None:
        sign_master(files.master, _claims(made, board, identity), identity)
    _link_stems(made.folder, files.folder)
    language = board.language
    return SeriesEpisode(
        number=told.number,
        title={language: told.title or f"Episode {told.number}"},
        synopsis={language: told.synopsis} if told.synopsis else {},
        duration_s=facts.duration_s,
        width=SIZE[0],
        height=SIZE[1],
        frame_rate=str(RATE),
        master=f"{at}/master.mp4",
        hls=f"{at}/hls/{MASTER_PLAYLIST}",
        poster=f"{at}/poster.jpg",
        captions=_captions(files, made, facts, language, at),
        hook=told.hook,
        cliffhanger=_ended(told, facts),
        loudness_lufs=facts.loudness_lufs,
    )


def _claims(made: Made, board: Storyboard, identity: Identity) -> Claims:
    """What a signed master says of itself."""
    number = made.timed.episode.number
    shots = [shot.shot for shot in made.timed.shots]
    return Claims(
        title=f"{board.title}, {number}",
        source_type=source_type_of(
            drawn=any(shot.id not in made.bought for shot in shots),
            bought=bool(made.bought),
            voiced=any(shot.lines for shot in shots),
        ),
        label=implicit_label(producer=identity.producer, series=_id(board), episode=number),
        ingredients=[Ingredient(path, shot) for shot, path in made.bought.items()],
    )


def _ended(told: BoardEpisode, facts: EpisodeFacts) -> Cliffhanger:
    """The cliffhanger at the moment at which the episode really ends."""
    return msgspec.structs.replace(told.cliffhanger, end_s=facts.duration_s)


def _link_stems(made: Path, target: Path) -> None:
    (target / STEMS).mkdir()
    for stem in sorted((made / STEMS).iterdir()):
        link_or_copy(stem, target / STEMS / stem.name)


def _captions(files: EpisodeFiles, made: Made, facts: EpisodeFacts, language: str, at: str) -> list[Caption]:
    """Captions beside an episode; a language that nobody knows has no place in a player's menu."""
    if not made.cues or language == "und":
        return []
    path = write_captions(files, made.cues, language=language, duration_s=facts.duration_s)
    return [Caption(language=language, path=f"{at}/{FOLDER}/{path.name}")]


def _fill_source(folder: Path, board: Storyboard, made: Sequence[Made], papers: Mapping[str, bytes]) -> None:
    (folder / TAKES).mkdir(parents=True)
    (folder / STORYBOARD).write_bytes(documents.encode(board))
    for name, contents in papers.items():
        (folder / name).write_bytes(contents)
    takes = {shot: takes for one in made for shot, takes in _link_takes(folder, one)}
    stems = {one.timed.episode.number: _stems(folder.parent, one.timed.episode.number) for one in made}
    timed = [one.timed for one in made]
    write_takes(taken_series(board, timed, takes=takes, stems=stems, size=SIZE), folder)


def _link_takes(folder: Path, made: Made) -> Iterator[tuple[Id, TakesOf]]:
    """Give the takes of an episode's shots their places: the used one has the shot's name, others a number more."""
    for shot, clip in made.shots.items():
        link_or_copy(clip / CLIP, folder / TAKES / f"{shot}.mp4")
        others: list[tuple[str, Fraction]] = []
        for number, other in enumerate(made.others.get(shot, ()), start=2):
            name = f"{TAKES}/{shot}.take-{number}{other.suffix.lower()}"
            link_or_copy(other, folder / name)
            others.append((name, probe(other).duration))
        yield shot, TakesOf(f"{TAKES}/{shot}.mp4", others)


def _stems(bundle: Path, number: int) -> dict[str, str]:
    """The stems of an episode by their role, relative to the folder of the cut; dialogue first."""
    at = f"episodes/{number:03d}/{STEMS}"
    return {stem.stem: f"../{at}/{stem.name}" for stem in sorted((bundle / at).iterdir())}
