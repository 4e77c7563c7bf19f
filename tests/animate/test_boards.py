"""The storyboard of any script: every word once, sides kept, no picture twice in a row, no contradiction."""

from __future__ import annotations

import wave
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings

from microdrama.animate.boards import BoardError, storyboard
from microdrama.animate.continuity import lint
from microdrama.animate.timed import RATE
from microdrama.animate.timing import TimingError, stem, timed
from microdrama.domain import documents
from microdrama.domain.screenplay import Action, Dialogue, Heading, Screenplay
from microdrama.domain.storyboard import BoardEpisode, Shot, Storyboard
from microdrama.domain.takes import SpokenFacts
from plays import play, screenplays

LONG = (
    "MARA: I have listened to you for three years. Three years of late nights, of excuses, of being told that I was "
    "not good enough. I am tired of it. Tonight you listen to me."
)
MEETING = f"""
# The Ring
EXT. ROOFTOP - NIGHT
Rain falls. MARA, in a red coat, waits. WILL enters in a black suit.
WILL: You came.
MARA(coldly): I said I would.
WILL: I need you to listen.
{LONG}
Will takes out a ring.
WILL(softly): Marry me.
> Victor | He killed your father.
MARA(shouting): GET AWAY FROM ME!
Mara slaps him.
WILL(crying): I'm your brother, Mara.
# The Office
INT. OFFICE - DAY
MARA sits at her desk.
MARA(V.O.): I should never have come back here.
VICTOR: Sign it.
WILL bursts in.
WILL: Don't!
VICTOR: Too late. You will regret this.
"""


def pictures_of(shot: Shot) -> object:
    """What makes two shots look alike."""
    seen = sorted((one.character, one.facing == "away") for one in shot.seen)
    return seen, shot.size, shot.angle, shot.insert and (shot.insert.kind, shot.insert.prop, shot.insert.texts)


def spoken(board: Storyboard) -> list[tuple[str, str, str]]:
    """(line, character, words) of the board, the parts of a line put together."""
    found: list[tuple[str, str, str]] = []
    for line in (line for episode in board.episodes for shot in episode.shots for line in shot.lines):
        if found and found[-1][0] == stem(line.id):
            found[-1] = (found[-1][0], line.character, found[-1][2] + line.text)
        else:
            found.append((stem(line.id), line.character, line.text))
    return found


@settings(max_examples=40, deadline=None)
@given(screenplays())
def test_every_word_of_dialogue_is_in_the_board_once_and_in_order(script: Screenplay) -> None:
    board, _ = storyboard(script)
    names = {one.id: one.name for one in board.characters}
    said = [element for element in script.elements if isinstance(element, Dialogue) and element.text.strip()]
    assert [text for _, _, text in spoken(board)] == [one.text for one in said]
    assert [names[who] for _, who, _ in spoken(board)] == [one.character for one in said]


@settings(max_examples=40, deadline=None)
@given(screenplays())
def test_no_board_contradicts_itself_or_shows_the_same_picture_twice_in_a_row(script: Screenplay) -> None:
    board, _ = storyboard(script)
    assert not [one for one in lint(board) if one.severity == "contradiction"]
    for episode in board.episodes:
        shots = episode.shots
        # a letter lies whole on its sheet and is read in parts: it may lie there longer than anything else is looked at
        assert all(1 <= shot.duration_s <= (9 if shot.insert and shot.insert.kind == "letter" else 7) for shot in shots)
        for shot, following in pairwise(shots):
            assert pictures_of(shot) != pictures_of(following)
        assert sum(shot.duration_s for shot in shots) == episode.cliffhanger.end_s
        known = {shot.id for shot in shots}
        assert all(beat.first_shot in known for scene in episode.scenes for beat in scene.beats)
    scenes = [scene.id for episode in board.episodes for scene in episode.scenes]
    assert len(set(scenes)) == len(scenes)


