"""A series of shots for editors: each shot a clip of a file of its own, its other takes beside it, sound as stems.

Where the cut of a film refers to one long file (see `timeline`), a series that was made shot by shot refers to many
short ones. Paths are relative to the folder that the files are written into, so that a bundle may move. Everything is
counted in pictures.

- OpenTimelineIO: the takes of a shot are media references of its clip, the used one active; stems are audio tracks.
- FCPXML 1.10: a shot with several takes is an audition; stems are connected clips with their roles.
- CMX 3600: one list an episode; takes are told in comments, stems are events of their own channels.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote
from xml.etree import ElementTree as ET

import opentimelineio

from microdrama.domain.time import FrameRate
from microdrama.edit.interchange import timecode
from microdrama.edit.interchange.fcpxml import VERSION, time_text
from microdrama.edit.interchange.otio import range_of, written
from microdrama.edit.interchange.timeline import Pictures

_otio: Any = opentimelineio
MarkKind = Literal["hook", "cliffhanger", "scene", "beat"]
_COLOURS: dict[MarkKind, str] = {"hook": "GREEN", "cliffhanger": "RED", "scene": "BLUE", "beat": "YELLOW"}
_FIRST_HOUR = "01:00:00:00"
_LONGEST_COMMENT = 200
_SEQUENCE_FORMAT = "r1"


@dataclass(frozen=True, slots=True)
class TakeFile:
    """A file of a shot, relative to the folder of the cut, and how many pictures it has."""

    path: str
    pictures: int


@dataclass(frozen=True, slots=True)
class TakenShot:
    """A shot of an episode: `pictures` of its used take from the first on. `others` are takes that were not used."""

    id: str
    pictures: int
    take: TakeFile
    others: tuple[TakeFile, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stem:
    """A part of an episode's mix, as long as the episode: "dialogue", "music" or "effects", and its file."""

    role: str
    path: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A reason at one picture of the episode."""

    at: int
    kind: MarkKind
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class TakenEpisode:
    """An episode whose shots follow one another without a gap."""

    number: int
    name: str
    shots: tuple[TakenShot, ...]
    stems: tuple[Stem, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def pictures(self) -> int:
        """How many pictures it has."""
        return sum(shot.pictures for shot in self.shots)

    def placed(self) -> Iterator[tuple[int, TakenShot]]:
        """Each shot with the episode's picture at which it begins."""
        at = 0
        for shot in self.shots:
            yield at, shot
            at += shot.pictures


@dataclass(frozen=True, slots=True)
class TakenSeries:
    """A whole series as editors get it; its texts are plain already (see `timeline.plain`)."""

    title: str
    rate: FrameRate
    width: int
    height: int
    episodes: tuple[TakenEpisode, ...]


def cut_files(series: TakenSeries) -> dict[str, bytes]:
    """The files by their place in the folder of the cut, with forward slashes, as `handover.cut_files` names them."""
    files = {"cut.otio": _collection(series), "cut.fcpxml": _document(series)}
    for episode in series.episodes:
        files[f"otio/{episode.number:03d}.otio"] = written(_timeline(episode, series, above="../"))
        files[f"edl/{episode.number:03d}.edl"] = _edit_list(episode, series, above="../")
    return files


def _url(path: str, above: str) -> str:
    return quote(posixpath.normpath(above + path))


# --- OpenTimelineIO


def _collection(series: TakenSeries) -> bytes:
    timelines = [_timeline(episode, series, above="") for episode in series.episodes]
    return written(_otio.schema.SerializableCollection(name=series.title, children=timelines))


