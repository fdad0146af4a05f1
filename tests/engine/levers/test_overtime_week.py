from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.cost.cost_plans import early_schedule
from tests.engine.plans import a_plan, a_team, task
from trilemma.engine.calendars import standard_calendar
from trilemma.engine.levers import Lever, LeverKind, apply_lever, overtime_week
from trilemma.engine.plan import Adopted, Demand, OvertimeRule, OvertimeSlot, Person, Plan, Schedule, Team
from trilemma.engine.schedule.check import check_schedule

MONDAY = date(2026, 3, 9)


def a_crew(rule: OvertimeRule, *slots: OvertimeSlot, **fields: object) -> Plan:
    """Return a plan of a team of two and a person with the same rule."""
    return a_plan(
        task("a", 200, Demand("dev", 2000)),
        task("b", 100, Demand("ann")),
        teams=(a_team("dev", 2, overtime=rule),),
        people=(Person("ann", overtime=rule),),
        adopted=Adopted(overtime=slots),
        **fields,  # type: ignore[arg-type]
    )


def week_of(plan: Plan, name: str, monday: date = MONDAY) -> list[tuple[int, int]]:
    owners: dict[str, Team | Person] = {**plan.team_by_id, **plan.person_by_id}
    presence = plan.workforce.presences[plan.arrays.resource_index[name]]
    return [(slot.day.day, slot.minutes) for slot in overtime_week(plan, owners[name], presence, monday)]


def test_the_caps_of_day_and_week_are_used_up_in_order_of_days() -> None:
    assert week_of(a_crew(OvertimeRule(120, 400)), "ann") == [(9, 120), (10, 120), (11, 120), (12, 40)]


def test_what_is_adopted_counts_towards_the_caps() -> None:
    known = OvertimeSlot("ann", date(2026, 3, 10), 100)
    assert week_of(a_crew(OvertimeRule(120, 400), known), "ann") == [(9, 120), (10, 20), (11, 120), (12, 40)]


def test_the_rest_before_the_next_day_is_kept_and_a_team_shares_its_minutes() -> None:
    rule = OvertimeRule(1000, 10000, rest_minutes=13 * 60)
    assert week_of(a_crew(rule), "ann")[:2] == [(9, 120), (10, 120)]
    assert week_of(a_crew(rule), "dev")[:2] == [(9, 240), (10, 240)]


def test_the_average_leaves_what_it_leaves() -> None:
    rule = OvertimeRule(600, 3000, average_minutes_per_week=2500, average_weeks=2, rest_minutes=0)
    assert sum(minutes for _, minutes in week_of(a_crew(rule), "ann")) == 200
    known = OvertimeSlot("ann", date(2026, 3, 17), 150)
    assert sum(minutes for _, minutes in week_of(a_crew(rule, known), "ann")) == 50


def test_only_days_after_the_status_date_count() -> None:
    later = a_crew(OvertimeRule(60, 400), status_date=datetime(2026, 3, 11, 9, tzinfo=UTC))
    assert week_of(later, "ann") == [(12, 60), (13, 60)]


def test_without_a_rule_there_is_none() -> None:
    plan = a_plan(task("b", 100, Demand("ann")), people=(Person("ann"),))
    assert week_of(plan, "ann") == []


def test_days_are_those_of_the_owners_time_zone() -> None:
    far = standard_calendar("far", "Pacific/Auckland")
    plan = a_crew(OvertimeRule(60, 400), calendars=(standard_calendar(), far))
    plan = replace(plan, people=(replace(plan.people[0], calendar="far"),))
    assert [day for day, _ in week_of(plan, "ann")] == [9, 10, 11, 12, 13]


@settings(max_examples=40)
@given(
    st.integers(30, 900),
    st.integers(30, 4000),
    st.sampled_from([None, 2450, 2900]),
    st.integers(0, 16 * 60),
    st.lists(st.integers(0, 20), unique=True, max_size=3),
    st.sampled_from(["ann", "dev"]),
)
def test_the_independent_checker_finds_nothing_wrong_with_it(
    per_day: int, per_week: int, average: int | None, rest: int, days: list[int], name: str
) -> None:
    team_average = None if average is None or name == "ann" else 2 * average
    rule = OvertimeRule(per_day, per_week, team_average if name == "dev" else average, 3, rest, premium=Decimal(0))
    known = tuple(OvertimeSlot(name, date(2026, 3, 3 + day), 30) for day in days if day % 7 < 4)
    plan = a_crew(rule, *known)
    if broken(plan, name):
        return
    presence = plan.workforce.presences[plan.arrays.resource_index[name]]
    owners: dict[str, Team | Person] = {**plan.team_by_id, **plan.person_by_id}
    slots = overtime_week(plan, owners[name], presence, MONDAY)
    changed = apply_lever(plan, Lever("o", LeverKind.OVERTIME, "", resource=name, overtime=slots))
    assert broken(changed, name) == []


def broken(plan: Plan, name: str) -> list[str]:
    """Return what the checker says of the overtime of a resource."""
    schedule = early_schedule(plan)
    found = check_schedule(plan, Schedule(schedule.activities, plan.adopted.overtime))
    return [str(v) for v in found if "overtime" in str(v) and name in str(v)]
