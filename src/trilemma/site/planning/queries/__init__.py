"""Reads of plans, the actor first."""

from __future__ import annotations

from trilemma.site.planning.queries.access import PlanAccess, live_plan_of, plan_for, scenarios_of
from trilemma.site.planning.queries.dates import Dates, dates_of
from trilemma.site.planning.queries.differences import Differences, differences
from trilemma.site.planning.queries.plan_data import plan_data

__all__ = [
    "Dates",
    "Differences",
    "PlanAccess",
    "dates_of",
    "differences",
    "live_plan_of",
    "plan_data",
    "plan_for",
    "scenarios_of",
]
