"""What a painter or an animator is asked for: a shot in words, from the storyboard alone."""

from __future__ import annotations

from microdrama.domain.storyboard import Character, Id, Scene, Seen, Shot, Storyboard

_SIZES = {
    "wide": "wide shot of the place", "full": "full shot, head to foot", "medium": "medium shot, to the waist",
    "close": "close-up, head and shoulders", "extreme": "extreme close-up of the eyes",
}  # fmt: skip
_ANGLES = {
    "eye": "", "low": "from below", "high": "from above", "dutch": "tilted camera",
    "over_shoulder": "over the shoulder", "back": "from behind",
}  # fmt: skip
_MOVES = {
    "hold": "the camera holds still", "push": "the camera moves slowly nearer", "pull": "the camera moves slowly away",
    "pan_left": "the camera pans left", "pan_right": "the camera pans right", "tilt_up": "the camera tilts up",
    "tilt_down": "the camera tilts down", "drift": "the camera drifts", "shake": "a handheld camera",
    "impact": "a sudden move nearer",
}  # fmt: skip
_STYLE = "Motion manga, ink lines, two-tone paint, one coloured rim light, soft background, upright 9:16, no letters."


def prompt_of(shot: Shot, scene: Scene, board: Storyboard) -> str:
    """A few sentences: what a person wrote for the shot where somebody did, else place, people, action and camera."""
    if shot.prompt:
        return shot.prompt
    place = next((one for one in board.locations if one.id == scene.location), None)
    where = f"{place.name}, {place.kind.replace('_', ' ')}" if place else ""
    weather = "" if scene.weather == "clear" else f", {scene.weather}"
    camera = ", ".join(part for part in (_SIZES[shot.size], _ANGLES[shot.angle], _MOVES[shot.move]) if part)
    people = {one.id: one for one in board.characters}
    seen = [_person(one, people) for one in shot.seen if one.character in people]
    parts = [
        f"{camera}.",
        f"{where}, {scene.time_of_day}{weather}, {scene.mood} mood." if where else "",
        *seen,
        f"{shot.action.rstrip('.')}." if shot.action else "",
        _STYLE,
    ]
    return " ".join(part for part in parts if part)


def _person(seen: Seen, people: dict[Id, Character]) -> str:
    who = people[seen.character]
    look = next((one for one in who.looks if one.id == seen.look), who.looks[0])
    about = f" ({who.description})" if who.description else ""
    sex = "" if who.sex == "unknown" else f" {who.sex}"
    return (
        f"{who.name}{about}, {who.age}{sex}, in a {look.wardrobe} of {look.colour}, {seen.feeling}, "
        f"on the {seen.side}, {seen.pose.replace('_', ' ')}."
    )
