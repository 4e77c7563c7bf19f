"""Who is in a screenplay: everybody who speaks, is in a cast list, or is named in what is done."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from microdrama.animate.lexicon import Hit, Phrases, meant, names_of, values
from microdrama.animate.pace import sentences
from microdrama.domain.screenplay import Action, Cast, CastMember, Dialogue, Element, Heading, Screenplay
from microdrama.domain.scripts import UNSPACED, script_of
from microdrama.domain.storyboard import Age, Character, Sex

_NUMBER = re.compile(r"(?<![\d.])([1-9]\d?)(?![\d.])")
_TITLES = frozenset({"dr", "mr", "mrs", "ms", "miss", "sir", "lady", "lord", "the", "old", "young", "captain", "chief"})
_CROWDS = frozenset(
    {"all", "both", "everyone", "crowd", "guests", "众人", "所有人", "大家", "宾客", "群众", "other", "voices"}
)
_STRANGER = re.compile(
    r"\ban? (?:[a-z-]{1,20} ){0,2}(?P<who>man|woman|girl|boy|stranger)\b(?!['’])"
    r"(?: (?:in|with) an? [a-z-]{1,20}(?: [a-z-]{1,20})?)?",
    re.IGNORECASE,
)
_MOST_OF_A_SCENE, _MOST_STRANGERS = 20_000, 4
_ASIDE = re.compile(r"[(（\[][^)）\]]{0,80}[)）\]]")


def seed_of(*told: str) -> int:
    """A seed below 2**32 that is the same for the same words on every machine."""
    return int.from_bytes(hashlib.sha256("\0".join(told).encode("utf-8", "surrogatepass")).digest()[:4], "big")


def key_of(name: str) -> str:
    """What makes two ways to write a name one: case, width and space do not count."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the story, before being dressed. `guessed` says that nothing tells the sex."""

    id: str
    name: str
    sex: Sex
    age: Age
    seed: int
    description: str
    spoken: int
    guessed: bool


@dataclass(frozen=True, slots=True)
class Company:
    """All persons by order of appearance, and how they are found by name."""

    persons: tuple[Person, ...]
    by_id: dict[str, Person]
    by_key: dict[str, str]
    phrases: Phrases
    proper: frozenset[str]
    heroine: str | None

    def named(self, text: str) -> list[Hit]:
        """Where a text names somebody; a name that is written with a capital is not found in small letters."""
        return [hit for hit in self.phrases.hits(text) if not (hit.value in self.proper and text[hit.start].islower())]

    def called(self, name: str) -> str:
        """The id of a cue's name. Raises KeyError for a name that the screenplay does not have."""
        return self.by_key[key_of(name)]

    def person(self, number: str) -> Person:
        """A person by id."""
        return self.by_id[number]


@dataclass(slots=True)
class _Gathered:
    name: str
    description: str = ""
    spoken: int = 0
    pronouns: Counter[str] = field(default_factory=Counter[str])


def company_of(screenplay: Screenplay) -> Company:
    """Everybody of a screenplay. Ids c1, c2, ... follow the first appearance in the script."""
    found = _gathered(screenplay)
    ids = {key: f"c{number}" for number, key in enumerate(found, 1)}
    named = Company((), {}, ids, *_found_by({ids[key]: one.name for key, one in found.items()}), None)
    _count_pronouns(screenplay, named, {ids[key]: one for key, one in found.items()})
    persons: list[Person] = []
    balance = Counter[Sex]()
    for key, one in found.items():
        sex = sex_of(one.name, one.description, one.pronouns)
        age, seed = age_of(one.name, one.description), seed_of("character", key)
        guessed = sex == "unknown" and key not in _CROWDS
        if guessed:
            fewer: Sex = "female" if balance["female"] < balance["male"] else "male"
            sex = fewer if balance["female"] != balance["male"] else ("female", "male")[seed % 2]
        balance[sex] += 1
        persons.append(Person(ids[key], one.name, sex, age, seed, one.description, one.spoken, guessed))
    by_id = {person.id: person for person in persons}
    return Company(tuple(persons), by_id, ids, named.phrases, named.proper, _heroine(persons))


