"""Whole plans: what every plan of every film must keep."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from condense.made_findings import film, films, media, transcripts
from microdrama.condense.cuts import voices
from microdrama.condense.series import PlanError, PlanOptions, plan_series
from microdrama.domain import documents
from microdrama.domain.errors import MicrodramaError, UsageError
from microdrama.domain.findings import Findings, Line, Shot
from microdrama.domain.plan import Plan
from microdrama.domain.time import Span, gaps

HOUR = Fraction(3600)


def one_sentence(error: MicrodramaError) -> bool:
    text = str(error)
    return "\n" not in text and text.endswith(".") and (text[0].isupper() or text.startswith("--"))


def kept_s(plan: Plan) -> Fraction:
    return sum((episode.duration_s for episode in plan.episodes), Fraction(0))


def check_lengths(plan: Plan, findings: Findings, options: PlanOptions) -> None:
    rate = findings.media.rate
    assert [episode.number for episode in plan.episodes] == list(range(1, len(plan.episodes) + 1))
    for episode in plan.episodes:
        assert options.least_s <= episode.duration_s <= options.most_s
        assert episode.duration_s == sum(span.picture.duration_s for span in episode.spans)
        for span in episode.spans:
            assert rate.snap(span.start_s) == span.start_s
            assert rate.snap(span.end_s) == span.end_s


def check_order(plan: Plan, findings: Findings) -> None:
    spans = [span.picture for episode in plan.episodes for span in episode.spans]
    assert all(before.end_s <= after.start_s for before, after in itertools.pairwise(spans))
    assert spans[0].start_s >= 0
    assert spans[-1].end_s <= findings.media.rate.snap(findings.media.duration_s)
    for episode in plan.episodes:
        assert episode.hook.start_s == episode.spans[0].start_s
        assert episode.cliffhanger.end_s == episode.spans[-1].end_s
        inner = [span.picture for span in episode.spans]
        assert all(before.end_s < after.start_s for before, after in itertools.pairwise(inner))


def check_edges(plan: Plan, findings: Findings) -> None:
    """Sound is cut in pauses; pictures on the film's own cuts, at the edge of a dissolve, or in a pause."""
    rate, spoken, clear = findings.media.rate, voices(findings), Fraction(12, 100)
    end = rate.snap(findings.media.duration_s)
    pauses = [p for p in gaps(spoken, within=Span(Fraction(0), end)) if p.duration_s >= Fraction(1, 4)]
    changes = [shot.start_s for shot in findings.shots]
    changes += [s.start_s + side * (s.transition_s or 0) / 2 for s in findings.shots for side in (-1, 1)]
    spans = [span for episode in plan.episodes for span in episode.spans]
    for span in spans:
        heard = (span.sound_start_s or span.start_s, span.sound_end_s or span.end_s)
        for edge, sound in zip((span.start_s, span.end_s), heard, strict=True):
            if edge in (0, end):
                continue
            assert not [s for s in spoken if s.start_s - clear < sound < s.end_s + clear]
            on_shot = any(abs(change - edge) < 1 / rate.exact for change in changes)
            assert on_shot or any(edge in pause for pause in pauses)


def check_sound(plan: Plan, findings: Findings) -> None:
    """No two voices at once, nothing heard before an episode begins or after it, never far from its picture."""
    for episode in plan.episodes:
        at = Fraction(0)
        free = Fraction(0)  # where the episode's own clock is no longer taken by sound
        for span in episode.spans:
            begins = at + (span.sound_start_s or span.start_s) - span.start_s
            ends = at + (span.sound_end_s or span.end_s) - span.start_s
            assert free <= begins < ends
            assert abs(begins - at) <= Fraction(13, 10)
            free = ends
            at += span.picture.duration_s
        assert free <= at


def check_scenes(plan: Plan, findings: Findings) -> None:
    edges = [scene.start_s for scene in plan.scenes] + [plan.scenes[-1].end_s]
    assert edges[0] == 0
    assert edges[-1] == findings.media.rate.snap(findings.media.duration_s)
    assert [scene.end_s for scene in plan.scenes] == edges[1:]
    assert sum(s.end_s - s.start_s for s in plan.scenes if s.kept) == kept_s(plan)


