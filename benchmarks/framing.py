"""Whether the upright picture holds who speaks, and moves no more than it must: against heads whose place is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

import msgspec

from benchmarks.films import LONG_S, SHORT_S, Bundle, EpisodeTruth, condensed, made_film
from benchmarks.measure import Figure
from fixtures.episode.truth import Box, HeadSample
from microdrama.domain.findings import Media
from microdrama.domain.time import Span
from microdrama.edit.layout import Fit, Framing, framing_at, windows_at
from microdrama.edit.override import overruled

_STEP_S = Fraction(1, 10)
_STANDS = 0.02  # of the picture's width: what a head that stands still stays within
_SLOWEST = 0.0005  # of the width in a step: less is standing
_FACE = 0.6  # of a head's width, hair and ears left off


def figures(*, short: bool) -> list[Figure]:
    """Over the layouts of the whole film, whether they were kept or not."""
    film = made_film(SHORT_S if short else LONG_S)
    return measured(film.truth, condensed(film.path))


def measured(truth: EpisodeTruth, bundle: Bundle) -> list[Figure]:
    """The three rows of one film."""
    framings = layouts(bundle, truth)
    speaking = [sample for track in truth.heads for sample in track.samples if sample.speaking]
    faces = [_is_inside(_face(sample.box), _moment(sample, truth), framings) for sample in speaking]
    heads = [_is_inside(sample.box, _moment(sample, truth), framings) for sample in speaking]
    still = [_stands(span, framings) for span in _still_shots(truth)]
    turns = reversals(framings, truth.duration)
    lasts = float(truth.duration)
    held = f"{sum(faces)} of {len(faces)} samples of a speaking face; {_share(heads):.1f} % of whole heads with hair"
    fitted = sum((f.span.duration_s for f in framings if isinstance(f.layout, Fit)), Fraction(0))
    film = f"{lasts:.0f} s of drama, {len(framings)} layouts, {float(fitted) / lasts:.0%} of it shown whole"
    return [
        Figure("speaking face outside the upright picture", 100 - _share(faces), 3.0, "%", f"{held}; {film}"),
        Figure("reversals of the camera", turns / lasts, 0.1, "a second", f"{turns} in {lasts:.0f} s"),
        Figure(
            "shots with one still head that are not kept still",
            100 - _share(still),
            0.0,
            "%",
            f"{len(still) - sum(still)} of {len(still)}",
        ),
    ]


def layouts(bundle: Bundle, truth: EpisodeTruth) -> list[Framing]:
    """The layouts that the bundle's framing.json tells of, as windows."""
    given = bundle.framing()
    fixed = [msgspec.structs.replace(entry, by="hand") for entry in given.shots]
    media = Media(duration_s=truth.duration, width=truth.width, height=truth.height, frame_rate=truth.rate)
    return overruled([], msgspec.structs.replace(given, shots=fixed), media)


def _share(truths: Sequence[bool]) -> float:
    return 100 * sum(truths) / len(truths) if truths else 100.0


def _moment(sample: HeadSample, truth: EpisodeTruth) -> Fraction:
    return truth.speed.moment(sample.frame)


def _face(head: Box) -> Box:
    """The face of a head: truth has heads from ear to ear and with their hair."""
    return Box(head.middle_x - head.width * _FACE / 2, head.y, head.width * _FACE, head.height)


def _is_inside(box: Box, moment: Fraction, framings: Sequence[Framing]) -> bool:
    """All of what the film itself shows of a box; or, where that is wider than the window, its middle."""
    low, high = max(0.0, box.x), min(1.0, box.x + box.width)
    windows = windows_at(framings[framing_at(framings, moment)].layout, moment)
    return any(
        window.holds(low, high) if high - low <= window.width else window.holds(box.middle_x, box.middle_x)
        for window in windows
    )


def reversals(framings: Sequence[Framing], duration: Fraction) -> int:
    """How often a window turns back on its way within one layout; a cut to another place is no movement."""
    count = 0
    for framing in framings:
        steps = int((min(framing.span.end_s, duration) - framing.span.start_s) / _STEP_S)
        lefts = [windows_at(framing.layout, framing.span.start_s + n * _STEP_S)[0].x for n in range(steps + 1)]
        ways = [after > before for before, after in pairwise(lefts) if abs(after - before) > _SLOWEST]
        count += sum(before != after for before, after in pairwise(ways))
    return count


def _still_shots(truth: EpisodeTruth) -> Iterator[Span]:
    """Shots whose only head stays where it is."""
    for number, shot in enumerate(truth.shots):
        tracks = [track for track in truth.heads if track.shot == number]
        if len(tracks) != 1 or len(shot.people) != 1:
            continue
        middles = [sample.box.middle_x for sample in tracks[0].samples]
        if max(middles) - min(middles) <= _STANDS:
            yield Span(truth.speed.moment(shot.start_frame), truth.speed.moment(shot.end_frame))


def _stands(shot: Span, framings: Sequence[Framing]) -> bool:
    """Whether no layout that begins in the shot, or fills it, moves."""
    frame = Fraction(1, 10)
    for framing in framings:
        both = framing.span.intersection(shot)
        if both is None or both.duration_s <= frame:
            continue
        steps = int(both.duration_s / _STEP_S)
        lefts = [windows_at(framing.layout, both.start_s + n * _STEP_S)[0].x for n in range(steps + 1)]
        if max(lefts) - min(lefts) > _SLOWEST:
            return False
    return True
