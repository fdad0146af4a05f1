"""A small world with one of everything, and people with every role in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from tests.site.cast import a_browser, an_account, an_actor
from tests.site.forecasts.computing import TINY, a_project, computed_run, live_plan_of
from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.core.models import Invitation, Membership, OrganisationRole
from trilemma.site.forecasts.actions.asking import ask
from trilemma.site.forecasts.models import Proposal
from trilemma.site.inbox.actions import add_attachment, add_comment
from trilemma.site.people.models import Absence, Calendar, Person, Team
from trilemma.site.planning.actions.starting import read_draft
from trilemma.site.planning.models import Activity, Baseline, Plan, Risk
from trilemma.site.projects.actions import add_custom_field, set_member
from trilemma.site.projects.models import CustomField, FieldPlace, Project, ProjectMembership, ProjectRole
from trilemma.site.runs.models import Run

ROLES = ("anonymous", "stranger", "guest", "colleague", "viewer", "member", "manager", "owner", "admin")
"""Guest and colleague belong to the organisation but not to the project; admin is one of the organisation."""


@dataclass(frozen=True)
class World:
    """One organisation with one of everything."""

    clients: Mapping[str, Client]
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Route:
    """An address of the site."""

    name: str
    pattern: str

    @property
    def arguments(self) -> list[str]:
        """The names of what it takes."""
        return re.findall(r"<\w+:(\w+)>", self.pattern)

    def address(self, values: Mapping[str, Any]) -> str:
        """Return the address with values."""
        return "/" + re.sub(r"<\w+:(\w+)>", lambda match: str(values[match[1]]), self.pattern)


def routes() -> list[Route]:
    """Return every route of our own; those of the accounts library have tests of their own."""
    return [each for each in _walk(get_resolver()) if not each.pattern.startswith("accounts/")]


def _walk(resolver: URLResolver, prefix: str = "") -> Iterator[Route]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _walk(each, prefix + str(each.pattern))
        elif isinstance(each, URLPattern):
            yield Route(each.name or "", prefix + str(each.pattern))


def a_world() -> World:
    """Make it."""
    admin = an_actor("admin@example.com")
    project = a_project(admin)
    for role in ProjectRole:
        actor = an_actor(f"{role}@example.com", OrganisationRole.MEMBER)
        set_member(admin, project.public_id, user=an_account(f"{role}@example.com"), role=role)
        del actor
    actors: dict[str, Actor] = {
        "stranger": an_actor("stranger@example.com", slug="darkside"),
        "guest": an_actor("guest@example.com", OrganisationRole.GUEST),
        "colleague": an_actor("colleague@example.com", OrganisationRole.MEMBER),
        "admin": admin,
        **{role.value: an_actor(f"{role}@example.com", OrganisationRole.MEMBER) for role in ProjectRole},
    }
    clients = {"anonymous": Client(), **{role: a_browser(actor) for role, actor in actors.items()}}
    return World(clients, _values(admin, project))


def _values(admin: Actor, project: Project) -> dict[str, Any]:
    plan = live_plan_of(project)
    run: Run = computed_run(ask(admin, plan, "schedule", {"seconds": 0.2}))
    baseline = Baseline(plan=plan, key="contract", name="Contract", taken_on=date(2027, 3, 1))
    with changing(admin, "world.made", "Made", scope=project.public_id) as change:
        change.create(baseline)
    field = add_custom_field(admin, CustomField(place=FieldPlace.PROJECT, key="order", name="Order"))
    person, absence, invitation = _people(admin)
    return {
        "organisation": "brightside",
        "project": project.public_id,
        "plan": plan.public_id,
        "activity": Activity.objects.get(plan=plan, key="a").public_id,
        "run": run.public_id,
        "proposal": Proposal.objects.get().public_id,
        "draft": read_draft(admin, TINY.encode(), "tiny.toml").public_id,
        "field": field.public_id,
        "member": ProjectMembership.objects.get(role=ProjectRole.VIEWER).public_id,
        "person": person.public_id,
        "team": Team.objects.get().public_id,
        "calendar": Calendar.objects.first().public_id,  # type: ignore[union-attr] # there is one
        "absence": absence.public_id,
        "invitation": invitation.public_id,
        "baseline": baseline.public_id,
        "part": Risk.objects.get().public_id,
        "table": "risk",
        "what": "quality",
        "section": "name",
        "kind": "forecast",
        "number": 0,
        "scope": project.public_id,
        "who": "dev",
        "monday": "2027-03-01",
        "secret": "none",
        "token": "none",
        **_said(admin, project, plan),
        "slug": "brightside",
        "suffix": "toml",
        "membership": Membership.objects.get(user__email="guest@example.com").public_id,
    }


def _said(admin: Actor, project: Project, plan: Plan) -> dict[str, str]:
    about = (project.public_id, "activity", Activity.objects.get(plan=plan, key="a").public_id)
    comment = add_comment(admin, *about, "Ready.")
    attachment = add_attachment(admin, *about, SimpleUploadedFile("notes.txt", b"Notes"))
    return {
        "word": "activity",
        "subject": about[2],
        "comment": comment.public_id,
        "attachment": attachment.public_id,
    }


def _people(admin: Actor) -> tuple[Person, Absence, Invitation]:
    person = Person(key="ann", name="Ann")
    absence = Absence(person=person, first=date(2027, 3, 1), last=date(2027, 3, 2))
    invitation = Invitation(
        email="new@example.com",
        secret_hash="0" * 64,
        invited_by_id=admin.user_id,
        expires_at=timezone.now() + timedelta(days=7),
    )
    with changing(admin, "world.made", "Made", scope="people") as change:
        change.create(person)
        absence.person = person
        change.create(absence, invitation)
    return person, absence, invitation
