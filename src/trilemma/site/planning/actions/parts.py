"""Writes of what a plan knows beside its activities: deliverables, risks, quality steps, statements, terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from trilemma.engine.api import TrilemmaError
from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.core.errors import NotFoundError, RuleError
from trilemma.site.core.queries import fetch, refuse_stale
from trilemma.site.planning.actions.editing.editing import sentence
from trilemma.site.planning.convert import Change, Compiled, compiled_plan
from trilemma.site.planning.convert.rows import PARTS
from trilemma.site.planning.models import Plan, PlanPart
from trilemma.site.planning.queries.access import PlanAccess, plan_for
from trilemma.site.planning.queries.dates import dates_of
from trilemma.site.projects.permissions import ProjectRight

MODELS: Final[Mapping[str, type[PlanPart]]] = {model.table: model for model in PARTS}
HEAD: Final = frozenset({"start", "status_date", "release", "calendar", "terms", "quality", "correlation"})


@transaction.atomic
def save_part(
    actor: Actor, plan_id: str, table: str, *, part: str = "", version: int = 0, name: str, fields: Mapping[str, Any]
) -> PlanPart:
    """Add a deliverable, risk, quality step, statement, budget or lever idea, or change it.

    Raises
    ------
    RuleError
        If the plan would break a rule; the message says which.
    """
    access, before = _for_change(actor, plan_id)
    model = model_of(table)
    known = fetch(model.of(actor).filter(plan=access.plan), part, for_change=True) if part else None
    if known is not None and version:
        refuse_stale(known, version, ["name", "fields"])
    rows = before.rows.parts.get(table, ())
    key = known.key if known else free_key(name or table, {row["key"] for row in rows})
    position = known.position if known else max((row["position"] for row in rows), default=0) + 1
    pk = known.pk if known else -1
    row = {"pk": pk, "public_id": "", "version": 1, "key": key, "name": name, "position": position}
    _require_valid(before, Change(parts={table: {pk: {**row, "fields": dict(fields)}}}))
    label = _("Changed “%(name)s”") if known else _("Added “%(name)s”")
    with changing(actor, f"{table}.saved", label % {"name": name or key}, scope=access.scope) as change:
        if known is not None:
            change.update(known, name=name, fields=dict(fields))
            return known
        new = model(plan=access.plan, key=key, name=name, position=position, fields=dict(fields))
        change.create(new)
    return new


@transaction.atomic
def remove_part(actor: Actor, plan_id: str, table: str, part: str) -> None:
    """Remove a part of a plan; one that others of the plan name stays, and the message says who names it."""
    access, before = _for_change(actor, plan_id)
    row = fetch(model_of(table).of(actor).filter(plan=access.plan), part, for_change=True)
    _require_valid(before, Change(parts={table: {row.pk: None}}))
    label = _("Removed “%(name)s”") % {"name": str(row)}
    with changing(actor, f"{table}.removed", label, scope=access.scope) as change:
        change.delete(row)


@transaction.atomic
def change_head(actor: Actor, plan_id: str, label: str, **columns: Any) -> Plan:  # noqa: ANN401 - values of columns
    """Change start, status date, release, calendar, terms, quality model or correlation of a plan."""
    unknown = columns.keys() - HEAD
    if unknown:
        raise RuleError(_("A plan has no field “%(name)s”.") % {"name": min(unknown)})
    access, before = _for_change(actor, plan_id)
    _require_valid(before, Change(head=columns))
    with changing(actor, "plan.changed", label, scope=access.scope) as change:
        change.update(access.plan, **columns)
    return access.plan


def model_of(table: str) -> type[PlanPart]:
    """Return the model of a table."""
    if table not in MODELS:
        raise NotFoundError.plain()
    return MODELS[table]


def free_key(name: str, taken: set[str]) -> str:
    """Return an id made of a name that nobody has yet."""
    stem = slugify(name)[:60] or "item"
    number, free = 1, stem
    while free in taken:
        number += 1
        free = f"{stem}-{number}"
    return free


def _for_change(actor: Actor, plan_id: str) -> tuple[PlanAccess, Compiled]:
    access = plan_for(actor, plan_id, ProjectRight.PLAN, for_change=True)
    return access, compiled_plan(access.plan)


def _require_valid(before: Compiled, change: Change) -> None:
    try:
        dates_of(before.after(change, before.revision, before.mark))
    except TrilemmaError as error:
        raise RuleError(sentence(error.message)) from error
