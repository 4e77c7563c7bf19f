"""The linear programme behind the camera's path: as few and as even moves as the subject allows.

After Grundmann, Kwatra and Essa, "Auto-directed video stabilization with robust L1 optimal camera paths" (2011).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

Floats = npt.NDArray[np.float64]

_MATRICES: Any = sparse  # its types are known in part only
_FASTEST_FOLLOWING = 0.5
_WEIGHTS = (30.0, 1.0, 100.0)  # of the three differences; more for the first than in the paper: fewer turns
_OUTSIDE = 2000.0  # what a step costs on which the subject is not inside: more than any detour


def shortest(first: Floats, last: Floats, tail: Floats, step_s: float) -> Floats:
    """One linear programme. Unknowns: the places, the sizes of their three differences, and how far outside."""
    count = len(first)
    differences = [_difference(count, order) for order in (1, 2, 3)]
    sizes = [difference.shape[0] for difference in differences]
    rows: list[list[Any]] = []
    for index, difference in enumerate(differences):
        own: list[Any] = [_MATRICES.csr_matrix((sizes[index], size)) for size in sizes]
        own[index] = -_MATRICES.identity(sizes[index])
        nothing = _MATRICES.csr_matrix((sizes[index], count))
        rows += [[difference, *own, nothing], [-difference, *own, nothing]]
    place, free = _MATRICES.identity(count), [_MATRICES.csr_matrix((count, size)) for size in sizes]
    rows += [[place, *free, -place], [-place, *free, -place]]
    bounds: list[tuple[float, float | None]] = [(0.0, 1.0)] * count
    bounds[: len(tail)] = [(float(value), float(value)) for value in tail]
    bounds += [(0.0, _FASTEST_FOLLOWING * step_s + 1e-9)] * sizes[0] if not len(tail) else [(0.0, None)] * sizes[0]
    bounds += [(0.0, None)] * (sizes[1] + sizes[2] + count)
    costs = np.concatenate(
        [np.zeros(count), *(np.full(size, weight) for size, weight in zip(sizes, _WEIGHTS, strict=True)),
         np.full(count, _OUTSIDE * step_s)]
    )  # fmt: skip
    limits = np.concatenate([np.zeros(2 * sum(sizes)), last, -first])
    engine: Any = optimize
    found = engine.linprog(costs, A_ub=_MATRICES.bmat(rows, format="csr"), b_ub=limits, bounds=bounds, method="highs")
    if found.x is None:
        return (first + last) / 2  # it has a solution for any numbers; this is for an engine that gives up
    return np.asarray(found.x[:count], np.float64)


def _difference(count: int, order: int) -> Any:
    matrix: Any = _MATRICES.identity(count, format="csr")
    for _ in range(order):
        matrix = matrix[1:] - matrix[:-1]
    return matrix
