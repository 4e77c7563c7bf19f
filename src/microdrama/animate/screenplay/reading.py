"""Reads a script, whatever it is written in, and says what it holds: elements, people, title, language."""

from __future__ import annotations

from pathlib import Path

from microdrama.analysis.subtitles import language_of
from microdrama.animate.screenplay.chinese import is_chinese_layout, read_chinese
from microdrama.animate.screenplay.drafts import Draft
from microdrama.animate.screenplay.fdx import is_fdx, read_fdx
from microdrama.animate.screenplay.fountain import is_fountain, read_fountain
from microdrama.animate.screenplay.people import introduced, together
from microdrama.animate.screenplay.plain import read_plain
from microdrama.animate.screenplay.sources import ScreenplayError, bytes_of, text_of
from microdrama.animate.screenplay.titlepage import key_of, read_title_page
from microdrama.domain.screenplay import Action, Dialogue, Heading, Screenplay
from microdrama.domain.scripts import likely_language, scripts_in

_FOUNTAIN = {".fountain", ".spmd"}
_TOLD = 40


def read_screenplay(path: Path) -> Screenplay:
    """The screenplay in a file: Fountain, Final Draft, plain text, or the layout of China's short drama.

    What the file holds decides, its suffix where that tells nothing. Dialogue is verbatim, in order, with its line
    ends; a script without marked episodes has none. Raises ScreenplayError in one sentence for what is no script.
    """
    raw = bytes_of(path)
    draft = _draft(raw, path)
    if draft.title_page.get("language") and not read_title_page(draft.title_page).language:
        raise _no_language(draft.title_page["language"], raw, path.name)
    return _finished(draft, path)


def _draft(raw: bytes, path: Path) -> Draft:
    if is_fdx(raw):
        return read_fdx(raw, path.name)
    if path.suffix.lower() == ".fdx":
        raise ScreenplayError(f"{path.name} is no Final Draft file, which is XML; export the script anew.")
    text = text_of(raw, path.name)
    if path.suffix.lower() in _FOUNTAIN:
        return read_fountain(text, path.name)
    if is_chinese_layout(text):
        return read_chinese(text, path.name)
    return read_fountain(text, path.name) if is_fountain(text) else read_plain(text, path.name)


def _no_language(value: str, raw: bytes, name: str) -> ScreenplayError:
    """What is wrong with a language that nobody knows, by its line; Final Draft's XML has no lines that help."""
    rows = [] if is_fdx(raw) else text_of(raw, name).split("\n")
    keys = [key_of(row) for row in rows]
    at = next((n for n, found in enumerate(keys, start=1) if found is not None and found[0] == "language"), None)
    where = f"Line {at} of {name}" if at else f"The title page of {name}"
    told = " ".join(value.split())
    told = told if len(told) <= _TOLD else f"{told[: _TOLD - 3]}..."
    return ScreenplayError(
        f"{where} names the language {told!r}, which is no BCP 47 tag; write one such as en or zh-Hans, or take the "
        "line out, and the language is found out."
    )


def _finished(draft: Draft, path: Path) -> Screenplay:
    spoken = [element.text for element in draft.elements if isinstance(element, Dialogue)]
    if not spoken and not any(isinstance(element, Heading) for element in draft.elements):
        raise ScreenplayError(
            f"{path.name} holds neither a scene nor a line that somebody speaks; write it as Fountain, as Final Draft, "
            "or as lines like LENA: Stay."
        )
    page = read_title_page(draft.title_page)
    return Screenplay(
        title=page.title or _title_of(path),
        language=page.language or _language(draft, spoken),
        elements=draft.elements,
        authors=list(page.authors),
        synopsis=page.synopsis,
        cast=together([draft.cast, introduced(draft.elements)]),
        credits=list(page.credits),
        genres=list(page.genres),
    )


def _title_of(path: Path) -> str:
    """A file's name as a title: the-second-signature.fountain as The Second Signature."""
    words = path.name.split(".")[0].replace("-", " ").replace("_", " ").split()
    return " ".join(word if not word.islower() else word.capitalize() for word in words) or "Untitled"


def _language(draft: Draft, spoken: list[str]) -> str:
    """What is spoken tells; where that is little, what is done; where both are, the letters alone."""
    actions = [element.text for element in draft.elements if isinstance(element, Action)]
    found = language_of(spoken) or language_of([*spoken, *actions])
    if found is not None:
        return found
    text = " ".join([*spoken, *actions])[:4_000]
    return likely_language(text) if scripts_in(text).keys() - {"latin", "other"} else "und"
