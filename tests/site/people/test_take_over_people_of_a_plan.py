"""A plan from a file brings its people along, once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.site.cast import an_actor
from tests.site.people.crew import a_crew, a_person
from tests.site.people.test_people_become_tables_of_plan_text import plan_with
from trilemma.files.plan_text import plan_of_document, read_plan_text
from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.core.undoing import undo
from trilemma.site.people.actions import Taken, take_over
from trilemma.site.people.convert import people_tables
from trilemma.site.people.models import Absence, Calendar, Person, Rate, SkillLevel, Team

pytestmark = pytest.mark.django_db

TEXT = """
format = 1
[project]
id = "shop"
start = 2026-03-02
time_zone = "Europe/Vienna"
calendar = "vienna"
[[calendar]]
id = "vienna"
week = ["Mon-Thu 08:00-12:00 13:00-17:00", "Fri 08:00-14:00"]
changes = [{ first = 2027-01-01, week = "Mon-Thu 08:00-17:00" }]
public_holidays = "AT-9"
exceptions = [2026-12-24, { first = 2026-12-28, last = 2026-12-31, hours = "09:00-12:00", name = "Short days" }]
day = "8h"
working_week = "38h"
[[team]]
id = "dev"
name = "Developers"
rate = 70
overtime = { preset = "DE", premium = "30%" }
[[team]]
id = "testers"
capacity = [{ people = 2 }, { people = 3.5, first = 2026-06-01 }]
[[person]]
id = "anna"
name = "Anna Berg"
team = "dev"
first = 2026-01-01
capacity = "80%"
skills = { Go = 2, Python = 1 }
rate = [{ cost = 80, billing = "120.50" }, { cost = 85, first = 2027-01-01 }]
absences = [2026-05-04, { first = 2026-07-01, last = 2026-07-31, reason = "Sabbatical" }]
ramp_up = { time = "20d", productivity = "60%" }
overtime = "DE"
"""


def taken(actor: Actor, text: str = TEXT) -> Taken:
    with changing(actor, "plan.imported", "Imported the shop", scope="shop") as change:
        return take_over(change, read_plan_text(text))


def test_everything_that_the_plan_says_of_its_people_comes_back_out() -> None:
    actor = an_actor()
    taken(actor)
    before, after = read_plan_text(TEXT), plan_with(people_tables(actor.organisation_id))
    assert after.calendars[0].weeks == before.calendars[0].weeks
    assert after.calendars[0].exceptions == before.calendars[0].exceptions
    assert after.calendars[0].minutes_per_week == 38 * 60
    anna, same = before.person_by_id["anna"], after.person_by_id["anna"]
    for name in ("name", "team", "skills", "rates", "capacity", "first", "last", "ramp_up", "overtime"):
        assert getattr(same, name) == getattr(anna, name), name
    assert [(a.first, a.last) for a in same.absences] == [(a.first, a.last) for a in anna.absences]
    assert after.team_by_id["testers"].capacity == before.team_by_id["testers"].capacity
    assert after.team_by_id["dev"].overtime == before.team_by_id["dev"].overtime
    assert after.team_by_id["dev"].calendar == "vienna"


def test_the_second_time_nobody_is_new() -> None:
    actor = an_actor()
    assert len(taken(actor).new) == 4
    assert taken(actor).new == []
    assert [kind.of(actor).count() for kind in (Calendar, Team, Person, Rate, Absence, SkillLevel)] == [
        1,
        2,
        1,
        3,
        2,
        2,
    ]


def test_who_is_here_already_is_found_by_name_and_stays_as_they_are() -> None:
    actor = an_actor()
    _, team, anna = a_crew(actor)
    found = taken(actor)
    assert found.people["anna"] == anna
    assert found.key_of["anna"] == "anna-berg"
    assert found.teams["dev"] != team
    anna.refresh_from_db()
    assert (anna.team_id, anna.version) == (team.pk, 1)
    assert Rate.of(actor).filter(person=anna).first().cost_per_hour == Decimal("72.50")  # type: ignore[union-attr]


def test_a_key_that_somebody_else_has_gets_a_number() -> None:
    actor = an_actor()
    a_person(actor, "Dev", left_on=date(2026, 1, 1))
    assert taken(actor).key_of["dev"] == "dev-2"


def test_the_calendar_of_the_first_plan_becomes_the_usual_one() -> None:
    actor = an_actor()
    assert taken(actor).calendars["vienna"].is_default
    assert not taken(actor, TEXT.replace('"vienna"', '"graz"')).calendars["graz"].is_default


def test_one_undo_takes_all_of_it_back() -> None:
    actor = an_actor()
    taken(actor)
    assert undo(actor, "shop") == "Imported the shop"
    assert not any(kind.of(actor).exists() for kind in (Calendar, Team, Person, Rate, Absence, SkillLevel))


def test_a_plan_without_a_calendar_of_its_own_brings_the_standard_week() -> None:
    actor = an_actor()
    head = {"id": "p", "name": "P", "start": "2026-01-05", "time_zone": "Europe/Berlin"}
    plan = plan_of_document({"format": 1, "project": head, "team": [{"id": "dev", "capacity": 2}]}, "p")
    with changing(actor, "plan.imported", "Imported P") as change:
        found = take_over(change, plan)
    assert found.calendars["standard"].week == "Mon-Fri 09:00-13:00 14:00-18:00"
    assert found.teams["dev"].calendar == found.calendars["standard"]
