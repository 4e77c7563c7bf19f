"""The HLS ladder: its rungs, where its segments begin, its master playlist, and whether players will take it.

Rungs are byte-range fMP4 (one file each); the first segment lasts 1 s so that a phone starts at once, all
others 2 s. Sound is a rendition of its own, so that dubs can stand beside it later.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import m3u8

FIRST_SEGMENT_S = 1
SEGMENT_S = 2
MASTER_PLAYLIST = "master.m3u8"
AUDIO_PLAYLIST = "audio.m3u8"
AUDIO_SEGMENTS = "audio.m4s"
AUDIO_CODEC = "mp4a.40.2"
_NO_LANGUAGE = "und"
_CAPTION_GROUP = "captions"
_SUBTITLES = f',SUBTITLES="{_CAPTION_GROUP}"'
_STREAM_TAG, _CAPTIONS_TAG = "#EXT-X-STREAM-INF:", "#EXT-X-MEDIA:TYPE=SUBTITLES,"
_TRANSCRIBES = "public.accessibility.transcribes-spoken-dialog"
_HEAD_BYTES = 4096
_TELLING_S = 0.5  # a shorter last segment says nothing about the rate
_TOLERANCE_S = 0.1  # sound ends on a grid of its own, and one picture lasts that long at 10 a second
_JITTER_S = 0.001


@dataclass(frozen=True, slots=True)
class Rung:
    """One size of the ladder; `most_kbps` caps the video bit rate, `level` is H.264's."""

    width: int
    height: int
    most_kbps: int
    level: str

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"{self.width}p"

    @property
    def playlist(self) -> str:
        """Its media playlist."""
        return f"{self.name}.m3u8"

    @property
    def segments(self) -> str:
        """The one file that holds its segments."""
        return f"{self.name}.m4s"


LADDER = (
    Rung(360, 640, 800, "3.1"),
    Rung(540, 960, 1_600, "3.2"),
    Rung(720, 1280, 3_000, "4.0"),
    Rung(1080, 1920, 6_000, "4.2"),
)
"""From the smallest to the largest; the largest is also the master."""


def rungs_up_to(height: int) -> Sequence[Rung]:
    """The rungs that are not taller than pictures of this many rows: drawn ones gain nothing from being stretched."""
    return tuple(rung for rung in LADDER if rung.height <= height) or LADDER[:1]


@dataclass(frozen=True, slots=True)
class CaptionTrack:
    """Captions of one language (BCP 47) as the master playlist announces them; `name` is what a menu shows.

    Kind "captions" says all that is heard, "subtitles" translates it, "forced" is shown without being asked for.
    """

    language: str
    name: str
    kind: str = "captions"

    @property
    def playlist(self) -> str:
        """Its media playlist."""
        return f"{self._stem}.m3u8"

    @property
    def segment(self) -> str:
        """The WebVTT file behind that."""
        return f"{self._stem}.vtt"

    @property
    def _stem(self) -> str:
        return f"{self.kind}-{self.language}"


def keyframe_expression() -> str:
    """The expression that makes ffmpeg force keyframes at 0, 1, 3, 5, ... seconds, where segments begin."""
    step = f"if(lt(prev_forced_t,{FIRST_SEGMENT_S}),{FIRST_SEGMENT_S},{SEGMENT_S})"
    # each picture is a hair early or late against whole seconds at 23.976; half a millisecond forgives that
    return f"expr:if(isnan(prev_forced_t),1,gte(t+0.0005,round(prev_forced_t)+{step}))"


@dataclass(frozen=True, slots=True)
class Stream:
    """One encoded rung as the master playlist announces it; rates in bits a second."""

    rung: Rung
    codec: str
    peak_rate: int
    average_rate: int


def stream_of(folder: Path, rung: Rung) -> Stream:
    """Read back what was encoded: the codec string from the avcC box, the rates from the segments."""
    segments = playlist_segments(folder / rung.playlist)
    total_s = sum(duration for duration, _ in segments)
    average = round(8 * sum(size for _, size in segments) / total_s) if total_s else 0
    peak = max((round(8 * size / duration) for duration, size in segments if duration >= 0.5), default=average)
    return Stream(rung, _avc_codec(folder / rung.segments), max(peak, average), average)


def _avc_codec(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4096)
    at = head.find(b"avcC")
    if at < 0:
        raise ValueError(f"{path} holds no avcC box")
    return "avc1." + head[at + 5 : at + 8].hex()


def playlist_segments(path: Path) -> list[tuple[float, int]]:
    """(seconds, bytes) of each segment of a byte-range media playlist."""
    playlist: Any = m3u8.loads(path.read_text("utf-8"))
    return [(float(s.duration), int(str(s.byterange).split("@")[0])) for s in playlist.segments]


