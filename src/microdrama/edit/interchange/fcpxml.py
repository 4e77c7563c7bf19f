"""FCPXML 1.10, for Final Cut Pro and DaVinci Resolve: one project an episode, in one event.

Written here because the OpenTimelineIO adapter for FCPXML writes version 1.8, whose media references Final Cut Pro
no longer writes, and knows no split edits. Each span is one clip with its sound inside; where the sound begins or
ends elsewhere, `audioStart` and `audioDuration` say so, as Final Cut Pro's own split edits do. All times are
multiples of the film's frame duration. Clips fill the upright frame (`adjust-conform`): the windows that the render
follows are not part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from xml.etree import ElementTree as ET

from microdrama.domain.time import FrameRate
from microdrama.edit.interchange.timeline import (
    RECAP,
    Clip,
    Cut,
    EditedEpisode,
    FilmFacts,
    InterchangeError,
    Marker,
    Pictures,
    Timeline,
    clip_name,
)

VERSION = "1.10"
UPRIGHT = (1080, 1920)
_MOST_BYTES = 64 << 20
_TIME = re.compile(r"-?[0-9]{1,20}(/[0-9]{1,12}|\.[0-9]{1,12})?s")
_UPRIGHT_FORMAT, _FILM_FORMAT, _FILM = "r1", "r2", "r3"


def document(cut: Cut) -> bytes:
    """The whole series as one FCPXML document."""
    root = ET.Element("fcpxml", version=VERSION)
    _resources(ET.SubElement(root, "resources"), cut.film)
    event = ET.SubElement(ET.SubElement(root, "library"), "event", name=cut.title)
    for episode in cut.episodes:
        _project(event, episode, cut.film)
    ET.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n' + ET.tostring(root, "utf-8") + b"\n"


def time_text(pictures: int, rate: FrameRate) -> str:
    """So many pictures as the format writes time: "1001/24000s"."""
    if pictures == 0:
        return "0s"
    whole = pictures * rate.denominator
    return f"{whole}s" if rate.numerator == 1 else f"{whole}/{rate.numerator}s"


def _format(film: FilmFacts) -> str:
    return "DF" if film.drop_frame else "NDF"


def _resources(resources: ET.Element, film: FilmFacts) -> None:
    sizes = {_UPRIGHT_FORMAT: UPRIGHT, _FILM_FORMAT: (film.width, film.height)}
    for name, (width, height) in sizes.items():
        size = {"frameDuration": time_text(1, film.rate), "width": str(width), "height": str(height)}
        ET.SubElement(resources, "format", {"id": name, **size})
    sound = {"hasAudio": "1", "audioSources": "1", "audioChannels": "2", "audioRate": "48000"}
    asset = ET.SubElement(
        resources,
        "asset",
        {
            "id": _FILM,
            "name": film.name,
            "start": time_text(film.first_label, film.rate),
            "duration": time_text(film.pictures, film.rate),
            "hasVideo": "1",
            "format": _FILM_FORMAT,
            "videoSources": "1",
            **(sound if film.has_audio else {}),
        },
    )
    ET.SubElement(asset, "media-rep", kind="original-media", src=film.path.absolute().as_uri())


def _project(event: ET.Element, episode: Timeline, film: FilmFacts) -> None:
    project = ET.SubElement(event, "project", name=episode.name)
    sequence = ET.SubElement(
        project,
        "sequence",
        {
            "format": _UPRIGHT_FORMAT,
            "duration": time_text(episode.length, film.rate),
            "tcStart": "0s",
            "tcFormat": _format(film),
            "audioLayout": "stereo",
            "audioRate": "48k",
        },
    )
    spine = ET.SubElement(sequence, "spine")
    for number, (at, clip) in enumerate(episode.placed(), start=1):
        element = ET.SubElement(spine, "asset-clip", _attributes(at, clip, film, clip_name(number, clip)))
        ET.SubElement(element, "adjust-conform", type="fill")
        for marker in episode.markers:
            if at <= marker.at < at + len(clip.picture):
                _mark(element, marker, at, clip, film)


def _attributes(at: int, clip: Clip, film: FilmFacts, name: str) -> dict[str, str]:
    """A clip's own timeline is the film's: its start is the film's timecode there."""
    first = film.first_label
    found = {
        "ref": _FILM,
        "offset": time_text(at, film.rate),
        "name": name,
        "start": time_text(first + clip.picture.start, film.rate),
        "duration": time_text(len(clip.picture), film.rate),
        "tcFormat": _format(film),
    }
    if clip.sound is None:
        return found | ({"srcEnable": "video"} if film.has_audio else {})
    if clip.sound != clip.picture:
        found["audioStart"] = time_text(first + clip.sound.start, film.rate)
        found["audioDuration"] = time_text(len(clip.sound), film.rate)
    return found | {"audioRole": "dialogue"}


