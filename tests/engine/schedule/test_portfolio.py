"""The portfolio keeps its limits, repeats itself, proves what it claims and agrees with trying everything."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.schedule.brute_force import best, feasible
from tests.engine.schedule.tiny_problems import plain_problems, problems, problems_with_calendars
from trilemma.engine.errors import InputError
from trilemma.engine.schedule.objectives import COST, FINISH, TARDINESS, Kind, Limits, Objective, Revenue, value_of
from trilemma.engine.schedule.portfolio import solve
from trilemma.engine.schedule.problem import Problem, cost, integers, makespan, mode_lists
from trilemma.engine.schedule.result import Outcome, Status

MARGIN = Objective(Kind.MARGIN, Revenue(integers([0, 3, 5]), integers([20, 12, 0])))


def solved(problem: Problem, **options: Any) -> Outcome:
    return solve(problem, clock=time.monotonic, **({"limit": 5.0} | options))


@pytest.fixture(autouse=True, scope="module")
def _kernels_are_loaded() -> None:
    for objective in (FINISH, COST):
        solved(a_hard_problem(8), limit=None, effort=10, objectives=(objective,))


def a_hard_problem(activities: int = 60, modes: int = 2) -> Problem:
    """Many activities of a few resources, links forward by a fixed pattern: not closed within a second."""
    lists: dict[str, Any] = mode_lists([
        [(1 + (7 * i + 3 * m) % 9, [((i + m) % 3, 1 + (5 * i + m) % 5), ((i + 1) % 3, (3 * i) % 4)]) for m in range(modes)]
        for i in range(activities)
    ])  # fmt: skip
    pairs = [(i, i + d) for i in range(activities) for d in (7, 11) if i + d < activities]
    return Problem(
        **lists,
        capacity=integers([7, 7, 7]),
        link_predecessor=integers([p for p, _ in pairs]),
        link_successor=integers([s for _, s in pairs]),
        mode_cost=integers([10 - 3 * (k % modes) for k in range(activities * modes)]),
        horizon=1000,
    )


@settings(max_examples=12)
@given(objective=st.sampled_from([FINISH, COST, TARDINESS, MARGIN]), problem=st.one_of(plain_problems(), problems()))
def test_it_agrees_with_trying_everything(problem: Problem, objective: Objective) -> None:
    found = best(problem, lambda p, s: objective.sign * value_of(p, s, objective))
    outcome = solved(problem, objectives=(objective,))
    if found is None:
        assert outcome.status is Status.INFEASIBLE
        assert outcome.value is None
        return
    assert outcome.status is Status.OPTIMAL
    assert outcome.value == outcome.bound == objective.sign * found
    assert outcome.gap == 0
    assert outcome.solution is not None
    assert feasible(problem, outcome.solution)


@settings(max_examples=10)
@given(problem=problems_with_calendars())
def test_on_calendars_its_schedule_is_feasible_and_its_bound_holds(problem: Problem) -> None:
    found = best(problem, makespan)
    outcome = solved(problem, limit=1.0)
    if found is None:
        assert outcome.value is None
        return
    assert outcome.bound is not None
    assert outcome.bound <= found
    if outcome.solution is not None:
        assert outcome.value is not None
        assert outcome.bound <= found <= outcome.value
        assert (outcome.status is Status.OPTIMAL) == (outcome.value == outcome.bound)


@settings(max_examples=8)
@given(problem=plain_problems())
def test_objectives_in_order_give_the_cheapest_of_the_earliest(problem: Problem) -> None:
    big = 10_000
    found = best(problem, lambda p, s: big * makespan(p, s) + cost(p, s))
    outcome = solved(problem, objectives=(FINISH, COST))
    if found is None:
        assert outcome.status is Status.INFEASIBLE
    else:
        assert outcome.values == divmod(found, big)
        assert outcome.status is Status.OPTIMAL


@settings(max_examples=8)
@given(problem=plain_problems(), most=st.integers(0, 20))
def test_a_highest_cost_is_kept(problem: Problem, most: int) -> None:
    found = best(problem, lambda p, s: makespan(p, s) if cost(p, s) <= most else 1_000)
    outcome = solved(problem, limits=Limits(cost=most))
    if found in {None, 1_000}:
        assert outcome.status is Status.INFEASIBLE
    else:
        assert outcome.value == found


@settings(max_examples=8)
@given(problem=plain_problems())
def test_more_capacity_never_makes_it_later(problem: Problem) -> None:
    less, more = solved(problem), solved(replace(problem, capacity=integers([3, 3])))
    if less.value is not None:
        assert more.value is not None
        assert more.value <= less.value


@settings(max_examples=8)
@given(problem=plain_problems(), pair=st.sampled_from([(0, 1), (0, 2), (1, 2)]))
def test_a_further_link_never_makes_it_earlier(problem: Problem, pair: tuple[int, int]) -> None:
    linked = replace(
        problem,
        link_predecessor=integers([*problem.link_predecessor, pair[0]]),
        link_successor=integers([*problem.link_successor, pair[1]]),
        link_type=integers([]),
        link_lag=integers([]),
        link_timeline=integers([]),
    )
    before, after = solved(problem), solved(linked)
    if after.value is not None:
        assert before.value is not None
        assert before.value <= after.value


@settings(max_examples=8)
@given(problem=plain_problems(), factor=st.integers(2, 60))
def test_durations_times_a_factor_give_the_finish_times_the_factor(problem: Problem, factor: int) -> None:
    longer = replace(
        problem,
        duration=integers(problem.duration * factor),
        work=integers([]),
        horizon=problem.horizon * factor,
    )
    before, after = solved(problem), solved(longer)
    assert after.value == (None if before.value is None else before.value * factor)


@pytest.mark.parametrize("objective", [FINISH, COST, TARDINESS], ids=lambda o: o.kind)
@pytest.mark.parametrize("limit", [0.3, 1.0])
def test_a_limit_of_time_is_kept(objective: Objective, limit: float) -> None:
    problem = a_hard_problem()
    begun = time.monotonic()
    outcome = solved(problem, limit=limit, objectives=(objective,))
    assert time.monotonic() - begun <= 1.1 * limit + 0.2 + 0.3  # 0.3: the cores are shared with other tests
    assert outcome.value is not None
    assert outcome.bound is not None
    assert outcome.bound <= outcome.value


def test_stop_ends_it_within_half_a_second() -> None:
    begun = time.monotonic()
    outcome = solved(a_hard_problem(), limit=30.0, stop=lambda: time.monotonic() > begun + 0.3)
    assert time.monotonic() - begun < 0.8 + 0.3
    assert outcome.solution is not None
    assert feasible(a_hard_problem(), outcome.solution)


def test_the_same_seed_and_effort_give_the_same_answer() -> None:
    problem = a_hard_problem()
    first, second = (solved(problem, limit=None, effort=3000, seed=5) for _ in range(2))
    assert first.solution is not None
    assert second.solution is not None
    assert first.solution.start.tolist() == second.solution.start.tolist()
    assert first.solution.mode.tolist() == second.solution.mode.tolist()
    assert (first.value, first.bound, first.effort) == (second.value, second.bound, second.effort)
    assert first.effort.schedules >= 2999
    assert first.effort.deterministic > 0


def test_a_timed_run_records_the_effort_it_took_and_its_seed() -> None:
    outcome = solved(a_hard_problem(), limit=0.5, seed=11)
    assert outcome.effort.schedules > 0
    assert (outcome.seed, outcome.method, outcome.workers) == (11, "schedule_portfolio", 2)
    assert outcome.version
    seconds = [point[0] for point in outcome.trace]
    assert seconds == sorted(seconds)


def test_either_a_limit_or_an_effort_is_asked_for() -> None:
    with pytest.raises(InputError, match="either a limit of seconds or an effort"):
        solved(a_hard_problem(), effort=10)
    with pytest.raises(InputError, match="must be positive"):
        solved(a_hard_problem(), limit=-1.0)
