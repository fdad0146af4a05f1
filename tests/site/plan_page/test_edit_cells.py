"""Cells are edited in place; the site's answer, its errors and its conflicts stay where they belong."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.site.plan_page.conftest import Open
from tests.site.plan_page.sample_plans import a_relaunch


def test_typing_in_a_cell_replaces_its_text_and_enter_saves_and_goes_down(opened: Open) -> None:
    plan = opened()
    plan.go(2, "name")
    plan.type("Goals")
    assert plan.row("goals")["name"] == "Goals"
    assert plan.text(2, "name") == "Goals"
    assert plan.page.evaluate("document.activeElement.closest('.plan-row').ariaRowIndex") == "4"


def test_f2_keeps_the_text_and_escape_leaves_it_as_it_was(opened: Open) -> None:
    plan = opened()
    plan.go(2, "name")
    plan.press("F2")
    assert plan.page.input_value(".plan-input") == "Goals and audiences"
    plan.page.keyboard.type("xyz")
    plan.press("Escape")
    assert plan.text(2, "name") == "Goals and audiences"
    assert plan.site.asked == []


def test_tab_saves_and_goes_right(opened: Open) -> None:
    plan = opened()
    plan.go(3, "effort")
    plan.type("40h", "Tab")
    assert plan.row("content")["likely"] == 2400
    assert plan.page.evaluate("document.activeElement.dataset.field") == "duration"


def test_a_later_finish_moves_the_successors_and_says_why(opened: Open) -> None:
    plan = opened()
    plan.go(3, "effort")
    plan.type("9d")
    assert plan.text(4, "start") == "26 Jan 27"
    assert plan.status() == "“Concept agreed” moved 6 days later because “Content inventory” finishes later"
    expect(plan.page.locator(".plan-live")).to_contain_text(
        "moved 6 days later because “Content inventory” finishes later"
    )
    plan.page.click("text=13 activities moved")
    assert plan.page.locator(".plan-moved li").count() == 13


def test_a_range_is_typed_as_three_lengths(opened: Open) -> None:
    plan = opened()
    plan.go(2, "effort")
    plan.type("2d / 3d / 6d")
    assert [plan.row("goals")[name] for name in ("low", "likely", "high")] == [960, 1440, 2880]
    assert plan.text(2, "effort") == "2 / 3 / 6d"


def test_links_are_typed_with_row_numbers_and_sent_with_ids(opened: Open) -> None:
    plan = opened()
    plan.go(15, "links")
    plan.type("7FS+1d, 6SS")
    operations = plan.asked("/edits")[0]["operations"]
    assert operations == [
        {"do": "set", "row": "cases", "field": "links", "value": [["ux", "FS", "1d"], ["arch", "SS", ""]], "version": 1}
    ]
    assert plan.text(15, "links") == "7FS+1d, 6SS"


def test_a_link_that_closes_a_circle_is_refused_at_its_cell_with_the_typed_text(opened: Open) -> None:
    plan = opened()
    plan.go(2, "links")
    plan.type("20")
    cell = plan.page.locator(plan.cell(2, "links"))
    expect(cell).to_have_text("20")
    expect(cell).to_have_attribute("aria-invalid", "true")
    expect(cell).to_have_attribute("title", "this link closes a circle")
    plan.page.click("text=1 cell could not be saved")
    expect(plan.page.locator(".plan-cellnote")).to_have_text("this link closes a circle")


def test_what_the_site_refuses_stays_typed_until_it_is_mended(opened: Open) -> None:
    plan = opened()
    plan.go(2, "effort")
    plan.type("3x")
    assert plan.text(2, "effort") == "3x"
    plan.go(2, "effort")
    plan.press("F2")
    assert plan.page.input_value(".plan-input") == "3x"
    plan.page.fill(".plan-input", "4d")
    plan.press("Enter")
    assert plan.text(2, "effort") == "4d"
    assert plan.page.locator("[aria-invalid]").count() == 0


def test_people_and_modes_are_chosen_from_suggestions(opened: Open) -> None:
    plan = opened(query="columns=name,people,mode")
    plan.go(2, "people")
    plan.press("F2", "End")
    plan.page.keyboard.type(", ca")
    expect(plan.page.locator(".plan-suggestions li")).to_have_text(["Carla Ruiz"])
    plan.press("Enter")
    assert plan.row("goals")["people"]["who"] == ["anna", "carla"]
    plan.go(2, "mode")
    plan.press("F2", "ArrowDown", "ArrowDown", "Enter")
    assert plan.text(2, "mode") == "Second person"


def test_dates_are_typed_as_people_write_them(opened: Open) -> None:
    plan = opened()
    plan.go(6, "start")
    plan.type("15.2.")
    assert plan.asked("/edits")[0]["operations"][0]["value"] == "2027-02-15"
    assert plan.text(6, "start") == "15 Feb 27"
    plan.go(7, "start")
    plan.type("soon")
    assert plan.text(7, "start") == "soon"
    assert plan.status().startswith("“soon” is no date")
    assert len(plan.asked("/edits")) == 1


def test_a_cell_that_somebody_else_changed_asks_whose_text_stays(opened: Open) -> None:
    plan = opened()
    plan.plan.by_other("Ben Okafor", "goals", "name", "Goals (final)")
    plan.go(2, "name")
    plan.type("Goals v2")
    dialog = plan.page.locator("dialog")
    expect(dialog).to_contain_text("Ben Okafor changed the same cells while you were typing")
    assert plan.row("goals")["name"] == "Goals (final)"
    plan.page.click("text=Go on")
    plan.settled()
    assert plan.row("goals")["name"] == "Goals v2"


def test_theirs_can_be_taken(opened: Open) -> None:
    plan = opened()
    plan.plan.by_other("Ben Okafor", "goals", "name", "Goals (final)")
    plan.go(2, "name")
    plan.type("Goals v2")
    plan.page.click("text=Take theirs")
    plan.page.click("text=Go on")
    plan.settled()
    assert plan.row("goals")["name"] == "Goals (final)"
    assert plan.text(2, "name") == "Goals (final)"


def test_changes_of_others_arrive_by_themselves(opened: Open) -> None:
    plan = opened()
    plan.plan.by_other("Ben Okafor", "goals", "name", "Goals (final)")
    plan.page.evaluate("document.querySelector('plan-page').live.look()")
    expect(plan.page.locator(plan.cell(2, "name"))).to_have_text("Goals (final)")
    assert plan.status() == "Changed by Ben Okafor."


def test_when_the_site_is_gone_the_typed_text_is_kept_and_can_be_sent_again(opened: Open) -> None:
    plan = opened()
    plan.go(2, "name")
    plan.page.context.set_offline(True)
    plan.type("Goals offline")
    assert plan.text(2, "name") == "Goals offline"
    assert plan.status().startswith("The site cannot be reached.")
    plan.page.context.set_offline(False)
    plan.go(2, "name")
    plan.press("F2", "Enter")
    assert plan.row("goals")["name"] == "Goals offline"
    assert plan.page.locator("[aria-invalid]").count() == 0


def test_a_viewer_reads_and_is_told_why_nothing_can_be_changed(opened: Open) -> None:
    reading = a_relaunch()
    reading.may_edit = False
    plan = opened(reading)
    plan.go(2, "name")
    plan.press("F2")
    assert plan.page.locator(".plan-input").count() == 0
    assert plan.status() == "You are a viewer of this project."
