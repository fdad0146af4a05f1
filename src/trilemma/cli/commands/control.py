"""``trilemma control``: what was earned and spent at each status date, and where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from trilemma.cli.exits import Exit
from trilemma.cli.options import json_option, plan_argument, progress_option, seed_option
from trilemma.cli.output import answer, table
from trilemma.cli.plans import read_plan
from trilemma.cli.progress import progress
from trilemma.cli.stop import StopOnSignal

if TYPE_CHECKING:
    from trilemma.engine.api import Baseline, Outlook, Plan

DRAWS = 500


@click.command("control")
@plan_argument
@click.option("--baseline", metavar="ID", help="What to measure against; the first baseline unless given.")
@click.option(
    "--draws",
    type=click.IntRange(1, 1_000_000),
    default=DRAWS,
    show_default=True,
    metavar="N",
    help="Simulated courses of the rest at each status date.",
)
@seed_option
@progress_option
@json_option
def command(plan: str, *, baseline: str | None, draws: int, seed: int) -> int:
    """Measure PLAN against its baseline at each status date: earned value, earned schedule, cost and finish to come.

    The finish is the median of three forecasts: by the network, by earned schedule and by planned value; its P80 comes
    from simulating what is left.
    """
    from trilemma.engine.api import InputError, outlook, snapshots

    model = read_plan(plan)
    against = _baseline(model, baseline, plan)
    dates = snapshots(model)
    if not dates:
        raise InputError("the plan has no status date and no [[status]] to measure at", plan)
    shown = progress()
    found: list[Outlook] = []
    with StopOnSignal() as stop:
        for number, status in enumerate(dates):
            if stop():
                break
            shown.report(number / len(dates), f"status of {status.at:%Y-%m-%d}")
            found.append(outlook(model, status, against, draws=draws, seed=seed, stop=stop))
    shown.report(1.0, "done")
    content = as_content(model, against, found) | {"seed": seed, "draws": draws}
    answer(content, lambda: as_text(model, found))
    return Exit.DONE if len(found) == len(dates) else Exit.STOPPED


def _baseline(model: Plan, wanted: str | None, plan: str) -> Baseline:
    from trilemma.engine.api import InputError

    if not model.baselines:
        raise InputError("the plan has no [[baseline]] to measure against", plan)
    found = next((each for each in model.baselines if wanted in (None, each.id)), None)
    if found is None:
        known = ", ".join(each.id for each in model.baselines)
        raise InputError(f"there is no baseline {wanted!r}; known: {known}", plan)
    return found


def as_content(model: Plan, against: Baseline, found: list[Outlook]) -> dict[str, Any]:
    """Return the JSON object of the figures."""
    return {
        "baseline": against.id,
        "currency": model.currency,
        "status_dates": [as_row(each) for each in found],
        "method": "finish_outlook",
    }


def as_row(each: Outlook) -> dict[str, Any]:
    """Return the figures of one status date."""
    value = each.value
    return {
        "date": value.at,
        "pv": value.pv,
        "ev": value.ev,
        "ac": value.ac,
        "bac": value.bac,
        "cpi": value.cpi,
        "spi": value.spi,
        "spi_t": value.spi_t,
        "tcpi": value.tcpi,
        "eac": value.eac,
        "vac": value.vac,
        "schedule_variance_minutes": value.sv_minutes,
        "finish_forecast": each.finish,
        "finish_p80": each.p80,
        "finish_by_method": {"network": each.network, **value.finish},
    }


def as_text(model: Plan, found: list[Outlook]) -> str:
    """Return the figures for people."""
    rows = [
        (
            f"{each.value.at:%Y-%m-%d}",
            f"{each.value.pv:,.0f}",
            f"{each.value.ev:,.0f}",
            f"{each.value.ac:,.0f}",
            _index(each.value.cpi),
            _index(each.value.spi),
            _index(each.value.spi_t),
            f"{each.value.eac:,.0f}",
            f"{each.finish:%Y-%m-%d}",
            f"{each.p80:%Y-%m-%d}",
        )
        for each in found
    ]
    headings = ("status", "planned", "earned", "spent", "CPI", "SPI", "SPI(t)", "cost at finish", "finish", "80 % sure")
    lines = [table(headings, rows, "lrrrrrrrll").replace(",", " ")]
    if found:
        lines += ["", _verdict(model, found[-1])]
    return "\n".join(lines)


def _index(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _verdict(model: Plan, last: Outlook) -> str:
    """Say in one sentence where the project stands."""
    value = last.value
    days = value.sv_minutes / model.calendar_by_id[model.calendar].minutes_per_day
    time = f"{abs(days):.1f} working days {'ahead of' if days >= 0 else 'behind'}"
    money = f"{abs(value.cv):,.0f} {model.currency} {'under' if value.cv >= 0 else 'over'}".replace(",", " ")
    return f"On {value.at:%Y-%m-%d} the work done is {time} plan and has cost {money} what it should have."
