"""An episode from its script to its bundle, with everything: voices, drawings, score, letters, ladder, signature."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from benchmarks.measure import PYTHON, Figure, seconds
from microdrama.studio.places import places

SCRIPT = Path(__file__).parent.parent / "examples" / "two-pages.fountain"
_EPISODE_S = 90
_MOST_S = 120


def figures(*, short: bool) -> list[Figure]:
    """Seconds for 90 s of film, models at hand and nothing made yet; then the same command again.

    Short takes the quick voice.
    """
    with tempfile.TemporaryDirectory() as scratch:
        home, out = Path(scratch) / "home", Path(scratch) / "out"
        home.mkdir()
        models = places().models
        models.mkdir(parents=True, exist_ok=True)
        (home / "models").symlink_to(models)
        command = [PYTHON, "-m", "microdrama", "animate", str(SCRIPT), "--out", str(out)]
        command += ["--voices", "quick"] if short else []
        environment = {"MICRODRAMA_HOME": str(home)}
        seconds([*command[:4], str(SCRIPT), "--help"], environment=environment)  # the interpreter's own caches
        first = seconds(command, environment=environment)
        again = seconds(command, environment=environment)
        series = json.loads((out / "series.json").read_text("utf-8"))
        length = sum(episode["duration_s"] for episode in series["episodes"])
        made = len(list((home / "artefacts").glob("??/*")))
    told = f"{first:.0f} s for {length:.0f} s of film, {'quick' if short else 'best'} voices, {made} artefacts"
    return [
        Figure("an animated episode of 90 s, from script to bundle", first / length * _EPISODE_S, _MOST_S, "s", told),
        Figure("the same command again", again / first, 0.25, "x", f"{again:.1f} s: nothing is made, the bundle is"),
    ]
