"""A screenplay taken apart: who, where, when, in what clothes, with what, and what happens, moment by moment."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from microdrama.animate.deeds import Deed, Deeds
from microdrama.animate.feelings import Act, Mood, acts_of, line_feeling, mood_of, told_feeling
from microdrama.animate.lexicon import meant
from microdrama.animate.people import Company, company_of, key_of
from microdrama.animate.staging import Stage, poses_of
from microdrama.animate.wardrobe import Outfit, Wardrobe, outermost, outfits
from microdrama.animate.whereabouts import Places, When, weather_of, when_of
from microdrama.domain.screenplay import Action, Cast, Dialogue, Element, EpisodeMark, Heading, Screenplay, Written
from microdrama.domain.storyboard import Feeling, Location, Look, Pose, Prop, SpokenLine, State, Weather

_SIGNS_AROUND_A_CALL = frozenset(" ,.!?…—-\u2013，。！？、；;:：\"'“”「」\n")


@dataclass(frozen=True, slots=True)
class Done:
    """Something is done: a sentence of an action. `things` are props that it names, `felt` and `poses` by person."""

    deed: Deed
    first: State
    last: State
    things: tuple[str, ...]
    felt: tuple[tuple[str, Feeling], ...]
    poses: tuple[tuple[str, Pose], ...]
    acts: frozenset[Act]
    feeling: Feeling


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody speaks: the whole line, and what it does to the story."""

    line: SpokenLine
    first: State
    acts: frozenset[Act]

    @property
    def last(self) -> State:
        """Speaking changes nothing."""
        return self.first

    @property
    def feeling(self) -> Feeling:
        """How it is said."""
        return self.line.feeling


@dataclass(frozen=True, slots=True)
class Shown:
    """Words that are read; `sender` is who wrote a message."""

    written: Written
    sender: str | None
    first: State

    @property
    def last(self) -> State:
        """Reading changes nothing."""
        return self.first

    acts: frozenset[Act]
    feeling: Feeling = "neutral"


Moment = Done | Said | Shown


@dataclass(frozen=True, slots=True)
class SceneRead:
    """A scene as it was read; `first` is its state before anything happens; `heard_only` are not in the place."""

    heading: str
    location: Location
    when: When
    weather: Weather
    mood: Mood
    moments: tuple[Moment, ...]
    first: State
    heard_only: frozenset[str]


