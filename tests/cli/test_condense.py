"""The whole way: a film in, a bundle out, looked at with other eyes than those that made it."""

import io
import itertools
import json
import subprocess
from fractions import Fraction
from pathlib import Path

import av
import msgspec
import pytest
import webrtcvad

from conftest import KEEP, Drama, microdrama
from microdrama.domain import documents
from microdrama.domain.findings import Findings
from microdrama.domain.plan import Plan
from microdrama.domain.series import Series
from microdrama.media.child import ffmpeg
from microdrama.media.hls import LADDER
from microdrama.studio.report.frames import frames_of

VOICE_HZ, FRAME_S = 16_000, Fraction(1, 50)


def series_of(bundle: Path) -> Series:
    return documents.decode((bundle / "series.json").read_bytes(), Series, source="series.json")


def plan_of(bundle: Path) -> Plan:
    return documents.decode((bundle / "source" / "plan.json").read_bytes(), Plan, source="plan.json")


def test_every_episode_lasts_60_to_180_s_and_the_story_keeps_its_order(condensed: Path) -> None:
    series, plan = series_of(condensed), plan_of(condensed)
    assert len(series.episodes) == 2
    assert all(60 <= episode.duration_s <= 180 for episode in series.episodes)
    spans = [span for episode in plan.episodes for span in episode.spans]
    assert all(before.end_s <= after.start_s for before, after in itertools.pairwise(spans))


def test_our_own_check_accepts_the_bundle(condensed: Path, studio_home: Path) -> None:
    ran = microdrama("check", condensed, "--json", home=studio_home)
    assert ran.code == 0, ran.stderr
    assert ran.answer["misses"] == []


def test_ffmpeg_decodes_every_rung_and_the_master_without_a_word(condensed: Path) -> None:
    for episode in series_of(condensed).episodes:
        folder = (condensed / episode.hls).parent
        for source in [
            condensed / episode.master,
            *(folder / rung.playlist for rung in LADDER),
            condensed / episode.hls,
        ]:
            # all streams: ffmpeg calls the rungs that it stops reading half-way corrupt
            command = [ffmpeg(), "-v", "warning", "-i", str(source), "-map", "0", "-c:s", "copy", "-f", "null", "-"]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            assert done.stderr == "", source


def test_the_master_shows_as_many_pictures_as_were_planned(condensed: Path) -> None:
    for episode in series_of(condensed).episodes:
        command = [ffmpeg(), "-v", "error", "-i", str(condensed / episode.master), "-map", "0:v", "-f", "framemd5", "-"]
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
        count = sum(not line.startswith("#") for line in listed)
        assert count == round(episode.duration_s * Fraction(episode.frame_rate))


def voiced(path: Path) -> list[bool]:
    """Every 20 ms: does WebRTC's voice detector, at its strictest, hear voice? It shares nothing with ours."""
    command = [
        ffmpeg(),
        "-v",
        "error",
        "-i",
        str(path),
        "-map",
        "0:a",
        "-ac",
        "1",
        "-ar",
        str(VOICE_HZ),
        "-f",
        "s16le",
        "-",
    ]
    sound = subprocess.run(command, capture_output=True, check=True).stdout
    size = 2 * int(VOICE_HZ * FRAME_S)
    detector = webrtcvad.Vad(3)
    return [detector.is_speech(sound[i : i + size], VOICE_HZ) for i in range(0, len(sound) - size + 1, size)]


def test_no_cut_falls_inside_speech_on_the_rendered_sound(condensed: Path) -> None:
    """At every join, and at both ends, the two sides are not both voiced for as long as a syllable lasts."""
    cuts = 0
    for episode, planned in zip(series_of(condensed).episodes, plan_of(condensed).episodes, strict=True):
        heard = voiced(condensed / episode.master)
        assert any(heard), "the drama speaks"
        at = Fraction(0)
        for span in planned.spans:
            for moment in (at, at + span.end_s - span.start_s):
                frame = int(moment / FRAME_S)
                before, after = heard[max(0, frame - 5) : frame], heard[frame : frame + 5]
                assert not (sum(before) >= 4 and sum(after) >= 4), f"episode {episode.number} at {float(moment):.2f} s"
                cuts += 1
            at += span.end_s - span.start_s
    assert cuts >= 4


def test_no_cut_falls_inside_the_speech_that_was_put_into_the_film(condensed: Path, drama: Drama) -> None:
    truth = drama.truth.speech  # type: ignore[attr-defined]
    for episode in plan_of(condensed).episodes:
        for span in episode.spans:
            for moment in (span.start_s, span.end_s):
                assert not any(spoken.start_s < moment < spoken.end_s for spoken in truth)


