"""What one person says without a break, gathered line by line, as the readers of lines need it."""

from __future__ import annotations

import re

from microdrama.animate.screenplay.cues import Cue, delivery_in, leading_note, without_parentheses
from microdrama.domain.screenplay import Delivery, Dialogue

_PARENTHETICAL = re.compile(r"^\s*(?:\([^()]{0,400}\)|（[^（）]{0,400}）)\s*$")
_INNER = re.compile(r"\([^()\n]{1,100}\)|（[^（）\n]{1,100}）")


def is_parenthetical(line: str) -> bool:
    """Whether a whole line stands in parentheses."""
    return _PARENTHETICAL.match(line) is not None


class Speech:
    """The lines of one cue. A parenthetical between them begins another piece, which is said in another way."""

    def __init__(self, cue: Cue, *, dual: bool = False, chinese: bool = False) -> None:
        self._cue, self._dual, self._chinese = cue, dual, chinese
        self._feeling = cue.feeling
        self._delivery: Delivery = cue.delivery
        self._pieces: list[Dialogue] = []
        self._words: list[str] = []
        self._line = 0

    @property
    def begun(self) -> bool:
        """Whether anything was said yet."""
        return bool(self._words or self._pieces)

    def note(self, text: str) -> None:
        """A parenthetical: a feeling, or a way to be heard."""
        note = without_parentheses(text)
        if self._words:
            self._close()
        delivery = delivery_in(note, chinese=self._chinese)
        if delivery is not None:
            self._delivery = delivery
        elif note:
            self._feeling = ", ".join(part for part in (self._feeling, note) if part)

    def say(self, text: str, *, line: int) -> None:
        """One line of the speech, verbatim but for the space around it."""
        if not self._words:
            note, text = leading_note(text)
            if note:
                self.note(note)
        for piece in self._parted(text) if self._chinese else [text]:
            if self._chinese and is_parenthetical(piece):
                self.note(piece)
            elif piece.strip():
                self._line = self._line if self._words else line
                self._words.append(piece.strip())

    def done(self) -> list[Dialogue]:
        """Everything that was said, a piece for each way it was said in; empty where only a name stood."""
        if self._words:
            self._close()
        return self._pieces

    def _parted(self, text: str) -> list[str]:
        """The sentences of a Chinese line and the directions between them, as in 你来了？（冷笑）坐."""
        parts: list[str] = []
        at = 0
        for found in _INNER.finditer(text):
            parts += [text[at : found.start()], found[0]]
            at = found.end()
        return [*parts, text[at:]]

    def _close(self) -> None:
        self._pieces.append(
            Dialogue(
                line=self._line,
                character=self._cue.name,
                text="\n".join(self._words),
                feeling=self._feeling,
                delivery=self._delivery,
                dual=self._dual,
            )
        )
        self._words, self._feeling = [], ""
