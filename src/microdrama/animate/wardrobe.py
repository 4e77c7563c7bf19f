"""What everybody wears: told by actions and descriptions, else chosen by who they are, and never by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from microdrama.animate.deeds import Deed
from microdrama.animate.lexicon import Hit, values
from microdrama.animate.people import Person, seed_of
from microdrama.domain.scripts import UNSPACED, script_of
from microdrama.domain.storyboard import Look

CRIMSON = "#c4163a"
"""The heroine's colour where the script gives her none."""

_PALETTE = (
    "#24405e", "#2f5d50", "#6b3f94", "#7a4b2a", "#3a3f4b", "#8c5a3c", "#1f6f78", "#584a7a", "#a0752c", "#4c6b3c",
    "#7d3b52", "#2b4c9b",
)  # fmt: skip
_ACCENTS = ("#f2efe9", "#d8c4a0", "#c9ccd6", "#e0b23c", "#16161d", "#b8d0d8")
_BY_WORK: tuple[tuple[tuple[str, ...], str, str | None], ...] = (
    (("doctor", "surgeon", "physician", "scientist", "医生", "大夫", "科学家"), "coat", "#f2efe9"),
    (("nurse", "护士"), "uniform", "#dfeaf0"),
    (("police", "officer", "detective", "soldier", "guard", "警察", "警官", "士兵", "保安"), "uniform", "#1b2447"),
    (("bride", "新娘"), "gown", "#f2efe9"),
    (("ceo", "boss", "lawyer", "businessman", "billionaire", "tycoon", "president", "director", "butler", "bodyguard",
      "总裁", "董事", "律师", "老板", "经理", "管家", "保镖", "霸总"), "suit", "#1f222c"),
    (("chef", "cook", "baker", "waitress", "waiter", "厨师", "服务员"), "apron", None),
    (("king", "queen", "emperor", "prince", "princess", "immortal", "monk",
      "皇帝", "皇上", "皇后", "太子", "王爷",
      "贵妃", "公主", "太后", "丞相", "宗主", "师尊", "仙", "太监", "丫鬟"), "robe", None),
    (("general", "knight", "warrior", "将军", "武士"), "armour", "#5d6470"),
    (("student", "schoolgirl", "schoolboy", "高中生", "学生"), "uniform", "#1b2447"),
)  # fmt: skip
_WOMEN, _MEN, _YOUNG = ("dress", "coat", "shirt", "sweater"), ("suit", "coat", "shirt", "sweater"), ("hoodie", "tshirt")
_ACCENTED, _OVER = frozenset({"tie", "scarf", "hat"}), frozenset({"coat", "armour"})
_NEAR_COLOUR, _NEAR_VERB, _NEAR_OWNER = 18, 45, 14  # letters between two words that belong together


@dataclass(frozen=True, slots=True)
class Outfit:
    """What a sentence says somebody wears; `changes` where it is put on before our eyes.

    `anew` says that the script itself speaks of a change.
    """

    who: str
    garment: str
    colour: str | None
    changes: bool
    anew: bool
    accessories: tuple[str, ...]
    told: str
    accent: str | None = None


def outfits(deed: Deed, *, described: bool = False) -> list[Outfit]:
    """The clothes that a sentence tells, in order; in a description (`described`) all of them are worn."""
    found: list[Outfit] = []
    for garment in deed.of("garment"):
        who = deed.doer(garment.start)
        verb = _before(deed.of("wears"), garment, _NEAR_VERB)
        colour = _colour(deed, garment)
        if who is None or (verb is not None and verb.value == "removes"):
            continue
        if verb is None and not described and (colour is None or not _belongs(deed, garment)):
            continue
        changes = verb is not None and verb.value == "changes"
        anew = verb is not None and verb.value in {"changes", "now"}
        accessories = tuple(deed.values("accessory"))
        found.append(Outfit(who, garment.value, colour, changes, anew, accessories, deed.text, _accent(deed)))
    return found


def _belongs(deed: Deed, garment: Hit) -> bool:
    """Whether a garment with a colour but no verb is worn: "her red dress" is, "a red dress hangs there" is not."""
    if any(script_of(sign) in UNSPACED for sign in deed.text[garment.start : garment.end]):
        return True
    owners = [start for start, _ in deed.spots if 0 <= garment.start - start <= _NEAR_OWNER]
    return bool(owners) and deed.text[owners[-1] : owners[-1] + 3].lower() in {"her", "his"}


