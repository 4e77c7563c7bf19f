"""What it cost, as tables and bars: by episode and provider, a minute beside what others pay, what is left."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from microdrama.animate.production.baseline import Compared
from microdrama.domain.money import MICROS, Money
from microdrama.domain.series import Series
from microdrama.studio.report.figures import Cap, Figures
from microdrama.studio.report.markup import Markup, hidden, joined, tag, told

_WIDE = 1000.0
_SMALLEST = 0.01  # units of a currency: where the scale of a chart begins at the lowest
_SCOPES = {"series": "The series", "episode": "Dearest episode", "shot": "Dearest shot"}


def costs(series: Series, figures: Figures) -> Markup:
    """A row an episode, a column a provider; what belongs to no episode has a row of its own."""
    providers = figures.providers
    if not providers:
        return tag("p", "Nothing was bought: everything was drawn, spoken and scored on one machine.", class_="verdict")
    currency = figures.spent.currency
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in ("", *providers, "Together"))))
    rows = [
        _row(f"Episode {one.number}", figures.by_episode.get(one.number, {}), providers, currency)
        for one in series.episodes
    ]
    numbers = {one.number for one in series.episodes}
    other: dict[str, int] = {}
    for number, sums in figures.by_episode.items():
        if number not in numbers:
            other |= {name: other.get(name, 0) + micros for name, micros in sums.items()}
    if other:
        rows.append(_row("The whole series", other, providers, currency))
    whole = {name: sum(row.get(name, 0) for row in figures.by_episode.values()) for name in providers}
    foot = tag("tfoot", _row("Together", whole, providers, currency))
    table = tag("table", head, tag("tbody", *rows), foot, class_="costs")
    return tag("div", table, class_="scroll", tabindex="0", role="region", aria_label="Costs by episode and provider")


def _row(name: str, sums: Mapping[str, int], providers: list[str], currency: str) -> Markup:
    whole = sum(sums.values())
    cells = [tag("td", _amount(sums.get(one, 0), currency), class_="value") for one in providers]
    return tag("tr", tag("th", name, scope="row"), *cells, tag("td", _amount(whole, currency), class_="value"))


def _amount(micros: int, currency: str) -> str:
    return str(Money(micros, currency)) if micros else "\u2013"


def minute(figures: Figures, *, with_people: bool) -> Markup:
    """Our minute as a line through the ranges of the others, on a scale on which each step is ten times the last."""
    scale = _Scale(figures)
    ours = tag(
        "li",
        tag("div", tag("b", "This series"), tag("span", "by its ledger", class_="source")),
        tag("div", _bar(scale, figures.a_minute.micros, figures.a_minute.micros, "ours"), class_="bar"),
        tag("div", str(figures.a_minute), class_="value"),
        class_="this",
    )
    rows = [_against(one, scale, figures) for one in figures.compared]
    words = (
        f"A finished minute, in {figures.a_minute.currency}. Each line of the scale is ten times the one before. The "
        f"others' figures are journalism and vendors' claims, so they are ranges. Ours is "
        f"what was bought{', and what people were paid for their hours' if with_people else '; no hours of people'}."
    )
    note = tag("p", words, class_="verdict")
    return joined(note, tag("ul", *rows, ours, scale.axis(), class_="minute"))


def _against(one: Compared, scale: _Scale, figures: Figures) -> Markup:
    base = one.baseline
    words = f"{_short(one.low)} to {_short(one.high)}"
    share = f"ours is {_percent(one)} of the lower figure" if figures.a_minute.micros else "ours cost no money"
    source = f"{base.source}, {base.date}{f'; {base.note}' if base.note else ''}"
    return tag(
        "li",
        tag("div", told("b", base.name), told("span", source, class_="source")),
        tag("div", _bar(scale, one.low.micros, one.high.micros, "other"), scale.line(), class_="bar"),
        tag("div", words, tag("span", share), class_="value"),
    )


def _percent(one: Compared) -> str:
    share = float(one.share_of_low) * 100
    return f"{share:.0f} %" if share >= 10 else f"{share:.1f} %" if share >= 1 else f"{max(share, 0.01):.2g} %"


def _short(money: Money) -> str:
    value = money.micros / MICROS
    return f"{value:,.0f}" if value >= 10 else f"{value:,.2f}"


class _Scale:
    """A logarithmic scale of money over all that is compared; nothing lies below a hundredth of a unit."""

    def __init__(self, figures: Figures) -> None:
        self._ours = figures.a_minute.micros
        values = [one.low.micros for one in figures.compared] + [one.high.micros for one in figures.compared]
        shown = [max(_SMALLEST, micros / MICROS) for micros in [*values, self._ours]]
        self._low = math.floor(math.log10(min(shown)))
        self._high = max(self._low + 1, math.ceil(math.log10(max(shown))))

    def x(self, micros: int) -> float:
        """Units from the left edge, 0 to 1000."""
        place = math.log10(max(_SMALLEST, micros / MICROS))
        return _WIDE * min(1.0, max(0.0, (place - self._low) / (self._high - self._low)))

    def line(self) -> Markup:
        """Where our own minute is, in the row of somebody else."""
        return tag("i", style=f"left:{self.x(self._ours) / 10:.2f}%", aria_hidden="true")

    def axis(self) -> Markup:
        """The scale's own row."""
        marks = [
            tag("span", _mark(power),
                style=f"left:{100 * (power - self._low) / (self._high - self._low):.2f}%")
            for power in range(self._low, self._high + 1)
        ]  # fmt: skip
        return tag("li", tag("div", *marks, class_="axis-row"), class_="axis-of-money", aria_hidden="true")


