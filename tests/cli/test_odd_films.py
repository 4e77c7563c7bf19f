"""Films that are no ordinary drama: each gives a series that its own check accepts, or one clear sentence."""

import itertools
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from cli.test_bad_input import made
from condense.made_findings import media
from conftest import Drama, microdrama
from microdrama.condense.proof import proof
from microdrama.condense.series import PlanOptions, plan_series
from microdrama.domain.findings import Findings, Line, Shot
from microdrama.domain.plan import Plan
from microdrama.domain.time import Span

X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
LENGTH_S = 66


def black(folder: Path) -> Path:
    """Black pictures and no sound at all."""
    return made(folder / "black.mp4", "-f", "lavfi", "-i", f"color=black:s=320x180:r=10:d={LENGTH_S}", *X264)


def silent(folder: Path) -> Path:
    """Pictures that move, with a sound track in which nothing is heard."""
    return made(
        folder / "silent.mp4",
        *("-f", "lavfi", "-i", f"testsrc2=s=320x180:r=10:d={LENGTH_S}"),
        *("-f", "lavfi", "-i", f"anullsrc=r=48000:cl=stereo:d={LENGTH_S}"),
        *X264,
    )


def surround(folder: Path) -> Path:
    """5.1 sound, with a tone in the front centre."""
    return made(
        folder / "surround.mp4",
        *("-f", "lavfi", "-i", f"testsrc2=s=320x180:r=10:d={LENGTH_S}"),
        *("-f", "lavfi", "-i", f"sine=f=440:r=48000:d={LENGTH_S}"),
        *("-af", "pan=5.1|FC=c0", "-c:a", "aac", *X264),
    )


def slides(folder: Path) -> Path:
    """Eight still pictures of nine seconds with slow cross-fades between them."""
    colours = ["0x803020", "0x205080", "0x308030", "0x806010", "0x602060", "0x208080", "0x505050", "0x902050"]
    inputs = [part for colour in colours for part in ("-f", "lavfi", "-i", f"color={colour}:s=320x180:r=10:d=10.5")]
    chain = "".join(
        f"{'[0:v]' if n == 1 else f'[m{n - 1}]'}[{n}:v]xfade=duration=1.5:offset={9 * n}[m{n}];" for n in range(1, 8)
    )
    return made(folder / "slides.mp4", *inputs, "-filter_complex", chain.rstrip(";"), "-map", "[m7]", *X264)


@pytest.mark.parametrize("build", [black, silent, surround, slides], ids=lambda build: build.__name__)
def test_an_odd_film_becomes_a_series(tmp_path: Path, studio_home: Path, build: Callable[[Path], Path]) -> None:
    film = build(tmp_path)
    options = ["--keep", 1, "--min", 30, "--max", 70, "--quality", "draft", "--json"]
    ran = microdrama("condense", film, "--out", tmp_path / "series", *options, home=studio_home)
    assert ran.code == 0, ran.stderr
    assert ran.answer["episodes"]
    plan = json.loads((tmp_path / "series/source/plan.json").read_bytes())
    assert all(30 <= episode["duration_s"] <= 70 for episode in plan["episodes"])


def test_subtitles_of_another_film_are_refused_and_nothing_is_left(
    tmp_path: Path, studio_home: Path, drama: Drama
) -> None:
    foreign = tmp_path / "foreign.srt"
    cues = [f"{n + 1}\n00:00:{n:02d},100 --> 00:00:{n:02d},500\nWord {n}.\n" for n in range(0, 59, 2)]
    cues += [
        f"{n + 90}\n00:0{1 + n // 60}:{n % 60:02d},0 --> 00:0{1 + n // 60}:{n % 60:02d},400\nMore.\n" for n in range(85)
    ]
    foreign.write_text("\n".join(cues))
    out = tmp_path / "series"
    ran = microdrama("condense", drama.path, "--out", out, "--subtitles", foreign, home=studio_home)
    assert ran.code == 1
    assert "do not fit the sound of this film" in ran.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "There is no subtitle file"), (b"\x00\x01\x02" * 400, "foreign.srt"), (b"", "foreign.srt")],
    ids=["missing", "binary", "empty"],
)
def test_a_file_of_no_subtitles_gets_one_sentence(
    tmp_path: Path, studio_home: Path, drama: Drama, content: bytes | None, says: str
) -> None:
    path = tmp_path / "foreign.srt"
    if content is not None:
        path.write_bytes(content)
    ran = microdrama("analyse", drama.path, "--out", tmp_path / "f.json", "--subtitles", path, home=studio_home)
    assert ran.code in (1, 2)
    assert says in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "f.json").exists()


def planned(findings: Findings) -> Plan:
    """The plan of a film, with every cut judged anew."""
    plan = plan_series(findings, PlanOptions())
    judged = proof(plan, findings)
    assert not judged.speech
    assert not judged.places
    assert not judged.order
    assert not judged.lengths
    return plan


def test_one_shot_of_45_minutes_is_cut_in_its_pauses() -> None:
    speech = [Span(Fraction(n * 9), Fraction(n * 9 + 6)) for n in range(300)]
    shot = Shot(start_s=Fraction(0), end_s=Fraction(2700))
    findings = Findings(media=media(Fraction(2700), "25"), shots=[shot], speech=speech)
    assert len(planned(findings).episodes) >= 8


def test_4000_shots_in_45_minutes_are_cut_on_their_boundaries() -> None:
    edges = [Fraction(n * 17, 25) for n in range(4000)] + [Fraction(2720)]
    shots = [Shot(start_s=a, end_s=b) for a, b in itertools.pairwise(edges)]
    lines = [Line(start_s=Fraction(n * 5), end_s=Fraction(n * 5 + 3), text="So it is.") for n in range(540)]
    findings = Findings(media=media(Fraction(2720), "25"), shots=shots, lines=lines)
    assert len(planned(findings).episodes) >= 8
