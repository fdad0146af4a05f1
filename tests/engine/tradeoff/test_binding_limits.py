"""Of limits that contradict each other, a set from which none can be spared, and the least that each must give."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.schedule.brute_force import best
from tests.engine.schedule.tiny_problems import plain_problems
from trilemma.engine.schedule.objectives import Limits
from trilemma.engine.schedule.problem import NEVER, Problem, cost, integers, makespan, mode_lists
from trilemma.engine.tradeoff.binding import LimitConflict, LimitKind, binding_limits


def two_in_a_row() -> Problem:
    """Two activities in a row: each takes 4 and costs 1, or takes 2 and costs 5."""
    lists: dict[str, Any] = mode_lists([[(4, []), (2, [])], [(4, []), (2, [])]])
    return Problem(
        **lists,
        capacity=integers([]),
        link_predecessor=integers([0]),
        link_successor=integers([1]),
        mode_cost=integers([1, 5, 1, 5]),
        horizon=20,
    )


def found(problem: Problem, limits: Limits) -> LimitConflict | None:
    return binding_limits(problem, limits, clock=time.monotonic, seconds=10)


def test_a_deadline_and_a_cost_that_exclude_each_other_are_both_named_with_what_each_must_give() -> None:
    problem = replace(two_in_a_row(), latest_finish=integers([9, NEVER]))
    conflict = found(problem, Limits(finish=6, cost=5))
    assert conflict is not None
    assert conflict.smallest
    rows = {(b.limit.kind, b.limit.value, b.least, b.enough) for b in conflict.limits}
    assert rows == {(LimitKind.DEADLINE, 6, 8, True), (LimitKind.COST, 5, 6, True)}


def test_a_date_that_is_impossible_alone_is_named_alone() -> None:
    problem = replace(two_in_a_row(), latest_finish=integers([NEVER, 3]))
    conflict = found(problem, Limits(finish=10, cost=10))
    assert conflict is not None
    assert [(b.limit.kind, b.limit.index, b.least) for b in conflict.limits] == [(LimitKind.LATEST_FINISH, 1, 4)]


def test_limits_that_can_be_kept_are_no_conflict() -> None:
    assert found(two_in_a_row(), Limits(finish=6, cost=6)) is None


def test_where_the_rules_themselves_leave_nothing_no_limit_is_blamed() -> None:
    problem = replace(two_in_a_row(), horizon=3)
    assert found(problem, Limits(finish=10)) == LimitConflict((), smallest=True)


@settings(max_examples=8)
@given(problem=plain_problems(), finish=st.integers(0, 6), most=st.integers(0, 12))
def test_what_is_found_contradicts_and_gives_the_least_that_trying_everything_gives(
    problem: Problem, finish: int, most: int
) -> None:
    limits = Limits(finish=finish, cost=most)
    possible = best(problem, lambda p, s: int(makespan(p, s) > finish or cost(p, s) > most))
    conflict = found(problem, limits)
    if possible == 0:
        assert conflict is None
        return
    assert conflict is not None
    assert conflict.smallest
    for binding in conflict.limits:
        if binding.limit.kind is LimitKind.DEADLINE:
            least = best(problem, lambda p, s: makespan(p, s) if cost(p, s) <= most else NEVER)
            assert binding.least == (None if least in {None, NEVER} else least)
