"""The report: one page that holds everything, escapes everything, and works for films of every kind."""

import itertools
import re
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from condense.made_findings import films, transcripts
from fixtures.clips import ffmpeg, make, number_in, numbered
from microdrama.condense.series import PlanError, PlanOptions, plan_series
from microdrama.domain.findings import Findings
from microdrama.domain.plan import Plan, PlannedSpan
from microdrama.domain.time import Span
from microdrama.media.probe import probe
from microdrama.media.stills import jpeg_of
from microdrama.studio import report
from microdrama.studio.report.words import clock, joins
from studio.made_report import found, planned, series_of

VOID = {"meta", "img", "br"}
HOSTILE = "</title></style><script>alert(1)</script><img src=x onerror=alert(1)>\"'&lt;\u202e]]>--><!--\x00\x1b\ud800"
JPEG = b"\xff\xd8\xff\xe0 not really \xff\xd9"


class Page(HTMLParser):
    """A page read back: refuses elements that are not closed in order; keeps what the tests ask for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice on {tag}"
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def every(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.seen if name == tag]


def read(html: str) -> Page:
    """The page, if it keeps what every report promises: whole, closed, alone, without scripts, with a name for all."""
    html.encode("utf-8")
    assert html.startswith("<!doctype html>")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", html)
    page = Page(html)
    assert not {"script", "iframe", "object", "embed", "link", "base", "form"} & {tag for tag, _ in page.seen}
    ids = [str(attributes["id"]) for _, attributes in page.seen if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in page.seen:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
        for name in ("src", "href", "xlink:href", "srcset", "action", "poster"):
            value = attributes.get(name)
            inside = value is None or (value[1:] in ids if value.startswith("#") else name == "src")
            assert inside, f"{tag} leads to {value}"
            assert not value or value.startswith(("#", "data:image/jpeg;base64,"))
    assert all(image.get("alt") for image in page.every("img"))
    assert [tag for tag, _ in page.seen].count("h1") == 1
    levels = [int(tag[1]) for tag, _ in page.seen if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert "url(" not in html
    assert "@import" not in html
    return page


def made(plan: Plan, findings: Findings, **options: str) -> Page:
    series = series_of(plan, **options)
    frames = {episode.number: report.Frames(JPEG, JPEG) for episode in plan.episodes}
    return read(report.page(series, plan, findings, frames=frames))


@pytest.mark.parametrize("count", [1, 2, 7, 60])
def test_every_episode_has_a_card_frames_and_a_way_to_it(count: int) -> None:
    page = made(planned(count), found(count))
    cards = [a["id"] for a in page.every("li") if str(a.get("id", "")).startswith("episode-")]
    assert cards == [f"episode-{number}" for number in range(1, count + 1)]
    assert len(page.every("img")) == 2 * count
    assert {a["href"] for a in page.every("a")} >= {f"#{card}" for card in cards}
    assert "All 7 promises are kept." in page.text
    assert f"{count} of {count} each lasts from 60 to 180 s" in page.text


@pytest.mark.parametrize("without", ["shots", "speech", "lines", "loudness", "all"])
def test_what_was_not_looked_for_is_not_shown(without: str) -> None:
    gone = ["shots", "speech", "lines", "loudness"] if without == "all" else [without]
    full = found(3)
    bare = msgspec.structs.replace(full, **{name: None if name == "loudness" else [] for name in gone})
    drawn = [str(a.get("class")) for a in made(planned(3), bare).every("path")]
    signs = {"shots": "cut", "speech": "lane voice", "lines": "lane s0", "loudness": "loud"}
    for name, sign in signs.items():
        assert (sign in drawn) == (name not in gone)


def test_an_empty_film_and_a_series_without_frames_have_a_page() -> None:
    nothing = msgspec.structs.replace(found(1).media, duration_s=Fraction(0))
    page = read(report.page(series_of(planned(1)), planned(1), Findings(media=nothing)))
    assert page.every("img") == []
    assert "Its frames are not at hand." in page.text


def test_hostile_words_stay_words() -> None:
    plan = planned(2, words=HOSTILE, title=HOSTILE)
    page = made(plan, found(2, words=HOSTILE), title=HOSTILE, words=HOSTILE, language='"><b>')
    shown = HOSTILE.replace("\x00", "\ufffd").replace("\x1b", "\ufffd").replace("\ud800", "\ufffd")
    assert page.text.count(shown) > 15
    policy = [a["content"] for a in page.every("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]
    assert not [a["lang"] for _, a in page.seen if a.get("lang") not in (None, "en")]


@pytest.mark.parametrize(
    ("language", "title"), [("zh-Hans", "总裁的替身新娘"), ("ar", "عروس الظل"), ("en", "The shade")]
)
def test_titles_bring_their_own_direction_and_language(language: str, title: str) -> None:
    page = made(planned(2, title=title), found(2), title=title, language=language)
    assert page.text.count(title) >= 3
    named = [a for tag, a in page.seen if tag in ("h1", "span") and a.get("lang") == language]
    assert len(named) == 3
    assert all(a["dir"] == "auto" for a in named)


@given(
    findings=st.one_of(films, transcripts),
    words=st.text(max_size=30),
    options=st.fixed_dictionaries({"keep": st.sampled_from([0.3, 0.8]), "recap": st.booleans()}),
)
@settings(max_examples=10, deadline=None)
def test_every_plan_has_a_page(findings: Findings, words: str, options: dict[str, Any]) -> None:
    try:
        plan = plan_series(findings, PlanOptions(least_s=20, most_s=60, **options))
    except PlanError:
        return
    series = series_of(plan, title=words, words=words, language=words)
    page = read(report.page(series, plan, findings, least_s=20, most_s=60))
    assert "✗" not in page.text.replace("✗ not good Share of the film kept", "").replace(words, "")


def test_a_broken_promise_is_named_with_its_moment() -> None:
    plan, findings = planned(3), found(3)
    talk = msgspec.structs.replace(findings, speech=[Span(Fraction(115), Fraction(125))])
    page = made(plan, talk)
    assert "6 of 7 promises are kept." in page.text
    assert "Episode 2, 2:00 of the film: Its sound ends within 0.08 s of a voice." in page.text
    assert page.text.count("✗") == 1


def test_what_is_left_out_is_listed_with_its_place_and_reason() -> None:
    page = made(planned(2), found(2))
    assert page.text.count("Leaves out 1 scene, 0:10") == page.text.count("Leaves out 3 scenes, 0:30") == 1
    assert "0:30\u20130:40, between its parts Because it is so. 30" in page.text
    assert "1:20\u20131:30, before it Because it is so. 80" in page.text
    assert "2:50\u20133:00, after it Because it is so. 170" in page.text


def test_joins_are_said_in_words() -> None:
    plan, findings = planned(1), found(1)
    before, after = plan.episodes[0].spans

    def said(late: Fraction | None, early: Fraction | None) -> list[str]:
        spans = [
            PlannedSpan(start_s=before.start_s, end_s=before.end_s, sound_end_s=late),
            PlannedSpan(start_s=after.start_s, end_s=after.end_s, sound_start_s=early),
        ]
        return list(joins(msgspec.structs.replace(plan.episodes[0], spans=spans), findings))

    assert said(None, None) == []
    assert said(Fraction("30.4"), Fraction("40.4")) == ["At 0:30 the sound ends 0.4 s after the picture (an L cut)."]
    assert said(Fraction("32.5"), Fraction("42.5")) == ["At 0:30 the voice ends 2.5 s after the picture (an L cut)."]
    assert said(Fraction("29.7"), Fraction("39.7")) == ["At 0:40 the sound begins 0.3 s before the picture (a J cut)."]
    assert said(Fraction("29.8"), Fraction("40.1")) == ["At 0:30 the sound pauses for 0.3 s between two parts."]


def test_clocks_go_on_after_an_hour() -> None:
    assert [clock(Fraction(s)) for s in (0, 59, 60, 3599, 3600, 3725)] == ["0:00", "0:59", "1:00", "59:59", "1:00:00", "1:02:05"]  # fmt: skip  # noqa: E501


def test_stills_are_the_pictures_asked_for_and_small(tmp_path: Path) -> None:
    film = probe(make(tmp_path / "numbers.mp4", numbered(200)))
    files = jpeg_of(film, [Fraction(0), Fraction(60, 25), film.duration - 1 / film.rate.exact], 384)
    for jpeg, number in zip(files, (0, 60, 199), strict=True):
        raw = ffmpeg("-f", "mjpeg", "-i", "pipe:0", "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1", data=jpeg)
        import numpy as np

        assert number_in(np.frombuffer(raw, np.uint8).reshape(192, 384)) == number
    coarse = jpeg_of(film, [Fraction(2)], 384, most_bytes=1)[0]
    assert len(coarse) < len(files[1])


def test_frames_come_from_the_masters_and_a_missing_one_costs_only_itself(tmp_path: Path) -> None:
    series = series_of(planned(2))
    (tmp_path / "episodes/002").mkdir(parents=True)
    make(tmp_path / series.episodes[1].master, numbered(50))
    frames = report.frames_of(tmp_path, series)
    assert list(frames) == [2]
    assert frames[2].first.startswith(b"\xff\xd8")
    assert frames[2].first != frames[2].last


def test_threads_that_are_lost_are_marked_by_more_than_colour() -> None:
    findings = found(3)
    said = [
        "The letter came.",
        "Harbour.",
        "Snow.",
        "A letter!",
        "The harbour.",
        "Rain.",
        "My letter.",
        "Harbour?",
        "No.",
    ]
    lines = [
        msgspec.structs.replace(line, text=said[number // 3], speaker=None) if number % 3 == 0 else None
        for number, line in enumerate(findings.lines)
    ]
    spoken = msgspec.structs.replace(findings, lines=[line for line in lines if line])
    page = made(planned(3), spoken)
    assert "What the story comes back to" in page.text
    assert "✓ good letter 3 of 3 scenes" in page.text
