"""Runs the benchmarks, prints their figures, and keeps them in RESULTS.md with the machine beside them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import (
    analysis,
    animating,
    buying,
    condensing,
    drawing,
    framing,
    hearing,
    ledger,
    memory,
    peers,
    planning,
    rendering,
    shop,
    shots,
    spending,
    story,
    viewer,
)
from benchmarks.measure import Figure, machine

BENCHMARKS: dict[str, Callable[..., list[Figure]]] = {
    "analysis": analysis.figures,
    "shots": shots.figures,
    "rendering": rendering.figures,
    "memory": memory.figures,
    "condensing": condensing.figures,
    "framing": framing.figures,
    "hearing": hearing.figures,
    "story": story.figures,
    "planning": planning.figures,
    "peers": peers.figures,
    "viewer": viewer.figures,
    "drawing": drawing.figures,
    "buying": buying.figures,
    "spending": spending.figures,
    "animating": animating.figures,
    "ledger": ledger.figures,
    "shop": shop.figures,
}
RESULTS = Path(__file__).with_name("RESULTS.md")
KEPT = Path(__file__).with_name("results.json")


def main() -> int:
    """Exit 0 when every figure is reached, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(BENCHMARKS)}; all when left out")
    parser.add_argument("--short", action="store_true", help="minutes instead of an hour; does not write the results")
    options = parser.parse_args()
    kept: dict[str, list[dict[str, Any]]] = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    missed = 0
    for name in options.names or BENCHMARKS:
        figures = BENCHMARKS[name](short=options.short)
        for figure in figures:
            mark = "reached" if figure.reached else "MISSED"
            print(
                f"{figure.what}: {figure.value:.2f} {figure.unit} (at most {figure.limit:g}): {mark}; {figure.detail}"
            )
            missed += not figure.reached
        kept[name] = [asdict(figure) | {"machine": machine()} for figure in figures]
    if not options.short:
        KEPT.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
        RESULTS.write_text(_page(kept), "utf-8")
    return min(missed, 1)


def _page(kept: dict[str, list[dict[str, Any]]]) -> str:
    lines = [
        "# Figures",
        "",
        "`make bench` measures them again; `python -m benchmarks NAME` measures one kind and keeps the others.",
        "",
        "| what | measured | at most | how | machine |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name in BENCHMARKS:
        lines += [
            f"| {f['what']} | {f['value']:.2f} {f['unit']} | {f['limit']:g} {f['unit']} | {f['detail']} | {f['machine']} |"  # noqa: E501 (one row, one line)
            for f in kept.get(name, [])
        ]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())
