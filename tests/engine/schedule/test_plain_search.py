"""The search over packed capacity reaches the optimum of tiny problems and repeats itself."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given, settings

from tests.engine.schedule.brute_force import best
from tests.engine.schedule.tiny_problems import plain_problems
from tests.real_data import real_data
from trilemma.engine.errors import ShapeError
from trilemma.engine.schedule.check import check_solution
from trilemma.engine.schedule.objectives import FINISH, value_of
from trilemma.engine.schedule.problem import Problem, integers, makespan, mode_lists
from trilemma.engine.schedule.search.plain import PlainSearch, fits
from trilemma.files.psplib import read_psplib


def three_jobs(capacity: int = 2) -> Problem:
    """Return the example of docs/methods/annealed_search.md: a long job beside two short ones, one after the other."""
    return Problem(
        **mode_lists([[(4, [(0, 1)])], [(2, [(0, 1)])], [(2, [(0, 1)])]]),
        capacity=integers([capacity]),
        link_predecessor=integers([1]),
        link_successor=integers([2]),
        horizon=8,
    )


def test_the_example_of_the_page_takes_four_with_two_units_and_eight_with_one() -> None:
    finishes = []
    for capacity in (2, 1):
        search = PlainSearch(three_jobs(capacity), seed=1)
        search.advance(100, 0.0, 1.0)
        finishes.append(search.value)
    assert finishes == [4, 8]


def test_the_critical_path_ends_the_search_at_once() -> None:
    search = PlainSearch(three_jobs(), seed=1)
    search.advance(100, 0.0, 1.0)
    assert search.done
    assert search.schedules_made < 100


@settings(max_examples=40)
@given(problem=plain_problems())
def test_a_tiny_problem_is_solved_to_its_optimum(problem: Problem) -> None:
    expected = best(problem, lambda p, s: value_of(p, s, FINISH))
    search = PlainSearch(problem, seed=3)
    search.advance(400, 0.0, 1.0)
    if expected is None:
        assert search.excess > 0 or search.value > problem.horizon
        return
    assert search.excess == 0
    assert search.value == expected
    assert check_solution(problem, search.solution()) == ()
    assert makespan(problem, search.solution()) == search.value


def instance(name: str) -> Problem:
    path = next(real_data("psplib-rcpsp").rglob(f"{name}.sm"))
    return read_psplib(path.read_bytes(), path.name)


def test_slices_and_seed_give_the_same_schedule_again() -> None:
    found = []
    for _ in range(2):
        search = PlainSearch(instance("j12010_1"), seed=5)
        for part in range(4):
            search.advance(100, part / 4, (part + 1) / 4)
        found.append(search.solution())
    assert np.array_equal(found[0].start, found[1].start)


def test_published_instances_come_close_to_their_best_known_values_and_never_below_a_bound() -> None:
    data = real_data("psplib-rcpsp")
    with (data / "best_known.csv").open(encoding="utf-8") as table:
        known = {row["instance"]: (int(row["best_lower"]), int(row["best_upper"])) for row in csv.DictReader(table)}
    gaps = []
    for name in sorted(name for name in known if name.startswith("j30"))[::12]:
        lower, upper = known[name]
        problem = instance(name)
        search = PlainSearch(problem, seed=1)
        search.advance(5000, 0.0, 1.0)
        assert check_solution(problem, search.solution()) == ()
        assert search.value >= lower
        gaps.append(search.value / upper - 1)
    assert np.mean(gaps) < 0.005


def test_budgets_are_kept_on_published_multi_mode_instances() -> None:
    folder = real_data("multimode-rcpsp")
    for path in sorted((folder / "MMLIB" / "MMLIB50").glob("*.mm"))[::60]:
        problem = read_psplib(path.read_bytes(), path.name)
        search = PlainSearch(problem, seed=1)
        search.advance(3000, 0.0, 1.0)
        assert search.excess == 0
        assert check_solution(problem, search.solution()) == ()


def test_a_mode_that_asks_for_more_than_there_is_is_never_taken() -> None:
    problem = Problem(
        **mode_lists([[(1, [(0, 3)]), (5, [(0, 1)])]]),
        capacity=integers([2]),
        link_predecessor=integers([]),
        link_successor=integers([]),
        horizon=5,
    )
    search = PlainSearch(problem, seed=1)
    search.advance(50, 0.0, 1.0)
    assert search.value == 5


def test_a_problem_with_lags_is_refused() -> None:
    problem = Problem(
        **mode_lists([[(1, [])], [(1, [])]]),
        capacity=integers([1]),
        link_predecessor=integers([0]),
        link_successor=integers([1]),
        link_lag=integers([2]),
        horizon=5,
    )
    assert not fits(problem)
    with pytest.raises(ShapeError, match="plain problems"):
        PlainSearch(problem, seed=1)
