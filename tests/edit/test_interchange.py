"""The cut as editors get it: every format, read by somebody else, shows the pictures that the render shows."""

import json
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import opentimelineio
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from microdrama.domain import documents
from microdrama.domain.plan import Plan, PlannedEpisode, PlannedScene, PlannedSpan
from microdrama.domain.series import Cliffhanger, Hook
from microdrama.domain.time import FrameRate, Span
from microdrama.edit.cut import on_pictures
from microdrama.edit.interchange import edl, fcpxml, otio, timecode
from microdrama.edit.interchange.handover import cut_files, write_cut
from microdrama.edit.interchange.timeline import (
    Clip,
    EditedEpisode,
    FilmFacts,
    InterchangeError,
    Pictures,
    cut_of,
    plain,
)

RATES = ["24000/1001", "24", "25", "30000/1001", "30", "50", "60000/1001"]
HOUR = 3600
FILM = Path("/films/My Film & <co>, part 1.mp4")


@dataclass(frozen=True)
class Truth:
    """A span in whole pictures: seen, and heard."""

    seen: tuple[int, int]
    heard: tuple[int, int]


def film(rate: str, *, pictures: int = 400_000, start: str | None = None, audio: bool = True) -> FilmFacts:
    exact = FrameRate.parse(rate)
    return FilmFacts(FILM, exact.moment(pictures), exact, 1920, 1080, audio, start)


def planned(truth: Truth, rate: FrameRate) -> PlannedSpan:
    moved = truth.heard != truth.seen
    return PlannedSpan(
        start_s=rate.moment(truth.seen[0]),
        end_s=rate.moment(truth.seen[1]),
        sound_start_s=rate.moment(truth.heard[0]) if moved else None,
        sound_end_s=rate.moment(truth.heard[1]) if moved else None,
    )


def plan_of(episodes: list[list[Truth]], rate: FrameRate, *, reason: str = "because", recap: int = 0) -> Plan:
    """The plan of known pictures, as its JSON file brings it back: six decimals."""
    made = [
        PlannedEpisode(
            number=number,
            duration_s=Fraction(60),
            spans=[planned(span, rate) for span in spans],
            hook=Hook(start_s=rate.moment(spans[0].seen[0]), kind="question", reason=f"opens {reason}"),
            cliffhanger=Cliffhanger(end_s=rate.moment(spans[-1].seen[1]), kind="interruption", reason=f"ends {reason}"),
            recap=[Span(rate.moment(0), rate.moment(recap))] if recap else [],
        )
        for number, spans in enumerate(episodes, start=1)
    ]
    last = episodes[-1][-1].seen[1]
    scenes = [
        PlannedScene(start_s=Fraction(0), end_s=rate.moment(last), salience=0.5, kept=True, reason=f"scene {reason}"),
        PlannedScene(start_s=rate.moment(last), end_s=rate.moment(last + 9), salience=0.1, kept=False, reason="dull"),
    ]
    whole = Plan(keep=0.5, scenes=scenes, episodes=made)
    return documents.decode(documents.encode(whole), Plan, source="plan.json")


@st.composite
def cuts(draw: st.DrawFn) -> list[list[Truth]]:
    """One to three episodes of spans that may touch, each join with its sound up to 12 pictures early or late."""
    count = draw(st.integers(1, 3))
    at, episodes = draw(st.integers(0, 120_000)), list[list[Truth]]()
    for _ in range(count):
        seen: list[tuple[int, int]] = []
        for _ in range(draw(st.integers(1, 5))):
            at += draw(st.sampled_from([0, 1, 30, 1799, 5000]))
            end = at + draw(st.integers(30, 3000))
            seen.append((at, end))
            at = end
        shifts = [0, *(draw(st.integers(-12, 12)) for _ in seen[1:]), 0]
        episodes.append(
            [Truth((a, b), (a + shifts[n], b + shifts[n + 1])) for n, (a, b) in enumerate(seen)],
        )
    return episodes


