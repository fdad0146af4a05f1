"""An organisation: its settings, a new one, and its export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trilemma.site.accounts.actions import change_organisation, create_organisation
from trilemma.site.accounts.forms import OrganisationForm
from trilemma.site.accounts.queries import may_create_organisation, stream_export
from trilemma.site.core.actor import Actor
from trilemma.site.core.errors import ForbiddenError, RuleError
from trilemma.site.core.holidays import countries, regions_of
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.models import Organisation, OrganisationRole, User
from trilemma.site.core.pages import NavItem, Page, show
from trilemma.site.core.queries import organisation_of

FIELDS = ("name", "time_zone", "currency", "country", "region")


def navigation(actor: Actor) -> list[NavItem]:
    """Return the entry of the side bar, for admins."""
    if not actor.has(OrganisationRole.ADMIN):
        return []
    address = reverse("organisation_settings", args=[actor.organisation_slug])
    return [NavItem("organisation", _("Organisation"), address, "building-2", "o")]


def tabs_of(actor: Actor) -> list[NavItem]:
    """Return the pages beside the settings."""
    slug = actor.organisation_slug
    return [
        NavItem("settings", _("Settings"), reverse("organisation_settings", args=[slug]), "settings-2"),
        NavItem("members", _("Members"), reverse("members", args=[slug]), "users"),
        NavItem("export", _("Export"), reverse("organisation_export", args=[slug]), "download"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationPage(Page):
    """The settings of an organisation, there already or new."""

    form: OrganisationForm
    organisation: Organisation | None


@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: ActorRequest) -> HttpResponse:
    """Show and change the settings."""
    actor = request.actor
    actor.require(OrganisationRole.ADMIN)
    organisation = organisation_of(actor)
    form = _form(request, {name: getattr(organisation, name) for name in FIELDS})
    if request.method == "POST" and form.is_valid():
        version = request.POST.get("version", "")
        try:
            change_organisation(actor, version=int(version) if version.isdecimal() else 0, **form.cleaned_data)
        except RuleError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("organisation_settings", actor.organisation_slug)
    page = OrganisationPage(
        title=_("Organisation"),
        section="organisation",
        tabs=tabs_of(actor),
        tab="settings",
        form=form,
        organisation=organisation,
    )
    return show(request, "accounts/organisation.html", page, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Show the form of a new organisation and make it."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - the decorator sees to it
    if not may_create_organisation(user):
        raise ForbiddenError(_("Only admins of an organisation can make another one here."))
    form = _form(request, {"time_zone": user.time_zone or "Europe/Berlin", "currency": "EUR"})
    if request.method == "POST" and form.is_valid():
        organisation = create_organisation(user, **form.cleaned_data)
        messages.success(request, _("%(name)s is ready.") % {"name": organisation.name})
        return redirect(f"/o/{organisation.slug}/")
    page = OrganisationPage(title=_("New organisation"), form=form, organisation=None)
    return show(request, "accounts/organisation_new.html", page, status=422 if request.method == "POST" else 200)


@require_safe
@login_required
def regions(request: HttpRequest) -> HttpResponse:
    """Send the regions of the country that was chosen."""
    country = request.GET.get("country", "")
    form = OrganisationForm(countries=[], regions=list(regions_of(country)))
    return render(request, "accounts/region_field.html", {"form": form})


@require_safe
def export_page(request: ActorRequest) -> HttpResponse:
    """Say what the export contains."""
    request.actor.require(OrganisationRole.ADMIN)
    page = Page(title=_("Export"), section="organisation", tabs=tabs_of(request.actor), tab="export")
    return show(request, "accounts/export.html", page)


@require_safe
def export(request: ActorRequest) -> StreamingHttpResponse:
    """Send everything the organisation has, as it is read."""
    name = f"{request.actor.organisation_slug}-{timezone.localdate().isoformat()}.zip"
    answer = StreamingHttpResponse(stream_export(request.actor), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _form(request: HttpRequest, initial: dict[str, Any]) -> OrganisationForm:
    data = request.POST if request.method == "POST" else None
    country = data.get("country", "") if data is not None else initial.get("country", "")
    return OrganisationForm(data, initial=initial, countries=list(countries()), regions=list(regions_of(country)))
