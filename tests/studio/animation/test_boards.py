"""Where storyboards come from: scripts of any length, and files that people edited."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from conftest import ANIMATED_SCRIPT
from microdrama.domain import documents
from microdrama.domain.errors import MicrodramaError, UsageError
from microdrama.studio.animation.boards import Board, all_of_it, open_board

TALK = "INT. ROOM - DAY\n\nANN\n{}\n"


def board_of(folder: Path, text: str, name: str = "script.fountain") -> Board:
    (folder / name).write_text(text, "utf-8")
    return open_board(folder / name, lengths=(5, 60))


def said(board: Board) -> str:
    """Every word of every line, in order."""
    lines = [line for episode in board.storyboard.episodes for shot in episode.shots for line in shot.lines]
    return " ".join(line.text for line in lines)


def test_the_same_script_gives_the_same_storyboard(tmp_path: Path) -> None:
    first = documents.encode(board_of(tmp_path, ANIMATED_SCRIPT).storyboard)
    assert documents.encode(board_of(tmp_path, ANIMATED_SCRIPT).storyboard) == first
    (tmp_path / "board.json").write_bytes(first)
    assert documents.encode(open_board(tmp_path / "board.json").storyboard) == first


def test_a_line_of_3000_words_is_said_whole(tmp_path: Path) -> None:
    """No plan can divide it, so the script stays one episode, and a remark says that it is long."""
    board = board_of(tmp_path, TALK.format("word " * 2999 + "end."))
    assert said(board).split() == ["word"] * 2999 + ["end."]
    assert len(board.storyboard.episodes) == 1
    assert {found.kind for found in board.contradictions} == {"long_line", "length"}
    assert all(found.severity == "remark" for found in board.contradictions)


def test_a_long_script_without_marks_is_divided(tmp_path: Path) -> None:
    scenes = [f"INT. ROOM {n} - DAY\n\nANN\nI know what you did in room {n}.\n\nBOB\nProve it.\n" for n in range(20)]
    board = board_of(tmp_path, "\n".join(scenes))
    assert len(board.storyboard.episodes) > 1
    assert said(board) == " ".join(f"I know what you did in room {n}. Prove it." for n in range(20))


def test_names_that_are_paths_or_signs_name_people_and_nothing_else(tmp_path: Path) -> None:
    script = (
        "INT. ../../ETC/PASSWD - DAY\n\n@../../etc/passwd\nHello there 👻.\n\n@ليلى\nمرحبا يا عالم\n\n@C:\\temp\nNo.\n"
    )
    board = board_of(tmp_path, script)
    assert [one.name for one in board.storyboard.characters] == ["../../etc/passwd", "ليلى", "C:\\temp"]
    ids = [shot.id for shot in board.storyboard.episodes[0].shots]
    ids += [line.id for shot in board.storyboard.episodes[0].shots for line in shot.lines]
    assert all(one.replace("-", "").isalnum() and one.isascii() for one in ids)
    assert said(board) == "Hello there 👻. مرحبا يا عالم No."


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("s.fountain", b"/* never closed\nINT. ROOM - DAY\n", "opens a comment with /\\* that nothing closes"),
        ("s.fountain", bytes(i * 7919 % 251 for i in range(5000)), "is not text"),
        ("s.fountain", b"", "is empty"),
        ("s.fountain", b"%PDF-1.7 and so on", "is a PDF"),
        ("s.txt", b"INT. ROOM - DAY\n\n(softly): Hello\n", "is spoken by nobody"),
        ("s.txt", b"Once upon a time there was nothing.\n", "neither a scene nor a line"),
        ("s.json", bytes(i * 7919 % 251 for i in range(5000)), "cannot be read: JSON is malformed"),
        ("s.json", b'{"schema": "microdrama.storyboard/1"}', "cannot be read"),
        ("s.json", b"[" * 100_000, "cannot be read"),
        ("s.fdx", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "declares entities"),
    ],
)
def test_what_is_no_script_is_told_in_a_sentence(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(MicrodramaError, match=says):
        open_board(tmp_path / name)


@pytest.mark.parametrize("lengths", [(90, 60), (-5, 60), (0, 10), (60, 60), (60, 100_000)])
def test_senseless_lengths_are_refused(tmp_path: Path, lengths: tuple[int, int]) -> None:
    (tmp_path / "s.fountain").write_text(ANIMATED_SCRIPT, "utf-8")
    with pytest.raises(UsageError, match="no such range"):
        open_board(tmp_path / "s.fountain", lengths=lengths)


def test_a_place_in_an_edited_storyboard_that_breaks_a_rule_is_named(tmp_path: Path) -> None:
    whole = documents.encode(board_of(tmp_path, ANIMATED_SCRIPT).storyboard).decode()
    (tmp_path / "board.json").write_text(whole.replace('"look": "c1-l1"', '"look": "c1-l9"', 1), "utf-8")
    with pytest.raises(MicrodramaError, match="c1-l9, which nobody drew"):
        open_board(tmp_path / "board.json")


@pytest.mark.parametrize(
    ("begins", "whole", "borders"),
    [
        ([0, 70, 150], 220, [70, 150]),
        ([90, 160], 230, [90, 160]),  # what was left out is long enough for an episode
        ([20, 90], 160, [90]),  # and here it is not
        ([400, 470], 540, [Fraction(400, 3), Fraction(800, 3), 400, 470]),
        ([], 100, []),
    ],
)
def test_what_a_plan_leaves_out_of_a_script_is_shown_all_the_same(
    begins: list[int], whole: int, borders: list[Fraction]
) -> None:
    assert all_of_it([Fraction(one) for one in begins], Fraction(whole), (60, 180)) == borders
