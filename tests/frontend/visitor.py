"""A visitor of the viewer: the page, what the browser complained about on it, and what is on the stage."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from frontend.swipes import until

SHOWN = """() => {
  const video = document.querySelector('.slot[aria-hidden="false"] video')
  return { at: video.currentTime, duration: video.duration, paused: video.paused, muted: video.muted,
           width: video.videoWidth, top: video.getBoundingClientRect().top }
}"""
JUMP = """(seconds) => {
  const video = document.querySelector('.slot[aria-hidden="false"] video')
  video.currentTime = seconds < 0 ? video.duration + seconds : seconds
}"""


@dataclass(frozen=True)
class Site:
    """Where the viewer is served, with a short series to look at and a long one to swipe through."""

    url: str
    slug: str
    title: str
    episodes: int
    captioned: bool
    long_slug: str


@dataclass
class Visit:
    """One visitor's page, and everything the browser complained about on it."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def forgive(self, words: str) -> None:
        """Drop the complaints that a test provokes on purpose."""
        self.complaints[:] = [said for said in self.complaints if words not in said]


Open = Callable[..., Visit]


def open_player(page: Page, site: Site, *, number: int = 1) -> None:
    """Through the series page, as a viewer comes: the touch is what lets the browser play sound."""
    page.goto(f"{site.url}/series/{site.slug}")
    page.locator("ol a").nth(number - 1).click()
    page.wait_for_selector(f'.watch[data-episode="{number}"]')


def shown(page: Page) -> dict[str, Any]:
    """What the <video> on the stage says of itself."""
    answer: dict[str, Any] = page.evaluate(SHOWN)
    return answer


def jump(page: Page, seconds: float) -> None:
    """Set the shown episode to a time; below zero counts from its end."""
    page.evaluate(JUMP, seconds)


def plays(page: Page, *, number: int) -> None:
    """Make sure that episode `number` is on the stage and moves."""
    page.wait_for_selector(f'.watch[data-episode="{number}"][data-paused="false"]')
    before = shown(page)["at"]
    until(lambda: shown(page)["at"] > before + 0.3, what=f"episode {number} plays")
    assert shown(page)["width"] > 0
