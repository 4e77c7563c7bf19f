"""Runs the benchmarks, prints their figures, and writes them to benchmarks/RESULTS.md with the machine beside them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import analysis, memory, rendering, viewer
from benchmarks.measure import Figure, machine

BENCHMARKS: dict[str, Callable[..., list[Figure]]] = {
    "analysis": analysis.figures,
    "rendering": rendering.figures,
    "memory": memory.figures,
    "viewer": viewer.figures,
}
RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> int:
    """Exit 0 when every figure is reached, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(BENCHMARKS)}; all when left out")
    parser.add_argument("--short", action="store_true", help="minutes instead of an hour; does not write the results")
    options = parser.parse_args()
    figures: list[Figure] = []
    for name in options.names or BENCHMARKS:
        for figure in BENCHMARKS[name](short=options.short):
            mark = "reached" if figure.reached else "MISSED"
            print(
                f"{figure.what}: {figure.value:.2f} {figure.unit} (at most {figure.limit:g}): {mark}; {figure.detail}"
            )
            figures.append(figure)
    if not options.short and not options.names:
        RESULTS.write_text(_page(figures), "utf-8")
    return 0 if all(figure.reached for figure in figures) else 1


def _page(figures: list[Figure]) -> str:
    rows = [f"| {f.what} | {f.value:.2f} {f.unit} | {f.limit:g} {f.unit} | {f.detail} |" for f in figures]
    return "\n".join(
        [
            "# Figures",
            "",
            f"Measured on {machine()}. `make bench` measures them again.",
            "",
            "| what | measured | at most | how |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