def company_again(characters: Sequence[Character]) -> Company:
    """The persons of a storyboard, to find them in its actions."""
    persons = tuple(
        Person(one.id, one.name, one.sex, one.age, one.seed, one.description, 0, guessed=False) for one in characters
    )
    phrases, proper = _found_by({one.id: one.name for one in characters})
    by_key = {key_of(one.name): one.id for one in characters}
    return Company(persons, {one.id: one for one in persons}, by_key, phrases, proper, None)


def _found_by(names: dict[str, str]) -> tuple[Phrases, frozenset[str]]:
    """The phrases that name persons (by id), and whose names are only found with a capital."""
    proper = frozenset(number for number, name in names.items() if name[:1].isupper())
    return Phrases(_ways_to_say(names), inflected=False), proper


def _heroine(persons: Sequence[Person]) -> str | None:
    women = [one for one in persons if one.sex == "female" and one.spoken]
    most = max(women or persons, key=lambda one: (one.spoken, -int(one.id[1:])), default=None)
    return most.id if most else None


def _gathered(screenplay: Screenplay) -> dict[str, _Gathered]:
    """Who speaks or is listed in a scene; who is only in the script's cast list must be named in an action."""
    found: dict[str, _Gathered] = {}
    for element in screenplay.elements:
        spoken = len(element.text) if isinstance(element, Dialogue) else 0
        for name in _cues(element):
            found.setdefault(key_of(name), _Gathered(name)).spoken += spoken
    silent: dict[str, CastMember] = {}
    for member in screenplay.cast:
        known = _known_as(member.name, found)
        if known is not None:
            found[known].description = found[known].description or member.description
        elif key_of(member.name):
            silent.setdefault(key_of(_without_asides(member.name)) or key_of(member.name), member)
    if silent:
        told = " ".join(element.text for element in screenplay.elements if isinstance(element, Action))
        hits = Phrases(_ways_to_say({name: name for name in silent}), inflected=False).hits(told)
        for member in (silent[name] for name in dict.fromkeys(hit.value for hit in hits)):
            found.setdefault(key_of(member.name), _Gathered(member.name, member.description))
    strangers = {key_of(name): _Gathered(name, told) for name, told in _strangers(screenplay, found).items()}
    return found | {key: one for key, one in strangers.items() if key not in found}


def _strangers(screenplay: Screenplay, found: dict[str, _Gathered]) -> dict[str, str]:
    """Who is in a scene without anybody else, and has no name: "a man in a grey hat", by what they are called then.

    One of each kind at most: a story that has more of them gives them names.
    """
    known = Phrases(_ways_to_say({key: one.name for key, one in found.items()}), inflected=False)
    strangers: dict[str, str] = {}
    alone: list[str] = []
    for element in [*screenplay.elements, None]:
        if isinstance(element, Action):
            alone.append(element.text)
        elif isinstance(element, Heading) or element is None:
            told = " ".join(alone)[:_MOST_OF_A_SCENE]
            match = _STRANGER.search(told) if told and not known.hits(told) else None
            if match is not None and len(strangers) < _MOST_STRANGERS:
                strangers.setdefault(f"the {match['who'].lower()}", match[0])
            alone = []
        elif _cues(element):
            alone = [*alone, *_cues(element)]
    return strangers


def _without_asides(name: str) -> str:
    return _ASIDE.sub("", name).strip()


def _cues(element: Element) -> list[str]:
    if isinstance(element, Dialogue):
        return [element.character]
    return list(filter(key_of, element.names)) if isinstance(element, Cast) else []


def _known_as(name: str, found: dict[str, _Gathered]) -> str | None:
    """The cue that a member of the cast list speaks under: the same name, or one that only this name contains."""
    key = key_of(name)
    if key in found:
        return key
    words = set(key.split())
    some = [cue for cue in found if cue and set(cue.split()) <= words]
    return some[0] if len(some) == 1 else None


