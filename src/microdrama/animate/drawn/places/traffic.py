"""A car that comes towards us at night or by day: two lamps that dazzle, two heads behind the glass, wet light below."""

from __future__ import annotations

from dataclasses import dataclass

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.colours import INK, WHITE, Palette, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing, Point
from microdrama.animate.drawn.places.scenery import Plane, Setting

_DEPTH = 1.22  # before the road, so that it comes on as the camera does
_GROUND_Y, _METRE = 846.0, 222.0  # where its wheels stand, and how large it is
_LAMP: tuple[float, float] = (0.66, 0.66)  # metres from its middle, above the ground
_LINE = 7.0  # of ink


@dataclass(frozen=True, slots=True)
class _Road:
    """Metres about the middle of the car, as points of the frame."""

    x: float
    y: float = _GROUND_Y
    metre: float = _METRE

    def at(self, x: float, y: float) -> Point:
        return self.x + x * self.metre, self.y - y * self.metre

    def path(self, commands: str) -> str:
        """A path of metres, "M-.9 .3 L...", in units; commands stand alone."""
        found: list[str] = []
        numbers: list[float] = []
        for word in commands.split():
            if word.isalpha():
                found.append(word)
                continue
            numbers.append(float(word))
            if len(numbers) == 2:
                x, y = self.at(numbers[0], numbers[1])
                found.append(f"{x:.1f} {y:.1f}")
                numbers.clear()
        return " ".join(found)


def oncoming(setting: Setting) -> list[Plane]:
    """The planes of a car that comes towards us in the middle of a road; they lie before everything of a place."""
    colours, dice = setting.colours, setting.dice(31)
    road = _Road(x=360 + dice.uniform(-16, 16))
    paint = mix(rgb("#14121f"), colours.near, 0.12)
    lit = mix(colours.lamp, WHITE, 0.72)
    body = Drawing()
    floor = Drawing()
    _on_ground(floor, road, lit, dark=colours.dark)
    x, y = road.at(0, 0)
    body.ellipse(x, y - 2, 0.98 * road.metre, 0.1 * road.metre, times(INK, 0.6), opacity=0.9)
    _wheels(body, road)
    _shell(body, road, paint, colours)
    _behind_glass(body, road, colours)
    _face(body, road, paint, colours)
    light = Drawing()
    _dazzle(light, road, lit, colours, strength=0.55 + 0.45 * min(1.0, colours.dark))
    return [
        Plane(_DEPTH, drawing=floor, blur=16, fine=False), Plane(_DEPTH, drawing=body, bloom=0.2),
        Plane(_DEPTH, drawing=light, bloom=0.4),
    ]  # fmt: skip


def _on_ground(d: Drawing, road: _Road, lit: Rgb, *, dark: float) -> None:
    """What its lamps do to the ground before it: two long pools that grow together."""
    for side in (-1, 1):
        (x, y), reach = road.at(side * _LAMP[0], -0.02), 0.5 * road.metre
        beam = d.gradient((0, y - 30), (0, y + 330), [(0, lit, 0.24 + 0.3 * dark), (0.35, lit, 0.16), (1, lit, 0.0)])
        d.poly([(x - 40, y - 30), (x + 40, y - 30), (x + reach, y + 330), (x - reach, y + 330)], beam)
        d.glow(x, y + 24, 0.62 * road.metre, lit, 0.3 + 0.25 * dark, tall=0.34)


def _wheels(d: Drawing, road: _Road) -> None:
    for side in (-1, 1):
        x, y = road.at(side * 0.72, 0.34)
        wide = 0.25 * road.metre
        d.rect(x - wide / 2, y, wide, 0.36 * road.metre, times(INK, 0.8), round_=14)


def _shell(d: Drawing, road: _Road, paint: Rgb, colours: Palette) -> None:
    """Cabin, bonnet and bumper, with an edge of light from the sky."""
    shine = mix(paint, colours.sky[2], 0.26)
    edge = mix(colours.second, WHITE, 0.25)
    cabin = road.path("M -0.80 0.92 Q -0.70 1.30 -0.54 1.42 Q 0 1.50 0.54 1.42 Q 0.70 1.30 0.80 0.92 Z")
    top, foot = road.at(0, 1.46)[1], road.at(0, 0.2)[1]
    d.path(cabin, d.down(top, foot, mix(shine, paint, 0.3), paint), stroke=INK, width=_LINE)
    hull = road.path(
        "M -0.93 0.24 Q -0.99 0.60 -0.93 0.80 Q -0.84 0.98 -0.62 1.00 Q 0 1.06 0.62 1.00 Q 0.84 0.98 0.93 0.80 "
        "Q 0.99 0.60 0.93 0.24 Q 0 0.14 -0.93 0.24 Z"
    )
    d.path(hull, d.down(road.at(0, 1.02)[1], foot, shine, paint, times(paint, 0.55)), stroke=INK, width=_LINE)
    for side in (-1, 1):
        mirror = road.path(
            f"M {side * 0.80} 1.00 Q {side * 0.98} 1.14 {side * 1.06} 1.04 Q {side * 1.04} 0.94 {side * 0.82} 0.95 Z"
        )
        d.path(mirror, paint, stroke=INK, width=5)
        d.path(road.path(f"M {side * 0.22} 1.03 Q {side * 0.34} 0.90 {side * 0.38} 0.78"), "none",
               stroke=times(paint, 1.7), width=3)  # fmt: skip
    d.path(road.path("M -0.53 1.425 Q 0 1.495 0.53 1.425"), "none", stroke=edge, width=4)
    d.path(road.path("M -0.86 0.90 Q -0.74 0.985 -0.60 0.99 Q 0 1.045 0.60 0.99 Q 0.74 0.985 0.86 0.90"), "none",
           stroke=edge, width=3.4)  # fmt: skip


