"""Inserts and props: messages in order inside the screen, whatever people write; things that are told apart."""

import itertools
import os
from pathlib import Path

import numpy as np
import pytest

from microdrama.animate.drawn import phones, props
from microdrama.animate.drawn.cels import Cel, lay
from microdrama.animate.drawn.inserts import draw_insert
from microdrama.animate.drawn.light import Light
from microdrama.animate.drawn.place import Layer, Place, draw_place
from microdrama.animate.drawn.written import ELLIPSIS, Type, set_in
from microdrama.domain.storyboard import Insert, Location, Prop
from microdrama.media.typeface import TypefaceError
from microdrama.providers import fonts as registry

LIGHT = Light(
    ambient=(0.6, 0.5, 0.7), key=(1.0, 0.7, 0.4), key_side="right", key_strength=0.3, rim=(0.4, 0.8, 1.0), rim_px=5,
    wrap=0.3, haze=(0.5, 0.4, 0.6),
)  # fmt: skip
WHITE = Light((1, 1, 1), (0, 0, 0), "left", 0, (0, 0, 0), 0, 0, (0, 0, 0))
SIZE = {"width": 180, "height": 320}
HOSTILE = [
    "</text><script>alert(1)</script>", "a & b < c > d \"e\" 'f'", "\u0645\u0631\u062d\u0628\u0627 \u0628\u0643",
    "\U0001f600\U0001f480 ok", "x" * 3000, "word " * 700, "\x00\x07\ud800 bell", "   ", "]]>", "&#0;",
    "\u4f60\u597d" * 400,
]  # fmt: skip


@pytest.fixture(scope="module")
def font() -> Path:
    found = registry.fonts_for(["Latin"], "en")
    return registry.install_fonts(found, Path(os.environ["MICRODRAMA_HOME"]) / "models" / "fonts")[0]


@pytest.fixture(scope="module")
def place() -> Place:
    location = Location(id="room", name="Room", kind="bedroom", interior=True, seed=2)
    return draw_place(location, time="night", weather="clear", mood="calm", **SIZE, blur_px=4)


def made(insert: Insert, place: Place, font: Path | None, **more: object) -> tuple[Layer, ...]:
    faces: dict[str, Cel] = more.pop("faces", {})  # type: ignore[assignment]
    return draw_insert(insert, faces=faces, place=place, **SIZE, fonts=[font] if font else [], **more)  # type: ignore[arg-type]


def test_messages_appear_one_by_one_from_top_to_bottom_inside_the_screen(font: Path, place: Place) -> None:
    texts = [
        "Where are you?",
        "> At home.",
        "Liar. I can see the house from here, and there is no light in it.",
        "> Go.",
    ]
    layers = made(Insert(kind="phone", texts=texts), place, font)
    assert len(layers) == 1 + len(texts)
    assert all(layer.depth > 1 for layer in layers)
    placed = phones.layout(set_in((font,)), texts)
    x0, y0, wide, tall = phones.SCREEN
    for bubble in placed:
        left, top, broad, high = bubble.box
        assert x0 < left
        assert left + broad < x0 + wide
        assert y0 < top
        assert top + high < y0 + tall
        assert bubble.own == (left + broad / 2 > x0 + wide / 2)
    assert all(one.box[1] + one.box[3] < other.box[1] for one, other in itertools.pairwise(placed))
    assert [bubble.own for bubble in placed] == [False, True, False, True]
    tops = [layer.cel.top for layer in layers[1:]]
    assert tops == sorted(tops)


def test_few_messages_end_above_the_captions_and_many_still_fit(font: Path) -> None:
    type_ = set_in((font,))
    few = phones.layout(type_, ["One.", "> Two."])
    assert few[-1].box[1] + few[-1].box[3] < 0.64 * 1280
    many = phones.layout(type_, [f"Message {n} " + "and so on " * 30 for n in range(40)])
    assert 3 <= len(many) <= phones.MOST
    assert many[-1].box[1] + many[-1].box[3] < phones.SCREEN[1] + phones.SCREEN[3]
    assert "39" in many[-1].lines[0]


@pytest.mark.parametrize("kind", ["phone", "letter", "photo", "prop", "sign", "title"])
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_people_write_breaks_a_picture(kind: str, text: str, font: Path, place: Place) -> None:
    layers = made(Insert(kind=kind, texts=[text, text], sender="x", prop="thing"), place, font, names={"x": text})  # type: ignore[arg-type]
    picture = np.zeros((SIZE["height"], SIZE["width"], 3), np.uint8)
    for layer in layers:
        lay(picture, layer.cel)
    assert picture.std() > 4


@pytest.mark.parametrize("kind", ["phone", "letter", "sign"])
def test_without_fonts_there_are_strokes_instead_of_words(kind: str, place: Place) -> None:
    assert made(Insert(kind=kind, texts=["Hello"]), place, None)  # type: ignore[arg-type]


def test_words_are_seen(font: Path, place: Place) -> None:
    with_words, without = (made(Insert(kind="sign", texts=texts), place, font)[0].cel for texts in (["MOON"], []))
    assert with_words.sheet.shape == without.sheet.shape or with_words.sheet.size != without.sheet.size
    bright = [(cel.sheet[..., :3].min(axis=2) > 150).sum() for cel in (with_words, without)]
    assert bright[0] > bright[1] + 40


