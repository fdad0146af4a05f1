"""One proposal: what it changes and what that does, to adopt or to discard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.pages import Page, show
from trilemma.site.forecasts.actions import proposing
from trilemma.site.forecasts.changed_rows import ChangedRow, changed_rows, changes_in_words
from trilemma.site.forecasts.models import Proposal, ProposalState
from trilemma.site.forecasts.queries import is_fresh, proposal_for
from trilemma.site.planning.convert import engine_plan
from trilemma.site.projects.pages import project_page
from trilemma.site.projects.permissions import ProjectRight


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPage(Page):
    """A proposal with what it changes."""

    proposal: Proposal
    before: datetime
    after: datetime
    currency: str
    fresh: bool
    open: bool
    may_decide: bool
    shows_costs: bool
    rows: Sequence[ChangedRow]
    words: Sequence[str]


@require_safe
def proposal(request: ActorRequest, proposal: str) -> HttpResponse:
    """Show what a proposal changes and what that does."""
    access, found = proposal_for(request.actor, proposal)
    plan = engine_plan(found.plan)
    fresh = is_fresh(found)
    page = ProposalPage(
        title=found.title,
        **project_page(request.actor, access, "trade_off"),  # type: ignore[arg-type] # each key has its type there
        proposal=found,
        before=datetime.fromisoformat(found.effect["before"]["finish"]),
        after=datetime.fromisoformat(found.effect["after"]["finish"]),
        currency=found.plan.currency,
        fresh=fresh,
        open=found.state == ProposalState.OPEN,
        may_decide=access.may(ProjectRight.PLAN),
        shows_costs=access.may(ProjectRight.SEE_COSTS),
        rows=changed_rows(plan, found.rows) if fresh else (),
        words=changes_in_words(plan, found.tables),
    )
    return show(request, "forecasts/proposal.html", page)


@require_POST
def propose_point(request: ActorRequest, run: str, number: int) -> HttpResponse:
    """Make a point of a front a proposal and show it."""
    return _open(request, proposing.propose_point(request.actor, run, number))


@require_POST
def propose_lever(request: ActorRequest, run: str) -> HttpResponse:
    """Make a lever a proposal and show it."""
    return _open(request, proposing.propose_lever(request.actor, run, request.POST.get("lever", "")))


@require_POST
def discard(request: ActorRequest, proposal: str) -> HttpResponse:
    """Put a proposal aside."""
    found = proposing.discard_proposal(request.actor, proposal)
    project = found.plan.project.public_id
    messages.success(request, _("Discarded “%(title)s”") % {"title": found.title}, extra_tags=project)
    return redirect("trade_off", organisation=request.actor.organisation_slug, project=project)


def _open(request: ActorRequest, found: Proposal) -> HttpResponse:
    return redirect("proposal", organisation=request.actor.organisation_slug, proposal=found.public_id)