@given(
    findings=st.one_of(films, transcripts),
    keep=st.sampled_from([0.01, 0.3, 0.5, 0.8, 1.0]),
    limits=st.sampled_from([(60, 180), (60, 180), (20, 45), (5, 12), (1, 3600)]),
)
@settings(max_examples=60, deadline=None)
def test_every_plan_keeps_what_is_promised(findings: Findings, keep: float, limits: tuple[int, int]) -> None:
    options = PlanOptions(keep=keep, least_s=limits[0], most_s=limits[1])
    try:
        plan = plan_series(findings, options)
    except PlanError as error:
        if not one_sentence(error):
            raise
        return
    check_lengths(plan, findings, options)
    check_order(plan, findings)
    check_edges(plan, findings)
    check_sound(plan, findings)
    check_scenes(plan, findings)
    read = documents.decode(documents.encode(plan), Plan, source="plan.json")
    assert len(read.episodes) == len(plan.episodes)


@given(
    findings=films,
    keep=st.sampled_from([0.4, 0.8, 1.0]),
    limits=st.sampled_from([(60, 180), (20, 45), (5, 12), (5, 8)]),
)
@settings(max_examples=30, deadline=None)
def test_end_cards_stand_where_an_episode_follows_and_count_as_part_of_the_most(
    findings: Findings, keep: float, limits: tuple[int, int]
) -> None:
    options = PlanOptions(keep=keep, least_s=limits[0], most_s=limits[1], end_card=True)
    try:
        plan = plan_series(findings, options)
    except PlanError:
        return
    rate = findings.media.rate
    for episode in plan.episodes[:-1]:
        assert episode.end_card_s == rate.snap(Fraction(2))
    assert plan.episodes[-1].end_card_s is None
    for episode in plan.episodes:
        story = sum(span.picture.duration_s for span in episode.spans)
        assert episode.duration_s == story + (episode.end_card_s or 0)
        assert limits[0] <= story
        assert episode.duration_s <= limits[1]
    read = documents.decode(documents.encode(plan), Plan, source="plan.json")
    assert [rate.snap(e.end_card_s) for e in read.episodes if e.end_card_s] == [
        e.end_card_s for e in plan.episodes if e.end_card_s
    ]


def test_a_recap_and_a_card_leave_room_for_a_story() -> None:
    with pytest.raises(UsageError, match="With 10 s for the recap and the end card, nothing from 60 to 69 s is left"):
        PlanOptions(least_s=60, most_s=69, recap=True, end_card=True)
    with pytest.raises(UsageError, match="With 2 s for the end card, nothing from 60 to 61 s is left"):
        PlanOptions(least_s=60, most_s=61, end_card=True)
    assert PlanOptions(least_s=60, most_s=62, end_card=True).extra_s == 2


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.8, 1.0])
def test_what_stays_comes_close_to_what_was_asked_for(keep: float) -> None:
    findings = film(1, duration=HOUR / 4, chatter=0.2)
    kept = kept_s(plan_series(findings, PlanOptions(keep=keep))) / findings.media.duration_s
    assert keep - 0.06 <= float(kept) <= keep


def test_the_same_findings_give_the_same_plan() -> None:
    findings = film(8, duration=HOUR / 6, chatter=0.6)
    assert plan_series(findings, PlanOptions()) == plan_series(findings, PlanOptions())


def test_an_episode_of_television_is_planned() -> None:
    findings = film(5, duration=HOUR * 3 / 4, rate="24000/1001", chatter=0.7)
    plan = plan_series(findings, PlanOptions())
    assert len(plan.episodes) >= 8
    check_edges(plan, findings)


@pytest.mark.parametrize("rate", ["24000/1001", "30000/1001", "25"])
@pytest.mark.parametrize("limits", [(60, 180), (10, 20), (5, 10)])
def test_a_film_with_cuts_everywhere_can_be_planned(rate: str, limits: tuple[int, int]) -> None:
    findings = film(3, duration=Fraction(300), rate=rate, pace=(1.5, 4), chatter=0.2)
    options = PlanOptions(least_s=limits[0], most_s=limits[1])
    plan = plan_series(findings, options)
    check_lengths(plan, findings, options)
    assert kept_s(plan) / 300 >= Fraction(2, 5)


