"""Limits on finish, cost and defects of a plan hold for what its schedule comes to; where they exclude each other, why."""

from __future__ import annotations

import time
from itertools import product

import pytest

from tests.engine.tradeoff.test_plan_front import TEXT
from trilemma.engine.cost import schedule_cost
from trilemma.engine.plan import Plan
from trilemma.engine.quality import expected_defects
from trilemma.engine.schedule.objectives import COST, FINISH, Limits, Objective
from trilemma.engine.schedule.planning import PlanOutcome, schedule_plan
from trilemma.engine.schedule.problem import NEVER
from trilemma.engine.schedule.result import Status
from trilemma.engine.tradeoff.binding import LimitKind
from trilemma.engine.tradeoff.limited_schedule import Scheduler, schedule_within
from trilemma.engine.tradeoff.plan_binding import plan_conflict
from trilemma.engine.tradeoff.points import Axis
from trilemma.files import read_plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(TEXT.encode(), name="small.toml")


def portfolio(objective: Objective) -> Scheduler:
    def schedule(plan: Plan, share: float, spare: int) -> PlanOutcome:
        limits, effort = Limits(cost=NEVER - spare), round(1000 * share)
        return schedule_plan(plan, clock=time.monotonic, objectives=(objective,), limits=limits, effort=effort)

    return schedule


def within(plan: Plan, objective: Objective, limits: dict[Axis, int]) -> PlanOutcome:
    return schedule_within(plan, limits, objective, portfolio(objective), clock=time.monotonic, seconds=6)


def escaped_of_all_modes(plan: Plan) -> list[float]:
    choices = product(("normal", "together"), ("normal", "less"))
    return sorted(expected_defects(plan, {"build": build, "test": test}).escaped for build, test in choices)


def test_a_limit_of_defects_is_kept_by_the_modes_chosen(plan: Plan) -> None:
    fewest = escaped_of_all_modes(plan)[0]
    most = int(1000 * fewest) + 1
    found = within(plan, COST, {Axis.DEFECTS: most})
    assert found.schedule is not None
    modes = {row.id: row.mode for row in found.schedule.activities if row.mode}
    assert 1000 * expected_defects(plan, modes).escaped <= most
    assert found.violations == ()


def test_a_limit_of_cost_holds_for_the_cost_of_the_schedule(plan: Plan) -> None:
    free = within(plan, FINISH, {Axis.COST: 10**9})
    assert free.schedule is not None
    cheapest = within(plan, COST, {Axis.DEFECTS: 10**9})
    assert cheapest.outcome.value is not None
    found = within(plan, FINISH, {Axis.COST: cheapest.outcome.value})
    assert found.schedule is not None
    assert schedule_cost(found.plan, found.schedule).total <= cheapest.outcome.value
    assert found.outcome.bound is None or found.outcome.bound <= found.schedule.last_finish


def test_fewer_defects_than_any_modes_leave_are_impossible_and_the_least_is_what_trying_everything_gives(
    plan: Plan,
) -> None:
    fewest = escaped_of_all_modes(plan)[0]
    conflict = plan_conflict(plan, {Axis.DEFECTS: int(500 * fewest)}, clock=time.monotonic, seconds=10)
    assert conflict is not None
    [binding] = conflict.limits
    assert binding.limit.kind is LimitKind.DEFECTS
    assert binding.enough
    assert binding.reached is not None
    assert abs(binding.reached - 1000 * fewest) <= 1


def test_what_is_impossible_is_called_so_only_with_a_proof(plan: Plan) -> None:
    fewest = escaped_of_all_modes(plan)[0]
    found = within(plan, FINISH, {Axis.DEFECTS: int(500 * fewest)})
    assert found.schedule is None
    assert found.outcome.status is Status.INFEASIBLE
    kept = {Axis.DEFECTS: int(1000 * fewest) + 1}
    assert plan_conflict(plan, kept, clock=time.monotonic, seconds=10) is None
