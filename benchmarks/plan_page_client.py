"""The plan page in the browser: time from data to a usable page, work of a frame while scrolling, of an edit.

The data comes from memory, so that the browser's part is measured alone. A frame has 16.7 ms at 60 frames a second.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.results import markdown_table, write_section
from tests.site.plan_page.fake_site import URLS, serving
from tests.site.plan_page.sample_plans import a_large_plan

CHROMIUM = "/usr/bin/chromium"
ROUNDS = 5
OBSERVED = """
document.addEventListener("plan-ready", () => {
  const data = performance.getEntriesByType("resource").find((one) => one.name.includes("/plan.json"));
  window.readyAfter = performance.now() - data.responseEnd;
});
"""
SCROLLED = """async (step) => {
  const page = document.querySelector("plan-page");
  page.scrollTo(0);
  const work = [];
  for (let frame = 0; frame < 120; frame += 1) {
    page.scroller.scrollTop += step;
    await new Promise(requestAnimationFrame);
    const begun = performance.now();
    page.draw();
    work.push(performance.now() - begun);
  }
  return work;
}"""
EDITED = """() => {
  const page = document.querySelector("plan-page");
  const { model } = page;
  const later = (name) => Array.from(model.columns[name], (wall) => model.zone.instant(wall + 1440));
  const columns = { start: later("start"), finish: later("finish"), version: [...model.columns.version] };
  const patch = { ids: model.ids, columns };
  const begun = performance.now();
  page.answered({ revision: model.revision, patch, moved: [], moved_count: 0 }, []);
  return performance.now() - begun;
}"""
HEADINGS = [
    "rows",
    "data [kB]",
    "data to usable page [ms]",
    "frame, slow scroll [ms]",
    "95 %",
    "frame, fast scroll [ms]",
    "95 %",
    "every date changed [ms]",
]


def main(arguments: Sequence[str] | None = None) -> str:
    """Measure, print and return the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", action="store_true", help="one small plan, once")
    parser.add_argument("--write", action="store_true", help="replace the section of RESULTS.md")
    options = parser.parse_args(arguments)
    sizes, rounds = ((200,), 1) if options.sample else ((1000, 5000, 10_000), ROUNDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        text = markdown_table(HEADINGS, [measured(browser, size, rounds) for size in sizes])
        browser.close()
    print(text)
    if options.write:
        write_section("Plan page in the browser", text, datetime.now(UTC).date().isoformat())
    return text


def measured(browser: Browser, size: int, rounds: int) -> tuple[object, ...]:
    """Return one line of the table: medians over the rounds."""
    plan = a_large_plan(size)
    kilobytes = len(json.dumps(plan.data(urls=URLS), separators=(",", ":"))) / 1000
    with serving(plan) as (address, _):
        found = [one_round(browser, address) for _ in range(rounds)]
    ready = median(one["ready"] for one in found)
    slow = sorted(time for one in found for time in one["slow"])
    fast = sorted(time for one in found for time in one["fast"])
    edited = median(one["edited"] for one in found)
    return (size, kilobytes, ready, median(slow), upper(slow), median(fast), upper(fast), edited)


def one_round(browser: Browser, address: str) -> dict[str, Any]:
    """Open the plan in a new window, scroll through it, change every date."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(OBSERVED)
    page.goto(address)
    page.wait_for_function("() => window.readyAfter !== undefined")
    result = {
        "ready": page.evaluate("() => window.readyAfter"),
        "slow": page.evaluate(SCROLLED, 24),
        "fast": page.evaluate(SCROLLED, 1600),
        "edited": page.evaluate(EDITED),
    }
    page.close()
    return result


def upper(times: list[float]) -> float:
    """Return the time that 95 % do not exceed; the times are in order."""
    return times[int(len(times) * 0.95)]


if __name__ == "__main__":
    main()
