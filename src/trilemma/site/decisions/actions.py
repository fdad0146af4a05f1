"""Decide: adopt a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from trilemma.engine.api import TrilemmaError
from trilemma.files.plan_json import plan_of_tables
from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.core.errors import ConflictError, RuleError
from trilemma.site.decisions.models import Decision
from trilemma.site.forecasts.models import ProposalState
from trilemma.site.forecasts.queries import is_fresh, proposal_for
from trilemma.site.planning.actions.replacing import replace_tables
from trilemma.site.planning.convert import tables_of
from trilemma.site.planning.models import Plan
from trilemma.site.projects.permissions import ProjectRight


def adopt_proposal(actor: Actor, public_id: str, *, note: str = "") -> Decision:
    """Turn a computed proposal into the plan and write the decision, as one step that can be undone.

    Raises
    ------
    ConflictError
        If it has been decided already, or the plan has changed since it was computed: it is computed and shown again
        first.
    RuleError
        If the plan would break a rule of the model.
    """
    _access, seen = proposal_for(actor, public_id, ProjectRight.PLAN)
    label = _("Adopted “%(title)s”") % {"title": seen.title}
    with changing(actor, "proposal.adopted", label, scope=seen.plan.project.public_id) as change:
        proposal = proposal_for(actor, public_id, ProjectRight.PLAN, for_change=True)[1]
        if proposal.state != ProposalState.OPEN:
            raise ConflictError(_("This proposal has been decided already."))
        if not is_fresh(proposal):
            raise ConflictError(
                _("The plan has changed since this was computed. Compute it again and look at it before you adopt it.")
            )
        _refuse_broken(proposal.plan, proposal.tables)
        replace_tables(change, proposal.plan, proposal.tables)
        change.update(proposal, state=ProposalState.ADOPTED)
        decision = Decision(
            plan=proposal.plan,
            proposal=proposal,
            title=proposal.title,
            note=note.strip(),
            effect=proposal.effect,
            method=proposal.method,
            decided_by_id=actor.user_id,
        )
        change.create(decision)
    return decision


def _refuse_broken(plan: Plan, tables: Mapping[str, Any]) -> None:
    try:
        plan_of_tables({**tables_of(plan), **tables}, plan.project.name)
    except TrilemmaError as error:
        raise RuleError(_("The plan would not hold: %(why)s") % {"why": error.message}) from error
