"""The plan as integers: order, links of summaries, windows, picks and timelines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.engine.plans import MONDAY, a_plan, a_team, minutes, task
from trilemma.engine.plan import (
    NEVER,
    NONE,
    Activity,
    Adopted,
    Assignment,
    Constraint,
    ConstraintKind,
    Deadline,
    Deliverable,
    Demand,
    Link,
    LinkType,
    Mode,
    OvertimeRule,
    OvertimeSlot,
    Person,
    Progress,
    Project,
    Team,
)
from trilemma.engine.plan.plan import workforce

DEV = Demand("dev")
NINE = 9 * 60


def test_leaves_are_numbered_so_that_each_comes_after_all_it_waits_for() -> None:
    plan = a_plan(task("c", 1, DEV), task("b", 1, DEV), task("a", 1, DEV), links=[Link("a", "b"), Link("b", "c")])
    assert plan.arrays.activity_ids == ("a", "b", "c")
    assert plan.arrays.link_predecessor.tolist() == [0, 1]
    assert plan.arrays.link_first.tolist() == [0, 0, 1, 2]


def test_a_link_between_summaries_joins_last_leaves_to_first_leaves() -> None:
    plan = a_plan(
        Activity("s"),
        task("a", 1, DEV, parent="s"),
        task("b", 1, DEV, parent="s"),
        Activity("t"),
        task("c", 1, DEV, parent="t"),
        task("d", 1, DEV, parent="t"),
        links=[Link("a", "b"), Link("c", "d"), Link("s", "t")],
    )
    assert {(link.predecessor, link.successor) for link in plan.leaf_links} == {("a", "b"), ("c", "d"), ("b", "c")}


def test_a_lead_inside_a_summary_keeps_both_ends() -> None:
    plan = a_plan(
        Activity("s"),
        task("a", 8, DEV, parent="s"),
        task("b", 1, DEV, parent="s"),
        task("c", 1, DEV),
        links=[Link("a", "b", lag_minutes=-300), Link("s", "c")],
    )
    assert {(link.predecessor, link.successor) for link in plan.leaf_links} == {("a", "b"), ("a", "c"), ("b", "c")}


def test_dates_of_summaries_bind_their_leaves() -> None:
    tuesday = MONDAY + timedelta(days=1)
    plan = a_plan(
        Activity("s", constraints=(Constraint(ConstraintKind.START_NO_EARLIER, tuesday),), deadline=Deadline(tuesday)),
        task("a", 1, DEV, parent="s", deadline=Deadline(MONDAY, Decimal("10.50"))),
    )
    arrays = plan.arrays
    assert arrays.earliest_start.tolist() == [24 * 60 + NINE]
    assert arrays.deadline.tolist() == [NINE]
    assert arrays.penalty.tolist() == [1050]
    assert arrays.latest_finish.tolist() == [NEVER]


def test_dropped_scope_has_one_empty_mode() -> None:
    extra = Deliverable("extra", optional=True)
    plan = a_plan(task("a", 8, DEV, deliverable="extra"), deliverables=(extra,), adopted=Adopted(dropped=("extra",)))
    assert plan.dropped == {"a"}
    assert (plan.arrays.mode_ids, plan.arrays.mode_minutes.tolist()) == (("",), [0])


def test_a_demand_on_a_team_with_members_is_a_pick_among_them() -> None:
    people = tuple(Person(name, team="web") for name in ("ann", "ben", "cem"))
    plan = a_plan(task("a", 8, Demand("web", 1500)), teams=(a_team(), Team("web")), people=people)
    arrays = plan.arrays
    assert arrays.resource_ids == ("dev", "ann", "ben", "cem")
    assert (arrays.pick_count.tolist(), arrays.pick_permille.tolist()) == ([2], [750])
    assert arrays.eligible_resource.tolist() == [1, 2, 3]
    assert arrays.demand_first.tolist() == [0, 0]


def test_progress_leaves_what_remains() -> None:
    begun = Progress(actual_start=MONDAY, complete_permille=250)
    stated = Progress(actual_start=MONDAY, remaining=minutes(30))
    done = Progress(actual_start=MONDAY, actual_finish=MONDAY)
    plan = a_plan(*(task(n, 8, DEV, progress=p) for n, p in [("a", begun), ("b", stated), ("c", done), ("d", None)]))
    assert plan.arrays.remaining.tolist() == [360, 30, 0, NONE]


def test_the_origin_is_midnight_before_everything_that_is_dated() -> None:
    early = Progress(actual_start=datetime(2026, 2, 27, 15, tzinfo=UTC))
    plan = a_plan(task("a", 8, DEV, progress=early))
    assert plan.origin == datetime(2026, 2, 27, tzinfo=UTC)


def test_adopted_persons_set_the_timeline_of_a_pick() -> None:
    people = (Person("ann", team="web", first=date(2026, 3, 9)), Person("ben", team="web"))
    mode = Mode(effort=minutes(480), demands=(Demand("web"),))
    activity = Activity("a", modes=(mode,))
    assigned = Adopted(assignments=(Assignment("a", ("ann",)),))
    plan = a_plan(activity, teams=(Team("web"),), people=people, adopted=assigned)
    line = plan.workforce.timelines[plan.workforce.mode_timeline[0]]
    assert line.next_working(0) == 7 * 24 * 60 + NINE


def test_overtime_reaches_effort_and_not_fixed_durations() -> None:
    ann = Person("ann", overtime=OvertimeRule(120, 600))
    plan = a_plan(task("effort", 10, Demand("ann")), task("fixed", 10, Demand("ann"), effort=False), people=(ann,))
    extra = workforce(plan, (OvertimeSlot("ann", date(2026, 3, 2), 120),))
    finishes = [extra.timelines[row].add(NINE, 600_000) for row in extra.mode_timeline]
    assert finishes == [20 * 60, 24 * 60 + 11 * 60]


@pytest.mark.parametrize("kind", LinkType)
def test_every_kind_of_link_has_its_code(kind: LinkType) -> None:
    plan = a_plan(task("a", 1, DEV), task("b", 1, DEV), links=[Link("a", "b", kind)])
    assert plan.arrays.link_type.tolist() == [["FS", "SS", "FF", "SF"].index(kind)]


def test_several_projects_serve_the_higher_priority_first() -> None:
    plan = replace(
        a_plan(Activity("s"), task("a", 1, DEV, parent="s"), task("b", 1, DEV)),
        projects=(Project("one"), Project("two", priority=900)),
        activities=(Activity("s", project="two"), task("a", 1, DEV, parent="s"), task("b", 1, DEV)),
    )
    priority = dict(zip(plan.arrays.activity_ids, plan.arrays.priority.tolist(), strict=True))
    assert priority["a"] > priority["b"]
