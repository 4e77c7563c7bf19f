"""Subtitles of other releases fitted to the sound: shifts and ratios found again, wrong subtitles refused."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.drama import Truth
from microdrama.analysis.alignment import _RATIOS, Alignment, align, lines_from, spread, subtitled
from microdrama.analysis.film import Analysis
from microdrama.analysis.subtitles import Cue, SubtitleError
from microdrama.domain.time import Span

FILM_S = 600
PAL = Fraction(25 * 1001, 24000)


def ms(moment: float) -> Fraction:
    return Fraction(round(moment * 1000), 1000)


def span(start: float, end: float) -> Span:
    return Span(ms(start), ms(end))


def utterances(rng: np.random.Generator, seconds: float) -> list[tuple[float, float]]:
    """Talk of a drama: utterances of about 2 s, short pauses between them and now and then a long one."""
    result: list[tuple[float, float]] = []
    at = rng.uniform(1, 5)
    while True:
        length = float(np.clip(rng.lognormal(0.5, 0.6), 0.4, 7))
        if at + length > seconds - 1:
            return result
        result.append((at, at + length))
        at += length + (rng.exponential(1.1) + 0.35 if rng.random() < 0.85 else rng.uniform(4, 20))


def as_detected(rng: np.random.Generator, said: list[tuple[float, float]]) -> list[Span]:
    """What a detector makes of it: edges 30 ms off, some missed, some sounds that are no speech."""
    heard = [(a + rng.normal(0, 0.03), b + rng.normal(0, 0.03)) for a, b in said if rng.random() > 0.07]
    false = rng.uniform(0, said[-1][1], len(said) // 20)
    heard += [(t, t + rng.uniform(0.3, 3)) for t in false if all(t + 3 < a or t > b for a, b in said)]
    heard.sort()
    apart = [h for h, after in pairwise([*heard, (1e9, 1e9)]) if h[1] < after[0]]
    return [span(max(0.0, a), b) for a, b in apart]


def as_subtitled(
    rng: np.random.Generator, said: list[tuple[float, float]], *, offset: float, ratio: Fraction
) -> list[Cue]:
    """What a subtitler made of it on another clock: edges 0.1 s off, ends lingering, a tenth left out."""
    ends = [*(a for a, _ in said[1:]), 1e9]
    cues: list[Cue] = []
    for (a, b), after in zip(said, ends, strict=True):
        start, end = a + rng.normal(0, 0.1), min(b + abs(rng.normal(0.4, 0.3)), after - 0.15)
        start, end = ((t - offset) / float(ratio) for t in (start, end))
        if rng.random() > 0.1 and 0 < start < end - 0.1 and (not cues or ms(start) >= cues[-1].end_s):
            cues.append(Cue(ms(start), ms(end), "So it was you."))
    return cues


# --- one shift and one ratio


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), offset=st.floats(-110, 110), ratio=st.sampled_from(list(_RATIOS)))
def test_shift_and_ratio_are_found_again(seed: int, offset: float, ratio: Fraction) -> None:
    """At the beginning and at the end of what is said, to 50 ms: a wrong ratio would be off there by 0.6 s."""
    rng = np.random.default_rng(seed)
    said = utterances(rng, FILM_S)
    cues = as_subtitled(rng, said, offset=offset, ratio=ratio)
    found = align(cues, as_detected(rng, said), duration=Fraction(FILM_S))
    assert found is not None
    assert found.checked
    assert found.ratio == ratio
    for moment in (cues[0].start_s, cues[-1].end_s):
        assert abs(float(found.film_time(moment) - (moment * ratio + Fraction(offset)))) <= 0.05


@pytest.mark.parametrize("seed", [0, 1, 4, 5, 7, 9])
def test_in_a_short_film_no_stretch_is_claimed_that_cannot_be_known(seed: int) -> None:
    rng = np.random.default_rng(seed)
    said = utterances(rng, 150)
    cues = as_subtitled(rng, said, offset=5, ratio=Fraction(1))
    found = align(cues, as_detected(rng, said), duration=Fraction(150))
    assert found is not None
    assert found.ratio == 1
    assert abs(found.offset_s - 5) <= Fraction(1, 10)


@pytest.mark.parametrize("seed", range(6))
def test_the_subtitles_of_another_film_are_refused(seed: int) -> None:
    rng = np.random.default_rng(seed)
    other = as_subtitled(rng, utterances(rng, FILM_S), offset=0, ratio=Fraction(1))
    assert align(other, as_detected(rng, utterances(rng, FILM_S)), duration=Fraction(FILM_S)) is None


def test_too_little_to_compare_is_used_as_it_is() -> None:
    few = [Cue(ms(3 * n), ms(3 * n + 1), "Yes.") for n in range(1, 6)]
    found = align(few, [span(40, 41), span(44, 44.5)], duration=Fraction(60))
    assert found == Alignment()
    assert found == align([], [span(0, 1)], duration=Fraction(60)) == align(few, [], duration=Fraction(60))


@pytest.mark.parametrize(
    ("alignment", "sentence"),
    [
        (Alignment(checked=True), "The subtitles fit the sound."),
        (Alignment(offset_s=ms(0.04), checked=True), "The subtitles fit the sound."),
        (Alignment(offset_s=ms(2.4), checked=True), "The subtitles were moved by +2.40 s to fit the sound."),
        (
            Alignment(offset_s=ms(-2.4), ratio=PAL, checked=True),
            "The subtitles were moved by -2.40 s and stretched by 25/23.976 to fit the sound.",
        ),
        (Alignment(), "There was too little speech to compare the subtitles with; they are used as they are."),
    ],
)
def test_an_alignment_says_what_was_done(alignment: Alignment, sentence: str) -> None:
    assert str(alignment) == sentence


# --- every cue


def lines(cues: list[Cue], speech: list[Span], duration: int = 60) -> list[tuple[float, float]]:
    made = lines_from(cues, Alignment(), speech, duration=Fraction(duration))
    return [(float(line.start_s), float(line.end_s)) for line in made]


@pytest.mark.parametrize(
    ("cue", "speech", "placed"),
    [
        ((10, 12), [(10.4, 11.5)], (10.4, 11.5)),
        ((10, 12), [(9.5, 12.6)], (9.5, 12.6)),
        ((10, 12), [(9.0, 13.0)], (10, 12)),
        ((10, 12), [(10.9, 12)], (10, 12)),
        ((10, 14), [(10, 12.1)], (10, 14)),
        ((10, 14), [(10, 11), (11.5, 12.9)], (10, 12.9)),
        ((10, 12), [(30, 31)], (10, 12)),
    ],
)
def test_edges_of_cues_go_to_edges_of_speech_nearby(
    cue: tuple[float, float], speech: list[tuple[float, float]], placed: tuple[float, float]
) -> None:
    found = lines([Cue(ms(cue[0]), ms(cue[1]), "So it was you.")], [span(*part) for part in speech])
    assert found == [placed]


def test_two_cues_do_not_go_to_one_onset() -> None:
    cues = [Cue(ms(10), ms(11.2), "No."), Cue(ms(11.3), ms(13), "Not you.")]
    assert lines(cues, [span(10.6, 13)]) == [(10.6, 11.2), (11.3, 13)]


def test_a_short_cue_keeps_its_time() -> None:
    cues = [Cue(ms(10), ms(10.6), "No."), Cue(ms(10.7), ms(12), "Not you.")]
    assert lines(cues, [span(10.5, 12)]) == [(10, 10.5), (10.5, 12)]


def test_cues_beyond_the_film_are_left_out() -> None:
    cues = [Cue(ms(5), ms(6), "Yes."), Cue(ms(9.5), ms(12), "Late."), Cue(ms(20), ms(21), "No.")]
    assert lines(cues, [], duration=10) == [(5, 6), (9.5, 10)]


made_cues = st.lists(
    st.tuples(
        st.integers(0, 60_000), st.integers(100, 9_000), st.sampled_from(["No.", "我们走吧", "It was you, was it?"])
    ),
    max_size=15,
)
made_speech = st.lists(st.tuples(st.integers(1, 3_000), st.integers(50, 5_000)), max_size=15)


@given(cues=made_cues, speech=made_speech, offset=st.integers(-30_000, 30_000))
def test_lines_and_words_are_always_in_order(
    cues: list[tuple[int, int, str]], speech: list[tuple[int, int]], offset: int
) -> None:
    spans, at = list[Span](), 0
    for pause, length in speech:
        spans.append(span((at + pause) / 1000, (at + pause + length) / 1000))
        at += pause + length
    inside, end = list[Cue](), 0
    for start, length, text in sorted(cues):
        if start >= end:
            end = start + length
            inside.append(Cue(ms(start / 1000), ms(end / 1000), text))
    made = lines_from(inside, Alignment(offset_s=ms(offset / 1000)), spans, duration=Fraction(70))
    assert all(a.end_s <= b.start_s for a, b in pairwise(made))
    for line in made:
        assert 0 <= line.start_s <= line.words[0].start_s
        assert line.words[-1].end_s <= line.end_s <= 70
        assert all(word.start_s < word.end_s for word in line.words)
        assert all(a.end_s <= b.start_s for a, b in pairwise(line.words))


# --- every word


def test_words_share_the_time_by_their_letters() -> None:
    words = spread(["A", "banana"], [span(0, 9)])
    assert [(w.text, w.start_s, w.end_s) for w in words] == [("A", 0, 2), ("banana", 2, 9)]


def test_no_word_lies_across_a_pause_and_sentences_end_there() -> None:
    words = spread(["I", "know.", "And", "you", "too."], [span(0, 1), span(3, 5)])
    assert [w.text for w in words if w.end_s <= 1] == ["I", "know."]
    assert [w.text for w in words if w.start_s >= 3] == ["And", "you", "too."]


def test_a_sentence_ends_at_a_pause_that_is_near() -> None:
    """By letters alone "And" would still be said before the pause: 11 of 17 are nearer to 9.3 than 7 are."""
    words = spread(["I", "know.", "And", "so", "on."], [span(0, 1.2), span(3, 4)])
    assert [w.text for w in words if w.end_s < 2] == ["I", "know."]


def test_one_word_over_two_stretches_of_speech_is_said_in_one() -> None:
    (word,) = spread(["Yes."], [span(0, 1), span(3, 3.2)])
    assert (word.start_s, word.end_s) == (0, 1)


# --- the whole


def written(path: Path, truth: Truth, *, offset: Fraction, ratio: Fraction) -> Path:
    def stamp(moment: Fraction) -> str:
        whole = round((moment - offset) / ratio * 1000)
        return f"{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d},{whole % 1000:03d}"

    cues = (f"{stamp(ln.start_s)} --> {stamp(ln.end_s + Fraction(1, 3))}\n{ln.text}" for ln in truth.lines)
    path.write_text("\n\n".join(f"{n}\n{cue}" for n, cue in enumerate(cues, 1)), "utf-8")
    return path


@pytest.mark.parametrize("ratio", [Fraction(1), PAL])
def test_the_subtitles_of_another_release_fit_the_made_film(
    tmp_path: Path, drama: Any, analysed: Analysis, ratio: Fraction
) -> None:
    truth: Truth = drama.truth
    path = written(tmp_path / "film.srt", truth, offset=Fraction(-73, 10), ratio=ratio)
    found = subtitled(path, speech=analysed.findings.speech, duration=truth.duration)
    assert found.language == "en"
    assert found.alignment.ratio == ratio
    assert [line.text for line in found.lines] == [line.text for line in truth.lines]
    for line, known in zip(found.lines, truth.lines, strict=True):
        assert abs(line.start_s - known.start_s) <= Fraction(15, 100)
        assert abs(line.end_s - known.end_s) <= Fraction(25, 100)


def test_the_subtitles_of_another_film_are_one_sentence(tmp_path: Path, analysed: Analysis) -> None:
    rng = np.random.default_rng(1)
    cues = as_subtitled(rng, utterances(rng, 150), offset=0, ratio=Fraction(1))
    rows = (f"00:{int(c.start_s) // 60:02d}:{float(c.start_s % 60):06.3f} --> "
            f"00:{int(c.end_s) // 60:02d}:{float(c.end_s % 60):06.3f}\nSo it was you." for c in cues)  # fmt: skip
    path = tmp_path / "other.vtt"
    path.write_text("WEBVTT\n\n" + "\n\n".join(rows), "utf-8")
    with pytest.raises(SubtitleError, match=r"other\.vtt do not fit"):
        subtitled(path, speech=analysed.findings.speech, duration=analysed.findings.media.duration_s)
