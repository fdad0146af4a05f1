"""All projects at once: what is agreed and forecast, who is taken up by what, in a number of queries that stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.site.cast import a_browser, an_account, an_actor
from tests.site.forecasts.computing import TINY, a_project, computed_run, live_plan_of
from trilemma.site.core.actor import Actor
from trilemma.site.core.models import OrganisationRole
from trilemma.site.forecasts.actions.asking import ask
from trilemma.site.portfolio.queries import load_of_everybody, portfolio, this_monday, work_in_week
from trilemma.site.projects.actions import set_member
from trilemma.site.projects.models import ProjectRole

pytestmark = pytest.mark.django_db

SOON = TINY.replace("2027-03-01", str(this_monday())).replace("2027-03-10", str(this_monday() + timedelta(days=9)))


def test_a_project_shows_what_is_agreed_and_what_is_forecast() -> None:
    actor = an_actor()
    project = a_project(actor, SOON)
    assert [(row.finish, row.chance, row.late_days) for row in portfolio(actor)] == [({}, None, None)]
    computed_run(ask(actor, live_plan_of(project), "forecast", {"draws": 256}))
    (row,) = portfolio(actor)
    assert row.agreed is not None
    assert row.finish["p50"] <= row.finish["p80"]
    assert row.chance is not None
    assert (row.chance >= 0.8) == (row.finish["p80"] <= row.agreed)


def test_members_see_no_costs_there() -> None:
    admin, bo = an_actor(), an_actor("bo@example.com", OrganisationRole.MEMBER)
    project = a_project(admin, SOON)
    computed_run(ask(admin, live_plan_of(project), "forecast", {"draws": 256}))
    assert portfolio(bo) == []
    set_member(admin, project.public_id, user=an_account("bo@example.com"), role=ProjectRole.VIEWER)
    (row,) = portfolio(bo)
    assert (row.cost_p50, row.cost_p80, row.price, row.margin) == (None, None, None, None)
    assert portfolio(admin)[0].cost_p80 is not None


def test_the_load_adds_up_over_projects_and_leads_to_its_cause() -> None:
    actor = an_actor()
    a_project(actor, SOON, "One")
    first = load_of_everybody(actor).rows[0].cells[0]
    a_project(actor, SOON, "Two")
    both = load_of_everybody(actor).rows[0].cells[0]
    assert both.minutes == 2 * first.minutes > 0
    assert both.capacity == first.capacity
    causes = work_in_week(actor, "dev", this_monday())
    assert {item.project.name for item in causes if item.project} == {"One", "Two"}
    assert sum(item.minutes for item in causes) == both.minutes


def test_what_one_may_not_see_counts_without_its_name() -> None:
    admin, bo = an_actor(), an_actor("bo@example.com", OrganisationRole.MEMBER)
    a_project(admin, SOON, "Secret")
    (item,) = work_in_week(bo, "dev", this_monday())
    assert (item.project, item.activity) == (None, "")
    page = a_browser(bo).get(f"/o/brightside/load/dev/{this_monday()}")
    assert b"Secret" not in page.content
    assert b"another project" in page.content


def queries_of(actor: Actor, address: str) -> int:
    browser = a_browser(actor)
    browser.get(address)
    with CaptureQueriesContext(connection) as counted:
        assert browser.get(address).status_code == 200
    return len(counted)


@pytest.mark.parametrize("page", ["", "load"])
def test_the_number_of_queries_does_not_grow_with_projects(page: str) -> None:
    actor = an_actor()
    a_project(actor, SOON, "One")
    address = f"/o/brightside/{page}"
    one = queries_of(actor, address)
    for number in range(6):
        a_project(actor, SOON, f"More {number}")
    assert queries_of(actor, address) <= one <= 25


def test_a_guest_sees_no_load() -> None:
    guest = an_actor("guest@example.com", OrganisationRole.GUEST)
    assert a_browser(guest).get("/o/brightside/load").status_code == 403
    assert a_browser(guest).get("/o/brightside/").status_code == 200
