"""Rows of people become tables that the engine reads as the same people."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.site.cast import an_actor
from tests.site.people.crew import a_calendar, a_crew, a_person, a_team, put
from trilemma.engine.api import Absence, Capacity, Plan, Rate, SkillLevel
from trilemma.files.plan_text import plan_of_document
from trilemma.site.core.changes import changing
from trilemma.site.people.convert import people_revision, people_tables
from trilemma.site.people.models import Absence as AbsenceRow
from trilemma.site.people.models import Person
from trilemma.site.people.models import SkillLevel as SkillRow

pytestmark = pytest.mark.django_db


def plan_with(tables: dict[str, Any]) -> Plan:
    head = {"id": "p", "name": "P", "start": "2026-01-05", "time_zone": "Europe/Berlin", "currency": "EUR"}
    return plan_of_document({"format": 1, "project": head, **tables}, "people")


def test_the_engine_reads_the_same_people() -> None:
    actor = an_actor()
    a_crew(actor)
    plan = plan_with(people_tables(actor.organisation_id))
    anna = plan.person_by_id["anna-berg"]
    assert (anna.team, anna.calendar, anna.first, anna.last) == ("back-end", "berlin", date(2026, 2, 2), None)
    assert anna.capacity == (Capacity(1000), Capacity(800, date(2026, 9, 1)))
    assert anna.rates == (
        Rate(Decimal("72.50"), Decimal(130)),
        Rate(Decimal(75), first=date(2027, 1, 1)),
    )
    assert anna.skills == (SkillLevel("Python", 3), SkillLevel("SAP FI", 1))
    assert anna.ramp_up is not None
    assert anna.ramp_up.working_minutes == 20 * 480
    assert plan.team_by_id["testers"].capacity == (Capacity(2500),)
    assert plan.team_by_id["back-end"].capacity == ()
    assert plan.team_by_id["back-end"].rates == (Rate(Decimal(60), Decimal(110)),)
    assert plan.calendar == "berlin"
    assert plan.calendars[0].public_holidays == "DE-BE"


def test_why_somebody_is_away_is_not_told() -> None:
    actor = an_actor()
    a_crew(actor)
    tables = people_tables(actor.organisation_id)
    anna = plan_with(tables).person_by_id["anna-berg"]
    assert anna.absences == (
        Absence(date(2026, 3, 2), date(2026, 3, 2)),
        Absence(date(2026, 7, 1), date(2026, 7, 14)),
    )
    assert "Corsica" not in json.dumps(tables)


def test_overtime_counts_only_for_those_who_have_agreed() -> None:
    actor = an_actor()
    a_crew(actor)
    plan = plan_with(people_tables(actor.organisation_id))
    anna, ben = plan.person_by_id["anna-berg"], plan.person_by_id["ben-roth"]
    assert anna.overtime is not None
    assert (anna.overtime.minutes_per_day, anna.overtime.premium) == (120, Decimal("0.5"))
    assert ben.overtime is None


def test_who_is_allowed_none_has_no_overtime_even_where_the_team_has() -> None:
    actor = an_actor()
    _, _, anna = a_crew(actor)
    with changing(actor, "person.changed", "No overtime for Anna") as change:
        change.update(anna, overtime="none")
    assert plan_with(people_tables(actor.organisation_id)).person_by_id["anna-berg"].overtime is None


def test_calendars_keep_the_organisations_time_zone_unless_they_have_their_own() -> None:
    actor = an_actor()
    calendar = a_calendar(actor)
    a_calendar(actor, "pune", is_default=False)
    a_person(actor)
    with changing(actor, "calendar.changed", "Changed Pune") as change:
        pune = type(calendar).of(actor).get(key="pune")
        change.update(pune, time_zone="Asia/Kolkata", week="Mon-Thu 08:00-16:00\nFri 08:00-12:00")
    plan = plan_with(people_tables(actor.organisation_id))
    assert [(each.id, each.time_zone) for each in plan.calendars] == [
        ("berlin", "Europe/Berlin"),
        ("pune", "Asia/Kolkata"),
    ]
    assert plan.person_by_id["anna-berg"].calendar == "berlin"
    assert [len(shifts) for shifts in plan.calendars[1].weeks[0][1]] == [1, 1, 1, 1, 1, 0, 0]


def test_those_in_the_bin_stay_in_plans_with_their_last_day() -> None:
    actor = an_actor()
    noon = datetime(2026, 5, 4, 12, tzinfo=UTC)
    a_person(actor, trashed_at=noon, joined_on=date(2026, 6, 1))
    a_team(actor, "Testers", capacity=[{"first": None, "permille": 2000}], trashed_at=noon)
    plan = plan_with(people_tables(actor.organisation_id))
    assert plan.person_by_id["anna-berg"].last == date(2026, 5, 4)
    assert plan.team_by_id["testers"].capacity == (Capacity(2000), Capacity(0, date(2026, 5, 4)))


def test_an_organisation_without_people_makes_a_plan_too() -> None:
    actor = an_actor()
    assert people_tables(actor.organisation_id) == {"calendar": [], "team": [], "person": []}
    assert plan_with(people_tables(actor.organisation_id)).calendar == "standard"


def test_the_revision_tells_every_change_and_only_changes() -> None:
    actor = an_actor()
    _, _, anna = a_crew(actor)
    before = people_revision(people_tables(actor.organisation_id))
    assert people_revision(people_tables(actor.organisation_id)) == before
    put(actor, AbsenceRow(person=anna, first=date(2026, 12, 1), last=date(2026, 12, 2)))
    assert people_revision(people_tables(actor.organisation_id)) != before


def test_another_organisation_is_not_in_the_tables() -> None:
    actor, stranger = an_actor(), an_actor("mallory@example.com", slug="darkside")
    a_crew(actor)
    a_person(stranger, "Mallory Dark")
    assert "mallory-dark" not in json.dumps(people_tables(actor.organisation_id))


@pytest.mark.parametrize("people", [1, 10])
def test_it_takes_seven_queries_however_many_there_are(
    people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    actor = an_actor()
    a_crew(actor)
    many = [Person(key=f"p{number}", name=f"P {number}") for number in range(people)]
    put(actor, *many)
    put(actor, *(SkillRow(person=person, skill="Go") for person in many))
    with django_assert_num_queries(7):
        people_tables(actor.organisation_id)
