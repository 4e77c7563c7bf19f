"""The viewer as an app: its manifest, its service worker, its size."""

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from frontend.swipes import until
from frontend.visitor import Site, Visit

ROOT = Path(__file__).parents[2]
APP = ROOT / "src/microdrama/web/app"
FIRST_SCRIPT_MAX = 60_000


def first_scripts() -> list[str]:
    page = (APP / "index.html").read_text(encoding="utf-8")
    return re.findall(r'(?:src|href)="/(assets/[^"]+\.js)"', page)


def test_the_first_script_is_small(site: Site) -> None:
    sizes = {name: len(gzip.compress((APP / name).read_bytes(), 9)) for name in first_scripts()}
    assert sizes
    assert sum(sizes.values()) <= FIRST_SCRIPT_MAX, sizes


def test_the_page_has_nothing_inline_that_a_strict_policy_forbids(site: Site) -> None:
    page = (APP / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)


def test_the_lock_names_no_registry() -> None:
    lock = (ROOT / "frontend/package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert "registry" not in lock


@pytest.mark.browser
def test_the_manifest_makes_it_installable(phone: Visit, site: Site) -> None:
    page = phone.page
    page.goto(site.url)
    session = page.context.new_cdp_session(page)
    answer = session.send("Page.getAppManifest")
    assert answer["errors"] == []
    manifest = page.evaluate("async () => (await fetch('/manifest.webmanifest')).json()")
    assert manifest["display"] == "standalone"
    purposes = {icon["purpose"] for icon in manifest["icons"]}
    assert purposes == {"any", "maskable"}
    for icon in manifest["icons"]:
        if icon["type"] != "image/png":
            continue
        wide = page.evaluate(
            "async (src) => { const i = new Image(); i.src = src; await i.decode(); return i.naturalWidth }",
            icon["src"],
        )
        assert icon["sizes"] == f"{wide}x{wide}"


@pytest.mark.browser
def test_the_shell_starts_without_a_network(phone: Visit, site: Site) -> None:
    page = phone.page
    page.goto(site.url)
    controlled = "() => navigator.serviceWorker.controller !== null"
    until(lambda: page.evaluate(controlled), what="the service worker is in charge")
    page.goto(f"{site.url}/watch/{site.slug}/1")
    page.wait_for_selector(".watch")
    page.wait_for_timeout(500)
    kept = page.evaluate(
        """async () => {
          const names = await caches.keys()
          const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
          return requests.flat().map(({ url }) => new URL(url).pathname)
        }"""
    )
    assert "/" in kept
    assert not [path for path in kept if path.startswith(("/api", "/m/"))]

    page.context.set_offline(True)
    page.goto(f"{site.url}/")
    expect(page.get_by_role("alert")).to_contain_text("You are offline")
    assert page.get_by_role("link", name="microdrama").count() == 1
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").tap()
    expect(page.get_by_role("heading", name="All series")).to_be_visible()
    phone.forgive("ERR_INTERNET_DISCONNECTED")