def _mark(power: int) -> str:
    """A power of ten in few signs: 0.01, 1, 100, 1k, 100k, 1M."""
    if power < 0:
        return f"{10.0**power:.{-power}f}"
    step = min(power // 3, 4)
    return f"{10 ** (power - 3 * step):,}{('', 'k', 'M', 'G', 'T')[step]}"


def _bar(scale: _Scale, low: int, high: int, kind: str) -> Markup:
    first, last = scale.x(low), scale.x(high)
    if kind == "ours":  # from the left edge: a sum of money, not a range
        first, last = 0.0, max(last, 6.0)
    block = tag("rect", x=first, y=0, width=max(6.0, last - first), height=20, rx=4, class_=kind)
    return tag("svg", block, viewBox="0 0 1000 20", preserveAspectRatio="none", aria_hidden="true")


def budget(figures: Figures) -> Markup | None:
    """Each cap with what is spent or reserved of it and what is left."""
    return tag("ul", *(_cap(cap) for cap in figures.caps), class_="caps") if figures.caps else None


def _cap(cap: Cap) -> Markup:
    share = min(1.0, cap.committed.micros / max(1, cap.cap.micros))
    name = _SCOPES[cap.scope] + (f" ({cap.where})" if cap.where else "")
    bar = tag("rect", x=0, y=0, width=max(2.0, _WIDE * share), height=14, class_="full" if share >= 1 else "taken")
    return tag(
        "li",
        tag("p", tag("b", name), " ", tag("span", f"{cap.committed} of {cap.cap}")),
        tag("svg", bar, viewBox="0 0 1000 14", preserveAspectRatio="none", aria_hidden="true"),
        tag("p", f"{cap.left} left", class_="left"),
    )


def kept(figures: Figures) -> Iterator[tuple[str, str]]:
    """Tiles about takes: how many were bought and how many of them are used."""
    if figures.keep_rate is not None:
        yield f"{float(figures.keep_rate):.0%}", f"of takes used, {figures.used} of {figures.bought}"


def reserved(figures: Figures) -> Markup | None:
    """What is asked for and not billed yet."""
    if not figures.reserved.micros:
        return None
    return tag("p", f"{figures.reserved} more are reserved for jobs that are under way.", hidden(" "), class_="verdict")
