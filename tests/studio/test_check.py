"""Bundles made wrong in one way each: the check names that way, with its moment, and no other."""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from fixtures.bundles import (
    HZ,
    LINES,
    RATE,
    SECONDS,
    SHORT,
    Kit,
    Pixels,
    bundle_of,
    calm,
    episode,
    face,
    half,
    line,
    make_kit,
    moving,
    plan_of,
    said,
    series_of,
)
from fixtures.face import draw_face
from microdrama.analysis.film import Senses
from microdrama.analysis.speech import EnergyVoiceFinder
from microdrama.analysis.verification import Heard, PictureSigns, Watched, faces_cut_off
from microdrama.domain import documents
from microdrama.domain.series import Caption
from microdrama.domain.time import Span
from microdrama.ports.face_finder import NoFaceFinder
from microdrama.studio.bundle import BundleError
from microdrama.studio.check import CheckLimits, check_bundle
from microdrama.studio.verdict import Join, Miss, clock, face_misses, joins_of


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory, weights: Path) -> Kit:
    return make_kit(tmp_path_factory.mktemp("ladder"), weights)


def told(bundle: Path, kit: Kit | None, limits: CheckLimits = SHORT, **options: Any) -> list[tuple[str, str]]:
    """(rule, sentence) of all misses; without the kit, by no detectors."""
    _, misses = check_bundle(bundle, limits=limits, senses=kit.senses if kit else None, **options)
    assert all(miss.episode in (0, 1) for miss in misses)
    return [(miss.rule, miss.sentence) for miss in misses]


# --- good


def test_a_good_bundle_has_no_misses_and_progress_reaches_the_end(tmp_path: Path, kit: Kit) -> None:
    """With a cut between shots, a plan whose join it is, and speech 0.3 s away from both."""
    first, second = line(), line(LINES[1])
    sound = said((5.7 - len(first) / HZ, first), (6.3, second))

    def shown(number: int) -> Pixels:
        return moving(number, seed=1 if number < 6 * RATE else 2)

    plan = plan_of((10, 16, None, None), (40, 46, None, None))
    bundle = bundle_of(tmp_path / "b", kit, shown=shown, sound=sound, plan=plan)
    done: list[float] = []
    said_aloud: list[str] = []
    assert told(bundle, kit, progress=done.append, say=said_aloud.append) == []
    assert done == sorted(done)
    assert done[-1] == 1.0
    assert len(done) > 2
    assert said_aloud == []
    (bundle / "source" / "plan.json").unlink()
    assert told(bundle, kit) == []


def test_what_no_model_is_there_for_is_said_and_not_judged(tmp_path: Path, kit: Kit) -> None:
    bundle = bundle_of(tmp_path / "b", kit, sound=said((0, half(line())[1]), (5, line())))
    assert [rule for rule, _ in told(bundle, kit)] == ["voice"]
    for senses in (None, lambda: Senses(NoFaceFinder(), EnergyVoiceFinder())):
        aloud: list[str] = []
        _, misses = check_bundle(bundle, limits=SHORT, senses=senses, say=aloud.append)
        assert misses == []
        assert aloud == [
            "Whether faces are inside the picture was not checked: the face detector is not here.",
            "Whether cuts fall into speech was not checked: the voice detector is not here.",
        ]


# --- pictures


def test_black_is_told(tmp_path: Path, kit: Kit) -> None:
    def shown(number: int) -> Pixels:
        return moving(number) * np.uint8(not 4 * RATE <= number < 6 * RATE)

    bundle = bundle_of(tmp_path / "b", kit, shown=shown)
    assert told(bundle, kit) == [("black", "The picture is black for 2.0 s from 0:04.00 on.")]
    assert told(bundle, kit, replace(SHORT, black_s=Fraction(3))) == []


def test_black_at_the_end_is_told_and_is_not_frozen_too(tmp_path: Path, kit: Kit) -> None:
    bundle = bundle_of(tmp_path / "b", kit, shown=lambda n: moving(n) * np.uint8(n < 7 * RATE))
    assert told(bundle, kit) == [("black", "The picture is black for 5.0 s from 0:07.00 on.")]


def test_a_frozen_picture_is_told(tmp_path: Path, kit: Kit) -> None:
    bundle = bundle_of(tmp_path / "b", kit, shown=lambda n: moving(n if n < 3 * RATE else max(3 * RATE, n - 5 * RATE)))
    found = told(bundle, kit)
    assert [rule for rule, _ in found] == ["frozen"]
    assert found[0][1].startswith("The picture stands still for 5.")
    assert found[0][1].endswith(" s from 0:03.00 on.")
    assert told(bundle, kit, replace(SHORT, frozen_s=Fraction(6))) == []


