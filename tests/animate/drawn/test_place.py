"""Places: every kind at every hour is a full, coloured picture, the same for the same seed."""

import itertools
from dataclasses import astuple

import cv2
import numpy as np
import pytest

from microdrama.animate.drawn.cels import Picture, lay
from microdrama.animate.drawn.place import MARGIN, Place, draw_place
from microdrama.animate.drawn.place_gallery import KINDS, TIMES, gallery
from microdrama.animate.drawn.places import raster
from microdrama.animate.drawn.places.colours import palette
from microdrama.domain.storyboard import Location, PlaceKind, TimeOfDay, Weather

SIZE = (72, 128)


def location(kind: PlaceKind, seed: int = 5) -> Location:
    return Location(id="place", name="A place", kind=kind, interior=False, seed=seed)


def placed(  # noqa: PLR0913 (what a test varies, it names)
    kind: PlaceKind, time: TimeOfDay = "night", *, seed: int = 5, weather: Weather = "clear", mood: str = "calm",
    size: tuple[int, int] = SIZE, blur_px: float = 0, zoom: float = 1.0,
) -> Place:  # fmt: skip
    width, height = size
    return draw_place(
        location(kind, seed),
        time=time,
        weather=weather,
        mood=mood,
        width=width,
        height=height,
        blur_px=blur_px,
        zoom=zoom,
    )


def whole(place: Place, size: tuple[int, int] = SIZE) -> tuple[Picture, np.ndarray]:
    """All that was painted, margins too, over green, and how opaque it is."""
    width, height = size
    left, top = round(width * MARGIN), round(height * MARGIN)
    picture = np.zeros((height + 2 * top, width + 2 * left, 3), np.uint8)
    clear = np.ones(picture.shape[:2])
    for layer in place.layers:
        moved = layer.cel.moved(left, top)
        lay(picture, moved)
        sheet = moved.sheet
        clear[moved.top : moved.top + sheet.shape[0], moved.left : moved.left + sheet.shape[1]] *= (
            1 - sheet[..., 3] / 255
        )
    return picture, clear


def hues(picture: Picture) -> int:
    """How many of twelve hues colour at least a fortieth of what is coloured at all."""
    hsv = cv2.cvtColor(picture, cv2.COLOR_RGB2HSV)
    coloured = hsv[(hsv[..., 1] > 30) & (hsv[..., 2] > 20)]
    shares = np.bincount(coloured[:, 0] // 15, minlength=12) / max(1, len(coloured))
    return int((shares > 0.025).sum())


@pytest.mark.parametrize("kind", KINDS)
def test_every_place_at_every_hour_fills_the_frame_and_its_margins_with_a_picture(kind: PlaceKind) -> None:
    light: dict[TimeOfDay, float] = {}
    for time in TIMES:
        place = placed(kind, time)
        picture, clear = whole(place)
        assert clear.max() < 2 / 255, time
        middle = picture.shape[0] // 2
        assert picture[:middle].std() > 14, time
        assert hues(picture[:middle]) >= 2, time
        assert picture[round(middle * 1.25) :].mean() < picture[:middle].mean() * 1.06, time  # captions lie there
        depths = [layer.depth for layer in place.layers]
        assert depths == sorted(depths), time
        assert 0.5 < place.floor_y < 0.8
        assert 0 <= place.reflective <= 1
        colours = (place.accent, place.light.ambient, place.light.key, place.light.rim, place.light.haze)
        assert all(0 <= part <= 1 for colour in colours for part in colour)
        light[time] = picture.mean()
    assert light["night"] < light["day"]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_place() -> None:
    first, _ = whole(placed("street", seed=8))
    draw_place.__globals__["_drawn"].cache_clear()
    again, _ = whole(placed("street", seed=8))
    other, _ = whole(placed("street", seed=9))
    assert first.tobytes() == again.tobytes()
    assert np.abs(first.astype(int) - other).mean() > 3


@pytest.mark.parametrize("kind", ["living_room", "forest", "restaurant", "courtyard", "car"])
def test_seeds_furnish_places_differently(kind: PlaceKind) -> None:
    pictures = [whole(placed(kind, seed=seed))[0].astype(int) for seed in (1, 2, 3)]
    assert all(np.abs(one - other).mean() > 1.5 for one, other in itertools.combinations(pictures, 2))


def test_layers_keep_order_and_leave_people_their_place() -> None:
    depths = [layer.depth for layer in placed("penthouse").layers]
    assert depths == sorted(depths)
    assert depths[0] == 0
    assert depths[-1] > 1
    assert depths.count(1.0) == 1


def test_a_soft_place_is_one_opaque_layer_without_the_details() -> None:
    sharp, soft = placed("street"), placed("street", blur_px=6)
    assert len(soft.layers) == 1
    assert soft.layers[0].cel.sheet[..., 3].min() == 255
    edges = [cv2.Laplacian(whole(place)[0], cv2.CV_32F).std() for place in (sharp, soft)]
    assert edges[1] < edges[0] / 3


def test_bright_points_out_of_focus_become_discs() -> None:
    picture = np.zeros((61, 61, 3), np.uint8)
    picture[30, 30] = 255
    soft = raster.lens(picture, 5.0)[..., 0].astype(int)
    inside, outside = soft[30, 27], soft[30, 40]
    assert inside > 20
    assert inside > soft[30, 30] * 0.5
    assert outside < inside / 4


def test_nearer_means_that_things_are_larger_and_the_floor_lower() -> None:
    far, near = placed("bedroom"), placed("bedroom", zoom=1.5)
    assert near.floor_y > far.floor_y
    small, _ = whole(far)
    large, _ = whole(near)
    assert np.abs(small.astype(int) - large).mean() > 4


@pytest.mark.parametrize(("size"), [(160, 90), (120, 120), (33, 71)])
def test_frames_of_any_shape_are_filled(size: tuple[int, int]) -> None:
    place = placed("beach", "dusk", size=size)
    assert whole(place, size)[1].max() < 1 / 255


def test_a_frame_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="too small"):
        placed("street", size=(8, 200))


