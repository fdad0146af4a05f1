"""The checker of benchmark instances: it reads the problem's arrays itself, unit of time by unit of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from trilemma.engine.errors import ShapeError
from trilemma.engine.schedule.check.violation import Violation
from trilemma.engine.schedule.problem import Problem, Solution


def check_solution(problem: Problem, solution: Solution) -> tuple[Violation, ...]:
    """Return every rule of a benchmark instance that a solution breaks; nothing means that it is feasible.

    Parameters
    ----------
    problem
        A problem with finish-start links, continuous modes and constant capacities, as PSPLIB and iMOPSE state them.
    solution
        Start, finish and mode of each activity.

    Returns
    -------
    tuple[Violation, ...]
        In order of the rules: modes and durations, links, capacity, budgets. Jobs are numbered from 1.

    Raises
    ------
    ShapeError
        If the problem has calendars, dates, lags or picks: `check_schedule` judges those, on the plan.

    Notes
    -----
    Method id ``feasibility_check`` (docs/methods/feasibility_check.md).
    """
    if not problem.is_plain:
        raise ShapeError("only plain problems are checked without their plan", "problem")
    start, finish, mode = solution.start.tolist(), solution.finish.tolist(), solution.mode.tolist()
    return (
        *_durations(problem, start, finish, mode),
        *_links(problem, start, finish),
        *_capacity(problem, start, finish, mode),
        *_budgets(problem, mode),
    )


def _durations(problem: Problem, start: list[int], finish: list[int], mode: list[int]) -> Iterator[Violation]:
    for job in range(problem.n):
        place = f"job {job + 1}"
        if not problem.mode_first[job] <= mode[job] < problem.mode_first[job + 1]:
            yield Violation("mode", place, f"mode {mode[job]} is none of its own")
            continue
        if start[job] < 0:
            yield Violation("start", place, f"it starts at {start[job]}, before the beginning")
        needed = int(problem.duration[mode[job]])
        if finish[job] - start[job] != needed:
            yield Violation("duration", place, f"it takes {finish[job] - start[job]}, its mode {needed}")


def _links(problem: Problem, start: list[int], finish: list[int]) -> Iterator[Violation]:
    for before, after in zip(problem.link_predecessor.tolist(), problem.link_successor.tolist(), strict=True):
        if start[after] < finish[before]:
            text = f"it starts at {start[after]}, before job {before + 1} finishes at {finish[before]}"
            yield Violation("link", f"job {after + 1}", text)


def _capacity(problem: Problem, start: list[int], finish: list[int], mode: list[int]) -> Iterator[Violation]:
    used: defaultdict[tuple[int, int], int] = defaultdict(int)
    for job in range(problem.n):
        for demand in range(problem.demand_first[mode[job]], problem.demand_first[mode[job] + 1]):
            resource = int(problem.demand_resource[demand])
            for time in range(start[job], finish[job]):
                used[resource, time] += int(problem.demand_amount[demand])
    for (resource, time), amount in sorted(used.items()):
        if amount > problem.capacity[resource]:
            text = f"{amount} in use at time {time}, there are {int(problem.capacity[resource])}"
            yield Violation("capacity", f"resource {resource + 1}", text)


def _budgets(problem: Problem, mode: list[int]) -> Iterator[Violation]:
    for budget, limit in enumerate(problem.budget_limit.tolist()):
        used = sum(int(problem.budget_use[row, budget]) for row in mode)
        if used > limit:
            yield Violation("budget", f"budget {budget + 1}", f"{used} are used, there are {limit}")
