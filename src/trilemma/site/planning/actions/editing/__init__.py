"""Edits of a plan's activities and links: said in operations, checked by the engine, written as one act."""

from __future__ import annotations

from trilemma.site.planning.actions.editing.editing import Edited, edit_plan, preview_edit, step_back, step_forward
from trilemma.site.planning.actions.editing.operations import (
    Delete,
    Insert,
    LinkTo,
    Move,
    NewRow,
    Operation,
    SetField,
    Shift,
    Unlink,
)

__all__ = [
    "Delete",
    "Edited",
    "Insert",
    "LinkTo",
    "Move",
    "NewRow",
    "Operation",
    "SetField",
    "Shift",
    "Unlink",
    "edit_plan",
    "preview_edit",
    "step_back",
    "step_forward",
]
