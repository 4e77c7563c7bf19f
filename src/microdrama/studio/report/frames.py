"""The first and the last frame of each installment's film, out of its rendered master."""

from __future__ import annotations

import base64
from fractions import Fraction
from pathlib import Path

import msgspec

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.series import Series
from microdrama.media.probe import probe
from microdrama.media.stills import jpeg_of

_WIDTH_PX = 216
_ROOM_BYTES = 1_000_000  # for all pictures of a page; as text they take a third more
_MOST_EACH, _LEAST_EACH = 24_000, 4_000


class Frames(msgspec.Struct, frozen=True):
    """The first and the last picture of an episode, before its end card, as JPEG files."""

    first: bytes
    last: bytes


def frames_of(bundle: Path, series: Series) -> dict[int, Frames]:
    """The frames of every episode whose master lies in the bundle, by number; what cannot be read is left out.

    At most 48 kB an episode, and less where there are many: a page of 60 episodes stays below 2 MB.
    """
    each = max(_LEAST_EACH, min(_MOST_EACH, _ROOM_BYTES // (2 * max(1, len(series.episodes)))))
    found: dict[int, Frames] = {}
    for episode in series.episodes:
        try:
            film = probe(bundle / episode.master)
            last = max(Fraction(0), film.duration - (episode.end_card_s or 0) - 1 / film.rate.exact)
            found[episode.number] = Frames(*jpeg_of(film, [Fraction(0), last], _WIDTH_PX, most_bytes=each))
        except MicrodramaError:  # a report without a picture is still a report
            continue
    return found


def data_uri(jpeg: bytes) -> str:
    """A picture as an address that holds all of it."""
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode('ascii')}"
