"""Pages around the plan in a real browser: accessible, without sideways scroll on a phone."""

from __future__ import annotations

import pytest

from tests.site.browser import Desk, faults_of_access, picture, sideways_scroll
from tests.site.cast import a_browser, an_actor
from tests.site.planning.plans import a_plan_of, a_sample

pytestmark = pytest.mark.django_db(transaction=True)


def test_pages_around_the_plan_are_accessible_and_fit_a_phone(desk: Desk) -> None:
    actor = an_actor()
    plan = a_plan_of(actor, a_sample("website-relaunch"))
    base = f"/o/brightside/projects/{plan.project.public_id}"
    a_browser(actor).post(f"{base}/versions/baselines", {"name": "Contract"})
    a_browser(actor).post(f"{base}/versions/scenarios", {"name": "Sooner"})
    for name in ("scope", "health", "versions", "ways", "scope/risk/new"):
        page = desk.open(actor, f"{base}/{name}", width=1280)
        picture(page, f"planning-{name.replace('/', '-')}-light-1280")
        assert faults_of_access(page) == [], name
        page = desk.open(actor, f"{base}/{name}", width=390, theme="dark")
        picture(page, f"planning-{name.replace('/', '-')}-dark-390")
        assert sideways_scroll(page) == [], name


def test_panels_beside_the_plan_open_from_the_address(desk: Desk) -> None:
    actor = an_actor()
    plan = a_plan_of(actor, a_sample("website-relaunch"))
    first = plan.activities.exclude(modes=[]).order_by("pk").first()
    assert first is not None
    for panel in ("details", "why", "modes"):
        address = f"/o/brightside/projects/{plan.project.public_id}/plan#row={first.public_id}&panel={panel}"
        page = desk.open(actor, address, width=1440)
        page.wait_for_selector(".plan-panel-content h2")
        picture(page, f"planning-panel-{panel}-light-1440")
        assert faults_of_access(page) == [], panel
