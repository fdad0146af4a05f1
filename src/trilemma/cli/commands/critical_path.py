"""``trilemma critical-path``: dates, float and what is critical, capacity aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from trilemma.cli.options import json_option, plan_argument
from trilemma.cli.output import answer, table
from trilemma.cli.plans import days, instant, read_plan

if TYPE_CHECKING:
    from trilemma.engine.api import CriticalPath, Plan


@click.command("critical-path")
@plan_argument
@click.option("--critical", "only_critical", is_flag=True, help="Show only the critical activities.")
@json_option
def command(plan: str, *, only_critical: bool) -> None:
    """Show early and late dates, float and the critical path.

    Links, calendars, date constraints and progress count; capacity does not: for that see trilemma schedule.
    """
    from trilemma.engine.api import critical_path

    model = read_plan(plan)
    path = critical_path(model)
    rows = activity_rows(model, path)
    shown = [row for row in rows if row["critical"] or not only_critical]
    content = {
        "finish": instant(model, path.finish),
        "method": "critical_path",
        "activities": shown,
    }
    answer(content, lambda: as_text(model, content))


def activity_rows(plan: Plan, path: CriticalPath) -> list[dict[str, Any]]:
    """Return one row a leaf, in the plan's own order."""
    columns = zip(
        path.activity_ids,
        path.early_start.tolist(),
        path.early_finish.tolist(),
        path.late_start.tolist(),
        path.late_finish.tolist(),
        path.total_float.tolist(),
        path.free_float.tolist(),
        path.critical.tolist(),
        strict=True,
    )
    rows = {
        name: {
            "id": name,
            "name": plan.activity_by_id[name].name,
            "early_start": instant(plan, early_start),
            "early_finish": instant(plan, early_finish),
            "late_start": instant(plan, late_start),
            "late_finish": instant(plan, late_finish),
            "total_float": total,
            "free_float": free,
            "critical": critical,
        }
        for name, early_start, early_finish, late_start, late_finish, total, free, critical in columns
    }
    return [rows[leaf.id] for leaf in plan.leaves]


def as_text(plan: Plan, content: dict[str, Any]) -> str:
    """Return the table for people."""
    rows = [
        (
            row["id"],
            row["name"],
            row["early_start"],
            row["early_finish"],
            row["late_start"],
            row["late_finish"],
            days(plan, row["total_float"]),
            "critical" if row["critical"] else "",
        )
        for row in content["activities"]
    ]
    headings = ("id", "name", "early start", "early finish", "late start", "late finish", "float", "")
    critical = sum(1 for row in content["activities"] if row["critical"])
    finish = content["finish"].strftime("%Y-%m-%d %H:%M")
    return f"{table(headings, rows, 'llllllrl')}\n\nFinish {finish}, {critical} critical activities."
