"""Rows are inserted, deleted, moved, indented, filled and pasted, each by keys, each in one step of undo."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.site.plan_page.conftest import Open, Opened
from tests.site.plan_page.fake_plan import FakePlan
from tests.site.plan_page.fake_time import WorkTime


def names(plan: Opened) -> list[str]:
    return [row["name"] for row in plan.plan.rows]


def paste(plan: Opened, text: str) -> None:
    plan.page.evaluate("text => navigator.clipboard.writeText(text)", text)
    plan.press("Control+v")


def test_insert_puts_a_row_above_and_starts_with_its_name(opened: Open) -> None:
    plan = opened()
    plan.go(3, "name")
    plan.press("Insert")
    expect(plan.page.locator(".plan-input")).to_have_value("New activity")
    plan.type("Interviews")
    assert names(plan)[:5] == ["Concept", "Goals and audiences", "Interviews", "Content inventory", "Concept agreed"]
    assert plan.plan.rows[2]["level"] == 1


def test_deleted_rows_come_back_by_undo(opened: Open) -> None:
    plan = opened()
    before = names(plan)
    plan.go(1, "name")
    plan.press("Alt+Delete")
    assert names(plan)[0] == "Technical specification"
    assert plan.text(1, "name") == "Technical specification"
    plan.press("Control+z")
    assert names(plan) == before
    assert plan.text(2, "name") == "Goals and audiences"
    plan.press("Control+Shift+z")
    assert names(plan)[0] == "Technical specification"


def test_undo_says_what_it_takes_back(opened: Open) -> None:
    plan = opened()
    undo = plan.page.locator(".plan-toolbar button").first
    expect(undo).to_have_attribute("aria-disabled", "true")
    plan.go(2, "name")
    plan.type("Goals")
    expect(undo).to_have_attribute("aria-label", "Undo: Changed name")
    undo.click()
    plan.settled()
    assert plan.text(2, "name") == "Goals and audiences"


def test_rows_are_indented_and_outdented_with_the_focus_on_them(opened: Open) -> None:
    plan = opened()
    plan.go(3, "name")
    plan.press("Alt+Shift+ArrowRight")
    assert plan.row("content")["level"] == 2
    assert plan.page.locator('.plan-row[aria-rowindex="3"]').get_attribute("aria-expanded") == "true"
    assert plan.page.evaluate("document.activeElement.closest('.plan-row').ariaRowIndex") == "4"
    plan.press("Alt+Shift+ArrowLeft")
    assert plan.row("content")["level"] == 1


def test_what_cannot_be_indented_says_why_and_stays(opened: Open) -> None:
    plan = opened()
    plan.go(1, "name")
    plan.press("Alt+Shift+ArrowRight")
    assert plan.status() == "there is no row above it that could hold it"
    assert plan.row("concept")["level"] == 0


def test_branches_move_over_their_siblings(opened: Open) -> None:
    plan = opened()
    plan.go(1, "name")
    plan.press("Alt+ArrowDown")
    assert names(plan)[:4] == [
        "Technical specification",
        "Architecture and interfaces",
        "Interaction design",
        "Concept",
    ]
    assert plan.page.evaluate("document.activeElement.textContent.trim()") == "Concept"
    plan.press("Alt+ArrowUp")
    assert names(plan)[0] == "Concept"
    plan.press("Alt+ArrowUp")
    assert len(plan.asked("/edits")) == 2


def test_a_block_from_a_spreadsheet_fills_cells_and_adds_rows(opened: Open) -> None:
    plan = opened(query="columns=name,effort")
    plan.go(19, "name")
    paste(plan, "Switch over\t3d\nGo live\t\nCelebrate\t1d")
    assert [row["name"] for row in plan.plan.rows[18:]] == ["Switch over", "Go live", "Celebrate"]
    assert plan.row("cutover")["likely"] == 1440
    assert plan.plan.rows[20]["likely"] == 480
    assert len(plan.asked("/edits")) == 1
    plan.press("Control+z")
    assert names(plan)[18:] == ["Cut-over", "Live"]


def test_errors_of_a_pasted_block_stay_at_their_cells_and_the_rest_is_done(opened: Open) -> None:
    plan = opened()
    plan.go(2, "effort")
    paste(plan, "4d\nmany")
    assert plan.row("goals")["likely"] == 1920
    assert plan.text(3, "effort") == "many"
    expect(plan.page.locator(plan.cell(3, "effort"))).to_have_attribute("aria-invalid", "true")


def test_copied_cells_are_a_block_for_spreadsheets(opened: Open) -> None:
    plan = opened(query="columns=name,effort,people")
    plan.go(2, "name")
    plan.press("Shift+ArrowDown", "Shift+ArrowRight", "Control+c")
    text = plan.page.evaluate("navigator.clipboard.readText()")
    assert text == "Goals and audiences\t3d\nContent inventory\t5d"


def test_fill_down_takes_the_topmost_cell(opened: Open) -> None:
    plan = opened(query="columns=name,people")
    plan.go(6, "people")
    plan.press("Shift+ArrowDown", "Control+d")
    assert plan.row("ux")["people"]["text"] == "Carla Ruiz"


def test_delete_empties_cells_but_never_names(opened: Open) -> None:
    plan = opened(query="columns=name,done,links")
    plan.go(7, "name")
    plan.press("Shift+End", "Delete")
    assert (plan.row("ux")["name"], plan.row("ux")["done"]) == ("Interaction design", 0)
    assert [link for link in plan.plan.links if link[1] == "ux"] == []


def test_many_rows_are_changed_at_once(opened: Open) -> None:
    plan = opened()
    plan.go(6, "name")
    plan.press("Shift+ArrowDown", "Alt+Enter")
    expect(plan.page.locator("dialog h2")).to_have_text("Change 2 rows")
    plan.page.fill("dialog label:has-text('Done') input", "80")
    plan.page.fill("dialog label:has-text('Deadline') input", "5.3.2027")
    plan.page.click("dialog button:has-text('Change')")
    plan.settled()
    assert [plan.row(name)["done"] for name in ("arch", "ux")] == [800, 800]
    assert len(plan.asked("/edits")) == 1


def test_selected_rows_are_linked_and_unlinked(opened: Open) -> None:
    plan = opened()
    plan.go(6, "name")
    plan.press("Shift+ArrowDown", "Control+F2")
    assert ["arch", "ux", 0, 0] in plan.plan.links
    plan.go(6, "name")
    plan.press("Shift+ArrowDown", "Control+Shift+F2")
    assert ["arch", "ux", 0, 0] not in plan.plan.links


def test_dates_move_and_bars_grow_by_keys(opened: Open) -> None:
    plan = opened()
    plan.go(2, "name")
    plan.press("Control+Period")
    assert plan.text(2, "start") == "12 Jan 27"
    plan.press("Control+Comma")
    assert plan.text(2, "start") == "11 Jan 27"
    plan.press("Control+Shift+Period")
    assert plan.row("goals")["likely"] == 4 * 480
    plan.press("Control+Shift+Comma")
    assert plan.row("goals")["likely"] == 3 * 480


def test_a_row_is_dragged_by_its_number(opened: Open) -> None:
    plan = opened()
    number = plan.page.locator('.plan-row[aria-rowindex="4"] .plan-number').bounding_box()
    target = plan.page.locator('.plan-row[aria-rowindex="3"] .plan-number').bounding_box()
    assert number
    assert target
    plan.page.mouse.move(number["x"] + 10, number["y"] + 10)
    plan.page.mouse.down()
    plan.page.mouse.move(target["x"] + 10, target["y"] + 10, steps=4)
    plan.page.mouse.up()
    plan.settled()
    assert names(plan)[1:3] == ["Content inventory", "Goals and audiences"]


def test_the_menu_offers_what_is_possible_and_gives_the_focus_back(opened: Open) -> None:
    plan = opened()
    plan.go(2, "name")
    plan.press("Shift+F10")
    expect(plan.page.locator("[role=menuitem]").first).to_be_focused()
    plan.page.keyboard.press("End")
    plan.page.keyboard.press("Escape")
    assert plan.page.evaluate("document.activeElement.dataset.field") == "name"
    plan.page.click(plan.cell(3, "name"), button="right")
    plan.page.click("text=Mark as done")
    plan.settled()
    assert plan.row("content")["done"] == 1000


def test_an_empty_plan_offers_its_first_row(opened: Open) -> None:
    plan = opened(FakePlan([], [], WorkTime("2027-01-04", 60)))
    plan.page.click("text=Add the first activity")
    plan.settled()
    expect(plan.page.locator(".plan-input")).to_be_focused()
    plan.type("Concept")
    assert names(plan) == ["Concept"]
