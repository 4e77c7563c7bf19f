"""Where and when scenes play: places and their kinds, times of day, days, weather, by headings and the words below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast, get_args

from microdrama.animate.lexicon import meant, values
from microdrama.animate.people import key_of, seed_of
from microdrama.domain.screenplay import Heading
from microdrama.domain.storyboard import Location, PlaceKind, TimeOfDay, Weather

NOWHERE = "a place without a name"
_OUTSIDE = frozenset({
    "street", "alley", "city", "rooftop", "park", "forest", "beach", "field", "mountain", "courtyard", "temple",
    "village", "bridge", "harbour", "void",
})  # fmt: skip
_TIMES: tuple[TimeOfDay, ...] = get_args(TimeOfDay)
_WEATHERS: tuple[Weather, ...] = ("storm", "snow", "rain", "fog")
_KINDS: frozenset[str] = frozenset(get_args(PlaceKind))
_INSIDE = re.compile(
    r"^\W*\d*[\d.\-\s]*(?:INT\b|I/E\b)|(?:^|[\s、,，])(?:内景?|室内)(?=$|[\s、,，.:：/])", re.IGNORECASE
)
_OPEN_AIR = re.compile(
    r"^\W*\d*[\d.\-\s]*(?:EXT\b|E/I\b)|(?:^|[\s、,，])(?:外景?|室外)(?=$|[\s、,，.:：/])", re.IGNORECASE
)
_BOTH = re.compile(r"INT\.?\s*/\s*EXT|EXT\.?\s*/\s*INT|I\s*/\s*E\b|内\s*/?\s*外|外\s*/?\s*内", re.IGNORECASE)

_FRONT = 120  # letters of a heading among which it says interior or exterior


@dataclass(frozen=True, slots=True)
class When:
    """The time of a scene: `day` counts the days of the story from 0; `era` counts its long jumps."""

    time_of_day: TimeOfDay
    day: int
    era: int


def time_told(text: str) -> TimeOfDay | None:
    """The time of day that a heading's words name, the last one where they name several."""
    told = [hit.value for hit in meant(text) if hit.what == "time"]
    return cast("TimeOfDay", told[-1]) if told else None


def inside_told(heading: str) -> bool | None:
    """Whether a heading says interior (True) or exterior (False); None where it says neither, or both."""
    if _BOTH.search(heading[:_FRONT]):
        return None
    short = heading[:_FRONT]
    inside, outside = bool(_INSIDE.search(short)), bool(_OPEN_AIR.search(short))
    return inside if inside != outside else None


def when_of(heading: Heading, before: When | None) -> When:
    """The time of a scene after the one before it; a scene that names none goes on in the same light."""
    told = time_told(heading.time_of_day or heading.text)
    return after(before, heading.text, told or (before.time_of_day if before else "day"))


def after(before: When | None, heading: str, time: TimeOfDay) -> When:
    """The time of a scene with a known light: a new day where the heading says so, or where the light goes back."""
    last = before or When(time, 0, 0)
    jumps = values(heading, "later")
    if "long" in jumps:
        return When(time, last.day + 2, last.era + 1)
    passes = "day" in jumps or _TIMES.index(time) < _TIMES.index(last.time_of_day)
    return When(time, last.day + passes, last.era)


def weather_of(heading: str, actions: Sequence[str]) -> Weather:
    """The weather that a heading or the actions of a scene name: a storm before snow, rain and fog."""
    told = {value for text in (heading, *actions) for value in values(text, "weather")}
    found: list[Weather] = [weather for weather in _WEATHERS if weather in told]
    return found[0] if found else "clear"


class Places:
    """The places of the story, each once, however often a heading names it."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, bool], Location] = {}
        self._last_inside = True

    def locations(self) -> list[Location]:
        """All places, in order of appearance: p1, p2, ..."""
        return list(self._found.values())

    def of(self, heading: Heading | None, actions: Sequence[str]) -> Location:
        """The place of a scene. One that is seen from inside and from outside is two."""
        name = (heading.place.strip() if heading else "") or NOWHERE
        inside = heading.interior if heading else None
        kind = _kind(name, heading.text if heading else "", actions, inside=inside)
        if inside is None:
            inside = self._known(name, kind)
        key = (key_of(name), inside)
        if key not in self._found:
            number = len(self._found) + 1
            self._found[key] = Location(
                id=f"p{number}", name=name, kind=_suited(kind, inside=inside), interior=inside,
                seed=seed_of("place", key_of(name), str(inside)), description=_described(actions),
            )  # fmt: skip
        return self._found[key]

    def _known(self, name: str, kind: PlaceKind | None) -> bool:
        """Inside or outside, where a heading does not tell: as before, else as is usual for its kind."""
        for inside in (True, False):
            if (key_of(name), inside) in self._found:
                return inside
        return kind is not None and kind not in _OUTSIDE


def _kind(name: str, heading: str, actions: Sequence[str], *, inside: bool | None) -> PlaceKind | None:
    """The kind of place that is named first of all in the name; of several, the last that lies inside or outside."""
    for text in (name, heading, *actions[:2]):
        told = [value for value in values(text, "place") if value in _KINDS]
        fitting = [one for one in told if inside is None or (one in _OUTSIDE) != inside]
        if told:
            return cast("PlaceKind", (fitting or told)[-1])
    return None


def _suited(kind: PlaceKind | None, *, inside: bool) -> PlaceKind:
    """What is drawn: nothing known is a room or a street, and the outside of a house is where it stands."""
    if kind is None:
        return "void"
    if inside or kind in _OUTSIDE or kind in {"car", "train", "stage", "prison"}:
        return kind
    outsides: dict[PlaceKind, PlaceKind] = {
        "living_room": "courtyard", "penthouse": "city", "throne_room": "courtyard", "garage": "street",
        "cave": "mountain", "bedroom": "street", "church": "courtyard", "school": "courtyard", "kitchen": "courtyard",
    }  # fmt: skip
    return outsides.get(kind, "street")


def _described(actions: Sequence[str]) -> str:
    return " ".join(actions[0].split())[:200] if actions else ""
