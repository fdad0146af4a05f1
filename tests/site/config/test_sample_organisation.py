"""The sample organisation is believable and always in the middle of its work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.site.cast import an_actor
from trilemma.engine.api import check_schedule, live_schedule
from trilemma.site.config.sample import fill
from trilemma.site.people.models import Person, Team
from trilemma.site.planning.convert import engine_plan
from trilemma.site.planning.models import Plan
from trilemma.site.runs.models import Run

pytestmark = pytest.mark.django_db


def test_it_has_25_people_in_six_teams_and_five_projects_with_something_to_show() -> None:
    actor = an_actor()
    projects = fill(actor)
    assert (Person.objects.count(), Team.objects.count(), len(projects)) == (25, 6, 5)
    assert {project.state for project in projects} == {"active", "planned", "bid"}
    plans = [engine_plan(Plan.objects.get(project=project)) for project in projects]
    assert all(plan.baselines and plan.risks and plan.statements and plan.steps for plan in plans)
    begun = [plan for plan in plans if plan.status_date]
    assert len(begun) == 3
    for plan in begun:
        assert plan.status_date is not None
        assert timezone.now() - plan.status_date < timedelta(days=8)
        states = [leaf.progress for leaf in plan.leaves if leaf.progress]
        assert any(progress.finished for progress in states)
        assert len(plan.statuses) >= 2
    assert any(leaf.progress and not leaf.progress.finished for plan in begun for leaf in plan.leaves)
    assert Run.objects.count() == 15


def test_its_adopted_schedules_hold_for_whoever_works_on_them() -> None:
    for project in fill(an_actor()):
        written, schedule = live_schedule(engine_plan(Plan.objects.get(project=project)))
        assert {violation.rule for violation in check_schedule(written, schedule)} <= {"overload", "resource", "absent"}
