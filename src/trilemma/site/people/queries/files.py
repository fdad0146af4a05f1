"""All about one person or one team, as their page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from trilemma.site.core.actor import Actor
from trilemma.site.core.models import Membership, User
from trilemma.site.core.queries import fetch
from trilemma.site.people.convert import (
    at_day,
    format_people,
    format_share,
    format_skills,
    minutes_of_week,
    overtime_words,
)
from trilemma.site.people.models import Absence, Calendar, Person, Rate, SkillLevel, Team
from trilemma.site.people.permissions import is_own, may_edit, may_enter_absence, require_reader
from trilemma.site.people.queries.absent import coming_absences
from trilemma.site.people.queries.fetching import visible_calendars
from trilemma.site.people.queries.lists import Offered, offered


@dataclass(frozen=True, slots=True)
class PersonFile:
    """A person with everything the actor may see of them."""

    person: Person
    own: bool
    may_enter_absence: bool
    calendar: Calendar | None
    share: str
    hours: float
    absences: Sequence[Absence]
    skills: Sequence[SkillLevel]
    skills_as_typed: str
    rates: Sequence[Rate]
    costs_shown: bool
    overtime: str
    overtime_of_team: bool
    accounts: Sequence[User]
    offered: Offered


def person_file(actor: Actor, public_id: str) -> PersonFile:
    """Return all about a person; costs only to those who may see them, reasons of absences to them and the person."""
    require_reader(actor)
    person = fetch(Person.of(actor).select_related("team__calendar", "calendar", "user"), public_id)
    skills = list(SkillLevel.of(actor).filter(person=person).order_by("skill"))
    calendar = person.calendar or (person.team.calendar if person.team else None) or _usual(actor)
    permille = at_day(person.capacity, timezone.localdate(), 1000)
    as_team = person.overtime is None
    return PersonFile(
        person=person,
        own=is_own(actor, person),
        may_enter_absence=may_enter_absence(actor, person),
        calendar=calendar,
        share=format_share(permille),
        hours=minutes_of_week(calendar.week) * permille / 60_000 if calendar else 0,
        absences=coming_absences(actor, person),
        skills=skills,
        skills_as_typed=format_skills((each.skill, each.level) for each in skills),
        rates=list(Rate.of(actor).filter(person=person).order_by("first")) if may_edit(actor) else [],
        costs_shown=may_edit(actor),
        overtime=overtime_words((person.team.overtime if person.team else None) if as_team else person.overtime),
        overtime_of_team=as_team,
        accounts=_free_accounts(actor, person) if may_edit(actor) else [],
        offered=offered(actor),
    )


@dataclass(frozen=True, slots=True)
class TeamFile:
    """A team with everything the actor may see of it."""

    team: Team
    calendar: Calendar | None
    members: Sequence[Person]
    people: str
    overtime: str
    rates: Sequence[Rate]
    costs_shown: bool


def team_file(actor: Actor, public_id: str) -> TeamFile:
    """Return all about a team; costs only to those who may see them."""
    require_reader(actor)
    team = fetch(Team.of(actor).select_related("calendar"), public_id)
    members = list(Person.of(actor).filter(team=team, trashed_at=None).order_by("name"))
    people = format_people(at_day(team.capacity, timezone.localdate(), 0)) if team.capacity else str(len(members))
    return TeamFile(
        team=team,
        calendar=team.calendar or _usual(actor),
        members=members,
        people=people,
        overtime=overtime_words(team.overtime),
        rates=list(Rate.of(actor).filter(team=team).order_by("first")) if may_edit(actor) else [],
        costs_shown=may_edit(actor),
    )


def _usual(actor: Actor) -> Calendar | None:
    return next((calendar for calendar in visible_calendars(actor) if calendar.is_default), None)


def _free_accounts(actor: Actor, person: Person) -> Sequence[User]:
    """Return the accounts of the organisation that no other person has."""
    taken = Person.of(actor).exclude(pk=person.pk).filter(user__isnull=False).values_list("user_id", flat=True)
    members = Membership.of(actor).exclude(user_id__in=list(taken)).select_related("user").order_by("user__name")
    return [member.user for member in members]
