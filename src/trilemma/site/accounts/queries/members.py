"""Who belongs to an organisation, and to which organisations somebody belongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from trilemma.site.core.actor import Actor
from trilemma.site.core.models import Invitation, Membership, Organisation, OrganisationRole, User


@dataclass(frozen=True, slots=True)
class Members:
    """Members and those who are invited."""

    members: Sequence[Membership]
    invitations: Sequence[Invitation]


def members_of(actor: Actor) -> Members:
    """Return the members of the actor's organisation; for admins."""
    actor.require(OrganisationRole.ADMIN)
    members = Membership.of(actor).select_related("user").order_by("user__name", "user__email")
    invitations = Invitation.of(actor).filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())
    return Members(list(members), list(invitations.select_related("invited_by").order_by("-created_at")))


def memberships_of(user: User) -> Sequence[Membership]:
    """Return where an account is a member, by name."""
    rows = Membership.objects.filter(user=user).select_related("organisation")
    return list(rows.order_by("organisation__name"))


def may_create_organisation(user: User) -> bool:
    """Whether an account may make an organisation: admins of one, all where sign-up is open or there is none yet."""
    return (
        bool(settings.ENVIRONMENT.sign_up)
        or Membership.objects.filter(user=user, role=OrganisationRole.ADMIN).exists()
        or not Organisation.objects.exists()
    )
