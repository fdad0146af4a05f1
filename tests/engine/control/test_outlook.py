"""Where a project in progress leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import sqrt

import pytest

from tests.engine.control.test_earned_value import DAY, EVENING, a_tracked_plan, entry
from tests.engine.plans import MONDAY, minutes
from trilemma.engine.control.earned_value import PlannedValue
from trilemma.engine.control.outlook import learnt_deviation, outlook, with_learnt_ranges
from trilemma.engine.plan import Baseline, Plan, Progress, Status, StatusEntry


def test_the_consensus_is_the_median_of_three() -> None:
    plan = a_tracked_plan()
    found = outlook(plan, plan.statuses[0], draws=256)
    assert found.network == datetime(2026, 3, 6, 18, tzinfo=UTC)
    assert found.value.finish["es1"] == found.value.finish["pv1"] == found.network
    assert found.finish == found.p50 == found.network
    assert found.p80 > found.p50


def test_a_finished_project_has_no_range() -> None:
    plan = a_tracked_plan()
    done = Status(
        EVENING + 4 * DAY,
        tuple(StatusEntry(n, Progress(MONDAY, EVENING + 3 * DAY, None, 1000)) for n in ("a", "b")),
    )
    found = outlook(plan, done)
    assert found.finish == found.p80 == EVENING + 3 * DAY


def after(finished: int) -> tuple[Plan, Status]:
    plan = a_tracked_plan()
    entries = tuple(entry("a", 2 * n, 1, 10) for n in range(finished)) or plan.baselines[0].entries
    statuses = tuple(
        StatusEntry("a", Progress(MONDAY + 2 * n * DAY, EVENING + 2 * n * DAY, None, 1000)) for n in range(finished)
    )
    baseline = Baseline("other", plan.baselines[0].taken_on, entries)
    return replace(plan, baselines=(baseline,)), Status(EVENING + 60 * DAY, statuses)


def test_the_spread_is_learnt_from_what_is_finished() -> None:
    plan, status = after(0)
    assert learnt_deviation(PlannedValue(plan, plan.baselines[0]), status) == pytest.approx(0.4)
    plan = a_tracked_plan()
    exact = Status(EVENING + DAY, (StatusEntry("a", Progress(MONDAY, EVENING + DAY, None, 1000)),))
    assert learnt_deviation(PlannedValue(plan, plan.baselines[0]), exact) == pytest.approx(0.4 * sqrt(10 / 11))


def test_stated_ranges_are_kept_and_certain_ones_spread() -> None:
    plan = a_tracked_plan()
    ranged = replace(plan.activities[1], modes=(replace(plan.activities[1].modes[0], effort=minutes(300, 960, 2000)),))
    plan = replace(plan, activities=(plan.activities[0], ranged))
    learnt = with_learnt_ranges(plan, PlannedValue(plan, plan.baselines[0]), plan.statuses[0])
    assert learnt.activities[1].modes[0].effort == minutes(300, 960, 2000)
    effort = learnt.activities[0].modes[0].effort
    assert effort is not None
    assert effort.quantile(0.5) == pytest.approx(960)
    assert learnt.correlation.project == 0.5


def test_the_same_seed_gives_the_same_outlook() -> None:
    plan = a_tracked_plan()
    assert outlook(plan, plan.statuses[0], draws=256, seed=3) == outlook(plan, plan.statuses[0], draws=256, seed=3)
    assert plan.statuses[0].at - plan.start > timedelta(0)
