"""A storyboard: every episode as scenes and shots, who is seen in them, what is said, and what must not change.

`source/storyboard.json` of an animated bundle holds it. A person may edit it; a second run makes only what changed.
Ids are stable: they come from the script's order and never from a name that a person may change.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

import msgspec

from microdrama.domain.screenplay import Delivery, LineNumber
from microdrama.domain.series import Cliffhanger, Hook

SCHEMA = "microdrama.storyboard/1"

Id = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)", max_length=80)]
Colour = Annotated[str, msgspec.Meta(pattern=r"^#[0-9a-f]{6}$(?!\n)")]
"""sRGB, as in "#c4163a"."""
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]

Feeling = Literal[
    "neutral", "happy", "tender", "sad", "crying", "angry", "shouting", "afraid", "shocked", "cold", "smug",
    "determined", "pained", "whispering",
]  # fmt: skip
Sex = Literal["female", "male", "unknown"]
Age = Literal["child", "teen", "young", "adult", "elder"]
Size = Literal["wide", "full", "medium", "close", "extreme"]
"""How much of a person is seen: a place with people in it; head to foot; to the waist; head and shoulders; the eyes."""
Angle = Literal["eye", "low", "high", "dutch", "over_shoulder", "back"]
Move = Literal["hold", "push", "pull", "pan_left", "pan_right", "tilt_up", "tilt_down", "drift", "shake", "impact"]
"""What the camera does over a shot; an impact is one sudden jump nearer that trembles."""
Effect = Literal["speed_lines", "flash", "impact", "tears", "blush", "sweat", "dark", "glow", "panels", "car"]
"""What is drawn over a shot; panels are a montage of faces on one page, a car comes towards us."""
TimeOfDay = Literal["dawn", "day", "dusk", "night"]
Weather = Literal["clear", "rain", "snow", "fog", "storm"]
PlaceKind = Literal[
    "street", "alley", "city", "rooftop", "park", "forest", "beach", "field", "mountain", "courtyard", "temple",
    "village", "bridge", "harbour", "office", "penthouse", "living_room", "bedroom", "kitchen", "corridor",
    "hospital_room", "hall", "ballroom", "restaurant", "cafe", "bar", "shop", "school", "courtroom", "prison", "car",
    "train", "lift", "stage", "church", "library", "garage", "bathroom", "throne_room", "cave", "void",
]  # fmt: skip
"""What a place is drawn as; "void" is a plain field of light for what has no place."""
Side = Literal["left", "centre", "right"]
Pose = Literal["stand", "walk", "sit", "lean", "arms_crossed", "hand_on_hip", "point", "hold", "phone", "kneel", "lie"]
Grade = Literal["drawn", "moved", "clip"]
"""How dear a shot is: drawn by us for nothing, a bought still that we move, a bought clip."""


class Look(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a character looks from one scene on, and why it changed. Colours that matter are pinned here.

    `wardrobe` is a garment that the studio can draw: "coat", "suit", "dress", "shirt", "hoodie", "uniform", "gown",
    "robe", "armour", "sweater", "apron", "tshirt". `hair` is a variant of the drawing style where a person pins one.
    """

    id: Id
    wardrobe: str
    colour: Colour
    accent: Colour
    reason: str = ""
    hair: str | None = None
    accessories: list[str] = []


