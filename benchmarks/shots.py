"""Shots found in films whose every boundary is known: ours against PySceneDetect's AdaptiveDetector and TransNetV2."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.films import SHORT_S, made_film
from benchmarks.measure import Figure, sample_film
from benchmarks.spliced import RATE, Boundary, Run, splice
from fixtures.episode.truth import ShotTruth
from microdrama.analysis.shots import ShotSigns, find_boundaries
from microdrama.media.probe import probe
from microdrama.media.survey import Survey
from microdrama.providers.models import install
from microdrama.providers.registry import TRANSNET
from microdrama.providers.transnet import TransNetShotFinder
from microdrama.studio.places import places

_RUNS = (
    (289, 374),
    (382, 549),
    (624, 765),
    (797, 1141),
    (1149, 1342),
    (1350, 1452),
    (1460, 1527),
    (1535, 1662),
    (1817, 1915),
    (1923, 2150),
    (2198, 2390),
    (2398, 2490),
    (2498, 2700),
    (2708, 2827),
    (2835, 2897),
    (2967, 3041),
    (3049, 3509),
    (3582, 3740),
    (3748, 3856),
    (3923, 3985),
    (4084, 4223),
    (4336, 4459),
    (4467, 4540),
    (4548, 4608),
    (4730, 4792),
    (4800, 4896),
    (5135, 5288),
    (5434, 5514),
    (5583, 5805),
    (5848, 6014),
    (6392, 6484),
    (6492, 6619),
    (6757, 6829),
    (6837, 7009),
    (7017, 7089),
    (7227, 7321),
    (7329, 7395),
    (7404, 7496),
    (7665, 7728),
    (7773, 8020),
    (8158, 8906),
    (9013, 9076),
    (9084, 9144),
    (9152, 9375),
    (9511, 9571),
    (9597, 9715),
    (9723, 9791),
    (9895, 9983),
    (10343, 10405),
    (10472, 10570),
    (10679, 10838),
    (10880, 10995),
    (11105, 11181),
    (11195, 11308),
    (11353, 11520),
)
"""[first, last) pictures of Big Buck Bunny in which three detectors and an eye saw no boundary."""

_SEEDS = (21, 22)
_BOUNDARIES = 120
_FOLDED = ("cut", "dissolve", "fade")


def figures(*, short: bool) -> list[Figure]:
    """The share of wrong boundaries (1 - F1, one picture's tolerance) of the made drama and of two spliced films.

    Short takes a third of one spliced film.
    """
    drama = made_film(SHORT_S)
    scores = {name: Score() for name in _CONTESTANTS}
    for name, contestant in _CONTESTANTS.items():
        scores[name].add(contestant(drama.path), [_boundary(shot) for shot in drama.truth.shots[1:]])
    return [*_rows("the made drama", scores), *_rows("spliced films", _spliced(short=short))]


def _boundary(shot: ShotTruth) -> Boundary:
    """A fade is found anywhere in its dark half; everything else at its one picture."""
    dark = shot.transition_frames // 4 if shot.transition == "fade" else 0
    return Boundary(shot.transition, shot.start_frame - dark, shot.start_frame + dark, shot.transition_frames)


def _spliced(*, short: bool) -> dict[str, Score]:
    film = sample_film()
    runs = [Run(film, first, last - first, first / RATE) for first, last in _RUNS]
    scores = {name: Score() for name in _CONTESTANTS}
    with tempfile.TemporaryDirectory() as scratch:
        for seed in _SEEDS[:1] if short else _SEEDS:
            path = Path(scratch) / f"{seed}.mp4"
            truth = splice(runs, path, boundaries=_BOUNDARIES // 3 if short else _BOUNDARIES, seed=seed)
            for name, contestant in _CONTESTANTS.items():
                scores[name].add(contestant(path), truth)
    return scores


def _rows(films: str, scores: dict[str, Score]) -> list[Figure]:
    detail = "; ".join(f"{name}: {score}" for name, score in scores.items())
    others = min(1 - score.f1 for name, score in scores.items() if name != "ours")
    error = 1 - scores["ours"].f1
    return [
        Figure(f"wrong boundaries in {films} (1 - F1, one picture)", error, 0.03, "", detail),
        Figure("the same, against the best of the others", error / max(others, 1e-9), 1.0, "x", detail),
    ]


_SWEPT = {"adaptive_threshold": 3.5, "window_width": 3, "min_scene_len": "0.6s"}
"""What PySceneDetect's own sweep found best."""


class Score:
    """Boundaries found, true and both, over several films."""

    def __init__(self) -> None:
        self.found = 0
        self.true = dict.fromkeys(_FOLDED, 0)
        self.hit = dict.fromkeys(_FOLDED, 0)

    def add(self, found: Sequence[int], truth: Sequence[Boundary]) -> None:
        """Pair each true boundary with the nearest found picture that is at most one picture beside it."""
        free = set(found)
        self.found += len(free)
        for boundary in truth:
            self.true[boundary.kind] += 1
            middle = (boundary.earliest + boundary.latest) / 2
            near = [at for at in free if boundary.earliest - 1 <= at <= boundary.latest + 1]
            if near:
                free.remove(min(near, key=lambda at: abs(at - middle)))
                self.hit[boundary.kind] += 1

    @property
    def f1(self) -> float:
        """The harmonic mean of recall and precision over all kinds."""
        return 2 * sum(self.hit.values()) / max(1, self.found + sum(self.true.values()))

    def __str__(self) -> str:
        kinds = ", ".join(f"{self.hit[kind]} of {self.true[kind]} {kind}s" for kind in _FOLDED)
        return f"F1 {self.f1:.3f} ({kinds}, {self.found - sum(self.hit.values())} false)"


def _fast(path: Path) -> list[int]:
    signs = ShotSigns()
    for block in Survey(probe(path)).blocks():
        if block.moments:
            signs.see(block.moments, block.luma, block.cb, block.cr)
    return [probe(path).rate.nearest_frame(boundary.moment_s) for boundary in find_boundaries(signs)]


def _accurate(path: Path) -> list[int]:
    finder = TransNetShotFinder(install(TRANSNET, places().models, say=print))
    for block in Survey(probe(path)).blocks():
        finder.see(block.moments, block.luma, block.cb, block.cr)
    return [probe(path).rate.nearest_frame(boundary.moment_s) for boundary in finder.boundaries()]


def _adaptive(path: Path, options: dict[str, float | str]) -> list[int]:
    from scenedetect import AdaptiveDetector, detect  # noqa: PLC0415 (heavy, and only this benchmark needs it)

    return [first.frame_num for first, _ in detect(str(path), AdaptiveDetector(**options))[1:]]


_CONTESTANTS: dict[str, Callable[[Path], list[int]]] = {
    "ours": _fast,
    "Adaptive": lambda path: _adaptive(path, {}),
    "Adaptive 3.5/3/0.6 s": lambda path: _adaptive(path, _SWEPT),
    "TransNetV2": _accurate,
}
