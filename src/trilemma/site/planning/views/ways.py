"""The ways of doing activities: an editor of one activity's, and suggestions for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import trigger_client_event

from trilemma.site.core.errors import RuleError
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.pages import Page, show
from trilemma.site.planning.actions.rows import add_ideas, save_modes
from trilemma.site.planning.convert import Compiled
from trilemma.site.planning.forms.written import show_points
from trilemma.site.planning.queries import PlanAccess, live_plan_of, plan_for
from trilemma.site.planning.queries.cells import people_text
from trilemma.site.planning.queries.mode_ideas import Idea, ideas_of
from trilemma.site.planning.views.pieces import pk_of
from trilemma.site.projects.pages import project_page
from trilemma.site.projects.permissions import ProjectRight

TYPED: Final = (*("id", "name", "effort", "duration", "people", "cost", "supplier", "supplier_cost", "defect_factor"),)


@dataclass(frozen=True, slots=True)
class Suggested:
    """One activity with the ways that rules suggest."""

    public_id: str
    name: str
    ideas: Sequence[Idea]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysPage(Page):
    """Suggestions for all activities of a plan."""

    activities: Sequence[Suggested]


@require_http_methods(["GET", "HEAD", "POST"])
def activity_modes(request: ActorRequest, plan: str, activity: str) -> HttpResponse:
    """Show the ways of an activity, and change them."""
    access = plan_for(request.actor, plan)
    if request.method != "POST":
        return _modes(request, access, activity)
    try:
        if request.POST.get("idea"):
            add_ideas(request.actor, plan, [(activity, request.POST["idea"])])
        else:
            save_modes(request.actor, plan, activity, _typed(request))
    except RuleError as error:
        return _modes(request, access, activity, error=error.message, typed=_typed(request), status=422)
    return trigger_client_event(_modes(request, access, activity), "plan-changed", {})


@require_http_methods(["GET", "HEAD", "POST"])
def plan_ways(request: ActorRequest, project: str) -> HttpResponse:
    """Show what rules suggest for all activities, and add what is chosen."""
    access = live_plan_of(request.actor, project, ProjectRight.PLAN)
    if request.method == "POST":
        chosen = [tuple(each.split(":", 1)) for each in request.POST.getlist("idea") if ":" in each]
        if chosen:
            add_ideas(request.actor, access.plan.public_id, [(one, other) for one, other in chosen])
            messages.success(
                request, _("Added the chosen ways. Compute the trade-off to see what they buy."), access.scope
            )
        return redirect("plan_ways", organisation=request.actor.organisation_slug, project=project)
    compiled = access.compiled()
    found = [
        Suggested(row["public_id"], row["name"] or row["key"], ideas)
        for pk, _level in compiled.rows.outline
        if (ideas := ideas_of(compiled, pk)) and (row := compiled.rows.activities[pk])
    ]
    shared = project_page(request.actor, access.access, "plan")
    return show(request, "planning/ways.html", WaysPage(title=_("Suggested ways"), activities=found, **shared))  # type: ignore[arg-type]


def _modes(
    request: ActorRequest,
    access: PlanAccess,
    activity: str,
    *,
    error: str = "",
    typed: Sequence[Mapping[str, str]] = (),
    status: int = 200,
) -> HttpResponse:
    compiled = access.compiled()
    pk = pk_of(compiled, activity)
    may_plan, costs = access.may(ProjectRight.PLAN), access.may(ProjectRight.SEE_COSTS)
    parts: dict[str, Any] = {
        "row": compiled.rows.activities[pk],
        "modes": typed or shown_modes(compiled, pk, costs=costs),
        "ideas": ideas_of(compiled, pk) if may_plan else [],
        "may_plan": may_plan,
        "costs": costs,
        "plan": access.plan,
        "error": error,
    }
    return render(request, "planning/parts/modes.html", parts, status=status)


def shown_modes(compiled: Compiled, pk: int, *, costs: bool) -> list[dict[str, str]]:
    """Return the ways of an activity as texts."""
    tables = compiled.rows.activities[pk]["modes"]
    found = []
    for table, mode in zip(tables, compiled.parts.activities[pk].modes, strict=True):
        shown = {name: show_points(table.get(name)) for name in TYPED}
        if not costs:
            shown |= {"cost": "", "supplier_cost": ""}
        found.append({**shown, "id": mode.id, "people": people_text(compiled.plan, mode)})
    return found


def _typed(request: ActorRequest) -> list[dict[str, str]]:
    """Return the ways as they were typed; one without any length falls away."""
    columns = {name: request.POST.getlist(name) for name in TYPED}
    count = len(columns["id"])
    rows = [{name: (values[n] if n < len(values) else "") for name, values in columns.items()} for n in range(count)]
    return [row for row in rows if row["effort"].strip() or row["duration"].strip()]
