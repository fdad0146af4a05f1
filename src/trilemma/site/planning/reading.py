"""Plan files and templates as what becomes a project: the tables, and what a reader should know before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from trilemma.engine.api import Plan, TrilemmaError, plan_health
from trilemma.files import read_import
from trilemma.files.imported import Imported, date_differences, pinned
from trilemma.files.limits import MEGABYTE
from trilemma.files.plan_json import plan_tables
from trilemma.files.plan_text import read_plan_text

TEMPLATES: Final = ("implementation", "roll-out", "migration", "website", "product")
"""Names of the templates, one for each kind of project."""
LARGEST_FILE: Final = 24 * MEGABYTE
MOST_DIFFERENCES: Final = 500


@dataclass(frozen=True, slots=True)
class Reading:
    """A plan file, read."""

    tables: dict[str, Any]
    pinned: dict[str, Any]
    findings: dict[str, Any]


def template_plan(name: str) -> Plan:
    """Return the plan of a template."""
    folder = resources.files("trilemma.site.planning").joinpath("project_templates")
    return read_plan_text(folder.joinpath(f"{name}.toml").read_bytes(), f"{name}.toml")


def read_file(data: bytes, name: str) -> Reading:
    """Read a plan file of any format.

    Raises
    ------
    TrilemmaError
        If it is none, or breaks a rule of the model; the message says what and where.
    """
    imported = read_import(data, name=name)
    held = plan_tables(pinned(imported)) if imported.dates else {}
    return Reading(plan_tables(imported.plan), held, _findings(imported))


def _findings(imported: Imported) -> dict[str, Any]:
    plan = imported.plan
    return {
        "counts": {
            "activities": len(plan.leaves),
            "summaries": len(plan.activities) - len(plan.leaves),
            "links": len(plan.links),
            "people": len(plan.people),
            "teams": len(plan.teams),
            "baselines": len(plan.baselines),
        },
        "notes": list(imported.notes),
        "dates": len(imported.dates),
        "differences": _differences(imported),
        "health": [{"name": point.name, "offenders": len(point.offenders)} for point in _failing(plan)],
    }


def _failing(plan: Plan) -> Sequence[Any]:
    try:
        return [point for point in plan_health(plan) if not point.passes]
    except TrilemmaError:
        return []


def _differences(imported: Imported) -> list[Mapping[str, str]]:
    """Return the dates that differ from the file's, most important first: causes before consequences."""
    if not imported.dates:
        return []
    names = imported.plan.activity_by_id
    found = sorted(date_differences(imported), key=lambda each: (each.cause == "predecessor", each.file_start))
    return [
        {
            "id": each.activity,
            "name": names[each.activity].name or each.activity,
            "file_start": each.file_start.isoformat(),
            "file_finish": each.file_finish.isoformat(),
            "start": each.start.isoformat(),
            "finish": each.finish.isoformat(),
            "reason": each.reason,
        }
        for each in found[:MOST_DIFFERENCES]
    ]
