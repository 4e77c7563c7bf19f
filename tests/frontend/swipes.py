"""Fingers on the viewer's stage, and how soon the next episode moves under them."""

import contextlib
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

FIRST_FRAMES = """() => performance.getEntriesByName('microdrama:first-frame')
    .map(({ duration, detail }) => ({ ms: duration, ...detail }))"""


def until(condition: Callable[[], Any], *, what: str, within_s: float = 15.0) -> Any:
    """The first true answer of `condition`; the page's own policy forbids Playwright's way of waiting for one."""
    end = time.monotonic() + within_s
    while not (answer := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"waited {within_s:g} s in vain until {what}")
        time.sleep(0.02)
    return answer


def swipe(page: Page, *, up: bool = True) -> None:
    """One flick of one finger over the middle of the stage, as the browser gets it from a touch screen."""
    size = page.viewport_size or {"width": 390, "height": 844}
    x = size["width"] // 2
    start, end = (0.7, 0.3) if up else (0.3, 0.7)
    steps = 6
    path = [round(size["height"] * (start + (end - start) * step / steps)) for step in range(steps + 1)]
    session = page.context.new_cdp_session(page)
    try:
        session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": path[0]}]})
        for y in path[1:]:
            session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    finally:
        session.detach()


def wait_for_next(page: Page, *, within_s: float = 20.0) -> None:
    """Until the episode after this one has its first pictures decoded."""
    page.wait_for_selector('.watch[data-next-ready="true"]', timeout=within_s * 1000)


def measure_swipes(page: Page, *, site: str, slug: str, count: int) -> list[float]:
    """Milliseconds from the end of each swipe to the first frame shown after it, for preloaded next episodes.

    Plays the series from episode 1 and swipes on as soon as the next one is ready; at the last episode it begins
    again. The page counts by its own clock, to the moment the frame is due on the screen.
    """
    times: list[float] = []
    while len(times) < count:
        page.goto(f"{site}/watch/{slug}/1")
        page.wait_for_selector(".watch")
        with contextlib.suppress(StopIteration):
            while len(times) < count:
                times.append(_measure_one(page))
        page.goto(site)
        page.evaluate("localStorage.clear()")
    return times


def _measure_one(page: Page) -> float:
    now = int(page.locator(".watch").get_attribute("data-episode") or 0)
    if page.locator('button[aria-label="Next episode"][disabled]').count():
        raise StopIteration
    wait_for_next(page)
    swipe(page)

    def first_frame() -> dict[str, Any] | None:
        found: list[dict[str, Any]] = page.evaluate(FIRST_FRAMES)
        return next((one for one in found if one["number"] == now + 1 and one["cause"] == "swipe"), None)

    frame = until(first_frame, what=f"episode {now + 1} showed its first frame")
    assert frame["ready"], f"episode {now + 1} was not preloaded"
    return float(frame["ms"])