def _timeline(episode: TakenEpisode, series: TakenSeries, *, above: str) -> Any:
    rate = float(series.rate.exact)
    told = {"episode": episode.number, "frame_rate": str(series.rate)}
    timeline = _otio.schema.Timeline(name=episode.name, metadata={"microdrama": told})
    video = _otio.schema.Track(name="V1", kind=_otio.schema.TrackKind.Video)
    for shot in episode.shots:
        video.append(_clip(shot, rate, above))
    timeline.tracks.append(video)
    for stem in episode.stems:
        track = _otio.schema.Track(name=stem.role, kind=_otio.schema.TrackKind.Audio)
        whole = range_of(Pictures(0, episode.pictures), rate)
        source = _otio.schema.ExternalReference(target_url=_url(stem.path, above), available_range=whole)
        track.append(_otio.schema.Clip(name=stem.role, media_reference=source, source_range=whole))
        timeline.tracks.append(track)
    for mark in episode.marks:
        timeline.tracks.markers.append(
            _otio.schema.Marker(
                name=mark.name,
                marked_range=range_of(Pictures(mark.at, mark.at + 1), rate),
                color=_COLOURS[mark.kind],
                comment=mark.reason,
                metadata={"microdrama": {"kind": mark.kind, "reason": mark.reason}},
            )
        )
    return timeline


def _clip(shot: TakenShot, rate: float, above: str) -> Any:
    """A clip with a media reference for each of its takes; the first is the one that is used."""
    takes = (shot.take, *shot.others)
    references: dict[str, Any] = {
        f"take-{number}": _otio.schema.ExternalReference(
            target_url=_url(take.path, above), available_range=range_of(Pictures(0, take.pictures), rate)
        )
        for number, take in enumerate(takes, start=1)
    }
    clip = _otio.schema.Clip(
        name=shot.id,
        source_range=range_of(Pictures(0, shot.pictures), rate),
        metadata={"microdrama": {"shot": shot.id, "reason": shot.note}},
    )
    clip.set_media_references(references, "take-1")
    return clip


# --- FCPXML


def _document(series: TakenSeries) -> bytes:
    root = ET.Element("fcpxml", version=VERSION)
    resources = ET.SubElement(root, "resources")
    frame = {"width": str(series.width), "height": str(series.height), "frameDuration": time_text(1, series.rate)}
    ET.SubElement(resources, "format", {"id": _SEQUENCE_FORMAT, **frame})
    assets = _Assets(resources, series.rate)
    event = ET.SubElement(ET.SubElement(root, "library"), "event", name=series.title)
    for episode in series.episodes:
        _project(event, episode, series, assets)
    ET.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n' + ET.tostring(root, "utf-8") + b"\n"


class _Assets:
    """The resources of a document: each file once, under an id of its own."""

    def __init__(self, resources: ET.Element, rate: FrameRate) -> None:
        self._resources, self._rate = resources, rate
        self._ids: dict[str, str] = {}

    def picture(self, take: TakeFile) -> str:
        """The id of a shot's file, which has no sound."""
        facts = {"hasVideo": "1", "format": _SEQUENCE_FORMAT, "videoSources": "1"}
        return self._added(take.path, take.pictures, facts)

    def sound(self, stem: Stem, pictures: int) -> str:
        """The id of a stem."""
        facts = {"hasAudio": "1", "audioSources": "1", "audioChannels": "2", "audioRate": "48000"}
        return self._added(stem.path, pictures, facts)

    def _added(self, path: str, pictures: int, facts: dict[str, str]) -> str:
        if path not in self._ids:
            self._ids[path] = f"r{len(self._ids) + 2}"
            duration = time_text(pictures, self._rate)
            known = {"id": self._ids[path], "name": posixpath.basename(path), "start": "0s", "duration": duration}
            asset = ET.SubElement(self._resources, "asset", known | facts)
            ET.SubElement(asset, "media-rep", kind="original-media", src=_url(path, ""))
        return self._ids[path]


