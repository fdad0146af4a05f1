"""Who may see and change people."""

from __future__ import annotations

from trilemma.site.core.actor import Actor
from trilemma.site.core.errors import ForbiddenError
from trilemma.site.core.models import OrganisationRole
from trilemma.site.people.models import Person


def require_reader(actor: Actor) -> None:
    """Refuse guests: they see the people of their projects there, not everybody."""
    actor.require(OrganisationRole.MEMBER)


def may_edit(actor: Actor) -> bool:
    """Whether the actor may change people, teams and calendars, and see what they cost."""
    return actor.has(OrganisationRole.ADMIN)


def require_editor(actor: Actor) -> None:
    """Refuse whoever may not change people."""
    actor.require(OrganisationRole.ADMIN)


def is_own(actor: Actor, person: Person) -> bool:
    """Whether the person is the actor."""
    return person.user_id is not None and person.user_id == actor.user_id


def may_enter_absence(actor: Actor, person: Person) -> bool:
    """Whether the actor may enter when the person is away, and learns why: admins, and people themselves."""
    return may_edit(actor) or is_own(actor, person)


def require_absence_right(actor: Actor, person: Person) -> None:
    """Refuse whoever may not enter the absences of a person."""
    if not may_enter_absence(actor, person):
        raise ForbiddenError.for_role(OrganisationRole.ADMIN)
