"""What every reader of a layout hands over: elements in order, what the title page says, who is introduced."""

from __future__ import annotations

from dataclasses import dataclass, field

from microdrama.domain.screenplay import CastMember, Element


@dataclass(frozen=True, slots=True)
class Draft:
    """A script as one layout gave it. `title_page` has lower-case English keys: "title", "author", "genre" ..."""

    elements: list[Element]
    title_page: dict[str, str] = field(default_factory=dict[str, str])
    cast: list[CastMember] = field(default_factory=list[CastMember])
