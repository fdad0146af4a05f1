"""The 14 points: each can pass and fail."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.engine.plans import MONDAY, a_plan, task
from trilemma.engine.network import HealthPoint, plan_health
from trilemma.engine.plan import (
    Activity,
    Baseline,
    BaselineEntry,
    Constraint,
    ConstraintKind,
    Deadline,
    Demand,
    Link,
    LinkType,
    Plan,
    Progress,
)

DEV = Demand("dev")
LATER = MONDAY + timedelta(days=3)


def points(plan: Plan) -> dict[str, HealthPoint]:
    return {point.id: point for point in plan_health(plan)}


def a_sound_plan() -> Plan:
    return a_plan(task("a", 8, DEV), task("b", 8, DEV), Activity("live"), links=[Link("a", "b"), Link("b", "live")])


def test_a_sound_plan_passes_all_fourteen() -> None:
    found = points(a_sound_plan())
    assert len(found) == 14
    assert [point.id for point in found.values() if not point.passes] == []
    assert found["critical-path-test"].value == pytest.approx(1.0)
    assert found["length-index"].value == pytest.approx(1.0)


BASELINE = Baseline("first", date(2026, 3, 1), (BaselineEntry("a", MONDAY, MONDAY + timedelta(hours=9)),))
FAULTS = {
    "logic": a_plan(task("a", 8, DEV), task("b", 4, DEV), task("c", 2, DEV)),
    "leads": a_plan(task("a", 8, DEV), task("b", 8, DEV), links=[Link("a", "b", lag_minutes=-60)]),
    "lags": a_plan(task("a", 8, DEV), task("b", 8, DEV), links=[Link("a", "b", lag_minutes=60)]),
    "link-types": a_plan(task("a", 8, DEV), task("b", 8, DEV), links=[Link("a", "b", LinkType.START_START)]),
    "hard-constraints": a_plan(task("a", 8, DEV, constraints=(Constraint(ConstraintKind.MUST_START, MONDAY),))),
    "high-float": a_plan(task("a", 8, DEV), task("b", 400, DEV), Activity("m"), links=[Link("a", "m"), Link("b", "m")]),
    "negative-float": a_plan(task("a", 8, DEV, deadline=Deadline(MONDAY + timedelta(hours=1)))),
    "high-duration": a_plan(task("a", 400, DEV)),
    "invalid-dates": a_plan(
        task("a", 8, DEV, progress=Progress(actual_start=LATER, actual_finish=LATER)), status_date=MONDAY
    ),
    "resources": a_plan(task("a", 8)),
    "missed": a_plan(task("a", 8, DEV), baselines=(BASELINE,), status_date=LATER),
    "length-index": a_plan(task("a", 80, DEV, deadline=Deadline(datetime(2026, 3, 4, tzinfo=UTC)))),
    "execution-index": a_plan(task("a", 8, DEV), baselines=(BASELINE,), status_date=LATER),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_with_whoever_offends(fault: str) -> None:
    point = points(FAULTS[fault])[fault]
    assert not point.passes
    assert set(point.offenders) <= {"a", "b", "c", "a -> b"}
    assert point.offenders


def test_a_finish_that_a_date_holds_fails_the_critical_path_test() -> None:
    late = (Constraint(ConstraintKind.START_NO_EARLIER, datetime(2029, 3, 5, 9, tzinfo=UTC)),)
    bound = a_plan(
        task("a", 8, DEV, deadline=Deadline(MONDAY)),
        task("b", 8, DEV, constraints=late),
        Activity("m"),
        links=[Link("a", "m"), Link("b", "m")],
    )
    point = points(bound)["critical-path-test"]
    assert (point.passes, point.offenders) == (False, ("a",))
