"""A page shows how far a run is until it is over, and lists runs to those who may see them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.site.cast import a_browser, an_actor
from trilemma.site.core.models import OrganisationRole
from trilemma.site.runs import outcomes
from trilemma.site.runs.actions import request_run
from trilemma.site.runs.jobs.worker import work_off
from trilemma.site.runs.models import Run, RunState
from trilemma.site.runs.outcomes import Report

pytestmark = pytest.mark.django_db


def part(run: Run, role: OrganisationRole = OrganisationRole.ADMIN, email: str = "ada@example.com") -> Any:
    address = f"/o/brightside/runs/{run.public_id}/progress"
    return a_browser(an_actor(email, role)).get(address, headers={"HX-Request": "true"})


def test_a_run_that_waits_is_asked_for_again_every_second() -> None:
    run = request_run(an_actor(), "trial.give", {})
    answer = part(run)
    text = answer.content.decode()
    assert 'hx-trigger="every 1s"' in text
    assert "Waiting for its turn" in text
    assert f'hx-post="/o/brightside/runs/{run.public_id}/cancel"' in text
    assert "HX-Trigger" not in answer.headers


def test_a_run_at_work_shows_its_share_and_its_best_with_the_bound() -> None:
    run = request_run(an_actor(), "trial.give", {})
    claim = outcomes.claim("one", ["trial.give"])
    assert claim is not None
    best = {"value": 1250.0, "bound": 1200.0, "gap": 0.04}
    outcomes.report_progress(claim.run_id, claim.attempt, Report(0.625, "second round", best))
    text = part(run).content.decode()
    assert 'value="62"' in text
    assert "second round, best so far 1,250, no better than 1,200 is possible, gap 4.0 %" in text


def test_when_it_is_over_it_is_asked_for_no_more_and_the_page_is_told() -> None:
    run = request_run(an_actor(), "trial.give", {}, scope="abc")
    work_off()
    answer = part(run)
    assert "hx-trigger" not in answer.content.decode()
    told = {"run": run.public_id, "kind": "trial.give", "state": "done", "scope": "abc"}
    assert json.loads(answer.headers["HX-Trigger"]) == {"run-finished": told}


def test_a_run_that_failed_says_why() -> None:
    run = request_run(an_actor(), "trial.fail", {"how": "rule"})
    work_off()
    assert "There is no plan any more." in part(run).content.decode()


def test_the_stop_button_stops_it() -> None:
    run = request_run(an_actor(), "trial.give", {})
    answer = a_browser(an_actor()).post(f"/o/brightside/runs/{run.public_id}/cancel")
    assert "Stopped before it had a result" in answer.content.decode()
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED


def test_strangers_learn_nothing() -> None:
    run = request_run(an_actor(), "trial.give", {}, scope="abc")
    assert part(run, OrganisationRole.MEMBER, "bo@example.com").status_code == 404
    eve = a_browser(an_actor("eve@example.com", slug="elsewhere"))
    assert eve.get(f"/o/elsewhere/runs/{run.public_id}/progress").status_code == 404
    assert eve.post(f"/o/elsewhere/runs/{run.public_id}/cancel").status_code == 404
    assert eve.get(f"/o/brightside/runs/{run.public_id}/progress").status_code == 404
    run.refresh_from_db()
    assert run.state == RunState.QUEUED


def test_the_list_shows_what_was_asked_for(django_assert_max_num_queries: Any) -> None:
    browser = a_browser(an_actor())
    assert "Nothing has been computed yet" in browser.get("/o/brightside/runs/").content.decode()
    for number in range(60):
        request_run(an_actor(), "trial.give", {"give": number}, scope="abc" if number % 2 else "")
    work_off()
    with django_assert_max_num_queries(12):
        text = browser.get("/o/brightside/runs/").content.decode()
    assert text.count("Trial give") == 50
    assert browser.get("/o/brightside/runs/?scope=abc").content.decode().count("Trial give") == 30
    assert browser.get("/o/brightside/runs/?page=2").content.decode().count("Trial give") == 10
