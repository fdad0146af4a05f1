"""What the model makes small, as expressions that never exceed the true figure of a schedule."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from ortools.sat.python import cp_model

from trilemma.engine.schedule.cp.constraints import Use, weighed
from trilemma.engine.schedule.cp.frame import Frame
from trilemma.engine.schedule.cp.profile import profile_of
from trilemma.engine.schedule.cp.scale import Scale
from trilemma.engine.schedule.cp.variables import Expression, Variables
from trilemma.engine.schedule.objectives import Revenue
from trilemma.engine.schedule.problem import FINISH_FINISH, FINISH_START, NEVER, Int1D

WORK_SCALE = 8
"""How finely scarcity is weighed."""


def project_finish(model: cp_model.CpModel, variables: Variables) -> Expression:
    """The project finishes with its release activity, or not before any activity does."""
    frame = variables.frame
    problem = frame.problem
    if problem.release >= 0:
        return variables.finish[problem.release]
    ends = set(range(problem.n)) - {
        int(p)
        for p, kind, lag, s in zip(
            problem.link_predecessor, problem.link_type, problem.link_lag, problem.link_successor, strict=True
        )
        if kind in {FINISH_START, FINISH_FINISH} and lag >= 0 and problem.fixed_start[s] < 0
    }
    finish = model.new_int_var(int(frame.windows.first_finish.max(initial=0)), frame.last, "finish")
    for activity in sorted(ends):
        model.add(finish >= variables.finish[activity])
    return finish


def total_cost(variables: Variables) -> Expression:
    """The cost of the modes taken, and at least the working time of each person picked at that person's rate."""
    problem = variables.frame.problem
    cost = weighed(variables, problem.mode_cost.tolist())
    for pick in variables.picks:
        rate, amount = int(problem.resource_rate[pick.resource]), int(problem.pick_amount[pick.pick])
        if rate > 0:
            cost += (rate * amount * int(problem.duration[pick.mode]) // 1000) * pick.literal
    return cost


def total_tardiness(model: cp_model.CpModel, variables: Variables) -> Expression:
    """Lateness of an activity is at least a convex function of its finish that never exceeds the calendar's."""
    frame = variables.frame
    problem = frame.problem
    terms: list[Expression] = []
    for activity in np.flatnonzero((problem.due < NEVER) & (problem.weight > 0)).tolist():
        due = int(problem.due[activity])
        late = model.new_int_var(0, max(0, problem.horizon - due), f"late_{activity}")
        for slope, offset in lateness_lines(frame.scale, due, frame.last):
            model.add(late >= slope * variables.finish[activity] + offset)
        terms.append(int(problem.weight[activity]) * late)
    return cp_model.LinearExpr.sum(terms)


def lateness_lines(scale: Scale, due: int, last: int) -> list[tuple[int, int]]:
    """Return lines ``slope * step + offset`` below the lateness of the earliest time of each step."""
    first = scale.steps(due)
    if scale.open is None:
        return [(scale.step, -due)]
    edges = scale.open.before // scale.step
    points = np.unique(np.concatenate(([first, first + 1, last], edges[(edges > first) & (edges <= last)])))
    late = np.array([scale.earliest(int(point)) - due for point in points], dtype=np.int64)
    return _lower_lines(points, np.maximum(late, 0))


def _lower_lines(x: Int1D, y: Int1D) -> list[tuple[int, int]]:
    """Return integer lines under the lower convex hull of points, one for each edge of it."""
    hull: list[int] = []
    for k in range(len(x)):
        while len(hull) > 1 and _not_convex(x, y, hull[-2], hull[-1], k):
            hull.pop()
        hull.append(k)
    lines = []
    for a, b in pairwise(hull):
        slope = int((y[b] - y[a]) // (x[b] - x[a]))
        lines.append((slope, int(min(y[a] - slope * x[a], y[b] - slope * x[b]))))
    return lines


def _not_convex(x: Int1D, y: Int1D, a: int, b: int, c: int) -> bool:
    return bool((y[b] - y[a]) * (x[c] - x[b]) >= (y[c] - y[b]) * (x[b] - x[a]))


def total_load(model: cp_model.CpModel, variables: Variables, uses: Mapping[int, list[Use]]) -> Expression:
    """The load is the sum of each resource's peak, and a peak is as high as all that runs under it."""
    frame = variables.frame
    peaks: list[Expression] = []
    for resource, of_resource in sorted(uses.items()):
        total = sum(use.amount for use in of_resource)
        peak = model.new_int_var(0, total, f"peak_{resource}")
        model.add_cumulative([use.interval for use in of_resource], [use.amount for use in of_resource], peak)
        work = sum(use.amount * use.size * use.taken for use in of_resource)
        first = min(int(frame.windows.first_start[use.activity]) for use in of_resource)
        model.add(work <= (frame.last - first) * peak)
        for use in of_resource:
            model.add(peak >= use.amount * use.taken)
        peaks.append(peak)
    return cp_model.LinearExpr.sum(peaks)


def total_work(frame: Frame, uses: Mapping[int, list[Use]]) -> Expression:
    """The work is the sum of duration x demand of the modes taken, weighed by how little there is of a resource."""
    highest = {resource: max(profile_of(frame, resource).highest, 1) for resource in uses}
    most = max(highest.values(), default=1)
    terms = [
        use.amount * use.size * max(1, WORK_SCALE * most // highest[resource]) * use.taken
        for resource, of_resource in sorted(uses.items())
        for use in of_resource
    ]
    return cp_model.LinearExpr.sum(terms)


def revenue_of(model: cp_model.CpModel, variables: Variables, finish: Expression, revenue: Revenue) -> Expression:
    """The revenue is that of the span of dates in which the project finishes."""
    scale, last = variables.frame.scale, variables.frame.last
    spans = []
    for number, value in enumerate(revenue.value.tolist()):
        low = scale.steps(int(revenue.time[number]))
        final = number + 1 == len(revenue.time)
        high = last if final else min(scale.steps(int(revenue.time[number + 1]) - 1), last)
        if low <= high:
            spans.append((low, high, value))
    if len(spans) == 1:
        return int(spans[0][2])
    literals = [model.new_bool_var(f"revenue_{low}") for low, _, _ in spans]
    model.add_exactly_one(literals)
    least = min(value for _, _, value in spans)
    for literal, (low, high, _) in zip(literals, spans, strict=True):
        model.add(finish <= high).only_enforce_if(literal)
        model.add(finish >= low).only_enforce_if(literal)
    gains = [value - least for _, _, value in spans]
    return cp_model.LinearExpr.weighted_sum([*literals, 1], [*gains, least])


def finish_limit(model: cp_model.CpModel, variables: Variables, finish: Expression, limit: int) -> None:
    """The project finishes by its deadline."""
    model.add(finish <= variables.frame.scale.steps(limit))
