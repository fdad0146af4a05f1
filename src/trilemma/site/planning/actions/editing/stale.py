"""Two people on one plan: a field that somebody else has changed since it was seen is not written over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trilemma.site.core.actor import Actor
from trilemma.site.core.models import AuditEntry
from trilemma.site.planning.actions.editing.draft import Draft
from trilemma.site.planning.actions.editing.operations import SetField
from trilemma.site.planning.actions.editing.setting import COLUMNS, field_text
from trilemma.site.planning.convert.revising import ACTIVITY, LINK
from trilemma.site.planning.queries.dates import minute_of

MOST_ENTRIES = 200


@dataclass(frozen=True)
class Conflict:
    """A field that two people changed."""

    row: str
    field: str
    mine: str
    theirs: str
    by: str
    at: int
    version: int

    def as_json(self) -> dict[str, Any]:
        """Return it in the words of the page's protocol."""
        return dict(vars(self))


def conflicts(actor: Actor, scope: str, draft: Draft, operations: Sequence[SetField], revision: int) -> list[Conflict]:
    """Return the operations on fields that somebody else changed after a revision, with what these say now."""
    doubtful = [
        each
        for each in operations
        if each.version is not None
        and each.row in draft.key_of
        and draft.activities[draft.key_of[each.row]]["version"] > each.version
    ]
    linked = [each for each in operations if each.field == "links" and each.row in draft.key_of]
    if (not doubtful and not linked) or revision >= draft.base.revision:
        return []
    entries = AuditEntry.objects.filter(organisation_id=actor.organisation_id, scope=scope, number__gt=revision)
    others = list(entries.exclude(user_id=actor.user_id).select_related("user").order_by("-number")[:MOST_ENTRIES])
    found = [_conflict(draft, each, others) for each in {id(each): each for each in (*doubtful, *linked)}.values()]
    return [each for each in found if each is not None]


def _conflict(draft: Draft, operation: SetField, entries: Sequence[AuditEntry]) -> Conflict | None:
    pk = draft.key_of[operation.row]
    theirs = field_text(draft, pk, operation.field)
    for entry in entries:
        if any(_touches(draft, change, pk, operation.field) for change in entry.changes):
            return Conflict(
                row=operation.row,
                field=operation.field,
                mine=str(operation.value),
                theirs=theirs,
                by=str(entry.user or ""),
                at=minute_of(entry.at),
                version=draft.activities[pk]["version"],
            )
    return None


def _touches(draft: Draft, change: Mapping[str, Any], pk: int, field: str) -> bool:
    """Return whether a recorded change made another value of a field of a row."""
    if field == "links":
        ends = {**(change["before"] or {}), **(change["after"] or {})}
        link = draft.links.get(change["pk"], {})
        return change["model"] == LINK and ends.get("successor_id", link.get("successor_id")) == pk
    if change["model"] != ACTIVITY or change["pk"] != pk or not change["before"] or not change["after"]:
        return False
    columns = COLUMNS.get(field, frozenset({field}))
    if not columns & change["after"].keys():
        return False
    before, after = _with(draft, pk, change["before"]), _with(draft, pk, change["after"])
    return field_text(before, pk, field) != field_text(after, pk, field)


def _with(draft: Draft, pk: int, values: Mapping[str, Any]) -> Draft:
    other = Draft.__new__(Draft)
    other.__dict__.update(draft.__dict__)
    other.activities = {**draft.activities, pk: {**draft.activities[pk], **values}}
    return other
