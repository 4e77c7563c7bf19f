"""The work that a series still needs, job by job, for a schedule: lines, then shots, then episodes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from statistics import median

from microdrama.animate.production.schedule import Work
from microdrama.domain.storyboard import BoardEpisode, Grade, Id, Storyboard

_SPEAKING_S = 3.0  # a line on two cores
_DRAWING_S = 12.0  # a shot of three seconds
_BOUGHT_S: dict[Grade, float] = {"moved": 40.0, "clip": 150.0}  # from being asked for to being here
_JOINING = 0.5  # of an episode's length


def works_left(
    board: Storyboard, *, done: Collection[str] = (), measured: Mapping[Grade, Collection[float]] | None = None
) -> list[Work]:
    """What is left to do of a storyboard, in order; `done` are ids of shots and lines, and "episode-1" and on.

    `measured` are the seconds that shots of a grade took so far; where there are none, an estimate stands in. Queues
    are "voices", "drawn", "moved", "clip" and "episodes".
    """
    known: dict[Grade, list[float]] = {grade: list(seconds) for grade, seconds in (measured or {}).items()}
    return [work for episode in board.episodes for work in _episode(episode, set(done), known)]


def _episode(episode: BoardEpisode, done: set[str], measured: Mapping[Grade, list[float]]) -> Iterator[Work]:
    row, name = f"Episode {episode.number}", f"episode-{episode.number}"
    if name in done:
        return
    shots: list[Id] = []
    for shot in episode.shots:
        if shot.id in done:
            continue
        said = [line.id for line in shot.lines if line.text.strip() and line.id not in done]
        for line in said:
            yield Work(line, row, "voices", _SPEAKING_S)
        seconds = median(measured[shot.grade]) if measured.get(shot.grade) else _estimate(shot.grade)
        # a clip is asked for without its lines; what we draw moves its lips to them
        yield Work(shot.id, row, shot.grade, seconds, () if shot.grade == "clip" else tuple(said))
        shots += [shot.id, *(said if shot.grade == "clip" else [])]
    length = sum((shot.duration_s for shot in episode.shots), Fraction(0))
    yield Work(name, row, "episodes", float(length) * _JOINING, tuple(shots))


def _estimate(grade: Grade) -> float:
    return _BOUGHT_S.get(grade, _DRAWING_S)
