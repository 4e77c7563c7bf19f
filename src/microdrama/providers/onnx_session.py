"""Networks on onnxruntime, on the processor alone and without a word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import onnxruntime


def session(model: Path | bytes, *, threads: int | None = None) -> Any:
    """A network ready to run, from its file or its bytes; `threads` inside one operator, all cores without it."""
    engine: Any = onnxruntime  # its types are compiled in and unknown here
    options = engine.SessionOptions()
    if threads is not None:
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
    options.log_severity_level = 3
    network = str(model) if isinstance(model, Path) else model
    return engine.InferenceSession(network, sess_options=options, providers=["CPUExecutionProvider"])
