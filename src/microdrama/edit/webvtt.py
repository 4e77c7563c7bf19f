"""Captions as WebVTT files (W3C, "WebVTT: The Web Video Text Tracks Format"): writing ours, reading anybody's.

The box of a caption is placed where `caption_rules` wants it on upright pictures: two thirds down, clear of what
players lay over the lower quarter and the right edge. Players with a place of their own, as ours, ignore that.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from pathlib import Path

from microdrama.domain.captions import Cue, Piece
from microdrama.domain.errors import MicrodramaError
from microdrama.domain.scripts import RIGHT_TO_LEFT, script_of

PLACE = "line:62% position:50% size:76% align:center"
MOST_BYTES = 2 << 20
_MOST_CUES = 20_000
_MOST_LINES_KEPT = 16  # of a cue; nobody reads more, and a checker has said enough by then
_RIGHT_TO_LEFT_MARK = "\u200f"
_TIME = r"(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"^\s*{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?$", re.ASCII)
_TAG = re.compile(r"<([^<>]*)>")
_STAMP = re.compile(_TIME, re.ASCII)
_SKIPPED = ("NOTE", "STYLE", "REGION")


class CaptionFileError(MicrodramaError):
    """A caption file cannot be read; nothing was changed."""


def webvtt(cues: Sequence[Cue], *, word_times: bool = True, mpeg_timestamp: int | None = None) -> str:
    """The text of a WebVTT file, with the moment of each word where the cues have them and `word_times` asks for it.

    `mpeg_timestamp` is what HLS wants: the 90 kHz time of the pictures at which the episode's clock shows zero.
    """
    head = "WEBVTT"
    if mpeg_timestamp is not None:
        head += f"\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:{mpeg_timestamp}"
    return "\n\n".join([head, *(_block(cue, word_times=word_times) for cue in cues)]) + "\n"


def _block(cue: Cue, *, word_times: bool) -> str:
    lines = [f"{_clock(cue.start_s)} --> {_clock(cue.end_s)} {PLACE}"]
    told = cue.start_s
    for line in cue.lines:
        text = _RIGHT_TO_LEFT_MARK if _begins_astray(line) else ""
        for piece in line:
            start = piece.start_s
            if word_times and start is not None and told < start < cue.end_s:
                text += f"<{_clock(start)}>"
                told = start
            text += _escaped(piece.text)
        lines.append(text.strip(" \t") or "\u00a0")  # an empty line would end the cue
    return "\n".join(lines)


def _begins_astray(line: Sequence[Piece]) -> bool:
    """Whether a line of a right-to-left script begins with a letter that would turn all of it left-to-right."""
    scripts = [script for piece in line for script in map(script_of, piece.text) if script != "common"]
    strong = sum(script in RIGHT_TO_LEFT for script in scripts)
    return bool(scripts) and scripts[0] not in RIGHT_TO_LEFT and strong > len(scripts) / 2


def _escaped(text: str) -> str:
    joined = text.replace("\r", " ").replace("\n", " ").replace("\0", " ")
    return joined.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(moment: Fraction) -> str:
    thousandths = round(moment * 1000)
    seconds, rest = divmod(thousandths, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def read_webvtt(path: Path) -> list[Cue]:
    """The cues of a WebVTT file, in the order that it gives them, without colours, voices and places.

    Raises CaptionFileError where it is no such file, is larger than 2 MiB, or has a time that makes no sense.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CaptionFileError(f"{path} cannot be read: {error.strerror}.") from error
    if len(data) > MOST_BYTES:
        raise CaptionFileError(f"{path} is larger than captions are (more than {MOST_BYTES >> 20} MiB).")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaptionFileError(f"{path} is not text in UTF-8.") from error
    return parse_webvtt(text, source=str(path))


def parse_webvtt(text: str, *, source: str) -> list[Cue]:
    """The cues of a WebVTT text; `source` is what an error calls it. See `read_webvtt`."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.match(r"^WEBVTT(?:[ \t]|$)", lines[0]):
        raise CaptionFileError(f"{source} is no WebVTT file: it does not begin with WEBVTT.")
    cues: list[Cue] = []
    for at, block in _blocks(lines):
        if block[0].split(" ")[0].split("\t")[0] in _SKIPPED and "-->" not in block[0]:
            continue
        timing = next((index for index, line in enumerate(block[:2]) if "-->" in line), None)
        if timing is not None:
            cues.append(_cue(block[timing], block[timing + 1 :], f"{source}, line {at + timing}"))
        if len(cues) > _MOST_CUES:
            raise CaptionFileError(f"{source} has more than {_MOST_CUES} captions.")
    return cues


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """What empty lines part, after the head, each with the number of its first line."""
    block: list[str] = []
    past_head = False
    for number, line in enumerate([*lines, ""], 1):
        if line:
            block.append(line)
            continue
        if block and past_head:
            yield number - len(block), block
        past_head = past_head or bool(block)
        block = []


def _cue(timing: str, body: list[str], where: str) -> Cue:
    found = _TIMING.match(timing)
    if not found:
        raise CaptionFileError(f"{where}: {timing.strip()[:60]!r} is no pair of times.")
    start, end = _moment(*found.groups()[:4]), _moment(*found.groups()[4:])
    if end <= start:
        raise CaptionFileError(f"{where}: a caption ends ({float(end):g} s) before it begins ({float(start):g} s).")
    told: Fraction | None = None
    lines: list[tuple[Piece, ...]] = []
    for line in islice(body, _MOST_LINES_KEPT):
        pieces, told = _line(line, told)
        lines.append(pieces)
    return Cue(start, end, tuple(lines))


def _moment(hours: str | None, minutes: str, seconds: str, thousandths: str) -> Fraction:
    return Fraction(int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)) + Fraction(int(thousandths), 1000)


def _line(line: str, told: Fraction | None) -> tuple[tuple[Piece, ...], Fraction | None]:
    """One line's words with their moments; `told` is the last moment that was named before it."""
    pieces: list[Piece] = []
    text = ""
    at = 0
    for tag in _TAG.finditer(line):
        text += line[at : tag.start()]
        at = tag.end()
        stamp = _STAMP.fullmatch(tag[1])
        if stamp:
            if text:
                pieces.append(Piece(_unescaped(text), told))
            text, told = "", _moment(*stamp.groups())
    text += line[at:]
    if text or not pieces:
        pieces.append(Piece(_unescaped(text), told))
    return tuple(pieces), told


def _unescaped(text: str) -> str:
    return html.unescape(text).replace("\u200e", "").replace(_RIGHT_TO_LEFT_MARK, "").replace("\0", "\ufffd")
