"""Scales and their ticks: round numbers, and the first days of weeks, months and quarters."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from trilemma.engine.api import MINUTES_PER_DAY_ELAPSED, Plan, to_minutes
from trilemma.files.report.wording import MONTHS, at

STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
WEEK: Final = 7
MONTHS_APART: Final = (1, 2, 3, 6, 12, 24, 60, 120, 600)
DAYS_APART: Final = (1, 2, 7, 14)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from values to places; a single value lies in the middle."""

    low: float
    high: float
    first: float
    last: float

    def __call__(self, value: float) -> float:
        """Return where a value lies."""
        if self.high == self.low:
            return (self.first + self.last) / 2
        return self.first + (value - self.low) / (self.high - self.low) * (self.last - self.first)


@dataclass(frozen=True, slots=True)
class Tick:
    """A value with its label."""

    value: float
    label: str


def round_ticks(low: float, high: float, most: int = 5) -> tuple[float, ...]:
    """Return round numbers within a range, at most so many and as many as there can be."""
    if not high > low:
        return (low,)
    raw = (high - low) / max(most - 1, 1)
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(size * factor for factor in STEPS if size * factor >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return tuple(number * step for number in range(first, last + 1))


def day_ticks(plan: Plan, low: float, high: float, most: int = 6) -> tuple[Tick, ...]:
    """Return days within a range of elapsed minutes: every day, week, month, quarter or year, at most so many."""
    for apart in DAYS_APART:
        if (high - low) / (apart * MINUTES_PER_DAY_ELAPSED) <= most:
            return tuple(_labelled(plan, _days(at(plan, low), at(plan, high), apart), ticks_in_days=True))
    for months in MONTHS_APART:
        found = list(_months(at(plan, low), at(plan, high), months))
        if len(found) <= most:
            return tuple(_labelled(plan, iter(found), ticks_in_days=False))
    return ()


def _days(first: datetime, last: datetime, apart: int) -> Iterator[date]:
    """Yield days that lie so far apart; weeks begin on Mondays."""
    current = first.date() + timedelta(days=1)
    while apart % WEEK == 0 and current.weekday():
        current += timedelta(days=1)
    while current <= last.date():
        yield current
        current += timedelta(days=apart)


def _months(first: datetime, last: datetime, apart: int) -> Iterator[date]:
    """Yield the first days of months, counted from January of year 0."""
    number = first.year * 12 + first.month - 1
    number += -number % apart if first.day == 1 else apart - number % apart
    while number < 9999 * 12 and date(number // 12, number % 12 + 1, 1) <= last.date():
        yield date(number // 12, number % 12 + 1, 1)
        number += apart


def _labelled(plan: Plan, days: Iterator[date], *, ticks_in_days: bool) -> Iterator[Tick]:
    """Label days: the year only where it is new."""
    year = None
    for found in days:
        shown = f"{found.day} {MONTHS[found.month - 1]}" if ticks_in_days else MONTHS[found.month - 1]
        yield Tick(minute_of(plan, found), shown if found.year == year else f"{shown} {found.year}")
        year = found.year


def minute_of(plan: Plan, found: date) -> int:
    """Return the elapsed minute in which a day of the plan's time zone begins."""
    return to_minutes(plan.origin, datetime.combine(found, datetime.min.time(), ZoneInfo(plan.time_zone)))


def weekends(plan: Plan, low: float, high: float) -> Iterator[tuple[int, int]]:
    """Yield Saturdays with their Sundays as ranges of elapsed minutes."""
    current = at(plan, low).date() - timedelta(days=1)
    while current.weekday() != 5:
        current += timedelta(days=1)
    while minute_of(plan, current) < high:
        yield minute_of(plan, current), minute_of(plan, current + timedelta(days=2))
        current += timedelta(days=WEEK)
