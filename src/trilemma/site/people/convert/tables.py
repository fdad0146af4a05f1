"""From rows of people to the tables of plan text."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from trilemma.site.core.models import Organisation
from trilemma.site.people.convert.texts import format_share
from trilemma.site.people.models import NO_OVERTIME, Absence, Calendar, Person, Rate, SkillLevel, Team

Table = dict[str, Any]
Tables = dict[str, list[Table]]
Dated = TypeVar("Dated", Rate, Absence, SkillLevel)


def people_tables(organisation_id: int) -> Tables:
    """Return everybody of an organisation as the tables ``calendar``, ``team`` and ``person`` of plan text.

    Values are texts, whole numbers, lists and tables only, so that they can be kept as JSON. The usual calendar comes
    first. Whoever has left, or is in the bin, stays with their last day: plans may name them. Why somebody is away is
    not told. It takes seven queries, however many people there are.
    """
    return _Rows.read(organisation_id).tables()


def people_revision(tables: Tables) -> str:
    """Return a text that changes when anything changes in what plans learn about people."""
    text = json.dumps(tables, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class _Rows:
    """All rows of the people of one organisation."""

    time_zone: str
    calendars: Sequence[Calendar]
    teams: Sequence[Team]
    people: Sequence[Person]
    rates_of_team: Mapping[int, list[Rate]]
    rates_of_person: Mapping[int, list[Rate]]
    absences: Mapping[int, list[Absence]]
    skills: Mapping[int, list[SkillLevel]]
    calendar_key: Mapping[int, str] = field(init=False)
    team_by_id: Mapping[int, Team] = field(init=False)

    def __post_init__(self) -> None:
        self.calendar_key = {calendar.pk: calendar.key for calendar in self.calendars}
        self.team_by_id = {team.pk: team for team in self.teams}

    @classmethod
    def read(cls, organisation_id: int) -> _Rows:
        rates = Rate._default_manager.filter(organisation_id=organisation_id).order_by("first", "pk")
        absences = Absence._default_manager.filter(organisation_id=organisation_id).order_by("first", "pk")
        skills = SkillLevel._default_manager.filter(organisation_id=organisation_id).order_by("skill")
        return cls(
            time_zone=Organisation.objects.values_list("time_zone", flat=True).get(pk=organisation_id),
            calendars=_in_order(Calendar, organisation_id, "-is_default", "key"),
            teams=_in_order(Team, organisation_id, "key"),
            people=_in_order(Person, organisation_id, "key"),
            rates_of_team=_grouped((rate for rate in rates if rate.team_id), "team_id"),
            rates_of_person=_grouped((rate for rate in rates if rate.person_id), "person_id"),
            absences=_grouped(absences, "person_id"),
            skills=_grouped(skills, "person_id"),
        )

    def tables(self) -> Tables:
        with_members = {team.pk for person in self.people if (team := self._team_of(person))}
        return {
            "calendar": [calendar_table(calendar, self.time_zone) for calendar in self.calendars],
            "team": [self._team(team, named=team.pk in with_members) for team in self.teams],
            "person": [self._person(person) for person in self.people],
        }

    def _team(self, team: Team, *, named: bool) -> Table:
        capacity = [] if named else capacity_entries(_until(team.capacity, team), "people")
        return stated(
            id=team.key,
            name=team.name,
            calendar=self._calendar(team.calendar_id),
            capacity=capacity,
            rate=_rates(self.rates_of_team.get(team.pk, [])),
            overtime=None if team.overtime == NO_OVERTIME else team.overtime,
            ramp_up=team.ramp_up,
        )

    def _person(self, person: Person) -> Table:
        team = self._team_of(person)
        last = _last_day(person)
        return stated(
            id=person.key,
            name=person.name,
            team=team.key if team else None,
            calendar=self._calendar(person.calendar_id or (team.calendar_id if team else None)),
            first=_first_day(person, last),
            last=_iso(last),
            capacity=capacity_entries(person.capacity, "share"),
            skills=_skills(self.skills.get(person.pk, [])),
            rate=_rates(self.rates_of_person.get(person.pk, [])),
            absences=[_absence(absence) for absence in self.absences.get(person.pk, [])],
            overtime=overtime_in_force(person, team),
            ramp_up=person.ramp_up or (team.ramp_up if team else None),
        )

    def _team_of(self, person: Person) -> Team | None:
        """Return the team; whoever is in the bin does not keep it from having an anonymous capacity."""
        team = self.team_by_id.get(person.team_id) if person.team_id else None
        return None if team and team.capacity and person.trashed_at else team

    def _calendar(self, pk: int | None) -> str | None:
        """Return the calendar of somebody: their own or the organisation's usual one, whatever that of the plan is."""
        usual = self.calendars[0].key if self.calendars and self.calendars[0].is_default else None
        return self.calendar_key[pk] if pk else usual