def test_moods_tint_the_place_and_its_light_and_unknown_ones_do_not() -> None:
    calm, dark, strange = (placed("hall", mood=mood) for mood in ("calm", "dark", "no such mood"))
    assert whole(dark)[0].mean() < whole(calm)[0].mean()
    assert sum(dark.light.ambient) < sum(calm.light.ambient)
    assert astuple(strange.light) == astuple(calm.light)


def test_rain_greys_the_sky_and_wets_the_street() -> None:
    dry, wet = (placed("street", "day", weather=weather) for weather in ("clear", "rain"))
    assert wet.reflective > dry.reflective

    def colour(place: Place) -> float:
        return float(cv2.cvtColor(whole(place)[0][:40], cv2.COLOR_RGB2HSV)[..., 1].mean())

    assert colour(wet) < colour(dry)


def test_clouds_grey_the_day_and_glow_over_a_city_at_night() -> None:
    def kept(time: TimeOfDay) -> float:
        dry, wet = (palette(time, weather, 0) for weather in ("clear", "rain"))
        return _fullness(wet.sky[3]) / _fullness(dry.sky[3])

    assert kept("night") > 0.75
    assert kept("day") < 0.7


def _fullness(colour: tuple[float, float, float]) -> float:
    return max(colour) - min(colour)


def test_a_floor_mirrors_what_stands_above_it() -> None:
    scene = np.zeros((120, 80, 4), np.uint8)
    scene[..., 3] = 255
    scene[20:60, 30:50, 0] = 255
    floor = raster.mirrored(scene, 60, strength=1.0, blur=2, ripple=0, dark=(0.0, 0.0, 0.0), seed=1)
    assert floor[:60].max() == 0
    assert floor[60:, :, 3].min() == 255
    assert floor[70, 40, 0] > 100
    assert floor[70, 10, 0] < 20


def test_cels_cannot_be_spoilt_by_whoever_is_given_them() -> None:
    sheet = placed("cafe").layers[0].cel.sheet
    with pytest.raises(ValueError, match="read-only"):
        sheet[0, 0] = 0


def test_the_gallery_shows_each_kind_at_all_times() -> None:
    sheet = gallery(("street", "void"))
    assert sheet.shape == (7 * 320, 4 * 180, 3)
    assert sheet[:640].std() > 20


def test_a_car_that_comes_dazzles_and_lies_before_everything_else() -> None:
    empty, driven = (
        draw_place(location("car"), time="night", weather="rain", mood="tense", width=180, height=320, car=car)
        for car in (False, True)
    )
    street = draw_place(location("street"), time="night", weather="rain", mood="tense", width=180, height=320)
    assert driven.accent == street.accent
    assert driven.layers[-1].depth > 1
    before, after = whole(street, (180, 320))[0], whole(driven, (180, 320))[0]
    lamps = np.s_[160:190, 20:160]
    assert after[lamps].max() > 240
    assert after[lamps].astype(int).mean() != before[lamps].astype(int).mean()
    assert not np.array_equal(whole(empty, (180, 320))[0], after)
