from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings

from tests.engine.cost.cost_plans import cost_by_minutes, early_schedule, priced_networks
from tests.engine.plans import a_plan, a_team, minutes, task
from tests.engine.quality.quality_plans import a_shop
from trilemma.engine.cost import schedule_cost
from trilemma.engine.distributions import Estimate
from trilemma.engine.plan import (
    Activity,
    Adopted,
    Deliverable,
    Demand,
    Link,
    Mitigation,
    Mode,
    OvertimeRule,
    OvertimeSlot,
    Person,
    Pick,
    Plan,
    Progress,
    Project,
    RampUp,
    Rate,
    Risk,
    Schedule,
    ScheduledActivity,
    SkillLevel,
    Team,
)
from trilemma.engine.quality import with_rework

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
EUR_60 = (Rate(Decimal(60), Decimal(100)),)


def dev_team(**fields: object) -> Team:
    return a_team("dev", 2, rates=EUR_60, **fields)


def cost_of(plan: Plan) -> int:
    return schedule_cost(plan, early_schedule(plan)).total


def test_hours_cost_their_rate_and_fixed_and_supplier_cost_come_on_top() -> None:
    mode = Mode(effort=minutes(600), demands=(Demand("dev", 2000),), cost=Decimal("99.99"), supplier_cost=Decimal(1))
    result = schedule_cost(plan := a_plan(Activity("a", modes=(mode,)), teams=(dev_team(),)), early_schedule(plan))
    assert result.total == 600_00 + 99_99 + 1_00
    assert result.total_money == Decimal("700.99")
    entry = result.activities[0]
    assert (entry.fixed, entry.supplier, float(entry.work[0].minutes)) == (9999, 100, 600.0)


def test_everybody_is_paid_for_the_time_in_which_all_are_there() -> None:
    people = (Person("ann", rates=(Rate(Decimal(30)),)), Person("bob", rates=(Rate(Decimal(90)),)))
    mode = Mode(duration=minutes(120), demands=(Demand("ann"), Demand("bob", 500)))
    assert cost_of(a_plan(Activity("a", modes=(mode,)), people=people)) == 2 * 30_00 + 90_00


def test_a_rate_that_changes_inside_an_activity_is_split_at_midnight() -> None:
    rates = (Rate(Decimal(60)), Rate(Decimal(90), first=date(2026, 3, 3)))
    plan = a_plan(task("a", 12, Demand("dev")), teams=(a_team("dev", 1, rates=rates),))
    assert cost_of(plan) == 8 * 60_00 + 4 * 90_00


def test_overtime_costs_its_premium_or_its_stated_price() -> None:
    slots = (OvertimeSlot("ann", date(2026, 3, 2), 120),)
    rule = OvertimeRule(120, 600, premium=Decimal("0.5"))
    ann = Person("ann", rates=EUR_60, overtime=rule)
    plan = a_plan(task("a", 10, Demand("ann")), people=(ann,), adopted=Adopted(overtime=slots))
    result = schedule_cost(plan, early_schedule(plan))
    assert (result.total, result.overtime) == (8 * 60_00 + 2 * 90_00, 2 * 90_00)
    stated = replace(plan, people=(replace(ann, overtime=replace(rule, price_per_hour=Decimal(100))),))
    assert schedule_cost(stated, early_schedule(stated)).overtime == 2 * 100_00


def test_a_newcomer_is_paid_for_time_not_for_results() -> None:
    ann = Person("ann", rates=EUR_60, first=date(2026, 3, 2), ramp_up=RampUp(480))
    assert cost_of(a_plan(task("a", 4, Demand("ann")), people=(ann,))) == 8 * 60_00


def test_an_elapsed_duration_is_paid_around_the_clock() -> None:
    mode = Mode(duration=minutes(24 * 60), elapsed=True, demands=(Demand("dev"),))
    assert cost_of(a_plan(Activity("a", modes=(mode,)), teams=(dev_team(),))) == 24 * 60_00


def test_a_person_without_rates_has_those_of_the_team_and_who_is_picked_costs_the_own() -> None:
    ann, bob = (
        Person("ann", team="web", skills=(SkillLevel("sql"),)),
        Person("bob", rates=(Rate(Decimal(20)),), skills=(SkillLevel("sql"),)),
    )
    mode = Mode(effort=minutes(60), picks=(Pick(skill="sql"),))
    plan = a_plan(Activity("a", modes=(mode,)), teams=(Team("web", rates=EUR_60),), people=(ann, bob))
    start = plan.arrays.earliest_start[0]

    def with_people(*people: str) -> int:
        entry = ScheduledActivity("a", int(start), int(start) + 60, "normal", people)
        return schedule_cost(plan, Schedule((entry,))).total

    assert [with_people("ann"), with_people("bob"), with_people()] == [60_00, 20_00, 40_00]


