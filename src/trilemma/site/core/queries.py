"""Reads of the ground: the actor of an address, and the row of a public id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import models
from django.db.models import QuerySet

from trilemma.site.core.actor import Actor
from trilemma.site.core.errors import NotFoundError, StaleError
from trilemma.site.core.models import AuditEntry, Membership, Organisation, OrganisationRole, OrganisationRow, User

Row = TypeVar("Row", bound=OrganisationRow)


def actor_of(user: User, slug: str) -> Actor:
    """Return a signed-in account as a member of the organisation of that short name."""
    membership = (
        Membership.objects.select_related("organisation").filter(user_id=user.pk, organisation__slug=slug).first()
    )
    if membership is None or not user.is_active:
        raise NotFoundError.plain()
    return Actor(
        user_id=user.pk,
        organisation_id=membership.organisation_id,
        organisation_slug=slug,
        role=OrganisationRole(membership.role),
        name=str(user),
    )


def organisation_of(actor: Actor) -> Organisation:
    """Return the actor's organisation."""
    return Organisation.objects.get(pk=actor.organisation_id)


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation that an account belongs to."""

    slug: str
    name: str


def organisations_of(user: User) -> Sequence[Place]:
    """Return the organisations of an account, by name."""
    rows = Membership.objects.filter(user_id=user.pk).order_by("organisation__name")
    return [Place(slug, name) for slug, name in rows.values_list("organisation__slug", "organisation__name")]


def fetch(rows: models.QuerySet[Row], public_id: str, *, for_change: bool = False) -> Row:
    """Return the row of a public id among rows the actor may see, locked until the transaction is over if it changes.

    ``rows`` begins with ``Model.of(actor)`` or another query that takes the actor.
    """
    if for_change:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise NotFoundError.plain()
    return row


def refuse_stale(row: OrganisationRow, version: int, fields: Sequence[str]) -> None:
    """Refuse a change of a row that is no longer as the actor saw it, and say what it says now and by whom."""
    if row.version == version:
        return
    theirs = {name: getattr(row, name) for name in fields}
    raise StaleError.of(theirs, last_author(row))


def revision_of(organisation_id: int, scope: str) -> int:
    """Return the number of the last entry of a scope: what was derived from its rows holds as long as it stays."""
    entries = AuditEntry.objects.filter(organisation_id=organisation_id, scope=scope).order_by("-number")
    return entries.values_list("number", flat=True).first() or 0


def last_author(row: OrganisationRow) -> str:
    """Return who changed a row last, as far as the trail says."""
    recent = AuditEntry.objects.filter(organisation_id=row.organisation_id).order_by("-number").select_related("user")
    for entry in recent[:50]:
        if entry.user and any(change["public_id"] == row.public_id for change in entry.changes):
            return str(entry.user)
    return ""


def acts_since(actor: Actor, scope: str, since: datetime) -> QuerySet[AuditEntry]:
    """Return what was done in a scope since an instant, the latest first, without the rows themselves."""
    acts = AuditEntry.objects.filter(organisation_id=actor.organisation_id, scope=scope, at__gte=since)
    return acts.select_related("user").defer("changes").order_by("-number")
