"""Where an episode begins or ends, and how one scene passes into the next, as scripts write it."""

# ruff: noqa: RUF001 (signs of other scripts that look like ours)

from __future__ import annotations

import re

_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_COUNT = rf"(?:\d{{1,4}}|[〇零一二三四五六七八九十百千两]{{1,7}}|[IVXLC]{{1,7}}|{_WORDS})"
_SIGNS = r"[\s:：.\-‐–—－、，,|·]*"
_EPISODE = re.compile(
    rf"^[【《\[*#\s]*(?:(?:episode|ep|épisode|episodio|episódio|folge|эпизод|серия|chapter|part|capítulo|الحلقة)"
    rf"[\s.#:]{{0,3}}(?P<number>{_COUNT})(?![\w])|第\s?{_COUNT}\s?[集话話回章]|제\s?\d{{1,4}}\s?[화회]|\d{{1,4}}\s?화)"
    rf"[】\]]?{_SIGNS}(?P<title>.{{0,200}})$",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"^[\[【(（>*\s]*(?:(?:the\s)?end\sof\s(?:episode|ep\b|part|chapter).{0,40}|the\send|fin|"
    r"第\s?[\d〇零一二三四五六七八九十百千两]{1,7}\s?[集话回章]\s?[(（]?(?:完|终|結束|结束)[)）]?|"
    r"(?:本集|全剧|全剧终|剧)[终完]|完)[\]】)）<*.。\s]*$",
    re.IGNORECASE,
)
_TRANSITION = re.compile(
    r"^(?:(?:SMASH|MATCH|JUMP|HARD|QUICK|SLOW|TIME|FLASH|INTER)?[\s-]?(?:CUT|CUTS|FADE|DISSOLVE|WIPE|IRIS)\b"
    r"[\sA-Z'-]{0,40}[:.]?|[A-Z][A-Z\s.'/-]{0,40}\bTO:|BACK TO[A-Z\s]{0,30}:?|"
    r"(?:BEGIN|END|START)\s(?:OF\s)?(?:FLASHBACK|MONTAGE)[.:]?|FLASHBACK(?: TO)?[.:]?|TO BLACK[.:]?)$"
)
_CHINESE_TRANSITION = re.compile(
    r"^[【\[(（]?\s*(?:切(?:至|到|入)?|转场|闪回(?:结束|完|至)?|回忆(?:结束|开始)?|叠化|淡[入出]|黑场|渐黑|划像|跳切|现实|定格|"
    r"插入(?:结束)?|蒙太奇)[:：]?\s*[】\])）]?$"
)


def episode_title(text: str) -> str | None:
    """The title of an episode that a line begins, "" where it has none; None where it begins no episode.

    "Episode 2: The Second Signature", "EP 2", "第2集 第二个签名", "【第二集】".
    """
    line = text.strip()
    if len(line) > 250 or ends_something(line):
        return None
    found = _EPISODE.match(line)
    if found is None:
        return None
    title = found["title"].strip(" \t*_】]》")
    spoken = found["number"] is not None and found["number"].isalpha() and not found["number"].isupper()
    return None if spoken and title and ":" not in line and " - " not in line else title


def ends_something(text: str) -> bool:
    """Whether a line only says that an episode or the story is over."""
    return len(text) <= 80 and _ENDS.match(text.strip()) is not None


def is_transition(text: str) -> bool:
    """Whether a whole line is CUT TO:, FADE OUT. or 【闪回】."""
    line = text.strip()
    return len(line) <= 60 and (_TRANSITION.match(line) is not None or _CHINESE_TRANSITION.match(line) is not None)
