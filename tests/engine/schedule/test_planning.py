"""A plan is scheduled with everything it says: people, calendars, rework, terms, and what is to be late."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from tests.engine.plans import MONDAY, a_plan, a_team, minutes, task
from trilemma.engine.plan import (
    Activity,
    Constraint,
    ConstraintKind,
    Demand,
    Link,
    Mode,
    OvertimeRule,
    Person,
    Pick,
    Plan,
    Rate,
    SkillLevel,
    Terms,
    TermsKind,
)
from trilemma.engine.schedule.compile import compile_plan
from trilemma.engine.schedule.lateness import put_off
from trilemma.engine.schedule.objectives import COST, FINISH, Kind, Limits, Objective
from trilemma.engine.schedule.planning import PlanOutcome, schedule_plan
from trilemma.engine.schedule.result import Status
from trilemma.engine.schedule.revenue import revenue_of
from trilemma.engine.schedule.search.general import first_modes, first_order, generate

EFFORT = 300
DAY = 1440
NINE = 9 * 60


def scheduled(plan: Plan, *objectives: Objective, limits: Limits | None = None) -> PlanOutcome:
    return schedule_plan(
        plan, clock=time.monotonic, objectives=objectives or (FINISH,), limits=limits, effort=EFFORT, seed=1
    )


def test_two_tasks_of_one_developer_are_scheduled_to_the_proven_optimum() -> None:
    plan = a_plan(task("a", 8, Demand("dev")), task("b", 8, Demand("dev")), teams=(a_team(people=1),))
    found = scheduled(plan)
    assert found.outcome.status is Status.OPTIMAL
    assert found.outcome.values == (NINE + DAY + 9 * 60,)
    assert found.violations == ()


def test_effort_and_seed_give_the_same_schedule_again() -> None:
    plan = a_plan(*(task(f"a{n}", 5 + n, Demand("dev")) for n in range(6)))
    assert scheduled(plan).schedule == scheduled(plan).schedule


def two_speeds() -> Plan:
    """Return a plan of one task: two days for 100 an hour, or four days for 40 an hour."""
    fast = Mode("fast", duration=minutes(16 * 60), demands=(Demand("senior"),))
    slow = Mode("slow", duration=minutes(32 * 60), demands=(Demand("junior"),))
    return a_plan(
        Activity("build", modes=(fast, slow)),
        people=(
            Person("senior", rates=(Rate(Decimal(100)),)),
            Person("junior", rates=(Rate(Decimal(40)),)),
        ),
    )


def test_the_cheapest_way_is_taken_unless_the_deadline_forbids_it() -> None:
    cheap = scheduled(two_speeds(), COST)
    assert cheap.schedule is not None
    assert (cheap.schedule.by_id["build"].mode, cheap.outcome.values) == ("slow", (128_000,))
    quick = scheduled(two_speeds(), COST, limits=Limits(finish=NINE + 3 * DAY))
    assert quick.schedule is not None
    assert (quick.schedule.by_id["build"].mode, quick.outcome.values) == ("fast", (160_000,))


def test_what_is_to_be_late_ends_just_before_what_follows_it() -> None:
    late = (Constraint(ConstraintKind.AS_LATE_AS_POSSIBLE),)
    plan = a_plan(
        task("long", 24, Demand("dev")),
        task("short", 8, Demand("dev"), constraints=late),
        Activity("end"),
        links=[Link("long", "end"), Link("short", "end")],
    )
    found = scheduled(plan)
    assert found.schedule is not None
    short, end = found.schedule.by_id["short"], found.schedule.by_id["end"]
    assert (short.start, short.finish) == (NINE + 2 * DAY, end.start)
    assert found.violations == ()


def test_nothing_is_put_off_where_nothing_asks_for_it() -> None:
    compiled = compile_plan(a_plan(task("a", 8, Demand("dev"))))
    problem = compiled.problem
    solution = generate(problem, first_order(problem), first_modes(problem))
    assert solution is not None
    assert put_off(problem, solution, compiled.late) is solution


def test_revenue_falls_with_each_started_day_late_and_rises_with_each_whole_day_early() -> None:
    terms = Terms(
        TermsKind.FIXED_PRICE,
        price=Decimal(1000),
        due=MONDAY + timedelta(days=10),
        penalty_per_day=Decimal(50),
        penalty_limit=Decimal(120),
        bonus_per_day=Decimal(10),
    )
    plan = replace(a_plan(task("a", 8, Demand("dev"))), terms=terms)
    due = NINE + 10 * DAY
    revenue = revenue_of(plan)
    assert [revenue.at(due + shift) for shift in (0, 1, DAY, DAY + 1, 5 * DAY, -DAY + 1, -DAY, -2 * DAY)] == [
        100_000,
        95_000,
        95_000,
        90_000,
        88_000,
        100_000,
        101_000,
        102_000,
    ]


def test_the_margin_weighs_the_penalty_against_the_dearer_mode() -> None:
    terms = Terms(
        TermsKind.FIXED_PRICE, price=Decimal(5000), due=MONDAY + timedelta(days=2), penalty_per_day=Decimal(500)
    )
    found = scheduled(replace(two_speeds(), terms=terms), Objective(Kind.MARGIN))
    assert found.schedule is not None
    assert (found.schedule.by_id["build"].mode, found.outcome.values) == ("fast", (340_000,))


def test_bounds_are_not_claimed_where_choices_of_persons_were_left_out() -> None:
    people = tuple(Person(f"p{n}", skills=(SkillLevel("java"),)) for n in range(14))
    work = Activity("a", modes=(Mode(duration=minutes(480), picks=(Pick(count=3, skill="java"),)),))
    found = scheduled(a_plan(work, people=people))
    assert found.outcome.bounds == (None,)
    assert found.outcome.status is Status.FEASIBLE
    assert found.violations == ()


def test_a_date_that_nobody_can_keep_leaves_no_schedule() -> None:
    tomorrow = (Constraint(ConstraintKind.FINISH_NO_LATER, MONDAY + timedelta(days=1)),)
    found = scheduled(a_plan(task("a", 40, Demand("dev"), constraints=tomorrow)))
    assert found.schedule is None
    assert found.outcome.status is Status.INFEASIBLE


def overtime_plan(**fields: object) -> Plan:
    """Return the example of docs/methods/overtime_decision.md: one developer with 48 hours of work."""
    rule = OvertimeRule(minutes_per_day=120, minutes_per_week=600)
    ann = Person("ann", overtime=rule, rates=(Rate(Decimal(60)),))
    return replace(a_plan(task("build", 48, Demand("ann")), people=(ann,)), **fields)  # type: ignore[arg-type]


def with_overtime(plan: Plan, objective: Objective) -> PlanOutcome:
    return schedule_plan(plan, clock=time.monotonic, objectives=(objective,), effort=4 * EFFORT, seed=1, overtime=True)


def test_overtime_brings_the_example_of_the_page_to_friday_and_is_no_more_than_needed() -> None:
    regular, found = scheduled(overtime_plan()), with_overtime(overtime_plan(), FINISH)
    assert regular.outcome.values == (NINE + 7 * DAY + 9 * 60,)
    assert found.outcome.values == (NINE + 4 * DAY + 11 * 60,)
    assert found.schedule is not None
    assert sum(slot.minutes for slot in found.schedule.overtime) == 480
    assert found.outcome.bounds == (None,)
    assert found.violations == ()


def test_overtime_is_taken_for_the_margin_only_where_the_gained_days_are_worth_it() -> None:
    def terms(penalty: int) -> Terms:
        due = MONDAY + timedelta(days=4, hours=9)
        return Terms(TermsKind.FIXED_PRICE, price=Decimal(9000), due=due, penalty_per_day=Decimal(penalty))

    worth, not_worth = (
        with_overtime(overtime_plan(terms=terms(penalty)), Objective(Kind.MARGIN)) for penalty in (500, 10)
    )
    assert worth.schedule is not None
    assert not_worth.schedule is not None
    assert len(worth.schedule.overtime) == 4
    assert not_worth.schedule.overtime == ()
