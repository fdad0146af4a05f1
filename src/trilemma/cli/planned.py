"""``trilemma schedule`` on a plan: instants, money and people."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from trilemma.cli.asks import Ask
from trilemma.cli.exits import Exit
from trilemma.cli.limits import limits_of
from trilemma.cli.output import answer, table
from trilemma.cli.plans import instant, money, read_plan
from trilemma.cli.progress import progress
from trilemma.cli.reasons import as_reasons, words_of_plan
from trilemma.cli.solving import solved
from trilemma.cli.stop import StopOnSignal

if TYPE_CHECKING:
    from trilemma.engine.api import Axis, Plan, PlanOutcome, WatchProgress


def schedule_file(path: str, ask: Ask) -> int:
    """Schedule a plan file and print the answer."""
    plan = read_plan(path)
    limits = limits_of(plan, ask)
    shown = progress()
    began = time.monotonic()
    with StopOnSignal() as stop:
        content = solved_content(plan, ask, limits, shown, stop) | {"seconds": time.monotonic() - began}
    shown.clear()
    answer(content, lambda: as_text(plan, content))
    if content["status"] == "infeasible":
        return Exit.NO
    if content["violations"]:
        return Exit.FAULT
    return Exit.STOPPED if stop.asked or content["status"] == "unknown" else Exit.DONE


def solved_content(
    plan: Plan, ask: Ask, limits: Mapping[Axis, int], shown: WatchProgress, stop: StopOnSignal
) -> dict[str, Any]:
    """Return the JSON object: a schedule, or why there is none."""
    from trilemma.engine.api import InfeasibleError, LimitConflict, scheduled_plan

    try:
        result = solved(plan, ask, limits, shown, stop)
    except InfeasibleError as error:
        return nothing(ask) | {"reasons": list(error.reasons)}
    if isinstance(result, LimitConflict):
        return nothing(ask) | as_reasons(result, words_of_plan(plan, scheduled_plan(plan)))
    return as_content(plan, result, ask)


def as_content(plan: Plan, result: PlanOutcome, ask: Ask) -> dict[str, Any]:
    """Return the JSON object of a schedule."""
    outcome = result.outcome
    content: dict[str, Any] = {
        "status": outcome.status.value,
        "objective": ",".join(ask.objectives),
        "value": in_unit(plan, ask.objectives[0], outcome.value),
        "bound": in_unit(plan, ask.objectives[0], outcome.bound),
        "gap": outcome.gap,
        "values": [in_unit(plan, name, value) for name, value in zip(ask.objectives, outcome.values, strict=False)],
        "bounds": [in_unit(plan, name, value) for name, value in zip(ask.objectives, outcome.bounds, strict=False)],
        "currency": plan.currency,
        "method": outcome.method,
        "seed": outcome.seed,
        "workers": outcome.workers,
        "effort": {"schedules": outcome.effort.schedules, "deterministic": outcome.effort.deterministic},
        "version": outcome.version,
        "violations": [str(violation) for violation in result.violations],
        "activities": [],
    }
    if result.violations:
        content["status"] = "unknown"  # a schedule that the checker refuses is no answer
    if result.schedule is None:
        return content | {"reasons": why_none(plan, ask, result)}
    return content | figures(result) | {"activities": rows_of(result)}


def nothing(ask: Ask) -> dict[str, Any]:
    """Return the JSON object where no schedule is possible, but for the reasons."""
    absent = dict.fromkeys(("value", "bound", "gap"))
    return {
        "status": "infeasible",
        "objective": ",".join(ask.objectives),
        **absent,
        "seed": ask.seed,
        "violations": [],
        "activities": [],
    }


def figures(result: PlanOutcome) -> dict[str, Any]:
    """Return finish, cost and escaped defects of a schedule."""
    from trilemma.engine.api import expected_defects, schedule_cost

    schedule, plan = result.schedule, result.plan
    assert schedule is not None  # noqa: S101 - the caller has looked
    modes = {row.id: row.mode for row in schedule.activities if row.mode}
    released = schedule.by_id.get(plan.release or "")
    return {
        "finish": instant(plan, released.finish if released else schedule.last_finish),
        "cost": schedule_cost(plan, schedule).total_money,
        "escaped_defects": expected_defects(plan, modes).escaped,
        "overtime": [
            {"resource": slot.resource, "day": slot.day, "minutes": slot.minutes} for slot in schedule.overtime
        ],
    }


def rows_of(result: PlanOutcome) -> list[dict[str, Any]]:
    """Return each task and milestone with its mode, dates and people, in the plan's order."""
    schedule, plan = result.schedule, result.plan
    assert schedule is not None  # noqa: S101 - the caller has looked
    return [
        {
            "id": row.id,
            "name": plan.activity_by_id[row.id].name,
            "mode": row.mode or None,
            "start": instant(plan, row.start),
            "finish": instant(plan, row.finish),
            "people": list(row.people),
        }
        for row in (schedule.by_id[leaf.id] for leaf in plan.leaves)
    ]


def in_unit(plan: Plan, objective: str, value: int | None) -> Any:  # noqa: ANN401 - an instant, money or a number
    """Return the value of an objective: a finish as an instant, cost and margin as money."""
    if value is None:
        return None
    if objective == "finish":
        return instant(plan, value)
    return money(plan, value) if objective in {"cost", "margin"} else value


def why_none(plan: Plan, ask: Ask, result: PlanOutcome) -> list[str]:
    """Say which rules leave no schedule, or kept one from being found."""
    asked = [
        *([f"the deadline {ask.deadline}"] if ask.deadline else []),
        *([f"the budget {ask.budget}"] if ask.budget else []),
        *([f"at most {ask.max_defects:g} escaped defects"] if ask.max_defects is not None else []),
        *(["the plan's own budgets"] if plan.budgets else []),
    ]
    rules = " and ".join(asked) or "all links, dates, calendars and capacities"
    proven = result.outcome.status.value == "infeasible"
    return [f"no schedule keeps {rules} (proven)" if proven else f"no schedule that keeps {rules} was found in time"]


def as_text(plan: Plan, content: dict[str, Any]) -> str:
    """Return the schedule for people."""
    if not content["activities"]:
        head = "There is no feasible schedule:" if content["status"] == "infeasible" else "No schedule was found:"
        return "\n".join([head, *(f"  - {reason}" for reason in content["reasons"])])
    rows = [
        (row["id"], row["name"], row["mode"], row["start"], row["finish"], ", ".join(row["people"]))
        for row in content["activities"]
    ]
    gap = "no bound is proven" if content["gap"] is None else f"at most {content['gap']:.2%} from the best possible"
    judged = f"{len(content['violations'])} violations" if content["violations"] else "the checker finds nothing"
    cost = f"{content['cost']:,.0f} {plan.currency}".replace(",", " ")
    finish = f"{content['finish']:%Y-%m-%d %H:%M}"
    lines = [
        table(("id", "name", "mode", "start", "finish", "people"), rows),
        "",
        f"Finish {finish}, cost {cost}, {content['escaped_defects']:.1f} escaped defects.",
        f"{content['status'].capitalize()} by {content['objective']}: {gap}; {judged}; {content['seconds']:.1f} s.",
    ]
    return "\n".join(lines)
