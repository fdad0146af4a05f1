"""The rows of the Gantt chart: the work breakdown structure with dates, progress, baseline and float."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations, pairwise

from trilemma.engine.api import (
    Activity,
    CriticalPath,
    Plan,
    PlanOutcome,
    Schedule,
    ScheduledActivity,
    critical_path,
    to_minutes,
)

MOST_ROWS = 240
MOST_SHARING = 400
"""With more activities of one team or person than this only neighbours in time are compared."""


@dataclass(frozen=True, slots=True)
class Row:
    """One activity as the chart shows it; times are elapsed minutes from the plan's origin.

    ``done`` is the share done; ``slack`` the working minutes that it may move without moving the finish,
    ``slack_until`` the finish that it would then have; ``critical`` whether it is less than a day; ``base`` its start
    and finish in the baseline; ``pieces`` the single stretches of work where a row stands for several.
    """

    activity: Activity
    depth: int
    kind: str
    start: int
    finish: int
    mode: str = ""
    people: tuple[str, ...] = ()
    done: float = 0.0
    critical: bool = False
    slack: int = 0
    slack_until: int = 0
    base: tuple[int, int] | None = None
    pieces: tuple[tuple[int, int], ...] = ()


def rows_of(outcome: PlanOutcome, written: Container[str]) -> tuple[Row, ...]:
    """Return a row for each activity of a scheduled plan that is still part of it, in the plan's order.

    ``written`` are the ids of the plan as it was read: the rework that was added to it is one row for each cause.
    """
    plan, schedule = outcome.plan, outcome.schedule
    assert schedule is not None  # noqa: S101 - a report is only written of a plan that has one
    path = path_of(plan, schedule)
    place = {name: index for index, name in enumerate(path.activity_ids)}
    base = _baseline(plan)
    rows = []
    for activity in _in_order(plan):
        leaves = [schedule.by_id[name] for name in plan.leaves_below(activity.id) if name not in plan.dropped]
        if leaves and not _nothing_to_do(plan, activity, leaves):
            rows.append(_row(plan, activity, leaves, path, place, base.get(activity.id)))
    return tuple(_merged(rows, written))


def _in_order(plan: Plan) -> Iterator[Activity]:
    """Yield each activity below its summary."""
    waiting = list(reversed(plan.children.get(None, ())))
    while waiting:
        identifier = waiting.pop()
        yield plan.activity_by_id[identifier]
        waiting.extend(reversed(plan.children.get(identifier, ())))


def _merged(rows: list[Row], written: Container[str]) -> Iterator[Row]:
    """Yield rows, those of the same added work as one."""
    groups: dict[tuple[str | None, str], list[Row]] = {}
    for row in rows:
        if row.activity.id not in written:
            groups.setdefault((row.activity.parent, row.activity.name), []).append(row)
    for row in rows:
        if row.activity.id in written:
            yield row
            continue
        group = groups[row.activity.parent, row.activity.name]
        if row is group[0]:
            yield _together(group)


def _together(group: list[Row]) -> Row:
    """Return one row for several pieces of work; it can move as far as the piece that can move least."""
    tightest = min(group, key=lambda row: row.slack)
    return replace(
        group[0],
        start=min(row.start for row in group),
        finish=max(row.finish for row in group),
        people=tuple(dict.fromkeys(person for row in group for person in row.people)),
        done=sum(row.done for row in group) / len(group),
        critical=any(row.critical for row in group),
        slack=tightest.slack,
        slack_until=max(row.finish for row in group),
        pieces=tuple(sorted((row.start, row.finish) for row in group)),
    )


def _nothing_to_do(plan: Plan, activity: Activity, leaves: list[ScheduledActivity]) -> bool:
    """Return whether it is a task that takes no time, such as rework of which nothing is left."""
    return bool(activity.modes) and leaves[0].start == leaves[0].finish and activity.id not in plan.children


def _row(
    plan: Plan,
    activity: Activity,
    leaves: list[ScheduledActivity],
    path: CriticalPath,
    place: dict[str, int],
    base: tuple[int, int] | None,
) -> Row:
    depth = len(plan.ancestors(activity.id))
    start, finish = min(leaf.start for leaf in leaves), max(leaf.finish for leaf in leaves)
    if activity.id in plan.children:
        return Row(activity, depth, "summary", start, finish, base=base)
    index = place[activity.id]
    return Row(
        activity=activity,
        depth=depth,
        kind="task" if activity.modes else "milestone",
        start=start,
        finish=finish,
        mode=leaves[0].mode,
        people=leaves[0].people,
        done=done_of(plan, activity, start, finish),
        critical=_holds(plan, path, index),
        slack=int(path.total_float[index]),
        slack_until=int(path.late_finish[index]),
        base=base,
    )


def _holds(plan: Plan, path: CriticalPath, index: int) -> bool:
    """Return whether less than a day of delay moves the plan's finish: what ends after it, does not."""
    progress = plan.activity_by_id[path.activity_ids[index]].progress
    if (progress is not None and progress.finished) or path.early_finish[index] > path.finish:
        return False
    return bool(path.total_float[index] < plan.calendar_by_id[plan.calendar].minutes_per_day)


