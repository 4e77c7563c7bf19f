"""An episode out of the made film: the right pictures, through the right window, the same every time."""

import itertools
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import msgspec
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.drama import DramaShot, Truth, make_drama
from microdrama.domain.attention import COLUMNS, Attention, ShotAttention
from microdrama.domain.findings import Findings, Media, Shot
from microdrama.domain.plan import PlannedEpisode, PlannedSpan
from microdrama.domain.series import Cliffhanger, Hook
from microdrama.domain.time import FrameRate, Span, as_number, seconds
from microdrama.edit.cut import moments, on_pictures
from microdrama.edit.layout import Framing, Window, window_size
from microdrama.edit.pictures import _standing, crop_size
from microdrama.edit.reframe import frame_shots
from microdrama.edit.render import EmptyEpisodeError, Rendered, render_episode
from microdrama.media import hls
from microdrama.media.probe import Film, probe

Luma = npt.NDArray[np.float64]
GRID = (32, 18)


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return make_drama(tmp_path_factory.mktemp("film") / "film.mp4", seconds=30, seed=5, size=(480, 270))


def written(moment: Fraction) -> Fraction:
    """As it comes back from a JSON file."""
    return seconds(as_number(moment))


def window_of(framing: Framing) -> Window:
    assert isinstance(framing.layout, Window)
    return framing.layout


def framings_of(truth: Truth) -> list[Framing]:
    """Windows that follow the actor, of shots as a findings file holds them."""
    shots = [Shot(start_s=written(s.span.start_s), end_s=written(s.span.end_s)) for s in truth.shots]
    looks = [
        ShotAttention(
            start_s=shot.start_s,
            end_s=shot.end_s,
            columns=[1.0 if n == int(told.actor_x * COLUMNS) else 0.0 for n in range(COLUMNS)],
        )
        for shot, told in zip(shots, truth.shots, strict=True)
    ]
    media = Media(duration_s=truth.duration, width=480, height=270, frame_rate=str(truth.rate))
    return frame_shots(Findings(media=media, shots=shots), Attention(shots=looks))


def episode_of(truth: Truth) -> PlannedEpisode:
    """Six seconds: three around the first cut after 4 s, three around the third one after that, not on shots."""
    cuts = [cut for cut in truth.cuts if cut > 4]
    middles = (cuts[0], next(cut for cut in cuts if cut > cuts[0] + 6))
    spans = [
        PlannedSpan(start_s=written(middle - truth.rate.moment(18)), end_s=written(middle + truth.rate.moment(18)))
        for middle in middles
    ]
    return PlannedEpisode(
        number=1,
        duration_s=Fraction(6),
        spans=spans,
        hook=Hook(start_s=spans[0].start_s, kind="voice", reason="It opens."),
        cliffhanger=Cliffhanger(end_s=spans[1].end_s, kind="rise", reason="It ends."),
    )


def rendered(truth: Truth, folder: Path) -> Rendered:
    folder.mkdir()
    return render_episode(
        probe(truth.path),
        episode_of(truth),
        framings_of(truth),
        folder=folder,
        poster=Fraction(4),
        quality="draft",
    )


