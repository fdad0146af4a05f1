"""The plan page on the real site: edits, undo, previews, the reason of a date and the load, end to end."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.site.browser import Desk, faults_of_access, picture, sideways_scroll
from tests.site.cast import an_actor
from tests.site.plan_page.test_chart import BAR
from tests.site.planning.plans import a_plan_of
from trilemma.files.samples import sample_text
from trilemma.site.core.actor import Actor
from trilemma.site.planning.models import Activity, Plan

pytestmark = pytest.mark.django_db(transaction=True)
FIRST_OPENING = 90_000
"""The first plan of a process is slow where the engine's kernels are compiled for the first time. [ms]"""


def at_the_plan(desk: Desk, actor: Actor, plan: Plan, query: str = "", **options: object) -> Page:
    address = f"/o/{actor.organisation_slug}/projects/{plan.project.public_id}/plan{query}"
    page = desk.open(actor, address, **options)  # type: ignore[arg-type]
    shown = page.locator(".plan-row:visible, .plan-phone-row:visible").first
    shown.wait_for(timeout=FIRST_OPENING)
    return page


def cell(row: int, field: str) -> str:
    return f'.plan-row[aria-rowindex="{row + 1}"] .plan-cell[data-field="{field}"]'


def settled(page: Page) -> None:
    page.wait_for_function("() => !document.querySelector('plan-page').edits.busy", timeout=FIRST_OPENING)


def write(page: Page, row: int, field: str, text: str) -> None:
    page.click(cell(row, field))
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    settled(page)


def message(page: Page) -> str:
    return page.locator(".plan-message").inner_text()


def test_an_edit_moves_successors_says_why_and_is_undone(desk: Desk) -> None:
    actor = an_actor()
    plan = a_plan_of(actor, sample_text("website-relaunch"))
    page = at_the_plan(desk, actor, plan, width=1440)
    before = page.locator(cell(8, "start")).inner_text()
    write(page, 6, "effort", "20d / 25d / 30d")
    assert page.locator(cell(6, "effort")).inner_text() == "20 / 25 / 30d"
    assert page.locator(cell(8, "start")).inner_text() != before
    assert "later" in message(page)
    assert page.locator(".plan-status .plan-link").first.inner_text().endswith("activities moved")
    page.keyboard.press("Control+z")
    settled(page)
    assert page.locator(cell(8, "start")).inner_text() == before
    assert page.locator(cell(6, "effort")).inner_text() == "4 / 6 / 10d"
    page.keyboard.press("Control+Shift+z")
    settled(page)
    assert page.locator(cell(8, "start")).inner_text() != before


def test_rows_links_and_people_are_kept_by_the_site(desk: Desk) -> None:
    actor = an_actor()
    plan = a_plan_of(actor)
    page = at_the_plan(desk, actor, plan, "?columns=name,links,people,done", width=1440)
    names = [row.inner_text() for row in page.locator(".plan-row:visible .plan-name").all()]
    page.click(cell(3, "name"))
    page.keyboard.press("Insert")
    page.locator(".plan-input").wait_for(timeout=FIRST_OPENING)
    page.keyboard.type("Interviews")
    page.keyboard.press("Enter")
    settled(page)
    write(page, 3, "links", "2FS+1d")
    assert page.locator(cell(3, "links")).inner_text() == "2FS+1d"
    write(page, 3, "people", "Anna Berg")
    assert page.locator(cell(3, "people")).inner_text() == "Anna Berg"
    write(page, 3, "links", "3")
    assert message(page) == "an activity cannot wait for itself"
    page.click(cell(3, "name"))
    page.keyboard.press("Alt+Delete")
    settled(page)
    assert [row.inner_text() for row in page.locator(".plan-row:visible .plan-name").all()] == names
    for _ in range(4):
        page.keyboard.press("Control+z")
        settled(page)
    assert not Activity.objects.filter(plan=plan, name="Interviews").exists()


def test_a_bar_is_dragged_with_live_dates(desk: Desk) -> None:
    actor = an_actor()
    plan = a_plan_of(actor, sample_text("website-relaunch"))
    page = at_the_plan(desk, actor, plan, "?zoom=day", width=1440)
    kick_off = page.evaluate("() => document.querySelector('plan-page').model.ids[1]")
    x, y = page.evaluate(BAR, [kick_off, "middle"])
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 72, y, steps=5)
    expect(page.locator(".plan-tip")).to_contain_text("Plan finishes", timeout=FIRST_OPENING)
    page.mouse.up()
    settled(page)
    assert page.locator(cell(2, "start")).inner_text() == "13 Jan 27"


def test_why_this_date_and_details_come_from_the_site(desk: Desk) -> None:
    actor = an_actor()
    plan = a_plan_of(actor)
    page = at_the_plan(desk, actor, plan, width=1440)
    page.click(cell(3, "name"))
    page.keyboard.press("Alt+Shift+w")
    expect(page.locator(".plan-panel-content")).to_contain_text("Design", timeout=FIRST_OPENING)
    page.click(".plan-tab >> text=Details")
    expect(page.locator(".plan-panel-content")).not_to_have_attribute("aria-busy", "true")
    assert faults_of_access(page) == []
    picture(page, "plan-panel-light", whole=False)


def test_costs_come_when_their_column_is_looked_at(desk: Desk) -> None:
    actor = an_actor()
    plan = a_plan_of(actor)
    page = at_the_plan(desk, actor, plan, "?columns=name,cost", width=1440)
    expect(page.locator(cell(3, "cost"))).to_contain_text("€", timeout=FIRST_OPENING)


def test_two_people_at_one_plan_never_overwrite_each_other_silently(desk: Desk) -> None:
    actor = an_actor()
    plan = a_plan_of(actor)
    first = at_the_plan(desk, actor, plan, width=1440)
    second = at_the_plan(desk, actor, plan, width=1440)
    write(first, 2, "name", "Design (final)")
    second.evaluate("() => document.querySelector('plan-page').live.look()")
    expect(second.locator(cell(2, "name"))).to_have_text("Design (final)", timeout=FIRST_OPENING)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_accessible_with_a_load_below(desk: Desk, theme: str) -> None:
    actor = an_actor()
    plan = a_plan_of(actor, sample_text("website-relaunch"))
    page = at_the_plan(desk, actor, plan, width=1440, height=900, theme=theme)
    team = page.evaluate(
        "() => document.querySelector('plan-page').model.resources.find((one) => one.kind === 'team').id"
    )
    page.evaluate("team => document.querySelector('plan-page').setView({ load: team })", team)
    expect(page.locator(".plan-load-summary")).not_to_be_empty(timeout=FIRST_OPENING)
    picture(page, f"plan-{theme}", whole=False)
    assert faults_of_access(page) == []


def test_the_page_fits_a_phone(desk: Desk) -> None:
    actor = an_actor()
    plan = a_plan_of(actor, sample_text("website-relaunch"))
    page = at_the_plan(desk, actor, plan, width=320, height=700)
    picture(page, "plan-phone-light", whole=False)
    assert sideways_scroll(page) == []
    assert faults_of_access(page) == []
