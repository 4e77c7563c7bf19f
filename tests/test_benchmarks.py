"""What the benchmarks count, on films so small that it can be counted by hand."""

import itertools
from fractions import Fraction

import pytest
from benchmarks import contestants, hearing, kept, planning, story
from benchmarks.films import findings_of
from benchmarks.kept import Known, piece

from fixtures.episode.truth import EpisodeTruth, Fact, LineTruth, SceneTruth, ShotTruth, TurningPoint
from microdrama.domain.time import FrameRate, Span

RATE = FrameRate(25)


def span(start: float, end: float) -> Span:
    return Span(Fraction(str(start)), Fraction(str(end)))


def known(*, speech: list[Span], boundaries: list[float]) -> Known:
    return Known(RATE, Fraction(100), speech, [span(at, at) for at in boundaries])


def line(start: float, end: float, speaker: str, importance: float) -> LineTruth:
    return LineTruth(span(start, end), speaker, f"{speaker} speaks.", "statement", 0, importance, ())


@pytest.fixture
def truth() -> EpisodeTruth:
    """100 s: two scenes, the second a filler; three lines, of which the first turns the story and may be ended on."""
    lines = (line(10, 14, "anna", 1.0), line(30, 33, "ben", 0.4), line(60, 64, "anna", 0.2))
    return EpisodeTruth(
        rate="25",
        frames=2500,
        width=1280,
        height=720,
        seed=1,
        shots=(
            ShotTruth(0, 500, "wide", "cut", 0, (), 0),
            ShotTruth(500, 1250, "wide", "dissolve", 24, (), 0),
            ShotTruth(1250, 2500, "wide", "fade", 24, (), 1),
        ),
        flashes=(),
        pans=(),
        lines=lines,
        speech=(span(10, 11.5), span(12, 14), span(30, 33), span(60, 64)),
        heads=(),
        texts=(),
        scenes=(
            SceneTruth("one", span(0, 50), 1, "hall", (), (), 0.8, filler=False),
            SceneTruth("two", span(50, 100), 2, "yard", (), (), 0.2, filler=True),
        ),
        turning_points=(TurningPoint(1, 0, Fraction(14)),),
        hangs=(0,),
        facts=(Fact("one", (), 0), Fact("two", (), 2)),
        music=(),
        effects=(),
        credits=span(95, 100),
    )


def test_a_cut_is_counted_once_and_only_where_something_is_left_out() -> None:
    film = known(speech=[], boundaries=[])
    series = [[piece(Fraction(0), Fraction(10)), piece(Fraction(10), Fraction(20)), piece(Fraction(30), Fraction(40))]]
    assert kept.cuts(series, film, sound=True) == [20, 30, 40]  # 0 is the film's own edge, 10 plays on
    assert kept.cuts([*series, [piece(Fraction(40), Fraction(100))]], film, sound=True) == [20, 30, 40]


@pytest.mark.parametrize(
    ("at", "inside", "near"), [(19.9, 0, 0), (19.95, 0, 1), (20.5, 1, 1), (21.05, 0, 1), (21.1, 0, 0)]
)
def test_sound_is_judged_by_where_it_is_cut_itself(at: float, inside: int, near: int) -> None:
    film = known(speech=[span(20, 21)], boundaries=[])
    series = [[kept.Piece(picture=span(5, 20.5), sound=span(5, at))]]
    assert len(kept.in_speech(series, film)) == inside
    assert len(kept.in_speech(series, film, margin=kept.NEAR_S)) == near


def test_a_picture_may_be_cut_at_a_boundary_or_in_a_pause() -> None:
    film = known(speech=[span(20, 30)], boundaries=[25])
    series = [[piece(Fraction(10), Fraction("25.04"))], [piece(Fraction("25.12"), Fraction(40))]]
    assert kept.through_shots(series, film) == [10, Fraction("25.12"), 40]
    assert kept.illegal(series, film) == [Fraction("25.12")]


def test_both_ends_of_a_dissolve_are_boundaries_and_all_of_a_fade(truth: EpisodeTruth) -> None:
    boundaries = kept.known_of(truth).boundaries
    assert [(float(b.start_s), float(b.end_s)) for b in boundaries] == [
        (0, 0), (19.52, 19.52), (20.48, 20.48), (49.52, 50.48),
    ]  # fmt: skip


