"""How much of a written story a series tells, against ways to shorten a film that know nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from benchmarks.films import LONG_S, SHORT_S, EpisodeTruth, condensed, made_film, planned
from benchmarks.kept import Installments, Piece, StoryKept, installments_of, piece, story_kept
from benchmarks.measure import Figure
from microdrama.domain.findings import Findings
from microdrama.domain.time import Span, merged, seconds

_SHARES = (0.5, 0.3)


def figures(*, short: bool) -> list[Figure]:
    """At two lengths: what the plan tells, and what simple rules tell in the same time."""
    film = made_film(SHORT_S if short else LONG_S)
    found = condensed(film.path).findings()
    return [figure for keep in _SHARES for figure in measured(film.truth, found, keep=keep)]


def measured(truth: EpisodeTruth, found: Findings, *, keep: float) -> list[Figure]:
    """The rows of one length. Each rule gets exactly the time that the plan took and breaks into as many episodes."""
    plan = installments_of(planned(found, keep=keep))
    ours = story_kept(plan, truth)
    others = {name: story_kept(rule, truth) for name, rule in baselines(plan, found).items()}
    detail = "; ".join(f"{name}: {told}" for name, told in {"microdrama": ours, **others}.items())

    def row(what: str, of: Callable[[StoryKept], float], unit: str, note: str) -> Figure:
        best = min(of(told) for told in others.values())
        return Figure(f"{what} at --keep {keep:g}", round(of(ours), 3), round(best, 3), unit, note)

    best_of = "at most: the best simple rule"
    filler = sum((scene.span.duration_s for scene in truth.scenes if scene.filler), Fraction(0)) / truth.duration
    return [
        row("story facts missed", lambda told: 100 * (1 - told.facts), "%", detail),
        row("turning points missed", lambda told: 100 * (1 - told.turns), "%", best_of),
        row("importance left out against kept", lambda told: 1 / max(told.importance, 1e-9), "x", best_of),
        row(
            "filler among what is kept",
            lambda told: 100 * told.filler,
            "%",
            f"{best_of}; {float(filler):.0%} of the film",
        ),
        row("episodes that end on no hang", lambda told: 100 * (1 - told.hangs), "%", best_of),
    ]


def baselines(plan: Installments, found: Findings) -> dict[str, list[list[Piece]]]:
    """Rules that shorten a film to the length of the plan without knowing what it is about."""
    length = sum((one.picture.duration_s for pieces in plan for one in pieces), Fraction(0))
    whole = found.media.duration_s
    rules = {
        "half of every minute or so": _every(Fraction(60), length, whole),
        "some of every 10 s": _every(Fraction(10), length, whole),
        "the beginning": [Span(Fraction(0), length)],
        "loudest scenes": _loudest(found, length),
    }
    return {name: broken(spans, len(plan)) for name, spans in rules.items()}


def _every(period: Fraction, length: Fraction, whole: Fraction) -> list[Span]:
    """The same share of every period, from its beginning; as many periods as fit the film, all equally long."""
    count = max(1, round(whole / period))
    each = whole / count
    return [Span(each * number, each * number + length / count) for number in range(count)]


def _loudest(found: Findings, length: Fraction) -> list[Span]:
    """Scenes by their mean loudness until the length is reached, the last one in part; in order of the film."""
    chosen: list[Span] = []
    left = length
    for scene in sorted(found.scenes, key=lambda scene: -_loudness(scene, found)):
        taken = min(left, scene.duration_s)
        if taken > 0:
            chosen.append(Span(scene.start_s, scene.start_s + taken))
            left -= taken
    return merged(chosen)


def _loudness(scene: Span, found: Findings) -> float:
    """The mean power of a scene's momentary loudness, 0 for a film without sound."""
    if found.loudness is None:
        return 0.0
    step = found.loudness.step_s
    heard = found.loudness.lufs[int(scene.start_s / step) : int(scene.end_s / step)]
    return sum(10 ** (level / 10) for level in heard) / max(1, len(heard))


def broken(spans: Sequence[Span], count: int) -> list[list[Piece]]:
    """The spans as installments of equal length: what a rule that knows no cliffhanger would do."""
    length = sum((span.duration_s for span in spans), Fraction(0))
    each = length / max(1, count)
    made: list[list[Piece]] = [[]]
    room = each
    tiny = seconds("0.001")
    for span in spans:
        at = span.start_s
        while span.end_s - at > tiny:
            taken = min(room, span.end_s - at)
            made[-1].append(piece(at, at + taken))
            at, room = at + taken, room - taken
            if room <= tiny and len(made) < count:
                made.append([])
                room = each
            elif room <= tiny:
                room = length
    return [pieces for pieces in made if pieces]
