"""Projects: who sees them, who changes them, who takes part, and the trash."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.site.cast import a_browser, an_account, an_actor
from trilemma.site.core.actor import Actor
from trilemma.site.core.errors import ForbiddenError, NotFoundError, RuleError, StaleError
from trilemma.site.core.models import OrganisationRole
from trilemma.site.core.undoing import undo
from trilemma.site.planning.actions.starting import start_empty
from trilemma.site.projects import actions
from trilemma.site.projects.models import CustomField, FieldPlace, Project, ProjectMembership, ProjectRole
from trilemma.site.projects.permissions import ProjectRight
from trilemma.site.projects.queries import project_for, trashed_projects, visible_projects

pytestmark = pytest.mark.django_db

LIST = "/o/brightside/projects/"


def a_project(actor: Actor, name: str = "Shop") -> Project:
    return start_empty(actor, start=date(2027, 3, 1), name=name)


def a_colleague(email: str = "bo@example.com") -> Actor:
    return an_actor(email, OrganisationRole.MEMBER)


def test_members_see_only_projects_that_they_take_part_in_and_admins_all() -> None:
    admin, bo = an_actor(), a_colleague()
    mine, other = a_project(bo, "Mine"), a_project(admin, "Other")
    assert list(visible_projects(bo)) == [mine]
    assert set(visible_projects(admin)) == {mine, other}
    with pytest.raises(NotFoundError):
        project_for(bo, other.public_id)


def test_a_role_opens_what_it_should_and_no_more() -> None:
    admin, bo = an_actor(), a_colleague()
    project = a_project(admin)
    actions.set_member(admin, project.public_id, user=an_account("bo@example.com"), role=ProjectRole.MEMBER)
    assert project_for(bo, project.public_id, ProjectRight.TAKE_PART).role == ProjectRole.MEMBER
    with pytest.raises(ForbiddenError, match="Manager"):
        project_for(bo, project.public_id, ProjectRight.PLAN)
    actions.set_member(admin, project.public_id, user=an_account("bo@example.com"), role=ProjectRole.MANAGER)
    assert project_for(bo, project.public_id, ProjectRight.PLAN).role == ProjectRole.MANAGER


def test_only_members_of_the_organisation_join() -> None:
    admin = an_actor()
    project = a_project(admin)
    with pytest.raises(RuleError, match="Invite them first"):
        actions.set_member(admin, project.public_id, user=an_account("out@example.com"), role=ProjectRole.VIEWER)
    assert ProjectMembership.objects.count() == 1


def test_the_last_owner_stays() -> None:
    bo = a_colleague()
    project = a_project(bo)
    only = ProjectMembership.objects.get()
    with pytest.raises(RuleError, match="at least one owner"):
        actions.remove_member(bo, project.public_id, only.public_id)


def test_settings_that_somebody_else_changed_meanwhile_are_not_overwritten() -> None:
    admin = an_actor()
    project = a_project(admin)
    actions.change_project(admin, project.public_id, version=1, name="Shop 2")
    with pytest.raises(StaleError) as caught:
        actions.change_project(admin, project.public_id, version=1, name="Shop 3")
    assert caught.value.theirs == {"name": "Shop 2"}
    assert caught.value.by == "Ada"


def test_a_change_of_settings_can_be_undone() -> None:
    admin = an_actor()
    project = a_project(admin)
    actions.change_project(admin, project.public_id, version=1, name="Shop 2")
    undo(admin, project.public_id)
    project.refresh_from_db()
    assert project.name == "Shop"


def test_a_project_in_the_trash_is_nowhere_but_there_and_comes_back_whole() -> None:
    admin = an_actor()
    project = a_project(admin)
    actions.trash_project(admin, project.public_id)
    assert list(visible_projects(admin)) == []
    with pytest.raises(NotFoundError):
        project_for(admin, project.public_id)
    assert list(trashed_projects(admin)) == [project]
    actions.restore_project(admin, project.public_id)
    assert list(visible_projects(admin)) == [project]


def test_two_fields_of_a_place_have_different_names() -> None:
    admin = an_actor()
    actions.add_custom_field(admin, CustomField(place=FieldPlace.PROJECT, key="order", name="Order"))
    with pytest.raises(RuleError, match="this name already"):
        actions.add_custom_field(admin, CustomField(place=FieldPlace.PROJECT, key="order", name="Order"))
    with pytest.raises(ForbiddenError):
        actions.add_custom_field(a_colleague(), CustomField(place=FieldPlace.PROJECT, key="x", name="X"))


def test_the_list_takes_as_many_queries_for_many_projects_as_for_one(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    bo = a_colleague()
    browser = a_browser(bo)
    a_project(bo, "Project one")
    with CaptureQueriesContext(connection) as one:
        browser.get(LIST)
    for number in range(10):
        a_project(bo, f"Project {number}")
    with django_assert_max_num_queries(len(one)):
        assert b"Project 7" in browser.get(LIST).content
    assert len(one) <= 25


def test_a_wrong_form_keeps_what_was_typed() -> None:
    admin = an_actor()
    project = a_project(admin)
    answer = a_browser(admin).post(
        f"{LIST}{project.public_id}/settings",
        {"version": 1, "name": "", "kind": "website", "state": "active", "customer": "Lindner", "priority": 500},
    )
    assert answer.status_code == 422
    assert b"Lindner" in answer.content
