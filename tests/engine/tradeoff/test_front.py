"""A front holds exactly the plans that nothing dominates, each with a bound that holds and its prices."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings

from tests.engine.schedule.brute_force import every_schedule
from tests.engine.schedule.tiny_problems import plain_problems
from trilemma.engine.errors import InputError
from trilemma.engine.schedule.problem import Problem, Solution, cost, integers, makespan
from trilemma.engine.schedule.result import Status
from trilemma.engine.tradeoff.augmecon import make_front
from trilemma.engine.tradeoff.memory import Memory
from trilemma.engine.tradeoff.points import Axis, Candidate, Point, non_dominated, with_prices
from trilemma.engine.tradeoff.problem_front import ProblemOracle

NOTHING = Solution(integers([]), integers([]), integers([]))


def a_candidate(finish: int, cost_: int) -> Candidate:
    return Candidate({Axis.FINISH: finish, Axis.COST: cost_}, NOTHING)


def a_point(finish: int, cost_: int, limit: int, bound: int | None = None) -> Point:
    return Point(a_candidate(finish, cost_), Axis.COST, {Axis.FINISH: limit}, bound)


@settings(max_examples=8)
@given(problem=plain_problems())
def test_of_a_tiny_problem_it_is_the_whole_set_of_best_trade_offs(problem: Problem) -> None:
    pairs = {(makespan(problem, s), cost(problem, s)) for s in every_schedule(problem)}
    best = sorted(p for p in pairs if not any(q != p and q[0] <= p[0] and q[1] <= p[1] for q in pairs))
    front = make_front(ProblemOracle(problem, time.monotonic), clock=time.monotonic, points=12, limit=20)
    found = [(p.candidate.values[Axis.FINISH], p.candidate.values[Axis.COST]) for p in front.points]
    assert found == best
    assert all(p.status is Status.OPTIMAL and p.gap == 0 for p in front.points)


def test_a_price_comes_from_the_neighbours_and_the_ends_have_none() -> None:
    points = with_prices([a_point(5, 100, 5), a_point(7, 60, 7), a_point(10, 50, 10)], (Axis.FINISH, Axis.COST))
    assert [p.prices for p in points] == [{}, {Axis.FINISH: (100 - 50) / (10 - 5)}, {}]


def test_among_three_axes_neighbours_of_equal_or_better_quality_come_first() -> None:
    def point(finish: int, cost_: int, defects: int) -> Point:
        values = {Axis.FINISH: finish, Axis.COST: cost_, Axis.DEFECTS: defects}
        return Point(Candidate(values, NOTHING), Axis.COST, {Axis.FINISH: finish, Axis.DEFECTS: defects}, None)

    rows = [point(5, 100, 9), point(7, 60, 9), point(8, 70, 4), point(9, 65, 3), point(10, 50, 9)]
    prices = [p.prices.get(Axis.FINISH) for p in with_prices(rows, (Axis.FINISH, Axis.COST, Axis.DEFECTS))]
    assert prices == [None, (100 - 50) / (10 - 5), (100 - 65) / (9 - 5), (70 - 50) / (10 - 8), None]


def test_of_two_points_of_equal_values_the_better_proven_one_stays() -> None:
    kept = non_dominated([a_point(5, 100, 5, 90), a_point(5, 100, 6, 95), a_point(6, 100, 6, 95), a_point(7, 50, 7)])
    assert [(p.value, p.bound) for p in kept] == [(100, 95), (50, None)]
    assert kept[0].gap == 0.05
    assert kept[0].status is Status.FEASIBLE


def test_a_bound_holds_for_tighter_limits_and_not_for_looser_ones() -> None:
    memory = Memory()
    memory.prove(Axis.COST, {Axis.FINISH: 10}, 40)
    limits: list[Mapping[Axis, int]] = [{Axis.FINISH: 9}, {Axis.FINISH: 10}, {Axis.FINISH: 11}, {}]
    assert [memory.bound(Axis.COST, row) for row in limits] == [40, 40, None, None]
    memory.prove(Axis.COST, {Axis.FINISH: 4}, None)
    assert [memory.impossible({Axis.FINISH: f}) for f in (3, 4, 5)] == [True, True, False]


def test_memory_forgets_what_is_dominated_and_finds_what_keeps_limits() -> None:
    memory = Memory()
    for pair in [(5, 100), (7, 60), (7, 70), (6, 60)]:
        memory.keep(a_candidate(*pair))
    assert [tuple(c.values.values()) for c in memory.candidates] == [(5, 100), (6, 60)]
    best = memory.best(Axis.COST, {Axis.FINISH: 5})
    assert best is not None
    assert best.values[Axis.COST] == 100
    assert memory.best(Axis.COST, {Axis.FINISH: 4}) is None


def test_axes_and_points_are_checked() -> None:
    problem = Problem(
        mode_first=integers([0, 1]), duration=integers([1]), demand_first=integers([0, 0]),
        demand_resource=integers([]), demand_amount=integers([]), capacity=integers([]),
        link_predecessor=integers([]), link_successor=integers([]), horizon=5,
    )  # fmt: skip
    oracle = ProblemOracle(replace(problem, mode_cost=integers([3])), time.monotonic)
    with pytest.raises(InputError, match="two or three different axes"):
        make_front(oracle, clock=time.monotonic, axes=(Axis.FINISH, Axis.DEFECTS))
    with pytest.raises(InputError, match="at least two points"):
        make_front(oracle, clock=time.monotonic, points=1)
    front = make_front(oracle, clock=time.monotonic, limit=5)
    assert [dict(p.candidate.values) for p in front.points] == [{Axis.FINISH: 1, Axis.COST: 3}]
    assert front.mean_gap == 0
    assert front.complete
