"""Reads of decisions, the actor first."""

from __future__ import annotations

from django.db.models import QuerySet

from trilemma.site.core.actor import Actor
from trilemma.site.decisions.models import Decision
from trilemma.site.projects.models import Project


def decisions_of(actor: Actor, project: Project) -> QuerySet[Decision]:
    """Return the decisions of a project that the actor has fetched, the latest first."""
    rows = Decision.of(actor).filter(plan__project=project).select_related("decided_by", "plan", "proposal")
    return rows.defer("proposal__rows", "proposal__tables").order_by("-decided_at", "-id")
