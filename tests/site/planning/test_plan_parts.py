"""Everything that a plan knows beside its activities is shown, changed by the engine's rules, and undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from tests.site.cast import a_browser, an_actor
from tests.site.planning.plans import SMALL, a_plan_of, a_sample
from trilemma.site.core.undoing import undo
from trilemma.site.planning.convert import engine_plan, tables_of
from trilemma.site.planning.models import Plan

pytestmark = pytest.mark.django_db


def a_page(text: Any = SMALL) -> tuple[Client, str, Plan]:
    actor = an_actor()
    plan = a_plan_of(actor, text)
    return a_browser(actor), f"/o/brightside/projects/{plan.project.public_id}/scope", plan


@pytest.mark.parametrize("name", ["website-relaunch", "erp-roll-out", "data-centre-migration"])
def test_the_page_shows_all_that_a_sample_knows(name: str) -> None:
    browser, address, plan = a_page(a_sample(name))
    text = browser.get(address).content.decode()
    known = engine_plan(plan)
    parts: tuple[Any, ...] = (*known.deliverables, *known.risks, *known.steps, *known.statements)
    for each in parts:
        assert escape(each.name or each.id) in text


@pytest.mark.parametrize("name", ["website-relaunch", "erp-roll-out"])
def test_saving_a_form_as_it_is_shown_changes_nothing(name: str) -> None:
    browser, address, plan = a_page(a_sample(name))
    before = tables_of(plan)
    rows = [(table, part) for table in ("risk", "quality_step", "statement", "deliverable") for part in before[table]]
    for table, part in rows[::3]:
        link = next(
            href
            for href in _links(browser.get(address).content.decode(), f"/scope/{table}/")
            if _names(browser, href, part)
        )
        form = browser.get(link).context["page"].form
        posted = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
        answer = browser.post(link, posted)
        assert answer.status_code == 302, answer.context["page"].form.errors
    assert tables_of(plan) == before


def _links(text: str, part: str) -> list[str]:
    return [
        piece.split('"')[0]
        for piece in text.split('href="')[1:]
        if part in piece.split('"')[0] and "/new" not in piece.split('"')[0]
    ]


def _names(browser: Client, address: str, part: dict[str, Any]) -> bool:
    return bool(browser.get(address).context["page"].title == (part.get("name") or part["id"]))


def test_a_risk_is_added_changed_and_undone() -> None:
    browser, address, plan = a_page()
    risk = {"name": "Supplier is late", "probability": "30%", "delay": "2d / 4d / 10d", "activities": ["code"]}
    assert browser.post(f"{address}/risk/new", risk).status_code == 302
    found = engine_plan(plan).risks[0]
    assert (found.name, found.probability, found.activities) == ("Supplier is late", 0.3, ("code",))
    assert found.delay is not None
    assert (found.delay.low, found.delay.likely, found.delay.high) == (960, 1920, 4800)
    assert undo(an_actor(), plan.project.public_id) == "Added “Supplier is late”"
    assert engine_plan(plan).risks == ()


def test_a_risk_without_effect_is_refused_and_what_was_typed_stays() -> None:
    browser, address, plan = a_page()
    answer = browser.post(f"{address}/risk/new", {"name": "Rain", "probability": "30%"})
    assert answer.status_code == 422
    assert "it has no effect" in answer.content.decode()
    assert 'value="Rain"' in answer.content.decode()
    assert engine_plan(plan).risks == ()


def test_kinds_of_work_quality_and_terms_are_entered() -> None:
    browser, address, plan = a_page()
    kind = {"name": "Code", "defects_per_hour": "0.1 / 0.2 / 0.4"}
    assert browser.post(f"{address}/kinds/new", kind).status_code == 302
    browser.post(f"{address}/of-plan/quality", {"acceptance_threshold": "12", "external_fix_cost": "800"})
    browser.post(f"{address}/of-plan/terms", {"kind": "fixed-price", "price": "120000", "due": "2026-06-30"})
    found = engine_plan(plan)
    assert [kind.id for kind in found.quality.kinds] == ["code"]
    assert found.quality.acceptance_threshold == 12
    assert found.terms is not None
    assert found.terms.price == 120000
    wrong = browser.post(f"{address}/of-plan/terms", {"kind": "fixed-price"})
    assert wrong.status_code == 422


def test_a_part_that_others_name_is_not_removed() -> None:
    browser, address, plan = a_page(
        SMALL.replace('id = "code"', 'id = "code"\ndeliverable = "shop"') + '[[deliverable]]\nid = "shop"\n'
    )
    link = _links(browser.get(address).content.decode(), "/scope/deliverable/")[0]
    assert browser.post(f"{link}/remove").status_code == 422
    assert len(engine_plan(plan).deliverables) == 1


def test_members_see_it_and_change_nothing() -> None:
    _browser, address, plan = a_page()
    stranger = a_browser(an_actor("mallory@example.com", slug="elsewhere"))
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}/risk/new", {"name": "x"}).status_code == 404
    assert engine_plan(plan).risks == ()
