"""The plan of an address, with what the actor may do to it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from trilemma.site.core.actor import Actor
from trilemma.site.core.errors import NotFoundError
from trilemma.site.core.queries import fetch
from trilemma.site.planning.convert import Compiled, compiled_plan
from trilemma.site.planning.models import Plan, PlanKind
from trilemma.site.projects.models import Project
from trilemma.site.projects.permissions import ProjectRight
from trilemma.site.projects.queries import ProjectAccess, project_for


@dataclass(frozen=True, slots=True)
class PlanAccess:
    """A plan as one actor sees it."""

    plan: Plan
    access: ProjectAccess

    @property
    def project(self) -> Project:
        """The project that it is of."""
        return self.access.project

    @property
    def scope(self) -> str:
        """What undo and revisions of the plan go by."""
        return self.project.public_id

    def may(self, right: ProjectRight) -> bool:
        """Return whether the actor has a right here."""
        return self.access.may(right)

    def compiled(self) -> Compiled:
        """Return its rows and the engine's plan as they are now."""
        return compiled_plan(self.plan)


def plan_for(
    actor: Actor, public_id: str, right: ProjectRight = ProjectRight.SEE, *, for_change: bool = False
) -> PlanAccess:
    """Return a plan that the actor sees, if they have the right in its project.

    Where it is to be changed its project is locked, so that changes of one plan follow one another.

    Raises
    ------
    NotFoundError
        If there is none, it or its project is in the trash, or the actor does not see it.
    ForbiddenError
        If they see it, but their role is too low.
    """
    plan = fetch(Plan.of(actor).filter(trashed_at=None).select_related("project"), public_id)
    access = project_for(actor, plan.project.public_id, right, for_change=for_change)
    if for_change:
        plan.refresh_from_db()  # somebody may have changed it while this waited for the lock
    plan.project = access.project
    return PlanAccess(plan, access)


def live_plan_of(
    actor: Actor, project_id: str, right: ProjectRight = ProjectRight.SEE, *, for_change: bool = False
) -> PlanAccess:
    """Return the live plan of a project that the actor sees."""
    access = project_for(actor, project_id, right, for_change=for_change)
    plan = Plan.of(actor).filter(project=access.project, kind=PlanKind.LIVE, trashed_at=None).first()
    if plan is None:
        raise NotFoundError.plain()
    plan.project = access.project
    return PlanAccess(plan, access)


def scenarios_of(actor: Actor, project: Project) -> QuerySet[Plan]:
    """Return the scenarios of a project, the newest first."""
    rows = Plan.of(actor).filter(project=project, kind=PlanKind.SCENARIO, trashed_at=None)
    return rows.order_by("-created_at")
