"""Modes that ask for more than there ever is are never taken, whoever solves."""

from __future__ import annotations

import time

import pytest

from tests.real_data import real_data
from trilemma.engine.errors import InputError
from trilemma.engine.schedule.check import check_solution
from trilemma.engine.schedule.portfolio import solve
from trilemma.engine.schedule.problem import (
    Problem,
    hopeless_activities,
    impossible_modes,
    integers,
    makespan,
    mode_lists,
)
from trilemma.engine.schedule.result import Status
from trilemma.files.psplib import read_psplib


def a_problem(*modes: list[tuple[int, list[tuple[int, int]]]]) -> Problem:
    none = integers([])
    return Problem(**mode_lists(modes), capacity=integers([3]), link_predecessor=none, link_successor=none, horizon=100)


QUICK_BUT_GREEDY = [(1, [(0, 4)]), (5, [(0, 3)])]


def test_a_quicker_mode_that_asks_for_too_much_is_not_taken() -> None:
    problem = a_problem(QUICK_BUT_GREEDY, QUICK_BUT_GREEDY)
    assert impossible_modes(problem).tolist() == [True, False, True, False]
    outcome = solve(problem, clock=time.monotonic, effort=2_000)
    assert (outcome.status, outcome.value) == (Status.OPTIMAL, 10)


def test_an_activity_without_a_possible_mode_leaves_no_schedule() -> None:
    problem = a_problem(QUICK_BUT_GREEDY, [(1, [(0, 4)])])
    assert hopeless_activities(problem).tolist() == [1]
    assert solve(problem, clock=time.monotonic, effort=100).status is Status.INFEASIBLE


def test_a_problem_without_activities_is_refused() -> None:
    with pytest.raises(InputError, match="nothing to schedule"):
        solve(a_problem(), clock=time.monotonic, effort=100)


@pytest.mark.parametrize("name,best", [("j108_7", 20), ("j103_5", 21), ("j209_7", 30)])
def test_published_instances_with_such_modes_reach_their_known_optimum(name: str, best: int) -> None:
    path = real_data("multimode-rcpsp") / "PSPLIB" / f"{name}.mm"
    problem = read_psplib(path.read_bytes(), path.name)
    outcome = solve(problem, clock=time.monotonic, effort=20_000)
    assert outcome.solution is not None
    assert check_solution(problem, outcome.solution) == ()
    assert (outcome.status, makespan(problem, outcome.solution)) == (Status.OPTIMAL, best)
