"""Who speaks when: first with tones, whose truth is exact, then with voices."""

import itertools
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.drama import spoken_line
from microdrama.analysis.speakers import SpeakerTurns, Turn, hear, with_speakers
from microdrama.domain.findings import Line, Word
from microdrama.domain.time import Span
from microdrama.ports.voice_embedder import FakeVoiceEmbedder
from microdrama.providers import models, registry
from microdrama.providers.dvector import DVectorEmbedder

RATE = 16_000


class Tones(FakeVoiceEmbedder):
    """The fake, fast enough for arrays."""

    def embed(self, windows: Any) -> Any:
        crossings = np.sum(np.diff((windows < 0).astype(np.int8), axis=1) != 0, axis=1)
        angle = np.pi / 2 * np.log(np.maximum(1, crossings)) / np.log(1.5)
        return np.column_stack([np.cos(angle), np.sin(angle)])


def span(start: float, end: float) -> Span:
    return Span(Fraction(start).limit_denominator(1000), Fraction(end).limit_denominator(1000))


def line(start: float, end: float, text: str = "x", **more: Any) -> Line:
    there = span(start, end)
    return Line(start_s=there.start_s, end_s=there.end_s, text=text, **more)


def tones(pieces: list[tuple[float, float, float]], seconds: float) -> npt.NDArray[np.int16]:
    """(start, end, hertz) each; silence elsewhere."""
    sound = np.zeros(round(seconds * RATE), np.int16)
    for start, end, hertz in pieces:
        first, last = round(start * RATE), round(end * RATE)
        sound[first:last] = 9000 * np.sin(2 * np.pi * hertz * np.arange(last - first) / RATE)
    return sound


TALK = [(1, 3, 200), (3.5, 6, 300), (6.5, 8, 200), (9, 12, 300), (12.5, 15, 200)]
SPEECH = [span(a, b) for a, b, _ in TALK]


def said(turns: SpeakerTurns) -> list[tuple[float, float, str | None]]:
    return [(float(t.span.start_s), float(t.span.end_s), t.speaker) for t in turns.turns]


def test_two_tones_take_turns_and_the_first_is_s1() -> None:
    turns = hear(tones(TALK, 16), SPEECH, [], Tones()).turns()
    assert said(turns) == [(a, b, "S1" if hertz == 200 else "S2") for a, b, hertz in TALK]
    assert turns.speakers == ["S1", "S2"]


def test_a_change_without_a_pause_is_found_to_a_window() -> None:
    turns = hear(tones([(1, 6, 200), (6, 11, 300)], 12), [span(1, 11)], [], Tones()).turns()
    (_, first_end, one), (second_start, _, other) = said(turns)
    assert (one, other) == ("S1", "S2")
    assert first_end == second_start == pytest.approx(6, abs=0.5)


def test_lines_tell_where_a_short_change_may_be() -> None:
    pieces = [(1, 4, 200), (4, 5, 300), (5, 8, 200), (9, 12, 300)]
    lines = [line(a, b) for a, b, _ in pieces]
    turns = hear(tones(pieces, 13), [span(1, 8), span(9, 12)], lines, Tones()).turns()
    assert said(turns) == [(1, 4, "S1"), (4, 5, "S2"), (5, 8, "S1"), (9, 12, "S2")]
    assert said(hear(tones(pieces, 13), [span(1, 8), span(9, 12)], lines[::-1], Tones()).turns()) == said(turns)


def test_a_voice_heard_for_a_second_in_a_whole_film_is_no_voice_of_its_own() -> None:
    pieces = [(1, 9, 200), (10, 11, 300)]
    turns = hear(tones(pieces, 12), [span(a, b) for a, b, _ in pieces], [], Tones()).turns()
    assert turns.speakers == ["S1"]
    assert said(turns)[-1][2] is None


@pytest.mark.parametrize("seconds", [0, 0.5, 20])
def test_silence_and_missing_sound_are_no_error(seconds: float) -> None:
    sound = np.zeros(round(seconds * RATE), np.int16)
    assert hear(sound, [], [line(1, 2)], Tones()).turns().turns == []
    for turn in hear(sound, SPEECH, [], Tones()).turns().turns:
        assert turn.span.end_s <= Fraction(len(sound), RATE)


bits = st.lists(st.tuples(st.floats(0, 2), st.floats(0.05, 4), st.sampled_from([150, 225, 337])), max_size=8)


