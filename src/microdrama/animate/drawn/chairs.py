"""What people sit on: a plain chair, drawn behind whoever sits, so that nobody sits on air."""

from __future__ import annotations

from microdrama.animate.drawn.bodies import Drawn
from microdrama.animate.drawn.ink import INK, brush, fill, polygon, solid
from microdrama.animate.drawn.paints import lit, mix

_WOOD = "#4a3038"


def paint_chair(who: Drawn) -> str:
    """A chair in dark wood under the hips of a seated person, from the ground to half the back; in head units."""
    bones = who.bones
    (x, y), wide, ground = bones.hips, bones.build.hip, bones.ground
    seat, left, right = y + 130.0, x - 0.92 * wide, x + 0.86 * wide
    top = min(bones.waist[1] + 20.0, seat - 260.0)
    dark = mix(_WOOD, INK, 0.45)
    light = (who.light_x * 14, -8.0)
    posts = [(left + 6, top, left + 46, ground), (right - 46, top, right - 6, ground)]
    back = [(left, top), (right, top), (right, top + 120), (left, top + 120)]
    board = [(left - 22, seat), (right + 22, seat), (right + 8, seat + 64), (left - 8, seat + 64)]
    drawn = [
        solid(polygon([(a, b), (c, b), (c, d), (a, d)]), _WOOD, dark, name=f"chair-post-{n}", light=light)
        for n, (a, b, c, d) in enumerate(posts)
    ]
    drawn.append(solid(polygon(back), _WOOD, dark, name="chair-back", light=light))
    drawn.append(solid(polygon(board), _WOOD, dark, name="chair-seat", light=light))
    gleam = [(left, seat + 12), (x, seat + 9), (right, seat + 12)]
    drawn.append(fill(brush(gleam, 8), lit(_WOOD, 0.25), opacity=0.7))
    return "".join(drawn)
