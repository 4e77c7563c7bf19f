"""How mouths move, picture by picture, as far as the rest of the face does not move the same way."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from microdrama.ports.face_finder import Face, overlap

LEAST_HEIGHT = 0.12  # of the picture: below, a mouth is fewer than two elements of a thumbnail high
# left, right, top and bottom in shares of the face's box
_MOUTH = (0.25, 0.75, 0.62, 1.0)
_REST = (0.1, 0.9, 0.08, 0.56)
_SAME_FACE = 0.25
_LONGEST_HOLD_S = Fraction(3, 4)


@dataclass(frozen=True, slots=True)
class MouthMotion:
    """What one mouth did from one still to the next.

    `times`: (pictures,) float64, seconds. `signs`: (pictures, 3) float16: how much the mouth's luma changed since
    the picture before (mean absolute difference, 0 to 255), how much the rest of the face's did, and how much
    brighter the mouth is than the rest.
    """

    times: npt.NDArray[np.float64]
    signs: npt.NDArray[np.float16]


def mouth_motions(
    moments: Sequence[Fraction], luma: Any, moved: Any, stills: Sequence[tuple[Fraction, Sequence[Face]]]
) -> list[tuple[Fraction, Face, MouthMotion]]:
    """The mouths of one block of pictures, for every find of a face that is at least 0.12 of the picture high.

    `luma`: (pictures, height, width) uint8 and `moved`: its absolute differences to the pictures before, alike.
    `stills`: when faces were looked for, in order, and what was found; the last still of the block before comes
    first. A face is taken to stay where it was seen until the next still, or to glide to where it is seen then.
    """
    if not len(moments):
        return []
    times = np.array([float(moment) for moment in moments])
    found: list[tuple[Fraction, Face, MouthMotion]] = []
    for number, (moment, faces) in enumerate(stills):
        following = stills[number + 1] if number + 1 < len(stills) else None
        until = following[0] if following else moment + _LONGEST_HOLD_S
        first, last = np.searchsorted(times, [float(moment) - 1e-6, float(until) - 1e-6])
        if first == last:
            continue
        part = slice(int(first), int(last))
        for face in faces:
            if face.height >= LEAST_HEIGHT:
                aim = _next_place(face, following[1] if following else ())
                whole = _path(face, aim, (times[part] - float(moment)) / max(1e-6, float(until - moment)))
                motion = MouthMotion(times[part], _signs(luma[part], moved[part], whole))
                found.append((moment, face, motion))
    return found


def _next_place(face: Face, faces: Sequence[Face]) -> Face:
    best = max(faces, key=lambda other: overlap(face, other), default=face)
    return best if overlap(face, best) >= _SAME_FACE else face


def _path(face: Face, aim: Face, shares: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(pictures, 4): left, top, width and height on the way from one place to the next."""
    here = np.array([face.x, face.y, face.width, face.height])
    there = np.array([aim.x, aim.y, aim.width, aim.height])
    return here + np.clip(shares, 0, 1)[:, None] * (there - here)


def _signs(luma: Any, moved: Any, path: npt.NDArray[np.float64]) -> npt.NDArray[np.float16]:
    """(pictures, 3), see MouthMotion."""
    signs = np.zeros((len(path), 3), np.float16)
    height, width = luma.shape[1:]
    for n, (x, y, wide, high) in enumerate(path.tolist()):
        left, right, top, bottom = _bounds(x, wide, _MOUTH[0], _MOUTH[1], width) + _bounds(
            y, high, _MOUTH[2], _MOUTH[3], height
        )
        start, end, above, below = _bounds(x, wide, _REST[0], _REST[1], width) + _bounds(
            y, high, _REST[2], _REST[3], height
        )
        mouth, rest = np.s_[n, top:bottom, left:right], np.s_[n, above:below, start:end]
        signs[n] = (moved[mouth].mean(), moved[rest].mean(), luma[mouth].mean() - luma[rest].mean())
    return signs


def _bounds(corner: float, size: float, low: float, high: float, limit: int) -> tuple[int, int]:
    """Which elements a part of a box covers; one at least, all inside."""
    first = min(limit - 1, max(0, round((corner + low * size) * limit)))
    return first, min(limit, max(first + 1, round((corner + high * size) * limit)))


def packed(mouths: Mapping[str, Sequence[MouthMotion]]) -> bytes:
    """The mouths of all tracks as one file's content (npz), about 14 bytes a picture."""
    names = [name for name, motions in mouths.items() if motions]
    all_motions = [motion for name in names for motion in mouths[name]]
    memory = io.BytesIO()
    np.savez(
        memory,
        names=np.array(names, np.str_),
        lengths=np.array([sum(len(motion.times) for motion in mouths[name]) for name in names], np.int64),
        times=np.concatenate([np.zeros(0), *(motion.times for motion in all_motions)]),
        signs=np.concatenate([np.zeros((0, 3), np.float16), *(motion.signs for motion in all_motions)]),
    )
    return memory.getvalue()


def unpacked(content: bytes) -> dict[str, list[MouthMotion]]:
    """What `packed` wrote, each track's motions joined into one. Raises ValueError for anything else."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as kept:
            names, lengths = kept["names"], kept["lengths"]
            times, signs = kept["times"], kept["signs"]
    except (KeyError, OSError, EOFError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise ValueError("this is no record of mouths") from error
    if len(names) != len(lengths) or not len(times) == len(signs) == lengths.sum():
        raise ValueError("this record of mouths is not whole")
    ends = np.cumsum(lengths)[:-1]
    parts = zip(names.tolist(), np.split(times, ends), np.split(signs, ends), strict=True) if len(names) else ()
    return {name: [MouthMotion(when, what)] for name, when, what in parts}
