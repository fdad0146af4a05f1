"""From CP-SAT's answer to a schedule on calendars."""

from __future__ import annotations

import numpy as np

from trilemma.engine.schedule.cp.model import Model, Order
from trilemma.engine.schedule.problem import Problem, Solution, integers


def decode(problem: Problem, model: Model, order: Order) -> Solution | None:
    """Return the schedule that an answer stands for, None where it has none on exact calendars.

    Where compressed time is exact the answer is the schedule. Elsewhere the activities are scheduled one by one on
    the calendars, in the order of their starts, in their modes and with their persons.
    """
    if model.frame.scale.exact and not any(model.frame.stretchable):
        return _as_it_stands(problem, model, order)
    return None


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
