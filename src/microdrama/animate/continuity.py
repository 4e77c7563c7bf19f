"""What contradicts itself in a storyboard: found before anything is spent on it, each with its place and a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Literal

from microdrama.animate.deeds import Deed, Deeds
from microdrama.animate.lexicon import meant, values
from microdrama.animate.people import company_again
from microdrama.animate.staging import who_dies
from microdrama.animate.timing import stem
from microdrama.animate.whereabouts import When, after, inside_told
from microdrama.domain.scripts import UNSPACED, script_of
from microdrama.domain.storyboard import BoardEpisode, Location, Scene, Seen, Shot, State, Storyboard

Kind = Literal["look", "prop", "injury", "absent", "dead", "light", "place", "sides", "long_line", "length"]
Severity = Literal["contradiction", "remark"]

SHORTEST_S, LONGEST_S = Fraction(60), Fraction(180)
"""What an episode is expected to last."""
MOST_WORDS = 80
"""Of one line; a line of a script without spaces counts two signs as a word."""

_ORDER = {"left": 0, "centre": 1, "right": 2}
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One finding: what is wrong, where, and whether it stops spending ("contradiction") or not ("remark").

    `scene`, `shot`, `character` and `line` are ids, as far as they apply.
    """

    kind: Kind
    severity: Severity
    text: str
    episode: int
    scene: str | None = None
    shot: str | None = None
    character: str | None = None
    line: str | None = None


@dataclass(slots=True)
class _Story:
    """What holds from one scene to the next."""

    when: When | None = None
    injuries: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    dead: dict[str, str] = field(default_factory=dict[str, str])


def lint(board: Storyboard, *, lengths: tuple[Fraction, Fraction] = (SHORTEST_S, LONGEST_S)) -> list[Contradiction]:
    """Everything that contradicts itself, in the order of the story. A clean board has none.

    `lengths` are the shortest and the longest that an episode may be expected to last, in seconds.
    """
    return list(_Lint(board, lengths).found())


