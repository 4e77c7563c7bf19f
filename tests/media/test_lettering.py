"""Letters as libass draws them: measured in pictures, with a font that is on every machine of the tests."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from microdrama.domain.captions import Cue, Piece
from microdrama.domain.time import Span
from microdrama.media.ass import burn
from microdrama.media.child import run
from microdrama.media.lettering import Accent, Label, Lettered, Lettering, Tag, prepare_letters, write_lettering
from microdrama.media.typeface import TypefaceError, read_typeface


@pytest.fixture(scope="module")
def font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A TrueType font that Pillow carries, as a file."""
    from PIL import ImageFont

    path = tmp_path_factory.mktemp("font") / "face.ttf"
    face = ImageFont.load_default(size=20)
    path.write_bytes(face.font_bytes)
    return path


def cue(*lines: str, start: int = 0, end: int = 2) -> Cue:
    return Cue(Fraction(start), Fraction(end), tuple(tuple(Piece(f"{w} ") for w in line.split()) for line in lines))


def lettered(*lines: str, accent: Accent = "plain") -> Lettered:
    made = cue(*lines)
    return Lettered(made, tuple(tuple(accent for _ in line) for line in made.lines))


def drawn(letters: Lettering, font: Path, tmp_path: Path, *, at: float = 1.0) -> npt.NDArray[np.uint8]:
    """(1280, 720, 3) RGB: what is lettered over a grey picture at a moment."""
    burned = prepare_letters(letters, [font], tmp_path / "letters")
    raw = run(
        [
            "-f", "lavfi", "-i", "color=0x404040:s=720x1280:r=24:d=3", "-vf", f"{burn(burned.ass, burned.fonts)}",
            "-ss", f"{at}", "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1",
        ],
        doing="lettering",
    )  # fmt: skip
    return np.frombuffer(raw, np.uint8).reshape(1280, 720, 3)


def rows_of(mask: npt.NDArray[np.bool_]) -> tuple[float, float]:
    rows = np.flatnonzero(mask.any(axis=1))
    return rows[0] / 1280, rows[-1] / 1280


def white(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    return (picture > 200).all(axis=2)


def test_a_cue_stands_in_the_lower_third_clear_of_a_players_buttons(font: Path, tmp_path: Path) -> None:
    picture = drawn(Lettering([lettered("YOU SIGNED", "MY NAME")], Fraction(3)), font, tmp_path)
    first, last = rows_of(white(picture))
    assert 0.60 < first < last < 0.75
    columns = np.flatnonzero(white(picture).any(axis=0))
    assert columns[0] > 0.05 * 720
    assert columns[-1] < 0.95 * 720
    assert abs((columns[0] + columns[-1]) / 2 - 360) < 8


def test_a_long_line_is_made_smaller_until_it_fits(font: Path, tmp_path: Path) -> None:
    long = drawn(Lettering([lettered("EXTRAORDINARILY LONG UNBROKEN DECLARATIONS")], Fraction(3)), font, tmp_path)
    columns = np.flatnonzero(white(long).any(axis=0))
    assert 0.05 * 720 < columns[0] < columns[-1] < 0.95 * 720


@pytest.mark.parametrize("accent", ["accent", "danger"])
def test_words_that_matter_have_colour(font: Path, tmp_path: Path, accent: Accent) -> None:
    picture = drawn(Lettering([lettered("ALIVE", accent=accent)], Fraction(3)), font, tmp_path).astype(int)
    assert ((picture[..., 0] - picture[..., 2]) > 80).any()
    plain = drawn(Lettering([lettered("ALIVE")], Fraction(3)), font, tmp_path / "plain").astype(int)
    assert not ((plain[..., 0] - plain[..., 2]) > 80).any()


def test_nothing_is_lettered_before_and_after_its_time(font: Path, tmp_path: Path) -> None:
    picture = drawn(Lettering([lettered("NOW")], Fraction(3)), font, tmp_path, at=2.5)
    assert not white(picture).any()


def test_the_tag_stands_in_the_corner_all_the_time(font: Path, tmp_path: Path) -> None:
    letters = Lettering([], Fraction(3), Tag("EP 3", "THE SECOND SIGNATURE"))
    for at in (0.1, 2.8):
        picture = drawn(letters, font, tmp_path / f"{at}", at=at).astype(int)
        crimson = (picture[..., 0] > 200) & (picture[..., 1] < 60)
        first, last = rows_of(crimson)
        assert 0.06 < first < last < 0.12
        assert np.flatnonzero(crimson.any(axis=0))[0] < 50


def test_a_label_is_as_large_as_the_law_wants_and_gone_after_its_time(font: Path, tmp_path: Path) -> None:
    """GB 45438-2025: letters of at least 5 % of the shorter side; capitals of this font are 0.7 of their size."""
    letters = Lettering([], Fraction(3), label=Label("AI", Span(Fraction(0), Fraction(2)), size_px=86))
    picture = drawn(letters, font, tmp_path, at=1.0)
    first, last = rows_of(white(picture))
    assert (last - first) * 1280 >= 0.05 * 720
    assert not white(drawn(letters, font, tmp_path / "later", at=2.5)).any()


def test_commands_in_a_text_are_only_text(font: Path, tmp_path: Path) -> None:
    path = tmp_path / "letters.ass"
    write_lettering(Lettering([lettered("{\\an8}UP", "\\N")], Fraction(3)), [read_typeface(font)], path)
    events = [line.split(",,0,0,0,,", 1)[1] for line in path.read_text("utf-8").splitlines() if "Dialogue" in line]
    assert all("an8" not in tag for event in events for tag in _tags(event))


def _tags(event: str) -> list[str]:
    return [part.split("}")[0] for part in event.split("{")[1:]]


def test_a_letter_that_no_font_has_is_told(font: Path, tmp_path: Path) -> None:
    with pytest.raises(TypefaceError, match="nothing was lettered"):
        write_lettering(Lettering([lettered("你好")], Fraction(3)), [read_typeface(font)], tmp_path / "x.ass")
    assert not (tmp_path / "x.ass").exists()


def test_pictographs_that_no_font_shows_are_left_out(font: Path, tmp_path: Path) -> None:
    """With the words and cues that have nothing else; letters that no font shows are still refused."""
    told = [lettered("Hello \U0001f47b there\U0001f44d\U0001f3fd", "\U0001f47b"), lettered("\U0001f47b\ufe0f")]
    with_signs = Lettering(told, Fraction(3), tag=Tag("EP 1", "The \U0001f47b House"))
    plain = Lettering([lettered("Hello there")], Fraction(3), tag=Tag("EP 1", "The House"))
    assert np.array_equal(drawn(with_signs, font, tmp_path / "a"), drawn(plain, font, tmp_path / "b"))
    with pytest.raises(TypefaceError, match="shows م"):
        prepare_letters(Lettering([lettered("مرحبا")], Fraction(3)), [font], tmp_path / "c")
