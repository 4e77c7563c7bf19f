"""Who is introduced, and how: "LENA (28), a nurse in a grey coat" where she first appears."""

# ruff: noqa: RUF001 (signs of other scripts that look like ours)

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from microdrama.domain.screenplay import Action, CastMember, Dialogue, Element

_MOST_PEOPLE = 500
_MOST_DESCRIPTION = 400
_SEARCHED = 4_000
_CAPITALS = r"[^\W\d_a-z][^\W\d_a-z'’.-]*"
_INTRODUCED = re.compile(
    rf"(?<!\w)(?P<name>{_CAPITALS}(?:[ ]{_CAPITALS}){{0,4}})\s?[(（](?P<note>[^()（）\n]{{1,120}})[)）]"
    r"(?P<rest>[^\n]{0,2000})"
)
_HAN_INTRODUCED = re.compile(r"(?P<name>[\u3400-\u9fff·]{1,8})[（(](?P<note>[^()（）\n]{1,120})[)）]")
_AGE = re.compile(
    r"\d|\b(?:teens?|twenties|thirties|forties|fifties|sixties|seventies|eighties|child|girl|boy|young|old|elderly|"
    r"adult|man|woman|male|female)\b|岁|歲|男|女|老|少|青年|中年|十多|多岁",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?。！？](?=\s|$|[\"”’])")
_LISTED = re.compile(
    r"^\s*[-*•·\d.]{0,4}\s*(?P<name>[^:：,，()（）\-–—\n]{1,40}?)\s*"
    r"(?:[:：]|\s[-–—]\s|[,，]|(?=[(（]))\s*(?P<rest>.{2,600})$"
)


def introduced(elements: Sequence[Element]) -> list[CastMember]:
    """Everybody who speaks and whom an action introduces, in that order, by the name they speak under."""
    spoken = _speakers(elements)
    found: dict[str, CastMember] = {}
    for element in elements:
        if isinstance(element, Action) and len(found) < _MOST_PEOPLE:
            for name, description in _in_paragraph(element.text[:_SEARCHED], spoken):
                found.setdefault(name, CastMember(name=name, description=description, line=element.line))
    return list(found.values())


def listed(line: str, *, number: int) -> CastMember | None:
    """Somebody of a list of characters: "LENA, 28, a nurse", "林美：女，28岁，护士"; None for another line."""
    found = _LISTED.match(line[:700])
    if found is None:
        return None
    return CastMember(name=found["name"].strip(), description=_bounded(found["rest"]), line=number)


def together(lists: Iterable[Sequence[CastMember]]) -> list[CastMember]:
    """Several lists as one; who is in two keeps the first description and its line."""
    result: dict[str, CastMember] = {}
    for one in lists:
        for member in one:
            if member.name and len(result) < _MOST_PEOPLE:
                result.setdefault(member.name.casefold(), member)
    return list(result.values())


def _speakers(elements: Sequence[Element]) -> dict[str, str]:
    """Names as the cues write them, by what they are compared by."""
    result: dict[str, str] = {}
    for element in elements:
        if isinstance(element, Dialogue):
            result.setdefault(_key(element.character), element.character)
    return result


def _in_paragraph(text: str, spoken: dict[str, str]) -> list[tuple[str, str]]:
    result: list[tuple[str, str]] = []
    for found in _INTRODUCED.finditer(text):
        _add(result, found["name"], f"{found['note']}{_sentence(found['rest'])}", spoken, note=found["note"])
        for inner in _INTRODUCED.finditer(found["rest"]):  # a second person in the same sentence
            _add(result, inner["name"], f"{inner['note']}{_sentence(inner['rest'])}", spoken, note=inner["note"])
    for found in _HAN_INTRODUCED.finditer(text):
        name = next((found["name"][at:] for at in range(len(found["name"])) if _key(found["name"][at:]) in spoken), "")
        if name:
            _add(result, name, found["note"], spoken, note=found["note"])
    return result


def _add(into: list[tuple[str, str]], name: str, description: str, spoken: dict[str, str], *, note: str) -> None:
    """Somebody who speaks, or of whom an age or a sex is told; other notes in parentheses introduce nobody."""
    cue = _cue_of(name, spoken)
    if cue is None and (not _AGE.search(note) or len(name) < 2):
        return
    fuller = cue is not None and _key(cue) != _key(name)
    into.append((cue or name, _bounded(f"{name}, {description}" if fuller else description)))


def _cue_of(name: str, spoken: dict[str, str]) -> str | None:
    """The name somebody speaks under, of a fuller one too: LENA for LENA MAREK."""
    words = name.split()
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            cue = spoken.get(_key(" ".join(words[start : start + length])))
            if cue is not None:
                return cue
    return None


def _sentence(rest: str) -> str:
    """What goes on to describe somebody, behind a comma: ", a nurse" but not " walks in"."""
    if not rest.lstrip()[:1] or rest.lstrip()[0] not in ",，;；–—":
        return ""
    end = _SENTENCE.search(rest)
    return rest[: end.start()] if end else rest


def _bounded(text: str) -> str:
    return " ".join(text.split())[:_MOST_DESCRIPTION].strip(" ,;，；。.")


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
