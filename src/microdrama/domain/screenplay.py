"""A screenplay as it was written: its elements in order, each with its line of the file; no word is ever changed."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

SCHEMA = "microdrama.screenplay/1"

LineNumber = Annotated[int, msgspec.Meta(ge=1)]
"""The line of the file where an element begins, counted from 1 (of an FDX: the number of its paragraph)."""

Delivery = Literal["seen", "unseen", "over", "phone", "thought"]
"""How a line reaches us: its speaker is seen, is near but not seen (O.S.), tells over the pictures (V.O.), speaks on
the telephone, or thinks it."""


class Heading(msgspec.Struct, frozen=True, kw_only=True, tag="heading", tag_field="kind", omit_defaults=True):
    """A scene begins: INT. OFFICE - NIGHT. `place` and `time_of_day` are as written, without the rest."""

    line: LineNumber
    text: str
    place: str
    interior: bool | None = None
    time_of_day: str = ""
    number: str | None = None


class Action(msgspec.Struct, frozen=True, kw_only=True, tag="action", tag_field="kind", omit_defaults=True):
    """What is seen and done, one paragraph."""

    line: LineNumber
    text: str


class Dialogue(msgspec.Struct, frozen=True, kw_only=True, tag="dialogue", tag_field="kind", omit_defaults=True):
    """One person speaks. `text` is verbatim, its lines joined by line ends; `feeling` is the parenthetical, if any.

    `dual` marks the second of two who speak at once.
    """

    line: LineNumber
    character: str
    text: str
    feeling: str = ""
    delivery: Delivery = "seen"
    dual: bool = False


class Cast(msgspec.Struct, frozen=True, kw_only=True, tag="cast", tag_field="kind", omit_defaults=True):
    """Who is in the scene, as scripts of China's short drama say it after the scene line."""

    line: LineNumber
    names: list[str]


class Transition(msgspec.Struct, frozen=True, kw_only=True, tag="transition", tag_field="kind", omit_defaults=True):
    """CUT TO:, FADE OUT. and the like."""

    line: LineNumber
    text: str


class EpisodeMark(msgspec.Struct, frozen=True, kw_only=True, tag="episode", tag_field="kind", omit_defaults=True):
    """An episode begins here, as the script says it; its number is its place among the marks."""

    line: LineNumber
    title: str = ""


class Written(msgspec.Struct, frozen=True, kw_only=True, tag="written", tag_field="kind", omit_defaults=True):
    """Words that are read, not heard: a message on a telephone, a letter, a sign, a title on the screen.

    `sender` is who wrote a message, where the script says so.
    """

    line: LineNumber
    text: str
    medium: Literal["message", "letter", "sign", "title"] = "title"
    sender: str = ""


Element = Heading | Action | Dialogue | Cast | Transition | EpisodeMark | Written


class CastMember(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a script says about a character before it begins, or at the first appearance: "LENA (28), a nurse"."""

    name: str
    description: str = ""
    line: LineNumber | None = None


class Screenplay(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A whole script: one episode or a series. `language` is a BCP 47 tag, "und" where it cannot be told."""

    schema: Literal["microdrama.screenplay/1"] = SCHEMA
    title: str
    language: str
    elements: list[Element]
    authors: list[str] = []
    synopsis: str = ""
    cast: list[CastMember] = []
    credits: list[str] = []
    genres: list[str] = []
