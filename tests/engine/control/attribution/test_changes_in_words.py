"""What changed between two plans, in words, under the cause that it belongs to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tests.engine.plans import MONDAY, a_plan, a_team, minutes, task
from trilemma.engine.control.attribution import MoveCause, attribute, changes_between, tell
from trilemma.engine.distributions import Estimate
from trilemma.engine.plan import (
    Absence,
    Activity,
    Adopted,
    Capacity,
    Constraint,
    ConstraintKind,
    Correlation,
    Deliverable,
    Demand,
    Link,
    LinkType,
    Mitigation,
    Mode,
    OvertimeSlot,
    Person,
    Plan,
    Progress,
    Rate,
    Risk,
    Terms,
    TermsKind,
)


def words(old: Plan, new: Plan) -> dict[MoveCause, list[str]]:
    """Return the changes of each cause that has any."""
    found = changes_between(old, new)
    return {
        cause: [f"{change.kind} {change.id}: {change.words}" for change in found[cause]]
        for cause in MoveCause
        if found[cause]
    }


BUILD = task("build", 80, Demand("dev"))


def test_progress_names_the_status_date_and_what_was_done() -> None:
    done = Progress(MONDAY, MONDAY + timedelta(days=4), actual_effort_minutes=960, actual_cost=Decimal(1200))
    half = Progress(MONDAY, complete_permille=500)
    rest = Progress(MONDAY, remaining=minutes(600))
    old = a_plan(BUILD, task("a", 8), task("b", 8, progress=half))
    new = a_plan(
        replace(BUILD, progress=done),
        task("a", 8, progress=half),
        task("b", 8, progress=rest),
        status_date=datetime(2026, 3, 9, tzinfo=UTC),
    )
    assert words(old, new) == {
        MoveCause.PROGRESS: [
            "plan shop: status date nothing -> 2026-03-09",
            "activity build: not begun -> finished 2026-03-06 09:00, 2 d worked, 1 200 EUR spent",
            "activity a: not begun -> started 2026-03-02 09:00, 50 % done",
            "activity b: started 2026-03-02 09:00, 50 % done -> started 2026-03-02 09:00, 1.2 d left",
        ]
    }


def test_estimates_are_named_with_their_ranges_and_ways() -> None:
    mode = BUILD.modes[0]
    longer = replace(mode, effort=Estimate(4320, 5760, 9600), cost=Decimal(50))
    bought = Mode("bought", duration=minutes(240), supplier="Acme", supplier_cost=Decimal("99.50"))
    old = a_plan(BUILD, task("a", 8))
    new = a_plan(replace(BUILD, modes=(longer,)), replace(task("a", 8), modes=(*task("a", 8).modes, bought)))
    assert words(old, new) == {
        MoveCause.ESTIMATES: [
            "activity build: 10 d of work -> 12 d (9 d to 20 d) of work, fixed cost 0 EUR -> 50 EUR",
            "activity a: way bought: added (4 h)",
        ]
    }


def test_scope_names_what_came_went_was_moved_or_dropped() -> None:
    extra = Deliverable("extra", optional=True)
    old = a_plan(BUILD, task("a", 8), task("b", 8), deliverables=(extra,))
    new = a_plan(
        BUILD,
        Activity("a"),
        task("a1", 16, parent="a"),
        task("b1", 8, parent="a"),
        deliverables=(extra,),
        adopted=Adopted(dropped=("extra",)),
    )
    assert words(old, new) == {
        MoveCause.SCOPE: [
            "activity a1: added (2 d)",
            "activity b1: added (1 d)",
            "activity a: broken down into others",
            "activity b: removed",
            "deliverable extra: dropped",
        ]
    }


def test_people_are_named_with_absences_rates_capacity_and_what_they_do() -> None:
    ada, ben = Person("ada", absences=(Absence(date(2026, 4, 1), date(2026, 4, 1)),)), Person("ben")
    away = Absence(date(2026, 3, 9), date(2026, 3, 20), "holiday")
    old = a_plan(BUILD, task("a", 8, Demand("ada")), teams=(a_team(),), people=(ada, ben))
    new = a_plan(
        BUILD,
        task("a", 8, Demand("cem", 500)),
        teams=(a_team(people=3, rates=(Rate(Decimal(60)),)),),
        people=(replace(ada, absences=(away,)), Person("cem", last=date(2026, 12, 31))),
        adopted=Adopted(overtime=(OvertimeSlot("cem", date(2026, 3, 3), 90),)),
    )
    assert words(old, new) == {
        MoveCause.PEOPLE: [
            "team dev: capacity 2 -> 3, rate none -> 60 EUR an hour",
            "person ada: absent 2026-03-09 to 2026-03-20 (holiday), no longer absent 2026-04-01",
            "person ben: removed",
            "person cem: added",
            "person cem: overtime 0 h -> 1.5 h",
            "activity a: 1 ada -> 0.5 cem",
        ]
    }
    part_time = replace(old, people=(ada, replace(ben, capacity=(Capacity(500),))))
    assert words(old, part_time) == {MoveCause.PEOPLE: ["person ben: capacity full -> 0.5"]}


def test_risks_are_named_with_what_became_of_them() -> None:
    day = minutes(480)
    storm = Risk("storm", 0.2, delay=day, mitigation=Mitigation(0.1))
    old = a_plan(BUILD, risks=(storm, Risk("ice", 0.1, delay=day)), correlation=Correlation(0.1, 0.1))
    new = a_plan(
        BUILD,
        risks=(replace(storm, probability=0.5, activities=("build",)), Risk("flood", 0.1, delay=day)),
        adopted=Adopted(mitigated=("storm",)),
    )
    assert words(old, new) == {
        MoveCause.RISKS: [
            "risk storm: probability 20% -> 50%, affects every task -> build",
            "risk ice: removed",
            "risk flood: added",
            "risk storm: mitigated",
            "plan shop: correlation within teams 0.1 -> 0, within the project 0.1 -> 0",
        ]
    }


def test_order_names_links_dates_and_adopted_ways() -> None:
    bound = Constraint(ConstraintKind.START_NO_EARLIER, datetime(2026, 3, 9, 9, tzinfo=UTC))
    a, b = task("a", 8), task("b", 8)
    links = (Link("build", "a"), Link("a", "b", LinkType.START_START), Link("build", "b"))
    old = a_plan(BUILD, a, b, links=links)
    new = a_plan(
        BUILD,
        a,
        replace(b, constraints=(bound,)),
        links=(Link("build", "a", lag_minutes=960), Link("a", "b")),
        start=MONDAY + timedelta(days=1),
        adopted=Adopted(modes=(("a", "normal"),)),
    )
    assert words(old, new) == {
        MoveCause.ORDER: [
            "plan shop: start 2026-03-02 09:00 -> 2026-03-03 09:00",
            "activity b: start-no-earlier 2026-03-09 09:00",
            "activity a: adopted way none -> normal",
            "link build -> a: lag 0 h -> 2 d",
            "link a -> b: link removed SS",
            "link build -> b: link removed",
            "link a -> b: link added",
        ]
    }


def test_terms_are_named_though_they_move_neither_finish_nor_cost() -> None:
    terms = Terms(TermsKind.FIXED_PRICE, Decimal(100))
    old, new = a_plan(BUILD, terms=terms), a_plan(BUILD, terms=replace(terms, price=Decimal(90)))
    assert words(old, new) == {MoveCause.TERMS: ["plan shop: terms: other price"]}
    assert tell(attribute(old, new, draws=8)) == ("+/-0 days, +/-0.00 EUR: terms and method (terms: other price)",)


def test_the_telling_begins_with_the_greatest_move_and_names_its_objects() -> None:
    team = a_team(people=1, rates=(Rate(Decimal(60)),))
    more = a_team(people=2, rates=(Rate(Decimal(60)),))
    old = a_plan(BUILD, teams=(team,))
    new = a_plan(task("build", 112, Demand("dev", 2000)), teams=(more,))
    found = attribute(old, new, draws=8)
    assert tell(found) == (
        "-8 days, +/-0.00 EUR: people, calendars and rates (team dev: capacity 1 -> 2; activity build: 1 dev -> 2 dev)",
        "+5 days, +1 920.00 EUR: re-estimates (activity build: 10 d of work -> 14 d of work)",
    )
    assert tell(found, most=1)[0].endswith("(team dev: capacity 1 -> 2; 1 more)")
