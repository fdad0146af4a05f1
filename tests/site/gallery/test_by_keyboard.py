"""What the shell does by mouse and by keyboard, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.site.browser import Desk, faults_of_access, picture, sideways_scroll
from tests.site.cast import an_actor
from trilemma.site.core.models import User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.site.gallery.urls")]

GALLERY = "/o/brightside/gallery/"


def test_the_palette_finds_and_runs_an_action(desk: Desk) -> None:
    page = desk.open(an_actor(), GALLERY)
    page.keyboard.press("Control+k")
    found = page.get_by_role("listbox", name="Found").get_by_role("option")
    expect(page.get_by_role("combobox", name="Search, or do something")).to_be_focused()
    expect(found.first).to_be_visible()
    picture(page, "palette", whole=False)
    assert faults_of_access(page) == []
    page.keyboard.type("trade")
    expect(found).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{desk.address}{GALLERY}#Trade-off")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_sheet_lists_the_shortcuts_of_the_page_and_switches_single_keys_off(desk: Desk) -> None:
    page = desk.open(an_actor(), GALLERY)
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Shortcuts")
    expect(sheet.get_by_text("New activity")).to_be_visible()
    picture(page, "shortcuts", whole=False)
    assert faults_of_access(page) == []
    with page.expect_response("**/appearance"):
        sheet.get_by_label("Shortcuts of one key").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(sheet).to_be_hidden()
    assert User.objects.get().single_key_shortcuts is False


def test_a_menu_opens_at_its_button_moves_by_arrows_and_gives_the_focus_back(desk: Desk) -> None:
    page = desk.open(an_actor(), GALLERY)
    page.get_by_role("button", name="More", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Rename")).to_be_focused()
    picture(page, "menu", whole=False)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Copy")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="More", exact=True)).to_be_focused()
    expect(page.get_by_role("button", name="Copy")).to_be_hidden()


def test_the_theme_changes_at_once_and_stays(desk: Desk) -> None:
    page = desk.open(an_actor(), GALLERY)
    page.get_by_role("button", name="Ada").click()
    picture(page, "account-menu", whole=False)
    assert faults_of_access(page) == []
    with page.expect_response("**/appearance"):
        page.get_by_role("button", name="Dark").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 24, 28)"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_side_bar_folds_and_stays_folded(desk: Desk) -> None:
    page = desk.open(an_actor(), GALLERY)
    page.get_by_role("button", name="Show or hide the side bar").click()
    expect(page.get_by_role("button", name="Brightside")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("button", name="Brightside")).to_be_hidden()
    picture(page, "sidebar-closed", whole=False)
    assert faults_of_access(page) == []


def test_on_a_phone_the_side_bar_is_a_drawer(desk: Desk) -> None:
    page = desk.open(an_actor(), GALLERY, width=390)
    expect(page.get_by_role("button", name="Brightside")).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("button", name="Brightside")).to_be_visible()
    picture(page, "drawer", whole=False)
    assert faults_of_access(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Brightside")).to_be_hidden()


def test_the_skip_link_leads_past_the_side_bar(desk: Desk) -> None:
    page = desk.open(an_actor(), GALLERY)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    picture(page, "skip", whole=False)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_notices_have_undo_and_errors_stay(desk: Desk) -> None:
    page = desk.open(an_actor(), f"{GALLERY}?notice")
    notices = page.get_by_role("status", name="Notices")
    expect(notices.get_by_role("button", name="Undo")).to_be_visible()
    picture(page, "toasts", whole=False)
    assert faults_of_access(page) == []
    notices.get_by_role("button", name="Undo").click()
    expect(notices.get_by_text("There is nothing of yours left to undo here.")).to_be_visible()


def test_an_edit_in_place_keeps_the_focus(desk: Desk) -> None:
    page = desk.open(an_actor(), GALLERY)
    cell = page.locator("#cell-1")
    cell.fill("Technical concept")
    with page.expect_response("**/answer"):
        cell.press("Enter")
    expect(page.locator("#cell-1")).to_have_value("POST")
    expect(page.locator("#cell-1")).to_be_focused()


def test_a_refused_edit_is_a_notice_and_what_was_typed_stays(desk: Desk) -> None:
    page = desk.open(an_actor(), GALLERY)
    cell = page.locator("#cell-1")
    cell.evaluate("(cell) => { cell.setAttribute('hx-post', 'refusal'); }")
    cell.fill("Technical concept")
    with page.expect_response("**/refusal"):
        cell.press("Enter")
    expect(page.get_by_text("Somebody has changed the same thing since.")).to_be_visible()
    expect(page.locator("#cell-1")).to_have_value("Technical concept")


def test_a_dialog_takes_the_focus_and_gives_it_back(desk: Desk) -> None:
    page = desk.open(an_actor(), GALLERY)
    page.get_by_role("button", name="Open a dialog").click()
    dialog = page.get_by_role("dialog", name="Move to the trash?")
    expect(dialog).to_be_visible()
    picture(page, "dialog", whole=False)
    assert faults_of_access(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Open a dialog")).to_be_focused()


def test_the_triangle_moves_by_arrows_numbers_and_mouse(desk: Desk) -> None:
    page = desk.open(an_actor(), GALLERY)
    handle = page.get_by_role("slider", name="Balance of time, cost and quality")
    weights = "document.querySelector('trilemma-triangle').weights"
    handle.focus()
    page.keyboard.press("Shift+ArrowUp")
    assert page.evaluate(weights) == {"time": 60, "cost": 16, "quality": 24}
    expect(handle).to_have_attribute("aria-valuetext", "time 60 %, cost 16 %, quality 24 %")
    page.get_by_role("spinbutton", name="Cost").fill("100")
    page.keyboard.press("Tab")
    assert page.evaluate(weights) == {"time": 0, "cost": 100, "quality": 0}
    box = page.locator("trilemma-triangle > svg").bounding_box()
    assert box is not None
    handle.hover()
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] - 30)
    page.mouse.up()
    assert page.evaluate(weights) == {"time": 100, "cost": 0, "quality": 0}


def test_a_slider_and_its_input_say_the_same(desk: Desk) -> None:
    page = desk.open(an_actor(), GALLERY)
    date = page.locator("#deadline")
    day = page.get_by_role("slider", name="Finish by")
    day.focus()
    page.keyboard.press("ArrowRight")
    expect(date).to_have_value("2026-08-04")
    date.fill("2026-09-30")
    assert day.evaluate("(range) => range.value === range.max")


def test_a_combobox_finds_by_typing_and_sets_its_select(desk: Desk) -> None:
    page = desk.open(an_actor(), GALLERY)
    box = page.get_by_role("combobox", name="Person", exact=True)
    box.fill("mull")
    expect(page.get_by_role("listbox", name="Person").get_by_role("option")).to_have_count(1)
    picture(page, "combobox", whole=False)
    assert faults_of_access(page, ".form") == []
    page.keyboard.press("Enter")
    expect(box).to_have_value("Änne Müller")
    assert page.evaluate("document.querySelector('select[name=person]').value") == "3"
    asked = page.get_by_role("combobox", name="Person, found by the server")
    asked.fill("hop")
    page.get_by_role("option", name="Grace Hopper").click()
    assert page.evaluate("document.querySelector('select[name=asked]').value") == "Grace Hopper"


def test_errors_stand_at_their_fields(desk: Desk) -> None:
    page = desk.open(an_actor(), f"{GALLERY}?errors")
    name = page.get_by_label("Name", exact=True).last
    expect(name).to_have_attribute("aria-invalid", "true")
    described = name.get_attribute("aria-describedby")
    assert described == "id_name_helptext id_name_error"
    name.scroll_into_view_if_needed()
    picture(page, "form-errors", whole=False)
    assert faults_of_access(page) == []


@pytest.mark.parametrize("width", [1280, 320])
def test_pages_of_errors_and_empty_pages_lead_on(desk: Desk, width: int) -> None:
    for path in ("conflict", "empty", "nowhere"):
        page = desk.open(an_actor(), f"{GALLERY}{path}", width=width)
        picture(page, f"{path}-{width}", whole=False)
        assert faults_of_access(page) == []
        assert sideways_scroll(page) == []


def test_an_overtaken_form_keeps_what_was_typed_and_offers_what_it_says_now(desk: Desk) -> None:
    page = desk.open(an_actor(), f"{GALLERY}stale")
    picture(page, "stale", whole=False)
    assert faults_of_access(page) == []
    expect(page.get_by_role("alert")).to_contain_text("Grace Hopper has changed this since you opened it.")
    expect(page.get_by_role("alert").get_by_role("listitem")).to_have_count(2)
    expect(page.locator("[name=version]")).to_have_value("7")
    expect(page.locator("[name=name]")).to_have_value("Technical concept")
    page.get_by_role("button", name="Take theirs of Team").click()
    expect(page.get_by_label("Team")).to_have_value("fe")
    expect(page.get_by_label("Team")).to_be_focused()


def test_the_focus_is_never_hidden_under_the_header(desk: Desk) -> None:
    page = desk.open(an_actor(), GALLERY, height=600)
    hidden = """() => {
      const element = document.activeElement;
      const box = element.getBoundingClientRect();
      const at = document.elementFromPoint(box.x + Math.min(box.width / 2, 200), box.y + Math.min(box.height / 2, 12));
      const seen = !at || element.contains(at) || at.contains(element) || element.matches("input");
      return seen ? "" : element.outerHTML.slice(0, 100);
    }"""
    found = set()
    for _ in range(90):
        page.keyboard.press("Tab")
        found.add(page.evaluate(hidden))
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        found.add(page.evaluate(hidden))
    assert found == {""}


def test_right_to_left_and_forced_colours_fit_too(desk: Desk) -> None:
    page = desk.open(an_actor(), GALLERY)
    page.evaluate("document.documentElement.dir = 'rtl'")
    picture(page, "rtl")
    assert sideways_scroll(page) == []
    page.evaluate("document.documentElement.dir = 'ltr'")
    page.emulate_media(forced_colors="active")
    picture(page, "forced-colours")
    page.emulate_media(media="print", forced_colors="none")
    picture(page, "print")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()


def test_progress_is_asked_for_until_it_is_over(desk: Desk) -> None:
    page = desk.open(an_actor(), f"{GALLERY}?polling")
    polled = page.locator("#polled")
    expect(polled.get_by_role("progressbar")).to_have_attribute("value", "100")
    expect(polled.get_by_role("button", name="Stop")).to_have_count(0)
    expect(polled.locator("[hx-trigger]")).to_have_count(0)


def test_a_chart_takes_the_colours_of_the_theme_and_has_words_and_a_table(desk: Desk) -> None:
    page = desk.open(an_actor(), GALLERY)
    colour = "document.querySelector('trilemma-chart').chart.getOption().series[0].lineStyle.color"
    assert page.evaluate(colour) == "rgb(15, 118, 110)"
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("trilemma-chart[data-drawn='2']")
    assert page.evaluate(colour) == "rgb(63, 201, 180)"
    summary = "Cost falls from 214,000 euros on 6 July to 165,900 euros on 17 August."
    expect(page.get_by_role("img", name=summary)).to_be_visible()
    page.get_by_text("Show as table").click()
    expect(page.get_by_role("region", name="Finish against cost").get_by_role("row")).to_have_count(6)


def test_on_a_phone_the_tab_of_the_page_is_in_sight(desk: Desk) -> None:
    page = desk.open(an_actor(), f"{GALLERY}?last", width=320)
    expect(page.get_by_role("link", name="Decisions").last).to_be_in_viewport(ratio=1)
