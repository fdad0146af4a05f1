"""``trilemma schedule`` on a benchmark instance: integers in, integers out."""

from __future__ import annotations

import time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import click

from trilemma.cli.asks import Ask
from trilemma.cli.exits import Exit
from trilemma.cli.output import answer, table
from trilemma.cli.progress import progress
from trilemma.cli.reasons import as_reasons, conflict_of_problem, words_of_instance
from trilemma.cli.stop import StopOnSignal

if TYPE_CHECKING:
    from trilemma.engine.api import Limits, Outcome
    from trilemma.files.instances import PricedInstance

OBJECTIVES = ("finish", "cost", "load")


def schedule_instance(path: str, ask: Ask) -> int:
    """Solve a benchmark instance and print the answer."""
    instance = read(path, ask)
    shown = progress()
    with StopOnSignal() as stop:
        outcome = solved(instance, ask, shown, stop)
    shown.clear()
    content = as_content(instance, outcome, ask)
    answer(content, lambda: as_text(content))
    if content["status"] == "infeasible":
        return Exit.NO
    if content["violations"]:
        return Exit.FAULT
    return Exit.STOPPED if stop.asked or content["status"] == "unknown" else Exit.DONE


def read(path: str, ask: Ask) -> PricedInstance:
    """Read an instance, with what its modes cost where the question is about cost."""
    from trilemma.files.instances import PricedInstance, read_instance, with_cost

    problem = read_instance(path)
    if "cost" not in ask.objectives and ask.budget is None:
        return PricedInstance(problem, "", 1)
    instance = with_cost(path, problem, limited=True)
    if instance is None:
        option = "--objective" if ask.budget is None else "--budget"
        raise click.BadParameter("this instance has no costs and no nonrenewable resources", param_hint=option)
    return instance


def solved(instance: PricedInstance, ask: Ask, shown: Any, stop: StopOnSignal) -> Outcome:  # noqa: ANN401 - a Progress
    """Run the portfolio."""
    from trilemma.engine.api import Objective, ObjectiveKind, solve

    unfit = [name for name in ask.objectives if name not in OBJECTIVES]
    if unfit:
        message = f"a benchmark instance has no {unfit[0]}; choose among {', '.join(OBJECTIVES)}"
        raise click.BadParameter(message, param_hint="--objective")
    if ask.max_defects is not None:
        raise click.BadParameter("a benchmark instance has no defects", param_hint="--max-defects")
    if ask.overtime:
        raise click.BadParameter("a benchmark instance has no rules of overtime", param_hint="--overtime")
    return solve(
        instance.problem,
        clock=time.monotonic,
        objectives=tuple(Objective(ObjectiveKind(name)) for name in ask.objectives),
        limits=limits_of(instance, ask),
        limit=ask.limit,
        effort=ask.effort,
        workers=ask.workers,
        seed=ask.seed,
        progress=shown,
        stop=stop,
    )


def limits_of(instance: PricedInstance, ask: Ask) -> Limits:
    """Return deadline and budget in the problem's units."""
    from trilemma.engine.api import Limits

    given = {"finish": whole("--deadline", ask.deadline, 1), "cost": whole("--budget", ask.budget, instance.unit)}
    return Limits(**{name: value for name, value in given.items() if value is not None})


def whole(option: str, text: str | None, unit: int) -> int | None:
    """Return a limit of an instance, in units of which so many make one of the file's: a whole number of them."""
    if text is None:
        return None
    try:
        value = Decimal(text) * unit
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value < 0 or value != value.to_integral_value():
        raise click.BadParameter(f"{text!r} is no whole number, as a benchmark instance needs", param_hint=option)
    return int(value)


def as_content(instance: PricedInstance, outcome: Outcome, ask: Ask) -> dict[str, Any]:
    """Return the JSON object: times and cost in the file's units, jobs and modes by the file's numbers."""
    from trilemma.engine.api import check_solution

    problem, solution = instance.problem, outcome.solution
    values = [in_unit(instance, name, value) for name, value in zip(ask.objectives, outcome.values, strict=False)]
    bounds = [in_unit(instance, name, value) for name, value in zip(ask.objectives, outcome.bounds, strict=False)]
    content: dict[str, Any] = {
        "status": outcome.status.value,
        "objective": ",".join(ask.objectives),
        "value": values[0] if values else None,
        "bound": bounds[0] if bounds else None,
        "gap": outcome.gap,
        "values": values,
        "bounds": bounds,
        "seconds": outcome.seconds,
        "method": outcome.method,
        "seed": outcome.seed,
        "workers": outcome.workers,
        "effort": {"schedules": outcome.effort.schedules, "deterministic": outcome.effort.deterministic},
        "version": outcome.version,
        "violations": [],
        "activities": [],
    }
    if outcome.status.value == "infeasible":
        content |= why(instance, ask)
    elif solution is not None:
        content["violations"] = [str(violation) for violation in check_solution(problem, solution)]
        if content["violations"]:
            content["status"] = "unknown"  # a schedule that the checker refuses is no answer
        columns = zip(solution.mode.tolist(), solution.start.tolist(), solution.finish.tolist(), strict=True)
        content["activities"] = [
            {"id": job + 1, "mode": mode - int(problem.mode_first[job]) + 1, "start": start, "finish": finish}
            for job, (mode, start, finish) in enumerate(columns)
        ]
    return content


def in_unit(instance: PricedInstance, objective: str, value: int | None) -> int | float | None:
    """Return the value of an objective in the file's unit: a whole number where it can be."""
    if value is None or objective != "cost":
        return value
    return value // instance.unit if value % instance.unit == 0 else value / instance.unit


def why(instance: PricedInstance, ask: Ask) -> dict[str, Any]:
    """Say which limits leave no schedule, and how far each would have to move."""
    conflict = conflict_of_problem(instance.problem, limits_of(instance, ask), ask)
    if conflict is None:
        return {"reasons": ["the rules of the instance and the limits leave no schedule (proven)"]}
    return as_reasons(conflict, words_of_instance(lambda cost: in_unit(instance, "cost", cost)))


def as_text(content: dict[str, Any]) -> str:
    """Return the answer for people."""
    if content["status"] == "infeasible":
        return "\n".join(["There is no feasible schedule:", *(f"  - {reason}" for reason in content["reasons"])])
    if not content["activities"]:
        return f"No schedule was found in {content['seconds']:.1f} s; whether there is one is not known."
    rows = [(row["id"], row["mode"], row["start"], row["finish"]) for row in content["activities"]]
    gap = "unknown" if content["gap"] is None else f"{content['gap']:.2%}"
    figures = f"{content['objective']} {content['value']}, bound {content['bound']}, gap {gap}"
    judged = f"{len(content['violations'])} violations" if content["violations"] else "the checker finds nothing"
    end = f"{content['status'].capitalize()}: {figures} after {content['seconds']:.1f} s; {judged}."
    return f"{table(('job', 'mode', 'start', 'finish'), rows, 'rrrr')}\n\n{end}"
