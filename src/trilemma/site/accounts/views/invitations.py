"""Following and accepting an invitation."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trilemma.site.accounts.actions import accept_invitation
from trilemma.site.accounts.actions.invitations import usable_invitation
from trilemma.site.accounts.adapters import INVITED
from trilemma.site.core.models import Invitation, OrganisationRole, User
from trilemma.site.core.pages import Page, show


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationPage(Page):
    """Who invites whom to where."""

    invitation: Invitation
    role: str
    secret: str
    has_account: bool


@require_safe
def follow(request: HttpRequest, secret: str) -> HttpResponse:
    """Show an invitation and remember it, so that it can be accepted after signing in or up."""
    invitation = usable_invitation(secret)
    request.session[INVITED] = secret
    page = InvitationPage(
        title=_("Invitation"),
        invitation=invitation,
        role=str(OrganisationRole(invitation.role).label),
        secret=secret,
        has_account=User.objects.filter(email__iexact=invitation.email).exists(),
    )
    return show(request, "accounts/invitation.html", page)


@require_POST
@login_required
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Join the organisation."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - the decorator sees to it
    organisation = accept_invitation(user, secret)
    request.session.pop(INVITED, None)
    messages.success(request, _("Welcome to %(organisation)s.") % {"organisation": organisation.name})
    return redirect(f"/o/{organisation.slug}/")
