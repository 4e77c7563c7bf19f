"""What a plan promises, looked up again in the film's findings: every cut is judged anew, by nothing that chose it.

A plan may come from a file that a person has edited, so nothing here is taken from how plans are made: the cuts are
read off the spans, the voices off speech, lines and words, and the legal places off the shots.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal

import msgspec

from microdrama.domain.findings import Findings, Line
from microdrama.domain.plan import Plan, PlannedEpisode

CLEAR_S = Fraction(8, 100)
"""Sound that is cut nearer to a voice than this is cut inside speech: a listener hears the word as clipped."""
_ONE_BREATH_S = Fraction(3, 10)  # words of a line nearer to each other are one stretch of voice
_NEAR_THE_ASKED = 0.1  # of the film
_WHOLE_PICTURES = Fraction(3, 2)  # a length may differ from its spans by so many pictures for each of them

Side = Literal["start", "end"]


class Offence(msgspec.Struct, frozen=True, kw_only=True):
    """A moment of the film, in seconds, at which an episode breaks a promise, and how, as a sentence."""

    episode: int
    at_s: Fraction
    what: str


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """How many lines somebody says in the film, and how many of them stay."""

    name: str
    lines: int
    kept: int


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at and what was found wrong; a sound plan has no offences of any kind.

    `cuts` counts the picture edges and `sounds` the sound edges that were judged: the film's own beginning and end
    and spans that touch are no cuts. `kept` and `asked` are shares of the film, 0 to 1.
    """

    cuts: int
    sounds: int
    kept: float
    asked: float
    lines: int
    lines_kept: int
    lengths: list[Offence]
    order: list[Offence]
    speech: list[Offence]
    places: list[Offence]
    overlaps: list[Offence]
    speakers: list[Speaker]

    @property
    def sound(self) -> bool:
        """Whether no promise is broken."""
        return not (self.lengths or self.order or self.speech or self.places or self.overlaps)

    @property
    def near_the_asked(self) -> bool:
        """Whether as much stays as was asked for, give or take a tenth of the film."""
        return abs(self.kept - self.asked) <= _NEAR_THE_ASKED


class _Edge(msgspec.Struct, frozen=True, kw_only=True):
    """Where one stretch of an episode starts or ends, on the film's clock: its picture and its sound."""

    episode: int
    side: Side
    picture: Fraction
    sound: Fraction


def proof(plan: Plan, findings: Findings, *, least_s: int = 60, most_s: int = 180) -> Proof:
    """Judge every episode, cut and sound edge of a plan against the findings of its film.

    Raises nothing: a plan that breaks its promises has offences, in order of the film.
    """
    film = _Film(findings)
    edges = [edge for episode in plan.episodes for edge in _edges(episode)]
    pictures = [edge for edge in edges if not film.is_its_own(edge.picture)]
    sounds = [edge for edge in edges if not film.is_its_own(edge.sound)]
    kept = _kept(plan)
    total = sum((end - start for start, end in kept), Fraction(0))
    stays = [_stays(line, kept) for line in findings.lines]
    duration = findings.media.duration_s
    return Proof(
        cuts=len(pictures),
        sounds=len(sounds),
        kept=float(total / duration) if duration else 0.0,
        asked=plan.keep,
        lines=len(findings.lines),
        lines_kept=sum(stays),
        lengths=list(_lengths(plan, least_s, most_s, 1 / findings.media.rate.exact)),
        order=list(_order(plan, duration + 1 / findings.media.rate.exact)),
        speech=[_offence(edge, edge.sound, "sound") for edge in sounds if film.somebody_speaks(edge.sound)],
        places=[_offence(edge, edge.picture, "picture") for edge in pictures if not film.may_cut(edge)],
        overlaps=[offence for episode in plan.episodes for offence in _overlaps(episode)],
        speakers=_speakers(findings.lines, stays),
    )


class _Film:
    """The voices and the legal places of a film, sorted once."""

    def __init__(self, findings: Findings) -> None:
        spoken = sorted(_spoken(findings))
        self._starts = [start for start, _ in spoken]
        self._ends = list(itertools.accumulate((end for _, end in spoken), max))
        self._picture = 1 / findings.media.rate.exact
        self._last = findings.media.duration_s - self._picture
        mixed = [
            (shot.start_s - shot.transition_s / 2, shot.start_s + shot.transition_s / 2)
            for shot in findings.shots
            if shot.transition == "dissolve" and shot.transition_s
        ]
        plain = [s.start_s for s in findings.shots if not (s.transition == "dissolve" and s.transition_s)]
        plain += [s.start_s + s.transition_s / 2 for s in findings.shots if s.transition == "fade" and s.transition_s]
        self._changes = {
            "start": sorted([*plain, *(end for _, end in mixed)]),
            "end": sorted([*plain, *(start for start, _ in mixed)]),
        }
        self._mixed = mixed

    def is_its_own(self, moment: Fraction) -> bool:
        """Whether a moment is the film's own beginning or end, to the picture."""
        return moment <= 0 or moment > self._last

    def somebody_speaks(self, moment: Fraction) -> bool:
        """Whether a voice is heard within 0.08 s of a moment."""
        begun = bisect_left(self._starts, moment + CLEAR_S)
        return begun > 0 and self._ends[begun - 1] > moment - CLEAR_S

    def may_cut(self, edge: _Edge) -> bool:
        """Whether pictures may be cut: where they change, or in a pause of the voice outside every dissolve."""
        changes = self._changes[edge.side]
        place = bisect_left(changes, edge.picture)
        if any(abs(change - edge.picture) < self._picture for change in changes[max(0, place - 1) : place + 1]):
            return True
        return not self._shows_a_ghost(edge) and not self.somebody_speaks(edge.picture)

    def _shows_a_ghost(self, edge: _Edge) -> bool:
        """Whether a stretch starts before a dissolve is over, or ends after it has begun."""
        if edge.side == "start":
            return any(first <= edge.picture < last for first, last in self._mixed)
        return any(first < edge.picture <= last for first, last in self._mixed)


