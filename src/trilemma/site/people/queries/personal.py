"""Everything an organisation holds about one person, for that person: each app adds its part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import as_values
from trilemma.site.core.models import AuditEntry, Membership, OrganisationRow
from trilemma.site.core.queries import fetch, organisation_of
from trilemma.site.people.models import Absence, Person, Rate, SkillLevel
from trilemma.site.people.permissions import require_absence_right, require_reader


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data are asked for, and by whom."""

    actor: Actor
    person: Person


Part = Callable[[Subject], Any]


@dataclass
class _Registry:
    """Parts by name."""

    parts: dict[str, Part] = field(default_factory=dict)


_REGISTRY = _Registry()


def add_personal_part(name: str, part: Part) -> None:
    """Let an app add what it holds about a person, as values of JSON; called in ``apps``."""
    _REGISTRY.parts[name] = part


def personal_data(actor: Actor, public_id: str) -> dict[str, Any]:
    """Return everything the organisation holds about a person: to the person, and to admins who answer for it."""
    require_reader(actor)
    person = fetch(Person.of(actor).select_related("team", "calendar", "user"), public_id)
    require_absence_right(actor, person)
    subject = Subject(actor, person)
    organisation = organisation_of(actor)
    return {
        "organisation": organisation.name,
        "at": timezone.now().isoformat(),
        **{name: part(subject) for name, part in _REGISTRY.parts.items()},
    }


def person_part(subject: Subject) -> dict[str, Any]:
    """Return the person's own row and all that hangs on it."""
    person = subject.person
    return {
        **_row(person),
        "team": person.team.name if person.team else None,
        "calendar": person.calendar.name if person.calendar else None,
        "skills": [_row(row) for row in SkillLevel.of(subject.actor).filter(person=person).order_by("skill")],
        "rates": [_row(row) for row in Rate.of(subject.actor).filter(person=person).order_by("first")],
        "absences": [_row(row) for row in Absence.of(subject.actor).filter(person=person).order_by("first")],
    }


def account_part(subject: Subject) -> dict[str, Any] | None:
    """Return the account with which the person signs in, and its place in the organisation."""
    user = subject.person.user
    if user is None:
        return None
    member = Membership.of(subject.actor).filter(user=user).first()
    names = ("email", "name", "joined_at", "last_login", "language", "time_zone", "theme", "density")
    return {**as_values(user, names), "role": member.role if member else None}


def trail_part(subject: Subject) -> list[dict[str, str]]:
    """Return what the person did in the organisation, as the trail has it."""
    user = subject.person.user_id
    if user is None:
        return []
    entries = AuditEntry.objects.filter(organisation_id=subject.actor.organisation_id, user_id=user).order_by("number")
    rows = entries.values_list("at", "verb", "label")
    return [{"at": at.isoformat(), "verb": verb, "label": label} for at, verb, label in rows.iterator()]


def _row(row: OrganisationRow) -> dict[str, Any]:
    """Return what a row says, without keys of the database."""
    return {name: value for name, value in as_values(row).items() if not name.endswith("_id") or name == "public_id"}
