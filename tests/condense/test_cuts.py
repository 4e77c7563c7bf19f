"""Where a film may be cut."""

import itertools
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from condense.made_findings import films, media, transcripts
from microdrama.condense.beats import find_beats
from microdrama.condense.cuts import Cut, legal_cuts, voices
from microdrama.domain.findings import Findings, Line, Loudness, Shot
from microdrama.domain.time import Span

CLEAR_OF_SPEECH_S = Fraction(12, 100)
INSIDE_S = Fraction(8, 100)  # and so much more where the sound is cut beside the picture: detectors come late


def findings(
    *, cuts: list[Fraction], speech: list[Span] | None = None, duration: int = 60, rate: str = "25"
) -> Findings:
    edges = [Fraction(0), *cuts]
    ends = [*cuts, Fraction(duration)]
    return Findings(
        media=media(Fraction(duration), rate),
        shots=[Shot(start_s=a, end_s=b) for a, b in zip(edges, ends, strict=True)],
        speech=speech or [],
    )


def kinds(cuts: list[Cut]) -> dict[Fraction, str]:
    return {cut.moment: cut.kind for cut in cuts}


@pytest.mark.parametrize(("away", "apart"), [(CLEAR_OF_SPEECH_S, 0), (CLEAR_OF_SPEECH_S - Fraction(1, 1000), 1)])
def test_sound_is_cut_an_eighth_of_a_second_from_speech(away: Fraction, apart: int) -> None:
    """Nearer to it the picture is still cut on the shot, but the sound a little to the side."""
    at = Fraction(8)
    before = findings(cuts=[at], speech=[Span(Fraction(5), at - away)], duration=16)
    after = findings(cuts=[at], speech=[Span(at + away, Fraction(12))], duration=16)
    for film, side in ((before, 1), (after, -1)):
        cut = next(cut for cut in legal_cuts(film) if cut.moment == at)
        assert cut.apart == side * apart * (Fraction(1, 1000) + INSIDE_S)


@pytest.mark.parametrize(("rest", "legal"), [(Fraction(6, 10), True), (Fraction(9, 10), False)])
def test_a_voice_that_crosses_a_shot_boundary_may_end_after_it_or_begin_before_it(
    rest: Fraction, *, legal: bool
) -> None:
    at = Fraction(8)
    ends = findings(cuts=[at], speech=[Span(Fraction(4), at + rest)], duration=16)
    begins = findings(cuts=[at], speech=[Span(at - rest, Fraction(12))], duration=16)
    for film, side in ((ends, 1), (begins, -1)):
        cut = next((cut for cut in legal_cuts(film) if cut.moment == at), None)
        assert (cut is not None) is legal
        if cut is not None:  # an L cut, then a J cut
            assert cut.sound == at + side * (rest + CLEAR_OF_SPEECH_S + INSIDE_S)


def test_a_dissolve_is_left_before_it_begins_and_entered_after_it_ends() -> None:
    shots = [
        Shot(start_s=Fraction(0), end_s=Fraction(8)),
        Shot(start_s=Fraction(8), end_s=Fraction(16), transition="dissolve", transition_s=Fraction(1)),
    ]
    cuts = legal_cuts(Findings(media=media(Fraction(16), "24"), shots=shots))
    assert [(cut.moment, cut.serves) for cut in cuts if cut.kind == "dissolve"] == [
        (Fraction(15, 2), "end"),
        (Fraction(17, 2), "start"),
    ]


def test_a_fade_is_left_in_the_black_and_entered_when_there_is_light() -> None:
    shots = [
        Shot(start_s=Fraction(0), end_s=Fraction(8)),
        Shot(start_s=Fraction(8), end_s=Fraction(16), transition="fade", transition_s=Fraction(1)),
    ]
    cuts = legal_cuts(Findings(media=media(Fraction(16), "24"), shots=shots))
    assert [(cut.moment, cut.serves) for cut in cuts if cut.kind == "fade"] == [
        (Fraction(8), "end"),
        (Fraction(17, 2), "start"),
    ]


def test_music_is_cut_between_two_phrases_where_a_dip_is_near() -> None:
    levels = [-20.0] * 160
    levels[84:86] = [-40.0] * 2  # the window of 400 ms that ends at 8.4 s has its middle at 8.2 s
    found = findings(cuts=[Fraction(8)], duration=16)
    cut = legal_cuts(msgspec.structs.replace(found, loudness=Loudness(step_s=Fraction(1, 10), lufs=levels)))[1]
    assert cut.moment == 8
    assert Fraction(81, 10) <= cut.sound <= Fraction(84, 10)


