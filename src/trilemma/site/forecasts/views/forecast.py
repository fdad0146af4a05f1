"""The forecast: what will happen, how sure, and what moves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trilemma.engine.api import Plan
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.pages import Page, show
from trilemma.site.forecasts.charts import joint_chart, probability_chart, tornado_chart
from trilemma.site.forecasts.convert.calibration import EstimateRecord, estimate_record
from trilemma.site.forecasts.convert.forecasts import most_critical
from trilemma.site.forecasts.queries import Computed, computed, live_plan
from trilemma.site.planning.convert import engine_plan
from trilemma.site.projects.pages import project_page
from trilemma.site.projects.permissions import ProjectRight
from trilemma.site.projects.queries import project_for
from trilemma.site.runs.views import progress_context


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone's forecast, and where its range lies on the line of all of them, in percents."""

    name: str
    p50: datetime
    p80: datetime
    low: int
    likely: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastPage(Page):
    """The joint forecast of a plan."""

    project: str
    forecast: Computed
    answer: Mapping[str, Any] | None
    finish: Mapping[str, datetime]
    charts: Mapping[str, Any]
    milestones: Sequence[MilestoneRow]
    critical: Sequence[tuple[str, float]]
    record: EstimateRecord
    progress: Mapping[str, Any] | None
    currency: str
    may_plan: bool
    shows_costs: bool


@require_safe
def forecast(request: ActorRequest, project: str) -> HttpResponse:
    """Show what will happen to finish, cost and quality."""
    access = project_for(request.actor, project)
    row = live_plan(request.actor, access)
    known = computed(request.actor, row, "forecast")["forecast"]
    plan = engine_plan(row)
    answer = known.answer
    costs = access.may(ProjectRight.SEE_COSTS)
    page = ForecastPage(
        title=_("Forecast"),
        **project_page(request.actor, access, "forecast"),  # type: ignore[arg-type] # each key has its type there
        project=project,
        forecast=known,
        answer=answer,
        finish={name: datetime.fromisoformat(text) for name, text in answer["finish"].items()} if answer else {},
        charts=_charts(answer, row.currency, costs=costs) if answer else {},
        milestones=_milestones(answer) if answer else (),
        critical=[(_name(plan, key), share * 100) for key, share in most_critical(answer)] if answer else (),
        record=estimate_record(plan),
        progress=progress_context(request.actor, known.active) if known.active else None,
        currency=row.currency,
        may_plan=access.may(ProjectRight.PLAN),
        shows_costs=costs,
    )
    return show(request, "forecasts/forecast.html", page)


def _charts(answer: Mapping[str, Any], currency: str, *, costs: bool) -> Mapping[str, Any]:
    charts = {
        "finish": probability_chart(answer, "finish", currency),
        "defects": probability_chart(answer, "defects", currency),
        "tornado": tornado_chart(answer, currency, costs=costs),
    }
    if costs:
        charts |= {"cost": probability_chart(answer, "cost", currency), "joint": joint_chart(answer, currency)}
    return charts


def _milestones(answer: Mapping[str, Any]) -> list[MilestoneRow]:
    """Return the milestones in the order of their dates, with their ranges on one common line."""
    found = answer["milestones"]
    if not found:
        return []
    instants = [datetime.fromisoformat(each[name]) for each in found for name in ("p10", "p90")]
    first, width = min(instants), (max(instants) - min(instants)).total_seconds() or 1.0

    def place(text: str) -> int:
        return round(100 * (datetime.fromisoformat(text) - first).total_seconds() / width)

    rows = [
        MilestoneRow(
            each["name"],
            datetime.fromisoformat(each["p50"]),
            datetime.fromisoformat(each["p80"]),
            place(each["p10"]),
            place(each["p50"]),
            place(each["p90"]),
        )
        for each in found
    ]
    return sorted(rows, key=lambda row: row.p50)


def _name(plan: Plan, key: str) -> str:
    found = plan.activity_by_id.get(key)
    if found is not None:
        return found.name or key
    return _("Rework after %(step)s") % {"step": key.partition("~rework~")[0]} if "~rework~" in key else key
