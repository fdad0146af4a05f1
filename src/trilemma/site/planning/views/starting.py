"""Pages that start a project: a form, an upload, and a look at what the file holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trilemma.site.core.errors import ForbiddenError, RuleError
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.pages import Crumb, Page, show
from trilemma.site.planning.actions import starting
from trilemma.site.planning.forms.starting import ImportForm, NewProjectForm, UploadForm
from trilemma.site.planning.models import ImportDraft
from trilemma.site.projects.models import Project
from trilemma.site.projects.pages import address_of
from trilemma.site.projects.permissions import may_start_projects
from trilemma.site.projects.queries import project_for


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProjectPage(Page):
    """Start a project, or upload a file."""

    form: NewProjectForm
    upload: UploadForm


@require_http_methods(["GET", "HEAD", "POST"])
def new_project(request: ActorRequest) -> HttpResponse:
    """Start a project from a template or empty."""
    _may_start(request)
    form = NewProjectForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        source, start = values.pop("source"), values.pop("start")
        if source == "template":
            project = starting.start_from_template(request.actor, values["kind"], start=start, **values)
        else:
            project = starting.start_empty(request.actor, start=start, **values)
        return _open(request, project)
    return _new_project(request, form, UploadForm())


@require_POST
def upload_plan(request: ActorRequest) -> HttpResponse:
    """Read a plan file for a look; nothing is written but the draft."""
    _may_start(request)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            draft = starting.read_draft(request.actor, file.read(), PurePath(file.name).name)
            return redirect("import_plan", organisation=request.actor.organisation_slug, draft=draft.public_id)
        except RuleError as error:
            form.add_error("file", error.message)
    return _new_project(request, NewProjectForm(), form)


def _new_project(request: ActorRequest, form: NewProjectForm, upload: UploadForm) -> HttpResponse:
    page = NewProjectPage(title=_("New project"), section="projects", crumbs=_crumbs(request), form=form, upload=upload)
    return show(request, "planning/new_project.html", page, status=422 if form.errors or upload.errors else 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage(Page):
    """What a plan file holds and what differs."""

    draft: ImportDraft
    form: ImportForm
    findings: Mapping[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
def import_plan(request: ActorRequest, draft: str) -> HttpResponse:
    """Show what a file holds and which dates differ, and import it."""
    found = starting.draft_of(request.actor, draft)
    name = found.tables["project"].get("name") or PurePath(found.file_name).stem
    form = ImportForm(request.POST if request.method == "POST" else None, initial={"name": name})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        keep = values.pop("keep_dates")
        return _open(request, starting.start_from_draft(request.actor, draft, keep_dates=keep, **values))
    page = ImportPage(
        title=_("Import %(file)s") % {"file": found.file_name},
        section="projects",
        crumbs=_crumbs(request),
        draft=found,
        form=form,
        findings=_with_instants(found.findings),
    )
    return show(request, "planning/import.html", page, status=422 if form.errors else 200)


@require_POST
def discard_import(request: ActorRequest, draft: str) -> HttpResponse:
    """Forget a file that was read."""
    starting.discard_draft(request.actor, draft)
    return redirect("new_project", organisation=request.actor.organisation_slug)


def _may_start(request: ActorRequest) -> None:
    if not may_start_projects(request.actor):
        raise ForbiddenError(_("Guests do not start projects. Ask an admin to make you a member."))


def _crumbs(request: ActorRequest) -> list[Crumb]:
    return [Crumb(_("Projects"), reverse("projects", kwargs={"organisation": request.actor.organisation_slug}))]


def _open(request: ActorRequest, project: Project) -> HttpResponse:
    return redirect(address_of(request.actor, project_for(request.actor, project.public_id)))


def _with_instants(findings: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the findings with their dates as instants, for the page's own clock and language."""
    dates = ("file_start", "file_finish", "start", "finish")
    rows = [row | {key: datetime.fromisoformat(row[key]) for key in dates} for row in findings["differences"]]
    return {**findings, "differences": rows}
