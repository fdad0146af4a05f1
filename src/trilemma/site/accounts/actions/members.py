"""What is done to members: another role, removal, leaving. An organisation never loses its last admin."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.core.errors import NotFoundError, RuleError
from trilemma.site.core.models import Membership, OrganisationRole, UndoStep
from trilemma.site.core.models.audit import UndoState


@transaction.atomic
def change_role(actor: Actor, public_id: str, role: OrganisationRole) -> Membership:
    """Give a member another role; what they did as an admin can no longer be undone by them as less than that."""
    actor.require(OrganisationRole.ADMIN)
    member = _member(actor, public_id)
    if role != OrganisationRole.ADMIN:
        _keep_an_admin(actor, member)
        _end_undo(actor, member)
    label = _("Made %(name)s: %(role)s") % {"name": member.user, "role": str(role.label).partition(":")[0]}
    with changing(actor, "member.role_changed", label) as change:
        change.update(member, role=role)
    return member


@transaction.atomic
def remove_member(actor: Actor, public_id: str) -> str:
    """Take an account out of the organisation and return how it was called; the account itself stays."""
    actor.require(OrganisationRole.ADMIN)
    member = _member(actor, public_id)
    _keep_an_admin(actor, member)
    _end_undo(actor, member)
    name = str(member.user)
    with changing(actor, "member.removed", _("Removed %(name)s from the organisation") % {"name": name}) as change:
        change.delete(member)
    return name


@transaction.atomic
def leave_organisation(actor: Actor) -> None:
    """Leave the actor's organisation."""
    member = _member(actor, Membership.of(actor).values_list("public_id", flat=True).get(user_id=actor.user_id))
    _keep_an_admin(actor, member)
    _end_undo(actor, member)
    with changing(actor, "member.left", _("%(name)s left the organisation") % {"name": actor.name}) as change:
        change.delete(member)


def _member(actor: Actor, public_id: str) -> Membership:
    """Return a member, with all admins locked, so that two cannot go at the same moment."""
    list(Membership.of(actor).select_for_update(of=("self",)).filter(role=OrganisationRole.ADMIN).order_by("pk"))
    rows = Membership.of(actor).select_for_update(of=("self",)).select_related("user")
    member = rows.filter(public_id=public_id).first()
    if member is None:
        raise NotFoundError.plain()
    return member


def _keep_an_admin(actor: Actor, member: Membership) -> None:
    admins = Membership.of(actor).filter(role=OrganisationRole.ADMIN, user__is_active=True)
    if member.role == OrganisationRole.ADMIN and not admins.exclude(pk=member.pk).exists():
        raise RuleError(_("%(name)s is the last admin. Make somebody else an admin first.") % {"name": member.user})


def _end_undo(actor: Actor, member: Membership) -> None:
    """Let nobody undo with rights that they no longer have."""
    steps = UndoStep.objects.filter(organisation_id=actor.organisation_id, user_id=member.user_id)
    steps.exclude(state=UndoState.GONE).update(state=UndoState.GONE)
