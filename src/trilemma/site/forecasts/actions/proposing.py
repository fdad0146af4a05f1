"""Turn one answer of a computation into a proposal that can be looked at, adopted or discarded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.core.errors import ConflictError, NotFoundError
from trilemma.site.core.queries import fetch
from trilemma.site.forecasts.convert.figures import effect_between, figures_now
from trilemma.site.forecasts.models import Proposal, ProposalKind, ProposalState
from trilemma.site.forecasts.queries import proposal_for
from trilemma.site.planning.convert import engine_plan
from trilemma.site.planning.models import Plan
from trilemma.site.projects.permissions import ProjectRight
from trilemma.site.projects.queries import project_for
from trilemma.site.runs.models import Run, RunState


def propose_point(actor: Actor, run_id: str, number: int) -> Proposal:
    """Propose one plan of a front; ``number`` is its place in the answer."""
    run, plan, answer = _answered(actor, run_id, "front")
    points = answer["points"]
    if not 0 <= number < len(points):
        raise NotFoundError.plain()
    point = points[number]
    effect = effect_between(figures_now(engine_plan(plan)), {key: point[key] for key in ("finish", "cost", "defects")})
    return _propose(actor, plan, run, ProposalKind.FRONT, _("A plan of the trade-off"), point, effect)


def propose_lever(actor: Actor, run_id: str, lever_id: str) -> Proposal:
    """Propose one lever; its effect is that of the simulation."""
    run, plan, answer = _answered(actor, run_id, "levers")
    lever = next((each for each in answer["levers"] if each["id"] == lever_id), None)
    if lever is None:
        raise NotFoundError.plain()
    return _propose(actor, plan, run, ProposalKind.LEVER, lever["text"], lever, lever["effect"])


def discard_proposal(actor: Actor, public_id: str) -> Proposal:
    """Put a proposal aside; it can be brought back by undo."""
    access, found = proposal_for(actor, public_id, ProjectRight.PLAN)
    label = _("Discarded the proposal “%(title)s”") % {"title": found.title}
    with changing(actor, "proposal.discarded", label, scope=access.project.public_id) as change:
        proposal = fetch(Proposal.of(actor), public_id, for_change=True)
        if proposal.state != ProposalState.OPEN:
            raise ConflictError(_("This proposal has been decided already."))
        change.update(proposal, state=ProposalState.DISCARDED)
    return proposal


def _answered(actor: Actor, run_id: str, kind: str) -> tuple[Run, Plan, Mapping[str, Any]]:
    """Return a finished run, its plan and its answer, if the actor may plan there."""
    run = fetch(Run.of(actor).filter(kind=kind, state=RunState.DONE), run_id)
    plan = fetch(Plan.of(actor).select_related("project"), run.plan)
    project_for(actor, plan.project.public_id, ProjectRight.PLAN)
    return run, plan, run.result or {}


def _propose(
    actor: Actor,
    plan: Plan,
    run: Run,
    kind: ProposalKind,
    title: str,
    answer: Mapping[str, Any],
    effect: Mapping[str, Any],
) -> Proposal:
    """Write a proposal, or return the open one that says the same."""
    known = Proposal.of(actor).filter(plan=plan, run_id=run.public_id, kind=kind, state=ProposalState.OPEN)
    for proposal in known:
        if proposal.tables == answer["tables"]:
            return proposal
    proposal = Proposal(
        plan=plan,
        kind=kind,
        title=title[:200],
        run_id=run.public_id,
        content_hash=run.content_hash,
        tables=answer["tables"],
        rows=answer.get("rows", []),
        effect=dict(effect),
        method=(run.result or {}).get("method", {}),
        created_by_id=actor.user_id,
    )
    label = _("Made a proposal")
    with changing(actor, "proposal.made", label, scope=plan.project.public_id, undoable=False) as change:
        change.create(proposal)
    return proposal
