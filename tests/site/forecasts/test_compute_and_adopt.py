"""From a question to a proposal to a decision: nothing moves by itself, and one undo takes a decision back."""

from __future__ import annotations

from datetime import date

import pytest

from tests.site.cast import a_browser, an_account, an_actor
from tests.site.forecasts.computing import a_project, answer_of, computed_run, live_plan_of
from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.core.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from trilemma.site.core.models import OrganisationRole
from trilemma.site.core.undoing import undo
from trilemma.site.decisions.actions import adopt_proposal
from trilemma.site.decisions.models import Decision
from trilemma.site.forecasts.actions.asking import ask
from trilemma.site.forecasts.actions.proposing import discard_proposal, propose_lever, propose_point
from trilemma.site.forecasts.models import Proposal
from trilemma.site.planning.actions.starting import start_empty
from trilemma.site.planning.convert import content_hash, engine_plan
from trilemma.site.planning.models import Activity
from trilemma.site.projects.actions import set_member
from trilemma.site.projects.models import Project, ProjectRole
from trilemma.site.runs.models import Run

pytestmark = pytest.mark.django_db

QUICK = {"seconds": 0.2}


def a_schedule(actor: Actor, project: Project) -> Proposal:
    run = computed_run(ask(actor, live_plan_of(project), "schedule", QUICK))
    return Proposal.objects.get(public_id=answer_of(run)["proposal"])


def test_a_schedule_becomes_a_proposal_and_moves_nothing() -> None:
    actor = an_actor()
    project = a_project(actor)
    before = content_hash(live_plan_of(project))
    proposal = a_schedule(actor, project)
    assert content_hash(live_plan_of(project)) == before == proposal.content_hash
    assert set(proposal.tables) == {"adopted"}
    assert {row[0] for row in proposal.rows} == {"a", "b", "live"}


def test_adopting_writes_the_plan_and_the_decision_and_one_undo_takes_both_back() -> None:
    actor = an_actor()
    project = a_project(actor)
    before = content_hash(live_plan_of(project))
    proposal = a_schedule(actor, project)
    decision = adopt_proposal(actor, proposal.public_id, note="The customer needs it")
    plan = engine_plan(live_plan_of(project))
    assert {arc[1] for arc in plan.adopted.arcs} <= {"a", "b"}
    assert len(plan.adopted.order) == 3
    assert (decision.note, decision.effect) == ("The customer needs it", proposal.effect)
    assert undo(actor, project.public_id).startswith("Adopted")
    assert content_hash(live_plan_of(project)) == before
    assert Decision.objects.count() == 0
    assert Proposal.objects.get().state == "open"


def test_a_proposal_from_an_older_plan_is_not_adopted() -> None:
    actor = an_actor()
    project = a_project(actor)
    proposal = a_schedule(actor, project)
    with changing(actor, "test", "Renamed", scope=project.public_id) as change:
        change.update(Activity.objects.get(key="b"), modes=[{"id": "normal", "effort": "9d", "team": "dev"}])
    with pytest.raises(ConflictError, match="Compute it again"):
        adopt_proposal(actor, proposal.public_id)
    assert Decision.objects.count() == 0


def test_a_proposal_is_decided_once() -> None:
    actor = an_actor()
    proposal = a_schedule(actor, a_project(actor))
    discard_proposal(actor, proposal.public_id)
    with pytest.raises(ConflictError, match="decided already"):
        adopt_proposal(actor, proposal.public_id)
    with pytest.raises(ConflictError, match="decided already"):
        discard_proposal(actor, proposal.public_id)


def test_the_same_question_about_the_same_plan_is_computed_once() -> None:
    actor = an_actor()
    plan = live_plan_of(a_project(actor))
    first = computed_run(ask(actor, plan, "forecast", {"draws": 256}))
    assert ask(actor, plan, "forecast", {"draws": 256}).pk == first.pk
    assert ask(actor, plan, "forecast", {"draws": 512}).pk != first.pk


def test_a_point_of_the_front_can_be_proposed_and_adopted() -> None:
    actor = an_actor()
    project = a_project(actor)
    run = computed_run(ask(actor, live_plan_of(project), "front", {"seconds": 1.5, "points": 4}))
    points = answer_of(run)["points"]
    number = next(n for n, point in enumerate(points) if point["modes"]["a"] == "supplier")
    proposal = propose_point(actor, run.public_id, number)
    assert propose_point(actor, run.public_id, number).pk == proposal.pk
    adopt_proposal(actor, proposal.public_id)
    assert engine_plan(live_plan_of(project)).adopted.mode_of("a") == "supplier"
    with pytest.raises(NotFoundError):
        propose_point(actor, run.public_id, 999)