def _mark(element: ET.Element, marker: Marker, at: int, clip: Clip, film: FilmFacts) -> None:
    place = film.first_label + clip.picture.start + marker.at - at
    note = {"note": marker.reason} if marker.reason else {}
    ET.SubElement(
        element,
        "marker",
        {"start": time_text(place, film.rate), "duration": time_text(1, film.rate), "value": marker.name, **note},
    )


def spans_of_fcpxml(data: bytes, *, source: str) -> list[EditedEpisode]:
    """The episodes of an FCPXML document, one a project, in order; `source` is what errors call it.

    Reads clips of the primary storyline (`asset-clip`, and `clip` around one `video`), gaps left out. Raises
    InterchangeError for what is no FCPXML, holds entities, or cuts between pictures.
    """
    if len(data) > _MOST_BYTES or b"<!ENTITY" in data:
        raise InterchangeError(f"{source} is no FCPXML of an editor: it is too large or declares entities.")
    try:
        root = ET.fromstring(data)  # noqa: S314 (no entities, bounded size: nothing is left that could expand)
        episodes = [_episode(root, project) for project in root.iter("project")]
    except (ET.ParseError, ValueError, ArithmeticError, UnicodeError) as error:
        raise InterchangeError(f"{source} cannot be read as FCPXML: {error}.") from error
    if not episodes:
        raise InterchangeError(f"{source} cannot be read as FCPXML: it holds no project.")
    return episodes


def _episode(root: ET.Element, project: ET.Element) -> EditedEpisode:
    sequence = project.find("sequence")
    if sequence is None:
        raise ValueError("a project has no sequence")
    formats = {element.get("id"): element for element in root.iter("format")}
    duration = (
        _seconds(formats[sequence.get("format")].get("frameDuration")) if sequence.get("format") in formats else 0
    )
    if duration <= 0:
        raise ValueError("a project has no frame rate")
    starts = {asset.get("id"): _seconds(asset.get("start")) for asset in root.iter("asset")}
    rate = FrameRate(duration.denominator, duration.numerator)
    return EditedEpisode(project.get("name", ""), rate, tuple(_clips(sequence, starts, rate)))


def _clips(sequence: ET.Element, starts: dict[str | None, Fraction], rate: FrameRate) -> Iterator[Clip]:
    for element in sequence.iterfind("spine/*"):
        if element.tag not in ("asset-clip", "clip"):
            continue
        inner = element.find("video")
        first = starts.get(element.get("ref") or (inner.get("ref") if inner is not None else None), Fraction(0))
        start = _seconds(element.get("start")) if element.get("start") else first
        picture = _pictures(start - first, _seconds(element.get("duration")), rate)
        sound: Pictures | None = picture
        if element.get("srcEnable") == "video":
            sound = None
        elif element.get("audioStart") or element.get("audioDuration"):
            begins = _seconds(element.get("audioStart")) if element.get("audioStart") else start
            lasts = _seconds(element.get("audioDuration")) if element.get("audioDuration") else start - begins
            sound = _pictures(begins - first, lasts, rate)
        yield Clip(picture, sound, (element.get("name") or "").startswith(RECAP))


def _pictures(start: Fraction, duration: Fraction, rate: FrameRate) -> Pictures:
    first, last = start * rate.exact, (start + duration) * rate.exact
    if first.denominator != 1 or last.denominator != 1 or not 0 <= first <= last:
        raise ValueError(f"a clip is cut between two pictures at {float(start):.3f} s")
    return Pictures(int(first), int(last))


def _seconds(text: str | None) -> Fraction:
    """Time as the format writes it: "1001/24000s", "5s"; nothing is zero."""
    if not text:
        return Fraction(0)
    if not _TIME.fullmatch(text):
        raise ValueError(f"time is written like 1001/24000s, not {text[:40]!r}")
    return Fraction(text[:-1])
