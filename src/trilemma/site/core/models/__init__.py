"""The rows of the ground: who there is, whose rows they are, what was done to them."""

from __future__ import annotations

from trilemma.site.core.models.accounts import User
from trilemma.site.core.models.audit import AuditEntry, AuditHead, UndoStep
from trilemma.site.core.models.organisations import Invitation, Membership, Organisation, OrganisationRole
from trilemma.site.core.models.rows import PUBLIC_ID_LENGTH, OrganisationRow, PublicIdField, new_public_id

__all__ = [
    "PUBLIC_ID_LENGTH",
    "AuditEntry",
    "AuditHead",
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationRole",
    "OrganisationRow",
    "PublicIdField",
    "UndoStep",
    "User",
    "new_public_id",
]
