"""Each format by its own rules: timecode, texts of any kind, Apple's definition, files from strangers."""

import json
import re
import unicodedata
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import opentimelineio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.cuts import HOUR, RATES, Truth, exact_sound, film, plan_of, planned
from microdrama.domain.plan import Plan, PlannedEpisode, PlannedScene
from microdrama.domain.series import Cliffhanger, Hook
from microdrama.domain.time import FrameRate
from microdrama.edit.interchange import edl, fcpxml, otio, timecode
from microdrama.edit.interchange.handover import cut_files, write_cut
from microdrama.edit.interchange.timeline import (
    FilmFacts,
    InterchangeError,
    plain,
)

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


@pytest.mark.parametrize(
    ("label", "rate", "fits"),
    [
        ("01:00:00:25", "25", False),
        ("01:00:00:24", "30", True),
        ("00:01:00;00", "30000/1001", False),
        ("<x>", "25", False),
    ],
)
def test_a_label_belongs_to_a_rate(label: str, rate: str, *, fits: bool) -> None:
    assert timecode.is_label(label, FrameRate.parse(rate)) is fits


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