def expected(episode: list[Truth]) -> list[tuple[int, tuple[int, int], tuple[int, int]]]:
    """(episode's picture, seen, heard) of each span."""
    found, at = [], 0
    for span in episode:
        found.append((at, span.seen, span.heard))
        at += span.seen[1] - span.seen[0]
    return found


# --- readers that share no code with what is tested


def by_the_library(timeline: object, first: int = 0) -> tuple[list, list]:
    """(episode's picture, film's pictures) of all pictures and of all sounds, read by OpenTimelineIO itself."""
    found: dict[str, list] = {"Video": [], "Audio": []}
    for track in timeline.tracks:  # type: ignore[attr-defined]
        for child in track:
            if isinstance(child, opentimelineio.schema.Clip):
                begin = track.range_of_child(child).start_time.value
                start = child.source_range.start_time.value - first
                found[track.kind].append((begin, (start, start + child.source_range.duration.value)))
    return found["Video"], sorted(found["Audio"])


def by_the_specification(data: bytes) -> list[list[tuple[Fraction, Fraction, Fraction, Fraction, Fraction]]]:
    """(offset, start, duration, sound's start, sound's duration) in seconds, of each clip of each project."""

    def seconds(text: str | None) -> Fraction:
        return Fraction((text or "0s").removesuffix("s"))

    return [
        [
            (
                seconds(clip.get("offset")),
                seconds(clip.get("start")),
                seconds(clip.get("duration")),
                seconds(clip.get("audioStart", clip.get("start"))),
                seconds(clip.get("audioDuration", clip.get("duration"))),
            )
            for clip in project.iterfind("sequence/spine/asset-clip")
        ]
        for project in ET.fromstring(data).iter("project")  # noqa: S314 (our own)
    ]


@given(st.sampled_from(RATES), cuts(), st.sampled_from([None, "01:00:00:00", "10:11:12:13"]))
@settings(max_examples=60, deadline=None)
@example("30000/1001", [[Truth((17_000, 19_000), (17_000, 19_005)), Truth((19_000, 20_000), (19_005, 20_000))]], None)
def test_every_format_holds_the_pictures_and_the_sound_of_the_render(
    rate_text: str, episodes: list[list[Truth]], start: str | None
) -> None:
    facts = film(rate_text, start=start)
    rate = facts.rate
    plan = plan_of(episodes, rate)
    for planned_episode, truth in zip(plan.episodes, episodes, strict=True):
        shown = [
            (rate.nearest_frame(s.start_s), rate.nearest_frame(s.end_s))
            for s in on_pictures(planned_episode.spans, rate)
        ]
        assert shown == [span.seen for span in truth]
    files = cut_files(plan, facts, title="A series")
    # a film's own label without semicolon counts every picture, at 29.97 too: hours, minutes, seconds, pictures
    first = 0
    if start:
        hours, minutes, seconds, pictures = map(int, start.split(":"))
        first = (hours * HOUR + minutes * 60 + seconds) * round(float(rate.exact)) + pictures
    whole = opentimelineio.adapters.read_from_string(files["cut.otio"].decode(), "otio_json")
    clips = by_the_specification(files["cut.fcpxml"])
    for number, truth in enumerate(episodes, start=1):
        wanted = expected(truth)
        seen = [(at, pictures) for at, pictures, _ in wanted]
        heard = sorted((at + sound[0] - pictures[0], sound) for at, pictures, sound in wanted)
        assert by_the_library(whole[number - 1], first) == (seen, heard)
        alone = opentimelineio.adapters.read_from_string(files[f"otio/{number:03d}.otio"].decode(), "otio_json")
        assert by_the_library(alone, first) == (seen, heard)
        listed = opentimelineio.adapters.read_from_string(
            files[f"edl/{number:03d}.edl"].decode(), "cmx_3600", rate=float(rate.exact)
        )
        assert {track.name for track in listed.tracks} == {"V", "A1", "A2"}
        left = opentimelineio.schema.Timeline(tracks=[t.clone() for t in listed.tracks if t.name != "A2"])
        assert by_the_library(left, first) == (seen, heard)
        assert [tuple(value * rate.exact for value in clip) for clip in clips[number - 1]] == [
            (at, first + a, b - a, first + c, d - c) for at, (a, b), (c, d) in wanted
        ]


