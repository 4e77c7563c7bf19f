"""A script's file as text: any usual encoding, bounded in size, and refused in one sentence where it is no text."""

from __future__ import annotations

import re
from pathlib import Path

from microdrama.analysis.subtitles import SubtitleError, decoded
from microdrama.domain.errors import MicrodramaError

MOST_BYTES = 8_000_000
"""Of any script: a hundred episodes are half a megabyte of text, or three of Final Draft's XML."""
MOST_LINES = 200_000
MOST_LINE = 100_000
"""Characters of one line; 3,000 words are 20,000."""
_BINARY = {
    b"%PDF": "a PDF, which keeps the look of a script and not its parts; export the script as Fountain or Final Draft",
    b"PK\x03\x04": "a Word document or another archive; save it as plain text, Fountain or Final Draft",
    b"{\\rtf": "a rich text document; save it as plain text, Fountain or Final Draft",
    b"\xd0\xcf\x11\xe0": "an old Word document; save it as plain text, Fountain or Final Draft",
}
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff\u2060\ufeff]")
"""Controls and characters that never are text; joiners and the marks of right-to-left text stay."""
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


class ScreenplayError(MicrodramaError):
    """A script that cannot be read; nothing was made of it."""


def bytes_of(path: Path) -> bytes:
    """The whole file; raises ScreenplayError where it cannot be read, is empty or is too large."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScreenplayError(f"The script {path.name} cannot be read: {reason}.") from error
    if len(raw) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise ScreenplayError(f"{path.name} is larger than {most} MB; give a script as text, one series a file.")
    if not raw.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise ScreenplayError(f"{path.name} is empty; write a scene with somebody who speaks.")
    return raw


def text_of(raw: bytes, name: str) -> str:
    """A script's text whose lines end in a line feed alone; raises ScreenplayError for what is no text."""
    for mark, kind in _BINARY.items():
        if raw.startswith(mark):
            raise ScreenplayError(f"{name} is {kind}.")
    try:
        text = _chinese(raw) or decoded(raw, name)
    except SubtitleError as error:
        raise ScreenplayError(f"{name} is not text; save the script as plain text in UTF-8.") from error
    text = cleaned(text)
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise ScreenplayError(f"{name} has more than {MOST_LINES:,} lines; give one series a file.")
    for number, line in enumerate(lines, start=1):
        if len(line) > MOST_LINE:
            raise ScreenplayError(f"Line {number} of {name} is longer than {MOST_LINE:,} characters; break it up.")
    return text


def _chinese(raw: bytes) -> str | None:
    """Text in GB 18030 by its wide punctuation; scene lines have spaces, by which subtitles tell Korean apart."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return None
    if 0 in raw or raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return None
    beyond = [sign for sign in text if sign > "\x7f"]
    points = sum(sign in "，。：？！、（）△…“”" for sign in beyond)
    letters = sum("\u4e00" <= sign <= "\u9fa5" for sign in beyond)
    return text if points >= len(beyond) / 25 and points + letters >= 0.95 * len(beyond) else None


def cleaned(text: str) -> str:
    """Without characters that are no text; every line ends in a line feed alone."""
    return _UNSEEN.sub("", _LINE_END.sub("\n", text))
