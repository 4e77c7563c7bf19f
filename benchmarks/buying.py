"""Purchases that were made twice by a process that is killed again and again; the protocols are those of real services.

What is bought from is a server on this machine that speaks the documented protocols and counts what it sells.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.measure import ROOT, Figure

sys.path.insert(0, str(ROOT / "tests"))  # the server and the buyers that are killed are the tests' own

from providers.killing import killed

_SEARCHED = ("kling", "ark", "replicate-clip", "dashscope", "comfyui-clip", "openai-repeating")
_DOUBTED = ("openai-still", "openai-speech", "fal-clip")
_KILLS, _WANTED = 50, 60


def figures(*, short: bool) -> list[Figure]:
    """For services that know what became of a request, and for those that leave it to a person; short kills less."""
    kills, wanted = (12, 10) if short else (_KILLS, _WANTED)
    return [
        _figure("services that can be asked what became of a request", _SEARCHED, kills, wanted),
        _figure("services that cannot be asked", _DOUBTED, kills, wanted),
    ]


def _figure(what: str, names: tuple[str, ...], kills: int, wanted: int) -> Figure:
    with tempfile.TemporaryDirectory() as folder:
        made = [killed(name, Path(folder) / name, kills=kills, wanted=wanted, seed=n) for n, name in enumerate(names)]
    hits, cut_off = sum(one.hits for one in made), sum(one.cut_off for one in made)
    bought, doubts, lost = (sum(getattr(one, name) for one in made) for name in ("bought", "doubts", "wrong"))
    detail = (
        f"{len(names)} protocols, each killed (-9) {kills} times while it bought {wanted} takes: {hits} kills met it "
        f"at work, {cut_off} requests were left without an answer; {bought} takes arrived, {doubts} wait for a "
        f"person's decision, {lost} were lost"
    )
    return Figure(f"repeated purchases, {what}", sum(one.repeated for one in made) + lost, 0, "purchases", detail)
