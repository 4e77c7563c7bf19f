"""What a person looks like: hair, face, colours and build, chosen once from the seed and never from the moment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np

from microdrama.animate.drawn.hairs import known_hair
from microdrama.animate.drawn.paints import lightness, mix
from microdrama.domain.storyboard import Age, Character, Look, Sex

_HAIR: dict[tuple[str, str], tuple[int, ...]] = {
    ("female", "grown"): (21, 15, 35, 32, 16, 23, 37, 31, 29, 13, 42, 33, 46, 48, 14, 19),
    ("female", "elder"): (38, 33, 46, 37, 29),
    ("female", "child"): (26, 10, 30, 23, 48, 19),
    ("male", "grown"): (4, 8, 12, 7, 3, 9, 43, 11, 2, 20, 22, 39),
    ("male", "elder"): (1, 8, 9, 28, 3),
    ("male", "child"): (6, 11, 12, 7),
    ("unknown", "grown"): (12, 43, 11, 17, 10, 4),
    ("unknown", "elder"): (8, 33, 9),
    ("unknown", "child"): (6, 11, 12, 10),
}
"""Haircuts of lorelei that suit whom; none that covers an eye, none bald or childish on adults unless described."""

_CUTS: tuple[tuple[tuple[str, ...], dict[str, tuple[int, ...]]], ...] = (
    (
        ("pinned", "bun", "chignon", "updo", "hair up", "盘起", "盘发", "发髻", "挽起"),
        {"woman": (38, 46), "man": (8,), "child": (26,)},
    ),
    (("ponytail", "马尾"), {"woman": (33, 31, 42), "man": (29,), "child": (31, 48)}),
    (("braid", "plait", "pigtail", "辫"), {"woman": (29, 31), "man": (29,), "child": (26, 29)}),
    (
        ("swept back", "slicked", "combed back", "back-combed", "背头", "后梳"),
        {"woman": (33, 38), "man": (8, 1, 3), "child": (7,)},
    ),
    (
        ("cut to the jaw", "to her jaw", "jaw-length", "chin-length", "a bob", "bobbed", "bob cut", "齐耳", "波波头"),
        {"woman": (19, 17), "man": (12,), "child": (19,)},
    ),
    (
        ("buzz cut", "cropped", "crew cut", "shorn", "寸头", "平头"),
        {"woman": (47, 2), "man": (1, 28, 2), "child": (2,)},
    ),
    (("curly", "curls", "卷发"), {"woman": (35, 24, 20), "man": (39, 9, 22), "child": (39, 20)}),
    (
        (
            "short hair",
            "short black",
            "short brown",
            "short red",
            "short dark",
            "short blond",
            "short grey",
            "short white",
            "短发",
        ),
        {"woman": (37, 14, 46, 43), "man": (12, 43, 3), "child": (6, 11, 43)},
    ),
    (
        (
            "long hair",
            "long black",
            "long brown",
            "long red",
            "long dark",
            "long blond",
            "long white",
            "hair down her back",
            "长发",
            "长黑发",
            "黑长直",
        ),
        {"woman": (21, 15, 23, 16, 35), "man": (15, 17), "child": (23, 15)},
    ),
)
"""Haircuts by the words of a description: the first that it says; for women, men and children."""

_SKINS = ("#fbdcc8", "#f6d0b6", "#f0c3a2", "#fadbc4", "#dfa67e", "#bb7d57", "#8a5638", "#f4cdb4")
_HAIRS = ("#2b2330", "#3a2420", "#57332a", "#1f2436", "#7a4a2c", "#20282c", "#8e3b2c", "#c7974f", "#4a2b3c", "#33261f")
_DARK_HAIRS = ("#241c22", "#2d2020", "#1f1c26", "#3a2620")
_GREYS = ("#c9c6d3", "#a9a5b4", "#dcd8de", "#8d8a99")
_DARK_IRISES = ("#6b3d1e", "#8a5524", "#4f2f1c", "#7a5a2a")
_IRISES = ("#8a5524", "#3f7fb0", "#3f8f72", "#6a5acd", "#5b6b78", "#a0662a", "#2f6f9f", "#7a4630")
_LONG = frozenset({13, 15, 16, 21, 23, 31, 32, 35, 42})

_YEARS, _LINES_AT = re.compile(r"(?<![\d.])([1-9]\d)(?![\d.])"), 45
_WORN = frozenset({"hat", "crown", "mask", "scarf"})
"""Accessories with drawings of their own."""

Beard = Literal["none", "stubble", "goatee", "full", "moustache"]


@dataclass(frozen=True, slots=True)
class Features:
    """A person in drawing terms. Lengths are units of the head's sheet of 980; shares are 0 to 1."""

    sex: Sex
    age: Age
    hair: str
    hair_seed: int
    hair_colour: str
    long_hair: bool
    skin: str
    iris: str
    lips: str
    chin: float
    jaw: float
    cheek: float
    nose: int
    eye_size: float
    eye_tilt: float
    brow: float
    brow_high: float
    lash: float
    beard: Beard
    glasses: int
    earrings: int
    freckles: bool
    mole: bool
    lined: bool
    accent: str
    worn: frozenset[str]

    @property
    def feminine(self) -> bool:
        """Whether the softer build and lashes are drawn."""
        return self.sex == "female"

    @property
    def young(self) -> bool:
        """Whether a child's proportions are drawn."""
        return self.age == "child"


