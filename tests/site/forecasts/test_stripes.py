"""An open proposal is drawn over the plan, where its rows would lie; the plan itself says what it said before."""

from __future__ import annotations

from typing import Any

import pytest

from tests.site.cast import a_browser, an_actor
from tests.site.forecasts.computing import a_project, answer_of, computed_run, live_plan_of
from trilemma.site.core.actor import Actor
from trilemma.site.forecasts.actions.asking import ask
from trilemma.site.forecasts.actions.proposing import discard_proposal
from trilemma.site.forecasts.models import Proposal
from trilemma.site.projects.models import Project

pytestmark = pytest.mark.django_db


def a_schedule(actor: Actor, project: Project) -> Proposal:
    run = computed_run(ask(actor, live_plan_of(project), "schedule", {"seconds": 0.2}))
    return Proposal.objects.get(public_id=answer_of(run)["proposal"])


def plan_data(actor: Actor, project: Project, query: str = "") -> Any:
    address = f"/o/{actor.organisation_slug}/plans/{live_plan_of(project).public_id}/plan.json{query}"
    answer = a_browser(actor).get(address)
    assert answer.status_code == 200
    return answer.json()


def test_a_proposal_is_listed_and_drawn_where_its_rows_would_lie() -> None:
    actor = an_actor()
    project = a_project(actor)
    before = plan_data(actor, project)
    proposal = a_schedule(actor, project)
    data = plan_data(actor, project, f"?proposal={proposal.public_id}")
    assert before["proposals"] == []
    assert data["proposals"] == [
        {"id": proposal.public_id, "name": proposal.title, "href": f"?proposal={proposal.public_id}"}
    ]
    drawn = data["proposal"]
    assert (drawn["id"], drawn["stale"]) == (proposal.public_id, False)
    assert len(drawn["rows"]) == len(drawn["start"]) == len(drawn["finish"]) == len(drawn["mode"])
    assert all(start <= finish for start, finish in zip(drawn["start"], drawn["finish"], strict=True))
    assert data["columns"] == before["columns"]


def test_rows_that_stay_where_they_are_are_not_drawn() -> None:
    actor = an_actor()
    project = a_project(actor)
    proposal = a_schedule(actor, project)
    drawn = plan_data(actor, project, f"?proposal={proposal.public_id}")
    starts, finishes = drawn["columns"]["start"], drawn["columns"]["finish"]
    placed = zip(drawn["proposal"]["rows"], drawn["proposal"]["start"], drawn["proposal"]["finish"], strict=True)
    modes = drawn["proposal"]["mode"]
    assert all((starts[k], finishes[k]) != (a, b) or mode for (k, a, b), mode in zip(placed, modes, strict=True))


def test_a_decided_or_unknown_proposal_is_not_drawn() -> None:
    actor = an_actor()
    project = a_project(actor)
    proposal = a_schedule(actor, project)
    discard_proposal(actor, proposal.public_id)
    assert plan_data(actor, project, f"?proposal={proposal.public_id}")["proposal"] is None
    assert plan_data(actor, project, "?proposal=unknown")["proposal"] is None


def test_a_proposal_of_another_project_is_not_drawn() -> None:
    actor = an_actor()
    proposal = a_schedule(actor, a_project(actor))
    other = a_project(actor, name="Other")
    assert plan_data(actor, other, f"?proposal={proposal.public_id}")["proposal"] is None
