"""Earned value and earned schedule on a project small enough to count by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.engine.plans import MONDAY, a_plan, minutes, task
from trilemma.engine.control.as_of import as_of, snapshots
from trilemma.engine.control.earned_value import PlannedValue, earned_value, finish_minutes
from trilemma.engine.errors import PlanError
from trilemma.engine.plan import Baseline, BaselineEntry, Demand, Link, Plan, Progress, Status, StatusEntry

DEV = Demand("dev")
DAY = timedelta(days=1)
EVENING = MONDAY.replace(hour=18)


def entry(name: str, day: int, days: int, cost: int) -> BaselineEntry:
    return BaselineEntry(name, MONDAY + day * DAY, EVENING + (day + days - 1) * DAY, days * 480, cost=Decimal(cost))


def a_tracked_plan() -> Plan:
    """Two activities of two days and 1,000 each; on Tuesday evening the first is half done for 800."""
    half = Progress(MONDAY, None, minutes(480), 500, Decimal(800))
    done = Progress(MONDAY, EVENING + 2 * DAY, None, 1000, Decimal(1500))
    return a_plan(
        task("a", 16, DEV),
        task("b", 16, DEV),
        links=[Link("a", "b")],
        baselines=(Baseline("first", date(2026, 3, 2), (entry("a", 0, 2, 1000), entry("b", 2, 2, 1000))),),
        statuses=(
            Status(EVENING + DAY, (StatusEntry("a", half),)),
            Status(EVENING + 2 * DAY, (StatusEntry("a", done),)),
        ),
    )


def test_the_worked_example() -> None:
    plan = a_tracked_plan()
    found = earned_value(plan, plan.statuses[0])
    assert (found.pv, found.ev, found.ac, found.bac) == (Decimal(1000), Decimal(500), Decimal(800), Decimal(2000))
    assert (found.cpi, found.spi) == (0.625, 0.5)
    assert (found.cv, found.sv) == (Decimal(-300), Decimal(-500))
    assert (found.eac, found.vac) == (Decimal(3200), Decimal(-1200))
    assert found.tcpi == pytest.approx(1500 / 1200)
    assert (found.earned_minutes, found.actual_minutes, found.planned_minutes) == (480, 960, 1920)
    assert (found.spi_t, found.sv_minutes) == (0.5, -480)
    assert found.finish["es1"] == datetime(2026, 3, 6, 18, tzinfo=UTC)
    assert found.finish["es2"] == datetime(2026, 3, 11, 18, tzinfo=UTC)
    assert found.finish["pv2"] == datetime(2026, 3, 11, 18, tzinfo=UTC)


def test_finished_work_earns_its_whole_budget_whatever_it_cost() -> None:
    plan = a_tracked_plan()
    assert (earned_value(plan, plan.statuses[1]).ev, earned_value(plan, plan.statuses[1]).ac) == (
        Decimal(1000),
        Decimal(1500),
    )


def test_a_part_of_the_plan_has_a_value_of_its_own() -> None:
    plan = a_tracked_plan()
    assert earned_value(plan, plan.statuses[0], only=["b"]).pv == 0


def test_nine_forecasts_by_hand() -> None:
    """Planned 100, used 50, earned schedule 40; PV 500, EV 400, AC 500, budget 1000."""
    found = finish_minutes(50, 100, 40, pv=500, ev=400, ac=500, bac=1000)
    expected = {
        "pv1": 110.0, "pv2": 125.0, "pv3": 156.25,
        "ed1": 110.0, "ed2": 125.0, "ed3": 50 + 60 / 0.64,
        "es1": 110.0, "es2": 50 + 60 / 0.8, "es3": 50 + 60 / 0.64,
    }  # fmt: skip
    assert found == pytest.approx(expected)


def test_earned_schedule_inverts_the_planned_value() -> None:
    plan = a_tracked_plan()
    planned = PlannedValue(plan, plan.baselines[0])
    for at in range(0, 1921, 60):
        assert planned.earned_minutes(planned.at_minutes(at)) == pytest.approx(at)


def test_a_project_on_plan_is_forecast_on_plan_by_all_methods() -> None:
    plan = a_tracked_plan()
    on_plan = Status(EVENING + DAY, (StatusEntry("a", Progress(MONDAY, EVENING + DAY, None, 1000, Decimal(1000))),))
    assert set(earned_value(plan, on_plan).finish.values()) == {datetime(2026, 3, 5, 18, tzinfo=UTC)}


def test_without_costs_effort_or_duration_counts() -> None:
    plan = a_tracked_plan()
    bare = Baseline("bare", date(2026, 3, 2), (entry("a", 0, 2, 0), entry("b", 2, 2, 0)))
    assert earned_value(plan, plan.statuses[0], bare).spi == 0.5


def test_a_plan_as_of_a_date_knows_nothing_of_later() -> None:
    plan = as_of(a_tracked_plan(), a_tracked_plan().statuses[0])
    assert plan.status_date == EVENING + DAY
    assert plan.activity_by_id["a"].progress == Progress(MONDAY, None, minutes(480), 500, Decimal(800))
    assert len(plan.statuses) == 1
    assert [status.at for status in snapshots(plan)] == [EVENING + DAY]


def test_a_plan_without_baseline_is_refused() -> None:
    plan = a_plan(task("a", 8, DEV))
    with pytest.raises(PlanError, match="no baseline"):
        earned_value(plan, Status(MONDAY, ()))
