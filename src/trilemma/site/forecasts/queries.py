"""Reads of what was computed, the actor first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet

from trilemma.site.core.actor import Actor
from trilemma.site.core.queries import fetch
from trilemma.site.forecasts.models import Proposal, ProposalState
from trilemma.site.planning.convert import content_hash
from trilemma.site.planning.models import Plan, PlanKind
from trilemma.site.projects.permissions import ProjectRight
from trilemma.site.projects.queries import ProjectAccess, project_for
from trilemma.site.runs.models import ACTIVE, Run, RunState

SHOWN_KINDS = ("schedule", "front", "forecast", "levers")


@dataclass(frozen=True, slots=True)
class Computed:
    """What is known of one kind of computation on a plan.

    ``answer`` is that of the last finished run, ``fresh`` whether the plan still is what it was computed on; ``active``
    is a run that waits or is at work.
    """

    kind: str
    done: Run | None
    active: Run | None
    failed: Run | None
    fresh: bool

    @property
    def answer(self) -> Mapping[str, Any] | None:
        """The last answer."""
        return self.done.result if self.done else None


def live_plan(actor: Actor, access: ProjectAccess) -> Plan:
    """Return the live plan of a project that the actor has fetched."""
    return Plan.of(actor).select_related("project").get(project=access.project, kind=PlanKind.LIVE)


def computed(actor: Actor, plan: Plan, *kinds: str) -> dict[str, Computed]:
    """Return what is known of kinds of computation on a plan, in two queries beside the plan's own."""
    now = content_hash(plan)
    states = [*ACTIVE, RunState.DONE, RunState.FAILED]
    rows = Run.of(actor).filter(plan=plan.public_id, kind__in=kinds, state__in=states).order_by()
    newest = list(rows.values("kind", "state").annotate(newest=Max("pk")).values_list("newest", flat=True))
    found = list(Run.of(actor).filter(pk__in=newest))
    latest = {(run.kind, run.state): run for run in found}
    results = {run.pk: run for run in found if run.state == RunState.DONE}
    return {kind: _known(kind, latest, results, now) for kind in kinds}


def _known(kind: str, latest: Mapping[tuple[str, str], Run], results: Mapping[int, Run], now: str) -> Computed:
    done = latest.get((kind, RunState.DONE))
    active = latest.get((kind, RunState.RUNNING)) or latest.get((kind, RunState.QUEUED))
    failed = latest.get((kind, RunState.FAILED))
    if failed is not None and done is not None and failed.pk < done.pk:
        failed = None
    full = results.get(done.pk) if done else None
    return Computed(kind, full, active, failed, bool(full and full.content_hash == now))


def open_proposals(actor: Actor, plan: Plan) -> QuerySet[Proposal]:
    """Return the proposals for a plan that nobody has decided about, the latest first, without their rows."""
    rows = Proposal.of(actor).filter(plan=plan, state=ProposalState.OPEN)
    return rows.select_related("created_by").defer("rows", "tables").order_by("-created_at", "-id")


def proposal_for(
    actor: Actor, public_id: str, right: ProjectRight = ProjectRight.SEE, *, for_change: bool = False
) -> tuple[ProjectAccess, Proposal]:
    """Return a proposal with its project, if the actor has the right there."""
    proposal = fetch(Proposal.of(actor).select_related("plan__project", "created_by"), public_id, for_change=for_change)
    return project_for(actor, proposal.plan.project.public_id, right), proposal


def is_fresh(proposal: Proposal) -> bool:
    """Return whether the plan still is what a proposal was computed on."""
    return proposal.content_hash == content_hash(proposal.plan)
