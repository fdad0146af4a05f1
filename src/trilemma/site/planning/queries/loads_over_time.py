"""How much is asked of a team or person, day by day or week by week, against how much there is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from trilemma.engine.api import Plan
from trilemma.site.planning.convert import Compiled
from trilemma.site.planning.queries.dates import Dates, dates_of, minute_of
from trilemma.site.planning.queries.loads import demands_of
from trilemma.site.planning.queries.outline import Int1D

_HOUR = 60 * 1000
_EPOCH = datetime.fromisoformat("1970-01-01T00:00+00:00")
MOST_PERIODS = 3000


def load_of(compiled: Compiled, resource: str, step: str) -> dict[str, Any]:
    """Return capacity, load and overtime of a team or person over the plan, in hours a period.

    Work of an activity is spread over the time in which whoever does it is there.
    """
    plan, dates = compiled.plan, dates_of(compiled)
    edges = period_edges(plan, dates, step)
    origin = minute_of(dates.path.graph.origin)
    members = [person.id for person in plan.members_by_team.get(resource, ())] or [resource]
    names = [name for name in members if name in plan.arrays.resource_index]
    capacity, load, extra = (np.zeros(len(edges) - 1) for _ in range(3))
    for name in names:
        capacity += _present(plan, name, edges - origin, overtime=False)
        extra += _present(plan, name, edges - origin, overtime=True)
        load += _asked(plan, dates, name, edges - origin)
    return {
        "team": resource,
        "step": step,
        "at": edges.tolist(),
        "capacity": np.round(capacity, 2).tolist(),
        "load": np.round(load, 2).tolist(),
        "overtime": np.round(extra, 2).tolist(),
    }


def period_edges(plan: Plan, dates: Dates, step: str) -> Int1D:
    """Return the instants at which days or weeks begin on the plan's clock, one more than there are periods."""
    zone = ZoneInfo(plan.time_zone)
    first = (_EPOCH + timedelta(minutes=dates.start_of_plan)).astimezone(zone).date()
    last = int(dates.finish.max(initial=dates.finish_of_plan))
    if step == "week":
        first -= timedelta(days=first.weekday())
    length = timedelta(days=7 if step == "week" else 1)
    edges = [minute_of(datetime(first.year, first.month, first.day, tzinfo=zone))]
    day = first
    while edges[-1] < last and len(edges) <= MOST_PERIODS:
        day += length
        edges.append(minute_of(datetime(day.year, day.month, day.day, tzinfo=zone)))
    return np.array(edges if len(edges) > 1 else [edges[0], edges[0] + 24 * 60], dtype=np.int64)


def _present(plan: Plan, name: str, edges: Int1D, *, overtime: bool) -> Any:  # noqa: ANN401 - an array of hours
    presence = plan.near_workforce.presences[plan.arrays.resource_index[name]]
    kept = presence.overtime == overtime
    return _hours(presence.starts[kept], presence.finishes[kept], presence.amounts[kept], edges)


def _hours(starts: Int1D, finishes: Int1D, amounts: Int1D, edges: Int1D) -> Any:  # noqa: ANN401 - an array of hours
    """Return the hours of intervals that fall into each period."""
    if not len(starts):
        return np.zeros(len(edges) - 1)
    done = np.concatenate(([0], np.cumsum((finishes - starts) * amounts)))
    row = np.searchsorted(starts, edges, side="right") - 1
    known = np.maximum(row, 0)
    inside = (np.minimum(edges, finishes[known]) - starts[known]) * amounts[known]
    return np.diff(np.where(row >= 0, done[known] + inside, 0)) / _HOUR


def _asked(plan: Plan, dates: Dates, name: str, edges: Int1D) -> Any:  # noqa: ANN401 - an array of hours
    """Return the hours of work that fall into each period: the shares asked for, while the one who works is there."""
    path, index = dates.path, plan.arrays.resource_index[name]
    demands = demands_of(plan, path)
    mine = demands.resource == index
    presence = plan.near_workforce.presences[index]
    starts, finishes = path.early_start[demands.leaf[mine]], path.early_finish[demands.leaf[mine]]
    moments = np.unique(np.concatenate((starts, finishes, edges)))
    change = np.zeros(len(moments))
    np.add.at(change, np.searchsorted(moments, starts), demands.permille[mine])
    np.add.at(change, np.searchsorted(moments, finishes), -demands.permille[mine])
    share = np.cumsum(change)[:-1]
    there = _hours(presence.starts, presence.finishes, np.full(len(presence.starts), 1000), moments)
    total = np.concatenate(([0.0], np.cumsum(there * share / 1000)))
    return np.diff(total[np.searchsorted(moments, edges)])
