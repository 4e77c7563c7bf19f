"""Screenplays for tests: a tiny way to write one down, and strategies that make them up."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from microdrama.domain.screenplay import (
    Action,
    Cast,
    CastMember,
    Delivery,
    Dialogue,
    Element,
    EpisodeMark,
    Heading,
    Screenplay,
    Written,
)

_HOW: dict[str, Delivery] = {"V.O.": "over", "O.S.": "unseen", "phone": "phone", "thinks": "thought"}
_HEADING = re.compile(r"(INT|EXT|内|外)[. ]+(.*?)(?: - | )([^ -]+)$")
_CUE = re.compile(r"([^:]*?)(?:\(([^)]*)\))?: (.*)")


def play(text: str, *, language: str = "en", cast: dict[str, str] | None = None) -> Screenplay:
    """Read `# title`, `INT. PLACE - DAY`, `NAME(feeling): words`, `> sender | message`, `@ name, name`, actions."""
    elements = [
        element
        for number, line in enumerate(text.strip().splitlines(), 1)
        if (element := _element(number, line.strip()))
    ]
    members = [CastMember(name=name, description=told) for name, told in (cast or {}).items()]
    return Screenplay(title="A play", language=language, elements=elements, cast=members)


def _element(number: int, line: str) -> Element | None:
    if not line:
        return None
    rest = line[1:].strip()
    sender, _, message = rest.partition(" | ")
    marked: dict[str, Element] = {
        "#": EpisodeMark(line=number, title=rest),
        "@": Cast(line=number, names=rest.split(", ")),
        ">": Written(line=number, text=message, medium="message", sender=sender),
    }
    if line[0] in marked:
        return marked[line[0]]
    if heading := _HEADING.fullmatch(line):
        where, place, time = heading.groups()
        return Heading(line=number, text=line, place=place, interior=where in {"INT", "内"}, time_of_day=time)
    if cue := _CUE.fullmatch(line):
        how = cue[2] or ""
        feeling = "" if how in _HOW else how
        return Dialogue(line=number, character=cue[1], text=cue[3], feeling=feeling, delivery=_HOW.get(how, "seen"))
    return Action(line=number, text=line)


NAMES = ("MARA", "Will", "JOHN SMITH", "DR. KAI", "林晚", "ليلى", "👻", "../../etc/passwd", "", "MOTHER")
PLACES = ("OFFICE", "ROOFTOP", "MARA'S HOUSE", "医院走廊", "", "C:\\temp")
DEEDS = (
    "Mara enters.", "Will leaves.", "He looks at her.", "Mara takes out a ring.", "Will hands Mara the letter.",
    "Rain falls.", "Mara slaps Will. He falls to his knees, bleeding.", "Mara changes into a white dress.",
    "A phone buzzes on the table. The door slams.", "Everybody stares.", "林晚拿起手机，愣住了。",
    "Will drops the letter.", "John Smith, Kai and Mara face each other.", "She cries.",
    "👻 walks in, holding a knife.",
)  # fmt: skip
_WORDS = (
    "I", "know", "what", "you", "did.", "Mara!", "Why?", "truth", "pregnant,", "never--", "林晚，", "真相。", "...",
    "no\nway",
)  # fmt: skip


def lines_of_dialogue() -> st.SearchStrategy[str]:
    words = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=60).map(" ".join)
    return st.one_of(words, words, st.text(max_size=40), st.just("word " * 150), st.just("字" * 120))


def elements() -> st.SearchStrategy[Element]:
    """Anything that a reader of scripts may find."""
    name, line = st.sampled_from(NAMES), st.integers(1, 9999)
    heading = st.builds(
        lambda at, where, place, time: Heading(
            line=at, text=f"{where}. {place} - {time}", place=place, interior=where == "INT", time_of_day=time
        ),
        line, st.sampled_from(["INT", "EXT"]), st.sampled_from(PLACES), st.sampled_from(["DAY", "NIGHT", "LATER", ""]),
    )  # fmt: skip
    speech = st.builds(
        Dialogue, line=line, character=name, text=lines_of_dialogue(), dual=st.booleans(),
        feeling=st.sampled_from(["", "", "crying", "shouting", "冷冷"]),
        delivery=st.sampled_from(["seen", "seen", "seen", "over", "unseen", "phone", "thought"]),
    )  # fmt: skip
    action = st.builds(Action, line=line, text=st.lists(st.sampled_from(DEEDS), max_size=4).map(" ".join))
    written = st.builds(
        Written, line=line, text=lines_of_dialogue(), sender=name,
        medium=st.sampled_from(["message", "letter", "sign", "title"]),
    )  # fmt: skip
    cast = st.builds(Cast, line=line, names=st.lists(name, max_size=3))
    mark = st.builds(EpisodeMark, line=line, title=st.sampled_from(["", "The Ring"]))
    return st.one_of(speech, speech, speech, action, action, heading, written, cast, mark)


def screenplays() -> st.SearchStrategy[Screenplay]:
    """Scripts that say something at least once."""
    surely = Dialogue(line=1, character="MARA", text="Stay.")
    return st.builds(
        Screenplay, title=st.just("A play"), language=st.sampled_from(["en", "zh-Hans", "und"]),
        elements=st.lists(elements(), max_size=25).map(lambda some: [*some, surely]),
    )  # fmt: skip
