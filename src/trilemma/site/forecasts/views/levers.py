"""The levers: the best single changes now, and what each buys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.pages import Page, show
from trilemma.site.forecasts.queries import Computed, computed, live_plan
from trilemma.site.projects.pages import project_page
from trilemma.site.projects.permissions import ProjectRight
from trilemma.site.projects.queries import project_for
from trilemma.site.runs.views import progress_context


@dataclass(frozen=True, slots=True, kw_only=True)
class LeversPage(Page):
    """The levers of a plan."""

    project: str
    levers: Computed
    rows: Sequence[Mapping[str, Any]]
    progress: Mapping[str, Any] | None
    currency: str
    may_plan: bool


@require_safe
def levers(request: ActorRequest, project: str) -> HttpResponse:
    """Show every single change that the plan allows, by what it buys."""
    access = project_for(request.actor, project, ProjectRight.SEE_COSTS)
    row = live_plan(request.actor, access)
    known = computed(request.actor, row, "levers")["levers"]
    page = LeversPage(
        title=_("Levers"),
        **project_page(request.actor, access, "levers"),  # type: ignore[arg-type] # each key has its type there
        project=project,
        levers=known,
        rows=known.answer["levers"] if known.answer else (),
        progress=progress_context(request.actor, known.active) if known.active else None,
        currency=row.currency,
        may_plan=access.may(ProjectRight.PLAN),
    )
    return show(request, "forecasts/levers.html", page)
