"""Who may do what in which project: the right asked for, the role that has it, and the rows it opens."""

from __future__ import annotations

from enum import Enum

from django.db.models import Q

from trilemma.site.core.actor import Actor
from trilemma.site.core.models import OrganisationRole
from trilemma.site.projects.models import ProjectRole

_RANK = {ProjectRole.VIEWER: 0, ProjectRole.MEMBER: 1, ProjectRole.MANAGER: 2, ProjectRole.OWNER: 3}


class ProjectRight(Enum):
    """What one may want to do in a project, with the least role that may."""

    SEE = "see", ProjectRole.VIEWER
    TAKE_PART = "take part", ProjectRole.MEMBER
    SEE_COSTS = "see internal costs", ProjectRole.MANAGER
    PLAN = "plan", ProjectRole.MANAGER
    OWN = "own", ProjectRole.OWNER

    @property
    def role(self) -> ProjectRole:
        """The least role that has the right."""
        return self.value[1]


def has_right(role: ProjectRole | None, right: ProjectRight) -> bool:
    """Return whether a role has a right."""
    return role is not None and _RANK[role] >= _RANK[right.role]


def may_start_projects(actor: Actor) -> bool:
    """Return whether the actor may make a project; they become its owner."""
    return actor.has(OrganisationRole.MEMBER)


def sees_all(actor: Actor) -> bool:
    """Return whether the actor is owner of every project of the organisation: an admin is."""
    return actor.has(OrganisationRole.ADMIN)


def visible_to(actor: Actor) -> Q:
    """Return the condition on projects that the actor may see."""
    return Q() if sees_all(actor) else Q(memberships__user_id=actor.user_id)


def plannable_by(actor: Actor) -> Q:
    """Return the condition on projects that the actor may plan."""
    if sees_all(actor):
        return Q()
    roles = [role for role in ProjectRole if has_right(role, ProjectRight.PLAN)]
    return Q(memberships__user_id=actor.user_id, memberships__role__in=roles)
