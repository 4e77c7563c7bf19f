"""The whole plan of a series: cuts, beats, story, choice, and the reasons in words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import msgspec

from microdrama.analysis.sentences import WordReader
from microdrama.condense import choice, end_card, recap
from microdrama.condense.beats import Beat, lead_of, tail_of
from microdrama.condense.choice import NEVER, Choice, Limits
from microdrama.condense.cuts import Cut
from microdrama.condense.described import describe
from microdrama.condense.reading import FilmRead, read_film
from microdrama.domain.errors import MicrodramaError, UsageError
from microdrama.domain.findings import Findings
from microdrama.domain.plan import Plan
from microdrama.domain.time import Span
from microdrama.ports.sentence_reader import SentenceReader
from microdrama.ports.writer import NoWriter, Writer

# All values are tens of seconds of a perfect scene.
_OPENING, _ENDING = 1.0, 1.8  # what a perfect opening or ending adds
_EPISODE = 0.5  # what beginning another episode costs
_AT_A_SCENE, _IN_A_SCENE = 0.1, 0.35  # what one side of a jump costs
_APART, _ANSWER = 0.25, 0.3  # for a second that picture and sound lie apart; for leaving before the answer
_ANSWER_WITHIN_S = Fraction(5)
_WIDER = Fraction(23, 20)  # by how much the budget grows when nothing fits into it


class PlanError(MicrodramaError):
    """No series can be made of this film within the limits; nothing was written."""


class PlanOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a plan: the share of the film to keep (0-1], an episode's least and most seconds.

    With `recap`, episodes from the second on repeat up to 8 s; with `end_card`, all but the last end on a card of
    2 s. Both count as part of the most.
    """

    keep: float = 0.5
    least_s: int = 60
    most_s: int = 180
    recap: bool = False
    end_card: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.keep <= 1:
            raise UsageError(f"--keep is a share of the film above 0 and at most 1, not {self.keep:g}.")
        if not 1 <= self.least_s < self.most_s <= 3600:  # an hour is no installment
            raise UsageError(
                f"An episode lasts from --min to --max seconds, with 1 <= min < max <= 3600; "
                f"{self.least_s} to {self.most_s} is no such range."
            )
        if self.most_s - self.extra_s < self.least_s:
            raise UsageError(
                f"With {float(self.extra_s):g} s for {self._extras}, nothing from {self.least_s} to {self.most_s} s "
                f"is left for the story; ask for a larger --max."
            )

    @property
    def extra_s(self) -> Fraction:
        """Seconds of an episode that are not the story's."""
        return self.recap * recap.LONGEST_S + self.end_card * end_card.LENGTH_S

    @property
    def _extras(self) -> str:
        return " and ".join(["the recap"] * self.recap + ["the end card"] * self.end_card)


def plan_series(
    findings: Findings, options: PlanOptions, *, reader: SentenceReader | None = None, writer: Writer | None = None
) -> Plan:
    """Choose what stays of a film and where its episodes break.

    Story order is kept; every cut is legal (see `condense.cuts`); every episode lasts from `least_s` to `most_s`
    seconds exactly. A transcript alone is enough. Raises PlanError where that cannot be done.
    """
    refuse_short(findings.media.duration_s, options)
    writer = writer or NoWriter()
    film = read_film(findings, reader or WordReader(), writer)
    chosen = _choose(film, options)
    if chosen is None:
        raise PlanError(
            f"No episode of {options.least_s} to {options.most_s} s can be cut from this film without cutting "
            f"into speech: its pauses lie too far apart. Ask for a larger --max."
        )
    recaps = [
        recap.recap_of(film.cuts, film.story, [film.beats[i].span for i in before]) if options.recap else []
        for before in [[], *chosen.episodes[:-1]]
    ]
    plan = describe(film, chosen.episodes, recaps, keep=options.keep, writer=writer)
    return end_card.with_end_cards(plan, findings.media.rate) if options.end_card else plan


def refuse_short(duration: Fraction, options: PlanOptions) -> None:
    """Raise PlanError for a film that is shorter than one episode may be."""
    if duration < options.least_s:
        raise PlanError(
            f"The film lasts {float(duration):.1f} s and the shortest episode {options.least_s} s: "
            f"there is nothing to condense. Take a longer film or ask for a smaller --min."
        )