def master_playlist(streams: list[Stream], *, audio_rate: int, frame_rate: float) -> str:
    """The text of the master playlist, smallest rung first; every stream plays with the one sound rendition."""
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        (
            '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Original",'
            f'LANGUAGE="{_NO_LANGUAGE}",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="{AUDIO_PLAYLIST}"'
        ),
    ]
    for stream in streams:
        lines.append(
            f"#EXT-X-STREAM-INF:BANDWIDTH={stream.peak_rate + audio_rate},"
            f"AVERAGE-BANDWIDTH={stream.average_rate + audio_rate},"
            f'CODECS="{stream.codec},{AUDIO_CODEC}",'
            f"RESOLUTION={stream.rung.width}x{stream.rung.height},"
            f'FRAME-RATE={frame_rate:.3f},AUDIO="audio"'
        )
        lines.append(stream.rung.playlist)
    return "\n".join(lines) + "\n"


def in_language(master: str, language: str) -> str:
    """A master playlist with the language (BCP 47) of its sound filled in; an episode's files do not depend on it."""
    return master.replace(f'LANGUAGE="{_NO_LANGUAGE}"', f'LANGUAGE="{language}"')


def with_captions(master: str, tracks: Sequence[CaptionTrack]) -> str:
    """A master playlist that announces captions beside the sound; every stream may be watched with any of them.

    None is on unless the viewer asks: the apps show captions of their own, and nothing twice. Captions that it
    announced already stay, but for those whose playlist a new track replaces.
    """
    replaced = [f'URI="{track.playlist}"' for track in tracks]
    lines: list[str] = []
    for line in master.splitlines():
        if line.startswith(_CAPTIONS_TAG) and any(line.endswith(uri) for uri in replaced):
            continue
        if line.startswith(_STREAM_TAG) and not any(kept.startswith(_STREAM_TAG) for kept in lines):
            lines += [_announced(track) for track in tracks]
        if line.startswith(_STREAM_TAG) and tracks:
            lines.append(line.replace(_SUBTITLES, "") + _SUBTITLES)
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _announced(track: CaptionTrack) -> str:
    name = track.name.replace('"', "'").replace("\n", " ").replace("\r", " ")
    described = f',CHARACTERISTICS="{_TRANSCRIBES}"' if track.kind == "captions" else ""
    return (
        f'{_CAPTIONS_TAG}GROUP-ID="{_CAPTION_GROUP}",NAME="{name}",LANGUAGE="{track.language}",'
        f"DEFAULT=NO,AUTOSELECT=YES,FORCED={'YES' if track.kind == 'forced' else 'NO'}{described}"
        f',URI="{track.playlist}"'
    )


def caption_playlist(track: CaptionTrack, *, duration_s: float) -> str:
    """The media playlist of captions: the whole file as one segment, which RFC 8216 allows subtitles (6.2.4)."""
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{max(1, math.ceil(duration_s))}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        f"#EXTINF:{duration_s:.6f},",
        track.segment,
        "#EXT-X-ENDLIST",
    ]
    return "\n".join(lines) + "\n"


def faults(folder: Path, *, duration_s: float) -> list[str]:
    """What a strict player would hold against a ladder, each as a sentence; empty when it is sound.

    Checks by RFC 8216: the parts exist, byte ranges lie inside the files and follow one another, segments
    keep the target duration, renditions are as long as the episode, and streams begin their segments together.
    """
    path = folder / MASTER_PLAYLIST
    master = _read(path)
    if isinstance(master, str):
        return [master]
    if not master.is_variant or not master.playlists:
        return [f"{path} announces no streams."]
    found: list[str] = []
    beats: list[list[float]] = []
    streams = [str(playlist.uri) for playlist in master.playlists]
    renditions = [str(r.uri) for r in master.media if r.uri and r.type == "AUDIO"]
    for uri in [*streams, *renditions]:
        if not _inside(uri):
            found.append(f"{path} points outside its folder, at {uri}.")
            continue
        told, durations = _rendition(folder / uri, duration_s)
        found += told
        if uri in streams and durations:
            beats.append(durations)
            if abs(durations[0] - min(FIRST_SEGMENT_S, duration_s)) > _TOLERANCE_S:
                found.append(
                    f"{folder / uri} begins with a segment of {durations[0]:.2f} s instead of {FIRST_SEGMENT_S} s."
                )
    if any(not _together(beats[0], beat) for beat in beats[1:]):
        found.append(f"{path} announces streams that do not begin their segments together.")
    return found + _caption_faults(folder, master, duration_s)


