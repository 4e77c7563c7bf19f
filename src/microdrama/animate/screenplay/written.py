"""Writing that a script wants to be read on the screen: messages, letters, signs and titles."""

from __future__ import annotations

import re
from typing import Literal

from microdrama.animate.screenplay.marks import ends_something, is_transition
from microdrama.domain.screenplay import Action, Element, Transition, Written

Medium = Literal["message", "letter", "sign", "title"]

_SHOUTED: dict[Medium, str] = {
    "title": "SUPER|SUPERIMPOSE|SUPERIMPOSED|SUPER TITLE|TITLE|TITLES|TITLE CARD|TITLE OVER|CAPTION|CHYRON|ON SCREEN|"
    "ON-SCREEN|ON SCREEN TEXT|INTERTITLE|CARD",
    "sign": "SIGN|NEON SIGN|HEADLINE|NEWS HEADLINE|NEWSPAPER|NEWSPAPER HEADLINE|PLAQUE|LABEL|BANNER|NAMEPLATE|POSTER|"
    "NAME TAG|SCREEN",
    "letter": "LETTER|NOTE|HANDWRITTEN NOTE|DIARY|DOCUMENT|CONTRACT|WILL|EMAIL|E-MAIL|INVITATION|FILE|REPORT",
    "message": "TEXT|TEXTS|TEXT MESSAGE|MESSAGE|PHONE|PHONE SCREEN|CHAT|NOTIFICATION|DIRECT MESSAGE|DM|SMS|CALLER ID",
}
_FROM = re.compile(
    r"^(?i:(?P<kind>text\smessage|text|message|sms|chat|notification|dm|e-?mail|letter|note|voicemail))\s(?i:from|by)\s"
    r"(?P<sender>[^:：\n]{1,60})[:：]\s*(?P<text>.*)$"
)
_BARE = re.compile(rf"^(?P<kind>{'|'.join(_SHOUTED.values())})[:：]\s*(?P<text>.*)$")
_CHINESE: dict[Medium, str] = {
    "title": "字幕|标题|片名|画面字|画面字幕|屏幕字幕|人物字幕|字幕条|打字幕|出字幕",
    "message": "短信|手机短信|微信|微信消息|信息|消息|手机信息|手机屏幕|手机|来电|聊天记录|弹窗|短消息",
    "letter": "信|信件|书信|信纸|纸条|字条|便条|遗书|日记|邮件|合同|文件|协议|请柬|报告|诊断书|遗嘱",
    "sign": "招牌|牌匾|门牌|横幅|新闻标题|标语|海报|报纸|告示|墓碑|匾额",
}
_WORDS = "|".join(sorted((w for words in _CHINESE.values() for w in words.split("|")), key=len, reverse=True))
_BOXED = re.compile(
    rf"^[【\[［]\s*(?P<kind>{_WORDS})\s*(?:[·\s]\s*(?P<sender>[^:：】\]］]{{1,20}}))?\s*"
    r"(?:[:：]\s*(?P<text>[^】\]］]*)[】\]］]|[】\]］]\s*[:：]?\s*(?P<behind>.*))\s*$"
)
_UNBOXED = re.compile(
    r"^(?P<kind>字幕|画面字幕|屏幕字幕|人物字幕|短信|微信|手机短信)"
    r"(?:[（(](?P<sender>[^）)]{1,20})[）)])?[:：]\s*(?P<text>.*)$"
)
_QUOTES = {'"': '"', "“": "”", "«": "»", "「": "」", "『": "』", "‘": "’", "„": "“", "《": "》"}


def written(text: str, *, line: int) -> Written | None:
    """The on-screen writing that a line begins, None where it begins none.

    "SUPER: Two days earlier", "TEXT MESSAGE FROM IVO: Don't sign.", "【短信 顾言：别签】", "字幕：三年后".
    """
    bare = text.strip()
    if len(bare) > 20_000:
        return None
    found = _FROM.match(bare)
    if found and (found["kind"].isupper() or "message" in found["kind"].lower()):
        kind = found["kind"].lower()
        medium: Medium = "letter" if kind in {"letter", "note", "email", "e-mail"} else "message"
        return Written(line=line, text=_unquoted(found["text"]), medium=medium, sender=found["sender"].strip())
    found = _BARE.match(bare)
    if found:
        return Written(line=line, text=_unquoted(found["text"]), medium=_medium(found["kind"], _SHOUTED))
    found = _BOXED.match(bare)
    if found:
        words = found["text"] if found["text"] is not None else found["behind"]
        medium = _medium(found["kind"], _CHINESE)
        return Written(line=line, text=_unquoted(words), medium=medium, sender=(found["sender"] or "").strip())
    found = _UNBOXED.match(bare)
    if found:
        medium = _medium(found["kind"], _CHINESE)
        return Written(line=line, text=_unquoted(found["text"]), medium=medium, sender=found["sender"] or "")
    return None


def _medium(kind: str, words: dict[Medium, str]) -> Medium:
    return next(medium for medium, those in words.items() if kind in those.split("|"))


def _unquoted(text: str) -> str:
    bare = text.strip()
    if len(bare) >= 2 and _QUOTES.get(bare[0]) == bare[-1] and bare.count(bare[-1]) <= 2:
        return bare[1:-1].strip()
    return bare


def seen_and_read(lines: list[tuple[int, str]]) -> list[Element]:
    """The elements of one paragraph of action, by its numbered lines: what is done, and what is read on the screen.

    Lines behind one that begins on-screen writing belong to it, up to the next that begins another.
    """
    found: list[Element] = []
    pieces: list[tuple[Written | None, int, list[str]]] = []
    for number, text in lines:
        begun = written(text, line=number)
        if begun is not None or not pieces:
            pieces.append((begun, number, [begun.text if begun is not None else text]))
        else:
            pieces[-1][2].append(text)
    for begun, number, texts in pieces:
        words = "\n".join(text for text in texts if text.strip())
        if not words:
            continue
        if begun is not None:
            found.append(Written(line=number, text=_unquoted(words), medium=begun.medium, sender=begun.sender))
        elif is_transition(words) or ends_something(words):
            found.append(Transition(line=number, text=words.strip()))
        else:
            found.append(Action(line=number, text=words))
    return found
