"""From CP-SAT's answer to a schedule on calendars."""

from __future__ import annotations

import numpy as np

from trilemma.engine.schedule.cp.model import Model, Order
from trilemma.engine.schedule.objectives import Kind, Objective
from trilemma.engine.schedule.problem import Int1D, Problem, Solution, integers
from trilemma.engine.schedule.search.general import generate, order_of

_KEEPS_STARTS = frozenset({Kind.LOAD, Kind.MARGIN})
"""Objectives for which earlier is not always better, so that decoding keeps the answer's starts."""


def decode(problem: Problem, model: Model, order: Order, objective: Objective) -> Solution | None:
    """Return the schedule that an answer stands for, None where it has none on exact calendars.

    Where compressed time is exact the answer is the schedule. Elsewhere the activities are scheduled one by one on
    the calendars, in the order of their starts and in their modes.
    """
    if model.frame.scale.exact and not any(model.frame.stretchable):
        return _as_it_stands(problem, model, order)
    if len(problem.pick_count):
        return None
    sketch = Solution(order.start, order.start + problem.duration[order.mode], order.mode)
    hold = _times(model, order.start) if objective.kind in _KEEPS_STARTS else None
    solution = generate(problem, order_of(problem, sketch), order.mode, hold)
    return solution if solution is not None and keeps_dates(problem, solution) else None


def keeps_dates(problem: Problem, solution: Solution) -> bool:
    """Return whether a generated schedule keeps the latest dates, the horizon and the budgets too."""
    late = np.any(solution.start > problem.latest_start) or np.any(solution.finish > problem.latest_finish)
    over = np.any(problem.budget_use[solution.mode].sum(axis=0) > problem.budget_limit)
    return not (late or over) and int(solution.finish.max(initial=0)) <= problem.horizon


def _times(model: Model, steps: Int1D) -> Int1D:
    """Return the latest time at which each step begins: the opening of work, not the close before it."""
    scale = model.frame.scale
    return steps * scale.step if scale.open is None else scale.open.opening(steps * scale.step)


def _as_it_stands(problem: Problem, model: Model, order: Order) -> Solution:
    start = order.start * model.frame.scale.step
    first = np.concatenate(([0], np.cumsum([len(row) for row in order.picked])))
    return Solution(
        start=integers(start),
        finish=integers(start + problem.duration[order.mode]),
        mode=order.mode,
        picked_first=integers(first),
        picked=integers([resource for row in order.picked for resource in row]),
    )
