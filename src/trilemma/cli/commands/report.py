"""``trilemma report``: everything about a plan in one HTML file."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trilemma.cli.asks import all_cores
from trilemma.cli.exits import Exit
from trilemma.cli.options import json_option, plan_argument, progress_option, seed_option, workers_option
from trilemma.cli.output import answer
from trilemma.cli.plans import instant, money, read_plan
from trilemma.cli.progress import ProgressLines, Silence, progress
from trilemma.cli.simulation import draws_option
from trilemma.cli.stop import StopOnSignal

if TYPE_CHECKING:
    from trilemma.engine.api import FrontPoint as EnginePoint
    from trilemma.engine.api import LeverReport, Plan, PlanOutcome
    from trilemma.files.report import Findings, FrontFindings, FrontPoint

EFFORT = 4000
"""Schedules made for the Gantt chart: enough for plans of some hundred activities, and the same on every machine."""
LEVER_DRAWS = 1000
FRONT_SECONDS = 20.0
FRONT_POINTS = 25
MINUTES_PER_DAY = 1440
MILLI = 1000


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for; ``limit`` is None where no front is wanted."""

    source: str
    draws: int | None
    seed: int
    limit: float | None
    workers: int


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the progress with its own name."""

    shown: ProgressLines | Silence
    first: float
    last: float
    name: str

    def report(self, done: float, text: str) -> None:
        """Show how far the whole report is."""
        self.shown.report(self.first + done * (self.last - self.first), f"{self.name}: {text}")


@click.command("report")
@plan_argument
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The HTML file to write.",
)
@draws_option
@seed_option
@click.option(
    "--limit",
    type=click.FloatRange(0, min_open=True),
    default=FRONT_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="Most time for the front of trade-offs.",
)
@click.option("--no-front", is_flag=True, help="Leave the front of trade-offs out.")
@workers_option
@progress_option
@json_option
def command(
    plan: str, *, out: Path, draws: int | None, seed: int, limit: float, no_front: bool, workers: int | None
) -> int:
    """Write everything about PLAN into one HTML file that needs nothing else to be shown.

    Finish, cost and quality with their ranges and against what was agreed, the front of trade-offs, the Gantt chart
    with its critical path, the promises, the forecast, the levers and the plan's health. A file that exists is
    overwritten. With --no-front the same plan and options give the same file; a front is as good as its time allows.
    """
    from trilemma.files.report import report_html

    model = read_plan(plan)
    wish = Wish(plan, draws, seed, None if no_front else limit, workers or all_cores())
    shown = progress()
    with StopOnSignal() as stop:
        findings = computed(model, wish, shown, stop)
    shown.clear()
    replaced = out.exists()
    written(out, report_html(findings))
    content = as_content(findings, out, replaced=replaced, stopped=stop.asked)
    answer(content, lambda: as_text(content))
    return Exit.STOPPED if stop.asked else Exit.DONE


def computed(plan: Plan, wish: Wish, shown: ProgressLines | Silence, stop: Callable[[], bool]) -> Findings:
    """Compute everything that the report shows; once asked to stop, only what it cannot do without."""
    from trilemma.engine.api import forecast, plan_health, promise_report
    from trilemma.files.report import Findings

    outcome = scheduled(plan, wish.seed, Stage(shown, 0.0, 0.2, "schedule"), stop)
    simulated = forecast(
        plan,
        draws=wish.draws,
        seed=wish.seed,
        workers=wish.workers,
        progress=Stage(shown, 0.2, 0.3, "forecast"),
        stop=stop,
        clock=time.monotonic,
    )
    return Findings(
        plan=plan,
        scheduled=outcome,
        forecast=simulated,
        promises=promise_report(plan, simulated),
        health=plan_health(plan),
        levers=None if stop() else levers(plan, wish, Stage(shown, 0.3, 0.7, "levers"), stop),
        front=None if stop() or wish.limit is None else front(plan, wish, Stage(shown, 0.7, 1.0, "front"), stop),
        source="PLAN" if wish.source == "-" else Path(wish.source).name,
    )


def scheduled(plan: Plan, seed: int, shown: Stage, stop: Callable[[], bool]) -> PlanOutcome:
    """Return the schedule of the Gantt chart, or raise where there is none.

    The work is limited by the number of schedules made, with one worker, so that it repeats exactly.
    """
    from trilemma.engine.api import InfeasibleError, schedule_plan

    outcome = schedule_plan(
        as_it_is(plan), clock=time.monotonic, effort=EFFORT, workers=1, seed=seed, progress=shown, stop=stop
    )
    if outcome.schedule is None:
        reason = "no schedule keeps all links, dates, calendars and capacities"
        raise InfeasibleError("the plan has no feasible schedule", (reason,))
    if outcome.violations:
        raise RuntimeError(f"the checker refuses the schedule: {outcome.violations[0]}")
    return outcome


def as_it_is(plan: Plan) -> Plan:
    """Return the plan without alternatives: each task in its adopted mode, else the first, as the forecast takes it."""
    chosen = dict(plan.adopted.modes)
    return replace(
        plan,
        activities=tuple(
            replace(each, modes=(each.mode(chosen.get(each.id, each.modes[0].id)),)) if len(each.modes) > 1 else each
            for each in plan.activities
        ),
    )


def levers(plan: Plan, wish: Wish, shown: Stage, stop: Callable[[], bool]) -> LeverReport:
    """Return the ranked levers."""
    from trilemma.engine.api import rank_levers

    with ThreadPoolExecutor(wish.workers) as executor:
        return rank_levers(
            plan, draws=LEVER_DRAWS, seed=wish.seed, executor=executor, progress=shown, stop=stop, clock=time.monotonic
        )


def front(plan: Plan, wish: Wish, shown: Stage, stop: Callable[[], bool]) -> FrontFindings | None:
    """Return the front of trade-offs within a limit of seconds, None where no schedule was found."""
    from trilemma.engine.api import make_front, plan_oracle
    from trilemma.files.report import FrontFindings

    oracle = plan_oracle(plan, time.monotonic, workers=wish.workers, seed=wish.seed)
    found = make_front(
        oracle,
        clock=time.monotonic,
        axes=oracle.axes,
        points=FRONT_POINTS,
        limit=wish.limit or FRONT_SECONDS,
        seed=wish.seed,
        progress=shown,
        stop=stop,
    )
    points = tuple(point_of(point) for point in found.points)
    return FrontFindings(points, found.complete, found.method, found.seed) if points else None


def point_of(point: EnginePoint) -> FrontPoint:
    """Return one point of the front in the units of the report."""
    from trilemma.engine.api import Axis
    from trilemma.files.report import FrontPoint

    values = point.candidate.values
    a_minute = point.prices.get(Axis.FINISH) if point.minimised is Axis.COST else None
    return FrontPoint(
        finish=values[Axis.FINISH],
        cost=values[Axis.COST],
        escaped_defects=values[Axis.DEFECTS] / MILLI if Axis.DEFECTS in values else None,
        gap=point.gap,
        price_of_a_day=None if a_minute is None else a_minute * MINUTES_PER_DAY,
    )


def written(out: Path, text: str) -> None:
    """Write the file, or say why that is not possible."""
    from trilemma.engine.api import InputError

    try:
        out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"the file cannot be written: {error.strerror or error}", str(out)) from error


def as_content(findings: Findings, out: Path, *, replaced: bool, stopped: bool) -> dict[str, Any]:
    """Return the JSON object: where the report is, and its first figures."""
    plan, forecast = findings.plan, findings.forecast
    return {
        "out": str(out),
        "bytes": out.stat().st_size,
        "overwritten": replaced,
        "finish": {"p80": instant(plan, round(forecast.finish_summary.p80))},
        "cost": {"p80": money(plan, forecast.cost_summary.p80), "currency": plan.currency},
        "escaped_defects": {"p80": forecast.escaped_summary.p80},
        "violations": [str(violation) for violation in findings.scheduled.violations],
        "draws": forecast.draws,
        "seed": forecast.seed,
        "version": forecast.version,
        "stopped": stopped,
    }


def as_text(content: dict[str, Any]) -> str:
    """Say where the report is."""
    done = "overwritten" if content["overwritten"] else "written"
    size = f"{content['bytes'] / 1000:.0f} kB"
    return f"Report {done}: {Path(content['out']).resolve()} ({size}). Open it in a browser."
