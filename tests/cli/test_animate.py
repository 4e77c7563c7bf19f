"""The whole way from a script to a bundle, as a user goes it: stopped, misled, and asked for the impossible."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import ANIMATE_QUICKLY, ANIMATED_LENGTHS, ANIMATED_SCRIPT, AnimatedSeries, microdrama
from microdrama.cli import app
from microdrama.media.child import ffmpeg

LINES = 6


def start(script: Path, out: Path, home: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "microdrama", "animate", script, "--out", out, *map(str, ANIMATE_QUICKLY)]
    environment = os.environ | {"MICRODRAMA_HOME": str(home)}
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)


def finished(home: Path) -> set[Path]:
    return {path for path in (home / "artefacts").glob("??/*") if len(path.name) == 64}


def packets(film: Path) -> str:
    """The digests of the encoded pictures and sound, which a signature leaves alone."""
    command = [ffmpeg(), "-v", "error", "-i", str(film), "-map", "0:v", "-map", "0:a", "-c", "copy", "-f", "streamhash"]
    return subprocess.run([*command, "-"], capture_output=True, text=True, check=True).stdout


def digests(bundle: Path) -> dict[str, str]:
    """Every file by its digest; of masters, which each home signs in its own name, what is seen and heard."""
    return {
        str(path.relative_to(bundle)): packets(path)
        if path.name == "master.mp4"
        else hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(bundle.rglob("*"))
        if path.is_file()
    }


@pytest.mark.timeout(400)
def test_killed_while_drawing_it_goes_on_and_another_home_comes_to_the_same_bytes(
    animated: AnimatedSeries, tmp_path: Path
) -> None:
    home, out = tmp_path / "home", tmp_path / "series"
    run = start(animated.script, out, home)
    until = time.monotonic() + 200
    while len(finished(home)) < LINES + 2 and time.monotonic() < until:
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL
    assert not out.exists()
    kept = {path: path.stat().st_mtime_ns for path in finished(home)}
    assert len(kept) >= LINES + 2, "lines and shots were finished"
    assert start(animated.script, out, home).wait() == 0
    assert {path: path.stat().st_mtime_ns for path in kept} == kept, "nothing that was finished was made again"
    assert list((home / "artefacts" / "unfinished").iterdir()) == []
    ours, theirs = digests(out), digests(animated.bundle)
    assert {name for name in theirs if ours.get(name) != theirs[name]} <= {"report.html"}
    assert set(ours) == set(theirs)


def test_json_is_one_object_on_one_line(animated: AnimatedSeries, tmp_path: Path) -> None:
    command = ["animate", animated.script, "--out", tmp_path / "again", *ANIMATE_QUICKLY, "--json"]
    ran = microdrama(*command, home=animated.home)
    assert ran.code == 0
    assert len(ran.stdout.splitlines()) == 1
    told = json.loads(ran.stdout)
    assert told == animated.answer | {"bundle": str(tmp_path / "again")}
    assert (told["slug"], told["episodes"]) == ("the-key", 1)
    assert set(told["voices"]) == {"c1", "c2"}
    assert told["production"]["spent_micros"] == 0


def test_check_accepts_the_bundle_and_publish_takes_it(animated: AnimatedSeries, tmp_path: Path) -> None:
    checked = microdrama("check", animated.bundle, *ANIMATED_LENGTHS, "--json", home=animated.home)
    assert (checked.code, checked.answer["misses"]) == (0, [])
    published = microdrama("publish", animated.bundle, home=tmp_path / "library")
    assert published.code == 0, published.stderr
    assert "the-key: 1 episode published." in published.stderr


def here(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: object
) -> tuple[int, str]:
    """The exit code and the last sentence of a command, run in this process."""
    monkeypatch.setenv("MICRODRAMA_HOME", str(home))
    monkeypatch.setattr(sys, "argv", ["microdrama", *map(str, arguments)])
    try:
        code = app._run()
    except SystemExit as left:
        code = int(left.code or 0)
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    return code, " ".join(said.err.split())


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "script.fountain"
    path.write_text(ANIMATED_SCRIPT, "utf-8")
    return path


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--budget", "5"], "An amount is written like 100USD or 12.50 CNY, not '5'."),
        (["--budget", "-5USD"], "An amount is written like 100USD"),
        (["--budget", "5USD", "--shot-budget", "1CNY"], "The caps of a budget are in one currency."),
        (["--clips", "ark"], "Who sells is written PROVIDER:MODEL"),
        (["--clips", "ark:"], "Who sells is written PROVIDER:MODEL"),
        (["--clips", ":seedance"], "Who sells is written PROVIDER:MODEL"),
        (["--clips", "nobody:seedance"], "Nobody called nobody animates clips; there are fal,"),
        (["--stills", "ark:seedance"], "Nobody called ark paints stills; there are openai,"),
        (["--min", "90", "--max", "60"], "90 to 60 is no such range."),
        (["--certificate", "mine.pem"], "A certificate needs its key"),
        (["--voices", "loud"], "loud"),
    ],
)
def test_options_that_make_no_sense_are_told_before_any_work(
    script: Path,
    animated: AnimatedSeries,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    says: str,
) -> None:
    before, out = finished(animated.home), script.parent / "out"
    command = ["animate", script, "--out", out, "--voices", "quick", *options]
    code, told = here(animated.home, monkeypatch, capsys, *command)
    assert code == 2
    assert says in told
    assert not out.exists()
    assert finished(animated.home) == before


UNMADE = {
    "": (2, "There is no script"),
    "/* never closed\n\nINT. ROOM - DAY\n": (1, "opens a comment with /* that nothing closes"),
    "Once upon a time.\n": (1, "holds neither a scene nor a line that somebody speaks"),
}


@pytest.mark.parametrize("content", UNMADE, ids=["missing", "broken", "a tale"])
def test_a_script_that_cannot_be_made_touches_nothing(
    script: Path,
    animated: AnimatedSeries,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    content: str,
) -> None:
    out = script.parent / "series"
    shutil.copytree(animated.bundle, out)
    script.unlink()
    if content:
        script.write_text(content, "utf-8")
    code, told = here(animated.home, monkeypatch, capsys, "animate", script, "--out", out, "--voices", "quick")
    assert code == UNMADE[content][0]
    assert UNMADE[content][1] in told
    assert digests(out) == digests(animated.bundle)


def test_a_folder_with_other_files_is_refused(
    script: Path, animated: AnimatedSeries, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = script.parent / "holiday"
    out.mkdir()
    (out / "holiday.jpg").write_text("mine")
    code, told = here(animated.home, monkeypatch, capsys, "animate", script, "--out", out, "--voices", "quick")
    assert (code, [path.name for path in out.iterdir()]) == (2, ["holiday.jpg"])
    assert "holds other files and no series" in told


def test_a_language_that_nobody_speaks_is_told_before_anything_is_drawn(
    script: Path, animated: AnimatedSeries, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from microdrama import wiring
    from microdrama.providers import espeak

    wiring._espeak_voice.cache_clear()
    monkeypatch.setattr(espeak, "find_espeak", lambda: None)
    before = finished(animated.home)
    command = ["animate", script, "--out", script.parent / "out", "--language", "th"]
    code, told = here(animated.home, monkeypatch, capsys, *command)
    wiring._espeak_voice.cache_clear()
    assert code == 1
    assert "No voice speaks th, so 2 characters have none" in told
    assert finished(animated.home) == before


def test_a_voice_that_does_not_exist_is_told(
    script: Path, animated: AnimatedSeries, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    story = json.loads((animated.bundle / "source" / "storyboard.json").read_bytes())
    story["characters"][0]["voice"] = "nobody"
    (script.parent / "board.json").write_text(json.dumps(story), "utf-8")
    command = ["animate", script.parent / "board.json", "--out", script.parent / "out", *ANIMATE_QUICKLY]
    code, told = here(animated.home, monkeypatch, capsys, *command, "--jobs", 1)
    assert code in (1, 2)
    assert "nobody" in told
    assert not (script.parent / "out").exists()


def test_names_that_are_paths_and_lines_with_signs_become_a_series(animated: AnimatedSeries, tmp_path: Path) -> None:
    """Neither leaves its place: in the bundle, in the report, in the pictures."""
    script = tmp_path / "script.fountain"
    script.write_text(
        "Title: ../../<b>The Key</b> \U0001f47b\nLanguage: en\n\nINT. ../../ETC/PASSWD - DAY\n\n"
        "@../../etc/passwd\nHello \U0001f47b there.\n\n@<script>alert(1)</script>\n{\\fs900}No.\n",
        "utf-8",
    )
    out = tmp_path / "out" / "series"
    command = ["animate", script, "--out", out, "--voices", "quick", "--quality", "draft", "--min", 1, "--max", 60]
    ran = microdrama(*command, home=animated.home)
    assert ran.code == 0, ran.stderr
    assert sorted(path.name for path in out.parent.iterdir()) == ["series"]
    assert sorted(path.name for path in out.iterdir()) == ["episodes", "report.html", "series.json", "source"]
    assert "<script>alert" not in (out / "report.html").read_text("utf-8")
    assert microdrama("check", out, "--min", 1, "--max", 60, home=animated.home).code == 0


@pytest.fixture
def small_disk(tmp_path: Path):  # noqa: ANN201 (a generator of a folder)
    folder = tmp_path / "small"  # room for lines and some shots, and not for the episode
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a small file system takes root on Linux")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)], check=False)
    if mounted.returncode != 0:
        pytest.skip("this machine does not let root mount a tmpfs")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_told_and_what_was_finished_is_kept(
    small_disk: Path, animated: AnimatedSeries, tmp_path: Path
) -> None:
    (small_disk / "models").symlink_to(animated.home / "models")
    out = tmp_path / "out"
    ran = microdrama("animate", animated.script, "--out", out, *ANIMATE_QUICKLY, home=small_disk)
    assert ran.code == 1
    assert "full" in ran.stderr.splitlines()[-1]
    assert "Traceback" not in ran.stderr
    assert not out.exists()
    assert finished(small_disk)
    assert list((small_disk / "artefacts" / "unfinished").iterdir()) == []