def _caption_faults(folder: Path, master: Any, duration_s: float) -> list[str]:
    """What is wrong with the captions that a master playlist announces."""
    path = folder / MASTER_PLAYLIST
    tracks = [media for media in master.media if media.type == "SUBTITLES"]
    groups = {str(track.group_id) for track in tracks}
    asked = {str(playlist.stream_info.subtitles) for playlist in master.playlists} - {"None"}
    found = [f"{path} has streams with captions {name!r}, which it does not announce." for name in asked - groups]
    if groups and any(not playlist.stream_info.subtitles for playlist in master.playlists):
        found.append(f"{path} announces captions that not every stream can be watched with.")
    names = [(track.group_id, track.name) for track in tracks]
    if len(set(names)) < len(names):
        found.append(f"{path} announces two kinds of captions by one name.")
    for track in tracks:
        uri = str(track.uri or "")
        if not track.name or not uri or not _inside(uri):
            found.append(f"{path} announces captions without a name or outside its folder, at {uri or 'no address'}.")
        else:
            found += _caption_list_faults(folder / uri, duration_s)
    return found


def _caption_list_faults(path: Path, duration_s: float) -> list[str]:
    playlist = _read(path)
    if isinstance(playlist, str):
        return [playlist]
    durations = [float(segment.duration or 0) for segment in playlist.segments]
    found = _length_faults(path, playlist, durations, duration_s)
    for uri in {str(segment.uri) for segment in playlist.segments}:
        file = path.parent / uri
        if not _inside(uri):
            found.append(f"{path} points outside its folder, at {uri}.")
        elif not file.is_file() or not _is_timed_text(file):
            found.append(f"{file} is no WebVTT file that says where on the pictures' clock it begins.")
    return found


def _is_timed_text(path: Path) -> bool:
    """Whether a file begins as WebVTT does, with the map from its times to those of the pictures."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES).removeprefix(b"\xef\xbb\xbf").partition(b"\n\n")[0]
    return re.match(rb"WEBVTT[^\n]*\nX-TIMESTAMP-MAP=(LOCAL:|MPEGTS:)", head) is not None


def _inside(uri: str) -> bool:
    return not uri.startswith("/") and ":" not in uri and ".." not in uri.split("/")


def _read(path: Path) -> Any:
    """A playlist, or a sentence that says why there is none."""
    if not path.is_file():
        return f"{path} is missing."
    try:
        text = path.read_text("utf-8")
        if not text.startswith("#EXTM3U"):
            return f"{path} is no playlist."
        return m3u8.loads(text)
    except Exception as error:  # noqa: BLE001 (the reader of playlists raises whatever its parts raise)
        return f"{path} cannot be read: {error}."


def _together(one: list[float], other: list[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) < _JITTER_S for a, b in zip(one, other, strict=True))


def rendition_faults(path: Path, *, duration_s: float) -> list[str]:
    """What is wrong with one media playlist and the file behind it, each as a sentence."""
    return _rendition(path, duration_s)[0]


def _rendition(path: Path, duration_s: float) -> tuple[list[str], list[float]]:
    playlist = _read(path)
    if isinstance(playlist, str):
        return [playlist], []
    durations = [float(segment.duration or 0) for segment in playlist.segments]
    return _media_faults(path, playlist, durations, duration_s), durations


def _length_faults(path: Path, playlist: Any, durations: list[float], duration_s: float) -> list[str]:
    found: list[str] = []
    if not playlist.is_endlist:
        found.append(f"{path} has no end mark.")
    if any(round(d) > (playlist.target_duration or 0) for d in durations):
        found.append(f"{path} has a segment longer than its target duration.")
    if abs(sum(durations) - duration_s) > _TOLERANCE_S:
        found.append(f"{path} lasts {sum(durations):.2f} s, the episode {duration_s:.2f} s.")
    return found


def _media_faults(path: Path, playlist: Any, durations: list[float], duration_s: float) -> list[str]:
    found = _length_faults(path, playlist, durations, duration_s)
    try:
        return found + _range_faults(path, playlist)
    except ValueError:
        return [*found, f"{path} has a byte range that makes no sense."]


def _range_faults(path: Path, playlist: Any) -> list[str]:
    ends: dict[str, int] = {}
    for initial in playlist.segment_map:
        size, _, start = str(initial.byterange or "0@0").partition("@")
        ends[str(initial.uri)] = int(start or 0) + int(size)
    for segment in playlist.segments:
        uri = str(segment.uri)
        size, _, start = str(segment.byterange or "").partition("@")
        if not size:
            return [f"{path} has a segment without a byte range."]
        if start and int(start) != ends.get(uri, int(start)):
            return [f"{path} has byte ranges that do not follow one another."]
        ends[uri] = ends.get(uri, int(start or 0)) + int(size)
    for uri, end in ends.items():
        if not _inside(uri):
            return [f"{path} points outside its folder, at {uri}."]
        file = path.parent / uri
        if not file.is_file() or file.stat().st_size < end:
            return [f"{path} points beyond the end of {uri}."]
    return []
