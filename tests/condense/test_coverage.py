"""What a plan still tells of the threads of a film."""

import itertools
from fractions import Fraction

from condense.made_findings import media
from microdrama.condense.coverage import threads_told
from microdrama.domain.findings import Findings, Line
from microdrama.domain.plan import Plan, PlannedScene

SAID = [
    "The letter came today.",
    "Is the harbour frozen?",
    "She burnt the letter.",
    "Nobody leaves the harbour.",
    "Rain again.",
    "Who wrote that letter?",
    "The harbour is closed.",
    "Snow.",
]


def planned(kept: set[int]) -> Plan:
    """One scene of 20 s for each line."""
    edges = itertools.pairwise(Fraction(20 * n) for n in range(len(SAID) + 1))
    scenes = [
        PlannedScene(start_s=start, end_s=end, salience=0.5, kept=number in kept)
        for number, (start, end) in enumerate(edges)
    ]
    return Plan(keep=0.5, scenes=scenes, episodes=[])


def found() -> Findings:
    lines = [Line(start_s=Fraction(20 * n + 5), end_s=Fraction(20 * n + 7), text=text) for n, text in enumerate(SAID)]
    return Findings(media=media(Fraction(160), "25"), lines=lines, language="en")


def test_a_thread_counts_the_scenes_in_which_its_word_is_said_and_stays() -> None:
    told = {thread.name: (thread.kept, thread.scenes) for thread in threads_told(planned({0, 4, 5}), found())}
    assert told == {"letter": (2, 3), "harbour": (0, 3)}


def test_without_lines_or_scenes_there_is_no_thread() -> None:
    assert threads_told(planned({0}), Findings(media=media(Fraction(160), "25"))) == []
    assert threads_told(Plan(keep=0.5, scenes=[], episodes=[]), found()) == []
