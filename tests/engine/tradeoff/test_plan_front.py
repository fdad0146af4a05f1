"""The front of a plan: schedules that can be carried out, exact values, bounds that hold for every choice of modes."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import product

import pytest

from trilemma.engine.cost import schedule_cost
from trilemma.engine.errors import PlanError
from trilemma.engine.plan import Plan
from trilemma.engine.quality import mode_vector, quality_arrays, quality_effects, with_rework
from trilemma.engine.schedule.check import check_schedule
from trilemma.engine.tradeoff.augmecon import make_front
from trilemma.engine.tradeoff.plan_front import PlanOracle, plan_oracle
from trilemma.engine.tradeoff.points import Axis, Front
from trilemma.engine.tradeoff.questions import Question
from trilemma.files import read_plan

TEXT = """
format = 1

[project]
id = "small"
name = "Small"
start = 2027-01-11
time_zone = "Europe/Berlin"
currency = "EUR"

[[calendar]]
id = "office"
name = "Office"
week = "Mon-Fri 09:00-17:00"

[[person]]
id = "anna"
name = "Anna"
rate = { cost = 80, billing = 100 }

[[person]]
id = "ben"
name = "Ben"
rate = { cost = 50, billing = 100 }
absences = [{ first = 2027-01-14, last = 2027-01-15, reason = "holiday" }]

[[activity]]
id = "build"
name = "Build"
kind = "code"
effort = "5d"
people = ["ben"]

[[activity.mode]]
id = "together"
effort = "6d"
people = ["anna", "ben"]

[[activity]]
id = "test"
name = "Test"
links = ["build"]
effort = "2d"
people = ["anna"]

[[activity.mode]]
id = "less"
effort = "1d"
people = ["anna"]
removal = "20%"

[[activity]]
id = "hand-over"
name = "Hand over"
links = ["test"]
duration = "1d"
people = ["ben"]

[quality]
bad_fix = "5%"

[[quality.kind]]
id = "code"
defects_per_hour = 0.5

[[quality_step]]
id = "system test"
activity = "test"
covers = ["code"]
removal = "60%"
fix = { code = "30min" }
"""
AXES = (Axis.FINISH, Axis.COST, Axis.DEFECTS)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(TEXT.encode(), name="small.toml")


@pytest.fixture(scope="module")
def oracle(plan: Plan) -> PlanOracle:
    return plan_oracle(plan, time.monotonic)


@pytest.fixture(scope="module")
def front(oracle: PlanOracle) -> Front:
    return make_front(oracle, clock=time.monotonic, axes=AXES, points=9, limit=10)


def test_every_point_is_a_schedule_that_can_be_carried_out_with_exact_values(oracle: PlanOracle, front: Front) -> None:
    assert front.points
    for point in front.points:
        solution, values = point.candidate.solution, point.candidate.values
        settled, schedule = oracle.settled(solution), oracle.schedule(solution)
        assert check_schedule(settled, schedule) == ()
        assert values[Axis.COST] == schedule_cost(settled, schedule).total
        assert values[Axis.FINISH] == schedule.last_finish
        vector = mode_vector(oracle.plan, oracle.modes(solution))
        effects = quality_effects(quality_arrays(oracle.plan), vector)
        assert values[Axis.DEFECTS] == effects.escaped_millidefects


def test_no_point_is_better_than_another_in_every_respect_and_no_bound_is_above_its_value(front: Front) -> None:
    for point in front.points:
        assert not any(other.candidate.dominates(point.candidate) for other in front.points)
        assert point.bound is not None
        assert point.bound <= point.value


def test_least_defects_are_those_of_the_best_modes(oracle: PlanOracle, front: Front) -> None:
    plan = oracle.plan
    choices = [{"build": b, "test": t} for b, t in product(("normal", "together"), ("normal", "less"))]
    names = [{k: v for k, v in c.items() if v != "normal"} for c in choices]
    arrays = quality_arrays(plan)
    escaped = [quality_effects(arrays, mode_vector(plan, chosen)).escaped_millidefects for chosen in names]
    assert min(point.candidate.values[Axis.DEFECTS] for point in front.points) == min(escaped)


def test_a_bound_holds_for_the_schedules_of_every_choice_of_modes(oracle: PlanOracle, front: Front) -> None:
    least = min(point.candidate.values[Axis.COST] for point in front.points)
    for defects in {point.candidate.values[Axis.DEFECTS] for point in front.points}:
        reply = oracle.ask(Question(Axis.COST, {**oracle.scope, Axis.DEFECTS: defects}, 5.0), lambda: False)
        kept = [p.candidate for p in front.points if p.candidate.values[Axis.DEFECTS] <= defects]
        assert reply.bound is not None
        assert reply.bound <= min(c.values[Axis.COST] for c in kept)
    assert least == min(c.values[Axis.COST] for c in (p.candidate for p in front.points))


def test_rework_is_part_of_what_a_point_is_scheduled_with(oracle: PlanOracle, front: Front) -> None:
    for point in front.points:
        settled = oracle.settled(point.candidate.solution)
        assert settled == with_rework(oracle.plan, oracle.modes(point.candidate.solution))


def test_a_plan_without_work_has_no_front(plan: Plan) -> None:
    empty = replace(plan, activities=(), links=(), steps=())
    with pytest.raises(PlanError, match="at least one task or milestone"):
        plan_oracle(empty, time.monotonic)
