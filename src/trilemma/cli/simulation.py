"""The forecast that several commands rest on, with its options, progress and stop."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from trilemma.cli.options import AnyFunction, Decorator
from trilemma.cli.progress import progress
from trilemma.cli.stop import StopOnSignal

if TYPE_CHECKING:
    from trilemma.engine.api import Forecast, Plan


def draws_option(function: AnyFunction) -> AnyFunction:
    """Accept ``--draws``."""
    option: Decorator[AnyFunction] = click.option(
        "--draws",
        type=click.IntRange(1, 10_000_000),
        metavar="N",
        help="Imagined courses of the project; without it as many as P80 needs to be exact to 1 %.",
    )
    return option(function)


def resources_options(function: AnyFunction) -> AnyFunction:
    """Accept ``--no-resources`` and ``--flow``."""
    without: Decorator[AnyFunction] = click.option(
        "--no-resources", is_flag=True, help="Leave the capacity of teams and persons aside."
    )
    flow: Decorator[AnyFunction] = click.option(
        "--flow", is_flag=True, help="Keep the order of the adopted schedule instead of sharing people out anew."
    )
    return without(flow(function))


def simulated(
    plan: Plan,
    *,
    draws: int | None,
    seed: int,
    workers: int | None,
    no_resources: bool = False,
    flow: bool = False,
) -> Forecast:
    """Forecast a plan as the command line asks; Ctrl-C ends it with the draws made so far."""
    from trilemma.engine.api import forecast

    if no_resources and flow:
        raise click.UsageError("--no-resources and --flow exclude each other")
    shown = progress()
    with StopOnSignal() as stop:
        result = forecast(
            plan,
            draws=draws,
            seed=seed,
            resources="flow" if flow else not no_resources,
            workers=workers,
            progress=shown,
            stop=stop,
            clock=time.monotonic,
        )
    shown.clear()
    return result
