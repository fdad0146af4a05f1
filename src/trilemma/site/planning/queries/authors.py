"""Who has changed a plan lately."""

from __future__ import annotations

from trilemma.site.core.actor import Actor
from trilemma.site.core.models import AuditEntry

MOST = 5


def authors_since(actor: Actor, scope: str, revision: int) -> list[str]:
    """Return the names of those who acted in a scope after a revision, the actor left out."""
    entries = AuditEntry.objects.filter(organisation_id=actor.organisation_id, scope=scope, number__gt=revision)
    rows = entries.exclude(user_id=actor.user_id).select_related("user").order_by("-number")[:50]
    return list(dict.fromkeys(str(entry.user) for entry in rows if entry.user))[:MOST]
