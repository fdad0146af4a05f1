"""The joints between long computations and whoever waits for them: progress, stop and a monotonic clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

Clock = Callable[[], float]
"""Seconds that only grow, such as ``time.monotonic``; the engine never asks what day it is."""


class Progress(Protocol):
    """Receives how far a computation is."""

    def report(self, done: float, text: str) -> None:
        """Take note that a share ``done`` in ``[0, 1]`` of the work is finished; ``text`` is for people."""


class Stop(Protocol):
    """Says whether a computation should end early with the best it has."""

    def __call__(self) -> bool:
        """Return whether to stop now."""


class _NoProgress:
    def report(self, done: float, text: str) -> None:
        """Keep silent."""


def never() -> bool:
    """Return False: nobody asks this computation to stop."""
    return False


NO_PROGRESS: Final[Progress] = _NoProgress()
NEVER: Final[Stop] = never
