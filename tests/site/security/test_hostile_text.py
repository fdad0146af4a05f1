"""Whatever people write is shown as text: nothing of it runs in a page, in a note or in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Dialog, Page

from tests.site.browser import Desk, wait_until_ready
from tests.site.cast import a_browser, an_actor
from tests.site.planning.plans import a_plan_of
from tests.site.security.hostile import CORPUS, FORMULAS
from trilemma.site.core.actor import Actor
from trilemma.site.core.markdown import TAGS, rendered
from trilemma.site.people.actions import add_person, add_team
from trilemma.site.planning.actions.starting import start_empty
from trilemma.site.planning.models import Activity, Plan

FIRST_OPENING = 90_000
BASE = "/o/brightside"


def write_everywhere(actor: Actor) -> Plan:
    """Put the corpus into every text that people can write, through the forms and edits that they use."""
    plan, browser = a_plan_of(actor), a_browser(actor)
    for text in CORPUS:
        add_person(actor, name=text)
        add_team(actor, name=text)
    for text in CORPUS[::3]:
        start_empty(actor, start=date(2027, 3, 1), name=text, customer=text, description=text)
    _activities(browser, plan)
    _notes(browser, plan)
    _parts(browser, plan)
    return plan


def _activities(browser: Client, plan: Plan) -> None:
    rows = [
        {"key": f"n{number}", "level": 0, "kind": 1, "name": text, "duration": "1d"}
        for number, text in enumerate(CORPUS)
    ]
    operations = [{"do": "insert", "rows": rows, "before": None}]
    body = json.dumps({"revision": 0, "label": CORPUS[0], "operations": operations})
    address = f"{BASE}/plans/{plan.public_id}/edits"
    answer = browser.post(address, body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert answer.json()["errors"] == []


def _notes(browser: Client, plan: Plan) -> None:
    code = Activity.objects.get(plan=plan, name="Code")
    address = f"{BASE}/plans/{plan.public_id}/activities/{code.public_id}/details"
    assert browser.post(address, {"note": "\n\n".join(CORPUS)}).status_code == 200


def _parts(browser: Client, plan: Plan) -> None:
    address = f"{BASE}/projects/{plan.project.public_id}"
    for text in CORPUS[::6]:
        forms: dict[str, dict[str, Any]] = {
            "scope/risk/new": {"name": text, "probability": "30%", "delay": "1d", "mitigation__name": ""},
            "scope/deliverable/new": {"name": text, "criteria": text},
            "scope/statement/new": {
                "name": text,
                "kind": "promise",
                "stakeholder": text,
                "measure": "finish",
                "at": "2027-03-31",
                "told_by": text,
            },
            "scope/kinds/new": {"name": text, "defects_per_hour": "0.1"},
            "versions/baselines": {"name": text},
            "versions/scenarios": {"name": text},
        }
        for form, values in forms.items():
            answer = browser.post(f"{address}/{form}", values)
            assert answer.status_code == 302, (form, text, answer.content[-3000:])


@pytest.mark.django_db(transaction=True)
def test_no_page_runs_what_people_wrote(desk: Desk) -> None:
    actor = an_actor()
    plan = write_everywhere(actor)
    project = f"{BASE}/projects/{plan.project.public_id}"
    fired: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        fired.append(dialog.message)
        dialog.dismiss()

    page = desk.open(actor, f"{BASE}/projects/")
    page.on("dialog", dismiss)
    pages = ["/", "/people/", "/load", "/calendars/", "/absences/", "/runs/"]
    addresses = [
        *(BASE + each for each in pages),
        *(f"{project}/{each}" for each in ("overview", "scope", "ways", "health", "versions", "settings", "forecast")),
        *(f"{project}/{each}" for each in ("levers", "trade-off", "decisions", "versions/compare")),
    ]
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        wait_until_ready(page)
        _touch(page)
    _at_the_plan(page, f"{project}/plan")
    assert fired == []


def _touch(page: Page) -> None:
    """Do what wakes handlers: move over everything that has been smuggled in, and look for it."""
    assert page.locator("[onmouseover], [onerror], [onload], [onfocus], iframe, object, embed, marquee").count() == 0
    assert page.locator("a[href^='javascript' i], a[href^='data' i], form[action^='javascript' i]").count() == 0


def _at_the_plan(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".plan-row:visible").first.wait_for(timeout=FIRST_OPENING)
    _touch(page)
    page.click('.plan-row[aria-rowindex="4"] .plan-cell[data-field="name"]')
    page.keyboard.press("Alt+Shift+w")
    page.click(".plan-tab >> text=Details")
    page.locator(".plan-panel-content:not([aria-busy='true']) [name=note]").first.wait_for(timeout=FIRST_OPENING)
    _touch(page)


class Tags(HTMLParser):
    """Collects the tags of a text with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.found.append((tag, attrs))


@pytest.mark.parametrize("text", CORPUS)
def test_a_note_keeps_nothing_active(text: str) -> None:
    for written in (text, f"**{text}**", f"- {text}", f"> {text}", f"[{text}]({text})", f"| a |\n|---|\n| {text} |"):
        tags = Tags()
        tags.feed(rendered(written))
        for tag, attributes in tags.found:
            assert tag in TAGS
            assert {name for name, _ in attributes} <= {"href", "rel", "start"}
            for name, value in attributes:
                scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", value or "", re.IGNORECASE)
                if name == "href" and scheme:
                    assert scheme[1].lower() in {"http", "https", "mailto"}


@pytest.mark.django_db
def test_a_list_for_a_spreadsheet_computes_nothing() -> None:
    actor = an_actor()
    plan, browser = a_plan_of(actor), a_browser(actor)
    _activities(browser, plan)
    address = f"{BASE}/plans/{plan.public_id}/files/plan"
    text = browser.get(f"{address}.csv").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert sum(any(formula in cell for cell in cells) for formula in FORMULAS) == len(FORMULAS)
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d"))] == []
    book = zipfile.ZipFile(io.BytesIO(browser.get(f"{address}.xlsx").content))
    sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets
    assert not any("<f>" in sheet or "<f " in sheet for sheet in sheets)