@given(
    rate_text=st.sampled_from([*RATES, "10", "15/2", "29999/1007"]),
    episodes=cuts(),
    start=st.sampled_from([None, "01:00:00:00"]),
    silent=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_our_own_readers_bring_the_plan_back(
    rate_text: str, episodes: list[list[Truth]], start: str | None, *, silent: bool
) -> None:
    facts = film(rate_text, start=start, audio=not silent)
    if silent:
        episodes = [[Truth(span.seen, span.seen) for span in episode] for episode in episodes]
    files = cut_files(plan_of(episodes, facts.rate), facts, title="A series")
    wanted = [[planned(span, facts.rate) for span in episode] for episode in episodes]
    wanted = [[exact_sound(span) for span in episode] for episode in wanted]
    back = otio.spans_of_otio(files["cut.otio"], source="cut.otio")
    assert [episode.spans for episode in back] == wanted
    assert {episode.rate for episode in back} == {facts.rate}
    assert [episode.spans for episode in fcpxml.spans_of_fcpxml(files["cut.fcpxml"], source="cut.fcpxml")] == wanted
    lists = [files[f"edl/{n:03d}.edl"] for n in range(1, len(episodes) + 1)]
    read = [edl.spans_of_edl(data, rate=facts.rate, source="1.edl", start_timecode=start) for data in lists]
    assert [episode.spans for one in read for episode in one] == wanted


def exact_sound(span: PlannedSpan) -> PlannedSpan:
    """Sound is named only where it differs."""
    return PlannedSpan(
        start_s=span.start_s,
        end_s=span.end_s,
        sound_start_s=span.sound_start_s if span.sound_start_s != span.start_s else None,
        sound_end_s=span.sound_end_s if span.sound_end_s != span.end_s else None,
    )


def everywhere(files: dict[str, bytes], rate: FrameRate) -> list[EditedEpisode]:
    """The first episode out of each format."""
    return [
        otio.spans_of_otio(files["cut.otio"], source="")[0],
        fcpxml.spans_of_fcpxml(files["cut.fcpxml"], source="")[0],
        edl.spans_of_edl(files["edl/001.edl"], rate=rate, source="")[0],
    ]


def test_a_recap_comes_first_and_back_as_one() -> None:
    facts = film("25")
    plan = plan_of([[Truth((500, 600), (500, 600))]], facts.rate, recap=50)
    files = cut_files(plan, facts, title="A series")
    for back in everywhere(files, facts.rate):
        assert back.recap == [Span(Fraction(0), Fraction(2))]
        assert back.spans == [PlannedSpan(start_s=Fraction(20), end_s=Fraction(24))]
        assert [clip.recap for clip in back.clips] == [True, False]


# --- markers


@pytest.mark.parametrize("start", [None, "01:00:00:00"])
def test_the_reasons_are_markers_at_their_pictures_in_every_format(start: str | None) -> None:
    """Two seconds of recap, then film seconds 4 to 8 and 10 to 12, at 25 pictures a second."""
    facts = film("25", start=start)
    episodes = [[Truth((100, 200), (100, 200)), Truth((250, 300), (250, 300))]]
    plan = plan_of(episodes, facts.rate, reason="它", recap=50)
    files = cut_files(plan, facts, title="A series")
    wanted = [
        (0, "Recap", "Pictures from earlier episodes."),
        (50, "Hook: question", "opens 它"),
        (50, "Scene 1 (salience 0.50)", "scene 它"),
        (199, "Cliffhanger: interruption", "ends 它"),
    ]
    timeline = opentimelineio.adapters.read_from_string(files["otio/001.otio"].decode(), "otio_json")
    markers = [(m.marked_range.start_time.value, m.name, m.comment) for m in timeline.tracks.markers]
    assert markers == wanted
    found = []
    for clip in ET.fromstring(files["cut.fcpxml"]).iter("asset-clip"):  # noqa: S314 (our own)
        for marker in clip.iter("marker"):
            inside = Fraction(marker.get("start")[:-1]) - Fraction(clip.get("start")[:-1])
            assert 0 <= inside < Fraction(clip.get("duration")[:-1])
            found.append(((Fraction(clip.get("offset")[:-1]) + inside) * 25, marker.get("value"), marker.get("note")))
    assert found == wanted
    listed = opentimelineio.adapters.read_from_string(files["edl/001.edl"].decode(), "cmx_3600", rate=25)
    located = [(m.marked_range.start_time.value - HOUR * 25, m.name) for c in listed.tracks[0] for m in c.markers]
    assert located == [(at, f"{name}: {reason}") for at, name, reason in wanted]


@pytest.mark.parametrize(("moment", "at"), [(8, 100), (Fraction(21, 2), 263 - 100), (100, 0)])
def test_a_hook_is_marked_where_it_is_seen(moment: Fraction | int, at: int) -> None:
    """Film seconds 4 to 8 and 8 to 12; half pictures go to the later one; what is not seen is marked at the start."""
    facts = film("25")
    plan = plan_of([[Truth((100, 200), (100, 200)), Truth((200, 300), (200, 300))]], facts.rate)
    moved = msgspec.structs.replace(plan.episodes[0].hook, start_s=Fraction(moment))
    episode = msgspec.structs.replace(plan.episodes[0], hook=moved)
    cut = cut_of(msgspec.structs.replace(plan, episodes=[episode]), facts, title="")
    assert [marker.at for marker in cut.episodes[0].markers if marker.kind == "hook"] == [at]


def test_a_scene_is_marked_once_where_it_is_first_seen() -> None:
    facts = film("25")
    plan = plan_of([[Truth((10, 60), (10, 60))], [Truth((60, 99), (60, 99))]], facts.rate)
    whole = opentimelineio.adapters.read_from_string(
        cut_files(plan, facts, title="A series")["cut.otio"].decode(), "otio_json"
    )
    kinds = [[marker.metadata["microdrama"]["kind"] for marker in timeline.tracks.markers] for timeline in whole]
    assert kinds == [["hook", "scene", "cliffhanger"], ["hook", "cliffhanger"]]


# --- sound


def test_sound_that_the_film_or_the_episode_does_not_have_is_left_out() -> None:
    """A J cut before the episode begins, an L cut after it ends: 20 and 30 pictures that nobody could hear."""
    facts = film("25", pictures=1000)
    plan = plan_of([[Truth((100, 200), (80, 230))]], facts.rate)
    for back in everywhere(cut_files(plan, facts, title=""), facts.rate):
        assert back.clips == (Clip(Pictures(100, 200), Pictures(100, 200)),)


def test_pictures_whose_sound_lies_outside_the_episode_are_silent() -> None:
    facts = film("25")
    files = cut_files(plan_of([[Truth((100, 200), (500, 600))]], facts.rate), facts, title="")
    for back in everywhere(files, facts.rate):
        assert back.clips == (Clip(Pictures(100, 200), None),)
    clip = ET.fromstring(files["cut.fcpxml"]).find(".//asset-clip")  # noqa: S314 (our own)
    assert clip.get("srcEnable") == "video"


def test_sounds_that_overlap_lie_on_tracks_of_their_own() -> None:
    """The first span sounds 10 pictures longer, the second begins 5 earlier: both are kept whole."""
    facts = film("25")
    plan = plan_of([[Truth((100, 200), (100, 210)), Truth((300, 400), (295, 400))]], facts.rate)
    files = cut_files(plan, facts, title="A series")
    timeline = opentimelineio.adapters.read_from_string(files["otio/001.otio"].decode(), "otio_json")
    assert [track.name for track in timeline.tracks] == ["V1", "A1", "A2"]
    assert by_the_library(timeline)[1] == [(0, (100, 210)), (95, (295, 400))]
    listed = files["edl/001.edl"].decode()
    assert re.search(r"\bAA +C +00:00:04:00 00:00:08:10 01:00:00:00 01:00:04:10", listed)
    assert re.search(r"\bA3 +C +00:00:11:20 00:00:16:00 01:00:03:20 01:00:08:00", listed)


def test_a_film_without_sound_has_no_sound_in_any_format() -> None:
    facts = film("24", audio=False)
    files = cut_files(plan_of([[Truth((100, 200), (100, 200))]], facts.rate), facts, title="A series")
    assert b"Audio" not in files["cut.otio"]
    assert b"audioRole" not in files["cut.fcpxml"]
    assert b"hasAudio" not in files["cut.fcpxml"]
    assert b"AA" not in files["edl/001.edl"]


# --- timecode


@pytest.mark.parametrize(
    ("rate", "frame", "label"),
    [
        ("30000/1001", 1799, "00:00:59;29"),  # the minute's last label; the next two are dropped
        ("30000/1001", 1800, "00:01:00;02"),
        ("30000/1001", 17981, "00:09:59;29"),
        ("30000/1001", 17982, "00:10:00;00"),  # each tenth minute keeps all of its labels
        ("30000/1001", 107892, "01:00:00;00"),  # an hour: 29.97 x 3600 = 107892
        ("60000/1001", 3600, "00:01:00;04"),
        ("24000/1001", 86400, "01:00:00:00"),
        ("25", 90000, "01:00:00:00"),
        ("50", 179_999, "00:59:59:49"),
    ],
)
def test_labels_are_those_of_the_standard(rate: str, frame: int, label: str) -> None:
    exact = FrameRate.parse(rate)
    assert timecode.written(frame, exact, drop=timecode.drops(exact)) == label
    assert timecode.read(label, exact) == frame


@given(st.sampled_from(RATES), st.integers(0, 23 * HOUR * 59))
@settings(max_examples=200, deadline=None)
def test_labels_agree_with_the_library(rate: str, frame: int) -> None:
    exact = FrameRate.parse(rate)
    moment = opentimelineio.opentime.RationalTime(frame, float(exact.exact))
    label = opentimelineio.opentime.to_timecode(moment, float(exact.exact))
    if frame < 23 * HOUR * exact.exact:
        assert timecode.written(frame, exact, drop=timecode.drops(exact)) == label
        assert timecode.read(label, exact) == frame


@pytest.mark.parametrize(
    "wrong", ["", "1:2", "00:00:00:25", "00:60:00:00", "00:00:60:00", "-1:00:00:00", "aa:bb:cc:dd", "0" * 99]
)
def test_what_is_no_label_is_told(wrong: str) -> None:
    with pytest.raises(ValueError, match="timecode"):
        timecode.read(wrong, FrameRate(25))


def test_a_dropped_label_is_no_label() -> None:
    with pytest.raises(ValueError, match="no label 00:01:00;01"):
        timecode.read("00:01:00;01", FrameRate(30000, 1001))


@pytest.mark.parametrize(
    ("rate", "start", "mode", "first"),
    [
        ("30000/1001", None, "FCM: DROP FRAME", "00:00:03;10"),
        ("30000/1001", "01:00:00;00", "FCM: DROP FRAME", "01:00:03;10"),
        ("30000/1001", "01:00:00:00", "FCM: NON-DROP FRAME", "01:00:03:10"),
        ("60000/1001", None, "FCM: DROP FRAME", "00:00:01;40"),
        ("24000/1001", None, "FCM: NON-DROP FRAME", "00:00:04:04"),
        ("25", None, "FCM: NON-DROP FRAME", "00:00:04:00"),
    ],
)
def test_the_edit_list_says_how_its_labels_count(rate: str, start: str | None, mode: str, first: str) -> None:
    facts = film(rate, start=start)
    files = cut_files(plan_of([[Truth((100, 200), (100, 200))]], facts.rate), facts, title="A series")
    lines = files["edl/001.edl"].decode().split("\r\n")
    assert lines[1] == mode
    assert lines[3].split()[4] == first
    counted = "DF" if "NON" not in mode else "NDF"
    assert set(re.findall(r'tcFormat="(\w+)"', files["cut.fcpxml"].decode())) == {counted}


def test_a_wrong_start_timecode_is_told_before_anything_is_written() -> None:
    facts = film("25", start="01:00:00:99")
    with pytest.raises(ValueError, match="no timecode 01:00:00:99"):
        cut_files(plan_of([[Truth((100, 200), (100, 200))]], facts.rate), facts, title="A series")


# --- hostile text

HOSTILE = [
    "a\x00b\x1b[31mc\x85\u2028002  X V C 00:00:00:00 00:00:00:01 00:00:00:00 00:00:00:01",
    "</note>]]>&bogus;<!-- \"'",
    "long " * 5_000,
    "\r\n003  AX V C 00:00:00:00 00:00:09:00 01:00:00:00 01:00:09:00\r\n",
    "长夜漫漫 è",
    "\ud800 half a character, \uffff none at all",
    "",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text: str) -> None:
    facts = film("25")
    truth = [[Truth((100, 200), (100, 205)), Truth((300, 400), (305, 400))]]
    clean = plan_of(truth, facts.rate)
    episode = clean.episodes[0]
    told = PlannedEpisode(
        number=1,
        duration_s=episode.duration_s,
        spans=episode.spans,
        title=text,
        hook=Hook(start_s=episode.hook.start_s, kind=text, reason=text),
        cliffhanger=Cliffhanger(end_s=episode.cliffhanger.end_s, kind=text, reason=text),
    )
    scenes = [PlannedScene(start_s=Fraction(0), end_s=Fraction(99), salience=1, kept=True, reason=text)]
    name = FilmFacts(Path(f"/films/{text[:80].replace(chr(0), '')}.mp4"), facts.duration_s, facts.rate, 16, 9, True)  # noqa: FBT003
    if "\ud800" in text:
        name = facts
    files = cut_files(Plan(keep=1, scenes=scenes, episodes=[told]), name, title=text)
    wanted = [exact_sound(span) for span in episode.spans]
    assert otio.spans_of_otio(files["cut.otio"], source="")[0].spans == wanted
    assert fcpxml.spans_of_fcpxml(files["cut.fcpxml"], source="")[0].spans == wanted
    assert edl.spans_of_edl(files["edl/001.edl"], rate=facts.rate, source="")[0].spans == wanted
    json.loads(files["cut.otio"])
    lines = files["edl/001.edl"].decode().split("\r\n")
    assert all(len(line) <= 200 for line in lines)
    assert all(re.match(r"(TITLE: |FCM: |\d{3}  |\* |$)", line) for line in lines)
    assert len([line for line in lines if line[:1].isdigit()]) == 4
    assert lines[0].isascii()


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_a_plain_text_is_one_line_without_controls(text: str) -> None:
    line = plain(text)
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in line)
    assert plain(line) == line
    if text.isprintable() and text.isascii() and text == " ".join(text.split()):
        assert line == text


