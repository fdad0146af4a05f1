"""The organisations that an account belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trilemma.site.accounts.actions import leave_organisation
from trilemma.site.accounts.queries import may_create_organisation, memberships_of
from trilemma.site.core.errors import RuleError
from trilemma.site.core.models import Membership, User
from trilemma.site.core.pages import Page, show
from trilemma.site.core.queries import actor_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnOrganisationsPage(Page):
    """Where a person belongs."""

    memberships: Sequence[Membership]
    may_create: bool


@require_safe
@login_required
def own_organisations(request: HttpRequest) -> HttpResponse:
    """Show where the person belongs."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - the decorator sees to it
    page = OwnOrganisationsPage(
        title=_("Organisations"), memberships=memberships_of(user), may_create=may_create_organisation(user)
    )
    return show(request, "accounts/own_organisations.html", page)


@require_POST
@login_required
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave an organisation."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - the decorator sees to it
    try:
        leave_organisation(actor_of(user, slug))
        messages.success(request, _("You have left the organisation."))
    except RuleError as error:
        messages.error(request, error.message)
    return redirect("own_organisations")
