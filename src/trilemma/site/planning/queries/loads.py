"""Who works on what when, as the live dates have it: where more is asked of somebody than there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from trilemma.engine.api import CriticalPath, Plan
from trilemma.site.planning.queries.outline import NONE, Int1D

_BEFORE_ALL = -(1 << 60)


@dataclass(frozen=True)
class Demands:
    """What leaves ask of single resources in the modes in force: one entry each, in permille of a person."""

    leaf: Int1D
    resource: Int1D
    permille: Int1D


def demands_of(plan: Plan, path: CriticalPath) -> Demands:
    """Return what the leaves that still take time ask for, the adopted persons for picks among them."""
    arrays, mode = path.graph.arrays, path.graph.mode
    first, last = arrays.demand_first[mode], arrays.demand_first[mode + 1]
    count = last - first
    leaf = np.repeat(np.arange(arrays.n), count)
    at = np.repeat(first - np.concatenate(([0], np.cumsum(count)[:-1])), count) + np.arange(int(count.sum()))
    picked = list(_picked(plan, path))
    extra = np.array(picked, dtype=np.int64).reshape(-1, 3)
    return Demands(
        np.concatenate((leaf, extra[:, 0])),
        np.concatenate((arrays.demand_resource[at], extra[:, 1])),
        np.concatenate((arrays.demand_permille[at], extra[:, 2])),
    )


def overloaded_leaves(plan: Plan, path: CriticalPath) -> NDArray[np.bool_]:
    """Return which leaves need somebody at a time when more is asked of them than there is, shape ``(n,)``."""
    arrays = path.graph.arrays
    over = np.zeros(arrays.n, dtype=np.bool_)
    if not arrays.n:
        return over
    demands = demands_of(plan, path)
    start, finish = path.early_start[demands.leaf], path.early_finish[demands.leaf]
    open_ = (arrays.actual_finish[demands.leaf] == NONE) & (finish > start)
    for resource in np.unique(demands.resource[open_]):
        mine = open_ & (demands.resource == resource)
        limit = _capacity(plan, arrays.resource_ids[int(resource)], path.graph.origin)
        hit = _overloaded(start[mine], finish[mine], demands.permille[mine], limit)
        over[demands.leaf[mine][hit]] = True
    return over


def _picked(plan: Plan, path: CriticalPath) -> Iterator[tuple[int, int, int]]:
    """Yield leaf, resource and permille of the persons adopted for picks."""
    arrays, mode = path.graph.arrays, path.graph.mode
    for name, people in plan.adopted.people_by_activity.items():
        row = arrays.activity_index.get(name)
        if row is None:
            continue
        waiting = iter(people)
        for pick in range(int(arrays.pick_first[mode[row]]), int(arrays.pick_first[mode[row] + 1])):
            for person in (next(waiting, None) for _ in range(int(arrays.pick_count[pick]))):
                if person in arrays.resource_index:
                    yield row, arrays.resource_index[person], int(arrays.pick_permille[pick])


def _capacity(plan: Plan, resource: str, origin: datetime) -> tuple[Int1D, Int1D]:
    """Return from when on how much there is of a team without members or of a person."""
    owner = plan.team_by_id.get(resource) or plan.person_by_id[resource]
    zone = ZoneInfo(plan.time_zone)
    entries = owner.capacity or ()
    if not entries:
        return np.array([_BEFORE_ALL]), np.array([1000])
    moments = [
        _BEFORE_ALL
        if each.first is None
        else round((datetime.combine(each.first, time(), zone) - origin).total_seconds()) // 60
        for each in entries
    ]
    amounts = [each.permille for each in entries]
    if moments[0] != _BEFORE_ALL:
        whole = 1000 if resource in plan.person_by_id else 0
        moments, amounts = [_BEFORE_ALL, *moments], [whole, *amounts]
    return np.array(moments, dtype=np.int64), np.array(amounts, dtype=np.int64)


def _overloaded(start: Int1D, finish: Int1D, permille: Int1D, limit: tuple[Int1D, Int1D]) -> NDArray[np.bool_]:
    """Return which of the intervals lie where their sum is above the limit."""
    moments = np.unique(np.concatenate((start, finish, limit[0])))
    change = np.zeros(len(moments), dtype=np.int64)
    np.add.at(change, np.searchsorted(moments, start), permille)
    np.add.at(change, np.searchsorted(moments, finish), -permille)
    there = limit[1][np.searchsorted(limit[0], moments, side="right") - 1]
    above = np.concatenate(([0], np.cumsum(np.cumsum(change) > there)))
    return np.asarray(above[np.searchsorted(moments, finish)] > above[np.searchsorted(moments, start)], dtype=np.bool_)