# --- FCPXML: Apple's document type definition of version 1.10, as far as we write it: what an element holds, in
# order, which attributes it may have, and which it must have

_ANCHORED = "note?"
DEFINITION = {
    "fcpxml": ("resources library", {"version"}, {"version"}),
    "resources": ("(asset|format)*", set(), set()),
    "format": ("", {"id", "name", "frameDuration", "width", "height", "colorSpace", "fieldOrder"}, {"id"}),
    "asset": (
        "media-rep+",
        {"id", "name", "start", "duration", "hasVideo", "format", "hasAudio", "videoSources", "audioSources"}
        | {"audioChannels", "audioRate"},
        {"id"},
    ),
    "media-rep": ("", {"kind", "src", "sig", "suggestedFilename"}, {"src"}),
    "library": ("event*", {"location"}, set()),
    "event": ("(project|asset-clip)*", {"name", "uid"}, set()),
    "project": ("sequence", {"name", "uid", "id", "modDate"}, set()),
    "sequence": (
        "note? spine",
        {"format", "duration", "tcStart", "tcFormat", "audioLayout", "audioRate"},
        {"format"},
    ),
    "spine": ("(asset-clip|gap)*", {"lane", "offset", "name", "format"}, set()),
    "asset-clip": (
        "note? adjust-conform? marker*",
        {"ref", "lane", "offset", "name", "start", "duration", "enabled", "srcEnable", "audioStart", "audioDuration"}
        | {"format", "tcStart", "tcFormat", "audioRole", "videoRole"},
        {"ref"},
    ),
    "adjust-conform": ("", {"type"}, set()),
    "marker": ("", {"start", "duration", "value", "completed", "note"}, {"start", "value"}),
}
VALUES = {
    "tcFormat": r"DF|NDF",
    "audioLayout": "mono|stereo|surround",
    "audioRate": r"48k|48000",
    "srcEnable": "all|audio|video",
    "version": r"1\.10",
    "kind": "original-media|proxy-media",
    "src": r"file:///[!-~]+",
}
TIMES = {"frameDuration", "start", "duration", "offset", "tcStart", "audioStart", "audioDuration"}


