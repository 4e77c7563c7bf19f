"""The pictures of a shot, one after another: baked sheets are moved and laid; nothing is painted any more."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

import cv2
import numpy as np

from microdrama.animate.drawn import effects, moves
from microdrama.animate.drawn.acting import Act
from microdrama.animate.drawn.canvas import Canvas, lay_sheet
from microdrama.animate.drawn.cels import Cel, Picture
from microdrama.animate.drawn.moves import RATE, Frame, Matrix, View
from microdrama.animate.drawn.panels import SLIDE_DRAWINGS, Panel
from microdrama.animate.drawn.plates import Plate
from microdrama.animate.drawn.puppets import Puppet
from microdrama.animate.drawn.stage import Stage

_HEADS_KEPT = 24
_ARRIVES_PX = 14  # what comes while we look rises by this much, twice
_DRAWINGS_A_TEAR = 1.6  # drawings of an act that one drawing of a tear stands; it takes two seconds to run down


def draw_shot(stage: Stage) -> Iterator[Picture]:
    """Every picture of a baked shot in order: (height, width, 3) RGB, 24 a second, each a new array."""
    shown = _Shown(stage)
    for number, view in enumerate(stage.views):
        shown.compose(number, view)
        yield shown.finished(number)


class _Shown:
    """The canvas of one shot, and what can be kept from one picture to the next."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        width, height = stage.size
        self._canvas = Canvas(width, height)
        self._behind = np.zeros((height, width, 4), np.uint8)
        self._behind_view: View | None = None
        self._stands = len(set(stage.views)) < len(stage.views)
        self._composed: tuple[int, View] | None = None
        self._heads = [_Head(puppet) for puppet in stage.puppets]
        self._cuts = [Canvas(panel.window[2], panel.window[3]) for panel in stage.panels]

    def compose(self, number: int, view: View) -> None:
        """Everything that stands in the scene; what the last picture has already is left as it is."""
        drawing = number // 2
        if self._stage.panels:
            self._compose_panels(number)
        elif self._composed != (drawing, view):
            self._compose_scene(drawing, view)
            self._composed = (drawing, view)

    def _compose_scene(self, drawing: int, view: View) -> None:
        stage, canvas = self._stage, self._canvas
        self._show_place(view)
        self._show_people(drawing, view, front=False)
        for plate in stage.fronts:
            if plate.since <= drawing:
                late = max(0, 2 - (drawing - plate.since)) if plate.since else 0
                rise = moves.shifted(0, late * _ARRIVES_PX * stage.size[1] / 1280)
                canvas.over(plate.cel.sheet, moves.after(rise, _seen(plate, view, stage.frame)))
        self._show_people(drawing, view, front=True)
        if stage.veils.lines:
            canvas.over(stage.veils.lines[drawing % len(stage.veils.lines)], moves.shifted(0, 0))

    def _show_place(self, view: View) -> None:
        stage, canvas = self._stage, self._canvas
        if self._behind_view == view:
            np.copyto(canvas.sheet, self._behind)
            return
        canvas.cover(stage.ground.cel.sheet, _seen(stage.ground, view, stage.frame))
        for plate in stage.plates:
            canvas.over(plate.cel.sheet, _seen(plate, view, stage.frame))
        if self._stands:
            np.copyto(self._behind, canvas.sheet)
            self._behind_view = view

    def _show_people(self, drawing: int, view: View, *, front: bool) -> None:
        for n, puppet in enumerate(self._stage.puppets):
            if puppet.spot.front == front:
                self._act(self._canvas, n, drawing, moves.matrix(view, puppet.depth, self._stage.frame))

    def _compose_panels(self, number: int) -> None:
        """Each panel on a canvas of its own, then through its mask; those that are due slide in from a side."""
        drawing, stage = number // 2, self._stage
        assert stage.paper is not None  # noqa: S101 (whoever has panels has it)
        np.copyto(self._canvas.sheet, stage.paper)
        for panel, canvas in zip(stage.panels, self._cuts, strict=True):
            if drawing < panel.first_drawing:
                continue
            view = panel.views[number]
            window = moves.shifted(-panel.window[0], -panel.window[1])
            canvas.cover(panel.ground.cel.sheet, moves.after(window, _seen(panel.ground, view, panel.frame)))
            camera = moves.after(window, moves.matrix(view, 1.0, panel.frame))
            self._act(canvas, panel.puppet, drawing, camera)
            share = (number - 2 * panel.first_drawing + 1) / (2 * SLIDE_DRAWINGS)
            self._paste(panel, canvas, share if panel.first_drawing else 1.0)

    def _paste(self, panel: Panel, canvas: Canvas, share: float) -> None:
        """Lay a panel onto the page, `share` of its way in."""
        left, top, width, height = panel.window
        away = round(self._stage.size[0] * (1 - min(1.0, share)) ** 2) * (-1 if panel.from_left else 1)
        canvas.over(panel.edge, moves.shifted(0, 0))
        first, last = max(0, left + away), min(self._stage.size[0], left + away + width)
        if first >= last:
            return
        part = np.s_[:, first - left - away : last - left - away]
        page = self._canvas.sheet[top : top + height, first:last]
        cv2.copyTo(canvas.sheet[part], panel.mask[part], page)

    def finished(self, number: int) -> Picture:
        """The picture with weather, light, shade and grain over it."""
        stage, picture = self._stage, self._canvas.picture()
        veils = stage.veils
        if veils.shine is not None:
            cv2.add(picture, veils.shine, dst=picture)
        if stage.sky is not None:
            stage.sky.over(picture, stage.starts_s + number / RATE)
        if veils.shade is not None:
            cv2.multiply(picture, veils.shade, dst=picture, scale=1 / 255)
        if veils.flash_at is not None:
            effects.flash(picture, number - veils.flash_at)
        if stage.grain is not None:
            stage.grain.over(picture, number // 2)
        return picture

    def _act(self, canvas: Canvas, index: int, drawing: int, camera: Matrix) -> None:
        """One person in one drawing: the body breathes and leans, the head goes with it and moves on its own."""
        puppet = self._stage.puppets[index]
        act = puppet.acts[min(drawing, len(puppet.acts) - 1)]
        body = moves.after(camera, body_matrix(puppet, act))
        canvas.over(puppet.body.sheet, _moved(puppet.body, body))
        if puppet.head is not None:
            head = self._heads[index].cel(act, drawing)
            canvas.over(head.sheet, _moved(head, moves.after(body, head_matrix(puppet, act))))


def _seen(plate: Plate, view: View, frame: Frame) -> Matrix:
    return _moved(plate.cel, moves.matrix(view, plate.depth, frame))


def body_matrix(puppet: Puppet, act: Act) -> Matrix:
    """How an act bends a body, in pixels of the composed picture."""
    tall = puppet.spot.head_px
    scale = (1 - 0.3 * act.breath, 1 + act.breath)
    return moves.turned(act.lean, scale, puppet.pivot, (act.body_x * tall, 0.0))


def head_matrix(puppet: Puppet, act: Act) -> Matrix:
    """How an act moves a head upon its body."""
    tall = puppet.spot.head_px
    return moves.turned(act.tilt, (1.0, 1.0), puppet.neck, (act.head_x * tall, act.head_y * tall))


def _moved(cel: Cel, matrix: Matrix) -> Matrix:
    """A matrix for points of the picture as one for points of a cel's sheet."""
    return moves.after(matrix, moves.shifted(cel.left, cel.top))


class _Head:
    """A head with the eyes, brows and mouth of an act; those drawn last are kept."""

    def __init__(self, puppet: Puppet) -> None:
        self._puppet = puppet
        self._made: OrderedDict[tuple[object, ...], Cel] = OrderedDict()

    def cel(self, act: Act, drawing: int) -> Cel:
        """The head as one cel."""
        puppet = self._puppet
        running = int(drawing / _DRAWINGS_A_TEAR) % len(puppet.running) if puppet.running else 0
        key = (act.lid, act.gaze, act.mouth, act.feeling, running)
        if key not in self._made:
            self._made[key] = self._drawn(act, running)
            if len(self._made) > _HEADS_KEPT:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        return self._made[key]

    def _drawn(self, act: Act, running: int) -> Cel:
        puppet = self._puppet
        assert puppet.head is not None  # noqa: S101 (asked only where there is one)
        sheet, left, top = puppet.head.sheet.copy(), puppet.head.left, puppet.head.top
        for cel in features(puppet, act):
            lay_sheet(sheet, cel.moved(-left, -top))
        if puppet.running:
            for cel in puppet.running[running]:
                lay_sheet(sheet, cel.moved(-left, -top))
        return Cel(sheet, left, top)


def features(puppet: Puppet, act: Act) -> list[Cel]:
    """The eyes, the brows and the mouth that a puppet has for an act; what it lacks, it does with the nearest."""
    eyes = puppet.eyes.get((act.lid, act.gaze)) or puppet.eyes.get((act.lid, "ahead"))
    brows = puppet.brows.get(act.feeling) or puppet.brows.get(puppet.spot.seen.feeling)
    mouth = puppet.mouths.get(act.mouth) or puppet.mouths.get("rest")
    return [cel for cel in (eyes, mouth, brows) if cel is not None]
