"""Activities by what they are called, over all projects that the actor sees."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from trilemma.site.core.actor import Actor
from trilemma.site.core.searching import MOST, Found
from trilemma.site.planning.models import Activity, PlanKind
from trilemma.site.projects.queries import visible_projects


def find_activities(actor: Actor, words: str) -> list[Found]:
    """Return the activities of live plans whose name or description has the words, in one query."""
    fits = Q(name__icontains=words) | Q(note__icontains=words)
    rows = Activity.of(actor).filter(
        fits, plan__kind=PlanKind.LIVE, plan__project__in=visible_projects(actor).values("pk")
    )
    found = rows.select_related("plan__project").order_by("name", "pk")[:MOST]
    return [
        Found(each.name or each.key, _address(actor, each), "chart-gantt", each.plan.project.name) for each in found
    ]


def _address(actor: Actor, activity: Activity) -> str:
    """Return the plan with the activity's details open."""
    values = {"organisation": actor.organisation_slug, "project": activity.plan.project.public_id}
    return f"{reverse('plan', kwargs=values)}#row={activity.public_id}"
