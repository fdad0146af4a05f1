"""Invitations: a secret link that makes an account a member. Only the hash of the secret is kept."""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import Changes, changing
from trilemma.site.core.errors import NotFoundError, RuleError
from trilemma.site.core.models import Invitation, Membership, Organisation, OrganisationRole, User
from trilemma.site.core.queries import fetch, organisation_of

LIFE: Final = timedelta(days=14)
LOGGER: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and its secret link, which is shown and sent now and never again."""

    invitation: Invitation
    link: str


@transaction.atomic
def invite(actor: Actor, *, email: str, role: OrganisationRole = OrganisationRole.MEMBER) -> Invited:
    """Invite somebody by e-mail; an older invitation of the same address no longer works."""
    actor.require(OrganisationRole.ADMIN)
    email = email.strip().lower()
    if Membership.of(actor).filter(user__email__iexact=email).exists():
        message = _("%(email)s is a member already.") % {"email": email}
        raise RuleError(message, fields={"email": message})
    secret = secrets.token_urlsafe(32)
    invitation = Invitation(
        email=email,
        role=role,
        secret_hash=hash_of_secret(secret),
        invited_by_id=actor.user_id,
        expires_at=timezone.now() + LIFE,
    )
    with changing(actor, "member.invited", _("Invited %(email)s") % {"email": email}) as change:
        older = open_invitations(actor).filter(email=email)
        change.update_all({row: {"revoked_at": timezone.now()} for row in older})
        change.create(invitation)
        link = settings.ENVIRONMENT.address + reverse("invitation", args=[secret])
        organisation = organisation_of(actor)
        change.on_commit(lambda: _send(actor, organisation, invitation, link))
    return Invited(invitation, link)


@transaction.atomic
def revoke_invitation(actor: Actor, public_id: str) -> Invitation:
    """Let an invitation no longer work."""
    actor.require(OrganisationRole.ADMIN)
    invitation = fetch(open_invitations(actor), public_id, for_change=True)
    label = _("Took the invitation of %(email)s back") % {"email": invitation.email}
    with changing(actor, "invitation.revoked", label) as change:
        change.update(invitation, revoked_at=timezone.now())
    return invitation


@transaction.atomic
def accept_invitation(user: User, secret: str) -> Organisation:
    """Make an account a member of the organisation that invited it."""
    invitation = usable_invitation(secret, for_change=True)
    organisation = invitation.organisation
    actor = Actor(user.pk, organisation.pk, organisation.slug, OrganisationRole(invitation.role), str(user))
    with changing(actor, "invitation.accepted", _("%(name)s joined") % {"name": user}, undoable=False) as change:
        change.update(invitation, accepted_at=timezone.now())
        _join(change, user, invitation)
    return organisation


def _join(change: Changes, user: User, invitation: Invitation) -> None:
    """Add the membership; whoever is a member already keeps the role they have."""
    if not Membership.of(change.actor).filter(user=user).exists():
        change.create(Membership(user=user, role=invitation.role))


def usable_invitation(secret: str, *, for_change: bool = False) -> Invitation:
    """Return the invitation of a secret that is neither used nor revoked nor too old."""
    rows = Invitation.objects.select_related("organisation", "invited_by")
    if for_change:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(
        secret_hash=hash_of_secret(secret), accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
    ).first()
    if found is None:
        raise NotFoundError(
            _("This invitation no longer works: it was used, taken back, or is too old. Ask for another.")
        )
    return found


def open_invitations(actor: Actor) -> QuerySet[Invitation]:
    """Return the invitations of the actor's organisation that can still be used."""
    return Invitation.of(actor).filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())


def hash_of_secret(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _send(actor: Actor, organisation: Organisation, invitation: Invitation, link: str) -> None:
    context = {"organisation": organisation, "inviter": actor.name, "link": link, "days": LIFE.days}
    mail = EmailMultiAlternatives(
        _("%(inviter)s invites you to %(organisation)s")
        % {"inviter": actor.name, "organisation": organisation.name.replace("\n", " ")},
        render_to_string("accounts/mail/invitation.txt", context),
        to=[invitation.email],
    )
    mail.attach_alternative(render_to_string("accounts/mail/invitation.html", context), "text/html")
    try:
        mail.send()
    except OSError:  # the invitation stands, and its link is on the inviter's screen
        LOGGER.exception("the invitation %s could not be mailed", invitation.public_id)
