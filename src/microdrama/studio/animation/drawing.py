"""Drawn shots: one job each, found again when all that is seen and heard in the shot is the same."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from microdrama.animate.timed import MouthShape, TimedLine, TimedShot
from microdrama.domain import documents
from microdrama.domain.storyboard import Shot, Storyboard
from microdrama.media.clip import ClipEncoder
from microdrama.media.sound_files import read_sound_file
from microdrama.studio.flow import Job, Report
from microdrama.studio.store import Recipe

if TYPE_CHECKING:
    from microdrama.animate.drawn.drawers import Drawers

_VERSION = 3
CLIP = "shot.mp4"
_RATE_HZ = 24_000
_BAKING_S = 3.0
_PICTURES_A_SECOND = 60


@dataclass(frozen=True, slots=True)
class _Order:
    """All that a worker needs to draw a shot: its part of the storyboard, and no more."""

    timed: TimedShot
    board: Storyboard
    fonts: Sequence[Path]


def draw_job(timed: TimedShot, board: Storyboard, *, sounds: Sequence[str], fonts: Sequence[Path]) -> Job:
    """The job that draws one shot; `sounds` are the digests of its spoken lines, in order."""
    own = part_of(board, timed)
    recipe = Recipe(
        stage="draw",
        version=_VERSION,
        inputs={"shot": _digest(timed, own), "lines": hashlib.sha256(" ".join(sounds).encode()).hexdigest()},
        options={"pictures": timed.pictures, "fonts": ",".join(font.name for font in fonts)},
    )
    work = functools.partial(_draw, _Order(timed, own, fonts))
    weight = _BAKING_S + timed.pictures / _PICTURES_A_SECOND
    return Job(recipe, work, task=f"Drawing {timed.shot.id}", weight=weight)


def part_of(board: Storyboard, timed: TimedShot) -> Storyboard:
    """The storyboard without what a shot does not show: other people, places, props and episodes."""
    shot, scene = timed.shot, timed.scene
    people = {seen.character for seen in shot.seen} | {line.character for line in shot.lines}
    people |= {line.to for line in shot.lines if line.to}
    if shot.insert is not None and shot.insert.sender is not None:
        people.add(shot.insert.sender)
    held = {seen.holds for seen in shot.seen} | ({shot.insert.prop} if shot.insert else set[str | None]())
    return Storyboard(
        title="",
        language=board.language,
        characters=[msgspec.structs.replace(one, voice=None) for one in board.characters if one.id in people],
        locations=[one for one in board.locations if one.id == scene.location],
        props=[one for one in board.props if one.id in held],
        episodes=[],
    )


def _digest(timed: TimedShot, own: Storyboard) -> str:
    """What decides the pictures; why a shot is as it is, what it costs and where its lines were written does not."""
    lines = [msgspec.structs.replace(line, script_line=1) for line in timed.shot.lines]
    silent = msgspec.structs.replace(
        timed.shot, reason="", prompt="", sounds=[], lettering="", grade="drawn", lines=lines
    )
    scene = msgspec.structs.replace(timed.scene, shots=list[Shot](), beats=[], heading="")
    starts = " ".join(str(line.start_s) for line in timed.lines)
    whole = [documents.encode(one) for one in (silent, scene, own)] + [starts.encode()]
    return hashlib.sha256(b"\0".join(whole)).hexdigest()


def _draw(order: _Order, folder: Path, tell: Report) -> None:
    # the artists are loaded where they work, not by everybody who gives them orders
    from microdrama.animate.drawn.shot import draw_shot  # noqa: PLC0415
    from microdrama.animate.drawn.stage import bake  # noqa: PLC0415

    timed = order.timed
    mouths = {line.line.id: _mouths(line, timed.pictures) for line in timed.lines}
    stage = bake(timed, order.board, mouths, drawers=_drawers(), fonts=order.fonts)
    with ClipEncoder(folder / CLIP) as clip:
        for number, picture in enumerate(draw_shot(stage)):
            clip.write(picture)
            tell((number + 1) / timed.pictures)


@functools.cache
def _drawers() -> Drawers:
    """Those of this worker process, with what they drew last."""
    from microdrama.animate.drawn.drawers import studio  # noqa: PLC0415 (see above)

    return studio()


def _mouths(line: TimedLine, pictures: int) -> tuple[MouthShape, ...]:
    from microdrama.animate.sound.visemes import mouth_track  # noqa: PLC0415 (see above)

    sound = read_sound_file(line.sound, rate_hz=_RATE_HZ)
    return mouth_track(line.spoken, sound, _RATE_HZ, start_s=line.start_s, pictures=pictures)
