"""HTML and SVG that cannot be broken out of: whatever is not markup of ours is text, and is escaped."""

from __future__ import annotations

import re
from html import escape

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What no HTML page may hold (controls, halves of surrogate pairs, non-characters)."""
_VOID = frozenset({"br", "img", "meta"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,6}")


class Markup(str):
    """Text that is markup already; only this package makes it."""

    __slots__ = ()


def tag(element: str, /, *children: str | None, **attributes: str | float | bool | None) -> Markup:
    """An element. Children that are no Markup are escaped; None and False fall away, as children and as attributes.

    Attribute names: a trailing underscore is dropped (class_), others become hyphens (aria_label).
    """
    written = [
        f" {_name(key)}{_value(value)}" for key, value in attributes.items() if value is not None and value is not False
    ]
    head = f"<{element}{''.join(written)}>"
    return Markup(head) if element in _VOID else Markup(f"{head}{joined(*children)}</{element}>")


def joined(*children: str | None) -> Markup:
    """Pieces one after the other, escaped where they are no Markup."""
    return Markup("".join(child if isinstance(child, Markup) else text(child) for child in children if child))


def text(plain: str) -> Markup:
    """Plain text as markup; signs that no page may hold become a replacement sign."""
    return Markup(escape(_UNFIT.sub("\ufffd", plain), quote=True))


def told(element: str, plain: str, /, *, language: str | None = None, **attributes: str | None) -> Markup:
    """An element with somebody else's words: its direction is its own, and so is its language where that is known."""
    known = language if language and language != "und" and _LANGUAGE.fullmatch(language) else None
    return tag(element, plain, dir="auto", lang=known, **attributes)


def hidden(plain: str) -> Markup:
    """Words for those who hear the page."""
    return tag("span", plain, class_="heard")


def _name(key: str) -> str:
    return key.removesuffix("_").replace("_", "-") if key not in ("viewBox", "preserveAspectRatio") else key


def _value(value: str | float) -> str:  # True is a float to a type checker, and an attribute without a value
    if value is True:
        return ""
    shown = f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
    return f'="{text(shown)}"'
