"""The search on calendars keeps every rule and reaches the optimum of tiny problems."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.schedule.brute_force import best, feasible
from tests.engine.schedule.tiny_problems import (
    plain_problems,
    problems,
    problems_with_calendars,
)
from trilemma.engine.errors import ShapeError
from trilemma.engine.schedule.objectives import (
    COST,
    FINISH,
    LOAD,
    TARDINESS,
    Kind,
    Limits,
    Objective,
    Revenue,
    value_of,
)
from trilemma.engine.schedule.problem import Problem, integers, mode_lists
from trilemma.engine.schedule.search.general import GeneralSearch, generate, order_of

MARGIN = Objective(Kind.MARGIN, Revenue(integers([0, 3, 5]), integers([20, 12, 0])))
REGULAR = [FINISH, COST, TARDINESS, MARGIN]


def found(problem: Problem, objective: Objective, rounds: int = 300) -> GeneralSearch:
    search = GeneralSearch(problem, seed=2, objective=objective)
    search.advance(rounds, 0.0, 1.0)
    return search


def true_best(problem: Problem, objective: Objective) -> int | None:
    return best(problem, lambda p, s: objective.sign * value_of(p, s, objective))


def agrees(problem: Problem, objective: Objective) -> None:
    search, expected = found(problem, objective), true_best(problem, objective)
    if expected is None:
        assert search.excess > 0
        return
    if search.excess == 0:
        solution = search.solution()
        assert feasible(problem, solution)
        assert objective.sign * value_of(problem, solution, objective) == search.value
        assert search.value >= expected


@given(problem=plain_problems(), objective=st.sampled_from(REGULAR))
def test_a_tiny_plain_problem_is_solved_to_its_optimum(problem: Problem, objective: Objective) -> None:
    search, expected = found(problem, objective), true_best(problem, objective)
    if expected is None:
        assert search.excess > 0
        return
    assert search.excess == 0
    assert search.value == expected
    assert feasible(problem, search.solution())


@given(problem=problems(), objective=st.sampled_from(REGULAR))
def test_links_windows_and_changing_capacity_are_kept(problem: Problem, objective: Objective) -> None:
    agrees(problem, objective)


@settings(max_examples=30)
@given(problem=problems(pauses=True))
def test_an_activity_pauses_where_there_is_less_than_it_asks_for(problem: Problem) -> None:
    agrees(problem, FINISH)


@settings(max_examples=25)
@given(problem=problems_with_calendars(), objective=st.sampled_from(REGULAR))
def test_calendars_are_kept(problem: Problem, objective: Objective) -> None:
    agrees(problem, objective)


@given(problem=problems_with_calendars())
def test_a_schedule_generated_again_from_its_own_order_is_no_later(problem: Problem) -> None:
    search = found(problem, FINISH, rounds=30)
    if search.excess:
        return
    solution = search.solution()
    again = generate(problem, order_of(problem, solution), solution.mode)
    assert again is not None
    assert again.finish.max() <= solution.finish.max()


def two_modes() -> Problem:
    """Return two activities, one after the other, each slow for 1 or fast for 5."""
    return Problem(
        **mode_lists([[(4, []), (2, [])], [(4, []), (2, [])]]),
        mode_cost=integers([1, 5, 1, 5]),
        capacity=integers([1]),
        link_predecessor=integers([0]),
        link_successor=integers([1]),
        horizon=20,
    )


def test_a_deadline_is_kept_at_the_least_cost() -> None:
    search = GeneralSearch(two_modes(), seed=1, objective=COST, limits=Limits(finish=6))
    search.advance(200, 0.0, 1.0)
    assert (search.excess, search.value) == (0, 6)


def test_a_held_objective_is_not_given_up() -> None:
    search = GeneralSearch(two_modes(), seed=1, objective=COST, held=((FINISH, 4),))
    search.advance(200, 0.0, 1.0)
    assert (search.excess, search.value) == (0, 10)


def test_load_is_levelled_within_the_deadline() -> None:
    problem = Problem(
        **mode_lists([[(2, [(0, 1)])], [(2, [(0, 1)])], [(2, [(0, 1)])]]),
        capacity=integers([3]),
        link_predecessor=integers([]),
        link_successor=integers([]),
        horizon=12,
    )
    search = GeneralSearch(problem, seed=1, objective=LOAD, limits=Limits(finish=6))
    search.advance(500, 0.0, 1.0)
    assert (search.excess, search.value) == (0, 1)


def test_what_has_started_stays_where_it_is() -> None:
    problem = Problem(
        **mode_lists([[(3, [(0, 1)])], [(2, [(0, 1)])]]),
        capacity=integers([1]),
        link_predecessor=integers([]),
        link_successor=integers([]),
        fixed_start=integers([1, -1]),
        horizon=10,
    )
    search = found(problem, FINISH)
    assert search.solution().start.tolist() == [1, 4]


def test_slower_people_take_longer_for_the_same_work() -> None:
    problem = Problem(
        **mode_lists([[(5, [])]]),
        work=integers([10]),
        mode_timeline=integers([0]),
        timeline_first=integers([0, 2]),
        timeline_start=integers([0, 4]),
        timeline_finish=integers([4, 20]),
        timeline_rate=integers([1, 2]),
        capacity=integers([1]),
        link_predecessor=integers([]),
        link_successor=integers([]),
        horizon=20,
    )
    assert found(problem, FINISH).value == 7


def test_picks_must_be_written_out_first() -> None:
    with pytest.raises(ShapeError, match="picks"):
        GeneralSearch(a_pick(), seed=1)


def a_pick() -> Problem:
    """Return one activity that picks one of two persons."""
    return Problem(
        **mode_lists([[(1, [])]]),
        capacity=integers([1, 1]),
        link_predecessor=integers([]),
        link_successor=integers([]),
        pick_first=integers([0, 1]),
        pick_count=integers([1]),
        pick_amount=integers([1]),
        eligible_first=integers([0, 2]),
        eligible_resource=integers([0, 1]),
        horizon=4,
    )


@settings(max_examples=20)
@given(problem=problems_with_calendars(activities=5, horizon=40))
def test_seed_and_slices_give_the_same_schedule_again(problem: Problem) -> None:
    first, second = (found(problem, FINISH, rounds=50).solution() for _ in range(2))
    assert np.array_equal(first.start, second.start)
    assert np.array_equal(first.mode, second.mode)
