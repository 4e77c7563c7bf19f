"""The lettering of an episode: what is said, in large cues, with the words that matter in colour.

The last word of weight in each cue is gold, or crimson where it is shouted, asked in alarm, or speaks of death; what
is only thought is grey. Scripts with capitals are set in capitals, as motion comics do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache

import stopwordsiso

from microdrama.animate.timed import RATE, TimedEpisode, TimedLine
from microdrama.domain.captions import Cue, Piece
from microdrama.domain.findings import Line, Word
from microdrama.domain.scripts import UNSPACED, script_of
from microdrama.domain.storyboard import Feeling
from microdrama.domain.time import Span, seconds
from microdrama.edit.caption_rules import Kind
from microdrama.edit.captions import caption_parts
from microdrama.edit.cut import Part
from microdrama.media.lettering import Accent, Lettered, Lettering, Tag

_ALARMED: frozenset[Feeling] = frozenset({"angry", "shouting", "shocked", "afraid"})
_DEADLY = frozenset({
    "alive", "betrayal", "betrayed", "blood", "dead", "die", "died", "dies", "gone", "grave", "gun", "kill",
    "killed", "killer", "knife", "liar", "lie", "lied", "lies", "lost", "murder", "murdered", "never", "poison",
    "police", "prison",
})  # fmt: skip
_SIGNS = "\"'“”‘’«»()[]…—\u2013-.,;:!?¡¿。，！？、：；「」『』 \u3000"
_CAPITALS = ("latin", "greek", "cyrillic")
_FLAGS = {"zh": "第{}集", "ja": "第{}話", "ko": "{}화", "yue": "第{}集"}
_LONGEST_PAIR = 5  # letters of a word that takes the one before it along


def spoken_lines(episode: TimedEpisode, names: dict[str, str]) -> list[Line]:
    """Every line of an episode with its words, in seconds of the episode; `names` are the characters' by their ids."""
    return [
        _line(timed, shot.start_s, names) for shot in episode.shots for timed in shot.lines if timed.line.text.strip()
    ]


def captions(lines: Sequence[Line], duration_s: Fraction, *, language: str, kind: Kind = "captions") -> list[Cue]:
    """The cues of an episode, exactly as the script has the words."""
    whole = Part(Span(Fraction(0), duration_s), Fraction(0), duration_s)
    return caption_parts(lines, [whole], language=language, rate=RATE, kind=kind) if lines else []


def letters(episode: TimedEpisode, *, language: str, title: str) -> Lettering:
    """The cues of an episode in large type with their colours, and its tag."""
    cues = captions(spoken_lines(episode, {}), episode.duration_s, language=language, kind="lettering")
    primary = language.partition("-")[0].lower()
    flag = _FLAGS.get(primary, "EP {}").format(episode.episode.number)
    told = _told(episode)
    return Lettering([_lettered(cue, told, primary) for cue in cues], episode.duration_s, Tag(flag, _capitals(title)))


def _line(timed: TimedLine, start_s: Fraction, names: dict[str, str]) -> Line:
    begin = start_s + timed.start_s
    words = [
        Word(start_s=begin + seconds(word.start_s), end_s=begin + seconds(word.end_s), text=word.text)
        for word in timed.spoken.words
    ]
    end = begin + seconds(timed.spoken.duration_s)
    who = timed.line.character
    return Line(start_s=begin, end_s=end, text=timed.line.text, speaker=names.get(who, who), words=words)


def _told(episode: TimedEpisode) -> Callable[[Fraction], TimedLine | None]:
    """Which line is heard at a moment of the episode, or was heard last."""
    found = [(shot.start_s + timed.start_s, timed) for shot in episode.shots for timed in shot.lines]

    def at(moment: Fraction) -> TimedLine | None:
        before = [timed for start, timed in found if start <= moment]
        return before[-1] if before else (found[0][1] if found else None)

    return at


def _lettered(cue: Cue, told: Callable[[Fraction], TimedLine | None], primary: str) -> Lettered:
    timed = told((cue.start_s + cue.end_s) / 2)
    thought = timed is not None and timed.line.delivery == "thought"
    strong = timed is not None and timed.line.feeling in _ALARMED
    pieces = [piece for line in cue.lines for piece in line]
    chosen = set[int]() if thought else _weighty(pieces, primary)
    colour: Accent = "danger" if strong or _is_deadly(pieces, chosen) else "accent"
    plain: Accent = "quiet" if thought else "plain"
    colours: list[Accent] = [colour if index in chosen else plain for index in range(len(pieces))]
    lines = tuple(tuple(Piece(_capitals(piece.text), piece.start_s) for piece in line) for line in cue.lines)
    accents: list[tuple[Accent, ...]] = []
    at = 0
    for line in cue.lines:
        accents.append(tuple(colours[at : at + len(line)]))
        at += len(line)
    return Lettered(Cue(cue.start_s, cue.end_s, lines), tuple(accents))


def _weighty(pieces: Sequence[Piece], primary: str) -> set[int]:
    """The last word that is no function word, and a short one before it; nothing in a cue of one or two words."""
    bare = [piece.text.strip(_SIGNS).lower() for piece in pieces]
    if len([word for word in bare if word]) < _fewest(bare):
        return set()
    weak = _function_words(primary)
    strong = [index for index, word in enumerate(bare) if word and word not in weak]
    last = strong[-1] if strong else max((index for index, word in enumerate(bare) if word), default=-1)
    if last < 0:
        return set()
    pair = last - 1 in strong and len(bare[last]) <= _LONGEST_PAIR and len(pieces) > 3
    return {last - 1, last} if pair else {last}


def _fewest(bare: Sequence[str]) -> int:
    """From how many words on one of them is coloured; phrases of scripts without spaces count for more."""
    return 2 if any(script_of(c) in UNSPACED for word in bare for c in word) else 3


def _is_deadly(pieces: Sequence[Piece], chosen: set[int]) -> bool:
    text = "".join(pieces[index].text for index in sorted(chosen))
    loud = "!" in text or "！" in text
    return loud or any(pieces[index].text.strip(_SIGNS).lower() in _DEADLY for index in chosen)


@cache
def _function_words(primary: str) -> frozenset[str]:
    return frozenset(stopwordsiso.stopwords(primary)) if stopwordsiso.has_lang(primary) else frozenset()


def _capitals(text: str) -> str:
    return "".join(c.upper() if script_of(c) in _CAPITALS and len(c.upper()) == 1 else c for c in text)
