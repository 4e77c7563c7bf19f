"""A script becomes a bundle once, and after a change only what changed is made again."""

from __future__ import annotations

import itertools
import re
import subprocess
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest

from conftest import ANIMATED_SCRIPT, AnimatedSeries
from microdrama.domain import documents
from microdrama.domain.series import Series
from microdrama.domain.storyboard import Storyboard
from microdrama.edit.webvtt import read_webvtt
from microdrama.media.child import ffmpeg
from microdrama.media.probe import probe
from microdrama.studio.animation.boards import Board, open_board
from microdrama.studio.check import CheckLimits, check_bundle
from studio.animation.makers import artefacts, made_again, with_shots

LINES = [
    "You kept the key.", "You never asked for it.", "I am asking now.", "Mara, wait!", "I waited seven years.",
    "Then wait one more minute.",
]  # fmt: skip


@pytest.fixture(scope="module")
def series(animated: AnimatedSeries) -> Series:
    return documents.decode((animated.bundle / "series.json").read_bytes(), Series, source="series.json")


@pytest.fixture(scope="module")
def story(animated: AnimatedSeries) -> Storyboard:
    path = animated.bundle / "source" / "storyboard.json"
    return documents.decode(path.read_bytes(), Storyboard, source="storyboard.json")


def test_the_bundle_holds_what_it_names_and_what_editors_need(
    animated: AnimatedSeries, series: Series, story: Storyboard
) -> None:
    (episode,) = series.episodes
    assert (series.slug, series.title, series.language) == ("the-key", {"en": "The Key"}, "en")
    assert (series.origin.kind, series.origin.ai_generated) == ("animated", True)
    assert series.origin.source_sha256 == story.script_sha256
    assert (episode.width, episode.height, episode.frame_rate) == (720, 1280, "24")
    place = animated.bundle / "episodes" / "001"
    named = [episode.master, episode.hls, episode.poster, *(caption.path for caption in episode.captions)]
    assert all((animated.bundle / path).is_file() for path in named)
    assert {path.name for path in (place / "stems").iterdir()} == {"dialogue.flac", "music.flac", "effects.flac"}
    source = animated.bundle / "source"
    assert (source / "script.fountain").read_text("utf-8") == ANIMATED_SCRIPT
    takes = {path.stem: probe(path).duration for path in (source / "takes").iterdir()}
    assert set(takes) == {shot.id for shot in story.episodes[0].shots}
    assert abs(sum(takes.values()) - episode.duration_s) < Fraction(1, 24)
    assert (source / "cut.otio").is_file()
    assert (source / "cut.fcpxml").is_file()


def test_our_own_check_finds_nothing(animated: AnimatedSeries, weights: Path) -> None:
    from microdrama import wiring
    from microdrama.studio.places import Places

    told: list[str] = []
    senses = wiring.judges(Places(animated.home), say=told.append)
    _, misses = check_bundle(animated.bundle, limits=CheckLimits(least_s=5, most_s=60), senses=senses)
    assert misses == []


def test_captions_have_the_words_of_the_script_in_order(animated: AnimatedSeries, series: Series) -> None:
    cues = read_webvtt(animated.bundle / series.episodes[0].captions[0].path)
    said = " ".join(piece.text for cue in cues for line in cue.lines for piece in line)
    assert re.findall(r"[\w']+", said) == re.findall(r"[\w']+", " ".join(LINES))
    assert all(before.end_s <= after.start_s for before, after in itertools.pairwise(cues))


def loudness(*paths: Path) -> float:
    """Integrated loudness of files heard together, in LUFS, as ffmpeg's own meter has it."""
    inputs = [part for path in paths for part in ("-i", str(path))]
    graph = f"amix=inputs={len(paths)}:normalize=0,ebur128=framelog=quiet"
    command = [ffmpeg(), "-hide_banner", "-nostats", *inputs, "-filter_complex", graph, "-f", "null", "-"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", told)[-1])


def test_the_stems_together_are_as_loud_as_the_master(animated: AnimatedSeries, series: Series) -> None:
    place = animated.bundle / "episodes" / "001"
    whole = loudness(place / "master.mp4")
    assert loudness(*sorted((place / "stems").iterdir())) == pytest.approx(whole, abs=0.3)
    assert whole == pytest.approx(-16, abs=1)
    assert series.episodes[0].loudness_lufs == pytest.approx(whole, abs=0.3)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_same_script_makes_nothing_again(animated: AnimatedSeries, tmp_path: Path) -> None:
    before = artefacts(animated.home)
    _, watching = made_again(open_board(animated.script), home=animated.home, out=tmp_path / "again")
    assert not watching.made
    assert artefacts(animated.home) == before
    again, first = contents(tmp_path / "again"), contents(animated.bundle)
    signed = {name for name in first if name.endswith("master.mp4")} | {"report.html"}
    assert {name for name in first if again[name] != first[name]} <= signed
    assert set(again) == set(first)


def test_after_one_changed_line_it_alone_its_shots_and_its_episode_are_made(
    animated: AnimatedSeries, tmp_path: Path, story: Storyboard
) -> None:
    script = tmp_path / "changed.fountain"
    script.write_text(ANIMATED_SCRIPT.replace("I am asking now.", "I am asking you now."), "utf-8")
    board = open_board(script)
    shots = {shot.id for shot in board.storyboard.episodes[0].shots if shot not in story.episodes[0].shots}
    _, watching = made_again(board, home=animated.home, out=tmp_path / "out")
    drawn = {task.removeprefix("Drawing ") for task in watching.tasks if task.startswith("Drawing")}
    assert drawn == shots
    assert len(drawn) == 1
    assert watching.made == {"Speaking": 1, "Mixing": 1, "Drawing": 1, "Joining": 1}


def test_a_storyboard_changed_by_hand_changes_its_shot_alone(
    animated: AnimatedSeries, tmp_path: Path, story: Storyboard
) -> None:
    shot = next(one for one in story.episodes[0].shots if one.size == "close" and one.lines)
    edited = with_shots(story, {shot.id: {"size": "medium", "reason": "Further away."}})
    made, watching = made_again(Board(edited), home=animated.home, out=tmp_path / "out")
    assert watching.tasks == [f"Drawing {shot.id}", "Joining episode 1"]
    assert made.board == edited
    takes = animated.bundle / "source" / "takes"
    changed = [
        p.stem for p in takes.iterdir() if p.read_bytes() != (tmp_path / "out/source/takes" / p.name).read_bytes()
    ]
    assert changed == [shot.id]


def test_another_title_or_reason_makes_nothing_but_the_bundle(
    animated: AnimatedSeries, tmp_path: Path, story: Storyboard
) -> None:
    """Music is composed from the title, and a title is lettered into the first pictures; a reason is only told."""
    shot = story.episodes[0].shots[0]
    told = with_shots(story, {shot.id: {"reason": "Because.", "prompt": "an eye"}})
    told = msgspec.structs.replace(told, synopsis="A key.", genres=["drama"], credits=["Nobody"])
    made, watching = made_again(Board(told), home=animated.home, out=tmp_path / "out")
    assert not watching.made
    assert made.series.synopsis == {"en": "A key."}
    assert "Because." in (tmp_path / "out" / "report.html").read_text("utf-8")
