"""Dates, floats and what drives them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings

from tests.engine.plans import MONDAY, a_plan, a_team, networks, task
from trilemma.engine.network import CriticalPath, critical_path
from trilemma.engine.plan import (
    Activity,
    Constraint,
    ConstraintKind,
    Deadline,
    Demand,
    Link,
    LinkType,
    Plan,
    Progress,
    Schedule,
    ScheduledActivity,
)
from trilemma.engine.schedule.check import check_schedule

DEV = Demand("dev")


def dates(plan: Plan, path: CriticalPath, name: str) -> tuple[str, str]:
    row = path.activity_ids.index(name)
    start, finish = (plan.origin + timedelta(minutes=int(x[row])) for x in (path.early_start, path.early_finish))
    return f"{start:%a %H:%M}", f"{finish:%a %H:%M}"


def as_schedule(plan: Plan, path: CriticalPath) -> Schedule:
    modes = {leaf.id: leaf.modes[0].id if leaf.modes else "" for leaf in plan.leaves}
    return Schedule(
        tuple(
            ScheduledActivity(name, int(start), int(finish), modes[name])
            for name, start, finish in zip(path.activity_ids, path.early_start, path.early_finish, strict=True)
        )
    )


def test_a_chain_stops_for_lunch_and_for_the_night() -> None:
    plan = a_plan(task("a", 6, DEV), task("b", 6, DEV), links=[Link("a", "b")])
    path = critical_path(plan)
    assert dates(plan, path, "a") == ("Mon 09:00", "Mon 16:00")
    assert dates(plan, path, "b") == ("Mon 16:00", "Tue 13:00")
    assert path.critical.tolist() == [True, True]


def test_float_counts_working_minutes() -> None:
    plan = a_plan(
        task("long", 16, DEV),
        task("short", 4, DEV),
        Activity("done"),
        links=[Link("long", "done"), Link("short", "done")],
    )
    path = critical_path(plan)
    assert dict(zip(path.activity_ids, path.total_float.tolist(), strict=True)) == {"long": 0, "short": 720, "done": 0}
    assert path.free_float.tolist() == [0, 720, 0]


@pytest.mark.parametrize(
    "kind, lag, expected",
    [
        (LinkType.FINISH_START, 120, ("Tue 10:00", "Tue 12:00")),
        (LinkType.START_START, 120, ("Mon 11:00", "Mon 13:00")),
        (LinkType.FINISH_FINISH, 60, ("Mon 16:00", "Mon 18:00")),
        (LinkType.START_FINISH, 240, ("Mon 11:00", "Mon 13:00")),
        (LinkType.FINISH_START, -60, ("Mon 16:00", "Mon 18:00")),
    ],
)
def test_each_kind_of_link_holds_with_its_lag(kind: LinkType, lag: int, expected: tuple[str, str]) -> None:
    plan = a_plan(task("a", 7, DEV), task("b", 2, DEV), links=[Link("a", "b", kind, lag)])
    assert dates(plan, critical_path(plan), "b") == expected


def test_an_elapsed_lag_runs_through_the_night() -> None:
    plan = a_plan(task("a", 8, DEV), task("b", 1, DEV), links=[Link("a", "b", lag_minutes=12 * 60, elapsed=True)])
    assert dates(plan, critical_path(plan), "b") == ("Tue 09:00", "Tue 10:00")


def test_a_link_to_a_summary_holds_all_below_it() -> None:
    plan = a_plan(
        task("a", 8, DEV),
        Activity("phase"),
        task("b", 1, DEV, parent="phase"),
        task("c", 1, DEV, parent="phase"),
        links=[Link("a", "phase")],
    )
    path = critical_path(plan)
    assert dates(plan, path, "b") == dates(plan, path, "c") == ("Tue 09:00", "Tue 10:00")


def test_two_people_halve_effort_but_not_a_fixed_duration() -> None:
    both = Demand("dev", 2000)
    plan = a_plan(task("effort", 8, both), task("fixed", 8, both, effort=False), teams=(a_team(people=4),))
    path = critical_path(plan)
    assert dates(plan, path, "effort") == ("Mon 09:00", "Mon 13:00")
    assert dates(plan, path, "fixed") == ("Mon 09:00", "Mon 18:00")


def test_a_deadline_that_cannot_be_met_gives_negative_float() -> None:
    plan = a_plan(task("a", 16, DEV, deadline=Deadline(datetime(2026, 3, 2, 18, tzinfo=UTC))))
    assert critical_path(plan).total_float.tolist() == [-480]


def test_as_late_as_possible_waits_for_its_successor() -> None:
    late = (Constraint(ConstraintKind.AS_LATE_AS_POSSIBLE),)
    plan = a_plan(
        task("a", 8, DEV), task("b", 1, DEV, constraints=late), Activity("m"), links=[Link("a", "m"), Link("b", "m")]
    )
    assert dates(plan, critical_path(plan), "b") == ("Mon 17:00", "Mon 18:00")


def test_work_in_progress_goes_on_from_the_status_date() -> None:
    begun = Progress(actual_start=MONDAY, complete_permille=500)
    plan = a_plan(
        task("a", 8, DEV, progress=begun),
        task("b", 1, DEV),
        links=[Link("a", "b")],
        status_date=MONDAY + timedelta(days=1),
    )
    path = critical_path(plan)
    assert dates(plan, path, "a") == ("Mon 09:00", "Tue 13:00")
    assert dates(plan, path, "b") == ("Tue 14:00", "Tue 15:00")


def test_what_is_finished_keeps_its_dates_and_is_not_critical() -> None:
    done = Progress(actual_start=MONDAY, actual_finish=MONDAY + timedelta(hours=2))
    plan = a_plan(
        task("a", 8, DEV, progress=done),
        task("b", 1, DEV),
        links=[Link("a", "b")],
        status_date=MONDAY + timedelta(hours=3),
    )
    path = critical_path(plan)
    assert dates(plan, path, "a") == ("Mon 09:00", "Mon 11:00")
    assert dates(plan, path, "b") == ("Mon 12:00", "Mon 13:00")
    assert path.critical.tolist() == [False, True]


def test_the_arcs_of_an_adopted_order_count_as_links() -> None:
    plan = a_plan(task("a", 8, DEV), task("b", 8, DEV))
    path = critical_path(plan, arcs=[("b", "a")])
    assert dates(plan, path, "a") == ("Tue 09:00", "Tue 18:00")


def test_the_release_milestone_is_the_finish() -> None:
    plan = a_plan(
        task("a", 8, DEV),
        Activity("live"),
        task("after", 16, DEV),
        links=[Link("a", "live"), Link("live", "after")],
        release="live",
    )
    path = critical_path(plan)
    assert plan.origin + timedelta(minutes=path.finish) == datetime(2026, 3, 2, 18, tzinfo=UTC)


@settings(deadline=None, max_examples=60)
@given(networks())
def test_the_independent_checker_finds_nothing_in_the_early_dates(plan: Plan) -> None:
    assert check_schedule(plan, as_schedule(plan, critical_path(plan))) == ()


@settings(deadline=None, max_examples=60)
@given(networks())
def test_late_dates_are_never_before_early_dates_without_limits(plan: Plan) -> None:
    path = critical_path(plan)
    assert np.all(path.late_finish >= path.early_finish)
    assert np.all(path.total_float >= 0)
    assert np.all(path.free_float <= path.total_float)


@settings(deadline=None, max_examples=60)
@given(networks())
def test_one_more_link_never_makes_anything_earlier(plan: Plan) -> None:
    names = plan.topological_leaves
    known = {(link.predecessor, link.successor) for link in plan.links}
    pair = next(((a, b) for i, a in enumerate(names) for b in names[i + 1 :] if (a, b) not in known), None)
    if pair is None:
        return
    before = critical_path(plan)
    after = critical_path(replace(plan, links=(*plan.links, Link(*pair))))
    finish = dict(zip(after.activity_ids, after.early_finish.tolist(), strict=True))
    assert all(finish[name] >= early for name, early in zip(before.activity_ids, before.early_finish, strict=True))
