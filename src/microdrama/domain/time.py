"""Exact time: rational seconds, half-open spans, frame rates.

A moment is a `Fraction` of a second on the film's own clock, whose zero is the first picture.
Floats appear only at the border to JSON (six decimals) and to models; 29.97 is 30000/1001 here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

import msgspec

MICROSECOND = Fraction(1, 1_000_000)
_MOST_DIGITS = 9
RATE_PATTERN = r"^[0-9]{1,9}(/[0-9]{1,9})?$(?!\n)"
"""A frame rate as JSON holds it: "25" or "24000/1001"."""


def seconds(value: float | str | Fraction) -> Fraction:
    """The exact moment that a number of seconds, as written, stands for (0.1 is one tenth)."""
    if isinstance(value, float):
        return Fraction(repr(value))
    return Fraction(value)


def as_number(moment: Fraction) -> float:
    """A moment as JSON holds it: seconds with at most six decimals."""
    return round(float(moment), 6)


class Span(msgspec.Struct, frozen=True, order=True):
    """A half-open stretch of time: `start_s` belongs to it, `end_s` does not, and start_s <= end_s."""

    start_s: Fraction
    end_s: Fraction

    def __post_init__(self) -> None:
        if self.end_s < self.start_s:
            raise ValueError(
                f"a span cannot end ({as_number(self.end_s)} s) before it starts ({as_number(self.start_s)} s)"
            )

    @property
    def duration_s(self) -> Fraction:
        """The length of the span, in seconds."""
        return self.end_s - self.start_s

    def __contains__(self, moment: Fraction) -> bool:
        return self.start_s <= moment < self.end_s

    def overlaps(self, other: Span) -> bool:
        """Whether the two share any time; spans that only touch do not."""
        return self.start_s < other.end_s and other.start_s < self.end_s

    def intersection(self, other: Span) -> Span | None:
        """The time that both share, or None where there is none."""
        start, end = max(self.start_s, other.start_s), min(self.end_s, other.end_s)
        return Span(start, end) if start < end else None

    def widened(self, margin: Fraction) -> Span:
        """The span with `margin` seconds more on both sides, never before zero."""
        return Span(max(Fraction(0), self.start_s - margin), self.end_s + margin)


def merged(spans: Iterable[Span], *, gap: Fraction = Fraction(0)) -> list[Span]:
    """The spans in order, with those that overlap or lie at most `gap` apart made one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start_s <= result[-1].end_s + gap:
            result[-1] = Span(result[-1].start_s, max(result[-1].end_s, span.end_s))
        else:
            result.append(span)
    return result


def gaps(spans: Iterable[Span], *, within: Span) -> Iterator[Span]:
    """The time of `within` that no span covers, in order."""
    at = within.start_s
    for span in merged(spans):
        until = min(span.start_s, within.end_s)
        if until > at:
            yield Span(at, until)
        at = max(at, span.end_s)
    if at < within.end_s:
        yield Span(at, within.end_s)


class FrameRate(msgspec.Struct, frozen=True):
    """Pictures a second, exact: FrameRate(24000, 1001) is 23.976."""

    numerator: int
    denominator: int = 1

    def __post_init__(self) -> None:
        if self.numerator <= 0 or self.denominator <= 0:
            raise ValueError(f"a frame rate is above zero, not {self.numerator}/{self.denominator}")

    @classmethod
    def parse(cls, text: str) -> FrameRate:
        """Read "25" or "24000/1001"; raises ValueError on anything else."""
        numerator, slash, denominator = text.partition("/")
        digits = [numerator, denominator] if slash else [numerator]
        if not all(part.isascii() and part.isdigit() and len(part) <= _MOST_DIGITS for part in digits):
            raise ValueError(f"a frame rate is written like 25 or 24000/1001, not {text[:40]!r}")
        if int(digits[-1]) == 0:
            raise ValueError(f"a frame rate is above zero, not {text}")
        value = Fraction(int(numerator), int(denominator or 1))
        return cls(value.numerator, value.denominator)

    @property
    def exact(self) -> Fraction:
        """Pictures a second as one number."""
        return Fraction(self.numerator, self.denominator)

    def __str__(self) -> str:
        return f"{self.numerator}" if self.denominator == 1 else f"{self.numerator}/{self.denominator}"

    def moment(self, frame: int) -> Fraction:
        """When a picture begins."""
        return frame / self.exact

    def nearest_frame(self, moment: Fraction) -> int:
        """The picture whose beginning lies nearest to a moment; half-way goes to the later one."""
        return (moment * self.exact + Fraction(1, 2)).__floor__()

    def snap(self, moment: Fraction) -> Fraction:
        """The beginning of the nearest picture."""
        return self.moment(self.nearest_frame(moment))
