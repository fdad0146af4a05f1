"""``trilemma front``: the best trade-offs of finish, cost and quality."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click

from trilemma.cli.asks import Ask, all_cores
from trilemma.cli.exits import Exit
from trilemma.cli.instance_front import front_of_instance
from trilemma.cli.options import (
    json_option,
    limit_option,
    plan_argument,
    progress_option,
    seed_option,
    workers_option,
)
from trilemma.cli.output import answer, table
from trilemma.cli.plans import instant, money, read_plan
from trilemma.cli.progress import progress
from trilemma.cli.stop import StopOnSignal

if TYPE_CHECKING:
    from trilemma.engine.api import Front, FrontPoint, Plan, PlanOracle

AXES = {"finish": "finish", "cost": "cost", "quality": "escaped_defects"}
DEFAULT_LIMIT = 30.0
MINUTES_PER_DAY = 1440
MILLI = 1000


@click.command("front")
@plan_argument
@click.option(
    "--axes", metavar="NAMES", help="Two or three of finish,cost,quality; without it all that the plan knows."
)
@click.option("--points", type=click.IntRange(2), default=20, show_default=True, metavar="N", help="About how many.")
@limit_option
@workers_option
@seed_option
@progress_option
@json_option
def command(plan: str, *, axes: str | None, points: int, limit: float | None, workers: int | None, seed: int) -> int:
    """Compute the front of PLAN: schedules of which none is better than another in every respect.

    Each point says how far it could be from the best possible (its gap), and what one day earlier costs there. Without
    --limit the work ends after 30 seconds, or as soon as every point is proven.
    """
    from trilemma.engine.api import Axis, make_front, plan_oracle
    from trilemma.files.instances import is_instance

    names = chosen(axes)
    if is_instance(plan):
        ask = Ask(names, limit or DEFAULT_LIMIT, None, workers or all_cores(), seed)
        return front_of_instance(plan, names, points, ask)
    model = read_plan(plan)
    shown = progress()
    with StopOnSignal() as stop:
        oracle = plan_oracle(model, time.monotonic, workers=workers or all_cores(), seed=seed)
        wanted = tuple(Axis(AXES[name]) for name in names) if names else oracle.axes
        front = make_front(
            oracle,
            clock=time.monotonic,
            axes=wanted,
            points=points,
            limit=limit or DEFAULT_LIMIT,
            seed=seed,
            progress=shown,
            stop=stop,
        )
    shown.clear()
    content = as_content(model, oracle, front)
    answer(content, lambda: as_text(model, content))
    return Exit.STOPPED if stop.asked or not front.points else Exit.DONE


def chosen(axes: str | None) -> tuple[str, ...]:
    """Return the axes that the command line names."""
    names = () if axes is None else tuple(name.strip() for name in axes.split(","))
    unknown = [name for name in names if name not in AXES]
    if unknown:
        raise click.BadParameter(f"{unknown[0]!r} is not one of {', '.join(AXES)}", param_hint="--axes")
    if names and (len(names) not in {2, 3} or len(set(names)) < len(names)):
        raise click.BadParameter("a front has two or three different axes", param_hint="--axes")
    return names


def as_content(plan: Plan, oracle: PlanOracle, front: Front) -> dict[str, Any]:
    """Return the JSON object of a front."""
    return {
        "points": [as_row(plan, oracle, point) for point in front.points],
        "axes": [axis.value for axis in front.axes],
        "currency": plan.currency,
        "complete": front.complete,
        "mean_gap": front.mean_gap,
        "seconds": front.seconds,
        "method": front.method,
        "seed": front.seed,
        "version": front.version,
    }


def as_row(plan: Plan, oracle: PlanOracle, point: FrontPoint) -> dict[str, Any]:
    """Return one point; every number in the unit of its axis."""
    values = {axis.value: value for axis, value in point.candidate.values.items()}
    prices = {axis.value: price for axis, price in point.prices.items()}
    priced = point.minimised.value == "cost"
    day, defect = prices.get("finish"), prices.get("escaped_defects")
    return {
        "finish": in_unit(plan, "finish", values["finish"]),
        "cost": in_unit(plan, "cost", values["cost"]),
        "escaped_defects": in_unit(plan, "escaped_defects", values.get("escaped_defects")),
        "minimised": point.minimised.value,
        "limits": {axis.value: in_unit(plan, axis.value, limit) for axis, limit in point.limits.items()},
        "status": point.status.value,
        "bound": in_unit(plan, point.minimised.value, point.bound),
        "gap": point.gap,
        "price_of_a_day": money(plan, day * MINUTES_PER_DAY) if priced and day is not None else None,
        "price_of_a_defect": money(plan, defect * MILLI) if priced and defect is not None else None,
        "modes": oracle.modes(point.candidate.solution),
    }


def in_unit(plan: Plan, axis: str, value: int | None) -> Any:  # noqa: ANN401 - an instant, money or a number
    """Return the value of an axis as an instant, money or a number of defects."""
    if value is None:
        return None
    if axis == "finish":
        return instant(plan, value)
    return money(plan, value) if axis == "cost" else value / MILLI


def as_text(plan: Plan, content: dict[str, Any]) -> str:
    """Return the front for people, the earliest finish first."""
    if not content["points"]:
        return "No schedule was found in time."
    rows = [
        (
            f"{row['finish']:%Y-%m-%d}",
            f"{row['cost']:,.0f}".replace(",", " "),
            "-" if row["escaped_defects"] is None else f"{row['escaped_defects']:.1f}",
            "-" if row["gap"] is None else f"{row['gap']:.1%}",
            "-" if row["price_of_a_day"] is None else f"{row['price_of_a_day']:,.0f}".replace(",", " "),
        )
        for row in sorted(content["points"], key=lambda row: row["finish"])
    ]
    headings = ("finish", f"cost [{plan.currency}]", "escaped defects", "gap at most", "price of a day")
    end = f"{len(rows)} points in {content['seconds']:.1f} s"
    left = "" if content["complete"] else "; there was no time for every question"
    return f"{table(headings, rows, 'lrrrr')}\n\n{end}{left}."
