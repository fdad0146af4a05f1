"""Moving about, folding, searching, filtering, columns, saved views and the panel at the side."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.site.plan_page.conftest import Open, Opened
from tests.site.plan_page.sample_plans import a_large_plan


def shown(plan: Opened) -> list[str]:
    return list(
        plan.page.evaluate(
            "(() => { const p = document.querySelector('plan-page'); return [...p.shown].map((row) => p.model.columns.name[row]); })()"
        )
    )


def active(plan: Opened) -> list[str]:
    return list(
        plan.page.evaluate(
            "(() => { const c = document.activeElement; return [c.closest('.plan-row').ariaRowIndex, c.dataset.field]; })()"
        )
    )


def test_the_grid_is_one_stop_for_tab_and_arrows_move_within(opened: Open) -> None:
    plan = opened()
    plan.page.locator(".plan-cell[tabindex='0']").focus()
    plan.press("ArrowDown", "ArrowRight", "ArrowRight")
    assert active(plan) == ["3", "finish"]
    assert plan.page.locator(".plan-body [tabindex='0']").count() == 1
    plan.press("Control+End")
    assert active(plan) == ["21", "done"]
    plan.press("Control+Home")
    assert active(plan) == ["2", "name"]


def test_the_arrows_fold_and_unfold_on_a_name(opened: Open) -> None:
    plan = opened()
    plan.go(2, "name")
    plan.press("ArrowLeft")
    assert active(plan) == ["2", "name"]
    plan.press("ArrowLeft")
    row = plan.page.locator('.plan-row[aria-rowindex="2"]')
    expect(row).to_have_attribute("aria-expanded", "false")
    assert shown(plan)[:2] == ["Concept", "Technical specification"]
    plan.press("ArrowRight")
    expect(row).to_have_attribute("aria-expanded", "true")


def test_the_treegrid_tells_its_size_its_levels_and_its_places(opened: Open) -> None:
    plan = opened()
    grid = plan.page.locator("[role=treegrid]")
    assert [grid.get_attribute(name) for name in ("aria-rowcount", "aria-colcount")] == ["21", "9"]
    row = plan.page.locator('.plan-row[aria-rowindex="3"]')
    assert row.get_attribute("aria-level") == "2"
    assert row.locator("[role=rowheader]").get_attribute("aria-colindex") == "2"


def test_the_active_row_stays_in_the_document_while_others_scroll_by(opened: Open) -> None:
    plan = opened(a_large_plan(2000))
    plan.go(3, "name")
    plan.page.mouse.move(300, 400)
    plan.page.mouse.wheel(0, 20000)
    plan.page.wait_for_function("() => document.querySelector('plan-page').scene().first > 500")
    assert active(plan) == ["4", "name"]
    assert plan.page.locator(".plan-row:not([hidden])").count() < 60
    plan.press("ArrowDown")
    assert active(plan) == ["5", "name"]
    assert plan.page.evaluate("document.querySelector('plan-page').scene().first") < 5


def test_search_finds_activities_and_people_and_is_in_the_address(opened: Open) -> None:
    plan = opened()
    plan.press("Control+f")
    plan.page.keyboard.type("ruiz")
    plan.page.wait_for_function("() => location.search === '?q=ruiz'")
    assert shown(plan) == [
        "Technical specification",
        "Architecture and interfaces",
        "Construction",
        "Search and navigation",
        "Final implementation",
        "Cut-over",
    ]
    expect(plan.page.locator(".plan-count")).to_have_text("6 of 20 rows")
    plan.page.click("[aria-label='Remove filter “ruiz”']")
    assert len(shown(plan)) == 20


def test_filters_are_chips_and_live_in_the_address(opened: Open) -> None:
    plan = opened(query="critical=1&team=back")
    expect(plan.page.locator(".plan-chip")).to_have_text(["Team: Back end", "Critical only"])
    assert shown(plan) == [
        "Technical specification",
        "Architecture and interfaces",
        "Construction",
        "Content management",
        "Search and navigation",
        "Final implementation",
        "Cut-over",
    ]
    plan.page.click(".plan-toolbar >> text=Filter")
    plan.page.click("text=Clear all filters")
    assert "?" not in plan.page.url


def test_a_filter_without_a_match_offers_the_way_back(opened: Open) -> None:
    plan = opened(query="q=nothing+like+it")
    expect(plan.page.locator(".plan-empty")).to_contain_text("No row fits the filters.")
    plan.page.click(".plan-empty button")
    assert len(shown(plan)) == 20


def test_columns_are_chosen_ordered_and_sized_by_keys(opened: Open) -> None:
    plan = opened()
    headings = plan.page.locator(".plan-heading[data-field]")
    plan.page.click("[aria-label=Columns]")
    plan.page.check("[data-column=float]")
    plan.page.uncheck("[data-column=duration]")
    plan.page.click("[aria-label='Move Float to the left']")
    plan.page.fill("[aria-label='Width of Float']", "90")
    plan.page.keyboard.press("Enter")
    expect(headings).to_have_text(["Name", "Start", "Finish", "Effort", "Waits for", "People", "Float", "Done"])
    assert plan.page.url.endswith("?columns=name,start,finish,effort,links,people,float,done")
    width = plan.page.locator(".plan-heading[data-field=float]").bounding_box()
    assert width
    assert round(width["width"]) == 90


def test_a_column_is_resized_and_moved_by_the_pointer(opened: Open) -> None:
    plan = opened()
    edge = plan.page.locator(".plan-heading[data-field=effort] .plan-edge").bounding_box()
    assert edge
    plan.page.mouse.move(edge["x"] + 4, edge["y"] + 20)
    plan.page.mouse.down()
    plan.page.mouse.move(edge["x"] + 34, edge["y"] + 20, steps=3)
    plan.page.mouse.up()
    wider = plan.page.locator(".plan-heading[data-field=effort]").bounding_box()
    assert wider
    assert round(wider["width"]) == 134
    plan.page.drag_and_drop(".plan-heading[data-field=start]", ".plan-heading[data-field=effort]")
    expect(plan.page.locator(".plan-heading[data-field]")).to_have_text(
        ["Name", "Finish", "Effort", "Start", "Duration", "Waits for", "People", "Done"]
    )


def test_a_view_is_saved_under_a_name_and_opened_again(opened: Open) -> None:
    plan = opened(query="critical=1")
    plan.page.click("[aria-label=Views]")
    plan.page.fill(".plan-layer input[type=text]", "Critical things")
    plan.page.click("text=Save this view")
    expect(plan.page.locator(".plan-views")).to_contain_text("Critical things")
    assert plan.site.views == [
        {"id": "1", "mine": True, "name": "Critical things", "query": "critical=1", "shared": False}
    ]
    plan.page.keyboard.press("Escape")
    plan.page.click("[aria-label='Remove filter Critical only']")
    assert len(shown(plan)) == 20
    plan.page.click("[aria-label=Views]")
    plan.page.click("text=Critical things")
    assert plan.page.url.endswith("?critical=1")


def test_why_this_date_opens_at_the_side_and_in_the_address(opened: Open) -> None:
    plan = opened()
    plan.go(4, "name")
    plan.press("Alt+Shift+w")
    expect(plan.page.locator(".plan-panel")).to_contain_text(
        "Concept agreed starts when what it waits for is finished."
    )
    assert plan.page.url.endswith("#row=signoff&panel=why")
    plan.page.reload()
    expect(plan.page.locator(".plan-panel h2")).to_have_text("Concept agreed")
    plan.page.locator(".plan-panel h2").press("Escape")
    expect(plan.page.locator(".plan-panel")).to_be_hidden()
    assert "#" not in plan.page.url


def test_the_edge_between_table_and_chart_moves_by_keys(opened: Open) -> None:
    plan = opened()
    edge = plan.page.locator("[role=separator][tabindex]")
    before = plan.page.locator(".plan-left").bounding_box()
    edge.focus()
    plan.press("ArrowRight", "ArrowRight")
    after = plan.page.locator(".plan-left").bounding_box()
    assert before
    assert after
    assert round(after["width"] - before["width"]) == 48


def test_the_sheet_lists_every_shortcut(opened: Open) -> None:
    plan = opened()
    plan.go(2, "name")
    plan.press("F1")
    dialog = plan.page.locator("dialog")
    expect(dialog).to_contain_text("Indent")
    expect(dialog).to_contain_text("Alt Shift →")
    plan.page.keyboard.press("Escape")
    assert active(plan) == ["3", "name"]


def test_german_readers_get_german_words_and_dates(opened: Open) -> None:
    plan = opened(query="lang=de&locale=de")
    assert plan.page.locator(".plan-heading[data-field]").all_inner_texts()[1:4] == ["Anfang", "Ende", "Aufwand"]
    assert plan.text(9, "start") == "27.01.27"
    plan.go(2, "start")
    plan.type("15.1.27")
    assert plan.text(2, "start") == "15.01.27"
