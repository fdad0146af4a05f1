"""What each activity costs as the live dates have it."""

from __future__ import annotations

from typing import Any, Final

from trilemma.engine.api import TrilemmaError, from_minor, live_schedule, schedule_cost
from trilemma.site.planning.convert import Compiled
from trilemma.site.planning.queries.columns import encoded_all
from trilemma.site.planning.queries.outline import outline_of

FEW: Final = 400
"""The costs of so many activities are computed within the opening of the page."""


def cost_column(compiled: Compiled) -> dict[str, Any]:
    """Return the column of costs in main currency units, once for each revision; summaries have the sum below them."""
    if "costs" not in compiled.derived:
        compiled.derived["costs"] = encoded_all({"cost": _costs(compiled)})
    return compiled.derived["costs"]  # type: ignore[no-any-return] # put there above


def quickly_costed(compiled: Compiled) -> bool:
    """Return whether the costs are known already, or soon computed."""
    return "costs" in compiled.derived or compiled.plan.arrays.n <= FEW


def _costs(compiled: Compiled) -> list[float | None]:
    plan = compiled.plan
    try:
        costs = schedule_cost(*live_schedule(plan)).by_activity
    except TrilemmaError:
        return []
    names = outline_of(compiled).names
    return [float(from_minor(costs[name], plan.currency)) if costs.get(name) else None for name in names]