class Character(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person of the story. The face comes from the seed and the colours and is the same in every episode."""

    id: Id
    name: str
    sex: Sex
    age: Age
    seed: Annotated[int, msgspec.Meta(ge=0, lt=2**32)]
    looks: list[Look]
    description: str = ""
    skin: Colour | None = None
    hair: Colour | None = None
    iris: Colour | None = None
    voice: str | None = None
    heroine: bool = False


class Location(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A place of the story; every scene that names it is drawn in the same rooms, by `seed`."""

    id: Id
    name: str
    kind: PlaceKind
    interior: bool
    seed: Annotated[int, msgspec.Meta(ge=0, lt=2**32)]
    description: str = ""


class Prop(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A thing that the story needs to be seen: a ring, a letter, a knife.

    `colour` is what it is made of, `accent` its second colour, as of the stone of a ring; where the story tells them.
    """

    id: Id
    name: str
    kind: str
    colour: Colour | None = None
    accent: Colour | None = None


class Seen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A character in a shot: where, turned where to, how, feeling what."""

    character: Id
    look: Id
    side: Side = "centre"
    facing: Literal["left", "right", "camera", "away"] = "camera"
    pose: Pose = "stand"
    feeling: Feeling = "neutral"
    holds: Id | None = None


class SpokenLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of dialogue, verbatim, with who says it to whom and how. `script_line` is its line of the script."""

    id: Id
    character: Id
    text: str
    script_line: LineNumber
    feeling: Feeling = "neutral"
    to: Id | None = None
    delivery: Delivery = "seen"


class Insert(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A thing that fills the screen: a telephone with messages, a letter, a photograph, a prop.

    `texts` are messages from top to bottom; `sender` is the character on the other end, and `called` what stands there
    for whoever is none.
    """

    kind: Literal["phone", "letter", "photo", "prop", "sign", "title"]
    texts: list[str] = []
    sender: Id | None = None
    called: str = ""
    prop: Id | None = None


class Wearing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is true of one character at one moment."""

    character: Id
    look: Id
    props: list[Id] = []
    injuries: list[str] = []


class State(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is true at one moment of the story; it is kept from a shot's last state to the next one's first."""

    location: Id
    time_of_day: TimeOfDay
    present: list[Wearing] = []


class Shot(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One picture of the story that moves: from one cut to the next.

    `duration_s` is what it is expected to last before its lines are spoken. A shot with `hold_s` lasts that much
    longer than its lines. `reason` says why the director shows it so.
    """

    id: Id
    size: Size
    seen: list[Seen]
    first: State
    last: State
    duration_s: Fraction
    angle: Angle = "eye"
    move: Move = "hold"
    lines: list[SpokenLine] = []
    action: str = ""
    insert: Insert | None = None
    effects: list[Effect] = []
    sounds: list[str] = []
    lettering: str = ""
    hold_s: Fraction = msgspec.field(default_factory=Fraction)
    grade: Grade = "drawn"
    prompt: str = ""
    reason: str = ""


class Beat(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A step of the story inside a scene, by the shots that tell it, and how tense it is."""

    first_shot: Id
    kind: Literal["hook", "setup", "turn", "reveal", "conflict", "reaction", "cliffhanger"]
    tension: Share
    reason: str = ""


class Scene(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One place at one time. A scene that goes on in the next episode is written there again with an id of its own."""

    id: Id
    heading: str
    location: Id
    time_of_day: TimeOfDay
    shots: list[Shot]
    weather: Weather = "clear"
    beats: list[Beat] = []
    mood: Literal["tense", "tender", "dark", "bright", "sad", "grand", "calm"] = "calm"


class BoardEpisode(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One episode: what it opens on and ends on, and its scenes in order."""

    number: Annotated[int, msgspec.Meta(ge=1)]
    title: str
    scenes: list[Scene]
    hook: Hook
    cliffhanger: Cliffhanger
    synopsis: str = ""

    @property
    def shots(self) -> list[Shot]:
        """All its shots in order."""
        return [shot for scene in self.scenes for shot in scene.shots]


class Storyboard(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A whole series as it will be shown. Every id that is referred to exists; episodes are numbered 1, 2, 3, ..."""

    schema: Literal["microdrama.storyboard/1"] = SCHEMA
    title: str
    language: str
    characters: list[Character]
    locations: list[Location]
    episodes: list[BoardEpisode]
    props: list[Prop] = []
    synopsis: str = ""
    genres: list[str] = []
    credits: list[str] = []
    script_sha256: str = ""

    def __post_init__(self) -> None:
        numbers = [episode.number for episode in self.episodes]
        if numbers != list(range(1, len(numbers) + 1)):
            raise ValueError(f"episodes are numbered 1, 2, 3, ... in order, not {numbers[:9]}")
        _refuse_twins("character", [one.id for one in self.characters])
        _refuse_twins("location", [one.id for one in self.locations])
        _refuse_twins("prop", [one.id for one in self.props])
        _refuse_twins("shot", [shot.id for episode in self.episodes for shot in episode.shots])
        _refuse_twins("line", [line.id for episode in self.episodes for s in episode.shots for line in s.lines])
        for episode in self.episodes:
            for scene in episode.scenes:
                self._refuse_strangers(scene)

    def _refuse_strangers(self, scene: Scene) -> None:
        looks = {one.id: {look.id for look in one.looks} for one in self.characters}
        places, props = {one.id for one in self.locations}, {one.id for one in self.props}
        if scene.location not in places:
            raise ValueError(f"scene {scene.id} is set in {scene.location}, which is no location of the storyboard")
        for shot in scene.shots:
            for seen in shot.seen:
                if seen.look not in looks.get(seen.character, set[str]()):
                    raise ValueError(f"shot {shot.id} shows {seen.character} in look {seen.look}, which nobody drew")
                if seen.holds is not None and seen.holds not in props:
                    raise ValueError(f"shot {shot.id} has {seen.character} hold {seen.holds}, which is no prop")
            for line in shot.lines:
                if line.character not in looks:
                    raise ValueError(f"line {line.id} is spoken by {line.character}, whom nobody knows")


def _refuse_twins(what: str, ids: list[str]) -> None:
    known: set[str] = set()
    for one in ids:
        if one in known:
            raise ValueError(f"two of the storyboard's {what}s are called {one}")
        known.add(one)