def test_a_card_at_the_end_may_stand_still(tmp_path: Path, kit: Kit) -> None:
    def shown(number: int) -> Pixels:
        return moving(number) if number < 6 * RATE else moving(0, seed=9)

    bundle = bundle_of(tmp_path / "b", kit, shown=shown, sound=said((1, line())))
    assert told(bundle, kit) == [("frozen", "The picture stands still for 6.0 s from 0:06.00 on.")]
    (bundle / "series.json").write_bytes(documents.encode(series_of(episode(end_card_s=Fraction(6)))))
    assert told(bundle, kit) == []


# --- voice


def test_a_voice_that_is_cut_at_the_beginning_is_told(tmp_path: Path, kit: Kit) -> None:
    bundle = bundle_of(tmp_path / "b", kit, sound=said((0, half(line())[1]), (6, line(LINES[1]))))
    assert told(bundle, kit) == [("voice", "It begins in the middle of a voice.")]


def test_a_voice_that_is_cut_at_the_end_is_told(tmp_path: Path, kit: Kit) -> None:
    first = half(line())[0]
    bundle = bundle_of(tmp_path / "b", kit, sound=said((1, line(LINES[1])), (SECONDS - len(first) / HZ, first)))
    found = told(bundle, kit)
    assert [rule for rule, _ in found] == ["voice"]
    assert found[0][1].startswith("It ends in the middle of a voice, at 0:1")


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (0, "The cut at 0:06.00 ends in the middle of a voice."),
        (1, "The cut at 0:06.00 begins in the middle of a voice."),
    ],
)
@pytest.mark.parametrize("planned", [True, False])
def test_a_voice_that_is_cut_inside_is_told(
    tmp_path: Path, kit: Kit, part: int, sentence: str, *, planned: bool
) -> None:
    """Where the plan says that a cut is; without a plan, where the picture is cut and the sound breaks off."""
    cut = half(line())[part]
    sound = said((6 - len(cut) / HZ if part == 0 else 6, cut))

    def shown(number: int) -> Pixels:
        return moving(number, seed=1 if number < 6 * RATE else 2)

    plan = plan_of((10, 16, None, None), (40, 46, None, None)) if planned else None
    bundle = bundle_of(tmp_path / "b", kit, shown=shown, sound=sound, plan=plan)
    _, misses = check_bundle(bundle, limits=SHORT, senses=kit.senses)
    assert [(miss.rule, miss.sentence, miss.at_s) for miss in misses] == [("voice", sentence, Fraction(6))]


def test_a_voice_over_a_cut_of_the_film_is_no_miss(tmp_path: Path, kit: Kit) -> None:
    """The same voice goes on over the change of picture: nobody cut it, with or without a plan."""
    bundle = bundle_of(
        tmp_path / "b",
        kit,
        shown=lambda n: moving(n, seed=1 if n < 3 * RATE else 2),
        sound=said((1.5, line())),
        plan=plan_of((10, 13, None, None), (13, 22, None, None)),
    )
    assert told(bundle, kit) == []
    (bundle / "source" / "plan.json").unlink()
    assert told(bundle, kit) == []


def test_a_voice_that_runs_into_the_story_from_the_recap_is_told(tmp_path: Path, kit: Kit) -> None:
    first = half(line())[0]
    sound = said((3 - len(first) / HZ, first))
    bundle = bundle_of(tmp_path / "b", kit, sound=sound, made=episode(recap_s=Fraction(3)))
    assert told(bundle, kit) == [("voice", "The cut at 0:03.00 ends in the middle of a voice.")]


def test_cuts_of_sound_lie_where_its_own_cuts_are() -> None:
    """The first span's sound goes on half a second (an L cut), the second's begins as much later; then it goes on."""
    plan = plan_of((10, 14, None, 14.5), (20, 24, 20.5, None), (24, 28, None, None))
    assert joins_of(plan.episodes[0], episode()) == [
        Join(Fraction(9, 2), "before"),
        Join(Fraction(9, 2), "after"),
    ]
    recap = msgspec.structs.replace(plan.episodes[0], recap=[Span(Fraction(1), Fraction(3))])
    assert joins_of(recap, episode(recap_s=Fraction(2)))[:2] == [
        Join(Fraction(2), "before"),
        Join(Fraction(2), "after"),
    ]


