"""How deeds are shown: things fill the screen, one person acts, two face each other, many stand in a place."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from microdrama.animate.breakdown import Done, Moment
from microdrama.animate.drafts import Draft, Players, shot_of
from microdrama.animate.feelings import heat
from microdrama.animate.grammar import Camera, Framing, two
from microdrama.animate.pace import on_grid, spoken_seconds
from microdrama.domain.storyboard import Feeling, Insert, Pose, State

_LEAST_S, _MOST_S, _TOGETHER_S = Fraction(5, 4), Fraction(4), Fraction(4)
_INSERT_S = Fraction(8, 5)
_TELLING = frozenset({
    "ring", "ring_box", "letter", "contract", "photo", "key", "jade", "medicine", "envelope", "gun", "knife", "money",
    "parcel", "watch", "wheel",
})  # fmt: skip
_AS: dict[str, Literal["phone", "letter", "photo", "prop"]] = {
    "phone": "phone", "letter": "letter", "contract": "letter", "photo": "photo",
}  # fmt: skip
_BODIES = frozenset({"walk", "kneel", "lie"})
_PLACE_WITH_PEOPLE: tuple[Framing, ...] = (("wide", "eye"), ("wide", "high"))
FROM_BEHIND: tuple[Framing, ...] = (("wide", "back"), ("full", "back"), ("wide", "eye"))
"""How a place is shown that somebody looks at."""
_ROUND_THEM: dict[int, list[Framing]] = {
    1: [("medium", "eye"), ("full", "eye"), ("close", "eye")],
    2: [("full", "eye"), ("medium", "eye"), ("full", "low")],
}
"""How one and two are seen while something happens around them."""


def doing_s(text: str, language: str) -> Fraction:
    """How long a deed is looked at, in seconds: longer the more is told of it, 1.25 to 4."""
    return on_grid(min(_MOST_S, max(_LEAST_S, 1 + spoken_seconds(text, language) * Fraction(7, 20))))


class Doings:
    """Makes shots of deeds; remembers which things have filled the screen."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._shown: set[str] = set()
        self._count = 0

    def together(self, moments: Sequence[Moment], at: int, language: str) -> int:
        """How many deeds from one on are one picture: of the same persons, without a blow or a thing among them."""
        total, count = Fraction(0), 0
        first = moments[at]
        for moment in moments[at:]:
            if not isinstance(moment, Done) or not isinstance(first, Done):
                break
            total += doing_s(moment.deed.text, language) * Fraction(3, 4 if count else 3)
            if count and (total > _TOGETHER_S or set(moment.deed.doers) - set(first.deed.doers) or _alone(moment)):
                break
            count += 1
            if _alone(moment):
                break
        return max(1, count)

    def place(self, players: Players, done: Sequence[Done], tension: float, reason: str, language: str) -> Draft:
        """A place with what is done in it; where nobody does it, with whoever is there, from behind."""
        for one in done:
            _follow(players, one)
        who = list(dict.fromkeys(person for one in done for person in one.deed.doers))
        state, wanted = _with(done[0], done[-1]), _PLACE_WITH_PEOPLE
        if not who and not deserted(done) and not self._camera.cramped:
            who, wanted = players.around(state)[:1], FROM_BEHIND
        draft = self._shot(players, who, state, [*wanted], tension, reason, *done)
        draft.first = done[0].first
        draft.silent_s = min(Fraction(5, 2), max(Fraction(3, 2), doing_s(done[0].deed.text, language)))
        self._told(draft, done)
        return draft

    def quiet(self, moments: Sequence[Moment], at: int) -> list[Done]:
        """The deeds from one on that may be told while a place is shown: two at most, without a person or a blow."""
        found: list[Done] = []
        for moment in moments[at : at + 2]:
            if not isinstance(moment, Done) or _alone(moment) or (found and (moment.deed.doers or found[0].deed.doers)):
                break
            found.append(moment)
        return found

    def shown(
        self, players: Players, done: Sequence[Done], tension: float, language: str, *, pictured: str | None = None
    ) -> list[Draft]:
        """The shots of deeds that belong together: at most a thing and who handles it.

        `pictured` is who is in a photograph of which the deeds themselves do not tell it.
        """
        for one in done:
            _follow(players, one)
        first = done[0]
        who = list(dict.fromkeys(person for one in done for person in one.deed.doers))
        drafts: list[Draft] = []
        thing = next((thing for thing in first.things if self._tells(thing)), None)
        if who or not first.things:
            drafts.append(self._people(players, who, done, tension, language))
        if thing is not None or not drafts:
            drafts.append(self._insert(thing or first.things[0], first, tension, pictured))
        self._told(drafts[0], done)
        if self._turns(done):
            drafts[0].beat = "turn"
        return drafts

    def _tells(self, thing: str) -> bool:
        """Whether a thing is worth a shot of its own: the first time that the story shows it."""
        return thing not in self._shown and thing.split("-", maxsplit=1)[0] in _TELLING

    def _insert(self, thing: str, done: Done, tension: float, pictured: str | None) -> Draft:
        self._shown.add(thing)
        kind = _AS.get(thing.split("-", maxsplit=1)[0], "prop")
        size, angle = self._camera.frame(["=" + thing], [("close", "eye"), ("extreme", "eye")])
        move = self._camera.move(["push", "drift", "hold"])
        draft = Draft(size, angle, move, done.last, done.last, "A thing that the story needs to be seen.", tension)
        draft.insert = Insert(kind=kind, prop=thing, sender=_shown_on(done) or pictured if kind == "photo" else None)
        draft.silent_s = _INSERT_S
        return draft

    def _people(self, players: Players, who: list[str], done: Sequence[Done], tension: float, language: str) -> Draft:
        first, last = done[0], done[-1]
        state = _with(first, last)
        struck = any(one.deed.of("strike") for one in done)
        felts: list[Feeling] = [one.feeling for one in done if one.feeling != "neutral"]
        felt = felts[0] if felts else first.feeling
        there = {one.character for one in state.present}
        who = [one for one in who if one in there]
        alone = not who
        if alone and not deserted(done):
            who = players.around(state)
        if not who or len(who) > 2:
            wanted: list[Framing] = (
                [("wide", "high"), ("wide", "eye")] if not who else [("wide", "eye"), ("full", "eye")]
            )
            reason = "What happens in the place." if not who else "Everybody in one picture."
        elif alone:
            wanted = _ROUND_THEM[len(who)]
            reason = "What happens around those who are there."
        elif len(who) == 2:
            wanted = [("medium", "dutch"), ("close", "dutch"), ("medium", "low")] if struck else two(tension)
            reason = "Two face each other."
        else:
            wanted = _alone_framings(first, felt, struck=struck)
            reason = "A blow is seen near." if struck else "What one person does."
        draft = self._shot(players, who, state, wanted, tension, reason, *done)
        draft.first = first.first
        draft.silent_s = max(
            _LEAST_S,
            min(_MOST_S, sum((doing_s(one.deed.text, language) * Fraction(3, 4) for one in done), Fraction(0))),
        )
        draft.silent_s = on_grid(draft.silent_s)
        if struck:
            draft.effects.append("impact" if who else "flash")
            draft.effects.append("speed_lines")
            draft.move = self._camera.moved = "impact" if self._camera.moved != "shake" else "shake"
        if felt == "crying":
            draft.effects.append("tears")
        elif felt == "shocked":
            draft.effects.append("speed_lines")
        return draft

    def _shot(
        self, players: Players, who: Sequence[str], state: State, wanted: list[Framing], tension: float, reason: str,
        *done: Done,
    ) -> Draft:  # fmt: skip
        self._count += 1
        now: dict[str, Pose] = {person: pose for one in done for person, pose in one.poses}
        to = who[1] if len(who) > 1 else None
        draft = shot_of(
            self._camera, players, who, state=state, wanted=wanted, tension=tension, number=self._count, reason=reason,
            to=to, now=now,
        )  # fmt: skip
        draft.last = state
        return draft

    @staticmethod
    def _told(draft: Draft, done: Sequence[Done]) -> None:
        draft.action = " ".join(one.deed.text for one in done)
        draft.sounds += [sound for one in done for sound in one.deed.values("sound")]

    @staticmethod
    def _turns(done: Sequence[Done]) -> bool:
        """Whether something new comes into the story: somebody enters, a thing is found, a blow falls."""
        return any(
            one.acts & {"revelation", "arrival", "decision"} or one.deed.of("strike")
            or any(hit.value in {"enter", "dies"} for hit in one.deed.of("strange"))
            for one in done
        )  # fmt: skip


