"""Reads of people, each with the actor first."""

from __future__ import annotations

from trilemma.site.core.holidays import countries, holidays_of_year, regions_of
from trilemma.site.people.queries.absent import AbsenceGrid, DayCell, absence_grid, coming_absences
from trilemma.site.people.queries.calendars import CalendarFile, CalendarLine, calendar_file, calendar_lines
from trilemma.site.people.queries.fetching import (
    absence_for_change,
    calendar_for_change,
    own_person,
    person_for_absences,
    person_for_change,
    rates_on,
    team_for_change,
    visible_calendars,
    visible_people,
    visible_teams,
)
from trilemma.site.people.queries.files import PersonFile, TeamFile, person_file, team_file
from trilemma.site.people.queries.lists import (
    Offered,
    PeopleList,
    PersonLine,
    TeamGroup,
    offered,
    people_list,
    person_line,
    search_people,
)
from trilemma.site.people.queries.personal import Subject, add_personal_part, personal_data

__all__ = [
    "AbsenceGrid",
    "CalendarFile",
    "CalendarLine",
    "DayCell",
    "Offered",
    "PeopleList",
    "PersonFile",
    "PersonLine",
    "Subject",
    "TeamFile",
    "TeamGroup",
    "absence_for_change",
    "absence_grid",
    "add_personal_part",
    "calendar_file",
    "calendar_for_change",
    "calendar_lines",
    "coming_absences",
    "countries",
    "holidays_of_year",
    "offered",
    "own_person",
    "people_list",
    "person_file",
    "person_for_absences",
    "person_for_change",
    "person_line",
    "personal_data",
    "rates_on",
    "regions_of",
    "search_people",
    "team_file",
    "team_for_change",
    "visible_calendars",
    "visible_people",
    "visible_teams",
]
