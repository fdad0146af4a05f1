"""From a plan to a table: one row per activity, in the order and the words in which lists are read."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from trilemma.engine.api import (
    Activity,
    ConstraintKind,
    Estimate,
    HorizonError,
    InfeasibleError,
    Link,
    LinkType,
    Mode,
    Plan,
    critical_path,
    to_instant,
)
from trilemma.files.lists.table import Cell
from trilemma.files.quantities import DayUnits, format_span, plain

HEADINGS: tuple[str, ...] = (
    *("ID", "WBS", "Level", "Name", "Duration", "Effort", "Low", "High", "Predecessors", "Resources"),
    *("Planned Start", "Planned Finish", "Start No Earlier", "Deadline", "% Complete", "Actual Start", "Actual Finish"),
    *("Fixed Cost", "Priority", "Notes"),
)


def rows_of(plan: Plan) -> list[list[Cell]]:
    """Return headings and one row per activity, each summary before what lies below it.

    Planned dates are those of the critical path; nobody reads them back.
    """
    writer = _Writer(plan)
    found: list[list[Cell]] = [list(HEADINGS)]
    for number, identifier in enumerate(plan.children.get(None, ()), start=1):
        writer.append(identifier, str(number), found)
    return found


class _Writer:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.zone = ZoneInfo(plan.time_zone)
        self.arriving: dict[str, list[Link]] = {}
        for link in plan.links:
            self.arriving.setdefault(link.successor, []).append(link)
        self.dates = _planned(plan)

    def append(self, identifier: str, code: str, found: list[list[Cell]]) -> None:
        waiting = [(identifier, code)]
        while waiting:
            current, at = waiting.pop()
            found.append(self._row(self.plan.activity_by_id[current], at))
            below = self.plan.children.get(current, ())
            waiting.extend((child, f"{at}.{n}") for n, child in reversed(list(enumerate(below, start=1))))

    def _row(self, activity: Activity, code: str) -> list[Cell]:
        mode = activity.modes[0] if activity.modes else None
        summary = activity.id in self.plan.children
        start, finish = self.dates.get(activity.id, (None, None))
        earliest = next((c.at for c in activity.constraints if c.kind is ConstraintKind.START_NO_EARLIER), None)
        progress = activity.progress
        complete = progress.complete_permille if progress else None
        return [
            activity.id,
            code,
            code.count(".") + 1,
            activity.name or activity.id,
            *self._measure(activity, mode, summary=summary),
            "; ".join(self._link(link) for link in self.arriving.get(activity.id, [])) or None,
            "; ".join(f"{d.resource}[{plain(Decimal(d.permille) / 10)}%]" for d in mode.demands)
            if mode and mode.demands
            else None,
            self._wall(start),
            self._wall(finish),
            self._wall(earliest),
            self._wall(activity.deadline.at if activity.deadline else None),
            None if complete is None else f"{plain(Decimal(complete) / 10)}%",
            self._wall(progress.actual_start if progress else None),
            self._wall(progress.actual_finish if progress else None),
            None if mode is None or not mode.cost else plain(mode.cost),
            activity.priority,
            activity.note or None,
        ]

    def _measure(self, activity: Activity, mode: Mode | None, *, summary: bool) -> list[Cell]:
        if mode is None:
            return [None if summary else "0d", None, None, None]
        units = self._units(activity)
        estimate: Estimate = mode.estimate
        likely, low, high = (
            format_span(each, units, elapsed=mode.elapsed) for each in (estimate.likely, estimate.low, estimate.high)
        )
        ends: list[Cell] = [None, None] if estimate.certain else [low, high]
        return [None, likely, *ends] if mode.effort is not None else [likely, None, *ends]

    def _units(self, activity: Activity) -> DayUnits:
        calendar = self.plan.calendar_by_id[activity.calendar or self.plan.calendar]
        return DayUnits(calendar.minutes_per_day, calendar.minutes_per_week, calendar.days_per_month)

    def _link(self, link: Link) -> str:
        plain_link = link.type is LinkType.FINISH_START and not link.lag_minutes
        if plain_link:
            return link.predecessor
        units = self._units(self.plan.activity_by_id[link.successor])
        sign = "-" if link.lag_minutes < 0 else "+"
        lag = f"{sign}{format_span(abs(link.lag_minutes), units, elapsed=link.elapsed)}" if link.lag_minutes else ""
        return f"{link.predecessor} {link.type}{lag}"

    def _wall(self, at: datetime | None) -> Cell:
        return None if at is None else at.astimezone(self.zone).replace(tzinfo=None, fold=0)


def _planned(plan: Plan) -> dict[str, tuple[datetime, datetime]]:
    try:
        path = critical_path(plan)
    except (HorizonError, InfeasibleError):
        return {}
    found = {}
    for index, leaf in enumerate(plan.leaves):
        start, finish = int(path.early_start[index]), int(path.early_finish[index])
        found[leaf.id] = (
            to_instant(plan.origin, start, plan.time_zone),
            to_instant(plan.origin, finish, plan.time_zone),
        )
    for activity in plan.activities:
        inside = [found[leaf] for leaf in plan.leaves_below(activity.id) if leaf in found]
        if inside:
            found[activity.id] = (min(start for start, _ in inside), max(finish for _, finish in inside))
    return found
