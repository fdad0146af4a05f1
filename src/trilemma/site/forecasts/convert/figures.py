"""Finish, cost and quality of a schedule, in the units in which pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from trilemma.engine.api import Plan, Schedule, expected_defects, from_minor, live_schedule, schedule_cost, to_instant

Figures = dict[str, Any]
"""``finish`` (ISO text), ``cost`` (number in the currency), ``defects`` (number)."""


def instant(plan: Plan, minutes: float) -> str:
    """Return an elapsed minute of a plan as an ISO text on its own clock."""
    return to_instant(plan.origin, round(minutes), plan.time_zone).isoformat()


def money(plan: Plan, minor: float) -> float:
    """Return minor units as a number in the plan's currency."""
    return float(from_minor(round(minor), plan.currency))


def finish_of(plan: Plan, schedule: Schedule) -> int:
    """Return the finish that counts: the release milestone's, else the last."""
    released = schedule.by_id.get(plan.release or "")
    return released.finish if released else schedule.last_finish


def figures_of(plan: Plan, schedule: Schedule) -> Figures:
    """Return the figures of a schedule of a plan whose rework is written out."""
    modes: Mapping[str, str] = {row.id: row.mode for row in schedule.activities if row.mode}
    return {
        "finish": instant(plan, finish_of(plan, schedule)),
        "cost": money(plan, schedule_cost(plan, schedule).total),
        "defects": round(expected_defects(plan, modes).escaped, 2),
    }


def figures_now(plan: Plan) -> Figures:
    """Return the figures of the live plan as it stands."""
    if not plan.leaves:
        return {"finish": instant(plan, 0), "cost": 0.0, "defects": 0.0}
    return figures_of(*live_schedule(plan))


def rows_of(plan: Plan, schedule: Schedule) -> list[list[Any]]:
    """Return what each activity of the plan comes to: key, mode, start, finish, people."""
    known = plan.activity_by_id
    return [
        [row.id, row.mode, instant(plan, row.start), instant(plan, row.finish), list(row.people)]
        for row in schedule.activities
        if row.id in known
    ]


def effect_between(before: Figures, after: Figures) -> dict[str, Any]:
    """Return figures before and after with their differences: elapsed days, money, defects."""
    days = (datetime.fromisoformat(after["finish"]) - datetime.fromisoformat(before["finish"])).total_seconds() / 86_400
    return {
        "before": before,
        "after": after,
        "days": round(days, 2),
        "cost": round(after["cost"] - before["cost"], 2),
        "defects": round(after["defects"] - before["defects"], 2),
    }
