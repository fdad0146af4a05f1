"""Calendars as their pages show them: hours, holidays of a year, and who works by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from trilemma.site.core.actor import Actor
from trilemma.site.core.holidays import countries, holidays_of_year, regions_of
from trilemma.site.core.queries import fetch
from trilemma.site.people.convert import minutes_of_week
from trilemma.site.people.models import Calendar, Person, Team
from trilemma.site.people.permissions import require_reader


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """A calendar as a line of the list."""

    calendar: Calendar
    hours: float
    place: str
    teams: int
    people: int


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A calendar with its days off of one year and those who have chosen it."""

    calendar: Calendar
    hours: float
    place: str
    year: int
    holidays: Sequence[tuple[date, str]]
    teams: Sequence[Team]
    people: Sequence[Person]

    @property
    def last_year(self) -> int:
        """The year before the one shown."""
        return self.year - 1

    @property
    def next_year(self) -> int:
        """The year after the one shown."""
        return self.year + 1


def calendar_lines(actor: Actor) -> list[CalendarLine]:
    """Return all calendars, the usual one first."""
    require_reader(actor)
    rows = (
        Calendar.of(actor)
        .filter(trashed_at=None)
        .annotate(
            n_teams=Count("teams", filter=Q(teams__trashed_at=None), distinct=True),
            n_people=Count("persons", filter=Q(persons__trashed_at=None), distinct=True),
        )
        .order_by("-is_default", "name", "pk")
    )
    return [
        CalendarLine(row, minutes_of_week(row.week) / 60, place_name(row.public_holidays), row.n_teams, row.n_people)
        for row in rows
    ]


def calendar_file(actor: Actor, public_id: str, year: int) -> CalendarFile:
    """Return all about a calendar, with the holidays of a year."""
    require_reader(actor)
    calendar = fetch(Calendar.of(actor), public_id)
    return CalendarFile(
        calendar=calendar,
        hours=minutes_of_week(calendar.week) / 60,
        place=place_name(calendar.public_holidays),
        year=year,
        holidays=holidays_of_year(calendar.public_holidays, year),
        teams=list(Team.of(actor).filter(calendar=calendar, trashed_at=None).order_by("name")),
        people=list(Person.of(actor).filter(calendar=calendar, trashed_at=None).order_by("name")),
    )


def place_name(place: str) -> str:
    """Return ``DE-BY`` in words."""
    country, _dash, region = place.partition("-")
    names: Mapping[str, str] = dict(countries())
    if not country:
        return ""
    if not region:
        return names.get(country, country)
    return f"{names.get(country, country)}, {dict(regions_of(country)).get(region, region)}"
