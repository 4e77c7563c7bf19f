"""Condensing as a whole: what it promises of every cut, how long it takes, how much memory, and what it makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from benchmarks.films import LONG_S, OUT, SHORT_S, Bundle, condensed, made_film, real_films
from benchmarks.kept import (
    NEAR_S,
    Installments,
    Known,
    cuts,
    illegal,
    in_speech,
    installments_of,
    known_by,
    known_of,
    out_of_order,
    through_shots,
)
from benchmarks.measure import Figure, excerpt
from microdrama.media.probe import probe

_MOST_MIB = 2 * 1024
_REAL_OPTIONS = ("--min", "15", "--max", "60", "--quality", "draft", "--no-words")
_SHORT_REAL_S = 90


@dataclass(frozen=True, slots=True)
class Judged:
    """A finished bundle and what its cuts are judged by."""

    name: str
    kept: Installments
    known: Known


def figures(*, short: bool) -> list[Figure]:
    """The drama from nothing with standard quality, timed; real films in draft, for their cuts alone."""
    film = made_film(SHORT_S if short else LONG_S)
    bundle = condensed(film.path, fresh=True)
    judged = [Judged(f"drama of {film.truth.duration} s", installments_of(bundle.plan()), known_of(film.truth))]
    for path in real_films():
        made = condensed(_shortened(path) if short else path, *_REAL_OPTIONS)
        judged.append(Judged(path.stem, installments_of(made.plan()), known_by(made.findings())))
    return [*_guarantees(judged), *_cost(bundle, film.truth.duration)]


def _shortened(film: Path) -> Path:
    """At most 90 seconds of a real film."""
    if probe(film).duration <= _SHORT_REAL_S:
        return film
    OUT.mkdir(exist_ok=True)
    return excerpt(film, OUT / f"{film.stem}-{_SHORT_REAL_S}.mp4", start=60, duration=_SHORT_REAL_S)


def _guarantees(judged: Sequence[Judged]) -> list[Figure]:
    """What no plan may do, counted over all films; the made film is judged by what was decided before it was drawn."""
    films = ", ".join(
        f"{film.name} ({len(cuts(film.kept, film.known, sound=False))} cuts, "
        f"{len(through_shots(film.kept, film.known))} in a pause within a shot)"
        for film in judged
    )
    inside = [(film.name, at) for film in judged for at in in_speech(film.kept, film.known)]
    near = [(film.name, at) for film in judged for at in in_speech(film.kept, film.known, margin=NEAR_S)]
    off = [(film.name, at) for film in judged for at in illegal(film.kept, film.known)]
    back = sum(out_of_order(film.kept) for film in judged)
    return [
        Figure("cuts inside speech", len(inside), 0, "", _where(inside) or films),
        Figure("cuts nearer than 80 ms to speech", len(near), 0, "", _where(near) or "sound edges, J and L cuts too"),
        Figure("picture cuts off every legal point", len(off), 0, "", _where(off) or films),
        Figure("story-order violations", back, 0, "", f"{sum(len(film.kept) for film in judged)} installments"),
    ]


def _where(faults: Sequence[tuple[str, Fraction]]) -> str:
    return "; ".join(f"{name} at {float(at):.2f} s" for name, at in faults)


def _cost(bundle: Bundle, duration: Fraction) -> list[Figure]:
    length = float(duration)
    series = installments_of(bundle.plan())
    kept = sum(float(one.picture.duration_s) for pieces in series for one in pieces)
    detail = (
        f"{bundle.seconds:.0f} s ({bundle.processor_s:.0f} s of processors) for a drama of {length:.0f} s with words, "
        "standard quality; "
        f"{len(series)} installments that last {kept:.0f} s"
    )
    return [
        Figure("condensing with words against the film's own length", bundle.seconds / length, 1.0, "x", detail),
        Figure("peak memory of condensing with words", bundle.peak_mib, _MOST_MIB, "MiB", "all processes together"),
    ]
