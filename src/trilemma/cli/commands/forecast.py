"""``trilemma forecast``: what will happen, with its uncertainty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from trilemma.cli.exits import Exit
from trilemma.cli.options import json_option, plan_argument, progress_option, seed_option, workers_option
from trilemma.cli.output import answer, table
from trilemma.cli.plans import instant, label, money, read_plan
from trilemma.cli.simulation import draws_option, resources_options, simulated

if TYPE_CHECKING:
    from trilemma.engine.api import Forecast, Plan, Summary

MOST_SHOWN = 12
QUANTILES = ("p10", "p50", "p80", "p90", "mean")


@click.command("forecast")
@plan_argument
@draws_option
@seed_option
@resources_options
@workers_option
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
) -> int:
    """Forecast finish, cost and escaped defects of PLAN together, from estimates, risks and progress.

    P80 is what four of five imagined courses of the project do not exceed.
    """
    model = read_plan(plan)
    result = simulated(model, draws=draws, seed=seed, workers=workers, no_resources=no_resources, flow=flow)
    content = as_content(model, result)
    answer(content, lambda: as_text(model, content))
    return Exit.STOPPED if result.stopped else Exit.DONE


def as_content(plan: Plan, result: Forecast) -> dict[str, Any]:
    """Return the JSON object of a forecast."""
    from trilemma.engine.api import summarise

    return {
        "finish": _instants(plan, result.finish_summary) | {"sd": result.finish_sd_working_minutes},
        "cost": {name: money(plan, getattr(result.cost_summary, name)) for name in (*QUANTILES, "sd")}
        | {"currency": plan.currency},
        "escaped_defects": {name: getattr(result.escaped_summary, name) for name in (*QUANTILES, "sd")},
        "joint_confidence": result.joint_confidence,
        "acceptance": result.acceptance,
        "draws": result.draws,
        "seed": result.seed,
        "seconds": result.seconds,
        "method": result.method,
        "version": result.version,
        "resources": result.resources,
        "criticality": dict(result.criticality),
        "milestones": {name: _instants(plan, summarise(sample)) for name, sample in result.milestones.items()},
        "risks": {name: float(struck.mean()) for name, struck in result.risks.items()},
        "influences": [
            {
                "id": influence.id,
                "kind": influence.kind,
                "finish_correlation": influence.finish_correlation,
                "cost_correlation": influence.cost_correlation,
                "finish_low": instant(plan, round(influence.finish_low)),
                "finish_high": instant(plan, round(influence.finish_high)),
                "cost_low": money(plan, influence.cost_low),
                "cost_high": money(plan, influence.cost_high),
            }
            for influence in result.influences
        ],
        "convergence": {
            "blocks": result.convergence.blocks,
            "finish_error_elapsed_minutes": result.convergence.finish_error,
            "cost_error": money(plan, result.convergence.cost_error)
            if result.convergence.cost_error < float("inf")
            else None,
            "tolerance": result.convergence.tolerance,
            "reached": result.convergence.reached,
        },
        "stopped": result.stopped,
    }


def _instants(plan: Plan, summary: Summary) -> dict[str, Any]:
    return {name: instant(plan, round(getattr(summary, name))) for name in QUANTILES}


def as_text(plan: Plan, content: dict[str, Any]) -> str:
    """Return the forecast for people."""
    finish, cost, defects = content["finish"], content["cost"], content["escaped_defects"]
    rows = [
        ("finish", *(f"{finish[name]:%Y-%m-%d}" for name in QUANTILES)),
        (f"cost [{plan.currency}]", *(f"{cost[name]:,.0f}".replace(",", " ") for name in QUANTILES)),
        ("escaped defects", *(f"{defects[name]:.1f}" for name in QUANTILES)),
    ]
    lines = [
        table(("", "P10", "P50", "P80", "P90", "mean"), rows, "lrrrrr"),
        "",
        f"Finish and cost both within their P80: {content['joint_confidence']:.0%}.",
    ]
    if content["acceptance"] is not None:
        lines.append(f"Accepted at release: {content['acceptance']:.0%}.")
    drivers = sorted(content["criticality"].items(), key=lambda pair: -pair[1])
    shown = [(label(plan, name), f"{share:.0%}") for name, share in drivers[:MOST_SHOWN] if share > 0]
    lines += ["", "What holds the finish, by share of the draws:", table(("activity", "critical"), shown, "lr")]
    exact = "" if content["convergence"]["reached"] else "; more draws would make P80 more exact"
    lines += ["", f"{content['draws']} draws in {content['seconds']:.1f} s, seed {content['seed']}{exact}."]
    return "\n".join(lines)
