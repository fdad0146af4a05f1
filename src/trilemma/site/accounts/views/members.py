"""The members of an organisation."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from trilemma.site.accounts.actions import change_role, invite, remove_member, revoke_invitation
from trilemma.site.accounts.forms import InvitationForm, RoleForm
from trilemma.site.accounts.queries import Members, members_of
from trilemma.site.accounts.views.organisations import tabs_of
from trilemma.site.core.errors import RuleError
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.models import OrganisationRole
from trilemma.site.core.pages import Page, show


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersPage(Page):
    """Members, and those who are invited; ``link`` is that of the invitation just made."""

    members: Members
    roles: list[tuple[str, str]]
    form: InvitationForm
    link: str = ""
    open_dialog: bool = False


@require_safe
def list_members(request: ActorRequest) -> HttpResponse:
    """Show the members."""
    return _page(request, InvitationForm())


def _page(request: ActorRequest, form: InvitationForm, *, link: str = "") -> HttpResponse:
    page = MembersPage(
        title=_("Members"),
        section="organisation",
        tabs=tabs_of(request.actor),
        tab="members",
        members=members_of(request.actor),
        roles=[(role.value, str(role.label).partition(":")[0]) for role in OrganisationRole],
        form=form,
        link=link,
        open_dialog=bool(form.errors),
    )
    return show(request, "accounts/members.html", page, status=422 if form.errors else 200)


@sensitive_variables("invited", "link")
@require_POST
def invite_somebody(request: ActorRequest) -> HttpResponse:
    """Invite somebody; the link is shown once, here, beside being sent."""
    form = InvitationForm(request.POST)
    request.actor.require(OrganisationRole.ADMIN)
    if not form.is_valid():
        return _page(request, form)
    try:
        invited = invite(
            request.actor, email=form.cleaned_data["email"], role=OrganisationRole(form.cleaned_data["role"])
        )
    except RuleError as error:
        form.add_error("email", error.message)
        return _page(request, form)
    return _page(request, InvitationForm(), link=invited.link)


@require_POST
def revoke(request: ActorRequest, invitation: str) -> HttpResponse:
    """Take an invitation back."""
    revoked = revoke_invitation(request.actor, invitation)
    messages.success(request, _("The invitation of %(email)s no longer works.") % {"email": revoked.email})
    return redirect("members", request.actor.organisation_slug)


@require_POST
def set_role(request: ActorRequest, member: str) -> HttpResponse:
    """Give a member another role."""
    form = RoleForm(request.POST)
    request.actor.require(OrganisationRole.ADMIN)
    if not form.is_valid():
        raise RuleError(_("There is no such role."))
    try:
        changed = change_role(request.actor, member, OrganisationRole(form.cleaned_data["role"]))
        messages.success(request, _("The role of %(name)s is changed.") % {"name": changed.user})
    except RuleError as error:
        messages.error(request, error.message)
    return redirect("members", request.actor.organisation_slug)


@require_POST
def remove(request: ActorRequest, member: str) -> HttpResponse:
    """Take somebody out of the organisation."""
    try:
        name = remove_member(request.actor, member)
        messages.success(request, _("%(name)s is no longer a member.") % {"name": name})
    except RuleError as error:
        messages.error(request, error.message)
    return redirect("members", request.actor.organisation_slug)