def test_a_face_is_shown_on_the_telephone_and_on_the_photograph(font: Path, place: Place) -> None:
    green = Cel(np.full((60, 50, 4), (0, 255, 0, 255), np.uint8))
    for kind in ("phone", "photo"):
        body = made(Insert(kind=kind, texts=[], sender="mei"), place, font, faces={"mei": green})[0].cel.sheet  # type: ignore[arg-type]
        lime = (body[..., 1].astype(int) - body[..., 0] > 200) & (body[..., 1].astype(int) - body[..., 2] > 200)
        assert lime.sum() > 60, kind


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip()], ids=range(len(HOSTILE) - 1))
def test_long_words_are_shortened_with_an_ellipsis_and_always_fit(text: str, font: Path) -> None:
    type_ = set_in((font,))
    lines = type_.lines(text, size=30, wide=300, most=3)
    assert len(lines) <= 3
    assert all(type_.width(line) * 30 <= 300.01 for line in lines)
    if len(type_.clean(text)) > 400:
        assert lines[-1].endswith(ELLIPSIS)


def test_markup_is_written_out(font: Path) -> None:
    svg = set_in((font,)).svg(["<b>&</b>"], x=0, y=0, size=10, colour=(1, 1, 1))
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in svg


def test_what_no_font_can_show_is_left_out(font: Path) -> None:
    assert set_in((font,)).clean("ok \U0001f600 \x00yes") == "ok yes"
    assert Type(faces=(), families=(), fonts=()).clean("nothing can be shown") == ""


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.ttf").write_bytes(b"no font")
    with pytest.raises(TypefaceError):
        set_in((tmp_path / "no.ttf",))


def test_every_prop_is_drawn_and_differs_from_the_others() -> None:
    sheets = {kind: props.draw_prop(kind, size_px=64, light=LIGHT).sheet for kind in props.KINDS}
    assert all((sheet[..., 3] > 200).mean() > 0.06 for sheet in sheets.values())
    assert len({sheet.tobytes() for sheet in sheets.values()}) == len(props.KINDS)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Wedding Ring", "ring"), ("ring box", "ring_box"), ("a bloody knife", "knife"), ("合同", "contract"),
        ("Divorce papers", "contract"), ("old photograph", "photo"), ("wine glass", "glass"), ("mobile", "phone"),
        ("an unknown gadget", "parcel"), ("", "parcel"), ("<svg>", "parcel"), ("string", "parcel"),
    ],
)  # fmt: skip
def test_a_prop_is_what_its_words_mean(words: str, kind: str) -> None:
    assert props.meant(words) == kind


def test_a_thing_has_the_colours_that_the_story_tells(place: Place) -> None:
    told = Prop(id="ring", name="ring", kind="ring", colour="#c9cfdb", accent="#2b4c9b")
    usual = Prop(id="ring", name="ring", kind="ring")
    blue, gold = (
        made(Insert(kind="prop", prop="ring"), place, None, props={"ring": one})[0].cel.sheet for one in (told, usual)
    )
    assert (blue != gold).any()
    sheet = props.draw_prop("ring", size_px=200, light=WHITE, colours=("#00ff00", "#0000ff")).sheet.astype(int)
    stone, band = sheet[40:60, 90:110, :3].mean(axis=(0, 1)), sheet[120:160, 40:44, :3].mean(axis=(0, 1))
    assert stone[2] > 1.3 * stone[:2].max()
    assert band[1] > 1.3 * max(band[0], band[2])


def test_what_has_one_colour_takes_no_second() -> None:
    for kind in props.KINDS:
        assert props.draw_prop(kind, size_px=32, light=LIGHT, colours=("#123456", "#654321", "#000000")).sheet.any()


def test_a_short_letter_is_written_large_and_a_long_one_still_fits(place: Place, font: Path) -> None:
    def high(text: str) -> list[int]:
        layers = made(Insert(kind="letter", texts=[text]), place, font)
        return [written_rows(layer) for layer in layers[1:]]

    (short,), (long,) = high("June."), high("Do not trust the one who cries, for she has never lost. " * 5)
    assert short > 1.3 * high_at_least(place, font)
    assert long < 0.62 * 320


def written_rows(layer: Layer) -> int:
    return int((layer.cel.sheet[..., 3] > 60).any(axis=1).sum())


def high_at_least(place: Place, font: Path) -> int:
    """How high the words of a line are at the smallest writing."""
    many = ["Do not trust the one who cries, for she has never lost anything that she wanted to keep. " * 3, "June."]
    return written_rows(made(Insert(kind="letter", texts=many), place, font)[-1])


def test_a_prop_stands_in_the_light_of_its_place() -> None:
    dark = Light(
        ambient=(0.1, 0.1, 0.1), key=(0, 0, 0), key_side="left", key_strength=0, rim=(0, 0, 0), rim_px=0, wrap=0,
        haze=(0, 0, 0),
    )  # fmt: skip
    lit, unlit = (props.draw_prop("cup", size_px=64, light=light).sheet for light in (LIGHT, dark))
    assert lit[..., :3].mean() > unlit[..., :3].mean() * 1.3
    assert (lit[..., :3] <= lit[..., 3:]).all()
    assert (lit[..., 3] == unlit[..., 3]).all()
