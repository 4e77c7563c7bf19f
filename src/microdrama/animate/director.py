"""The director: what happens in an episode becomes shots, by rules that each leave their reason in words.

A place is established where it changes; then shot and reverse shot, nearer as tension rises, with twos between;
listeners react to revelations; what is read or held fills the screen; the last shot leaves something open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise, takewhile
from typing import Literal

import msgspec

from microdrama.animate.breakdown import Breakdown, Done, EpisodeRead, Moment, Said, SceneRead, Shown
from microdrama.animate.doings import FROM_BEHIND, Doings, doing_s, pictured_in
from microdrama.animate.drafts import BeatKind, Draft, Players, shot_of
from microdrama.animate.endings import cliffhanger_of, close_episode, hook_of
from microdrama.animate.feelings import answer_to, breaks_off, heat, tension_of
from microdrama.animate.grammar import Camera, Framing, listening, speaking, two
from microdrama.animate.pace import parts, reading_seconds, spoken_seconds
from microdrama.animate.pages import READ_S, called, pages_of
from microdrama.animate.roads import drive
from microdrama.animate.timing import arounds, shares
from microdrama.domain.storyboard import (
    Beat,
    BoardEpisode,
    Effect,
    Feeling,
    Insert,
    Pose,
    Scene,
    Shot,
    SpokenLine,
    State,
)

_PART_S, _WHOLE_S = Fraction(26, 5), Fraction(31, 5)  # of a line in one shot: wished, and a sentence at most
_ESTABLISHING_S, _BRIEFLY_S, _GLANCE_S, _REACTION_S = Fraction(2), Fraction(3, 2), Fraction(5, 4), Fraction(3, 2)
_TWO_LINES_S = Fraction(9, 2)
_EVERY_TWO = 4  # exchanges between shots of two
_SILENT: dict[Feeling, Feeling] = {"whispering": "neutral", "shouting": "angry"}
"""What is left on a face once it is silent."""
_OPENINGS: tuple[Framing, Framing] = (("close", "low"), ("extreme", "eye"))
_HOT, _HEARTBEAT = 0.6, 0.85
_EFFECTS: dict[Feeling, Effect] = {
    "shouting": "speed_lines", "shocked": "speed_lines", "crying": "tears", "afraid": "sweat", "tender": "glow",
}  # fmt: skip
_TURNS: frozenset[BeatKind] = frozenset({"hook", "turn", "reveal", "conflict", "cliffhanger"})
_CRAMPED = frozenset({"car", "lift"})
_NO_TURN_S = Fraction(20)
_FILLS: dict[str, Literal["phone", "letter", "sign", "title"]] = {
    "message": "phone", "letter": "letter", "sign": "sign", "title": "title",
}  # fmt: skip


@dataclass(slots=True)
class _Floor:
    """A scene while it is shot."""

    read: SceneRead
    players: Players
    drafts: list[Draft] = field(default_factory=list[Draft])
    exchanges: int = 0
    since_reaction: int = 9


class Director:
    """Directs one episode after the other; remembers the camera, and which things were shown."""

    def __init__(self, breakdown: Breakdown, language: str) -> None:
        self._company = breakdown.company
        self._language = language
        self._camera = Camera()
        self._doings = Doings(self._camera)
        self._place: tuple[str, int] | None = None
        self._count = 0
        self._episode = 0
        self._met: tuple[str, ...] = ()

    def direct(self, number: int, episode: EpisodeRead) -> tuple[BoardEpisode, list[str]]:
        """The episode as shots, and what a person should know of it, in sentences."""
        self._camera.last = None
        self._episode = number
        self._place = None
        lengths = [self._length(moment) for scene in episode.scenes for moment in scene.moments]
        share = iter(shares(lengths))
        floors: list[_Floor] = []
        for at, scene in enumerate(episode.scenes):
            tensions = [
                tension_of(moment.feeling, moment.acts, share=float(next(share)), struck=_strikes(moment))
                for moment in scene.moments
            ]
            floors.append(self._scene(scene, tensions, opens=at == 0))
        close_episode(floors[-1].read, floors[-1].players, floors[-1].drafts, self._camera, self._name)
        floors[0].drafts[0].beat = "hook"
        return self._written(number, episode, floors)

    def _length(self, moment: Moment) -> Fraction:
        if isinstance(moment, Said):
            return spoken_seconds(moment.line.text, self._language) + Fraction(2, 5)
        if isinstance(moment, Shown):
            return reading_seconds(moment.written.text, self._language)
        return doing_s(moment.deed.text, self._language)

    def _name(self, who: str) -> str:
        return self._company.person(who).name or "somebody without a name"

    # ------------------------------------------------------------ scenes

    def _scene(self, scene: SceneRead, tensions: Sequence[float], *, opens: bool) -> _Floor:
        self._camera.cramped = scene.location.kind in _CRAMPED
        usual: Pose = "sit" if scene.location.kind == "car" else "stand"
        floor = _Floor(scene, Players(usual=usual, before=self._met, afar=_afar(scene)))
        self._take_sides(floor)
        moved = self._place != (scene.location.id, scene.when.day)
        self._place = (scene.location.id, scene.when.day)
        after = 0
        if opens:
            after = self._to_somebody(floor, tensions, self._hook(floor, tensions))
        if moved or not scene.moments:
            after = self._establish(floor, tensions, after)
        while after < len(scene.moments):
            after = self._moment(floor, tensions, after)
        drive(floor.drafts, floor.read.location.kind)
        next((one for one in floor.drafts if one.beat is None), floor.drafts[0]).beat = "setup"
        self._met = tuple(floor.players.met)
        return floor

    def _take_sides(self, floor: _Floor) -> None:
        """Who speaks first stands left, who speaks to them right; the others as they come."""
        for moment in floor.read.moments:
            if isinstance(moment, Said) and moment.line.character not in floor.read.heard_only:
                floor.players.line.place(moment.line.character)

    def _hook(self, floor: _Floor, tensions: Sequence[float]) -> int:
        """Open on the first line or deed where it is strong, else on a face; returns how much has been shown."""
        scene = floor.read
        first = scene.moments[0] if scene.moments else None
        strong = isinstance(first, Done) and (_strikes(first) or first.things or heat(first.feeling) > 0)
        if first is None or strong or isinstance(first, Said):
            return self._until_answered(floor, tensions) if first else 0
        there = [one.character for one in first.first.present]
        coming = [m.line for m in scene.moments[:6] if isinstance(m, Said) and m.line.character in there]
        who = coming[0].character if coming else next(iter(there), None)
        if who is None or isinstance(first, Shown):
            return self._moment(floor, tensions, 0, alone=True) if isinstance(first, Shown) else 0
        if coming:
            floor.players.feelings[who] = coming[0].feeling
        draft = shot_of(
            self._camera, floor.players, [who], state=first.first, wanted=[_OPENINGS[self._episode % 2]], tension=_HOT,
            number=self._next(), reason=f"Opens on the face of {self._name(who)}.",
        )  # fmt: skip
        draft.silent_s = _GLANCE_S
        floor.drafts.append(draft)
        return 0

    def _to_somebody(self, floor: _Floor, tensions: Sequence[float], after: int) -> int:
        """Where one thing after another opens an episode, the place waits until somebody has spoken."""
        moments = floor.read.moments
        opened = [one for one in floor.drafts if one.insert is not None]
        coming = moments[after : after + 3]
        until = next((n for n, one in enumerate(coming) if isinstance(one, Said)), None)
        if not opened or not until or not any(isinstance(one, Done) and one.things for one in coming[:until]):
            return after
        last = after + until
        while after <= last:
            after = self._moment(floor, tensions, after, alone=True)
        return after

    def _until_answered(self, floor: _Floor, tensions: Sequence[float]) -> int:
        """The first moment, and the next where a line is cut short: nothing may come between."""
        at = self._moment(floor, tensions, 0, alone=True)
        while at < len(floor.read.moments) and _cut_short(floor.read.moments[at - 1]):
            at = self._moment(floor, tensions, at, alone=True)
        return at

    def _establish(self, floor: _Floor, tensions: Sequence[float], after: int) -> int:
        """Show the place, with the first thing that is done in it where that is quiet."""
        scene = floor.read
        sounds = {"rain": ["rain"], "storm": ["thunder", "rain"]}.get(scene.weather, list[str]())
        next_one = scene.moments[after] if after < len(scene.moments) else None
        reason = f"Establishes {scene.location.name}."
        quiet = self._doings.quiet(scene.moments, after)
        if quiet:
            draft = self._doings.place(floor.players, quiet, tensions[after], reason, self._language)
            after += len(quiet)
        else:
            state = next_one.first if next_one else scene.moments[-1].last if scene.moments else scene.first
            who = [] if self._camera.cramped else floor.players.around(state)[:1]
            draft = shot_of(
                self._camera, floor.players, who, state=state, wanted=FROM_BEHIND if who else [("wide", "eye")],
                tension=0.2,
                number=self._next(), reason=reason,
            )  # fmt: skip
            draft.silent_s = _BRIEFLY_S if after else _ESTABLISHING_S
        draft.sounds = [*sounds, *draft.sounds]
        if scene.when.time_of_day == "night" and scene.mood == "dark" and draft.seen:
            draft.effects.append("dark")
        floor.drafts.append(draft)
        return after

    def _moment(self, floor: _Floor, tensions: Sequence[float], at: int, *, alone: bool = False) -> int:
        """Show a moment, and those after it that share its shot; returns the next one."""
        moments = floor.read.moments
        moment, tension = moments[at], tensions[at]
        if isinstance(moment, Shown):
            return self._reading(floor, moments, tension, at)
        if isinstance(moment, Done):
            together = 1 if alone else self._doings.together(moments, at, self._language)
            done = [one for one in moments[at : at + together] if isinstance(one, Done)]
            floor.drafts += self._doings.shown(
                floor.players, done, max(tensions[at : at + together]), self._language,
                pictured=pictured_in(moments, at + together),
            )  # fmt: skip
            return at + together
        other = moments[at + 1] if at + 1 < len(moments) and not alone else None
        if isinstance(other, Said) and self._fits_two(floor, moment, other, tension):
            self._exchange(floor, moment, other, tension)
            return at + 2
        self._speech(floor, moment, tension, last=at == len(moments) - 1)
        return at + 1

    # ------------------------------------------------------------ lines

    def _speech(self, floor: _Floor, said: Said, tension: float, *, last: bool) -> None:
        line, scene = said.line, floor.read
        texts = parts(line.text, most_s=_PART_S, whole_s=_WHOLE_S, seconds=lambda t: spoken_seconds(t, self._language))
        lines = [line] if len(texts) == 1 else [
            msgspec.structs.replace(line, id=f"{line.id}-{_letters(number)}", text=text)
            for number, text in enumerate(texts)
        ]  # fmt: skip
        floor.players.feelings[line.character] = line.feeling
        listener = self._listener(floor, line, said.first)
        unseen = line.character in scene.heard_only or line.delivery in {"over", "unseen"}
        floor.exchanges += 1
        for number, part in enumerate(lines):
            if unseen:
                draft = self._heard(floor, part, said.first, tension)
            elif listener is not None and number % 3 == 2:
                part = msgspec.structs.replace(part, delivery="unseen")  # noqa: PLW2901 (only its delivery)
                reason = f"{self._name(listener)} listens while the line goes on."
                draft = self._faces(floor, [listener], said.first, tension, reason, to=line.character)
            else:
                draft = self._speaker(floor, part, said.first, tension, listener, nearer=number)
            draft.lines = [part]
            self._colour(draft, said, tension, number)
            floor.drafts.append(draft)
        floor.players.feelings[line.character] = _SILENT.get(line.feeling, line.feeling)
        self._react(floor, said, tension, listener, last=last)

    def _speaker(
        self, floor: _Floor, line: SpokenLine, state: State, tension: float, listener: str | None, *, nearer: int
    ) -> Draft:
        wanted = speaking(
            line.feeling, min(1.0, tension + 0.15 * nearer), partner=listener is not None, turn=floor.exchanges
        )
        name = self._name(line.character)
        reason = f"{name} thinks." if line.delivery == "thought" else f"{name} speaks" + (
            f" to {self._name(listener)}." if listener else "."
        )  # fmt: skip
        if nearer:
            reason = f"{name} goes on; the camera changes with the sentence."
        if line.delivery == "thought":
            wanted = listening(line.feeling, tension)
        now: dict[str, Pose] | None = {line.character: "phone"} if line.delivery == "phone" else None
        return shot_of(
            self._camera, floor.players, [line.character], state=state, wanted=wanted, tension=tension,
            number=self._next(), reason=reason, to=listener, now=now,
        )  # fmt: skip

    def _heard(self, floor: _Floor, line: SpokenLine, state: State, tension: float) -> Draft:
        """A voice without a mouth: over the face of who listens, else over the place."""
        others = [one.character for one in state.present if one.character != line.character]
        own = [one.character for one in state.present if one.character == line.character]
        others = [line.to] if line.to in others else others
        who = next(iter([*own, *others] if line.delivery == "over" else [*others, *own]), None)
        name = self._name(line.character)
        if who is None:
            return shot_of(
                self._camera, floor.players, [], state=state, wanted=[("wide", "eye")], tension=tension,
                number=self._next(), reason=f"{name} is heard over the place.",
            )  # fmt: skip
        reason = f"{name} is heard; we see {self._name(who)}."
        draft = self._faces(floor, [who], state, tension, reason)
        if line.delivery == "phone" and who != line.character:
            draft.seen = [msgspec.structs.replace(one, pose="phone") for one in draft.seen]
        return draft

    def _fits_two(self, floor: _Floor, said: Said, other: Said, tension: float) -> bool:
        """Whether two short lines share a shot of two: once in a while, where nothing burns."""
        ends = said.line, other.line
        if ends[0].character == ends[1].character or floor.exchanges % _EVERY_TWO != 1 or tension >= _HOT:
            return False
        there = {one.character for one in said.first.present} & {one.character for one in other.first.present}
        seen = all(line.delivery == "seen" and line.character in there for line in ends)
        quiet = not any("revelation" in one.acts or heat(one.feeling) >= _HOT for one in (said, other))
        length = sum((spoken_seconds(line.text, self._language) for line in ends), Fraction(0))
        return seen and quiet and length <= _TWO_LINES_S

    def _exchange(self, floor: _Floor, said: Said, other: Said, tension: float) -> None:
        for one in (said, other):
            floor.players.feelings[one.line.character] = one.feeling
        who = [said.line.character, other.line.character]
        draft = shot_of(
            self._camera, floor.players, who, state=said.first, wanted=two(tension, turn=floor.exchanges // _EVERY_TWO),
            tension=tension,
            number=self._next(), reason=f"{self._name(who[0])} and {self._name(who[1])} in one picture.", to=who[1],
        )  # fmt: skip
        draft.lines = [said.line, other.line]
        floor.exchanges += 2
        floor.drafts.append(draft)

    def _colour(self, draft: Draft, said: Said, tension: float, number: int) -> None:
        """Effects, beats and sounds that belong to how a line is said; beats at its beginning (`number` 0) only."""
        close = draft.size in {"close", "extreme"}
        drawn = any(seen.character == said.line.character for seen in draft.seen)
        effect = _EFFECTS.get(said.feeling) if drawn else None
        if effect is not None and (close or effect == "tears") and (number == 0 or effect != "speed_lines"):
            draft.effects.append(effect)
        if tension >= _HEARTBEAT:
            draft.sounds.append("heartbeat")
        if number:
            return
        if "revelation" in said.acts:
            draft.beat, draft.sounds = "reveal", ["riser", *draft.sounds]
        elif "threat" in said.acts or heat(said.feeling) >= _HOT:
            draft.beat = "conflict"
        elif said.acts & {"decision", "arrival"}:
            draft.beat = "turn"

    def _listener(self, floor: _Floor, line: SpokenLine, state: State) -> str | None:
        there = [one.character for one in state.present if one.character != line.character]
        there = [one for one in there if one not in floor.read.heard_only]
        return line.to if line.to in there else next(iter(there), None) if len(there) == 1 else None

    def _react(self, floor: _Floor, said: Said, tension: float, listener: str | None, *, last: bool) -> None:
        """Show what a revelation, a threat or a shout does to who hears it; not every time."""
        strong = "revelation" in said.acts or "threat" in said.acts or said.feeling == "shouting"
        floor.since_reaction += 1
        if (
            listener is None
            or breaks_off(said.line.text)
            or not strong
            or floor.since_reaction < (2 if "revelation" in said.acts else 4)
            or last
        ):
            return
        floor.since_reaction = 0
        feeling = floor.players.feelings[listener] = answer_to(said.feeling, said.acts)
        reason = f"{self._name(listener)} reacts to what {self._name(said.line.character)} says."
        draft = self._faces(floor, [listener], said.first, tension, reason, to=said.line.character)
        draft.silent_s, draft.beat = _REACTION_S, "reaction"
        if feeling == "shocked":
            draft.effects.append("speed_lines")
            if "revelation" in said.acts:
                draft.effects.append("flash")
            draft.sounds.append("impact")
            draft.move = self._camera.moved = "impact"
        floor.drafts.append(draft)

    def _faces(
        self, floor: _Floor, who: list[str], state: State, tension: float, reason: str, to: str | None = None
    ) -> Draft:
        wanted = listening(floor.players.feelings.get(who[0], "neutral"), tension)
        return shot_of(
            self._camera, floor.players, who, state=state, wanted=wanted, tension=tension, number=self._next(),
            reason=reason, to=to,
        )  # fmt: skip

    # ------------------------------------------------------------ words that are read

    def _reading(self, floor: _Floor, moments: Sequence[Moment], tension: float, at: int) -> int:
        """A telephone, a letter, a sign or a title; messages of one sender that follow each other share a telephone."""
        shown = [one for one in takewhile(lambda one: isinstance(one, Shown), moments[at:]) if isinstance(one, Shown)]
        first, total, count = shown[0], Fraction(0), 0
        for one in shown:
            total += reading_seconds(one.written.text, self._language)
            alike = one.written.medium == first.written.medium == "message" and one.sender == first.sender
            if count and (not alike or total > READ_S):
                break
            count += 1
        texts = [one.written.text for one in shown[:count]]
        pages = pages_of(texts[0], first.written.medium, self._language) if count == 1 else [texts]
        for page in pages:
            floor.drafts.append(self._page(first, page, tension))
        return at + count

    def _page(self, shown: Shown, texts: list[str], tension: float) -> Draft:
        kind = _FILLS[shown.written.medium]
        size, angle = self._camera.frame(["=" + kind], [("close", "eye"), ("extreme", "eye")])
        move = self._camera.move(["push", "hold", "drift"])
        draft = Draft(size, angle, move, shown.first, shown.first, f"What is read fills the screen ({kind}).", tension)
        draft.insert = Insert(kind=kind, texts=texts, sender=shown.sender, called=called(shown))
        draft.silent_s = sum((reading_seconds(text, self._language) for text in texts), Fraction(0))
        draft.sounds = ["phone_buzz"] if kind == "phone" else []
        draft.beat = "turn"
        return draft

    # ------------------------------------------------------------ writing it down

    def _written(self, number: int, episode: EpisodeRead, floors: Sequence[_Floor]) -> tuple[BoardEpisode, list[str]]:
        drafts = [draft for floor in floors for draft in floor.drafts]
        names = [
            f"e{number}-s{at}-{count}"
            for at, floor in enumerate(floors, 1)
            for count in range(1, len(floor.drafts) + 1)
        ]
        shots = [
            draft.finished(name, around, self._language)
            for name, draft, around in zip(names, drafts, arounds([draft.lines for draft in drafts]), strict=True)
        ]
        scenes: list[Scene] = []
        done = 0
        for at, floor in enumerate(floors, 1):
            own = shots[done : done + len(floor.drafts)]
            scenes.append(_scene_of(f"e{number}-s{at}", floor, own))
            done += len(own)
        total = sum((shot.duration_s for shot in shots), Fraction(0))
        board = BoardEpisode(
            number=number, title=episode.title, scenes=scenes, hook=hook_of(episode, shots[0], self._name),
            cliffhanger=cliffhanger_of(episode, shots[-1], total, self._name),
        )  # fmt: skip
        return board, _without_turns(number, drafts, shots)

    def _next(self) -> int:
        self._count += 1
        return self._count


def _afar(scene: SceneRead) -> frozenset[str]:
    """Who is only at the other end of a telephone, though the scene shows them, too."""
    ways: dict[str, set[str]] = {}
    for moment in scene.moments:
        if isinstance(moment, Said):
            ways.setdefault(moment.line.character, set()).add(moment.line.delivery)
    return frozenset(who for who, how in ways.items() if how == {"phone"} and len(ways) > 1)


def _strikes(moment: Moment) -> bool:
    return isinstance(moment, Done) and bool(moment.deed.of("strike"))


def _cut_short(moment: Moment) -> bool:
    return isinstance(moment, Said) and breaks_off(moment.line.text)


def _letters(number: int) -> str:
    """a, b, ..., z, aa, ab, ..."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _scene_of(number: str, floor: _Floor, shots: list[Shot]) -> Scene:
    beats: list[Beat] = []
    for draft, shot in zip(floor.drafts, shots, strict=True):
        if draft.beat is not None and (not beats or beats[-1].kind != draft.beat or draft.beat in {"reveal", "turn"}):
            beats.append(Beat(first_shot=shot.id, kind=draft.beat, tension=draft.tension, reason=draft.reason))
    read = floor.read
    return Scene(
        id=number, heading=read.heading, location=read.location.id, time_of_day=read.when.time_of_day, shots=shots,
        weather=read.weather, beats=beats, mood=read.mood,
    )  # fmt: skip


def _without_turns(number: int, drafts: Sequence[Draft], shots: Sequence[Shot]) -> list[str]:
    """Stretches of an episode in which nothing turns, in sentences."""
    at, turns = Fraction(0), [Fraction(0)]
    for draft, shot in zip(drafts, shots, strict=True):
        if draft.beat in _TURNS:
            turns.append(at)
        at += shot.duration_s
    turns.append(at)
    return [
        f"Episode {number} has no turn from {_clock(one)} to {_clock(other)}."
        for one, other in pairwise(turns)
        if other - one > _NO_TURN_S
    ]


def _clock(moment: Fraction) -> str:
    minutes, rest = divmod(int(moment), 60)
    return f"{minutes}:{rest:02d}"
