"""Working time: calendars as people state them, timelines compiled from them, exact arithmetic on both."""

from trilemma.engine.calendars.algebra import intersection, masked, scaled, summed, union, with_extra
from trilemma.engine.calendars.calendar import (
    Calendar,
    CalendarException,
    Shift,
    Shifts,
    Week,
    continuous_calendar,
    standard_calendar,
)
from trilemma.engine.calendars.compilation import compile_calendar
from trilemma.engine.calendars.instants import to_instant, to_minutes
from trilemma.engine.calendars.timeline import Timeline

__all__ = [
    "Calendar",
    "CalendarException",
    "Shift",
    "Shifts",
    "Timeline",
    "Week",
    "compile_calendar",
    "continuous_calendar",
    "intersection",
    "masked",
    "scaled",
    "standard_calendar",
    "summed",
    "to_instant",
    "to_minutes",
    "union",
    "with_extra",
]