def test_booked_cost_replaces_what_would_be_counted_up_to_the_status_date() -> None:
    mode = Mode(effort=minutes(960), demands=(Demand("dev"),), cost=Decimal(100))
    noon = datetime(2026, 3, 2, 13, tzinfo=UTC)

    def plan(**progress: object) -> Plan:
        done = Progress(actual_start=NINE, **progress)  # type: ignore[arg-type]
        return a_plan(Activity("a", modes=(mode,), progress=done), teams=(dev_team(),), status_date=noon)

    half = {"complete_permille": 500}
    assert cost_of(plan(**half)) == (4 + 8) * 60_00 + 100_00
    assert cost_of(plan(**half, actual_cost=Decimal(777))) == 777_00 + 8 * 60_00 + 50_00
    assert cost_of(plan(**half, actual_effort_minutes=600)) == (10 + 8) * 60_00 + 100_00
    assert cost_of(plan(actual_finish=noon)) == 4 * 60_00 + 100_00
    assert cost_of(plan(actual_finish=noon, actual_cost=Decimal(5))) == 5_00
    assert cost_of(plan(actual_finish=noon, actual_effort_minutes=60)) == 60_00 + 100_00


def test_effort_booked_on_a_day_off_costs_the_rate_of_the_start() -> None:
    sunday = datetime(2026, 3, 1, 9, tzinfo=UTC)
    done = Progress(actual_start=sunday, actual_finish=sunday, actual_effort_minutes=90)
    plan = a_plan(task("a", 4, Demand("dev"), progress=done), teams=(dev_team(),), status_date=NINE)
    assert cost_of(plan) == 90_00


def test_adopted_mitigations_and_dropped_work_count() -> None:
    risk = Risk("late", 0.5, delay=Estimate.fixed(60), mitigation=Mitigation(0.1, cost=Decimal(250)))
    work = task("a", 1, Demand("dev"), deliverable="gallery")
    plan = a_plan(work, teams=(dev_team(),), risks=(risk,), deliverables=(Deliverable("gallery", optional=True),))
    assert cost_of(plan) == 60_00
    assert cost_of(replace(plan, adopted=Adopted(mitigated=("late",)))) == 60_00 + 250_00
    assert cost_of(replace(plan, adopted=Adopted(dropped=("gallery",)))) == 0


def test_totals_by_resource_team_activity_and_project_are_sums_of_the_same_lines() -> None:
    people = (Person("ann", team="web", rates=(Rate(Decimal(30)),)), Person("bob", rates=(Rate(Decimal(90)),)))
    mode = Mode(duration=minutes(60), demands=(Demand("ann"), Demand("bob"), Demand("dev")))
    two = task("b", 1, Demand("dev"))
    plan = a_plan(Activity("top"), Activity("a", parent="top", modes=(mode,)), two,
                  teams=(dev_team(), Team("web")), people=people)  # fmt: skip
    activities = (*plan.activities[:2], replace(two, project="two"))
    plan = replace(plan, projects=(*plan.projects, Project("two")), activities=activities)
    result = schedule_cost(plan, early_schedule(plan))
    assert result.by_resource == {"dev": 120_00, "ann": 30_00, "bob": 90_00}
    assert result.by_team == {"dev": 120_00, "web": 30_00, "": 90_00}
    assert result.by_activity == {"a": 180_00, "b": 60_00, "top": 180_00}
    assert result.by_project == {"shop": 180_00, "two": 60_00}
    assert result.total == 240_00


def test_rework_is_told_apart_and_time_and_material_bills_hours_and_material() -> None:
    plan = with_rework(a_shop(teams=(dev_team(),)))
    result = schedule_cost(plan, early_schedule(plan))
    assert (result.total, result.rework) == (19 * 60_00 + 6 * 60_00, 6 * 60_00)
    assert result.billed == 25 * 100_00


def test_a_price_that_does_not_divide_is_rounded_once_for_each_line() -> None:
    rates = (Rate(Decimal("0.01")),)
    plan = a_plan(task("a", 0.5, Demand("dev")), task("b", 1.5, Demand("dev")), teams=(a_team("dev", 2, rates=rates),))
    assert cost_of(plan) == 0 + 2


@settings(max_examples=25)
@given(priced_networks())
def test_the_cost_is_what_counting_minute_by_minute_gives(plan: Plan) -> None:
    schedule = early_schedule(plan)
    result = schedule_cost(plan, schedule)
    counted = {entry.activity: [(w.resource, w.regular, w.overtime) for w in entry.work]
               for entry in result.activities if plan.activity_by_id[entry.activity].modes}  # fmt: skip
    assert counted == cost_by_minutes(plan, schedule)


@pytest.mark.parametrize("link", [(), (Link("a", "b"),)])
def test_order_alone_changes_no_cost_where_rates_do_not_change(link: tuple[Link, ...]) -> None:
    plan = a_plan(task("a", 5, Demand("dev")), task("b", 7, Demand("dev")), links=link, teams=(dev_team(),))
    assert cost_of(plan) == 12 * 60_00
