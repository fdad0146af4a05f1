"""``trilemma front`` on a benchmark instance: time against the nonrenewable units used, or against salaries."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click

from trilemma.cli.asks import Ask
from trilemma.cli.exits import Exit
from trilemma.cli.instances import in_unit
from trilemma.cli.output import answer, table
from trilemma.cli.progress import progress
from trilemma.cli.stop import StopOnSignal

if TYPE_CHECKING:
    from trilemma.engine.api import Front, FrontPoint
    from trilemma.files.instances import PricedInstance

AXES = ("finish", "cost")


def front_of_instance(path: str, axes: tuple[str, ...], points: int, ask: Ask) -> int:
    """Compute the front of a benchmark instance and print the answer."""
    from trilemma.engine.api import Axis, InputError, make_front, problem_oracle
    from trilemma.files.instances import read_instance, with_cost

    if "quality" in axes:
        raise click.BadParameter("a benchmark instance knows no quality, only finish and cost", param_hint="--axes")
    instance = with_cost(path, read_instance(path))
    if instance is None:
        raise InputError("this instance has no costs and no nonrenewable resources: finish is its only axis", path)
    shown = progress()
    with StopOnSignal() as stop:
        front = make_front(
            problem_oracle(instance.problem, time.monotonic, workers=ask.workers, seed=ask.seed),
            clock=time.monotonic,
            axes=tuple(Axis(name) for name in axes or AXES),
            points=points,
            limit=ask.limit or 0.0,
            seed=ask.seed,
            progress=shown,
            stop=stop,
        )
    shown.clear()
    content = as_content(instance, front)
    answer(content, lambda: as_text(content))
    return Exit.STOPPED if stop.asked or not front.points else Exit.DONE


def as_content(instance: PricedInstance, front: Front) -> dict[str, Any]:
    """Return the JSON object: times and modes by the file's numbers, cost in the file's unit."""
    return {
        "points": [as_row(instance, point) for point in front.points],
        "axes": [axis.value for axis in front.axes],
        "cost_is": instance.cost_is,
        "complete": front.complete,
        "mean_gap": front.mean_gap,
        "seconds": front.seconds,
        "method": front.method,
        "seed": front.seed,
        "version": front.version,
    }


def as_row(instance: PricedInstance, point: FrontPoint) -> dict[str, Any]:
    """Return one point."""
    values = {axis.value: value for axis, value in point.candidate.values.items()}
    price = {axis.value: price for axis, price in point.prices.items()}.get("finish")
    modes = point.candidate.solution.mode.tolist()
    first = instance.problem.mode_first.tolist()
    return {
        "finish": values["finish"],
        "cost": in_unit(instance, "cost", values["cost"]),
        "escaped_defects": None,
        "minimised": point.minimised.value,
        "limits": {axis.value: in_unit(instance, axis.value, limit) for axis, limit in point.limits.items()},
        "status": point.status.value,
        "bound": in_unit(instance, point.minimised.value, point.bound),
        "gap": point.gap,
        "price_of_a_day": None if price is None else price / instance.unit,
        "price_of_a_defect": None,
        "modes": {str(job + 1): mode - first[job] + 1 for job, mode in enumerate(modes)},
    }


def as_text(content: dict[str, Any]) -> str:
    """Return the front for people, the earliest finish first."""
    if not content["points"]:
        return "No schedule was found in time."
    rows = [
        (
            row["finish"],
            f"{row['cost']:,}".replace(",", " "),
            "-" if row["gap"] is None else f"{row['gap']:.1%}",
            "-" if row["price_of_a_day"] is None else f"{row['price_of_a_day']:,.2f}".replace(",", " "),
        )
        for row in sorted(content["points"], key=lambda row: row["finish"])
    ]
    headings = ("finish", f"cost [{content['cost_is']}]", "gap at most", "price of a unit of time")
    left = "" if content["complete"] else "; there was no time for every question"
    return f"{table(headings, rows, 'rrrr')}\n\n{len(rows)} points in {content['seconds']:.1f} s{left}."
