"""What a command line asks of the solver, whatever file it is about."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """The options of ``trilemma schedule``; deadline and budget are still text, for their form depends on the file."""

    objectives: tuple[str, ...]
    limit: float | None
    effort: int | None
    workers: int
    seed: int
    deadline: str | None = None
    budget: str | None = None
    max_defects: float | None = None
    overtime: bool = False


def all_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
