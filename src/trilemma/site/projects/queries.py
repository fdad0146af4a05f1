"""Reads of projects, the actor first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from trilemma.site.core.actor import Actor
from trilemma.site.core.errors import ForbiddenError, NotFoundError
from trilemma.site.core.models import User
from trilemma.site.core.queries import fetch
from trilemma.site.core.searching import MOST
from trilemma.site.projects.models import CustomField, FieldPlace, Project, ProjectMembership, ProjectRole
from trilemma.site.projects.permissions import ProjectRight, has_right, plannable_by, sees_all, visible_to


@dataclass(frozen=True, slots=True)
class ProjectAccess:
    """A project as one actor sees it: the row and their role in it."""

    project: Project
    role: ProjectRole

    def may(self, right: ProjectRight) -> bool:
        """Return whether the actor has a right here."""
        return has_right(self.role, right)


def visible_projects(actor: Actor) -> QuerySet[Project]:
    """Return the projects that the actor may see, those in the trash left out."""
    return Project.of(actor).filter(visible_to(actor), trashed_at=None)


def visible_scopes(actor: Actor) -> QuerySet[Project, str]:
    """Return the ids of the projects whose computations the actor sees."""
    return visible_projects(actor).values_list("public_id", flat=True)


def steered_scopes(actor: Actor) -> QuerySet[Project, str]:
    """Return the ids of the projects whose computations the actor may stop: those that they plan."""
    return visible_projects(actor).filter(plannable_by(actor)).values_list("public_id", flat=True)


def role_in(actor: Actor, project: Project) -> ProjectRole | None:
    """Return the actor's role in a project."""
    if project.organisation_id != actor.organisation_id:
        return None
    if sees_all(actor):
        return ProjectRole.OWNER
    found = ProjectMembership.of(actor).filter(project=project, user_id=actor.user_id).first()
    return ProjectRole(found.role) if found else None


def project_for(
    actor: Actor, public_id: str, right: ProjectRight = ProjectRight.SEE, *, for_change: bool = False
) -> ProjectAccess:
    """Return a project that the actor sees, if they have the right: fetching it is the check.

    Raises
    ------
    NotFoundError
        If there is none, or they do not see it.
    ForbiddenError
        If they see it, but their role is too low.
    """
    project = fetch(Project.of(actor).filter(trashed_at=None), public_id, for_change=for_change)
    role = role_in(actor, project)
    if role is None:
        raise NotFoundError.plain()
    if not has_right(role, right):
        needed = str(right.role.label).partition(":")[0]
        raise ForbiddenError(
            _("This needs the role “%(role)s” in the project. Ask one of its owners for it.") % {"role": needed}
        )
    return ProjectAccess(project, role)


def members_of(actor: Actor, project: Project) -> QuerySet[ProjectMembership]:
    """Return who takes part in a project, owners first."""
    members = ProjectMembership.of(actor).filter(project=project)
    return members.select_related("user").order_by("user__name", "user__email")


def colleagues(actor: Actor) -> QuerySet[User]:
    """Return the accounts of the actor's organisation."""
    return User.objects.filter(memberships__organisation_id=actor.organisation_id, is_active=True).order_by("name")


def trashed_projects(actor: Actor) -> QuerySet[Project]:
    """Return the projects in the trash that the actor may take out: an owner's, or all of them for an admin."""
    mine = Q() if sees_all(actor) else Q(memberships__user_id=actor.user_id, memberships__role=ProjectRole.OWNER)
    return Project.of(actor).filter(mine, trashed_at__isnull=False).order_by("-trashed_at")


def custom_fields(actor: Actor, place: FieldPlace) -> QuerySet[CustomField]:
    """Return the organisation's own fields of projects or of activities."""
    return CustomField.of(actor).filter(place=place).order_by("position", "name")


def roles_of(actor: Actor, projects: Iterable[Project]) -> dict[int, ProjectRole]:
    """Return the actor's role in each of many projects, by key, in one query."""
    ids = [project.pk for project in projects]
    if sees_all(actor):
        return dict.fromkeys(ids, ProjectRole.OWNER)
    rows = ProjectMembership.of(actor).filter(project_id__in=ids, user_id=actor.user_id)
    return {pk: ProjectRole(role) for pk, role in rows.values_list("project_id", "role")}


def find_projects(actor: Actor, words: str) -> list[Project]:
    """Return the projects that the actor sees and whose name, customer or description has the words."""
    fits = Q(name__icontains=words) | Q(customer__icontains=words) | Q(description__icontains=words)
    return list(visible_projects(actor).filter(fits).order_by("name")[:MOST])
