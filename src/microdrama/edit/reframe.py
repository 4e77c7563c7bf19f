"""How each shot of a wide film is shown upright: one still window, one move, following, cutting, splitting, fitting.

Faces decide where there are any, the one that speaks before the largest; movement where there are none. A window
never travels over a cut, and never from one speaker to another. Writing that is wider than the window is shown whole.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from microdrama.domain.attention import COLUMNS, Attention
from microdrama.domain.findings import Findings, Shot
from microdrama.domain.time import Span
from microdrama.edit import camera
from microdrama.edit.camera import Track
from microdrama.edit.conversation import shown_by_turns
from microdrama.edit.layout import Framing, Moving, Window, window_size
from microdrama.edit.subjects import ShotSubjects, Subject, SubjectsOfShots, stir_of, track_of
from microdrama.edit.writing import with_writing

_FINE = 256  # places tried across the picture
_CENTRE_PULL = 0.12  # so that a tie, or next to nothing moving, gives the middle
_FACE_HEIGHT = 0.42  # of the window: where a face's middle goes when the picture is taller than the window
_CLOSE_UP = 0.7  # of the window's width: as much of a face as has to be inside
_WORTH_HOLDING = 0.25  # a face with less than this share of the main one's weight is passed by where not all fit
_STIR_HELD = 0.7  # the share of movement that a still window has to hold; movement is a rougher witness than a face
_STIR_MOVED = 0.85  # ... and one that moves
_WHIPPED = 0.12  # of the width: farther than a face goes between two finds
_LEAST_S = Fraction(1)
_CONFIRMED = 3  # finds
_WORTH_FOLLOWING_S = 2.5  # a shorter shot is over before a window has moved


def frame_shots(findings: Findings, attention: Attention | None) -> list[Framing]:
    """The layouts of a whole film, in order and without gaps; a shot has one or more, none reaches over a cut."""
    media = findings.media
    size = window_size(Fraction(media.width, media.height))
    shots = findings.shots or [Shot(start_s=Fraction(0), end_s=media.duration_s)]
    looks = {shot.start_s: shot for shot in attention.shots} if attention else {}
    subjects = SubjectsOfShots(findings)
    framings: list[Framing] = []
    for shot in shots:
        look = looks.get(shot.start_s)
        seen = subjects.of(shot, look)
        several = len(seen.subjects) > 1 and _held_together(seen.subjects, size[0]) is None
        parts = whip_pans(seen) if several else [shot]
        for part in parts:
            framings += frame_shot(seen if part is shot else subjects.of(part, look), size)
    return framings


def whip_pans(seen: ShotSubjects) -> list[Shot]:
    """The shot, divided where all faces that were seen give way to others elsewhere: a whip pan is as good as a cut.

    Each part lasts at least 1 s; a track that breaks off and goes on beside it divides nothing, nor does one that was
    found less than three times.
    """
    sure = [subject for subject in seen.subjects if len(subject.boxes) >= _CONFIRMED]
    ordered = sorted(sure, key=lambda subject: subject.boxes[0, 0])
    starts = [seen.shot.start_s]
    for place, after in enumerate(ordered[1:], start=1):
        last = max(ordered[:place], key=lambda subject: subject.boxes[-1, 0]).boxes[-1]
        first = after.boxes[0]
        moment = Fraction(round(float(last[0] + first[0]) / 2 * 1000), 1000)
        apart = abs(float(last[1] + last[3] / 2 - first[1] - first[3] / 2)) >= _WHIPPED
        if last[0] < first[0] and apart and moment - starts[-1] >= _LEAST_S and seen.shot.end_s - moment >= _LEAST_S:
            starts.append(moment)
    if len(starts) == 1:
        return [seen.shot]
    return [Shot(start_s=start, end_s=end) for start, end in itertools.pairwise([*starts, seen.shot.end_s])]


def frame_shot(seen: ShotSubjects, size: tuple[float, float]) -> list[Framing]:
    """The layouts of one shot; `size` is the window's, in fractions of the picture."""
    return with_writing(seen, size, _without_writing(seen, size))


def _without_writing(seen: ShotSubjects, size: tuple[float, float]) -> list[Framing]:
    span, width = seen.shot.span, size[0]
    if width >= 1 or span.duration_s == 0:
        return [Framing(span, _still(seen, size, 0.0), reason="The picture is no wider than the window.")]
    if not seen.subjects:
        return [_by_movement(seen, size)]
    held = _held_together(seen.subjects, width)
    main = _principals(seen)
    if held is not None:
        return [Framing(span, _still(seen, size, held), reason=f"A still window holds {_named(seen.subjects)}.")]
    if len(main) > 1 and (shown := shown_by_turns(seen, main, size)):
        return shown
    return [_by_faces(seen, main[0] if len(main) == 1 else seen.subjects[0], size)]


def _held_together(subjects: Sequence[Subject], width: float) -> float | None:
    """Where a still window holds every face from ear to ear, or at least from side to side; else None.

    A face alone that nearly fills the window may touch its sides: what counts of it is the middle.
    """
    for ears in (True, False):
        track = track_of(subjects, ears=ears)
        left, share = camera.stand(track, width)
        too_wide = (ears or len(subjects) > 1) and track.fitting(width) < camera.ENOUGH
        if share >= camera.ENOUGH and not too_wide:
            return left
    if len(subjects) == 1:
        left, share = camera.stand(track_of(subjects).narrowed(_CLOSE_UP * width), width)
        return left if share >= camera.ENOUGH else None
    return None