def overtime_in_force(person: Person, team: Team | None) -> Any:  # noqa: ANN401 - a name or a table
    """Return the overtime rule of a person, their own or the team's; none without their agreement."""
    rule = person.overtime if person.overtime is not None else team.overtime if team else None
    return None if rule == NO_OVERTIME or person.overtime_agreed_on is None else rule


def calendar_table(calendar: Calendar, time_zone: str) -> Table:
    """Return a calendar as a table of plan text; ``time_zone`` is the organisation's."""
    return stated(
        id=calendar.key,
        name=calendar.name,
        time_zone=calendar.time_zone or time_zone,
        week=calendar.week.splitlines(),
        changes=calendar.changes,
        public_holidays=calendar.public_holidays,
        exceptions=calendar.exceptions,
        day=f"{calendar.minutes_per_day}min",
        working_week=f"{calendar.minutes_per_week}min",
        days_per_month=calendar.days_per_month,
    )


def stated(**values: object) -> Table:
    """Return a table of what is there: plan text leaves out what is not."""
    return {key: value for key, value in values.items() if value not in (None, "", [])}


def _in_order(kind: Any, organisation_id: int, *order: str) -> list[Any]:  # noqa: ANN401 - a model
    return list(kind._default_manager.filter(organisation_id=organisation_id).order_by(*order))


def _grouped(rows: Iterable[Dated], name: str) -> dict[int, list[Dated]]:
    groups: dict[int, list[Dated]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups


def capacity_entries(entries: Sequence[Mapping[str, Any]], key: str) -> list[Table]:
    """Return dated capacities as plan text has them, where ``key`` names the amount."""
    return [stated(**{key: format_share(entry["permille"]), "first": entry.get("first")}) for entry in entries]


def _until(capacity: Sequence[Mapping[str, Any]], team: Team) -> list[Mapping[str, Any]]:
    """Return the capacity of a team; one in the bin has none from that day on."""
    if team.trashed_at is None:
        return list(capacity)
    day = team.trashed_at.date().isoformat()
    return [*(entry for entry in capacity if (entry.get("first") or "") < day), {"first": day, "permille": 0}]


def _rates(rates: Iterable[Rate]) -> list[Table]:
    """Return rates in order of date, the one from the beginning first."""
    ordered = sorted(rates, key=lambda rate: rate.first or date.min)
    return [
        stated(cost=_money(rate.cost_per_hour), billing=_money(rate.billing_per_hour), first=_iso(rate.first))
        for rate in ordered
    ]


def _money(amount: Decimal | None) -> str | None:
    if amount is None:
        return None
    return f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount:.2f}"


def _skills(levels: Iterable[SkillLevel]) -> list[Table]:
    return [{"skill": each.skill, "level": each.level} for each in levels]


def _absence(absence: Absence) -> Table:
    last = absence.last if absence.last != absence.first else None
    return stated(first=absence.first.isoformat(), last=_iso(last))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _last_day(person: Person) -> date | None:
    days = [person.left_on, person.trashed_at.date() if person.trashed_at else None]
    return min((day for day in days if day), default=None)


def _first_day(person: Person, last: date | None) -> str | None:
    """Return the first day; who is put into the bin before it has come was here on one day at most."""
    first = person.joined_on
    return _iso(min(first, last) if first and last else first)
