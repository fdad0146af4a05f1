from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given, settings

from tests.engine.cost.cost_plans import early_schedule, priced_networks
from tests.engine.plans import a_plan, a_team, minutes, task
from trilemma.engine.cost import mode_costs, schedule_cost
from trilemma.engine.plan import (
    Activity,
    Adopted,
    Demand,
    Mode,
    OvertimeRule,
    Person,
    Pick,
    Plan,
    Progress,
    RampUp,
    Rate,
    SkillLevel,
)
from trilemma.engine.schedule.problem import integers

EUR_60 = (Rate(Decimal(60)),)


def bounds(plan: Plan) -> list[tuple[int, int, int]]:
    costs = mode_costs(plan)
    return list(zip(costs.lower.tolist(), costs.typical.tolist(), costs.upper.tolist(), strict=True))


def test_each_mode_costs_its_work_and_its_fixed_cost() -> None:
    modes = (
        Mode("one", effort=minutes(600), demands=(Demand("dev"),), cost=Decimal(5)),
        Mode("two", duration=minutes(300), demands=(Demand("dev", 1500),)),
        Mode("bought", duration=minutes(300), supplier="Acme", supplier_cost=Decimal(400)),
    )
    plan = a_plan(Activity("a", modes=modes), Activity("m"), teams=(a_team("dev", 2, rates=EUR_60),))
    assert mode_costs(plan).typical.tolist() == [605_00, 450_00, 400_00, 0]


def test_bounds_hold_the_cheapest_and_dearest_price_of_all_dates_persons_and_hours() -> None:
    rates = (Rate(Decimal(60)), Rate(Decimal(40), first=date(2026, 6, 1)), Rate(Decimal(90), first=date(2027, 1, 1)))
    rule = OvertimeRule(120, 600, premium=Decimal("0.5"))
    ann = Person("ann", rates=rates, overtime=rule, skills=(SkillLevel("sql"),))
    bob = Person("bob", rates=(Rate(Decimal(30)),), skills=(SkillLevel("sql"),))
    named = task("a", 10, Demand("ann"))
    picked = Activity("b", modes=(Mode(effort=minutes(600), picks=(Pick(skill="sql"),)),))
    ((low_a, usual_a, high_a), (low_b, usual_b, high_b)) = bounds(a_plan(named, picked, people=(ann, bob)))
    assert (low_a, usual_a, high_a) == (400_00 - 1, 600_00, 10 * 135_00 + 225 + 1)
    assert (low_b, usual_b, high_b) == (300_00 - 1, 450_00, 10 * 135_00 + 225 + 1)


def test_prices_that_end_before_an_activity_can_begin_do_not_count() -> None:
    rates = (Rate(Decimal(40)), Rate(Decimal(60), first=date(2026, 6, 1)))
    plan = a_plan(task("a", 10, Demand("ann")), task("b", 10, Demand("ann")), people=(Person("ann", rates=rates),))
    later = 365 * 24 * 60
    costs = mode_costs(plan, integers([0, later]))
    assert costs.lower.tolist() == [400_00 - 1, 600_00 - 1]


def test_a_newcomer_and_tired_people_may_take_longer() -> None:
    tired = OvertimeRule(60, 60, premium=Decimal(0), fatigue=Decimal("0.1"), floor=Decimal("0.8"))
    new = Person("new", rates=EUR_60, first=date(2026, 3, 2), ramp_up=RampUp(480), overtime=tired)
    ((_, usual, high),) = bounds(a_plan(task("a", 4, Demand("new")), people=(new,)))
    assert (usual, high) == (4 * 60_00, round(4 * 60_00 / 0.4) + 100 + 1)


def test_what_is_booked_is_in_all_three() -> None:
    nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    done = Progress(actual_start=nine, remaining=minutes(60), actual_cost=Decimal(1000))
    plan = a_plan(
        task("a", 10, Demand("dev"), progress=done), teams=(a_team("dev", 2, rates=EUR_60),), status_date=nine
    )
    assert bounds(plan) == [(1060_00 - 1, 1060_00, 1060_00 + 101)]


@settings(max_examples=60)
@given(priced_networks())
def test_no_schedule_is_cheaper_or_dearer_than_the_bounds(plan: Plan) -> None:
    costs = mode_costs(plan)
    result = schedule_cost(plan, early_schedule(plan))
    by_id = {entry.activity: entry.total for entry in result.activities}
    for row, name in enumerate(plan.arrays.activity_ids):
        mode = int(plan.arrays.mode_first[row])
        assert costs.lower[mode] <= by_id[name] <= costs.upper[mode]
    assert (costs.lower <= costs.typical).all()
    assert (costs.typical <= costs.upper).all()


@settings(max_examples=40)
@given(priced_networks())
def test_with_one_price_and_no_overtime_the_typical_cost_is_the_cost_but_for_begun_minutes(plan: Plan) -> None:
    teams = tuple(replace(t, rates=EUR_60, overtime=None) for t in plan.teams)
    people = tuple(replace(p, rates=EUR_60, overtime=None) for p in plan.people)
    plan = replace(plan, teams=teams, people=people, adopted=Adopted())
    costs = mode_costs(plan)
    for entry in schedule_cost(plan, early_schedule(plan)).activities:
        mode = int(plan.arrays.mode_first[plan.arrays.activity_index[entry.activity]])
        begun = (
            100 * sum(d.permille for d in plan.activity_by_id[entry.activity].modes[0].demands) // 1000
            if entry.work
            else 0
        )
        assert -len(entry.work) <= entry.total - costs.typical[mode] <= begun + len(entry.work)
