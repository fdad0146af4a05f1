"""Lower bounds that take no search: the critical path, and what the resources have to give."""

from __future__ import annotations

from typing import Final

import numpy as np

from trilemma.engine.schedule.cp.frame import Frame, frame_of
from trilemma.engine.schedule.cp.profile import before_release, profile_of
from trilemma.engine.schedule.objectives import Kind, Objective
from trilemma.engine.schedule.problem import FINISH_FINISH, FINISH_START, Int1D, Problem

METHOD: Final = "finish_bound"


def finish_bound(problem: Problem, frame: Frame | None = None) -> int:
    """Return a time before which no schedule finishes the project.

    Parameters
    ----------
    problem
        Any problem.
    frame
        The problem in compressed steps, where it is at hand already.

    Returns
    -------
    int
        The larger of the critical path over shortest durations and, for each resource, the time it needs for
        everything between the least head and the least tail of what it does. [problem's time]

    Notes
    -----
    Method id ``finish_bound`` (docs/methods/finish_bound.md).

    References
    ----------
    Klein & Scholl, "Computing lower bounds by destructive improvement: an application to resource-constrained project
    scheduling", European Journal of Operational Research 112(2) (1999) 322-346, bounds LB1 and LB2.
    """
    frame = frame or frame_of(problem)
    windows = frame.windows
    if problem.release >= 0:
        steps = int(windows.first_finish[problem.release])
    else:
        steps = int(windows.first_finish.max(initial=0))
    for resource in range(len(problem.capacity)):
        steps = max(steps, _resource_bound(frame, resource))
    return frame.scale.earliest(steps)


def quick_bound(problem: Problem, objective: Objective) -> int:
    """Return what no schedule can beat, from shortest durations in elapsed time alone: at once for any size.

    Notes
    -----
    Method id ``finish_bound`` (docs/methods/finish_bound.md), its first step.
    """
    match objective.kind:
        case Kind.FINISH:
            return _quick_finish(problem)
        case Kind.COST:
            return least_cost(problem)
        case Kind.MARGIN:
            return _best_revenue(objective, _quick_finish(problem)) - least_cost(problem)
        case _:
            return 0


def _best_revenue(objective: Objective, first: int) -> int:
    """Return the most that a finish at ``first`` or later earns."""
    revenue = objective.revenue
    return max(revenue.at(first), int(revenue.value[revenue.time > first].max(initial=revenue.at(first))))


def _quick_finish(problem: Problem) -> int:
    """Return the longest path over finish-start links and dates; lags on calendars take no less than their length."""
    shortest = np.minimum.reduceat(problem.duration, problem.mode_first[:-1]) if problem.n else problem.duration
    begin = np.where(problem.fixed_start >= 0, problem.fixed_start, np.maximum(problem.earliest_start, 0))
    finish = begin + shortest
    for activity in problem.order.tolist():
        start = int(begin[activity])
        if problem.fixed_start[activity] < 0:
            links = slice(problem.predecessor_first[activity], problem.predecessor_first[activity + 1])
            binding = (problem.link_type[links] == FINISH_START) & (problem.link_lag[links] >= 0)
            ready = finish[problem.link_predecessor[links]] + problem.link_lag[links]
            start = max(start, int(ready[binding].max(initial=0)))
        finish[activity] = max(start + int(shortest[activity]), int(problem.earliest_finish[activity]))
    return int(finish[problem.release]) if problem.release >= 0 else int(finish.max(initial=0))


def objective_bound(problem: Problem, objective: Objective, frame: Frame | None = None) -> int:
    """Return what no schedule can beat by an objective, in its own unit.

    Notes
    -----
    Cost: each activity in its cheapest mode. Tardiness: each activity at its earliest finish. Load: the largest of
    each activity's least demands. Margin: the best revenue at or after the finish bound, less the least cost.
    """
    frame = frame or frame_of(problem)
    match objective.kind:
        case Kind.FINISH:
            return finish_bound(problem, frame)
        case Kind.COST:
            return least_cost(problem)
        case Kind.TARDINESS:
            early = np.array([frame.scale.earliest(int(f)) for f in frame.windows.first_finish], dtype=np.int64)
            return int((problem.weight * np.maximum(early - problem.due, 0)).sum())
        case Kind.LOAD:
            return int(_least_peaks(problem).sum())
        case Kind.MARGIN:
            return _best_revenue(objective, finish_bound(problem, frame)) - least_cost(problem)


