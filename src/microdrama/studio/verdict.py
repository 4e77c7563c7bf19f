"""What is wrong with an episode as it was seen and heard: each rule has a name, a limit, and a sentence with a time."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from microdrama.analysis.verification import Heard, Side, Watched
from microdrama.domain.plan import PlannedEpisode, PlannedSpan
from microdrama.domain.series import SeriesEpisode
from microdrama.domain.time import FrameRate, Span
from microdrama.edit import cut
from microdrama.media.loudness import CEILING_DBTP, SILENCE_LUFS, TARGET_LUFS
from microdrama.media.origin import OriginFacts

Rule = Literal[
    "episodes",
    "files",
    "length",
    "format",
    "streaming",
    "loudness",
    "black",
    "frozen",
    "voice",
    "faces",
    "captions",
    "order",
    "origin",
]
"""What was checked; `voice` and `faces` need the models, `order` the plan in the bundle. `origin` is asked of series
that a machine helped to make."""

_LOUDNESS_TOLERANCE_LU = 1.0
_PEAK_TOLERANCE_DB = 1.0  # AAC at 128 kbit/s overshoots the limiter a little
_LENGTH_TOLERANCE_S = Fraction(1, 10)
_EDGE_S = Fraction(1, 10)  # nearer to an end, a boundary is that end
_FEWEST_FACES, _FEWEST_CUT = 8, 6  # pictures, two a second: less may be what a detector imagines


@dataclass(frozen=True, slots=True)
class Miss:
    """Something that a bundle gets wrong, in one sentence; episode 0 is the series itself.

    `at_s` is the moment of the episode, where there is one.
    """

    episode: int
    sentence: str
    rule: Rule = "files"
    at_s: Fraction | None = None


@dataclass(frozen=True, slots=True)
class CheckLimits:
    """What an episode may last, in seconds, and how much of each fault is borne.

    `black_s` and `frozen_s` are the shortest stretches that count; `cut_faces` is the share of pictures with faces
    in which a face may go on beyond the left or right edge.
    """

    least_s: int = 60
    most_s: int = 180
    black_s: Fraction = Fraction(3, 2)
    frozen_s: Fraction = Fraction(4)
    cut_faces: float = 0.25


@dataclass(frozen=True, slots=True)
class Join:
    """Where sound that we cut ends ("before" it) or begins ("after" it), in the episode's time."""

    moment: Fraction
    side: Side


def clock(moment: Fraction) -> str:
    """Minutes, seconds and hundredths: 1:05.20."""
    hundredths = round(moment * 100)
    return f"{hundredths // 6000}:{hundredths // 100 % 60:02d}.{hundredths % 100:02d}"


def origin_misses(episode: SeriesEpisode, found: OriginFacts) -> Iterator[Miss]:
    """Rule `origin`: a manifest that holds, and the label of GB 45438 in the metadata and in the XMP."""
    if found.manifest == "absent":
        yield Miss(episode.number, "The master does not say where it comes from: it has no C2PA manifest.", "origin")
    if found.manifest == "broken":
        told = f"The C2PA manifest of the master does not hold: {', '.join(found.faults) or 'nobody knows why'}."
        yield Miss(episode.number, told, "origin")
    if found.manifest == "valid" and not found.source_type:
        yield Miss(episode.number, "The C2PA manifest does not say how the master was made.", "origin")
    for label, where in ((found.label, "metadata have"), (found.xmp, "XMP has")):
        if label is None:
            yield Miss(episode.number, f"The master's {where} no AIGC label.", "origin")


def loudness_misses(episode: SeriesEpisode, seen: Watched) -> Iterator[Miss]:
    """Rule `loudness`: within 1 LU of the target, peaks under the ceiling but for what AAC adds."""
    lufs, peak = seen.loudness_lufs, seen.true_peak_db
    if lufs > SILENCE_LUFS and abs(lufs - TARGET_LUFS) > _LOUDNESS_TOLERANCE_LU:
        yield Miss(episode.number, f"Its loudness is {lufs:.1f} LUFS instead of {TARGET_LUFS:g}.", "loudness")
    if peak > CEILING_DBTP + _PEAK_TOLERANCE_DB:
        yield Miss(episode.number, f"Its true peak is {peak:.1f} dBTP, above {CEILING_DBTP:g}.", "loudness")


