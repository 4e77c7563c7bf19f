"""Heard words made into lines: the voice detector has the last word, and recognisers' habits are undone."""

import itertools
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from microdrama.analysis.words import lines_of, pieces, transcribe
from microdrama.domain.errors import MicrodramaError
from microdrama.domain.findings import Line
from microdrama.domain.time import Span, merged
from microdrama.ports.transcriber import LONGEST_PIECE_S, RATE_HZ, FakeTranscriber, HeardWord, NoTranscriber

MINUTE = [Span(Fraction(0), Fraction(60))]
SHORTEST_S = Fraction(1, 25)


def span(start: float, end: float) -> Span:
    return Span(Fraction(str(start)), Fraction(str(end)))


def said(text: str, *, start: float = 0.0, each: float = 0.4) -> list[HeardWord]:
    """Words one after the other, each with a space in front."""
    return [
        HeardWord(start + each * n, start + each * (n + 1) - 0.05, f" {word}") for n, word in enumerate(text.split())
    ]


def texts(lines: list[Line]) -> list[str]:
    return [line.text for line in lines]


# --- sentences


def test_a_line_ends_with_its_sentence_and_at_a_pause() -> None:
    first = said("Where is he? I do not know, Mr. Smith. He")
    second = said("left.", start=first[-1].end_s + 0.6)
    assert texts(lines_of([*first, *second], speech=MINUTE)) == [
        "Where is he?", "I do not know, Mr. Smith.", "He", "left."
    ]  # fmt: skip
    near = said("left.", start=first[-1].end_s + 0.5)
    assert texts(lines_of([*first, *near], speech=MINUTE))[-1] == "He left."


def test_signs_of_a_script_without_spaces_stay_together() -> None:
    heard = [HeardWord(n / 4, n / 4 + 0.2, sign) for n, sign in enumerate(["你", "在", "哪里？", "我", "在", "家。"])]
    assert texts(lines_of(heard, speech=MINUTE)) == ["你在哪里？", "我在家。"]


def test_a_sentence_without_end_is_broken_where_the_pause_is_longest() -> None:
    first = said("one two three four five six seven", each=1)
    second = said("eight nine ten eleven twelve thirteen", start=7.4, each=1)
    assert texts(lines_of([*first, *second], speech=MINUTE)) == [
        "one two three four five six seven", "eight nine ten eleven twelve thirteen"
    ]  # fmt: skip


def test_a_line_holds_its_words_as_they_were_said() -> None:
    (line,) = lines_of(said("Say that again.", start=2), speech=MINUTE)
    assert [word.text for word in line.words] == ["Say", "that", "again."]
    assert [word.start_s for word in line.words] == [2, Fraction(12, 5), Fraction(14, 5)]
    assert (line.start_s, line.end_s) == (line.words[0].start_s, line.words[-1].end_s)


# --- the detector's last word


def test_words_outside_speech_are_dropped_and_the_rest_fitted_in() -> None:
    speech = [span(1, 2), span(5, 6)]
    heard = [
        HeardWord(0.0, 0.5, " Thanks"),
        HeardWord(0.9, 1.4, " Hello"),
        HeardWord(1.4, 4.9, " there."),
        HeardWord(3.0, 3.5, " watching"),
        HeardWord(4.5, 5.5, " Wait"),
        HeardWord(5.5, 6.2, " here."),
    ]
    lines = lines_of(heard, speech=speech)
    assert texts(lines) == ["Hello there.", "Wait here."]
    edges = [(word.start_s, word.end_s) for line in lines for word in line.words]
    assert edges == [(1, Fraction(7, 5)), (Fraction(7, 5), 2), (5, Fraction(11, 2)), (Fraction(11, 2), 6)]


def test_a_word_just_beside_speech_is_taken_into_it() -> None:
    assert texts(lines_of([HeardWord(0.8, 0.95, " Yes.")], speech=[span(1, 2)])) == ["Yes."]
    assert lines_of([HeardWord(0.2, 0.65, " Yes.")], speech=[span(1, 2)]) == []


def test_words_without_any_time_take_some_from_their_neighbours() -> None:
    heard = [HeardWord(1, 1.5, " I'm"), *(HeardWord(1.5, 1.5, f" {w}") for w in ("searching", "for")),
             HeardWord(1.5, 2, " him.")]  # fmt: skip
    (line,) = lines_of(heard, speech=[span(1, 2)])
    assert line.text == "I'm searching for him."
    assert all(word.end_s - word.start_s >= SHORTEST_S for word in line.words)


def test_more_words_than_can_be_said_are_left_out() -> None:
    heard = [HeardWord(1, 1, f" word{n}") for n in range(50)]
    lines = lines_of(heard, speech=[span(1, 1.5)])
    assert sum(len(line.words) for line in lines) <= 0.5 / float(SHORTEST_S)


spans = st.lists(
    st.tuples(st.integers(0, 40_000), st.integers(50, 4_000)).map(
        lambda p: Span(Fraction(p[0], 1000), Fraction(p[0] + p[1], 1000))
    ),
    max_size=12,
).map(merged)
heard_words = st.lists(
    st.builds(
        lambda start, length, text: HeardWord(start, start + length, text),
        st.floats(-1, 45),
        st.floats(0, 3),
        st.sampled_from([" yes", " no.", " [Music]", "你", " ♪", " extraordinarily", "?", " (", " a", ""]),
    ),
    max_size=60,
).map(lambda words: sorted(words, key=lambda w: w.start_s))


