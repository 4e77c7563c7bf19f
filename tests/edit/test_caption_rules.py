"""The limits of captions, each told in a sentence where it is broken."""

from __future__ import annotations

from fractions import Fraction

import pytest

from microdrama.domain.captions import Cue, Piece
from microdrama.domain.time import FrameRate
from microdrama.edit.caption_rules import caption_faults, rules_for, width

F = Fraction


def cue(start: float, end: float, *lines: str) -> Cue:
    return Cue(F(start), F(end), tuple((Piece(text),) for text in lines))


FAULTS = {
    "three lines": ([cue(0, 5, "a", "b", "c")], "has 3 lines instead of at most 2"),
    "a long line": ([cue(0, 5, "x" * 29)], "a line of 29 characters instead of at most 28"),
    "nothing": ([cue(0, 5, "  ")], "says nothing"),
    "a flash": ([cue(0, 0.5, "a")], "lasts 0.50 s instead of at least 0.83"),
    "for ever": ([cue(0, 8, "a")], "lasts 8.00 s instead of at most 7"),
    "too fast": ([cue(0, 1, "x" * 28, "yyy")], "at 31.0 characters a second instead of 20 (at most 30"),
    "too late": ([cue(18.5, 20.5, "a")], "lies outside the episode"),
    "two at once": ([cue(0, 3, "a"), cue(2, 5, "b")], "Caption 2 at 0:02.000 begins before the one ahead of it"),
    "out of order": ([cue(4, 5, "a"), cue(1, 3, "b")], "Caption 2 at 0:01.000 comes before"),
    "no gap": ([cue(0, 3, "a"), cue(3.0625, 5, "b")], "follows the one ahead of it too closely"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told(fault: str) -> None:
    cues, sentence = FAULTS[fault]
    told = caption_faults(cues, "en", duration_s=F(20), rate=FrameRate(25))
    assert len(told) == 1
    assert sentence in told[0]
    assert told[0].endswith(".")


def test_what_keeps_the_limits_has_no_fault() -> None:
    cues = [cue(0, 2, "x" * 28, "y" * 12), cue(2.08, 9.08, "a"), cue(9.2, 10.04, "short")]
    assert caption_faults(cues, "en", duration_s=F(20), rate=FrameRate(25)) == []


def test_quick_answers_are_borne_down_to_half_a_second() -> None:
    """The next words follow at once, so no longer time is to be had."""
    quick = [cue(0, 0.6, "Just this once."), cue(0.7, 3, "We have four minutes.")]
    assert caption_faults(quick, "en", rate=FrameRate(25)) == []
    assert "lasts 0.40 s instead of at least 0.50" in caption_faults([cue(0.2, 0.6, "Once."), quick[1]], "en")[0]
    assert "lasts 0.60 s instead of at least 0.83" in caption_faults([quick[0], cue(2, 4, "Late.")], "en")[0]


def test_full_width_languages_count_in_full_width() -> None:
    assert width("漢字カナ", rules_for("ja")) == 4
    assert width("ABC 12", rules_for("ko")) == 3
    assert width("漢字", rules_for("en")) == 4
    fault = "a line of 14 characters instead of at most 13"
    assert fault in caption_faults([cue(0, 7, "字" * 14)], "zh-Hans")[0]
    assert caption_faults([cue(0, 7, "字" * 13)], "zh-Hans") == []


def test_marks_on_letters_take_no_room() -> None:
    assert width("مُحَمَّد", rules_for("ar")) == 4
    assert width("ที่นี่", rules_for("th")) == 2
    assert width("e\u0301", rules_for("fr")) == 1


def test_subtitles_are_read_more_slowly_than_captions() -> None:
    fast = [cue(0, 1, "字" * 10)]
    assert caption_faults(fast, "ja", kind="captions") == []
    assert "instead of 4" in caption_faults(fast, "ja", kind="subtitles")[0]


def test_regions_share_the_rules_of_their_language() -> None:
    for tag, like in (("pt-BR", "es"), ("EN-gb", "en"), ("zh-TW", "zh"), ("tlh", "fr")):
        assert rules_for(tag).per_second == rules_for(like).per_second
