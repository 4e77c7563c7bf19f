"""The whole page: the series in figures, the film as a strip, the promises checked, every episode, every scene."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from microdrama.condense.coverage import threads_told
from microdrama.condense.proof import Proof, proof
from microdrama.domain.findings import Findings
from microdrama.domain.plan import Plan
from microdrama.domain.series import Series
from microdrama.domain.time import Span
from microdrama.studio.report import quality
from microdrama.studio.report.episodes import card, title_of
from microdrama.studio.report.frames import Frames
from microdrama.studio.report.markup import Markup, joined, tag, told
from microdrama.studio.report.sheet import document, section
from microdrama.studio.report.strip import Line, strip
from microdrama.studio.report.words import about, clock, counted

_CLOSED_UP_TO = 400  # scenes of the table at the end


def page(
    series: Series,
    plan: Plan,
    findings: Findings,
    *,
    frames: Mapping[int, Frames] | None = None,
    least_s: int = 60,
    most_s: int = 180,
) -> str:
    """The report of a series as one HTML document that needs nothing beside it and runs no script.

    `frames` are the pictures of the episodes by number, as `frames_of` reads them from a bundle; `least_s` and
    `most_s` what an episode was allowed to last. The series has as many episodes as the plan.
    """
    shown = frames or {}
    judged = proof(plan, findings, least_s=least_s, most_s=most_s)
    rows = quality.figures(series, judged, least_s=least_s, most_s=most_s)
    titles = [title_of(episode.title, series.language)[0] for episode in series.episodes]
    title, language = title_of(series.title, series.language)
    cards = [
        card(number, series, plan, findings, shown.get(episode.number))
        for number, episode in enumerate(series.episodes)
    ]
    told_of = (quality.threads(threads_told(plan, findings)), quality.speakers(judged))
    body = tag(
        "body",
        tag("a", "Skip to the episodes", href="#episodes", class_="skip"),
        _head(series, plan, findings, judged, title, language),
        tag(
            "main",
            section("film", "The film", strip(plan, findings, titles)),
            section("checks", "Checked", _verdict(rows), quality.table(rows), *told_of),
            section("episodes", "Episodes", tag("ol", *cards, class_="episodes")),
            section("scenes", "All scenes", _scenes(plan, findings)),
        ),
        _foot(series, findings),
    )
    return document(title, body)


def _head(series: Series, plan: Plan, findings: Findings, judged: Proof, title: str, language: str | None) -> Markup:
    total = sum((episode.duration_s for episode in series.episodes), Fraction(0))
    cuts = len(judged.speech)
    tiles = [
        (str(len(series.episodes)), "episode" if len(series.episodes) == 1 else "episodes"),
        (clock(total), f"of a film of {clock(findings.media.duration_s)}"),
        (f"{judged.kept:.0%}", f"kept, {judged.asked:.0%} asked for"),
        (str(cuts), "cut inside speech" if cuts == 1 else "cuts inside speech"),
    ]
    words, spoken = title_of(series.synopsis, series.language)
    words = words or plan.synopsis or ""
    links = [("film", "The film"), ("checks", "Checked"), ("episodes", "Episodes"), ("scenes", "All scenes")]
    return tag(
        "header",
        tag("p", "Report of a series", class_="kicker"),
        told("h1", title, language=language),
        told("p", words, language=spoken or series.language, class_="synopsis") if words else None,
        tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for value, name in tiles), class_="tiles"),
        tag("nav", *(tag("a", name, href=f"#{anchor}") for anchor, name in links), aria_label="Parts of this report"),
    )


def _verdict(rows: Sequence[quality.Figure]) -> Markup:
    promised = [row for row in rows if row.good is not None]
    kept = sum(row.good is True for row in promised)
    words = (
        f"All {kept} promises are kept." if kept == len(promised) else f"{kept} of {len(promised)} promises are kept."
    )
    return tag("p", f"{words} Every cut was looked up again in what was found in the film.", class_="verdict")


def _scenes(plan: Plan, findings: Findings) -> Markup:
    """The strip once more in words, for those who read or hear it."""
    line = Line(plan, findings.media.duration_s)
    names = ("Film", "Episode", "Salience", "Tension", "Reason")
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in names)))
    rows: list[Markup] = []
    for scene in plan.scenes[:_CLOSED_UP_TO]:
        shown = line.shown_in((scene.start_s + scene.end_s) / 2)
        where = tag("a", str(shown), href=f"#episode-{shown}") if shown else "left out"
        cells = [
            tag("td", about(Span(scene.start_s, scene.end_s))),
            tag("td", where),
            tag("td", f"{scene.salience:.2f}"),
            tag("td", f"{scene.tension:.2f}"),
            told("td", scene.reason),
        ]
        rows.append(tag("tr", *cells, class_=None if shown else "out"))
    more = len(plan.scenes) - len(rows)
    note = tag("p", f"{more:,} more are in source/plan.json.") if more else None
    table = tag("div", tag("table", head, tag("tbody", *rows), class_="scenes"), class_="scroll", tabindex="0",
                role="region", aria_label="All scenes")  # fmt: skip
    summary = tag("summary", counted(len(plan.scenes), "scene", "scenes"), " with what each is worth, and why")
    return tag("details", summary, table, note)


def _foot(series: Series, findings: Findings) -> Markup:
    media = findings.media
    film = f"{media.width} by {media.height}, {media.frame_rate} pictures a second"
    credits_ = [told("li", line) for line in series.origin.credits]
    made = tag("p", "Parts of this series were made by a machine.") if series.origin.ai_generated else None
    return tag(
        "footer",
        joined(tag("h2", "Credits"), tag("ul", *credits_)) if credits_ else None,
        made,
        tag("p", f"The film: {film}. Its digest: ", tag("code", series.origin.source_sha256), "."),
    )
