"""Eyebrows: two strokes of the brush whose ends a feeling lifts and presses."""

from __future__ import annotations

from microdrama.animate.drawn.features import Features
from microdrama.animate.drawn.ink import INK, Point, brush, fill
from microdrama.animate.drawn.paints import lightness, mix, skin_shade
from microdrama.domain.storyboard import Feeling

BROWS_BOX = (340.0, 250.0, 420.0, 230.0)
"""What a brow patch covers: left, top, width, height in head units."""

_ENDS: dict[Feeling, tuple[float, float, float]] = {
    "neutral": (0, 0, 10),
    "happy": (-14, -6, 18),
    "tender": (-12, 6, 10),
    "sad": (-34, 18, 2),
    "crying": (-42, 20, -2),
    "angry": (34, -22, 2),
    "shouting": (36, -34, 2),
    "afraid": (-44, 4, 4),
    "shocked": (-40, -30, 16),
    "cold": (12, -4, 4),
    "smug": (10, -14, 16),
    "determined": (24, -12, 4),
    "pained": (-20, 22, -10),
    "whispering": (-8, 0, 10),
}
"""How far the inner and the outer end move down, and how much the middle is arched up, in head units."""


def paint_brows(face: Features, *, feeling: Feeling) -> str:
    """Both brows of a head that looks to the right."""
    inner, outer, arch = _ENDS[feeling]
    base = 398.0 - 12 * face.brow_high - (8 if face.feminine else -4)
    heavy = (17.0 if face.feminine else 20.0) * (0.75 + 0.35 * face.brow)
    light_hair = lightness(face.hair_colour) > 0.5
    colour = mix(face.hair_colour, INK, 0.45 if light_hair else 0.6)
    one_up = -16.0 if feeling == "smug" else 0.0
    near: list[Point] = [(552, base + 16 + inner), (526, base + 2 + inner * 0.7 - arch * 0.4),
                         (470, base - 8 - arch + (inner + outer) * 0.3), (414, base - 2 - arch * 0.7 + outer * 0.7),
                         (374, base + 20 + outer)]  # fmt: skip
    far: list[Point] = [(612, base + 14 + inner + one_up), (630, base - 2 + inner * 0.7 - arch * 0.4 + one_up),
                        (664, base - 12 - arch + (inner + outer) * 0.3 + one_up * 1.4),
                        (694, base - 4 - arch * 0.7 + outer * 0.7 + one_up), (712, base + 14 + outer)]  # fmt: skip
    press = (0.62, 1.0, 0.92, 0.6, 0.02)
    drawn = [fill(brush(near, heavy, press=press), colour), fill(brush(far, heavy * 0.9, press=press), colour)]
    if feeling in ("angry", "shouting", "determined", "pained"):
        tint = mix(skin_shade(face.skin), INK, 0.4)
        knit: list[list[Point]] = [[(570, base + 2), (574, base + 24), (570, base + 44)],
                                   [(594, base + 4), (594, base + 24), (598, base + 40)]]  # fmt: skip
        drawn += [fill(brush(one, 7), tint) for one in knit]
    return "".join(drawn)
