"""From a calendar to its timeline, by whole arrays of days."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, datetime, timedelta
from itertools import chain
from typing import Final

import numpy as np

from trilemma.engine.calendars.calendar import DAYS_PER_WEEK, Calendar, Shifts
from trilemma.engine.calendars.holiday import public_holidays
from trilemma.engine.calendars.instants import in_utc
from trilemma.engine.calendars.timeline import Int1D, Timeline
from trilemma.engine.calendars.zones import EPOCH, clock_of, zone_of
from trilemma.engine.errors import CalendarError, HorizonError
from trilemma.engine.units import MINUTES_PER_DAY_ELAPSED, PERMILLE

METHOD: Final = "calendar_arithmetic"

_EPOCH_DAY = EPOCH.toordinal()
_MARGIN = timedelta(days=3)


def compile_calendar(calendar: Calendar, origin: datetime, horizon_minutes: int) -> Timeline:
    """Compute the working time of a calendar in elapsed minutes since ``origin``.

    Shifts are wall-clock times. A shift that starts in the hour that is skipped in spring starts when that hour is
    over, and one that finishes in it finishes when it would begin. A shift that starts in the hour that is repeated in
    autumn starts in the first pass, one that finishes in it finishes in the second. So a day of 24 hours has 23 or 25
    of them, and working time without gaps on the wall clock has none in elapsed time.

    Parameters
    ----------
    calendar
        What people state.
    origin
        Aware datetime, a whole minute.
    horizon_minutes
        How far to compile. [elapsed minutes]

    Returns
    -------
    Timeline
        All intervals have the rate 1000.

    Raises
    ------
    CalendarError
        If the origin has no time zone or is not a whole minute.
    HorizonError
        If the horizon is negative or lies outside the years 2 to 9998.

    Notes
    -----
    Method id ``calendar_arithmetic`` (docs/methods/calendar_arithmetic.md). Time grows with the days compiled: about
    a millisecond for twenty years once the offsets and holidays of those years are known.
    """
    start = in_utc(origin)
    if start.second or start.microsecond:
        raise CalendarError(f"the origin {origin.isoformat()} must be a whole minute", calendar.place)
    first_day, last_day = _days(calendar, start, horizon_minutes)
    starts, finishes = _local_shifts(calendar, first_day, last_day)
    clock = clock_of(calendar.time_zone, _year(first_day), _year(last_day))
    zero = (start - EPOCH) // timedelta(minutes=1)
    return _timeline(clock.first(starts) - zero, clock.last(finishes) - zero, horizon_minutes)


def _days(calendar: Calendar, start: datetime, horizon_minutes: int) -> tuple[int, int]:
    """First and last local day, as ordinals, whose shifts can touch the span; a night shift reaches a day further."""
    if horizon_minutes < 0:
        raise HorizonError("the horizon must not be negative", calendar.place)
    zone = zone_of(calendar.time_zone)
    try:
        first = (start - _MARGIN).astimezone(zone)
        last = (start + timedelta(minutes=int(horizon_minutes)) + _MARGIN).astimezone(zone)
        if first.year > MINYEAR and last.year < MAXYEAR:
            return first.toordinal(), last.toordinal()
    except OverflowError:
        pass  # the message below says what it means
    raise HorizonError(f"a horizon of {horizon_minutes} minutes leaves the years 2 to 9998", calendar.place)


def _year(ordinal: int) -> int:
    return datetime.fromordinal(ordinal).year


def _local_shifts(calendar: Calendar, first_day: int, last_day: int) -> tuple[Int1D, Int1D]:
    """List the starts and finishes of all shifts in minutes of the wall clock since 1970, ordered by day."""
    days = np.arange(first_day, last_day + 1)
    pattern, tables = _patterns(calendar, days)
    shifts = np.array([(s.start_minute, s.finish_minute) for s in chain.from_iterable(tables)], np.int64).reshape(-1, 2)
    counts = np.array([len(table) for table in tables], np.int64)
    first_shift = np.cumsum(counts) - counts
    per_day = counts[pattern]
    row = np.arange(per_day.sum()) - np.repeat(np.cumsum(per_day) - per_day, per_day)
    row += np.repeat(first_shift[pattern], per_day)
    midnight = np.repeat((days - _EPOCH_DAY) * MINUTES_PER_DAY_ELAPSED, per_day)
    return midnight + shifts[row, 0], midnight + shifts[row, 1]


def _patterns(calendar: Calendar, days: Int1D) -> tuple[Int1D, list[Shifts]]:
    """For each day the number of its table of shifts, and the tables."""
    since = np.array([day.toordinal() for day, _ in calendar.weeks[1:] if day is not None], np.int64)
    weekday = (days - 1) % DAYS_PER_WEEK
    pattern = np.searchsorted(since, days, side="right") * DAYS_PER_WEEK + weekday
    tables: list[Shifts] = [*chain.from_iterable(week for _, week in calendar.weeks), ()]
    if calendar.public_holidays is not None:
        off = public_holidays(calendar.public_holidays, _year(int(days[0])), _year(int(days[-1])))
        pattern[np.isin(days, [day.toordinal() for day in off])] = len(tables) - 1
    for exception in calendar.exceptions:
        first, last = exception.first.toordinal() - days[0], exception.last.toordinal() - days[0]
        pattern[max(first, 0) : max(last + 1, 0)] = len(tables)
        tables.append(exception.shifts)
    return pattern, tables


def _timeline(starts: Int1D, finishes: Int1D, horizon_minutes: int) -> Timeline:
    """Join what overlaps: a night shift into an exception, or both passes of a repeated hour."""
    order = np.argsort(starts, kind="stable")
    starts, finishes = starts[order], finishes[order]
    reached = np.maximum.accumulate(finishes) if finishes.size else finishes
    free_from = np.concatenate((starts[:1], reached[:-1]))
    return Timeline.of(np.maximum(starts, free_from), finishes, PERMILLE, horizon_minutes)
