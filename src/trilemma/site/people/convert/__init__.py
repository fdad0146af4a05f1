"""Between rows of people and values of the engine: the only place that knows both."""

from __future__ import annotations

from trilemma.site.people.convert.checks import check_calendar, check_person, check_team
from trilemma.site.people.convert.tables import (
    Tables,
    calendar_table,
    overtime_in_force,
    people_revision,
    people_tables,
)
from trilemma.site.people.convert.texts import (
    at_day,
    format_people,
    format_share,
    format_skills,
    parse_money,
    parse_people,
    parse_share,
    parse_skills,
)
from trilemma.site.people.convert.weeks import free_weekdays, minutes_of_week
from trilemma.site.people.convert.words import overtime_words

__all__ = [
    "Tables",
    "at_day",
    "calendar_table",
    "check_calendar",
    "check_person",
    "check_team",
    "format_people",
    "format_share",
    "format_skills",
    "free_weekdays",
    "minutes_of_week",
    "overtime_in_force",
    "overtime_words",
    "parse_money",
    "parse_people",
    "parse_share",
    "parse_skills",
    "people_revision",
    "people_tables",
]
