"""ffmpeg as a child process on a short lead: limits on time, memory and processor, no network, no input but ours.

The binary comes with the imageio-ffmpeg package. Whatever a file does to it, it does to the child.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from typing import IO, Self

import imageio_ffmpeg

from microdrama.domain.errors import MicrodramaError

_GIB = 1 << 30
_MESSAGE_BYTES = 4_000
_FULL, _NO_MEMORY = "No space left on device", "Cannot allocate memory"
_SPEAKER = re.compile(r"^(\[[^\]]*\] )+")  # which part of ffmpeg says it, and at what address


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: wall-clock seconds, processor seconds, bytes of address space.

    Address space is mostly reservations of threads; the resident size stays far below. It is held on Linux.
    """

    wall_s: float = 3600
    processor_s: int = 4 * 3600
    memory_bytes: int = 12 * _GIB


class ChildError(MicrodramaError):
    """ffmpeg failed or ran into a limit; its partial output was not used."""


@lru_cache(maxsize=1)
def ffmpeg() -> str:
    """The path of the ffmpeg that we run."""
    return imageio_ffmpeg.get_ffmpeg_exe()


class Child:
    """One run of ffmpeg, fed through `stdin`. Use as a context; leaving it by an error kills the child.

    Raises ChildError with the first words of ffmpeg when it fails, and when a limit is reached.
    """

    def __init__(self, arguments: Sequence[str], *, doing: str, limits: Limits = Limits()) -> None:
        self._doing = doing
        self._limits = limits
        self._timed_out = False
        self._output: bytes | None = None
        self._messages: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (closed in _release)
        self._process = subprocess.Popen(
            [ffmpeg(), "-hide_banner", "-loglevel", "error", "-protocol_whitelist", "file,pipe", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._messages,
            start_new_session=True,  # Ctrl-C is ours to handle: ffmpeg would finish its file and call it done
        )
        _confine(self._process.pid, limits)
        self._watch = threading.Timer(limits.wall_s, self._time_out)
        self._watch.daemon = True
        self._watch.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.finish()
        else:
            self.kill()

    def write(self, data: memoryview | bytes) -> None:
        """Hand over bytes of input; raises ChildError if ffmpeg has stopped listening."""
        try:
            self._stdin.write(data)
        except (BrokenPipeError, ValueError) as error:
            self._stop()
            raise self._failure() from error

    def finish(self) -> bytes:
        """Close the input, wait for the end, and return what ffmpeg wrote to its standard output.

        A second call, as leaving the context makes, returns the same.
        """
        if self._output is not None:
            return self._output
        with contextlib.suppress(BrokenPipeError):
            self._stdin.close()
        output = self._stdout.read()
        code = self._process.wait()
        self._watch.cancel()
        # some of ffmpeg's writers complain of a full disk and go on as if nothing were
        if code != 0 or _FULL in self._said():
            raise self._failure()
        self._release()
        self._output = output
        return output

    def kill(self) -> None:
        """End the child at once and release what it held."""
        self._process.kill()
        self._stop()
        self._release()

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None  # noqa: S101 (Popen was given a pipe)
        return self._process.stdin

    @property
    def _stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None  # noqa: S101 (Popen was given a pipe)
        return self._process.stdout

    def _stop(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._stdin.close()
        self._process.wait()
        self._watch.cancel()

    def _release(self) -> None:
        self._stdout.close()
        self._messages.close()

    def _time_out(self) -> None:
        self._timed_out = True
        self._process.kill()

    def _said(self) -> str:
        """The first and the last words of ffmpeg; what was wrong comes first, what followed from it last."""
        self._messages.seek(0)
        words = self._messages.read(_MESSAGE_BYTES)
        length = self._messages.seek(0, os.SEEK_END)
        self._messages.seek(max(len(words), length - _MESSAGE_BYTES))
        return (words + self._messages.read()).decode("utf-8", "replace").strip()

    def _failure(self) -> ChildError:
        said = self._said()
        self._release()
        if self._timed_out:
            return ChildError(f"ffmpeg took more than {self._limits.wall_s:g} s {self._doing} and was stopped.")
        if _FULL in said:
            return ChildError(f"The disk became full {self._doing}. Make room and run the same command again.")
        if _NO_MEMORY in said:
            return ChildError(f"ffmpeg found too little memory {self._doing}.")
        code = self._process.returncode
        ending = f"was ended by signal {signal.Signals(-code).name}" if code < 0 else f"left with code {code}"
        cause = _SPEAKER.sub("", said.splitlines()[0]).rstrip(". ") if said else "it said nothing"
        return ChildError(f"ffmpeg {ending} {self._doing}: {cause}.")


if sys.platform == "linux":
    import resource

    def _confine(pid: int, limits: Limits) -> None:
        """Set the limits from outside: safe beside threads, and in force before much of the input is read."""
        wanted = [
            (resource.RLIMIT_AS, limits.memory_bytes),
            (resource.RLIMIT_CPU, limits.processor_s),
            (resource.RLIMIT_CORE, 0),
        ]
        with contextlib.suppress(ProcessLookupError):  # it has ended already; finish() will say why
            for what, amount in wanted:
                _, hard = resource.prlimit(pid, what)
                bound = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
                resource.prlimit(pid, what, (bound, bound))

else:

    def _confine(pid: int, limits: Limits) -> None:
        """Elsewhere, only the time is held."""


def run(arguments: Sequence[str], *, doing: str, limits: Limits = Limits()) -> bytes:
    """Run ffmpeg without input and return its standard output; raises ChildError."""
    child = Child(arguments, doing=doing, limits=limits)
    try:
        return child.finish()
    except BaseException:
        child.kill()
        raise
