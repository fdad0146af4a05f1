"""A real Chromium on the running site: signed in as somebody of the cast, with what goes wrong in it collected.

Tests take the fixture ``desk``: ``page = desk.open(actor, "/o/brightside/")``. They skip where there is no Chromium,
except on the build server (``CI=true``), where its absence is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.site.cast import a_browser
from tools.frontend import CHECKOUT, PACKAGES, fetch_packages
from trilemma.site.core.actor import Actor

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = CHECKOUT / "build" / "looks"

Theme = Literal["light", "dark"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Chromium once for all tests."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is not installed, and the build server must run the tests of the pages")
        pytest.skip("Chromium is not installed")
    # Playwright keeps a loop in this thread, in which Django would refuse to touch the database
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        yield browser
        browser.close()


@dataclass
class Desk:
    """Where a person sits: opens pages of the running site, and remembers everything that went wrong in them."""

    browser: Browser
    address: str
    problems: list[str] = field(default_factory=list)

    def open(
        self,
        actor: Actor | None,
        path: str,
        *,
        width: int = 1280,
        height: int = 800,
        theme: Theme = "light",
        **options: Any,
    ) -> Page:
        """Open a page of the site as an actor, or as somebody who is not signed in."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            color_scheme=theme,
            reduced_motion="reduce",
            **options,
        )
        if actor is not None:
            self._sign_in(context, a_browser(actor))
        page = context.new_page()
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        answer = page.goto(path)
        assert answer is not None
        assert answer.status < 500, f"{path} answers {answer.status}"
        wait_until_ready(page)
        return page

    def _sign_in(self, context: Any, client: Client) -> None:
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.address}])

    def _listen(self, message: ConsoleMessage) -> None:
        # the browser reports answers of 4xx, which tests provoke; everything else is a fault of a page
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.problems.append(message.text)


@pytest.fixture
def desk(chromium: Browser, live_server: LiveServer) -> Iterator[Desk]:
    """Give a desk on the running site; nothing may go wrong in its pages, the security policy included."""
    place = Desk(chromium, live_server.url)
    yield place
    for context in list(chromium.contexts):
        context.close()
    assert not place.problems, place.problems


def wait_until_ready(page: Page) -> None:
    """Wait until the scripts of a page have started and its letters and charts are drawn."""
    page.wait_for_selector("html[data-ready]")
    page.evaluate("document.fonts.ready")
    page.wait_for_selector("trilemma-chart:not([data-drawn])", state="detached")


def faults_of_access(page: Page, within: str = "html") -> list[str]:
    """Return what axe finds on a page or in the first element of a selector, in one line for each element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = page.evaluate("([within, options]) => axe.run(within, options)", [within, options])
    return [
        f"{rule['id']} at {node['target']}: {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def sideways_scroll(page: Page) -> list[str]:
    """Return what sticks out of a page that should fit its width, so that one must scroll sideways."""
    found: list[str] = page.evaluate(
        """() => {
          const root = document.scrollingElement;
          if (root.scrollWidth <= root.clientWidth) return [];
          const inFrame = (element) => {
            for (let at = element.parentElement; at; at = at.parentElement) {
              if (getComputedStyle(at).overflowX !== "visible" && at !== root && at !== document.body) return true;
            }
            return false;
          };
          return [...document.body.querySelectorAll("*")]
            .filter((element) => element.getBoundingClientRect().right > root.clientWidth + 0.5 && !inFrame(element))
            .map((element) => element.outerHTML.slice(0, 120));
        }"""
    )
    return found


def picture(page: Page, name: str, *, whole: bool = True) -> Path:
    """Keep a picture of a page in build/looks when TRILEMMA_LOOKS is set, for people to look at."""
    file = LOOKS / f"{name}.png"
    if os.environ.get("TRILEMMA_LOOKS"):
        LOOKS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(file), full_page=whole)
    return file


def _axe() -> str:
    fetch_packages(development=True)
    return (PACKAGES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
