"""Calendars into MS Project XML: week patterns, exceptions, holidays written out, and one calendar for each person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from xml.etree.ElementTree import Element, SubElement

from trilemma.engine.api import Calendar, CalendarException, Person, Plan, Shifts, Team, public_holidays
from trilemma.files.mspdi.elements import add


class CalendarWriter:
    """Writes the calendars of a plan and of its persons.

    Parameters
    ----------
    plan, resources
        The plan, and those of its teams and persons that are written.
    uids, resource_uids
        Numbers of the calendars and of the resources.
    span
        First and last day for which dated facts are written out.
    """

    def __init__(
        self,
        plan: Plan,
        resources: Sequence[Team | Person],
        uids: Mapping[str, int],
        resource_uids: Mapping[str, int],
        span: tuple[date, date],
    ) -> None:
        self.plan = plan
        self.resources = resources
        self.calendar_uids = uids
        self.resource_uids = resource_uids
        self.span = span

    def write(self, parent: Element) -> None:
        """Write the plan's calendars, then one for each person."""
        for calendar in self.plan.calendars:
            element = self._calendar(parent, self.calendar_uids[calendar.id], calendar.name or calendar.id)
            add(element, "IsBaseCalendar", 1)
            add(element, "BaseCalendarUID", -1)
            _week_days(element, calendar.weeks[0][1])
            _exceptions(element, [*calendar.exceptions, *self._holidays(calendar)])
            _work_weeks(element, calendar)
        for resource in self.resources:
            if isinstance(resource, Person):
                self._own_calendar(parent, resource)

    def _own_calendar(self, parent: Element, person: Person) -> None:
        """Write the calendar of a person: that of the team or plan, less the absences."""
        element = self._calendar(parent, self.own_uid(person), person.name or person.id)
        add(element, "IsBaseCalendar", 0)
        add(element, "BaseCalendarUID", self.calendar_uids[self.calendar_of(person)])
        off = [CalendarException(a.first, a.last, name=a.reason) for a in person.absences]
        first, last = self.span
        if person.first is not None and person.first > first:
            off.append(CalendarException(first, person.first - timedelta(days=1)))
        if person.last is not None and person.last < last:
            off.append(CalendarException(person.last + timedelta(days=1), last))
        calendar = self.plan.calendar_by_id[self.calendar_of(person)]
        merged = calendar.with_absences(off).exceptions
        _exceptions(element, [e for e in merged if e not in calendar.exceptions])

    def _calendar(self, parent: Element, uid: int, name: str) -> Element:
        element = SubElement(parent, "Calendar")
        add(element, "UID", uid)
        add(element, "Name", name)
        return element

    def own_uid(self, person: Person) -> int:
        """Return the number of a person's own calendar."""
        return max(self.calendar_uids.values()) + self.resource_uids[person.id]

    def calendar_of(self, resource: Team | Person) -> str:
        """Return the calendar that a resource works by: its own, its team's or the plan's."""
        if resource.calendar:
            return resource.calendar
        team = self.plan.team_by_id.get(resource.team or "") if isinstance(resource, Person) else None
        return (team.calendar if team else None) or self.plan.calendar

    def _holidays(self, calendar: Calendar) -> list[CalendarException]:
        if calendar.public_holidays is None:
            return []
        first, last = self.span
        days = sorted(public_holidays(calendar.public_holidays, first.year, last.year))
        taken = [(e.first, e.last) for e in calendar.exceptions]
        free = [day for day in days if not any(a <= day <= b for a, b in taken)]
        return [CalendarException(day, day, name="Public holiday") for day in free]


def _week_days(element: Element, week: tuple[Shifts, ...]) -> None:
    parent = SubElement(element, "WeekDays")
    for kind in range(1, 8):
        shifts = week[(kind - 2) % 7]
        day = SubElement(parent, "WeekDay")
        add(day, "DayType", kind)
        add(day, "DayWorking", int(bool(shifts)))
        _working_times(day, shifts)


def _working_times(parent: Element, shifts: Shifts) -> None:
    if not shifts:
        return
    times = SubElement(parent, "WorkingTimes")
    for shift in shifts:
        entry = SubElement(times, "WorkingTime")
        add(entry, "FromTime", _clock(shift.start_minute))
        add(entry, "ToTime", _clock(shift.finish_minute % (24 * 60)))


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}:00"


def _exceptions(element: Element, exceptions: Iterable[CalendarException]) -> None:
    parent = SubElement(element, "Exceptions")
    for exception in sorted(exceptions, key=lambda e: e.first):
        entry = SubElement(parent, "Exception")
        span = SubElement(entry, "TimePeriod")
        add(span, "FromDate", f"{exception.first}T00:00:00")
        add(span, "ToDate", f"{exception.last}T23:59:00")
        add(entry, "Name", exception.name)
        add(entry, "Type", 1)
        add(entry, "DayWorking", int(bool(exception.shifts)))
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
        add(span, "FromDate", f"{first}T00:00:00")
        add(span, "ToDate", f"{last}T23:59:00")
        _week_days(entry, week)
