"""How far a run is, as a part of any page; the list of runs; stopping one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from trilemma.site.core.actor import Actor
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.pages import Page, show
from trilemma.site.runs.actions import cancel_run
from trilemma.site.runs.models import Run
from trilemma.site.runs.queries import may_stop, run_for, visible_runs
from trilemma.site.runs.words import note_of, title_of

PAGE_LENGTH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsPage(Page):
    """The runs of an organisation, or of one scope."""

    rows: Sequence[tuple[Run, str, str]]
    number: int
    pages: int


@require_safe
def runs(request: ActorRequest) -> HttpResponse:
    """List the runs that the actor may see, the latest first."""
    scope = request.GET.get("scope", "")
    found = visible_runs(request.actor).select_related("created_by").defer("result", "input")
    pages = Paginator(found.filter(scope=scope) if scope else found, PAGE_LENGTH)
    page = pages.get_page(request.GET.get("page"))
    rows = [(run, title_of(run.kind), note_of(run, in_full=False)) for run in page.object_list]
    content = RunsPage(title=_("Computations"), section="runs", rows=rows, number=page.number, pages=pages.num_pages)
    return show(request, "runs/runs.html", content)


@require_safe
def progress(request: ActorRequest, run: str) -> HttpResponse:
    """Show how far a run is; once it is over, say so to the page with the event ``run-finished``."""
    found = run_for(request.actor, run)
    return progress_part(request, found)


@require_POST
def cancel(request: ActorRequest, run: str) -> HttpResponse:
    """Stop a run."""
    return progress_part(request, cancel_run(request.actor, run))


def progress_part(request: ActorRequest, run: Run) -> HttpResponse:
    """Return the part of a page that shows a run and asks for news of it every second until it is over."""
    answer = HttpResponse(render_to_string("runs/progress.html", progress_context(request.actor, run), request))
    if not run.active:
        event = {"run": run.public_id, "kind": run.kind, "state": run.state, "scope": run.scope}
        trigger_client_event(answer, "run-finished", event)
    return answer


def progress_context(actor: Actor, run: Run) -> dict[str, object]:
    """Return what ``runs/progress.html`` needs, so that any page can include it."""
    values = {"organisation": actor.organisation_slug, "run": run.public_id}
    steers = run.active and may_stop(actor, run)
    stoppable = steers and not run.cancel_requested
    return {
        "run": run,
        "label": title_of(run.kind),
        "note": note_of(run, in_full=steers),
        "poll_address": reverse("run_progress", kwargs=values),
        "stop_address": reverse("run_cancel", kwargs=values) if stoppable else "",
    }
