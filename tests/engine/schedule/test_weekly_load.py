"""The work of a schedule, spread over weeks, is all of its work and never more than there is."""

from __future__ import annotations

import time
from datetime import date

from tests.engine.plans import a_plan, a_team, task
from trilemma.engine.plan import Absence, Demand, Person, Plan
from trilemma.engine.schedule.load import WorkInWeek, week_edges, weekly_capacity, weekly_work
from trilemma.engine.schedule.planning import schedule_plan


def work_of(plan: Plan, weeks: int = 4) -> list[WorkInWeek]:
    found = schedule_plan(plan, clock=time.monotonic, effort=100, workers=1)
    assert found.schedule is not None
    return weekly_work(plan, found.schedule, week_edges(plan, date(2026, 3, 2), weeks))


def test_sixty_hours_of_one_person_fill_a_week_and_a_half() -> None:
    plan = a_plan(task("a", 60, Demand("dev")), teams=(a_team(people=1),))
    assert [(each.week, each.minutes) for each in work_of(plan)] == [(0, 40 * 60), (1, 20 * 60)]


def test_half_a_person_takes_half_of_each_week() -> None:
    plan = a_plan(task("a", 20, Demand("ann", 500)), people=(Person("ann"),))
    assert [(each.resource, each.week, each.minutes) for each in work_of(plan)] == [("ann", 0, 20 * 60)]


def test_all_work_is_counted_whoever_does_it() -> None:
    plan = a_plan(*(task(f"a{n}", 8 + n, Demand("dev")) for n in range(6)))
    assert sum(each.minutes for each in work_of(plan)) == sum((8 + n) * 60 for n in range(6))


def test_weeks_before_the_plan_hold_nothing() -> None:
    plan = a_plan(task("a", 8, Demand("dev")), teams=(a_team(people=1),))
    edges = week_edges(plan, date(2026, 2, 23), 2)
    assert weekly_capacity(plan, "dev", edges) == [0, 40 * 60]


def test_capacity_knows_absences_and_part_time() -> None:
    ann = Person("ann", absences=(Absence(date(2026, 3, 9), date(2026, 3, 10)),))
    plan = a_plan(task("a", 8, Demand("ann")), people=(ann,))
    edges = week_edges(plan, date(2026, 3, 2), 2)
    assert weekly_capacity(plan, "ann", edges) == [40 * 60, 24 * 60]
