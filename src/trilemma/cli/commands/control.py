"""``trilemma control``: where the project stands, and where it leads."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from trilemma.cli.exits import Exit
from trilemma.cli.options import json_option, plan_argument, progress_option, seed_option
from trilemma.cli.output import answer, table
from trilemma.cli.plans import read_plan
from trilemma.cli.progress import progress
from trilemma.cli.stop import StopOnSignal

if TYPE_CHECKING:
    from trilemma.engine.api import Outlook, Plan


@click.command("control")
@plan_argument
@click.option("--baseline", metavar="ID", help="What to measure against; without it the plan's first baseline.")
@click.option("--draws", type=click.IntRange(1), default=500, show_default=True, metavar="N", help="Draws of the rest.")
@seed_option
@progress_option
@json_option
def command(plan: str, *, baseline: str | None, draws: int, seed: int) -> int:
    """Give earned value and earned schedule of PLAN at every status date, and the finish that follows.

    PLAN needs a baseline and at least one status date. Each date is judged by what was known then.
    """
    from trilemma.engine.api import InputError, outlook, snapshots

    model = read_plan(plan)
    known = {each.id: each for each in model.baselines}
    if not known:
        raise InputError("the plan has no baseline to measure against", plan)
    if baseline is not None and baseline not in known:
        raise click.BadParameter(f"there is no baseline {baseline!r}", param_hint="--baseline")
    statuses = snapshots(model)
    if not statuses:
        raise InputError("the plan has no status date: there is nothing to control yet", plan)
    shown = progress()
    rows: list[Outlook] = []
    with StopOnSignal() as stop:
        for number, status in enumerate(statuses):
            if stop():
                break
            shown.report(number / len(statuses), f"status of {status.at:%Y-%m-%d}")
            rows.append(outlook(model, status, known.get(baseline or ""), draws=draws, seed=seed, stop=stop))
    shown.clear()
    content = {
        "status_dates": [as_row(model, row) for row in rows],
        "currency": model.currency,
        "bac": rows[0].value.bac if rows else None,
        "baseline": baseline or model.baselines[0].id,
        "draws": draws,
        "seed": seed,
        "method": "finish_outlook",
    }
    answer(content, lambda: as_text(model, rows))
    return Exit.STOPPED if stop.asked else Exit.DONE


def as_row(plan: Plan, found: Outlook) -> dict[str, Any]:
    """Return the figures of one status date."""
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(plan.time_zone)
    value = found.value
    return {
        "date": value.at.astimezone(zone),
        "pv": value.pv,
        "ev": value.ev,
        "ac": value.ac,
        "cv": value.cv,
        "sv": value.sv,
        "sv_minutes": value.sv_minutes,
        "cpi": value.cpi,
        "spi": value.spi,
        "spi_t": value.spi_t,
        "tcpi": value.tcpi,
        "bac": value.bac,
        "eac": value.eac,
        "vac": value.vac,
        "finish_forecast": found.finish.astimezone(zone),
        "finish_p50": found.p50.astimezone(zone),
        "finish_p80": found.p80.astimezone(zone),
        "finish_network": found.network.astimezone(zone),
        "finish_by_method": {method: at.astimezone(zone) for method, at in value.finish.items()},
    }


def as_text(plan: Plan, rows: list[Outlook]) -> str:
    """Return the figures for people."""
    if not rows:
        return "Stopped before the first status date."
    lines = [
        (
            f"{row.value.at - timedelta(minutes=1):%Y-%m-%d}",  # the status of a day is that of its midnight
            *(f"{amount:,.0f}".replace(",", " ") for amount in (row.value.pv, row.value.ev, row.value.ac)),
            *("-" if index is None else f"{index:.2f}" for index in (row.value.cpi, row.value.spi, row.value.spi_t)),
            f"{row.value.eac:,.0f}".replace(",", " "),
            f"{row.finish:%Y-%m-%d}",
            f"{row.p80:%Y-%m-%d}",
        )
        for row in rows
    ]
    headings = ("date", "PV", "EV", "AC", "CPI", "SPI", "SPI(t)", "EAC", "finish", "80 % sure")
    return f"{table(headings, lines, 'lrrrrrrrll')}\n\n{verdict(plan, rows[-1])}"


def verdict(plan: Plan, last: Outlook) -> str:
    """Say where the project stands."""
    value = last.value
    gap = value.sv_minutes / plan.calendar_by_id[plan.calendar].minutes_per_day
    time = f"{abs(gap):.1f} working days {'ahead of' if gap >= 0 else 'behind'} plan"
    budget, overrun = (f"{amount:,.0f} {plan.currency}".replace(",", " ") for amount in (value.bac, abs(value.cv)))
    cost = f"{overrun} {'less' if value.cv >= 0 else 'more'} than it should have"
    return f"The work done is {time} and has cost {cost}. Budget at completion {budget}."