def breaches(element: ET.Element, identities: set[str]) -> list[str]:
    """What an element and those inside it do that the definition does not allow."""
    content, allowed, needed = DEFINITION[element.tag]
    pattern = re.sub(r"[a-z][a-z-]*", lambda name: f"(?:{name[0]} )", content).replace(") (", ")(").replace("? (", "?(")
    pattern = pattern.replace("* ", "*").replace("+ ", "+")
    found: list[str] = []
    inside = "".join(f"{child.tag} " for child in element)
    if not re.fullmatch(pattern, inside):
        found.append(f"{element.tag} holds {inside}")
    found += [f"{element.tag} has {name}" for name in set(element.keys()) - allowed]
    found += [f"{element.tag} lacks {name}" for name in needed - set(element.keys())]
    for name, value in element.items():
        if name in TIMES and not re.fullmatch(r"\d{1,19}(/\d{1,10})?s", value):
            found.append(f"{element.tag} {name} is no time: {value}")
        if name in VALUES and not re.fullmatch(VALUES[name], value):
            found.append(f"{element.tag} {name} is {value}")
        if name in ("ref", "format") and value not in identities:
            found.append(f"{element.tag} refers to {value}, which is not there")
    return found + [breach for child in element for breach in breaches(child, identities)]


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("audio", [True, False])
def test_the_fcpxml_keeps_to_its_definition(rate: str, *, audio: bool) -> None:
    facts = film(rate, audio=audio)
    truth = [[Truth((100, 200), (100, 205)), Truth((300, 400), (305, 400))], [Truth((900, 999), (900, 999))]]
    data = cut_files(plan_of(truth, facts.rate, recap=20), facts, title="A <series>")["cut.fcpxml"]
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n')
    root = ET.fromstring(data)  # noqa: S314 (our own)
    identities = [element.get("id", "") for element in root.iter() if element.get("id")]
    assert len(identities) == len(set(identities))
    assert breaches(root, set(identities)) == []
    frame = Fraction(root.find("resources/format").get("frameDuration")[:-1])
    for element in root.iter():
        for name in TIMES & set(element.keys()):
            assert (Fraction(element.get(name)[:-1]) / frame).denominator == 1, "Final Cut Pro refuses such a time"
    upright = root.find("resources/format[@id='r1']")
    assert (upright.get("width"), upright.get("height")) == ("1080", "1920")
    assert {sequence.get("format") for sequence in root.iter("sequence")} == {"r1"}
    assert {conform.get("type") for conform in root.iter("adjust-conform")} == {"fill"}
    for sequence in root.iter("sequence"):
        at = Fraction(0)
        for clip in sequence.iter("asset-clip"):
            assert Fraction(clip.get("offset")[:-1]) == at
            at += Fraction(clip.get("duration")[:-1])
        assert Fraction(sequence.get("duration")[:-1]) == at


