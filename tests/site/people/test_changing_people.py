"""People are changed by those who may, checked before anything is written, and every act can be undone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.site.cast import an_account, an_actor
from tests.site.people.crew import a_crew, a_person, a_team, put
from trilemma.site.core.errors import ForbiddenError, NotFoundError, RuleError, StaleError
from trilemma.site.core.models import AuditEntry, OrganisationRole
from trilemma.site.core.undoing import undo
from trilemma.site.people.actions import (
    RateFrom,
    add_person,
    add_team,
    agree_to_overtime,
    bin_person,
    bin_team,
    change_person,
    change_team,
    leave,
    restore_person,
    restore_team,
    set_rates_of_person,
    set_rates_of_team,
    set_skills,
)
from trilemma.site.people.models import Person, Rate, SkillLevel, Team

pytestmark = pytest.mark.django_db


def a_member(email: str = "bo@example.com", slug: str = "brightside") -> object:
    return an_actor(email, OrganisationRole.MEMBER, slug)


def test_a_new_person_gets_a_key_of_their_name_that_no_team_has() -> None:
    actor = an_actor()
    team = add_team(actor, name="Anna")
    first, second = add_person(actor, name="  Anna ", team=team), add_person(actor, name="Anna")
    assert [team.key, first.key, second.key] == ["anna", "anna-2", "anna-3"]
    assert add_person(actor, name="李明").key == "李明"
    assert add_person(actor, name="***").key == "x"


def test_a_person_needs_a_name() -> None:
    with pytest.raises(RuleError) as raised:
        add_person(an_actor(), name="  ")
    assert raised.value.fields == {"name": "A person needs a name."}


def test_a_name_changes_and_the_key_stays() -> None:
    actor = an_actor()
    anna = a_person(actor)
    change_person(actor, anna.public_id, name="Anna Stein", version=1)
    anna.refresh_from_db()
    assert (anna.key, anna.name, anna.version) == ("anna-berg", "Anna Stein", 2)
    assert undo(actor, "people") == "Renamed Anna Berg to Anna Stein"
    anna.refresh_from_db()
    assert anna.name == "Anna Berg"


def test_a_stale_form_is_refused() -> None:
    actor = an_actor()
    anna = a_person(actor)
    change_person(actor, anna.public_id, name="Anna Stein", version=1)
    with pytest.raises(StaleError, match="Ada has changed this"):
        change_person(actor, anna.public_id, name="Anna Rot", version=1)


@pytest.mark.parametrize(
    "values, field",
    [
        ({"capacity": [{"first": None, "permille": 1200}]}, "capacity"),
        (
            {"capacity": [{"first": "2026-02-01", "permille": 800}, {"first": "2026-01-01", "permille": 500}]},
            "capacity",
        ),
        ({"overtime": {"preset": "FR"}}, "overtime"),
        ({"overtime": {"preset": "EU", "premium": "minus 3"}}, "overtime"),
        ({"ramp_up": {"time": "soon"}}, "ramp_up"),
        ({"joined_on": date(2026, 5, 1), "left_on": date(2026, 4, 1)}, "joined_on"),
    ],
)
def test_what_no_plan_can_count_with_is_refused_and_nothing_changes(values: dict[str, Any], field: str) -> None:
    actor = an_actor()
    anna = a_person(actor)
    with pytest.raises(RuleError) as raised:
        change_person(actor, anna.public_id, **values)
    assert list(raised.value.fields) == [field]
    anna.refresh_from_db()
    assert anna.version == 1


def test_members_change_nobody_and_guests_see_nobody() -> None:
    actor, member = an_actor(), an_actor("bo@example.com", OrganisationRole.MEMBER)
    anna, team = a_person(actor), a_team(actor)
    entries = AuditEntry.objects.count()
    with pytest.raises(ForbiddenError):
        add_person(member, name="Cy")
    with pytest.raises(ForbiddenError):
        change_person(member, anna.public_id, name="Cy")
    with pytest.raises(ForbiddenError):
        set_skills(member, anna.public_id, {"Go": 1})
    with pytest.raises(ForbiddenError):
        set_rates_of_person(member, anna.public_id, [])
    with pytest.raises(ForbiddenError):
        bin_team(member, team.public_id)
    assert AuditEntry.objects.count() == entries


def test_another_organisations_people_are_not_there() -> None:
    actor, stranger = an_actor(), an_actor("mallory@example.com", slug="darkside")
    anna, team = a_person(actor), a_team(actor)
    with pytest.raises(NotFoundError):
        change_person(stranger, anna.public_id, name="Mine")
    with pytest.raises(NotFoundError):
        change_team(stranger, team.public_id, name="Mine")
    with pytest.raises(NotFoundError):
        add_person(stranger, name="Cy", team=team)
    assert not Person.of(stranger).exists()


def test_a_team_has_members_or_a_number_of_people() -> None:
    actor = an_actor()
    testers = a_team(actor, "Testers", capacity=[{"first": None, "permille": 2000}])
    with pytest.raises(RuleError) as raised:
        add_person(actor, name="Cy", team=testers)
    assert list(raised.value.fields) == ["team"]
    team = a_team(actor)
    anna = a_person(actor, team=team)
    with pytest.raises(RuleError, match="Back end has members"):
        change_team(actor, team.public_id, capacity=[{"first": None, "permille": 1000}])
    bin_person(actor, anna.public_id)
    change_team(actor, team.public_id, capacity=[{"first": None, "permille": 1000}])
    with pytest.raises(RuleError, match="Back end has a number of people"):
        restore_person(actor, anna.public_id)


def test_who_has_an_account_agrees_to_overtime_in_person() -> None:
    admin, member = an_actor(), an_actor("bo@example.com", OrganisationRole.MEMBER)
    bo = a_person(admin, "Bo", user=an_account("bo@example.com"))
    with pytest.raises(RuleError, match="agrees to overtime in person"):
        agree_to_overtime(admin, bo.public_id, agreed=True)
    assert agree_to_overtime(member, bo.public_id, agreed=True).overtime_agreed_on is not None
    assert agree_to_overtime(admin, bo.public_id, agreed=False).overtime_agreed_on is None
    with pytest.raises(ForbiddenError):
        agree_to_overtime(member, a_person(admin).public_id, agreed=True)


def test_an_admin_records_the_agreement_of_those_without_an_account() -> None:
    actor = an_actor()
    assert agree_to_overtime(actor, a_person(actor).public_id, agreed=True).overtime_agreed_on is not None


def test_an_account_belongs_to_the_organisation_and_to_one_person() -> None:
    actor = an_actor()
    anna, outside = a_person(actor), an_account("outside@example.com")
    with pytest.raises(RuleError, match="does not belong to the organisation"):
        change_person(actor, anna.public_id, user=outside)
    change_person(actor, anna.public_id, user=an_account())
    with pytest.raises(RuleError, match="Another person has this account"):
        add_person(actor, name="Ada", user=an_account())


def test_rates_are_replaced_by_date() -> None:
    actor = an_actor()
    _, team, anna = a_crew(actor)
    kept = Rate.of(actor).get(person=anna, first=None)
    rates = [RateFrom(Decimal(80), Decimal(140)), RateFrom(Decimal(90), None, date(2028, 1, 1))]
    set_rates_of_person(actor, anna.public_id, rates)
    rows = (
        Rate.of(actor).filter(person=anna).order_by("first").values_list("first", "cost_per_hour", "billing_per_hour")
    )
    assert sorted(rows, key=lambda row: row[0] or date.min) == [
        (None, Decimal(80), Decimal(140)),
        (date(2028, 1, 1), Decimal(90), None),
    ]
    assert Rate.of(actor).get(person=anna, first=None).pk == kept.pk
    undo(actor, "people")
    assert set(Rate.of(actor).filter(person=anna).values_list("first", flat=True)) == {None, date(2027, 1, 1)}
    set_rates_of_team(actor, team.public_id, [])
    assert not Rate.of(actor).filter(team=team).exists()


def test_two_rates_from_the_same_day_are_refused() -> None:
    actor = an_actor()
    anna = a_person(actor)
    with pytest.raises(RuleError, match="two rates from the beginning"):
        set_rates_of_person(actor, anna.public_id, [RateFrom(Decimal(80)), RateFrom(Decimal(90))])


def test_skills_are_replaced_and_keep_their_first_spelling() -> None:
    actor = an_actor()
    _, _, anna = a_crew(actor)
    ben = Person.of(actor).get(name="Ben Roth")
    set_skills(actor, ben.public_id, {"python": 2, "Go": 1})
    assert dict(SkillLevel.of(actor).filter(person=ben).values_list("skill", "level")) == {"Python": 2, "Go": 1}
    set_skills(actor, anna.public_id, {"Python": 5})
    assert dict(SkillLevel.of(actor).filter(person=anna).values_list("skill", "level")) == {"Python": 5}
    undo(actor, "people")
    assert dict(SkillLevel.of(actor).filter(person=anna).values_list("skill", "level")) == {"Python": 3, "SAP FI": 1}


def test_leaving_and_the_bin_can_be_undone() -> None:
    actor = an_actor()
    anna = a_person(actor)
    leave(actor, anna.public_id, last_day=date(2026, 12, 31))
    bin_person(actor, anna.public_id)
    assert Person.of(actor).get().trashed_at is not None
    assert undo(actor, "people") == "Deleted Anna Berg"
    assert undo(actor, "people") == "Anna Berg leaves on 2026-12-31"
    anna.refresh_from_db()
    assert (anna.left_on, anna.trashed_at) == (None, None)


def test_the_members_of_a_deleted_team_stay_without_one() -> None:
    actor = an_actor()
    team = a_team(actor)
    anna = a_person(actor, team=team)
    bin_team(actor, team.public_id)
    anna.refresh_from_db()
    assert anna.team is None
    undo(actor, "people")
    anna.refresh_from_db()
    assert anna.team == team
    bin_team(actor, team.public_id)
    restore_team(actor, team.public_id)
    assert Team.of(actor).get().trashed_at is None


def test_a_value_that_may_not_be_changed_is_a_fault_of_the_program() -> None:
    actor = an_actor()
    anna = a_person(actor)
    with pytest.raises(TypeError, match="trashed_at cannot be changed here"):
        change_person(actor, anna.public_id, trashed_at=None)
    put(actor, Person(key="cy", name="Cy"))