@given(heard=heard_words, speech=spans)
def test_whatever_is_heard_words_lie_in_speech_in_order_and_last(heard: list[HeardWord], speech: list[Span]) -> None:
    lines = lines_of(heard, speech=speech)
    words = [word for line in lines for word in line.words]
    assert all(any(room.start_s <= w.start_s and w.end_s <= room.end_s for room in speech) for w in words)
    assert all(w.end_s - w.start_s >= SHORTEST_S - Fraction(1, 1000) for w in words)
    assert all(a.end_s <= b.start_s for a, b in itertools.pairwise(words))
    assert all((ln.start_s, ln.end_s) == (ln.words[0].start_s, ln.words[-1].end_s) for ln in lines)


# --- inventions


@pytest.mark.parametrize(
    ("heard", "left"),
    [
        ("[Music] Come in. [door slams loudly] Sit.", ["Come in.", "Sit."]),
        ("♪ Come in. ♪", ["Come in."]),
        ("(sighs) Come in.", ["Come in."]),
        ("*laughs* Come in.", ["Come in."]),
        ("[ Come in.", ["Come in."]),
        ("no no no no", ["no no no no"]),
        ("no no no no no no no", ["no"]),
        ("I am here. I am here. Go.", ["I am here.", "I am here.", "Go."]),
        ("I am here. I am here. I am here. I am here. Go.", ["I am here.", "Go."]),
    ],
)
def test_what_nobody_says_is_left_out(heard: str, left: list[str]) -> None:
    assert texts(lines_of(said(heard), speech=MINUTE)) == left


# --- pieces


@given(speech=spans, seed=st.integers(0, 3))
def test_pieces_cover_all_speech_in_order_and_stay_short(speech: list[Span], seed: int) -> None:
    sound = np.random.default_rng(seed).integers(-9, 9, 44 * RATE_HZ).astype(np.int16)
    found = pieces(sound, speech)
    assert all(0 < piece.duration_s <= LONGEST_PIECE_S for piece in found)
    assert all(a.end_s <= b.start_s for a, b in itertools.pairwise(found))
    joined = merged(found)
    whole = Span(Fraction(0), Fraction(44))
    inside = [part for one in speech if (part := one.intersection(whole))]
    assert all(any(p.start_s <= s.start_s and s.end_s <= p.end_s for p in joined) for s in inside)


def test_speech_without_a_pause_is_broken_where_it_is_quietest() -> None:
    sound = np.full(60 * RATE_HZ, 3000, np.int16)
    sound[int(20.5 * RATE_HZ) : int(20.7 * RATE_HZ)] = 0
    first = pieces(sound, MINUTE)[0]
    assert abs(first.end_s - Fraction(206, 10)) < Fraction(1, 10)


def test_long_pauses_are_not_transcribed() -> None:
    sound = np.zeros(60 * RATE_HZ, np.int16)
    found = pieces(sound, [span(1, 2), span(4, 5), span(20, 21)])
    assert [(float(p.start_s), float(p.end_s)) for p in found] == [(0.8, 5.2), (19.8, 21.2)]


# --- transcribing


def test_a_file_of_sound_is_heard_piece_by_piece(tmp_path: Path) -> None:
    np.full(60 * RATE_HZ, 100, np.int16).tofile(tmp_path / "sound.s16")
    sound = np.memmap(tmp_path / "sound.s16", np.int16, "r")
    fake = FakeTranscriber(
        [said("Come in.", start=0.2), said("Sit down.", start=0.2)], languages={"en": 0.3, "fr": 0.7}
    )
    done: list[Fraction] = []
    heard = transcribe(sound, speech=[span(1, 3), span(40, 42)], transcriber=fake, progress=done.append)
    assert heard.language == "fr"
    assert [(ln.text, float(ln.start_s)) for ln in heard.lines] == [("Come in.", 1.0), ("Sit down.", 40.0)]
    assert fake.heard == [(round(2.4 * RATE_HZ), "fr")] * 2
    assert [float(moment) for moment in done] == [3.2, 42.2]


def test_a_language_that_is_named_is_not_looked_for() -> None:
    fake = FakeTranscriber([said("Hola.")], languages={"es-419": 0.0, "en": 1.0})
    heard = transcribe(np.zeros(5 * RATE_HZ, np.int16), speech=[span(0, 2)], transcriber=fake, language="es-419")
    assert (heard.language, texts(heard.lines)) == ("es-419", ["Hola."])


def test_an_unknown_language_is_one_sentence() -> None:
    with pytest.raises(MicrodramaError, match="tlh"):
        transcribe(np.zeros(9, np.int16), speech=[], transcriber=FakeTranscriber([]), language="tlh")


@pytest.mark.parametrize("speech", [[], [span(0, 2)]])
def test_without_speech_or_model_there_are_no_lines_and_no_language(speech: list[Span]) -> None:
    heard = transcribe(np.zeros(5 * RATE_HZ, np.int16), speech=speech, transcriber=NoTranscriber())
    assert (heard.language, heard.lines) == (None, [])