def picture_misses(episode: SeriesEpisode, seen: Watched, limits: CheckLimits) -> Iterator[Miss]:
    """Rules `black` and `frozen`: pictures that show nothing, or do not move where no card explains it."""
    story = Span(Fraction(0), max(Fraction(0), seen.duration - (episode.end_card_s or 0)))
    black = seen.pictures.black(limits.black_s)
    for span in black:
        told = f"The picture is black for {float(span.duration_s):.1f} s from {clock(span.start_s)} on."
        yield Miss(episode.number, told, "black", span.start_s)
    for stretch in seen.pictures.still(limits.frozen_s):
        span = stretch.intersection(story)
        if span is None or span.duration_s < limits.frozen_s or any(span.overlaps(dark) for dark in black):
            continue
        told = f"The picture stands still for {float(span.duration_s):.1f} s from {clock(span.start_s)} on."
        yield Miss(episode.number, told, "frozen", span.start_s)


def voice_misses(episode: SeriesEpisode, seen: Watched, joins: Sequence[Join] | None) -> Iterator[Miss]:
    """Rule `voice`: no voice runs into a cut of ours.

    The ends of the episode are cuts, and the moments between recap, story and card. Inside the story `joins` are;
    where they are not known (None), every boundary between shots is looked at, and told where a voice breaks off.
    """
    number, heard = episode.number, seen.heard
    end = min(seen.duration, heard.duration)
    if heard.voice_at(Fraction(0), "after"):
        yield Miss(number, "It begins in the middle of a voice.", "voice", Fraction(0))
    if heard.voice_at(end, "before"):
        yield Miss(number, f"It ends in the middle of a voice, at {clock(end)}.", "voice", end)
    inner = _breaks(seen, heard) if joins is None else joins
    for join in sorted({*_seams(episode, seen.duration), *inner}, key=lambda join: (join.moment, join.side)):
        if _EDGE_S < join.moment < end - _EDGE_S and heard.voice_at(join.moment, join.side):
            doing = "ends" if join.side == "before" else "begins"
            told = f"The cut at {clock(join.moment)} {doing} in the middle of a voice."
            yield Miss(number, told, "voice", join.moment)


def _seams(episode: SeriesEpisode, duration: Fraction) -> Iterator[Join]:
    if episode.recap_s:
        yield Join(episode.recap_s, "before")
        yield Join(episode.recap_s, "after")
    if episode.end_card_s:
        yield Join(duration - episode.end_card_s, "before")


def _breaks(seen: Watched, heard: Heard) -> Iterator[Join]:
    for shot in seen.shots[1:]:
        if heard.breaks_off_at(shot.start_s):
            yield Join(shot.start_s, "before")
            yield Join(shot.start_s, "after")


def face_misses(episode: SeriesEpisode, seen: Watched, limits: CheckLimits) -> Iterator[Miss]:
    """Rule `faces`: the largest face of a picture lies inside it, but for a share of the pictures and 3 s in all."""
    faces = seen.faces
    if faces.pictures < _FEWEST_FACES or len(faces.moments) < _FEWEST_CUT or faces.share <= limits.cut_faces:
        return
    at, side = faces.moments[0]
    told = (
        f"A face is cut off at the edge in {len(faces.moments)} of {faces.pictures} pictures with faces, "
        f"first at the {side} edge at {clock(at)}."
    )
    yield Miss(episode.number, told, "faces", at)


def joins_of(planned: PlannedEpisode, episode: SeriesEpisode) -> list[Join]:
    """Where the plan says that the episode's sound is cut: only places, to be judged by what is heard there."""
    rate = FrameRate.parse(episode.frame_rate)
    joins: list[Join] = []
    at = Fraction(0)
    for before, after in itertools.pairwise(_pieces(planned, episode)):
        next_at = at + cut.length(cut.on_pictures([before], rate))
        ends = rate.snap(before.end_s if before.sound_end_s is None else before.sound_end_s)
        begins = rate.snap(after.start_s if after.sound_start_s is None else after.sound_start_s)
        end = at + ends - rate.snap(before.start_s)
        begin = next_at + begins - rate.snap(after.start_s)
        if ends != begins or end != begin:  # else the film's sound goes on
            joins += [Join(end, "before"), Join(begin, "after")]
        at = next_at
    return joins


def length_misses(planned: PlannedEpisode, episode: SeriesEpisode) -> Iterator[Miss]:
    """Rule `order`: an episode is as long as what its plan shows, with recap and card."""
    rate = FrameRate.parse(episode.frame_rate)
    shown = cut.length(cut.on_pictures(_pieces(planned, episode), rate)) + (episode.end_card_s or 0)
    if abs(shown - episode.duration_s) > _LENGTH_TOLERANCE_S:
        told = f"It lasts {float(episode.duration_s):.2f} s but its plan shows {float(shown):.2f} s of the film."
        yield Miss(episode.number, told, "order")


def _pieces(planned: PlannedEpisode, episode: SeriesEpisode) -> list[PlannedSpan]:
    recap = planned.recap if episode.recap_s else []
    return [*(PlannedSpan(start_s=span.start_s, end_s=span.end_s) for span in recap), *planned.spans]