def _principals(seen: ShotSubjects) -> list[Subject]:
    """The faces that the shot is about: those that speak in it, else those that are not much smaller than the main."""
    speaking = sorted({turn.who for turn in seen.turns})
    if speaking:
        return [seen.subjects[who] for who in speaking]
    most = seen.subjects[0].weight
    return [subject for subject in seen.subjects if subject.weight >= _WORTH_HOLDING * most]


def _by_faces(seen: ShotSubjects, main: Subject, size: tuple[float, float]) -> Framing:
    """One face, or the main one of several: hold it with as many others as fit, else move once, else follow."""
    width, span = size[0], seen.shot.span
    company = [main]
    for other in seen.subjects:
        if other is not main and _held_together([*company, other], width) is not None:
            company.append(other)
    held = _held_together(company, width)
    if held is not None:
        return Framing(span, _still(seen, size, held), reason=f"A still window holds {_named(company)}.")
    track = track_of([main]).narrowed(_CLOSE_UP * width)
    made = _travelling(track, size, span, camera.ENOUGH)
    if made is None:
        left, _ = camera.stand(track, width)
        return Framing(span, _still(seen, size, left), reason=f"The shot is too short to follow {main.name}.")
    layout, way = made
    return Framing(span, layout, reason=f"The window {way} {main.name}, which leaves every still one.")


def _travelling(track: Track, size: tuple[float, float], span: Span, enough: float) -> tuple[Moving, str] | None:
    """One move where that is enough, else following; None for a shot that is too short for either."""
    width, height = size
    if span.duration_s < _WORTH_FOLLOWING_S:
        return None
    moved = camera.one_move(track, width, span)
    if moved and moved[1] >= enough:
        return Moving(0.0, width, height, moved[0]), "moves once with"
    return Moving(0.0, width, height, camera.follow(track, width, span)), "follows"


def _by_movement(seen: ShotSubjects, size: tuple[float, float]) -> Framing:
    width, span = size[0], seen.shot.span
    columns = seen.attention.columns if seen.attention else None
    left = _best_place(_interest(columns), width)
    still = Framing(span, Window(left, 0.0, *size), reason="A still window holds most of what moves.")
    stir = stir_of(seen.attention) if seen.attention else None
    if stir is None or span.duration_s < _WORTH_FOLLOWING_S:
        return still
    first, last = stir.allowed(width)
    if np.mean((first <= left + 1e-9) & (left <= last + 1e-9)) >= _STIR_HELD:
        return still
    placed, share = camera.stand(stir, width)
    if share >= _STIR_HELD:
        return Framing(span, Window(placed, 0.0, *size), reason="A still window holds most of what moves by itself.")
    made = _travelling(stir, size, span, _STIR_MOVED)
    return Framing(span, made[0], reason=f"The window {made[1]} what moves.") if made else still


def _still(seen: ShotSubjects, size: tuple[float, float], x: float) -> Window:
    """A still window at x; in a picture taller than the window it is set by the faces, from top to bottom."""
    width, height = size
    boxes = [subject.boxes for subject in seen.subjects]
    if not boxes or height >= 1:
        return Window(x, (1 - height) / 2, width, height)
    found = np.concatenate(boxes)
    y = float(np.average(found[:, 2] + found[:, 4] / 2, weights=found[:, 4] + 1e-6)) - _FACE_HEIGHT * height
    sides = Track(found[:, 0], np.maximum(found[:, 2], 0), np.minimum(found[:, 2] + found[:, 4], 1))
    first, last = sides.allowed(height)
    if first.max() <= last.min():
        y = min(max(y, float(first.max())), float(last.min()))
    return Window(x, min(max(y, 0.0), 1 - height), width, height)


def _interest(columns: list[float] | None) -> npt.NDArray[np.float64]:
    """How much a viewer wants to see each of 256 columns; sums to 1."""
    interest = np.repeat(np.asarray(columns, float), _FINE // COLUMNS) if columns is not None else np.ones(_FINE)
    return interest / interest.sum() if interest.any() else np.full(_FINE, 1 / _FINE)


def _best_place(interest: npt.NDArray[np.float64], width: float) -> float:
    """The left edge of the window that holds the most interest, the one nearest the middle among equals.

    Then the interest held is centred, as far as the picture's edge allows.
    """
    count = max(1, min(_FINE, round(width * _FINE)))
    held = np.convolve(interest, np.ones(count), mode="valid")
    centres = (np.arange(len(held)) + count / 2) / _FINE
    left = int(np.argmax(held - _CENTRE_PULL * np.abs(centres - 0.5)))
    part = interest[left : left + count]
    middle = centres[left]
    if part.sum() > 0:
        middle = (left + float(np.average(np.arange(count) + 0.5, weights=part))) / _FINE
    return min(max(float(middle) - width / 2, 0.0), 1 - width)


def _named(subjects: Sequence[Subject]) -> str:
    names = [subject.name for subject in subjects]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
