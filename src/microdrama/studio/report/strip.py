"""The film as a strip from left to right: what stays and what does not, its curves, its shots and its voices."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from microdrama.domain.findings import Findings, Loudness, Shot
from microdrama.domain.plan import Plan, PlannedEpisode, PlannedScene
from microdrama.domain.time import Span
from microdrama.studio.report.markup import Markup, hidden, joined, tag, text, told
from microdrama.studio.report.words import about, clock

COLOURS = 6
SPEAKERS = 5
_WIDE = 1120.0
_TOP, _FLOOR = 40.0, 190.0  # of the scenes
_SHOTS_AT, _LANES_AT, _LANE = 198.0, 216.0, 9.0
_QUIETEST, _LOUDEST = -60.0, -5.0
_LOUDNESS_POINTS = 560
_MOST_TICKS = 14
_TICKS_S = (15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_LONGEST_TIP = 400
_MANY = 16  # episodes: a narrow screen then shows them wider, so that a finger finds each
TURNING_POINTS = (
    (0.10, "opportunity"),
    (0.25, "change of plans"),
    (0.50, "point of no return"),
    (0.75, "major setback"),
    (0.945, "climax"),
)
"""Where screenwriting theory expects a story to turn, by share of the running time (Papalampidi et al. 2019)."""


class Line:
    """Which episode shows a moment of the film, and where on the paper it lies."""

    def __init__(self, plan: Plan, duration: Fraction) -> None:
        self._spans = sorted((s.start_s, s.end_s, e.number) for e in plan.episodes for s in e.spans)
        self._starts = [start for start, _, _ in self._spans]
        self._scale = _WIDE / float(duration) if duration else 0.0

    def x(self, moment: Fraction) -> float:
        """Units from the left edge, never beyond the paper."""
        return min(_WIDE, max(0.0, float(moment) * self._scale))

    def shown_in(self, moment: Fraction) -> int | None:
        """The number of the episode that shows a moment, None where none does; recaps do not count."""
        place = bisect_right(self._starts, moment) - 1
        return self._spans[place][2] if place >= 0 and moment < self._spans[place][1] else None


def strip(plan: Plan, findings: Findings, titles: Sequence[str]) -> Markup:
    """The drawing with its key; `titles` are the episodes', in order."""
    line = Line(plan, findings.media.duration_s)
    lanes = _lanes(findings)
    axis = _LANES_AT + _LANE * len(lanes) + 6
    high = axis + 46
    drawing = tag(
        "svg",
        _turning_lines(axis),
        _loudness(findings.loudness, line),
        *(_block(scene, line) for scene in plan.scenes),
        *(_borders(episode, line) for episode in plan.episodes),
        _curve(plan.scenes, line, "salience"),
        _curve(plan.scenes, line, "tension"),
        _shots(findings.shots, line),
        *(_lane(spans, line, number, kind) for number, (_, kind, spans) in enumerate(lanes)),
        _axis(findings.media.duration_s, line, axis),
        *(_number(episode, line, title) for episode, title in zip(plan.episodes, titles, strict=False)),
        viewBox=f"0 0 {_WIDE:g} {high:g}",
        role="group",
        aria_label="The film from left to right; the numbers lead to the episodes",
    )
    many = len(plan.episodes) > _MANY
    frame = tag(
        "div",
        drawing,
        class_="scroll many" if many else "scroll",
        tabindex="0",
        role="region",
        aria_label="The film as a strip",
    )
    note = tag("p", "Swipe the strip sideways to see the whole film.", class_="hint")
    return tag("figure", note, frame, tag("figcaption", _key(findings, lanes)), class_="strip")


def small_strip(episode: PlannedEpisode, duration: Fraction) -> Markup:
    """Where the parts of one episode lie in the film."""
    line = Line(Plan(keep=0, scenes=[], episodes=[]), duration)

    def piece(span: Span, kind: str) -> Markup:
        x = line.x(span.start_s)
        return tag("rect", x=x, y=0, width=max(3.0, line.x(span.end_s) - x), height=12, class_=kind)

    pieces = [piece(span, "again") for span in episode.recap]
    pieces += [piece(span.picture, f"e{colour(episode.number)}") for span in episode.spans]
    where = ", ".join(about(span.picture) for span in episode.spans[:12])
    return tag(
        "svg",
        *pieces,
        viewBox=f"0 0 {_WIDE:g} 12",
        preserveAspectRatio="none",
        class_="small",
        role="img",
        aria_label=f"Its place in the film: {where}",
    )


def colour(number: int) -> int:
    """Which of the colours an episode has; neighbours never share theirs."""
    return (number - 1) % COLOURS


