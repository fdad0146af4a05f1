"""Activities in progress that hold the same people: one goes on, the others once they are free."""

from __future__ import annotations

import time
from datetime import timedelta

from tests.engine.plans import MONDAY, a_plan, a_team, minutes, task
from trilemma.engine.plan import Demand, Plan, Progress
from trilemma.engine.schedule.check import check_schedule
from trilemma.engine.schedule.compile import compile_plan
from trilemma.engine.schedule.planning import PlanOutcome, schedule_plan

DAY = 24 * 60
DEV = Demand("dev")


def begun(hours_left: float, day: int = 0) -> Progress:
    return Progress(MONDAY + timedelta(days=day), remaining=minutes(60 * hours_left))


def two_in_progress(people: int, priority: int = 500) -> Plan:
    return a_plan(
        task("first", 40, DEV, progress=begun(8)),
        task("second", 40, DEV, progress=begun(8, day=1), priority=priority),
        teams=(a_team(people=people),),
        status_date=MONDAY + timedelta(days=2),
    )


def scheduled(plan: Plan) -> PlanOutcome:
    return schedule_plan(plan, clock=time.monotonic, effort=200)


def days(found: PlanOutcome) -> dict[str, float]:
    assert found.schedule is not None
    return {row.id: (row.finish - found.schedule.by_id["first"].start) // DAY for row in found.schedule.activities}


def test_where_there_are_enough_people_both_go_on_at_the_status_date() -> None:
    plan = two_in_progress(people=2)
    assert (compile_plan(plan).problem.fixed_start >= 0).tolist() == [True, True]
    found = scheduled(plan)
    assert found.violations == ()
    assert days(found)["first"] == days(found)["second"]


def test_for_one_person_the_one_begun_later_waits_until_the_other_is_done() -> None:
    plan = two_in_progress(people=1)
    assert (compile_plan(plan).problem.fixed_start >= 0).tolist() == [True, False]
    found = scheduled(plan)
    assert found.violations == ()
    assert days(found)["second"] == days(found)["first"] + 1


def test_the_one_with_the_higher_priority_goes_on_first() -> None:
    found = scheduled(two_in_progress(people=1, priority=900))
    assert found.violations == ()
    assert days(found)["first"] == days(found)["second"] + 1


def test_the_checker_still_finds_both_at_once_and_work_left_undone() -> None:
    plan = two_in_progress(people=1)
    found = scheduled(plan)
    assert found.schedule is not None
    first, second = found.schedule.by_id["first"], found.schedule.by_id["second"]
    together = type(found.schedule)((first, type(second)(second.id, second.start, first.finish, second.mode)))
    assert [violation.rule for violation in check_schedule(plan, together)] == ["capacity"]
    soon = first.start + 2 * DAY + 60
    short = type(found.schedule)((first, type(second)(second.id, second.start, soon, second.mode)))
    assert "work" in [violation.rule for violation in check_schedule(plan, short)]
