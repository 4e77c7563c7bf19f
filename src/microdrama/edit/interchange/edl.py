"""CMX 3600 edit lists, one a file and an episode: what every editing system since the 1980s reads.

Written here because the OpenTimelineIO adapter for it writes neither the frame count mode (FCM) nor splits on one
list, and sets marker texts in capitals; it serves as the independent reader of the tests. Event lines and the
title are ASCII, as the format wants; comments are UTF-8, which DaVinci Resolve and Premiere read, so that reasons
in any language arrive. Reasons are locators (`* LOC:`), which Avid and others turn into markers, one line each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from microdrama.domain.time import FrameRate
from microdrama.edit.interchange import timecode
from microdrama.edit.interchange.timeline import (
    RECAP,
    Cut,
    EditedEpisode,
    FilmFacts,
    InterchangeError,
    Marker,
    Pictures,
    Timeline,
    lanes,
    paired,
)

_FIRST_HOUR = "01:00:00:00"
_LONGEST_COMMENT = 200
_MOST_BYTES = 16 << 20
_COLOURS = {"hook": "GREEN", "cliffhanger": "RED", "scene": "BLUE", "recap": "YELLOW", "card": "MAGENTA"}
_EVENT = re.compile(r"(\d+)\s+(\S+)\s+(\S+)\s+C\s+([\d:;.,]+)\s+([\d:;.,]+)\s+([\d:;.,]+)\s+([\d:;.,]+)")
_RECAP_COMMENT = f"* COMMENT: {RECAP.upper()}"


@dataclass(frozen=True, slots=True)
class _Event:
    """One line of the list: where in the episode, which tracks, which pictures of the film."""

    at: int
    channels: str
    source: Pictures
    comments: tuple[str, ...]


def edit_list(cut: Cut, episode: Timeline) -> bytes:
    """One episode as an edit list. Its record times begin at 01:00:00:00, as tapes do."""
    film = cut.film
    mode = "DROP FRAME" if film.drop_frame else "NON-DROP FRAME"
    lines = [f"TITLE: {_ascii(f'{cut.title} {episode.number:03d}')[:70]}", f"FCM: {mode}", ""]
    begin, first, reel = _record_start(film), film.first_label, _reel(film)
    for number, event in enumerate(sorted(_events(episode, film), key=lambda e: (e.at, e.channels != "V")), start=1):
        source = (first + event.source.start, first + event.source.end)
        record = (begin + event.at, begin + event.at + len(event.source))
        times = " ".join(timecode.written(frame, film.rate, drop=film.drop_frame) for frame in (*source, *record))
        lines += [f"{number:03d}  {reel:8} {event.channels:5} C        {times}", *event.comments]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8")


def _record_start(film: FilmFacts) -> int:
    return timecode.read(_FIRST_HOUR, film.rate, drop=film.drop_frame)


def _events(episode: Timeline, film: FilmFacts) -> Iterator[_Event]:
    together = {at for at, clip in episode.placed() if clip.sound == clip.picture}
    name = f"* FROM CLIP NAME: {film.name[:_LONGEST_COMMENT]}"
    for at, clip in episode.placed():
        recap = (_RECAP_COMMENT,) if clip.recap else ()
        marks = [m for m in episode.markers if at <= m.at < at + len(clip.picture)]
        told = tuple(_locator(marker, film) for marker in marks)
        yield _Event(at, "AA/V" if at in together else "V", clip.picture, (name, *recap, *told))
    for number, lane in enumerate(lanes(episode)):
        for at, _, sound in lane:
            if not (at in together and _is_whole(episode, at, sound)):
                yield _Event(at, "AA" if number == 0 else f"A{number + 2}", sound, (name,))


def _is_whole(episode: Timeline, at: int, sound: Pictures) -> bool:
    return any(place == at and clip.picture == sound for place, clip in episode.placed())


def _locator(marker: Marker, film: FilmFacts) -> str:
    label = timecode.written(_record_start(film) + marker.at, film.rate, drop=film.drop_frame)
    text = f"{marker.name}: {marker.reason}" if marker.reason else marker.name
    return f"* LOC: {label} {_COLOURS[marker.kind]:7} {text}"[:_LONGEST_COMMENT]


def _ascii(text: str) -> str:
    return re.sub(r"\s+", " ", text.encode("ascii", "ignore").decode()).strip()


def _reel(film: FilmFacts) -> str:
    """Eight capital letters and digits of the film's name; AX, the format's word for no reel, where it has none."""
    return re.sub(r"[^A-Z0-9]", "", film.path.stem.upper())[:8] or "AX"


def spans_of_edl(
    data: bytes, *, rate: FrameRate, source: str, start_timecode: str | None = None
) -> list[EditedEpisode]:
    """The episode of an edit list. The format states neither its frame rate nor where the film's timecode begins.

    Reads cuts (`C`) of picture and sound; `source` is what errors call the file. Raises InterchangeError for
    other edits (dissolves, wipes, speed changes) and for what is no edit list.
    """
    if len(data) > _MOST_BYTES:
        raise InterchangeError(f"{source} is larger than any edit list is: it was not opened.")
    try:
        return [_episode(data.decode("utf-8", "replace"), rate, start_timecode)]
    except ValueError as error:
        raise InterchangeError(f"{source} cannot be read as an edit list: {error}.") from error


def _episode(text: str, rate: FrameRate, start_timecode: str | None) -> EditedEpisode:
    first = timecode.read(start_timecode, rate) if start_timecode else 0
    name, drop = "", None
    pictures: list[tuple[int, Pictures, bool]] = []
    sounds: list[tuple[int, Pictures]] = []
    for line in re.split(r"[\r\n]+", text):
        if line.startswith("TITLE:"):
            name = line.removeprefix("TITLE:").strip()
        elif line.startswith("FCM:"):
            drop = "NON" not in line
        elif line.strip() == _RECAP_COMMENT and pictures:
            pictures[-1] = (*pictures[-1][:2], True)
        elif line[:1].isdigit():
            _add(_event(line, rate, drop=drop), first, pictures, sounds)
    if not pictures:
        raise ValueError("it has no picture events")
    begin = min(at for at, _, _ in pictures)
    placed = [(at - begin, seen, recap) for at, seen, recap in pictures]
    return EditedEpisode(name, rate, paired(placed, [(at - begin, heard) for at, heard in sounds]))


def _add(
    event: tuple[int, str, Pictures],
    first: int,
    pictures: list[tuple[int, Pictures, bool]],
    sounds: list[tuple[int, Pictures]],
) -> None:
    """Put an event where its channels say: V and B hold pictures, all but V hold sound; `first` is the film's label."""
    at, channels, seen = event
    if seen.start < first:
        raise ValueError("an event begins before the film does")
    moved = Pictures(seen.start - first, seen.end - first)
    if "V" in channels or channels == "B":
        pictures.append((at, moved, False))
    if channels != "V":
        sounds.append((at, moved))


def _event(line: str, rate: FrameRate, *, drop: bool | None) -> tuple[int, str, Pictures]:
    match = _EVENT.fullmatch(line.strip())
    if match is None:
        raise ValueError(f"{line[:60]!r} is no cut")
    start, end, record, until = (timecode.read(match[group], rate, drop=drop) for group in (4, 5, 6, 7))
    if end < start or until - record != end - start:
        raise ValueError(f"event {match[1]} changes the speed of the film")
    return record, match[3].upper(), Pictures(start, end)
