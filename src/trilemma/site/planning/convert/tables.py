"""From rows to the tables of plan text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from trilemma.site.planning.convert.relevance import relevant_people
from trilemma.site.planning.convert.rows import PlanRows, Row

Table = dict[str, Any]
Tables = dict[str, Any]


def tables_of_rows(rows: PlanRows, people: Mapping[str, list[Table]]) -> Tables:
    """Return a plan as the tables of plan text in plain JSON values.

    Parameters
    ----------
    rows
        The plan's rows.
    people
        The tables ``calendar``, ``team`` and ``person`` of the organisation; of these the plan takes those it names,
        and whoever they bring along.
    """
    head = rows.head
    tables = {
        "format": 1,
        "project": project_table(rows),
        "subproject": head["subprojects"],
        "activity": [activity_table(rows, pk) for pk, _ in rows.outline],
        **{name: [part_table(row) for row in part] for name, part in rows.parts.items()},
        **{name: in_order(head[name]) for name in ("quality", "correlation", "terms", "adopted")},
        "baseline": [baseline_table(row) for row in rows.baselines],
        "status": [{"at": row["at"], "activities": row["entries"]} for row in rows.statuses],
    }
    stated = {name: table for name, table in tables.items() if table}
    return stated | relevant_people(stated, people)


def project_table(rows: PlanRows) -> Table:
    """Return the table of the plan's own project."""
    head = rows.head
    return {
        "id": head["key"],
        "start": head["start"],
        "time_zone": head["time_zone"],
        "currency": head["currency"],
        "priority": rows.priority,
        **_filled(rows.name and {"name": rows.name}, head, "status_date", "calendar", "release"),
    }


def activity_table(rows: PlanRows, pk: int) -> Table:
    """Return the table of one activity with the links that arrive at it."""
    table = own_table(rows.activities, pk)
    if arriving := rows.links_into.get(pk):
        table["links"] = [link_table(rows.activities, link) for link in arriving]
    return table


def own_table(activities: Mapping[int, Row], pk: int) -> Table:
    """Return the table of one activity without its links."""
    row = activities[pk]
    table: Table = {"id": row["key"], "priority": row["priority"]}
    if row["name"]:
        table["name"] = row["name"]
    if row["parent_id"]:
        table["parent"] = activities[row["parent_id"]]["key"]
    for column, key in _ACTIVITY_KEYS:
        if row[column] or row[column] == {}:
            table[key] = row[column]
    if row["modes"]:
        table["mode"] = [in_order(mode) for mode in row["modes"]]
    table.update(in_order(row["constraints"]))
    return table


_ACTIVITY_KEYS = (
    ("subproject", "project"),
    ("deliverable", "deliverable"),
    ("work_kind", "kind"),
    ("calendar", "calendar"),
    ("deadline", "deadline"),
    ("progress", "progress"),
    ("note", "note"),
)


def link_table(activities: Mapping[int, Row], link: Row) -> Table:
    """Return a link as the activity that waits states it."""
    before = activities[link["predecessor_id"]]["key"]
    table = {"activity": before, "type": link["type"]}
    return {**table, "lag": link["lag"]} if link["lag"] else table


def part_table(row: Row) -> Table:
    """Return a table with a key and perhaps a name, such as a risk."""
    return {"id": row["key"], **({"name": row["name"]} if row["name"] else {}), **in_order(row["fields"])}


def baseline_table(row: Row) -> Table:
    """Return a baseline: its dates, not the plan as it was."""
    taken_on = row["taken_on"]
    day = taken_on.isoformat() if isinstance(taken_on, date) else taken_on
    return {"id": row["key"], "name": row["name"], "taken_on": day, "activities": row["entries"]}


def in_order(value: Any) -> Any:  # noqa: ANN401 - any node of a document
    """Return a value with the keys of its tables in order: databases keep them in orders of their own."""
    if isinstance(value, dict):
        return {key: in_order(value[key]) for key in sorted(value)}
    return [in_order(each) for each in value] if isinstance(value, list) else value


def _filled(first: Any, row: Row, *names: str) -> Table:  # noqa: ANN401 - a table or nothing
    return {**(first or {}), **{name: row[name] for name in names if row[name]}}
