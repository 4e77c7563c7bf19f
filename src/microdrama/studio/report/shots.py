"""An animated episode on a card: its shots in a row, each with a small picture, their rhythm, how it opens and ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import msgspec

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.money import Money
from microdrama.domain.series import SeriesEpisode
from microdrama.domain.storyboard import Beat, BoardEpisode, Character, Id, Shot, Size, Storyboard
from microdrama.media.probe import probe
from microdrama.media.stills import jpeg_of
from microdrama.studio.report.frames import data_uri
from microdrama.studio.report.markup import Markup, hidden, joined, tag, told
from microdrama.studio.report.strip import colour
from microdrama.studio.report.words import clock, counted

TAKES = "source/takes"
_ROOM_BYTES = 2_000_000  # for all pictures of a page; as text they take a third more
_MOST_EACH, _LEAST_EACH = 9_000, 1_500
_WIDTH_PX, _SMALL_PX, _MANY = 144, 96, 400
_NEARNESS: dict[Size, float] = {"wide": 0.3, "full": 0.45, "medium": 0.62, "close": 0.82, "extreme": 1.0}
_HIGH = 40.0
_GRADES = {"drawn": "drawn", "moved": "moved still", "clip": "bought clip"}
_BEATS = {"turn": "turn", "reveal": "reveal", "hook": "hook", "cliffhanger": "cliffhanger"}


class Paid(msgspec.Struct, frozen=True):
    """What was paid for an episode, and which shots of the series were bought."""

    spent: Money
    shots: frozenset[Id] = frozenset()


class Taken(msgspec.Struct, frozen=True):
    """A shot as it is in the series: a small picture from about its middle (JPEG), and how long it lasts."""

    jpeg: bytes
    duration_s: Fraction


def takes_of(bundle: Path, board: Storyboard) -> dict[Id, Taken]:
    """The shots whose takes lie in a bundle, by their ids; what cannot be read is left out.

    All pictures together take about 2 MB, so a page with thousands of shots has smaller ones.
    """
    shots = [shot.id for episode in board.episodes for shot in episode.shots]
    most = max(_LEAST_EACH, min(_MOST_EACH, _ROOM_BYTES // max(1, len(shots))))
    width = _SMALL_PX if len(shots) > _MANY else _WIDTH_PX
    found: dict[Id, Taken] = {}
    for shot in shots:
        try:
            film = probe(bundle / TAKES / f"{shot}.mp4")
            shown = Fraction(int(film.duration / 2))  # our clips have a keyframe each second: one picture is decoded
            found[shot] = Taken(jpeg_of(film, [shown], width, most_bytes=most)[0], film.duration)
        except MicrodramaError:  # a report without a picture is still a report
            continue
    return found


def card(
    told_of: BoardEpisode, seen: SeriesEpisode, board: Storyboard, takes: Mapping[Id, Taken], paid: Paid
) -> Markup:
    """The card of one episode."""
    lengths = [_length(shot, takes) for shot in told_of.shots]
    beats = {beat.first_shot: beat for scene in told_of.scenes for beat in scene.beats}
    language = board.language
    body = tag(
        "article",
        _heading(told_of, seen, paid.spent, language),
        told("p", told_of.synopsis, language=language, class_="synopsis") if told_of.synopsis else None,
        tag("dl", _edge("Hook", told_of.hook.kind, told_of.hook.reason),
            _edge("Cliffhanger", told_of.cliffhanger.kind, told_of.cliffhanger.reason), class_="why"),
        _people(told_of, board),
        tag("figure", _rhythm(told_of.shots, lengths, beats), _strip(told_of.shots, lengths, beats, takes, board, paid),
            class_="shots"),
        class_=f"animated c{colour(told_of.number)}",
    )  # fmt: skip
    return tag("li", body, id=f"episode-{told_of.number}")


def _length(shot: Shot, takes: Mapping[Id, Taken]) -> Fraction:
    return takes[shot.id].duration_s if shot.id in takes else shot.duration_s


def _heading(told_of: BoardEpisode, seen: SeriesEpisode, spent: Money, language: str) -> Markup:
    name = f"Episode {told_of.number}"
    own = None if told_of.title in ("", name) else told("span", told_of.title, language=language)
    facts = [clock(seen.duration_s), counted(len(told_of.shots), "shot", "shots"), str(spent)]
    return joined(
        tag("h3", tag("span", name, class_="chip"), " ", own),
        tag("p", " · ".join(facts), class_="sums"),
    )


def _edge(name: str, kind: str, reason: str) -> Markup:
    return joined(tag("dt", name, " ", told("span", kind, class_="badge")), told("dd", reason))


def _people(told_of: BoardEpisode, board: Storyboard) -> Markup | None:
    """Who is in it, those first who are seen most, with the colour of what they wear and how much they say."""
    seen = Counter(one.character for shot in told_of.shots for one in shot.seen)
    said = Counter(line.character for shot in told_of.shots for line in shot.lines)
    looks = {one.look for shot in told_of.shots for one in shot.seen}
    known = {one.id: one for one in board.characters}
    order = sorted((seen | said).keys() & known.keys(), key=lambda who: (-seen[who], -said[who], who))
    items = [_person(known[who], seen[who], said[who], looks) for who in order]
    return tag("ul", *items, class_="people") if items else None


def _person(who: Character, shots: int, lines: int, looks: set[Id]) -> Markup:
    worn = next((look for look in who.looks if look.id in looks), who.looks[0] if who.looks else None)
    dot = tag("i", style=f"background:{worn.colour}", aria_hidden="true") if worn else None
    seen = counted(shots, "shot", "shots") if shots else "only heard"
    words = f"{seen}, {counted(lines, 'line', 'lines')}" if lines else seen
    return tag("li", dot, told("b", who.name), " ", tag("span", words))


def _rhythm(shots: Sequence[Shot], lengths: Sequence[Fraction], beats: Mapping[Id, Beat]) -> Markup:
    """The shots as blocks as wide as they are long and as high as they are near; lines where the story turns."""
    whole = float(sum(lengths, Fraction(0))) or 1.0
    blocks: list[Markup] = []
    at = 0.0
    for shot, length in zip(shots, lengths, strict=True):
        wide, high = 1000 * float(length) / whole, _HIGH * _NEARNESS[shot.size]
        block = tag("rect", tag("title", _tip(shot, length)), x=at, y=_HIGH - high, width=max(0.6, wide - 1.6),
                    height=high, class_="insert" if shot.insert else "b")  # fmt: skip
        blocks.append(block)
        if shot.id in beats and beats[shot.id].kind in _BEATS:
            blocks.append(tag("rect", x=max(0.0, at - 1.4), y=0, width=1.6, height=_HIGH, class_="beat"))
        at += wide
    return tag("svg", *blocks, viewBox=f"0 0 1000 {_HIGH:g}", preserveAspectRatio="none", class_="rhythm", role="img",
               aria_label="The rhythm of the shots: wider is longer, higher is nearer")  # fmt: skip


def _tip(shot: Shot, length: Fraction) -> str:
    return f"{shot.id}: {shot.size}, {float(length):.1f} s"


def _strip(
    shots: Sequence[Shot],
    lengths: Sequence[Fraction],
    beats: Mapping[Id, Beat],
    takes: Mapping[Id, Taken],
    board: Storyboard,
    paid: Paid,
) -> Markup:
    names = {one.id: one.name for one in board.characters}
    at, items = Fraction(0), list[Markup]()
    for shot, length in zip(shots, lengths, strict=True):
        told_of = tag("b", clock(at)), tag("span", f"{float(length):.1f} s, {shot.size}"), _grade(shot, paid)
        items.append(_shot(shot, told_of, beats.get(shot.id), takes.get(shot.id), names))
        at += length
    return tag("div", tag("ol", *items), class_="scroll", tabindex="0", role="region", aria_label="Shots in order")


def _grade(shot: Shot, paid: Paid) -> Markup | None:
    """What was bought of a shot; one that nobody sold, or that the budget had no room for, stays drawn."""
    if shot.grade == "drawn":
        return None
    return tag("span", _GRADES[shot.grade] if shot.id in paid.shots else "stays drawn", class_="grade")


def _shot(
    shot: Shot, told_of: Sequence[Markup | None], beat: Beat | None, taken: Taken | None, names: Mapping[Id, str]
) -> Markup:
    said = " ".join(line.text for line in shot.lines)
    who = ", ".join(names.get(one.character, one.character) for one in shot.seen)
    words = f"Shot {shot.id}: {shot.size}{f', {who}' if who else ''}"
    picture = (
        tag("img", src=data_uri(taken.jpeg), alt=words, width=72, height=128, decoding="async")
        if taken
        else tag("span", hidden(words), class_="unseen")
    )
    kind = _BEATS.get(beat.kind) if beat else None
    return tag(
        "li",
        picture,
        tag("span", kind, class_="badge", title=beat.reason if beat else None) if kind else None,
        *told_of,
        told("q", said) if said else None,
        title=shot.reason or None,
    )
