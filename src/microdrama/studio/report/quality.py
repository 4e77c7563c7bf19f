"""What was promised and what was found, as a table: each figure with what it means and a sign that needs no colour."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from microdrama.condense.coverage import ThreadTold
from microdrama.condense.proof import Offence, Proof
from microdrama.domain.series import Series
from microdrama.media.loudness import SILENCE_LUFS, TARGET_LUFS
from microdrama.studio.report.markup import Markup, hidden, joined, tag, told
from microdrama.studio.report.words import clock, counted

_LOUDNESS_TOLERANCE_LU = 1.0
_MOST_OFFENCES = 40
_MOST_SPEAKERS = 12


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One row: what, the figure, what it means, and whether it is as it should be (None: it is only told)."""

    name: str
    value: str
    means: str
    good: bool | None
    offences: Sequence[Offence] = ()


def figures(series: Series, proof: Proof, *, least_s: int, most_s: int) -> list[Figure]:
    """All figures of a report, those with a promise first."""
    count = len(series.episodes)
    within = count - len({offence.episode for offence in proof.lengths})
    found = [
        Figure(name="Episodes within limits", value=f"{within} of {count}", good=not proof.lengths,
               means=f"each lasts from {least_s} to {most_s} s", offences=proof.lengths),
        Figure(name="Violations of story order", value=str(len(proof.order)), good=not proof.order,
               means="no part is shown before one that comes earlier in the film", offences=proof.order),
        Figure(name="Cuts inside speech", value=f"{len(proof.speech)} of {proof.sounds}", good=not proof.speech,
               means="no sound is cut within 0.08 s of a voice", offences=proof.speech),
        Figure(name="Cuts off legal places", value=f"{len(proof.places)} of {proof.cuts}", good=not proof.places,
               means="pictures are cut where shots change or in a pause, never inside a dissolve",
               offences=proof.places),
        Figure(name="Overlapping sound", value=str(len(proof.overlaps)), good=not proof.overlaps,
               means="where two parts meet, one is heard at a time", offences=proof.overlaps),
        Figure(name="Share of the film kept", value=f"{proof.kept:.0%} of {proof.asked:.0%} asked",
               good=proof.near_the_asked, means="what stays is within a tenth of the film of what was asked for"),
    ]  # fmt: skip
    return [*found, *_told_only(series, proof)]


def _told_only(series: Series, proof: Proof) -> list[Figure]:
    found: list[Figure] = []
    levels = [
        e.loudness_lufs for e in series.episodes if e.loudness_lufs is not None and e.loudness_lufs > SILENCE_LUFS
    ]
    if levels:
        even = all(abs(level - TARGET_LUFS) <= _LOUDNESS_TOLERANCE_LU for level in levels)
        low, high = f"{min(levels):.1f}", f"{max(levels):.1f}"
        value = f"{low} LUFS" if low == high else f"{low} to {high} LUFS"
        means = f"every episode is within 1 LU of {TARGET_LUFS:g} LUFS, so nobody reaches for the volume"
        found.append(Figure(name="Loudness", value=value, means=means, good=even))
    if proof.lines:
        share = proof.lines_kept / proof.lines
        means = "how much of what is said in the film is still said"
        value = f"{proof.lines_kept:,} of {proof.lines:,} ({share:.0%})"
        found.append(Figure(name="Lines kept", value=value, means=means, good=None))
    return found


def table(rows: Sequence[Figure]) -> Markup:
    """The figures as a table; what is wrong follows below its row, moment by moment."""
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in ("", "Figure", "Found", "What it means"))))
    return tag("table", head, tag("tbody", *(_row(row) for row in rows)), class_="figures")


def _row(row: Figure) -> Markup:
    kind = {True: "good", False: "bad", None: None}[row.good]
    offences = _offences(row.offences) if row.offences else None
    return tag(
        "tr",
        tag("td", _sign(good=row.good), class_="sign"),
        tag("th", row.name, scope="row"),
        tag("td", row.value, class_="value"),
        tag("td", row.means, offences, class_="means"),
        class_=kind,
    )


def _sign(*, good: bool | None) -> Markup:
    """A tick, a cross or a dot, and the same in words for those who do not see it."""
    sign, said = {True: ("✓", "good"), False: ("✗", "not good"), None: ("·", "for information")}[good]
    return joined(tag("span", sign, aria_hidden="true"), hidden(said))


def _offences(offences: Sequence[Offence]) -> Markup:
    shown = [
        tag("li", f"Episode {offence.episode}, {clock(offence.at_s)} of the film: ", offence.what)
        for offence in offences[:_MOST_OFFENCES]
    ]
    more = len(offences) - len(shown)
    rest = tag("li", f"and {more:,} more") if more else None
    summary = tag("summary", f"Show {counted(len(offences), 'place', 'places')}")
    return tag("details", summary, tag("ul", *shown, rest))


def threads(told_: Sequence[ThreadTold]) -> Markup | None:
    """Which running threads of the story are still told, and in how many scenes."""
    if not told_:
        return None
    rows = [
        tag(
            "tr",
            tag("td", _sign(good=thread.kept > 0), class_="sign"),
            told("th", thread.name, scope="row"),
            tag("td", f"{thread.kept} of {counted(thread.scenes, 'scene', 'scenes')}", class_="value"),
            class_="good" if thread.kept else "bad",
        )
        for thread in told_
    ]
    return joined(tag("h3", "What the story comes back to"), tag("table", tag("tbody", *rows), class_="threads"))


def speakers(proof: Proof) -> Markup | None:
    """How many of each speaker's lines stay, as bars with their numbers."""
    if not proof.speakers:
        return None
    shown = proof.speakers[:_MOST_SPEAKERS]
    most = max(speaker.lines for speaker in shown)
    rows = [
        tag(
            "tr",
            told("th", speaker.name, scope="row"),
            tag(
                "td",
                tag(
                    "svg",
                    tag("rect", x=0, y=2, width=200 * speaker.lines / most, height=8, class_="said"),
                    tag("rect", x=0, y=2, width=200 * speaker.kept / most, height=8, class_="stays"),
                    viewBox="0 0 200 12",
                    preserveAspectRatio="none",
                    aria_hidden="true",
                ),
            ),
            tag("td", f"{speaker.kept} of {speaker.lines} lines", class_="value"),
        )
        for speaker in shown
    ]
    more = len(proof.speakers) - len(shown)
    note = tag("p", f"{counted(more, 'other speaks', 'others speak')} fewer lines.") if more else None
    return joined(tag("h3", "Who still speaks"), tag("table", tag("tbody", *rows), class_="speakers"), note)
