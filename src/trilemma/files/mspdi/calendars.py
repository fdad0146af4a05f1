"""Calendars of MS Project XML: weeks, dated work weeks, exceptions once or recurring, calendars derived from others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from trilemma.engine.api import Calendar, CalendarException, InputError, Shift, Shifts, Week
from trilemma.files.mspdi.records import Record, period

SUNDAY_FIRST: Final = 7
MOST_OCCURRENCES: Final = 20_000
DEFAULT_DAY: Final[Shifts] = (Shift(8 * 60, 12 * 60), Shift(13 * 60, 17 * 60))
DEFAULT_WEEK: Final[Week] = (DEFAULT_DAY, DEFAULT_DAY, DEFAULT_DAY, DEFAULT_DAY, DEFAULT_DAY, (), ())
ONE_DAY: Final = timedelta(days=1)

DAILY, YEARLY_DAY, YEARLY_POSITION, MONTHLY_DAY, MONTHLY_POSITION, WEEKLY = 1, 2, 3, 4, 5, 6


class Calendars:
    """The calendars of a file by UID, those derived from others completed from their base."""

    def __init__(self, records: list[Record], settings: Mapping[str, Any], time_zone: str) -> None:
        self._records = {record.text("UID"): record for record in records}
        self._settings = settings
        self._time_zone = time_zone
        self._built: dict[str, Calendar] = {}
        self._building: set[str] = set()

    def get(self, uid: str, place: str) -> Calendar:
        """Return a calendar by its UID."""
        if uid not in self._records:
            raise InputError(f"there is no calendar with the UID {uid[:20]!r}", place)
        if uid not in self._built:
            if uid in self._building:
                raise InputError("the calendar is derived from itself", place)
            self._building.add(uid)
            self._built[uid] = self._build(uid, self._records[uid])
        return self._built[uid]

    def known(self, uid: str) -> bool:
        """Return whether the file has a calendar."""
        return uid in self._records

    def _build(self, uid: str, record: Record) -> Calendar:
        base_uid = record.text("BaseCalendarUID", "-1")
        base = self.get(base_uid, record.place) if base_uid in self._records and base_uid != uid else None
        first = _week(record, base.weeks[0][1] if base else DEFAULT_WEEK)
        calendar = Calendar(
            id=f"c{uid}",
            name=record.text("Name") or f"Calendar {uid}",
            time_zone=self._time_zone,
            weeks=((None, first), *_dated_weeks(record, first)),
            exceptions=base.exceptions if base else (),
            **self._settings,
        )
        own = list(_exceptions(record))
        return calendar.with_absences(own) if own else calendar


def _shifts(record: Record) -> Shifts:
    """Return the working times of a day, in order and disjoint; one to midnight ends at 24:00."""
    found: list[Shift] = []
    for entry in record.all("WorkingTimes", "WorkingTime"):
        start, finish = _minute(entry, "FromTime"), _minute(entry, "ToTime")
        if start is None or finish is None:
            continue
        finish = finish if finish > start else finish + 24 * 60
        found.append(Shift(start, finish))
    found.sort()
    joined: list[Shift] = []
    for shift in found:
        if joined and shift.start_minute < joined[-1].finish_minute:
            last = max(joined[-1].finish_minute, shift.finish_minute)
            joined[-1] = Shift(joined[-1].start_minute, min(last, joined[-1].start_minute + 24 * 60))
        else:
            joined.append(shift)
    return tuple(joined)


def _minute(record: Record, name: str) -> int | None:
    value = record.text(name)
    if not value:
        return None
    parts = value.split(":")
    try:
        return int(parts[0]) * 60 + int(parts[1])
    except (IndexError, ValueError) as error:
        raise record.error(name, value, "a time such as 08:00:00") from error


def _week(record: Record, base: Week) -> Week:
    """Return the week of a calendar; days that it does not state are the base's."""
    days = list(base)
    for day in record.all("WeekDays", "WeekDay"):
        kind = day.integer("DayType")
        if 1 <= kind <= SUNDAY_FIRST:
            days[(kind - 2) % 7] = _shifts(day) if day.flag("DayWorking") else ()
    return _without_overlap(days)


def _without_overlap(days: list[Shifts]) -> Week:
    """Cut a night shift where the next day's first shift begins."""
    cut: list[Shifts] = []
    for number, shifts in enumerate(days):
        following = days[(number + 1) % 7]
        limit = 24 * 60 + following[0].start_minute if following else 48 * 60
        cut.append(tuple(replace(s, finish_minute=min(s.finish_minute, limit)) for s in shifts))
    return (cut[0], cut[1], cut[2], cut[3], cut[4], cut[5], cut[6])


