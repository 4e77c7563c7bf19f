"""A served series and a browser for the viewer's tests.

MICRODRAMA_TEST_BUNDLE=path serves that bundle in place of the one made on the spot. Without Chromium the browser
tests are skipped, or fail where MICRODRAMA_REQUIRE_CHROMIUM is set.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from fixtures.chromium import chromium
from frontend.vertical_bundle import make_bundle
from frontend.visitor import Open, Site, Visit

HERE = Path(__file__).parent
APP = HERE.parents[1] / "src/microdrama/web/app"
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}


@contextmanager
def served(
    bundles: Sequence[Path | str], home: Path, settings: Mapping[str, str] = MappingProxyType({})
) -> Iterator[str]:
    """The address of a server, in a process of its own, that shows the bundles; `settings` are its operator's."""
    if not (APP / "index.html").exists():
        pytest.fail("the viewer is not built: run `make install`")
    environment = {**os.environ, "MICRODRAMA_HOME": str(home), "MICRODRAMA_PAYMENTS": "sandbox", **settings}
    command = [sys.executable, str(HERE / "serve_bundles.py"), *map(str, bundles)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            url = (server.stdout.readline() if server.stdout else "").strip()
            assert url.startswith("http"), "the server did not start; its own words stand above"
            yield url
        finally:
            server.terminate()
            try:
                server.wait(timeout=15)
            except subprocess.TimeoutExpired:
                server.kill()


def site_of(url: str, shown: Path, long: Path) -> Site:
    """What the tests know of a served site: the series they watch, and the one they swipe through."""
    series = json.loads((shown / "series.json").read_bytes())
    return Site(
        url=url,
        slug=series["slug"],
        title=next(iter(series["title"].values())),
        episodes=len(series["episodes"]),
        captioned=bool(series["episodes"][0]["captions"]),
        long_slug=json.loads((long / "series.json").read_bytes())["slug"],
    )


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("viewer")
    given = os.environ.get("MICRODRAMA_TEST_BUNDLE")
    if given:
        bundles = [Path(given)]
    else:
        long = make_bundle(folder / "long", slug="long-count", title="The Long Count", episodes=22)
        short = make_bundle(folder / "short", slug="three-bars", title="Three Bars", episodes=3)
        bundles = [long, short]
    with served(bundles, folder / "home") as url:
        yield site_of(url, bundles[-1], bundles[0])


# Not for the whole session: while Playwright runs, Django takes the thread for an asynchronous one and refuses
# every query, and other modules' tests need theirs.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Opens pages, each of a visitor who was never here; afterwards none may have had an error or a refusal."""
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def open_page(**options: Any) -> Visit:
        context = browser.new_context(**options)
        contexts.append(context)
        one = Visit(context.new_page())
        one.listen()
        visits.append(one)
        return one

    yield open_page
    for context in contexts:
        context.close()
    assert [complaint for one in visits for complaint in one.complaints] == []


@pytest.fixture
def phone(visit: Open) -> Visit:
    return visit(**PHONE)


@pytest.fixture
def desk(visit: Open) -> Visit:
    return visit(**DESK)
