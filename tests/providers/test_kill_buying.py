"""Killed (-9) at random moments and started again: everything is sold once in the end, and nothing twice."""

from pathlib import Path

import pytest

from providers.killing import killed

KILLS, WANTED = 6, 8


@pytest.mark.parametrize("name", ["kling", "ark", "dashscope", "openai-repeating"])
def test_what_can_be_found_again_is_sold_once_and_arrives(tmp_path: Path, name: str) -> None:
    outcome = killed(name, tmp_path, kills=KILLS, wanted=WANTED, seed=len(name))
    assert outcome.sold == (1,) * WANTED
    assert (outcome.bought, outcome.doubts, outcome.wrong) == (WANTED, 0, 0)
    assert outcome.hits >= KILLS // 2
    assert outcome.cut_off > 0


@pytest.mark.parametrize("name", ["openai-still", "fal-clip"])
def test_what_cannot_be_found_again_is_sold_once_at_most(tmp_path: Path, name: str) -> None:
    outcome = killed(name, tmp_path, kills=KILLS, wanted=WANTED, seed=len(name))
    assert outcome.repeated == 0
    assert outcome.wrong == 0
    assert outcome.bought + outcome.doubts == WANTED
    assert outcome.hits > 0  # few: whoever is left in doubt buys no more
    assert outcome.cut_off > 0