def test_a_lever_can_be_proposed_and_adopted() -> None:
    actor = an_actor()
    project = a_project(actor)
    run = computed_run(ask(actor, live_plan_of(project), "levers", {"draws": 256}))
    lever = next(each for each in answer_of(run)["levers"] if each["kind"] == "supplier")
    adopt_proposal(actor, propose_lever(actor, run.public_id, lever["id"]).public_id)
    assert engine_plan(live_plan_of(project)).adopted.mode_of("a") == "supplier"


def test_a_forecast_keeps_its_method_and_says_how_sure() -> None:
    actor = an_actor()
    run = computed_run(ask(actor, live_plan_of(a_project(actor)), "forecast", {"draws": 512}))
    answer = answer_of(run)
    assert answer["finish"]["p10"] <= answer["finish"]["p50"] <= answer["finish"]["p80"] <= answer["finish"]["p90"]
    assert answer["method"]["id"] == "joint_forecast"
    assert answer["method"]["draws"] == 512
    assert 0.5 <= answer["joint"]["finish_cost"] <= 0.81
    assert [risk["name"] for risk in answer["risks"]] == ["Somebody falls ill"]


def test_an_empty_plan_is_not_computed() -> None:
    actor = an_actor()
    project = start_empty(actor, start=date(2027, 3, 1), name="Empty")
    with pytest.raises(RuleError, match="no activities yet"):
        ask(actor, live_plan_of(project), "schedule", {})
    assert Run.objects.count() == 0


def test_members_see_no_costs_and_decide_nothing() -> None:
    admin, bo = an_actor(), an_actor("bo@example.com", OrganisationRole.MEMBER)
    project = a_project(admin)
    proposal = a_schedule(admin, project)
    set_member(admin, project.public_id, user=an_account("bo@example.com"), role=ProjectRole.MEMBER)
    with pytest.raises(ForbiddenError):
        adopt_proposal(bo, proposal.public_id)
    browser, base = a_browser(bo), f"/o/brightside/projects/{project.public_id}/"
    assert browser.get(f"{base}trade-off").status_code == 403
    assert browser.get(f"{base}levers").status_code == 403
    assert browser.post(f"{base}compute/forecast").status_code == 403
    assert browser.get(f"{base}forecast").status_code == 200


def test_nothing_of_it_is_seen_from_another_organisation() -> None:
    admin, stranger = an_actor(), an_actor("mallory@example.com", slug="darkside")
    project = a_project(admin)
    proposal = a_schedule(admin, project)
    browser = a_browser(stranger)
    for address in (f"projects/{project.public_id}/overview", f"proposals/{proposal.public_id}"):
        assert browser.get(f"/o/darkside/{address}").status_code == 404
        assert browser.get(f"/o/brightside/{address}").status_code == 404
    assert browser.post(f"/o/darkside/proposals/{proposal.public_id}/adopt").status_code == 404


@pytest.mark.parametrize("page", ["overview", "trade-off", "forecast", "levers", "decisions"])
def test_every_page_opens_before_and_after_something_was_computed(page: str) -> None:
    actor = an_actor()
    project = a_project(actor)
    address = f"/o/brightside/projects/{project.public_id}/{page}"
    browser = a_browser(actor)
    if page != "overview":
        assert browser.get(address).status_code == 200
    plan = live_plan_of(project)
    for kind, parameters in (
        ("front", {"seconds": 1, "points": 4}),
        ("forecast", {"draws": 256}),
        ("levers", {"draws": 256}),
    ):
        computed_run(ask(actor, plan, kind, parameters))
    adopt_proposal(actor, a_schedule(actor, project).public_id)
    assert browser.get(address).status_code == 200


def test_bad_values_are_named_and_nothing_is_asked_for() -> None:
    actor = an_actor()
    project = a_project(actor)
    browser = a_browser(actor)
    address = f"/o/brightside/projects/{project.public_id}/compute/schedule"
    answer = browser.post(address, {"deadline": "soon"}, headers={"accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"deadline": "“soon” is no date such as 2027-06-30."}
    assert browser.post(address, {"budget": "-5"}).status_code == 422
    assert browser.post(address.replace("schedule", "wonder")).status_code == 422
    assert Run.objects.count() == 0
