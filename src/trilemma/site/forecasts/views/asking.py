"""Ask for a computation, and show how far it is in the page that asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trilemma.site.core.errors import RuleError
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.forecasts.actions.asking import ask, ask_again
from trilemma.site.forecasts.queries import live_plan, proposal_for
from trilemma.site.projects.permissions import ProjectRight
from trilemma.site.projects.queries import project_for
from trilemma.site.runs.models import Run, RunState
from trilemma.site.runs.views import progress_part

PAGE_OF: Final = {"schedule": "trade_off", "front": "trade_off", "forecast": "forecast", "levers": "levers"}
OBJECTIVES: Final = ("finish", "cost", "tardiness", "load", "margin")
LONGEST: Final = 600
MOST: Final = Decimal(10) ** 15


@require_POST
def compute(request: ActorRequest, project: str, kind: str) -> HttpResponse:
    """Ask for a computation; the answer is the part of the page that shows how far it is."""
    access = project_for(request.actor, project, ProjectRight.PLAN)
    run = ask(request.actor, live_plan(request.actor, access), kind, parameters_of(request.POST))
    return _shown(request, run, PAGE_OF[kind], project)


@require_POST
def compute_again(request: ActorRequest, proposal: str) -> HttpResponse:
    """Compute what an outdated proposal was about on the plan as it is now."""
    access, found = proposal_for(request.actor, proposal, ProjectRight.PLAN)
    run = ask_again(request.actor, found)
    return _shown(request, run, PAGE_OF[run.kind], access.project.public_id)


def _shown(request: ActorRequest, run: Run, page: str, project: str) -> HttpResponse:
    by_htmx = bool(getattr(request, "htmx", False))
    if by_htmx and run.state != RunState.DONE:
        return progress_part(request, run)
    response = redirect(page, organisation=request.actor.organisation_slug, project=project)
    return HttpResponse(headers={"HX-Redirect": response.headers["Location"]}) if by_htmx else response


def parameters_of(data: QueryDict) -> Mapping[str, Any]:
    """Return what a form asks for, in plain values; what is empty is left out.

    Raises
    ------
    RuleError
        If a value cannot be read; it names the field.
    """
    found: dict[str, Any] = {}
    if data.get("deadline"):
        found["deadline"] = _date(str(data["deadline"])).isoformat()
    if data.get("budget"):
        found["budget"] = str(_number(data, "budget"))
    if data.get("max_defects"):
        found["max_defects"] = float(_number(data, "max_defects"))
    if data.get("seconds"):
        found["seconds"] = min(float(_number(data, "seconds")), LONGEST)
    if data.get("overtime"):
        found["overtime"] = True
    objectives = [name for name in data.getlist("objective") if name]
    if objectives:
        if unknown := [name for name in objectives if name not in OBJECTIVES]:
            raise RuleError(_("“%(name)s” is nothing a schedule can improve.") % {"name": unknown[0]})
        found["objectives"] = objectives
    return found


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = _("“%(text)s” is no date such as 2027-06-30.") % {"text": text[:40]}
        raise RuleError(message, {"deadline": message}) from error


def _number(data: QueryDict, name: str) -> Decimal:
    try:
        number = Decimal(str(data[name]).replace(" ", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not 0 <= number <= MOST:
        message = _("“%(text)s” is no number from 0 on.") % {"text": str(data[name])[:40]}
        raise RuleError(message, {name: message})
    return number
