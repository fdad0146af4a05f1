"""The pages of people in a real browser: by mouse and by keyboard, in both themes, on a phone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.site.browser import Desk, Theme, faults_of_access, picture, sideways_scroll
from tests.site.cast import an_account, an_actor
from tests.site.people.crew import a_crew, a_person, a_team, put
from trilemma.site.core.actor import Actor
from trilemma.site.people.actions import add_absence
from trilemma.site.people.models import Calendar, Person, Rate, SkillLevel, Team

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/o/brightside"


def a_studio() -> tuple[Actor, Calendar, Team, Person]:
    """Return an admin with a small agency around them."""
    actor = an_actor()
    calendar, team, anna = a_crew(actor)
    a_person(actor, "Ada Lovelace", team, user=an_account())
    design = a_team(actor, "Design", calendar=calendar)
    for name, skills in (("Chen Wei", "Figma"), ("Dora Maar", "Research"), ("Émile Zola", "Copy")):
        person = a_person(actor, name, design)
        put(actor, SkillLevel(person=person, skill=skills, level=2), Rate(person=person, cost_per_hour=Decimal(65)))
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    add_absence(actor, anna.public_id, first=monday + timedelta(days=3), last=monday + timedelta(days=11))
    chen = Person.of(actor).get(name="Chen Wei")
    add_absence(actor, chen.public_id, first=monday - timedelta(days=3), last=monday + timedelta(days=8))
    return actor, calendar, team, anna


@pytest.mark.parametrize("width, theme", [(1280, "light"), (1280, "dark"), (390, "light")])
def test_every_page_is_accessible_and_fits(desk: Desk, width: int, theme: Theme) -> None:
    actor, calendar, team, anna = a_studio()
    page = desk.open(actor, f"{HOME}/people/", width=width, theme=theme)
    paths = {
        "people": "people/",
        "person": f"people/{anna.public_id}/",
        "team": f"teams/{team.public_id}/",
        "absences": "absences/",
        "calendars": "calendars/",
        "calendar": f"calendars/{calendar.public_id}/",
        "new-calendar": "calendars/new",
    }
    for name, path in paths.items():
        page.goto(f"{HOME}/{path}")
        page.wait_for_selector("html[data-ready]")
        picture(page, f"people-{name}-{theme}-{width}")
        assert faults_of_access(page) == [], name
        assert sideways_scroll(page) == [], name


def test_a_line_is_edited_by_keyboard_and_the_edit_undone(desk: Desk) -> None:
    actor, _, _, anna = a_studio()
    page = desk.open(actor, f"{HOME}/people/")
    cell = page.locator(f"#share-{anna.public_id}")
    cell.fill("50")
    cell.press("Tab")
    page.wait_for_selector(f'#share-{anna.public_id}[value="50%"]')
    assert page.evaluate("document.activeElement.name") == "skills"
    page.locator(".toast").get_by_role("button", name="Undo").click()
    page.wait_for_selector(f'#share-{anna.public_id}[value="80%"]')


def test_an_absence_is_entered_in_a_dialog(desk: Desk) -> None:
    actor, _, _, anna = a_studio()
    page = desk.open(actor, f"{HOME}/people/{anna.public_id}/")
    page.get_by_role("link", name="Enter an absence").click()
    page.wait_for_selector("dialog#enter[open]")
    picture(page, "people-enter-absence", whole=False)
    assert page.locator("#enter select[name=person]").input_value() == anna.public_id
    page.locator("#enter input[name=first]").fill(date(2027, 8, 2).isoformat())
    page.locator("#enter input[name=last]").fill(date(2027, 8, 6).isoformat())
    page.get_by_role("button", name="Enter", exact=True).click()
    page.wait_for_selector(".toast")
    assert "Anna Berg is away from 2027-08-02 to 2027-08-06" in page.locator(".toast").inner_text()
    assert anna.absences.filter(first=date(2027, 8, 2)).exists()


def test_regions_follow_the_country_that_is_chosen(desk: Desk) -> None:
    actor, calendar, _, _ = a_studio()
    page = desk.open(actor, f"{HOME}/calendars/{calendar.public_id}/")
    page.select_option("select[name=country]", "AT")
    page.wait_for_selector("#region option:has-text('Wien')", state="attached")
    page.select_option("select[name=region]", "9")
    page.locator("main form").first.get_by_role("button", name="Save").click()
    page.wait_for_selector(".toast")
    calendar.refresh_from_db()
    assert calendar.public_holidays == "AT-9"
