"""How lines are said and what they do to the story: by parentheticals, words, capitals and signs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal, cast, get_args

from microdrama.animate.lexicon import meant, values
from microdrama.domain.storyboard import Feeling, Share

Act = Literal["revelation", "threat", "arrival", "decision", "question", "interruption"]
Mood = Literal["tense", "tender", "dark", "bright", "sad", "grand", "calm"]

_FEELINGS: frozenset[str] = frozenset(get_args(Feeling))
_ASKS = re.compile(r"[?？؟][\"'”’»」』）)]*\s*$")
_BREAKS_OFF = re.compile(r"(?:—|\u2013|--?|…|\.\.\.)[\"'”’»」』）)]*\s*$")
_CUT_SHORT = re.compile(r"(?:—|\u2013|--)[\"'”’»」』）)]*\s*$")
_ASTONISHED = re.compile(r"[?？][!！]|[!！][?？]")
_LOUD = re.compile(r"[!！]{2,}")
_LEAST_CAPITALS = 5
_WHOLLY_WORDS = 3  # "What?" is shock; "What time is it?" is not

_HEAT: dict[Feeling, float] = {
    "neutral": 0.0, "happy": 0.1, "tender": 0.15, "sad": 0.3, "crying": 0.7, "angry": 0.6, "shouting": 0.85,
    "afraid": 0.6, "shocked": 0.8, "cold": 0.35, "smug": 0.35, "determined": 0.45, "pained": 0.6, "whispering": 0.3,
}  # fmt: skip
_MOODS: dict[Feeling, Mood] = {
    "happy": "bright", "tender": "tender", "sad": "sad", "crying": "sad", "angry": "tense", "shouting": "tense",
    "afraid": "dark", "shocked": "tense", "cold": "tense", "smug": "tense", "determined": "tense", "pained": "sad",
    "whispering": "dark",
}  # fmt: skip
_ANSWERS: dict[Feeling, Feeling] = {
    "angry": "afraid", "shouting": "shocked", "crying": "sad", "shocked": "shocked", "tender": "tender",
    "happy": "happy", "smug": "angry", "cold": "sad", "afraid": "cold", "sad": "sad", "determined": "determined",
    "pained": "afraid",
}  # fmt: skip


def heat(feeling: Feeling) -> float:
    """How much a feeling raises the tension, 0 to 1."""
    return _HEAT[feeling]


def told_feeling(text: str) -> Feeling | None:
    """The feeling that a parenthetical or an action names first, if any."""
    told = [value for value in values(text, "feeling") if value in _FEELINGS]
    return cast("Feeling", told[0]) if told else None


def line_feeling(text: str, parenthetical: str, before: Feeling = "neutral") -> Feeling:
    """How a line is said; `before` is how its speaker felt, which tears and pain outlast."""
    told = told_feeling(parenthetical) if parenthetical else None
    if told is not None:
        return told
    capitals = sum(map(str.isupper, text))
    if _LOUD.search(text) or (capitals >= _LEAST_CAPITALS and text.upper() == text and " " in text.strip()):
        return "shouting"
    said = _said(text)
    if said is not None or _ASTONISHED.search(text):
        return said or "shocked"
    if before in {"crying", "pained"}:
        return "sad" if before == "crying" else before
    if "!" in text or "！" in text:
        return "angry" if before in {"angry", "shouting", "cold", "smug"} else "determined"
    return "neutral"


def _said(text: str) -> Feeling | None:
    for hit in meant(text):
        if hit.what != "said":
            continue
        word, rest = text[hit.start : hit.end], text[: hit.start] + text[hit.end :]
        short = len(word.split()) == 1 and hit.value == "shocked" and word.isascii()
        if short and len([part for part in rest.split() if any(map(str.isalnum, part))]) >= _WHOLLY_WORDS:
            continue
        return cast("Feeling", hit.value)
    return None


def acts_of(text: str) -> frozenset[Act]:
    """What a line or an action does to the story."""
    found: set[Act] = {cast("Act", value) for value in values(text, "act")}
    if _ASKS.search(text):
        found.add("question")
    if _BREAKS_OFF.search(text):
        found.add("interruption")
    return frozenset(found)


def breaks_off(text: str) -> bool:
    """Whether a line is cut short by the next one: it ends in a dash."""
    return bool(_CUT_SHORT.search(text))


def answer_to(feeling: Feeling, acts: frozenset[Act]) -> Feeling:
    """What a listener's face shows."""
    if "revelation" in acts:
        return "shocked"
    if "threat" in acts:
        return "afraid"
    return _ANSWERS.get(feeling, "neutral")


def tension_of(feeling: Feeling, acts: frozenset[Act], *, share: float, struck: bool = False) -> Share:
    """0 to 1: what is felt and done, and more the further the episode has come (`share`, 0 to 1)."""
    weight = {
        "revelation": 0.35,
        "threat": 0.3,
        "decision": 0.2,
        "arrival": 0.15,
        "question": 0.05,
        "interruption": 0.1,
    }
    done = max((weight[act] for act in acts), default=0.0)
    return round(min(1.0, 0.15 + 0.3 * share + 0.4 * heat(feeling) + done + 0.25 * struck), 3)


def mood_of(felt: Iterable[Feeling], *, night: bool, place: str) -> Mood:
    """The mood of a scene: what most of it is felt as; else by its light and place."""
    counted = Counter[Mood](_MOODS[feeling] for feeling in felt if feeling in _MOODS)
    if counted:
        most = max(counted.values())
        return next(mood for mood in ("tense", "dark", "sad", "tender", "bright") if counted[mood] == most)
    if place in {"ballroom", "throne_room", "mountain", "stage"}:
        return "grand"
    return "dark" if night else "calm"
