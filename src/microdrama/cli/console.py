"""What the command line says: messages and bars on stderr, one JSON object on stdout where asked for."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

stderr = Console(stderr=True, highlight=False, soft_wrap=True)


def say(message: str) -> None:
    """A message for the person at the terminal."""
    stderr.print(message, markup=False)


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number with its noun: 1 episode, 2 episodes; `many` where an s does not do."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def answer(result: dict[str, Any], *, as_json: bool) -> None:
    """With --json, the result as one JSON object on one line of stdout, the last thing there."""
    if as_json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
        sys.stdout.flush()


@dataclass(slots=True)
class _Group:
    """Tasks that share a bar."""

    bar: TaskID
    told: int = 0
    shares: dict[str, float] = field(default_factory=dict[str, float])
    weights: dict[str, float] = field(default_factory=dict[str, float])


_TOLD_EVERY = 10
"""Where nobody looks at bars (a file, a log), how many percent make a line."""


class Bars:
    """A Watcher that draws one bar for the analysis and one for all episodes, with the time left.

    Where the messages go to a file, it writes a line every ten percent instead.
    """

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description:<12}"),
            BarColumn(bar_width=None, complete_style="#ff4d7d", finished_style="#7fd1ff"),
            TaskProgressColumn(),
            TextColumn("{task.fields[note]}"),
            TimeRemainingColumn(compact=True),
            console=stderr,
            expand=True,
            disable=not stderr.is_terminal,
        )
        self._groups: dict[str, _Group] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def begin(self, task: str, *, weight: float, done: bool) -> None:
        """See `studio.flow.Watcher`."""
        name = task.partition(" ")[0]
        if name not in self._groups:
            self._groups[name] = _Group(self._progress.add_task(name, total=1.0, note=""))
        group = self._groups[name]
        group.weights[task], group.shares[task] = weight, float(done)
        self._draw(group)

    def advance(self, task: str, share: float) -> None:
        """See `studio.flow.Watcher`."""
        group = self._groups[task.partition(" ")[0]]
        group.shares[task] = max(share, group.shares[task])
        self._draw(group)

    def _draw(self, group: _Group) -> None:
        total = sum(group.weights.values())
        done = sum(group.weights[task] * share for task, share in group.shares.items())
        count, finished = len(group.shares), sum(share >= 1 for share in group.shares.values())
        note = f"{finished} of {count}" if count > 1 else ""
        self._progress.update(group.bar, total=total, completed=done, note=note)
        percent = int(100 * done / total) // _TOLD_EVERY * _TOLD_EVERY if total else 0
        if percent > group.told:
            group.told = percent
            if self._progress.disable:
                say(f"{self._progress.tasks[group.bar].description}: {percent} %{f', {note}' if note else ''}")
