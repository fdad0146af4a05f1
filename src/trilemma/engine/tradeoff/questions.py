"""How a front asks: one axis as small as possible within limits on the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from trilemma.engine.tradeoff.points import Axis, Candidate
from trilemma.engine.watch import Stop


@dataclass(frozen=True, slots=True)
class Question:
    """Make one axis small within limits on others, within seconds; ``known`` and ``bound`` are known already."""

    minimised: Axis
    limits: Mapping[Axis, int]
    seconds: float
    known: Candidate | None = None
    bound: int | None = None
    near: Candidate | None = None
    """A schedule close by, which need not keep the limits."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Schedules found on the way (the best within the limits, others as they came), and what is proven.

    ``final`` tells that asking again would find out nothing more.
    """

    found: tuple[Candidate, ...]
    bound: int | None
    impossible: bool = False
    final: bool = False


class Oracle(Protocol):
    """Answers questions about one plan or problem."""

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The axes it knows."""

    @property
    def scope(self) -> Mapping[Axis, int]:
        """Limits that every question keeps, once first schedules are known."""

    def first(self, seconds: float, stop: Stop) -> tuple[Candidate, ...]:
        """Return schedules to begin with, spread over the front as well as they come."""

    def ask(self, question: Question, stop: Stop) -> Reply:
        """Answer one question as well as the time allows."""
