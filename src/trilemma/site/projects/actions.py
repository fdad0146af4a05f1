"""Writes of projects, their members and fields of one's own. Each is one act in the audit trail."""

from __future__ import annotations

from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import Changes, changing
from trilemma.site.core.errors import ForbiddenError, RuleError
from trilemma.site.core.models import User
from trilemma.site.core.queries import fetch, refuse_stale
from trilemma.site.projects.models import CustomField, Project, ProjectMembership, ProjectRole
from trilemma.site.projects.permissions import ProjectRight, may_start_projects, sees_all
from trilemma.site.projects.queries import colleagues, members_of, project_for, trashed_projects

SETTINGS: Final = ("name", "kind", "state", "customer", "description", "priority", "own_fields")


def add_project(change: Changes, **fields: Any) -> Project:  # noqa: ANN401 - fields of a project
    """Add a project and make the actor its owner, as part of a larger act such as an import.

    Raises
    ------
    ForbiddenError
        If the actor may not start projects.
    """
    if not may_start_projects(change.actor):
        raise ForbiddenError(_("Guests do not start projects. Ask an admin to make you a member."))
    project = Project(**fields)
    change.create(project)
    change.create(ProjectMembership(project=project, user_id=change.actor.user_id, role=ProjectRole.OWNER))
    return project


def change_project(actor: Actor, public_id: str, *, version: int, **fields: Any) -> Project:  # noqa: ANN401 - as above
    """Change what a project says of itself."""
    unknown = set(fields) - set(SETTINGS)
    if unknown:
        raise RuleError(_("A project has no field “%(name)s”.") % {"name": min(unknown)})
    label = _("Changed the project's settings")
    with changing(actor, "project.changed", label, scope=public_id) as change:
        access = project_for(actor, public_id, ProjectRight.OWN, for_change=True)
        refuse_stale(access.project, version, list(fields))
        change.update(access.project, **fields)
    return access.project


def set_member(actor: Actor, public_id: str, *, user: User, role: ProjectRole) -> None:
    """Give a member of the organisation a role in the project, or another one."""
    with changing(actor, "project.member_set", _("Changed the project's members"), scope=public_id) as change:
        project = project_for(actor, public_id, ProjectRight.OWN, for_change=True).project
        present = {member.user_id: member for member in members_of(actor, project)}
        if not colleagues(actor).filter(pk=user.pk).exists():
            raise RuleError(_("Only members of the organisation can join a project. Invite them first."))
        member = present.get(user.pk)
        if member is None:
            change.create(ProjectMembership(project=project, user=user, role=role))
            return
        _keep_an_owner(present, member, role)
        change.update(member, role=role)


def remove_member(actor: Actor, public_id: str, member_id: str) -> None:
    """Take a person out of the project; they may also leave by themselves."""
    with changing(actor, "project.member_removed", _("Removed a project member"), scope=public_id) as change:
        project = project_for(actor, public_id, for_change=True).project
        member = fetch(ProjectMembership.of(actor).filter(project=project), member_id, for_change=True)
        if member.user_id != actor.user_id:
            project_for(actor, public_id, ProjectRight.OWN)
        _keep_an_owner({m.user_id: m for m in members_of(actor, project)}, member, None)
        change.delete(member)


def trash_project(actor: Actor, public_id: str) -> Project:
    """Put a project into the trash, where it stays for 30 days."""
    label = _("Put the project into the trash")
    with changing(actor, "project.trashed", label, scope=public_id) as change:
        project = project_for(actor, public_id, ProjectRight.OWN, for_change=True).project
        change.update(project, trashed_at=timezone.now())
    return project


def restore_project(actor: Actor, public_id: str) -> Project:
    """Take a project out of the trash."""
    label = _("Took the project out of the trash")
    with changing(actor, "project.restored", label, scope=public_id) as change:
        project = fetch(trashed_projects(actor), public_id, for_change=True)
        change.update(project, trashed_at=None)
    return project


def add_custom_field(actor: Actor, field: CustomField) -> CustomField:
    """Add a field of one's own to all projects or activities."""
    if not sees_all(actor):
        raise ForbiddenError(_("Only admins add fields."))
    with changing(
        actor, "field.added", _("Added the field “%(name)s”") % {"name": field.name}, scope="fields"
    ) as change:
        if CustomField.of(actor).filter(place=field.place, key=field.key).exists():
            raise RuleError(_("There is a field of this name already."), {"name": _("Choose another name.")})
        change.create(field)
    return field


def remove_custom_field(actor: Actor, public_id: str) -> None:
    """Remove a field of one's own; values entered stay with their rows and come back with it."""
    if not sees_all(actor):
        raise ForbiddenError(_("Only admins remove fields."))
    field = fetch(CustomField.of(actor), public_id)
    label = _("Removed the field “%(name)s”") % {"name": field.name}
    with changing(actor, "field.removed", label, scope="fields") as change:
        change.delete(fetch(CustomField.of(actor), public_id, for_change=True))


def _keep_an_owner(present: dict[int, ProjectMembership], member: ProjectMembership, role: ProjectRole | None) -> None:
    """Refuse what would leave the project without an owner."""
    others = [m for m in present.values() if m.pk != member.pk and m.role == ProjectRole.OWNER]
    if member.role == ProjectRole.OWNER and role != ProjectRole.OWNER and not others:
        raise RuleError(_("A project keeps at least one owner. Make somebody else an owner first."))
