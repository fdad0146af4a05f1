"""Working time by the slow and obvious way: every minute of the span asked for by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from trilemma.engine.calendars import Calendar, Shift

ONE_MINUTE = timedelta(minutes=1)


def shifts_on(calendar: Calendar, day: date, off: frozenset[date] = frozenset()) -> tuple[Shift, ...]:
    for exception in calendar.exceptions:
        if exception.first <= day <= exception.last:
            return exception.shifts
    if day in off:
        return ()
    week = next(week for since, week in reversed(calendar.weeks) if since is None or since <= day)
    return week[day.weekday()]


def working_minutes(
    calendar: Calendar, origin: datetime, horizon: int, off: frozenset[date] = frozenset()
) -> NDArray[np.bool_]:
    """Whether work goes on in each minute ``[m, m + 1)`` after the origin, shape ``(horizon,)``."""
    zone = ZoneInfo(calendar.time_zone)
    start = origin.astimezone(UTC)
    margin = 3 * 1440
    walls = [
        (start + minute * ONE_MINUTE).astimezone(zone).replace(tzinfo=None)
        for minute in range(-margin, horizon + margin)
    ]
    working = np.zeros(len(walls), bool)
    day = walls[0].date()
    while day <= walls[-1].date():
        midnight = datetime.combine(day, datetime.min.time())
        for shift in shifts_on(calendar, day, off):
            opens = midnight + shift.start_minute * ONE_MINUTE
            closes = midnight + shift.finish_minute * ONE_MINUTE
            first = next((i for i, wall in enumerate(walls) if wall >= opens), len(walls))
            last = len(walls) - next((i for i, wall in enumerate(reversed(walls)) if wall < closes), len(walls))
            working[first:last] = True
        day += timedelta(days=1)
    return working[margin : margin + horizon]


def minutes_of(starts: NDArray[np.int64], finishes: NDArray[np.int64], horizon: int) -> NDArray[np.bool_]:
    working = np.zeros(horizon, bool)
    for start, finish in zip(starts, finishes, strict=True):
        working[start:finish] = True
    return working
