"""Edit a plan: every edit is one act that can be undone, and every answer says what it moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from trilemma.engine.api import TrilemmaError
from trilemma.files.plan_text import PartError
from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.core.errors import ConflictError, RuleError
from trilemma.site.core.undoing import redo, undo
from trilemma.site.planning.actions.editing import shaping
from trilemma.site.planning.actions.editing.draft import Draft, FieldError
from trilemma.site.planning.actions.editing.labels import label_of
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
from trilemma.site.planning.actions.editing.setting import PROGRESS_FIELDS, set_field
from trilemma.site.planning.actions.editing.stale import Conflict, conflicts
from trilemma.site.planning.actions.editing.writing import write_draft
from trilemma.site.planning.convert import Compiled, compiled_plan, keep_compiled, latest_of, renumbered
from trilemma.site.planning.models import Plan
from trilemma.site.planning.queries.access import PlanAccess, plan_for
from trilemma.site.planning.queries.dates import dates_of
from trilemma.site.projects.permissions import ProjectRight


@dataclass(frozen=True)
class Edited:
    """What came of an edit: the plan before and after, the keys of new rows, values that did not fit, conflicts."""

    plan: PlanAccess
    before: Compiled
    after: Compiled
    created: Mapping[str, str] = field(default_factory=dict)
    errors: Sequence[Mapping[str, Any]] = ()
    conflicts: Sequence[Conflict] = ()


@transaction.atomic
def edit_plan(actor: Actor, plan_id: str, operations: Sequence[Operation], *, revision: int, label: str = "") -> Edited:
    """Do operations as one act; nothing is written where a field meets another person's change.

    Raises
    ------
    RuleError
        If the outline or the links would break a rule of the plan; single values that do not fit are left out and
        reported instead.
    """
    access = plan_for(actor, plan_id, needed_right(operations), for_change=True)
    before = compiled_plan(access.plan)
    draft = Draft(before)
    sets = [each for each in operations if isinstance(each, SetField)]
    found = conflicts(actor, access.scope, draft, sets, revision)
    if found:
        return Edited(access, before, before, conflicts=found)
    draft, after, errors = drafted(before, operations)
    if not (draft.changed or draft.changed_links or draft.head or draft.parts):
        return Edited(access, before, before, errors=errors)
    with changing(actor, "plan.edited", label or label_of(draft, operations), scope=access.scope) as change:
        keys = write_draft(change, access.plan, draft)
    after = settled(access.plan, draft, keys, after)
    created = _created(operations, draft)
    return Edited(access, before, after, created=created, errors=errors)


def preview_edit(actor: Actor, plan_id: str, operations: Sequence[Operation]) -> Edited:
    """Return what an edit would do; nothing is written."""
    access = plan_for(actor, plan_id, needed_right(operations))
    before = compiled_plan(access.plan)
    _draft, after, errors = drafted(before, operations)
    return Edited(access, before, after, errors=errors)


def step_back(actor: Actor, plan_id: str) -> Edited:
    """Undo the actor's last act on the plan's project."""
    return _stepped(actor, plan_id, undo)


def step_forward(actor: Actor, plan_id: str) -> Edited:
    """Redo what the actor undid last."""
    return _stepped(actor, plan_id, redo)


@transaction.atomic
def _stepped(actor: Actor, plan_id: str, step: Callable[[Actor, str], str]) -> Edited:
    access = plan_for(actor, plan_id, ProjectRight.TAKE_PART, for_change=True)
    before = compiled_plan(access.plan)
    try:
        with transaction.atomic():
            step(actor, access.scope)
            access.plan.refresh_from_db()
            after = compiled_plan(access.plan)
            dates_of(after)
    except (TrilemmaError, IntegrityError) as error:
        why = error.message if isinstance(error, TrilemmaError) else _("something else is built on it by now")
        raise ConflictError(_("This cannot be done any more: %(why)s.") % {"why": why.rstrip(".")}) from error
    return Edited(access, before, after)


def needed_right(operations: Sequence[Operation]) -> ProjectRight:
    """Return the right that operations need: members report progress, managers plan."""
    if not operations:
        raise RuleError(_("There is nothing to do."))
    progress = all(isinstance(each, SetField) and each.field in PROGRESS_FIELDS for each in operations)
    return ProjectRight.TAKE_PART if progress else ProjectRight.PLAN


def drafted(before: Compiled, operations: Sequence[Operation]) -> tuple[Draft, Compiled, list[Mapping[str, Any]]]:
    """Return the plan after operations, without those single values that do not fit, which are reported.

    First everything is tried at once; only where the whole breaks a rule each value is tried by itself.
    """
    draft, errors = _tried(before, operations)
    try:
        return draft, _computed(draft), errors
    except TrilemmaError as error:
        if not any(isinstance(each, SetField) for each in operations):
            raise _refused(error, draft, operations) from error
    return _one_by_one(before, operations)


def _computed(draft: Draft) -> Compiled:
    after = draft.compiled()
    dates_of(after)
    return after


def _tried(before: Compiled, operations: Sequence[Operation]) -> tuple[Draft, list[Mapping[str, Any]]]:
    draft, errors = Draft(before), []
    for operation in operations:
        error = _do(draft, operation)
        if error is not None:
            errors.append(error)
    return draft, errors


def _one_by_one(before: Compiled, operations: Sequence[Operation]) -> tuple[Draft, Compiled, list[Mapping[str, Any]]]:
    """Keep every value with which the plan still holds; the outline and the links are done or refused as a whole."""
    kept: list[Operation] = [each for each in operations if not isinstance(each, SetField)]
    errors: list[Mapping[str, Any]] = []
    draft, _ignored = _tried(before, kept)
    try:
        after = _computed(draft)
    except TrilemmaError as error:
        raise _refused(error, draft, kept) from error
    for operation in operations:
        if not isinstance(operation, SetField):
            continue
        tried, wrong = _tried(before, [*kept, operation])
        try:
            if wrong:
                errors += wrong[-1:]
                continue
            draft, after = tried, _computed(tried)
            kept.append(operation)
        except TrilemmaError as error:
            errors.append(_error(operation, error.message))
            draft, _ignored = _tried(before, kept)
    return draft, after, errors


def _do(draft: Draft, operation: Operation) -> Mapping[str, Any] | None:
    """Do one operation; return what is wrong with a single value, raise what is wrong with anything else."""
    if isinstance(operation, SetField):
        return _set(draft, operation)
    match operation:
        case Insert():
            shaping.insert(draft, operation)
        case Delete():
            shaping.delete(draft, operation)
        case Move():
            shaping.move(draft, operation)
        case Shift():
            shaping.shift(draft, operation)
        case LinkTo():
            shaping.link(draft, operation)
        case Unlink():
            shaping.unlink(draft, operation)
    return None


def _set(draft: Draft, operation: SetField) -> Mapping[str, Any] | None:
    pk = draft.pk(operation.row)
    known, head = draft.row(pk), dict(draft.head)
    links, changed_links = dict(draft.links), set(draft.changed_links)
    was_changed = pk in draft.changed
    try:
        set_field(draft, pk, operation.field, operation.value)
        draft.check(pk)
    except (RuleError, TrilemmaError) as error:
        draft.activities[pk], draft.head = known, head
        draft.links, draft.changed_links = links, changed_links
        draft._links_into = None
        if not was_changed:
            draft.changed.discard(pk)
        return _error(operation, error.message)
    return None


def _error(operation: SetField, message: str) -> Mapping[str, Any]:
    return {"row": operation.row, "field": operation.field, "message": sentence(message), "value": operation.value}


def sentence(message: str) -> str:
    """Return a rule of the engine as a sentence."""
    text = message[:1].upper() + message[1:]
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _refused(error: TrilemmaError, draft: Draft, operations: Sequence[Operation]) -> RuleError:
    """Return the engine's error with the row that it names, or the first that was to change."""
    refused = FieldError(sentence(error.message))
    place = (error.place or "").removeprefix("activity ").partition(",")[0]
    row = next((row for row in draft.activities.values() if row["key"] == place), None)
    if row is not None:
        refused.row = row["public_id"]
    elif operations and isinstance(operations[0], LinkTo):
        refused.row = operations[0].after
    if isinstance(error, PartError) and error.path:
        refused.field = str(error.path[-1])
    return refused


def settled(plan: Plan, draft: Draft, keys: Mapping[int, int], after: Compiled) -> Compiled:
    """Return the state that a written draft has led to, and keep it once it is committed."""
    number, mark = latest_of(plan)
    if keys:
        final = renumbered(draft.base, after, draft.change(keys), keys, number, mark)
    else:
        final = replace(after, revision=number, mark=mark)
    transaction.on_commit(lambda: keep_compiled(plan, final))
    return final


def _created(operations: Sequence[Operation], draft: Draft) -> dict[str, str]:
    keys = [row.key for each in operations if isinstance(each, Insert) for row in each.rows]
    return {
        key: draft.activities[draft.key_of[key]]["public_id"] for key in keys if draft.key_of[key] in draft.activities
    }
