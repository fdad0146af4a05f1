"""What must be known around a value to read or write it: time zone, currency, calendars and who there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from zoneinfo import ZoneInfo

from trilemma.engine.api import Calendar
from trilemma.files.quantities import DayUnits


def units_of(calendar: Calendar) -> DayUnits:
    """Return how long a calendar's day, week and month are."""
    return DayUnits(calendar.minutes_per_day, calendar.minutes_per_week, calendar.days_per_month)


@dataclass(frozen=True, slots=True)
class Scope:
    """The surroundings of a value.

    ``calendar`` is the one in force, the plan's own unless an object names another; ``resources`` are the ids of teams
    and persons, ``calendar_of`` the calendars of activities that have one of their own.
    """

    zone: ZoneInfo
    currency: str
    calendar: Calendar
    units: DayUnits
    calendars: Mapping[str, Calendar] = field(default_factory=lambda: MappingProxyType({}))
    teams: frozenset[str] = frozenset()
    resources: frozenset[str] = frozenset()
    activities: frozenset[str] = frozenset()
    calendar_of: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def on(self, calendar: object) -> Scope:
        """Return the scope of an object with a calendar of its own; None and unknown names change nothing."""
        found = self.calendars.get(calendar) if isinstance(calendar, str) else None
        return self if found is None or found is self.calendar else replace(self, calendar=found, units=units_of(found))
