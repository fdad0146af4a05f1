"""Baselines are taken and compared, scenarios are copies beside the plan, and the plan goes into files."""

from __future__ import annotations

from typing import Any

import pytest

from tests.site.cast import a_browser, an_actor
from tests.site.planning.plans import a_plan_of, a_sample
from tests.site.planning.test_plan_page import Desk
from trilemma.files import read_plan
from trilemma.site.core.models import OrganisationRole
from trilemma.site.core.undoing import undo
from trilemma.site.planning.convert import engine_plan
from trilemma.site.planning.models import Baseline, Plan, PlanKind
from trilemma.site.projects.models import ProjectMembership, ProjectRole

pytestmark = pytest.mark.django_db


def an_address(plan: Plan) -> str:
    return f"/o/brightside/projects/{plan.project.public_id}/versions"


def compared(plan: Plan, **chosen: str) -> dict[str, Any]:
    page = a_browser(an_actor()).get(f"{an_address(plan)}/compare", chosen).context["page"]
    return {row.name: row for row in page.rows}


def test_a_baseline_freezes_the_plan_and_shows_what_changed_since() -> None:
    actor = an_actor()
    plan = a_plan_of(actor)
    browser = a_browser(actor)
    assert browser.post(f"{an_address(plan)}/baselines", {"name": "Contract"}).status_code == 302
    frozen = engine_plan(plan).baselines[0]
    assert [entry.activity for entry in frozen.entries] == ["design", "code", "live"]
    assert frozen.entries[1].effort_minutes == 12 * 480
    assert frozen.entries[1].cost == 12 * 8 * 80
    assert compared(plan) == {}
    desk = Desk(actor, plan)
    assert desk.data["baseline"] == Baseline.of(actor).get().public_id
    desk.set("Design", "duration", "5d")
    new = {"key": "n", "level": 1, "kind": 1, "name": "Test"}
    desk.edit({"do": "insert", "rows": [new], "before": desk.ids["Go live"]})
    rows = compared(plan)
    assert {name: row.kind for name, row in rows.items()} == {
        "Design": "re-estimated",
        "Code": "moved",
        "Go live": "moved",
        "Test": "added",
    }
    assert rows["Code"].days_later == 4
    assert rows["Design"].effort_more == 16


def test_taking_a_baseline_is_undone() -> None:
    plan = a_plan_of(an_actor())
    a_browser(an_actor()).post(f"{an_address(plan)}/baselines", {"name": "Contract"})
    assert undo(an_actor(), plan.project.public_id) == "Took the baseline “Contract”"
    assert engine_plan(plan).baselines == ()


def test_a_scenario_is_a_copy_that_leaves_the_plan_alone() -> None:
    actor = an_actor()
    plan = a_plan_of(actor, a_sample("website-relaunch"))
    before = engine_plan(plan)
    answer = a_browser(actor).post(f"{an_address(plan)}/scenarios", {"name": "Sooner"})
    scenario = Plan.of(actor).select_related("project").get(kind=PlanKind.SCENARIO)
    assert answer["Location"] == f"/o/brightside/plans/{scenario.public_id}"
    assert engine_plan(scenario) == before
    desk = Desk(actor, scenario)
    assert desk.data["plan"]["scenario"] == "Sooner"
    name = next(n for n, kind in zip(desk.column("name"), desk.column("measure"), strict=True) if kind == 2)
    desk.set(name, "effort", "90d")
    assert engine_plan(plan) == before
    assert name in compared(plan, **{"from": "live", "to": scenario.public_id})
    a_browser(actor).post(f"/o/brightside/plans/{scenario.public_id}/discard")
    assert a_browser(actor).get(f"/o/brightside/plans/{scenario.public_id}").status_code == 404


@pytest.mark.parametrize("suffix", ["xml", "xlsx", "csv", "toml"])
def test_the_plan_goes_into_a_file_that_can_be_read_again(suffix: str) -> None:
    plan = a_plan_of(an_actor())
    answer = a_browser(an_actor()).get(f"/o/brightside/plans/{plan.public_id}/files/plan.{suffix}")
    assert answer.status_code == 200
    found = read_plan(answer.content, name=f"plan.{suffix}")
    assert {each.name for each in found.leaves} == {"Design", "Code", "Go live"}


def test_files_are_for_those_who_may_see_costs() -> None:
    ada = an_actor()
    plan = a_plan_of(ada)
    eve = an_actor("eve@example.com", OrganisationRole.MEMBER)
    ProjectMembership.objects.create(
        organisation_id=ada.organisation_id, project=plan.project, user_id=eve.user_id, role=ProjectRole.MEMBER
    )
    assert a_browser(eve).get(f"/o/brightside/plans/{plan.public_id}/files/plan.xml").status_code == 403
    assert a_browser(eve).get(an_address(plan)).status_code == 200
    assert a_browser(eve).post(f"{an_address(plan)}/baselines", {"name": "Mine"}).status_code == 403
