"""Fronts as JSON: the points with their proofs and prices, and what adopting each would change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from trilemma.engine import api
from trilemma.engine.api import Axis, Front, FrontPoint, Plan, adopt_schedule, to_minor, to_minutes
from trilemma.site.forecasts.convert.changes import changed_tables
from trilemma.site.forecasts.convert.figures import instant, money, rows_of
from trilemma.site.forecasts.convert.schedules import end_of_day

PER_DAY: Final = 1440
MILLI: Final = 1000
NAMES: Final = {Axis.FINISH: "finish", Axis.COST: "cost", Axis.DEFECTS: "defects"}


def front_answer(plan: Plan, oracle: api.PlanOracle, front: Front) -> dict[str, Any]:
    """Return a front of a plan as JSON, the earliest finish first."""
    points = sorted(front.points, key=lambda point: point.candidate.values[Axis.FINISH])
    return {
        "axes": [NAMES[axis] for axis in front.axes],
        "points": [_point(plan, oracle, point) for point in points],
        "complete": front.complete,
        "mean_gap": front.mean_gap,
        "currency": plan.currency,
        "method": {
            "id": front.method,
            "seed": front.seed,
            "version": front.version,
            "seconds": round(front.seconds, 2),
        },
    }


def _point(plan: Plan, oracle: api.PlanOracle, point: FrontPoint) -> dict[str, Any]:
    values = point.candidate.values
    schedule = oracle.schedule(point.candidate.solution)
    day, defect = point.prices.get(Axis.FINISH), point.prices.get(Axis.DEFECTS)
    priced = point.minimised is Axis.COST
    return {
        "finish": instant(plan, values[Axis.FINISH]),
        "cost": money(plan, values[Axis.COST]),
        "defects": round(values.get(Axis.DEFECTS, 0) / MILLI, 2),
        "minimised": NAMES[point.minimised],
        "status": point.status.value,
        "gap": point.gap,
        "price_of_a_day": money(plan, day * PER_DAY) if priced and day is not None else None,
        "price_of_a_defect": money(plan, defect * MILLI) if priced and defect is not None else None,
        "modes": {name: mode for name, mode in oracle.modes(point.candidate.solution).items() if _chosen(plan, name)},
        "overtime": [[slot.resource, slot.day.isoformat(), slot.minutes] for slot in schedule.overtime],
        "rows": rows_of(plan, schedule),
        "tables": changed_tables(plan, adopt_schedule(plan, schedule)),
    }


def _chosen(plan: Plan, name: str) -> bool:
    """Return whether there was anything to choose."""
    return len(plan.activity_by_id[name].modes) > 1


def front_limits(plan: Plan, parameters: Mapping[str, Any]) -> dict[Axis, int]:
    """Return the limits that were asked for, in the engine's units."""
    found: dict[Axis, int] = {}
    if parameters.get("deadline"):
        found[Axis.FINISH] = to_minutes(plan.origin, end_of_day(plan, date.fromisoformat(parameters["deadline"])))
    if parameters.get("budget") is not None:
        found[Axis.COST] = to_minor(parameters["budget"], plan.currency)
    if parameters.get("max_defects") is not None:
        found[Axis.DEFECTS] = round(parameters["max_defects"] * MILLI)
    return found