def _behind_glass(d: Drawing, road: _Road, colours: Palette) -> None:
    """The windscreen: two heads before the light of the city, wipers, a gleam."""
    glass = road.path(
        "M -0.68 1.00 Q -0.60 1.28 -0.50 1.36 Q 0 1.43 0.50 1.36 Q 0.60 1.28 0.68 1.00 Q 0 1.06 -0.68 1.00 Z"
    )
    top, foot = road.at(0, 1.40)[1], road.at(0, 1.0)[1]
    within = mix(colours.glow, colours.haze, 0.35)
    d.path(glass, d.down(top, foot, mix(INK, within, 0.42), mix(INK, within, 0.8)), stroke=INK, width=5)
    shade, rim = times(INK, 0.9), mix(within, WHITE, 0.4)
    for x, tall in ((-0.30, 0.0), (0.28, 0.03)):
        cx, cy = road.at(x, 1.21 + tall)
        r = 0.082 * road.metre
        d.path(road.path(f"M {x - 0.19} 1.03 Q {x - 0.17} 1.13 {x} 1.14 Q {x + 0.17} 1.13 {x + 0.19} 1.03 Z"), shade)
        d.ellipse(cx, cy, r, r * 1.18, shade)
        d.path(f"M{cx - r:.1f} {cy:.1f}a{r:.1f} {r * 1.18:.1f} 0 0 1 {r:.1f} {-r * 1.18:.1f}", "none", stroke=rim,
               width=3, opacity=0.8)  # fmt: skip
    for x in (-0.42, 0.12):
        d.line([road.at(x, 1.02), road.at(x + 0.34, 1.17)], times(INK, 0.7), 4)
    d.poly(
        [road.at(-0.40, 1.37), road.at(-0.24, 1.385), road.at(-0.46, 1.04), road.at(-0.60, 1.03)], WHITE, opacity=0.12
    )


def _face(d: Drawing, road: _Road, paint: Rgb, colours: Palette) -> None:
    """Grille, bumper, plate and the cases of the lamps."""
    steel = mix(rgb("#8d93a8"), paint, 0.35)
    d.path(
        road.path("M -0.40 0.74 Q 0 0.79 0.40 0.74 L 0.34 0.50 Q 0 0.47 -0.34 0.50 Z"),
        times(INK, 0.8),
        stroke=INK,
        width=5,
    )
    for y in (0.55, 0.61, 0.67, 0.73):
        d.line([road.at(-0.35, y), road.at(0.35, y)], steel, 3.2, opacity=0.85)
    d.path(road.path("M -0.92 0.40 Q 0 0.33 0.92 0.40"), "none", stroke=mix(steel, colours.second, 0.2), width=5)
    left, top = road.at(-0.21, 0.33)
    d.rect(left, top, 0.42 * road.metre, 0.115 * road.metre, mix(WHITE, paint, 0.25), round_=5)
    for side in (-1, 1):
        case = road.path(
            f"M {side * 0.46} 0.74 Q {side * 0.70} 0.82 {side * 0.90} 0.78 Q {side * 0.92} 0.62 {side * 0.84} 0.55 "
            f"Q {side * 0.62} 0.52 {side * 0.46} 0.58 Z"
        )
        d.path(case, mix(colours.lamp, WHITE, 0.5), stroke=INK, width=5)


def _dazzle(d: Drawing, road: _Road, lit: Rgb, colours: Palette, *, strength: float) -> None:
    """Lamps that blind: a core, two rings of glow, a long streak across and short ones aslant."""
    for side in (-1, 1):
        x, y = road.at(side * _LAMP[0], _LAMP[1])
        d.glow(x, y, 330, mix(colours.lamp, lit, 0.4), 0.5 * strength)
        d.glow(x, y, 150, lit, 0.95 * strength)
        d.circle(x, y, 24, WHITE, opacity=strength)
        for length, thick, turn in ((430, 3.2, 0.0), (150, 2.2, 0.7), (150, 2.2, -0.7)):
            ends = [(x - length, y - length * turn), (x + length, y + length * turn)]
            fade = d.gradient(ends[0], ends[1], [(0, lit, 0.0), (0.5, WHITE, 0.9 * strength), (1, lit, 0.0)])
            across = (thick * 0.6, -thick) if turn else (0.0, thick)
            d.poly([ends[0], (x + across[0], y + across[1]), ends[1], (x - across[0], y - across[1])], fade)
