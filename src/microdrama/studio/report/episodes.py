"""Each installment on a card of its own: how it opens and ends, why, of what it is made and what it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from microdrama.domain.findings import Findings
from microdrama.domain.plan import Plan, PlannedEpisode, PlannedScene
from microdrama.domain.series import Series, SeriesEpisode
from microdrama.domain.time import Span
from microdrama.studio.report.frames import Frames, data_uri
from microdrama.studio.report.markup import Markup, joined, tag, told
from microdrama.studio.report.strip import colour, small_strip
from microdrama.studio.report.words import about, clock, counted, joins

_WIDE, _HIGH = 216, 384


def title_of(texts: dict[str, str], language: str) -> tuple[str, str | None]:
    """A text in the series' own language, else in the first there is, and the tag of its language."""
    if language in texts:
        return texts[language], language
    return (next(iter(texts.values())), next(iter(texts))) if texts else ("", None)


def card(number: int, series: Series, plan: Plan, findings: Findings, frames: Frames | None) -> Markup:
    """The card of one episode, by its place in the series from 0."""
    seen, planned = series.episodes[number], plan.episodes[number]
    title, language = title_of(seen.title, series.language)
    body = tag(
        "div",
        _heading(seen, title, language),
        _synopsis(seen, planned, series.language),
        tag("dl", _edge("Hook", planned.hook.kind, planned.hook.reason),
            _edge("Cliffhanger", planned.cliffhanger.kind, planned.cliffhanger.reason), class_="why"),
        small_strip(planned, findings.media.duration_s),
        _facts(seen, planned, findings),
        _left_out(number, plan),
        class_="told",
    )  # fmt: skip
    pictures = _pictures(seen.number, planned, frames)
    return tag("li", tag("article", pictures, body, class_=f"c{colour(seen.number)}"), id=f"episode-{seen.number}")


def _heading(seen: SeriesEpisode, title: str, language: str | None) -> Markup:
    name = f"Episode {seen.number}"
    chip = tag("span", name, class_="chip")
    own = None if title in ("", name) else told("span", title, language=language)
    length = tag("span", clock(seen.duration_s), class_="length", title=f"{float(seen.duration_s):.2f} s")
    return joined(tag("h3", chip, " ", own), length)


def _synopsis(seen: SeriesEpisode, planned: PlannedEpisode, language: str) -> Markup | None:
    words, tag_ = title_of(seen.synopsis, language)
    words = words or planned.synopsis or ""
    return told("p", words, language=tag_ or language, class_="synopsis") if words else None


def _edge(name: str, kind: str, reason: str) -> Markup:
    badge = told("span", kind, class_="badge")
    return joined(tag("dt", name, " ", badge), told("dd", reason))


def _pictures(number: int, planned: PlannedEpisode, frames: Frames | None) -> Markup:
    if frames is None:
        return tag("div", tag("p", "Its frames are not at hand."), class_="frames none")
    first, last = planned.spans[0].start_s, planned.spans[-1].end_s
    opens = planned.recap[0].start_s if planned.recap else first

    def picture(jpeg: bytes, words: str, caption: str, moment: Fraction) -> Markup:
        shown = tag("img", src=data_uri(jpeg), width=_WIDE, height=_HIGH, decoding="async",
                    alt=f"{words} frame of episode {number}, at {clock(moment)} of the film")  # fmt: skip
        return tag("figure", shown, tag("figcaption", tag("b", caption), f" {clock(moment)}"))

    return tag(
        "div",
        picture(frames.first, "First", "Opens", opens),
        picture(frames.last, "Last", "Ends", last),
        class_="frames",
    )


def _facts(seen: SeriesEpisode, planned: PlannedEpisode, findings: Findings) -> Markup:
    parts = [about(span.picture) for span in planned.spans]
    between = [after.start_s - before.end_s for before, after in zip(planned.spans, planned.spans[1:], strict=False)]
    skipped = sum(between, Fraction(0))
    rows = [("From the film", _parts(parts))]
    if between:
        rows.append(
            ("Jumps", tag("span", f"{counted(len(between), 'jump', 'jumps')} over {clock(skipped)} of the film"))
        )
    sound = list(joins(planned, findings))
    if sound:
        rows.append(("Sound", _long_list(sound, "joins where picture and sound are cut apart")))
    if planned.recap:
        total = float(sum((span.duration_s for span in planned.recap), Fraction(0)))
        again = ", ".join(about(span) for span in planned.recap)
        rows.append(("Recap", tag("span", f"repeats {total:.1f} s from {again}")))
    if seen.end_card_s:
        rows.append(("End card", tag("span", f"{float(seen.end_card_s):.1f} s")))
    return tag("dl", *(joined(tag("dt", name), tag("dd", value)) for name, value in rows), class_="facts")


def _parts(parts: Sequence[str]) -> Markup:
    if len(parts) <= 4:
        return tag("span", ", ".join(parts))
    return tag("details", tag("summary", f"{len(parts)} parts"), tag("p", ", ".join(parts)))


def _long_list(sentences: Sequence[str], what: str) -> Markup:
    if len(sentences) <= 2:
        return tag("span", " ".join(sentences))
    items = [tag("li", sentence) for sentence in sentences]
    return tag("details", tag("summary", f"{len(sentences)} {what}"), tag("ul", *items))


def _left_out(number: int, plan: Plan) -> Markup | None:
    """The scenes that are not shown since the end of the episode before, with the reasons; after the last, too."""
    planned = plan.episodes[number]
    since = plan.episodes[number - 1].spans[-1].end_s if number else Fraction(0)
    last = number == len(plan.episodes) - 1
    until = max((s.end_s for s in plan.scenes), default=Fraction(0)) if last else planned.spans[-1].end_s
    gone = [scene for scene in plan.scenes if not scene.kept and since <= scene.start_s < until]
    if not gone:
        return None
    total = clock(sum((scene.end_s - scene.start_s for scene in gone), Fraction(0)))
    summary = tag("summary", f"Leaves out {counted(len(gone), 'scene', 'scenes')}, {total}")
    return tag("details", summary, tag("ul", *(_gone(scene, planned) for scene in gone)), class_="gone")


def _gone(scene: PlannedScene, planned: PlannedEpisode) -> Markup:
    begins, ends = planned.spans[0].start_s, planned.spans[-1].end_s
    where = "before it" if scene.end_s <= begins else "after it" if scene.start_s >= ends else "between its parts"
    when = tag("span", f"{about(Span(scene.start_s, scene.end_s))}, {where}", class_="when")
    return tag("li", when, " ", told("span", scene.reason or "No reason was given."))
