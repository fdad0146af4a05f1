"""The pages of people: what they show to whom, what their forms do, and in how many queries."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.site.cast import a_browser, an_account, an_actor
from tests.site.people.crew import a_calendar, a_crew, a_person, a_team, put
from trilemma.site.core.models import OrganisationRole
from trilemma.site.people.actions import add_absence, bin_person, bin_team
from trilemma.site.people.models import Absence, Calendar, Person, Rate, SkillLevel, Team

pytestmark = pytest.mark.django_db
HOME = "/o/brightside"


def the_line(browser: Client, person: Person, cell: str, text: str, version: int | None = None) -> Any:
    data = {"cell": cell, cell: text, "version": person.version if version is None else version}
    return browser.post(f"{HOME}/people/{person.public_id}/cell", data, headers={"HX-Request": "true"})


def test_admins_see_costs_and_edit_in_place() -> None:
    actor = an_actor()
    a_crew(actor)
    page = a_browser(actor).get(f"{HOME}/people/").content.decode()
    assert "72.50" in page
    assert 'name="cost"' in page
    assert "Python 3, SAP FI" in page


def test_members_see_people_and_no_costs() -> None:
    admin, member = an_actor(), an_actor("bo@example.com", OrganisationRole.MEMBER)
    _, team, anna = a_crew(admin)
    browser = a_browser(member)
    for path in ("people/", f"people/{anna.public_id}/", f"teams/{team.public_id}/"):
        page = browser.get(f"{HOME}/{path}").content.decode()
        assert "Anna Berg" in page
        assert "72.50" not in page
        assert "60.00" not in page
        assert "<form" not in page.split("<main")[1].replace('<form class="toolbar"', "")


def test_guests_see_nobody() -> None:
    admin, guest = an_actor(), an_actor("gil@example.com", OrganisationRole.GUEST)
    calendar, team, anna = a_crew(admin)
    browser = a_browser(guest)
    for path in (
        "people/",
        f"people/{anna.public_id}/",
        f"teams/{team.public_id}/",
        "absences/",
        "calendars/",
        f"calendars/{calendar.public_id}/",
    ):
        assert browser.get(f"{HOME}/{path}").status_code == 403


def test_a_cell_is_saved_and_the_line_comes_back_with_a_way_back() -> None:
    actor = an_actor()
    anna = a_person(actor)
    answer = the_line(a_browser(actor), anna, "skills", "Go 2, Rust")
    assert answer.status_code == 200
    assert 'value="Go 2, Rust"' in answer.content.decode()
    assert json.loads(answer["HX-Trigger"])["notify"]["scope"] == "people"
    assert dict(SkillLevel.of(actor).values_list("skill", "level")) == {"Go": 2, "Rust": 1}


@pytest.mark.parametrize(
    "cell, text, attribute, value",
    [
        ("name", "Anna Stein", "name", "Anna Stein"),
        ("share", "80", "capacity", [{"first": None, "permille": 800}]),
        ("share", "100%", "capacity", []),
    ],
)
def test_cells_of_the_person(cell: str, text: str, attribute: str, value: Any) -> None:
    actor = an_actor()
    anna = a_person(actor)
    assert the_line(a_browser(actor), anna, cell, text).status_code == 200
    anna.refresh_from_db()
    assert getattr(anna, attribute) == value


def test_part_time_changes_in_the_stretch_of_today_alone() -> None:
    actor = an_actor()
    entries = [{"first": None, "permille": 1000}, {"first": "2020-01-01", "permille": 500}]
    anna = a_person(actor, capacity=[*entries, {"first": "2190-01-01", "permille": 700}])
    the_line(a_browser(actor), anna, "share", "60%")
    anna.refresh_from_db()
    assert [entry["permille"] for entry in anna.capacity] == [1000, 600, 700]


def test_team_and_calendar_are_chosen_in_the_line() -> None:
    actor = an_actor()
    anna, team, calendar = a_person(actor), a_team(actor), a_calendar(actor)
    answer = the_line(a_browser(actor), anna, "team", team.public_id)
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")
    anna.refresh_from_db()
    assert the_line(a_browser(actor), anna, "calendar", calendar.public_id).status_code == 200
    anna.refresh_from_db()
    assert (anna.team, anna.calendar) == (team, calendar)


def test_rates_of_today_are_typed_in_the_line() -> None:
    actor = an_actor()
    anna = a_person(actor)
    browser = a_browser(actor)
    the_line(browser, anna, "cost", "80")
    the_line(browser, anna, "billing", "140,50")
    assert Rate.of(actor).values_list("cost_per_hour", "billing_per_hour", "first").get() == (
        Decimal(80),
        Decimal("140.50"),
        None,
    )
    the_line(browser, anna, "cost", "")
    assert not Rate.of(actor).exists()


def test_what_cannot_be_understood_stays_as_it_was_typed() -> None:
    actor = an_actor()
    anna = a_person(actor)
    answer = the_line(a_browser(actor), anna, "share", "most of it")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="most of it"' in page
    assert 'aria-invalid="true"' in page
    assert json.loads(answer["HX-Trigger"])["notify"]["tone"] == "danger"
    anna.refresh_from_db()
    assert anna.version == 1


def test_a_stale_line_is_refused_and_shown_anew() -> None:
    actor = an_actor()
    anna = a_person(actor)
    browser = a_browser(actor)
    the_line(browser, anna, "name", "Anna Stein")
    answer = the_line(browser, anna, "name", "Anna Rot", version=1)
    assert answer.status_code == 409
    assert 'value="Anna Stein"' in answer.content.decode()


def test_members_edit_no_cell() -> None:
    admin, member = an_actor(), an_actor("bo@example.com", OrganisationRole.MEMBER)
    anna = a_person(admin)
    assert the_line(a_browser(member), anna, "name", "Mine").status_code == 403
    anna.refresh_from_db()
    assert anna.name == "Anna Berg"


def test_new_people_and_teams_are_added_in_dialogs() -> None:
    actor = an_actor()
    browser = a_browser(actor)
    answer = browser.post(f"{HOME}/teams/new", {"name": "Testers", "people": "2,5"})
    team = Team.of(actor).get()
    assert (answer.status_code, answer["Location"]) == (302, f"{HOME}/teams/{team.public_id}/")
    assert team.capacity == [{"first": None, "permille": 2500}]
    empty = browser.post(f"{HOME}/people/new", {"name": ""})
    assert empty.status_code == 422
    assert "data-open" in empty.content.decode()
    answer = browser.post(f"{HOME}/people/new", {"name": "Cy", "team": ""}, follow=True)
    assert "Added Cy" in answer.content.decode()


def test_sections_of_a_person_are_saved_one_by_one() -> None:
    actor = an_actor()
    _, _, anna = a_crew(actor)
    browser = a_browser(actor)

    def save(section: str, **data: Any) -> int:
        return browser.post(f"{HOME}/people/{anna.public_id}/save/{section}", data).status_code

    assert save("hours", team="", calendar="", joined_on="2026-02-02", left_on="") == 302
    assert save("skills", skills="Rust 2") == 302
    assert save("overtime", rule="DE", premium="40", per_week="6") == 302
    assert save("ramp-up", time="10d", productivity="70") == 302
    assert save("name", name="Anna B.", user="") == 302
    assert save("leave", last_day="2027-03-31") == 302
    rows = {"share-TOTAL_FORMS": 2, "share-INITIAL_FORMS": 1, "share-0-share": "50", "share-1-share": "60"}
    assert save("share", **rows, **{"share-1-first": "2027-01-01"}) == 302
    anna.refresh_from_db()
    assert (anna.name, anna.team, anna.left_on) == ("Anna B.", None, date(2027, 3, 31))
    assert anna.overtime == {"preset": "DE", "per_week": "6h", "premium": "40%"}
    assert anna.ramp_up == {"time": "10d", "productivity": "70%"}
    assert anna.capacity == [{"first": None, "permille": 500}, {"first": "2027-01-01", "permille": 600}]
    rates = {"rates-TOTAL_FORMS": 2, "rates-INITIAL_FORMS": 2, "rates-0-cost": "90", "rates-1-cost": ""}
    assert save("rates", **rates) == 302
    assert Rate.of(actor).filter(person=anna).values_list("cost_per_hour", flat=True).get() == Decimal(90)
    assert save("nonsense") == 404


@pytest.mark.parametrize(
    "section, data, message",
    [
        ("hours", {"joined_on": "2026-05-01", "left_on": "2026-04-01"}, "the last day must not precede the first"),
        ("overtime", {"rule": "own", "per_day": "soon"}, "soon"),
        ("skills", {"skills": "Go, go"}, "is there twice"),
        ("ramp-up", {"time": "someday", "productivity": "50%"}, "someday"),
        ("rates", {"rates-TOTAL_FORMS": 1, "rates-INITIAL_FORMS": 0, "rates-0-billing": "9"}, "State the cost"),
        ("share", {"share-TOTAL_FORMS": 1, "share-INITIAL_FORMS": 0, "share-0-share": "lots"}, "in percent"),
        ("name", {"name": " "}, "This field is required"),
    ],
)
def test_a_section_that_does_not_fit_comes_back_with_what_was_typed(
    section: str, data: dict[str, Any], message: str
) -> None:
    actor = an_actor()
    anna = a_person(actor)
    answer = a_browser(actor).post(f"{HOME}/people/{anna.public_id}/save/{section}", data)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    anna.refresh_from_db()
    assert anna.version == 1


def test_sections_of_a_team_are_saved_one_by_one() -> None:
    actor = an_actor()
    team, calendar = a_team(actor), a_calendar(actor)
    browser = a_browser(actor)

    def save(section: str, **data: Any) -> int:
        return browser.post(f"{HOME}/teams/{team.public_id}/save/{section}", data).status_code

    assert save("team", name="Server", colour="3", calendar=calendar.public_id) == 302
    assert save("people", **{"people-TOTAL_FORMS": 1, "people-INITIAL_FORMS": 0, "people-0-share": "2"}) == 302
    assert save("overtime", rule="EU") == 302
    assert save("ramp-up", time="5d", productivity="") == 302
    assert save("rates", **{"rates-TOTAL_FORMS": 1, "rates-INITIAL_FORMS": 0, "rates-0-cost": "55"}) == 302
    team.refresh_from_db()
    assert (team.name, team.colour, team.calendar, team.overtime) == ("Server", "3", calendar, "EU")
    assert team.capacity == [{"first": None, "permille": 2000}]
    assert team.ramp_up == {"time": "5d", "productivity": "50%"}
    assert Rate.of(actor).get(team=team).cost_per_hour == Decimal(55)
    assert save("overtime", rule="none") == 302
    team.refresh_from_db()
    assert team.overtime == "none"
    assert save("nonsense") == 404


def test_the_bin_offers_the_way_out() -> None:
    actor = an_actor()
    anna, team = a_person(actor), a_team(actor)
    bin_person(actor, anna.public_id)
    bin_team(actor, team.public_id)
    browser = a_browser(actor)
    assert "Anna Berg" not in browser.get(f"{HOME}/people/").content.decode()
    page = browser.get(f"{HOME}/people/?show=bin").content.decode()
    assert "Anna Berg" in page
    assert "Back end" in page
    browser.post(f"{HOME}/people/{anna.public_id}/restore")
    browser.post(f"{HOME}/teams/{team.public_id}/restore")
    assert "Anna Berg" in browser.get(f"{HOME}/people/").content.decode()


def test_the_list_is_searched_by_name_team_and_skill() -> None:
    actor = an_actor()
    a_crew(actor)
    browser = a_browser(actor)
    for words, found in (("anna", {"Anna Berg"}), ("back", {"Anna Berg", "Ben Roth"}), ("python", {"Anna Berg"})):
        page = browser.get(f"{HOME}/people/", {"q": words}).content.decode()
        assert {name for name in ("Anna Berg", "Ben Roth") if f'value="{name}"' in page} == found
    assert "Nobody fits" in browser.get(f"{HOME}/people/?q=zz").content.decode()
    groups = browser.get(f"{HOME}/search", {"q": "anna"}).json()["groups"]
    assert [item["label"] for group in groups for item in group["items"]] == ["Anna Berg"]


def test_a_long_list_comes_in_pages() -> None:
    actor = an_actor()
    put(actor, *(Person(key=f"p{number:03}", name=f"Person {number:03}") for number in range(101)))
    browser = a_browser(actor)
    first = browser.get(f"{HOME}/people/").content.decode()
    second = browser.get(f"{HOME}/people/?page=2").content.decode()
    assert ("Person 099" in first, "Person 100" in first) == (True, False)
    assert ("Person 099" in second, "Person 100" in second) == (False, True)
    assert 'rel="next"' in first
    assert 'rel="prev"' in second
    assert "choose a team" in browser.get(f"{HOME}/absences/").content.decode()


def test_absences_are_entered_on_the_page_of_all() -> None:
    admin, member = an_actor(), an_actor("bo@example.com", OrganisationRole.MEMBER)
    bo, anna = a_person(admin, "Bo", user=an_account("bo@example.com")), a_person(admin)
    browser = a_browser(member)
    data = {"person": bo.public_id, "first": "2026-07-06", "last": "2026-07-10", "kind": "vacation", "note": ""}
    assert browser.post(f"{HOME}/absences/new", data).status_code == 302
    assert browser.post(f"{HOME}/absences/new", data | {"person": anna.public_id}).status_code == 422
    assert browser.post(f"{HOME}/absences/new", data).status_code == 422
    page = browser.get(f"{HOME}/absences/?from=2026-07-08").content.decode()
    assert page.count('data-state="away"') == 5 + 1
    assert "Vacation" in page
    absence = Absence.of(admin).get()
    assert browser.post(f"{HOME}/absences/{absence.public_id}/remove").status_code == 302


def test_others_see_that_somebody_is_away_and_not_why() -> None:
    admin, member = an_actor(), an_actor("bo@example.com", OrganisationRole.MEMBER)
    anna = a_person(admin)
    add_absence(admin, anna.public_id, first=date(2026, 7, 6), kind="illness", note="Flu")
    for path in ("absences/?from=2026-07-06", f"people/{anna.public_id}/"):
        page = a_browser(member).get(f"{HOME}/{path}").content.decode()
        assert "Illness" not in page.split("<dialog")[0]
        assert "Flu" not in page
        assert "Flu" in a_browser(admin).get(f"{HOME}/people/{anna.public_id}/").content.decode()


def test_a_calendar_is_made_changed_and_shows_its_holidays() -> None:
    actor = an_actor()
    browser = a_browser(actor)
    data = {
        "name": "Munich",
        "week": "Mon-Thu 08:00-12:00 13:00-17:00\nFri 08:00-14:00",
        "country": "DE",
        "region": "BY",
        "time_zone": "",
        "hours_per_day": "8",
        "hours_per_week": "38",
        "days_per_month": "20",
    }
    assert browser.post(f"{HOME}/calendars/create", data).status_code == 302
    munich = Calendar.of(actor).get()
    assert (munich.public_holidays, munich.minutes_per_week, munich.is_default) == ("DE-BY", 38 * 60, True)
    page = browser.get(f"{HOME}/calendars/{munich.public_id}/?year=2026").content.decode()
    assert "Corpus Christi" in page
    assert "Germany, Bayern" in page
    wrong = browser.post(f"{HOME}/calendars/{munich.public_id}/save", data | {"week": "Monday morning"})
    assert wrong.status_code == 422
    assert "Monday morning" in wrong.content.decode()
    exceptions = {
        "exceptions-TOTAL_FORMS": 2,
        "exceptions-INITIAL_FORMS": 0,
        "exceptions-0-first": "2026-12-28",
        "exceptions-0-last": "2026-12-31",
        "exceptions-0-name": "Between the years",
    }
    assert browser.post(f"{HOME}/calendars/{munich.public_id}/exceptions", exceptions).status_code == 302
    weeks = {
        "weeks-TOTAL_FORMS": 1,
        "weeks-INITIAL_FORMS": 0,
        "weeks-0-first": "2027-01-01",
        "weeks-0-week": "Mon-Fri 09:00-16:00",
    }
    assert browser.post(f"{HOME}/calendars/{munich.public_id}/weeks", weeks).status_code == 302
    munich.refresh_from_db()
    assert munich.exceptions == [{"first": "2026-12-28", "last": "2026-12-31", "name": "Between the years"}]
    assert munich.changes == [{"first": "2027-01-01", "week": ["Mon-Fri 09:00-16:00"]}]


def test_regions_follow_the_country() -> None:
    actor = an_actor()
    browser = a_browser(actor)
    assert "Bayern" in browser.get(f"{HOME}/calendars/regions?country=DE").content.decode()
    assert "Bayern" not in browser.get(f"{HOME}/calendars/regions?country=FR").content.decode()
    assert browser.get(f"{HOME}/calendars/regions?country=XX").status_code == 200


def test_a_persons_data_are_exported_to_them_and_to_admins() -> None:
    admin, member = an_actor(), an_actor("bo@example.com", OrganisationRole.MEMBER)
    bo, anna = a_person(admin, "Bo", user=an_account("bo@example.com")), a_person(admin)
    browser = a_browser(member)
    add_absence(member, bo.public_id, first=date(2026, 7, 6), kind="illness", note="Flu")
    answer = browser.get(f"{HOME}/people/{bo.public_id}/export")
    data = answer.json()
    assert answer["Content-Disposition"] == f'attachment; filename="person-{bo.public_id}.json"'
    assert data["person"]["name"] == "Bo"
    assert data["person"]["absences"][0]["note"] == "Flu"
    assert data["account"]["email"] == "bo@example.com"
    assert [entry["label"] for entry in data["trail"]] == ["Bo is away on 2026-07-06"]
    assert "password" not in json.dumps(data)
    assert browser.get(f"{HOME}/people/{anna.public_id}/export").status_code == 403
    assert a_browser(admin).get(f"{HOME}/people/{anna.public_id}/export").json()["account"] is None


def pages_of(calendar: Calendar, team: Team, anna: Person) -> list[str]:
    return [
        f"{HOME}/people/",
        f"{HOME}/people/{anna.public_id}/",
        f"{HOME}/teams/{team.public_id}/",
        f"{HOME}/absences/?from=2026-07-01",
        f"{HOME}/calendars/",
        f"{HOME}/calendars/{calendar.public_id}/",
    ]


def test_ten_times_the_people_take_the_same_number_of_queries() -> None:
    actor = an_actor()
    calendar, team, anna = a_crew(actor)
    browser = a_browser(actor)

    def counts() -> list[int]:
        found = []
        for path in pages_of(calendar, team, anna):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert browser.get(path).status_code == 200
            found.append(len(queries))
        return found

    counts()  # what is cached in the process is filled
    before = counts()
    for number in range(20):
        other = a_team(actor, f"Team {number}", calendar=calendar)
        person = a_person(actor, f"Person {number}", other, calendar=calendar)
        put(
            actor,
            Rate(person=person, cost_per_hour=Decimal(50)),
            Rate(team=other, cost_per_hour=Decimal(50)),
            SkillLevel(person=person, skill=f"Skill {number}"),
            Absence(person=person, first=date(2026, 7, 1), last=date(2026, 7, 2)),
        )
        a_calendar(actor, f"calendar-{number}", is_default=False)
    assert counts() == before
    assert max(before) <= 25


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_organisations_things_are_not_there(method: str) -> None:
    admin, stranger = an_actor(), an_actor("mallory@example.com", slug="darkside")
    calendar, team, anna = a_crew(admin)
    absence = add_absence(admin, anna.public_id, first=date(2026, 9, 1))
    browser = a_browser(stranger)
    addresses = {
        "get": ["people/{p}/", "people/{p}/export", "teams/{t}/", "calendars/{c}/"],
        "post": [
            *(f"people/{{p}}/{verb}" for verb in ("cell", "agree", "bin", "restore", "save/name", "save/rates")),
            *(f"teams/{{t}}/{verb}" for verb in ("bin", "restore", "save/team", "save/rates")),
            *(f"calendars/{{c}}/{verb}" for verb in ("save", "exceptions", "weeks", "usual", "bin")),
            "absences/{a}/remove",
        ],
    }
    ids = {"p": anna.public_id, "t": team.public_id, "c": calendar.public_id, "a": absence.public_id}
    for address in addresses[method]:
        data = {"cell": "name", "name": "Mine", "version": "1"}
        answer = getattr(browser, method)(f"/o/darkside/{address.format(**ids)}", data)
        assert answer.status_code == 404, address
        assert getattr(browser, method)(f"{HOME}/{address.format(**ids)}", data).status_code == 404, address
    assert "Anna" not in browser.get("/o/darkside/people/").content.decode()
