"""How episodes open and end: the hook and the cliffhanger in words, and the last shots that leave something open."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from microdrama.animate.breakdown import EpisodeRead, Said, SceneRead
from microdrama.animate.drafts import Draft, Players, shot_of
from microdrama.animate.feelings import Act, answer_to, heat
from microdrama.animate.grammar import Camera
from microdrama.domain.series import Cliffhanger, Hook
from microdrama.domain.storyboard import Feeling, Shot

_HOLD_S, _PANELS_S, _LOOK_S = Fraction(1), Fraction(2), Fraction(7, 4)
_STRONGEST: tuple[Act, ...] = ("revelation", "threat", "arrival", "decision", "interruption", "question")
_MOST_QUOTED = 60
_LONGEST_S = Fraction(6)


def close_episode(
    scene: SceneRead, players: Players, drafts: list[Draft], camera: Camera, name: Callable[[str], str]
) -> None:
    """Make the end of an episode: its last line near and held, and a face that takes it, or three of them."""
    last = drafts[-1]
    said = next((moment for moment in reversed(scene.moments) if isinstance(moment, Said)), None)
    ends_on_words = bool(last.lines) and said is not None
    if ends_on_words and said is not None:
        last.hold_s = Fraction(1, 2)
        if last.size in {"close", "extreme"}:
            last.move = camera.moved = "push"
        there = [one.character for one in said.last.present if one.character not in scene.heard_only]
        listener = said.line.to if said.line.to in there else None
        spoken = [one.line.character for one in scene.moments if isinstance(one, Said)]
        three = [one for one in dict.fromkeys(reversed(spoken)) if one in there][:3]
        if len(three) == 3:
            drafts.append(_panels(camera, players, said, three))
        elif listener is not None and listener != said.line.character:
            drafts.append(_look(camera, players, said, listener, name))
        else:
            last.hold_s = _HOLD_S
    elif not last.lines:
        last.silent_s = min(_LONGEST_S, last.silent_s + _HOLD_S)
    final = drafts[-1]
    final.beat = "cliffhanger"
    final.tension = max(final.tension, 0.8)
    if "panels" not in final.effects and final.seen:
        final.effects.append("speed_lines" if any(one.feeling == "shocked" for one in final.seen) else "dark")
    final.sounds = ["impact", *[sound for sound in final.sounds if sound != "impact"]]


def _panels(camera: Camera, players: Players, said: Said, three: list[str]) -> Draft:
    for who in three:
        if who != said.line.character:
            players.feelings[who] = _left_with(said)
    draft = shot_of(
        camera, players, three, state=said.last, wanted=[("close", "eye"), ("close", "low")], tension=0.9, number=0,
        reason="Three faces at once: everybody has something to lose.",
    )  # fmt: skip
    draft.effects, draft.silent_s, draft.move = ["panels"], _PANELS_S, "hold"
    return draft


def _left_with(said: Said) -> Feeling:
    """What the last line leaves on a face: nothing that would comfort."""
    feeling = answer_to(said.feeling, said.acts)
    return "shocked" if feeling in {"neutral", "happy"} else feeling


def _look(camera: Camera, players: Players, said: Said, listener: str, name: Callable[[str], str]) -> Draft:
    players.feelings[listener] = _left_with(said)
    draft = shot_of(
        camera, players, [listener], state=said.last, wanted=[("extreme", "eye"), ("close", "dutch"), ("close", "eye")],
        tension=0.9, number=0, reason=f"{name(listener)} is left with it: the episode ends on the face.",
        to=said.line.character,
    )  # fmt: skip
    draft.silent_s = _LOOK_S
    draft.move = camera.moved = "impact" if heat(said.feeling) >= 0.5 or "revelation" in said.acts else "push"
    return draft


def _kind(acts: frozenset[Act]) -> str | None:
    return next((act for act in _STRONGEST if act in acts), None)


def hook_of(episode: EpisodeRead, first: Shot, name: Callable[[str], str]) -> Hook:
    """What an episode opens on, from its first shot, at second 0."""
    moments = [moment for scene in episode.scenes for moment in scene.moments]
    if first.lines:
        line = first.lines[0]
        said = next(one for one in moments if isinstance(one, Said) and line.id.startswith(one.line.id))
        kind = _kind(said.acts) or "line"
        return Hook(start_s=Fraction(0), kind=kind, reason=f"{name(line.character)} says: {_quoted(line.text)}")
    if first.action:
        return Hook(
            start_s=Fraction(0), kind="action", reason=f"It opens in the middle of things: {_quoted(first.action)}"
        )
    return Hook(start_s=Fraction(0), kind="image", reason=first.reason)


def cliffhanger_of(episode: EpisodeRead, last: Shot, total_s: Fraction, name: Callable[[str], str]) -> Cliffhanger:
    """What an episode ends on, from its last line or its last shot."""
    moments = [moment for scene in episode.scenes for moment in scene.moments]
    final = moments[-1] if moments else None
    if isinstance(final, Said):
        kind = _kind(final.acts) or ("feeling" if heat(final.feeling) >= 0.5 else "line")
        reason = f"{name(final.line.character)} has the last word: {_quoted(final.line.text)}"
    else:
        kind = (_kind(final.acts) if final else None) or "image"
        reason = f"It ends on {_quoted(last.action)}" if last.action else last.reason
    return Cliffhanger(end_s=total_s, kind=kind, reason=reason)


def _quoted(text: str) -> str:
    short = " ".join(text.split())
    return f"“{short if len(short) <= _MOST_QUOTED else short[: _MOST_QUOTED - 1] + '…'}”"
