"""The list of projects, a project's settings and members, the trash, and fields of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trilemma.site.core.errors import ForbiddenError, RuleError
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.models import OrganisationRole
from trilemma.site.core.pages import Page, show
from trilemma.site.projects import actions
from trilemma.site.projects.forms import CustomFieldForm, MemberForm, ProjectForm
from trilemma.site.projects.models import CustomField, FieldPlace, Project, ProjectMembership, ProjectRole
from trilemma.site.projects.pages import address_of, project_page
from trilemma.site.projects.permissions import ProjectRight, may_start_projects, sees_all
from trilemma.site.projects.queries import (
    ProjectAccess,
    colleagues,
    custom_fields,
    members_of,
    project_for,
    roles_of,
    trashed_projects,
    visible_projects,
)


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project in the list."""

    project: Project
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectsPage(Page):
    """The list of projects."""

    rows: Sequence[ProjectRow]
    may_start: bool
    trashed: int


@require_safe
def projects(request: ActorRequest) -> HttpResponse:
    """List the projects that the actor sees."""
    actor = request.actor
    found = list(visible_projects(actor).order_by("name"))
    roles = roles_of(actor, found)
    page = ProjectsPage(
        title=_("Projects"),
        section="projects",
        rows=[ProjectRow(each, address_of(actor, ProjectAccess(each, roles[each.pk]))) for each in found],
        may_start=may_start_projects(actor),
        trashed=trashed_projects(actor).count(),
    )
    return show(request, "projects/projects.html", page)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsPage(Page):
    """A project's settings and members."""

    project: Project
    form: ProjectForm
    member_form: MemberForm
    members: Sequence[ProjectMembership]
    roles: Any
    own: bool


@require_http_methods(["GET", "HEAD", "POST"])
def project_settings(request: ActorRequest, project: str) -> HttpResponse:
    """Show and change what a project says of itself and who takes part."""
    access = project_for(request.actor, project)
    form = ProjectForm(
        request.POST if request.method == "POST" else None,
        instance=access.project,
        initial={"version": access.project.version},
    )
    if request.method == "POST":
        project_for(request.actor, project, ProjectRight.OWN)
        if form.is_valid():
            version, values = form.cleaned_data.pop("version"), dict(form.cleaned_data)
            actions.change_project(request.actor, project, version=version, **values)
            messages.success(request, _("The settings are saved."))
            return redirect(request.path)
    return _settings(request, project_for(request.actor, project), form)


def _settings(
    request: ActorRequest, access: ProjectAccess, form: ProjectForm, member_form: MemberForm | None = None
) -> HttpResponse:
    actor = request.actor
    page = SettingsPage(
        title=_("Settings of %(project)s") % {"project": access.project.name},
        **project_page(actor, access, "settings"),  # type: ignore[arg-type] # each key has its type there
        project=access.project,
        form=form,
        member_form=member_form or MemberForm(people=colleagues(actor)),
        members=list(members_of(actor, access.project)),
        roles=ProjectRole.choices,
        own=access.may(ProjectRight.OWN),
    )
    wrong = bool(form.errors or (member_form and member_form.errors))
    return show(request, "projects/settings.html", page, status=422 if wrong else 200)


@require_POST
def set_member(request: ActorRequest, project: str) -> HttpResponse:
    """Give somebody a role in the project."""
    access = project_for(request.actor, project, ProjectRight.OWN)
    form = MemberForm(request.POST, people=colleagues(request.actor))
    if form.is_valid():
        try:
            actions.set_member(
                request.actor, project, user=form.cleaned_data["user"], role=ProjectRole(form.cleaned_data["role"])
            )
            return redirect("project_settings", organisation=request.actor.organisation_slug, project=project)
        except RuleError as error:
            form.add_error(None, error.message)
    settings = ProjectForm(instance=access.project, initial={"version": access.project.version})
    return _settings(request, access, settings, form)


@require_POST
def remove_member(request: ActorRequest, project: str, member: str) -> HttpResponse:
    """Take somebody out of the project."""
    actions.remove_member(request.actor, project, member)
    messages.success(request, _("Removed from the project."))
    return redirect("projects", organisation=request.actor.organisation_slug)


@require_POST
def trash_project(request: ActorRequest, project: str) -> HttpResponse:
    """Put the project into the trash."""
    gone = actions.trash_project(request.actor, project)
    messages.success(request, _("“%(project)s” is in the trash for 30 days.") % {"project": gone.name})
    return redirect("projects", organisation=request.actor.organisation_slug)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrashPage(Page):
    """Projects in the trash."""

    projects: Sequence[Project]


@require_safe
def trash(request: ActorRequest) -> HttpResponse:
    """Show what lies in the trash."""
    page = TrashPage(title=_("Trash"), section="projects", projects=list(trashed_projects(request.actor)))
    return show(request, "projects/trash.html", page)


@require_POST
def restore_project(request: ActorRequest, project: str) -> HttpResponse:
    """Take a project out of the trash."""
    back = actions.restore_project(request.actor, project)
    messages.success(request, _("“%(project)s” is back.") % {"project": back.name})
    return redirect("projects", organisation=request.actor.organisation_slug)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldsPage(Page):
    """The organisation's own fields."""

    of_projects: Sequence[CustomField]
    of_activities: Sequence[CustomField]
    form: CustomFieldForm


@require_http_methods(["GET", "HEAD", "POST"])
def own_fields(request: ActorRequest) -> HttpResponse:
    """Show and add fields of one's own."""
    form = CustomFieldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not sees_all(request.actor):
        raise ForbiddenError.for_role(OrganisationRole.ADMIN)
    if request.method == "POST" and form.is_valid():
        field = form.save(commit=False)
        field.key = slugify(field.name) or "field"
        try:
            actions.add_custom_field(request.actor, field)
            return redirect(request.path)
        except RuleError as error:
            form.add_error("name", error.message)
    page = FieldsPage(
        title=_("Own fields"),
        section="organisation",
        of_projects=list(custom_fields(request.actor, FieldPlace.PROJECT)),
        of_activities=list(custom_fields(request.actor, FieldPlace.ACTIVITY)),
        form=form,
    )
    return show(request, "projects/own_fields.html", page, status=422 if form.errors else 200)


@require_POST
def remove_own_field(request: ActorRequest, field: str) -> HttpResponse:
    """Remove a field of one's own."""
    actions.remove_custom_field(request.actor, field)
    return redirect("own_fields", organisation=request.actor.organisation_slug)
