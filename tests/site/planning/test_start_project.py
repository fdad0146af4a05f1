"""A project begins empty, from a template, or from a file that was looked at; nothing is half imported."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.site.cast import a_browser, an_actor
from trilemma.files import read_plan, write_plan
from trilemma.files.samples import sample_plan, sample_text
from trilemma.site.core.errors import ForbiddenError, NotFoundError, RuleError
from trilemma.site.core.models import AuditEntry, OrganisationRole
from trilemma.site.people.models import Team
from trilemma.site.planning.actions.starting import (
    draft_of,
    read_draft,
    start_empty,
    start_from_draft,
    start_from_template,
)
from trilemma.site.planning.convert import engine_plan
from trilemma.site.planning.models import Activity, ImportDraft, Plan
from trilemma.site.planning.reading import TEMPLATES
from trilemma.site.projects.models import Project, ProjectRole
from trilemma.site.projects.queries import project_for, role_in

pytestmark = pytest.mark.django_db

MONDAY = date(2027, 3, 1)
NEW = "/o/brightside/projects/new"


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_gives_a_plan_that_the_engine_takes_and_starts_on_the_day_asked_for(template: str) -> None:
    project = start_from_template(an_actor(), template, start=MONDAY, name="Shop", kind=template)
    plan = engine_plan(Plan.objects.get(project=project))
    assert plan.start.date() == MONDAY
    assert plan.release == "live"
    assert {"concept", "specification", "construction", "testing", "implementation", "assurance"} <= {
        activity.id for activity in plan.activities if activity.parent is None
    }


def test_two_projects_share_the_teams_that_the_first_one_brought() -> None:
    actor = an_actor()
    start_from_template(actor, "website", start=MONDAY, name="One")
    teams = Team.objects.count()
    start_from_template(actor, "product", start=MONDAY, name="Two")
    assert Team.objects.count() == teams == 6


def test_an_empty_project_has_a_plan_without_activities() -> None:
    project = start_empty(an_actor(), start=MONDAY, name="Über alles")
    plan = engine_plan(Plan.objects.get(project=project))
    assert (plan.activities, plan.time_zone, plan.currency) == ((), "Europe/Berlin", "EUR")


def test_whoever_starts_a_project_owns_it() -> None:
    actor = an_actor(role=OrganisationRole.MEMBER)
    project = start_empty(actor, start=MONDAY, name="Mine")
    assert role_in(actor, project) == ProjectRole.OWNER


def test_a_guest_starts_nothing() -> None:
    guest = an_actor("guest@example.com", OrganisationRole.GUEST)
    with pytest.raises(ForbiddenError):
        start_empty(guest, start=MONDAY, name="Mine")
    assert Project.objects.count() == AuditEntry.objects.count() == 0


def test_a_file_is_shown_before_it_is_imported(tmp_path: Path) -> None:
    file = tmp_path / "plan.xml"
    write_plan(sample_plan("website-relaunch"), file)
    browser = a_browser(an_actor())
    answer = browser.post(f"{NEW}/upload", {"file": SimpleUploadedFile("plan.xml", file.read_bytes())})
    assert answer.status_code == 302
    assert Project.objects.count() == 0
    page = browser.get(answer.headers["Location"])
    assert b"Nothing has been imported yet" in page.content
    done = browser.post(answer.headers["Location"], {"name": "Shop", "kind": "website", "state": "planned"})
    assert done.status_code == 302
    plan = engine_plan(Plan.objects.get(project__name="Shop"))
    assert len(plan.activities) == len(read_plan(file).activities)
    assert ImportDraft.objects.count() == 0


def test_a_plan_text_comes_in_whole() -> None:
    actor = an_actor()
    draft = read_draft(actor, sample_text("erp-roll-out").encode(), "erp.toml")
    project = start_from_draft(actor, draft.public_id, keep_dates=False, name="ERP")
    plan, sample = engine_plan(Plan.objects.get(project=project)), sample_plan("erp-roll-out")
    assert {each.id: (each.name, each.progress, each.constraints) for each in plan.activities} == {
        each.id: (each.name, each.progress, each.constraints) for each in sample.activities
    }
    assert set(plan.links) == set(sample.links)
    assert [step.id for step in plan.steps] == [step.id for step in sample.steps]
    assert (plan.risks, plan.terms) == (sample.risks, sample.terms)
    assert (plan.statuses, plan.baselines) == (sample.statuses, sample.baselines)


def test_a_file_that_is_no_plan_says_where_it_is_wrong_and_changes_nothing() -> None:
    actor = an_actor()
    with pytest.raises(RuleError, match=r"broken.toml:5:1.*'wrong' is unknown"):
        read_draft(actor, b'format = 1\n[project]\nid = "a"\nstart = 2027-01-04\nwrong = 1\n', "broken.toml")
    answer = a_browser(actor).post(f"{NEW}/upload", {"file": SimpleUploadedFile("broken.toml", b"format = 1\n[x]\n")})
    assert answer.status_code == 422
    assert b"broken.toml" in answer.content
    assert Project.objects.count() == ImportDraft.objects.count() == 0


def test_a_draft_belongs_to_whoever_read_it() -> None:
    draft = read_draft(an_actor(), sample_text("website-relaunch").encode(), "web.toml")
    for stranger in (an_actor("eve@example.com"), an_actor("mallory@example.com", slug="darkside")):
        with pytest.raises(NotFoundError):
            draft_of(stranger, draft.public_id)


def test_a_started_project_cannot_be_seen_from_another_organisation() -> None:
    project = start_empty(an_actor(), start=MONDAY, name="Ours")
    with pytest.raises(NotFoundError):
        project_for(an_actor("mallory@example.com", slug="darkside"), project.public_id)
    assert Activity.objects.count() == 0
