"""Colours survive from the film to the episode: matrices, ranges, bit depths, high dynamic range."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fixtures.clips import ffmpeg, luma_of, make, silence
from microdrama.domain.time import FrameRate
from microdrama.media.encode import EpisodeEncoder, EpisodeFiles, PictureFormat
from microdrama.media.frames import pictures_at
from microdrama.media.probe import Film, probe
from microdrama.media.survey import Survey

RED, WHITE, BLACK, SKIN = (200, 40, 60), (255, 255, 255), (0, 0, 0), (220, 170, 140)


def episode_of(film: Film, folder: Path) -> EpisodeFiles:
    """An episode made of the film's first picture."""
    picture = next(pictures_at(film, [Fraction(0)]))
    high, wide = (side // 2 * 2 for side in picture.luma.shape)
    form = PictureFormat(wide, high, FrameRate(2), film.high_dynamic_range, film.full_range, film.matrix)
    with EpisodeEncoder(folder, form, silence(1), quality="draft") as encoder:
        encoder.write(picture, left=0, top=0)
        encoder.write(picture, left=0, top=0)
        return encoder.finish()


@dataclass(frozen=True)
class Form:
    """How a flat colour is stored: the size of its pictures, and ffmpeg's options."""

    name: str
    options: tuple[str, ...]
    size: tuple[int, int] = (64, 48)
    suffix: str = "mkv"


def _h264(pixels: str, scale: str, colorspace: str) -> tuple[str, ...]:
    tags = f"setparams=colorspace={colorspace}" + (":range=pc" if "pc" in scale else "")
    return ("-vf", f"scale={scale},format={pixels},{tags}", "-c:v", "libx264", "-preset", "ultrafast", "-qp", "4")


_PRORES = ("-vf", "scale=out_color_matrix=bt709,setparams=colorspace=bt709", "-pix_fmt", "yuv422p10le")
_PLAIN = ("-c:v", "libx264", "-preset", "ultrafast", "-qp", "4", "-pix_fmt", "yuv420p")
FORMS = [
    Form("tagged as BT.709", _h264("yuv420p", "out_color_matrix=bt709", "bt709")),
    Form("small and untagged", ("-vf", "scale=out_color_matrix=bt601", *_PLAIN)),
    Form("large and untagged", ("-vf", "scale=out_color_matrix=bt709", *_PLAIN), (64, 600)),
    Form("full range", _h264("yuvj420p", "out_color_matrix=bt709:out_range=pc", "bt709")),
    Form("full range with all colour", _h264("yuvj444p", "out_color_matrix=bt709:out_range=pc", "bt709")),
    Form("a camera's JPEG pictures", ("-pix_fmt", "yuvj422p", "-c:v", "mjpeg", "-q:v", "1"), suffix="mov"),
    Form("RGB", ("-c:v", "libx264rgb", "-preset", "ultrafast", "-qp", "4")),
    Form("large RGB", ("-c:v", "libx264rgb", "-preset", "ultrafast", "-qp", "4"), (64, 600)),
    Form("ten bits", _h264("yuv420p10le", "out_color_matrix=bt709", "bt709")),
    Form("BT.2020 without high range", _h264("yuv420p", "out_color_matrix=bt2020", "bt2020nc")),
    Form("SMPTE 240M", _h264("yuv420p", "out_color_matrix=smpte240m", "smpte240m")),
    Form("ProRes", (*_PRORES, "-c:v", "prores_ks"), suffix="mov"),
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_colour_stays_what_it_was(tmp_path: Path, form: Form) -> None:
    wide, high = form.size
    colours = [RED, WHITE, BLACK, SKIN]
    rows = np.repeat(np.array(colours, np.uint8), high // 4, axis=0)[:, None, :]
    raw = np.broadcast_to(rows, (high, wide, 3)).tobytes()
    film = probe(make(tmp_path / f"film.{form.suffix}", [raw] * 2, size=form.size, pixels="rgb24", video=form.options))
    assert len(list(Survey(film).blocks())) == 1
    made = episode_of(film, tmp_path / "episode")
    judged = ffmpeg(
        "-i", str(made.hls / "360p.m4s"), "-frames:v", "1",
        "-vf", "scale=in_color_matrix=bt709,format=gbrp,format=rgb24", "-f", "rawvideo", "pipe:1",
    )  # fmt: skip
    seen = np.frombuffer(judged, np.uint8).reshape(4, 160, 360, 3)[:, 60:100, 100:260].mean(axis=(1, 2))
    assert np.abs(seen - np.array(colours)).max() < 9, seen.round()
    with Image.open(made.poster) as poster:  # as a browser reads it
        shown = np.asarray(poster.convert("RGB")).reshape(4, 320, 720, 3)[:, 120:200, 200:520].mean(axis=(1, 2))
    assert np.abs(shown - np.array(colours)).max() < 6, shown.round()


def _pq(nits: float) -> float:
    """SMPTE ST 2084: the share of the signal range that stands for so many candela a square metre."""
    y = (nits / 10_000) ** 0.1593017578125
    return float(((0.8359375 + 18.8515625 * y) / (1 + 18.6875 * y)) ** 78.84375)


def _ramp(shares: list[float]) -> bytes:
    codes = np.array([round(64 + 876 * share) for share in shares], "<u2")
    luma = np.broadcast_to(codes[np.arange(160) * len(shares) // 160], (96, 160))
    return luma.tobytes() + np.full((48, 80), 512, "<u2").tobytes() * 2


def _shown(folder: Path, shares: list[float], transfer: str) -> tuple[Film, list[int]]:
    tags = f"setparams=color_trc={transfer}:color_primaries=bt2020:colorspace=bt2020nc:range=tv"
    video = ("-vf", tags, "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "lossless=1:log-level=none")
    film = probe(make(folder / "film.mkv", [_ramp(shares)] * 2, size=(160, 96), pixels="yuv420p10le", video=video))
    made = episode_of(film, folder / "episode")
    luma = luma_of(made.hls / "360p.m4s", size=(360, 640))[0]
    poster = luma_of(made.poster, size=(720, 1280))[0]  # full range, where the episode has 219 steps
    assert np.abs(poster[::2, ::2][318:322].astype(int) - (luma[318:322].astype(int) - 16) * 255 / 219).mean() < 4
    return film, [int(luma[320, round((at + 0.5) * 360 / len(shares))]) for at in range(len(shares))]


def test_high_range_becomes_standard_in_order_without_clipping(tmp_path: Path) -> None:
    nits = [0.005, 1, 26, 100, 203, 400, 1000]
    film, levels = _shown(tmp_path, [_pq(one) for one in nits], "smpte2084")
    assert film.high_dynamic_range == "pq"
    assert levels == sorted(set(levels))  # every step is still a step
    assert levels[0] <= 24  # black stays black
    assert 50 <= levels[2] <= 120  # mid-grey, 18 % of white, is neither black nor bright
    assert 130 <= levels[4] <= 235  # white is bright, with room above it for highlights
    assert levels[-1] <= 235


def test_both_kinds_of_high_range_give_one_picture(tmp_path: Path) -> None:
    # ITU-R BT.2408: white is 203 cd/m2, which is 58 % of PQ and 75 % of HLG; the peak of HLG is 1000
    (tmp_path / "pq").mkdir()
    (tmp_path / "hlg").mkdir()
    _, pq = _shown(tmp_path / "pq", [_pq(203), _pq(1000), _pq(26)], "smpte2084")
    film, hlg = _shown(tmp_path / "hlg", [0.75, 1.0, 0.38], "arib-std-b67")
    assert film.high_dynamic_range == "hlg"
    assert np.abs(np.array(pq) - np.array(hlg)).max() <= 3, (pq, hlg)


def test_ten_bits_reach_the_encoder_whole(tmp_path: Path) -> None:
    tags = "setparams=color_trc=smpte2084:color_primaries=bt2020:colorspace=bt2020nc:range=tv"
    raw = _ramp([0.1, 0.5, 0.9])
    video = ("-vf", tags, "-c:v", "ffv1")
    film = probe(make(tmp_path / "film.mkv", [raw] * 2, size=(160, 96), pixels="yuv420p10le", video=video))
    picture = next(pictures_at(film, [Fraction(0)]))
    assert picture.luma.dtype == picture.cb.dtype == np.uint16
    assert picture.luma.tobytes() + picture.cb.tobytes() + picture.cr.tobytes() == raw
