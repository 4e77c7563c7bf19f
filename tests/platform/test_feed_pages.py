"""Pages of the feed are made once for many, and never older than half a second."""

import threading

import pytest

from microdrama.platform.feed.pages import KEPT_FOR_S, KeptPages


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_a_page_is_made_once_and_again_when_its_time_is_over() -> None:
    clock, made = Clock(), list[float]()
    pages = KeptPages[float](clock=clock)

    def make() -> float:
        made.append(clock.now_s)
        return clock.now_s

    assert [pages.get("a", make), pages.get("a", make)] == [100.0, 100.0]
    clock.now_s += KEPT_FOR_S - 0.001
    assert pages.get("a", make) == 100.0
    clock.now_s += 0.001
    assert pages.get("a", make) == 100.0 + KEPT_FOR_S
    assert len(made) == 2


def test_a_page_is_as_old_as_the_moment_before_it_was_made() -> None:
    """What changes while a page is made may not be in it, and must show in time all the same."""
    clock = Clock()
    pages = KeptPages[str](clock=clock)

    def slowly() -> str:
        clock.now_s += 0.4
        return "old"

    assert pages.get("a", slowly) == "old"
    clock.now_s += 0.1
    assert pages.get("a", lambda: "new") == "new"


def test_other_viewers_get_other_pages() -> None:
    pages = KeptPages[str](clock=Clock())
    assert [pages.get(("US", 17), lambda: "us"), pages.get(("BR", 17), lambda: "br")] == ["us", "br"]
    assert pages.get(("US", 17), lambda: "?") == "us"


def test_many_who_come_together_make_it_once() -> None:
    pages, made, together = KeptPages[int](clock=Clock()), list[int](), threading.Barrier(8)

    def make() -> int:
        made.append(1)
        return len(made)

    def ask() -> None:
        together.wait()
        pages.get("a", make)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_a_failure_is_not_kept_and_hides_behind_no_old_page() -> None:
    clock = Clock()
    pages = KeptPages[str](clock=clock)
    pages.get("a", lambda: "old")
    clock.now_s += KEPT_FOR_S

    def fail() -> str:
        raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError):
            pages.get("a", fail)
    assert pages.get("a", lambda: "new") == "new"


def test_only_so_many_are_kept() -> None:
    pages, made = KeptPages[int](clock=Clock(), most=2), list[str]()
    for key in ("a", "b", "a", "c", "a", "b"):
        pages.get(key, lambda key=key: made.append(key) or 1)
    assert made == ["a", "b", "c", "b"]
