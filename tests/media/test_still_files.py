"""Stills as files: whatever a generator may deliver as a picture comes out as RGB, anything else as a sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from microdrama.media.still_files import StillFileError, kind_of_still, read_still

RED, GREEN = (220, 30, 40), (20, 200, 60)


def half_and_half(mode: str = "RGB") -> Image.Image:
    picture = Image.new("RGB", (64, 112), RED)
    picture.paste(GREEN, (0, 56, 64, 112))
    return picture.quantize(16) if mode == "P" else picture.convert(mode)


@pytest.mark.parametrize(
    ("name", "mode", "most"),
    [
        ("a.png", "RGB", 1),
        ("alpha.png", "RGBA", 1),
        ("few.png", "P", 2),
        ("a.jpg", "RGB", 12),
        ("a.webp", "RGB", 12),
    ],
)
def test_every_kind_is_the_same_picture(tmp_path: Path, name: str, mode: str, most: int) -> None:
    half_and_half(mode).save(tmp_path / name)
    picture = read_still(tmp_path / name).astype(int)
    assert picture.shape == (112, 64, 3)
    assert np.abs(picture[20, 30] - RED).max() <= most
    assert np.abs(picture[90, 30] - GREEN).max() <= most


def test_a_kind_is_told_by_its_bytes(tmp_path: Path) -> None:
    half_and_half().save(tmp_path / "picture.jpg", "PNG")
    assert read_still(tmp_path / "picture.jpg").shape == (112, 64, 3)
    assert kind_of_still(b"GIF89a") is None


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6])
@pytest.mark.parametrize("name", ["a.png", "a.webp", "a.jpg"])
def test_a_file_that_breaks_off_is_one_sentence(tmp_path: Path, name: str, share: float) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (112, 64, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(StillFileError, match="damaged or incomplete"):
        read_still(tmp_path / name)


def test_what_is_no_picture_or_not_there_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.png").write_text("<svg/>")
    with pytest.raises(StillFileError, match="no picture"):
        read_still(tmp_path / "x.png")
    with pytest.raises(StillFileError, match="cannot be read"):
        read_still(tmp_path / "none.png")


def test_a_picture_that_claims_to_be_vast_is_not_decoded(tmp_path: Path) -> None:
    Image.new("L", (9000, 8), 3).save(tmp_path / "wide.png")
    with pytest.raises(StillFileError, match=r"damaged or incomplete|larger than"):
        read_still(tmp_path / "wide.png")
