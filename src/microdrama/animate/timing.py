"""When lines begin inside their shots: natural pauses by feeling and turn, and shots in whole pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from microdrama.animate.feelings import breaks_off
from microdrama.animate.timed import RATE, TimedEpisode, TimedLine, TimedShot
from microdrama.domain.errors import MicrodramaError
from microdrama.domain.storyboard import BoardEpisode, Feeling, SpokenLine
from microdrama.domain.takes import SpokenFacts
from microdrama.domain.time import seconds

LEAST_SHOT_S = Fraction(1)
_PAUSE_S: dict[Feeling, Fraction] = {
    "shouting": Fraction(3, 20), "angry": Fraction(1, 5), "afraid": Fraction(1, 5), "happy": Fraction(1, 4),
    "sad": Fraction(9, 20), "crying": Fraction(1, 2), "tender": Fraction(9, 20), "cold": Fraction(2, 5),
    "whispering": Fraction(2, 5), "pained": Fraction(2, 5), "shocked": Fraction(2, 5),
}  # fmt: skip
_USUAL_PAUSE_S = Fraction(3, 10)
_INSIDE_A_LINE_S = Fraction(1, 10)  # between two sentences that only the cut divides
_OPENS_S, _CLOSES_S = Fraction(1, 4), Fraction(1, 4)  # of an episode's shots where nobody spoke before or speaks after
_PART = re.compile(r"(?<=^l[0-9a-f]{10})((?:-[0-9]+)?)-[a-z]{1,3}$")


class TimingError(MicrodramaError):
    """A storyboard cannot be timed: lines have not been spoken. Nothing was drawn."""


@dataclass(frozen=True, slots=True)
class Around:
    """The lines before and after a shot, in other shots that touch it; None where nobody speaks."""

    before: SpokenLine | None = None
    after: SpokenLine | None = None


def same_line(one: SpokenLine, other: SpokenLine) -> bool:
    """Whether two are parts of one line of the script: l-1f-a and l-1f-b."""
    return one.id != other.id and bool(_PART.search(one.id)) and stem(one.id) == stem(other.id)


def stem(line_id: str) -> str:
    """The id of a whole line, of one of its parts."""
    return _PART.sub(r"\1", line_id)


def pause_s(one: SpokenLine, other: SpokenLine) -> Fraction:
    """Seconds of silence between a line and the next: 0 after one that is cut short, else 0.1 to 0.5."""
    if same_line(one, other):
        return _INSIDE_A_LINE_S
    if breaks_off(one.text) and one.character != other.character:
        return Fraction(0)
    return _PAUSE_S.get(other.feeling, _USUAL_PAUSE_S)


def placed(
    lines: Sequence[tuple[SpokenLine, Fraction]], *, around: Around, hold_s: Fraction
) -> tuple[list[Fraction], Fraction]:
    """Where lines of given lengths begin in their shot, and how long the shot is at least, in seconds.

    Half of the pause between two lines of neighbouring shots lies on each side of the cut.
    """
    first, last = lines[0][0], lines[-1][0]
    at = pause_s(around.before, first) / 2 if around.before else _OPENS_S
    starts: list[Fraction] = []
    for number, (line, length) in enumerate(lines):
        if number:
            at += pause_s(lines[number - 1][0], line)
        starts.append(at)
        at += length
    at += pause_s(last, around.after) / 2 if around.after else _CLOSES_S
    return starts, max(LEAST_SHOT_S, at + hold_s)


def arounds(lines: Sequence[Sequence[SpokenLine]]) -> list[Around]:
    """What is spoken right before and after every shot of an episode, by the lines of its shots."""
    silent = [None, *[spoken[-1] if spoken else None for spoken in lines]]
    coming = [*[spoken[0] if spoken else None for spoken in lines[1:]], None]
    return [Around(before, after) for before, after in zip(silent, coming, strict=False)]


def timed(episode: BoardEpisode, spoken: Mapping[str, tuple[SpokenFacts, Path]]) -> TimedEpisode:
    """An episode with every line at its moment, from the lines as they were spoken (by line id).

    Lines follow each other with pauses of `pause_s`; a shot is as long as its lines and holds, in whole pictures at
    RATE, at least a second; one without words lasts what the board expects. Raises TimingError for a line that has
    not been spoken.
    """
    missing = [line.id for shot in episode.shots for line in shot.lines if line.id not in spoken]
    if missing:
        raise TimingError(
            f"Episode {episode.number} cannot be timed: {len(missing)} of its lines have not been spoken "
            f"({', '.join(missing[:3])}{', ...' if len(missing) > 3 else ''}). Speak them first."
        )
    found: list[TimedShot] = []
    at = 0
    shots = [(scene, shot) for scene in episode.scenes for shot in scene.shots]
    for (scene, shot), around in zip(shots, arounds([shot.lines for _, shot in shots]), strict=True):
        lengths = [(line, seconds(spoken[line.id][0].duration_s)) for line in shot.lines]
        if lengths:
            starts, length = placed(lengths, around=around, hold_s=shot.hold_s)
        else:
            starts, length = [], max(LEAST_SHOT_S, shot.duration_s + shot.hold_s)
        lines = tuple(TimedLine(line, start, *spoken[line.id]) for line, start in zip(shot.lines, starts, strict=True))
        pictures = -(-length * RATE.exact).__floor__()
        found.append(TimedShot(shot, scene, pictures, lines, RATE.moment(at)))
        at += pictures
    return TimedEpisode(episode, tuple(found))


def shares(lengths: Sequence[Fraction]) -> list[Fraction]:
    """How far each of several stretches that follow one another begins into the whole, 0 to 1."""
    total = sum(lengths, Fraction(0)) or Fraction(1)
    begins = [Fraction(0)]
    for length in lengths:
        begins.append(begins[-1] + length)
    return [one / total for one, _ in pairwise(begins)]