@settings(max_examples=25, deadline=None)
@given(screenplays())
def test_the_same_script_gives_the_same_bytes_and_they_can_be_read_again(script: Screenplay) -> None:
    board, notes = storyboard(script)
    written = documents.encode(board)
    assert (documents.encode(storyboard(script)[0]), storyboard(script)[1]) == (written, notes)
    assert documents.decode(written, Storyboard, source="board") == board


def test_a_place_is_established_then_seen_from_both_sides_of_one_line() -> None:
    board, _ = storyboard(play(MEETING))
    shots = board.episodes[0].shots
    assert shots[0].size == "extreme"  # the hook: eyes
    assert shots[1].size == "wide"
    assert Fraction(3, 2) <= shots[1].duration_s <= Fraction(5, 2)
    facing = {(seen.character, seen.facing) for shot in shots for seen in shot.seen if seen.facing != "away"}
    names = {one.id: one.name for one in board.characters}
    assert {(names[who], where) for who, where in facing} == {("WILL", "right"), ("MARA", "left")}


def test_a_long_line_goes_over_several_shots_at_its_sentences() -> None:
    board, _ = storyboard(play(MEETING))
    parts = [
        line for shot in board.episodes[0].shots for line in shot.lines if line.text.startswith("I am tired of it.")
    ]
    assert [part.id.rpartition("-")[2] for part in parts] == [parts[0].id[-1]]
    assert parts[0].text == "I am tired of it. Tonight you listen to me."


def test_messages_and_things_fill_the_screen() -> None:
    board, _ = storyboard(play(MEETING))
    inserts = [shot.insert for shot in board.episodes[0].shots if shot.insert]
    assert [(one.kind, one.texts, one.prop) for one in inserts] == [
        ("prop", [], "ring"),
        ("phone", ["He killed your father."], None),
    ]


def test_an_episode_ends_on_the_face_of_who_hears_it_or_on_three_of_them() -> None:
    board, _ = storyboard(play(MEETING))
    names = {one.id: one.name for one in board.characters}
    first, second = (episode.shots[-1] for episode in board.episodes)
    assert [names[one.character] for one in first.seen] == ["MARA"]
    assert (first.size, first.move, first.effects) == ("extreme", "impact", ["speed_lines"])
    assert second.effects == ["panels"]
    assert len(second.seen) == 3
    assert board.episodes[0].cliffhanger.kind == "revelation"
    assert board.episodes[1].cliffhanger.kind == "threat"


def test_a_voice_over_moves_no_mouth() -> None:
    board, _ = storyboard(play(MEETING))
    shot = next(shot for shot in board.episodes[1].shots if shot.lines and shot.lines[0].delivery == "over")
    assert shot.lines[0].text == "I should never have come back here."


def test_a_changed_line_changes_only_its_own_id() -> None:
    def ids(text: str) -> dict[str, str]:
        board, _ = storyboard(play(text))
        return {words: line for line, _, words in spoken(board)}

    before, after = ids(MEETING), ids(MEETING.replace("You came.", "You really came."))
    assert {words: line for words, line in before.items() if words != "You came."} == {
        words: line for words, line in after.items() if words != "You really came."
    }


def test_shots_of_other_scenes_keep_their_ids() -> None:
    board, _ = storyboard(play(MEETING))
    other, _ = storyboard(play(MEETING.replace("WILL: You came.", "WILL: You came.\nMARA: Yes.")))
    assert [shot.id for shot in board.episodes[1].shots] == [shot.id for shot in other.episodes[1].shots]


def test_a_script_without_anything_to_show_is_refused_in_a_sentence() -> None:
    empty = Screenplay(title="", language="en", elements=[Heading(line=1, text="INT. X - DAY", place="X")])
    with pytest.raises(BoardError, match="nothing to show"):
        storyboard(empty)


def test_nobody_speaks_and_there_is_no_heading() -> None:
    script = Screenplay(
        title="",
        language="und",
        elements=[Action(line=at, text="The wind blows. A door opens.") for at in range(1, 40)],
    )
    board, _ = storyboard(script)
    assert board.characters == []
    assert board.locations[0].kind == "void"
    assert not [one for one in lint(board) if one.severity == "contradiction"]


