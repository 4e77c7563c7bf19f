"""What every page of ours has around it: a head that lets nothing be loaded and nothing be run, and its sections."""

from __future__ import annotations

from importlib import resources

from microdrama.studio.report.markup import Markup, tag

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""The page may load nothing and run nothing, whatever is in it."""


def document(title: str, body: Markup, *styles: str) -> str:
    """A whole HTML document; `styles` are files of this package beside the one that all pages have."""
    return f"<!doctype html>\n{tag('html', _head(title, styles), body, lang='en')}\n"


def _head(title: str, styles: tuple[str, ...]) -> Markup:
    package = resources.files("microdrama.studio.report")
    style = "".join(package.joinpath(name).read_text("utf-8") for name in ("style.css", *styles))
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="viewport", content="width=device-width,initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", f"{title}: report"),
        tag("style", Markup(style)),
    )


def section(anchor: str, name: str, *inside: Markup | None) -> Markup:
    """A part of the page that links lead to."""
    return tag("section", tag("h2", name, id=f"{anchor}-name"), *inside, id=anchor, aria_labelledby=f"{anchor}-name")
