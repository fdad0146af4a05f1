"""Schedules as iCalendar: an event for each task and milestone, to be subscribed to or imported anywhere."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import icalendar

from trilemma.engine.api import Activity, Plan, Schedule, critical_path, to_instant

PRODUCT = "-//Trilemma//Trilemma//EN"


def write_icalendar(plan: Plan, schedule: Schedule | None = None) -> bytes:
    """Write when everything happens.

    Parameters
    ----------
    plan
        The plan.
    schedule
        Its schedule; without one the earliest dates of the critical path.

    Returns
    -------
    bytes
        iCalendar (RFC 5545). Instants are in UTC; identifiers stay the same from one export to the next, so that a
        calendar updates its events; the stamp is the plan's status date, else its start, so that equal plans give
        equal files.

    Raises
    ------
    TrilemmaError
        If there is no schedule and the plan's dates cannot be computed.
    """
    times = _times(plan, schedule)
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", plan.name)
    calendar.add("x-wr-timezone", plan.time_zone)
    for leaf in plan.leaves:
        if leaf.id in times and leaf.id not in plan.dropped:
            calendar.add_component(_event(plan, leaf, *times[leaf.id]))
    written: bytes = calendar.to_ical()
    return written


def _times(plan: Plan, schedule: Schedule | None) -> dict[str, tuple[int, int]]:
    if schedule is not None:
        return {each.id: (each.start, each.finish) for each in schedule.activities}
    path = critical_path(plan)
    return {
        leaf.id: (int(path.early_start[index]), int(path.early_finish[index])) for index, leaf in enumerate(plan.leaves)
    }


def _event(plan: Plan, leaf: Activity, start: int, finish: int) -> icalendar.Event:
    event = icalendar.Event()
    digest = hashlib.sha256(f"{plan.projects[0].id}\n{leaf.id}".encode()).hexdigest()[:32]
    event.add("uid", f"{digest}@trilemma")
    event.add("dtstamp", (plan.status_date or plan.start).astimezone(UTC))
    event.add("summary", leaf.name or leaf.id)
    event.add("dtstart", _instant(plan, start))
    if finish > start:
        event.add("dtend", _instant(plan, finish))
    else:
        event.add("transp", "TRANSPARENT")
    summaries = [plan.activity_by_id[above].name or above for above in reversed(plan.ancestors(leaf.id))]
    if summaries:
        event.add("categories", summaries)
    if leaf.note:
        event.add("description", leaf.note)
    return event


def _instant(plan: Plan, minutes: int) -> datetime:
    return to_instant(plan.origin, minutes, plan.time_zone).astimezone(UTC)