def done_of(plan: Plan, activity: Activity, start: int, finish: int) -> float:
    """Return the share of an activity that is done: as stated, else the time that has passed of its own."""
    progress = activity.progress
    if progress is None or not progress.started:
        return 0.0
    if progress.finished:
        return 1.0
    if progress.complete_permille is not None:
        return progress.complete_permille / 1000
    now = start if plan.status_date is None else to_minutes(plan.origin, plan.status_date)
    return min(max((now - start) / max(finish - start, 1), 0.0), 0.99)


def _baseline(plan: Plan) -> dict[str, tuple[int, int]]:
    """Return start and finish of each activity in the last baseline."""
    if not plan.baselines:
        return {}

    def minute(instant: datetime) -> int:
        return to_minutes(plan.origin, instant)

    return {e.activity: (minute(e.start), minute(e.finish)) for e in plan.baselines[-1].entries}


def path_of(plan: Plan, schedule: Schedule) -> CriticalPath:
    """Return the critical path in the modes of a schedule, with its order of those who share people kept."""
    modes = {entry.id: entry.mode for entry in schedule.activities if entry.mode}
    return critical_path(plan, modes, tuple(order_of(plan, schedule)))


def order_of(plan: Plan, schedule: Schedule) -> Iterator[tuple[str, str]]:
    """Yield pairs of activities that cannot be done side by side, in the order of the schedule."""
    capacity = {
        resource.id: max((entry.permille for entry in resource.capacity), default=1000) for resource in plan.resources
    }
    for resource, users in _users(plan, schedule).items():
        users.sort(key=lambda use: (use[0].start, use[0].finish, use[0].id))
        pairs = combinations(users, 2) if len(users) <= MOST_SHARING else pairwise(users)
        for (first, one), (second, other) in pairs:
            if one + other > capacity.get(resource, 1000) and first.finish <= second.start:
                yield first.id, second.id


def _users(plan: Plan, schedule: Schedule) -> dict[str, list[tuple[ScheduledActivity, int]]]:
    """Return who needs each team or person, and how much of it."""
    users: dict[str, list[tuple[ScheduledActivity, int]]] = {}
    for entry in schedule.activities:
        if not entry.mode or entry.start == entry.finish:
            continue
        mode = plan.activity_by_id[entry.id].mode(entry.mode)
        needs = {d.resource: d.permille for d in mode.demands if d.resource not in plan.members_by_team}
        least = min((pick.permille for pick in mode.picks), default=1000)
        needs |= {person: needs.get(person, least) for person in entry.people}
        for resource, permille in needs.items():
            users.setdefault(resource, []).append((entry, permille))
    return users


def fewer(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return as many rows as a picture holds: the upper levels, else what is critical, else the first."""
    if len(rows) <= MOST_ROWS:
        return rows
    for depth in range(max(row.depth for row in rows), -1, -1):
        upper = tuple(row for row in rows if row.depth <= depth)
        if len(upper) <= MOST_ROWS:
            if len(upper) > 2:
                return upper
            break
    important = tuple(row for row in rows if row.kind != "task" or row.critical)
    return (important if len(important) <= MOST_ROWS else rows)[:MOST_ROWS]
