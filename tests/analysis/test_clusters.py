"""Groups of directions."""

import itertools

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdrama.analysis import clusters
from microdrama.analysis.clusters import centres, grouped, in_order


def unit(vectors: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def around(rng: np.random.Generator, directions: int, each: int, noise: float = 0.05) -> npt.NDArray[np.float32]:
    """So many vectors around each of some axes, one axis after the other."""
    axes = np.repeat(np.eye(directions, 16), each, axis=0)
    return unit(axes + rng.normal(0, noise, axes.shape))


def partition(labels: npt.NDArray[np.int64]) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in labels}


def by_definition(vectors: npt.NDArray[np.float32], alike: float, apart: set[tuple[int, int]]) -> set[frozenset[int]]:
    """Average linkage as textbooks put it: join the two most alike groups until none are alike enough."""
    groups = [frozenset([n]) for n in range(len(vectors))]
    likeness = vectors.astype(np.float64) @ vectors.T.astype(np.float64)
    while True:
        best: tuple[float, frozenset[int], frozenset[int]] | None = None
        for one, other in itertools.combinations(groups, 2):
            if any((a, b) in apart or (b, a) in apart for a in one for b in other):
                continue
            mean = float(likeness[np.ix_(sorted(one), sorted(other))].mean())
            if mean >= alike and (best is None or mean > best[0]):
                best = (mean, one, other)
        if best is None:
            return set(groups)
        groups = [group for group in groups if group not in best[1:]] + [best[1] | best[2]]


@given(st.integers(0, 10_000), st.integers(1, 24), st.integers(2, 5), st.floats(0.2, 0.9))
@settings(max_examples=60, deadline=None)
def test_the_groups_are_those_of_the_definition(seed: int, count: int, size: int, alike: float) -> None:
    rng = np.random.default_rng(seed)
    vectors = unit(rng.normal(size=(count, size)) + 0.5)
    apart = {(int(a), int(b)) for a, b in rng.integers(0, count, (count // 3, 2)) if a != b}
    assert partition(grouped(vectors, alike=alike, apart=apart)) == by_definition(vectors, alike, apart)


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_the_order_does_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    vectors = unit(rng.normal(size=(30, 4)))
    order = rng.permutation(30)
    labels = grouped(vectors, alike=0.5)
    mixed = grouped(vectors[order], alike=0.5)
    assert partition(mixed) == partition(labels[order])


def test_groups_are_numbered_as_they_first_appear() -> None:
    vectors = around(np.random.default_rng(1), 3, 4)
    assert grouped(vectors, alike=0.5).tolist() == [0] * 4 + [1] * 4 + [2] * 4
    assert grouped(vectors[::-1], alike=0.5).tolist() == [0] * 4 + [1] * 4 + [2] * 4
    assert in_order(np.array([7, -1, 3, 7])).tolist() == [0, -1, 1, 0]


def test_a_weight_counts_like_so_many_members() -> None:
    """The one in the middle joins the heavy one; what both then have in common with the third is not enough."""
    angles = np.radians([0, 40, 95])
    vectors = np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    heavy = grouped(vectors, alike=0.4, weights=np.array([3, 1, 1]))
    light = grouped(np.repeat(vectors, [3, 1, 1], axis=0), alike=0.4)
    assert heavy.tolist() == light[[0, 3, 4]].tolist()


def test_pairs_that_must_stay_apart_do_even_through_a_third() -> None:
    vectors = around(np.random.default_rng(2), 1, 6, noise=0.01)
    labels = grouped(vectors, alike=0.5, apart=[(0, 5), (1, 5)])
    assert labels[0] != labels[5] != labels[1]
    assert len(set(labels.tolist())) == 2


def test_more_than_can_be_compared_at_once_still_find_their_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "MOST", 50)
    vectors = around(np.random.default_rng(3), 4, 100)
    labels = grouped(vectors, alike=0.5, apart=[(3, 7)])
    assert labels[3] != labels[7]
    rest = np.delete(np.arange(400), [3, 7])
    assert partition(labels[rest]) == partition(np.repeat(np.arange(4), 100)[rest])


def test_nothing_is_no_groups() -> None:
    assert grouped(np.zeros((0, 4), np.float32), alike=0.5).tolist() == []
    assert centres(np.zeros((0, 4), np.float32), np.zeros(0, np.int64)).shape == (0, 4)


def test_a_centre_is_the_direction_of_its_members() -> None:
    vectors = np.array([[1, 0], [0, 1], [0, -1]], np.float32)
    assert centres(vectors, np.array([0, 0, -1])) == pytest.approx(np.array([[0.5**0.5, 0.5**0.5]]))
