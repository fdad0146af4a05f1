"""``trilemma promises``: which promises and expectations hold."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from trilemma.cli.exits import Exit
from trilemma.cli.options import json_option, plan_argument, progress_option, seed_option, workers_option
from trilemma.cli.output import answer, table
from trilemma.cli.plans import read_plan
from trilemma.cli.simulation import draws_option, resources_options, simulated

if TYPE_CHECKING:
    from trilemma.engine.api import Conflict, Plan, Probability, PromiseReport, Statement


@click.command("promises")
@plan_argument
@draws_option
@seed_option
@resources_options
@workers_option
@click.option("--strict", is_flag=True, help="Exit with 1 where a statement is less sure than is wanted of it.")
@progress_option
@json_option
def command(
    plan: str,
    *,
    draws: int | None,
    seed: int,
    no_resources: bool,
    flow: bool,
    workers: int | None,
    strict: bool,
) -> int:
    """Give the probability that each promise and expectation of PLAN is kept, alone and together.

    A statement holds where its probability reaches the confidence that is wanted of it.
    """
    from trilemma.engine.api import promise_report

    model = read_plan(plan)
    forecast = simulated(model, draws=draws, seed=seed, workers=workers, no_resources=no_resources, flow=flow)
    report = promise_report(model, forecast)
    content = as_content(report) | {"seed": seed, "seconds": forecast.seconds, "version": forecast.version}
    answer(content, lambda: as_text(model, report, content))
    if forecast.stopped:
        return Exit.STOPPED
    return Exit.NO if strict and not all(each.holds for each in report.statements) else Exit.DONE


def as_content(report: PromiseReport) -> dict[str, Any]:
    """Return the JSON object of a report."""
    return {
        "statements": [
            {
                **said(each.statement),
                "probability": each.probability.value,
                "interval_95": [each.probability.low, each.probability.high],
                "confidence": each.statement.confidence,
                "shortfall": each.shortfall,
                "holds": each.holds,
            }
            for each in report.statements
        ],
        "joint": _share(report.joint),
        "joint_promises": _share(report.joint_promises),
        "weakest": report.weakest,
        "conflicts": [as_row(conflict) for conflict in report.conflicts],
        "draws": report.draws,
        "method": report.method,
    }


def said(statement: Statement) -> dict[str, Any]:
    """Return what a statement says, without its probability."""
    return {
        "id": statement.id,
        "name": statement.name,
        "kind": statement.kind.value,
        "stakeholder": statement.stakeholder,
        "measure": statement.measure.value,
        "activity": statement.activity,
        "deliverable": statement.deliverable,
        "at": statement.at,
        "amount": statement.amount,
        "probability_then": statement.probability_then,
    }


def as_row(conflict: Conflict) -> dict[str, Any]:
    """Return one conflict."""
    return {
        "kind": conflict.kind.value,
        "statements": list(conflict.statements),
        "joint": conflict.joint.value,
        "if_independent": conflict.if_independent,
        "weakest": conflict.weakest,
    }


def _share(probability: Probability | None) -> float | None:
    return None if probability is None else probability.value


def as_text(plan: Plan, report: PromiseReport, content: dict[str, Any]) -> str:
    """Return the report for people."""
    if not report.statements:
        return f"{plan.name} has no statements: nothing was promised, nothing is expected."
    rows = [
        (
            each.statement.id,
            each.statement.kind.value,
            each.statement.stakeholder,
            in_words(plan, each.statement),
            f"{each.probability.value:.0%}",
            f"{each.statement.confidence:.0%}",
            "holds" if each.holds else "AT RISK",
        )
        for each in report.statements
    ]
    headings = ("id", "kind", "to whom", "what", "sure", "wanted", "")
    lines = [table(headings, rows, "llllrrl"), "", f"All of them together: {content['joint']:.0%}."]
    if content["joint_promises"] is not None:
        lines.append(f"All promises together: {content['joint_promises']:.0%}.")
    for conflict in report.conflicts:
        names = " and ".join(conflict.statements)
        lines.append(f"{names} stand in each other's way: together {conflict.joint.value:.0%}.")
    return "\n".join(lines)


def in_words(plan: Plan, statement: Statement) -> str:
    """Say what a statement counts on."""
    where = f" of {statement.activity}" if statement.activity else ""
    match statement.measure.value:
        case "finish":
            assert statement.at is not None  # noqa: S101 - a finish has a date
            last_day = statement.at - timedelta(minutes=1)  # "by the 30th" ends at midnight
            return f"finish{where} by {last_day:%Y-%m-%d}"
        case "margin":
            return f"margin at least {statement.amount:,.0f} {plan.currency}".replace(",", " ")
        case "cost" | "price" as measure:
            return f"{measure} at most {statement.amount:,.0f} {plan.currency}".replace(",", " ")
        case "escaped-defects":
            return f"at most {statement.amount} escaped defects"
        case "scope":
            return f"{statement.deliverable} is delivered"
        case _:
            return "the release is accepted"
