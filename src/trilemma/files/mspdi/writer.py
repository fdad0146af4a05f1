"""From a plan to MS Project XML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from zoneinfo import ZoneInfo

from trilemma.engine.api import (
    Activity,
    Baseline,
    BaselineEntry,
    Calendar,
    CalendarException,
    ConstraintKind,
    Link,
    Mode,
    Person,
    Plan,
    Rate,
    Schedule,
    ScheduledActivity,
    Shifts,
    Team,
    critical_path,
    public_holidays,
)
from trilemma.files.mspdi import codes
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


def _text(parent: Element, name: str, value: object) -> None:
    SubElement(parent, name).text = str(value)


class _Writer:
    def __init__(self, plan: Plan, schedule: Schedule | None) -> None:
        self.plan = plan
        self.zone = ZoneInfo(plan.time_zone)
        self.early = self._early()
        self.dates = schedule.by_id if schedule else self.early
        self.scheduled = schedule is not None
        self.uids = _numbers([activity.id for activity in plan.activities])
        self.resources = [r for r in plan.resources if r.id not in plan.members_by_team]
        self.resource_uids = _numbers([r.id for r in self.resources], prefix="r")
        self.calendar_uids = _numbers([c.id for c in plan.calendars], prefix="c")
        self.assignments: list[tuple[int, int, int, float, str]] = []

    def write(self) -> bytes:
        root = Element("Project", xmlns=NAMESPACE)
        self._head(root)
        self._calendars(SubElement(root, "Calendars"))
        self._tasks(SubElement(root, "Tasks"))
        self._resources(SubElement(root, "Resources"))
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
        _text(root, "Title", plan.name)
        _text(root, "ScheduleFromStart", 1)
        _text(root, "StartDate", self._wall(plan.start))
        last = max((entry.finish for entry in self.dates.values()), default=0)
        _text(root, "FinishDate", self._local(last) if self.dates else self._wall(plan.start))
        if plan.status_date is not None:
            _text(root, "StatusDate", self._wall(plan.status_date))
        _text(root, "CurrencyCode", plan.currency)
        _text(root, "CalendarUID", self.calendar_uids[plan.calendar])
        _text(root, "MinutesPerDay", calendar.minutes_per_day)
        _text(root, "MinutesPerWeek", calendar.minutes_per_week)
        _text(root, "DaysPerMonth", calendar.days_per_month)

    # --- calendars ---------------------------------------------------------------------------------------------------

    def _calendars(self, parent: Element) -> None:
        for calendar in self.plan.calendars:
            element = self._calendar(parent, self.calendar_uids[calendar.id], calendar.name or calendar.id)
            _text(element, "IsBaseCalendar", 1)
            _text(element, "BaseCalendarUID", -1)
            _week_days(element, calendar.weeks[0][1])
            _exceptions(element, [*calendar.exceptions, *self._holidays(calendar)])
            _work_weeks(element, calendar)
        for resource in self.resources:
            if isinstance(resource, Person):
                self._own_calendar(parent, resource)

    def _own_calendar(self, parent: Element, person: Person) -> None:
        """Write the calendar of a person: that of the team or plan, less the absences."""
        element = self._calendar(parent, self._own_uid(person), person.name or person.id)
        _text(element, "IsBaseCalendar", 0)
        _text(element, "BaseCalendarUID", self.calendar_uids[self._calendar_of(person)])
        off = [CalendarException(a.first, a.last, name=a.reason) for a in person.absences]
        first, last = self._span()
        if person.first is not None and person.first > first:
            off.append(CalendarException(first, person.first - timedelta(days=1)))
        if person.last is not None and person.last < last:
            off.append(CalendarException(person.last + timedelta(days=1), last))
        calendar = self.plan.calendar_by_id[self._calendar_of(person)]
        merged = calendar.with_absences(off).exceptions
        _exceptions(element, [e for e in merged if e not in calendar.exceptions])

    def _calendar(self, parent: Element, uid: int, name: str) -> Element:
        element = SubElement(parent, "Calendar")
        _text(element, "UID", uid)
        _text(element, "Name", name)
        return element

    def _own_uid(self, person: Person) -> int:
        return max(self.calendar_uids.values()) + self.resource_uids[person.id]

    def _calendar_of(self, resource: Team | Person) -> str:
        if resource.calendar:
            return resource.calendar
        team = self.plan.team_by_id.get(resource.team or "") if isinstance(resource, Person) else None
        return (team.calendar if team else None) or self.plan.calendar

    def _span(self) -> tuple[date, date]:
        """Return the days around the plan for which dated facts are written out."""
        last = max((entry.finish for entry in self.dates.values()), default=0)
        first = self.plan.origin.date() - timedelta(days=366)
        return first, (self.plan.origin + timedelta(minutes=last)).date() + timedelta(days=2 * 366)

    def _holidays(self, calendar: Calendar) -> list[CalendarException]:
        if calendar.public_holidays is None:
            return []
        first, last = self._span()
        days = sorted(public_holidays(calendar.public_holidays, first.year, last.year))
        taken = [(e.first, e.last) for e in calendar.exceptions]
        free = [day for day in days if not any(a <= day <= b for a, b in taken)]
        return [CalendarException(day, day, name="Public holiday") for day in free]

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
        _text(element, "UID", self.uids[activity.id])
        _text(element, "ID", number)
        _text(element, "Name", activity.name or activity.id)
        _text(element, "Type", codes.FIXED_UNITS if mode and mode.effort else codes.FIXED_DURATION)
        _text(element, "IsNull", 0)
        _text(element, "WBS", outline)
        _text(element, "OutlineNumber", outline)
        _text(element, "OutlineLevel", level)
        _text(element, "Priority", activity.priority)
        _text(element, "Start", self._local(start))
        _text(element, "Finish", self._local(finish))
        _text(element, "Duration", iso_duration(minutes))
        elapsed = mode is not None and mode.elapsed
        _text(element, "DurationFormat", codes.ELAPSED_DAYS_FORMAT if elapsed else codes.DAYS_FORMAT)
        _text(element, "EffortDriven", int(bool(mode and mode.effort)))
        _text(element, "Milestone", int(mode is None and not summary))
        _text(element, "Summary", int(summary))
        if mode is not None and (mode.cost or mode.supplier_cost):
            _text(element, "FixedCost", _money(mode.cost + mode.supplier_cost))
        self._progress(element, activity, mode, minutes)
        self._constraint(element, activity, start)
        if activity.deadline is not None:
            _text(element, "Deadline", self._wall(activity.deadline.at))
        _text(element, "CalendarUID", self.calendar_uids[activity.calendar] if activity.calendar else -1)
        if activity.note:
            _text(element, "Notes", activity.note)
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
            _text(element, "PercentComplete", 0)
            _text(element, "ActualDuration", iso_duration(0))
            _text(element, "RemainingDuration", iso_duration(minutes))
            return
        complete = PERMILLE if progress.finished else self._complete(activity, mode)
        _text(element, "PercentComplete", complete // 10)
        _text(element, "ActualStart", self._wall(progress.actual_start))
        if progress.actual_finish is not None:
            _text(element, "ActualFinish", self._wall(progress.actual_finish))
        left = 0.0 if progress.finished else self._left(activity, mode, minutes)
        _text(element, "ActualDuration", iso_duration(max(minutes - left, 0)))
        _text(element, "RemainingDuration", iso_duration(left))
        if progress.actual_cost is not None:
            _text(element, "ActualCost", _money(progress.actual_cost))
        if progress.actual_effort_minutes is not None:
            _text(element, "ActualWork", iso_duration(progress.actual_effort_minutes))

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
            _text(element, "ConstraintType", _CONSTRAINT_CODES[ConstraintKind.START_NO_EARLIER])
            _text(element, "ConstraintDate", self._local(start))
            return
        if constraint is None:
            _text(element, "ConstraintType", 0)
            return
        _text(element, "ConstraintType", _CONSTRAINT_CODES[constraint.kind])
        if constraint.at is not None:
            _text(element, "ConstraintDate", self._wall(constraint.at))

    def _link(self, element: Element, link: Link) -> None:
        entry = SubElement(element, "PredecessorLink")
        _text(entry, "PredecessorUID", self.uids[link.predecessor])
        _text(entry, "Type", _LINK_CODES[link.type])
        _text(entry, "CrossProject", 0)
        _text(entry, "LinkLag", link.lag_minutes * 10)
        _text(entry, "LagFormat", codes.ELAPSED_DAYS_FORMAT if link.elapsed else codes.DAYS_FORMAT)

    def _task_baselines(self, element: Element, activity: Activity) -> None:
        for number, baseline in enumerate(self.plan.baselines):
            entry = _baseline_entry(baseline, activity.id)
            if entry is None:
                continue
            child = SubElement(element, "Baseline")
            _text(child, "Number", number)
            _text(child, "Start", self._wall(entry.start))
            _text(child, "Finish", self._wall(entry.finish))
            _text(child, "Duration", iso_duration(entry.duration_minutes))
            _text(child, "Work", iso_duration(entry.effort_minutes))
            _text(child, "Cost", _money(entry.cost))

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

    def _resources(self, parent: Element) -> None:
        for number, resource in enumerate(self.resources, start=1):
            element = SubElement(parent, "Resource")
            _text(element, "UID", self.resource_uids[resource.id])
            _text(element, "ID", number)
            _text(element, "Name", resource.name or resource.id)
            _text(element, "Type", codes.WORK)
            most = max((c.permille for c in resource.capacity), default=PERMILLE)
            _text(element, "MaxUnits", f"{most / PERMILLE:g}")
            self._availability(element, resource)
            own = isinstance(resource, Person)
            uid = (
                self._own_uid(resource)
                if isinstance(resource, Person)
                else self.calendar_uids[self._calendar_of(resource)]
            )
            _text(element, "CalendarUID", uid)
            _text(element, "IsGeneric", int(not own))
            _rates(element, resource.rates)

    def _availability(self, element: Element, resource: Team | Person) -> None:
        if len(resource.capacity) < 2 and all(c.first is None for c in resource.capacity):
            return
        periods = SubElement(element, "AvailabilityPeriods")
        for capacity, following in zip(resource.capacity, [*resource.capacity[1:], None], strict=True):
            entry = SubElement(periods, "AvailabilityPeriod")
            _text(entry, "AvailableFrom", f"{capacity.first or date(1984, 1, 1)}T00:00:00")
            last = following.first - timedelta(days=1) if following and following.first else date(2049, 12, 31)
            _text(entry, "AvailableTo", f"{last}T23:59:00")
            _text(entry, "AvailableUnits", f"{capacity.permille / PERMILLE:g}")

    def _assignments(self, parent: Element) -> None:
        for number, (task, resource, permille, work, name) in enumerate(self.assignments, start=1):
            entry = self.dates[name]
            element = SubElement(parent, "Assignment")
            _text(element, "UID", number)
            _text(element, "TaskUID", task)
            _text(element, "ResourceUID", resource)
            _text(element, "Units", f"{permille / PERMILLE:g}")
            _text(element, "Work", iso_duration(work))
            _text(element, "Start", self._local(entry.start))
            _text(element, "Finish", self._local(entry.finish))


def _numbers(names: list[str], prefix: str = "") -> dict[str, int]:
    """Return a number for each name: the one it is made of, where all are, else its position."""
    digits = [name.removeprefix(prefix) for name in names]
    if all(text.isascii() and text.isdecimal() and 0 < int(text) < 10**9 for text in digits):
        numbers = [int(text) for text in digits]
        if len(set(numbers)) == len(numbers):
            return dict(zip(names, numbers, strict=True))
    return {name: position for position, name in enumerate(names, start=1)}


def _baseline_entry(baseline: Baseline, activity: str) -> BaselineEntry | None:
    return next((entry for entry in baseline.entries if entry.activity == activity), None)


def _money(amount: Decimal) -> str:
    """Return an amount as the format writes it: in hundredths."""
    return f"{amount * 100:f}".rstrip("0").rstrip(".") or "0"


def _week_days(element: Element, week: tuple[Shifts, ...]) -> None:
    parent = SubElement(element, "WeekDays")
    for kind in range(1, 8):
        shifts = week[(kind - 2) % 7]
        day = SubElement(parent, "WeekDay")
        _text(day, "DayType", kind)
        _text(day, "DayWorking", int(bool(shifts)))
        _working_times(day, shifts)


def _working_times(parent: Element, shifts: Shifts) -> None:
    if not shifts:
        return
    times = SubElement(parent, "WorkingTimes")
    for shift in shifts:
        entry = SubElement(times, "WorkingTime")
        _text(entry, "FromTime", _clock(shift.start_minute))
        _text(entry, "ToTime", _clock(shift.finish_minute % (24 * 60)))


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}:00"


def _exceptions(element: Element, exceptions: Iterable[CalendarException]) -> None:
    parent = SubElement(element, "Exceptions")
    for exception in sorted(exceptions, key=lambda e: e.first):
        entry = SubElement(parent, "Exception")
        span = SubElement(entry, "TimePeriod")
        _text(span, "FromDate", f"{exception.first}T00:00:00")
        _text(span, "ToDate", f"{exception.last}T23:59:00")
        _text(entry, "Name", exception.name)
        _text(entry, "Type", 1)
        _text(entry, "DayWorking", int(bool(exception.shifts)))
        _working_times(entry, exception.shifts)


def _work_weeks(element: Element, calendar: Calendar) -> None:
    """Write week patterns that hold from a date on as work weeks up to the next."""
    dated = calendar.weeks[1:]
    if not dated:
        return
    parent = SubElement(element, "WorkWeeks")
    for (first, week), following in zip(dated, [*dated[1:], None], strict=True):
        entry = SubElement(parent, "WorkWeek")
        span = SubElement(entry, "TimePeriod")
        last = following[0] - timedelta(days=1) if following and following[0] else date(2149, 12, 31)
        _text(span, "FromDate", f"{first}T00:00:00")
        _text(span, "ToDate", f"{last}T23:59:00")
        _week_days(entry, week)


def _rates(element: Element, rates: tuple[Rate, ...]) -> None:
    if not rates:
        return
    _text(element, "StandardRate", f"{rates[0].cost_per_hour:f}")
    if len(rates) > 1:
        parent = SubElement(element, "Rates")
        for rate, following in zip(rates, [*rates[1:], None], strict=True):
            entry = SubElement(parent, "Rate")
            _text(entry, "RatesFrom", f"{rate.first or date(1984, 1, 1)}T00:00:00")
            last = following.first - timedelta(days=1) if following and following.first else date(2049, 12, 31)
            _text(entry, "RatesTo", f"{last}T23:59:00")
            _text(entry, "RateTable", 0)
            _text(entry, "StandardRate", f"{rate.cost_per_hour:f}")
