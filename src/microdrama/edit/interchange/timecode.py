"""Timecode: labels for pictures, hours:minutes:seconds:pictures, with and without dropped labels (SMPTE ST 12-1).

At 29.97 pictures a second a label that counts 30 a second runs slow by 3.6 s an hour. Drop-frame timecode skips two
labels (never pictures) at the start of each minute but every tenth; at 59.94 it skips four.
"""

from __future__ import annotations

import re
from fractions import Fraction

from microdrama.domain.time import FrameRate

_DROPPED_LABELS = {Fraction(30000, 1001): 2, Fraction(60000, 1001): 4}
_WRITTEN = re.compile(r"([0-9]{1,4})[:;]([0-9]{2})[:;]([0-9]{2})([:;.,])([0-9]{1,3})")


def drops(rate: FrameRate) -> bool:
    """Whether timecode of this rate is written drop-frame, as editors of 29.97 and 59.94 expect."""
    return rate.exact in _DROPPED_LABELS


def is_drop(label: str) -> bool:
    """Whether a label says that it is drop-frame: a semicolon or comma before its pictures."""
    return max(label.rfind(";"), label.rfind(",")) > max(label.rfind(":"), label.rfind("."))


def labels_a_second(rate: FrameRate) -> int:
    """How many labels a second of timecode has: 24 for 23.976, 30 for 29.97."""
    return -(-rate.numerator // rate.denominator)


def written(frame: int, rate: FrameRate, *, drop: bool) -> str:
    """The label of a picture counted from 00:00:00:00; drop-frame labels have a semicolon before the pictures."""
    count = labels_a_second(rate)
    dropped = _DROPPED_LABELS.get(rate.exact, 0) if drop else 0
    if dropped:
        minute, ten = count * 60 - dropped, count * 600 - dropped * 9
        tens, rest = divmod(frame, ten)
        frame += dropped * (9 * tens + max(0, (rest - dropped) // minute))
    seconds, pictures = divmod(frame, count)
    minutes, second = divmod(seconds, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}{';' if dropped else ':'}{pictures:02d}"


def is_label(text: str, rate: FrameRate) -> bool:
    """Whether a text is a timecode that a rate has."""
    try:
        read(text, rate)
    except ValueError:
        return False
    return True


def read(text: str, rate: FrameRate, *, drop: bool | None = None) -> int:
    """The picture that a label stands for, counted from 00:00:00:00.

    `drop` says how the label counts; None goes by its last separator, as the label itself does. Raises
    ValueError for what is no timecode, or a label that the rate does not have.
    """
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"a timecode is written like 01:00:00:00, not {text[:40]!r}")
    hours, minutes, seconds, pictures = (int(match[group]) for group in (1, 2, 3, 5))
    count = labels_a_second(rate)
    if minutes > 59 or seconds > 59 or pictures >= count:
        raise ValueError(f"there is no timecode {text[:40]} at {float(rate.exact):.5g} pictures a second")
    whole = hours * 60 + minutes
    frame = (whole * 60 + seconds) * count + pictures
    dropped = _DROPPED_LABELS.get(rate.exact, 0)
    if not dropped or not (is_drop(text) if drop is None else drop):
        return frame
    if minutes % 10 and seconds == 0 and pictures < dropped:
        raise ValueError(f"drop-frame timecode has no label {text[:40]}")
    return frame - dropped * (whole - whole // 10)
