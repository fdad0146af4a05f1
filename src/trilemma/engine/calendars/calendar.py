"""Working time as people state it: weeks of shifts, public holidays, exceptions, a time zone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from trilemma.engine.calendars.holiday import check_region
from trilemma.engine.calendars.zones import zone_of
from trilemma.engine.errors import CalendarError
from trilemma.engine.units import MINUTES_PER_DAY_ELAPSED

DAYS_PER_WEEK: Final = 7
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """A stretch of work of one day, in minutes of the wall clock from that day's midnight.

    ``finish_minute`` may pass midnight (a night shift belongs to the day on which it starts); a shift starts on its own
    day and is at most 24 hours long.
    """

    start_minute: int
    finish_minute: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_minute < MINUTES_PER_DAY_ELAPSED:
            raise CalendarError(f"{self} must start on its own day, between 00:00 and 23:59")
        if not self.start_minute < self.finish_minute <= self.start_minute + MINUTES_PER_DAY_ELAPSED:
            raise CalendarError(f"{self} must finish after its start, at most 24 hours later")

    def __str__(self) -> str:
        return f"the shift {_clock(self.start_minute)}-{_clock(self.finish_minute)}"


Shifts = tuple[Shift, ...]
Week = tuple[Shifts, Shifts, Shifts, Shifts, Shifts, Shifts, Shifts]
"""The shifts of Monday, Tuesday, ... Sunday."""


@dataclass(frozen=True, slots=True)
class CalendarException:
    """Days, from ``first`` up to and with ``last``, with other shifts than usual; without shifts they are days off.

    It replaces the shifts that start on those days, on public holidays too: the tail of a night shift that started on
    the evening before stays.
    """

    first: date
    last: date
    shifts: Shifts = ()
    name: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise CalendarError(f"the exception {self.label} finishes on {self.last}, before it starts")
        days = (self.shifts, self.shifts) if self.last > self.first else (self.shifts,)
        _check_days(days, f"exception {self.label}")

    @property
    def label(self) -> str:
        """How messages call it: its name, or its first day."""
        return self.name or self.first.isoformat()


@dataclass(frozen=True, slots=True)
class Calendar:
    """When work goes on: week patterns by date, public holidays and exceptions, on the wall clock of a time zone.

    ``weeks`` pairs the local date from which a pattern holds with the pattern; the first pair has no date. An exception
    goes before a public holiday, that before the week's pattern. ``minutes_per_day``, ``minutes_per_week`` and
    ``days_per_month`` only translate quantities such as "3d"; they do not make working time.
    """

    id: str
    name: str
    time_zone: str
    weeks: tuple[tuple[date | None, Week], ...]
    exceptions: tuple[CalendarException, ...] = ()
    public_holidays: str | None = None
    minutes_per_day: int = 480
    minutes_per_week: int = 2400
    days_per_month: int = 20

    def __post_init__(self) -> None:
        zone_of(self.time_zone, self.place)
        self._check_conversions()
        self._check_weeks()
        self._check_exceptions()
        if self.public_holidays is not None:
            check_region(self.public_holidays, self.place)

    @property
    def place(self) -> str:
        """How messages call it."""
        return f"calendar {self.id}"

    def with_absences(self, absences: Iterable[CalendarException]) -> Calendar:
        """Return the calendar of a person who is away (or works otherwise) on some days.

        Absences go before the calendar's own exceptions and may overlap each other: the first that names a day decides.
        """
        kept: list[CalendarException] = []
        for exception in (*absences, *self.exceptions):
            kept.extend(_outside(exception, kept))
        return replace(self, exceptions=tuple(sorted(kept, key=lambda exception: exception.first)))

    def _check_conversions(self) -> None:
        if not 0 < self.minutes_per_day <= MINUTES_PER_DAY_ELAPSED:
            raise CalendarError("minutes_per_day must be between 1 and 1440", self.place)
        if not 0 < self.minutes_per_week <= DAYS_PER_WEEK * MINUTES_PER_DAY_ELAPSED:
            raise CalendarError("minutes_per_week must be between 1 and 10080", self.place)
        if not 0 < self.days_per_month <= 31:
            raise CalendarError("days_per_month must be between 1 and 31", self.place)

    def _check_weeks(self) -> None:
        if not self.weeks or self.weeks[0][0] is not None:
            raise CalendarError("the first week pattern must have no date, so that it always holds", self.place)
        dates = [since for since, _ in self.weeks[1:]]
        if any(since is None for since in dates):
            raise CalendarError("each week pattern after the first needs the date from which it holds", self.place)
        for earlier, later in pairwise(since for since in dates if since is not None):
            if later <= earlier:
                raise CalendarError(f"week patterns must be in order of date: {later} follows {earlier}", self.place)
        for _, week in self.weeks:
            if len(week) != DAYS_PER_WEEK:
                raise CalendarError(f"a week has seven days, not {len(week)}", self.place)
            _check_days((*week, week[0]), self.place)
        if not any(any(week) for _, week in self.weeks) and not any(entry.shifts for entry in self.exceptions):
            raise CalendarError("there is no working time in any week", self.place)

    def _check_exceptions(self) -> None:
        for earlier, later in pairwise(sorted(self.exceptions, key=lambda exception: exception.first)):
            if later.first <= earlier.last:
                raise CalendarError(f"the exceptions {earlier.label} and {later.label} overlap", self.place)


def standard_calendar(
    calendar_id: str = "standard", time_zone: str = "UTC", *, name: str = "Standard", public_holidays: str | None = None
) -> Calendar:
    """Work Monday to Friday, 09:00 to 13:00 and 14:00 to 18:00."""
    day = (Shift(9 * 60, 13 * 60), Shift(14 * 60, 18 * 60))
    week: Week = (day, day, day, day, day, (), ())
    return Calendar(calendar_id, name, time_zone, ((None, week),), public_holidays=public_holidays)


def continuous_calendar(
    calendar_id: str = "continuous", time_zone: str = "UTC", *, name: str = "Continuous"
) -> Calendar:
    """Work every minute of every day, with a day of 24 hours and a month of 30 days."""
    day = (Shift(0, MINUTES_PER_DAY_ELAPSED),)
    week: Week = (day, day, day, day, day, day, day)
    return Calendar(
        calendar_id,
        name,
        time_zone,
        ((None, week),),
        minutes_per_day=MINUTES_PER_DAY_ELAPSED,
        minutes_per_week=DAYS_PER_WEEK * MINUTES_PER_DAY_ELAPSED,
        days_per_month=30,
    )


def _check_days(days: Iterable[Shifts], place: str) -> None:
    """Refuse shifts that overlap on a day or reach into the shifts of the next day."""
    previous: Shift | None = None
    for shifts in days:
        if previous is not None:
            over = previous.finish_minute - MINUTES_PER_DAY_ELAPSED
            if shifts and over > shifts[0].start_minute:
                raise CalendarError(f"{previous} reaches into {shifts[0]} of the next day", place)
            previous = None
        for shift in shifts:
            if previous is not None and shift.start_minute < previous.finish_minute:
                raise CalendarError(f"{previous} and {shift} overlap or are not in order", place)
            previous = shift


def _outside(exception: CalendarException, taken: Iterable[CalendarException]) -> list[CalendarException]:
    """Return the parts of an exception on days that none of ``taken`` names."""
    parts = [exception]
    for other in taken:
        parts = [piece for part in parts for piece in _cut(part, other)]
    return parts


def _cut(part: CalendarException, other: CalendarException) -> list[CalendarException]:
    if other.last < part.first or part.last < other.first:
        return [part]
    pieces = []
    if part.first < other.first:
        pieces.append(replace(part, last=other.first - _ONE_DAY))
    if part.last > other.last:
        pieces.append(replace(part, first=other.last + _ONE_DAY))
    return pieces


def _clock(minute: int) -> str:
    days, rest = divmod(minute, MINUTES_PER_DAY_ELAPSED)
    text = f"{rest // 60:02d}:{rest % 60:02d}"
    return text if not days else f"{text} of the next day" if rest else "24:00"
