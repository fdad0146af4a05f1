"""Accessible by rule (axe, WCAG 2.2 AA), in both themes, with layers and panel open, in forced colours and from right to left."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.site.plan_page.conftest import Open
from tests.site.plan_page.fake_site import FRONTEND

AXE = FRONTEND / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}


def faults(page: Page) -> list[str]:
    if not AXE.exists():
        pytest.skip("axe-core is installed by building the front end")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_has_no_faults(opened: Open, theme: str) -> None:
    plan = opened(query=f"theme={theme}&critical=1&load=back")
    assert faults(plan.page) == []


def test_an_error_an_editor_and_the_panel_have_no_faults(opened: Open) -> None:
    plan = opened()
    plan.go(2, "effort")
    plan.type("3x")
    plan.go(4, "name")
    plan.press("Alt+Shift+w")
    plan.go(2, "people")
    plan.press("F2")
    assert faults(plan.page) == []


def test_layers_have_no_faults(opened: Open) -> None:
    plan = opened()
    for button in ("Show", "Columns", "Views", "Print and export"):
        plan.page.click(f"[aria-label='{button}']")
        plan.page.locator(".plan-layer:popover-open").wait_for()
        assert faults(plan.page) == []
        plan.page.keyboard.press("Escape")


def test_the_dialogs_have_no_faults(opened: Open) -> None:
    plan = opened()
    plan.go(6, "name")
    plan.press("Alt+Enter")
    assert faults(plan.page) == []
    plan.page.keyboard.press("Escape")
    plan.press("F1")
    assert faults(plan.page) == []


def test_the_list_on_a_phone_and_its_form_have_no_faults(opened: Open) -> None:
    plan = opened(viewport=NARROW)
    assert faults(plan.page) == []
    plan.page.click(".plan-phone-row >> nth=5")
    assert faults(plan.page) == []


def test_colours_that_the_system_forces_reach_the_chart(opened: Open) -> None:
    plan = opened()
    before = plan.page.evaluate("() => document.querySelector('plan-page').palette.bar")
    plan.page.emulate_media(forced_colors="active")
    plan.page.wait_for_function("before => document.querySelector('plan-page').palette.bar !== before", arg=before)


def test_the_chart_follows_a_change_of_the_theme(opened: Open) -> None:
    plan = opened(query="theme=light")
    before = plan.page.evaluate("() => document.querySelector('plan-page').palette.panel")
    plan.page.evaluate("() => document.documentElement.setAttribute('data-theme', 'dark')")
    plan.page.wait_for_function("before => document.querySelector('plan-page').palette.panel !== before", arg=before)
