"""The checker of benchmark instances finds each rule that is broken, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from trilemma.engine.api import Problem, ShapeError, Solution, check_solution, integers, mode_lists

MODES: dict[str, Any] = mode_lists([[(2, [(0, 1)]), (3, [])], [(1, [(0, 2)])]])
PROBLEM = Problem(
    **MODES,
    capacity=integers([2]),
    budget_limit=integers([4]),
    budget_use=integers([[3], [0], [2]]),
    link_predecessor=integers([0]),
    link_successor=integers([1]),
    horizon=9,
)


def found(start: list[int], finish: list[int], mode: list[int], problem: Problem = PROBLEM) -> list[str]:
    solution = Solution(start=integers(start), finish=integers(finish), mode=integers(mode))
    return [str(violation) for violation in check_solution(problem, solution)]


def test_a_right_solution_has_no_violation() -> None:
    assert found([0, 3], [3, 4], [1, 2]) == []


@pytest.mark.parametrize(
    "start, finish, mode, message",
    [
        ([0, 3], [3, 4], [2, 2], "job 1: mode 2 is none of its own"),
        ([-1, 3], [2, 4], [1, 2], "job 1: it starts at -1, before the beginning"),
        ([0, 3], [2, 4], [1, 2], "job 1: it takes 2, its mode 3"),
        ([0, 2], [3, 3], [1, 2], "job 2: it starts at 2, before job 1 finishes at 3"),
        ([0, 3], [2, 4], [0, 2], "budget 1: 5 are used, there are 4"),
    ],
)
def test_each_broken_rule_is_named(start: list[int], finish: list[int], mode: list[int], message: str) -> None:
    assert found(start, finish, mode) == [message]


def test_too_much_at_once_is_named_for_each_unit_of_time() -> None:
    modes: dict[str, Any] = mode_lists([[(2, [(0, 1)])], [(1, [(0, 2)])]])
    unlinked = Problem(
        **modes,
        capacity=integers([2]),
        link_predecessor=integers([]),
        link_successor=integers([]),
        horizon=9,
    )
    assert found([0, 1], [2, 2], [0, 1], unlinked) == ["resource 1: 3 in use at time 1, there are 2"]


def test_a_problem_with_lags_is_left_to_the_checker_of_plans() -> None:
    modes: dict[str, Any] = mode_lists([[(2, [])], [(1, [])]])
    lagged = Problem(
        **modes,
        capacity=integers([]),
        link_predecessor=integers([0]),
        link_successor=integers([1]),
        link_lag=integers([1]),
        horizon=9,
    )
    with pytest.raises(ShapeError, match="only plain problems are checked without their plan"):
        found([0, 3], [2, 4], [0, 1], lagged)
