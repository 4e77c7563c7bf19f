"""Faces joined into tracks."""

import itertools
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from microdrama.analysis.faces import Find, face_tracks
from microdrama.domain.findings import FaceTrack, Shot
from microdrama.ports.face_finder import Face, overlap

HALF = Fraction(1, 2)
SHOTS = [
    Shot(start_s=Fraction(0), end_s=Fraction(4)),
    Shot(start_s=Fraction(4), end_s=Fraction(9)),
    Shot(start_s=Fraction(9), end_s=Fraction(12)),
]

shares = st.floats(0, 0.7)
faces = st.builds(Face, shares, shares, st.floats(0.05, 0.3), st.floats(0.05, 0.3), st.floats(0.6, 1))


def face(x: float, *, sure: float = 0.7) -> Face:
    return Face(x, 0.3, 0.1, 0.2, sure)


def times(track: FaceTrack) -> list[float]:
    return [box[0] for box in track.boxes]


@given(faces, faces)
def test_overlap_is_a_share_and_the_same_both_ways(one: Face, other: Face) -> None:
    assert 0 <= overlap(one, other) <= 1
    assert overlap(one, other) == overlap(other, one)
    assert abs(overlap(one, one) - 1) < 1e-9


@given(faces, st.floats(0, 1))
def test_overlap_of_a_part_is_its_share(one: Face, part: float) -> None:
    inside = Face(one.x, one.y, one.width * part, one.height, 1)
    assert abs(overlap(one, inside) - part) < 1e-6


def test_boxes_that_only_touch_do_not_overlap() -> None:
    assert overlap(Face(0, 0, 0.25, 0.5, 1), Face(0.25, 0, 0.25, 0.5, 1)) == 0


def test_a_face_that_stays_over_a_cut_is_a_track_on_each_side() -> None:
    tracks = face_tracks([Find(HALF * n, face(0.4)) for n in range(24)], SHOTS)
    assert [track.track for track in tracks] == ["F1", "F2", "F3"]
    assert [len(track.boxes) for track in tracks] == [8, 10, 6]
    assert times(tracks[1])[0] == 4.0


def test_two_faces_side_by_side_are_two_tracks() -> None:
    finds = [Find(HALF * n, face(x)) for n in range(6) for x in (0.2, 0.6)]
    tracks = face_tracks(finds, SHOTS)
    assert sorted({box[1] for box in track.boxes} == {x} for track in tracks for x in (0.2, 0.6)) == [
        False, False, True, True,
    ]  # fmt: skip


def test_a_face_gone_for_longer_than_a_second_and_a_half_comes_back_as_another() -> None:
    near = [Find(Fraction(n), face(0.4)) for n in (4, 5)]
    far = [Find(Fraction(n), face(0.4)) for n in (7, 8)]
    assert [times(track) for track in face_tracks(near + far, SHOTS)] == [[4, 5], [7, 8]]


def test_one_unsure_find_alone_is_not_believed() -> None:
    assert face_tracks([Find(HALF, face(0.4))], SHOTS) == []
    assert len(face_tracks([Find(HALF, face(0.4, sure=0.9))], SHOTS)) == 1


@given(st.lists(st.builds(Find, st.integers(0, 23).map(lambda n: HALF * n), faces), max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_track_reaches_over_a_cut_or_is_in_two_places(finds: list[Find]) -> None:
    tracks = face_tracks(finds, SHOTS)
    assert [track.track for track in tracks] == [f"F{n}" for n in range(1, len(tracks) + 1)]
    for track in tracks:
        moments = times(track)
        assert moments == sorted(set(moments))
        assert len({next(s.start_s for s in SHOTS if Fraction(m) in s.span) for m in moments}) == 1
        assert all(later - sooner <= 1.6 for sooner, later in itertools.pairwise(moments))
    assert sum(len(track.boxes) for track in tracks) <= len(finds)
