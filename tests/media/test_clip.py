"""The clip of a shot: its pictures come back as they were, in the house's colours, the same file every time."""

from pathlib import Path

import av
import numpy as np
import pytest

from microdrama.media.child import ChildError
from microdrama.media.clip import ClipEncoder, i420

SIZE = (96, 160)


def pictures(count: int) -> list[np.ndarray]:
    y, x = np.mgrid[0:160, 0:96]
    made = []
    for n in range(count):
        colours = np.stack([128 + 100 * np.sin(x / 19 + n / 5), 128 + 90 * np.cos(y / 23), 120 + 0 * x + n], axis=2)
        made.append(colours.clip(0, 255).astype(np.uint8))
    return made


def written(path: Path, count: int = 30) -> Path:
    with ClipEncoder(path, size=SIZE) as encoder:
        for picture in pictures(count):
            encoder.write(picture)
    return path


def test_a_clip_has_every_picture_as_it_was(tmp_path: Path) -> None:
    with av.open(str(written(tmp_path / "shot.mp4"))) as container:
        stream = container.streams.video[0]
        assert stream.average_rate == 24
        context = stream.codec_context
        assert (context.colorspace, context.color_range) == (1, 1)  # BT.709, limited
        frames = [frame.to_ndarray(format="yuv420p") for frame in container.decode(video=0)]
    assert len(frames) == 30
    for frame, picture in zip(frames, pictures(30), strict=True):
        assert np.abs(frame.astype(int) - i420(picture)).mean() < 1.0


def test_the_same_pictures_give_the_same_file(tmp_path: Path) -> None:
    assert written(tmp_path / "one.mp4").read_bytes() == written(tmp_path / "two.mp4").read_bytes()


@pytest.mark.parametrize(
    ("colour", "planes"),
    [((0, 0, 0), (16, 128, 128)), ((255, 255, 255), (235, 128, 128)), ((255, 0, 0), (63, 102, 240)),
     ((0, 255, 0), (173, 42, 26)), ((0, 0, 255), (32, 240, 118))],
)  # fmt: skip
def test_colours_are_those_of_the_standard(colour: tuple[int, ...], planes: tuple[int, ...]) -> None:
    """BT.709 in eight bits, limited range: the values that its tables give for pure colours."""
    made = i420(np.full((4, 4, 3), colour, np.uint8))
    assert made.shape == (6, 4)
    assert np.abs(np.array([made[0, 0], made[4, 0], made[5, 0]], int) - planes).max() <= 1


def test_the_two_colour_planes_are_half_as_large_and_in_place() -> None:
    picture = np.zeros((4, 8, 3), np.uint8)
    picture[:, 4:] = (0, 0, 255)
    blue = i420(picture)[4:].reshape(2, 2, 4)[0]
    assert (blue[:, :2] == 128).all()
    assert (blue[:, 2:] >= 239).all()


def test_an_error_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="96x160"), ClipEncoder(tmp_path / "shot.mp4", size=SIZE) as encoder:
        encoder.write(pictures(1)[0])
        encoder.write(np.zeros((2, 2, 3), np.uint8))
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_encoded_is_said(tmp_path: Path) -> None:
    with pytest.raises(ChildError), ClipEncoder(tmp_path / "none" / "shot.mp4", size=SIZE) as encoder:
        for picture in pictures(40):
            encoder.write(picture)
