"""Reads the layout of China's short drama: 第1集, 1-1 内 林家大宅 夜, 人物：, △ action, 林美（冷笑）：line.

Signs may be full or half as wide. OS behind a name is what the person thinks, VO a voice over the pictures, 画外音 a
voice near but not seen, 旁白 a narrator.
"""

# ruff: noqa: RUF001 (signs of other scripts that look like ours)

from __future__ import annotations

import re

from microdrama.animate.screenplay.cues import MOST_NAME, read_cue
from microdrama.animate.screenplay.drafts import Draft
from microdrama.animate.screenplay.headings import is_chinese_place_line, is_heading, read_chinese_heading, read_heading
from microdrama.animate.screenplay.marks import ends_something, episode_title, is_transition
from microdrama.animate.screenplay.people import listed
from microdrama.animate.screenplay.sources import ScreenplayError
from microdrama.animate.screenplay.speeches import Speech
from microdrama.animate.screenplay.titlepage import key_of
from microdrama.animate.screenplay.written import seen_and_read, written
from microdrama.domain.screenplay import Cast, CastMember, Element, EpisodeMark, Heading, Transition

_LEADS = "△▲∆Δ▽◇◆■▶→"
_COUNT = r"[\d〇零一二三四五六七八九十百]{1,5}"
_SCENE = re.compile(
    rf"^[【\[]?\s*(?:场景?\s*)?(?:(?P<pair>\d{{1,4}}\s?[-－—–_]\s?\d{{1,4}})|第\s?(?P<count>{_COUNT})\s?(?:场|幕)|场景?\s?(?P<bare>{_COUNT}))"
    r"[】\]]?[\s.、．,，:：]*(?P<rest>.{0,200}?)[】\]]?$"
)
_NUMBERED = re.compile(r"^(?P<number>\d{1,4})[\s.、．,，:：]+(?P<rest>.{2,120})$")
_CAST = re.compile(r"^(?:出场)?(?:人物|角色|登场人物|演员)\s*[:：]\s*(?P<names>.+)$")
_PLACE = re.compile(r"^(?P<key>时间|地点|场景|内外景?|景别|天气)\s*[:：]\s*(?P<value>.*)$")
_PEOPLE = re.compile(
    r"^[【\[]?(?:(?:主要|出场)?人物(?:小传|介绍|简介|表|设定)?|角色(?:介绍|表|小传|设定)?|主要角色|演员表)[】\]]?\s*[:：]?\s*$"
)
_SPOKEN = re.compile(r"^(?P<cue>[^:：△▲。！？!?\n]{1,60}?)\s*[:：]\s*(?P<words>.*)$")
_OTHER_KEYS = re.compile(
    r"^(?:道具|音效|音乐|BGM|服装|备注|注|镜头|画面|特写|特效|时长|钩子|卡点|付费点|提示|灯光|背景音)$", re.IGNORECASE
)
_IN_CUE = re.compile(r"[(（][^()（）]{0,200}[)）]")
_TITLE = re.compile(r"^[《「【]([^》」】]{1,60})[》」】].{0,20}$")
_LONGEST_NAME = 24


def is_chinese_layout(text: str) -> bool:
    """Whether a text is laid out so: scene or episode lines in Chinese, marked actions, or names before colons."""
    lines = [line.strip() for line in text[:400_000].split("\n")][:4_000]
    marked = sum(line[:1] in _LEADS and len(line) > 1 for line in lines)
    scenes = sum(not is_heading(line) and _scene(line, 1) is not None for line in lines)
    episodes = sum(re.match(rf"[【\[《]?第\s?{_COUNT}\s?[集话話回]", line) is not None for line in lines)
    spoken = sum(_is_han(line[:1]) and _speaker(line) is not None for line in lines)
    return scenes >= 1 or marked >= 2 or (episodes >= 1 and spoken >= 1) or spoken >= 3


def read_chinese(text: str, name: str) -> Draft:
    """A script in that layout; raises ScreenplayError for a line that nobody speaks."""
    reader = _Reader(name)
    for number, line in enumerate(text.split("\n"), start=1):
        reader.take(number, line.strip().strip("\u3000"))
    reader.close()
    return Draft(reader.elements, reader.title_page, reader.cast)


