"""A project on one screen: finish, cost and quality against what was agreed, what changed, what comes, what helps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from trilemma.engine.api import Plan, live_schedule, to_instant
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.models import AuditEntry
from trilemma.site.core.pages import Page, show
from trilemma.site.core.queries import acts_since
from trilemma.site.forecasts.convert.figures import figures_of
from trilemma.site.forecasts.models import Proposal
from trilemma.site.forecasts.queries import Computed, computed, live_plan, open_proposals
from trilemma.site.planning.convert import engine_plan
from trilemma.site.projects.models import Project
from trilemma.site.projects.pages import project_page
from trilemma.site.projects.permissions import ProjectRight
from trilemma.site.projects.queries import project_for
from trilemma.site.runs.views import progress_context

MOST_LEVERS = 10
MOST_MILESTONES = 6
MOST_ACTS = 8
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone that is still to come."""

    name: str
    at: datetime
    deadline: datetime | None
    p80: datetime | None

    @property
    def late_days(self) -> int:
        """By how many days its computed date is after its deadline."""
        return 0 if self.deadline is None else max(0, round((self.at - self.deadline) / timedelta(days=1)))


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed with whoever ordered the project, as far as the plan knows."""

    finish: datetime | None
    price: float | None
    defects: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage(Page):
    """A project on one screen."""

    project: Project
    empty: bool
    figures: Mapping[str, Any]
    finish: datetime | None
    agreed: Agreed
    late_days: int
    late_days_sure: int
    counts_rework: bool
    forecast: Computed
    forecast_finish: Mapping[str, datetime]
    levers: Computed
    lever_rows: Sequence[Mapping[str, Any]]
    promises: Sequence[Mapping[str, Any]]
    milestones: Sequence[Milestone]
    acts: Sequence[AuditEntry]
    proposals: Sequence[Proposal]
    progress: Sequence[Mapping[str, Any]]
    currency: str
    shows_costs: bool
    may_plan: bool


@require_safe
def overview(request: ActorRequest, project: str) -> HttpResponse:
    """Show where a project stands."""
    access = project_for(request.actor, project)
    row = live_plan(request.actor, access)
    plan = engine_plan(row)
    known = computed(request.actor, row, "forecast", "levers")
    answer = known["forecast"].answer
    now = _now(plan)
    agreed = _agreed(plan)
    costs = access.may(ProjectRight.SEE_COSTS)
    finishes = {k: datetime.fromisoformat(v) for k, v in answer["finish"].items()} if answer else {}
    page = OverviewPage(
        title=access.project.name,
        **project_page(request.actor, access, "overview"),  # type: ignore[arg-type] # each key has its type there
        project=access.project,
        empty=not plan.leaves,
        figures=now.figures,
        finish=now.finish,
        agreed=agreed,
        late_days=_days_late(now.finish, agreed.finish),
        counts_rework=bool(plan.steps),
        late_days_sure=_days_late(finishes.get("p80"), agreed.finish),
        forecast=known["forecast"],
        forecast_finish=finishes,
        levers=known["levers"],
        lever_rows=_helping(known["levers"].answer) if costs else (),
        promises=answer["promises"]["statements"] if answer and answer["promises"] else (),
        milestones=_milestones(plan, now.finishes, answer),
        acts=list(acts_since(request.actor, access.project.public_id, timezone.now() - WEEK)[:MOST_ACTS]),
        proposals=list(open_proposals(request.actor, row)[:3]) if costs else (),
        progress=[progress_context(request.actor, each.active) for each in known.values() if each.active],
        currency=row.currency,
        shows_costs=costs,
        may_plan=access.may(ProjectRight.PLAN),
    )
    return show(request, "forecasts/overview.html", page)


@dataclass(frozen=True, slots=True)
class _Now:
    figures: Mapping[str, Any]
    finish: datetime | None
    finishes: Mapping[str, datetime]


def _now(plan: Plan) -> _Now:
    if not plan.leaves:
        return _Now({}, None, {})
    written, schedule = live_schedule(plan)
    figures = figures_of(written, schedule)
    finishes = {
        row.id: to_instant(plan.origin, row.finish, plan.time_zone)
        for row in schedule.activities
        if not row.mode and row.id in plan.activity_by_id
    }
    return _Now(figures, datetime.fromisoformat(figures["finish"]), finishes)


def _helping(answer: Mapping[str, Any] | None) -> Sequence[Mapping[str, Any]]:
    """Return the best levers among those that help."""
    found = answer["levers"] if answer else ()
    return [lever for lever in found if lever["worth"] != "no-help"][:MOST_LEVERS]


def _agreed(plan: Plan) -> Agreed:
    """Return what the terms say, else the deadline of the release milestone."""
    release = plan.activity_by_id.get(plan.release or "")
    deadline = release.deadline.at if release and release.deadline else None
    terms = plan.terms
    return Agreed(
        finish=_last_minute(terms.due if terms and terms.due else deadline),
        price=float(terms.price) if terms and terms.price is not None else None,
        defects=plan.quality.acceptance_threshold,
    )


def _last_minute(instant: datetime | None) -> datetime | None:
    """Return the minute before a midnight, so that a day that lasts until then is shown as that day."""
    return instant - timedelta(minutes=1) if instant and instant.time() == time() else instant


def _days_late(finish: datetime | None, agreed: datetime | None) -> int:
    return 0 if finish is None or agreed is None else round((finish - agreed) / timedelta(days=1))


def _milestones(plan: Plan, finishes: Mapping[str, datetime], answer: Mapping[str, Any] | None) -> list[Milestone]:
    """Return the next milestones that are not reached yet."""
    ranges = {each["id"]: each for each in answer["milestones"]} if answer else {}
    found = []
    for leaf in plan.leaves:
        if leaf.modes or leaf.id not in finishes or (leaf.progress and leaf.progress.finished):
            continue
        deadline = _last_minute(leaf.deadline.at) if leaf.deadline else None
        p80 = datetime.fromisoformat(ranges[leaf.id]["p80"]) if leaf.id in ranges else None
        found.append(Milestone(leaf.name or leaf.id, finishes[leaf.id], deadline, p80))
    return sorted(found, key=lambda each: each.at)[:MOST_MILESTONES]
