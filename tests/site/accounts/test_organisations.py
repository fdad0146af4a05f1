"""Organisations are made, set and exported by their admins."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from tests.site.cast import a_browser, an_account, an_actor
from tests.site.people.crew import a_crew
from trilemma.site.accounts.actions import create_organisation, invite
from trilemma.site.accounts.queries import stream_export
from trilemma.site.core.models import AuditEntry, Membership, Organisation, OrganisationRole, User
from trilemma.site.core.queries import actor_of
from trilemma.site.people.models import Calendar

pytestmark = pytest.mark.django_db
HOME = "/o/brightside"
SETTINGS = {
    "name": "Brightside & Co.",
    "time_zone": "Europe/Vienna",
    "currency": "CHF",
    "country": "AT",
    "region": "9",
    "version": "1",
}


def test_a_new_organisation_has_an_admin_and_the_calendar_of_its_place() -> None:
    user = an_account()
    organisation = create_organisation(user, name="Süd & Partner", country="DE", region="BY")
    actor = actor_of(user, "sud-partner")
    assert organisation.slug == "sud-partner"
    assert actor.role == OrganisationRole.ADMIN
    assert Calendar.of(actor).get().public_holidays == "DE-BY"
    assert AuditEntry.objects.get(number=1).verb == "organisation.created"
    assert create_organisation(user, name="Süd & Partner").slug == "sud-partner-2"


def test_settings_are_changed_on_their_page_and_audited() -> None:
    actor = an_actor()
    browser = a_browser(actor)
    assert browser.post(f"{HOME}/settings/", SETTINGS).status_code == 302
    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.time_zone, organisation.currency) == (
        "Brightside & Co.",
        "Europe/Vienna",
        "CHF",
    )
    assert organisation.version == 2
    assert AuditEntry.objects.get().changes[0]["before"]["name"] == "Brightside"
    stale = browser.post(f"{HOME}/settings/", SETTINGS)
    assert stale.status_code == 422
    assert "since you opened them" in stale.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"currency": "ZZZ"}, {"time_zone": "Mars/Olympus"}, {"country": "ZZ"}, {"region": "BY"}]
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, str]) -> None:
    actor = an_actor()
    assert a_browser(actor).post(f"{HOME}/settings/", SETTINGS | wrong).status_code == 422
    assert Organisation.objects.get().version == 1


def test_admins_make_another_organisation_and_members_do_not() -> None:
    admin, member = an_actor(), an_actor("bo@example.com", OrganisationRole.MEMBER)
    form = {name: value for name, value in SETTINGS.items() if name != "version"}
    assert a_browser(member).post("/organisations/new", form).status_code == 403
    assert a_browser(admin).get("/organisations/new").status_code == 200
    answer = a_browser(admin).post("/organisations/new", form)
    assert answer["Location"] == "/o/brightside-co/"
    assert Membership.objects.filter(user_id=admin.user_id).count() == 2


def test_the_first_account_of_an_installation_makes_the_first_organisation() -> None:
    user = an_account()
    form = {name: value for name, value in SETTINGS.items() if name != "version"}
    browser = a_browser(an_actor())
    Membership.objects.all().delete()
    Organisation.objects.all().delete()
    assert browser.post("/organisations/new", form).status_code == 302
    assert Membership.objects.get().user == user


def archive_of(actor: Any) -> dict[str, bytes]:
    content = b"".join(stream_export(actor))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_export_has_every_row_and_no_secret() -> None:
    actor, stranger = an_actor(), an_actor("mallory@example.com", slug="darkside")
    _, _, anna = a_crew(actor)
    invited = invite(actor, email="cy@example.com")
    create_organisation(User.objects.get(pk=stranger.user_id), name="Other")
    files = archive_of(actor)
    people = [json.loads(line) for line in files["rows/people.person.jsonl"].splitlines()]
    assert {person["name"] for person in people} == {"Anna Berg", "Ben Roth"}
    assert next(person for person in people if person["name"] == "Anna Berg")["id"] == anna.pk
    assert json.loads(files["organisation.json"])["slug"] == "brightside"
    assert len(files["rows/people.rate.jsonl"].splitlines()) == 3
    assert (
        len(files["trail.jsonl"].splitlines())
        == AuditEntry.objects.filter(organisation_id=actor.organisation_id).count()
    )
    everything = b"".join(files.values())
    assert invited.invitation.secret_hash.encode() not in everything
    assert b"mallory" not in everything
    assert b"darkside" not in everything


def test_the_export_is_sent_piece_by_piece() -> None:
    actor = an_actor()
    a_crew(actor)
    answer: Any = a_browser(actor).get(f"{HOME}/settings/export.zip")
    assert answer.streaming
    assert answer["Content-Disposition"].startswith('attachment; filename="brightside-')
    assert zipfile.is_zipfile(io.BytesIO(b"".join(answer.streaming_content)))
