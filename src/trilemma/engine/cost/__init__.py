"""Cost: what a schedule costs by activity, person, team and project, what a mode costs, and what is earned."""

from trilemma.engine.cost.margin import Margin, SampledMargin, deadline_penalties, margin, sampled_margin
from trilemma.engine.cost.modes import ModeCosts, mode_costs
from trilemma.engine.cost.rates import HourlyPrices, PriceTable, price_table
from trilemma.engine.cost.schedule_cost import (
    ActivityCost,
    ScheduleCost,
    WorkCost,
    mitigation_cost,
    schedule_cost,
)

__all__ = [
    "ActivityCost",
    "HourlyPrices",
    "Margin",
    "ModeCosts",
    "PriceTable",
    "SampledMargin",
    "ScheduleCost",
    "WorkCost",
    "deadline_penalties",
    "margin",
    "mitigation_cost",
    "mode_costs",
    "price_table",
    "sampled_margin",
    "schedule_cost",
]
