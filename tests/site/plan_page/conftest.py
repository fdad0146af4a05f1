"""A browser, and a plan opened in it; an error in the page fails the test that caused it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.site.plan_page.fake_plan import FakePlan
from tests.site.plan_page.fake_rows import Row
from tests.site.plan_page.fake_site import FakeSite, serving
from tests.site.plan_page.sample_plans import a_relaunch

DESK: ViewportSize = {"width": 1440, "height": 900}


@dataclass
class Opened:
    """Return the page, and the site behind it."""

    page: Page
    site: type[FakeSite]
    address: str

    @property
    def plan(self) -> FakePlan:
        """Return the plan as the site holds it."""
        return self.site.plan

    def row(self, name: str) -> Row:
        """Return a row as the site holds it."""
        return self.plan.find(name)

    def asked(self, path: str) -> list[dict[str, Any]]:
        """Return the bodies that were posted to an address."""
        return [body for asked, body in self.site.asked if asked == path]

    def cell(self, row: int, field: str) -> str:
        """Return the selector of a cell by row number and column."""
        return f'.plan-row[aria-rowindex="{row + 1}"] .plan-cell[data-field="{field}"]'

    def text(self, row: int, field: str) -> str:
        """Return what a cell shows."""
        return self.page.locator(self.cell(row, field)).inner_text().strip()

    def go(self, row: int, field: str) -> None:
        """Make a cell the active one."""
        self.page.click(self.cell(row, field))

    def type(self, text: str, key: str = "Enter") -> None:
        """Type into the active cell and wait until the site has answered."""
        self.page.keyboard.type(text)
        self.page.keyboard.press(key)
        self.settled()

    def press(self, *keys: str) -> None:
        """Press keys one after the other and wait for the site."""
        for key in keys:
            self.page.keyboard.press(key)
        self.settled()

    def settled(self) -> None:
        """Wait until nothing is being saved."""
        self.page.wait_for_function("() => !document.querySelector('plan-page').edits.busy")

    def status(self) -> str:
        """Return what the line below says."""
        return self.page.locator(".plan-message").inner_text()


Open = Callable[..., Opened]


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Open]:
    with ExitStack() as stack:
        errors: list[str] = []

        def open_plan(plan: FakePlan | None = None, query: str = "", viewport: ViewportSize = DESK) -> Opened:
            address, site = stack.enter_context(serving(plan or a_relaunch()))
            context = chromium.new_context(viewport=viewport, permissions=["clipboard-read", "clipboard-write"])
            stack.callback(context.close)
            context.set_default_timeout(8000)
            page = context.new_page()
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.goto(f"{address}/?{query}")
            page.wait_for_function("() => document.querySelector('plan-page')?.status")
            page.locator(".plan-row:visible, .plan-phone-row:visible, .plan-empty:visible").first.wait_for()
            return Opened(page, site, address)

        yield open_plan
    assert errors == []
