"""The cut as editors get it: every format, read by somebody else, shows the pictures that the render shows."""

import re
from fractions import Fraction
from xml.etree import ElementTree as ET

import msgspec
import opentimelineio
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fixtures.cuts import HOUR, RATES, Truth, cuts, exact_sound, film, plan_of, planned
from microdrama.domain.plan import PlannedSpan
from microdrama.domain.time import FrameRate, Span
from microdrama.edit.cut import on_pictures
from microdrama.edit.interchange import edl, fcpxml, otio
from microdrama.edit.interchange.handover import cut_files
from microdrama.edit.interchange.timeline import (
    Clip,
    EditedEpisode,
    Pictures,
    cut_of,
)


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


def everywhere(files: dict[str, bytes], rate: FrameRate) -> list[EditedEpisode]:
    """The first episode out of each format."""
    return [
        otio.spans_of_otio(files["cut.otio"], source="")[0],
        fcpxml.spans_of_fcpxml(files["cut.fcpxml"], source="")[0],
        edl.spans_of_edl(files["edl/001.edl"], rate=rate, source="")[0],
    ]


def test_an_end_card_is_no_film_but_told_by_a_marker() -> None:
    facts = film("25")
    plan = plan_of([[Truth((100, 200), (100, 200))], [Truth((300, 400), (300, 400))]], facts.rate)
    carded = msgspec.structs.replace(plan.episodes[0], end_card_s=Fraction(2))
    files = cut_files(msgspec.structs.replace(plan, episodes=[carded, plan.episodes[1]]), facts, title="A series")
    for back in everywhere(files, facts.rate):
        assert [(span.start_s, span.end_s) for span in back.spans] == [(4, 8)]
    plain = cut_files(plan, facts, title="A series")
    for name in files:
        told = [data[name].decode().count("End card") for data in (files, plain)]
        assert told == [0 if "002" in name else 1, 0], name
    assert b'start="199/25s" duration="1/25s" value="End card"' in files["cut.fcpxml"].replace(b"4975/625s", b"")


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