class _Reader:
    """One line after the other; knows who is speaking, what key of the title page goes on, what list is open."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.elements: list[Element] = []
        self.title_page: dict[str, str] = {}
        self.cast: list[CastMember] = []
        self._speech: Speech | None = None
        self._waits = False
        self._key, self._listing, self._began = "", False, False

    def take(self, number: int, line: str) -> None:
        """One line without the space around it; an empty one ends what goes on."""
        if not line:
            if self._speech is not None and not self._waits:
                self.close()
            self._key = ""
            return
        if not self._began and self._front(number, line):
            return
        if self._structure(number, line):
            return
        self._told(number, line)

    def close(self) -> None:
        """What was being said is complete."""
        if self._speech is not None:
            self.elements.extend(self._speech.done())
        self._speech, self._waits = None, False

    def _begin(self) -> None:
        self.close()
        self._began, self._listing, self._key = True, False, ""

    def _front(self, number: int, line: str) -> bool:
        """Lines before the first episode or scene: the title, keys, the list of characters."""
        if line[:1] in _LEADS or episode_title(line) is not None or _scene(line, number) is not None:
            return False
        found, title = key_of(line), _TITLE.match(line)
        member = listed(line, number=number) if self._listing else None
        if _PEOPLE.match(line):
            self._listing, self._key = True, ""
        elif found is not None:
            self._key, self._listing = found[0], False
            self.title_page[found[0]] = found[1]
        elif member is not None:
            self.cast.append(member)
        elif self._key:
            self.title_page[self._key] = f"{self.title_page[self._key]}\n{line}".strip()
        elif title is not None and "title" not in self.title_page:
            self.title_page["title"] = title[1]
        else:
            return False
        return True

    def _structure(self, number: int, line: str) -> bool:
        """Lines that are neither done nor said: an episode, a scene, who is in it, a transition."""
        title = episode_title(line)
        heading = _scene(line, number)
        people = _CAST.match(line)
        if title is not None:
            self._begin()
            self.elements.append(EpisodeMark(line=number, title=title))
        elif heading is not None:
            self._begin()
            self.elements.append(heading)
        elif people is not None:
            self._begin()
            self.elements.append(Cast(line=number, names=_names(people["names"])))
        elif is_transition(line) or ends_something(line):
            self._begin()
            self.elements.append(Transition(line=number, text=line))
        else:
            return self._place(line)
        return True

    def _place(self, line: str) -> bool:
        """时间：, 地点： and the like below a scene line that does not say so itself."""
        found = _PLACE.match(line)
        last = self.elements[-1] if self.elements else None
        if found is None or not isinstance(last, Heading):
            return False
        told = read_chinese_heading(found["value"], line=last.line, text=last.text)
        if found["key"] in {"地点", "场景"}:
            bare = last.place in {"", last.text}
            place = told.place if bare else f"{last.place} {told.place}"
            last = replace_heading(last, place=place, interior=told.interior)
        elif found["key"] == "时间":
            last = replace_heading(last, time_of_day=found["value"].strip() or last.time_of_day)
        elif told.interior is not None:
            last = replace_heading(last, interior=told.interior)
        self.elements[-1] = last
        return True

    def _told(self, number: int, line: str) -> None:
        """What is said, done, or read on the screen."""
        action = line.lstrip(_LEADS + " \t\u3000") if line[0] in _LEADS else ""
        if line[0] in ":：" and line[1:].strip():
            self._speak(number, "", line[1:])
        speaker = None if action or written(line, line=number) else _speaker(line)
        if speaker is not None:
            self._begin()
            self._speak(number, *speaker)
        elif action or line[0] in "【[" or written(line, line=number) or self._speech is None:
            self._begin()
            self.elements.extend(seen_and_read([(number, action or line)]))
        else:
            self._speech.say(line, line=number)
            self._waits = False

    def _speak(self, number: int, cue_text: str, words: str) -> None:
        cue = read_cue(cue_text, chinese=True)
        if not cue.name:
            raise ScreenplayError(f"Line {number} of {self._name} is spoken by nobody; write a name before the colon.")
        self._speech = Speech(cue, chinese=True)
        self._waits = not words.strip()
        if words.strip():
            self._speech.say(words, line=number)


def replace_heading(
    heading: Heading, *, place: str = "", time_of_day: str = "", interior: bool | None = None
) -> Heading:
    """The heading with what a line below it says."""
    return Heading(
        line=heading.line,
        text=heading.text,
        place=place or heading.place,
        interior=heading.interior if interior is None else interior,
        time_of_day=time_of_day or heading.time_of_day,
        number=heading.number,
    )


def _scene(line: str, number: int) -> Heading | None:
    """A scene line: 1-1 内 林家大宅 夜; 第3场 外 码头 日; 场景二：咖啡馆; 5. 夜 外 天台; INT. OFFICE - DAY."""
    if not line or len(line) > 250:
        return None
    if is_heading(line):
        return read_heading(line, line=number)
    found = _SCENE.match(line)
    if found is None:
        found = _NUMBERED.match(line)
        if found is None or not is_chinese_place_line(found["rest"]):
            return None
        return read_chinese_heading(found["rest"], line=number, text=line, number=found["number"])
    scene = re.sub(r"\s", "", found["pair"] or found["count"] or found["bare"])
    return read_chinese_heading(found["rest"], line=number, text=line, number=re.sub("[－—–_]", "-", scene))


def _speaker(line: str) -> tuple[str, str] | None:
    """The cue and the words of 林美（冷笑）：坐。; None for a line that is none."""
    found = _SPOKEN.match(line)
    if found is None:
        return None
    bare = _IN_CUE.sub("", found["cue"]).strip()
    if not bare and found["cue"].strip():
        return found["cue"], found["words"]
    if len(bare) > (_LONGEST_NAME if _is_han(bare[:1]) else MOST_NAME) or _OTHER_KEYS.match(bare):
        return None
    sentence = any(sign in '，,；;…“”"' for sign in bare) or len(bare.split()) > 5
    return None if sentence or _PLACE.match(line) else (found["cue"], found["words"])


def _names(text: str) -> list[str]:
    parts = re.split(r"[、,，;；/|\s]+", _IN_CUE.sub("", text))
    return list(dict.fromkeys(part.strip("。.") for part in parts if part.strip("。.")))[:100]


def _is_han(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff"
