"""``trilemma schedule`` on a benchmark instance: integers in, integers out."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click

from trilemma.cli.asks import Ask
from trilemma.cli.exits import Exit
from trilemma.cli.output import answer, table
from trilemma.cli.progress import progress
from trilemma.cli.reasons import as_reasons, conflict_of_problem, words_of_instance
from trilemma.cli.stop import StopOnSignal

if TYPE_CHECKING:
    from trilemma.engine.api import Limits, Outcome, Problem

OBJECTIVES = ("finish", "cost", "load")


def schedule_instance(path: str, ask: Ask) -> int:
    """Solve a benchmark instance and print the answer."""
    from trilemma.files.instances import read_instance

    problem = read_instance(path)
    shown = progress()
    with StopOnSignal() as stop:
        outcome = solved(problem, ask, shown, stop)
    shown.clear()
    content = as_content(problem, outcome, ask)
    answer(content, lambda: as_text(content))
    if content["status"] == "infeasible":
        return Exit.NO
    if content["violations"]:
        return Exit.FAULT
    return Exit.STOPPED if stop.asked or content["status"] == "unknown" else Exit.DONE


def solved(problem: Problem, ask: Ask, shown: Any, stop: StopOnSignal) -> Outcome:  # noqa: ANN401 - a Progress
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
        problem,
        clock=time.monotonic,
        objectives=tuple(Objective(ObjectiveKind(name)) for name in ask.objectives),
        limits=limits_of(ask),
        limit=ask.limit,
        effort=ask.effort,
        workers=ask.workers,
        seed=ask.seed,
        progress=shown,
        stop=stop,
    )


def limits_of(ask: Ask) -> Limits:
    """Return deadline and budget, which are whole numbers."""
    from trilemma.engine.api import Limits

    given = {"finish": whole("--deadline", ask.deadline), "cost": whole("--budget", ask.budget)}
    return Limits(**{name: value for name, value in given.items() if value is not None})


def whole(option: str, text: str | None) -> int | None:
    """Return a limit of an instance, which is a whole number."""
    if text is not None and not text.isdecimal():
        raise click.BadParameter(f"{text!r} is no whole number, as a benchmark instance needs", param_hint=option)
    return None if text is None else int(text)


def as_content(problem: Problem, outcome: Outcome, ask: Ask) -> dict[str, Any]:
    """Return the JSON object: times in the file's unit, jobs and modes by the file's numbers."""
    from trilemma.engine.api import check_solution

    solution = outcome.solution
    content: dict[str, Any] = {
        "status": outcome.status.value,
        "objective": ",".join(ask.objectives),
        "value": outcome.value,
        "bound": outcome.bound,
        "gap": outcome.gap,
        "values": list(outcome.values),
        "bounds": list(outcome.bounds),
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
        content |= why(problem, ask)
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


def why(problem: Problem, ask: Ask) -> dict[str, Any]:
    """Say which limits leave no schedule, and how far each would have to move."""
    conflict = conflict_of_problem(problem, limits_of(ask), ask)
    if conflict is None:
        return {"reasons": ["the rules of the instance and the limits leave no schedule (proven)"]}
    return as_reasons(conflict, words_of_instance())


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
