"""Pieces beside the plan: details of an activity, why its date is what it is, and how busy people are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import trigger_client_event

from trilemma.site.core.errors import NotFoundError
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.planning.actions.editing import SetField, edit_plan
from trilemma.site.planning.convert import Compiled
from trilemma.site.planning.queries import PlanAccess, plan_for
from trilemma.site.planning.queries.details import details_of
from trilemma.site.planning.queries.loads_over_time import load_of
from trilemma.site.planning.queries.why import why_of
from trilemma.site.planning.views.plan import answering
from trilemma.site.projects.permissions import ProjectRight

FIELDS: Final = ("note", "remaining", "constraint", "calendar", "kind_of_work", "deliverable", "priority")


@require_safe
def activity_why(request: ActorRequest, plan: str, activity: str) -> HttpResponse:
    """Say why an activity lies where it lies."""
    compiled = plan_for(request.actor, plan).compiled()
    pk = pk_of(compiled, activity)
    parts = {"why": why_of(compiled, pk), "name": compiled.rows.activities[pk]["name"]}
    return render(request, "planning/parts/why.html", parts)


@require_http_methods(["GET", "HEAD", "POST"])
def activity_details(request: ActorRequest, plan: str, activity: str) -> HttpResponse:
    """Show what is known of an activity, and change it."""
    access = plan_for(request.actor, plan)
    if request.method != "POST":
        return _details(request, access, activity)
    plan_for(request.actor, plan, ProjectRight.TAKE_PART)
    stated = {name: str(value) for name, value in request.POST.items() if name in FIELDS or name.startswith("own.")}
    version = int(request.POST.get("version", "0") or 0)
    operations = [SetField(activity, name, value, version or None) for name, value in stated.items()]
    revision = int(request.POST.get("revision", "0") or 0)
    edited = edit_plan(request.actor, plan, operations, revision=revision)
    errors = {str(error["field"]): str(error["message"]) for error in edited.errors}
    if edited.conflicts:
        first = edited.conflicts[0]
        errors[first.field] = _("%(who)s has changed this since: %(theirs)s") % {
            "who": first.by,
            "theirs": first.theirs,
        }
    status = 409 if edited.conflicts else 422 if errors else 200
    answer = _details(request, access, activity, errors=errors, typed=stated if errors else {}, status=status)
    return trigger_client_event(answer, "plan-changed", {})


def _details(
    request: ActorRequest,
    access: PlanAccess,
    activity: str,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    compiled = access.compiled()
    details = details_of(request.actor, compiled, pk_of(compiled, activity))
    parts: dict[str, Any] = {
        "details": details,
        "may_plan": access.may(ProjectRight.PLAN),
        "may_report": access.may(ProjectRight.TAKE_PART),
        "revision": compiled.revision,
        "plan": access.plan,
        "scope": access.scope,
        "errors": errors or {},
        "typed": typed or {},
    }
    return render(request, "planning/parts/details.html", parts, status=status)


@require_safe
@answering
def plan_load(request: ActorRequest, plan: str) -> HttpResponse:
    """Say how busy a team or person is."""
    compiled = plan_for(request.actor, plan).compiled()
    resource = request.GET.get("team", "")
    if resource not in compiled.plan.team_by_id and resource not in compiled.plan.person_by_id:
        raise NotFoundError.plain()
    step = "day" if request.GET.get("step") == "day" else "week"
    return JsonResponse(load_of(compiled, resource, step))


def pk_of(compiled: Compiled, public_id: str) -> int:
    """Return the primary key of an activity of a plan."""
    for pk, row in compiled.rows.activities.items():
        if row["public_id"] == public_id:
            return pk
    raise NotFoundError.plain()
