"""What a schedule is judged by: finish, cost, weighted tardiness, load or margin."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from trilemma.engine.errors import InputError, ShapeError
from trilemma.engine.schedule.problem import (
    NEVER,
    Int1D,
    Problem,
    Solution,
    cost,
    integers,
    makespan,
    weighted_tardiness,
)

METHOD_LOAD: Final = "levelled_load"


class Kind(StrEnum):
    """The figure that an objective reads from a schedule."""

    FINISH = "finish"
    COST = "cost"
    TARDINESS = "tardiness"
    LOAD = "load"
    MARGIN = "margin"


@dataclass(frozen=True, slots=True)
class Revenue:
    """What the project earns, by its finish: ``value[k]`` for a finish in ``[time[k], time[k + 1])``.

    Shapes ``(k,)``; ``time[0]`` is 0, times ascend; values in minor units of money, in any order of size. A penalty
    for each day of delay is a row of falling values.
    """

    time: Int1D
    value: Int1D

    def __post_init__(self) -> None:
        if len(self.time) != len(self.value) or not len(self.time) or self.time[0] != 0:
            raise ShapeError("revenue needs as many values as times, the first time being 0", "revenue")
        if np.any(np.diff(self.time) <= 0):
            raise ShapeError("times must ascend", "revenue")

    def at(self, finish: int) -> int:
        """Return what a finish earns, in minor units of money."""
        return int(self.value[np.searchsorted(self.time, finish, side="right") - 1])


NO_REVENUE: Final = Revenue(integers([0]), integers([0]))


@dataclass(frozen=True, slots=True)
class Objective:
    """A figure to be made as small as possible; the margin as large as possible."""

    kind: Kind
    revenue: Revenue = NO_REVENUE

    @property
    def sign(self) -> int:
        """-1 for what is to be large, else 1."""
        return -1 if self.kind is Kind.MARGIN else 1


FINISH: Final = Objective(Kind.FINISH)
COST: Final = Objective(Kind.COST)
TARDINESS: Final = Objective(Kind.TARDINESS)
LOAD: Final = Objective(Kind.LOAD)


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits beside the problem's own; ``NEVER`` where there is none."""

    finish: int = NEVER
    cost: int = NEVER

    def __post_init__(self) -> None:
        if self.finish < 0:
            raise InputError("a deadline lies before the plan's origin", "deadline")


def value_of(problem: Problem, solution: Solution, objective: Objective) -> int:
    """Return what a schedule is worth by an objective, in the objective's own sign and unit."""
    match objective.kind:
        case Kind.FINISH:
            return makespan(problem, solution)
        case Kind.COST:
            return cost(problem, solution)
        case Kind.TARDINESS:
            return weighted_tardiness(problem, solution)
        case Kind.LOAD:
            return int(peaks(problem, solution).sum())
        case Kind.MARGIN:
            return objective.revenue.at(makespan(problem, solution)) - cost(problem, solution)


def peaks(problem: Problem, solution: Solution) -> Int1D:
    """Return the most of each resource that is in use at once.

    Parameters
    ----------
    problem, solution
        A schedule; picked resources count with the amount of their pick.

    Returns
    -------
    Int1D
        Shape ``(r,)``. [units of capacity]

    Notes
    -----
    Method id ``levelled_load`` (docs/methods/levelled_load.md).
    """
    resource, amount, start, finish = _held(problem, solution)
    highest = np.zeros(len(problem.capacity), dtype=np.int64)
    for number in np.unique(resource):
        mine = (resource == number) & (finish > start)
        time = np.concatenate((start[mine], finish[mine]))
        change = np.concatenate((amount[mine], -amount[mine]))
        order = np.lexsort((change, time))  # at one instant what ends is given back before anything is taken
        highest[number] = np.cumsum(change[order]).max(initial=0)
    return highest


def _held(problem: Problem, solution: Solution) -> tuple[Int1D, Int1D, Int1D, Int1D]:
    rows: list[tuple[int, int, int, int]] = []
    for activity in range(problem.n):
        mode = int(solution.mode[activity])
        start, finish = int(solution.start[activity]), int(solution.finish[activity])
        demands = slice(problem.demand_first[mode], problem.demand_first[mode + 1])
        stated = zip(problem.demand_resource[demands].tolist(), problem.demand_amount[demands].tolist(), strict=True)
        taken = (*stated, *_picked(problem, solution, activity, mode))
        rows += [(resource, amount, start, finish) for resource, amount in taken]
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return table[:, 0], table[:, 1], table[:, 2], table[:, 3]


def _picked(problem: Problem, solution: Solution, activity: int, mode: int) -> list[tuple[int, int]]:
    if not len(solution.picked_first):
        return []
    people = solution.picked[solution.picked_first[activity] : solution.picked_first[activity + 1]].tolist()
    picks = range(problem.pick_first[mode], problem.pick_first[mode + 1])
    amounts = [int(problem.pick_amount[p]) for p in picks for _ in range(problem.pick_count[p])]
    return list(zip(people, amounts, strict=True))
