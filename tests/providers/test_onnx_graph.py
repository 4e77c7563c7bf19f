"""Networks written by hand, and a look inside one that is finished."""

import numpy as np

from microdrama.providers.onnx_graph import OnnxGraph, with_output
from microdrama.providers.onnx_session import session


def test_what_is_computed_inside_can_be_handed_out_too() -> None:
    graph = OnnxGraph()
    twice = graph.one("Add", graph.input("x", [3]), "x")
    end = graph.one("Relu", twice)
    graph.output(end, [3])
    feed = {"x": np.asarray([-1, 0, 2], np.float32)}
    assert [list(found) for found in session(graph.model()).run(None, feed)] == [[0, 0, 4]]
    assert [list(found) for found in session(with_output(graph.model(), twice)).run(None, feed)] == [
        [0, 0, 4],
        [-2, 0, 4],
    ]
