"""What each activity costs as the live dates have it."""

from __future__ import annotations

from typing import Any

from trilemma.engine.api import TrilemmaError, from_minor, live_schedule, schedule_cost
from trilemma.site.planning.convert import Compiled
from trilemma.site.planning.queries.columns import encoded_all
from trilemma.site.planning.queries.outline import NONE, outline_of


def cost_column(compiled: Compiled) -> dict[str, Any]:
    """Return the column of costs in main currency units, once for each revision; summaries have the sum below them."""
    if "costs" not in compiled.derived:
        compiled.derived["costs"] = encoded_all({"cost": _costs(compiled)})
    return compiled.derived["costs"]  # type: ignore[no-any-return] # put there above


def _costs(compiled: Compiled) -> list[float | None]:
    outline, plan = outline_of(compiled), compiled.plan
    try:
        written, schedule = live_schedule(plan)
        costs = {each.activity: each.cost for each in schedule_cost(written, schedule).activities}
    except TrilemmaError:
        return []
    sums = [costs.get(name, 0) for name in outline.names]
    for row in range(len(sums) - 1, -1, -1):
        above = int(outline.parent[row])
        if above != NONE:
            sums[above] += sums[row]
    return [float(from_minor(amount, plan.currency)) for amount in sums]
