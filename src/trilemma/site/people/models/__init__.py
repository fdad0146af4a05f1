"""The rows of people: calendars, teams, persons and what changes about them by date."""

from __future__ import annotations

from trilemma.site.people.models.calendars import Calendar
from trilemma.site.people.models.dated import Absence, AbsenceKind, Rate, SkillLevel
from trilemma.site.people.models.persons import Person
from trilemma.site.people.models.teams import NO_OVERTIME, Team

__all__ = ["NO_OVERTIME", "Absence", "AbsenceKind", "Calendar", "Person", "Rate", "SkillLevel", "Team"]
