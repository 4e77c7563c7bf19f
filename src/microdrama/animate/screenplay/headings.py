"""Scene headings of film and of China's short drama: where, inside or outside, at what time."""

# ruff: noqa: RUF001 (signs of other scripts that look like ours)

from __future__ import annotations

import re

from microdrama.domain.screenplay import Heading

_INSIDE = "INT|INTERIOR|INNEN|INTÉRIEUR|INTERIEUR|ИНТ|ИНТЕРЬЕР"
_OUTSIDE = "EXT|EXTERIOR|AUSSEN|AUẞEN|EXTÉRIEUR|EXTERIEUR|НАТ|НАТУРА|ЭКСТ"
_PREFIX = re.compile(
    rf"^(?P<both>I\s?/\s?E|E\s?/\s?I|(?:{_INSIDE})\.?\s?/\s?(?:{_OUTSIDE})|(?:{_OUTSIDE})\.?\s?/\s?(?:{_INSIDE}))"
    rf"(?:\s?[.:]|\s)\s*|^(?:(?P<inside>{_INSIDE})|(?P<outside>{_OUTSIDE})|(?P<est>EST))(?:\s?[.:]|\s)\s*",
    re.IGNORECASE,
)
_NUMBER_BEFORE = re.compile(r"^(\d{1,4}[A-Z]{0,2})[.)]?\s{1,20}(?=\S)")
_NUMBER_BEHIND = re.compile(r"\s+(?:#([\w.-]{1,12})#|(\d{1,4}[A-Z]{0,2}))$")
_BETWEEN = re.compile(r"\s+[-‐‑–—−]+\s+|\s?[–—]\s?|\s+\|\s+")
_TIMES = frozenset(
    {
        "day", "night", "morning", "evening", "dusk", "dawn", "afternoon", "noon", "midday", "sunset",
        "sunrise", "midnight", "later", "continuous", "same", "twilight", "daybreak", "nightfall", "moments",
        "magic", "tag", "nacht", "morgen", "abend", "mittag", "jour", "nuit", "matin", "soir", "aube",
        "crépuscule", "día", "noche", "mañana", "tarde", "amanecer", "atardecer", "dia", "noite", "manhã",
        "giorno", "notte", "mattina", "sera", "день", "ночь", "утро", "вечер", "рассвет", "закат", "昼", "夜",
        "朝", "夕", "낮", "밤", "아침", "저녁", "日", "晨", "晚", "早", "午",
    }
)  # fmt: skip
_CHINESE_TIMES = (
    "清晨|凌晨|早晨|早上|上午|中午|正午|下午|傍晚|黄昏|黎明|深夜|半夜|午夜|夜晚|晚上|夜里|白天|日间|夜间|次日|翌日|"
    "同时|稍后|雨夜|雪夜|晨|早|晚|日|夜|黃昏"
)
_CHINESE_WEATHER = re.compile(r"^(?:大|小|暴|阵|中)?(?:雨|雪|雾|雷雨|风雪|风|阴|晴|雷电)$")
_CHINESE_TIME = re.compile(rf"^(?:{_CHINESE_TIMES})$")
_CHINESE_SIDES: dict[str, bool | None] = {
    "内": True, "外": False, "內": True, "内景": True, "外景": False, "內景": True, "室内": True, "室外": False,
    "内外": None, "外内": None, "内/外": None, "外/内": None, "內外": None,
}  # fmt: skip
_CHINESE_PAIR = re.compile(rf"^(?:(内|外|內|内景|外景)({_CHINESE_TIMES})|({_CHINESE_TIMES})(内|外|內|内景|外景))$")
_CHINESE_BETWEEN = re.compile(r"[\s,，、.．。·・|｜;；/／\-－—–]+")


def is_heading(text: str) -> bool:
    """Whether a line begins as a heading of film does: INT., EXT., INT./EXT., I/E, also behind a number."""
    line = _NUMBER_BEFORE.sub("", text.strip(), count=1)
    return len(line) <= 300 and _PREFIX.match(line) is not None


def read_heading(text: str, *, line: int, number: str | None = None) -> Heading:
    """A heading in its parts; what names no place is its own place."""
    written = " ".join(text.split())
    rest = written
    if number is None:
        before, behind = _NUMBER_BEFORE.match(rest), _NUMBER_BEHIND.search(rest)
        if before and _PREFIX.match(rest[before.end() :]):
            number = before[1]
            rest = rest[before.end() : behind.start() if behind and behind[2] == number else None]
        elif behind and behind[1]:
            number, rest = behind[1], rest[: behind.start()]
    prefix = _PREFIX.match(rest)
    if prefix is None and any("\u4e00" <= sign <= "\u9fff" for sign in rest):
        return read_chinese_heading(rest, line=line, text=written, number=number)
    interior = None
    if prefix is not None:
        interior = True if prefix["inside"] else False if prefix["outside"] or prefix["est"] else None
        rest = rest[prefix.end() :]
    place, time_of_day = _place_and_time(rest)
    return Heading(
        line=line, text=written, place=place or written, interior=interior, time_of_day=time_of_day, number=number
    )


def _place_and_time(rest: str) -> tuple[str, str]:
    """The words before the first part that is a time, and that time; what follows (RAIN, FLASHBACK) is neither."""
    gaps = list(_BETWEEN.finditer(rest))
    ends = [*(gap.start() for gap in gaps[1:]), len(rest)]
    for gap, end in zip(gaps, ends, strict=False):
        part = rest[gap.end() : end]
        if _is_time(part):
            return rest[: gap.start()].strip(), re.sub(r"\s*\(.*$", "", part).strip() or part.strip()
    place, comma, last = rest.rpartition(",")
    if comma and _is_time(last):
        return place.strip(), last.strip()
    return rest.strip(" .-–—"), ""


def _is_time(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text.lower())
    return 0 < len(words) <= 5 and any(word in _TIMES for word in words)


def read_chinese_heading(rest: str, *, line: int, text: str, number: str | None = None) -> Heading:
    """A scene line without its number: 内 林家大宅 夜; 日 内 医院走廊; 夜/外/天台, in any order."""
    interior: bool | None = None
    time_of_day, places = "", list[str]()
    for part in _CHINESE_BETWEEN.split(rest):
        pair = _CHINESE_PAIR.match(part)
        if pair and not time_of_day:
            interior = _CHINESE_SIDES[pair[1] or pair[4]]
            time_of_day = pair[2] or pair[3]
        elif part in _CHINESE_SIDES:
            interior = _CHINESE_SIDES[part] if interior is None else None
        elif _CHINESE_TIME.match(part) and not time_of_day:
            time_of_day = part
        elif part and not (_CHINESE_WEATHER.match(part) and places):
            places.append(part)
    return Heading(
        line=line,
        text=text,
        place=" ".join(places) or text,
        interior=interior,
        time_of_day=time_of_day,
        number=number,
    )


def is_chinese_place_line(rest: str) -> bool:
    """Whether the words of a line say inside or outside, or a time, as a scene line does."""
    parts = _CHINESE_BETWEEN.split(rest.strip())
    return any(part in _CHINESE_SIDES or _CHINESE_TIME.match(part) or _CHINESE_PAIR.match(part) for part in parts)
