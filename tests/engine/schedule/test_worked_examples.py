"""The worked examples on the pages of compressed time, bounds, load and the portfolio."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from trilemma.engine.schedule.bounds import finish_bound
from trilemma.engine.schedule.cp.durations import Durations
from trilemma.engine.schedule.cp.scale import scale_of
from trilemma.engine.schedule.objectives import COST, FINISH, Limits, peaks
from trilemma.engine.schedule.portfolio import solve
from trilemma.engine.schedule.problem import Problem, Solution, integers, mode_lists
from trilemma.engine.schedule.result import Outcome, Status
from trilemma.engine.tradeoff.augmecon import make_front
from trilemma.engine.tradeoff.points import Axis
from trilemma.engine.tradeoff.problem_front import ProblemOracle


def a_problem(modes: list[list[tuple[int, list[tuple[int, int]]]]], **more: Any) -> Problem:
    lists: dict[str, Any] = mode_lists(modes)
    rest: dict[str, Any] = {"link_predecessor": integers([]), "link_successor": integers([])}
    rest |= {"capacity": integers([1]), "horizon": 20} | more
    return Problem(**lists, **rest)


def two_in_a_row() -> Problem:
    """Two activities in a row, each done in 4 for a cost of 1 or in 2 for a cost of 5."""
    return a_problem(
        [[(4, []), (2, [])], [(4, []), (2, [])]],
        link_predecessor=integers([0]),
        link_successor=integers([1]),
        mode_cost=integers([1, 5, 1, 5]),
    )


def test_two_timelines_are_compressed_to_the_minutes_in_which_anybody_works() -> None:
    problem = a_problem(
        [[(2, [])], [(1, [])]],
        mode_timeline=integers([0, 1]),
        timeline_first=integers([0, 2, 4]),
        timeline_start=integers([0, 5, 0, 4]),
        timeline_finish=integers([3, 8, 2, 7]),
        horizon=8,
    )
    scale = scale_of(problem)
    assert scale.position(np.array([0, 3, 4, 5, 8])).tolist() == [0, 3, 3, 4, 7]
    assert (scale.step, scale.earliest(3), scale.earliest(4)) == (1, 3, 5)
    pieces = Durations(problem, scale).pieces(0, 2, (0, 6), 12)
    assert pieces == [(0, 1, 2), (2, 2, 3), (3, 6, 2)]


def test_a_resource_needs_the_sum_of_what_it_must_do_alone() -> None:
    assert finish_bound(a_problem([[(3, [(0, 1)])], [(4, [(0, 1)])]])) == 7


def test_the_load_is_the_most_in_use_at_once() -> None:
    problem = a_problem([[(3, [(0, 2)])], [(2, [(0, 1)])], [(2, [(0, 2)])]], capacity=integers([3]))
    schedule = Solution(integers([0, 1, 3]), integers([3, 3, 5]), integers([0, 1, 2]))
    assert peaks(problem, schedule).tolist() == [3]


def solved(**options: Any) -> Outcome:
    return solve(two_in_a_row(), clock=time.monotonic, limit=10, **options)


def test_the_portfolio_solves_the_example_for_each_objective_and_limit() -> None:
    examples: list[tuple[dict[str, Any], tuple[int, ...]]] = [
        ({"objectives": (FINISH,)}, (4,)),
        ({"objectives": (COST,)}, (2,)),
        ({"objectives": (FINISH, COST)}, (4, 10)),
        ({"limits": Limits(cost=6)}, (6,)),
    ]
    for options, values in examples:
        outcome = solved(**options)
        assert (outcome.values, outcome.bounds, outcome.status) == (values, values, Status.OPTIMAL)


def test_the_front_of_the_example_has_three_points_and_one_price() -> None:
    front = make_front(ProblemOracle(two_in_a_row(), time.monotonic), clock=time.monotonic, points=10, limit=10)
    assert [tuple(p.candidate.values.values()) for p in front.points] == [(4, 10), (6, 6), (8, 2)]
    assert [p.prices for p in front.points] == [{}, {Axis.FINISH: 2.0}, {}]