@dataclass(frozen=True, slots=True)
class EpisodeRead:
    """An episode as it was read."""

    title: str
    scenes: tuple[SceneRead, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Everything that a production needs, and what happens in order."""

    company: Company
    looks: dict[str, list[Look]]
    locations: list[Location]
    props: list[Prop]
    episodes: list[EpisodeRead]


@dataclass(frozen=True, slots=True)
class _Part:
    """The elements of a scene; `heading` is that of the scene, also where it goes on from the last episode."""

    heading: Heading | None
    elements: tuple[Element, ...]


def break_down(screenplay: Screenplay) -> Breakdown:
    """Take a screenplay apart; episodes begin at its marks. One without anything to show has no episodes."""
    return _Reader(screenplay).read()


def episodes_of(elements: Sequence[Element]) -> list[tuple[str, list[Element]]]:
    """(title, elements) of every episode, by the marks; what comes before the first mark belongs to the first."""
    found: list[tuple[str, list[Element]]] = []
    ahead: list[Element] = []
    for element in elements:
        if isinstance(element, EpisodeMark):
            found.append((element.title, ahead))
            ahead = []
        elif found:
            found[-1][1].append(element)
        else:
            ahead.append(element)
    return found or [("", ahead)]


def tells(element: Element) -> bool:
    """Whether there is anything to show or hear in an element itself."""
    return isinstance(element, Action | Dialogue | Written) and bool(element.text.strip())


class _Reader:
    """Reads a screenplay from beginning to end once, with everything that carries over between scenes."""

    def __init__(self, screenplay: Screenplay) -> None:
        self._screenplay = screenplay
        self._company = company_of(screenplay)
        self._deeds = Deeds(self._company)
        self._wardrobe = Wardrobe()
        self._stage = Stage(self._company, self._wardrobe)
        self._places = Places()
        self._when: When | None = None
        self._last_heading: Heading | None = None  # as read
        self._playing: Heading | None = None  # of the last scene that was shown
        self._line_ids = Counter[str]()
        self._feelings: dict[str, Feeling] = {}

    def read(self) -> Breakdown:
        episodes = [self._episode(*one) for one in episodes_of(self._screenplay.elements)]
        for person in self._company.persons:
            self._ensure_dressed(person.id, [])
        return Breakdown(
            company=self._company,
            looks={person.id: self._wardrobe.looks(person.id) for person in self._company.persons},
            locations=self._places.locations(),
            props=self._stage.props(),
            episodes=[episode for episode in episodes if episode.scenes],
        )

    def _episode(self, title: str, elements: Sequence[Element]) -> EpisodeRead:
        parts = list(self._parts(elements))
        if not any(tells(element) for part in parts for element in part.elements):
            return EpisodeRead(title, ())
        return EpisodeRead(title, tuple(self._scene(part) for part in parts))

    def _parts(self, elements: Sequence[Element]) -> Iterator[_Part]:
        """The scenes of an episode; before its first heading the last scene goes on."""
        gathered: list[Element] = []
        for element in elements:
            if isinstance(element, Heading):
                if any(tells(one) for one in gathered):
                    yield _Part(self._last_heading, tuple(gathered))
                gathered, self._last_heading = [element], element
            else:
                gathered.append(element)
        if any(tells(one) for one in gathered) or any(isinstance(one, Heading) for one in gathered):
            yield _Part(self._last_heading, tuple(gathered))

    def _scene(self, part: _Part) -> SceneRead:
        actions = [one.text for one in part.elements if isinstance(one, Action)]
        place = self._places.of(part.heading, actions)
        before = self._when
        begins = part.heading is not self._playing
        self._playing = part.heading
        if begins and part.heading is not None:
            self._when = when_of(part.heading, before)
        when = self._when = self._when or When("day", 0, 0)
        healed = before is not None and when.era != before.era
        self._deeds.forget()
        self._feelings = {}
        read = [self._deeds_of(element) for element in part.elements]
        heard_only = self._heard_only(part.elements, read)
        present, late = self._present(part.elements, read, heard_only)
        worn = self._dress(sorted({*present, *late}, key=_order), [deed for deeds in read for deed in deeds])
        self._stage.set_scene(place.id, when.time_of_day, present, goes_on=not begins, healed=healed)
        first = self._stage.state()
        moments = tuple(self._moments(part.elements, read, worn, heard_only))
        heading = part.heading.text if part.heading else ""
        weather = weather_of(heading, actions)
        felt: list[Feeling] = [moment.feeling for moment in moments]
        mood = mood_of(felt, night=when.time_of_day == "night", place=place.kind)
        return SceneRead(heading, place, when, weather, mood, moments, first, heard_only)

    def _deeds_of(self, element: Element) -> list[Deed]:
        if isinstance(element, Dialogue):
            self._deeds.heard(self._company.called(element.character))
        return self._deeds.read(element.text) if isinstance(element, Action) else []

    def _heard_only(self, elements: Sequence[Element], read: Sequence[list[Deed]]) -> frozenset[str]:
        """Who is only heard: tells over the pictures, is out of sight, or is at the other end of a telephone."""
        ways: dict[str, set[str]] = {}
        for element in elements:
            if isinstance(element, Dialogue):
                ways.setdefault(self._company.called(element.character), set()).add(element.delivery)
        acting = {who for deeds in read for deed in deeds for who in deed.doers}
        listed = {self._company.called(n) for e in elements if isinstance(e, Cast) for n in e.names if key_of(n)}
        seen = {who for who, how in ways.items() if how & {"seen", "thought"}} | acting
        away = {who for who, how in ways.items() if not how & {"seen", "thought"} and who not in acting | listed}
        # who telephones alone is seen telephoning
        return frozenset(who for who in away if seen - {who} or "phone" not in ways[who])

    def _present(
        self, elements: Sequence[Element], read: Sequence[list[Deed]], heard_only: frozenset[str]
    ) -> tuple[list[str], list[str]]:
        """Who is there at the beginning, and who comes later."""
        named = [name for element in elements if isinstance(element, Cast) for name in element.names]
        listed = [self._company.called(name) for name in named if key_of(name)]
        first, late = dict[str, None](), dict[str, None]()
        for element, deeds in zip(elements, read, strict=True):
            coming = [who for deed in deeds for who in _moving(deed, "enter")]
            acting = [who for deed in deeds for who in deed.doers]
            if isinstance(element, Dialogue) and self._company.called(element.character) not in heard_only:
                acting.append(self._company.called(element.character))
            for who in acting:
                if who not in first and who not in late:
                    (late if who in coming else first)[who] = None
        return list(dict.fromkeys([*first, *(who for who in listed if who not in late)])), list(late)

    def _dress(self, who: Sequence[str], deeds: Sequence[Deed]) -> frozenset[Outfit]:
        """Put on what a scene says that somebody wears in it; what is put on before our eyes comes at its moment."""
        told: dict[str, Outfit] = {}
        for deed in deeds:
            for outfit in outfits(deed):
                if not outfit.changes:
                    told.setdefault(outfit.who, outfit)
        for one in who:
            outfit = told.get(one)
            if not self._wardrobe.has(one):
                self._ensure_dressed(one, [outfit] if outfit else [])
            elif outfit is not None:
                self._wardrobe.change(self._company.person(one), outfit, f"A new scene: {outfit.told}")
        return frozenset(told.values())

    def _ensure_dressed(self, who: str, told: Sequence[Outfit]) -> None:
        if self._wardrobe.has(who):
            return
        person = self._company.person(who)
        described = _described(who, person.description)
        first = outermost([*told, *described])
        if first is not None and first.colour is None:
            first = next((one for one in described if one.garment == first.garment), first)
        self._wardrobe.dress(person, heroine=who == self._company.heroine, told=first)

    def _moments(
        self,
        elements: Sequence[Element],
        read: Sequence[list[Deed]],
        worn: frozenset[Outfit],
        heard_only: frozenset[str],
    ) -> Iterator[Moment]:
        speakers = [self._company.called(e.character) for e in elements if isinstance(e, Dialogue)]
        spoken = 0
        for element, deeds in zip(elements, read, strict=True):
            for deed in deeds:
                yield self._done(deed, worn)
            if isinstance(element, Dialogue):
                if element.text.strip():
                    yield self._said(element, speakers, spoken, heard_only)
                spoken += 1
            elif isinstance(element, Written) and element.text.strip():
                sender = self._sender(element.sender)
                yield Shown(written=element, sender=sender, first=self._stage.state(), acts=acts_of(element.text))

    def _sender(self, called: str) -> str | None:
        """Who a message is from: by the name of the cue, or as actions call them (DOCTOR COLE for COLE)."""
        told = called.title() if called.isupper() else called
        found = self._company.by_key.get(key_of(called)) if called else None
        return found or next((hit.value for hit in self._company.named(told)), None)

    def _done(self, deed: Deed, worn: frozenset[Outfit]) -> Done:
        for who in deed.doers:
            if not self._wardrobe.has(who):
                self._ensure_dressed(who, [])
            self._stage.enter(who)
        first = self._stage.state()
        things = self._stage.act(deed, dressed_at_start=worn)
        last = self._stage.state()
        for who in _moving(deed, "leave"):
            self._stage.leave(who)
        felt: tuple[tuple[str, Feeling], ...] = tuple(
            (who, cast("Feeling", feeling)) for who, feeling in _by_person(deed, "feeling")
        )
        self._feelings.update(felt)
        return Done(
            deed, first, last, things, felt, poses_of(deed), acts_of(deed.text), told_feeling(deed.text) or "neutral"
        )

    def _said(self, element: Dialogue, speakers: Sequence[str], at: int, heard_only: frozenset[str]) -> Said:
        who = speakers[at]
        if not self._wardrobe.has(who):
            self._ensure_dressed(who, [])
        if who not in heard_only:
            self._stage.enter(who)
        feeling = line_feeling(element.text, element.feeling, self._feelings.get(who, "neutral"))
        self._feelings[who] = feeling
        line = SpokenLine(
            id=self._line_id(element), character=who, text=element.text, script_line=element.line, feeling=feeling,
            to=self._addressed(element.text, speakers, at), delivery=element.delivery,
        )  # fmt: skip
        return Said(line, self._stage.state(), acts_of(element.text))

    def _line_id(self, element: Dialogue) -> str:
        """By who says what: a changed line changes its own id and no other's."""
        told = f"{key_of(element.character)}\0{element.text}".encode("utf-8", "surrogatepass")
        digest = hashlib.sha256(told).hexdigest()[:10]
        self._line_ids[digest] += 1
        count = self._line_ids[digest]
        return f"l{digest}" if count == 1 else f"l{digest}-{count}"

    def _addressed(self, text: str, speakers: Sequence[str], at: int) -> str | None:
        """Whom a line is said to: who is called by name, else the other one, else who spoke before or speaks next."""
        who, present = speakers[at], self._stage.present()
        for hit in self._company.named(text):
            around = text[hit.start - 1 : hit.start] or ",", text[hit.end : hit.end + 1] or ","
            if hit.value != who and hit.value in {*present, *speakers} and _is_a_call(around):
                return hit.value
        others = [one for one in present if one != who]
        if len(others) == 1:
            return others[0]
        near = [*reversed(speakers[max(0, at - 8) : at]), *speakers[at + 1 : at + 9]]
        return next((one for one in near if one != who), others[0] if others else None)


def _order(who: str) -> int:
    return int(who[1:])


def _is_a_call(around: tuple[str, str]) -> bool:
    before, after = around
    return before in _SIGNS_AROUND_A_CALL and after in _SIGNS_AROUND_A_CALL - {" "}


def _moving(deed: Deed, how: str) -> list[str]:
    """Who comes or goes in a deed: named before the word ("the smile leaves her face" moves nobody)."""
    moving = [hit.start for hit in deed.of("strange") if hit.value == how]
    found = [deed.doer(at) for at in moving if any(start < at for start, _ in deed.spots)]
    return [who for who in dict.fromkeys(found) if who is not None]


def _by_person(deed: Deed, what: str) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for hit in deed.of(what):
        who = deed.doer(hit.start)
        if who is not None:
            found[who] = hit.value
    return list(found.items())


def _described(who: str, description: str) -> list[Outfit]:
    """The clothes of a description, which is all about one person."""
    return outfits(Deed(description, ((0, who),), meant(description)), described=True)
