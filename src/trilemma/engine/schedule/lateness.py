"""As late as possible: activities that are put off until what follows them, once everything else has its dates."""

from __future__ import annotations

from typing import Final

import numpy as np

from trilemma.engine.schedule.problem import Int1D, Problem, Solution
from trilemma.engine.schedule.search.general import generate, order_of

MOST_TRIES: Final = 24
"""Halvings of the time between an activity's start and the finish of the project."""


def put_off(problem: Problem, solution: Solution, late: Int1D) -> Solution:
    """Return the schedule with certain activities as late as nothing else is delayed by.

    Parameters
    ----------
    problem
        Any problem without picks.
    solution
        A schedule of it.
    late
        1 for the activities to put off, shape ``(n,)``.

    Returns
    -------
    Solution
        Nothing else starts or finishes later than before, and no latest date is broken that was kept. The same
        schedule where nothing is to be put off.
    """
    rows = np.flatnonzero(late)
    if not len(rows):
        return solution
    hold = np.zeros(problem.n, dtype=np.int64)
    current = solution
    for activity in rows[np.argsort(-solution.start[rows], kind="stable")]:
        current = _latest(problem, current, hold, int(activity))
    return current


def _latest(problem: Problem, current: Solution, hold: Int1D, activity: int) -> Solution:
    """Hold one activity back as long as nothing else is delayed: by halving the time that is left."""
    low, high = int(current.start[activity]), int(current.finish.max())
    order = order_of(problem, current)
    for _ in range(MOST_TRIES):
        if high - low < 1:
            break
        middle = (low + high + 1) // 2
        tried = hold.copy()
        tried[activity] = middle
        moved = generate(problem, order, current.mode, tried)
        if moved is not None and _no_worse(problem, current, moved, activity):
            low, current = max(middle, int(moved.start[activity])), moved
            hold[activity] = middle
        else:
            high = middle - 1
    return current


def _no_worse(problem: Problem, current: Solution, moved: Solution, activity: int) -> bool:
    others = np.arange(problem.n) != activity
    kept = bool(np.all(moved.start[others] <= current.start[others]))
    kept = kept and bool(np.all(moved.finish[others] <= current.finish[others]))
    in_time = moved.finish[activity] <= min(problem.latest_finish[activity], int(current.finish.max()))
    return kept and bool(in_time and moved.start[activity] <= problem.latest_start[activity])
