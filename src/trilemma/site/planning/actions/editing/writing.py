"""Write a draft as rows: one act, with everything that it changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from trilemma.site.core.changes import Changes
from trilemma.site.core.models import OrganisationRow
from trilemma.site.planning.actions.editing.draft import Draft
from trilemma.site.planning.convert.rows import PARTS, Row
from trilemma.site.planning.models import Activity, Link, Plan

FEW: Final = 500
"""Up to so many rows are asked for by key; beyond, all of the plan are read."""
ACTIVITY_COLUMNS: Final = (
    *("key", "name", "parent_id", "position", "modes", "constraints", "deadline", "progress", "calendar"),
    *("subproject", "deliverable", "work_kind", "priority", "note", "own_fields"),
)
LINK_COLUMNS: Final = ("predecessor_id", "successor_id", "type", "lag")


def write_draft(change: Changes, plan: Plan, draft: Draft) -> dict[int, int]:
    """Write a draft and return the primary keys that its new rows were given."""
    keys = _new_activities(change, plan, draft)
    _changed(
        change, plan, draft.base.rows.activities, draft.activities, draft.changed, Activity, ACTIVITY_COLUMNS, keys
    )
    keys |= _new_links(change, plan, draft, keys)
    _changed(change, plan, draft.base.rows.links, draft.links, draft.changed_links, Link, LINK_COLUMNS, keys)
    _gone(change, plan, Link, draft.changed_links - draft.links.keys())
    _parts(change, plan, draft)
    _gone(change, plan, Activity, draft.changed - draft.activities.keys())
    if draft.head:
        change.update(plan, **draft.head)
    return keys


def _new_activities(change: Changes, plan: Plan, draft: Draft) -> dict[int, int]:
    order = {pk: number for number, (pk, _level) in enumerate(draft.outline)}
    new = sorted((pk for pk in draft.changed if pk < 0 and pk in draft.activities), key=lambda pk: order[pk])
    rows: dict[int, Activity] = {}
    for pk in new:
        values = {name: draft.activities[pk][name] for name in ACTIVITY_COLUMNS if name != "parent_id"}
        row = Activity(plan=plan, public_id=draft.activities[pk]["public_id"], **values)
        parent = draft.activities[pk]["parent_id"]
        if parent in rows:
            row.parent = rows[parent]
        else:
            row.parent_id = parent
        rows[pk] = row
    if rows:
        change.create(*rows.values())
    return {pk: row.pk for pk, row in rows.items()}


def _new_links(change: Changes, plan: Plan, draft: Draft, keys: Mapping[int, int]) -> dict[int, int]:
    rows = {}
    for pk in sorted((pk for pk in draft.changed_links if pk < 0 and pk in draft.links), reverse=True):
        values = draft.links[pk]
        ends = {name: keys.get(values[name], values[name]) for name in ("predecessor_id", "successor_id")}
        rows[pk] = Link(plan=plan, public_id=values["public_id"], type=values["type"], lag=values["lag"], **ends)
    if rows:
        change.create(*rows.values())
    return {pk: row.pk for pk, row in rows.items()}


def _changed(
    change: Changes,
    plan: Plan,
    before: Mapping[int, Row],
    after: Mapping[int, Row],
    pks: Iterable[int],
    kind: type[Activity | Link],
    columns: tuple[str, ...],
    keys: Mapping[int, int],
) -> None:
    values = {}
    for pk in pks:
        if pk in before and pk in after:
            own = {name: after[pk][name] for name in columns if before[pk][name] != after[pk][name]}
            values[pk] = {
                name: keys.get(value, value) if name.endswith("_id") else value for name, value in own.items()
            }
    rows: Mapping[int, OrganisationRow] = {row.pk: row for row in _fetch(kind, plan, values.keys())}
    change.update_all({rows[pk]: own for pk, own in values.items() if own})


def _gone(change: Changes, plan: Plan, kind: type[Activity | Link], pks: Iterable[int]) -> None:
    wanted = {pk for pk in pks if pk > 0}
    if wanted:
        change.delete(*sorted(_fetch(kind, plan, wanted), key=lambda row: -row.pk))


def _parts(change: Changes, plan: Plan, draft: Draft) -> None:
    for model in PARTS:
        wanted = draft.parts.get(model.table, {})
        if not wanted:
            continue
        rows = {row.pk: row for row in model._default_manager.filter(plan_id=plan.pk, pk__in=list(wanted))}
        change.delete(*(rows[pk] for pk, values in wanted.items() if values is None))
        change.update_all({rows[pk]: {"fields": values["fields"]} for pk, values in wanted.items() if values})


def _fetch(kind: Any, plan: Plan, pks: Iterable[int]) -> list[Any]:  # noqa: ANN401 - one of two models
    wanted = set(pks)
    if not wanted:
        return []
    rows = kind._default_manager.filter(organisation_id=plan.organisation_id, plan_id=plan.pk)
    if len(wanted) <= FEW:
        return list(rows.filter(pk__in=wanted))
    return [row for row in rows if row.pk in wanted]
