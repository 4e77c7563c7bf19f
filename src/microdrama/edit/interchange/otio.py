"""OpenTimelineIO: one timeline an episode, all of them in one collection; written and read by the library itself.

Picture lies on one video track. Sound lies on as many audio tracks as are needed for none to overlap: one, unless
a J and an L cut meet. Reasons are markers of the timeline. Positions are whole pictures, so that the library's
floating numbers stay exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import opentimelineio

from microdrama.domain.time import FrameRate
from microdrama.edit.interchange.timeline import (
    RECAP,
    Cut,
    EditedEpisode,
    FilmFacts,
    InterchangeError,
    Pictures,
    Timeline,
    clip_name,
    lanes,
    paired,
)

_otio: Any = opentimelineio
_MOST_BYTES = 64 << 20
_COLOURS = {"hook": "GREEN", "cliffhanger": "RED", "scene": "BLUE", "recap": "YELLOW", "card": "PURPLE"}
_LARGEST_DENOMINATOR = 1001
_NEAR = Fraction(1, 500)


def collection(cut: Cut) -> bytes:
    """The whole series: a collection that holds a timeline for each episode."""
    timelines = [_timeline(episode, cut.film) for episode in cut.episodes]
    return written(_otio.schema.SerializableCollection(name=cut.title, children=timelines))


def single(cut: Cut, episode: Timeline) -> bytes:
    """One episode's timeline alone, for editors that open one timeline a file."""
    return written(_timeline(episode, cut.film))


def written(whole: Any) -> bytes:
    """A schema of the library as the bytes of its file."""
    return str(_otio.adapters.write_to_string(whole, "otio_json")).encode("utf-8") + b"\n"


def _timeline(episode: Timeline, film: FilmFacts) -> Any:
    timeline = _otio.schema.Timeline(
        name=episode.name, metadata={"microdrama": {"episode": episode.number, "frame_rate": str(film.rate)}}
    )
    rate = float(film.rate.exact)
    video = _otio.schema.Track(name="V1", kind=_otio.schema.TrackKind.Video)
    for number, clip in enumerate(episode.clips, start=1):
        video.append(_clip(clip_name(number, clip), clip.picture, film))
    timeline.tracks.append(video)
    for number, lane in enumerate(lanes(episode), start=1):
        audio = _otio.schema.Track(name=f"A{number}", kind=_otio.schema.TrackKind.Audio)
        reached = 0
        for at, name, sound in lane:
            if at > reached:
                audio.append(_otio.schema.Gap(source_range=range_of(Pictures(0, at - reached), rate)))
            audio.append(_clip(name, sound, film))
            reached = at + len(sound)
        timeline.tracks.append(audio)
    for marker in episode.markers:
        timeline.tracks.markers.append(
            _otio.schema.Marker(
                name=marker.name,
                marked_range=range_of(Pictures(marker.at, marker.at + 1), rate),
                color=_COLOURS[marker.kind],
                comment=marker.reason,
                metadata={"microdrama": {"kind": marker.kind, "reason": marker.reason}},
            )
        )
    return timeline


def _clip(name: str, pictures: Pictures, film: FilmFacts) -> Any:
    rate, first = float(film.rate.exact), film.first_label
    source = _otio.schema.ExternalReference(
        target_url=film.path.absolute().as_uri(),
        available_range=range_of(Pictures(first, first + film.pictures), rate),
    )
    source.name = film.name
    moved = Pictures(first + pictures.start, first + pictures.end)
    return _otio.schema.Clip(name=name, media_reference=source, source_range=range_of(moved, rate))


def range_of(pictures: Pictures, rate: float) -> Any:
    """A stretch of pictures as the library has it."""
    moment = _otio.opentime.RationalTime
    return _otio.opentime.TimeRange(moment(pictures.start, rate), moment(len(pictures), rate))


def spans_of_otio(data: bytes, *, source: str) -> list[EditedEpisode]:
    """The episodes of an OpenTimelineIO file, a collection or a single timeline, in order; `source` names it in errors.

    Counted from each media's first picture, where the file states it. Raises InterchangeError.
    """
    if len(data) > _MOST_BYTES:
        raise InterchangeError(f"{source} is larger than any timeline is: it was not opened.")
    try:
        whole = _otio.adapters.read_from_string(data.decode("utf-8"), "otio_json")
        episodes = [_episode(timeline, source) for timeline in _timelines(whole)]
    except InterchangeError:
        raise
    except Exception as error:  # the library's parts raise what they like for damaged input
        told = " ".join(str(error).split())[:200]
        raise InterchangeError(f"{source} is no OpenTimelineIO timeline: {told}.") from error
    if not episodes:
        raise InterchangeError(f"{source} holds no timeline.")
    return episodes


def _timelines(whole: Any) -> Iterator[Any]:
    if isinstance(whole, _otio.schema.Timeline):
        yield whole
    elif isinstance(whole, _otio.schema.SerializableCollection):
        for child in whole:
            yield from _timelines(child)


def _episode(timeline: Any, source: str) -> EditedEpisode:
    pictures: list[tuple[int, Pictures, bool]] = []
    sounds: list[tuple[int, Pictures]] = []
    rates: set[Fraction] = set()
    for track in timeline.tracks:
        for clip in track.find_clips():
            ours = clip.trimmed_range()
            at = clip.transformed_time_range(ours, timeline.tracks).start_time
            rates.add(_exact(ours.start_time.rate))
            found = _pictures(ours, clip)
            if track.kind == _otio.schema.TrackKind.Video:
                pictures.append((_whole(at.rescaled_to(ours.start_time.rate)), found, clip.name.startswith(RECAP)))
            else:
                sounds.append((_whole(at.rescaled_to(ours.start_time.rate)), found))
    if len(rates) != 1:
        raise InterchangeError(f"{source} mixes frame rates or has no clips in {timeline.name[:60]!r}.")
    return EditedEpisode(timeline.name, _stated(timeline, rates.pop()), paired(pictures, sounds))


def _stated(timeline: Any, rate: Fraction) -> FrameRate:
    """The exact rate that we wrote, where the timeline still holds it and its clips run at it."""
    ours = timeline.metadata.get("microdrama", {})
    exact = FrameRate.parse(str(ours["frame_rate"])) if "frame_rate" in ours else None
    return exact if exact and abs(exact.exact - rate) < _NEAR else FrameRate(rate.numerator, rate.denominator)


def _exact(rate: float) -> Fraction:
    """The frame rate that a floating number stands for; some programs write 23.976 for 24000/1001."""
    near = Fraction(-(-rate // 1)) * 1000 / 1001
    return near if abs(near - Fraction(rate)) < _NEAR else Fraction(rate).limit_denominator(_LARGEST_DENOMINATOR)


def _pictures(ours: Any, clip: Any) -> Pictures:
    available = getattr(clip.media_reference, "available_range", None)
    first = available.start_time.rescaled_to(ours.start_time.rate).value if available else 0
    start = round(ours.start_time.value - first)
    if start < 0 or ours.duration.value < 0:
        raise ValueError("a clip begins before its film does")
    return Pictures(start, start + _whole(ours.duration.rescaled_to(ours.start_time.rate)))


def _whole(moment: Any) -> int:
    return round(moment.value)
