"""Overtime against revenue: the published worked example, and the example whose optimum is no active schedule."""

from __future__ import annotations

import time
from typing import Any

import pytest

from trilemma.engine.errors import InputError
from trilemma.engine.schedule.objectives import Revenue
from trilemma.engine.schedule.overtime_by_period import (
    Overtime,
    earliest_starts,
    overtime_used,
    profit,
    solve_with_overtime,
)
from trilemma.engine.schedule.problem import Problem, Solution, integers, mode_lists
from trilemma.engine.schedule.result import Status

DURATIONS = (0, 3, 2, 2, 3, 1, 2, 0)
DEMANDS = (0, 3, 2, 2, 1, 2, 1, 0)
LINKS = ((0, 1), (0, 2), (1, 3), (2, 4), (3, 5), (4, 6), (5, 6), (6, 7))
OVERTIME = Overtime(most=integers([2]), price=integers([10]))
FLAT = Revenue(integers([0, 12]), integers([10, 0]))
STEEP = Revenue(integers([0, 8, 9, 10, 11]), integers([60, 45, 30, 15, 0]))
MIDDLE = Revenue(integers([0, 9, 10]), integers([20, 15, 0]))


def the_example() -> Problem:
    """Facts of Schnabel, Kellenbrink & Helber 2018: one resource of capacity 4, overtime 2 at a price of 10."""
    lists: dict[str, Any] = mode_lists([[(d, [(0, a)])] for d, a in zip(DURATIONS, DEMANDS, strict=True)])
    return Problem(
        **lists,
        capacity=integers([4]),
        link_predecessor=integers([p for p, _ in LINKS]),
        link_successor=integers([s for _, s in LINKS]),
        horizon=14,
        release=7,
    )


def starting(problem: Problem, starts: list[int]) -> Solution:
    start = integers(starts)
    return Solution(start, integers(start + problem.duration), integers(range(problem.n)))


@pytest.mark.parametrize(
    "starts,overtime,profits",
    [
        ([0, 0, 3, 3, 5, 5, 8, 10], 0, (10, 15, 0)),
        ([0, 0, 0, 3, 3, 5, 6, 8], 20, (-10, 25, 0)),
        ([0, 0, 2, 3, 4, 5, 7, 9], 10, (0, 20, 5)),
    ],
)
def test_schedules_of_the_example_cost_and_earn_what_is_published(
    starts: list[int], overtime: int, profits: tuple[int, ...]
) -> None:
    problem = the_example()
    schedule = starting(problem, starts)
    assert 10 * overtime_used(problem, schedule).sum() == overtime
    assert tuple(profit(problem, schedule, OVERTIME, revenue) for revenue in (FLAT, STEEP, MIDDLE)) == profits


@pytest.mark.parametrize("revenue,optimum", [(FLAT, 10), (STEEP, 25), (MIDDLE, 5)], ids=["A", "B", "C"])
def test_the_optima_of_the_example_are_proven(revenue: Revenue, optimum: int) -> None:
    outcome = solve_with_overtime(the_example(), OVERTIME, revenue, clock=time.monotonic, limit=20)
    assert (outcome.value, outcome.bound, outcome.status) == (optimum, optimum, Status.OPTIMAL)
    assert outcome.solution is not None
    assert profit(the_example(), outcome.solution, OVERTIME, revenue) == optimum


def test_the_optimum_may_wait_without_need() -> None:
    lists: dict[str, Any] = mode_lists([[(2, [(0, 1)])], [(2, [(0, 1)])]])
    problem = Problem(
        **lists, capacity=integers([1]), link_predecessor=integers([]), link_successor=integers([]), horizon=6
    )
    revenue = Revenue(integers([0, 4]), integers([4, 2]))  # halves of the published figures are units here
    outcome = solve_with_overtime(
        problem, Overtime(integers([1]), integers([1])), revenue, clock=time.monotonic, limit=20
    )
    assert (outcome.value, outcome.bound) == (3, 3)
    assert outcome.solution is not None
    assert sorted(outcome.solution.start.tolist()) == [0, 1]


def test_earliest_starts_leave_capacity_aside() -> None:
    assert earliest_starts(the_example()).start.tolist() == [0, 0, 0, 3, 2, 5, 6, 8]


def test_every_resource_needs_a_limit_of_overtime() -> None:
    with pytest.raises(InputError, match="a limit for each resource"):
        solve_with_overtime(the_example(), Overtime(integers([]), integers([])), FLAT, clock=time.monotonic)
