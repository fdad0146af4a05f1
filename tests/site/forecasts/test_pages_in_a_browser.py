"""The pages of what was computed, in a real browser: accessible, readable on a phone, chosen by keyboard."""

from __future__ import annotations

import pytest

from tests.site.browser import Desk, faults_of_access, picture, sideways_scroll
from tests.site.cast import an_actor
from tests.site.forecasts.computing import a_project, answer_of, computed_run, live_plan_of
from trilemma.site.core.actor import Actor
from trilemma.site.forecasts.actions.asking import ask
from trilemma.site.forecasts.actions.proposing import propose_point
from trilemma.site.projects.models import Project

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def boss() -> Actor:
    return an_actor()


@pytest.fixture
def project(boss: Actor) -> Project:
    found = a_project(boss)
    plan = live_plan_of(found)
    for kind, parameters in (
        ("forecast", {"draws": 256}),
        ("levers", {"draws": 256}),
        ("front", {"seconds": 1, "points": 6}),
        ("schedule", {"seconds": 0.5}),
    ):
        computed_run(ask(boss, plan, kind, parameters))
    return found


def test_pages_of_computations_are_accessible_and_fit_a_phone(desk: Desk, boss: Actor, project: Project) -> None:
    base = f"/o/brightside/projects/{project.public_id}/"
    run = computed_run(ask(boss, live_plan_of(project), "front", {"seconds": 1, "points": 6}))
    proposal = propose_point(boss, run.public_id, 0)
    pages = {name: f"{base}{name}" for name in ("overview", "trade-off", "forecast", "levers", "decisions")}
    pages["proposal"] = f"/o/brightside/proposals/{proposal.public_id}"
    for name, address in pages.items():
        page = desk.open(boss, address, height=1400)
        page.wait_for_load_state("networkidle")
        picture(page, f"{name}-light-1280")
        assert faults_of_access(page) == [], name
        page = desk.open(boss, address, width=390, theme="dark")
        page.wait_for_load_state("networkidle")
        picture(page, f"{name}-dark-390")
        assert sideways_scroll(page) == [], name
        picture(desk.open(boss, address, theme="dark", height=1400), f"{name}-dark-1280")
    assert len(answer_of(run)["points"]) > 0