def test_order_counts_what_goes_back_or_comes_again() -> None:
    first, second, third = (piece(Fraction(a), Fraction(b)) for a, b in [(0, 10), (20, 30), (25, 40)])
    assert kept.out_of_order([[first], [second]]) == 0
    assert kept.out_of_order([[second], [first]]) == 1
    assert kept.out_of_order([[second, third]]) == 1


def test_a_fact_is_told_where_all_that_is_audible_of_its_line_is_kept(truth: EpisodeTruth) -> None:
    whole = [[piece(Fraction(9), Fraction(15))]]
    without_its_pause = [[piece(Fraction(9), Fraction("11.6")), piece(Fraction("11.9"), Fraction(15))]]
    bitten = [[piece(Fraction("10.2"), Fraction(15))]]
    assert [kept.story_kept(one, truth).facts for one in (whole, without_its_pause, bitten)] == [0.5, 0.5, 0]
    assert kept.story_kept(whole, truth).turns == 1


def test_a_series_is_judged_by_what_matters_and_where_it_ends(truth: EpisodeTruth) -> None:
    good = kept.story_kept([[piece(Fraction(5), Fraction(15))]], truth)
    bad = kept.story_kept([[piece(Fraction(55), Fraction(65))]], truth)
    assert (good.filler, bad.filler) == (0, 1)
    assert (good.hangs, bad.hangs) == (1, 0)
    assert good.importance == pytest.approx((4 * 1 + 6 * 0.4) / 10 / ((3 * 0.4 + 37 * 0.4 + 4 * 0.2 + 46 * 0.1) / 90))
    assert bad.importance < 1 < good.importance


def test_words_that_are_put_in_left_out_and_changed_are_counted() -> None:
    assert hearing.edits(["the", "cat", "sat", "on", "the", "mat"], ["the", "cat", "sat", "on", "the", "mat"]) == 0
    assert hearing.edits(["the", "cat", "sat", "on", "the", "mat"], ["a", "cat", "sat", "the", "old", "mat"]) == 3
    assert hearing.edits(["one", "two", "three"], []) == 3
    assert hearing.edits([], ["one"]) == 1


def test_voices_are_matched_one_to_one() -> None:
    true: hearing.Who = ["a"] * 6 + ["b"] * 4 + [None] * 5
    heard: hearing.Who = ["S1"] * 8 + ["S2"] * 2 + [None] * 5
    assert hearing.purity_and_coverage(true, heard) == (0.8, 0.8)
    assert hearing.matched(true, heard) == {"S1": "a", "S2": "b"}


def test_a_border_is_found_once_within_two_seconds() -> None:
    f1, told = hearing.borders_f1([Fraction(10), Fraction(11), Fraction(50)], [Fraction(12), Fraction(80)])
    assert f1 == pytest.approx(0.4)
    assert told.startswith("1 of 3 borders found, 1 false")


def test_simple_rules_take_as_long_as_the_plan_and_as_many_episodes(truth: EpisodeTruth) -> None:
    plan = [[piece(Fraction(0), Fraction(20))], [piece(Fraction(60), Fraction(80))]]
    rules = story.baselines(plan, findings_of(truth, complete=True))
    for name, made in rules.items():
        assert len(made) == 2, name
        assert float(sum(one.picture.duration_s for one in itertools.chain(*made))) == pytest.approx(40), name
        assert kept.out_of_order(made) == 0, name


def test_a_repeated_film_is_a_valid_film_of_that_length(truth: EpisodeTruth) -> None:
    found = planning.repeated(findings_of(truth, complete=True), 3)
    assert found.media.duration_s == 300
    assert [float(one.start_s) for one in found.lines][:4] == [10, 30, 60, 110]
    assert len({one.text for one in found.lines}) == 6  # two texts, told apart by where they are said
    assert found.loudness is not None
    assert len(found.loudness.lufs) == 3000


def test_a_timeline_of_pictures_becomes_pieces_and_what_touches_is_one() -> None:
    clips = [{"offset": 0, "dur": 50, "speed": 1.0}, {"offset": 50, "dur": 25}, {"offset": 100, "dur": 25}]
    clips += [{"offset": 200, "dur": 25, "speed": 99999.0}]
    (pieces,) = contestants._timeline({"timeline": {"timebase": "25/1", "v": [clips]}})
    assert [(one.picture.start_s, one.picture.end_s) for one in pieces] == [(0, 3), (4, 5)]


def test_the_last_words_of_a_program_are_its_error() -> None:
    assert contestants._last_words("started\nOSError: no such thing\nsee above\n") == "OSError: no such thing"
    assert contestants._last_words("one\ntwo\n") == "two"
