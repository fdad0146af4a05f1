"""Progress on stderr: one line that changes on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, TextIO

from trilemma.cli.options import manners

if TYPE_CHECKING:
    from trilemma.engine.api import WatchProgress as Progress

EVERY_SECONDS_ON_A_TERMINAL = 0.1
EVERY_SECONDS_IN_LINES = 1.0


class ProgressLines:
    """Writes how far the work is, never more often than a person can read."""

    def __init__(self, stream: TextIO, *, terminal: bool) -> None:
        self._stream = stream
        self._terminal = terminal
        self._next = 0.0
        self._shown = 0

    def report(self, done: float, text: str) -> None:
        """Show a share ``done`` in ``[0, 1]`` and what is being done."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + (EVERY_SECONDS_ON_A_TERMINAL if self._terminal else EVERY_SECONDS_IN_LINES)
        line = f"{done:4.0%}  {text}"
        if self._terminal:
            self._stream.write("\r" + line.ljust(self._shown))
            self._shown = len(line)
        else:
            self._stream.write(line + "\n")
        self._stream.flush()

    def clear(self) -> None:
        """Take the line away, so that the answer stands alone."""
        if self._terminal and self._shown:
            self._stream.write("\r" + " " * self._shown + "\r")
            self._stream.flush()
            self._shown = 0


class Silence:
    """Shows nothing."""

    def report(self, done: float, text: str) -> None:
        """Keep silent."""

    def clear(self) -> None:
        """There is nothing to take away."""


def progress() -> ProgressLines | Silence:
    """Return where this command line wants its progress to go."""
    terminal = sys.stderr.isatty()
    wanted = manners().progress
    if wanted is None:
        wanted = terminal
    return ProgressLines(sys.stderr, terminal=terminal) if wanted else Silence()


if TYPE_CHECKING:
    _LINES: Progress = ProgressLines(sys.stderr, terminal=False)
    _SILENCE: Progress = Silence()
