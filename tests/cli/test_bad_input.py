"""Bad input gets one clear sentence, and nothing is lost."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Drama, microdrama
from microdrama.media.child import ffmpeg


def made(path: Path, *arguments: str) -> Path:
    subprocess.run([ffmpeg(), "-v", "error", "-y", *arguments, str(path)], check=True)
    return path


def short_film(path: Path, seconds: float) -> Path:
    picture = ["-f", "lavfi", "-i", f"testsrc2=s=160x120:r=10:d={seconds}"]
    sound = ["-f", "lavfi", "-i", f"sine=d={seconds}"]
    return made(path, *picture, *sound, "-c:v", "libx264", "-preset", "ultrafast", "-movflags", "+faststart")


def missing(folder: Path) -> Path:
    return folder / "nowhere.mp4"


def text(folder: Path) -> Path:
    path = folder / "text.mp4"
    path.write_text("This is no film.\n" * 100)
    return path


def empty(folder: Path) -> Path:
    path = folder / "empty.mp4"
    path.touch()
    return path


def noise(folder: Path) -> Path:
    path = folder / "noise.mp4"
    path.write_bytes(bytes(i * 7919 % 251 for i in range(5000)))
    return path


def truncated(folder: Path) -> Path:
    whole = short_film(folder / "whole.mp4", 70).read_bytes()
    path = folder / "truncated.mp4"
    path.write_bytes(whole[: len(whole) // 2])
    return path


def headless(folder: Path) -> Path:
    """Cut off before the index that an ordinary MP4 has at its end."""
    film = made(folder / "plain.mp4", "-f", "lavfi", "-i", "testsrc2=s=160x120:r=10:d=70", "-c:v", "libx264")
    path = folder / "headless.mp4"
    path.write_bytes(film.read_bytes()[:-20_000])
    return path


def picture(folder: Path) -> Path:
    path = made(folder / "picture.png", "-f", "lavfi", "-i", "testsrc2=s=160x120:d=1", "-frames:v", "1")
    return path.rename(folder / "picture.mp4")


def sound(folder: Path) -> Path:
    return made(folder / "sound.m4a", "-f", "lavfi", "-i", "sine=d=70", "-c:a", "aac")


def no_time(folder: Path) -> Path:
    """An MP4 with an index and no pictures."""
    return made(
        folder / "none.mp4", "-f", "lavfi", "-i", "testsrc2=s=160x120:r=10:d=1", "-frames:v", "0", "-c:v", "mpeg4"
    )


def twenty_seconds(folder: Path) -> Path:
    return short_film(folder / "short.mp4", 20)


def playlist(folder: Path) -> Path:
    short_film(folder / "secret.mp4", 70)
    path = folder / "playlist.mp4"
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:70\n#EXTINF:70,\nsecret.mp4\n#EXT-X-ENDLIST\n")
    return path


def concat_list(folder: Path) -> Path:
    short_film(folder / "secret.mp4", 70)
    path = folder / "list.mkv"
    path.write_text("ffconcat version 1.0\nfile secret.mp4\n")
    return path


CASES = {
    missing: "There is no file",
    text: "is a text file, not a film",
    empty: "is empty",
    noise: "is of an unknown kind, not a film",
    truncated: "it is damaged or was not copied to its end",
    headless: "is damaged or incomplete",
    picture: "is a picture (PNG), not a film",
    sound: "has no pictures: it is a sound file",
    no_time: "",
    twenty_seconds: "The film lasts 20.0 s and the shortest episode 60 s",
    playlist: "is a playlist that points at other files",
    concat_list: "is a list that points at other files",
}


def one_sentence(stderr: str) -> str:
    """The last line of what was said; bars and what was fetched may stand before it."""
    assert "Traceback" not in stderr
    return [line for line in stderr.splitlines() if line.strip()][-1]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
@pytest.mark.parametrize("before", ["nothing", "an older bundle"])
def test_bad_films_get_a_sentence_and_touch_nothing(
    tmp_path: Path, studio_home: Path, case: Callable[[Path], Path], before: str
) -> None:
    out = tmp_path / "out" / "series"
    if before == "an older bundle":
        out.mkdir(parents=True)
        (out / "series.json").write_text("old")
    ran = microdrama("condense", case(tmp_path), "--out", out, home=studio_home)
    assert ran.code in (1, 2)
    assert ran.stdout == ""
    assert CASES[case] in one_sentence(ran.stderr)
    left = sorted(p.name for p in out.parent.rglob("*")) if out.parent.exists() else []
    assert left == (["series", "series.json"] if before == "an older bundle" else [])


def test_a_folder_with_other_files_is_refused_before_any_work(tmp_path: Path, studio_home: Path, drama: Drama) -> None:
    (tmp_path / "holiday.jpg").write_text("mine")
    ran = microdrama("condense", drama.path, "--out", tmp_path, home=studio_home)
    assert ran.code == 2
    assert "holds other files and no series" in one_sentence(ran.stderr)
    assert [p.name for p in tmp_path.iterdir()] == ["holiday.jpg"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--keep", "0"], "--keep is a share of the film above 0"),
        (["--keep", "1.5"], "--keep is a share of the film above 0"),
        (["--min", "90", "--max", "60"], "is no such range"),
        (["--quality", "best"], "best"),
    ],
)
def test_senseless_options_are_refused(
    tmp_path: Path, studio_home: Path, drama: Drama, options: list[str], said: str
) -> None:
    ran = microdrama("condense", drama.path, "--out", tmp_path / "out", *options, home=studio_home)
    assert ran.code == 2
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("content", ["", "{", "[]", '{"schema": "microdrama.plan/1"}', "[" * 100_000, '{"keep": NaN}'])
def test_a_broken_plan_is_one_sentence(tmp_path: Path, studio_home: Path, drama: Drama, content: str) -> None:
    (tmp_path / "plan.json").write_text(content)
    ran = microdrama("render", drama.path, tmp_path / "plan.json", "--out", tmp_path / "out", home=studio_home)
    assert ran.code == 1
    assert "plan.json cannot be read" in one_sentence(ran.stderr)
    assert not (tmp_path / "out").exists()


def test_a_plan_of_another_film_is_refused(tmp_path: Path, studio_home: Path, condensed: Path) -> None:
    other = short_film(tmp_path / "other.mp4", 61)
    plan = condensed / "source" / "plan.json"
    ran = microdrama("render", other, plan, "--out", tmp_path / "out", home=studio_home)
    assert ran.code == 1
    assert "it was made for another film" in one_sentence(ran.stderr)
    assert not (tmp_path / "out").exists()
