"""The proof of a plan: it finds nothing in sound plans, and every offence that is put into one."""

import itertools
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from condense.made_findings import film, films, media, transcripts
from microdrama.condense.proof import proof
from microdrama.condense.series import PlanError, PlanOptions, plan_series
from microdrama.domain.findings import Findings, Line, Shot, Word
from microdrama.domain.plan import Plan, PlannedEpisode, PlannedSpan
from microdrama.domain.series import Cliffhanger, Hook
from microdrama.domain.time import Span


def span(start: float, end: float, sound: tuple[float | None, float | None] = (None, None)) -> PlannedSpan:
    begins, ends = (None if moment is None else Fraction(str(moment)) for moment in sound)
    return PlannedSpan(start_s=Fraction(str(start)), end_s=Fraction(str(end)), sound_start_s=begins, sound_end_s=ends)


def episode(*spans: PlannedSpan, number: int = 1, **others: Any) -> PlannedEpisode:
    total = sum((s.picture.duration_s for s in spans), Fraction(0))
    total += sum((s.duration_s for s in others.get("recap", [])), Fraction(0))
    return PlannedEpisode(
        number=number,
        duration_s=others.pop("duration_s", total),
        spans=list(spans),
        hook=Hook(start_s=spans[0].start_s, kind="pause", reason="Because."),
        cliffhanger=Cliffhanger(end_s=spans[-1].end_s, kind="pause", reason="Because."),
        **others,
    )


def plan(*episodes: PlannedEpisode, keep: float = 0.5) -> Plan:
    return Plan(keep=keep, scenes=[], episodes=list(episodes))


def shots(*edges: float) -> list[Shot]:
    return [Shot(start_s=Fraction(str(a)), end_s=Fraction(str(b))) for a, b in itertools.pairwise([*edges, 300])]


STEADY = Findings(media=media(Fraction(300), "25"), shots=shots(*range(0, 300, 10)))


@given(
    findings=st.one_of(films, transcripts),
    limits=st.sampled_from([(60, 180), (20, 45), (5, 12)]),
    options=st.fixed_dictionaries(
        {"keep": st.sampled_from([0.3, 0.6, 1.0]), "recap": st.booleans(), "end_card": st.booleans()}
    ),
)
@settings(max_examples=12, deadline=None)
def test_every_plan_of_ours_is_proven(findings: Findings, limits: tuple[int, int], options: dict[str, Any]) -> None:
    options |= {"recap": options["recap"] and limits[1] > 30}
    try:
        made = plan_series(findings, PlanOptions(least_s=limits[0], most_s=limits[1], **options))
    except PlanError:
        return
    found = proof(made, findings, least_s=limits[0], most_s=limits[1])
    assert found.sound, found
    assert found.cuts >= 2 * len(made.episodes) - 2


@pytest.mark.parametrize(("away", "inside"), [(-0.09, 0), (-0.08, 0), (-0.079, 1), (0.5, 1), (1.079, 1), (1.08, 0)])
def test_sound_cut_nearer_than_80_ms_to_a_voice_is_cut_inside_speech(away: float, inside: int) -> None:
    voice = Span(Fraction(90) - Fraction(str(away)), Fraction(91) - Fraction(str(away)))
    findings = msgspec.structs.replace(STEADY, speech=[voice])
    found = proof(plan(episode(span(20, 90))), findings)
    assert [offence.at_s for offence in found.speech] == [90] * inside


def test_a_breath_between_two_words_is_no_pause_and_a_long_one_is() -> None:
    words = [
        Word(start_s=Fraction(88), end_s=Fraction("89.9"), text="I"),
        Word(start_s=Fraction("90.1"), end_s=Fraction(91), text="know"),
        Word(start_s=Fraction(92), end_s=Fraction(93), text="you"),
    ]
    line = Line(start_s=Fraction(88), end_s=Fraction(93), text="I know you", words=words)
    findings = msgspec.structs.replace(STEADY, lines=[line])
    assert [o.at_s for o in proof(plan(episode(span(20, 90))), findings).speech] == [90]
    between = proof(plan(episode(span(20, 90, (None, 91.5)))), findings)
    assert between.speech == []


def test_pictures_may_be_cut_at_changes_and_in_pauses_but_not_while_somebody_speaks() -> None:
    findings = msgspec.structs.replace(STEADY, speech=[Span(Fraction(84), Fraction(88))])
    assert proof(plan(episode(span(20, 82))), findings).places == []
    spoken = proof(plan(episode(span(20, 86, (None, 88.5)))), findings)
    assert [(o.at_s, o.episode) for o in spoken.places] == [(86, 1)]
    assert spoken.speech == []
    assert proof(plan(episode(span(20, 90.03))), findings).places == []  # within one picture of a change


