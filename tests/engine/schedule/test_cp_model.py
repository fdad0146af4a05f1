"""The CP-SAT model proves nothing that a schedule can beat, and reaches the optimum where time is exact."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.schedule.brute_force import best, feasible
from tests.engine.schedule.tiny_problems import (
    plain_problems,
    problems,
    problems_with_calendars,
    problems_with_people,
)
from trilemma.engine.schedule.bounds import objective_bound
from trilemma.engine.schedule.cp.frame import frame_of
from trilemma.engine.schedule.cp.model import Model
from trilemma.engine.schedule.cp.run import Answer, Run, Settings, Verdict
from trilemma.engine.schedule.objectives import (
    COST,
    FINISH,
    LOAD,
    TARDINESS,
    Kind,
    Objective,
    Revenue,
    value_of,
)
from trilemma.engine.schedule.portfolio.decode import decode
from trilemma.engine.schedule.problem import Problem, integers, makespan, mode_lists

MARGIN = Objective(Kind.MARGIN, Revenue(integers([0, 3, 5]), integers([20, 12, 0])))
OBJECTIVES = [FINISH, COST, TARDINESS, LOAD, MARGIN]


def optimised(problem: Problem, objective: Objective) -> tuple[Model, Answer]:
    model = Model(problem)
    if model.infeasible:
        return model, Answer(Verdict.INFEASIBLE, None, None, 0.0)
    model.cp.minimize(model.expression(objective))
    return model, Run(model, Settings(seconds=20))()


@settings(max_examples=25)
@given(problem=problems_with_calendars())
def test_a_finer_model_on_calendars_bounds_no_less_and_never_more_than_is_true(problem: Problem) -> None:
    expected, bounds = best(problem, makespan), []
    if expected is None:
        return
    for finer in (1, 4):
        model = Model(problem, finer=finer)
        model.cp.minimize(model.finish)
        answer = Run(model, Settings(seconds=20))()
        assert answer.bound is not None
        bounds.append(model.bound(FINISH, answer.bound))
    assert bounds[0] <= bounds[1] <= expected


def test_a_frame_says_whether_ranges_of_starts_were_joined() -> None:
    days = 40
    problem = Problem(
        **mode_lists([[(3, [])], [(3, [])]]),
        mode_timeline=integers([0, 1]),
        timeline_first=integers([0, days, 2 * days]),
        timeline_start=integers([*range(0, 8 * days, 8), *range(3, 8 * days, 8)]),
        timeline_finish=integers([*range(4, 8 * days + 4, 8), *range(7, 8 * days + 7, 8)]),
        capacity=integers([1]),
        link_predecessor=integers([]),
        link_successor=integers([]),
        horizon=8 * days,
    )
    assert frame_of(problem).coarse
    assert not frame_of(problem, finer=16).coarse


def true_best(problem: Problem, objective: Objective) -> int | None:
    found = best(problem, lambda p, s: objective.sign * value_of(p, s, objective))
    return None if found is None else objective.sign * found


def agrees(problem: Problem, objective: Objective) -> None:
    model, answer = optimised(problem, objective)
    expected = true_best(problem, objective)
    if expected is None:
        assert answer.verdict is Verdict.INFEASIBLE
        return
    assert answer.verdict is Verdict.OPTIMAL
    assert answer.bound is not None
    assert model.bound(objective, answer.bound) == expected
    assert answer.order is not None
    solution = decode(problem, model, answer.order, objective)
    assert solution is not None
    assert feasible(problem, solution)
    assert value_of(problem, solution, objective) == expected


def proves_nothing_wrong(problem: Problem, objective: Objective) -> None:
    model, answer = optimised(problem, objective)
    expected = true_best(problem, objective)
    if expected is None:
        return
    assert answer.verdict is Verdict.OPTIMAL
    assert answer.bound is not None
    assert objective.sign * model.bound(objective, answer.bound) <= objective.sign * expected
    assert objective.sign * objective_bound(problem, objective) <= objective.sign * expected


@settings(max_examples=40)
@given(objective=st.sampled_from(OBJECTIVES), problem=plain_problems())
def test_a_plain_problem_is_solved_as_by_trying_everything(problem: Problem, objective: Objective) -> None:
    agrees(problem, objective)


@settings(max_examples=40)
@given(objective=st.sampled_from(OBJECTIVES), problem=problems())
def test_links_windows_and_changing_capacity_are_solved_as_by_trying_everything(
    problem: Problem, objective: Objective
) -> None:
    agrees(problem, objective)


@settings(max_examples=30)
@given(objective=st.sampled_from([FINISH, TARDINESS]), problem=problems(pauses=True))
def test_where_some_pause_for_want_of_capacity_no_schedule_beats_the_bound(
    problem: Problem, objective: Objective
) -> None:
    proves_nothing_wrong(problem, objective)


@settings(max_examples=40)
@given(objective=st.sampled_from([FINISH, TARDINESS, LOAD]), problem=problems_with_calendars())
def test_with_calendars_no_schedule_beats_the_bound(problem: Problem, objective: Objective) -> None:
    proves_nothing_wrong(problem, objective)


@settings(max_examples=30)
@given(problem=problems_with_people())
def test_with_people_of_other_hours_no_schedule_beats_the_bound(problem: Problem) -> None:
    proves_nothing_wrong(problem, FINISH)
