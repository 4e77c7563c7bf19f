"""Rooms high over a city: glass from wall to wall, a floor that mirrors the skyline."""

from __future__ import annotations

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.colours import INK, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing
from microdrama.animate.drawn.places.foreground import palm
from microdrama.animate.drawn.places.furniture import desk, easy_chair, plant, sofa
from microdrama.animate.drawn.places.indoors import curtain, floor, glazing, mood, outlook, rays, standing_lamp, within
from microdrama.animate.drawn.places.perspective import NEAREST, Eye
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.scenery import Plane, Scenery, Setting
from microdrama.animate.drawn.places.sky import LEFT, RIGHT


def penthouse(setting: Setting) -> Scenery:
    """A tall glass front over the city, a curtain, a sofa or a desk, leaves before the camera."""
    dice, light, colours = setting.dice(5), mood(setting), setting.colours
    eye = Eye(y=500, focal=700, height=1.5)
    deep, half = 6.2, 3.3
    line = eye.floor(deep)
    top = eye.at(0, 4.6, deep)[1]
    planes = outlook(setting, horizon=line - 12, spread=1.15)
    room, edge = Drawing(), mix(colours.sky[3], light.lamp, 0.5)
    frame = mix(INK, colours.near, 0.25)
    _ceiling(room, eye, top, deep, frame, light.lamp, light.lamps)
    across = dice.choice((3, 3, 4))
    shift = dice.uniform(-70, 30)
    glazing(
        room,
        (-90 + shift, top, 900 + shift, line - 14),
        frame,
        edge,
        across=across,
        rail=dice.choice((0.38, 0.3, 0.62)),
    )
    room.rect(LEFT, line - 14, RIGHT - LEFT, 16, frame)
    cloth = mix(mix(colours.mid, rgb(dice.choice(("#8a2a4e", "#5a3a7a", "#2f5a78"))), 0.6), INK, 0.25)
    left = dice.random() < 0.6
    curtain(room, setting, (-150, top - 40, 84, line + 30), cloth, edge, lean=-16)
    if not left or dice.random() < 0.5:
        curtain(room, setting, (654, top - 40, 870, line + 30), cloth, edge, lean=14)
    planes.append(Plane(1.0, drawing=room, bloom=0.4 * light.lamps))
    lamps: list[Lamp] = []
    planes.append(floor(eye, half=half, deep=deep, colour=_boards(colours.near), light=light, shine=0.72))
    things = Drawing()
    leather = mix(mix(INK, rgb("#5a3a4a"), 0.7), colours.mid, 0.3)
    if dice.random() < 0.5:
        sofa(things, eye, (-2.6, 5.3), wide=1.9, colour=leather, edge=edge)
        lamps.append(standing_lamp(things, eye, light, (2.1, 5.4), shade=rgb("#d8b48c")))
    else:
        lamps.append(standing_lamp(things, eye, light, (-2.15, 5.5), shade=rgb("#d8b48c")))
        easy_chair(things, eye, (1.7, 5.0), colour=leather, edge=edge)
    plant(things, setting, eye, (2.75 if dice.random() < 0.5 else -2.75, 5.2), colour=mix(colours.leaf, INK, 0.3))
    planes.append(
        Plane(1.0, drawing=things, ambient=mix(light.ambient, (1.0, 1.0, 1.0), 0.35), lamps=tuple(lamps), bloom=0.4)
    )
    planes.append(rays((120, top, 700, line), light.outside, light.rays * 0.32, lean=-180, reach=980))
    front = Drawing()
    desk(front, (430, 1075), colour=mix(INK, leather, 0.6), edge=mix(edge, light.lamp, 0.5), lamp=light.lamp)
    planes.append(Plane(1.22, drawing=front, blur=2.5))
    planes.append(palm(setting, side="left"))
    return within(setting, planes, light, accent=colours.glow, reflective=0.5)


def _boards(near: Rgb) -> Rgb:
    return mix(near, rgb("#6a4460"), 0.4)


def _ceiling(d: Drawing, eye: Eye, top: float, deep: float, frame: Rgb, lamp: Rgb, lamps: float) -> None:
    d.rect(LEFT, -230, RIGHT - LEFT, top + 232, d.down(-200, top, times(frame, 0.75), mix(frame, INK, 0.2)))
    d.lines(
        [[eye.at(n * 1.6, 4.6, deep), eye.at(n * 1.6, 4.6, NEAREST)] for n in range(-4, 5)],
        mix(frame, lamp, 0.22),
        1.6,
        opacity=0.5,
    )
    for x in (-2.1, 0, 2.1):
        for z in (5.6, 4.4):
            spot = eye.flat(x - 0.3, x + 0.3, z, z + 0.22, 4.58)
            d.poly(spot, mix(frame, lamp, 0.25 + 0.7 * lamps))
            if lamps > 0.2:
                d.glow((spot[0][0] + spot[2][0]) / 2, spot[0][1] + 6, 90, lamp, 0.4 * lamps, tall=0.4)
