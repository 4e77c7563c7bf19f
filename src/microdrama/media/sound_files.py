"""Sound files as arrays: WAV, MP3, FLAC, Ogg and AAC in, told by their first bytes; 16-bit WAV out."""

from __future__ import annotations

import contextlib
import wave
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np
import numpy.typing as npt

from microdrama.domain.errors import MicrodramaError
from microdrama.media.probe import opened

Mono = npt.NDArray[np.float32]
"""(samples,) float32, -1 to 1."""

_LONGEST_S = 3600
_AUDIBLE = 10 ** (-45 / 20)
_UNSTATED = (0, 0xFFFFFFFF, 0x7FFFFFFF)  # written by those who do not know yet how long a sound will be
_STEP_S, _KEPT_S = 0.01, 0.05


class SoundFileError(MicrodramaError):
    """A file cannot serve as a sound; nothing was written."""


def _demuxer(head: bytes) -> str | None:
    if head.startswith((b"RIFF", b"RF64")) and head[8:12] == b"WAVE":
        return "wav"
    if head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "mp3"
    if head[4:8] == b"ftyp":
        return "mov"
    return {b"fLaC": "flac", b"OggS": "ogg"}.get(head[:4])


def read_sound_file(path: Path, *, rate_hz: int = 48_000) -> Mono:
    """The whole sound on one channel at a rate; raises SoundFileError for whatever cannot be heard."""
    try:
        with path.open("rb") as file:
            demuxer = _demuxer(head := file.read(12))
        whole = path.stat().st_size
    except OSError as error:
        raise SoundFileError(f"{path} cannot be read: {error.strerror}.") from error
    if demuxer is None:
        raise SoundFileError(f"{path} is no sound that microdrama reads (WAV, MP3, FLAC, Ogg, M4A).")
    stated = int.from_bytes(head[4:8], "little")
    if demuxer == "wav" and stated not in _UNSTATED and stated + 8 > whole + 1:
        raise SoundFileError(f"{path} is damaged or incomplete: it breaks off.")
    resampler = av.AudioResampler("flt", "mono", rate_hz)
    blocks: list[Mono] = []
    heard = 0
    try:
        with opened(path, demuxer) as container:
            frames: Any = container.decode(audio=0)
            while heard < _LONGEST_S * rate_hz and (frame := next(frames, None)) is not None:
                frame.pts = None
                blocks += [block.to_ndarray()[0] for block in resampler.resample(frame)]
                heard += blocks[-1].shape[0] if blocks else 0
            with contextlib.suppress(ValueError):  # nothing was heard at all
                blocks += [block.to_ndarray()[0] for block in resampler.resample(None)]
    except (av.error.FFmpegError, IndexError, ValueError, MicrodramaError) as error:
        raise SoundFileError(f"{path} is damaged or incomplete.") from error
    if not heard:
        raise SoundFileError(f"{path} holds no sound.")
    return np.concatenate(blocks).astype(np.float32, copy=False)


def trimmed(sound: Mono, rate_hz: int) -> Mono:
    """The sound from 50 ms before it can first be heard (-45 dBFS) to 50 ms after it last can; all if it never is."""
    step = max(1, round(_STEP_S * rate_hz))
    count = len(sound) // step
    loud = np.flatnonzero(np.abs(sound[: count * step]).reshape(count, step).max(axis=1, initial=0) >= _AUDIBLE)
    if not loud.size:
        return sound
    kept = round(_KEPT_S * rate_hz)
    return sound[max(0, int(loud[0]) * step - kept) : (int(loud[-1]) + 1) * step + kept]


def write_wav(path: Path, sound: Mono, rate_hz: int) -> None:
    """Write a sound as 16-bit PCM on one channel."""
    values = np.clip(np.rint(sound * 32767), -32768, 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(values.tobytes())
