"""The report in a browser, from the disk: nothing is fetched, nothing sticks out, words stand off their ground."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from fixtures.chromium import chromium
from fixtures.clips import make, numbered
from microdrama.media.probe import probe
from microdrama.media.stills import jpeg_of
from microdrama.studio import report
from studio.made_report import found, planned, series_of

SIZES = {"phone": (390, 844), "desk": (1280, 800)}
HOSTILE = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">" + "W" * 90

CONTRAST = """() => {
  const linear = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = c => { const [r, g, b] = c.map(v => linear(v / 255));
    return .2126 * r + .7152 * g + .0722 * b };
  const parts = c => c.match(/[\\d.]+/g).map(Number);
  const ground = e => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] > 0) return c.slice(0, 3) } return [255, 255, 255] };
  const weak = [];
  for (const e of document.querySelectorAll('body *:not(svg *)')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || e.closest('.heard, .skip')) continue;
    const [a, b] = [light(parts(getComputedStyle(e).color).slice(0, 3)), light(ground(e))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) weak.push(`${e.tagName}.${e.className} ${e.textContent.slice(0, 20)}: ${ratio.toFixed(2)}`);
  }
  return [...new Set(weak)];
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report of 20 episodes whose words are hostile and long, as a file."""
    folder = tmp_path_factory.mktemp("report")
    film = probe(make(folder / "numbers.mp4", numbered(50)))
    first, last = jpeg_of(film, [0 / film.rate.exact, 49 / film.rate.exact], 216)
    plan = planned(20, words=HOSTILE, title=HOSTILE)
    frames = {episode.number: report.Frames(first, last) for episode in plan.episodes}
    series = series_of(plan, title=HOSTILE, words=HOSTILE)
    file = Path(folder / "report.html")
    file.write_text(report.page(series, plan, found(20, words=HOSTILE), frames=frames), "utf-8")
    return file.as_uri()


@pytest.fixture(params=[(size, colours) for size in SIZES for colours in ("light", "dark")], ids="-".join)
def opened(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    size, colours = request.param
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=colours, offline=True)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda asking: asked.append(asking.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    yield page
    context.close()
    assert [url for url in asked if not url.startswith("data:")] == [address]
    assert said == []


@pytest.mark.browser
def test_the_page_stands_alone_fits_and_can_be_read(opened: Page) -> None:
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert opened.title() == f"{HOSTILE}: report"
    assert opened.evaluate(
        "[...document.images].length === 40 && [...document.images].every(i => i.naturalWidth === 216)"
    )
    assert opened.evaluate(CONTRAST) == []


@pytest.mark.browser
def test_the_strip_leads_to_the_episodes_by_keyboard(opened: Page) -> None:
    opened.locator("svg a[aria-label^='Episode 3,']").focus()
    opened.keyboard.press("Enter")
    opened.wait_for_url("**/report.html#episode-3")
    expect(opened.locator("#episode-3 article")).to_be_in_viewport()
