"""A revised plan is the plan built from scratch, however it came about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.plans import a_plan, task
from tests.strategies import constraints, plans, progresses
from trilemma.engine.errors import HorizonError, PlanError
from trilemma.engine.network import live_dates
from trilemma.engine.plan import (
    Activity,
    Adopted,
    Deliverable,
    Demand,
    Link,
    LinkType,
    Plan,
    PlanArrays,
    Project,
    revise_plan,
)

DEV = Demand("dev")


def same_arrays(one: PlanArrays, other: PlanArrays) -> None:
    """Demand equal arrays, field by field."""
    for each in fields(PlanArrays):
        mine, theirs = getattr(one, each.name), getattr(other, each.name)
        assert np.array_equal(mine, theirs) if isinstance(mine, np.ndarray) else mine == theirs, each.name


def same_timelines(one: Plan, other: Plan) -> None:
    """Demand that every mode and calendar of two plans works at the same time."""
    mine, theirs = one.near_workforce, other.near_workforce
    assert mine.horizon == theirs.horizon
    for rows in ("mode_timeline", "calendar_timeline"):
        pairs = zip(getattr(mine, rows).tolist(), getattr(theirs, rows).tolist(), strict=True)
        assert all(mine.timelines[a].same_as(theirs.timelines[b]) for a, b in pairs)


def dates(plan: Plan) -> Any:
    """Return every date and float of a plan, or that they lie too far off."""
    try:
        path = live_dates(plan)
    except HorizonError as error:
        return str(error)
    columns = (path.early_start, path.early_finish, path.late_start, path.late_finish, path.total_float)
    return path.activity_ids, [column.tolist() for column in (*columns, path.free_float, path.driver)], path.finish


def an_edit(draw: st.DrawFn, plan: Plan) -> dict[str, Any]:
    """Draw new values of some fields of a plan, of what people do to it."""
    kind = draw(st.sampled_from(["work", "work", "links", "add", "remove", "adopted", "status", "summary", "people"]))
    activities: list[Activity] = list(plan.activities)
    links: list[Link] = list(plan.links)
    leaves = [row for row, each in enumerate(activities) if each.id not in plan.children]
    row = draw(st.sampled_from(leaves))
    leaf = activities[row]
    if kind == "work":
        other = activities[draw(st.sampled_from(leaves))]
        activities[row] = replace(
            leaf,
            modes=draw(st.sampled_from([leaf.modes, other.modes, ()])),
            constraints=draw(constraints(plan.time_zone)),
            progress=draw(st.none() | progresses(plan.time_zone)),
            deliverable=other.deliverable,
        )
    elif kind == "links":
        if links:
            links.pop(draw(st.integers(0, len(links) - 1)))
        before, after = (activities[draw(st.integers(0, len(activities) - 1))].id for _ in range(2))
        if before != after:
            links.append(Link(before, after, draw(st.sampled_from(LinkType)), draw(st.integers(-500, 500))))
    elif kind == "add":
        where = draw(st.integers(0, len(activities)))
        activities.insert(where, replace(leaf, id=f"new {where}", parent=draw(st.sampled_from([None, leaf.parent]))))
    elif kind == "remove" and len(leaves) > 1:
        activities.pop(row)
    elif kind == "adopted":
        adopted = plan.adopted
        chosen = tuple((each.id, draw(st.sampled_from(each.modes)).id) for each in activities if each.modes)
        return {"adopted": replace(adopted, modes=chosen, assignments=adopted.assignments[1:])}
    elif kind == "status":
        return {"status_date": draw(st.sampled_from([None, plan.start]))}
    elif kind == "summary" and plan.children.keys() - {None}:
        name = draw(st.sampled_from(sorted(plan.children.keys() - {None}, key=str)))
        at = activities.index(plan.activity_by_id[str(name)])
        activities[at] = replace(activities[at], constraints=draw(constraints(plan.time_zone)))
    elif kind == "people":
        return {"people": tuple(replace(person, absences=()) for person in plan.people)}
    return {"activities": tuple(activities), "links": tuple(links)}


def outcome(method: Callable[..., Plan], plan: Plan, changes: dict[str, Any]) -> Plan | str:
    """Return the changed plan, or why it is refused."""
    try:
        return method(plan, **changes)
    except PlanError as error:
        return str(error)


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_edits_one_after_another_give_the_plan_built_from_scratch(data: st.DataObject) -> None:
    plan = data.draw(plans())
    dates(plan)
    for _ in range(4):
        changes = data.draw(st.composite(an_edit)(plan))
        scratch, revised = outcome(replace, plan, changes), outcome(revise_plan, plan, changes)
        assert revised == scratch
        if isinstance(scratch, str):
            continue
        assert isinstance(revised, Plan)
        plan = revised
        same_arrays(plan.arrays, scratch.arrays)
        same_timelines(plan, scratch)
        assert dates(plan) == dates(scratch)
        assert (plan.origin, plan.leaf_links, plan.dropped) == (scratch.origin, scratch.leaf_links, scratch.dropped)


def test_only_what_changed_is_compiled_again() -> None:
    plan = a_plan(task("a", 6, DEV), task("b", 6, DEV), links=[Link("a", "b")])
    live_dates(plan)
    revised = revise_plan(plan, activities=(plan.activities[0], task("b", 8, DEV)))
    assert revised.near_workforce.packed is plan.near_workforce.packed
    assert revised.link_table is plan.link_table


def test_a_plan_that_nothing_was_computed_of_can_be_revised() -> None:
    plan = revise_plan(a_plan(task("a", 6, DEV)), activities=(task("a", 8, DEV),))
    assert plan.arrays.mode_minutes.tolist() == [480]


def test_timelines_that_no_mode_needs_any_more_are_dropped_in_the_end() -> None:
    plan = a_plan(task("a", 6, DEV))
    live_dates(plan)
    for permille in range(1, 90):
        plan = revise_plan(plan, activities=(task("a", 6, Demand("dev", permille)),))
    assert len(plan.near_workforce.timelines) < 70


def test_a_change_that_breaks_a_rule_is_refused() -> None:
    plan = a_plan(task("a", 6, DEV), task("b", 6, DEV), links=[Link("a", "b")])
    with pytest.raises(PlanError, match="the links form a circle: a -> b -> a"):
        revise_plan(plan, links=(*plan.links, Link("b", "a")))
    with pytest.raises(PlanError, match="there are two FS links between them"):
        revise_plan(plan, links=(*plan.links, Link("a", "b", lag_minutes=5)))
    with pytest.raises(PlanError, match="activity a, mode normal: there is no team or person 'nobody'"):
        revise_plan(plan, activities=(task("a", 6, Demand("nobody")), plan.activities[1]))
    with pytest.raises(PlanError, match="there is no activity 'b'"):
        revise_plan(plan, activities=plan.activities[:1])


def test_dropping_a_deliverable_reaches_its_leaves() -> None:
    extra = Deliverable("extra", optional=True)
    plan = a_plan(task("a", 8, DEV, deliverable="extra"), task("b", 8, DEV), deliverables=(extra,))
    live_dates(plan)
    revised = revise_plan(plan, adopted=Adopted(dropped=("extra",)))
    assert revised.arrays.mode_minutes.tolist() == [0, 480]


def test_other_fields_are_replaced_as_usual() -> None:
    plan = a_plan(task("a", 6, DEV))
    assert revise_plan(plan, projects=(Project("other"),)) == replace(plan, projects=(Project("other"),))


def test_a_summary_that_loses_its_last_leaf_becomes_one() -> None:
    plan = a_plan(Activity("s"), task("a", 6, DEV, parent="s"), task("b", 1, DEV))
    live_dates(plan)
    revised = revise_plan(plan, activities=(plan.activities[0], plan.activities[2]))
    assert revised.arrays.activity_ids == ("s", "b")
