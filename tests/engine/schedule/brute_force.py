"""Tiny problems solved by trying everything, minute by minute: what the solvers are compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, product

import numpy as np

from trilemma.engine.schedule.problem import CONTINUOUS, Problem, Solution, integers

Way = tuple[int, int, int, tuple[int, ...]]
"""Start, finish, mode and people of one activity."""


def works(problem: Problem, timeline: int, minute: int) -> bool:
    """Whether a timeline works in the minute that begins at ``minute``."""
    if timeline == CONTINUOUS:
        return True
    rows = range(problem.timeline_first[timeline], problem.timeline_first[timeline + 1])
    return any(problem.timeline_start[k] <= minute < problem.timeline_finish[k] for k in rows)


def finish_of(problem: Problem, mode: int, people: tuple[int, ...], start: int) -> int | None:
    """Return when a mode is through, working only while its timeline and all its people work."""
    left = int(problem.duration[mode])
    timelines = [int(problem.mode_timeline[mode]), *(int(problem.resource_timeline[p]) for p in people)]
    minute = start
    if left and not all(works(problem, t, minute) for t in timelines):
        return None
    while left and minute < problem.horizon:
        left -= all(works(problem, t, minute) for t in timelines)  # rates are 1 in tiny problems
        minute += 1
    return None if left else minute


def lag_kept(problem: Problem, link: int, before: int, after: int) -> bool:
    """Whether the second event comes at least the link's lag after the first."""
    lag, timeline = int(problem.link_lag[link]), int(problem.link_timeline[link])
    if timeline == CONTINUOUS or lag == 0:
        return after >= before + lag
    low, high = min(before, after), max(before, after)
    between = sum(works(problem, timeline, minute) for minute in range(low, high))
    return (between if after >= before else -between) >= lag


def capacity_at(problem: Problem, resource: int, minute: int) -> int:
    """Return the capacity of a resource in a minute."""
    value = int(problem.capacity[resource])
    for k in range(problem.capacity_first[resource], problem.capacity_first[resource + 1]):
        if problem.capacity_time[k] <= minute:
            value = int(problem.capacity_value[k])
    return value


def _people(problem: Problem, mode: int) -> Iterator[tuple[int, ...]]:
    picks = range(problem.pick_first[mode], problem.pick_first[mode + 1])
    rows = [
        problem.eligible_resource[problem.eligible_first[p] : problem.eligible_first[p + 1]].tolist() for p in picks
    ]
    counts = [int(problem.pick_count[p]) for p in picks]
    for chosen in product(*(combinations(row, count) for row, count in zip(rows, counts, strict=True))):
        flat = tuple(person for group in chosen for person in group)
        if len(set(flat)) == len(flat):
            yield flat


def _ways(problem: Problem, activity: int) -> list[Way]:
    """Return every (start, finish, mode, people) that an activity's own windows allow."""
    ways = []
    for mode in range(problem.mode_first[activity], problem.mode_first[activity + 1]):
        for people in _people(problem, mode):
            for start in range(problem.horizon + 1):
                finish = finish_of(problem, mode, people, start)
                fixed = int(problem.fixed_start[activity])
                if finish is None or finish > problem.horizon or (fixed >= 0 and start != fixed):
                    continue
                if not problem.earliest_start[activity] <= start <= problem.latest_start[activity]:
                    continue
                if problem.earliest_finish[activity] <= finish <= problem.latest_finish[activity]:
                    ways.append((start, finish, mode, people))
    return ways


def feasible(problem: Problem, solution: Solution) -> bool:
    """Whether a schedule keeps every rule of a problem, by a slow reading of its own."""
    for link in range(len(problem.link_lag)):
        p, s = problem.link_predecessor[link], problem.link_successor[link]
        kind = int(problem.link_type[link])
        before = int((solution.finish if kind in {0, 2} else solution.start)[p])
        after = int((solution.start if kind in {0, 1} else solution.finish)[s])
        if not (kind in {0, 1} and problem.fixed_start[s] >= 0) and not lag_kept(problem, link, before, after):
            return False
    if np.any(problem.budget_use[solution.mode].sum(axis=0) > problem.budget_limit):
        return False
    for i in range(problem.n):
        people = _picked(solution, i)
        mode = int(solution.mode[i])
        if not problem.mode_first[i] <= mode < problem.mode_first[i + 1]:
            return False
        if finish_of(problem, mode, people, int(solution.start[i])) != solution.finish[i]:
            return False
        if not problem.earliest_start[i] <= solution.start[i] <= problem.latest_start[i]:
            return False
        if not problem.earliest_finish[i] <= solution.finish[i] <= problem.latest_finish[i]:
            return False
        if solution.finish[i] > problem.horizon or (people and people not in set(_people(problem, mode))):
            return False
    return _possible(problem, solution) and _within_capacity(problem, solution)


