"""The line above or before what is said: a clean name, how the line reaches us, and what is felt.

Film says V.O. for a voice over the pictures and O.S. for one near but not seen. Scripts of China's short drama use
the same letters otherwise: OS is what a person thinks, and a voice that is near but not seen is 画外音.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from microdrama.domain.screenplay import Delivery

MOST_NAME = 80
_OUTER = str.maketrans("（）［］【】", "()[][]")
_INSIDE = re.compile(r"\(([^()]{0,200})\)")
_BETWEEN = re.compile(r"[,，、;；/|·]")
_DELIVERIES: dict[Delivery, str] = {
    "over": (
        "vo|voiceover|voice over|voice-over|narration|narrating|pre-lap|prelap|recorded|on tv|on radio|on the radio|"
        "旁白|解说|解说音|voz en off|nachricht|erzähler|закадр|за кадром|حكاية|ナレーション|해설"
    ),
    "unseen": (
        "os|oc|off|off screen|off-screen|offscreen|off camera|off-camera|offstage|unseen|through door|"
        "through the door|画外音|画外|场外|场外音|hors champ|fuera de cuadro|из-за кадра|화면밖"
    ),
    "phone": (
        "phone|on phone|on the phone|over phone|over the phone|by phone|via phone|telephone|on telephone|filtered|"
        "on speaker|speakerphone|on speakerphone|voicemail|voice mail|on voicemail|intercom|over intercom|radio|"
        "over radio|video call|on video call|on screen|电话|电话里|电话中|电话那头|手机|语音|通话|视频|录音|"
        "電話|전화|al teléfono|au téléphone|am telefon|по телефону"
    ),
    "thought": (
        "thought|thoughts|thinking|in thought|inner voice|inner monologue|internal|mind|in her mind|in his mind|"
        "in her head|in his head|内心|内心独白|心声|心里|心理|内心os|心想|独白|內心|內心獨白|心の声|속마음"
    ),
}
_SAID: dict[str, Delivery] = {word: kind for kind, words in _DELIVERIES.items() for word in words.split("|")}
_DROPPED = frozenset({"contd", "cont", "cont'd", "continued", "continuing", "more", "续", "接上"})
_LETTERS_BEHIND = re.compile(
    r"^(.{1,60}?)\s*(?<![A-Za-z])(OS|VO|O\.S\.?|V\.O\.?|画外音|旁白|内心独白|内心|心声)$", re.IGNORECASE
)
_CARET = re.compile(r"\s*\^+$")


@dataclass(frozen=True, slots=True)
class Cue:
    """Who speaks, how it reaches us, what is felt; `dual` where two speak at once. A name may be empty."""

    name: str
    delivery: Delivery = "seen"
    feeling: str = ""
    dual: bool = False


def read_cue(text: str, *, chinese: bool = False) -> Cue:
    """A cue without its forcing sign: "LENA (V.O.) (CONT'D) ^", "林美（内心，苦笑）", "林美OS"."""
    bare = _CARET.sub("", text.strip())
    rest = bare.translate(_OUTER)
    notes = [note for note in _INSIDE.findall(rest) if note.strip()]
    name = " ".join(_INSIDE.sub(" ", rest).split())
    delivery, feelings = _told_apart(notes, chinese=chinese)
    behind = _LETTERS_BEHIND.match(name)
    if behind and (chinese or behind[2].isupper()):
        name, delivery = behind[1].strip(), delivery or _delivery(behind[2], chinese=chinese)
    if chinese and delivery is None and name in {"旁白", "解说", "画外音", "画外", "字幕音"}:
        delivery = "over"
    return Cue(name, delivery or "seen", ", ".join(feelings), dual=bare != text.strip())


def _told_apart(notes: list[str], *, chinese: bool) -> tuple[Delivery | None, list[str]]:
    """What stands in parentheses behind a name: ways to be heard, and the rest, which is feeling."""
    delivery: Delivery | None = None
    feelings: list[str] = []
    for note in notes:
        found = _delivery(note, chinese=chinese)
        if found is not None:
            delivery = delivery or found
            continue
        kept: list[str] = []
        for part in _BETWEEN.split(note):
            found = _delivery(part, chinese=chinese)
            if found is not None:
                delivery = delivery or found
            elif _key(part) not in _DROPPED and any(sign.isalpha() for sign in part):
                kept.append(part.strip())
        if kept:
            feelings.append(note.strip() if len(kept) == len(_BETWEEN.split(note)) else ", ".join(kept))
    return delivery, feelings


def delivery_in(note: str, *, chinese: bool = False) -> Delivery | None:
    """How a line reaches us, if that is all that a parenthetical says: "on phone", "V.O.", "画外音"."""
    return _delivery(note, chinese=chinese)


def _delivery(note: str, *, chinese: bool) -> Delivery | None:
    key = _key(note)
    if chinese and key == "os":
        return "thought"
    return _SAID.get(key) or _SAID.get(key.replace("'s", ""))


def _key(note: str) -> str:
    plain = note.strip().lower().replace("’", "'")
    return " ".join(plain.replace(".", "").split())


def without_parentheses(text: str) -> str:
    """A parenthetical's words: "(softly)" and "（轻声）" as what stands inside."""
    inside = text.strip()
    if inside[:1] in "(（" and inside[-1:] in ")）" and len(inside) > 1:
        inside = inside[1:-1]
    return inside.strip()


def leading_note(text: str) -> tuple[str, str]:
    """A parenthetical that a line begins with, and the rest: "(softly) Stay." as "softly", "Stay."."""
    found = _LEADING.match(text)
    return (found[1].strip(), text[found.end() :]) if found else ("", text)


_LEADING = re.compile(r"\s{0,20}[(（]([^()（）\n]{1,200})[)）]\s{0,20}(?=\S)")