def _project(event: ET.Element, episode: TakenEpisode, series: TakenSeries, assets: _Assets) -> None:
    rate = series.rate
    project = ET.SubElement(event, "project", name=episode.name)
    facts = {"format": _SEQUENCE_FORMAT, "duration": time_text(episode.pictures, rate), "tcStart": "0s"}
    facts |= {"tcFormat": "NDF", "audioLayout": "stereo", "audioRate": "48k"}
    spine = ET.SubElement(ET.SubElement(project, "sequence", facts), "spine")
    for at, shot in episode.placed():
        place = ET.SubElement(spine, "audition", offset=time_text(at, rate)) if shot.others else spine
        element = ET.SubElement(place, "asset-clip", _attributes(at, shot, shot.take, rate, assets))
        if shot.note:
            ET.SubElement(element, "note").text = shot.note
        if at == 0:
            for lane, stem in enumerate(episode.stems, start=1):
                known = {"ref": assets.sound(stem, episode.pictures), "lane": str(-lane), "offset": "0s"}
                length = {"start": "0s", "duration": time_text(episode.pictures, rate)}
                ET.SubElement(element, "asset-clip", known | {"name": stem.role} | length | {"audioRole": stem.role})
        for mark in episode.marks:
            if at <= mark.at < at + shot.pictures:
                note = {"note": mark.reason} if mark.reason else {}
                when = {"start": time_text(mark.at - at, rate), "duration": time_text(1, rate)}
                ET.SubElement(element, "marker", {**when, "value": mark.name, **note})
        for other in shot.others:
            ET.SubElement(place, "asset-clip", _attributes(at, shot, other, rate, assets))


def _attributes(at: int, shot: TakenShot, take: TakeFile, rate: FrameRate, assets: _Assets) -> dict[str, str]:
    return {
        "ref": assets.picture(take),
        "offset": time_text(at, rate),
        "name": shot.id,
        "start": "0s",
        "duration": time_text(min(shot.pictures, take.pictures), rate),
        "tcFormat": "NDF",
    }


# --- CMX 3600


def _edit_list(episode: TakenEpisode, series: TakenSeries, *, above: str) -> bytes:
    """One episode as an edit list; record times begin at 01:00:00:00, reels are the episode's and the shot's number."""
    rate = series.rate
    begin = timecode.read(_FIRST_HOUR, rate, drop=False)
    title = re.sub(r"\s+", " ", f"{series.title} {episode.number:03d}".encode("ascii", "ignore").decode()).strip()
    lines = [f"TITLE: {title[:70]}", "FCM: NON-DROP FRAME", ""]

    def event(reel: str, channels: str, pictures: int, at: int) -> str:
        labels = (0, pictures, begin + at, begin + at + pictures)
        times = " ".join(timecode.written(label, rate, drop=False) for label in labels)
        number = sum(line[:1].isdigit() for line in lines) + 1
        return f"{number:03d}  {reel:8} {channels:5} C        {times}"

    for number, (at, shot) in enumerate(episode.placed(), start=1):
        lines.append(event(f"{episode.number % 1000:03d}S{number % 10_000:04d}", "V", shot.pictures, at))
        lines += _comments(at, shot, episode, rate, above=above)
    for number, stem in enumerate(episode.stems):
        lines.append(event("AX", "AA" if number == 0 else f"A{number + 2}", episode.pictures, 0))
        lines += [f"* FROM CLIP NAME: {posixpath.basename(stem.path)}", f"* SOURCE FILE: {_url(stem.path, above)}"]
        lines.append(f"* COMMENT: {stem.role.upper()} STEM")
    return ("\r\n".join(lines) + "\r\n").encode("utf-8")


def _comments(at: int, shot: TakenShot, episode: TakenEpisode, rate: FrameRate, *, above: str) -> Iterator[str]:
    begin = timecode.read(_FIRST_HOUR, rate, drop=False)
    yield f"* FROM CLIP NAME: {posixpath.basename(shot.take.path)}"
    yield f"* SOURCE FILE: {_url(shot.take.path, above)}"
    if shot.note:
        yield f"* COMMENT: {shot.note}"[:_LONGEST_COMMENT]
    for other in shot.others:
        yield f"* COMMENT: ALTERNATE TAKE {_url(other.path, above)}"[:_LONGEST_COMMENT]
    for mark in episode.marks:
        if at <= mark.at < at + shot.pictures:
            label = timecode.written(begin + mark.at, rate, drop=False)
            text = f"{mark.name}: {mark.reason}" if mark.reason else mark.name
            yield f"* LOC: {label} {_COLOURS[mark.kind]:7} {text}"[:_LONGEST_COMMENT]