# --- files from strangers


def project(frame: str, clips: str) -> bytes:
    """An FCPXML document with one project."""
    return (
        f"<fcpxml><resources><format id='r1' frameDuration='{frame}'/></resources><project>"
        f"<sequence format='r1'><spine>{clips}</spine></sequence></project></fcpxml>"
    ).encode()


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[1]", b"\xff\xfe", b'{"OTIO_SCHEMA": "Timeline.1"}', b"[" * 5_000, b'{"OTIO_SCHEMA": "Clip.2"}'],
)
def test_what_is_no_timeline_is_told_in_one_sentence(data: bytes) -> None:
    with pytest.raises(InterchangeError, match=r"^cut\.otio (is no OpenTimelineIO timeline: .*|holds no timeline)\.$"):
        otio.spans_of_otio(data, source="cut.otio")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<fcpxml",
        b'<!DOCTYPE x [<!ENTITY a "b">]>' + project("1/25s", ""),
        b"<fcpxml><library><event><project/></event></library></fcpxml>",
        b"<fcpxml><project><sequence format='r1'><spine/></sequence></project></fcpxml>",
        project("1/0s", ""),
        project("1e99999999s", ""),
        project("1/25s", "<asset-clip ref='r2' start='1/50s' duration='1s'/>"),
        project("1/25s", "<asset-clip ref='r2' start='-1s' duration='1s'/>"),
    ],
)
def test_what_is_no_fcpxml_is_told_in_one_sentence(data: bytes) -> None:
    with pytest.raises(InterchangeError, match=r"^cut\.fcpxml (is no|cannot be read)"):
        fcpxml.spans_of_fcpxml(data, source="cut.fcpxml")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff",
        b"001  AX V D 024 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00",
        b"001  AX V C 00:00:00:00 00:00:02:00 00:00:00:00 00:00:01:00",
        b"001  AX V C 00:00:00:99 00:00:02:00 00:00:00:00 00:00:01:00",
        b"001  AX V C 00:00:02:00 00:00:01:00 00:00:00:00 00:00:01:00",
    ],
)
def test_what_is_no_edit_list_of_cuts_is_told_in_one_sentence(data: bytes) -> None:
    with pytest.raises(InterchangeError, match=r"^1\.edl cannot be read as an edit list: "):
        edl.spans_of_edl(data, rate=FrameRate(25), source="1.edl")


