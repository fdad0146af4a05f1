"""Who acts, in which organisation and with which role; it carries ids, so that it can cross to a job."""

from __future__ import annotations

from dataclasses import dataclass

from trilemma.site.core.errors import ForbiddenError
from trilemma.site.core.models import OrganisationRole

_RANK = {OrganisationRole.GUEST: 0, OrganisationRole.MEMBER: 1, OrganisationRole.ADMIN: 2}


@dataclass(frozen=True, slots=True)
class Actor:
    """An account at work in one organisation."""

    user_id: int
    organisation_id: int
    organisation_slug: str
    role: OrganisationRole
    name: str = ""

    def has(self, role: OrganisationRole) -> bool:
        """Return whether the actor's role in the organisation is this or a higher one."""
        return _RANK[self.role] >= _RANK[role]

    def require(self, role: OrganisationRole) -> None:
        """Refuse whoever has not at least this role in the organisation."""
        if not self.has(role):
            raise ForbiddenError.for_role(role)
