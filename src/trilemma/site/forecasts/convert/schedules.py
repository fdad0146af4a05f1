"""Schedules: what may be asked, and the answer as a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from trilemma.engine import api
from trilemma.engine.api import Limits, Objective, ObjectiveKind, Plan, adopt_schedule, to_minor, to_minutes
from trilemma.site.forecasts.convert.changes import changed_tables
from trilemma.site.forecasts.convert.figures import effect_between, figures_now, figures_of, money, rows_of


def objectives_of(parameters: Mapping[str, Any]) -> tuple[Objective, ...]:
    """Return what a schedule is to improve, in order of importance; the finish where nothing is said."""
    return tuple(Objective(ObjectiveKind(name)) for name in parameters.get("objectives") or ("finish",))


def limits_of(plan: Plan, parameters: Mapping[str, Any]) -> Limits:
    """Return the latest finish and the highest cost that were asked for; a date lasts until its midnight."""
    given: dict[str, int] = {}
    if parameters.get("deadline"):
        given["finish"] = to_minutes(plan.origin, end_of_day(plan, date.fromisoformat(parameters["deadline"])))
    if parameters.get("budget") is not None:
        given["cost"] = to_minor(Decimal(str(parameters["budget"])), plan.currency)
    return Limits(**given)


def end_of_day(plan: Plan, day: date) -> datetime:
    """Return the midnight that ends a day on the plan's clock."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), ZoneInfo(plan.time_zone))


def answer_of(plan: Plan, outcome: api.PlanOutcome) -> dict[str, Any]:
    """Return a schedule of a plan as JSON: how good it is, what it comes to, what adopting it would change."""
    found = outcome.outcome
    answer: dict[str, Any] = {
        "status": found.status.value,
        "gap": found.gap,
        "method": {
            "id": found.method,
            "seed": found.seed,
            "version": found.version,
            "schedules": found.effort.schedules,
            "seconds": round(found.seconds, 2),
        },
        "violations": [str(violation) for violation in outcome.violations],
    }
    if outcome.schedule is None or outcome.violations:
        return answer | {"tables": {}, "rows": [], "effect": {}}
    after = figures_of(outcome.plan, outcome.schedule)
    return answer | {
        "tables": changed_tables(plan, adopt_schedule(plan, outcome.schedule)),
        "rows": rows_of(plan, outcome.schedule),
        "effect": effect_between(figures_now(plan), after),
    }


def value_in_words(plan: Plan, objective: str, value: int | None) -> Any:  # noqa: ANN401 - a text or a number
    """Return an objective's value as pages show it."""
    if value is None:
        return None
    return money(plan, value) if objective in {"cost", "margin"} else value
