"""An animated series in the formats of editors: read back by others, the same shots lie at the same pictures."""

import posixpath
import re
from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import opentimelineio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.animated import LENGTHS, joined, storyboard, timed
from microdrama.animate.handover import TakesOf, taken_series
from microdrama.domain.storyboard import Storyboard
from microdrama.domain.time import FrameRate
from microdrama.edit.interchange import edl, otio
from microdrama.edit.interchange.takes import (
    Mark,
    Stem,
    TakeFile,
    TakenEpisode,
    TakenSeries,
    TakenShot,
    cut_files,
)
from microdrama.studio.animation.bundling import About, Made, fill

BOARD = storyboard()
STARTS = (0, 30, 72)
HOSTILE = "</note>]]>&bogus;<!--\r\n003  AX V C 00:00:00:00 00:00:09:00 01:00:00:00 01:00:09:00\x00\ud800"


def files_of(board: Storyboard) -> dict[str, bytes]:
    episodes = [timed(episode, Path("line.wav")) for episode in board.episodes]
    takes = {shot.shot.id: TakesOf(f"takes/{shot.shot.id}.mp4") for episode in episodes for shot in episode.shots}
    takes["e1-s1-2"] = TakesOf("takes/e1-s1-2.mp4", [("takes/e1-s1-2.take-2.mp4", Fraction(1))])
    stems = {
        episode.episode.number: {
            role: f"../episodes/{episode.episode.number:03d}/stems/{role}.flac" for role in ("dialogue", "music")
        }
        for episode in episodes
    }
    return cut_files(taken_series(board, episodes, takes=takes, stems=stems, size=(720, 1280)))


FILES = files_of(BOARD)


def test_every_format_is_there() -> None:
    assert sorted(FILES) == [
        "cut.fcpxml",
        "cut.otio",
        "edl/001.edl",
        "edl/002.edl",
        "otio/001.otio",
        "otio/002.otio",
    ]


# --- OpenTimelineIO, by the library


def test_the_library_finds_each_shot_at_its_picture_with_all_of_its_takes() -> None:
    whole = opentimelineio.adapters.read_from_string(FILES["cut.otio"].decode(), "otio_json")
    assert [timeline.metadata["microdrama"]["episode"] for timeline in whole] == [1, 2]
    video, dialogue, music = whole[0].tracks
    found = [(clip.name, int(clip.range_in_parent().start_time.value), int(clip.duration().value)) for clip in video]
    assert found == [(f"e1-s1-{n + 1}", STARTS[n], LENGTHS[n]) for n in range(3)]
    second = video[1].media_references()
    assert video[1].active_media_reference_key == "take-1"
    assert {key: one.target_url for key, one in second.items()} == {
        "take-1": "takes/e1-s1-2.mp4",
        "take-2": "takes/e1-s1-2.take-2.mp4",
    }
    assert second["take-2"].available_range.duration.value == 24
    for track, role in ((dialogue, "dialogue"), (music, "music")):
        assert (track.kind, track.name, track[0].duration().value) == ("Audio", role, 96)
        assert track[0].media_reference.target_url == f"../episodes/001/stems/{role}.flac"


def test_markers_tell_the_reasons_where_they_are() -> None:
    episode = opentimelineio.adapters.read_from_string(FILES["otio/002.otio"].decode(), "otio_json")
    marks = [(int(m.marked_range.start_time.value), m.name, m.comment) for m in episode.tracks.markers]
    assert marks == [
        (0, "Hook: question", "Who took the photograph?"),
        (0, "EXT. PLATFORM - NIGHT", ""),
        (0, "Beat: hook (tension 0.70)", "A face she should not know"),
        (72, "Beat: cliffhanger (tension 0.90)", "The doors close"),
        (95, "Cliffhanger: threat", "The train does not stop."),
    ]
    assert episode.tracks[0][0].media_reference.target_url == "../takes/e2-s1-1.mp4"


# --- FCPXML


def seconds(text: str | None) -> Fraction:
    assert text
    return Fraction(text.removesuffix("s"))


def test_final_cut_finds_each_shot_and_its_audition() -> None:
    root = ET.fromstring(FILES["cut.fcpxml"])  # noqa: S314 (our own)
    assert root.get("version") == "1.10"
    sources = {asset.get("id"): asset.find("media-rep").get("src") for asset in root.iter("asset")}  # type: ignore[union-attr]
    first = next(root.iter("spine"))
    assert [child.tag for child in first] == ["asset-clip", "audition", "asset-clip"]
    assert [seconds(child.get("offset")) * 24 for child in first] == list(STARTS)
    takes = list(first[1])
    assert [sources[clip.get("ref")] for clip in takes] == ["takes/e1-s1-2.mp4", "takes/e1-s1-2.take-2.mp4"]
    assert [seconds(clip.get("duration")) * 24 for clip in takes] == [42, 24]
    stems = first[0].findall("asset-clip")
    assert [(clip.get("lane"), clip.get("audioRole"), seconds(clip.get("duration"))) for clip in stems] == [
        ("-1", "dialogue", 4),
        ("-2", "music", 4),
    ]
    last = [(seconds(marker.get("start")) * 24, marker.get("value")) for marker in first[2].findall("marker")]
    assert last == [(0, "Beat: cliffhanger (tension 0.90)"), (23, "Cliffhanger: threat")]
    assert len(sources) == 6 + 1 + 4