def deserted(done: Sequence[Done]) -> bool:
    """Whether a place is told to be without people."""
    return any(one.deed.of("nobody") for one in done)


def _shown_on(done: Done) -> str | None:
    """Who is in a photograph, by its own sentence: the first whom that names after it ("a photograph of Mara")."""
    photo = next((hit.end for hit in done.deed.of("prop") if hit.value == "photo"), None)
    pronouns = {hit.start for hit in done.deed.of("pronoun")}
    named = (who for at, who in done.deed.spots if photo is not None and at >= photo and at not in pronouns)
    return next(named, None)


def pictured_in(moments: Sequence[Moment], at: int) -> str | None:
    """Who is in a photograph: the first whom the next deed names, where that says what it shows."""
    after = moments[at] if at < len(moments) else None
    return next(iter(after.deed.doers), None) if isinstance(after, Done) and after.deed.of("pictured") else None


def _alone(done: Done) -> bool:
    return bool(done.things) or bool(done.deed.of("strike"))


def _with(first: Done, last: Done) -> State:
    """The state that shows everybody: after the last deed; who left in it is still seen leaving."""
    return last.last if last.last.present else first.first


def _follow(players: Players, done: Done) -> None:
    players.feelings.update(dict(done.felt))
    for who in done.deed.doers:
        if players.poses.get(who) == "lie":  # who does anything else has got up
            players.pose(who, "stand")
    for who, pose in done.poses:
        players.pose(who, pose)


def _alone_framings(done: Done, felt: Feeling, *, struck: bool) -> list[Framing]:
    poses = {pose for _, pose in done.poses}
    if struck:
        return [("close", "dutch"), ("medium", "low"), ("close", "eye")]
    if poses & _BODIES:
        return [("full", "eye"), ("full", "low"), ("medium", "eye")]
    if heat(felt) >= 0.3:
        return [("close", "eye"), ("medium", "eye"), ("extreme", "eye")]
    if done.things or poses:
        return [("medium", "eye"), ("full", "eye"), ("medium", "low")]
    return [("medium", "eye"), ("close", "eye"), ("full", "eye")]
