"""Whether a row is something that plans can work with, asked before it is written."""

from __future__ import annotations

from typing import Any, Final

from trilemma.engine.api import TrilemmaError
from trilemma.files.plan_text import part_of_document
from trilemma.site.core.errors import RuleError
from trilemma.site.people.convert.tables import calendar_table, capacity_entries, stated
from trilemma.site.people.models import NO_OVERTIME, Calendar, Person, Team

_FIELD: Final = {
    "day": "minutes_per_day",
    "working_week": "minutes_per_week",
    "first": "joined_on",
    "last": "left_on",
}
"""The field of a row that a key of plan text comes from, where it is called otherwise."""


def check_calendar(calendar: Calendar, time_zone: str) -> None:
    """Refuse a calendar that no plan can count with; the message stands at its field."""
    _check("calendar", calendar_table(calendar, time_zone))


def check_team(team: Team) -> None:
    """Refuse a team with a capacity, overtime rule or ramp-up that no plan can count with."""
    table = stated(
        id=team.key,
        capacity=capacity_entries(team.capacity, "people"),
        overtime=None if team.overtime == NO_OVERTIME else team.overtime,
        ramp_up=team.ramp_up,
    )
    _check("team", table)


def check_person(person: Person) -> None:
    """Refuse a person with part time, days, an overtime rule or a ramp-up that no plan can count with."""
    table = stated(
        id=person.key,
        first=person.joined_on.isoformat() if person.joined_on else None,
        last=person.left_on.isoformat() if person.left_on else None,
        capacity=capacity_entries(person.capacity, "share"),
        overtime=None if person.overtime == NO_OVERTIME else person.overtime,
        ramp_up=person.ramp_up,
    )
    _check("person", table)


def _check(kind: str, table: dict[str, Any]) -> None:
    try:
        part_of_document(kind, table)
    except TrilemmaError as error:
        place = error.place if error.place in table else _culprit(kind, table)
        raise RuleError(error.message, fields={_FIELD.get(place, place): error.message}) from error


def _culprit(kind: str, table: dict[str, Any]) -> str:
    """Return the key without which the table would do."""
    for key in table:
        try:
            part_of_document(kind, {name: value for name, value in table.items() if name != key})
        except TrilemmaError:
            continue
        return key
    return "name"
