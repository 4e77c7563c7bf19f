"""When things were and will be done: a row an episode, from left to right, and the moment at which all is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from microdrama.animate.production.schedule import Bar, Schedule, Work
from microdrama.domain.production import Entry
from microdrama.studio.report.markup import Markup, joined, tag, told
from microdrama.studio.report.words import counted

_MOST_ROWS = 120
_ROW = 14.0


@dataclass(frozen=True, slots=True)
class Course:
    """The work that is left, laid out from `now` on."""

    schedule: Schedule
    now: datetime


@dataclass(frozen=True, slots=True)
class _Drawn:
    row: str
    start: datetime
    end: datetime
    kind: str
    name: str


def gantt(entries: Sequence[Entry], course: Course | None) -> Markup:
    """What was bought, by the ledger's clock, then what is left; in words where there is nothing to draw."""
    bars = [*_bought(entries), *(_planned(bar, course) for bar in (course.schedule.bars if course else ()))]
    left = course.schedule.bars if course else ()
    if course is not None and left:
        finish = course.schedule.finish(course.now)
        words = (
            f"{counted(len(left), 'job is', 'jobs are')} left. All is done on {finish:%d %B %Y at %H:%M}, "
            f"{_lasting(course.schedule.seconds)} from now; {_chain(course.schedule)}."
        )
    else:
        words = "Everything is done."
    note = tag("p", words, class_="verdict")
    return joined(note, _chart(bars, course) if bars else None)


def _chain(schedule: Schedule) -> str:
    return f"{counted(len(schedule.critical), 'job decides', 'jobs in a row decide')} that"


def _lasting(seconds: float) -> str:
    whole = round(seconds / 60)
    if whole < 2:
        return f"{round(seconds)} s"
    hours, minutes = divmod(whole, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{counted(days, 'day', 'days')} {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _bought(entries: Sequence[Entry]) -> list[_Drawn]:
    found: list[_Drawn] = []
    for entry in entries:
        end = _moment(entry.at) if entry.kind == "settle" else None
        if end is not None:
            row = f"Episode {entry.where.episode}" if entry.where.episode is not None else "The series"
            name = f"{entry.where.shot or entry.job[:8]}, {entry.provider}"
            start = end - timedelta(seconds=max(0.0, min(entry.seconds, 86_400.0)))
            found.append(_Drawn(row, start, end, "bought", name))
    return found


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _planned(bar: Bar, course: Course | None) -> _Drawn:
    assert course is not None  # noqa: S101 (bars come from it)
    work: Work = bar.work
    kind = "critical" if work.name in course.schedule.critical else "planned"
    start = course.now + timedelta(seconds=bar.start_s)
    return _Drawn(work.row, start, course.now + timedelta(seconds=bar.end_s), kind, f"{work.name}, {work.queue}")


def _chart(bars: Sequence[_Drawn], course: Course | None) -> Markup:
    first, last = min(bar.start for bar in bars), max(bar.end for bar in bars)
    whole = max(1.0, (last - first).total_seconds())

    def x(moment: datetime) -> float:
        return 1000 * (moment - first).total_seconds() / whole

    rows = list(dict.fromkeys(bar.row for bar in bars))
    now = [x(course.now)] if course and first < course.now < last else []
    items = [_row(row, [bar for bar in bars if bar.row == row], x, now) for row in rows[:_MOST_ROWS]]
    axis = tag("li", tag("span", f"{first:%d %b %H:%M}"), tag("span", f"{last:%d %b %H:%M}"), class_="axis-of-time")
    more = tag("p", f"{len(rows) - _MOST_ROWS} more rows are not drawn.") if len(rows) > _MOST_ROWS else None
    return joined(tag("ul", *items, axis, class_="gantt"), more, _key(bars))


def _row(name: str, bars: Sequence[_Drawn], place: Callable[[datetime], float], now: Sequence[float]) -> Markup:
    blocks = [
        tag("rect", tag("title", bar.name), x=place(bar.start), y=1, height=_ROW - 2, class_=bar.kind,
            width=max(1.5, place(bar.end) - place(bar.start) - 0.6))
        for bar in bars
    ]  # fmt: skip
    lines = [tag("rect", x=at, y=0, width=1.6, height=_ROW, class_="now") for at in now]
    drawing = tag("svg", *blocks, *lines, viewBox=f"0 0 1000 {_ROW:g}", preserveAspectRatio="none", role="img",
                  aria_label=f"{name}: {counted(len(bars), 'job', 'jobs')}")  # fmt: skip
    return tag("li", told("span", name), drawing)


def _key(bars: Sequence[_Drawn]) -> Markup:
    words = {"bought": "bought, by the ledger", "planned": "still to do", "critical": "decides the end"}
    kinds = [kind for kind in words if any(bar.kind == kind for bar in bars)]
    signs = [
        tag("li", tag("svg", tag("rect", x=1, y=3, width=16, height=10, rx=2, class_=kind), viewBox="0 0 18 16",
                      aria_hidden="true"), tag("span", words[kind]))
        for kind in kinds
    ]  # fmt: skip
    return tag("ul", *signs, class_="key gantt-key")
