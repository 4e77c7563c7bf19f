"""What a line does in a story, by its words and its last sign: see lexicon.toml."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from typing import Literal, get_args

Act = Literal["question", "interruption", "revelation", "threat", "arrival", "decision"]

_GREEK = "el"  # asks with a semicolon, which means nothing of the kind elsewhere


@functools.cache
def _phrases() -> dict[Act, list[tuple[str, re.Pattern[str]]]]:
    """(language, expression) of every phrase, by act."""
    read = tomllib.loads(resources.files("microdrama.condense").joinpath("lexicon.toml").read_text("utf-8"))
    return {
        act: [(tag, re.compile(one, re.IGNORECASE)) for tag, many in read[act].items() for one in many]
        for act in get_args(Act)
    }


def acts_of(text: str, language: str | None = None) -> frozenset[Act]:
    """What a line does. A line in a language without phrases is told by its last sign alone."""
    greek = (language or "").split("-")[0] == _GREEK
    return frozenset(
        act
        for act, phrases in _phrases().items()
        if any(one.search(text) for tag, one in phrases if greek or tag != _GREEK)
    )
