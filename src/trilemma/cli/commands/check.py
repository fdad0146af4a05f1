"""``trilemma check``: say whether this is a sound plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from trilemma.cli.exits import Exit
from trilemma.cli.options import json_option, plan_argument
from trilemma.cli.output import answer
from trilemma.cli.plans import read_plan

if TYPE_CHECKING:
    from trilemma.engine.api import HealthPoint, Plan

SHOWN = 8


@click.command("check")
@plan_argument
@click.option("--strict", is_flag=True, help="Exit with 1 where a point of health does not pass.")
@json_option
def command(plan: str, *, strict: bool) -> int:
    """Read PLAN, name its first error with its place, and judge its health by 14 points.

    The points are those of the US Defense Contract Management Agency, each with the activities or links that offend it.
    """
    from trilemma.engine.api import plan_health

    model = read_plan(plan)
    points = plan_health(model)
    sound = all(point.passes for point in points)
    content = {
        "name": model.name,
        "activities": len(model.activities),
        "tasks_and_milestones": len(model.leaves),
        "links": len(model.links),
        "teams": len(model.teams),
        "people": len(model.people),
        "errors": [],
        "healthy": sound,
        "health": [as_row(point) for point in points],
        "method": "plan_health",
    }
    answer(content, lambda: as_text(model, points))
    return Exit.NO if strict and not sound else Exit.DONE


def as_row(point: HealthPoint) -> dict[str, Any]:
    """Return one point of health."""
    return {
        "id": point.id,
        "name": point.name,
        "passes": point.passes,
        "value": point.value,
        "limit": point.limit,
        "offenders": list(point.offenders),
        "of": point.total,
    }


def as_text(plan: Plan, points: tuple[HealthPoint, ...]) -> str:
    """Return the points for people: what does not pass stands with its offenders."""
    size = f"{len(plan.leaves)} tasks and milestones, {len(plan.links)} links"
    lines = [f"{plan.name}: {size}, {len(plan.teams)} teams, {len(plan.people)} people. No errors.", ""]
    for point in points:
        value = "" if point.value is None else f" {point.value:.0%} (limit {point.limit:.0%})"
        lines.append(f"{'ok ' if point.passes else 'NO '} {point.name}{value}")
        if not point.passes:
            lines.append(f"      {listed(point.offenders)}")
    passed = sum(1 for point in points if point.passes)
    lines += ["", f"{passed} of {len(points)} points of health pass."]
    return "\n".join(lines)


def listed(names: tuple[str, ...]) -> str:
    """Return the first names, and how many more there are."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