class _Lint:
    def __init__(self, board: Storyboard, lengths: tuple[Fraction, Fraction]) -> None:
        self._board, self._lengths = board, lengths
        self._names = {one.id: one.name or "somebody without a name" for one in board.characters}
        self._reasons = {look.id: look.reason for one in board.characters for look in one.looks}
        self._places = {one.id: one for one in board.locations}
        self._reader = Deeds(company_again(board.characters))
        self._story = _Story()

    def found(self) -> Iterator[Contradiction]:
        for episode in self._board.episodes:
            for scene in episode.scenes:
                for one in self._scene(scene):
                    yield _placed(one, episode.number, scene.id)
            yield from self._length(episode)

    def _scene(self, scene: Scene) -> Iterator[Contradiction]:
        before = self._story.when
        now = self._story.when = after(before, scene.heading, scene.time_of_day)
        if before is not None and (before.era, before.day) != (now.era, now.day):
            self._story.injuries.clear()
            if before.era != now.era:
                self._story.dead.clear()
        self._reader.forget()
        yield from self._heading(scene, self._places[scene.location])
        yield from self._looks(scene)
        yield from self._sides(scene)
        for shot in scene.shots:
            deeds = self._reader.read(shot.action)
            yield from self._states(scene, shot)
            yield from self._hands(shot)
            yield from self._injuries(shot, deeds)
            yield from self._voices(shot)
            for who in (one for deed in deeds for one in who_dies(deed)):
                self._story.dead.setdefault(who, shot.id)
        yield from self._long_lines(scene)

    # ------------------------------------------------------------ places and light

    def _heading(self, scene: Scene, place: Location) -> Iterator[Contradiction]:
        told = values(scene.heading, "time")
        if told and scene.time_of_day not in told:
            yield _found(
                "light",
                f"The heading says {told[-1]} ({_short(scene.heading)}), "
                f"but the scene is drawn at {scene.time_of_day}.",
            )
        inside = inside_told(scene.heading)
        if inside is not None and inside != place.interior:
            drawn = "inside" if place.interior else "outside"
            yield _found(
                "place", f"The heading says {'interior' if inside else 'exterior'} ({_short(scene.heading)}), "
                f"but {place.name} is drawn from {drawn}.",
            )  # fmt: skip

    def _states(self, scene: Scene, shot: Shot) -> Iterator[Contradiction]:
        for state in (shot.first, shot.last):
            if state.location != scene.location:
                yield _found("place", f"Shot {shot.id} is in {state.location}, its scene in {scene.location}.", shot.id)
            if state.time_of_day != scene.time_of_day:
                yield _found(
                    "light", f"Shot {shot.id} is at {state.time_of_day}, its scene at {scene.time_of_day}.", shot.id
                )
            if state is shot.last or shot.first == shot.last:
                break

    # ------------------------------------------------------------ looks, things, injuries

    def _looks(self, scene: Scene) -> Iterator[Contradiction]:
        worn: dict[str, str] = {}
        for shot in scene.shots:
            changes = any(hit.what == "wears" and hit.value in {"changes", "now"} for hit in meant(shot.action))
            for state in (shot.first, shot.last):
                for one in state.present:
                    last = worn.setdefault(one.character, one.look)
                    worn[one.character] = one.look
                    if last != one.look and not changes and not self._reasons.get(one.look):
                        yield _found(
                            "look", f"{self._names[one.character]} wears {one.look} after {last} in the same scene, "
                            "and nothing says why.", shot.id, one.character,
                        )  # fmt: skip
            yield from self._worn(shot)

    def _worn(self, shot: Shot) -> Iterator[Contradiction]:
        """Whether persons are drawn in the looks that the states give them."""
        states = _looks_of(shot.first), _looks_of(shot.last)
        for seen in shot.seen:
            given = {looks[seen.character] for looks in states if seen.character in looks}
            if given and seen.look not in given:
                yield _found(
                    "look", f"{self._names[seen.character]} is drawn in {seen.look}, but wears {min(given)}.",
                    shot.id, seen.character,
                )  # fmt: skip

    def _hands(self, shot: Shot) -> Iterator[Contradiction]:
        for state in (shot.first, shot.last) if shot.first != shot.last else (shot.first,):
            owners: dict[str, str] = {}
            for one in state.present:
                for prop in one.props:
                    other = owners.setdefault(prop, one.character)
                    if other != one.character:
                        names = f"{self._names[other]} and {self._names[one.character]}"
                        yield _found("prop", f"{names} both have {prop} in hand.", shot.id, one.character)
        for seen in shot.seen:
            held = {
                p
                for s in (shot.first, shot.last)
                for one in s.present
                if one.character == seen.character
                for p in one.props
            }
            if seen.holds is not None and seen.holds not in held:
                yield _found(
                    "prop", f"{self._names[seen.character]} holds {seen.holds} before it came into the story's hands.",
                    shot.id, seen.character,
                )  # fmt: skip

    def _injuries(self, shot: Shot, deeds: Sequence[Deed]) -> Iterator[Contradiction]:
        known = self._story.injuries
        heals = any(deed.of("heals") for deed in deeds)
        for state in (shot.first, shot.last):
            for one in state.present:
                had = known.get(one.character, frozenset())
                gone = had - set(one.injuries)
                known[one.character] = frozenset(one.injuries)
                if gone and not heals:
                    name, what = self._names[one.character], ", ".join(sorted(gone))
                    yield _found(
                        "injury", f"{name} has lost the injury ({what}) on the same day.", shot.id, one.character
                    )

    # ------------------------------------------------------------ voices and sides

    def _voices(self, shot: Shot) -> Iterator[Contradiction]:
        drawn = {seen.character for seen in shot.seen}
        for line in shot.lines:
            name = self._names[line.character]
            if line.delivery == "seen" and line.character not in drawn:
                text = f"{name} is to be seen speaking ({_short(line.text)}), but is not in the shot."
                yield _found("absent", text, shot.id, line.character, line.id)
            if line.character in self._story.dead and line.delivery not in {"over", "thought"}:
                text = (
                    f"{name} speaks ({_short(line.text)}) after dying in shot {self._story.dead.pop(line.character)}."
                )
                yield _found("dead", text, shot.id, line.character, line.id)

    def _sides(self, scene: Scene) -> Iterator[Contradiction]:
        """The line of action: who stands left of another stays there."""
        stands: dict[tuple[str, str], bool] = {}
        for shot in scene.shots:
            for one, other in combinations(sorted(shot.seen, key=lambda seen: seen.character), 2):
                if one.side == other.side:
                    continue
                pair, left = (one.character, other.character), _left_of(one, other)
                if stands.setdefault(pair, left) != left:
                    names = f"{self._names[one.character]} and {self._names[other.character]}"
                    yield _found(
                        "sides", f"{names} have changed sides: the camera jumps over their line.", shot.id, pair[0]
                    )
                    stands[pair] = left

    # ------------------------------------------------------------ lengths

    def _long_lines(self, scene: Scene) -> Iterator[Contradiction]:
        words: dict[str, int] = {}
        first: dict[str, tuple[str, str, str]] = {}
        for shot in scene.shots:
            for line in shot.lines:
                root = stem(line.id)
                words[root] = words.get(root, 0) + words_of(line.text)
                first.setdefault(root, (shot.id, line.character, line.id))
        for root, count in words.items():
            if count > MOST_WORDS:
                shot_id, who, line_id = first[root]
                text = f"{self._names[who]} speaks {count} words at once; more than {MOST_WORDS} tire an audience."
                yield _found("long_line", text, shot_id, who, line_id, severity="remark")

    def _length(self, episode: BoardEpisode) -> Iterator[Contradiction]:
        length = sum((shot.duration_s for shot in episode.shots), Fraction(0))
        least, most = self._lengths
        if not least <= length <= most:
            text = (
                f"Episode {episode.number} is expected to last {float(length):.0f} s "
                f"instead of {int(least)} to {int(most)} s."
            )
            yield Contradiction("length", "remark", text, episode.number)


def words_of(text: str) -> int:
    """How many words a text has; two signs of an unspaced script count as one."""
    signs = sum(1 for sign in text if script_of(sign) in UNSPACED)
    if signs:
        return (signs + 1) // 2
    return len(_WORD.findall(text))


def _found(
    kind: Kind,
    text: str,
    shot: str | None = None,
    character: str | None = None,
    line: str | None = None,
    *,
    severity: Severity = "contradiction",
) -> Contradiction:
    return Contradiction(kind, severity, text, 0, None, shot, character, line)


def _placed(one: Contradiction, episode: int, scene: str) -> Contradiction:
    return Contradiction(one.kind, one.severity, one.text, episode, scene, one.shot, one.character, one.line)


def _left_of(one: Seen, other: Seen) -> bool:
    return _ORDER[one.side] < _ORDER[other.side]


def _looks_of(state: State) -> dict[str, str]:
    return {one.character: one.look for one in state.present}


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return f"“{flat if len(flat) <= 50 else flat[:49] + '…'}”"
