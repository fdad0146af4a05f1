"""The trade-off: what is possible in time, cost and quality, and what a day costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.pages import Page, show
from trilemma.site.forecasts.convert.figures import figures_now
from trilemma.site.forecasts.models import Proposal
from trilemma.site.forecasts.queries import Computed, computed, live_plan, open_proposals
from trilemma.site.planning.convert import engine_plan
from trilemma.site.projects.pages import project_page
from trilemma.site.projects.permissions import ProjectRight
from trilemma.site.projects.queries import project_for
from trilemma.site.runs.views import progress_context

SENT = ("finish", "cost", "defects", "minimised", "status", "gap", "price_of_a_day", "price_of_a_defect", "modes")
MOST_PROPOSALS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOffPage(Page):
    """The front of a plan with the controls that choose a point of it."""

    project: str
    front: Computed
    schedule: Computed
    data: Mapping[str, Any]
    ranges: Mapping[str, Any]
    progress: Sequence[Mapping[str, Any]]
    proposals: Sequence[Proposal]
    currency: str
    may_plan: bool


@require_safe
def trade_off(request: ActorRequest, project: str) -> HttpResponse:
    """Show the front, the triangle of weights, limits, prices, and the proposals that are open."""
    access = project_for(request.actor, project, ProjectRight.SEE_COSTS)
    row = live_plan(request.actor, access)
    known = computed(request.actor, row, "front", "schedule")
    plan = engine_plan(row)
    answer = known["front"].answer
    points = answer["points"] if answer else []
    run = known["front"].done
    page = TradeOffPage(
        title=_("Trade-off"),
        **project_page(request.actor, access, "trade_off"),  # type: ignore[arg-type] # each key has its type there
        project=project,
        front=known["front"],
        schedule=known["schedule"],
        data={
            "points": [{key: point[key] for key in SENT} for point in points],
            "axes": answer["axes"] if answer else [],
            "now": figures_now(plan) if plan.leaves else None,
            "currency": row.currency,
            "names": {leaf.id: leaf.name or leaf.id for leaf in plan.leaves},
            "modes": {leaf.id: {m.id: m.name or _("Normal") for m in leaf.modes} for leaf in plan.leaves},
            "propose": _propose_address(request, run.public_id) if run else "",
        },
        ranges=_ranges(points),
        progress=[progress_context(request.actor, each.active) for each in known.values() if each.active],
        proposals=list(open_proposals(request.actor, row)[:MOST_PROPOSALS]),
        currency=row.currency,
        may_plan=access.may(ProjectRight.PLAN),
    )
    return show(request, "forecasts/trade_off.html", page)


def _propose_address(request: ActorRequest, run: str) -> str:
    values = {"organisation": request.actor.organisation_slug, "run": run, "number": 0}
    return reverse("propose_point", kwargs=values).removesuffix("0")


def _ranges(points: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the lowest and highest value of each axis, rounded outwards, for the sliders."""
    if not points:
        return {}
    finishes = [point["finish"][:10] for point in points]
    costs = [point["cost"] for point in points]
    defects = [point["defects"] for point in points]
    return {
        "finish": {"low": min(finishes), "high": max(finishes)},
        "cost": {"low": int(min(costs)), "high": int(max(costs)) + 1},
        "defects": {"low": int(min(defects)), "high": int(max(defects)) + 1},
    }