@pytest.fixture(scope="module")
def made(truth: Truth, tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    return rendered(truth, tmp_path_factory.mktemp("rendered") / "001")


def lumas(path: Path) -> list[Luma]:
    with av.open(str(path)) as container:
        return [f.to_ndarray(format="gray").astype(float) for f in container.decode(video=0)]


def coarse(luma: Luma) -> Luma:
    """The means of 32 x 18 fields."""
    rows = np.arange(GRID[0]) * luma.shape[0] // GRID[0]
    columns = np.arange(GRID[1]) * luma.shape[1] // GRID[1]
    sums = np.add.reduceat(np.add.reduceat(luma, rows, axis=0), columns, axis=1)
    return sums / np.outer(np.diff([*rows, luma.shape[0]]), np.diff([*columns, luma.shape[1]]))


def through(window: Window, luma: Luma) -> Luma:
    left = round(window.x * luma.shape[1])
    return coarse(luma[:, left : left + round(window.width * luma.shape[1])])


def alike(one: Luma, other: Luma) -> float:
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def shown(truth: Truth) -> list[tuple[int, DramaShot]]:
    """Which picture of the film each picture of the episode is, and its shot."""
    spans = on_pictures(episode_of(truth).spans, truth.rate)
    return [(truth.rate.nearest_frame(m), truth.shot_at(m)) for m in moments(spans, truth.rate)]


def test_every_picture_is_the_right_one_through_its_own_shots_window(truth: Truth, made: Rendered) -> None:
    """From the very first picture of a shot on: another shot's window would show up at once."""
    source, out = lumas(truth.path), lumas(made.files.master)
    framings = framings_of(truth)
    expected = shown(truth)
    assert len(out) == len(expected) == 72
    for picture, (number, shot) in zip(out, expected, strict=True):
        seen = coarse(picture)
        place = truth.shots.index(shot)
        right = alike(seen, through(window_of(framings[place]), source[number]))
        assert right > 0.97
        for other in (place - 1, place + 1):
            if 0 <= other < len(framings) and abs(window_of(framings[other]).x - window_of(framings[place]).x) > 0.05:
                assert right > alike(seen, through(window_of(framings[other]), source[number]))


def test_length_poster_and_files_are_complete(truth: Truth, made: Rendered) -> None:
    assert made.duration == 6
    assert -60 < made.loudness_lufs < 0
    poster = lumas(made.files.poster)[0]
    assert poster.shape[1] == 720
    number, shot = shown(truth)[48]
    window = window_of(framings_of(truth)[truth.shots.index(shot)])
    assert alike(coarse(poster), through(window, lumas(truth.path)[number])) > 0.97
    assert (made.files.hls / "master.m3u8").is_file()
    assert {p.name for p in made.files.folder.iterdir()} == {"master.mp4", "hls", "poster.jpg"}


def test_a_second_run_gives_the_same_bytes(truth: Truth, made: Rendered, tmp_path: Path) -> None:
    again = rendered(truth, tmp_path / "again").files.folder
    files = sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())
    assert len(files) > 4
    assert [(made.files.folder / name).read_bytes() for name in files] == [(again / n).read_bytes() for n in files]


def test_an_episode_without_a_picture_is_refused(truth: Truth, tmp_path: Path) -> None:
    plan = episode_of(truth)
    tiny = [PlannedSpan(start_s=Fraction(1), end_s=Fraction(1))]
    hollow = PlannedEpisode(number=3, duration_s=Fraction(0), spans=tiny, hook=plan.hook, cliffhanger=plan.cliffhanger)
    with pytest.raises(EmptyEpisodeError, match="Episode 3"):
        render_episode(
            probe(truth.path), hollow, framings_of(truth),
            folder=tmp_path, poster=Fraction(0), quality="draft",
        )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


# --- an end card


