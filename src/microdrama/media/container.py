"""Which file formats we accept as a film, told by their first bytes and never by their name.

The answer is the one demuxer that ffmpeg may use. Whatever can point at other files (playlists, concat lists,
SDP) has no place in the list, so a hostile file cannot make us read anything but itself.
"""

from __future__ import annotations

import stat
from pathlib import Path

from microdrama.domain.errors import MicrodramaError

_SNIFFED_BYTES = 1024
_TS_PACKET, _M2TS_PACKET = 188, 192


class NotAFilmError(MicrodramaError):
    """The file cannot serve as a film; nothing was written."""


def demuxer_of(path: Path) -> str:
    """The name of the ffmpeg demuxer for a film; raises NotAFilmError for a missing, odd or unknown file."""
    try:
        if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
            raise NotAFilmError(f"{path} is no file on a disk: films are read more than once and out of order.")
        with path.open("rb") as file:
            head = file.read(_SNIFFED_BYTES)
    except FileNotFoundError:
        raise NotAFilmError(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise NotAFilmError(f"{path} is a folder; name the film inside it.") from None
    except OSError as error:
        raise NotAFilmError(f"{path} cannot be read: {error.strerror}.") from error
    if not head:
        raise NotAFilmError(f"{path} is empty.")
    demuxer = _demuxer_of_bytes(head)
    if demuxer is None:
        raise NotAFilmError(
            f"{path} is {_what(head)}, not a film that microdrama reads (MP4, MOV, MKV, WebM, MPEG-TS, AVI, FLV)."
        )
    return demuxer


_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
_STILLS = (b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1")


def _demuxer_of_bytes(head: bytes) -> str | None:
    if head[4:8] in _BOXES:
        return None if head[8:12] in _STILLS else "mov"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "matroska"
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return "avi"
    if head.startswith(b"FLV\x01"):
        return "flv"
    for at, step in ((0, _TS_PACKET), (4, _M2TS_PACKET)):
        if head[at : at + 1] == b"G" and head[at + step : at + step + 1] == b"G":
            return "mpegts"
    return None


_KINDS: list[tuple[bytes, str]] = [
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"BM", "a picture (BMP)"),
    (b"ID3", "a sound file (MP3)"),
    (b"\xff\xfb", "a sound file (MP3)"),
    (b"fLaC", "a sound file (FLAC)"),
    (b"OggS", "an Ogg file"),
    (b"#EXTM3U", "a playlist that points at other files"),
    (b"ffconcat", "a list that points at other files"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
]


def _what(head: bytes) -> str:
    for magic, kind in _KINDS:
        if head.startswith(magic):
            return kind
    if head.startswith(b"RIFF"):
        return "a picture (WebP)" if head[8:12] == b"WEBP" else "a sound file (WAV)"
    if head[4:8] == b"ftyp":
        return "a picture (AVIF or HEIC)"
    if b"\0" not in head:
        return "a text file"
    return "of an unknown kind"
