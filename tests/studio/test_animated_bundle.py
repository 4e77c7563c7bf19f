"""The bundle of an animated series: signed masters, and what the check says of those that are not."""

from pathlib import Path

import msgspec
import pytest

from fixtures.animated import joined, storyboard, timed, with_bought
from fixtures.bundles import SHORT, bundle_of, episode, make_kit, series_of
from microdrama.domain import documents
from microdrama.domain.series import Origin
from microdrama.media.identity import Identity, own_identity
from microdrama.media.origin import AigcLabel, Claims, origin_of, sign_master
from microdrama.media.probe import probe
from microdrama.ports.voice import FakeVoice
from microdrama.studio.animation.bundling import About, Made, fill
from microdrama.studio.animation.crew import Crew
from microdrama.studio.animation.series import AnimateOptions, _Making
from microdrama.studio.bundle import read_series
from microdrama.studio.check import check_bundle
from microdrama.studio.flow import Flow
from microdrama.studio.source import Maker
from microdrama.studio.store import ArtefactStore
from microdrama.studio.verdict import Miss

BOARD = storyboard()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Made]:
    return joined(tmp_path_factory.mktemp("made"), BOARD)


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return own_identity(tmp_path_factory.mktemp("home"), producer="Platform Two Pictures")


def test_masters_are_signed_when_the_bundle_is_put_together(
    tmp_path: Path, made: list[Made], identity: Identity
) -> None:
    """The artefact stays unsigned; the master of the bundle says its episode and what was bought for it."""
    some = [with_bought(made[0], "e1-s1-3"), made[1]]
    fill(tmp_path, BOARD, some, papers={}, about=About(identity=identity))
    assert origin_of(made[0].folder / "master.mp4").manifest == "absent"
    for number, ingredients in ((1, ("e1-s1-3",)), (2, ())):
        found = origin_of(tmp_path / f"episodes/{number:03d}/master.mp4")
        assert (found.manifest, found.ingredients) == ("valid", ingredients)
        assert found.source_type == "compositeWithTrainedAlgorithmicMedia"
        label = AigcLabel(producer="Platform Two Pictures", produce_id=f"last-train-{'ab' * 6}/{number:03d}")
        assert found.label == found.xmp == label
    assert (tmp_path / "episodes/001/hls/audio.m3u8").samefile(made[0].folder / "hls/audio.m3u8")
    assert probe(tmp_path / "episodes/002/master.mp4").duration == probe(made[1].folder / "master.mp4").duration


def test_without_an_identity_masters_are_the_artefacts(tmp_path: Path, made: list[Made]) -> None:
    fill(tmp_path, BOARD, made, papers={}, about=About())
    assert (tmp_path / "episodes/001/master.mp4").samefile(made[0].folder / "master.mp4")
    assert read_series(tmp_path).origin.ai_generated


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory, weights: Path) -> Path:
    """A sound bundle of a series that a machine helped to make."""
    kit = make_kit(tmp_path_factory.mktemp("ladder"), weights)
    folder = bundle_of(tmp_path_factory.mktemp("b") / "b", kit)
    made_by_machine = Origin(kind="animated", source_sha256="0" * 64, ai_generated=True)
    series = msgspec.structs.replace(series_of(episode()), origin=made_by_machine)
    (folder / "series.json").write_bytes(documents.encode(series))
    return folder


def told(bundle: Path) -> list[Miss]:
    misses = check_bundle(bundle, limits=SHORT)[1]
    assert all((miss.rule, miss.episode) == ("origin", 1) for miss in misses)
    return misses


def test_a_series_by_a_machine_must_say_so_in_its_masters(bundle: Path, identity: Identity) -> None:
    """Unsigned, signed, and hurt; a series by people is asked nothing."""
    assert [miss.sentence for miss in told(bundle)] == [
        "The master does not say where it comes from: it has no C2PA manifest.",
        "The master's metadata have no AIGC label.",
        "The master's XMP has no AIGC label.",
    ]
    master = bundle / "episodes/001/master.mp4"
    label = AigcLabel(producer="x", produce_id="a-1/001")
    sign_master(master, Claims("A, 1", "algorithmicMedia", label), identity)
    assert told(bundle) == []
    hurt = bytearray(master.read_bytes())
    hurt[hurt.rindex(b"a-1/001")] ^= 1
    master.write_bytes(hurt)
    assert [miss.sentence for miss in told(bundle)] == [
        "The C2PA manifest of the master does not hold: assertion.bmffHash.mismatch."
    ]
    (bundle / "series.json").write_bytes(documents.encode(series_of(episode())))
    assert told(bundle) == []


def fonts(_texts: object, _language: str) -> list[Path]:
    return [Path("some.ttf")]


@pytest.mark.parametrize("letters", [True, False])
def test_labels_are_lettered_even_where_lines_are_not(tmp_path: Path, *, letters: bool) -> None:
    crew = Crew(voice=Maker(FakeVoice, "fake"), lettering=fonts, writing=fonts, hand=fonts)
    flow = Flow(ArtefactStore(tmp_path))
    options = AnimateOptions(letters=letters, territories=("CN",), licence="No. 7")
    lettered = _Making(BOARD, flow, crew, options)._lettered(timed(BOARD.episodes[0], tmp_path / "line.wav"))
    assert lettered is not None
    assert lettered.letters.label is not None
    assert lettered.letters.label.text == "AI-generated · AI生成"
    assert lettered.letters.licence is not None
    assert lettered.letters.licence.text == "No. 7"
    assert (lettered.letters.tag is not None) is letters
