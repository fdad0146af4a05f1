"""The health of a plan: what its network lacks, where, and what a rule can mend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trilemma.site.core.errors import RuleError
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.pages import Page, show
from trilemma.site.core.undoing import stack_of
from trilemma.site.planning.actions.rows import mend
from trilemma.site.planning.queries import live_plan_of
from trilemma.site.planning.queries.access import plan_for
from trilemma.site.planning.queries.soundness import Point, soundness
from trilemma.site.projects.pages import project_page
from trilemma.site.projects.permissions import ProjectRight


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundnessPage(Page):
    """The points of a plan's health."""

    points: Sequence[Point]
    met: int
    plan_address: str
    may_edit: bool


@require_http_methods(["GET", "HEAD", "POST"])
def plan_soundness(request: ActorRequest, project: str) -> HttpResponse:
    """Show the health of a plan, and mend what a rule can mend."""
    access = live_plan_of(request.actor, project)
    if request.method == "POST":
        plan_for(request.actor, access.plan.public_id, ProjectRight.PLAN)
    kwargs = {"organisation": request.actor.organisation_slug, "project": project}
    if request.method == "POST":
        point = request.POST.get("point", "")
        wanted = request.POST.getlist("offender")
        known = next((each for each in soundness(access.compiled()) if each.id == point), None)
        offenders = wanted or list(known.all_offenders if known else ())
        try:
            mend(request.actor, access.plan.public_id, point, offenders)
        except RuleError as error:
            messages.error(request, error.message)
        else:
            label = stack_of(request.actor, access.scope).undo
            messages.success(request, label or _("Nothing had to be mended."), extra_tags=access.scope)
        return redirect(reverse("plan_soundness", kwargs=kwargs))
    points = soundness(access.compiled())
    page = SoundnessPage(
        title=_("Plan health"),
        points=points,
        met=sum(point.passes for point in points),
        plan_address=reverse("plan", kwargs=kwargs),
        may_edit=access.may(ProjectRight.PLAN),
        **project_page(request.actor, access.access, "health"),  # type: ignore[arg-type]
    )
    return show(request, "planning/soundness.html", page)
