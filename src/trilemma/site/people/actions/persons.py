"""What is done to persons: adding, changing, agreeing to overtime, leaving, the bin."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.core.errors import ForbiddenError, RuleError
from trilemma.site.core.models import Membership
from trilemma.site.core.queries import fetch, refuse_stale
from trilemma.site.people.actions.keys import free_key, taken_keys
from trilemma.site.people.actions.values import tidy, twin
from trilemma.site.people.convert import check_person
from trilemma.site.people.models import Person, Team
from trilemma.site.people.permissions import is_own, may_edit, require_editor, require_reader
from trilemma.site.people.queries import person_for_change

SCOPE: Final = "people"
"""What undo of the pages of people goes by."""
Values = Mapping[str, Any]
_CHANGEABLE: Final = frozenset(
    {"name", "user", "team", "calendar", "capacity", "overtime", "ramp_up", "joined_on", "left_on"}
)


@transaction.atomic
def add_person(actor: Actor, *, name: str, **values: Any) -> Person:  # noqa: ANN401 - values of any field
    """Add a person; their key in plans is made of the name and stays."""
    require_editor(actor)
    person = Person(
        key=free_key(name, taken_keys(actor)),
        **tidy({"name": name, **values}, _CHANGEABLE, _("A person needs a name.")),
    )
    _check(actor, person)
    with changing(actor, "person.added", _("Added %(name)s") % {"name": person.name}, scope=SCOPE) as change:
        change.create(person)
    return person


@transaction.atomic
def change_person(
    actor: Actor,
    public_id: str,
    *,
    version: int | None = None,
    **values: Any,  # noqa: ANN401 - values of any field
) -> Person:
    """Change what is said of a person."""
    person = person_for_change(actor, public_id)
    if version is not None:
        refuse_stale(person, version, ("name",))
    values = tidy(values, _CHANGEABLE, _("A person needs a name."))
    label = _renamed(person, values) or _("Changed %(name)s") % {"name": person.name}
    _check(actor, twin(person, values))
    with changing(actor, "person.changed", label, scope=SCOPE) as change:
        change.update(person, **values)
    return person


@transaction.atomic
def agree_to_overtime(actor: Actor, public_id: str, *, agreed: bool) -> Person:
    """Record that a person agrees to overtime, or no longer does.

    Whoever has an account agrees in person; for the others an admin records it. Admins may always take it back.
    """
    require_reader(actor)
    person = fetch(Person.of(actor), public_id, for_change=True)
    own = is_own(actor, person)
    if not own and not may_edit(actor):
        raise ForbiddenError(_("Only the person themselves can agree to overtime."))
    if agreed and not own and person.user_id is not None:
        raise RuleError(_("%(name)s has an account and agrees to overtime in person.") % {"name": person.name})
    label = _("%(name)s agreed to overtime") if agreed else _("%(name)s no longer agrees to overtime")
    with changing(actor, "person.overtime", label % {"name": person.name}, scope=SCOPE) as change:
        change.update(person, overtime_agreed_on=timezone.localdate() if agreed else None)
    return person


@transaction.atomic
def leave(actor: Actor, public_id: str, *, last_day: date) -> Person:
    """Record the last day of a person who leaves."""
    person = person_for_change(actor, public_id)
    _check(actor, twin(person, {"left_on": last_day}))
    label = _("%(name)s leaves on %(day)s") % {"name": person.name, "day": last_day.isoformat()}
    with changing(actor, "person.left", label, scope=SCOPE) as change:
        change.update(person, left_on=last_day)
    return person


@transaction.atomic
def bin_person(actor: Actor, public_id: str) -> Person:
    """Put a person into the bin: they are offered nowhere any more; plans that name them keep them until today."""
    person = person_for_change(actor, public_id)
    with changing(actor, "person.binned", _("Deleted %(name)s") % {"name": person.name}, scope=SCOPE) as change:
        change.update(person, trashed_at=timezone.now(), user=None)
    return person


@transaction.atomic
def restore_person(actor: Actor, public_id: str) -> Person:
    """Take a person out of the bin."""
    person = person_for_change(actor, public_id)
    _check(actor, twin(person, {"trashed_at": None}))
    with changing(actor, "person.restored", _("Restored %(name)s") % {"name": person.name}, scope=SCOPE) as change:
        change.update(person, trashed_at=None)
    return person


def _renamed(person: Person, values: Values) -> str:
    if set(values) != {"name"} or values["name"] == person.name:
        return ""
    return _("Renamed %(old)s to %(new)s") % {"old": person.name, "new": values["name"]}


def _check(actor: Actor, person: Person) -> None:
    check_person(person)
    _refuse_anonymous_team(person.team)
    if person.user_id is not None and not Membership.of(actor).filter(user_id=person.user_id).exists():
        message = _("This account does not belong to the organisation.")
        raise RuleError(message, fields={"user": message})
    others = Person.of(actor).exclude(pk=person.pk) if person.pk else Person.of(actor)
    if person.user_id is not None and others.filter(user_id=person.user_id).exists():
        message = _("Another person has this account.")
        raise RuleError(message, fields={"user": message})


def _refuse_anonymous_team(team: Team | None) -> None:
    if team is not None and team.capacity:
        message = _(
            "%(team)s has a number of people instead of members. Take the number away first, then give it members."
        ) % {"team": team.name}
        raise RuleError(message, fields={"team": message})
