"""Who is away when: the days of some weeks, by person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from trilemma.site.core.actor import Actor
from trilemma.site.core.holidays import holidays_of_year
from trilemma.site.people.convert import free_weekdays
from trilemma.site.people.models import Absence, AbsenceKind, Calendar, Person
from trilemma.site.people.permissions import may_enter_absence, require_reader
from trilemma.site.people.queries.fetching import visible_calendars, visible_people

WEEKS: Final = 6
MOST: Final = 100
"""How many people one page shows; whoever has more chooses a team."""


@dataclass(frozen=True, slots=True)
class DayCell:
    """A person on a day: ``state`` is here, away, holiday or free; ``says`` why, for those who may know."""

    day: date
    state: str
    says: str
    starts_week: bool


@dataclass(frozen=True, slots=True)
class PersonDays:
    """A person and their days."""

    public_id: str
    name: str
    team: str
    cells: Sequence[DayCell]
    away: Sequence[Absence]


@dataclass(frozen=True, slots=True)
class AbsenceGrid:
    """Some weeks of everybody, with the way to those before and after."""

    weeks: Sequence[date]
    days: Sequence[date]
    people: Sequence[PersonDays]
    earlier: date
    later: date
    today: date
    more: bool


def absence_grid(actor: Actor, first: date | None = None, team: str = "") -> AbsenceGrid:
    """Return six weeks from the Monday of a day on, for everybody or for one team."""
    require_reader(actor)
    today = timezone.localdate()
    monday = _monday(first or today)
    days = [monday + timedelta(days=offset) for offset in range(7 * WEEKS)]
    people = visible_people(actor).exclude(left_on__lt=days[0]).select_related("team", "team__calendar", "calendar")
    if team:
        people = people.filter(team__public_id=team)
    shown = list(people.order_by("team__name", "name", "pk")[: MOST + 1])
    more, shown = len(shown) > MOST, shown[:MOST]
    absences: dict[int, list[Absence]] = defaultdict(list)
    inside = Absence.of(actor).filter(person__in=shown, first__lte=days[-1], last__gte=days[0]).order_by("first")
    for absence in inside.select_related("person"):
        absences[absence.person_id].append(absence)
    usual = next((calendar for calendar in visible_calendars(actor) if calendar.is_default), None)
    return AbsenceGrid(
        weeks=days[::7],
        days=days,
        people=[_days_of(actor, person, absences[person.pk], usual, days) for person in shown],
        earlier=monday - timedelta(weeks=WEEKS),
        later=monday + timedelta(weeks=WEEKS),
        today=today,
        more=more,
    )


def coming_absences(actor: Actor, person: Person) -> Sequence[Absence]:
    """Return the absences of a person that are not long over, the next one first."""
    since = timezone.localdate() - timedelta(days=365)
    return list(Absence.of(actor).filter(person=person, last__gte=since).order_by("first"))


def _days_of(
    actor: Actor, person: Person, absences: Sequence[Absence], usual: Calendar | None, days: Sequence[date]
) -> PersonDays:
    knows = may_enter_absence(actor, person)
    calendar = person.calendar or (person.team.calendar if person.team else None) or usual
    off = _holidays(calendar, days)
    free = free_weekdays(calendar.week) if calendar else frozenset({5, 6})
    return PersonDays(
        public_id=person.public_id,
        name=person.name,
        team=person.team.name if person.team else "",
        cells=[_cell(day, absences, off, free, knows=knows) for day in days],
        away=absences if knows else (),
    )


def _cell(
    day: date, absences: Sequence[Absence], off: dict[date, str], free: frozenset[int], *, knows: bool
) -> DayCell:
    absence = next((each for each in absences if each.first <= day <= each.last), None)
    starts_week = day.weekday() == 0
    if absence is not None:
        says = str(AbsenceKind(absence.kind).label) if knows else ""
        return DayCell(day, "away", says, starts_week)
    if day in off:
        return DayCell(day, "holiday", off[day], starts_week)
    return DayCell(day, "free" if day.weekday() in free else "here", "", starts_week)


def _holidays(calendar: Calendar | None, days: Sequence[date]) -> dict[date, str]:
    if calendar is None or not calendar.public_holidays:
        return {}
    years = range(days[0].year, days[-1].year + 1)
    return {day: name for year in years for day, name in holidays_of_year(calendar.public_holidays, year)}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
