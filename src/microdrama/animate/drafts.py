"""Shots while they are being planned: who is seen in them and how, before they have names and lengths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

import msgspec

from microdrama.animate.grammar import Camera, Framing, Line, moves
from microdrama.animate.pace import on_grid, spoken_seconds
from microdrama.animate.timing import Around, placed
from microdrama.domain.storyboard import (
    Angle,
    Effect,
    Feeling,
    Insert,
    Move,
    Pose,
    Seen,
    Shot,
    Size,
    SpokenLine,
    State,
)

BeatKind = Literal["hook", "setup", "turn", "reveal", "conflict", "reaction", "cliffhanger"]

MOST_SEEN = 3
_LASTING = frozenset({"sit", "lie", "kneel", "lean", "arms_crossed", "hand_on_hip"})
_STANDING = frozenset({"stand", "walk"})


@dataclass(slots=True)
class Draft:
    """A shot being planned."""

    size: Size
    angle: Angle
    move: Move
    first: State
    last: State
    reason: str
    tension: float
    seen: list[Seen] = field(default_factory=list[Seen])
    lines: list[SpokenLine] = field(default_factory=list[SpokenLine])
    action: str = ""
    insert: Insert | None = None
    effects: list[Effect] = field(default_factory=list[Effect])
    sounds: list[str] = field(default_factory=list[str])
    silent_s: Fraction = Fraction(2)
    hold_s: Fraction = Fraction(0)
    beat: BeatKind | None = None

    def finished(self, number: str, around: Around, language: str) -> Shot:
        """The shot, with its id and the length that is expected of it."""
        length = self.silent_s
        if self.lines:
            lengths = [(line, spoken_seconds(line.text, language)) for line in self.lines]
            _, length = placed(lengths, around=around, hold_s=self.hold_s)
        return Shot(
            id=number, size=self.size, seen=self.seen, first=self.first, last=self.last, duration_s=on_grid(length),
            angle=self.angle, move=self.move, lines=self.lines, action=self.action, insert=self.insert,
            effects=list(dict.fromkeys(self.effects)), sounds=list(dict.fromkeys(self.sounds))[:4],
            hold_s=self.hold_s if self.lines else Fraction(0), reason=self.reason,
        )  # fmt: skip


@dataclass(slots=True)
class Players:
    """How everybody of a scene feels and stands, as it goes on; `usual` is the pose of whom nothing is told.

    `met` are those who were seen in the scene, `before` those of the last one, `afar` who is on
    the telephone.
    """

    line: Line = field(default_factory=Line)
    feelings: dict[str, Feeling] = field(default_factory=dict[str, Feeling])
    poses: dict[str, Pose] = field(default_factory=dict[str, Pose])
    usual: Pose = "stand"
    before: tuple[str, ...] = ()
    afar: frozenset[str] = frozenset()
    met: dict[str, None] = field(default_factory=dict[str, None])

    def pose(self, who: str, pose: Pose) -> None:
        """Somebody takes a pose; standing up and walking end what lasted."""
        if pose in _LASTING:
            self.poses[who] = pose
        elif pose in _STANDING:
            self.poses.pop(who, None)

    def around(self, state: State) -> list[str]:
        """Up to three of those who are there, to be seen while something happens: who was seen already.

        Of a scene of which nobody was seen yet, one who was seen in the last, else who comes first of those who speak.
        """
        there = [one.character for one in state.present if one.character not in self.afar]
        some = [one for one in self.met if one in there][-MOST_SEEN:]
        speak = [one for one in there if one in self.line.places]
        return some or [one for one in self.before if one in speak][:1] or speak[:1] or there[:1]

    def seen(
        self, who: Sequence[str], state: State, *, to: str | None = None, now: dict[str, Pose] | None = None
    ) -> list[Seen]:
        """Up to three persons as a state has them, the first of `who` being the main one, looking at `to`."""
        worn = {one.character: one for one in state.present}
        some = [one for one in dict.fromkeys(who) if one in worn][:MOST_SEEN]
        sides = self.line.sides(some)
        found: list[Seen] = []
        for one in some:
            other = to if one == some[0] else some[0]
            pose = (now or {}).get(one) or self.poses.get(one, self.usual)
            held = worn[one].props[-1] if worn[one].props else None
            if held is not None and pose in _STANDING:
                pose = "phone" if held.startswith("phone") else "hold" if pose == "stand" else pose
            found.append(
                Seen(
                    character=one, look=worn[one].look, side=sides[one],
                    facing=self.line.facing(one, other),
                    pose=pose, feeling=self.feelings.get(one, "neutral"), holds=held,
                )
            )  # fmt: skip
        return sorted(found, key=lambda seen: self.line.place(seen.character))


def over_shoulder(seen: list[Seen], main: str) -> list[Seen]:
    """The same two with the listener's back to us."""
    return [one if one.character == main else msgspec.structs.replace(one, facing="away") for one in seen]


def shot_of(  # noqa: PLR0913 (all of it decides one picture, and goes by keyword)
    camera: Camera,
    players: Players,
    who: Sequence[str],
    *,
    state: State,
    wanted: Sequence[Framing],
    tension: float,
    number: int,
    reason: str,
    to: str | None = None,
    now: dict[str, Pose] | None = None,
) -> Draft:
    """A draft of persons, framed unlike the shot before; over a shoulder shows the listener, too."""
    players_seen = players.seen(who, state, to=to, now=now)
    if len(players_seen) > 1 or to is None or all(one.character != to for one in players.seen([to], state)):
        wanted = [one for one in wanted if one[1] != "over_shoulder"]
    shown = [one.character for one in players_seen]
    main = next((one for one in who if one in shown), "")
    size, angle = camera.frame([main, *[one for one in shown if one != main]] if main else [], wanted)
    if angle == "over_shoulder" and to is not None:
        players_seen = over_shoulder(players.seen([main, to], state, to=to, now=now), main)
    move = camera.move(moves(size, tension, number=number))
    players.met |= {one.character: None for one in players_seen}
    return Draft(size, angle, move, state, state, reason, tension, seen=players_seen)
