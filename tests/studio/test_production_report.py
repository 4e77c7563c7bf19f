"""The report of an animated series: sums that add up by hand, every word escaped, a page that fits a phone."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from fixtures.animated import joined, storyboard
from fixtures.chromium import chromium
from fixtures.clips import make, numbered
from microdrama.domain.money import Money
from microdrama.domain.production import Budget
from microdrama.media.probe import probe
from microdrama.media.stills import jpeg_of
from microdrama.studio.animation.bundling import About, fill
from microdrama.studio.report.course import Course
from microdrama.studio.report.figures import figures_of
from microdrama.studio.report.money import _mark
from microdrama.studio.report.production import Account, Around, animated_page, production_json, takes_of
from microdrama.studio.report.shots import Taken
from studio.made_production import account, around, series_of, usd
from studio.test_report_browser import CONTRAST, SIZES

BOARD = storyboard()
SERIES = series_of(BOARD)
HOSTILE = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">\u202e\x00" + "W" * 90


@pytest.fixture
def paid(tmp_path: Path) -> Account:
    return account(tmp_path)


# --- figures


def test_sums_are_those_of_the_entries(paid: Account) -> None:
    """Five takes for 9 USD over three minutes; one of the five is the second of its shot."""
    figures = figures_of(SERIES, paid)
    assert figures.spent == usd(9)
    assert figures.reserved == usd(2)
    assert figures.minutes == 3
    assert figures.a_minute == usd(3)
    assert figures.by_episode == {1: {"fal": 6_000_000}, 2: {"fal": 2_000_000, "ark": 1_000_000}}
    assert figures.providers == ["fal", "ark"]
    assert (figures.bought, figures.used, figures.keep_rate) == (5, 4, Fraction(4, 5))


def test_what_is_reserved_counts_against_the_caps(paid: Account) -> None:
    """The series: 9 billed and 2 reserved of 20. Episode 1: 6 of 9, episode 2: 3 and 2 of 9. Shot e1-s1-1: 4 of 4."""
    caps = {cap.scope: (cap.committed, cap.left, cap.where) for cap in figures_of(SERIES, paid).caps}
    assert caps == {
        "series": (usd(11), usd(9), ""),
        "episode": (usd(6), usd(3), "episode 1"),
        "shot": (usd(4), usd(0), "shot e1-s1-1"),
    }
    assert figures_of(SERIES, replace(paid, budget=Budget())).caps == []
    beyond = figures_of(SERIES, replace(paid, budget=Budget(series=usd(5)))).caps[0]
    assert beyond.left == usd(0)


def test_the_takes_that_were_used_can_be_told(paid: Account) -> None:
    one = next(entry.job for entry in paid.entries if entry.kind == "settle")
    assert figures_of(SERIES, replace(paid, used=frozenset({one, "f" * 64}))).keep_rate == Fraction(1, 5)


def test_hours_of_people_are_part_of_a_minute_and_of_the_investment(paid: Account) -> None:
    """30 hours at 20 USD are 600 USD, and 609 over three minutes 203; 2200 hours are 44,009 USD, 313,344 CNY."""
    with_people = replace(paid, hours=Fraction(30), wage=usd(20))
    assert figures_of(SERIES, with_people).a_minute == usd(203)
    tiers = [figures_of(SERIES, replace(with_people, hours=Fraction(hours))).tier for hours in (30, 2200, 6000)]
    assert [tier.key for tier in tiers if tier] == ["other", "ordinary", "key"]
    special = figures_of(SERIES, replace(paid, special=True)).tier
    assert special
    assert special.key == "key"
    assert figures_of(SERIES, replace(paid, currency="JPY")).tier is None


def test_entries_of_another_currency_are_left_out(paid: Account) -> None:
    assert figures_of(SERIES, replace(paid, currency="EUR")).spent == Money(0, "EUR")


# --- the page


def page(board_words: str = "", *, folder: Path | None = None, takes: dict[str, Taken] | None = None) -> str:
    board = storyboard(words=board_words)
    money = account(folder) if folder else Account()
    return animated_page(series_of(board), board, money, takes=takes or {}, around=around(board, words=board_words))


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not any(name.startswith("on") for name, _ in attrs)
        self.tags.append(tag)


def tags(html: str) -> list[str]:
    reader = _Tags()
    reader.feed(html)
    return reader.tags


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_no_words_become_markup(words: str) -> None:
    plain = tags(page("plain"))
    assert tags(page(words + "x")) == plain
    assert tags(page(HOSTILE)) == plain


def test_the_page_tells_what_things_cost(tmp_path: Path) -> None:
    html = page(folder=tmp_path)
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)
    words = " ".join(text.split())
    assert "Episode 1 6.00 USD \u2013 6.00 USD" in words
    assert "Episode 2 2.00 USD 1.00 USD 3.00 USD" in words
    assert "2.00 USD more are reserved" in words
    assert "3.00 USD a finished minute" in words or "a finished minute 3.00 USD" in words
    assert "AI-generated · AI生成" in words
    assert "2D animation for television zamstudios, pixune, 2026-11-22" in words
    assert "Other micro-drama" in words


def test_a_shot_that_was_to_be_bought_and_was_not_stays_drawn(tmp_path: Path) -> None:
    """The third shot of each episode asks for a clip; the ledger has one for both, and for nobody without entries."""
    assert page(folder=tmp_path).count("bought clip") == 2
    assert page().count("stays drawn") == 2
    assert "bought clip" not in page()


def test_a_series_that_bought_nothing_says_so() -> None:
    html = animated_page(SERIES, BOARD, Account(), takes={}, around=Around())
    assert "Nothing was bought" in html
    assert "Everything is done" in html
    assert "The masters are not signed" in html


def test_the_finish_is_that_of_the_schedule() -> None:
    """Left of episode 2: a line of 3 s and its shot of 12 s, a clip of 150 s, then 2 s of joining: at 9:32:32."""
    course = around(BOARD).course
    assert isinstance(course, Course)
    left = production_json(SERIES, BOARD, Account(), around=around(BOARD))["left"]
    assert left == {"jobs": 4, "seconds": 152.0, "finish": "2026-11-23T09:32:32+00:00"}
    assert "23 November 2026 at 09:32" in page()


def test_the_json_says_what_the_page_says(paid: Account) -> None:
    found = json.loads(json.dumps(production_json(SERIES, BOARD, paid, around=around(BOARD))))
    assert found["spent_micros"] == 9_000_000
    assert [one["spent_micros"] for one in found["episodes"]] == [6_000_000, 3_000_000]
    assert found["takes"] == {"bought": 5, "used": 4}
    assert found["filing"] == "other"
    assert found["origins"] == {"1": "valid", "2": "absent"}
    assert [one["scope"] for one in found["budget"]] == ["series", "episode", "shot"]
    assert found["labels"]["text"] == "AI-generated · AI生成"


def test_the_bundle_holds_the_report_with_a_picture_of_every_shot(tmp_path: Path) -> None:
    made = joined(tmp_path / "made", BOARD)
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    fill(bundle, BOARD, made, papers={}, about=About(voices={"nell": "af_heart"}))
    html = (bundle / "report.html").read_text("utf-8")
    assert html.count("data:image/jpeg;base64,") == 6
    assert "af_heart" in html
    found = takes_of(bundle, BOARD)
    assert [round(float(found[shot.id].duration_s) * 24) for shot in BOARD.episodes[0].shots] == [30, 42, 24]
    (bundle / "source/takes/e1-s1-2.mp4").write_bytes(b"nothing")
    assert len(takes_of(bundle, BOARD)) == 5


def test_the_marks_of_the_scale_are_short() -> None:
    assert [_mark(power) for power in (-2, -1, 0, 2, 3, 5, 6, 12, 16)] == [
        "0.01", "0.1", "1", "100", "1k", "100k", "1M", "1T", "10,000T",
    ]  # fmt: skip


# --- in a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("report")
    film = probe(make(folder / "numbers.mp4", numbered(50)))
    jpeg = jpeg_of(film, [Fraction(0)], 144)[0]
    takes = {shot.id: Taken(jpeg, Fraction(2)) for episode in BOARD.episodes for shot in episode.shots}
    file = folder / "report.html"
    file.write_text(page(HOSTILE, folder=folder, takes=takes), "utf-8")
    return file.as_uri()


@pytest.mark.browser
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_page_stands_alone_fits_and_can_be_read(browser: Browser, address: str, size: str, colours: str) -> None:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=colours, offline=True)  # type: ignore[arg-type]
    opened = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    opened.on("request", lambda asking: asked.append(asking.url))
    opened.on("console", lambda message: said.append(message.text))
    opened.goto(address)
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert opened.title().startswith("<script>")
    assert opened.evaluate("document.images.length === 6 && [...document.images].every(i => i.naturalWidth === 144)")
    assert opened.evaluate(CONTRAST) == []
    assert [url for url in asked if not url.startswith("data:")] == [address]
    assert said == []
    context.close()
