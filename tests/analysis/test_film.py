"""The whole pass over a film."""

import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np
import pytest

from fixtures.drama import Truth, make_drama
from microdrama.analysis.film import Analysis, Senses, analyse
from microdrama.domain import documents
from microdrama.domain.findings import Findings
from microdrama.media.probe import probe
from microdrama.ports.face_finder import Face, FakeFaceFinder
from microdrama.ports.voice_finder import WINDOW_S, FakeVoiceFinder
from microdrama.providers.blazeface import BlazeFace


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return make_drama(tmp_path_factory.mktemp("short") / "film.mp4", seconds=20, seed=3, size=(320, 180))


def test_findings_survive_their_own_file(analysed: Analysis) -> None:
    written = documents.encode(analysed.findings)
    read = documents.decode(written, Findings, source="findings.json")
    assert documents.encode(read) == written
    assert len(read.shots) == len(analysed.findings.shots)


def test_the_loudness_of_the_made_film_rises_where_somebody_speaks(drama: Any, analysed: Analysis) -> None:
    loudness = analysed.findings.loudness
    assert loudness is not None
    assert abs(len(loudness.lufs) * loudness.step_s - drama.truth.duration) <= 1
    spoken = [
        level
        for number, level in enumerate(loudness.lufs)
        if any(number * loudness.step_s in span for span in drama.truth.speech)
    ]
    assert np.mean(spoken) > np.mean(loudness.lufs) + 3


def test_faces_and_voice_come_from_their_finders_at_the_right_times(short: Truth) -> None:
    told: list[Fraction] = []
    face = Face(0.4, 0.3, 0.1, 0.2, 0.9)
    found = analyse(
        probe(short.path),
        sha256="0" * 64,
        senses=lambda: Senses(FakeFaceFinder([[face]] * 1000), FakeVoiceFinder([0.0] * 100 + [1.0] * 50)),
        progress=told.append,
    ).findings
    assert told == sorted(told)
    assert told[-1] <= short.duration
    assert len(found.faces) == len(found.shots) == len(short.shots)
    moments = [box[0] for track in found.faces for box in track.boxes]
    assert moments == [n / 2 for n in range(40)]
    assert len(found.speech) == 1
    assert float(found.speech[0].start_s) == pytest.approx(100 * WINDOW_S - 0.06)
    assert found.media.sha256 == "0" * 64


def test_the_actors_face_is_one_track_in_every_shot(tmp_path: Path, weights: Path) -> None:
    truth = make_drama(tmp_path / "film.mp4", seconds=30, seed=4, faces=True)
    finder = BlazeFace(weights / "face_detection_full_range.tflite")
    found = analyse(probe(truth.path), sha256=None, senses=lambda: Senses(finder, FakeVoiceFinder([]))).findings
    seen = {shot.span.start_s: 0 for shot in truth.shots}
    for track in found.faces:
        shot = truth.shot_at(Fraction(track.boxes[0][0]))
        assert shot is truth.shot_at(Fraction(track.boxes[-1][0]))
        assert all(abs(x + width / 2 - shot.actor_x) < 0.04 for _, x, _, width, _ in track.boxes)
        seen[shot.span.start_s] += len(track.boxes)
    assert all(seen[shot.span.start_s] >= float(shot.span.duration_s) * 2 * 0.6 for shot in truth.shots)
    assert len(found.faces) <= len(truth.shots) + 3


def test_a_film_without_sound_has_no_speech_and_no_loudness(short: Truth, tmp_path: Path) -> None:
    silent = tmp_path / "silent.mp4"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(short.path), "-an", "-c", "copy", str(silent)]
    subprocess.run(command, check=True)
    senses = Senses(FakeFaceFinder([]), FakeVoiceFinder([1.0] * 1000))
    found = analyse(probe(silent), sha256=None, senses=lambda: senses).findings
    assert found.loudness is None
    assert found.speech == []
    assert len(found.shots) == len(short.shots)
