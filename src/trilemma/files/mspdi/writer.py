"""From a plan to MS Project XML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from zoneinfo import ZoneInfo

from trilemma.engine.api import (
    Activity,
    Baseline,
    BaselineEntry,
    ConstraintKind,
    Link,
    Mode,
    Plan,
    Schedule,
    ScheduledActivity,
    critical_path,
)
from trilemma.files.mspdi import codes
from trilemma.files.mspdi.calendar_writer import CalendarWriter
from trilemma.files.mspdi.elements import add, money, numbers
from trilemma.files.mspdi.people_writer import write_resources
from trilemma.files.mspdi.records import NAMESPACE, iso_duration

PERMILLE: Final = 1000
_CONSTRAINT_CODES: Final = {kind: code for code, kind in codes.CONSTRAINTS.items()}
_LINK_CODES: Final = {kind: code for code, kind in codes.LINK_TYPES.items()}


def write_mspdi(plan: Plan, schedule: Schedule | None = None) -> bytes:
    """Write a plan as MS Project XML, with the dates of a schedule, else the earliest dates.

    One mode of each activity is written: the scheduled one, else the adopted one, else the first. What the format does
    not know (other modes, estimates, risks, quality, terms, statements) is left out. An activity that the schedule puts
    later than its links would allow is held there by a date, so that another program keeps the dates.

    Parameters
    ----------
    plan
        The plan.
    schedule
        When its leaves happen.

    Returns
    -------
    bytes
        The file, UTF-8.
    """
    return _Writer(plan, schedule).write()


class _Writer:
    def __init__(self, plan: Plan, schedule: Schedule | None) -> None:
        self.plan = plan
        self.zone = ZoneInfo(plan.time_zone)
        self.early = self._early()
        self.dates = schedule.by_id if schedule else self.early
        self.scheduled = schedule is not None
        self.uids = numbers([activity.id for activity in plan.activities])
        self.resources = [r for r in plan.resources if r.id not in plan.members_by_team]
        self.resource_uids = numbers([r.id for r in self.resources], prefix="r")
        self.calendar_uids = numbers([c.id for c in plan.calendars], prefix="c")
        self.assignments: list[tuple[int, int, int, float, str]] = []

    def write(self) -> bytes:
        root = Element("Project", xmlns=NAMESPACE)
        self._head(root)
        calendars = CalendarWriter(self.plan, self.resources, self.calendar_uids, self.resource_uids, self._span())
        calendars.write(SubElement(root, "Calendars"))
        self._tasks(SubElement(root, "Tasks"))
        write_resources(SubElement(root, "Resources"), self.resources, self.resource_uids, calendars)
        self._assignments(SubElement(root, "Assignments"))
        indent(root)
        body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
        return body + b"\n"

    def _early(self) -> Mapping[str, ScheduledActivity]:
        path = critical_path(self.plan)
        rows = zip(path.activity_ids, path.early_start.tolist(), path.early_finish.tolist(), strict=True)
        return {name: ScheduledActivity(name, start, finish) for name, start, finish in rows}

    def _local(self, minute: int) -> str:
        return self._wall(self.plan.origin + timedelta(minutes=minute))

    def _wall(self, instant: datetime) -> str:
        return instant.astimezone(self.zone).replace(tzinfo=None).isoformat(timespec="seconds")

    def _head(self, root: Element) -> None:
        plan = self.plan
        calendar = plan.calendar_by_id[plan.calendar]
        add(root, "Title", plan.name)
        add(root, "ScheduleFromStart", 1)
        add(root, "StartDate", self._wall(plan.start))
        last = max((entry.finish for entry in self.dates.values()), default=0)
        add(root, "FinishDate", self._local(last) if self.dates else self._wall(plan.start))
        if plan.status_date is not None:
            add(root, "StatusDate", self._wall(plan.status_date))
        add(root, "CurrencyCode", plan.currency)
        add(root, "CalendarUID", self.calendar_uids[plan.calendar])
        add(root, "MinutesPerDay", calendar.minutes_per_day)
        add(root, "MinutesPerWeek", calendar.minutes_per_week)
        add(root, "DaysPerMonth", calendar.days_per_month)

    def _span(self) -> tuple[date, date]:
        """Return the days around the plan for which dated facts are written out."""
        last = max((entry.finish for entry in self.dates.values()), default=0)
        first = self.plan.origin.date() - timedelta(days=366)
        return first, (self.plan.origin + timedelta(minutes=last)).date() + timedelta(days=2 * 366)

    # --- tasks -------------------------------------------------------------------------------------------------------

    def _tasks(self, parent: Element) -> None:
        links: dict[str, list[Link]] = {}
        for link in self.plan.links:
            links.setdefault(link.successor, []).append(link)
        for number, (activity, level, outline) in enumerate(self._outline(), start=1):
            element = SubElement(parent, "Task")
            self._task(element, activity, number, level, outline)
            for link in links.get(activity.id, ()):
                self._link(element, link)
            self._task_baselines(element, activity)

    def _outline(self) -> Iterable[tuple[Activity, int, str]]:
        """Yield activities in the order of the outline, with level and number."""

        def below(parent: str | None, level: int, prefix: str) -> Iterable[tuple[Activity, int, str]]:
            for position, name in enumerate(self.plan.children.get(parent, ()), start=1):
                outline = f"{prefix}{position}"
                yield self.plan.activity_by_id[name], level, outline
                yield from below(name, level + 1, f"{outline}.")

        return below(None, 1, "")

    def _dates_of(self, activity: Activity) -> tuple[int, int]:
        entries = [self.dates[name] for name in self.plan.leaves_below(activity.id) if name in self.dates]
        return min(e.start for e in entries), max(e.finish for e in entries)

    def _mode(self, activity: Activity) -> Mode | None:
        if not activity.modes or activity.id in self.plan.dropped:
            return None
        entry = self.dates.get(activity.id)
        wanted = (entry.mode if entry else "") or self.plan.adopted.mode_of(activity.id)
        return activity.mode(wanted) if wanted else activity.modes[0]

    def _task(self, element: Element, activity: Activity, number: int, level: int, outline: str) -> None:
        start, finish = self._dates_of(activity)
        mode = self._mode(activity)
        summary = activity.id in self.plan.children
        minutes = self._minutes(mode)
        add(element, "UID", self.uids[activity.id])
        add(element, "ID", number)
        add(element, "Name", activity.name or activity.id)
        add(element, "Type", codes.FIXED_UNITS if mode and mode.effort else codes.FIXED_DURATION)
        add(element, "IsNull", 0)
        add(element, "WBS", outline)
        add(element, "OutlineNumber", outline)
        add(element, "OutlineLevel", level)
        add(element, "Priority", activity.priority)
        add(element, "Start", self._local(start))
        add(element, "Finish", self._local(finish))
        add(element, "Duration", iso_duration(minutes))
        elapsed = mode is not None and mode.elapsed
        add(element, "DurationFormat", codes.ELAPSED_DAYS_FORMAT if elapsed else codes.DAYS_FORMAT)
        add(element, "EffortDriven", int(bool(mode and mode.effort)))
        add(element, "Milestone", int(mode is None and not summary))
        add(element, "Summary", int(summary))
        if mode is not None and (mode.cost or mode.supplier_cost):
            add(element, "FixedCost", money(mode.cost + mode.supplier_cost))
        self._progress(element, activity, mode, minutes)
        self._constraint(element, activity, start)
        if activity.deadline is not None:
            add(element, "Deadline", self._wall(activity.deadline.at))
        add(element, "CalendarUID", self.calendar_uids[activity.calendar] if activity.calendar else -1)
        if activity.note:
            add(element, "Notes", activity.note)
        if mode is not None:
            self._assign(activity, mode, minutes)

    def _minutes(self, mode: Mode | None) -> float:
        if mode is None:
            return 0.0
        if mode.effort is None:
            return float(round(mode.estimate.likely))
        return round(mode.effort.likely) * PERMILLE / self._share(mode)

    @staticmethod
    def _share(mode: Mode) -> int:
        return sum(d.permille for d in mode.demands) + sum(p.permille * p.count for p in mode.picks)

    def _progress(self, element: Element, activity: Activity, mode: Mode | None, minutes: float) -> None:
        progress = activity.progress
        if progress is None or progress.actual_start is None:
            add(element, "PercentComplete", 0)
            add(element, "ActualDuration", iso_duration(0))
            add(element, "RemainingDuration", iso_duration(minutes))
            return
        complete = PERMILLE if progress.finished else self._complete(activity, mode)
        add(element, "PercentComplete", complete // 10)
        add(element, "ActualStart", self._wall(progress.actual_start))
        if progress.actual_finish is not None:
            add(element, "ActualFinish", self._wall(progress.actual_finish))
        left = 0.0 if progress.finished else self._left(activity, mode, minutes)
        add(element, "ActualDuration", iso_duration(max(minutes - left, 0)))
        add(element, "RemainingDuration", iso_duration(left))
        if progress.actual_cost is not None:
            add(element, "ActualCost", money(progress.actual_cost))
        if progress.actual_effort_minutes is not None:
            add(element, "ActualWork", iso_duration(progress.actual_effort_minutes))

    @staticmethod
    def _left(activity: Activity, mode: Mode | None, minutes: float) -> float:
        """Return the remaining duration: what is stated, else what the share done leaves. [minutes]."""
        progress = activity.progress
        if progress is None or mode is None:
            return 0.0
        if progress.remaining is not None:
            return progress.remaining.likely * (minutes / mode.estimate.likely if mode.estimate.likely else 1.0)
        return minutes * (PERMILLE - (progress.complete_permille or 0)) / PERMILLE

    @staticmethod
    def _complete(activity: Activity, mode: Mode | None) -> int:
        """Return the share done in thousandths: what is stated, else what the remaining part says."""
        progress = activity.progress
        if progress is None:
            return 0
        if progress.complete_permille is not None:
            return min(progress.complete_permille, PERMILLE - 10)
        if progress.remaining is None or mode is None or not mode.estimate.likely:
            return 0
        return max(0, round(PERMILLE * (1 - progress.remaining.likely / mode.estimate.likely)))

    def _constraint(self, element: Element, activity: Activity, start: int) -> None:
        held = self.scheduled and activity.id in self.early and self.early[activity.id].start < start
        begun = activity.progress is not None and activity.progress.started
        constraint = next(iter(activity.constraints), None)
        if held and not begun and (constraint is None or constraint.kind is ConstraintKind.START_NO_EARLIER):
            add(element, "ConstraintType", _CONSTRAINT_CODES[ConstraintKind.START_NO_EARLIER])
            add(element, "ConstraintDate", self._local(start))
            return
        if constraint is None:
            add(element, "ConstraintType", 0)
            return
        add(element, "ConstraintType", _CONSTRAINT_CODES[constraint.kind])
        if constraint.at is not None:
            add(element, "ConstraintDate", self._wall(constraint.at))

    def _link(self, element: Element, link: Link) -> None:
        entry = SubElement(element, "PredecessorLink")
        add(entry, "PredecessorUID", self.uids[link.predecessor])
        add(entry, "Type", _LINK_CODES[link.type])
        add(entry, "CrossProject", 0)
        add(entry, "LinkLag", link.lag_minutes * 10)
        add(entry, "LagFormat", codes.ELAPSED_DAYS_FORMAT if link.elapsed else codes.DAYS_FORMAT)

    def _task_baselines(self, element: Element, activity: Activity) -> None:
        for number, baseline in enumerate(self.plan.baselines):
            entry = _baseline_entry(baseline, activity.id)
            if entry is None:
                continue
            child = SubElement(element, "Baseline")
            add(child, "Number", number)
            add(child, "Start", self._wall(entry.start))
            add(child, "Finish", self._wall(entry.finish))
            add(child, "Duration", iso_duration(entry.duration_minutes))
            add(child, "Work", iso_duration(entry.effort_minutes))
            add(child, "Cost", money(entry.cost))

    # --- people ------------------------------------------------------------------------------------------------------

    def _assign(self, activity: Activity, mode: Mode, minutes: float) -> None:
        entry = self.dates.get(activity.id)
        chosen = list(entry.people) if entry else []
        shares = [(d.resource, d.permille) for d in mode.demands if d.resource in self.resource_uids]
        picked = [pick.permille for pick in mode.picks for _ in range(pick.count)]
        shares.extend(zip(chosen, picked, strict=False))
        for resource, permille in shares:
            work = minutes * permille / PERMILLE
            self.assignments.append((self.uids[activity.id], self.resource_uids[resource], permille, work, activity.id))

    def _assignments(self, parent: Element) -> None:
        for number, (task, resource, permille, work, name) in enumerate(self.assignments, start=1):
            entry = self.dates[name]
            element = SubElement(parent, "Assignment")
            add(element, "UID", number)
            add(element, "TaskUID", task)
            add(element, "ResourceUID", resource)
            add(element, "Units", f"{permille / PERMILLE:g}")
            add(element, "Work", iso_duration(work))
            add(element, "Start", self._local(entry.start))
            add(element, "Finish", self._local(entry.finish))


def _baseline_entry(baseline: Baseline, activity: str) -> BaselineEntry | None:
    return next((entry for entry in baseline.entries if entry.activity == activity), None)
