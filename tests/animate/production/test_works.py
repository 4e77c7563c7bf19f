"""The work that is left of a series, and when it is done."""

from fixtures.animated import storyboard
from microdrama.animate.production.schedule import schedule
from microdrama.animate.production.works import works_left

BOARD = storyboard()


def test_every_line_shot_and_episode_is_a_job_after_what_it_needs() -> None:
    """Two lines, three shots and one episode, twice; a drawn shot waits for its line, a bought one does not."""
    works = {work.name: work for work in works_left(BOARD)}
    assert len(works) == 12
    assert works["e1-s1-1"].after == ("e1-s1-1-l1",)
    assert (works["e1-s1-3"].queue, works["e1-s1-3"].after) == ("clip", ())
    assert set(works["episode-1"].after) == {"e1-s1-1", "e1-s1-2", "e1-s1-3"}
    assert {work.row for work in works.values()} == {"Episode 1", "Episode 2"}
    schedule(list(works.values()), {})  # nothing waits for what comes later


def test_what_is_done_is_not_left() -> None:
    works = [work.name for work in works_left(BOARD, done={"episode-1", "e2-s1-1", "e2-s1-2-l1"})]
    assert works == ["e2-s1-2", "e2-s1-3", "episode-2"]
    assert works_left(BOARD, done={"episode-1", "episode-2"}) == []


def test_measured_times_decide_where_there_are_any() -> None:
    works = {work.name: work.seconds for work in works_left(BOARD, measured={"clip": [100, 40, 60], "drawn": []})}
    assert works["e1-s1-3"] == 60
    assert works["e1-s1-1"] == works["e2-s1-2"]
