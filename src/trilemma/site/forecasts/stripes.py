"""Open proposals over the plan: what the plan page draws striped, and where the proposal is decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from trilemma.site.core.actor import Actor
from trilemma.site.core.errors import NotFoundError
from trilemma.site.forecasts.models import Proposal, ProposalState
from trilemma.site.forecasts.queries import is_fresh, open_proposals, proposal_for
from trilemma.site.planning.convert import Compiled
from trilemma.site.planning.queries import PlanAccess
from trilemma.site.planning.queries.dates import dates_of, minute_of
from trilemma.site.planning.queries.outline import outline_of

MOST_LISTED = 20


def proposals_over_plan(actor: Actor, access: PlanAccess, chosen: str | None) -> Mapping[str, Any]:
    """Return the open proposals of a plan, and the chosen one row by row, in the words of the plan page."""
    listed = open_proposals(actor, access.plan)[:MOST_LISTED]
    return {
        "proposals": [{"id": one.public_id, "name": one.title, "href": f"?proposal={one.public_id}"} for one in listed],
        "proposal": _drawn(actor, access, chosen) if chosen else None,
    }


def _drawn(actor: Actor, access: PlanAccess, chosen: str) -> Mapping[str, Any] | None:
    """Return a proposal as it is drawn; one that is decided, or of another plan, is not."""
    try:
        _, proposal = proposal_for(actor, chosen)
    except NotFoundError:
        return None
    if proposal.plan_id != access.plan.pk or proposal.state != ProposalState.OPEN:
        return None
    rows = list(_stripes(access.compiled(), proposal))
    return {
        "id": proposal.public_id,
        "name": proposal.title,
        "stale": not is_fresh(proposal),
        "rows": [row for row, _, _, _ in rows],
        "start": [start for _, start, _, _ in rows],
        "finish": [finish for _, _, finish, _ in rows],
        "mode": [mode for _, _, _, mode in rows],
        "says": "",
        "href": reverse("proposal", args=[actor.organisation_slug, proposal.public_id]),
    }


def _stripes(compiled: Compiled, proposal: Proposal) -> Iterator[tuple[int, int, int, str | None]]:
    """Yield position, start, finish and mode of the rows that would lie elsewhere or be done otherwise."""
    outline, now = outline_of(compiled), dates_of(compiled)
    modes = compiled.plan.adopted.mode_by_activity
    for key, mode, start, finish, _people in proposal.rows:
        row = outline.row_of_name.get(key)
        if row is None:
            continue
        begins, ends = minute_of(datetime.fromisoformat(start)), minute_of(datetime.fromisoformat(finish))
        activity = compiled.plan.activity_by_id[key]
        usual = modes.get(key) or next((each.id for each in activity.modes), None)
        other = mode != usual
        if other or (begins, ends) != (int(now.start[row]), int(now.finish[row])):
            name = next((each.name or each.id for each in activity.modes if each.id == mode), mode)
            yield row, begins, ends, name if other else None
