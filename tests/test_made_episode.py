"""The made episode is what its truth says: the film is judged with tools that know nothing of how it was drawn."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from fixtures.episode import EpisodeTruth, make_episode, read_truth, truth_path
from fixtures.episode.make import _decided, _Plan, _truth
from fixtures.episode.picture import Painter
from fixtures.episode.script import TURNING_POINTS
from fixtures.episode.sound import sound_track
from fixtures.episode.timeline import timeline
from fixtures.episode.voice import AUDIBLE, SOUND_HZ, levels
from microdrama.domain.time import FrameRate

SIZE = (384, 216)
SECONDS = 30
SMALL = (192, 108)


@dataclass(frozen=True)
class Seen:
    """A film read back: (n, height, width, 3) pictures, and mono sound at 48 kHz."""

    path: Path
    truth: EpisodeTruth
    pictures: npt.NDArray[np.uint8]
    sound: npt.NDArray[np.float32]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    path = tmp_path_factory.mktemp("episode") / "episode.mp4"
    truth = make_episode(path, seconds=SECONDS, seed=4, rate="24000/1001", size=SIZE, music=False)
    with av.open(str(path)) as opened:
        pictures = [
            frame.reformat(width=SMALL[0], height=SMALL[1], format="rgb24").to_ndarray()
            for frame in opened.decode(video=0)
        ]
    with av.open(str(path)) as opened:
        resampler = av.AudioResampler("flt", "mono", SOUND_HZ)
        sound = [part.to_ndarray()[0] for f in opened.decode(audio=0) for part in resampler.resample(f)]
    return Seen(path, truth, np.stack(pictures), np.concatenate(sound))


def plan(seconds: float, *, seed: int = 1, rate: str = "25") -> _Plan:
    return _decided(seconds, seed=seed, rate=FrameRate.parse(rate), size=SIZE, music=True)


def seeded(seed: int) -> _Plan:
    return plan(SECONDS, seed=seed)


def painter(made: _Plan) -> Painter:
    return Painter(made.shots, made.acting, made.captions, size=made.size, rate=made.rate)


def test_the_film_has_the_length_that_was_asked_for(film: Seen) -> None:
    assert len(film.pictures) == film.truth.frames == round(SECONDS * 24000 / 1001)
    assert abs(len(film.sound) / SOUND_HZ - SECONDS) < 0.1
    assert [s.end_frame for s in film.truth.shots[:-1]] == [s.start_frame for s in film.truth.shots[1:]]
    assert film.truth.shots[-1].end_frame == film.truth.frames


def test_pictures_change_at_cuts_and_hardly_elsewhere(film: Seen) -> None:
    changes = np.abs(np.diff(film.pictures.astype(np.int16), axis=0)).mean(axis=(1, 2, 3))
    cuts = np.array(film.truth.cuts())
    quiet = np.ones(len(changes), bool)
    quiet[cuts - 1] = False
    for shot in film.truth.shots[1:]:
        quiet[max(0, shot.start_frame - shot.transition_frames) : shot.start_frame + shot.transition_frames] = False
    for flash in film.truth.flashes:
        first = round(float(flash.start_s * film.truth.speed.exact))
        quiet[first - 3 : first + 5] = False
    quiet[film.truth.shots[-1].start_frame :] = False  # credits roll
    assert len(cuts) >= 4
    assert changes[cuts - 1].min() > 2 * changes[quiet].max()


def test_lightning_is_bright_for_a_moment_and_not_a_cut(film: Seen) -> None:
    assert film.truth.flashes
    for flash in film.truth.flashes:
        middle = round(float((flash.start_s + flash.end_s) / 2 * film.truth.speed.exact))
        light = film.pictures[middle - 5 : middle + 6].mean(axis=(1, 2, 3))
        assert light[5] > light[0] + 40
        assert abs(light[10] - light[0]) < 5
        assert film.truth.shot_at(middle - 5) == film.truth.shot_at(middle + 5)


def test_a_fade_is_black_in_its_middle(film: Seen) -> None:
    fades = [shot.start_frame for shot in film.truth.shots if shot.transition == "fade"]
    assert fades
    assert all(film.pictures[frame].mean() < 6 for frame in fades)


def test_a_dissolve_shows_both_pictures_at_once() -> None:
    made, number, shot = next(
        (made, n, s) for made in map(seeded, range(20)) for n, s in enumerate(made.shots) if s.transition == "dissolve"
    )
    paint = painter(made)
    middle = paint._with_transitions(number, shot.first).planes[0].astype(float)
    before = paint._picture(number - 1, shot.first).planes[0].astype(float)
    after = paint._picture(number, shot.first).planes[0].astype(float)
    outside = paint._with_transitions(number, shot.first + shot.transition_frames).planes[0]
    assert np.abs(before - after).mean() > 10
    assert np.abs(middle - (before + after) / 2).mean() < 5
    assert np.array_equal(outside, paint._picture(number, shot.first + shot.transition_frames).planes[0])


def test_lines_are_heard_where_they_are_said_and_nothing_between(film: Seen) -> None:
    loud = levels(film.sound)
    heard = np.zeros(len(loud), bool)
    noisy = np.zeros(len(loud), bool)
    for line in film.truth.lines:
        first, last = (round(float(t) * 100) for t in (line.span.start_s, line.span.end_s))
        heard[first:last] = True
        assert loud[first : first + 6].max() > AUDIBLE / 2
        assert loud[last - 6 : last].max() > AUDIBLE / 2
    for span in film.truth.speech:
        inside = loud[round(float(span.start_s) * 100) : round(float(span.end_s) * 100)]
        assert (inside > AUDIBLE).mean() > 0.7
        assert any(line.span.start_s <= span.start_s and span.end_s <= line.span.end_s for line in film.truth.lines)
    for effect in film.truth.effects:
        noisy[int(effect.span.start_s * 100) : int(effect.span.end_s * 100) + 2] = True
    near = np.convolve(heard, np.ones(9), "same") > 0
    assert loud[~near & ~noisy].max() < AUDIBLE


def test_words_are_those_of_the_text_in_order_and_inside_their_line(film: Seen) -> None:
    for line in film.truth.lines:
        assert [word for _, _, word in line.words] == line.text.split()
        edges = [moment for start, end, _ in line.words for moment in (start, end)]
        assert edges == sorted(edges)
        assert edges[0] == pytest.approx(float(line.span.start_s), abs=0.02)
        assert edges[-1] == pytest.approx(float(line.span.end_s), abs=0.05)


def test_faces_are_found_where_the_truth_says_and_nowhere_else(film: Seen, weights: Path) -> None:
    from microdrama.providers.blazeface import BlazeFace

    finder = BlazeFace(weights / "face_detection_full_range.tflite")
    expected: dict[int, list] = {}
    for track in film.truth.heads:
        shot = film.truth.shots[track.shot]
        for sample in track.samples:
            if shot.start_frame + shot.transition_frames < sample.frame < shot.end_frame - 15:
                expected.setdefault(sample.frame, []).append(sample.box)
    found = total = 0
    for frame, boxes in list(expected.items())[::3]:
        faces = finder.find(np.ascontiguousarray(film.pictures[frame]))
        total += len(boxes)
        for face in faces:
            x, y = face.x + face.width / 2, face.y + face.height / 2
            inside = [b for b in boxes if b.x < x < b.x + b.width and b.y < y < b.y + b.height]
            assert inside, (frame, face)
            found += 1
    assert total >= 10
    assert found >= 0.95 * total


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_cut_leads_to_the_view_that_was_there(seed: int) -> None:
    shots = plan(300, seed=seed).shots
    for before, after in pairwise(shots):
        assert after.transition != "cut" or before.view.last_look != after.view.first_look
        start, end = before.first / 25, before.last / 25
        assert before.view.framing != "whip" or start < before.view.whip_at < end - 0.4


def test_only_who_speaks_opens_the_mouth_but_listeners_move_too() -> None:
    made = plan(60)
    truth = _truth(made)
    opened = {True: 0, False: 0}
    moved: list[float] = []
    for track in truth.heads:
        for sample in track.samples:
            t = sample.frame / 25
            opened[sample.speaking] += made.acting.mouth(track.character, t) > 0
            assert sample.speaking == (truth.speaker_at(Fraction(sample.frame, 25)) == track.character)
        ys = [s.box.y for s in track.samples if not s.speaking]
        moved.append(max(ys, default=0) - min(ys, default=0))
    assert opened[True] > 20
    assert opened[False] == 0
    assert max(moved) > 0.02


def test_an_open_mouth_is_darker_than_a_closed_one() -> None:
    from fixtures.episode import heads
    from fixtures.episode.acting import MOUTHS

    for who in ("clara", "victor"):
        variants = heads.head_patches(who, 200)
        opaque = [np.where(v[0].clear[0] == 0, v[0].colours[0], 255) for v in variants]
        dark = [int((luma < 55).sum()) for luma in opaque]
        assert len(variants) == MOUTHS
        assert dark[-1] > dark[2] > dark[0]


def test_two_people_do_not_fit_into_an_upright_crop() -> None:
    truth = _truth(plan(180))
    upright = 9 / 16 * 9 / 16
    for number, shot in enumerate(truth.shots):
        places = [t.samples[-1].box.middle_x for t in truth.heads if t.shot == number]
        if shot.framing == "wide" and len(places) > 1:
            assert max(places) - min(places) > upright


def test_what_can_be_read_is_where_the_truth_says(film: Seen) -> None:
    read = [t for t in film.truth.texts if t.kind in {"title", "insert"}]
    assert {t.kind for t in read} == {"title", "insert"}
    for text in read:
        middle = round(float(text.span.start_s + text.span.end_s) / 2 * 24000 / 1001)
        rows, columns = film.pictures.shape[1:3]
        box = text.box
        inside = film.pictures[middle][
            int(box.y * rows) : int((box.y + box.height) * rows),
            int(box.x * columns) : int((box.x + box.width) * columns),
        ].astype(float)
        assert inside.mean(axis=2).std() > 20


def test_the_truth_comes_back_from_its_file(film: Seen) -> None:
    assert read_truth(truth_path(film.path)) == film.truth


def test_the_same_seed_gives_the_same_film_and_another_seed_another() -> None:
    one, same, other = plan(26), plan(26), plan(26, seed=2)
    assert _truth(one) == _truth(same) != _truth(other)
    sounds = [sound_track(made.line, made.music, made.seed) for made in (one, same, other)]
    assert np.array_equal(sounds[0], sounds[1])
    assert not np.array_equal(sounds[0], sounds[2])
    a, b = (painter(made)._with_transitions(3, made.shots[3].first).block for made in (one, same))
    assert np.array_equal(a, b)


@pytest.mark.parametrize(("rate", "frames"), [("24000/1001", 1439), ("25", 1500), ("30000/1001", 1798), ("30", 1800)])
def test_any_frame_rate_of_television_gives_whole_pictures(rate: str, frames: int) -> None:
    made = plan(60, rate=rate)
    assert made.frames == made.shots[-1].last == frames


@pytest.mark.parametrize("seconds", [180, 300])
def test_turns_stand_where_films_have_them_and_the_rest_scales_with_length(seconds: int) -> None:
    made = timeline(seconds, np.random.default_rng(1))
    turns = [line.end / seconds for line in made.lines if line.line.mark("tp") is not None]
    assert turns == pytest.approx(TURNING_POINTS, abs=0.06)
    spoken = sum(line.end - line.start for line in made.lines)
    assert 0.5 * seconds < spoken < 0.8 * seconds
    assert made.credits < seconds <= made.scenes[-1].end + 20
    assert all(a.end < b.start for a, b in zip(made.lines, made.lines[1:], strict=False))


def test_no_two_scenes_have_the_same_text_and_all_shots_can_be_followed() -> None:
    truth = _truth(plan(300))
    scenes = ["|".join(x.text for x in truth.lines if x.scene == n) for n in range(len(truth.scenes))]
    assert len(set(scenes)) == len(scenes) > 10
    lengths = [float((s.end_frame - s.start_frame) / Fraction(25)) for s in truth.shots if s.scene is not None]
    assert min(lengths) >= 1.4
    assert max(lengths) <= 8.1
    assert truth.flashes
    assert {"statement", "question", "answer", "revelation", "decision", "threat"} <= {x.kind for x in truth.lines}
    assert {key.line for key in truth.facts} <= set(range(len(truth.lines)))
