"""Live dates of a plan, row by row of its outline: where each activity lies now, along the adopted order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from trilemma.engine.api import PERMILLE, CriticalPath, Plan, live_dates
from trilemma.site.planning.convert import Compiled
from trilemma.site.planning.queries.loads import overloaded_leaves
from trilemma.site.planning.queries.outline import NONE, Int1D, Outline, outline_of

CRITICAL, OVERLOADED, UNMET = 1, 2, 4
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FAR = 1 << 60


@dataclass(frozen=True)
class Dates:
    """Instants in minutes since 1970 UTC, lengths in working minutes, each of shape ``(n_rows,)``.

    ``late_finish`` and ``total_float`` of summaries are `ABSENT`. ``finish_of_plan`` is the release milestone's finish,
    else the last.
    """

    path: CriticalPath
    start: Int1D
    finish: Int1D
    late_finish: Int1D
    total_float: Int1D
    duration: Int1D
    flags: Int1D
    start_of_plan: int
    finish_of_plan: int


ABSENT = -_FAR
"""No value."""


def dates_of(compiled: Compiled) -> Dates:
    """Return the live dates of a plan, computed once for each revision.

    Raises
    ------
    HorizonError
        If a date falls beyond the span that is computed.
    """
    found = compiled.derived.get("dates")
    if found is None:
        found = compiled.derived["dates"] = _dates(compiled.plan, outline_of(compiled))
    return found


def minute_of(instant: datetime) -> int:
    """Return an instant in minutes since 1970 UTC."""
    return round((instant - _EPOCH).total_seconds()) // 60


def origin_minute(plan: Plan) -> int:
    """Return minute 0 of a plan in minutes since 1970 UTC."""
    return minute_of(plan.origin)


def _dates(plan: Plan, outline: Outline) -> Dates:
    path = live_dates(plan)
    origin = minute_of(path.graph.origin)
    is_leaf = outline.leaf != NONE
    leaf = outline.leaf[is_leaf]
    start, finish = (np.full(len(outline.keys), value, dtype=np.int64) for value in (_FAR, -_FAR))
    start[is_leaf], finish[is_leaf] = path.early_start[leaf] + origin, path.early_finish[leaf] + origin
    _roll_up(outline, start, finish)
    late, slack, flags = (np.full(len(outline.keys), value, dtype=np.int64) for value in (ABSENT, ABSENT, 0))
    late[is_leaf], slack[is_leaf] = path.late_finish[leaf] + origin, path.total_float[leaf]
    flags[is_leaf] = _flags(plan, path)[leaf]
    return Dates(
        path=path,
        start=start,
        finish=finish,
        late_finish=late,
        total_float=slack,
        duration=_durations(plan, path, outline, start - origin, finish - origin),
        flags=flags,
        start_of_plan=int(start.min(initial=_FAR)) if len(start) else minute_of(plan.start),
        finish_of_plan=path.finish + origin if len(start) else minute_of(plan.start),
    )


def _roll_up(outline: Outline, start: Int1D, finish: Int1D) -> None:
    """Give summaries the first start and last finish below them."""
    for depth in range(int(outline.level.max(initial=0)), 0, -1):
        rows = np.nonzero(outline.level == depth)[0]
        np.minimum.at(start, outline.parent[rows], start[rows])
        np.maximum.at(finish, outline.parent[rows], finish[rows])


def _flags(plan: Plan, path: CriticalPath) -> Int1D:
    """Return the flags of the leaves: critical, overloaded, a date that cannot be met."""
    arrays = path.graph.arrays
    unfinished = arrays.actual_finish == NONE
    unmet: NDArray[np.bool_] = unfinished & (
        (path.early_finish > arrays.deadline)
        | (path.early_start > arrays.latest_start)
        | (path.early_finish > arrays.latest_finish)
    )
    flags = CRITICAL * path.critical + OVERLOADED * overloaded_leaves(plan, path) + UNMET * unmet
    return np.asarray(flags, dtype=np.int64)


def _durations(plan: Plan, path: CriticalPath, outline: Outline, start: Int1D, finish: Int1D) -> Int1D:
    """Return the working minutes between start and finish, on each activity's own calendar or the plan's."""
    force = plan.near_workforce if path.graph.horizon == plan.near_workforce.horizon else plan.workforce
    index = {calendar.id: number for number, calendar in enumerate(plan.calendars)}
    usual = index[plan.calendar]
    own = [index.get(plan.activity_by_id[name].calendar or "", usual) for name in outline.names]
    calendars = np.array(own, dtype=np.int64)
    length = np.zeros(len(outline.keys), dtype=np.int64)
    for number in np.unique(calendars):
        rows = calendars == number
        line = force.timelines[int(force.calendar_timeline[number])]
        length[rows] = line.between(start[rows], finish[rows]) // PERMILLE
    return length
