"""The independent checker finds each kind of fault, and nothing in what is right."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from tests.engine.network.test_critical_path import as_schedule
from tests.engine.plans import MONDAY, a_plan, a_team, early_shift, minutes, networks, task
from trilemma.engine.calendars import standard_calendar
from trilemma.engine.network import critical_path
from trilemma.engine.plan import (
    Absence,
    Activity,
    Budget,
    BudgetUse,
    Capacity,
    Constraint,
    ConstraintKind,
    Demand,
    Link,
    Mode,
    OvertimeRule,
    OvertimeSlot,
    Person,
    Pick,
    Plan,
    Progress,
    RampUp,
    Schedule,
    ScheduledActivity,
    SkillLevel,
    Team,
)
from trilemma.engine.plan.workforce import presence
from trilemma.engine.schedule.check import check_schedule
from trilemma.engine.schedule.check.availability import availability

DEV = Demand("dev")
NINE, ONE, TWO, SIX = 9 * 60, 13 * 60, 14 * 60, 18 * 60
DAY = 24 * 60


def at(name: str, start: int, finish: int, mode: str = "normal", people: tuple[str, ...] = ()) -> ScheduledActivity:
    return ScheduledActivity(name, start, finish, mode, people)


def rules(plan: Plan, *activities: ScheduledActivity, overtime: tuple[OvertimeSlot, ...] = ()) -> list[str]:
    return [violation.rule for violation in check_schedule(plan, Schedule(activities, overtime))]


def test_a_right_schedule_has_no_violation() -> None:
    plan = a_plan(task("a", 8, DEV), task("b", 4, DEV), Activity("m"), links=[Link("a", "b"), Link("b", "m")])
    assert rules(plan, at("a", NINE, SIX), at("b", DAY + NINE, DAY + ONE), at("m", DAY + ONE, DAY + ONE, "")) == []


@pytest.mark.parametrize(
    "scheduled, rule",
    [
        ((), "completeness"),
        ((at("a", NINE, SIX), at("a", NINE, SIX)), "completeness"),
        ((at("a", NINE, SIX), at("z", NINE, SIX)), "completeness"),
        ((at("a", NINE, SIX, "fast"),), "completeness"),
        ((at("a", SIX, NINE),), "work"),
        ((at("a", NINE, SIX - 1),), "work"),
        ((at("a", NINE, DAY + NINE + 1),), "work"),
        ((at("a", ONE, DAY + ONE),), "work"),
        ((at("a", NINE - 60, SIX),), "start"),
    ],
)
def test_a_wrong_entry_is_found(scheduled: tuple[ScheduledActivity, ...], rule: str) -> None:
    assert rule in rules(a_plan(task("a", 8, DEV)), *scheduled)


def test_a_finish_may_wait_in_the_pause_after_the_work() -> None:
    assert rules(a_plan(task("a", 8, DEV)), at("a", NINE, SIX + 120)) == []


def test_a_broken_link_is_found() -> None:
    plan = a_plan(task("a", 8, DEV), task("b", 4, DEV), links=[Link("a", "b", lag_minutes=60)])
    assert rules(plan, at("a", NINE, SIX), at("b", DAY + NINE, DAY + ONE)) == ["links"]
    assert rules(plan, at("a", NINE, SIX), at("b", DAY + NINE + 60, DAY + TWO + 60)) == []


def test_dates_bind_leaves_and_what_lies_below_a_summary() -> None:
    tuesday = (Constraint(ConstraintKind.START_NO_EARLIER, MONDAY + timedelta(days=1)),)
    plan = a_plan(Activity("s", constraints=tuesday), task("a", 8, DEV, parent="s"))
    assert rules(plan, at("a", NINE, SIX)) == ["dates"]


def test_too_little_capacity_is_found() -> None:
    plan = a_plan(task("a", 8, DEV), task("b", 8, DEV), teams=(a_team(people=1),))
    assert rules(plan, at("a", NINE, SIX), at("b", NINE, SIX)) == ["capacity"]
    assert rules(plan, at("a", NINE, SIX), at("b", DAY + NINE, DAY + SIX)) == []


def test_capacity_that_falls_at_a_date_is_seen() -> None:
    team = Team("dev", capacity=(Capacity(2000), Capacity(1000, date(2026, 3, 3))))
    plan = a_plan(task("a", 16, DEV), task("b", 16, DEV), teams=(team,))
    assert rules(plan, at("a", NINE, DAY + SIX), at("b", NINE, DAY + SIX)) == ["capacity"]


def test_picked_persons_must_be_different_and_able() -> None:
    people = (
        Person("ann", skills=(SkillLevel("java", 3),)),
        Person("ben", skills=(SkillLevel("java"),)),
        Person("cem"),
    )
    mode = Mode(duration=minutes(240), picks=(Pick(count=2, skill="java"),))
    senior = Mode(duration=minutes(240), picks=(Pick(skill="java", level=2),))
    plan = a_plan(Activity("a", modes=(mode,)), Activity("b", modes=(senior,)), people=people)
    later = at("b", DAY + NINE, DAY + ONE, people=("ann",))
    assert rules(plan, at("a", NINE, ONE, people=("ann", "ben")), later) == []
    assert rules(plan, at("a", NINE, ONE, people=("ann", "ann")), later) == ["persons", "capacity"]
    assert rules(plan, at("a", NINE, ONE, people=("ann", "cem")), later) == ["persons"]
    assert rules(plan, at("a", NINE, ONE, people=("ann",)), later) == ["persons"]
    assert rules(plan, at("a", NINE, ONE, people=("ben", "ann")), replace(later, people=("ben",))) == ["persons"]


def test_a_budget_that_is_overdrawn_is_found() -> None:
    mode = Mode(duration=minutes(240), uses=(BudgetUse("licences", 3),))
    plan = a_plan(Activity("a", modes=(mode,)), Activity("b", modes=(mode,)), budgets=(Budget("licences", 5),))
    assert rules(plan, at("a", NINE, ONE), at("b", NINE, ONE)) == ["budgets"]


def test_an_absent_person_pauses_the_work() -> None:
    ann = Person("ann", absences=(Absence(date(2026, 3, 3), date(2026, 3, 3)),))
    plan = a_plan(task("a", 16, Demand("ann")), people=(ann,))
    assert rules(plan, at("a", NINE, DAY + SIX)) == ["work"]
    assert rules(plan, at("a", NINE, 2 * DAY + SIX)) == []


RULE = OvertimeRule(minutes_per_day=120, minutes_per_week=240, rest_minutes=11 * 60)


def overtime_plan(**fields: Any) -> Plan:
    return a_plan(task("a", 10, Demand("ann")), people=(Person("ann", overtime=replace(RULE, **fields)),))


def slot(day: int, extra: int) -> OvertimeSlot:
    return OvertimeSlot("ann", date(2026, 3, day), extra)


def test_overtime_gets_effort_done_sooner() -> None:
    assert rules(overtime_plan(), at("a", NINE, SIX + 120), overtime=(slot(2, 120),)) == []
    assert rules(overtime_plan(), at("a", NINE, SIX + 120)) == ["work"]


@pytest.mark.parametrize(
    "fields, slots",
    [
        ({}, (slot(2, 121),)),
        ({}, (slot(2, 120), slot(3, 120), slot(4, 60))),
        ({"rest_minutes": 14 * 60}, (slot(2, 120),)),
        ({"average_minutes_per_week": 2400, "average_weeks": 1}, (slot(2, 120),)),
    ],
)
def test_overtime_beyond_its_caps_is_found(fields: dict[str, Any], slots: tuple[OvertimeSlot, ...]) -> None:
    found = rules(overtime_plan(**fields), at("a", NINE, SIX + min(slots[0].minutes, 120)), overtime=slots)
    assert set(found) == {"overtime"}


def test_overtime_without_a_rule_is_found() -> None:
    assert "overtime" in rules(
        a_plan(task("a", 8, DEV)), at("a", NINE, SIX), overtime=(OvertimeSlot("dev", date(2026, 3, 2), 60),)
    )


def test_what_has_started_keeps_its_start_and_nothing_new_begins_in_the_past() -> None:
    begun = Progress(actual_start=MONDAY, remaining=minutes(240))
    plan = a_plan(task("a", 8, DEV, progress=begun), task("b", 4, DEV), status_date=MONDAY + timedelta(days=1))
    assert rules(plan, at("a", NINE, DAY + ONE), at("b", DAY + NINE, DAY + ONE)) == []
    assert rules(plan, at("a", NINE + 1, DAY + ONE), at("b", DAY + NINE, DAY + ONE)) == ["progress"]
    assert rules(plan, at("a", NINE, DAY + ONE), at("b", NINE, ONE)) == ["progress"]


@pytest.mark.parametrize("start", [datetime(2026, 3, 27, 9, tzinfo=UTC), datetime(2026, 10, 23, 9, tzinfo=UTC)])
@pytest.mark.parametrize("calendar", ["standard", "early"])
def test_its_own_reading_of_presence_agrees_with_the_fast_one(start: datetime, calendar: str) -> None:
    """Two implementations that share no code: days in a loop here, whole arrays there."""
    ann = Person(
        "ann",
        calendar=calendar,
        absences=(Absence(start.date() + timedelta(days=4), start.date() + timedelta(days=6)),),
        capacity=(Capacity(1000), Capacity(500, start.date() + timedelta(days=9))),
        first=start.date() + timedelta(days=2),
        last=start.date() + timedelta(days=60),
        ramp_up=RampUp(2000),
        overtime=replace(RULE, fatigue=Decimal("0.2")),
    )
    team = Team("ops", calendar=calendar, capacity=(Capacity(3000),), overtime=RULE)
    plan = a_plan(
        start=start,
        people=(ann,),
        teams=(team,),
        calendars=(standard_calendar(time_zone="Europe/Berlin", public_holidays="DE-BY"), early_shift()),
    )
    overtime = tuple(
        OvertimeSlot(name, start.date() + timedelta(days=k), 90) for name in ("ann", "ops") for k in range(11, 22)
    )
    for resource in (ann, team):
        fast = presence(plan, resource, overtime, 70 * DAY)
        slow = availability(plan, resource, overtime, 70 * DAY)
        for minute in range(0, 70 * DAY, 15):
            span = slow.at(minute)
            index = int(fast.starts.searchsorted(minute, "right")) - 1
            inside = index >= 0 and minute < fast.finishes[index]
            assert inside == (span is not None), minute
            if span is not None:
                quick = (fast.amounts[index], fast.productivity[index], fast.overtime[index])
                assert quick == (span.amount, span.productivity, span.overtime), minute


@given(networks())
def test_moving_a_start_one_minute_earlier_breaks_a_rule(plan: Plan) -> None:
    schedule = as_schedule(plan, critical_path(plan))
    for number, entry in enumerate(schedule.activities):
        modes = plan.activity_by_id[entry.id].modes
        if modes and len(modes[0].demands) > 1:
            continue  # rates of several people differ: a minute at the lowest may be rounded away at the finish
        moved = (
            *schedule.activities[:number],
            replace(entry, start=entry.start - 1),
            *schedule.activities[number + 1 :],
        )
        assert check_schedule(plan, Schedule(moved))