def test_final_cuts_definition_is_kept() -> None:
    """What an asset-clip holds comes in the order that Apple's definition of version 1.10 asks for."""
    root = ET.fromstring(files_of(storyboard(words="x"))["cut.fcpxml"])  # noqa: S314 (our own)
    assert [child.tag for child in root] == ["resources", "library"]
    for clip in root.iter("asset-clip"):
        assert re.fullmatch(r"(note )?(asset-clip )*(marker )*", "".join(f"{child.tag} " for child in clip))
    known = {one.get("id") for one in root.iter() if one.get("id")}
    assert all(clip.get("ref") in known for clip in root.iter("asset-clip"))
    assert all(not urlsplit(rep.get("src", "")).scheme for rep in root.iter("media-rep"))


# --- CMX 3600, by the library's adapter and by our own reader


def test_an_edit_list_has_each_shot_at_its_picture() -> None:
    text = FILES["edl/001.edl"].decode()
    listed = opentimelineio.adapters.read_from_string(text, "cmx_3600", rate=24)
    pictures = next(track for track in listed.tracks if track.kind == "Video")
    found = [(int(clip.range_in_parent().start_time.value), int(clip.duration().value)) for clip in pictures]
    assert found == list(zip(STARTS, LENGTHS, strict=True))
    own = edl.spans_of_edl(FILES["edl/001.edl"], rate=FrameRate(24), source="")[0]
    assert [len(clip.picture) for clip in own.clips] == list(LENGTHS)
    assert "* FROM CLIP NAME: e1-s1-2.mp4\r\n* SOURCE FILE: ../takes/e1-s1-2.mp4" in text
    assert "* COMMENT: ALTERNATE TAKE ../takes/e1-s1-2.take-2.mp4" in text
    assert "* LOC: 01:00:03:23 RED     Cliffhanger: threat: The train does not stop." in text
    assert "001S0003 V     C        00:00:00:00 00:00:01:00 01:00:03:00 01:00:04:00" in text


# --- any series


SHOTS = st.lists(st.tuples(st.integers(1, 500), st.integers(0, 3)), min_size=1, max_size=12)


@given(SHOTS)
@settings(max_examples=60, deadline=None)
def test_all_three_formats_agree(shots: list[tuple[int, int]]) -> None:
    taken = tuple(
        TakenShot(
            f"s{n}", length, TakeFile(f"t/s{n}.mp4", length), tuple(TakeFile(f"t/s{n}-{k}.mp4", 9) for k in range(more))
        )
        for n, (length, more) in enumerate(shots)
    )
    episode = TakenEpisode(7, "Episode 007", taken, (Stem("dialogue", "d.flac"),), (Mark(0, "hook", "Hook", ""),))
    files = cut_files(TakenSeries("A", FrameRate(24), 720, 1280, (episode,)))
    wanted = [length for length, _ in shots]
    read = opentimelineio.adapters.read_from_string(files["otio/007.otio"].decode(), "otio_json")
    assert [int(clip.duration().value) for clip in read.tracks[0]] == wanted
    assert [len(clip.picture) for clip in otio.spans_of_otio(files["cut.otio"], source="")[0].clips] == wanted
    spine = next(ET.fromstring(files["cut.fcpxml"]).iter("spine"))  # noqa: S314 (our own)
    clips = [next(iter(child)) if child.tag == "audition" else child for child in spine]
    assert [seconds(clip.get("duration")) * 24 for clip in clips] == wanted
    own = edl.spans_of_edl(files["edl/007.edl"], rate=FrameRate(24), source="")[0]
    assert [len(clip.picture) for clip in own.clips] == wanted


def test_hostile_words_stay_words() -> None:
    files = files_of(storyboard(words=HOSTILE))
    read = opentimelineio.adapters.read_from_string(files["cut.otio"].decode(), "otio_json")
    assert [len(timeline.tracks[0]) for timeline in read] == [3, 3]
    assert len(list(ET.fromstring(files["cut.fcpxml"]).iter("spine"))) == 2  # noqa: S314 (our own)
    lines = files["edl/001.edl"].decode().split("\r\n")
    assert all(re.match(r"(TITLE: |FCM: |\d{3}  |\* |$)", line) and len(line) <= 200 for line in lines)
    assert len([line for line in lines if line[:1].isdigit()]) == 3 + 2
    assert lines[0].isascii()


# --- in a bundle


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = joined(tmp_path_factory.mktemp("made"), BOARD)
    other = made[0].shots["e1-s1-1"] / "shot.mp4"
    first = Made(made[0].timed, made[0].folder, made[0].cues, made[0].shots, others={"e1-s1-2": [other]})
    folder = tmp_path_factory.mktemp("bundle")
    fill(folder, BOARD, [first, made[1]], papers={}, about=About())
    return folder


def test_every_file_that_the_cut_names_lies_in_the_bundle(bundle: Path) -> None:
    named = 0
    for path in [*bundle.glob("source/*.otio"), *bundle.glob("source/otio/*.otio")]:
        for url in re.findall(r'"target_url": ?"([^"]+)"', path.read_text("utf-8")):
            assert (path.parent / unquote(url)).is_file(), url
            named += 1
    for path in bundle.glob("source/edl/*.edl"):
        for url in re.findall(r"(?:SOURCE FILE:|ALTERNATE TAKE) (\S+)", path.read_text("utf-8")):
            assert (path.parent / unquote(url)).is_file(), url
            named += 1
    for rep in ET.fromstring((bundle / "source/cut.fcpxml").read_bytes()).iter("media-rep"):  # noqa: S314 (our own)
        assert (bundle / "source" / unquote(rep.get("src", ""))).is_file()
        named += 1
    # 6 takes, 1 other and 6 stems: twice in OTIO, once in each of the others
    assert named == 4 * 13
    assert posixpath.basename("takes/e1-s1-2.take-2.mp4") in {path.name for path in bundle.glob("source/takes/*")}
