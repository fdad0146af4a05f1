"""Teams, people and calendars that a plan from a file brings become rows; nobody is doubled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.utils import timezone

from trilemma.engine import api as engine
from trilemma.files.plan_text import document_of_plan
from trilemma.site.core.changes import Changes
from trilemma.site.core.models import OrganisationRow
from trilemma.site.people.actions.keys import free_key, taken_calendar_keys, taken_keys
from trilemma.site.people.models import Absence, AbsenceKind, Calendar, Person, Rate, SkillLevel, Team

Row = TypeVar("Row", Calendar, Team, Person)
Stated = TypeVar("Stated", engine.Calendar, engine.Team, engine.Person)


@dataclass
class Taken:
    """The rows that stand for what the plan names, by the plan's ids, and which of them are new."""

    calendars: dict[str, Calendar] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    new: list[OrganisationRow] = field(default_factory=list)

    @property
    def key_of(self) -> dict[str, str]:
        """The key of the row that stands for a team or person, by the plan's id."""
        rows: dict[str, Team | Person] = {**self.teams, **self.people}
        return {identifier: row.key for identifier, row in rows.items()}


def take_over(change: Changes, plan: engine.Plan) -> Taken:
    """Find or make a row for each calendar, team and person of a plan.

    Who is here already, by key or by name, stays as they are; of the others everything is taken over that the plan
    says. The plan's calendar becomes the usual one where there is none. The rows are made within ``change``, so that
    one undo takes all of it back.
    """
    return _Import(change, plan).run()


class _Import:
    """One plan's people on their way into one organisation."""

    def __init__(self, change: Changes, plan: engine.Plan) -> None:
        self.change = change
        self.plan = plan
        document = document_of_plan(plan)
        self.tables = {name: _by_id(document.get(name, [])) for name in ("calendar", "team", "person")}
        self.keys = taken_keys(change.actor)
        self.calendar_keys = taken_calendar_keys(change.actor)
        self.has_usual = Calendar.of(change.actor).filter(is_default=True).exists()
        self.taken = Taken()

    def run(self) -> Taken:
        """Make rows in four batches, so that a big plan does not take long."""
        plan, taken = self.plan, self.taken
        self._find_or_make(plan.calendars, Calendar, taken.calendars, self._calendar)
        new_teams = self._find_or_make(plan.teams, Team, taken.teams, self._team)
        new_people = self._find_or_make(plan.people, Person, taken.people, self._person)
        self.change.create(
            *(_rate(rate, team=taken.teams[team.id]) for team in new_teams for rate in team.rates),
            *(row for person in new_people for row in _belongings(person, taken.people[person.id])),
        )
        return taken

    def _find_or_make(
        self, stated: Sequence[Stated], kind: type[Row], rows: dict[str, Row], make: Callable[[Stated], Row]
    ) -> list[Stated]:
        """Fill ``rows`` by the plan's ids and return what was not here yet."""
        here = [row for row in kind.of(self.change.actor) if getattr(row, "trashed_at", None) is None]
        by_key, by_name = {row.key: row for row in here}, {row.name.casefold(): row for row in here}
        new: list[Stated] = []
        for each in stated:
            known = by_key.get(each.id) or by_name.get((each.name or each.id).casefold())
            rows[each.id] = known or make(each)
            if known is None:
                new.append(each)
        self.change.create(*(rows[each.id] for each in new))
        self.taken.new += [rows[each.id] for each in new]
        return new

    def _calendar(self, calendar: engine.Calendar) -> Calendar:
        table = self.tables["calendar"].get(calendar.id, {})
        week = table.get("week", [])
        row = Calendar(
            key=free_key(calendar.id, self.calendar_keys),
            is_default=calendar.id == self.plan.calendar and not self.has_usual,
            name=(calendar.name or calendar.id)[:120],
            time_zone=calendar.time_zone,
            changes=table.get("changes", []),
            public_holidays=calendar.public_holidays or "",
            exceptions=table.get("exceptions", []),
            minutes_per_day=calendar.minutes_per_day,
            minutes_per_week=calendar.minutes_per_week,
            days_per_month=calendar.days_per_month,
        )
        if week:
            row.week = week if isinstance(week, str) else "\n".join(week)
        self.calendar_keys.add(row.key)
        return row

    def _team(self, team: engine.Team) -> Team:
        table = self.tables["team"][team.id]
        return Team(
            key=self._key(team.id),
            name=(team.name or team.id)[:120],
            calendar=self._calendar_of(team),
            capacity=_capacity(team.capacity),
            overtime=table.get("overtime"),
            ramp_up=table.get("ramp_up"),
        )

    def _person(self, person: engine.Person) -> Person:
        table = self.tables["person"][person.id]
        return Person(
            key=self._key(person.id),
            name=(person.name or person.id)[:120],
            team=self.taken.teams[person.team] if person.team else None,
            calendar=self._calendar_of(person),
            capacity=_capacity(person.capacity),
            overtime=table.get("overtime"),
            overtime_agreed_on=timezone.localdate() if person.overtime else None,
            ramp_up=table.get("ramp_up"),
            joined_on=person.first,
            left_on=person.last,
        )

    def _calendar_of(self, who: engine.Team | engine.Person) -> Calendar | None:
        """Return the row of a calendar of their own; those who have none follow their team, a team follows the plan."""
        if who.calendar is not None:
            return self.taken.calendars[who.calendar]
        follows = isinstance(who, engine.Person) and who.team is not None
        return None if follows else self.taken.calendars[self.plan.calendar]

    def _key(self, identifier: str) -> str:
        key = free_key(identifier, self.keys)
        self.keys.add(key)
        return key


def _belongings(person: engine.Person, row: Person) -> Iterator[OrganisationRow]:
    """Yield the rates, absences and skills of a new person."""
    yield from (_rate(rate, person=row) for rate in person.rates)
    yield from (_absence(absence, row) for absence in person.absences)
    yield from (SkillLevel(person=row, skill=s.skill[:60], level=s.level) for s in person.skills)


def _by_id(tables: list[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {table["id"]: {key: _plain(value) for key, value in table.items()} for table in tables}


def _plain(value: Any) -> Any:  # noqa: ANN401 - a value of plan text
    """Return a value of plan text as JSON keeps it."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _capacity(entries: tuple[engine.Capacity, ...]) -> list[dict[str, Any]]:
    return [{"first": e.first.isoformat() if e.first else None, "permille": e.permille} for e in entries]


def _rate(rate: engine.Rate, *, team: Team | None = None, person: Person | None = None) -> Rate:
    return Rate(
        team=team,
        person=person,
        first=rate.first,
        cost_per_hour=rate.cost_per_hour,
        billing_per_hour=rate.billing_per_hour,
    )


def _absence(absence: engine.Absence, person: Person) -> Absence:
    return Absence(
        person=person, first=absence.first, last=absence.last, kind=AbsenceKind.OTHER, note=absence.reason[:200]
    )
