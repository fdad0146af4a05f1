"""A compiled plan's solutions are schedules of the plan: the independent checker finds nothing in them."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.engine.plans import MONDAY, a_plan, a_team, early_shift, minutes, networks, task
from trilemma.engine.calendars import standard_calendar
from trilemma.engine.errors import InfeasibleError
from trilemma.engine.network import critical_path
from trilemma.engine.plan import (
    Absence,
    Activity,
    Adopted,
    Assignment,
    Budget,
    BudgetUse,
    Capacity,
    Constraint,
    ConstraintKind,
    Demand,
    Link,
    LinkType,
    Mode,
    Person,
    Pick,
    Plan,
    Progress,
    Project,
    RampUp,
    Rate,
    SkillLevel,
    Team,
)
from trilemma.engine.schedule.check import check_schedule
from trilemma.engine.schedule.compile import compile_plan
from trilemma.engine.schedule.problem import cost, makespan
from trilemma.engine.schedule.search.general import GeneralSearch, first_modes, first_order, generate


def searched(plan: Plan, rounds: int = 40) -> tuple[GeneralSearch, object]:
    compiled = compile_plan(plan)
    search = GeneralSearch(compiled.problem, seed=1)
    search.advance(rounds, 0.0, 1.0)
    return search, compiled


@settings(max_examples=25)
@given(plan=networks())
def test_with_enough_people_generation_gives_the_early_dates_of_the_critical_path(plan: Plan) -> None:
    compiled = compile_plan(plan)
    problem = compiled.problem
    solution = generate(problem, first_order(problem), first_modes(problem))
    assert solution is not None
    path = critical_path(plan)
    assert solution.start.tolist() == path.early_start.tolist()
    assert solution.finish.tolist() == path.early_finish.tolist()


def people_of(chance: random.Random) -> tuple[Person, ...]:
    return tuple(
        Person(
            f"p{number}",
            team="crew" if number % 2 else None,
            calendar=chance.choice([None, "early"]),
            absences=(Absence(date(2026, 3, 4), date(2026, 3, chance.randint(4, 12))),) if number % 3 == 0 else (),
            skills=(SkillLevel("java", chance.randint(1, 3)),),
            first=date(2026, 3, 9) if number == 3 else None,
            ramp_up=RampUp(1200) if number == 3 else None,
        )
        for number in range(4)
    )


def staffing(chance: random.Random) -> dict[str, tuple[Demand | Pick, ...]]:
    kind = chance.randrange(5)
    if kind == 0:
        return {"demands": (Demand("dev", chance.choice([500, 1000, 2000])),)}
    if kind == 1:
        return {"demands": (Demand("ops", 500), Demand("p0", 500))}
    if kind == 2:
        return {"demands": (Demand("crew", chance.choice([1000, 2000])),)}
    return {"picks": (Pick(count=chance.randint(1, 2), skill="java", permille=chance.choice([500, 1000])),)}


def scarce_plan(seed: int) -> Plan:
    """Return a random plan of a few activities over few people, with calendars, absences, modes and dates."""
    chance = random.Random(seed)  # noqa: S311 - nothing is secret here
    count = chance.randint(2, 9)

    def mode(number: int) -> Mode:
        measure = minutes(60 * chance.randint(1, 30))
        by_effort = chance.random() < 0.5
        return Mode(
            f"m{number}",
            effort=measure if by_effort else None,
            duration=None if by_effort else measure,
            uses=(BudgetUse("licences", chance.randint(0, 2)),),
            **staffing(chance),  # type: ignore[arg-type]
        )

    dates = (
        (),
        (),
        (Constraint(ConstraintKind.START_NO_EARLIER, MONDAY + timedelta(hours=chance.randint(0, 300))),),
        (Constraint(ConstraintKind.FINISH_NO_EARLIER, MONDAY + timedelta(hours=chance.randint(0, 300))),),
    )
    activities = tuple(
        Activity(
            f"a{number}",
            modes=tuple(mode(m) for m in range(chance.choice([0, 1, 1, 2]))),
            calendar=chance.choice([None, None, "early"]),
            constraints=chance.choice(dates),
        )
        for number in range(count)
    )
    pairs = {tuple(sorted(chance.sample(range(count), 2))) for _ in range(count)}
    links = tuple(
        Link(
            f"a{a}",
            f"a{b}",
            chance.choice([LinkType.FINISH_START, LinkType.FINISH_START, *LinkType]),
            chance.choice([0, 0, -120, 300]),
            elapsed=chance.random() < 0.3,
        )
        for a, b in sorted(pairs)
    )
    return Plan(
        projects=(Project("p"),),
        start=MONDAY,
        activities=activities,
        links=links,
        time_zone="Europe/Berlin",
        calendars=(standard_calendar(time_zone="Europe/Berlin"), early_shift()),
        teams=(
            Team("dev", capacity=(Capacity(2000), Capacity(chance.choice([1000, 3000]), date(2026, 3, 11)))),
            Team("ops", calendar="early", capacity=(Capacity(1000),)),
            Team("crew"),
        ),
        people=people_of(chance),
        budgets=(Budget("licences", 12),),
    )


@settings(max_examples=40)
@given(seed=st.integers(0, 10**6))
def test_the_checker_finds_nothing_in_schedules_of_scarce_people(seed: int) -> None:
    plan = scarce_plan(seed)
    compiled = compile_plan(plan)
    search = GeneralSearch(compiled.problem, seed=1)
    assume(not search.failed)  # a few ask for more people than ever come
    search.advance(30, 0.0, 1.0)
    broken = check_schedule(plan, compiled.schedule(search.solution()))
    assert [str(v) for v in broken if search.excess == 0 or v.rule != "budgets"] == []


def test_the_example_of_the_page_is_scheduled_as_it_says() -> None:
    plan = a_plan(
        task("design", 8, Demand("dev")),
        Activity("build", modes=(Mode(effort=minutes(16 * 60), picks=(Pick(skill="java"),)),)),
        links=[Link("design", "build")],
        people=(
            Person("ann", skills=(SkillLevel("java"),), absences=(Absence(date(2026, 3, 3), date(2026, 3, 6)),)),
            Person("bob", skills=(SkillLevel("java"),)),
        ),
    )
    compiled = compile_plan(plan)
    assert [len(row.people) for row in compiled.variants] == [0, 1, 1]
    search = GeneralSearch(compiled.problem, seed=1)
    schedule = compiled.schedule(search.solution())
    build = schedule.by_id["build"]
    assert build.people == ("bob",)
    assert plan.origin + timedelta(minutes=build.finish) == datetime(2026, 3, 4, 18, tzinfo=MONDAY.tzinfo)
    assert check_schedule(plan, schedule) == ()


def test_what_has_finished_keeps_its_dates_and_what_has_begun_goes_on_at_the_status_date() -> None:
    status = MONDAY + timedelta(days=2)
    plan = a_plan(
        task("done", 8, Demand("dev"), progress=Progress(MONDAY, MONDAY + timedelta(hours=9))),
        task("begun", 16, Demand("dev"), progress=Progress(MONDAY + timedelta(days=1), remaining=minutes(4 * 60))),
        task("todo", 8, Demand("dev", 2000)),
        links=[Link("done", "begun")],
        status_date=status,
    )
    search, compiled = searched(plan)
    schedule = compiled.schedule(search.solution())  # type: ignore[attr-defined]
    minute = {name: (entry.start, entry.finish) for name, entry in schedule.by_id.items()}
    nine = 9 * 60
    assert minute["done"] == (nine, nine + 9 * 60)
    assert minute["begun"] == (nine + 1440, nine + 2 * 1440 + 4 * 60)
    assert minute["todo"][0] >= minute["begun"][1]
    assert check_schedule(plan, schedule) == ()


def test_the_adopted_person_goes_on_with_what_has_begun() -> None:
    skills = (SkillLevel("java"),)
    plan = a_plan(
        Activity(
            "build",
            modes=(Mode(effort=minutes(16 * 60), picks=(Pick(skill="java"),)),),
            progress=Progress(MONDAY),
        ),
        people=(Person("ann", skills=skills), Person("bob", skills=skills)),
        adopted=Adopted(assignments=(Assignment("build", ("bob",)),)),
        status_date=MONDAY + timedelta(hours=1),
    )
    search, compiled = searched(plan)
    assert compiled.schedule(search.solution()).by_id["build"].people == ("bob",)  # type: ignore[attr-defined]


def test_a_variant_costs_what_its_person_costs() -> None:
    def person(name: str, rate: int) -> Person:
        return Person(name, skills=(SkillLevel("java"),), rates=(Rate(Decimal(rate)),))

    plan = a_plan(
        Activity("build", modes=(Mode(effort=minutes(10 * 60), picks=(Pick(skill="java"),)),)),
        people=(person("ann", 50), person("bob", 80)),
    )
    assert compile_plan(plan).problem.mode_cost.tolist() == [50_000, 80_000]


def test_more_choices_than_can_be_written_out_make_a_plan_incomplete_not_wrong() -> None:
    people = tuple(Person(f"p{number}", skills=(SkillLevel("java"),)) for number in range(14))
    plan = a_plan(
        *(
            Activity(f"a{n}", modes=(Mode(duration=minutes(480), picks=(Pick(count=3, skill="java"),)),))
            for n in range(4)
        ),
        people=people,
    )
    compiled = compile_plan(plan)
    assert not compiled.complete
    search = GeneralSearch(compiled.problem, seed=1)
    assert check_schedule(plan, compiled.schedule(search.solution())) == ()
    assert search.value == 9 * 60 + 9 * 60


def test_a_schedule_goes_back_to_its_solution() -> None:
    plan = scarce_plan(5)
    search, compiled = searched(plan)
    solution = search.solution()
    again = compiled.solution(compiled.schedule(solution))  # type: ignore[attr-defined]
    assert again.mode.tolist() == solution.mode.tolist()
    assert makespan(search.problem, again) == makespan(search.problem, solution)
    assert cost(search.problem, again) == cost(search.problem, solution)


@pytest.mark.parametrize("people", [1, 2])
def test_one_developer_does_one_thing_after_the_other(people: int) -> None:
    plan = a_plan(task("a", 8, Demand("dev")), task("b", 8, Demand("dev")), teams=(a_team(people=people),))
    search, _ = searched(plan)
    assert search.value == 9 * 60 + 9 * 60 + (1440 if people == 1 else 0)


def test_a_start_at_which_nobody_works_is_refused_by_name() -> None:
    sunday = MONDAY - timedelta(days=1)
    plan = a_plan(
        task("a", 8, Demand("dev"), constraints=(Constraint(ConstraintKind.MUST_START, sunday),)),
        start=sunday - timedelta(days=2),
    )
    with pytest.raises(InfeasibleError) as refused:
        compile_plan(plan)
    assert refused.value.reasons == ("activity a '' must start on 2026-03-01 09:00, when nobody works on it",)


def test_dates_of_such_a_plan_can_still_be_looked_at() -> None:
    sunday = MONDAY - timedelta(days=1)
    only = task("a", 8, Demand("dev"), constraints=(Constraint(ConstraintKind.MUST_START, sunday),))
    plan = a_plan(only, start=sunday)
    assert critical_path(plan).late_start.tolist() == [int((sunday - plan.origin).total_seconds()) // 60]