def _picked(solution: Solution, activity: int) -> tuple[int, ...]:
    if not len(solution.picked_first):
        return ()
    return tuple(solution.picked[solution.picked_first[activity] : solution.picked_first[activity + 1]].tolist())


def _needs(problem: Problem, solution: Solution, activity: int) -> list[tuple[int, int]]:
    mode = int(solution.mode[activity])
    demands = range(problem.demand_first[mode], problem.demand_first[mode + 1])
    picks = range(problem.pick_first[mode], problem.pick_first[mode + 1])
    amounts = [int(problem.pick_amount[p]) for p in picks for _ in range(problem.pick_count[p])]
    stated = [(int(problem.demand_resource[d]), int(problem.demand_amount[d])) for d in demands]
    return [*stated, *zip(_picked(solution, activity), amounts, strict=True)]


def _within_capacity(problem: Problem, solution: Solution) -> bool:
    """Whether demands fit at every minute; who asks for more than there is pauses then, and needs nothing."""
    for minute in range(int(solution.finish.max(initial=0))):
        there = [capacity_at(problem, r, minute) for r in range(len(problem.capacity))]
        used = np.zeros(len(problem.capacity), dtype=np.int64)
        for i in range(problem.n):
            if solution.start[i] <= minute < solution.finish[i]:
                for resource, amount in _needs(problem, solution, i):
                    used[resource] += amount if amount <= there[resource] else 0
        if any(used[r] > there[r] for r in range(len(there))):
            return False
    return True


def _possible(problem: Problem, solution: Solution) -> bool:
    """Whether nobody asks for more than there ever is."""
    highest = [
        max(capacity_at(problem, r, minute) for minute in range(problem.horizon)) for r in range(len(problem.capacity))
    ]
    return all(
        amount <= highest[resource]
        for i in range(problem.n)
        if solution.finish[i] > solution.start[i]
        for resource, amount in _needs(problem, solution, i)
    )


def every_schedule(problem: Problem) -> Iterator[Solution]:
    """Yield every feasible schedule of a tiny problem."""
    ways = [_ways(problem, activity) for activity in range(problem.n)]
    for choice in _chosen(problem, ways, ()):
        solution = _solution(choice)
        if feasible(problem, solution):
            yield solution


def _chosen(problem: Problem, ways: list[list[Way]], taken: tuple[Way, ...]) -> Iterator[tuple[Way, ...]]:
    """Yield every combination of ways that keeps the links; activities come in topological order."""
    if len(taken) == len(ways):
        yield taken
        return
    for way in ways[len(taken)]:
        if _links_kept(problem, (*taken, way)):
            yield from _chosen(problem, ways, (*taken, way))


def _links_kept(problem: Problem, taken: tuple[Way, ...]) -> bool:
    s = len(taken) - 1
    for link in range(problem.predecessor_first[s], problem.predecessor_first[s + 1]):
        kind, p = int(problem.link_type[link]), int(problem.link_predecessor[link])
        before = taken[p][:2][1 if kind in {0, 2} else 0]
        after = taken[s][:2][0 if kind in {0, 1} else 1]
        if not (kind in {0, 1} and problem.fixed_start[s] >= 0) and not lag_kept(problem, link, before, after):
            return False
    return True


def _solution(choice: tuple[Way, ...]) -> Solution:
    first = np.concatenate(([0], np.cumsum([len(people) for *_, people in choice])))
    return Solution(
        start=integers([way[0] for way in choice]),
        finish=integers([way[1] for way in choice]),
        mode=integers([way[2] for way in choice]),
        picked_first=integers(first),
        picked=integers([person for *_, people in choice for person in people]),
    )


def best(problem: Problem, value: Callable[[Problem, Solution], int]) -> int | None:
    """Return the least value over every feasible schedule, None where there is none."""
    return min((value(problem, solution) for solution in every_schedule(problem)), default=None)
