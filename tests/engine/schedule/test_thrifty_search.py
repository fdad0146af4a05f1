"""The search for the least cost by a deadline keeps every limit and reaches the optimum of tiny problems."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.schedule.brute_force import best
from tests.engine.schedule.tiny_problems import plain_problems
from trilemma.engine.schedule.bounds import least_cost
from trilemma.engine.schedule.check import check_solution
from trilemma.engine.schedule.problem import NEVER, Problem, cost, integers, makespan, mode_lists
from trilemma.engine.schedule.search.thrifty import ThriftySearch


def two_in_a_row() -> Problem:
    """Two activities in a row, each done in 4 for a cost of 1 or in 2 for a cost of 5."""
    return Problem(
        **mode_lists([[(4, []), (2, [])], [(4, []), (2, [])]]),
        mode_cost=integers([1, 5, 1, 5]),
        capacity=integers([1]),
        link_predecessor=integers([0]),
        link_successor=integers([1]),
        horizon=20,
    )


def test_the_deadline_decides_what_is_paid() -> None:
    paid = []
    for deadline in (8, 6, 4):
        search = ThriftySearch(two_in_a_row(), seed=1, deadline=deadline)
        search.advance(20_000, 0.0, 1.0)
        paid.append((search.excess, search.value))
    assert paid == [(0, 2), (0, 6), (0, 10)]


def test_a_deadline_that_nothing_keeps_leaves_no_schedule() -> None:
    search = ThriftySearch(two_in_a_row(), seed=1, deadline=3)
    search.advance(2000, 0.0, 1.0)
    assert search.excess == 1
    assert search.done


def test_it_ends_at_the_bound() -> None:
    search = ThriftySearch(two_in_a_row(), seed=1, deadline=6, bound=6)
    search.advance(100_000, 0.0, 1.0)
    assert search.done
    assert search.schedules_made < 1000


@settings(max_examples=30)
@given(problem=plain_problems(), deadline=st.integers(1, 7))
def test_a_tiny_problem_is_solved_to_its_optimum(problem: Problem, deadline: int) -> None:
    expected = best(problem, lambda p, s: cost(p, s) if makespan(p, s) <= deadline else NEVER)
    search = ThriftySearch(problem, seed=3, deadline=deadline, bound=least_cost(problem))
    search.advance(25_000, 0.0, 1.0)
    if expected in {None, NEVER}:
        assert search.excess == 1
        return
    assert search.excess == 0
    solution = search.solution()
    assert check_solution(problem, solution) == ()
    assert makespan(problem, solution) <= deadline
    assert search.value == cost(problem, solution) == expected


def test_the_same_seed_and_slices_give_the_same_schedule() -> None:
    found = []
    for _ in range(2):
        search = ThriftySearch(two_in_a_row(), seed=7, deadline=6)
        search.advance(300, 0.0, 0.5)
        search.begin_at(integers([0, 2]))
        search.advance(300, 0.5, 1.0)
        found.append(search.solution())
    assert np.array_equal(found[0].start, found[1].start)
    assert np.array_equal(found[0].mode, found[1].mode)
