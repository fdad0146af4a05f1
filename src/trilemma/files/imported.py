"""What reading a foreign plan file gives: the plan, the dates that the file itself states, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from trilemma.engine.api import (
    Activity,
    Constraint,
    ConstraintKind,
    CriticalPath,
    Plan,
    critical_path,
)


class DifferenceCause(StrEnum):
    """Why a computed date is not the file's."""

    PREDECESSOR = "predecessor"
    STATUS_DATE = "status-date"
    CALENDAR = "calendar"
    DATE = "date"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class DateDifference:
    """An activity whose computed dates are not those of the file, and why."""

    activity: str
    file_start: datetime
    file_finish: datetime
    start: datetime
    finish: datetime
    cause: DifferenceCause
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A plan from a foreign file.

    ``dates`` are the start and finish that the file states of each leaf; ``notes`` say what the file holds that a plan
    does not; ``peculiar`` names leaves with such features, which explains a date that differs.
    """

    plan: Plan
    dates: Mapping[str, tuple[datetime, datetime]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    peculiar: Mapping[str, str] = field(default_factory=dict)


def date_differences(imported: Imported) -> tuple[DateDifference, ...]:
    """Return every leaf whose recomputed dates differ from the file's by a minute or more, with the cause.

    Where a leaf only follows another one that moved, the cause is its predecessor.
    """
    plan = imported.plan
    path = critical_path(plan)
    index = {name: row for row, name in enumerate(path.activity_ids)}
    moved = {name for name in imported.dates if name in index and _differs(imported, path, index[name], name)}
    found = []
    for name in path.activity_ids:
        if name in moved:
            start, finish = _computed(plan, path, index[name])
            cause, reason = _cause(imported, path, name, moved)
            found.append(DateDifference(name, *imported.dates[name], start, finish, cause, reason))
    return tuple(found)


def _computed(plan: Plan, path: CriticalPath, row: int) -> tuple[datetime, datetime]:
    start = plan.origin + timedelta(minutes=int(path.early_start[row]))
    finish = plan.origin + timedelta(minutes=int(path.early_finish[row]))
    return start, finish


def _differs(imported: Imported, path: CriticalPath, row: int, name: str) -> bool:
    stated, computed = imported.dates[name], _computed(imported.plan, path, row)
    return any(abs(a - b) >= timedelta(minutes=1) for a, b in zip(stated, computed, strict=True))


def _cause(imported: Imported, path: CriticalPath, name: str, moved: set[str]) -> tuple[DifferenceCause, str]:
    plan = imported.plan
    row = path.activity_ids.index(name)
    if name in imported.peculiar:
        return DifferenceCause.UNSUPPORTED, imported.peculiar[name]
    before = [link.predecessor for link in plan.leaf_links if link.successor == name and link.predecessor in moved]
    if before:
        return DifferenceCause.PREDECESSOR, f"it follows {', '.join(before)}, which moved"
    status = plan.status_date
    if status is not None and imported.dates[name][0] < status:
        return DifferenceCause.STATUS_DATE, "what is not done by the status date goes on after it"
    if plan.origin + timedelta(minutes=int(path.early_start[row])) == imported.dates[name][0]:
        return DifferenceCause.CALENDAR, "its people keep other hours than its duration was counted in"
    return DifferenceCause.DATE, "links, dates and calendars in the file allow another start than it states"


def pinned(imported: Imported) -> Plan:
    """Return the plan with every leaf that has not started held at the start that the file states."""
    plan = imported.plan
    activities = tuple(_held(activity, imported.dates.get(activity.id)) for activity in plan.activities)
    return replace(plan, activities=activities)


def _held(activity: Activity, dates: tuple[datetime, datetime] | None) -> Activity:
    begun = activity.progress is not None and activity.progress.started
    if dates is None or begun:
        return activity
    return replace(activity, constraints=(Constraint(ConstraintKind.MUST_START, dates[0]),))
