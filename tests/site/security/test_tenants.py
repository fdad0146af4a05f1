"""Two organisations on one site: nothing of one is ever told to, or changed by, the people of the other.

A seeded walk asks every address, with ids of both organisations mixed. ``TRILEMMA_WALK=2000`` walks further.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
from collections.abc import Mapping
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from tests.site.cast import a_browser, an_actor
from tests.site.planning.plans import SMALL, a_plan_of
from tests.site.security.world import Route, a_world, routes
from trilemma.site.core.models import Organisation, OrganisationRow
from trilemma.site.people.actions import add_person, add_team
from trilemma.site.people.models import Calendar, Person, Team
from trilemma.site.planning.actions.versions import copy_as_scenario, take_baseline
from trilemma.site.planning.models import Activity, Baseline, Plan
from trilemma.site.projects.models import Project, ProjectMembership

pytestmark = pytest.mark.django_db

STEPS = int(os.environ.get("TRILEMMA_WALK", "400"))
SEED = int(os.environ.get("TRILEMMA_WALK_SEED", "20270301"))
CANARY = "Zanzibarquartz"
WORDS = ("a", "e", CANARY, CANARY.lower(), CANARY[:6], "Code", "%", "' OR 1=1 --", "")
Values = dict[str, Any]


def the_other_organisation() -> Values:
    """Return the ids of an organisation in which every name is a canary."""
    owner = an_actor("owner@quartz.example", slug="quartz")
    Organisation.objects.filter(slug="quartz").update(name=f"{CANARY} Ltd")
    text = SMALL
    for name in ("Shop developers", "Anna Berg", "Construction", "Design", "Code", "Go live", "Office"):
        text = text.replace(f'"{name}"', f'"{CANARY} {name}"')
    plan = a_plan_of(owner, text, f"{CANARY} shop")
    project = plan.project
    take_baseline(owner, project.public_id, f"{CANARY} contract")
    scenario = copy_as_scenario(owner, project.public_id, f"{CANARY} scenario")
    person, team = add_person(owner, name=f"{CANARY} Bo"), add_team(owner, name=f"{CANARY} testers")
    return {
        "project": project.public_id,
        "plan": plan.public_id,
        "scenario": scenario.public_id,
        "activity": Activity.of(owner).filter(plan=plan).first().public_id,  # type: ignore[union-attr] # it has four
        "person": person.public_id,
        "team": team.public_id,
        "calendar": Calendar.of(owner).first().public_id,  # type: ignore[union-attr] # it has one
        "baseline": Baseline.of(owner).filter(plan=plan).latest("pk").public_id,
        "member": ProjectMembership.of(owner).get().public_id,
        "scope": project.public_id,
    }


def hash_of(slug: str) -> str:
    """Return a hash of all rows of an organisation."""
    digest = hashlib.sha256()
    kinds = [each for each in apps.get_models() if issubclass(each, OrganisationRow)]
    for kind in sorted(kinds, key=lambda each: each.__name__):
        for row in kind._default_manager.filter(organisation__slug=slug).order_by("pk").values():
            digest.update(repr((kind.__name__, sorted(row.items()))).encode())
    return digest.hexdigest()


def told(answer: Any) -> str:
    body: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8", "replace") + repr(sorted(answer.headers.items()))


class Walk:
    """Somebody of one organisation who tries every address with ids of both."""

    def __init__(self, client: Client, own: Mapping[str, Any], foreign: Values) -> None:
        self.client, self.own, self.foreign = client, own, foreign
        self.random = random.Random(SEED)  # noqa: S311 - it has to be the same walk each time
        self.routes = [route for route in routes() if route.pattern.startswith("o/")]

    def step(self) -> tuple[str, Any]:
        route = self.random.choice(self.routes)
        values = {name: self._value(name) for name in route.arguments}
        if "organisation" in values:
            values["organisation"] = "quartz" if self.random.random() < 0.2 else "brightside"
        address = route.address(values)
        if self.random.random() < 0.6:
            return self._get(route, address)
        return self._post(route, address)

    def _value(self, name: str) -> Any:
        foreign = self.foreign.get(name)
        if foreign is not None and self.random.random() < 0.6:
            return foreign
        if self.random.random() < 0.1:
            return self.random.choice(list(self.foreign.values()))
        return self.own[name]

    def _get(self, route: Route, address: str) -> tuple[str, Any]:
        query = {
            "q": self.random.choice(WORDS),
            "from": self.random.choice([self.foreign["baseline"], self.foreign["scenario"], "live"]),
            "baseline": self.foreign["baseline"],
            "team": self.random.choice([self.foreign["team"], "dev"]),
            "person": self.foreign["person"],
            "project": self.foreign["project"],
            "proposal": self.foreign["plan"],
            "since": str(self.random.randrange(9)),
        }
        wanted = self.random.sample(sorted(query), self.random.randrange(len(query)))
        accept = self.random.choice(["text/html", "application/json"])
        answer = self.client.get(address, {name: query[name] for name in wanted}, headers={"accept": accept})
        return f"GET {route.name} {address}", answer

    def _post(self, route: Route, address: str) -> tuple[str, Any]:
        if route.name in {"plan_edits", "plan_preview"}:
            body = json.dumps({"revision": 0, "operations": [self._operation()]})
            return f"POST {address} {body}", self.client.post(address, body, content_type="application/json")
        form = {name: self.random.choice([*self.foreign.values(), CANARY[:3]]) for name in FIELDS}
        wanted = self.random.sample(FIELDS, self.random.randrange(len(FIELDS)))
        sent = {name: form[name] for name in wanted}
        return f"POST {address} {sent}", self.client.post(address, sent)

    def _operation(self) -> Values:
        foreign, own = self.foreign["activity"], self.own["activity"]
        return self.random.choice(
            [
                {"do": "set", "row": foreign, "field": "name", "value": "Taken"},
                {"do": "set", "row": own, "field": "links", "value": [[foreign, "FS", ""]]},
                {"do": "set", "row": own, "field": "people", "value": self.foreign["person"]},
                {"do": "link", "from": foreign, "to": own},
                {"do": "link", "from": own, "to": foreign},
                {"do": "unlink", "from": foreign, "to": own},
                {"do": "delete", "rows": [foreign]},
                {"do": "indent", "rows": [foreign]},
                {"do": "move", "rows": [own], "before": foreign, "level": 0},
                {"do": "move", "rows": [foreign], "before": None, "level": 0},
                {"do": "insert", "rows": [{"key": "n", "level": 0, "kind": 1, "name": "x"}], "before": foreign},
            ]
        )


FIELDS = [
    "name",
    "user",
    "team",
    "person",
    "calendar",
    "activity",
    "activities",
    "deliverable",
    "role",
    "idea",
    "first",
]


def test_a_walk_through_one_organisation_meets_nothing_of_the_other() -> None:
    world = a_world()
    foreign = the_other_organisation()
    walk = Walk(world.clients["admin"], world.values, foreign)
    before = hash_of("quartz")
    for number in range(STEPS):
        what, answer = walk.step()
        assert answer.status_code < 500, (number, what)
        text = told(answer)
        assert CANARY.lower() not in text.lower(), (number, what)
        if number % 50 == 49:
            assert hash_of("quartz") == before, (number, what)
    assert hash_of("quartz") == before


def an_edit(operation: Values) -> Values:
    return {"revision": 0, "operations": [operation]}


def test_no_edit_of_a_plan_takes_an_id_of_another_organisation() -> None:
    actor = an_actor()
    plan = a_plan_of(actor)
    own = Activity.objects.get(plan=plan, name="Code").public_id
    foreign = the_other_organisation()
    walk = Walk(a_browser(actor), {"activity": own}, foreign)
    browser, address = walk.client, f"/o/brightside/plans/{plan.public_id}/edits"
    before = hash_of("quartz"), hash_of("brightside")
    for operation in (walk._operation() for _ in range(60)):
        answer = browser.post(address, json.dumps(an_edit(operation)), content_type="application/json")
        refused = answer.status_code in {404, 422} or answer.json().get("errors")
        assert refused, (operation, answer.content)
        assert CANARY not in answer.content.decode()
        assert (hash_of("quartz"), hash_of("brightside")) == before, operation


@pytest.mark.parametrize("field", ["team", "calendar", "user"])
def test_no_form_of_a_person_takes_an_id_of_another_organisation(field: str) -> None:
    actor = an_actor()
    foreign = the_other_organisation()
    foreign["user"] = an_actor("owner@quartz.example", slug="quartz").user_id
    person = add_person(actor, name="Ann")
    before = hash_of("brightside"), hash_of("quartz")
    browser = a_browser(actor)
    address = f"/o/brightside/people/{person.public_id}"
    for section in ("name", "hours", "overtime", "ramp_up", "skills"):
        values = {"name": "Ann", field: foreign[field], "version": person.version}
        answer = browser.post(f"{address}/save/{section}", values)
        assert answer.status_code in {302, 404, 422}, section
        assert Person.objects.get(pk=person.pk).team is None
    answer = browser.post(f"{address}/cell", {"field": field, "value": foreign[field], "version": person.version})
    assert answer.status_code in {404, 422}
    assert CANARY not in answer.content.decode()
    assert hash_of("quartz") == before[1]
    held = Person.objects.get(pk=person.pk)
    assert (held.team_id, held.calendar_id, held.user_id) == (None, None, None)


def test_no_project_takes_a_member_of_another_organisation() -> None:
    actor = an_actor()
    plan, foreign = a_plan_of(actor), the_other_organisation()
    stranger = an_actor("owner@quartz.example", slug="quartz")
    before = hash_of("brightside"), hash_of("quartz")
    browser, address = a_browser(actor), f"/o/brightside/projects/{plan.project.public_id}"
    for user in (stranger.user_id, foreign["member"]):
        answer = browser.post(f"{address}/members", {"user": user, "role": "viewer"})
        assert answer.status_code == 422
    assert browser.post(f"{address}/members/{foreign['member']}/remove").status_code == 404
    assert (hash_of("brightside"), hash_of("quartz")) == before


def test_a_missing_and_a_foreign_thing_are_answered_alike() -> None:
    actor = an_actor()
    foreign = the_other_organisation()
    browser = a_browser(actor)
    for kind, address in (
        ("project", "/o/brightside/projects/{}/plan"),
        ("plan", "/o/brightside/plans/{}/plan.json"),
        ("person", "/o/brightside/people/{}/"),
        ("team", "/o/brightside/teams/{}/"),
        ("calendar", "/o/brightside/calendars/{}/"),
    ):
        theirs, nobodys = browser.get(address.format(foreign[kind])), browser.get(address.format("A" * 16))
        assert theirs.status_code == nobodys.status_code == 404, kind
        same = [each.content.decode().replace(foreign[kind], "A" * 16) for each in (theirs, nobodys)]
        assert _bare(same[0]) == _bare(same[1]), kind


def _bare(text: str) -> list[str]:
    return [line for line in text.splitlines() if "csrf" not in line.lower()]


def test_the_canaries_are_there_to_be_found() -> None:
    foreign = the_other_organisation()
    browser = a_browser(an_actor("owner@quartz.example", slug="quartz"))
    seen = ("projects/", "people/", f"search?q={CANARY}", f"plans/{foreign['plan']}/plan.json")
    for address in seen:
        assert CANARY in browser.get(f"/o/quartz/{address}").content.decode(), address
    assert (Project.objects.count(), Plan.objects.count()) == (1, 2)
    assert Team.objects.count() == 2