@pytest.mark.parametrize(("start", "end", "wrong"), [(31, 99, 0), (30, 100, 2), (29, 101, 2), (30.5, 99.5, 2)])
def test_a_dissolve_is_entered_at_its_end_and_left_at_its_beginning(start: float, end: float, wrong: int) -> None:
    mixed = [
        msgspec.structs.replace(shot, transition="dissolve", transition_s=Fraction(2))
        if shot.start_s in (30, 100)
        else shot
        for shot in STEADY.shots
    ]
    findings = msgspec.structs.replace(STEADY, shots=mixed)
    assert len(proof(plan(episode(span(start, end))), findings).places) == wrong


def test_lengths_are_counted_from_the_spans_not_believed() -> None:
    short, long = episode(span(0, 59)), episode(span(60, 250), number=2)
    lying = episode(span(250, 290), span(290, 300), number=3, duration_s=Fraction(80))
    found = proof(plan(short, long, lying), STEADY)
    assert [offence.episode for offence in found.lengths] == [1, 2, 3]
    honest = episode(span(20, 80), duration_s=Fraction(80), recap=[Span(Fraction(0), Fraction(20))])
    assert proof(plan(honest), STEADY).lengths == []
    assert [o.episode for o in proof(plan(episode(span(20, 90), duration_s=Fraction(75))), STEADY).lengths] == [1]


def test_an_end_card_counts_as_part_of_the_length() -> None:
    two = episode(span(100, 200), number=2)
    for card_s, wrong in ((5, 0), (None, 1)):
        one = episode(span(20, 95), duration_s=Fraction(80), end_card_s=Fraction(card_s) if card_s else None)
        assert len(proof(plan(one, two), STEADY).lengths) == wrong
    long = episode(span(20, 96), duration_s=Fraction(81), end_card_s=Fraction(5))
    assert [offence.what for offence in proof(plan(long, two), STEADY, most_s=80).lengths][:1] == [
        "It lasts 81.00 s instead of 60 to 80 s."
    ]


def test_going_back_in_the_story_is_seen_even_where_the_plan_was_not_checked() -> None:
    sound = plan(episode(span(20, 90)), episode(span(100, 170), number=2))
    assert proof(sound, STEADY).order == []
    sound.episodes.reverse()
    assert [(o.episode, o.at_s) for o in proof(sound, STEADY).order] == [(1, 20)]
    beyond = proof(plan(episode(span(250, 320))), STEADY)
    assert [offence.at_s for offence in beyond.order] == [320]


def test_two_sounds_at_one_join_are_heard_at_once() -> None:
    apart = episode(span(20, 50, (None, 50.4)), span(90, 130, (90.4, None)))
    assert proof(plan(apart), STEADY).overlaps == []
    both = proof(plan(episode(span(20, 50, (None, 50.4)), span(90, 130, (90.3, None)))), STEADY)
    assert [offence.at_s for offence in both.overlaps] == [90]


def test_spans_that_touch_are_no_cut_and_the_films_own_ends_are_none_either() -> None:
    findings = msgspec.structs.replace(STEADY, speech=[Span(Fraction(0), Fraction(300))])
    whole = proof(plan(episode(span(0, 55), span(55, 300))), findings, most_s=300)
    assert (whole.cuts, whole.sounds, whole.speech) == (0, 0, [])
    late = proof(plan(episode(span(0, 300, (5, None)))), findings, most_s=300)
    assert [offence.at_s for offence in late.speech] == [5]


def test_shares_of_speakers_and_of_the_film() -> None:
    said = [("Ann", 25), ("Bo", 40), ("Ann", 95), ("Ann", 240), (None, 30)]
    lines = [Line(start_s=Fraction(t), end_s=Fraction(t + 1), text="Yes.", speaker=name) for name, t in said]
    found = proof(plan(episode(span(20, 110)), keep=0.3), msgspec.structs.replace(STEADY, lines=lines))
    assert [(s.name, s.lines, s.kept) for s in found.speakers] == [("Ann", 3, 2), ("Bo", 1, 1)]
    assert (found.lines, found.lines_kept, found.kept) == (5, 4, 0.3)
    assert found.near_the_asked
    assert not proof(plan(episode(span(20, 110)), keep=0.5), STEADY).near_the_asked


def test_a_plan_moved_by_half_a_second_is_caught() -> None:
    """The same plan, every sound edge half a second off: a proof that finds nothing then proves nothing."""
    findings = film(5, duration=Fraction(420), rate="24000/1001", chatter=0.9)
    made = plan_series(findings, PlanOptions())
    half = Fraction(1, 2)
    moved = [
        msgspec.structs.replace(
            e,
            spans=[
                msgspec.structs.replace(s, sound_start_s=s.start_s + half, sound_end_s=s.end_s + half) for s in e.spans
            ],
        )
        for e in made.episodes
    ]
    assert proof(made, findings).speech == []
    assert len(proof(msgspec.structs.replace(made, episodes=moved), findings).speech) > 3
