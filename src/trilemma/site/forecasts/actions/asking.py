"""Ask for a computation on a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from trilemma.site.core.actor import Actor
from trilemma.site.core.errors import RuleError
from trilemma.site.forecasts.models import Proposal
from trilemma.site.planning.convert import content_hash
from trilemma.site.planning.models import Activity, Plan
from trilemma.site.runs.actions import request_run
from trilemma.site.runs.models import Run

KINDS: Final = ("schedule", "front", "forecast", "levers")


def ask(actor: Actor, plan: Plan, kind: str, parameters: Mapping[str, Any]) -> Run:
    """Return the run that answers a question about a plan; the same question about the same plan is computed once.

    Raises
    ------
    RuleError
        If the plan has no activities.
    """
    if kind not in KINDS:
        raise RuleError(_("There is no computation of this kind."))
    if not Activity.of(actor).filter(plan=plan).exists():
        raise RuleError(_("The plan has no activities yet. Add some, then compute."))
    return request_run(
        actor,
        kind,
        dict(parameters),
        content_hash=content_hash(plan),
        scope=plan.project.public_id,
        plan=plan.public_id,
    )


def ask_again(actor: Actor, proposal: Proposal) -> Run:
    """Compute what an outdated proposal was about on the plan as it is now."""
    before = Run.of(actor).filter(public_id=proposal.run_id).first()
    kind, parameters = (before.kind, before.input) if before else ("schedule", {})
    return ask(actor, proposal.plan, kind, parameters)
