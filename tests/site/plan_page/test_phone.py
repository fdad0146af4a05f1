"""On a narrow screen the plan is a list; a row opens a form for what matters."""

from __future__ import annotations

from playwright.sync_api import ViewportSize, expect

from tests.site.plan_page.conftest import Open
from tests.site.plan_page.sample_plans import a_large_plan

PHONE: ViewportSize = {"width": 390, "height": 844}
NARROW: ViewportSize = {"width": 320, "height": 640}


def test_rows_show_name_dates_people_and_a_bar(opened: Open) -> None:
    plan = opened(viewport=PHONE)
    row = plan.page.locator(".plan-phone-row").nth(5)
    expect(row).to_contain_text("Architecture and interfaces")
    expect(row).to_contain_text("21 Jan – 26 Jan 27")
    expect(row).to_contain_text("Carla Ruiz")
    assert row.locator(".plan-phone-bar").count() == 1


def test_name_dates_progress_and_people_are_edited_in_one_step(opened: Open) -> None:
    plan = opened(viewport=PHONE)
    plan.page.click(".plan-phone-row >> nth=5")
    plan.page.fill("dialog label:has-text('Name') input", "Architecture")
    plan.page.fill("dialog label:has-text('Done') input", "90")
    plan.page.fill("dialog label:has-text('People') input", "Carla Ruiz, Ben Okafor")
    plan.page.fill("dialog label:has-text('Start') input", "25.1.")
    plan.page.click("dialog button:has-text('Save')")
    plan.settled()
    row = plan.row("arch")
    assert (row["name"], row["done"], row["people"]["who"]) == ("Architecture", 900, ["carla", "ben"])
    assert len(plan.asked("/edits")) == 1
    expect(plan.page.locator(".plan-phone-row").nth(5)).to_contain_text("25 Jan")


def test_a_row_is_added_below_the_last_one_that_was_opened(opened: Open) -> None:
    plan = opened(viewport=PHONE)
    plan.page.click(".plan-phone-row >> nth=5")
    plan.page.click("dialog button:has-text('Cancel')")
    plan.page.click("[aria-label='Add a row below']")
    plan.page.fill("dialog label:has-text('Name') input", "Data model")
    plan.page.click("dialog button:has-text('Save')")
    plan.settled()
    assert [row["name"] for row in plan.plan.rows[5:7]] == ["Architecture and interfaces", "Data model"]


def test_summaries_fold_and_search_works(opened: Open) -> None:
    plan = opened(viewport=PHONE)
    plan.page.click("[aria-label='Collapse Concept']")
    expect(plan.page.locator(".plan-phone-row").nth(1)).to_contain_text("Technical specification")
    plan.page.fill("[type=search]", "cut")
    expect(plan.page.locator(".plan-phone-row")).to_have_count(2)


def test_nothing_is_wider_than_320_pixels(opened: Open) -> None:
    plan = opened(viewport=NARROW)
    assert plan.page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_large_plan_keeps_few_rows_in_the_document(opened: Open) -> None:
    plan = opened(a_large_plan(2000), viewport=PHONE)
    plan.page.evaluate("document.querySelector('.plan-phone').scrollTop = 60000")
    plan.page.wait_for_function(
        "() => [...document.querySelectorAll('.plan-phone li')].some((row) => row.ariaPosInSet > 900)"
    )
    assert plan.page.locator(".plan-phone-row").count() < 40
