"""The JSON contracts: what goes out comes back, and rubbish is refused in one sentence."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from microdrama.domain.attention import COLUMNS, Attention, ShotAttention
from microdrama.domain.documents import DocumentError, decode, encode, json_schema
from microdrama.domain.findings import Findings, Line, Loudness, Media, Shot, Word
from microdrama.domain.plan import Plan
from microdrama.domain.series import Series
from microdrama.domain.time import FrameRate, Span
from strategies import frame_rates, moments

EPISODE = {
    "number": 1,
    "duration_s": 60,
    "spans": [{"start_s": 0, "end_s": 30}, {"start_s": 40, "end_s": 70}],
    "hook": {"start_s": 0, "kind": "question", "reason": "who is it"},
    "cliffhanger": {"end_s": 70, "kind": "danger", "reason": "the door opens"},
}
PLAN: dict[str, Any] = {"schema": "microdrama.plan/1", "keep": 0.5, "scenes": [], "episodes": [EPISODE]}
FINDINGS: dict[str, Any] = {"media": {"duration_s": 90.5, "width": 640, "height": 360, "frame_rate": "24000/1001"}}
SHOWN = {
    "number": 1,
    "title": {"en": "One"},
    "duration_s": 60,
    "width": 1080,
    "height": 1920,
    "frame_rate": "25",
    "master": "episodes/001/master.mp4",
    "hls": "episodes/001/hls/master.m3u8",
    "poster": "episodes/001/poster.jpg",
}
SERIES: dict[str, Any] = {
    "id": "x",
    "slug": "a-story",
    "title": {},
    "synopsis": {},
    "language": "en",
    "origin": {"kind": "condensed", "source_sha256": "", "ai_generated": False},
    "episodes": [SHOWN],
}


def changed(document: dict[str, Any], **changes: Any) -> bytes:
    return json.dumps({**document, **changes}).encode()


def refused(data: bytes | str, kind: type[Any]) -> str:
    with pytest.raises(DocumentError) as caught:
        decode(data, kind, source="the file")
    sentence = str(caught.value)
    assert sentence.startswith("the file cannot be read: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 400
    return sentence


@given(frame_rates(), st.lists(st.tuples(moments(), moments()).map(sorted), max_size=5))
def test_findings_read_back_to_the_same_pictures(rate: FrameRate, pairs: list[list[Fraction]]) -> None:
    shots = [Shot(start_s=rate.snap(start), end_s=rate.snap(end)) for start, end in pairs]
    media = Media(duration_s=Fraction(36_001), width=2, height=2, frame_rate=str(rate))
    findings = Findings(media=media, shots=shots)
    again = decode(encode(findings), Findings, source="it")
    assert [Span(rate.snap(s.start_s), rate.snap(s.end_s)) for s in again.shots] == [s.span for s in shots]
    assert encode(again) == encode(findings)


def test_a_whole_set_of_findings_reads_back() -> None:
    word = Word(start_s=Fraction(1), end_s=Fraction(3, 2), text="so")
    findings = Findings(
        media=Media(duration_s=Fraction(9), width=4, height=2, frame_rate="30", sha256="ab"),
        lines=[Line(start_s=Fraction(1), end_s=Fraction(2), text="so it is", speaker="A", words=[word])],
        loudness=Loudness(step_s=Fraction(1, 10), lufs=[-23.0, -70.0]),
        speech=[Span(Fraction(1, 3), Fraction(2))],
    )
    again = decode(encode(findings), Findings, source="it")
    assert again.lines == findings.lines
    assert again.loudness == findings.loudness
    assert again.speech == [Span(Fraction(333_333, 1_000_000), Fraction(2))]
    assert again.media.whole == Span(Fraction(0), Fraction(9))


def test_the_same_value_gives_the_same_bytes_with_a_line_end() -> None:
    plan = decode(changed(PLAN), Plan, source="it")
    assert encode(plan) == encode(decode(encode(plan), Plan, source="it"))
    assert encode(plan).endswith(b"}\n")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"{}",
        b"\xff\xfe{}",
        b"\x00",
        "\ud800",
        b"[" * 100_000,
        b'{"media":' * 50_000,
        b'{"media": {"duration_s": NaN, "width": 1, "height": 1, "frame_rate": "25"}}',
        b'{"media": {"duration_s": Infinity, "width": 1, "height": 1, "frame_rate": "25"}}',
        b'{"media": {"duration_s": 1e400, "width": 1, "height": 1, "frame_rate": "25"}}',
        b'{"media": {"duration_s": 1%s, "width": 1, "height": 1, "frame_rate": "25"}}' % (b"0" * 400),
        b'{"media": {"duration_s": 1%s, "width": 1, "height": 1, "frame_rate": "25"}}' % (b"0" * 5000),
    ],
    ids=range(15),
)
def test_rubbish_is_refused_in_one_sentence(data: bytes | str) -> None:
    refused(data, Findings)


@pytest.mark.parametrize("value", [None, True, "1", [], {}, "9" * 1_000_000, 1e300, -1e300, -1, 1_000_001])
def test_a_length_is_a_sensible_number_of_seconds(value: object) -> None:
    refused(changed(FINDINGS, media={**FINDINGS["media"], "duration_s": value}), Findings)


@pytest.mark.parametrize("rate", ["0", "25/0", "25\n", "23.976", "x", "", "1/2/3", "9" * 4000])
def test_a_frame_rate_in_a_document_is_one(rate: str) -> None:
    refused(changed(FINDINGS, media={**FINDINGS["media"], "frame_rate": rate}), Findings)


@pytest.mark.parametrize("part", ["shots", "speech", "scenes", "lines"])
def test_nothing_in_a_film_ends_before_it_starts(part: str) -> None:
    backwards = {"start_s": 2, "end_s": 1, "text": "so"}
    assert "cannot end (1.0 s) before it starts (2.0 s)" in refused(changed(FINDINGS, **{part: [backwards]}), Findings)


def test_a_word_does_not_end_before_it_starts() -> None:
    line = {"start_s": 1, "end_s": 2, "text": "so", "words": [{"start_s": 2, "end_s": 1, "text": "so"}]}
    refused(changed(FINDINGS, lines=[line]), Findings)


@pytest.mark.parametrize("size", [0, -1, 1.5, "640"])
def test_a_film_has_a_size(size: object) -> None:
    refused(changed(FINDINGS, media={**FINDINGS["media"], "width": size}), Findings)


def test_loudness_comes_in_steps() -> None:
    refused(changed(FINDINGS, loudness={"step_s": 0, "lufs": []}), Findings)


@pytest.mark.parametrize(
    ("spans", "says"),
    [
        ([], "episode 1 has no spans"),
        ([{"start_s": 0, "end_s": 30}, {"start_s": 29, "end_s": 60}], "goes back in the story at 29 s"),
        ([{"start_s": 30, "end_s": 0}], "cannot end (0.0 s) before it starts (30.0 s)"),
        ([{"start_s": 0, "end_s": 10**400}], "beyond all counting"),
        ([{"start_s": -1, "end_s": 60}], "cannot start before the film does, at -1 s"),
    ],
)
def test_an_episode_goes_forward(spans: list[object], says: str) -> None:
    assert says in refused(changed(PLAN, episodes=[{**EPISODE, "spans": spans}]), Plan)


@pytest.mark.parametrize(("length", "fits"), [(0.5, True), (5, True), (0.4, False), (5.1, False), (-1, False)])
def test_an_end_card_is_short_and_another_episode_follows_it(length: float, *, fits: bool) -> None:
    carded = EPISODE | {"end_card_s": length}
    follows = EPISODE | {"number": 2, "spans": [{"start_s": 70, "end_s": 90}]}
    data = json.dumps(PLAN | {"episodes": [carded, follows]})
    if fits:
        plan = decode(data.encode(), Plan, source="plan.json")
        assert plan.episodes[0].end_card_s == Fraction(str(length))
        assert decode(encode(plan), Plan, source="plan.json") == plan
        with pytest.raises(DocumentError, match="no episode follows that an end card could name"):
            decode(json.dumps(PLAN | {"episodes": [carded]}).encode(), Plan, source="plan.json")
    else:
        with pytest.raises(DocumentError, match=r"the end card of episode 1 lasts 0\.5 to 5 s"):
            decode(data.encode(), Plan, source="plan.json")


def test_spans_of_an_episode_may_touch() -> None:
    spans = [{"start_s": 0, "end_s": 30}, {"start_s": 30, "end_s": 60}]
    plan = decode(changed(PLAN, episodes=[{**EPISODE, "spans": spans}]), Plan, source="it")
    assert plan.episodes[0].spans[1].picture == Span(Fraction(30), Fraction(60))


def test_episodes_go_forward() -> None:
    assert "begins before episode 1 has ended" in refused(
        changed(PLAN, episodes=[EPISODE, {**EPISODE, "number": 2}]), Plan
    )


@pytest.mark.parametrize("numbers", [[0], [2], [-1], [1, 3], [2, 1], [1, 1]])
def test_a_plan_numbers_its_episodes_in_order(numbers: list[int]) -> None:
    spans = [[{"start_s": 100 * i, "end_s": 100 * i + 60}] for i in range(len(numbers))]
    episodes = [{**EPISODE, "number": n, "spans": s} for n, s in zip(numbers, spans, strict=True)]
    assert "episodes are numbered 1, 2, 3, ... in order" in refused(changed(PLAN, episodes=episodes), Plan)


@pytest.mark.parametrize("keep", [-0.1, 1.1, None, "half"])
def test_a_share_lies_between_none_and_all(keep: object) -> None:
    refused(changed(PLAN, keep=keep), Plan)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../../x",
        "a/..",
        "a\\b",
        "a b",
        "a\n",
        "c:/x",
        "http://x/y",
        "a\0b",
        "~/x?",
        "x" * 301,
    ],
)
def test_a_bundle_names_only_files_of_its_own(path: str) -> None:
    refused(changed(SERIES, episodes=[{**SHOWN, "master": path}]), Series)


@pytest.mark.parametrize("slug", ["", "A", "a--b", "-a", "a-", "a\n", "é", "a/b", "x" * 121])
def test_a_slug_fits_an_address(slug: str) -> None:
    refused(changed(SERIES, slug=slug), Series)


@pytest.mark.parametrize("numbers", [[2], [1, 1], [1, 3], [2, 1], [0], list(range(2, 3000))])
def test_episodes_are_numbered_in_order(numbers: list[int]) -> None:
    refused(changed(SERIES, episodes=[{**SHOWN, "number": number} for number in numbers]), Series)


def test_a_series_reads_back() -> None:
    series = decode(changed(SERIES), Series, source="it")
    assert decode(encode(series), Series, source="it") == series


@pytest.mark.parametrize("schema", ["microdrama.plan/2", "microdrama.findings/1", "", None])
def test_another_schema_is_refused(schema: object) -> None:
    refused(changed(PLAN, schema=schema), Plan)


@example(value=float("nan"))
@given(value=st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=5), st.lists, max_leaves=5))
def test_no_value_in_a_place_of_a_moment_escapes(value: object) -> None:
    try:
        decode(changed(PLAN, episodes=[{**EPISODE, "duration_s": value}]), Plan, source="it")
    except DocumentError:
        return


def test_attention_has_a_value_for_each_column() -> None:
    even = [1 / COLUMNS] * COLUMNS
    shot = ShotAttention(start_s=Fraction(0), end_s=Fraction(1), columns=even)
    assert decode(encode(Attention(shots=[shot])), Attention, source="it").shots == [shot]
    data = {"shots": [{"start_s": 0, "end_s": 1, "columns": even[1:]}]}
    refused(json.dumps(data).encode(), Attention)


def test_only_what_has_a_json_form_is_written() -> None:
    class Odd(msgspec.Struct):
        value: Any

    with pytest.raises(NotImplementedError, match="no JSON form for complex"):
        encode(Odd(value=1j))


def test_schemas_describe_moments_as_numbers() -> None:
    schema = json_schema(Plan)
    duration = schema["$defs"]["PlannedEpisode"]["properties"]["duration_s"]
    assert duration == {"type": "number", "description": "seconds, at most six decimals"}

    class Odd(msgspec.Struct):
        value: complex

    with pytest.raises(TypeError, match="complex"):
        json_schema(Odd)
