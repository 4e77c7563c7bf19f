"""Loudness by EBU R 128 (ITU-R BS.1770): measuring a whole, following it over time, bringing it to a target.

The meter is ffmpeg's `ebur128` filter, the limiter its `alimiter`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import av
import av.error
import av.filter
import numpy as np

from microdrama.media.audio import RATE_HZ, Sound

TARGET_LUFS = -16.0
CEILING_DBTP = -1.5
SILENCE_LUFS = -70.0
STEP_S = 0.1  # the filter answers once per 100 ms
_TOLERANCE_LU = 0.1
_MOST_GAIN_DB = 40.0
_ATTEMPTS = 8
_PEAK_TOLERANCE_DB = 0.05
_LEAST_WORTH = 0.25
_BLOCK_SAMPLES = 48_000
_FRAMES_A_QUESTION = 32


@dataclass(frozen=True, slots=True)
class Measured:
    """Integrated loudness in LUFS (-70 for silence) and the true peak in dBTP of the louder side."""

    lufs: float
    true_peak_db: float


class LoudnessMeter:
    """Follows the loudness of a stream of decoded frames.

    `momentary` grows by one value in LUFS for each 100 ms; `integrated` is that of everything heard. Both are whole
    once the stream has ended: the filter is asked for them now and then, for each vain question costs time.
    """

    def __init__(self, *, true_peak: bool = False) -> None:
        self.momentary: list[float] = []
        self.integrated = SILENCE_LUFS
        self.true_peak_db = -120.0
        self._options = "metadata=1:peak=true" if true_peak else "metadata=1"
        self._graph: Any = None
        self._unasked = 0

    def hear(self, frame: Any) -> None:
        """Take in one decoded av.AudioFrame; every frame of a stream has the same format."""
        if self._graph is None:
            self._graph = self._build(frame)
        self._graph.push(frame)
        self._unasked += 1
        if self._unasked >= _FRAMES_A_QUESTION:
            self._drain()

    def silent_until(self, moment_s: float) -> None:
        """Count the time up to a moment as silence: the stream has a hole, or starts late."""
        self._drain()
        self.momentary += [SILENCE_LUFS] * (round(moment_s / STEP_S) - len(self.momentary))

    def end(self) -> None:
        """Tell that the stream is over, so that the last tenth of a second counts."""
        if self._graph is not None:
            self._graph.push(None)
        self._drain()

    def _build(self, frame: Any) -> Any:
        graph: Any = av.filter.Graph()
        source = graph.add_abuffer(
            sample_rate=frame.sample_rate,
            format=frame.format.name,
            layout=frame.layout.name,
            time_base=frame.time_base,
        )
        meter = graph.add("ebur128", self._options)
        sink = graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        graph.configure()
        return graph

    def _drain(self) -> None:
        self._unasked = 0
        while self._graph is not None:
            try:
                metadata = self._graph.pull().metadata
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            if "lavfi.r128.M" in metadata:
                self.momentary.append(_bounded(metadata["lavfi.r128.M"]))
                self.integrated = _bounded(metadata["lavfi.r128.I"])
            peak = metadata.get("lavfi.r128.true_peak")
            if peak is not None:
                self.true_peak_db = max(-120.0, 20 * float(np.log10(max(float(peak), 1e-6))))


def _bounded(text: str) -> float:
    value = float(text)
    return max(SILENCE_LUFS, value) if np.isfinite(value) else SILENCE_LUFS


def measure(sound: Sound) -> Measured:
    """Integrated loudness and true peak of a sound."""
    meter = LoudnessMeter(true_peak=True)
    for frame in _frames(sound):
        meter.hear(frame)
    meter.end()
    return Measured(meter.integrated, meter.true_peak_db)


def levelled(
    sound: Sound, *, target_lufs: float = TARGET_LUFS, ceiling_dbtp: float = CEILING_DBTP
) -> tuple[Sound, Measured]:
    """The sound at the target loudness (within 0.1 LU) with no true peak above the ceiling, and its measure.

    One gain for the whole, so that quiet scenes stay quieter than loud ones; a limiter takes the peaks, and
    the gain is found again with it in place. Silence stays silence, and no more than 40 dB are ever added.
    """
    before = measure(sound)
    if before.lufs <= SILENCE_LUFS:
        return sound, before
    gain_db, limit_db = min(target_lufs - before.lufs, _MOST_GAIN_DB), ceiling_dbtp
    result, after = sound, before
    tried_db, reached_lufs = 0.0, before.lufs
    for _ in range(_ATTEMPTS):
        result = sound * np.float32(10 ** (gain_db / 20))
        if before.true_peak_db + gain_db > ceiling_dbtp:
            result = _limited(result, limit_db)
        after = measure(result)
        wrong = target_lufs - after.lufs
        if after.true_peak_db > ceiling_dbtp + _PEAK_TOLERANCE_DB:
            limit_db -= after.true_peak_db - ceiling_dbtp  # it sees samples, not the curve between them
        elif abs(wrong) <= _TOLERANCE_LU or gain_db >= _MOST_GAIN_DB:
            break
        # where the limiter takes back a part of the gain, a decibel more brings less than one
        worth = (after.lufs - reached_lufs) / (gain_db - tried_db) if gain_db != tried_db else 1.0
        tried_db, reached_lufs = gain_db, after.lufs
        gain_db = min(gain_db + wrong / min(max(worth, _LEAST_WORTH), 1.0), _MOST_GAIN_DB)
    return result, after


def _limited(sound: Sound, limit_db: float) -> Sound:
    graph: Any = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=RATE_HZ, format="flt", layout="stereo", time_base=f"1/{RATE_HZ}")
    limiter = graph.add("alimiter", f"limit={10 ** (limit_db / 20):.6f}:level=0:attack=5:release=80:latency=1")
    shape = graph.add("aformat", "sample_fmts=flt")
    sink = graph.add("abuffersink")
    for left, right in ((source, limiter), (limiter, shape), (shape, sink)):
        left.link_to(right)
    graph.configure()
    blocks: list[Sound] = []
    for frame in [*_frames(sound), None]:
        graph.push(frame)
        while True:
            try:
                blocks.append(graph.pull().to_ndarray().reshape(-1, 2).astype(np.float32))
            except (av.error.BlockingIOError, av.error.EOFError):
                break
    return np.concatenate(blocks)[: len(sound)]


def _frames(sound: Sound) -> list[Any]:
    frames: list[Any] = []
    for start in range(0, len(sound), _BLOCK_SAMPLES):
        block = np.ascontiguousarray(sound[start : start + _BLOCK_SAMPLES], dtype=np.float32).reshape(1, -1)
        frame: Any = av.AudioFrame.from_ndarray(block, format="flt", layout="stereo")
        frame.sample_rate = RATE_HZ
        frame.pts = start
        frames.append(frame)
    return frames
