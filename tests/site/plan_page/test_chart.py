"""The chart: drag to move, resize and link with live dates; zoom, load, proposals and pictures of it."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.site.plan_page.conftest import Open, Opened

BAR = """([row, part]) => {
  const page = document.querySelector("plan-page");
  const box = page.chart.canvas.getBoundingClientRect();
  const { start, finish } = page.model.columns;
  const at = page.model.at(row);
  page.chart.show(start[at], 0.2);
  const x = { left: page.chart.scale.x(start[at]) + 8, middle: (page.chart.scale.x(start[at]) + page.chart.scale.x(finish[at])) / 2,
    right: page.chart.scale.x(finish[at]) - 1, dot: page.chart.scale.x(finish[at]) + 7 }[part];
  return [box.left + x, box.top + page.place[at] * page.rowHeight - page.scrollTop + 14];
}"""


def drag(plan: Opened, row: str, part: str, by: float | tuple[float, float], *, drop: bool = True) -> None:
    x, y = plan.page.evaluate(BAR, [row, part])
    to = (x + by, y) if isinstance(by, int | float) else by
    plan.page.mouse.move(x, y)
    plan.page.mouse.down()
    plan.page.mouse.move(*to, steps=6)
    if drop:
        plan.page.mouse.up()
        plan.settled()


def test_dragging_a_bar_moves_its_start_by_whole_days(opened: Open) -> None:
    plan = opened(query="zoom=day")
    drag(plan, "goals", "middle", 36 * 2 + 5)
    assert plan.asked("/edits")[0]["operations"] == [
        {"do": "set", "row": "goals", "field": "start", "value": "2027-01-13T09:00", "version": 1}
    ]
    assert plan.text(2, "start") == "13 Jan 27"
    assert plan.text(3, "start") == "18 Jan 27"


def test_while_dragging_the_successors_move_and_nothing_is_written(opened: Open) -> None:
    plan = opened(query="zoom=day")
    finish = plan.page.evaluate("document.querySelector('plan-page').model.columns.finish[2]")
    drag(plan, "goals", "middle", 36 * 2, drop=False)
    expect(plan.page.locator(".plan-tip")).to_contain_text("13 Jan 27 – 15 Jan 27 (+2d)")
    plan.page.wait_for_function(
        "finish => document.querySelector('plan-page').dates?.finish[2] > finish && document.querySelector('.plan-tip').textContent.includes('Plan finishes')",
        arg=finish,
    )
    plan.page.keyboard.press("Escape")
    plan.page.mouse.up()
    assert plan.asked("/edits") == []
    assert plan.page.evaluate("document.querySelector('plan-page').dates") is None
    assert plan.text(2, "start") == "11 Jan 27"


def test_dragging_the_right_edge_changes_the_duration(opened: Open) -> None:
    plan = opened(query="zoom=day")
    drag(plan, "goals", "right", 36)
    assert plan.row("goals")["likely"] == 4 * 480


def test_dragging_a_dot_to_another_bar_links_them(opened: Open) -> None:
    plan = opened(query="zoom=day")
    x, y = plan.page.evaluate(BAR, ["ux", "left"])
    drag(plan, "arch", "dot", (x, y))
    assert ["arch", "ux", 0, 0] in plan.plan.links


def test_a_press_without_a_drag_selects_the_row(opened: Open) -> None:
    plan = opened()
    drag(plan, "cms", "middle", 0)
    assert plan.page.evaluate("document.querySelector('plan-page').activeRow") == 9
    assert plan.asked("/edits") == []


def test_dragging_the_ground_moves_the_window_in_time(opened: Open) -> None:
    plan = opened(query="zoom=day")
    before = plan.page.evaluate("document.querySelector('plan-page').chart.scale.origin")
    box = plan.page.locator(".plan-bars").bounding_box()
    assert box
    plan.page.mouse.move(box["x"] + 400, box["y"] + box["height"] - 20)
    plan.page.mouse.down()
    plan.page.mouse.move(box["x"] + 256, box["y"] + box["height"] - 20, steps=4)
    plan.page.mouse.up()
    after = plan.page.evaluate("document.querySelector('plan-page').chart.scale.origin")
    assert round((after - before) / 1440) == 4


def test_zoom_is_in_the_address_and_comes_back_from_it(opened: Open) -> None:
    plan = opened()
    plan.page.select_option("[aria-label=Zoom]", "month")
    assert plan.page.url.endswith("?zoom=month")
    plan.page.reload()
    plan.page.wait_for_selector(".plan-row")
    assert plan.page.evaluate("document.querySelector('plan-page').chart.scale.zoom") == "month"
    plan.page.click("[aria-label='Zoom in']")
    assert plan.page.input_value("[aria-label=Zoom]") == "week"


def test_the_load_of_a_team_stands_below_with_its_capacity(opened: Open) -> None:
    plan = opened(query="load=back")
    expect(plan.page.locator(".plan-load-title")).to_have_text("Back end")
    expect(plan.page.locator(".plan-load-summary")).to_have_text("Within capacity throughout")
    plan.page.click("[aria-label='Close the load']")
    expect(plan.page.locator(".plan-load")).to_be_hidden()


def test_a_proposal_is_drawn_and_moves_nothing_until_it_is_adopted(opened: Open) -> None:
    plan = opened(query="proposal=p1")
    assert plan.page.evaluate("() => document.querySelector('plan-page').model.proposed.size") == 6
    assert plan.text(9, "start") == "27 Jan 27"
    bar = plan.page.locator(".plan-proposal")
    expect(bar).to_contain_text("Finish 2 days earlier Finish 2 days earlier; 1 200 EUR more")
    plan.page.click("text=Adopt")
    expect(bar).to_be_hidden()
    assert plan.row("ui")["mode"] == 1
    assert "proposal" not in plan.page.url
    plan.page.click(plan.cell(1, "name"))
    plan.press("Control+z")
    assert plan.row("ui")["mode"] == 0


def test_a_proposal_is_put_out_of_sight_or_discarded(opened: Open) -> None:
    plan = opened(query="proposal=p1&critical=1")
    plan.page.click("text=Discard")
    expect(plan.page.locator(".plan-proposal")).to_be_hidden()
    assert plan.page.url.endswith("?critical=1")
    assert [path for path, _ in plan.site.asked] == ["/discard"]


def test_what_is_critical_follows_the_drag(opened: Open) -> None:
    plan = opened()
    assert plan.row("search")["critical"]
    drag(plan, "ux", "middle", 13 * 45, drop=False)
    plan.page.wait_for_function(
        "() => { const p = document.querySelector('plan-page'); return p.dates && (p.dates.flags[p.model.at('search')] & 1) === 0; }"
    )
    assert plan.row("search")["critical"]
    plan.page.keyboard.press("Escape")
    plan.page.mouse.up()


def test_pictures_are_made_of_the_rows_that_are_shown(opened: Open, tmp_path: Path) -> None:
    plan = opened(query="q=test")
    kinds = {"Picture as SVG": "svg", "Picture as PNG": "png", "Table as CSV": "csv"}
    for label, suffix in kinds.items():
        plan.page.click("[aria-label='Print and export']")
        with plan.page.expect_download() as waited:
            plan.page.click(f"text={label}")
        waited.value.save_as(tmp_path / f"plan.{suffix}")
        assert waited.value.suggested_filename == f"website-relaunch.{suffix}"
    svg = (tmp_path / "plan.svg").read_text(encoding="utf-8")
    assert re.findall(r">(Testing|Test cases|System test|Concept)<", svg).count("Concept") == 0
    assert svg.count(">Test cases<") == 2
    assert (tmp_path / "plan.png").read_bytes().startswith(b"\x89PNG")
    table = (tmp_path / "plan.csv").read_text(encoding="utf-8").splitlines()
    assert table[0] == "#,Name,Start,Finish,Effort,Duration,Waits for,People,Done"
    assert table[2] == "15,Test cases,27 Jan 27,1 Feb 27,4d,4d,6,Quality,0 %"


def test_printing_shows_the_plan_alone(opened: Open) -> None:
    plan = opened()
    plan.page.evaluate(
        "window.print = () => { window.printed = document.querySelectorAll('.plan-print > img').length; }"
    )
    plan.page.evaluate("document.querySelector('plan-page').print()")
    plan.page.wait_for_function("() => window.printed === 1")
    expect(plan.page.locator(".plan-print")).to_have_count(0)
