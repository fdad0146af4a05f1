"""What a plan may not be: each rule names the object and what must hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.engine.plans import MONDAY, a_plan, a_team, minutes, task
from trilemma.engine.errors import PlanError
from trilemma.engine.plan import (
    Absence,
    Activity,
    Adopted,
    Baseline,
    BaselineEntry,
    BudgetUse,
    Capacity,
    Constraint,
    ConstraintKind,
    Correlation,
    Deadline,
    Deliverable,
    Demand,
    LeverIdea,
    Link,
    LinkType,
    Measure,
    Mitigation,
    Mode,
    OvertimeRule,
    OvertimeSlot,
    Person,
    Pick,
    Plan,
    Progress,
    Project,
    QualityStep,
    Rate,
    Risk,
    SkillLevel,
    Statement,
    Status,
    Team,
    Terms,
    TermsKind,
)

DEV = Demand("dev")
A, B = task("a", 8, DEV), task("b", 8, DEV)
HOUR = minutes(60)

BROKEN: dict[str, tuple[Callable[[], object], str]] = {
    "an id is blank": (lambda: Activity(" a"), "the id ' a'"),
    "an id is used twice": (lambda: a_plan(A, A), "activity a: this id is used twice"),
    "an activity lies below itself": (
        lambda: a_plan(Activity("a", parent="b"), Activity("b", parent="a")),
        "lies below itself",
    ),
    "a parent is missing": (lambda: a_plan(Activity("a", parent="z")), "activity a: there is no activity 'z'"),
    "a summary has a mode": (lambda: a_plan(A, Activity("b", parent="a")), "activity a: a summary is done by"),
    "links form a circle": (
        lambda: a_plan(A, B, links=[Link("a", "b"), Link("b", "a")]),
        "links: the links form a circle: a -> b -> a",
    ),
    "a circle runs through a summary": (
        lambda: a_plan(Activity("s"), task("a", 8, DEV, parent="s"), B, links=[Link("s", "b"), Link("b", "a")]),
        "circle",
    ),
    "a link leads from a summary to its own child": (
        lambda: a_plan(Activity("s"), task("a", 8, DEV, parent="s"), links=[Link("s", "a")]),
        "what lies above or below",
    ),
    "a link is given twice": (lambda: a_plan(A, B, links=[Link("a", "b"), Link("a", "b")]), "there are two FS links"),
    "an activity waits for itself": (lambda: Link("a", "a"), "cannot wait for itself"),
    "a lag of ages": (lambda: Link("a", "b", lag_minutes=10**12), "longer than 1,000 years"),
    "a link leads nowhere": (lambda: a_plan(A, links=[Link("a", "z")]), "link a -> z: there is no activity 'z'"),
    "a mode has neither duration nor effort": (Mode, "either a duration or an effort"),
    "a mode has both": (lambda: Mode(duration=HOUR, effort=HOUR, demands=(DEV,)), "either a duration or an effort"),
    "effort has nobody": (lambda: Mode(effort=HOUR), "effort needs somebody"),
    "effort is elapsed": (lambda: Mode(effort=HOUR, demands=(DEV,), elapsed=True), "only a duration can be elapsed"),
    "a team is demanded twice": (lambda: Mode(effort=HOUR, demands=(DEV, DEV)), "demanded twice"),
    "nobody has the name": (lambda: a_plan(task("a", 8, Demand("z"))), "there is no team or person 'z'"),
    "a team is too small for ever": (lambda: a_plan(task("a", 8, Demand("dev", 5000))), "it needs 5 of dev"),
    "too few can do it": (
        lambda: a_plan(
            Activity("a", modes=(Mode(effort=HOUR, picks=(Pick(2, "java"),)),)),
            people=(Person("ann", skills=(SkillLevel("java"),)),),
        ),
        "it needs 2 persons for java, and 1 could do it",
    ),
    "a team has members and a capacity": (
        lambda: a_plan(A, people=(Person("ann", team="dev"),)),
        "team dev: it has members",
    ),
    "a budget is missing": (
        lambda: a_plan(Activity("a", modes=(Mode(duration=HOUR, uses=(BudgetUse("x", 1),)),))),
        "there is no budget 'x'",
    ),
    "a calendar is missing": (lambda: a_plan(A, teams=(a_team(calendar="z"),)), "team dev: there is no calendar 'z'"),
    "a deliverable is missing": (lambda: a_plan(Activity("a", deliverable="z")), "there is no deliverable 'z'"),
    "a constraint has no date": (lambda: Constraint(ConstraintKind.MUST_START), "it needs a date"),
    "late has a date": (lambda: Constraint(ConstraintKind.AS_LATE_AS_POSSIBLE, MONDAY), "it has no date"),
    "an instant has no time zone": (lambda: Deadline(datetime(2026, 3, 2)), "needs a time zone"),  # noqa: DTZ001
    "an instant has seconds": (lambda: Deadline(MONDAY + timedelta(seconds=1)), "on a whole minute"),
    "a date lies in the year 9999": (lambda: Deadline(datetime(9999, 3, 2, tzinfo=UTC)), "between 1970 and 2200"),
    "a penalty is negative": (lambda: Deadline(MONDAY, Decimal(-1)), "must not be negative"),
    "a rate is not a number": (lambda: Rate(Decimal("nan")), "must not be negative"),
    "an absence ends before it begins": (lambda: Absence(date(2026, 3, 2), date(2026, 3, 1)), "must not precede"),
    "capacities are out of order": (
        lambda: Team("t", capacity=(Capacity(1000, date(2026, 3, 2)), Capacity(1000, date(2026, 3, 1)))),
        "in order of date",
    ),
    "a person is more than one": (lambda: Person("p", capacity=(Capacity(1500),)), "at most 1 person"),
    "fatigue is more than all": (lambda: OvertimeRule(60, 60, fatigue=Decimal(2)), "between 0 and 1"),
    "a finish has no start": (lambda: Progress(actual_finish=MONDAY), "a finish needs a start"),
    "a finish precedes its start": (lambda: Progress(MONDAY, MONDAY - timedelta(hours=1)), "must not precede"),
    "a risk does nothing": (lambda: Risk("r", 0.5), "it has no effect"),
    "a probability is over one": (lambda: Risk("r", 1.5, delay=HOUR), "between 0 and 1"),
    "a mitigation makes it worse": (lambda: Risk("r", 0.2, delay=HOUR, mitigation=Mitigation(0.5)), "more likely"),
    "correlations exceed one": (lambda: Correlation(0.6, 0.6), "must not exceed 1"),
    "a fixed price has no price": (lambda: Terms(TermsKind.FIXED_PRICE), "needs its amount"),
    "a penalty has no due date": (lambda: Terms(TermsKind.TIME_AND_MATERIAL, penalty_per_day=Decimal(1)), "due date"),
    "a finish is promised without date": (lambda: Statement("s", Measure.FINISH), "a finish needs a date"),
    "a cost is promised without amount": (lambda: Statement("s", Measure.COST), "needs an amount"),
    "a margin has no terms": (
        lambda: a_plan(A, statements=(Statement("s", Measure.MARGIN, amount=Decimal(1)),)),
        "needs the terms",
    ),
    "acceptance has no threshold": (lambda: a_plan(A, statements=(Statement("s", Measure.ACCEPTANCE),)), "threshold"),
    "a step covers an unknown kind": (
        lambda: a_plan(A, steps=(QualityStep("q", "a", ("code",)),)),
        "no kind of work 'code'",
    ),
    "a lever adds to an unknown team": (lambda: a_plan(A, levers=(LeverIdea("x", "z"),)), "there is no team 'z'"),
    "an adopted mode is unknown": (lambda: a_plan(A, adopted=Adopted(modes=(("a", "z"),))), "there is no mode 'z'"),
    "what is not optional is dropped": (
        lambda: a_plan(A, deliverables=(Deliverable("d"),), adopted=Adopted(dropped=("d",))),
        "only an optional one",
    ),
    "overtime of nobody": (
        lambda: a_plan(A, adopted=Adopted(overtime=(OvertimeSlot("z", date(2026, 3, 2), 60),))),
        "there is no team or person 'z'",
    ),
    "snapshots are out of order": (
        lambda: a_plan(A, statuses=(Status(MONDAY, ()), Status(MONDAY, ()))),
        "in order of date",
    ),
    "a baseline finishes before it starts": (
        lambda: Baseline("b", date(2026, 3, 1), (BaselineEntry("a", MONDAY, MONDAY - timedelta(hours=1)),)),
        "must not precede",
    ),
    "the release is unknown": (lambda: a_plan(A, release="z"), "there is no release milestone 'z'"),
    "the time zone is unknown": (lambda: a_plan(A, time_zone="Mars/Base"), "there is no time zone 'Mars/Base'"),
    "the currency is no code": (lambda: a_plan(A, currency="euro"), "three capital letters"),
    "there is no project": (lambda: Plan(projects=(), start=MONDAY), "it needs a project"),
    "a priority is too high": (lambda: Project("p", priority=2000), "from 0 to 1000"),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_is_named_with_its_object(rule: str) -> None:
    build, message = BROKEN[rule]
    with pytest.raises(PlanError) as caught:
        build()
    assert message in str(caught.value)
    assert caught.value.place


def test_an_empty_plan_is_a_plan() -> None:
    assert a_plan().leaves == ()


def test_two_kinds_of_link_between_the_same_two_are_allowed() -> None:
    plan = a_plan(A, B, links=[Link("a", "b", LinkType.START_START), Link("a", "b", LinkType.FINISH_FINISH)])
    assert len(plan.leaf_links) == 2