def test_a_film_of_one_shot_is_cut_in_its_pauses() -> None:
    findings = film(4, duration=Fraction(400), pace=(500, 600), chatter=0.4)
    plan = plan_series(findings, PlanOptions())
    check_edges(plan, findings)
    assert len(plan.episodes) >= 1


def test_a_short_beat_is_left_out_rather_than_made_part_of_a_scene_too_long_for_an_episode() -> None:
    edges = [Fraction(0), Fraction(5), Fraction(182), Fraction(190)]
    findings = Findings(
        media=media(Fraction(190), "25"),
        shots=[Shot(start_s=a, end_s=b) for a, b in itertools.pairwise(edges)],
        speech=[Span(Fraction(26, 5), Fraction(909, 5))],
    )
    plan = plan_series(findings, PlanOptions(keep=1.0))
    assert [(s.start_s, s.end_s) for e in plan.episodes for s in e.spans] == [(5, 182)]


def test_lines_alone_count_as_voice() -> None:
    lines = [Line(start_s=Fraction(t), end_s=Fraction(t) + 3, text="Yes.") for t in range(300, 600, 4)]
    plan = plan_series(Findings(media=media(Fraction(600), "25"), lines=lines), PlanOptions())
    first = [scene.salience for scene in plan.scenes if scene.end_s <= 250]
    second = [scene.salience for scene in plan.scenes if scene.start_s >= 330]
    assert sum(second) / len(second) > sum(first) / len(first)


def test_a_film_that_is_too_short_is_refused() -> None:
    with pytest.raises(PlanError, match=r"59\.9 s") as caught:
        plan_series(film(1, duration=Fraction(599, 10)), PlanOptions())
    assert one_sentence(caught.value)


def test_speech_without_a_pause_is_refused() -> None:
    talk = [Span(Fraction(0), Fraction(600))]
    with pytest.raises(PlanError, match="speech") as caught:
        plan_series(Findings(media=media(Fraction(600), "25"), speech=talk), PlanOptions())
    assert one_sentence(caught.value)


@pytest.mark.parametrize(
    "wrong",
    [
        {"keep": 0.0},
        {"keep": 1.01},
        {"keep": -1.0},
        {"keep": float("nan")},
        {"least_s": 0},
        {"least_s": 90, "most_s": 90},
        {"least_s": 100, "most_s": 60},
        {"most_s": 4000},
    ],
)
def test_nonsense_is_refused_before_anything_begins(wrong: dict[str, float]) -> None:
    with pytest.raises(UsageError) as caught:
        PlanOptions(**wrong)  # type: ignore[arg-type]
    assert one_sentence(caught.value)
    assert caught.value.exit_code == 2


def with_credits(rate: str, start: Fraction) -> Findings:
    """Ten minutes in which shots of 4 s end at `start`, and credits roll in one shot to the end."""
    about = media(Fraction(600), rate)
    edges = [about.rate.snap(Fraction(4 * n)) for n in range(int(start / 4))]
    edges = [edge for edge in edges if start - edge >= 2] + [start]
    rounded = [Fraction(repr(round(float(edge), 6))) for edge in edges]
    return Findings(
        media=about,
        shots=[Shot(start_s=a, end_s=b) for a, b in zip(rounded, [*rounded[1:], Fraction(600)], strict=True)],
    )


@pytest.mark.parametrize("rate", ["25", "24000/1001", "30000/1001"])
@pytest.mark.parametrize("later", range(6))
def test_the_story_goes_on_up_to_the_credits_and_no_further(rate: str, later: int) -> None:
    about = media(Fraction(600), rate)
    start = about.rate.moment(about.rate.nearest_frame(Fraction(533)) + later)
    plan = plan_series(with_credits(rate, start), PlanOptions(keep=1.0))
    assert plan.episodes[-1].spans[-1].end_s == start


def test_a_long_last_shot_in_which_somebody_speaks_is_no_credits() -> None:
    findings = with_credits("25", Fraction(540))
    lines = [Line(start_s=Fraction(580), end_s=Fraction(585), text="Goodbye.")]
    talking = Findings(media=findings.media, shots=findings.shots, lines=lines)
    plan = plan_series(talking, PlanOptions(keep=1.0))
    assert plan.episodes[-1].spans[-1].end_s == 600