def seen_with(pictures: int, cut: int) -> Watched:
    """An episode of so many pictures with faces, the first `cut` of them at the left edge."""
    finds = [face(n / 2, 0.0 if n < cut else 0.3, 0.4) for n in range(pictures)]
    nothing = Heard([], np.zeros(0, np.float32))
    return Watched(Fraction(60), [], PictureSigns(), nothing, faces_cut_off(finds), -16.0, -3.0)


@pytest.mark.parametrize(
    ("pictures", "cut", "wrong"), [(7, 7, False), (10, 5, False), (10, 6, True), (24, 6, False), (23, 6, True)]
)
def test_a_few_faces_at_the_edge_are_borne(pictures: int, cut: int, *, wrong: bool) -> None:
    """Eight pictures and six cut ones are the fewest that tell; a quarter is borne."""
    misses = list(face_misses(episode(), seen_with(pictures, cut), SHORT))
    assert [miss.rule for miss in misses] == ["faces"] * wrong


# --- loudness


@pytest.mark.parametrize(
    ("gain", "wanted"), [(0.3, ["loudness"]), (2.0, ["loudness", "loudness"]), (0.0, [])], ids=["low", "high", "silent"]
)
def test_wrong_loudness_is_told_with_its_number(tmp_path: Path, kit: Kit, gain: float, wanted: list[str]) -> None:
    """0.3 is 10.5 dB less; twice is 6 dB more, above the ceiling of peaks too; silence is what some films are."""
    bundle = bundle_of(tmp_path / "b", kit, sound=calm() * np.float32(gain))
    found = told(bundle, kit)
    assert [rule for rule, _ in found] == wanted
    if gain == 0.3:
        assert found[0][1].startswith("Its loudness is -26.")
        assert found[0][1].endswith(" LUFS instead of -16.")


def test_a_master_without_sound_is_told(tmp_path: Path, kit: Kit) -> None:
    bundle = bundle_of(tmp_path / "b", kit, sound=np.zeros((0, 2), np.float32))
    assert told(bundle, kit) == [("loudness", "The master has no sound track.")]


# --- faces


