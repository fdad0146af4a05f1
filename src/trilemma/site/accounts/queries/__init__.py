"""Reads of members and organisations."""

from __future__ import annotations

from trilemma.site.accounts.queries.export import Part, add_export_part, export_parts, stream_export
from trilemma.site.accounts.queries.members import Members, may_create_organisation, members_of, memberships_of

__all__ = [
    "Members",
    "Part",
    "add_export_part",
    "export_parts",
    "may_create_organisation",
    "members_of",
    "memberships_of",
    "stream_export",
]
