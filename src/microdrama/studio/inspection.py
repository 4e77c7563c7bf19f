"""Whether what came is what was asked for: it can be read, is about as long and as large, and is not black or silent.

A generator may deliver something else than it was paid for; nobody should find that out in the finished episode.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.takes import ClipRequest, Request, SpeechRequest, StillRequest
from microdrama.media.frames import pictures_at
from microdrama.media.probe import Film, probe
from microdrama.media.sound_files import read_sound_file
from microdrama.media.still_files import read_still

_OFF_SHARE, _OFF_S = Fraction(1, 5), Fraction(1, 2)  # a clip may be a fifth, or half a second, longer or shorter
_OFF_ASPECT = 0.06  # providers round sizes to what their models paint: 704x1280 is sold as 9:16
_LEAST_SIZE = 0.6  # of the width asked for: a class of resolution lower is another product
_SAMPLES = 5
_BLACK, _FLAT = 20.0, 2.0  # mean and standard deviation of luma, 0 to 255
_SOUND_HZ = 16_000
_SILENT = 10 ** (-50 / 20)
_FASTEST_LETTERS_PER_S, _SLOWEST_S_PER_LETTER, _SLOWEST_S = 60.0, 1.5, 6.0


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a file, as a part of a sentence; one that is `unreadable` may have been hurt on its way."""

    reason: str
    unreadable: bool = False


def inspect(path: Path, request: Request) -> Flaw | None:
    """What is wrong with the file made for a request, or None; raises nothing for whatever lies in the file."""
    try:
        if isinstance(request, StillRequest):
            return _inspect_still(path, request)
        if isinstance(request, ClipRequest):
            return _inspect_clip(path, request)
        return _inspect_speech(path, request)
    except (MicrodramaError, OSError, ValueError) as error:
        return Flaw(f"it cannot be read ({str(error).rstrip('.')})", unreadable=True)


def _inspect_still(path: Path, request: StillRequest) -> Flaw | None:
    picture = read_still(path)
    height, width = picture.shape[:2]
    luma = picture.mean(axis=2)
    return _wrong_size(width, height, request) or _nothing_seen([float(luma.mean())], [float(luma.std())])


def _inspect_clip(path: Path, request: ClipRequest) -> Flaw | None:
    film = probe(path)
    flaw = _wrong_size(film.width, film.height, request)
    off = abs(film.duration - request.duration_s)
    if flaw is None and off > max(_OFF_S, request.duration_s * _OFF_SHARE):
        flaw = Flaw(f"it lasts {float(film.duration):.1f} s instead of {float(request.duration_s):.1f} s")
    seen = _luma(film)  # always to the end: a clip that breaks off cannot be read
    return flaw or _nothing_seen(*seen)


def _luma(film: Film) -> tuple[list[float], list[float]]:
    """Mean and spread of the luma of some pictures from the first to the last, as if of full range."""
    last = film.duration - 1 / film.rate.exact
    moments = [max(Fraction(0), last) * n / (_SAMPLES - 1) for n in range(_SAMPLES)]
    scale, black = (1.0, 0.0) if film.full_range else (255 / 219, 16.0)
    if film.high_dynamic_range is not None:
        scale, black = scale / 4, black * 4  # ten bits
    planes = [picture.luma[::4, ::4].astype(np.float32) for picture in pictures_at(film, moments)]
    return [(float(p.mean()) - black) * scale for p in planes], [float(p.std()) * scale for p in planes]


def _wrong_size(width: int, height: int, request: StillRequest | ClipRequest) -> Flaw | None:
    aspect, wanted = width / height, request.width / request.height
    if abs(aspect / wanted - 1) > _OFF_ASPECT or width < _LEAST_SIZE * request.width:
        return Flaw(f"it has {width}x{height} pixels instead of {request.width}x{request.height}")
    return None


def _nothing_seen(means: list[float], spreads: list[float]) -> Flaw | None:
    if max(spreads) < _FLAT:
        return Flaw("it is black" if max(means) < _BLACK else "it shows one plain colour")
    return Flaw("it is black") if max(means) < _BLACK / 4 else None


def _inspect_speech(path: Path, request: SpeechRequest) -> Flaw | None:
    sound = read_sound_file(path, rate_hz=_SOUND_HZ)
    seconds, letters = len(sound) / _SOUND_HZ, max(1, len(request.text.strip()))
    if float(np.abs(sound).max(initial=0.0)) < _SILENT:
        return Flaw("it is silent")
    if seconds * _FASTEST_LETTERS_PER_S < letters or seconds > _SLOWEST_S + letters * _SLOWEST_S_PER_LETTER:
        return Flaw(f"it lasts {seconds:.1f} s for a line of {letters} letters")
    return None
