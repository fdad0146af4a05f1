"""What finished computations leave: the answer in the run, and a schedule also as a proposal."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from trilemma.site.forecasts.models import Proposal, ProposalKind
from trilemma.site.planning.models import Plan
from trilemma.site.runs.models import Run
from trilemma.site.runs.outcomes import Outcome


def keep_answer(run: Run, answer: dict[str, Any]) -> Outcome:
    """Keep an answer with its run."""
    del run
    return Outcome(answer, answer["method"]["id"])


def keep_schedule(run: Run, answer: dict[str, Any]) -> Outcome:
    """Keep a schedule with its run, and as a proposal where there is one; nothing is adopted by itself."""
    if not answer["tables"]:
        return keep_answer(run, answer)
    proposal = Proposal.objects.create(
        organisation_id=run.organisation_id,
        plan=Plan.of(run).get(public_id=run.plan),
        kind=ProposalKind.SCHEDULE,
        title=title_of_schedule(answer["effect"]),
        run_id=run.public_id,
        content_hash=run.content_hash,
        tables=answer["tables"],
        rows=answer["rows"],
        effect=answer["effect"],
        method=answer["method"],
        created_by_id=run.created_by_id,
    )
    kept = {name: value for name, value in answer.items() if name not in {"tables", "rows"}}
    return Outcome(kept | {"proposal": proposal.public_id}, answer["method"]["id"])


def title_of_schedule(effect: dict[str, Any]) -> str:
    """Return a schedule's main effect in words."""
    days = round(effect["days"])
    if days < 0:
        return _("Schedule: finish %(days)d days earlier") % {"days": -days}
    if days > 0:
        return _("Schedule: finish %(days)d days later") % {"days": days}
    return _("Schedule: the same finish")