def test_one_line_of_three_thousand_words_is_spoken_whole() -> None:
    text = " ".join(f"word{number}" for number in range(3000))
    board, _ = storyboard(Screenplay(title="", language="en", elements=[Dialogue(line=1, character="MARA", text=text)]))
    assert "".join(line.text for shot in board.episodes[0].shots for line in shot.lines) == text
    assert all(shot.duration_s <= 7 for shot in board.episodes[0].shots)
    assert {one.kind for one in lint(board)} == {"long_line", "length"}


def test_two_hundred_people_speak_in_one_room() -> None:
    text = "INT. HALL - DAY\n" + "\n".join(f"GUEST {number}: I am number {number}." for number in range(200))
    board, _ = storyboard(play(text))
    assert len(board.characters) == 200
    assert max(len(shot.seen) for shot in board.episodes[0].shots) <= 3


def test_a_thousand_scenes() -> None:
    one = "INT. OFFICE {0} - DAY\nMara walks in with a letter.\nMARA: I know it, {0}.\nWILL: Prove it, {0}!\n"
    board, _ = storyboard(play("".join(one.format(number) for number in range(1000))))
    assert len(board.episodes[0].scenes) == 1000


def sound(folder: Path) -> Path:
    path = folder / "line.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        file.writeframes(b"\0\0" * 2400)
    return path


def spoken_lines(episode: BoardEpisode, path: Path, length_s: float) -> dict[str, tuple[SpokenFacts, Path]]:
    return {line.id: (SpokenFacts(duration_s=length_s), path) for shot in episode.shots for line in shot.lines}


def test_lines_lie_inside_their_shots_and_never_over_each_other(tmp_path: Path) -> None:
    board, _ = storyboard(play(MEETING))
    for length_s in (0.2, 1.37, 9.9):
        assert any(len(shot.lines) == 2 for shot in board.episodes[0].shots)
        for episode in board.episodes:
            found = timed(episode, spoken_lines(episode, sound(tmp_path), length_s))
            spans = [
                (shot.start_s + line.start_s, shot.start_s + line.span.end_s)
                for shot in found.shots
                for line in shot.lines
            ]
            assert all(end <= begin for (_, end), (begin, _) in pairwise(spans))
            assert all(line.span.end_s <= RATE.moment(shot.pictures) for shot in found.shots for line in shot.lines)
            assert all(shot.pictures >= 24 for shot in found.shots)
            waits = [b.start_s - a.span.end_s for shot in found.shots for a, b in pairwise(shot.lines)]
            assert all(Fraction(3, 20) <= wait <= Fraction(1, 2) for wait in waits)
            assert [shot.start_s for shot in found.shots[1:]] == [shot.span.end_s for shot in found.shots[:-1]]


def test_a_line_that_is_cut_short_is_followed_at_once(tmp_path: Path) -> None:
    board, _ = storyboard(play("INT. OFFICE - DAY\nMARA: I can ex--\nWILL: No.\nMARA: Well then.\nWILL: Yes."))
    episode = board.episodes[0]
    found = timed(episode, spoken_lines(episode, sound(tmp_path), 1.0))
    heard = [(shot.start_s + line.start_s, line) for shot in found.shots for line in shot.lines]
    gaps = {one.line.text: begin - at - 1 for (at, one), (begin, _) in pairwise(heard)}
    assert gaps["No."] >= Fraction(3, 20)
    assert gaps["I can ex--"] <= RATE.moment(1) < gaps["No."]


def test_lines_that_nobody_spoke_are_named(tmp_path: Path) -> None:
    board, _ = storyboard(play(MEETING))
    lines = spoken_lines(board.episodes[0], sound(tmp_path), 1.0)
    gone = lines.popitem()[0]
    with pytest.raises(TimingError, match=f"1 of its lines .*{gone}"):
        timed(board.episodes[0], lines)
