"""Baselines and scenarios of a project: taken, made, compared; and the plan as a file."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trilemma.engine.api import TrilemmaError
from trilemma.files import write_plan
from trilemma.site.core.errors import NotFoundError, RuleError
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.pages import Page, show
from trilemma.site.core.undoing import stack_of
from trilemma.site.planning.actions.editing.editing import sentence
from trilemma.site.planning.actions.versions import copy_as_scenario, discard_scenario, remove_baseline, take_baseline
from trilemma.site.planning.models import Baseline, Plan
from trilemma.site.planning.queries import PlanAccess, live_plan_of, plan_for, scenarios_of
from trilemma.site.planning.queries.versions import Compared, Version, baseline_version, compare, live_version
from trilemma.site.projects.pages import project_page
from trilemma.site.projects.permissions import ProjectRight

FORMATS: Final[Mapping[str, tuple[str, str]]] = {
    "toml": ("plan-text", "application/toml"),
    "xml": ("mspdi", "application/xml"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": ("csv", "text/csv"),
    "ics": ("icalendar", "text/calendar"),
}
"""Files of a plan by their suffix: the format and the media type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionsPage(Page):
    """What there is beside the live plan."""

    baselines: Sequence[Baseline]
    scenarios: Sequence[Plan]
    plan: Plan
    project_id: str
    may_edit: bool
    may_export: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage(Page):
    """Two versions side by side."""

    before: Version
    after: Version
    rows: Sequence[Compared]
    choices: Sequence[tuple[str, str]]
    chosen: tuple[str, str]
    costs: bool
    currency: str


@require_safe
def plan_versions(request: ActorRequest, project: str) -> HttpResponse:
    """Show the baselines and scenarios of a project."""
    access = live_plan_of(request.actor, project)
    page = VersionsPage(
        title=_("Baselines and scenarios"),
        baselines=list(_baselines(request, access).defer("document", "entries").order_by("-taken_on", "-pk")),
        scenarios=list(scenarios_of(request.actor, access.project)),
        plan=access.plan,
        project_id=project,
        may_edit=access.may(ProjectRight.PLAN),
        may_export=access.may(ProjectRight.SEE_COSTS),
        **project_page(request.actor, access.access, "versions"),  # type: ignore[arg-type]
    )
    return show(request, "planning/versions.html", page)


@require_safe
def compare_versions(request: ActorRequest, project: str) -> HttpResponse:
    """Show two versions side by side: ``from`` and ``to`` are ids of baselines or scenarios, or ``live``."""
    access = live_plan_of(request.actor, project)
    baselines = list(_baselines(request, access))
    scenarios = list(scenarios_of(request.actor, access.project))
    choices = [("live", _("The plan")), *((b.public_id, b.name) for b in baselines)]
    choices += [(plan.public_id, plan.name) for plan in scenarios]
    first = baselines[-1].public_id if baselines else "live"
    chosen = (request.GET.get("from") or first, request.GET.get("to") or "live")
    costs = access.may(ProjectRight.SEE_COSTS)
    before, after = (_version(access, each, baselines, scenarios) for each in chosen)
    page = ComparePage(
        title=_("Compare"),
        before=before,
        after=after,
        rows=[row for row in compare(before, after) if costs or row.kind != "dearer"],
        choices=choices,
        chosen=chosen,
        costs=costs,
        currency=access.plan.currency,
        **project_page(request.actor, access.access, "versions"),  # type: ignore[arg-type]
    )
    return show(request, "planning/compare.html", page)


@require_POST
def new_baseline(request: ActorRequest, project: str) -> HttpResponse:
    """Freeze the live plan."""
    try:
        take_baseline(request.actor, project, request.POST.get("name", ""))
    except RuleError as error:
        messages.error(request, error.message)
        return redirect("plan_versions", organisation=request.actor.organisation_slug, project=project)
    return _back(request, project)


@require_POST
def delete_baseline(request: ActorRequest, project: str, baseline: str) -> HttpResponse:
    """Remove a baseline."""
    remove_baseline(request.actor, project, baseline)
    return _back(request, project)


@require_POST
def new_scenario(request: ActorRequest, project: str) -> HttpResponse:
    """Copy the live plan and open the copy."""
    try:
        plan = copy_as_scenario(request.actor, project, request.POST.get("name", ""))
    except RuleError as error:
        messages.error(request, error.message)
        return redirect("plan_versions", organisation=request.actor.organisation_slug, project=project)
    return redirect("scenario", organisation=request.actor.organisation_slug, plan=plan.public_id)


@require_POST
def delete_scenario(request: ActorRequest, plan: str) -> HttpResponse:
    """Discard a scenario."""
    gone = discard_scenario(request.actor, plan)
    return _back(request, gone.project.public_id)


@require_safe
def plan_file(request: ActorRequest, plan: str, suffix: str) -> HttpResponse:
    """Give the plan as a file; files tell rates and costs, so that whoever may not see those gets none."""
    access = plan_for(request.actor, plan, ProjectRight.SEE_COSTS)
    if suffix not in FORMATS:
        raise NotFoundError.plain()
    kind, media = FORMATS[suffix]
    name = f"{slugify(access.plan.name or access.project.name) or 'plan'}.{suffix}"
    with tempfile.TemporaryDirectory(prefix="trilemma-") as folder:
        path = Path(folder) / name
        try:
            write_plan(access.compiled().plan, path, kind=kind)
        except TrilemmaError as error:
            raise RuleError(sentence(error.message)) from error
        answer = HttpResponse(path.read_bytes(), content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _baselines(request: ActorRequest, access: PlanAccess) -> QuerySet[Baseline]:
    return Baseline.of(request.actor).filter(plan=access.plan).order_by("taken_on", "pk")


def _version(access: PlanAccess, chosen: str, baselines: Sequence[Baseline], scenarios: Sequence[Plan]) -> Version:
    if chosen == "live":
        return live_version(access.compiled(), _("The plan"))
    baseline = next((each for each in baselines if each.public_id == chosen), None)
    if baseline is not None:
        return baseline_version(access.compiled(), baseline)
    scenario = next((each for each in scenarios if each.public_id == chosen), None)
    if scenario is None:
        raise NotFoundError.plain()
    scenario.project = access.project
    return live_version(PlanAccess(scenario, access.access).compiled(), scenario.name)


def _back(request: ActorRequest, project: str) -> HttpResponse:
    label = stack_of(request.actor, project).undo
    messages.success(request, label or _("Saved."), extra_tags=project if label else "")
    return redirect("plan_versions", organisation=request.actor.organisation_slug, project=project)