def _dated_weeks(record: Record, usual: Week) -> tuple[tuple[date | None, Week], ...]:
    """Return work weeks by the date from which they hold, and the usual week again after each."""
    found: list[tuple[date, Week]] = []
    stretches = []
    for work_week in record.all("WorkWeeks", "WorkWeek"):
        dates = period(work_week)
        if dates is not None:
            stretches.append((dates[0].date(), dates[1].date(), _week(work_week, usual)))
    for first, last, week in sorted(stretches, key=lambda s: s[0]):
        if found and first <= found[-1][0]:
            first = found[-1][0]  # noqa: PLW2901 - the earlier work week decides about days that two of them name
            found.pop()
        if first <= last:
            found.extend(((first, week), (last + ONE_DAY, usual)))
    return tuple(found)


def _exceptions(record: Record) -> Iterator[CalendarException]:
    """Yield exceptions, the new kind and the old one that stands among the week days."""
    for entry in record.all("Exceptions", "Exception"):
        shifts = _shifts(entry) if entry.flag("DayWorking") else ()
        yield from _occurrences(entry, shifts)
    for entry in record.all("WeekDays", "WeekDay"):
        dates = period(entry) if entry.integer("DayType") == 0 else None
        if dates is not None and not record.children.get("Exceptions"):
            shifts = _shifts(entry) if entry.flag("DayWorking") else ()
            yield _exception(dates[0].date(), dates[1].date(), shifts, "")


def _exception(first: date, last: date, shifts: Shifts, name: str) -> CalendarException:
    if last > first and shifts and shifts[-1].finish_minute - 24 * 60 > shifts[0].start_minute:
        limit = 24 * 60 + shifts[0].start_minute
        shifts = tuple(replace(s, finish_minute=min(s.finish_minute, limit)) for s in shifts)
    return CalendarException(first, last, shifts, name)


def _occurrences(entry: Record, shifts: Shifts) -> Iterator[CalendarException]:
    """Yield the days of an exception: one stretch, or each day on which it recurs."""
    dates = period(entry)
    if dates is None:
        return
    name = entry.text("Name")
    first, last = dates[0].date(), dates[1].date()
    kind = entry.integer("Type", DAILY)
    step = max(1, entry.integer("Period", 1))
    if kind not in {YEARLY_DAY, YEARLY_POSITION, MONTHLY_DAY, MONTHLY_POSITION, WEEKLY} and step == 1:
        yield _exception(first, last, shifts, name)
        return
    for count, day in enumerate(_recurring_days(entry, kind, step, first, last), start=1):
        if count > MOST_OCCURRENCES:
            raise InputError(f"the exception {name!r} occurs more than {MOST_OCCURRENCES} times", entry.place)
        yield _exception(day, day, shifts, name)


def _recurring_days(entry: Record, kind: int, step: int, first: date, last: date) -> Iterator[date]:
    if kind == WEEKLY:
        yield from _weekly(entry.integer("DaysOfWeek"), step, first, last)
    elif kind in {YEARLY_DAY, YEARLY_POSITION}:
        for year in range(first.year, last.year + 1):
            yield from _in_month(entry, kind == YEARLY_POSITION, year, entry.integer("Month") + 1, first, last)
    elif kind in {MONTHLY_DAY, MONTHLY_POSITION}:
        month = first.year * 12 + first.month - 1
        while month <= last.year * 12 + last.month - 1:
            yield from _in_month(entry, kind == MONTHLY_POSITION, month // 12, month % 12 + 1, first, last)
            month += step
    else:
        day = first
        while day <= last:
            yield day
            day += timedelta(days=step)


def _weekly(mask: int, step: int, first: date, last: date) -> Iterator[date]:
    """Yield days of weeks: bit 0 of the mask is Sunday."""
    sunday = first - timedelta(days=(first.weekday() + 1) % 7)
    while sunday <= last:
        for bit in range(7):
            day = sunday + timedelta(days=bit)
            if mask >> bit & 1 and first <= day <= last:
                yield day
        sunday += timedelta(days=7 * step)


def _in_month(
    entry: Record,
    by_position: bool,  # noqa: FBT001 - internal
    year: int,
    month: int,
    first: date,
    last: date,
) -> Iterator[date]:
    """Yield the day of a month by its number, or by position and kind: the second Monday, the last weekend day."""
    if not 1 <= month <= 12:
        raise InputError(f"the month {month} does not exist", entry.place)
    following = date(year + month // 12, month % 12 + 1, 1)
    days = [date(year, month, 1) + timedelta(days=k) for k in range((following - date(year, month, 1)).days)]
    if by_position:
        item, position = entry.integer("MonthItem"), entry.integer("MonthPosition")
        days = [day for day in days if _is_item(day, item)]
        chosen = days[-1:] if position == 4 else days[position : position + 1]
    else:
        number = entry.integer("MonthDay")
        chosen = days[number - 1 : number] if number > 0 else []
    for day in chosen:
        if first <= day <= last:
            yield day


def _is_item(day: date, item: int) -> bool:
    """Return whether a day is of a kind: 0 any day, 1 a week day, 2 a weekend day, 3 Sunday to 9 Saturday."""
    weekday = day.weekday()
    if item == 0:
        return True
    if item == 1:
        return weekday < 5
    if item == 2:
        return weekday >= 5
    return (weekday + 1) % 7 == item - 3