def _ways_to_say(names: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Phrases by which each is named: the whole name, and the first and last word where they are nobody else's."""
    whole = {number: key_of(_without_asides(name)) or key_of(name) for number, name in names.items()}
    ways: dict[str, set[str]] = {}
    for number, name in whole.items():
        ways.setdefault(name, set()).add(number)
        words = [word.strip(".,#") for word in name.split()]
        words = [word for word in words if word not in _TITLES and len(word) > 1 and not word.isdigit()]
        if len(name.split()) > 1:
            for word in {*words[:1], *words[-1:]}:
                ways.setdefault(word, set()).add(number)
    exact = {name: number for number, name in reversed(whole.items())}
    alone = {way: who for way, who in ways.items() if way and (way in exact or len(who) == 1)}
    return {way: [("person", exact.get(way) or next(iter(who)))] for way, who in alone.items()}


def _count_pronouns(screenplay: Screenplay, company: Company, found: dict[str, _Gathered]) -> None:
    """Count the pronouns that mean the one person whom a sentence names: in it, and in the next one's beginning."""
    for element in screenplay.elements:
        if not isinstance(element, Action):
            continue
        named: str | None = None
        for sentence in sentences(element.text):
            pronouns = [hit for hit in meant(sentence) if hit.what == "pronoun"]
            who = {hit.value for hit in company.named(sentence)}
            if len(who) == 1:
                only = who.pop()
                found[only].pronouns.update(hit.value for hit in pronouns if _own(sentence, hit))
                named = None if pronouns else only
            elif named is not None and pronouns and not who and not sentence[: pronouns[0].start].strip():
                found[named].pronouns[pronouns[0].value] += 1
                named = None
            else:
                named = None


def _own(sentence: str, pronoun: Hit) -> bool:
    """Whether a pronoun most likely means who was named before it: "his" and "she" do, "slaps him" does not."""
    word = sentence[pronoun.start : pronoun.end].lower()
    if word.isascii():
        return word in {"he", "she", "his", "himself", "herself"}
    return sentence[pronoun.start - 1 : pronoun.start] in "，、；："


def _of_another(description: str, pronoun: Hit) -> bool:
    """Whether a pronoun of a description means somebody else: "runs after her", "slaps him"; not "in her coat"."""
    word, rest = description[pronoun.start : pronoun.end].lower(), description[pronoun.end :]
    return word == "him" or (word == "her" and not re.match(r"\s+\w", rest))


def sex_of(name: str, description: str, pronouns: Counter[str]) -> Sex:
    """What the name, a description and pronouns tell; "unknown" where they tell nothing."""
    short = _without_asides(name)
    spaced = not any(script_of(sign) in UNSPACED for sign in short)
    kin = [hit.value for hit in meant(short) if hit.what == "sex" and (spaced or hit.end == len(short))]
    own = [hit.value for hit in meant(description) if hit.what == "pronoun" and not _of_another(description, hit)]
    told = [*kin, *values(description, "sex"), *own]
    if not told and set(values(description, "garment")) & {"gown", "dress"}:
        told = ["female"]
    ahead = pronouns["female"] - pronouns["male"]
    if told:
        return "female" if told[0] == "female" else "male"
    given = _by_first_name(short)
    if given != "unknown" or not ahead:
        return given
    return "female" if ahead > 0 else "male"


def _by_first_name(name: str) -> Sex:
    words = [word for word in key_of(name).replace(".", " ").split() if word not in _TITLES]
    first = words[0] if words else ""
    women, men = "female", "male"
    if first in names_of(women, "en") or first in names_of(men, "en"):
        return "female" if first in names_of(women, "en") else "male"
    if len(name) in {2, 3} and all(script_of(sign) == "han" for sign in name):
        ahead = sum((sign in names_of(women, "zh")) - (sign in names_of(men, "zh")) for sign in name[1:])
        return "female" if ahead > 0 else "male" if ahead < 0 else "unknown"
    return "unknown"


def age_of(name: str, description: str) -> Age:
    """An age in figures, else by words of the description or the name, else "adult"."""
    match = _NUMBER.search(description) or _NUMBER.search("".join(_ASIDE.findall(name)))
    if match:
        years = int(match[1])
        bounds: tuple[tuple[int, Age], ...] = (
            (13, "child"),
            (18, "teen"),
            (30, "young"),
            (60, "adult"),
            (100, "elder"),
        )
        fitting: list[Age] = [age for bound, age in bounds if years < bound]
        return fitting[0]
    told = [*values(description, "age"), *values(_without_asides(name), "age")]
    words: dict[str, Age] = {"child": "child", "teen": "teen", "young": "young", "elder": "elder"}
    return words.get(told[0], "adult") if told else "adult"