def test_the_stages_one_by_one_give_the_same_as_condense(
    tmp_path: Path, drama: Drama, condensed: Path, studio_home: Path
) -> None:
    findings, plan, out = tmp_path / "findings.json", tmp_path / "plan.json", tmp_path / "series"
    assert microdrama("analyse", drama.path, "--out", findings, home=studio_home).code == 0
    assert microdrama("plan", findings, "--keep", KEEP, "--out", plan, home=studio_home).code == 0
    assert microdrama("render", drama.path, plan, "--out", out, "--quality", "draft", home=studio_home).code == 0
    for name in ("source/findings.json", "source/plan.json", "series.json", "episodes/001/master.mp4"):
        assert (out / name).read_bytes() == (condensed / name).read_bytes(), name


def test_a_transcript_alone_can_be_planned(tmp_path: Path, studio_home: Path) -> None:
    lines = [{"start_s": t, "end_s": t + 3.2, "text": "So it was you."} for t in range(2, 595, 5)]
    media = {"duration_s": 600, "width": 1920, "height": 1080, "frame_rate": "24000/1001"}
    (tmp_path / "findings.json").write_text(json.dumps({"media": media, "lines": lines}))
    ran = microdrama("plan", tmp_path / "findings.json", "--out", tmp_path / "plan.json", home=studio_home)
    assert ran.code == 0, ran.stderr
    plan = documents.decode((tmp_path / "plan.json").read_bytes(), Plan, source="plan.json")
    edges = [moment for e in plan.episodes for s in e.spans for moment in (s.start_s, s.end_s)]
    assert all(60 <= e.duration_s <= 180 for e in plan.episodes)
    assert not any(t < moment < t + Fraction(32, 10) for moment in edges for t in range(2, 595, 5))


def test_check_leaves_with_3_when_a_bundle_was_damaged(condensed: Path, studio_home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "damaged"
    subprocess.run(["cp", "-r", str(condensed), str(copy)], check=True)
    segments = copy / "episodes/001/hls/720p.m4s"
    segments.chmod(0o644)
    segments.write_bytes(segments.read_bytes()[:-1000])
    ran = microdrama("check", copy, home=studio_home)
    assert ran.code == 3
    assert "points beyond the end of 720p.m4s" in ran.stderr


def test_end_cards_are_planned_rendered_and_pass_the_check(
    drama: Drama, condensed: Path, studio_home: Path, tmp_path: Path
) -> None:
    planned, out = tmp_path / "plan.json", tmp_path / "carded"
    findings = condensed / "source" / "findings.json"
    lengths = ["--min", 5, "--max", 20]
    options = ["--keep", KEEP, *lengths, "--end-card"]
    assert microdrama("plan", findings, "--out", planned, *options, home=studio_home).code == 0
    whole = documents.decode(planned.read_bytes(), Plan, source="plan.json")
    assert [episode.end_card_s for episode in whole.episodes] == [2] * (len(whole.episodes) - 1) + [None]
    named = msgspec.structs.replace(whole.episodes[1], title="{\\fs900}The next one 😀", end_card_s=None)
    short = msgspec.structs.replace(whole, episodes=[whole.episodes[0], named])
    planned.write_bytes(documents.encode(short))
    draft = ["--quality", "draft"]
    made = microdrama("render", drama.path, planned, "--out", out, *lengths, *draft, home=studio_home)
    assert made.code == 0, made.stderr
    assert "each lasts from 5 to 20 s" in (out / "report.html").read_text("utf-8")
    checked = microdrama("check", out, *lengths, "--json", home=studio_home)
    assert checked.answer["misses"] == []
    series = series_of(out)
    assert [episode.end_card_s for episode in series.episodes] == [2, None]
    assert series.episodes[0].duration_s == whole.episodes[0].duration_s
    # what the report calls an episode's last picture is the film's, which is brighter than the card
    ends = frames_of(out, series)[1].last
    with av.open(io.BytesIO(ends)) as still, av.open(str(out / series.episodes[0].master)) as master:
        last = next(still.decode(video=0)).to_ndarray(format="gray").mean()
        card = [frame.to_ndarray(format="gray") for frame in master.decode(video=0)][-1]
    assert card.mean() < 0.8 * last
    assert (card[600:1200] > 230).mean() > 0.01  # the letters


@pytest.mark.sample
def test_the_sample_film_is_looked_at_as_people_see_it(sample_film: Path, studio_home: Path, tmp_path: Path) -> None:
    """Big Buck Bunny has about 130 shots and not a word; its last ninety seconds of story end at the credits."""
    findings, plan = tmp_path / "findings.json", tmp_path / "plan.json"
    assert microdrama("analyse", sample_film, "--out", findings, home=studio_home).code == 0
    found = documents.decode(findings.read_bytes(), Findings, source="findings.json")
    assert 120 <= len(found.shots) <= 145
    assert found.speech == []
    assert found.media.duration_s == Fraction("596.458333")
    assert microdrama("plan", findings, "--out", plan, home=studio_home).code == 0
    planned = documents.decode(plan.read_bytes(), Plan, source="plan.json")
    assert len(planned.episodes) >= 3
    assert planned.episodes[-1].spans[-1].end_s <= Fraction(4901, 10), "the end credits are no story"
