"""Ways of doing activities are edited and suggested by rule; the health of a plan is shown and mended by rule."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.site.cast import a_browser, an_actor
from tests.site.planning.plans import SMALL, a_plan_of, a_sample
from trilemma.site.core.undoing import undo
from trilemma.site.planning.convert import compiled_plan, engine_plan
from trilemma.site.planning.models import Activity, Plan

pytestmark = pytest.mark.django_db


def an_address(plan: Plan, key: str, what: str) -> str:
    activity = Activity.of(an_actor()).get(plan=plan, key=key)
    return f"/o/brightside/plans/{plan.public_id}/activities/{activity.public_id}/{what}"


def test_a_second_way_is_added_and_the_first_stays() -> None:
    plan = a_plan_of(an_actor())
    browser = a_browser(an_actor())
    typed = {
        "id": ["normal", ""],
        "name": ["", "Supplier"],
        "effort": ["10d / 12d / 20d", ""],
        "duration": ["", "8d"],
        "people": ["Shop developers x2", ""],
        "supplier": ["", "Acme"],
        "supplier_cost": ["", "9000"],
    }
    answer = browser.post(an_address(plan, "code", "modes"), typed)
    assert answer.status_code == 200
    assert "plan-changed" in answer["HX-Trigger"]
    normal, supplier = engine_plan(plan).activity_by_id["code"].modes
    assert normal == engine_plan(a_plan_of(an_actor(), SMALL, "Other")).activity_by_id["code"].modes[0]
    assert (supplier.id, supplier.supplier, supplier.supplier_cost) == ("way-1", "Acme", Decimal(9000))


def test_a_way_without_length_is_refused_with_what_was_typed() -> None:
    plan = a_plan_of(an_actor())
    typed = {"id": ["normal"], "name": ["Mine"], "effort": ["3d"], "duration": ["2d"]}
    answer = a_browser(an_actor()).post(an_address(plan, "code", "modes"), typed)
    assert answer.status_code == 422
    assert "either an effort or a duration" in answer.content.decode()
    assert 'value="Mine"' in answer.content.decode()


def test_ways_are_suggested_by_rule_and_added_together() -> None:
    plan = a_plan_of(an_actor(), a_sample("website-relaunch"))
    browser = a_browser(an_actor())
    address = f"/o/brightside/projects/{plan.project.public_id}/ways"
    found = browser.get(address).context["page"].activities
    chosen = [f"{each.public_id}:{idea.id}" for each in found for idea in each.ideas]
    assert chosen
    before = engine_plan(plan)
    assert browser.post(address, {"idea": chosen}).status_code == 302
    after = engine_plan(plan)
    added = sum(len(a.modes) for a in after.activities) - sum(len(a.modes) for a in before.activities)
    assert added == len(chosen)
    assert undo(an_actor(), plan.project.public_id).startswith("Added ways to")
    assert engine_plan(plan) == before


def test_health_is_shown_and_leads_and_loose_ends_are_mended() -> None:
    text = (
        SMALL.replace('links = ["design"]', 'links = ["design FS-1d"]')
        + '[[activity]]\nid = "stray"\nduration = "1d"\n'
    )
    plan = a_plan_of(an_actor(), text)
    browser = a_browser(an_actor())
    address = f"/o/brightside/projects/{plan.project.public_id}/health"
    points = {point.id: point for point in browser.get(address).context["page"].points}
    assert not points["leads"].passes
    assert [offender.name for offender in points["leads"].offenders] == ["Design → Code"]
    assert points["logic"].mendable
    browser.post(address, {"point": "leads"})
    browser.post(address, {"point": "logic"})
    links = {(link.predecessor, link.successor): link.lag_minutes for link in engine_plan(plan).links}
    assert links[("design", "code")] == 0
    assert ("stray", "live") in links
    assert undo(an_actor(), plan.project.public_id) == "Linked loose ends to the release"


def test_hard_dates_become_wishes() -> None:
    plan = a_plan_of(an_actor(), SMALL.replace('duration = "3d"', 'duration = "3d"\nmust_start = 2026-03-04'))
    address = f"/o/brightside/projects/{plan.project.public_id}/health"
    a_browser(an_actor()).post(address, {"point": "hard-constraints"})
    (constraint,) = engine_plan(plan).activity_by_id["design"].constraints
    assert constraint.kind == "start-no-earlier"


def test_pages_take_the_same_statements_for_ten_times_the_activities(django_assert_max_num_queries: object) -> None:
    more = "".join(f'[[activity]]\nid = "x{n}"\nduration = "1d"\nlinks = ["design"]\n' for n in range(40))
    browser = a_browser(an_actor())
    for text, name in ((SMALL, "Small"), (SMALL + more, "Large")):
        plan = a_plan_of(an_actor(), text, name)
        for page in ("plan", "health", "scope", "ways"):
            with django_assert_max_num_queries(25):  # type: ignore[operator]
                answer = browser.get(f"/o/brightside/projects/{plan.project.public_id}/{page}")
            assert answer.status_code == 200
    assert compiled_plan(plan).plan.arrays.n == 43
