"""People for tests: a team of two with everything that can be stated, and a team of nobody in particular."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.core.models import OrganisationRow
from trilemma.site.people.models import Absence, AbsenceKind, Calendar, Person, Rate, SkillLevel, Team


def put(actor: Actor, *rows: OrganisationRow) -> None:
    with changing(actor, "test.prepared", "Prepared") as change:
        change.create(*rows)


def a_calendar(actor: Actor, key: str = "berlin", *, is_default: bool = True) -> Calendar:
    calendar = Calendar(key=key, name=key.capitalize(), is_default=is_default, public_holidays="DE-BE")
    put(actor, calendar)
    return calendar


def a_person(actor: Actor, name: str = "Anna Berg", team: Team | None = None, **fields: object) -> Person:
    person = Person(key=name.lower().replace(" ", "-"), name=name, team=team, **fields)
    put(actor, person)
    return person


def a_team(actor: Actor, name: str = "Back end", **fields: object) -> Team:
    team = Team(key=name.lower().replace(" ", "-"), name=name, **fields)
    put(actor, team)
    return team


def a_crew(actor: Actor) -> tuple[Calendar, Team, Person]:
    """Return the usual calendar, a team and one of its two members; beside them there is a team of 2.5 nobodies."""
    calendar = a_calendar(actor)
    team = a_team(actor, overtime={"preset": "EU", "premium": "50%"}, ramp_up={"time": "20d", "productivity": "60%"})
    a_team(actor, "Testers", capacity=[{"first": None, "permille": 2500}], calendar=calendar)
    anna = a_person(
        actor,
        team=team,
        overtime_agreed_on=date(2026, 1, 5),
        capacity=[{"first": None, "permille": 1000}, {"first": "2026-09-01", "permille": 800}],
        joined_on=date(2026, 2, 2),
    )
    a_person(actor, "Ben Roth", team)
    put(
        actor,
        Rate(team=team, cost_per_hour=Decimal(60), billing_per_hour=Decimal(110)),
        Rate(person=anna, cost_per_hour=Decimal("72.50"), billing_per_hour=Decimal(130)),
        Rate(person=anna, cost_per_hour=Decimal(75), first=date(2027, 1, 1)),
        Absence(person=anna, first=date(2026, 7, 1), last=date(2026, 7, 14), note="Corsica"),
        Absence(person=anna, first=date(2026, 3, 2), last=date(2026, 3, 2), kind=AbsenceKind.ILLNESS),
        SkillLevel(person=anna, skill="Python", level=3),
        SkillLevel(person=anna, skill="SAP FI"),
    )
    return calendar, team, anna
