"""Directions that belong together: groups of unit vectors by average linkage, with pairs that must stay apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
MOST = 3000  # vectors that are compared all with all: 2 s; beyond, the rest goes to the nearest group


def grouped(
    vectors: Vectors, *, alike: float, weights: npt.NDArray[Any] | None = None, apart: Iterable[tuple[int, int]] = ()
) -> npt.NDArray[np.int64]:
    """The group of each of (count, size) unit vectors, (count,) int64, numbered in order of first appearance.

    Two groups are one while the mean cosine between their members, each counting as much as its weight, is at
    least `alike`; the most alike are joined first, so the order of the vectors does not matter. No group holds
    both of a pair in `apart`. Average linkage by chains of nearest neighbours (Murtagh 1983): time grows with the
    square of the count, memory with the count.
    """
    count = len(vectors)
    if count == 0:
        return np.zeros(0, np.int64)
    weight = np.ones(count) if weights is None else np.asarray(weights, np.float64)
    forbidden = _forbidden(apart)
    if count <= MOST:
        return in_order(_joined(np.asarray(vectors, np.float64), weight, alike, forbidden))
    spread = np.linspace(0, count - 1, MOST).astype(np.int64)
    place = {int(at): n for n, at in enumerate(spread)}
    inside = {place[a]: {place[b] for b in others if b in place} for a, others in forbidden.items() if a in place}
    found = _joined(np.asarray(vectors, np.float64)[spread], weight[spread], alike, inside)
    labels = np.full(count, -1, np.int64)
    labels[spread] = found
    _assign_rest(vectors, labels, alike, forbidden)
    return in_order(labels)


def in_order(labels: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """The same groups numbered 0, 1, ... in order of first appearance; what is -1 stays -1."""
    names: dict[int, int] = {}
    return np.array([-1 if n < 0 else names.setdefault(int(n), len(names)) for n in labels], np.int64)


def centres(vectors: Vectors, labels: npt.NDArray[Any], *, weights: npt.NDArray[Any] | None = None) -> Vectors:
    """(groups, size): the unit vector in the middle of each group 0, 1, ...; members of -1 are left out."""
    count = int(labels.max(initial=-1)) + 1
    sums = np.zeros((count, vectors.shape[1]), np.float64)
    weight = np.ones(len(vectors)) if weights is None else weights
    inside = labels >= 0
    np.add.at(sums, labels[inside], (vectors * weight[:, None])[inside])
    return (sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)).astype(np.float32)


def _forbidden(apart: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    forbidden: dict[int, set[int]] = {}
    for one, other in apart:
        forbidden.setdefault(one, set()).add(other)
        forbidden.setdefault(other, set()).add(one)
    return forbidden


def _joined(
    vectors: npt.NDArray[np.float64], weight: npt.NDArray[np.float64], alike: float, forbidden: dict[int, set[int]]
) -> npt.NDArray[np.int64]:
    """Labels by average linkage. A chain stops where nothing is alike enough: what ends a chain is a group for good.

    That is right because joining two groups makes neither of them more alike to a third than the liker of the two.
    """
    sums, sizes = vectors * weight[:, None], weight.copy()
    labels = np.arange(len(vectors))
    kept_apart = {at: set(others) for at, others in forbidden.items()}
    alive = np.ones(len(vectors), bool)
    open_ = alive.copy()
    chain: list[int] = []
    while open_.any():
        if not chain:
            chain.append(int(np.argmax(open_)))
        at = chain[-1]
        likeness = np.where(open_, (sums @ sums[at]) / (sizes * sizes[at]), -np.inf)
        likeness[at] = -np.inf
        likeness[list(kept_apart.get(at, ()))] = -np.inf
        before = chain[-2] if len(chain) > 1 else -1
        best = int(np.argmax(likeness))
        if before >= 0 and likeness[before] >= likeness[best]:
            best = before
        if likeness[best] < alike:
            open_[at] = False
            chain.clear()
        elif best != before:
            chain.append(best)
        else:
            del chain[-2:]
            _join(sums, sizes, labels, kept_apart, at, best)
            open_[best] = False
    return labels


def _join(
    sums: npt.NDArray[np.float64],
    sizes: npt.NDArray[np.float64],
    labels: npt.NDArray[np.int64],
    kept_apart: dict[int, set[int]],
    at: int,
    other: int,
) -> None:
    """Make `other` part of the group `at`."""
    sums[at] += sums[other]
    sizes[at] += sizes[other]
    labels[labels == other] = at
    for enemy in kept_apart.pop(other, set[int]()):
        kept_apart[enemy].discard(other)
        kept_apart[enemy].add(at)
        kept_apart.setdefault(at, set()).add(enemy)


def _assign_rest(vectors: Vectors, labels: npt.NDArray[np.int64], alike: float, forbidden: dict[int, set[int]]) -> None:
    """Give each vector that has no group the nearest one that is alike enough and that it may belong to."""
    names, found = np.unique(labels[labels >= 0], return_inverse=True)
    compact = np.full(len(labels), -1, np.int64)
    compact[labels >= 0] = found
    likeness = vectors @ centres(vectors, compact).T
    for at in np.flatnonzero(labels < 0):
        barred = {labels[other] for other in forbidden.get(int(at), ())}
        for column in np.argsort(-likeness[at]):
            if likeness[at, column] < alike:
                break
            if names[column] not in barred:
                labels[at] = names[column]
                break