@given(bits, st.lists(st.tuples(st.floats(0, 30), st.floats(0.1, 5)), max_size=6))
@settings(max_examples=40, deadline=None)
def test_the_turns_are_the_speech_in_order(
    pieces: list[tuple[float, float, float]], lines: list[tuple[float, float]]
) -> None:
    """Whatever lines say: nothing is added to the speech, lost from it, or told twice."""
    at, spans, talk = 0.0, list[Span](), list[tuple[float, float, float]]()
    for pause, length, hertz in pieces:
        spans.append(span(at + pause + 0.01, at + pause + 0.01 + length))
        talk.append((float(spans[-1].start_s), float(spans[-1].end_s), hertz))
        at = float(spans[-1].end_s)
    turns = hear(tones(talk, at + 1), spans, [line(a, a + b) for a, b in lines], Tones()).turns().turns
    assert all(one.span.end_s <= other.span.start_s for one, other in itertools.pairwise(turns))
    assert sum(t.span.duration_s for t in turns) == sum(s.duration_s for s in spans)
    names = list(dict.fromkeys(t.speaker for t in turns if t.speaker))
    assert names == [f"S{n + 1}" for n in range(len(names))]


WORDS = ["Which", "wedding?", "The", "boy", "is", "not", "his", "son."]


def worded(cut: int | None = None) -> Line:
    words = [Word(start_s=Fraction(n), end_s=Fraction(n) + Fraction(3, 5), text=w) for n, w in enumerate(WORDS)]
    return Line(start_s=Fraction(0), end_s=Fraction(8), text=" ".join(WORDS), words=words)


def turns_of(*parts: tuple[float, float, str | None]) -> SpeakerTurns:
    return SpeakerTurns([Turn(span(a, b), name) for a, b, name in parts])


def test_a_line_is_cut_at_the_word_where_the_voice_changes() -> None:
    lines = with_speakers([worded()], turns_of((0, 1.9, "S1"), (1.9, 8, "S2")))
    assert [(part.text, part.speaker, part.start_s, part.end_s) for part in lines] == [
        ("Which wedding?", "S1", 0, Fraction(8, 5)),
        ("The boy is not his son.", "S2", 2, 8),
    ]
    assert [word.text for part in lines for word in part.words] == WORDS


def test_a_word_or_a_doubt_does_not_cut_a_line() -> None:
    for turns in (turns_of((0, 0.7, "S2"), (0.9, 8, "S1")), turns_of((0, 4, "S1"), (4, 5, None), (5, 8, "S1"))):
        (whole,) = with_speakers([worded()], turns)
        assert (whole.text, whole.speaker) == (worded().text, "S1")


def test_a_line_is_whole_when_its_words_are_not_its_text() -> None:
    strange = Line(start_s=Fraction(0), end_s=Fraction(8), text="Something else", words=worded().words)
    (whole,) = with_speakers([strange], turns_of((0, 2, "S1"), (2, 8, "S2")))
    assert (whole.text, whole.speaker) == ("Something else", "S2")


def test_a_name_from_the_subtitles_stays_and_nobody_is_guessed() -> None:
    named, unheard, halved = line(0, 4, speaker="ROSA"), line(20, 22), line(2, 6)
    lines = with_speakers([named, unheard, halved], turns_of((0, 4, "S1"), (4, 8, "S2")))
    assert [got.speaker for got in lines] == ["ROSA", None, None]


def test_three_voices_are_told_apart(weights: Path) -> None:
    embedder = DVectorEmbedder(models.install(registry.D_VECTOR, weights))
    texts = ["You told me the letter was burned.", "My mother never signed anything in green ink.",
             "They are outside. I can see the headlights.", "I have listened to you for eleven years."]  # fmt: skip
    rng = np.random.default_rng(0)
    at, pieces, speech, cast = 0.5, list[tuple[float, Any]](), list[Span](), list[int]()
    for n in range(15):
        voice = int(rng.integers(3)) if n > 2 else n
        sound = spoken_line(texts[int(rng.integers(4))], (1.0, 0.72, 1.3)[voice])[::3]
        pieces.append((at, sound))
        speech.append(span(at, at + len(sound) / RATE))
        cast.append(voice)
        at += len(sound) / RATE + 0.6
    whole = np.zeros(round(at * RATE), np.int16)
    for start, sound in pieces:
        whole[round(start * RATE) : round(start * RATE) + len(sound)] = sound * 32767
    turns = hear(whole, speech, [], embedder).turns()
    assert [turns.speaker_of(spoken) for spoken in speech] == [f"S{voice + 1}" for voice in cast]