def least_cost(problem: Problem) -> int:
    """Return the cost of every activity in its cheapest mode, in minor units of money."""
    return int(np.minimum.reduceat(problem.mode_cost, problem.mode_first[:-1]).sum()) if problem.n else 0


def _least_peaks(problem: Problem) -> Int1D:
    peaks = np.zeros(len(problem.capacity), dtype=np.int64)
    for activity in range(problem.n):
        least = np.full(len(problem.capacity), np.iinfo(np.int64).max)
        for mode in range(problem.mode_first[activity], problem.mode_first[activity + 1]):
            demands = slice(problem.demand_first[mode], problem.demand_first[mode + 1])
            needed = np.zeros(len(problem.capacity), dtype=np.int64)
            if problem.duration[mode] > 0:
                np.add.at(needed, problem.demand_resource[demands], problem.demand_amount[demands])
            least = np.minimum(least, needed)
        peaks = np.maximum(peaks, least)
    return peaks


def _resource_bound(frame: Frame, resource: int) -> int:
    """Return when a resource can be through with its work: least head + work over capacity + least tail, by subsets."""
    head, tail, work = _heads_and_tails(frame, resource)
    if not work.any():
        return 0
    profile = profile_of(frame, resource)
    if any(profile.paused(amount) for amount in _amounts(frame, resource)):
        return 0  # somebody may hold the resource without using it: work says nothing about time then
    highest = profile.highest
    by_tail = np.argsort(-tail, kind="stable")
    best = 0
    for least in np.unique(head):
        mine = by_tail[head[by_tail] >= least]
        needed = -(-np.cumsum(work[mine]) // max(highest, 1))
        best = max(best, int((least + needed + tail[mine]).max()))
    return best


def _heads_and_tails(frame: Frame, resource: int) -> tuple[Int1D, Int1D, Int1D]:
    """Return the earliest start, the least time between finish and project's finish, and the least work of each."""
    problem = frame.problem
    inside = before_release(problem)
    tails = _tails(frame, inside)
    rows = []
    for activity in inside:
        work = min(_work(frame, variant.mode, variant.size, resource) for variant in frame.variants[activity])
        if work:
            rows.append((int(frame.windows.first_start[activity]), int(tails[activity]), work))
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _amounts(frame: Frame, resource: int) -> list[int]:
    problem = frame.problem
    amounts = problem.demand_amount[problem.demand_resource == resource]
    return [int(amount) for amount in np.unique(amounts) if amount > 0]


def _work(frame: Frame, mode: int, size: int, resource: int) -> int:
    problem = frame.problem
    demands = slice(problem.demand_first[mode], problem.demand_first[mode + 1])
    mine = problem.demand_resource[demands] == resource
    return size * int(problem.demand_amount[demands][mine].sum())


def _tails(frame: Frame, inside: list[int]) -> Int1D:
    problem = frame.problem
    least = np.array([min(v.size for v in row) for row in frame.variants], dtype=np.int64)
    tail = np.zeros(problem.n, dtype=np.int64)
    kept = set(inside)
    for activity in problem.order[::-1]:
        for link in problem.successor_link[problem.successor_first[activity] : problem.successor_first[activity + 1]]:
            successor = int(problem.link_successor[link])
            if successor not in kept:
                continue
            if problem.link_type[link] == FINISH_START and problem.fixed_start[successor] < 0:
                tail[activity] = max(tail[activity], frame.lag[link] + least[successor] + tail[successor])
            elif problem.link_type[link] == FINISH_FINISH:
                tail[activity] = max(tail[activity], frame.lag[link] + tail[successor])
    return tail