def features(character: Character, look: Look) -> Features:
    """What this person looks like in this look. The same character gives the same face whatever the look."""
    random = np.random.default_rng(character.seed)
    draw = [float(one) for one in random.random(20)]
    group = {"elder": "elder", "child": "child"}.get(character.age, "grown")
    grown = group == "grown"
    said = " ".join([character.description, *look.accessories]).lower()
    feminine, masculine = character.sex == "female", character.sex == "male"
    who = "child" if group == "child" else "woman" if feminine else "man"
    hair = _hair(look, who=who, choices=_HAIR[character.sex, group], draw=draw[0], said=said)
    skin = character.skin or _pick(_SKINS, draw[1])
    deep = lightness(skin) < 0.62
    hairs = _GREYS if group == "elder" else _DARK_HAIRS if deep else _HAIRS
    lips = mix(skin, "#b3203f", 0.5 if feminine and group != "child" else 0.22)
    return Features(
        sex=character.sex,
        age=character.age,
        hair=hair,
        hair_seed=int(draw[2] * 2**31),
        hair_colour=character.hair or _pick(hairs, draw[3]),
        long_hair=int(hair[-2:]) in _LONG,
        skin=skin,
        iris=character.iris or _pick(_DARK_IRISES if deep else _IRISES, draw[4]),
        lips=lips,
        chin=draw[5],
        jaw=draw[6],
        cheek=draw[7],
        nose=int(draw[8] * 3),
        eye_size=0.93 + 0.14 * draw[9] + (0.14 if group == "child" else 0.0),
        eye_tilt=-2.0 + 8.0 * draw[10],
        brow=0.75 + 0.5 * draw[11] + (0.35 if masculine else 0.0),
        brow_high=draw[12],
        lash=1.0 if feminine else 0.25,
        beard=_beard(said, masculine=masculine, grown=group != "child", draw=draw[13], elder=group == "elder"),
        glasses=_glasses(said, draw[14], often=0.1 if character.age != "child" else 0.0),
        earrings=_earrings(said, feminine=feminine and group != "child", draw=draw[15]),
        freckles=_says(said, "freckle", "雀斑") or (draw[16] < 0.08 and group != "elder"),
        mole=feminine and grown and draw[17] < 0.16,
        lined=character.age == "adult" and _past_youth(said),
        accent=look.accent,
        worn=_worn(look, said),
    )


def _past_youth(said: str) -> bool:
    """Whether a description tells of a grown person of 45 years or more."""
    years = _YEARS.search(said)
    return int(years[1]) >= _LINES_AT if years else _says(said, "middle-aged", "middle aged", "fifties", "中年")


def _worn(look: Look, said: str) -> frozenset[str]:
    """Accessories with drawings of their own; strings of pearls are told by the description alone."""
    worn = frozenset(one.strip().lower() for one in look.accessories) & _WORN
    return worn | {"pearls"} if _says(said, "strings of pearls", "pearl necklace", "her pearls", "珍珠项链") else worn


def _pick(choices: tuple[str, ...], draw: float) -> str:
    return choices[min(int(draw * len(choices)), len(choices) - 1)]


def _says(said: str, *words: str) -> bool:
    return any(word in said for word in words)


def _hair(
    look: Look, *, who: Literal["woman", "man", "child"], choices: tuple[int, ...], draw: float, said: str
) -> str:
    if look.hair is not None and look.hair in known_hair():
        return look.hair
    if _says(said, "bald", "head shaven", "shaven head", "秃", "光头"):
        return "variant25"
    told = [cuts for words, cuts in _CUTS if _says(said, *words)]
    choices = told[0][who] if told else choices
    return f"variant{choices[min(int(draw * len(choices)), len(choices) - 1)]:02d}"


_BEARDS: tuple[tuple[Beard, tuple[str, ...]], ...] = (
    ("none", ("clean-shaven", "no beard")),
    ("moustache", ("moustache", "mustache")),
    ("goatee", ("goatee",)),
    ("stubble", ("stubble", "unshaven", "胡渣")),
    ("full", ("beard", "胡")),
)


def _beard(said: str, *, masculine: bool, grown: bool, draw: float, elder: bool) -> Beard:
    if not grown or not masculine:
        return "none"
    for beard, words in _BEARDS:
        if _says(said, *words):
            return beard
    if elder:
        return "full" if draw < 0.35 else "moustache" if draw < 0.5 else "none"
    return "stubble" if draw < 0.16 else "none"


def _glasses(said: str, draw: float, *, often: float) -> int:
    if _says(said, "no glasses"):
        return 0
    if _says(said, "sunglasses", "墨镜", "太阳镜"):
        return 4
    if _says(said, "glasses", "spectacles", "眼镜"):
        return 1 + int(draw * 2.999)
    return 1 + int(draw / often * 2.999) if draw < often else 0


def _earrings(said: str, *, feminine: bool, draw: float) -> int:
    if _says(said, "earring", "耳环"):
        return 1 + int(draw * 1.999)
    return 1 + int(draw / 0.5 * 1.999) if feminine and draw < 0.5 else 0
