"""Values of the domain for hypothesis: moments, spans, frame rates, as films have them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from microdrama.domain.time import FrameRate, Span

RATES = (
    FrameRate(24000, 1001),
    FrameRate(24),
    FrameRate(25),
    FrameRate(30000, 1001),
    FrameRate(30),
    FrameRate(12),
    FrameRate(50),
    FrameRate(60000, 1001),
    FrameRate(60),
)
TEN_HOURS_S = 36_000


def frame_rates() -> st.SearchStrategy[FrameRate]:
    return st.sampled_from(RATES)


def moments(most_s: int = TEN_HOURS_S) -> st.SearchStrategy[Fraction]:
    """Moments on the grids of films, and some that are on none."""
    anywhere = st.fractions(min_value=0, max_value=most_s, max_denominator=90_000)
    on_a_grid = st.builds(
        lambda rate, frame: min(rate.moment(frame), Fraction(most_s)),
        frame_rates(),
        st.integers(0, most_s * 60),
    )
    return st.one_of(anywhere, on_a_grid)


@st.composite
def spans(draw: st.DrawFn, most_s: int = 100) -> Span:
    """Spans in a hundred seconds, quarters preferred: they touch, nest and repeat often enough."""
    coarse = st.integers(0, most_s * 4).map(lambda quarter: Fraction(quarter, 4))
    ends = sorted([draw(st.one_of(coarse, moments(most_s))), draw(st.one_of(coarse, moments(most_s)))])
    return Span(*ends)