@pytest.fixture(scope="module")
def carded(truth: Truth, tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    folder = tmp_path_factory.mktemp("carded") / "001"
    folder.mkdir()
    plan = msgspec.structs.replace(episode_of(truth), end_card_s=Fraction(2))
    poster = truth.rate.moment(truth.rate.nearest_frame(Fraction(6)) - 1)  # the last picture that may be one
    return render_episode(
        probe(truth.path), plan, framings_of(truth), folder=folder, poster=poster, quality="draft"
    )  # fmt: skip


def test_a_card_is_the_last_picture_dimmed_for_its_exact_length(truth: Truth, made: Rendered, carded: Rendered) -> None:
    story, whole = (lumas(one.files.hls / hls.LADDER[0].segments) for one in (made, carded))
    count = truth.rate.nearest_frame(Fraction(2))
    assert len(whole) == len(story) + count
    assert carded.duration == made.duration + truth.rate.moment(count)
    assert hls.faults(carded.files.hls, duration_s=float(carded.duration)) == []
    for one, other in zip(story, whole, strict=False):
        assert alike(coarse(one), coarse(other)) > 0.99
    card, last = coarse(whole[-1]), coarse(story[-1])
    fields = [
        np.add.reduceat(np.add.reduceat(luma, range(0, 32, 8), axis=0), [0, 6, 12], axis=1) for luma in (card, last)
    ]
    assert alike(*fields) > 0.9
    assert (card - 16).mean() < 0.5 * (last - 16).mean()
    assert card.std() > 3  # dimmed, not black
    still = whole[len(story) + count // 2 :]
    assert all(np.abs(coarse(picture) - card).max() < 2 for picture in still)
    coming = [float(coarse(picture).mean()) for picture in whole[len(story) - 1 : len(story) + 3]]
    assert all(before > after + 10 for before, after in itertools.pairwise(coming))  # in a quarter second
    assert coming[3] == pytest.approx(card.mean(), abs=1)


def test_a_card_is_silent_and_the_story_sounds_as_without_it(made: Rendered, carded: Rendered) -> None:
    without, whole = sound_of(made.files.master), sound_of(carded.files.master)
    end = round(float(made.duration) * 48_000)
    assert np.abs(without[end - 9600 : end - 2400]).max() > 0.01
    assert np.abs(whole[end + 2400 :]).max() < 0.001
    # one gain for all: what is heard before the card is as loud as without it
    levels = [np.sqrt((sound[4800 : end - 4800] ** 2).mean()) for sound in (without, whole)]
    assert levels[0] == pytest.approx(levels[1], rel=0.03)
    assert carded.loudness_lufs == pytest.approx(made.loudness_lufs, abs=0.2)


def sound_of(path: Path) -> npt.NDArray[np.float32]:
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


# --- the window in stored pixels


FILM = Film(
    path=Path("film.mp4"), demuxer="mov", video=0, audio=None, origin=Fraction(0), sound_origin=Fraction(0),
    duration=Fraction(10),
    rate=FrameRate(25), stored_width=1920, stored_height=1080, pixel_aspect=Fraction(1), rotation=0,
    high_dynamic_range=False, full_range=False, matrix="bt709",
)  # fmt: skip

films = st.builds(
    lambda wide, high, aspect, turn: replace(
        FILM, stored_width=wide, stored_height=high, pixel_aspect=aspect, rotation=turn
    ),
    st.integers(200, 4200),
    st.integers(200, 4200),
    st.sampled_from([Fraction(1), Fraction(4, 3), Fraction(16, 15), Fraction(8, 9), Fraction(64, 45)]),
    st.sampled_from([0, 90, 180, 270]),
)


def upright(film: Film) -> tuple[int, int, Fraction]:
    """Stored width and height as turned, and how wide a stored pixel then is."""
    if film.rotation in (90, 270):
        return film.stored_height, film.stored_width, 1 / film.pixel_aspect
    return film.stored_width, film.stored_height, film.pixel_aspect


@given(films)
@settings(max_examples=400, deadline=None)
def test_the_crop_is_even_inside_and_upright_nine_to_sixteen(film: Film) -> None:
    width, height = crop_size(film)
    wide, high, pixel = upright(film)
    assert width % 2 == height % 2 == 0
    assert 2 <= width <= wide
    assert 2 <= height <= high
    assert width * pixel / height == pytest.approx(Fraction(9, 16), rel=0.005)
    assert width >= wide - 10 or height >= high - 10


@pytest.mark.parametrize(
    ("size", "crop"),
    [((1080, 1920), (1080, 1920)), ((720, 1280), (720, 1280)), ((1920, 1080), (608, 1080)), ((1280, 720), (404, 718))],
)
def test_common_sizes(size: tuple[int, int], crop: tuple[int, int]) -> None:
    film = replace(FILM, stored_width=size[0], stored_height=size[1])
    assert crop_size(film) == crop


@given(films, st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=300, deadline=None)
def test_the_corner_is_even_and_the_window_inside_the_picture(film: Film, right: float, down: float) -> None:
    wide, high, pixel = upright(film)
    share_x, share_y = window_size(wide * pixel / high)
    window = Window(right * (1 - share_x), down * (1 - share_y), share_x, share_y)
    size = crop_size(film)
    part = _standing(window, (high, wide), size)
    left, top = part.left, part.top
    assert (part.width, part.height) == size
    assert left % 2 == top % 2 == 0
    assert 0 <= left <= wide - size[0]
    assert 0 <= top <= high - size[1]
    assert abs(left + size[0] / 2 - (window.x + share_x / 2) * wide) <= 7
    assert abs(top + size[1] / 2 - (window.y + share_y / 2) * high) <= 7


def test_the_windows_of_the_made_film_stand_for_whole_shots(truth: Truth) -> None:
    framings = framings_of(truth)
    for framing, shot in zip(framings, truth.shots, strict=True):
        assert framing.span == Span(written(shot.span.start_s), written(shot.span.end_s))
        assert window_of(framing).holds(shot.actor_x, shot.actor_x)