def with_face(x: float) -> Callable[[int], Pixels]:
    """A still-standing actor before the moving wall; the face is half as wide as the picture."""

    def shown(number: int) -> Pixels:
        return draw_face(moving(number) // 3 + 60, x=x, y=0.4, radius=0.16)

    return shown


def test_a_face_that_the_window_cuts_off_is_told(tmp_path: Path, kit: Kit) -> None:
    bundle = bundle_of(tmp_path / "b", kit, shown=with_face(0.9))
    found = told(bundle, kit)
    assert [rule for rule, _ in found] == ["faces"]
    assert "first at the right edge at 0:0" in found[0][1]
    assert told(bundle, kit, replace(SHORT, cut_faces=1.0)) == []


def test_a_face_in_the_middle_is_no_miss(tmp_path: Path, kit: Kit) -> None:
    assert told(bundle_of(tmp_path / "b", kit, shown=with_face(0.5)), kit) == []


# --- captions


def test_captions_are_handed_to_their_rules(tmp_path: Path, kit: Kit) -> None:
    made = episode(captions=[Caption(language="es-419", path="episodes/001/captions/es-419.vtt", kind="subtitles")])
    bundle = bundle_of(tmp_path / "b", kit, made=made)
    path = bundle / "episodes/001/captions/es-419.vtt"
    assert told(bundle, None) == [("files", "episodes/001/captions/es-419.vtt is missing or lies outside the bundle.")]
    path.parent.mkdir()
    path.write_text("WEBVTT\n\n00:01.000 --> 00:02.500\nHola, Ana\n", "utf-8")
    assert told(bundle, None) == []
    path.write_text("WEBVTT\n\n00:01.000 --> 00:01.100\n" + "Hola " * 40 + "\n", "utf-8")
    rules = told(bundle, None)
    assert {rule for rule, _ in rules} == {"captions"}
    assert all(sentence.startswith("es-419.vtt: ") for _, sentence in rules)
    path.write_bytes(b"\xff\xfe1\n00:00:01,000 --> 00:00:02,000\nHola\n")
    assert [rule for rule, _ in told(bundle, None)] == ["captions"]


# --- order


def test_a_plan_of_another_length_is_told(tmp_path: Path, kit: Kit) -> None:
    bundle = bundle_of(tmp_path / "b", kit, plan=plan_of((10, 16, None, None), (40, 45, None, None)))
    assert told(bundle, None) == [("order", "It lasts 12.00 s but its plan shows 11.00 s of the film.")]


def test_a_plan_that_goes_back_in_the_story_is_told(tmp_path: Path, kit: Kit) -> None:
    bundle = bundle_of(tmp_path / "b", kit, plan=plan_of((10, 16, None, None), (40, 46, None, None)))
    path = bundle / "source" / "plan.json"
    plan = json.loads(path.read_bytes())
    plan["episodes"][0]["spans"].reverse()
    path.write_text(json.dumps(plan))
    found = told(bundle, None)
    assert [rule for rule, _ in found] == ["order"]
    assert "episode 1 goes back in the story at 10 s" in found[0][1]


def test_a_plan_for_another_number_of_episodes_is_told(tmp_path: Path, kit: Kit) -> None:
    plan = plan_of((10, 16, None, None), (40, 46, None, None))
    more = msgspec.structs.replace(plan_of((50, 62, None, None)).episodes[0], number=2)
    bundle = bundle_of(tmp_path / "b", kit, plan=msgspec.structs.replace(plan, episodes=[*plan.episodes, more]))
    assert told(bundle, None) == [("order", "source/plan.json has 2 episodes but the series has 1.")]


# --- files and what series.json says of them


def test_lengths_sizes_and_rates_are_those_of_the_series(tmp_path: Path, kit: Kit) -> None:
    made = episode(width=1080, height=1920, frame_rate="25", duration_s=Fraction(10))
    found = told(bundle_of(tmp_path / "b", kit, made=made), None, CheckLimits())
    assert [sentence for rule, sentence in found if rule != "streaming"] == [
        "It lasts 10.00 s instead of 60 to 180 s.",
        "The master is 180x320, not 1080x1920.",
        "The master runs at 12 pictures a second, not 25.",
        "The master lasts 12.00 s, not 10.00 s.",
    ]
    assert [rule for rule, _ in found][:4] == ["length", "format", "format", "format"]
    assert "streaming" in {rule for rule, _ in found}


def test_a_ladder_with_a_missing_rung_is_told(tmp_path: Path, kit: Kit) -> None:
    bundle = bundle_of(tmp_path / "b", kit)
    (bundle / "episodes/001/hls/540p.m4s").unlink()
    assert {rule for rule, _ in told(bundle, None)} == {"streaming"}


@pytest.mark.parametrize("damage", ["gone", "outside", "no film", "cut short"])
def test_a_damaged_master_is_told_in_one_sentence(tmp_path: Path, kit: Kit, damage: str) -> None:
    bundle = bundle_of(tmp_path / "b", kit)
    master = bundle / "episodes/001/master.mp4"
    data = master.read_bytes()
    master.unlink()
    if damage == "outside":
        (tmp_path / "elsewhere.mp4").write_bytes(data)
        master.symlink_to(tmp_path / "elsewhere.mp4")
    elif damage == "no film":
        master.write_bytes(b"no film" * 99)
    elif damage == "cut short":
        master.write_bytes(data[: len(data) // 2])
    found = told(bundle, None)
    assert found
    assert {rule for rule, _ in found} == {"files"}
    assert all("\n" not in sentence for _, sentence in found)


def test_a_rate_that_is_none_is_told(tmp_path: Path, kit: Kit) -> None:
    bundle = bundle_of(tmp_path / "b", kit, made=episode(frame_rate="25/0"))
    assert told(bundle, None) == [("format", "It cannot run at 25/0 pictures a second.")]


def test_a_series_without_episodes_is_told(tmp_path: Path, kit: Kit) -> None:
    (tmp_path / "series.json").write_bytes(documents.encode(series_of()))
    assert told(tmp_path, None) == [("episodes", "The series has no episodes.")]


def test_no_bundle_at_all_is_an_error(tmp_path: Path, kit: Kit) -> None:
    with pytest.raises(BundleError, match="is not a series bundle"):
        check_bundle(tmp_path)


def test_a_miss_needs_no_more_than_its_sentence() -> None:
    assert Miss(1, "It is wrong.") == Miss(1, "It is wrong.", "files", None)


@pytest.mark.parametrize(
    ("moment", "written"),
    [(Fraction(0), "0:00.00"), (Fraction(6512, 100), "1:05.12"), (Fraction(11_999, 100), "1:59.99")],
)
def test_moments_read_as_clocks(moment: Fraction, written: str) -> None:
    assert clock(moment) == written
