"""From the tables of plan text to rows, for imports and copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from trilemma.files.plan_text import split_link
from trilemma.site.core.models import OrganisationRow
from trilemma.site.planning.convert.rows import PARTS
from trilemma.site.planning.models import Activity, Baseline, Link, LinkType, Plan, PlanKind, StatusSnapshot
from trilemma.site.planning.models.work import STEP
from trilemma.site.projects.models import Project

Table = Mapping[str, Any]
CONSTRAINTS: Final = (
    *("start_no_earlier", "start_no_later", "finish_no_earlier", "finish_no_later"),
    *("must_start", "must_finish", "as_late_as_possible"),
)
_OF_MODE: Final = (
    *("duration", "effort", "team", "people", "picks", "cost", "supplier", "supplier_cost", "uses"),
    *("defect_factor", "removal"),
)


def rows_of_tables(
    tables: Mapping[str, Any],
    project: Project,
    *,
    kind: PlanKind = PlanKind.LIVE,
    name: str = "",
    source_number: int = 0,
) -> list[OrganisationRow]:
    """Return the rows of a plan, not written yet, in an order in which they can be created at once.

    Parameters
    ----------
    tables
        The tables of plan text of a valid plan, as `trilemma.files.plan_json.plan_tables` writes them. Their teams,
        persons and calendars are ids of the organisation: see `housed_tables` for plans from elsewhere.
    project
        The project that the plan belongs to; it keeps its own name and priority.
    kind, name
        Whether it is the live plan, or a scenario and its name.
    source_number
        Number of the audit entry up to which a scenario knows the live plan.
    """
    plan = _plan(tables, project, kind=kind, name=name, source_number=source_number)
    activities = _activities(tables.get("activity", ()), plan)
    return [
        plan,
        *activities.values(),
        *(link for table in tables.get("activity", ()) for link in _links(table, activities, plan)),
        *(_part(model, plan, table, number) for model in PARTS for number, table in _numbered(tables, model.table)),
        *(_baseline(table, plan) for table in tables.get("baseline", ())),
        *(
            StatusSnapshot(plan=plan, at=table["at"], entries=table.get("activities", []))
            for table in tables.get("status", ())
        ),
    ]


def _plan(tables: Mapping[str, Any], project: Project, **fields: Any) -> Plan:  # noqa: ANN401 - fields of a plan
    head = tables["project"]
    return Plan(
        project=project,
        key=head["id"],
        start=head["start"],
        status_date=head.get("status_date", ""),
        time_zone=head.get("time_zone", "UTC"),
        currency=head.get("currency", "EUR"),
        calendar=head.get("calendar", ""),
        release=head.get("release", ""),
        subprojects=tables.get("subproject", []),
        quality=tables.get("quality", {}),
        correlation=tables.get("correlation", {}),
        terms=tables.get("terms", {}),
        adopted=tables.get("adopted", {}),
        **fields,
    )


def _activities(tables: Sequence[Table], plan: Plan) -> dict[str, Activity]:
    rows = {table["id"]: _activity(table, plan, number) for number, table in enumerate(tables, 1)}
    for table in tables:
        if "parent" in table:
            rows[table["id"]].parent = rows[table["parent"]]
    return rows


def _activity(table: Table, plan: Plan, number: int) -> Activity:
    return Activity(
        plan=plan,
        key=table["id"],
        name=table.get("name", ""),
        position=number * STEP,
        modes=modes_of_table(table),
        constraints={key: table[key] for key in table if key in CONSTRAINTS},
        deadline=table.get("deadline"),
        progress=table.get("progress"),
        calendar=table.get("calendar", ""),
        subproject=table.get("project", ""),
        deliverable=table.get("deliverable", ""),
        work_kind=table.get("kind", ""),
        priority=table.get("priority", 500),
        note=table.get("note", ""),
    )


def modes_of_table(table: Table) -> list[dict[str, Any]]:
    """Return all modes of an activity as a list, the one whose keys stand in the activity itself first."""
    own = {key: table[key] for key in _OF_MODE if key in table}
    return [*([{"id": "normal", **own}] if own else []), *({"id": "normal", **each} for each in table.get("mode", ()))]


def _links(table: Table, activities: Mapping[str, Activity], plan: Plan) -> list[Link]:
    stated = (_link(entry, activities) for entry in table.get("links", ()))
    successor = activities[table["id"]]
    return [
        Link(plan=plan, predecessor=activities[before], successor=successor, type=str(type_), lag=lag)
        for before, type_, lag in stated
    ]


def _link(entry: str | Table, known: Mapping[str, Activity]) -> tuple[str, str, str]:
    if isinstance(entry, str):
        return split_link(entry, known)
    return entry["activity"], entry.get("type", LinkType.FINISH_START), entry.get("lag", "")


def _numbered(tables: Mapping[str, Any], name: str) -> list[tuple[int, Table]]:
    return list(enumerate(tables.get(name, ()), 1))


def _part(model: Any, plan: Plan, table: Table, number: int) -> OrganisationRow:  # noqa: ANN401 - a kind of part
    fields = {key: value for key, value in table.items() if key not in {"id", "name"}}
    row: OrganisationRow = model(plan=plan, key=table["id"], name=table.get("name", ""), position=number, fields=fields)
    return row


def _baseline(table: Table, plan: Plan) -> Baseline:
    return Baseline(
        plan=plan,
        key=table["id"],
        name=table.get("name", ""),
        taken_on=date.fromisoformat(table["taken_on"]),
        entries=table.get("activities", []),
    )
