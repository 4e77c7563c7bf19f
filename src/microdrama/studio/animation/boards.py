"""Where a storyboard comes from: a script that is directed, or a storyboard that a person edited."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from microdrama.analysis.sentences import WordReader
from microdrama.animate.boards import storyboard
from microdrama.animate.continuity import Contradiction, lint
from microdrama.animate.episodes import estimated, marked, needs_plan
from microdrama.animate.screenplay.reading import read_screenplay
from microdrama.condense.series import PlanError, PlanOptions, plan_series
from microdrama.domain import documents
from microdrama.domain.errors import UsageError
from microdrama.domain.screenplay import Screenplay
from microdrama.domain.storyboard import Storyboard

_MOST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Board:
    """A storyboard, the script that it was made from where there is one, and what a person should be told.

    `contradictions` are what the storyboard says against itself, gravest first; `screenplay` is the script as read.
    """

    storyboard: Storyboard
    script: Path | None = None
    notes: Sequence[str] = field(default_factory=tuple[str, ...])
    contradictions: Sequence[Contradiction] = field(default_factory=tuple[Contradiction, ...])
    screenplay: Screenplay | None = None


def open_board(path: Path, *, language: str | None = None, lengths: tuple[int, int] = (60, 180)) -> Board:
    """The storyboard of a script, or the one that lies at `path` as JSON.

    Raises UsageError, ScreenplayError or DocumentError, in one sentence, for what cannot be made into a series.
    """
    if not path.is_file():
        raise UsageError(f"There is no script {path}.")
    options = PlanOptions(keep=1.0, least_s=lengths[0], most_s=lengths[1])
    limits = Fraction(lengths[0]), Fraction(lengths[1])
    if path.suffix.lower() == ".json":
        edited = _edited(path)
        return Board(edited, contradictions=tuple(lint(edited, lengths=limits)))
    script = read_screenplay(path)
    if needs_plan(script, longest_s=limits[1]):
        script = _planned(script, options)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    board, notes = storyboard(script, script_sha256=digest, language=language)
    board = _as_written(board)
    return Board(board, path, tuple(notes), tuple(lint(board, lengths=limits)), script)


def _as_written(board: Storyboard) -> Storyboard:
    """The storyboard as its file will be read again: the same bytes, so that an unedited one makes nothing anew.

    What stands for a default is left out of a file only where it is that very object.
    """
    return documents.decode(documents.encode(board), Storyboard, source="The storyboard")


def _planned(script: Screenplay, options: PlanOptions) -> Screenplay:
    """A script without marks, its episodes marked where the plan of condensing breaks it when nothing may be left out.

    A script that fits into one episode, or that no plan fits, stays one.
    """
    film = estimated(script)
    try:
        plan = plan_series(film, options, reader=WordReader())
    except PlanError:
        return script
    begins = [episode.spans[0].start_s for episode in plan.episodes]
    return marked(script, all_of_it(begins, film.media.duration_s, (options.least_s, options.most_s)))


def all_of_it(begins: Sequence[Fraction], whole_s: Fraction, lengths: tuple[int, int]) -> list[Fraction]:
    """The borders of episodes that begin at `begins` and hold a whole film, what the plan left out included.

    The plan of a very long film may leave a stretch out, which a script may not: it is an episode of its own, or
    several, where it is long enough, and else the beginning of the first.
    """
    least, most = lengths
    first = [begin for begin in begins[:1] if begin >= least]
    edges = [Fraction(0), *first, *begins[1:], whole_s]
    borders: list[Fraction] = []
    for one, other in pairwise(edges):
        pieces = max(1, -(-(other - one) // most))
        borders += [one + (other - one) * n / pieces for n in range(pieces)]
    return borders[1:]


def _edited(path: Path) -> Storyboard:
    if path.stat().st_size > _MOST_BYTES:
        raise UsageError(f"{path} is larger than any storyboard.")
    return documents.decode(path.read_bytes(), Storyboard, source=str(path))
