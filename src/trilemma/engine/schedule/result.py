"""What solving gives: a schedule, how good it is, how good it could be, and how to compute it again."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from trilemma.engine.schedule.objectives import Objective
from trilemma.engine.schedule.problem import Solution


class Status(StrEnum):
    """How much is known about an answer."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Effort:
    """Work that does not depend on the machine: schedules made, and CP-SAT's deterministic time."""

    schedules: int = 0
    deterministic: float = 0.0

    def __add__(self, other: Effort) -> Effort:
        return Effort(self.schedules + other.schedules, self.deterministic + other.deterministic)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to one question of scheduling.

    Attributes
    ----------
    objectives
        In order of importance; ``values`` and ``bounds`` go with them.
    values, bounds
        In each objective's own unit; a bound is what no schedule can beat, given the values before it. ``values`` are
        empty where there is no schedule.
    status
        ``optimal`` only where every value equals its bound.
    seconds, method, seed, workers, effort, version
        What it takes to judge or repeat the computation.
    trace
        ``(seconds, value, bound)`` at each improvement of the first objective.
    """

    objectives: tuple[Objective, ...]
    status: Status
    solution: Solution | None = None
    values: tuple[int, ...] = ()
    bounds: tuple[int | None, ...] = ()
    seconds: float = 0.0
    method: str = "schedule_portfolio"
    seed: int = 0
    workers: int = 1
    effort: Effort = field(default_factory=Effort)
    version: str = ""
    trace: tuple[tuple[float, int | None, int | None], ...] = ()

    @property
    def value(self) -> int | None:
        """The first objective's value, None where there is no schedule."""
        return self.values[0] if self.values else None

    @property
    def bound(self) -> int | None:
        """The first objective's proven bound, None where nothing is proven."""
        return self.bounds[0] if self.bounds else None

    @property
    def gap(self) -> float | None:
        """Distance of value and bound as a share of the value."""
        return gap_between(self.value, self.bound)


def gap_between(value: int | None, bound: int | None) -> float | None:
    """Return ``|value - bound| / max(|value|, 1)``, None where either is unknown."""
    if value is None or bound is None:
        return None
    return abs(value - bound) / max(abs(value), 1)
