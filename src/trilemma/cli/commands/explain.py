"""``trilemma explain``: why an activity has its date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from trilemma.cli.options import json_option, plan_argument
from trilemma.cli.output import answer
from trilemma.cli.plans import instant, label, read_plan

if TYPE_CHECKING:
    from trilemma.engine.api import Cause, Plan

REASONS = {
    "start-date": "a date constraint holds its start",
    "finish-date": "a date constraint holds its finish",
    "status-date": "what is left cannot start before the status date",
    "actual": "it has already started",
    "project-start": "the project starts then",
}
LINKS = {
    "FS": "it starts after {before} finishes",
    "SS": "it starts after {before} starts",
    "FF": "it finishes after {before} finishes",
    "SF": "it finishes after {before} starts",
}


@click.command("explain")
@plan_argument
@click.argument("activity", metavar="ACTIVITY")
@json_option
def command(plan: str, activity: str) -> None:
    """Say why an ACTIVITY has its date: the chain of causes behind it.

    The dates are those of the links, calendars, constraints, progress and the order of the adopted schedule.
    """
    from trilemma.engine.api import critical_path, explain

    model = read_plan(plan)
    chain = explain(model, critical_path(model, arcs=model.adopted.arcs), activity)
    steps = [step(model, cause) for cause in chain]
    content = {"activity": activity, "start": steps[0]["start"], "finish": steps[0]["finish"], "chain": steps}
    answer(content, lambda: as_text(model, activity, steps))


def step(plan: Plan, cause: Cause) -> dict[str, Any]:
    """Return one link of the chain."""
    return {
        "id": cause.activity,
        "start": instant(plan, cause.start),
        "finish": instant(plan, cause.finish),
        "cause": cause.kind.value,
        "predecessor": cause.predecessor,
        "link": cause.link.value if cause.link else None,
        "lag_minutes": cause.lag_minutes,
        "lag_elapsed": cause.elapsed,
        "pause_minutes": cause.pause_minutes,
        "reason": reason(plan, cause),
    }


def reason(plan: Plan, cause: Cause) -> str:
    """Say in words what holds the activity."""
    if cause.predecessor is None or cause.link is None:
        return REASONS[cause.kind.value]
    words = LINKS[cause.link.value].format(before=label(plan, cause.predecessor))
    if cause.lag_minutes:
        unit = "elapsed" if cause.elapsed else "working"
        words += f", {abs(cause.lag_minutes)} {unit} minutes {'later' if cause.lag_minutes > 0 else 'earlier'}"
    if cause.kind.value == "order":
        words += ", because both need the same people"
    return words


def as_text(plan: Plan, activity: str, steps: list[dict[str, Any]]) -> str:
    """Return the chain for people, nearest cause first."""
    first = steps[0]
    lines = [f"{label(plan, activity)}: {_span(first)}"]
    for number, each in enumerate(steps, start=1):
        lines.append(f"{number:3}. {label(plan, each['id'])}, {_span(each)}: {each['reason']}.")
    return "\n".join(lines)


def _span(row: dict[str, Any]) -> str:
    return f"{row['start']:%Y-%m-%d %H:%M} to {row['finish']:%Y-%m-%d %H:%M}"