def _choose(film: FilmRead, options: PlanOptions) -> Choice | None:
    """The best choice; where the budget is too small for any it grows, and threads are given up one by one."""
    rate = film.findings.media.rate
    whole = rate.nearest_frame(film.findings.media.duration_s)
    least = -(-options.least_s * rate.exact).__floor__()
    most = ((options.most_s - options.recap * recap.LONGEST_S) * rate.exact).__floor__()
    most -= rate.nearest_frame(end_card.LENGTH_S) if options.end_card else 0
    budget = max(least, (whole * Fraction(options.keep)).__floor__())
    musts = _musts(film, budget)
    while True:
        limits = Limits(least=least, most=most, budget=min(budget, whole), episode=_EPISODE)
        for count in range(len(musts), -1, -1):
            chosen = _within_budget(_weighed(film, set(musts[:count])), limits)
            if chosen is not None:
                return chosen
        if budget >= whole:
            return None
        budget = (budget * _WIDER).__ceil__()


def _within_budget(beats: Sequence[choice.Beat], limits: Limits) -> Choice | None:
    """The best choice that keeps to the budget in pictures, too: what its parts rounded away is taken off it."""
    budget = limits.budget
    while budget >= limits.least:
        chosen = choice.choose(beats, msgspec.structs.replace(limits, budget=budget))
        over = sum(beats[i].pictures for e in chosen.episodes for i in e) - limits.budget if chosen else 0
        if over <= 0:
            return chosen
        budget -= over
    return None


def _musts(film: FilmRead, budget: int) -> list[int]:
    """The strongest beat of each running thread, the weightiest thread first, within a third of the budget."""
    found: list[int] = []
    room = budget // 3
    for thread in film.threads:
        best = max(thread.beats, key=lambda number: film.worths[number].salience)
        pictures = _pictures(film.beats[best], film.findings)
        if best not in found and pictures <= room:
            found.append(best)
            room -= pictures
    return found


def _pictures(beat: Beat, findings: Findings) -> int:
    rate = findings.media.rate
    return rate.nearest_frame(beat.span.end_s) - rate.nearest_frame(beat.span.start_s)


def _weighed(film: FilmRead, musts: set[int]) -> list[choice.Beat]:
    """The beats as the choice sees them."""
    return [_weigh(film, number, must=number in musts) for number in range(len(film.beats))]


def _weigh(film: FilmRead, number: int, *, must: bool) -> choice.Beat:
    beat, beats = film.beats[number], film.beats
    starts, ends = beat.starts, beat.ends
    enters_scene = number == 0 or beats[number - 1].scene != beat.scene
    leaves_scene = number == len(beats) - 1 or beats[number + 1].scene != beat.scene
    opens = starts.serves != "end" and (starts.clean or starts.apart >= 0)
    closes = ends.serves != "start" and (ends.clean or ends.apart <= 0)
    return choice.Beat(
        pictures=_pictures(beat, film.findings),
        worth=film.worths[number].salience * float(beat.span.duration_s) / 10,
        opening=_OPENING * film.openings[number].value if opens else NEVER,
        ending=_ENDING * film.endings[number].value if closes else NEVER,
        entering=_side(starts, "end", enters_scene),
        leaving=_side(ends, "start", leaves_scene) + _unanswered(film, beat.span),
        tail=tail_of(ends, film.signals.voices),
        lead=lead_of(starts, film.signals.voices),
        must=must,
    )


def _side(cut: Cut, barred: str, at_a_scene: bool) -> float:  # noqa: FBT001 (private)
    """What a jump costs on one side, at a cut that does not serve `barred` alone."""
    if cut.serves == barred:
        return -NEVER
    return (_AT_A_SCENE if at_a_scene else _IN_A_SCENE) + _APART * abs(float(cut.apart))


def _unanswered(film: FilmRead, span: Span) -> float:
    """What it costs to jump away from a question whose answer follows at once."""
    inside = film.story.within(span)
    if not inside or "question" not in inside[-1].acts:
        return 0.0
    after = film.story.within(Span(span.end_s, span.end_s + _ANSWER_WITHIN_S))
    return _ANSWER if after else 0.0