def _block(scene: PlannedScene, line: Line) -> Markup:
    shown = line.shown_in((scene.start_s + scene.end_s) / 2)
    x, high = line.x(scene.start_s), 4 + (_FLOOR - _TOP - 4) * scene.salience
    fate = f"episode {shown}" if shown else "left out"
    worth = f"Salience {scene.salience:.2f}, tension {scene.tension:.2f}."
    tip = f"{about(Span(scene.start_s, scene.end_s))}, {fate}. {worth}"
    block = tag(
        "rect",
        tag("title", f"{tip} {scene.reason[:_LONGEST_TIP]}"),
        x=x,
        y=_FLOOR - high,
        width=max(0.6, line.x(scene.end_s) - x - 0.8),
        height=high,
        class_=f"b e{colour(shown)}" if shown else "b out",
    )
    return tag("a", block, href=f"#episode-{shown}", tabindex="-1") if shown else block


def _borders(episode: PlannedEpisode, line: Line) -> Markup:
    first, last = line.x(episode.spans[0].start_s), line.x(episode.spans[-1].end_s)
    return tag("path", d=f"M{first:.1f} 26V{_FLOOR:g}M{last:.1f} 26V{_FLOOR:g}", class_="border")


def _number(episode: PlannedEpisode, line: Line, title: str) -> Markup:
    """The episode's number over its stretch of film, as a link to what is said of it."""
    first, last = episode.spans[0].start_s, episode.spans[-1].end_s
    x = line.x(first)
    wide = max(2.0, line.x(last) - x - 1)
    label = f"Episode {episode.number}, {about(Span(first, max(first, last)))}: {title[:_LONGEST_TIP]}"
    return tag(
        "a",
        tag("title", label),
        tag("rect", x=x, y=4, width=wide, height=22, rx=5, class_=f"e{colour(episode.number)}"),
        tag("text", str(episode.number), x=x + wide / 2, y=19, class_="number") if wide >= 13 else None,
        href=f"#episode-{episode.number}",
        aria_label=label,
    )


def _curve(scenes: Sequence[PlannedScene], line: Line, what: str) -> Markup | None:
    """A smooth line through the middles of the scenes that never leaves the values on both sides of it."""
    points = [
        (line.x((s.start_s + s.end_s) / 2), _FLOOR - (_FLOOR - _TOP) * (s.tension if what == "tension" else s.salience))
        for s in scenes
    ]
    if len(points) < 2 or (what == "tension" and not any(scene.tension for scene in scenes)):
        return None
    drawn = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        drawn.append(f"C{(x0 + x1) / 2:.1f} {y0:.1f} {(x0 + x1) / 2:.1f} {y1:.1f} {x1:.1f} {y1:.1f}")
    path = "".join(drawn)
    return joined(tag("path", d=path, class_="halo"), tag("path", d=path, class_=what))


