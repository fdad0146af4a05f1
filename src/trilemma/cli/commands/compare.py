"""``trilemma compare``: why the forecast moved."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from trilemma.cli.exits import Exit
from trilemma.cli.options import json_option, progress_option, seed_option, workers_option
from trilemma.cli.output import answer, table
from trilemma.cli.plans import money, read_plan
from trilemma.cli.progress import progress
from trilemma.cli.stop import StopOnSignal

if TYPE_CHECKING:
    from trilemma.engine.api import Attribution, CauseShare, ForecastFigures, Move, Plan

MINUTES_PER_DAY = 1440


@click.command("compare")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--draws", type=click.IntRange(1), default=2048, show_default=True, metavar="N", help="Draws of each plan."
)
@seed_option
@click.option("--resources", is_flag=True, help="Share teams and persons out in every draw; slower.")
@workers_option
@progress_option
@json_option
def command(old: str, new: str, *, draws: int, seed: int, resources: bool, workers: int | None) -> int:
    """Split the move of the forecast from the plan OLD to the plan NEW among seven causes.

    Progress, re-estimates, scope, people, risks and quality, links and order, terms: their shares add up exactly.
    """
    from trilemma.engine.api import attribute

    before, after = read_plan(old), read_plan(new)
    shown = progress()
    with StopOnSignal() as stop:
        found = attribute(
            before,
            after,
            draws=draws,
            seed=seed,
            resources=resources,
            workers=workers,
            progress=shown,
            stop=stop,
            clock=time.monotonic,
        )
    shown.clear()
    answer(as_content(after, found), lambda: as_text(after, found))
    return Exit.DONE


def as_content(plan: Plan, found: Attribution) -> dict[str, Any]:
    """Return the JSON object of an attribution."""
    return {
        "old": _figures(plan, found.old),
        "new": _figures(plan, found.new),
        "move": _move(plan, found.move),
        "causes": [_share(plan, share) for share in found.shares],
        "currency": found.currency,
        "hybrids": found.hybrids,
        "draws": found.draws,
        "seed": found.seed,
        "resources": found.resources,
        "seconds": found.seconds,
        "method": found.method,
        "version": found.version,
    }


def _figures(plan: Plan, figures: ForecastFigures) -> dict[str, Any]:
    zone = ZoneInfo(plan.time_zone)
    return {
        "finish": {"p50": figures.finish_p50.astimezone(zone), "p80": figures.finish_p80.astimezone(zone)},
        "cost": {"p50": money(plan, figures.cost_p50), "p80": money(plan, figures.cost_p80)},
    }


def _move(plan: Plan, move: Move) -> dict[str, Any]:
    return {
        "finish_elapsed_minutes": {"p50": move.finish_p50_minutes, "p80": move.finish_p80_minutes},
        "cost": {"p50": money(plan, move.cost_p50), "p80": money(plan, move.cost_p80)},
    }


def _share(plan: Plan, share: CauseShare) -> dict[str, Any]:
    return {
        "cause": share.cause.value,
        **_move(plan, share.move),
        "changes": [{"kind": change.kind, "id": change.id, "words": change.words} for change in share.changes],
    }


def as_text(plan: Plan, found: Attribution) -> str:
    """Return the attribution for people."""
    from trilemma.engine.api import from_minor, tell

    zone = ZoneInfo(plan.time_zone)
    rows = [
        (
            name,
            *(f"{day.astimezone(zone):%Y-%m-%d}" for day in (each.finish_p50, each.finish_p80)),
            *_costs(found, each),
        )
        for name, each in (("old", found.old), ("new", found.new))
    ]
    headings = ("plan", "finish P50", "finish P80", f"cost P50 [{found.currency}]", f"cost P80 [{found.currency}]")
    days = found.move.finish_p80_minutes / MINUTES_PER_DAY
    cost = from_minor(found.move.cost_p80, found.currency)
    move = f"P80 moved by {days:+.1f} days and {cost:+,.0f} {found.currency}".replace(",", " ")
    reasons = [f"  {sentence}" for sentence in tell(found)]
    because = [f"{move}:", *reasons] if reasons else [f"{move}; the plans do not differ."]
    return "\n".join([table(headings, rows, "lllrr"), "", *because])


def _costs(found: Attribution, figures: ForecastFigures) -> list[str]:
    from trilemma.engine.api import from_minor

    amounts = (from_minor(minor, found.currency) for minor in (figures.cost_p50, figures.cost_p80))
    return [f"{amount:,.0f}".replace(",", " ") for amount in amounts]
