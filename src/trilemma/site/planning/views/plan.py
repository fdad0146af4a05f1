"""The plan page: the whole plan, edits, undo, previews and what others have changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trilemma.engine.api import TrilemmaError
from trilemma.site.core.errors import RuleError, SiteError
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.pages import Page, show
from trilemma.site.core.undoing import stack_of
from trilemma.site.planning.actions.editing import Edited, edit_plan, preview_edit, step_back, step_forward
from trilemma.site.planning.actions.editing.draft import FieldError
from trilemma.site.planning.convert import Compiled, earlier_state
from trilemma.site.planning.queries import PlanAccess, differences, live_plan_of, plan_for
from trilemma.site.planning.queries.authors import authors_since
from trilemma.site.planning.queries.costs import cost_column, quickly_costed
from trilemma.site.planning.queries.dates import minute_of
from trilemma.site.planning.queries.discussions import count_columns, with_counts
from trilemma.site.planning.queries.outline import outline_of
from trilemma.site.planning.queries.plan_data import (
    as_json,
    assembled,
    baseline_columns,
    columns_json,
    links_json,
    plan_data,
)
from trilemma.site.planning.schemas.edits import edit_body
from trilemma.site.planning.views.addresses import plan_addresses, proposals_of
from trilemma.site.projects.pages import project_page
from trilemma.site.projects.permissions import ProjectRight


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage(Page):
    """The page around the element that shows the plan."""

    source: str


@require_safe
def plan_page(request: ActorRequest, project: str) -> HttpResponse:
    """Show the live plan of a project."""
    access = live_plan_of(request.actor, project)
    return _page(request, access, _("Plan"))


@require_safe
def scenario_page(request: ActorRequest, plan: str) -> HttpResponse:
    """Show a scenario as the plan that it would be."""
    access = plan_for(request.actor, plan)
    return _page(request, access, access.plan.name or _("Plan"))


def _page(request: ActorRequest, access: PlanAccess, title: str) -> HttpResponse:
    kwargs = {"organisation": request.actor.organisation_slug, "plan": access.plan.public_id}
    source = reverse("plan_data", kwargs=kwargs)
    page = PlanPage(title=title, source=source, **project_page(request.actor, access.access, "plan"))  # type: ignore[arg-type]
    return show(request, "planning/plan.html", page)


def answering(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer errors in the words of the plan page's protocol."""

    @wraps(view)
    def answer(request: ActorRequest, **address: str) -> HttpResponse:
        try:
            return view(request, **address)
        except FieldError as error:
            return _error(error, row=error.row, field=error.field)
        except SiteError as error:
            return _error(error)
        except TrilemmaError as error:
            return _error(RuleError(error.message))

    return answer


def _error(error: SiteError, **more: str) -> HttpResponse:
    stated = {"code": error.code, "message": error.message, **{k: v for k, v in more.items() if v}}
    return JsonResponse({"error": stated}, status=error.status)


@require_safe
@answering
def plan_json(request: ActorRequest, plan: str) -> HttpResponse:
    """Give the plan page the whole plan."""
    access = plan_for(request.actor, plan)
    compiled = access.compiled()
    baseline = _baseline(compiled, request.GET.get("baseline"))
    offered = proposals_of(request.actor, access, request.GET.get("proposal"))
    data = {
        "plan": _head(request, access, compiled),
        "now": minute_of(timezone.now()),
        **plan_data(compiled, baseline=baseline),
        "may": _may(access),
        "undo": _undo(request, access),
        "urls": {**plan_addresses(request.actor, access), **offered["urls"]},
        "proposals": offered["proposals"],
        "proposal": offered["proposal"],
    }
    more = baseline_columns(compiled, baseline) | count_columns(request.actor, compiled, access.scope)
    if access.may(ProjectRight.SEE_COSTS) and quickly_costed(compiled):
        more |= cost_column(compiled)
    body = assembled(data, columns_json(compiled), more, links_json(compiled))
    return HttpResponse(body, content_type="application/json")


@require_safe
@answering
def plan_costs(request: ActorRequest, plan: str) -> HttpResponse:
    """Give the costs of all activities: those of a large plan take longer than its dates."""
    access = plan_for(request.actor, plan, ProjectRight.SEE_COSTS)
    compiled = access.compiled()
    ids = [compiled.rows.activities[key]["public_id"] for key in outline_of(compiled).keys]
    answer = {"revision": compiled.revision, "patch": {"ids": ids, "columns": cost_column(compiled)}}
    return HttpResponse(as_json(answer), content_type="application/json")


@require_POST
@answering
def plan_edits(request: ActorRequest, plan: str) -> HttpResponse:
    """Do what the page asks for, as one act."""
    body = edit_body(request.body)
    edited = edit_plan(request.actor, plan, body.operations, revision=body.revision, label=body.label)
    if edited.conflicts:
        return _conflict(request, edited, body.revision)
    return _answer(request, edited, since=body.revision)


