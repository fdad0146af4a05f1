"""What an act is called beside Undo."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trilemma.site.planning.actions.editing.draft import Draft
from trilemma.site.planning.actions.editing.operations import (
    Delete,
    Insert,
    LinkTo,
    Move,
    Operation,
    SetField,
    Shift,
    Unlink,
)

LONGEST = 60


def label_of(draft: Draft, operations: Sequence[Operation]) -> str:
    """Return an act in words, past tense, from the operations that it consists of."""
    kinds = {type(each) for each in operations}
    if kinds == {Insert}:
        count = sum(len(each.rows) for each in operations if isinstance(each, Insert))
        return ngettext("Added an activity", "Added %(count)s activities", count) % {"count": count}
    if kinds == {SetField}:
        return _set(draft, [each for each in operations if isinstance(each, SetField)])
    first = operations[0]
    if len(kinds) > 1 or not isinstance(first, Delete | Move | Shift | LinkTo | Unlink):
        return _("Changed the plan")
    return _structure(draft, first, len(operations))


def _set(draft: Draft, operations: Sequence[SetField]) -> str:
    rows = {each.row for each in operations}
    if len(rows) == 1:
        (row,) = rows
        pk = draft.key_of.get(row)
        return _("Changed “%(name)s”") % {"name": _short(draft, pk)}
    return ngettext("Changed %(count)s activity", "Changed %(count)s activities", len(rows)) % {"count": len(rows)}


def _structure(draft: Draft, operation: Delete | Move | Shift | LinkTo | Unlink, count: int) -> str:
    if isinstance(operation, LinkTo | Unlink):
        if count > 1:
            return ngettext("Changed a link", "Changed %(count)s links", count) % {"count": count}
        names = {"before": _named(draft, operation.before), "after": _named(draft, operation.after)}
        if isinstance(operation, LinkTo):
            return _("Linked “%(before)s” to “%(after)s”") % names
        return _("Removed the link from “%(before)s” to “%(after)s”") % names
    texts = {
        Delete: ngettext("Deleted an activity", "Deleted %(count)s activities", len(operation.rows)),
        Move: ngettext("Moved an activity", "Moved %(count)s activities", len(operation.rows)),
        Shift: ngettext("Indented an activity", "Indented %(count)s activities", len(operation.rows)),
    }
    if isinstance(operation, Shift) and operation.by < 0:
        outdented = ngettext("Outdented an activity", "Outdented %(count)s activities", len(operation.rows))
        return outdented % {"count": len(operation.rows)}
    return texts[type(operation)] % {"count": len(operation.rows)}


def _named(draft: Draft, public_id: str) -> str:
    return _short(draft, draft.key_of.get(public_id))


def _short(draft: Draft, pk: int | None) -> str:
    row = None if pk is None else draft.activities.get(pk) or draft.base.rows.activities.get(pk)
    name = "" if row is None else str(row["name"] or row["key"])
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