def test_a_timeline_of_another_program_comes_in() -> None:
    """23.976 written short, a gap before the sound, sound on the second track: as programs write it."""
    rate = 23.976
    timeline = opentimelineio.schema.Timeline(name="Reel 1")
    for kind, begin in (("Video", 0), ("Audio", 5)):
        track = opentimelineio.schema.Track(kind=kind)
        timeline.tracks.append(track)
        if begin:
            gap = opentimelineio.opentime.TimeRange(duration=opentimelineio.opentime.RationalTime(begin, rate))
            track.append(opentimelineio.schema.Gap(source_range=gap))
        source = opentimelineio.opentime.TimeRange(
            opentimelineio.opentime.RationalTime(100 + begin, rate), opentimelineio.opentime.RationalTime(48, rate)
        )
        track.append(opentimelineio.schema.Clip(name="My Film.mp4", source_range=source))
    data = opentimelineio.adapters.write_to_string(timeline, "otio_json").encode()
    back = otio.spans_of_otio(data, source="reel.otio")[0]
    exact = FrameRate(24000, 1001)
    assert (back.name, back.rate) == ("Reel 1", exact)
    assert back.spans == [planned(Truth((100, 148), (105, 153)), exact)]


def test_the_files_lie_where_editors_look(tmp_path: Path) -> None:
    facts = film("25")
    plan = plan_of([[Truth((10, 60), (10, 60))], [Truth((60, 99), (60, 99))]], facts.rate)
    paths = write_cut(plan, facts, tmp_path / "source", title="A series")
    names = [str(path.relative_to(tmp_path / "source")) for path in paths]
    assert names == ["cut.otio", "cut.fcpxml", "otio/001.otio", "edl/001.edl", "otio/002.otio", "edl/002.edl"]
    assert all(path.stat().st_size for path in paths)
    again = write_cut(plan, facts, tmp_path / "again", title="A series")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in paths]
