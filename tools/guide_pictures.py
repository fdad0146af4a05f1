"""Take the pictures of the user guide: the main pages of the sample organisation, light and dark.

``python tools/guide_pictures.py`` starts the product on an empty folder, waits for its first computations, and
writes docs/guide/pictures.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from tools.first_start import said

CHECKOUT: Final = Path(__file__).resolve().parent.parent
PICTURES: Final = CHECKOUT / "docs" / "guide" / "pictures"
COMPUTING_SECONDS: Final = 900
PROJECT_PAGES: Final = ("overview", "plan", "trade-off", "forecast", "levers")
OPTIONS: Final = ["--no-sandbox", "--disable-gpu"]


def main() -> int:
    """Start, wait, take, stop."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("the pictures need Chromium")
    with tempfile.TemporaryDirectory(prefix="trilemma-pictures-") as folder:
        command = ["trilemma", "up", "--port", "0", "--data", folder, "--json"]
        program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            told = said(program)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
                take(browser, told["address"], told["login"])
                browser.close()
        finally:
            program.send_signal(signal.SIGINT)
            program.wait(timeout=60)
    return 0


def take(browser: Browser, address: str, login: str) -> None:
    """Sign in and take every picture in both themes."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(login)
    wait_for_computations(page)
    page.goto("/o/brightside/")
    project = page.locator("a.name", has_text="Website relaunch").first.get_attribute("href") or ""
    base = project.rsplit("/", 1)[0]
    places = {"portfolio": "/o/brightside/", "load": "/o/brightside/load", "people": "/o/brightside/people/"}
    places |= {name: f"{base}/{name}" for name in PROJECT_PAGES}
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        for name, place in places.items():
            page.goto(place)
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(800)
            suffix = "" if theme == "light" else "-dark"
            page.screenshot(path=PICTURES / f"{name}{suffix}.png")
            print(name, theme)
    context.close()


def wait_for_computations(page: Page) -> None:
    """Wait until nothing waits or runs any more."""
    until = time.monotonic() + COMPUTING_SECONDS
    while time.monotonic() < until:
        page.goto("/o/brightside/runs/")
        states = page.locator("td .badge").all_inner_texts()
        if states and not any(text.startswith(("Waiting", "Running")) for text in states):
            return
        time.sleep(3)
    sys.exit("the first computations are not done")


if __name__ == "__main__":
    sys.exit(main())
