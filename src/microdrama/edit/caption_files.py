"""The files of an episode's captions: a WebVTT sidecar, a rendition beside the ladder, letters in the pictures."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from microdrama.domain.captions import Cue
from microdrama.domain.errors import UsageError
from microdrama.domain.time import FrameRate
from microdrama.edit.caption_rules import DENSE, Kind, caption_faults
from microdrama.edit.end_card import EndCard, laid_out
from microdrama.edit.webvtt import CaptionFileError, read_webvtt, webvtt
from microdrama.media.ass import WHITE, Look, write_ass
from microdrama.media.encode import Burned, EpisodeFiles
from microdrama.media.hls import MASTER_PLAYLIST, CaptionTrack, caption_playlist, with_captions
from microdrama.media.typeface import read_typeface

FOLDER = "captions"
_PICTURES_ZERO = 0  # the segments of our ladder begin at zero on the clock of the pictures
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
_MOST_TOLD = 8

_SAID_OF_KIND = {"captions": " CC", "forced": " (forced)"}
_NAMES = {
    "ar": "العربية", "bn": "বাংলা", "cs": "Čeština", "da": "Dansk", "de": "Deutsch", "el": "Ελληνικά",
    "en": "English", "es": "Español", "fa": "فارسی", "fi": "Suomi", "fil": "Filipino", "fr": "Français",
    "he": "עברית", "hi": "हिन्दी", "hu": "Magyar", "id": "Bahasa Indonesia", "it": "Italiano", "ja": "日本語",
    "ko": "한국어", "ms": "Bahasa Melayu", "nl": "Nederlands", "no": "Norsk", "pl": "Polski", "pt": "Português",
    "ro": "Română", "ru": "Русский", "sv": "Svenska", "th": "ไทย", "tr": "Türkçe", "uk": "Українська",
    "ur": "اردو", "vi": "Tiếng Việt", "yue": "粵語", "zh": "中文", "zh-hans": "简体中文", "zh-hant": "繁體中文",
}  # fmt: skip
"""What languages call themselves: how a menu of a player names them."""


def language_name(language: str) -> str:
    """What a BCP 47 tag's language calls itself, or the tag where we do not know; a region stands behind it."""
    parts = language.split("-")
    for count in range(len(parts), 0, -1):
        name = _NAMES.get("-".join(parts[:count]).lower())
        if name:
            rest = " ".join(part for part in parts[count:])
            return f"{name} ({rest})" if rest else name
    return language


def write_captions(
    episode: EpisodeFiles, cues: Sequence[Cue], *, language: str, duration_s: Fraction, kind: str = "captions"
) -> Path:
    """Put captions into an episode's folder: captions/<language>.vtt, and what HLS needs of them.

    The master playlist is replaced by one that announces them beside those that were written before. Returns the
    path of the sidecar. Raises UsageError for a language that is no BCP 47 tag.
    """
    if language == "und" or not _TAG.fullmatch(language):
        raise UsageError(f"{language[:40]!r} is no language that captions can be in; name one such as en or pt-BR.")
    sidecar = episode.folder / FOLDER / f"{language}.vtt"
    sidecar.parent.mkdir(exist_ok=True)
    sidecar.write_text(webvtt(cues), "utf-8")
    track = CaptionTrack(language, language_name(language) + _SAID_OF_KIND.get(kind, ""), kind)
    segment = webvtt(cues, word_times=False, mpeg_timestamp=_PICTURES_ZERO)
    (episode.hls / track.segment).write_text(segment, "utf-8")
    (episode.hls / track.playlist).write_text(caption_playlist(track, duration_s=float(duration_s)), "utf-8")
    _announce(episode.hls / MASTER_PLAYLIST, track)
    return sidecar


def _announce(master: Path, track: CaptionTrack) -> None:
    """The file may be shared with a store, so it is never written into: another takes its name."""
    beside = master.with_name(f".{master.name}.{os.getpid()}")
    try:
        beside.write_text(with_captions(master.read_text("utf-8"), [track]), "utf-8")
        beside.replace(master)
    finally:
        beside.unlink(missing_ok=True)


def prepare_burn(
    cues: Sequence[Cue], fonts: Sequence[Path], folder: Path, *, look: Look = WHITE, card: EndCard | None = None
) -> Burned:
    """Lay out captions, end card and fonts in a folder of their own for an encoder to draw; the first font comes first.

    Raises TypefaceError, in one sentence, where no font shows a letter of the captions; nothing is drawn then.
    """
    shown = folder / "fonts"
    shown.mkdir(parents=True, exist_ok=True)
    ass = folder / "captions.ass"
    typefaces = [read_typeface(font) for font in fonts]
    write_ass(cues, typefaces, ass, look=look, card=laid_out(card, typefaces) if card else None)
    for font in fonts:
        shutil.copyfile(font, shown / font.name)
    return Burned(ass, shown)


def caption_file_faults(
    path: Path,
    language: str,
    *,
    duration_s: Fraction,
    kind: Kind = "captions",
    rate: FrameRate | None = None,
    tolerance: Fraction = DENSE,
) -> list[str]:
    """What is wrong with a WebVTT file of a bundle, each as a sentence; of many faults the first eight are told."""
    try:
        cues = read_webvtt(path)
    except CaptionFileError as error:
        return [str(error)]
    told = caption_faults(cues, language, duration_s=duration_s, kind=kind, rate=rate, tolerance=tolerance)
    found = [f"{path.name}: {sentence}" for sentence in told[:_MOST_TOLD]]
    if len(told) > _MOST_TOLD:
        found.append(f"{path.name} has {len(told) - _MOST_TOLD} more faults.")
    return found