def _spoken(findings: Findings) -> Iterator[tuple[Fraction, Fraction]]:
    """When somebody speaks; the words of a line count where they are known, with the short gaps between them."""
    yield from ((span.start_s, span.end_s) for span in findings.speech)
    for line in findings.lines:
        words = sorted((word.start_s, word.end_s) for word in line.words) or [(line.start_s, line.end_s)]
        yield from words
        for (_, before), (after, _) in itertools.pairwise(words):
            if before < after <= before + _ONE_BREATH_S:
                yield before, after


def _edges(episode: PlannedEpisode) -> Iterator[_Edge]:
    """The starts and ends of all that an episode shows, recap and all, but for where one span goes on in the next."""
    stretches = [(span.start_s, span.end_s, span.start_s, span.end_s) for span in episode.recap]
    for span in episode.spans:
        begins = span.start_s if span.sound_start_s is None else span.sound_start_s
        ends = span.end_s if span.sound_end_s is None else span.sound_end_s
        stretches.append((span.start_s, span.end_s, begins, ends))
    until: tuple[Fraction, Fraction] | None = None
    for number, (start, end, begins, ends) in enumerate(stretches):
        if until != (start, begins):
            yield _Edge(episode=episode.number, side="start", picture=start, sound=begins)
        following = stretches[number + 1] if number + 1 < len(stretches) else None
        if following is None or (following[0], following[2]) != (end, ends):
            yield _Edge(episode=episode.number, side="end", picture=end, sound=ends)
        until = (end, ends)


def _offence(edge: _Edge, at: Fraction, kind: Literal["sound", "picture"]) -> Offence:
    does = "starts" if edge.side == "start" else "ends"
    what = {
        "sound": f"Its sound {does} within {float(CLEAR_S):g} s of a voice.",
        "picture": f"Its pictures {does[:-1]} where they neither change nor anybody pauses.",
    }[kind]
    return Offence(episode=edge.episode, at_s=at, what=what)


def _lengths(plan: Plan, least_s: int, most_s: int, picture: Fraction) -> Iterator[Offence]:
    for episode in plan.episodes:
        parts = [*episode.recap, *(span.picture for span in episode.spans)]
        total = sum((part.duration_s for part in parts), episode.end_card_s or Fraction(0))
        at = episode.spans[0].start_s
        if not least_s <= total <= most_s:
            what = f"It lasts {float(total):.2f} s instead of {least_s} to {most_s} s."
            yield Offence(episode=episode.number, at_s=at, what=what)
        elif abs(total - episode.duration_s) > _WHOLE_PICTURES * picture * len(parts):
            what = f"It says {float(episode.duration_s):.2f} s and its parts last {float(total):.2f} s."
            yield Offence(episode=episode.number, at_s=at, what=what)


def _order(plan: Plan, end: Fraction) -> Iterator[Offence]:
    """Spans that go back in the story, or beyond the film; recaps may go back, that is what they are for."""
    at = Fraction(0)
    for episode in plan.episodes:
        for span in episode.spans:
            if span.start_s < at:
                yield Offence(episode=episode.number, at_s=span.start_s, what="It goes back in the story.")
            if span.end_s > end:
                yield Offence(episode=episode.number, at_s=span.end_s, what="It goes on after the film's end.")
            at = max(at, span.end_s)


def _overlaps(episode: PlannedEpisode) -> Iterator[Offence]:
    """Joins at which the sound before is still heard when the sound after begins, on the episode's own clock."""
    clock = sum((span.duration_s for span in episode.recap), Fraction(0))
    until = clock
    for span in episode.spans:
        begins = clock + ((span.start_s if span.sound_start_s is None else span.sound_start_s) - span.start_s)
        ends = clock + ((span.end_s if span.sound_end_s is None else span.sound_end_s) - span.start_s)
        if begins < until:
            what = f"Two sounds are heard at once for {float(until - begins):.2f} s."
            yield Offence(episode=episode.number, at_s=span.start_s, what=what)
        until = ends
        clock += span.picture.duration_s


def _kept(plan: Plan) -> list[tuple[Fraction, Fraction]]:
    """What is shown of the film beside recaps, each moment once, in order."""
    spans: list[tuple[Fraction, Fraction]] = []
    for start, end in sorted((s.start_s, s.end_s) for episode in plan.episodes for s in episode.spans):
        after = max(start, spans[-1][1]) if spans else start
        if after < end:
            spans.append((after, end))
    return spans


def _stays(line: Line, kept: Sequence[tuple[Fraction, Fraction]]) -> bool:
    """Whether the middle of a line is shown."""
    middle = (line.start_s + line.end_s) / 2
    place = bisect_left(kept, (middle, middle))
    return any(start <= middle < end for start, end in kept[max(0, place - 1) : place + 1])


def _speakers(lines: Sequence[Line], stays: Sequence[bool]) -> list[Speaker]:
    """Everybody who is known by name, those who say most first."""
    said: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for line, stayed in zip(lines, stays, strict=True):
        if line.speaker:
            said[line.speaker] += 1
            kept[line.speaker] += stayed
    ordered = sorted(said, key=lambda name: (-said[name], name))
    return [Speaker(name=name, lines=said[name], kept=kept[name]) for name in ordered]
