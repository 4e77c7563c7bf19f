"""Whisper base, multilingual, on CTranslate2 through faster-whisper: a Transcriber for 99 languages.

Eight-bit weights on two threads, greedy enough to be the same on every run: temperature 0 and no second tries with
chance in them. Nothing is ever looked for in a hub: the model is a folder that the registry has put in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, cast

import faster_whisper
import numpy as np
import numpy.typing as npt

from microdrama.domain.errors import MicrodramaError
from microdrama.ports.transcriber import HeardWord

FILES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt")
_THREADS = 2
_BEAM = 5
_LEAST_SAMPLES = 1_600
_TO_WHISPER = {"jv": "jw", "nb": "no", "fil": "tl", "cmn": "zh"}
_FROM_WHISPER = {"jw": "jv"}


class _Word(Protocol):
    """What faster-whisper says of a word."""

    start: float
    end: float
    word: str
    probability: float


class WhisperTranscriber:
    """See `ports.transcriber.Transcriber`. Holds about 350 MB; raises MicrodramaError where a file is missing."""

    def __init__(self, folder: Path) -> None:
        missing = [name for name in FILES if not (folder / name).is_file()]
        if missing:
            # without its tokenizer the library would ask a hub for one
            raise MicrodramaError(
                f"The speech model in {folder} lacks {missing[0]}; "
                f"delete that folder and run `microdrama models install whisper-base`."
            )
        self._model: Any = faster_whisper.WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=_THREADS, num_workers=1, local_files_only=True
        )

    def knows(self, language: str) -> bool:
        """See `ports.transcriber.Transcriber.knows`."""
        return _code(language) in self._model.supported_languages

    def languages(self, sound: npt.NDArray[np.float32]) -> Mapping[str, float]:
        """See `ports.transcriber.Transcriber.languages`."""
        if len(sound) < _LEAST_SAMPLES:
            return {}
        _, _, found = self._model.detect_language(audio=sound)
        shares = cast("list[tuple[str, float]]", found)
        return {_FROM_WHISPER.get(code, code): float(share) for code, share in shares}

    def hear(self, sound: npt.NDArray[np.float32], *, language: str) -> list[HeardWord]:
        """See `ports.transcriber.Transcriber.hear`."""
        if len(sound) < _LEAST_SAMPLES:
            return []
        segments, _ = self._model.transcribe(
            sound,
            language=_code(language),
            beam_size=_BEAM,
            temperature=0.0,
            condition_on_previous_text=False,  # a loop, once begun, would feed itself
            word_timestamps=True,
        )
        words = (word for segment in segments for word in cast("list[_Word]", segment.words))
        return [HeardWord(float(w.start), float(w.end), w.word, float(w.probability)) for w in words]


def _code(language: str) -> str:
    """Whisper's name for a BCP 47 tag: the primary language, with its own names for a few."""
    primary = language.replace("_", "-").split("-")[0].lower()
    return _TO_WHISPER.get(primary, primary)
