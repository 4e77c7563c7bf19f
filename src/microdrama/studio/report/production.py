"""The report of an animated series: shots, costs beside what others pay, hours, voices, labels.

One HTML page that needs nothing beside it, and the same figures as JSON.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from microdrama.animate.labels import FilingTier, label_for, label_words, licence_label, policies
from microdrama.domain.money import Money
from microdrama.domain.series import Series, SeriesEpisode
from microdrama.domain.storyboard import BoardEpisode, Id, Storyboard
from microdrama.media.origin import OriginFacts
from microdrama.studio.report import money
from microdrama.studio.report.course import Course, gantt
from microdrama.studio.report.episodes import title_of
from microdrama.studio.report.figures import Account, Figures, figures_of
from microdrama.studio.report.markup import Markup, hidden, joined, tag, told
from microdrama.studio.report.sheet import document, section
from microdrama.studio.report.shots import Paid, Taken, card, takes_of
from microdrama.studio.report.words import clock, counted

__all__ = ["Account", "Around", "animated_page", "production_json", "takes_of"]

_SHORT_SIDE = 1080
_PARTS = [
    ("episodes", "Episodes"),
    ("money", "Money"),
    ("time", "Time"),
    ("voices", "Voices"),
    ("labels", "Labels and filing"),
]


@dataclass(frozen=True, slots=True)
class Around:
    """What is told of a series beside its pictures and its money.

    `origins` is what the masters say of themselves, by episode; `course` is the work that is left, None where
    everything is done.
    """

    voices: Mapping[Id, str] = field(default_factory=dict[Id, str])
    territories: Sequence[str] = ()
    licence: str = ""
    origins: Mapping[int, OriginFacts] = field(default_factory=dict[int, OriginFacts])
    course: Course | None = None


def animated_page(
    series: Series, board: Storyboard, account: Account, *, takes: Mapping[Id, Taken], around: Around
) -> str:
    """The report as one HTML document that runs no script; `takes` as `takes_of` reads them from a bundle.

    The series has the episodes of the storyboard.
    """
    figures = figures_of(series, account)
    title, language = title_of(series.title, series.language)
    shots = frozenset(e.where.shot for e in account.entries if e.kind == "settle" and e.where.shot is not None)
    cards = [
        card(one, seen, board, takes, Paid(_spent(seen.number, figures), shots))
        for one, seen in _together(series, board)
    ]
    body = tag(
        "body",
        tag("a", "Skip to the episodes", href="#episodes", class_="skip"),
        _head(series, board, figures, title, language),
        tag(
            "main",
            section("episodes", "Episodes", tag("ol", *cards, class_="episodes")),
            section("money", "Money", *_money(series, figures, account)),
            section("time", "Time", gantt(account.entries, around.course)),
            section("voices", "Voices", _voices(board, around.voices)),
            section("labels", "Labels and filing", *_labels(series, around, figures)),
        ),
        _foot(series),
    )
    return document(title, body, "production.css")


def _together(series: Series, board: Storyboard) -> Iterator[tuple[BoardEpisode, SeriesEpisode]]:
    known = {episode.number: episode for episode in board.episodes}
    return ((known[seen.number], seen) for seen in series.episodes if seen.number in known)


def _spent(episode: int, figures: Figures) -> Money:
    return Money(sum(figures.by_episode.get(episode, {}).values()), figures.spent.currency)


def _head(series: Series, board: Storyboard, figures: Figures, title: str, language: str | None) -> Markup:
    total = sum((episode.duration_s for episode in series.episodes), Fraction(0))
    shots = sum(len(episode.shots) for episode in board.episodes)
    episodes = "episode" if len(series.episodes) == 1 else "episodes"
    tiles = [
        (str(len(series.episodes)), f"{episodes}, {clock(total)} in all"),
        (f"{shots:,}", f"{'shot' if shots == 1 else 'shots'}, {float(total) / max(1, shots):.1f} s each"),
        (str(figures.spent), "spent, by the ledger"),
        (str(figures.a_minute), "a finished minute"),
        *money.kept(figures),
    ]
    words, spoken = title_of(series.synopsis, series.language)
    return tag(
        "header",
        tag("p", "Report of an animated series", class_="kicker"),
        told("h1", title, language=language),
        told("p", words, language=spoken or series.language, class_="synopsis") if words else None,
        tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for value, name in tiles), class_="tiles"),
        tag("nav", *(tag("a", name, href=f"#{anchor}") for anchor, name in _PARTS), aria_label="Parts of this report"),
    )


def _money(series: Series, figures: Figures, account: Account) -> Iterator[Markup | None]:
    yield tag("h3", "By episode")
    yield money.costs(series, figures)
    yield money.reserved(figures)
    yield tag("h3", "A minute beside others")
    yield money.minute(figures, with_people=account.wage is not None)
    left = money.budget(figures)
    if left is not None:
        yield tag("h3", "Budget")
        yield left


def _voices(board: Storyboard, voices: Mapping[Id, str]) -> Markup:
    """Who speaks in which voice, and how much."""
    lines = Counter(line.character for episode in board.episodes for shot in episode.shots for line in shot.lines)
    if not lines:
        return tag("p", "Nobody speaks in this series.", class_="verdict")
    known = {one.id: one for one in board.characters}
    rows: list[Markup] = []
    for who, count in sorted(lines.items(), key=lambda pair: (-pair[1], pair[0])):
        person = known.get(who)
        name = told("th", person.name if person else who, scope="row")
        about = ", ".join(part for part in (person.sex, person.age) if part != "unknown") if person else ""
        voice = told("td", voices.get(who, "not told"))
        rows.append(tag("tr", name, tag("td", about), voice, tag("td", f"{count:,}", class_="value")))
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in ("Character", "", "Voice", "Lines"))))
    return tag("div", tag("table", head, tag("tbody", *rows), class_="casting"), class_="scroll")


def _labels(series: Series, around: Around, figures: Figures) -> Iterator[Markup | None]:
    yield tag("h3", "What law asks for")
    rows: list[Markup] = []
    for policy in policies(around.territories):
        languages = [series.language, *([policy.words_in] if policy.words_in else [])]
        words = dict.fromkeys(label_words(language) for language in languages)
        size = f"{float(Fraction(policy.seconds)):g} s, {float(Fraction(policy.height_share)):.0%} high"
        source = tag("span", f"{policy.source}, {policy.date}", class_="source")
        cells = [
            tag("td", " · ".join(words), tag("span", size, class_="source")),
            tag("td", ", ".join(policy.metadata)),
            told("td", policy.note),
        ]
        rows.append(tag("tr", tag("th", policy.name, source, scope="row"), *cells))
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in ("Rule", "Label", "Inside the file", ""))))
    yield tag("div", tag("table", head, tag("tbody", *rows), class_="rules"), class_="scroll", tabindex="0",
              role="region", aria_label="Rules for labels")  # fmt: skip
    yield tag("h3", "What the masters say")
    yield _origins(series, around)
    yield tag("h3", "Filing in China")
    yield _filing(figures.tier, around.licence)


def _origins(series: Series, around: Around) -> Markup:
    if not around.origins:
        return tag("p", "The masters are not signed.", class_="verdict")
    rows = [_origin(episode, around.origins.get(episode.number)) for episode in series.episodes]
    names = ("", "Master", "Manifest", "Made as", "Label")
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in names)))
    table = tag("table", head, tag("tbody", *rows), class_="figures origins")
    return tag("div", table, class_="scroll", tabindex="0", role="region", aria_label="What the masters say")


def _origin(episode: SeriesEpisode, found: OriginFacts | None) -> Markup:
    facts = found or OriginFacts("absent")
    good = facts.manifest == "valid" and facts.label is not None and facts.xmp is not None
    sign = joined(tag("span", "\u2713" if good else "\u2717", aria_hidden="true"), hidden("good" if good else "a miss"))
    manifest = f"{facts.manifest}, signed by {facts.signer}" if facts.signer else facts.manifest
    bought = f", {counted(len(facts.ingredients), 'bought part', 'bought parts')}" if facts.ingredients else ""
    return tag(
        "tr",
        tag("td", sign, class_="sign"),
        tag("th", f"Episode {episode.number}", scope="row"),
        told("td", manifest),
        told("td", f"{facts.source_type}{bought}"),
        told("td", facts.label.produce_id if facts.label else "absent"),
        class_="good" if good else "bad",
    )


def _filing(tier: FilingTier | None, licence: str) -> Markup:
    if tier is None:
        words = "No exchange rate leads to CNY, so the tier is not known."
    else:
        words = f"{tier.title}, from {tier.floor} of investment on. {tier.asks}"
    label = licence_label(licence)
    number = f"{label.text} stands at the head of every episode." if label else "No licence number was given."
    source = tag("span", f"{tier.source}, {tier.date}", class_="source") if tier else None
    return joined(tag("p", words, " ", source), told("p", number))


def _foot(series: Series) -> Markup:
    credits_ = [told("li", line) for line in series.origin.credits]
    return tag(
        "footer",
        joined(tag("h2", "Credits"), tag("ul", *credits_)) if credits_ else None,
        tag("p", "Pictures and voices of this series were made by a machine from a script."),
        tag("p", "Digest of the script: ", tag("code", series.origin.source_sha256), "."),
    )


def production_json(series: Series, board: Storyboard, account: Account, *, around: Around) -> dict[str, object]:
    """The figures of the page, for programs; amounts are whole millionths of the currency's unit."""
    figures = figures_of(series, account)
    label = label_for(series.language, around.territories)
    return {
        "currency": figures.spent.currency,
        "spent_micros": figures.spent.micros,
        "reserved_micros": figures.reserved.micros,
        "minutes": round(float(figures.minutes), 6),
        "a_minute_micros": figures.a_minute.micros,
        "episodes": [_episode_json(told_of, seen, figures) for told_of, seen in _together(series, board)],
        "baselines": [
            {
                "name": one.baseline.name,
                "low_micros": one.low.micros,
                "high_micros": one.high.micros,
                "share_of_low": round(float(one.share_of_low), 6),
                "date": one.baseline.date,
                "source": one.baseline.source,
            }
            for one in figures.compared
        ],
        "budget": [
            {"scope": cap.scope, "cap_micros": cap.cap.micros, "left_micros": cap.left.micros} for cap in figures.caps
        ],
        "takes": {"bought": figures.bought, "used": figures.used},
        "voices": dict(around.voices),
        "labels": {
            "text": label.text if label else None,
            "rules": [policy.name for policy in policies(around.territories)],
            "licence": around.licence,
        },
        "origins": {str(number): facts.manifest for number, facts in sorted(around.origins.items())},
        "filing": figures.tier.key if figures.tier else None,
        "left": _left_json(around.course),
    }


def _episode_json(told_of: BoardEpisode, seen: SeriesEpisode, figures: Figures) -> dict[str, object]:
    return {
        "number": seen.number,
        "duration_s": round(float(seen.duration_s), 6),
        "shots": len(told_of.shots),
        "spent_micros": _spent(seen.number, figures).micros,
        "by_provider_micros": dict(sorted(figures.by_episode.get(seen.number, {}).items())),
    }


def _left_json(course: Course | None) -> dict[str, object]:
    if course is None or not course.schedule.bars:
        return {"jobs": 0, "seconds": 0, "finish": None}
    schedule = course.schedule
    return {
        "jobs": len(schedule.bars),
        "seconds": round(schedule.seconds, 3),
        "finish": schedule.finish(course.now).isoformat(),
    }
