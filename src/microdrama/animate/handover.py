"""An animated series for editors: its shots with their takes, its stems, and why it is cut so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from microdrama.animate.timed import RATE, TimedEpisode
from microdrama.domain.storyboard import Beat, Id, Storyboard
from microdrama.edit.interchange.takes import (
    Mark,
    Stem,
    TakeFile,
    TakenEpisode,
    TakenSeries,
    TakenShot,
    cut_files,
)
from microdrama.edit.interchange.timeline import plain

_LONGEST_KIND = 80


@dataclass(frozen=True, slots=True)
class TakesOf:
    """Where the takes of a shot lie, relative to the folder of the cut: the used one, and others with their lengths."""

    used: str
    others: Sequence[tuple[str, Fraction]] = ()


def taken_series(
    board: Storyboard,
    episodes: Sequence[TimedEpisode],
    *,
    takes: Mapping[Id, TakesOf],
    stems: Mapping[int, Mapping[str, str]],
    size: tuple[int, int],
) -> TakenSeries:
    """The series as it is cut. `stems` are files by role and episode, `size` is (width, height) in pixels.

    Raises KeyError for a shot without a take.
    """
    return TakenSeries(
        title=plain(board.title) or "Series",
        rate=RATE,
        width=size[0],
        height=size[1],
        episodes=tuple(_episode(one, takes, stems.get(one.episode.number, {})) for one in episodes),
    )


def write_takes(series: TakenSeries, folder: Path) -> list[Path]:
    """Write the cut in every format into a folder, which is made where it is missing. Raises OSError."""
    paths: list[Path] = []
    for name, data in cut_files(series).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        paths.append(path)
    return paths


def _episode(timed: TimedEpisode, takes: Mapping[Id, TakesOf], stems: Mapping[str, str]) -> TakenEpisode:
    told = timed.episode
    name = f"Episode {told.number:03d}"
    title = plain(told.title)
    shots = tuple(
        TakenShot(
            id=shot.shot.id,
            pictures=shot.pictures,
            take=TakeFile(takes[shot.shot.id].used, shot.pictures),
            others=tuple(TakeFile(path, _pictures(length)) for path, length in takes[shot.shot.id].others),
            note=plain(shot.shot.reason),
        )
        for shot in timed.shots
        if shot.pictures
    )
    whole = TakenEpisode(
        number=told.number,
        name=f"{name} {title}" if title else name,
        shots=shots,
        stems=tuple(Stem(role, path) for role, path in stems.items()),
    )
    return TakenEpisode(whole.number, whole.name, shots, whole.stems, tuple(_marks(timed, whole.pictures)))


def _pictures(length: Fraction) -> int:
    return max(1, RATE.nearest_frame(length))


def _marks(timed: TimedEpisode, length: int) -> Iterator[Mark]:
    """Scenes and beats where they begin, the hook and the cliffhanger, in order of time."""
    if not length:
        return
    told = timed.episode
    last = length - 1
    found = [
        Mark(
            min(last, RATE.nearest_frame(told.hook.start_s)),
            "hook",
            _named("Hook", told.hook.kind),
            plain(told.hook.reason),
        )
    ]
    beats = {beat.first_shot: beat for scene in told.scenes for beat in scene.beats}
    seen: set[Id] = set()
    for shot in timed.shots:
        at = min(last, RATE.nearest_frame(shot.start_s))
        if shot.scene.id not in seen:
            seen.add(shot.scene.id)
            found.append(Mark(at, "scene", plain(shot.scene.heading)[:_LONGEST_KIND] or shot.scene.id, ""))
        if shot.shot.id in beats:
            found.append(_beat(at, beats[shot.shot.id]))
    end = told.cliffhanger
    found.append(Mark(last, "cliffhanger", _named("Cliffhanger", end.kind), plain(end.reason)))
    yield from sorted(found, key=lambda mark: mark.at)


def _beat(at: int, beat: Beat) -> Mark:
    return Mark(at, "beat", f"Beat: {beat.kind} (tension {beat.tension:.2f})", plain(beat.reason))


def _named(what: str, kind: str) -> str:
    return f"{what}: {plain(kind)[:_LONGEST_KIND]}"
