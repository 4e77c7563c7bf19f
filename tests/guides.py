"""Guides that are run: their commands in order, the edits between them, and what the commands are said to print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Command:
    """A command of a guide, the lines that it is said to print, and its exit code."""

    line: str
    prints: list[str] = field(default_factory=list[str])
    code: int = 0

    @property
    def arguments(self) -> list[str]:
        """Split as a shell does, with double quotes as the only kind."""
        words = [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', self.line)]
        assert words[0] == "microdrama", f"only microdrama is run by tests: {self.line}"
        return words[1:]


@dataclass
class Edit:
    """What a guide changes in a file by hand: lines that stand there, and what stands there afterwards."""

    name: str
    before: str
    after: str

    def done(self, text: str) -> str:
        """The edited text; what is changed stands in it exactly once."""
        assert text.count(self.before) == 1, f"{self.name} has {text.count(self.before)} times:\n{self.before}"
        return text.replace(self.before, self.after)


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """(what stands after the three backticks, the lines of the block)."""
    for found in re.finditer(r"^```(.*)\n((?:.*\n)*?)```$", page.read_text("utf-8"), re.MULTILINE):
        yield found[1].strip(), found[2]


def steps(page: Path) -> Iterator[Command | Edit]:
    """Commands and edits in the order of the page."""
    for kind, text in blocks(page):
        language, _, name = kind.partition(" ")
        if language == "console":
            yield from commands(text)
        elif language == "diff":
            lines = text.splitlines(keepends=True)
            before = "".join(line[1:] for line in lines if line[0] in " -")
            yield Edit(name, before, "".join(line[1:] for line in lines if line[0] in " +"))


def commands(console: str) -> list[Command]:
    """The commands of a console block; `$ echo $?` and the number below it say with which code a command leaves."""
    found: list[Command] = []
    lines = iter(console.splitlines())
    for line in lines:
        if line == "$ echo $?":
            found[-1].code = int(next(lines))
        elif line.startswith("$ "):
            found.append(Command(line[2:]))
        else:
            found[-1].prints.append(line)
    return found


def appears(said: str, printed: str) -> bool:
    """Whether a line of the guide, where an ellipsis stands for anything, is a line that was printed."""
    pattern = ".*".join(re.escape(part) for part in said.split("…"))
    return any(re.fullmatch(pattern, line.rstrip()) for line in printed.splitlines())
