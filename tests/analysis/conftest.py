"""The made film, looked at once."""

from pathlib import Path
from typing import Any

import pytest

from microdrama.analysis.film import Analysis, Senses, analyse
from microdrama.media.probe import probe
from microdrama.ports.face_finder import NoFaceFinder
from microdrama.providers.silero import SileroVoiceFinder


@pytest.fixture(scope="session")
def analysed(drama: Any, weights: Path) -> Analysis:
    voices = SileroVoiceFinder(weights / "silero_vad_v6.onnx")
    return analyse(probe(drama.path), sha256=None, senses=lambda: Senses(NoFaceFinder(), voices))
