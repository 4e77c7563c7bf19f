"""What a person decides comes first; what was decided can be read, changed and given back."""

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdrama.domain.documents import DocumentError, decode, encode
from microdrama.domain.findings import Media
from microdrama.domain.framing import FramedSpan, FramingFile
from microdrama.domain.time import Span
from microdrama.edit.layout import Fit, Framing, Layout, Moving, Split, Window, window_size
from microdrama.edit.override import FramingMismatchError, framing_file, overruled

MEDIA = Media(duration_s=Fraction(20), width=1920, height=1080, frame_rate="25")
WIDTH, HEIGHT = window_size(Fraction(16, 9))
DECIDED = [
    Framing(Span(Fraction(0), Fraction(8)), Window(0.2, 0.0, WIDTH, HEIGHT), reason="A face."),
    Framing(Span(Fraction(8), Fraction(20)), Window(0.6, 0.0, WIDTH, HEIGHT), reason="Another."),
]


def by_hand(**entry: object) -> FramingFile:
    data = {"shots": [{"start_s": 8, "end_s": 14, **entry}]}
    return decode(json.dumps(data), FramingFile, source="framing.json")


def layout_of(**entry: object) -> Layout:
    (own,) = [framing for framing in overruled(DECIDED, by_hand(**entry), MEDIA) if framing.by == "hand"]
    assert own.span == Span(Fraction(8), Fraction(14))
    return own.layout


def test_a_still_window_is_where_the_person_says() -> None:
    assert layout_of(x=0.3) == Window(pytest.approx(0.3 - WIDTH / 2), 0.0, WIDTH, HEIGHT)
    assert layout_of(x=0.0) == Window(0.0, 0.0, WIDTH, HEIGHT)
    assert layout_of(x=1) == Window(pytest.approx(1 - WIDTH), 0.0, WIDTH, HEIGHT)


def test_keyframes_make_a_moving_window() -> None:
    layout = layout_of(keyframes=[[8, 0.3], [10, 0.3], [12, 0.7]])
    assert isinstance(layout, Moving)
    assert layout.at(Fraction(9)).middle == pytest.approx(0.3)
    assert 0.3 < layout.at(Fraction(11)).middle < 0.7
    assert layout.at(Fraction(14)).middle == pytest.approx(0.7)


def test_a_split_and_a_fit_are_taken() -> None:
    layout = layout_of(split=[0.2, 0.8], split_y=[0.3, 0.6])
    assert layout == Split(
        Window(pytest.approx(0.2 - WIDTH / 2), pytest.approx(0.05), WIDTH, 0.5),
        Window(pytest.approx(0.8 - WIDTH / 2), pytest.approx(0.35), WIDTH, 0.5),
    )
    assert layout_of(fit=[0, 1]) == Fit(Window(0.0, 0.0, 1.0, 1.0))


def test_what_is_around_a_hands_entry_stays() -> None:
    made = overruled(DECIDED, by_hand(x=0.5, reason="I want the door."), MEDIA)
    assert [framing.span for framing in made] == [
        Span(Fraction(0), Fraction(8)), Span(Fraction(8), Fraction(14)), Span(Fraction(14), Fraction(20)),
    ]  # fmt: skip
    assert made[0] == DECIDED[0]
    assert made[1].reason == "I want the door."
    assert made[2].layout == DECIDED[1].layout


def test_what_the_machine_wrote_changes_nothing() -> None:
    assert overruled(DECIDED, framing_file(DECIDED, MEDIA), MEDIA) == DECIDED


windows = st.floats(0, 1 - WIDTH).map(lambda x: Window(x, 0.0, WIDTH, HEIGHT))
halves = st.tuples(st.floats(0, 1 - WIDTH), st.floats(0, 0.5)).map(lambda at: Window(at[0], at[1], WIDTH, 0.5))
layouts = st.one_of(
    windows,
    st.builds(Split, halves, halves),
    st.tuples(st.floats(0, 0.3), st.floats(0.4, 0.7)).map(lambda at: Fit(Window(at[0], 0.0, at[1], 1.0))),
    st.lists(st.floats(0, 1 - WIDTH), min_size=1, max_size=8).map(
        lambda lefts: Moving(0.0, WIDTH, HEIGHT, tuple((Fraction(n), left) for n, left in enumerate(lefts)))
    ),
)


@given(layouts)
@settings(max_examples=100, deadline=None)
def test_a_decision_that_a_person_adopts_is_the_same_decision(layout: Layout) -> None:
    written = encode(framing_file([Framing(Span(Fraction(0), Fraction(8)), layout, reason="Why.")], MEDIA))
    adopted = json.loads(written)
    adopted["shots"][0]["by"] = "hand"
    again = overruled(DECIDED, decode(json.dumps(adopted), FramingFile, source="it"), MEDIA)[0]
    assert again.by == "hand"
    assert again.reason == "Why."
    for moment in (Fraction(0), Fraction(5, 2), Fraction(7)):
        for one, other in zip(_windows(layout, moment), _windows(again.layout, moment), strict=True):
            assert (one.x, one.y, one.width, one.height) == pytest.approx(
                (other.x, other.y, other.width, other.height), abs=2e-4
            )


def _windows(layout: Layout, moment: Fraction) -> list[Window]:
    from microdrama.edit.layout import windows_at

    return windows_at(layout, moment)


def test_a_file_for_another_film_is_refused() -> None:
    late = FramingFile(shots=[FramedSpan(start_s=Fraction(30), end_s=Fraction(40), x=0.5)])
    with pytest.raises(FramingMismatchError, match=r"goes on to 40 s but the film ends at 20 s"):
        overruled(DECIDED, late, MEDIA)


def test_an_entry_that_goes_beyond_the_end_stops_there() -> None:
    long = FramingFile(shots=[FramedSpan(start_s=Fraction(18), end_s=Fraction(40), x=0.5)])
    assert overruled(DECIDED, long, MEDIA)[-1].span == Span(Fraction(18), Fraction(20))


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({}, "exactly one of x, keyframes, split and fit"),
        ({"x": 0.5, "fit": [0, 1]}, "exactly one"),
        ({"x": 1.5}, "<= 1"),
        ({"x": "left"}, "float"),
        ({"split": [0.5]}, "length"),
        ({"fit": [0.7, 0.2]}, "wrong way round"),
        ({"keyframes": [[9, 0.1], [9, 0.2]]}, "in order of time"),
        ({"keyframes": [[2, 0.1]]}, "outside its time"),
        ({"x": 0.5, "end_s": 8}, "no time"),
        ({"x": 0.5, "end_s": 7}, "before it starts"),
        ({"x": 0.5, "by": "nobody"}, "nobody"),
    ],
)
def test_a_bad_entry_is_told_in_one_sentence(entry: dict[str, object], told: str) -> None:
    with pytest.raises(DocumentError, match=told) as caught:
        by_hand(**entry)
    assert str(caught.value).startswith("framing.json cannot be read: ")
    assert "\n" not in str(caught.value)


def test_entries_do_not_overlap() -> None:
    data = {"shots": [{"start_s": 0, "end_s": 5, "x": 0.5}, {"start_s": 4, "end_s": 9, "x": 0.5}]}
    with pytest.raises(DocumentError, match="overlap at 4 s"):
        decode(json.dumps(data), FramingFile, source="it")