def _loudness(loudness: Loudness | None, line: Line) -> Markup | None:
    """Momentary loudness as an area, the loudest of each stretch of a few pixels."""
    if loudness is None or not loudness.lufs:
        return None
    stride = -(-len(loudness.lufs) // _LOUDNESS_POINTS)
    drawn = [f"M0 {_FLOOR:g}"]
    for at in range(0, len(loudness.lufs), stride):
        level = (max(loudness.lufs[at : at + stride]) - _QUIETEST) / (_LOUDEST - _QUIETEST)
        y = _FLOOR - (_FLOOR - _TOP) * max(0.0, min(1.0, level))
        drawn.append(f"L{line.x((at + Fraction(stride, 2)) * loudness.step_s):.1f} {y:.1f}")
    drawn.append(f"V{_FLOOR:g}Z")
    return tag("path", d="".join(drawn), class_="loud")


def _shots(shots: Sequence[Shot], line: Line) -> Markup:
    """A tick where a shot begins: plain for a cut, a bow for a dissolve, a wedge for a fade."""
    drawn: dict[str, dict[str, None]] = {"cut": {}, "dissolve": {}, "fade": {}}
    low, high = _SHOTS_AT + 11, _SHOTS_AT
    for shot in shots:
        x = line.x(shot.start_s)
        half = max(2.5, line.x(shot.start_s + (shot.transition_s or Fraction(0)) / 2) - x)
        shape = {
            "cut": f"M{x:.1f} {high:g}V{low:g}",
            "dissolve": f"M{x - half:.1f} {high:g}L{x + half:.1f} {low:g}V{high:g}L{x - half:.1f} {low:g}Z",
            "fade": f"M{x - half:.1f} {low:g}H{x + half:.1f}L{x:.1f} {high:g}Z",
        }[shot.transition]
        drawn[shot.transition][shape] = None  # shots that fall on one place are drawn once
    return joined(*(tag("path", d="".join(shapes), class_=kind) for kind, shapes in drawn.items() if shapes))


_Lane = tuple[str, str, list[Span]]
"""Its name, its class, and what is on it."""


def _lanes(findings: Findings) -> list[_Lane]:
    """Who speaks when: those with most lines a lane each, the others together; and any voice that is heard."""
    lanes: list[_Lane] = [("a voice is heard", "voice", list(findings.speech))] if findings.speech else []
    told_apart = Counter(line.speaker for line in findings.lines if line.speaker)
    main = sorted(told_apart, key=lambda name: (-told_apart[name], name))[:SPEAKERS]
    for number, name in enumerate(main):
        said = [Span(s.start_s, s.end_s) for s in findings.lines if s.speaker == name]
        lanes.append((name, f"s{number}", said))
    rest = [Span(s.start_s, s.end_s) for s in findings.lines if s.speaker not in main]
    if rest:
        lanes.append(("other lines" if main else "lines", "others", rest))
    return lanes


def _lane(spans: Iterable[Span], line: Line, number: int, kind: str) -> Markup:
    y = _LANES_AT + _LANE * number + _LANE / 2
    drawn: list[list[float]] = []
    for span in sorted(spans):
        first, last = line.x(span.start_s), max(line.x(span.end_s), line.x(span.start_s) + 0.5)
        if drawn and first - drawn[-1][1] < 0.3:
            drawn[-1][1] = max(drawn[-1][1], last)
        else:
            drawn.append([first, last])
    return tag("path", d="".join(f"M{a:.1f} {y:g}H{b:.1f}" for a, b in drawn), class_=f"lane {kind}")


def _turning_lines(axis: float) -> Markup:
    pieces: list[Markup] = []
    for share, name in TURNING_POINTS:
        x = share * _WIDE
        pieces.append(tag("path", d=f"M{x:.1f} 30V{axis:g}", class_="turn"))
        pieces.append(tag("text", f"{share * 100:g} % {name}", x=x, y=axis + 38, class_="turning"))
    return joined(*pieces)


def _axis(duration: Fraction, line: Line, y: float) -> Markup:
    step = next((s for s in _TICKS_S if duration / s <= _MOST_TICKS), -(-int(duration) // _MOST_TICKS // 3600) * 3600)
    pieces = [tag("path", d=f"M0 {y:g}H{_WIDE:g}", class_="axis")]
    for number in range(int(duration / max(1, step)) + 1):
        x = line.x(Fraction(number * step))
        ends = "start" if x < 20 else "end" if x > _WIDE - 20 else "middle"
        pieces.append(tag("path", d=f"M{x:.1f} {y:g}v5", class_="axis"))
        pieces.append(tag("text", clock(Fraction(number * step)), x=x, y=y + 18, text_anchor=ends, class_="minute"))
    return joined(*pieces)


def _key(findings: Findings, lanes: Sequence[_Lane]) -> Markup:
    """What each sign means, with the sign."""
    kinds = {shot.transition for shot in findings.shots}
    blocks = '<rect class="e0" x="1" y="3" width="7" height="11"/><rect class="e1" x="10" y="0" width="7" height="14"/>'
    rising = "M0 11C6 11 8 3 18 3"
    signs = [
        (blocks, "a scene that stays, coloured by its episode; higher is worth more"),
        ('<rect class="out" x="3" y="4" width="12" height="10"/>', "a scene that is left out"),
        (f'<path class="salience" d="{rising}"/>', "salience"),
        (f'<path class="tension" d="{rising}"/>', "tension"),
    ]
    if findings.loudness and findings.loudness.lufs:
        signs.append(('<path class="loud" d="M0 14L5 5L9 9L13 3L18 14Z"/>', "loudness"))
    if "cut" in kinds:
        signs.append(('<path class="cut" d="M5 2V14M12 2V14"/>', "a shot begins"))
    if "dissolve" in kinds:
        signs.append(('<path class="dissolve" d="M3 2L15 14V2L3 14Z"/>', "with a dissolve"))
    if "fade" in kinds:
        signs.append(('<path class="fade" d="M3 14H15L9 2Z"/>', "with a fade"))
    signs.append(('<path class="turn" d="M9 0V16"/>', "where theory expects a turning point"))
    items = [_sign(drawn, tag("span", words)) for drawn, words in signs]
    for name, kind, _ in lanes:
        drawn = f'<path class="lane {kind}" d="M1 8H17"/>'
        named = kind.startswith("s")
        items.append(_sign(drawn, joined(hidden("lines of "), told("bdi", name)) if named else text(name)))
    return tag("ul", *items, class_="key")


def _sign(drawn: str, words: Markup) -> Markup:
    return tag("li", tag("svg", Markup(drawn), viewBox="0 0 18 16", aria_hidden="true"), words)
