"""How soon the next episode moves after a swipe, in Chromium at 390x844 on loopback."""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import ROOT, Figure

sys.path.insert(0, str(ROOT / "tests"))  # the swipes are the tests' own


def figures(*, short: bool) -> list[Figure]:
    """p95 over the swipes: 100, or 20 in the short form. Nothing where there is no Chromium."""
    from fixtures.chromium import chromium  # noqa: PLC0415 (needs the path above)
    from frontend.conftest import PHONE, served  # noqa: PLC0415 (needs the path above)
    from frontend.swipes import measure_swipes  # noqa: PLC0415 (needs the path above)
    from frontend.vertical_bundle import make_bundle  # noqa: PLC0415 (needs the path above)

    if shutil.which("chromium") is None:
        return []
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        bundle = make_bundle(Path(name) / "bundle", slug="long-count", title="The Long Count", episodes=22)
        with served([bundle], Path(name) / "home") as url:
            page = browser.new_context(**PHONE).new_page()
            times = sorted(measure_swipes(page, site=url, slug="long-count", count=20 if short else 100))
    p95 = times[max(0, round(0.95 * len(times)) - 1)]
    detail = f"{len(times)} swipes, median {statistics.median(times):.0f} ms, longest {times[-1]:.0f} ms"
    return [Figure("first frame of a preloaded next episode, p95", p95, 150, "ms", detail)]
