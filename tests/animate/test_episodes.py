"""Episodes by marks or by a plan's borders, with every element kept; and how long words take."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from microdrama.animate.boards import storyboard
from microdrama.animate.breakdown import tells
from microdrama.animate.episodes import estimated, marked, needs_plan, split
from microdrama.animate.pace import parts, reading_seconds, sentences, spoken_seconds
from microdrama.condense.series import PlanOptions, plan_series
from microdrama.domain import documents
from microdrama.domain.findings import Findings
from microdrama.domain.screenplay import Dialogue, EpisodeMark, Heading, Screenplay
from plays import lines_of_dialogue, play, screenplays

SCENE = """
INT. OFFICE {0} - DAY
Mara walks in with a letter. She looks at Will.
MARA: I know what you did, Will. I have known it for three years, and I never said a word.
WILL: You can't prove anything.
MARA: Can't I?
WILL: No. And you never will, because there is nothing to prove.
"""


@settings(max_examples=50, deadline=None)
@given(screenplays(), st.lists(st.fractions(min_value=0, max_value=200), max_size=6))
def test_borders_lose_nothing_and_never_leave_an_episode_empty(script: Screenplay, borders: list[Fraction]) -> None:
    found = split(script.elements, borders, "en")
    assert [element for part in found for element in part] == script.elements
    assert all(any(map(tells, part)) for part in found)
    assert all(not isinstance(part[-1], Heading) for part in found[:-1])
    assert all(not (isinstance(part[0], Dialogue) and part[0].dual) for part in found[1:])


@settings(max_examples=30, deadline=None)
@given(screenplays())
def test_the_estimated_film_is_findings_that_can_be_written_and_read(script: Screenplay) -> None:
    found = estimated(script)
    assert documents.decode(documents.encode(found), Findings, source="findings") == found
    assert [line.text for line in found.lines] == [
        " ".join(one.text.split()) for one in script.elements if isinstance(one, Dialogue) and one.text.strip()
    ]
    ends = [Fraction(0), *[shot.end_s for shot in found.shots]]
    assert [shot.start_s for shot in found.shots] == ends[:-1]
    assert ends[-1] == found.media.duration_s


def test_a_plan_of_the_estimated_film_cuts_the_script_into_episodes_of_its_length() -> None:
    script = play("".join(SCENE.format(number) for number in range(16)))
    assert needs_plan(script)
    plan = plan_series(estimated(script), PlanOptions(keep=1.0))
    cut = marked(script, [episode.spans[0].start_s for episode in plan.episodes[1:]])
    board, _ = storyboard(cut)
    assert len(board.episodes) == len(plan.episodes) > 1
    for episode in board.episodes:
        assert 50 < episode.cliffhanger.end_s < 200
    headings = [scene.heading for episode in board.episodes for scene in episode.scenes]
    assert list(dict.fromkeys(headings)) == [f"INT. OFFICE {number} - DAY" for number in range(16)]


def test_a_script_with_marks_keeps_them() -> None:
    script = play("# One\nMARA: Hello.\n# Two\nMARA: Bye.")
    assert marked(script, [Fraction(1)]) is script
    assert not needs_plan(script)
    assert [episode.title for episode in storyboard(script)[0].episodes] == ["One", "Two"]


def test_a_scene_that_goes_on_in_the_next_episode_keeps_its_place_under_an_id_of_its_own() -> None:
    board, _ = storyboard(play("# One\nINT. OFFICE - NIGHT\nMARA: Hello.\n# Two\nMARA: Bye."))
    one, two = (episode.scenes[0] for episode in board.episodes)
    assert (one.heading, one.location, one.time_of_day) == (two.heading, two.location, two.time_of_day)
    assert one.id != two.id


def test_a_mark_without_anything_behind_it_is_no_episode() -> None:
    script = play("# One\nMARA: Hello.")
    empty = Screenplay(title="", language="en", elements=[*script.elements, EpisodeMark(line=9, title="Two")])
    assert [episode.title for episode in storyboard(empty)[0].episodes] == ["One"]


def test_words_take_the_time_that_people_take() -> None:
    # 13 words at the usual 150 to 190 words a minute
    assert 4 <= spoken_seconds("I have known it for three long years, and never said a word.", "en") <= Fraction(26, 5)
    # 16 signs at 4 to 5 a second
    assert 3 <= spoken_seconds("我早就知道了这件事只是一直没有说", "zh-Hans") <= 4
    assert spoken_seconds("", "en") == Fraction(2, 5)
    assert spoken_seconds("7" * 10, "en") == 3
    assert reading_seconds("x" * 34, "en") == 3


@settings(max_examples=80, deadline=None)
@given(lines_of_dialogue(), st.integers(2, 8))
def test_parts_put_together_are_the_line(text: str, most_s: int) -> None:
    found = parts(text, most_s=Fraction(most_s), seconds=spoken_seconds)
    assert "".join(found) == text
    assert "".join(sentences(text)) == text
    if text.strip():
        assert all(part.strip() for part in found)
    assert all(spoken_seconds(part) <= most_s + Fraction(1, 2) for part in found)


def test_an_initial_ends_no_sentence() -> None:
    assert sentences("Signed: A. Hale. It was I. He left.") == ["Signed: A. Hale. ", "It was I. ", "He left."]


def test_parts_end_at_sentences_and_not_behind_titles() -> None:
    found = parts("Dr. Kai is here. He knows it, and so do I. Run!", most_s=Fraction(5, 2), seconds=spoken_seconds)
    assert found == ["Dr. Kai is here. ", "He knows it, and so do I. Run!"]
