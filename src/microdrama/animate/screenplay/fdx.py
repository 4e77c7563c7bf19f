"""Reads Final Draft's files (FDX): paragraphs with a type each. Numbers of lines are those of the paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from microdrama.animate.screenplay.cues import read_cue
from microdrama.animate.screenplay.drafts import Draft
from microdrama.animate.screenplay.headings import read_heading
from microdrama.animate.screenplay.marks import ends_something, episode_title, is_transition
from microdrama.animate.screenplay.sources import ScreenplayError, cleaned
from microdrama.animate.screenplay.speeches import Speech
from microdrama.animate.screenplay.titlepage import key_of
from microdrama.animate.screenplay.written import seen_and_read
from microdrama.domain.screenplay import Element, EpisodeMark, Transition

_MOST_PARAGRAPHS = 200_000
_SPOKEN = frozenset({"Dialogue", "Lyrics", "Singing"})


def is_fdx(raw: bytes) -> bool:
    """Whether a file begins as XML does, in any Unicode."""
    head = raw[:2_000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return head.startswith((b"<?xml", b"<FinalDraft"))


def read_fdx(raw: bytes, name: str) -> Draft:
    """A Final Draft script; raises ScreenplayError for XML that is damaged, hostile or something else."""
    try:
        root: Any = fromstring(raw, forbid_dtd=True)
    except DefusedXmlException as error:
        raise ScreenplayError(
            f"{name} declares entities, which Final Draft never does; it was not read. Export the script anew."
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise ScreenplayError(
            f"{name} is damaged and cannot be read as Final Draft ({error}); export it anew."
        ) from error
    content = root.find("Content") if root.tag == "FinalDraft" else None
    if content is None:
        raise ScreenplayError(f"{name} is XML, but no Final Draft script; export the script as .fdx or Fountain.")
    return _Reader(name).read(root, content)


class _Reader:
    """Paragraph after paragraph; a character's speech waits until the next paragraph that is none of it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._elements: list[Element] = []
        self._speech: Speech | None = None

    def read(self, root: Any, content: Any) -> Draft:
        for number, (kind, text, scene, second) in enumerate(_paragraphs(content), start=1):
            if number > _MOST_PARAGRAPHS:
                raise ScreenplayError(
                    f"{self._name} has more than {_MOST_PARAGRAPHS:,} paragraphs; give one series a file."
                )
            self._take(number, kind, text, scene=scene, second=second)
        self._close()
        return Draft(self._elements, _title_page(root))

    def _take(self, number: int, kind: str, text: str, *, scene: str | None, second: bool) -> None:
        if kind == "Character" and text.strip():
            self._close()
            cue = read_cue(text.strip().removeprefix("@"))
            if not cue.name:
                raise ScreenplayError(f"Paragraph {number} of {self._name} is a cue without a name; write who speaks.")
            self._speech = Speech(cue, dual=second or cue.dual)
        elif kind == "Parenthetical" and self._speech is not None:
            self._speech.note(text)
        elif kind in _SPOKEN and text.strip():
            if self._speech is None:
                raise ScreenplayError(f"Paragraph {number} of {self._name} is spoken by nobody; write a name above it.")
            for line in text.split("\n"):
                self._speech.say(line, line=number)
        elif text.strip() and kind != "Character":
            self._close()
            self._stand_alone(number, kind, text.strip(), scene)

    def _stand_alone(self, number: int, kind: str, text: str, scene: str | None) -> None:
        title = episode_title(text) if kind != "Scene Heading" and "\n" not in text else None
        if title is not None:
            self._elements.append(EpisodeMark(line=number, title=title))
        elif kind == "Scene Heading":
            self._elements.append(read_heading(text, line=number, number=scene))
        elif kind == "Transition" or is_transition(text) or ends_something(text):
            self._elements.append(Transition(line=number, text=text))
        elif kind not in {"Outline Body", "Outline 1", "Outline 2", "Outline 3", "Outline 4"}:
            self._elements.extend(seen_and_read([(number, row) for row in text.split("\n")]))

    def _close(self) -> None:
        if self._speech is not None:
            self._elements.extend(self._speech.done())
        self._speech = None


def _paragraphs(content: Any) -> Iterator[tuple[str, str, str | None, bool]]:
    """Every paragraph's type, text, scene number, and whether it is of the second of two who speak at once."""
    for paragraph in content.findall("Paragraph"):
        both = paragraph.find("DualDialogue")
        if both is None:
            yield (str(paragraph.get("Type") or "General"), _text(paragraph), paragraph.get("Number"), False)
            continue
        cues = 0
        for one in both.findall("Paragraph"):
            kind = str(one.get("Type") or "General")
            cues += kind == "Character"
            yield kind, _text(one), None, cues > 1


def _text(paragraph: Any) -> str:
    return cleaned("".join(str(text.text or "") for text in paragraph.findall("Text"))).replace("\u00a0", " ")


def _title_page(root: Any) -> dict[str, str]:
    """The title page: keys where it has some, else title, "written by" and who, and a copyright."""
    page = root.find("TitlePage/Content")
    texts = [_text(one).strip() for one in page.findall("Paragraph")[:200]] if page is not None else []
    texts = [text for whole in texts for text in whole.split("\n") if text.strip()]
    pairs: dict[str, str] = {}
    by = False
    for text in texts:
        found = key_of(text)
        if found is not None:
            pairs.setdefault(*found)
        elif text.lower().rstrip(":").endswith(("by", "von", "par", "por")) and len(text) <= 40:
            by = True
            pairs.setdefault("credit", text)
        elif by and "author" not in pairs:
            pairs["author"] = text
        elif text.startswith("©") or text.lower().startswith("copyright"):
            pairs.setdefault("copyright", text)
        elif text.lower().startswith("based on"):
            pairs.setdefault("source", text)
        else:
            pairs.setdefault("title", text)
    return pairs
