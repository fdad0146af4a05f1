"""Adopting a proposal, and the list of what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.pages import Page, show
from trilemma.site.decisions.actions import adopt_proposal
from trilemma.site.decisions.models import Decision
from trilemma.site.decisions.queries import decisions_of
from trilemma.site.projects.pages import project_page
from trilemma.site.projects.permissions import ProjectRight
from trilemma.site.projects.queries import project_for

PAGE_LENGTH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionsPage(Page):
    """What was decided in a project."""

    decisions: Sequence[Decision]
    number: int
    pages: int
    currency: str
    trade_off: str
    shows_costs: bool


@require_safe
def decisions(request: ActorRequest, project: str) -> HttpResponse:
    """List what was decided, the latest first, with the effect that was computed then."""
    access = project_for(request.actor, project)
    found = Paginator(decisions_of(request.actor, access.project), PAGE_LENGTH).get_page(request.GET.get("page"))
    rows = list(found.object_list)
    page = DecisionsPage(
        title=_("Decisions"),
        **project_page(request.actor, access, "decisions"),  # type: ignore[arg-type] # each key has its type there
        decisions=rows,
        number=found.number,
        pages=found.paginator.num_pages,
        currency=rows[0].plan.currency if rows else "",
        trade_off=reverse("trade_off", kwargs={"organisation": request.actor.organisation_slug, "project": project}),
        shows_costs=access.may(ProjectRight.SEE_COSTS),
    )
    return show(request, "decisions/decisions.html", page)


@require_POST
def adopt(request: ActorRequest, proposal: str) -> HttpResponse:
    """Adopt a proposal; one undo takes it back."""
    decision = adopt_proposal(request.actor, proposal, note=request.POST.get("note", ""))
    project = decision.plan.project
    text = _("Adopted “%(title)s”") % {"title": decision.title}
    messages.success(request, text, extra_tags=project.public_id)
    return redirect("project_overview", organisation=request.actor.organisation_slug, project=project.public_id)