def test_lines_keep_cuts_out_as_speech_does() -> None:
    heard = findings(cuts=[Fraction(8)], duration=16)
    line = Line(start_s=Fraction(7), end_s=Fraction(9), text="No.")
    assert Fraction(8) in kinds(legal_cuts(heard))
    assert Fraction(8) not in kinds(legal_cuts(Findings(media=heard.media, shots=heard.shots, lines=[line])))


def test_a_pause_between_distant_boundaries_is_offered_and_one_beside_a_boundary_is_not() -> None:
    """Just before or after a cut of the film's own it would leave a flash of the other shot."""
    talk = [Span(Fraction(1), Fraction(9)), Span(Fraction(1004, 100), Fraction(19)), Span(Fraction(21), Fraction(29))]
    offered = kinds(legal_cuts(findings(cuts=[Fraction(20)], speech=talk, duration=30)))
    assert offered[Fraction(20)] == "shot"
    assert [moment for moment, kind in offered.items() if kind == "pause"] == [Fraction(952, 100)]


def test_a_pause_shorter_than_half_a_second_belongs_to_the_sentence() -> None:
    for pause, count in ((Fraction(49, 100), 0), (Fraction(52, 100), 1)):
        talk = [Span(Fraction(1, 2), Fraction(8)), Span(Fraction(8) + pause, Fraction(159, 10))]
        offered = kinds(legal_cuts(findings(cuts=[], speech=talk, duration=16)))
        assert list(offered.values()).count("pause") == count


def test_a_fade_is_told_from_a_cut() -> None:
    shots = [
        Shot(start_s=Fraction(0), end_s=Fraction(5)),
        Shot(start_s=Fraction(5), end_s=Fraction(9), transition="fade"),
    ]
    assert kinds(legal_cuts(Findings(media=media(Fraction(9), "25"), shots=shots)))[Fraction(5)] == "fade"


@pytest.mark.parametrize("late", [Fraction(0), Fraction(1, 5), Fraction(3, 10), Fraction(2, 5), Fraction(3, 5)])
def test_a_cut_between_two_pictures_waits_for_the_first_that_shows_the_new_shot(late: Fraction) -> None:
    """Films with uneven spacing: each of their pictures is shown at the nearest one of the rate."""
    at = Fraction(200 + late, 25)
    moments = kinds(legal_cuts(findings(cuts=[at], duration=16)))
    expected = Fraction(200, 25) if late < Fraction(1, 2) else Fraction(201, 25)
    assert expected in moments


@given(st.one_of(films, transcripts))
@settings(max_examples=80, deadline=None)
def test_cuts_are_in_order_on_pictures_and_away_from_speech(found: Findings) -> None:
    cuts = legal_cuts(found)
    rate, end = found.media.rate, found.media.rate.snap(found.media.duration_s)
    moments = [cut.moment for cut in cuts]
    assert moments == sorted(set(moments))
    assert (moments[0], moments[-1]) == (0, end)
    spoken = voices(found)
    for cut in cuts[1:-1]:
        assert rate.snap(cut.moment) == cut.moment
        near = Span(cut.sound - CLEAR_OF_SPEECH_S, cut.sound + CLEAR_OF_SPEECH_S)
        assert not [span for span in spoken if span.overlaps(near)]
        assert abs(cut.apart) <= Fraction(8, 10)
        assert not cut.apart or cut.kind != "pause"
    pauses = [cut.moment for cut in cuts if cut.kind == "pause"]
    others = [cut.moment for cut in cuts if cut.kind != "pause"]
    margin = 1 - 1 / rate.exact
    assert all(abs(pause - other) >= margin for pause in pauses for other in others)


@given(st.one_of(films, transcripts), st.lists(st.integers(1, 60), max_size=6))
@settings(max_examples=60, deadline=None)
def test_beats_are_a_partition_along_the_cuts(found: Findings, lengths: list[int]) -> None:
    cuts = legal_cuts(found)
    edges = [Fraction(0), *itertools.accumulate(Fraction(length) for length in lengths)]
    scenes = [Span(a, b) for a, b in itertools.pairwise([*edges, edges[-1] + 100])]
    beats = find_beats(cuts, scenes)
    assert beats[0].span.start_s == 0
    assert beats[-1].span.end_s == cuts[-1].moment
    for before, after in itertools.pairwise(beats):
        assert before.ends == after.starts
        assert after.scene >= before.scene
    assert {beat.starts for beat in beats} <= set(cuts)
    assert all(beat.span.duration_s > 0 for beat in beats)