def _before(hits: list[Hit], word: Hit, near: int) -> Hit | None:
    some = [hit for hit in hits if hit.end <= word.start and word.start - hit.end <= near]
    return some[-1] if some else None


def _colour(deed: Deed, garment: Hit) -> str | None:
    """The colour before a garment, else the one that its own word carries."""
    told = _before(deed.of("colour"), garment, _NEAR_COLOUR)
    if told is not None and not any(told.end <= one.start < garment.start for one in deed.of("garment")):
        return told.value
    own = [hit.value for hit in deed.of("tint") if hit.start == garment.start]
    return own[0] if own else None


def _accent(deed: Deed) -> str | None:
    """The colour of a tie or a scarf: it is drawn in a look's second colour."""
    for hit in deed.of("accessory"):
        colour = _before(deed.of("colour"), hit, _NEAR_COLOUR) if hit.value in _ACCENTED else None
        if colour is not None and not any(colour.end <= one.start < hit.start for one in deed.of("garment")):
            return colour.value
    return None


def outermost(told: Sequence[Outfit]) -> Outfit | None:
    """Of several garments the one that is seen: a coat over a sweater; else the first."""
    return max(told, key=lambda one: one.garment in _OVER, default=None)


def usual(person: Person, *, heroine: bool, taken: int) -> tuple[str, str, str]:
    """(garment, colour, accent) of somebody whose clothes nobody mentions; `taken` persons were dressed before."""
    told = f"{person.description} {person.name}".lower()
    garment, colour = None, None
    for words, by_work, its_colour in _BY_WORK:
        if any(_says(told, word) for word in words):
            garment, colour = by_work, its_colour
            break
    if garment is None:
        choice = _YOUNG if person.age in {"child", "teen"} else _WOMEN if person.sex == "female" else _MEN
        garment = "coat" if heroine else choice[person.seed % len(choice)]
    if colour is None:
        colour = CRIMSON if heroine else _PALETTE[(taken + person.seed % 3) % len(_PALETTE)]
    return garment, colour, _ACCENTS[person.seed // 7 % len(_ACCENTS)]


def _says(told: str, word: str) -> bool:
    if not word.isascii():
        return word in told
    return f" {word} " in f" {told.replace(',', ' ').replace('.', ' ')} "


class Wardrobe:
    """The looks of everybody as the script is read on."""

    def __init__(self) -> None:
        self._looks: dict[str, list[Look]] = {}
        self._now: dict[str, int] = {}

    def has(self, who: str) -> bool:
        """Whether somebody is dressed yet."""
        return who in self._looks

    def now(self, who: str) -> str:
        """The id of the look that somebody wears at the moment."""
        return self._looks[who][self._now[who]].id

    def looks(self, who: str) -> list[Look]:
        """All looks of somebody, in order."""
        return self._looks.get(who, [])

    def dress(self, person: Person, *, heroine: bool, told: Outfit | None) -> None:
        """Give somebody the first look: what is told, the rest as usual."""
        garment, colour, accent = usual(person, heroine=heroine, taken=len(self._looks))
        if told is not None:
            colour = told.colour or (
                colour if told.garment == garment or heroine else _any_colour(person, told.garment)
            )
            garment, accent = told.garment, told.accent or accent
        accessories = list(told.accessories if told else values(person.description, "accessory"))
        look = Look(id=f"{person.id}-l1", wardrobe=garment, colour=colour, accent=accent, accessories=accessories)
        self._looks[person.id], self._now[person.id] = [look], 0

    def change(self, person: Person, told: Outfit, reason: str) -> bool:
        """Dress somebody as told, in a look of before where it is the same; whether anything changed."""
        looks = self._looks[person.id]
        worn = looks[self._now[person.id]]
        if told.garment == worn.wardrobe and told.colour in {None, worn.colour}:
            return False
        for number, look in enumerate(looks):
            if look.wardrobe == told.garment and told.colour in {None, look.colour}:
                self._now[person.id] = number
                return True
        colour = told.colour or _any_colour(person, told.garment)
        number = len(looks) + 1
        looks.append(
            Look(
                id=f"{person.id}-l{number}", wardrobe=told.garment, colour=colour, accent=told.accent or worn.accent,
                reason=reason, accessories=list(told.accessories),
            )
        )  # fmt: skip
        self._now[person.id] = number - 1
        return True


def _any_colour(person: Person, garment: str) -> str:
    return _PALETTE[seed_of("colour", str(person.seed), garment) % len(_PALETTE)]