@require_POST
@answering
def plan_preview(request: ActorRequest, plan: str) -> HttpResponse:
    """Say what an edit would do, without doing it."""
    body = edit_body(request.body)
    edited = preview_edit(request.actor, plan, body.operations)
    found = differences(edited.before, edited.after, dates_only=True)
    answer = {"revision": edited.before.revision, **found.answer, "errors": list(edited.errors)}
    return HttpResponse(as_json(answer), content_type="application/json")


@require_POST
@answering
def plan_undo(request: ActorRequest, plan: str) -> HttpResponse:
    """Undo the actor's last act on the plan."""
    return _answer(request, step_back(request.actor, plan), since=_since(request))


@require_POST
@answering
def plan_redo(request: ActorRequest, plan: str) -> HttpResponse:
    """Redo what the actor undid last."""
    return _answer(request, step_forward(request.actor, plan), since=_since(request))


@require_safe
@answering
def plan_changes(request: ActorRequest, plan: str) -> HttpResponse:
    """Say what has changed since a revision, and who did it."""
    access = plan_for(request.actor, plan)
    since = int(request.GET.get("since", "0")) if request.GET.get("since", "0").isdecimal() else 0
    now = access.compiled()
    if now.revision == since:
        return JsonResponse({"revision": now.revision})
    before = earlier_state(access.plan, since, now)
    if before is None:
        return JsonResponse({"revision": now.revision, "reload": True})
    found = differences(before, now)
    answer = {
        "revision": now.revision,
        **with_counts(request.actor, now, access.scope, since, found.answer),
        "undo": _undo(request, access),
        "by": authors_since(request.actor, access.scope, since),
    }
    return HttpResponse(as_json(answer), content_type="application/json")


def _answer(request: ActorRequest, edited: Edited, *, since: int) -> HttpResponse:
    """Answer an edit with the way from the page's revision to the new one."""
    before = edited.before
    if since and since != before.revision:
        before = earlier_state(edited.plan.plan, since, edited.after) or before
    found = differences(before, edited.after)
    known = since or edited.before.revision
    answer: dict[str, Any] = {
        "revision": edited.after.revision,
        **with_counts(request.actor, edited.after, edited.plan.scope, known, found.answer),
        "created": dict(edited.created),
        "errors": list(edited.errors),
        "undo": _undo(request, edited.plan),
    }
    if since and since < edited.before.revision:
        answer["by"] = authors_since(request.actor, edited.plan.scope, since)
    return HttpResponse(as_json(answer), content_type="application/json")


def _conflict(request: ActorRequest, edited: Edited, since: int) -> HttpResponse:
    names = ", ".join(dict.fromkeys(each.by for each in edited.conflicts if each.by)) or _("Somebody else")
    message = _("%(who)s has changed the same thing since you saw it. Nothing of yours is written yet.") % {
        "who": names
    }
    before = earlier_state(edited.plan.plan, since, edited.before) or edited.before
    answer = {
        "error": {"code": "stale", "message": message},
        "revision": edited.before.revision,
        "conflicts": [each.as_json() for each in edited.conflicts],
        **differences(before, edited.before).answer,
        "undo": _undo(request, edited.plan),
    }
    return HttpResponse(as_json(answer), status=409, content_type="application/json")


def _since(request: ActorRequest) -> int:
    """Return the revision that the page knew, from the body of undo and redo."""
    try:
        stated = json.loads(request.body or b"{}")
    except ValueError:
        return 0
    revision = stated.get("revision") if isinstance(stated, dict) else None
    return revision if isinstance(revision, int) else 0


def _head(request: ActorRequest, access: PlanAccess, compiled: Compiled) -> Mapping[str, Any]:
    plan = access.plan
    return {
        "id": plan.public_id,
        "name": plan.name or access.project.name,
        "revision": compiled.revision,
        "currency": plan.currency,
        # English is written as everywhere on the site: 3 Aug 2026
        "locale": "en-GB" if request.LANGUAGE_CODE == "en" else request.LANGUAGE_CODE,
        "scenario": plan.name if plan.kind == "scenario" else None,
    }


def _may(access: PlanAccess) -> Mapping[str, Any]:
    edit = access.may(ProjectRight.PLAN)
    reason = "" if edit else _("Only managers and owners of the project change its plan; members report progress.")
    return {
        "edit": edit,
        "progress": access.may(ProjectRight.TAKE_PART),
        "comment": access.may(ProjectRight.TAKE_PART),
        "reason": reason,
    }


def _undo(request: ActorRequest, access: PlanAccess) -> Mapping[str, str | None]:
    stack = stack_of(request.actor, access.scope)
    return {"undo": stack.undo or None, "redo": stack.redo or None}


def _baseline(compiled: Compiled, wanted: str | None) -> str | None:
    """Return the baseline that is asked for, else the last one, else none."""
    known = [str(row["public_id"]) for row in compiled.rows.baselines]
    if wanted in known:
        return wanted
    return known[-1] if known and wanted is None else None
