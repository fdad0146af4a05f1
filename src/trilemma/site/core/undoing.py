"""Undo and redo, step by step and per person: the recorded change is taken back, unless somebody has built on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import Changes, append_entry, as_values, put_values, row_of
from trilemma.site.core.errors import ConflictError
from trilemma.site.core.models import OrganisationRow, UndoStep
from trilemma.site.core.models.audit import UndoState
from trilemma.site.core.queries import last_author


@dataclass(frozen=True, slots=True)
class UndoStack:
    """What the next undo and the next redo would do, in words; empty where there is nothing."""

    undo: str
    redo: str


def stack_of(actor: Actor, scope: str) -> UndoStack:
    """Return what the actor can undo and redo in a scope."""
    steps = _steps(actor, scope)
    last = steps.filter(state=UndoState.DONE).order_by("-entry__number").first()
    undone = steps.filter(state=UndoState.UNDONE).order_by("entry__number").first()
    return UndoStack(last.entry.label if last else "", undone.entry.label if undone else "")


@transaction.atomic
def undo(actor: Actor, scope: str) -> str:
    """Take the actor's last act in a scope back and return it in words; it can be redone."""
    step = _steps(actor, scope).select_for_update(of=("self",)).filter(state=UndoState.DONE)
    last = step.order_by("-entry__number").first()
    if last is None:
        raise ConflictError(_("There is nothing of yours left to undo here."))
    _apply(actor, scope, last, "undo", [_inverse(change) for change in reversed(last.entry.changes)])
    last.state = UndoState.UNDONE
    last.save(update_fields=["state"])
    return str(last.entry.label)


@transaction.atomic
def redo(actor: Actor, scope: str) -> str:
    """Do again what the actor undid last in a scope and return it in words."""
    step = _steps(actor, scope).select_for_update(of=("self",)).filter(state=UndoState.UNDONE)
    first = step.order_by("entry__number").first()
    if first is None:
        raise ConflictError(_("There is nothing of yours to redo here."))
    _apply(actor, scope, first, "redo", first.entry.changes)
    first.state = UndoState.DONE
    first.save(update_fields=["state"])
    return str(first.entry.label)


def _steps(actor: Actor, scope: str) -> Any:  # noqa: ANN401 - a queryset
    return UndoStep.objects.filter(
        organisation_id=actor.organisation_id, user_id=actor.user_id, scope=scope
    ).select_related("entry")


def _inverse(change: dict[str, Any]) -> dict[str, Any]:
    return {**change, "before": change["after"], "after": change["before"]}


def _apply(actor: Actor, scope: str, step: UndoStep, kind: str, recorded: Sequence[dict[str, Any]]) -> None:
    """Make recorded changes, each on rows that still say what they said right before."""
    changes = Changes(actor, f"{kind}:{step.entry.verb}", step.entry.label, scope)
    rows = _rows_of(recorded)
    for run in _runs(recorded):
        first = run[0]
        if first["before"] is None:
            changes.create(*(row_of(c["model"], c["pk"], c["after"]) for c in run))
            continue
        found = [_still(rows, change) for change in run]
        if first["after"] is None:
            changes.delete(*found)
        else:
            changes.update_all({row: _typed(row, c["after"]) for row, c in zip(found, run, strict=True)})
    append_entry(changes)


def _typed(row: OrganisationRow, values: dict[str, Any]) -> dict[str, Any]:
    """Return recorded values as the row's fields hold them."""
    twin = apps.get_model(row._meta.label)()
    put_values(twin, values)
    return {name: getattr(twin, name) for name in values}


def _rows_of(recorded: Sequence[dict[str, Any]]) -> dict[tuple[str, int], OrganisationRow]:
    """Return the rows that changes are about, locked, in one query a model."""
    keys: dict[str, set[int]] = {}
    for change in recorded:
        keys.setdefault(change["model"], set()).add(change["pk"])
    found = {}
    for model, pks in keys.items():
        queryset = apps.get_model(model)._default_manager.select_for_update(of=("self",))
        for row in queryset.filter(pk__in=pks):
            found[(model, row.pk)] = row
    return found


def _still(rows: dict[tuple[str, int], OrganisationRow], change: dict[str, Any]) -> OrganisationRow:
    """Return the row of a change, refused where somebody has changed the same fields since."""
    row = rows.get((change["model"], change["pk"]))
    if row is None:
        raise ConflictError(_("This cannot be undone any more: something it needs has been deleted since."))
    if as_values(row, change["before"]) != change["before"]:
        who = last_author(row) or _("somebody else")
        raise ConflictError(
            _("This cannot be undone any more: %(who)s has changed the same thing since.") % {"who": who}
        )
    return row


def _runs(recorded: Iterable[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    """Yield neighbours of the same model and kind together, so that they are written together."""
    run: list[dict[str, Any]] = []
    for change in recorded:
        if run and _kind(run[0]) != _kind(change):
            yield run
            run = []
        run.append(change)
    if run:
        yield run


def _kind(change: dict[str, Any]) -> tuple[str, bool, bool]:
    return change["model"], change["before"] is None, change["after"] is None
