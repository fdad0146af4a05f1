"""``trilemma levers``: which single changes are worth deciding on."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import click

from trilemma.cli.asks import all_cores
from trilemma.cli.exits import Exit
from trilemma.cli.options import json_option, plan_argument, progress_option, seed_option, workers_option
from trilemma.cli.output import answer, table
from trilemma.cli.plans import instant, money, read_plan
from trilemma.cli.progress import progress
from trilemma.cli.stop import StopOnSignal

if TYPE_CHECKING:
    from trilemma.engine.api import Change, Lever, LeverReport, Plan, RankedLever

MINUTES_PER_DAY = 1440
SHOWN = 25
WORTH = {
    "free": "helps, costs no more",
    "bought": "helps at a price",
    "saving": "saves money",
    "no-help": "does not help",
}


@click.command("levers")
@plan_argument
@click.option(
    "--draws", type=click.IntRange(1), default=2000, show_default=True, metavar="N", help="Draws of the best levers."
)
@click.option("--most", type=click.IntRange(1), default=100, show_default=True, metavar="N", help="Levers to simulate.")
@seed_option
@click.option("--no-resources", is_flag=True, help="Leave the capacity of teams and persons aside.")
@workers_option
@progress_option
@json_option
def command(plan: str, *, draws: int, most: int, seed: int, no_resources: bool, workers: int | None) -> int:
    """Rank every single change that PLAN allows by what it buys.

    Another mode, a supplier, a week of overtime, one more person, less optional scope, more or less of a quality step,
    a mitigated risk: each simulated with the same luck as the plan as it is.
    """
    from trilemma.engine.api import rank_levers

    model = read_plan(plan)
    shown = progress()
    with StopOnSignal() as stop, ThreadPoolExecutor(workers or all_cores()) as executor:
        report = rank_levers(
            model,
            draws=draws,
            screened=most,
            seed=seed,
            resources=not no_resources,
            executor=executor,
            progress=shown,
            stop=stop,
            clock=time.monotonic,
        )
    shown.clear()
    content = as_content(model, report)
    answer(content, lambda: as_text(model, report))
    return Exit.STOPPED if report.stopped else Exit.DONE


def as_content(plan: Plan, report: LeverReport) -> dict[str, Any]:
    """Return the JSON object of a report."""
    return {
        "plan": {
            "finish": {name: instant(plan, round(getattr(report.finish, name))) for name in ("p50", "p80")},
            "cost": {name: money(plan, getattr(report.cost, name)) for name in ("p50", "p80", "mean")}
            | {"currency": plan.currency},
            "escaped_defects": {name: getattr(report.escaped_defects, name) for name in ("p50", "p80", "mean")},
        },
        "levers": [as_row(plan, entry) for entry in report.levers],
        "left_out": [said(lever) for lever in report.left_out],
        "draws": report.draws,
        "seed": report.seed,
        "seconds": report.seconds,
        "method": report.method,
        "version": report.version,
        "stopped": report.stopped,
    }


def said(lever: Lever) -> dict[str, Any]:
    """Return what a lever changes."""
    named = {
        "activity": lever.activity,
        "mode": lever.mode,
        "resource": lever.resource,
        "deliverable": lever.deliverable,
        "risk": lever.risk,
    }
    found: dict[str, Any] = {"id": lever.id, "kind": lever.kind.value, "text": lever.text}
    found |= {name: value for name, value in named.items() if value}
    if lever.people:
        found |= {"people": lever.people, "first": lever.first}
    if lever.overtime:
        found["overtime"] = [{"day": slot.day, "minutes": slot.minutes} for slot in lever.overtime]
    return found


def as_row(plan: Plan, entry: RankedLever) -> dict[str, Any]:
    """Return one lever with its effect."""
    effect = entry.effect
    return {
        **said(entry.lever),
        "worth": entry.worth.value,
        "gain": entry.gain,
        "price": money(plan, entry.price),
        "efficient": entry.efficient,
        "finish": {"p50": _instant(plan, effect.finish_p50), "p80": _instant(plan, effect.finish_p80)},
        "cost": {
            "p50": _money(plan, effect.cost_p50),
            "p80": _money(plan, effect.cost_p80),
            "mean": _money(plan, effect.cost_mean),
        },
        "escaped_defects": {
            "p50": _number(effect.escaped_p50),
            "p80": _number(effect.escaped_p80),
            "mean": _number(effect.escaped_mean),
        },
        "promises": [
            {"id": change.statement, "probability": change.after, "change": change.change} for change in effect.promises
        ],
        "joint": _number(effect.joint),
        "draws": effect.draws,
    }


def _instant(plan: Plan, change: Change) -> dict[str, Any]:
    return {
        "after": instant(plan, round(change.after)),
        "change_elapsed_minutes": change.change,
        "error_elapsed_minutes": change.error,
    }


def _money(plan: Plan, change: Change) -> dict[str, Any]:
    known = change.error < float("inf")
    return {
        "after": money(plan, change.after),
        "change": money(plan, change.change),
        "error": money(plan, change.error) if known else None,
    }


def _number(change: Change) -> dict[str, float]:
    return {"after": change.after, "change": change.change, "error": change.error}


def as_text(plan: Plan, report: LeverReport) -> str:
    """Return the levers for people, the best first."""
    if not report.levers:
        return f"{plan.name} allows no change that is worth simulating."
    rows = [
        (
            entry.lever.text,
            f"{entry.effect.finish_p80.change / MINUTES_PER_DAY:+.1f}",
            f"{float(money(plan, entry.effect.cost_mean.change)):+,.0f}".replace(",", " "),
            f"{entry.effect.escaped_mean.change:+.1f}",
            f"{entry.effect.joint.change:+.0%}" if plan.statements else "",
            WORTH[entry.worth.value],
        )
        for entry in report.levers[:SHOWN]
    ]
    headings = ("change", "P80 finish [days]", f"cost [{plan.currency}]", "defects", "all promises", "")
    more = len(report.levers) - len(rows)
    count = f"{len(report.levers)} levers simulated, {len(report.left_out)} left out"
    end = f"{count}; up to {report.draws} draws in {report.seconds:.1f} s, seed {report.seed}."
    return "\n".join([table(headings, rows, "lrrrrl"), *([f"... and {more} more"] if more > 0 else []), "", end])
