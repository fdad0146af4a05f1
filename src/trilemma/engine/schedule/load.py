"""How much of each team and person a schedule takes up, week by week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np

from trilemma.engine.calendars import to_minutes
from trilemma.engine.plan import PERMILLE, Plan, Schedule
from trilemma.engine.plan.arrays import Int1D
from trilemma.engine.schedule.adoption import crew


@dataclass(frozen=True, slots=True)
class WorkInWeek:
    """What one activity takes of one team or person in one week [person-minutes]."""

    resource: str
    week: int
    activity: str
    minutes: int


def week_edges(plan: Plan, monday: date, weeks: int) -> Int1D:
    """Return the midnights that bound weeks on the plan's clock in elapsed minutes, shape ``(weeks + 1,)``."""
    zone = ZoneInfo(plan.time_zone)
    days = (monday + timedelta(weeks=n) for n in range(weeks + 1))
    return np.array([to_minutes(plan.origin, datetime(d.year, d.month, d.day, tzinfo=zone)) for d in days])


def weekly_work(plan: Plan, schedule: Schedule, edges: Int1D) -> list[WorkInWeek]:
    """Return what the activities of a schedule take of whom in each week.

    Parameters
    ----------
    plan
        The plan that was scheduled, its rework written out where the schedule has it.
    schedule
        Start, finish, mode and persons of each leaf.
    edges
        Bounds of the weeks, shape ``(weeks + 1,)``. [elapsed minutes]

    Returns
    -------
    list of WorkInWeek
        In the schedule's order; weeks are counted from 0, nothing is listed where nothing is worked. Work that is over
        by the status date counts where it was.
    """
    force = plan.workforce
    index = {name: row for row, name in enumerate(plan.arrays.resource_ids)}
    found: list[WorkInWeek] = []
    for row in schedule.activities:
        if row.finish <= row.start or not row.mode:
            continue
        spans = _overlaps(row.start, row.finish, edges)
        for resource, permille in crew(plan, plan.activity_by_id[row.id].mode(row.mode), row.people):
            if resource not in index:
                continue
            there = force.presences[index[resource]].fixed(min(permille, PERMILLE))
            for week, first, last in spans:
                minutes = there.between(first, last) * permille // (PERMILLE * PERMILLE)
                if minutes:
                    found.append(WorkInWeek(resource, week, row.id, minutes))
    return found


def weekly_capacity(plan: Plan, resource: str, edges: Int1D) -> list[int]:
    """Return the regular person-minutes of a team or person in each week, shape ``(weeks,)``.

    What lies before the plan's origin, or beyond the span that is computed, counts as nothing.
    """
    presence = plan.workforce.presences[plan.arrays.resource_ids.index(resource)].regular()
    known = np.clip(edges, 0, plan.workforce.horizon).tolist()
    return [presence.between(a, b) // PERMILLE for a, b in pairwise(known)]


def _overlaps(start: int, finish: int, edges: Int1D) -> Sequence[tuple[int, int, int]]:
    first = max(0, int(np.searchsorted(edges, start, side="right")) - 1)
    last = min(len(edges) - 2, int(np.searchsorted(edges, finish, side="left")) - 1)
    spans = ((week, max(start, int(edges[week])), min(finish, int(edges[week + 1]))) for week in range(first, last + 1))
    return [(week, a, b) for week, a, b in spans if a < b]
