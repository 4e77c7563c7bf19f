"""What is kept for a moment is made anew by the clock that asks, and when it is told to forget."""

import pytest

from microdrama.platform.kept import Kept


@pytest.mark.parametrize(("later_s", "is_made_anew"), [(0.999, False), (1.0, True), (-0.999, False), (-1.0, True)])
def test_an_answer_counts_for_moments_near_the_one_it_was_made_for(*, later_s: float, is_made_anew: bool) -> None:
    """Those who come together have read the clock in another order than they are answered in."""
    kept = Kept[str](kept_for_s=1.0, most=2)
    kept.get("a", lambda: "first", clock=lambda: 100.0)
    assert (kept.get("a", lambda: "second", clock=lambda: 100.0 + later_s) == "second") == is_made_anew


def test_what_is_no_answer_is_kept_as_well() -> None:
    kept = Kept[bool](kept_for_s=1.0, most=2)
    assert [kept.get("a", lambda answer=answer: answer, clock=lambda: 1.0) for answer in (False, True)] == [False] * 2


def test_nothing_is_left_after_forgetting() -> None:
    kept = Kept[str](kept_for_s=1.0, most=2)
    kept.get("a", lambda: "first", clock=lambda: 1.0)
    kept.forget()
    assert kept.get("a", lambda: "second", clock=lambda: 1.0) == "second"
