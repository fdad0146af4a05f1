"""The scheduling problem as integers: what every solver of this package reads, and nothing else."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from trilemma.engine.errors import PlanError, ShapeError

Int1D = npt.NDArray[np.int64]
Int2D = npt.NDArray[np.int64]

FINISH_START: Final = 0
START_START: Final = 1
FINISH_FINISH: Final = 2
START_FINISH: Final = 3

CONTINUOUS: Final = -1
"""Timeline index of what never pauses: its duration is elapsed time."""

NEVER: Final = 1 << 40
"""A time so late that it limits nothing; sums of a few thousand of them still fit 64 bits."""


def integers(values: npt.ArrayLike) -> Int1D:
    """Return ``values`` as a read-only, contiguous array of 64-bit integers."""
    array = np.array(values, dtype=np.int64, order="C")
    array.setflags(write=False)
    return array


def _empty() -> Int1D:
    return integers([])


def _empty_budget_use() -> Int2D:
    return integers(np.zeros((0, 0), dtype=np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Activities with modes, links and limits, in compressed rows: row ``i`` is ``first[i]:first[i + 1]``.

    Every array is read-only ``int64``. Activities are numbered ``0..n-1`` in any order, modes are numbered through
    all activities: those of activity ``i`` are ``mode_first[i]:mode_first[i + 1]``. Time is in the problem's own unit
    (elapsed minutes from the origin for a plan), amounts in any unit (thousandths of a person for a plan).
    An activity holds its demands from its start to its finish, pauses of its timeline included.

    Attributes
    ----------
    mode_first
        First mode of each activity, shape ``(n + 1,)``.
    duration
        Of each mode, shape ``(m,)``: elapsed time on a continuous timeline, else working time on ``mode_timeline``.
        Where the timeline's rate changes: the least working time that ``work`` can take.
    work
        What each mode has to get done on its timeline, shape ``(m,)``; the same as ``duration`` where all rates are 1.
    demand_first, demand_resource, demand_amount
        Renewable demands of each mode, shapes ``(m + 1,)``, ``(d,)``, ``(d,)``.
    capacity
        Of each renewable resource from the origin on, shape ``(r,)``.
    capacity_first, capacity_time, capacity_value
        Later changes of capacity: from ``capacity_time`` on, resource ``r`` has ``capacity_value``. Times of a row
        ascend and are positive. Shapes ``(r + 1,)``, ``(c,)``, ``(c,)``.
    budget_limit, budget_use
        Nonrenewable limits, shape ``(b,)``, and their use by each mode, shape ``(m, b)``.
    link_predecessor, link_successor, link_type, link_lag
        Precedence, shape ``(l,)`` each: type 0 finish-start, 1 start-start, 2 finish-finish, 3 start-finish; the
        second event happens at least ``link_lag`` after the first. Sorted by successor, then predecessor.
    link_timeline
        Timeline on which each lag is counted, shape ``(l,)``; ``CONTINUOUS`` for elapsed lags.
    earliest_start, latest_start, earliest_finish, latest_finish
        Windows of each activity, shape ``(n,)``; ``NEVER`` where there is no upper limit.
    horizon
        No activity finishes later.
    mode_cost
        Cost of doing an activity in each mode, minor units of money, shape ``(m,)``.
    due, weight
        For weighted tardiness, shape ``(n,)``: weight x max(0, finish - due).
    release
        The activity whose finish is the finish of the project, or -1: the last finish of all.
    timeline_first, timeline_start, timeline_finish, timeline_work
        Working time: row ``t`` lists disjoint ascending intervals ``[start, finish)`` and the work done on the
        timeline before each interval, derived where it is not given. Shapes ``(t + 1,)`` and ``(s,)``.
    timeline_rate
        Work that a unit of time does in each interval, 1 unless stated (people who are slower for a while), shape
        ``(s,)``.
    mode_timeline
        Timeline on which each mode works, ``CONTINUOUS`` where it never pauses, shape ``(m,)``.
    pick_first, pick_count, pick_amount, eligible_first, eligible_resource
        Persons chosen by the solver: mode ``m`` needs, for each pick of its row, ``pick_count`` distinct resources of
        the pick's row of ``eligible_resource``, each for ``pick_amount``. Shapes ``(m + 1,)``, ``(p,)``, ``(p,)``,
        ``(p + 1,)``, ``(e,)``.
    resource_timeline
        Working time of each resource, for picks, shape ``(r,)``: the mode works when all picked resources work.
    resource_rate
        Cost per unit of held time and per thousand of amount of each picked resource, shape ``(r,)``.
    fixed_start
        Start of what has already started, shape ``(n,)``; -1 where the solver chooses.
    priority
        Precedence between several projects, shape ``(n,)``: lower first; only the search's initial order uses it.

    Raises
    ------
    ShapeError
        If the arrays do not fit together.
    PlanError
        If an activity has no mode or the links form a circle.
    """

    mode_first: Int1D
    duration: Int1D
    demand_first: Int1D
    demand_resource: Int1D
    demand_amount: Int1D
    capacity: Int1D
    link_predecessor: Int1D
    link_successor: Int1D
    horizon: int
    link_type: Int1D = field(default_factory=_empty)
    link_lag: Int1D = field(default_factory=_empty)
    link_timeline: Int1D = field(default_factory=_empty)
    capacity_first: Int1D = field(default_factory=_empty)
    capacity_time: Int1D = field(default_factory=_empty)
    capacity_value: Int1D = field(default_factory=_empty)
    budget_limit: Int1D = field(default_factory=_empty)
    budget_use: Int2D = field(default_factory=_empty_budget_use)
    earliest_start: Int1D = field(default_factory=_empty)
    latest_start: Int1D = field(default_factory=_empty)
    earliest_finish: Int1D = field(default_factory=_empty)
    latest_finish: Int1D = field(default_factory=_empty)
    mode_cost: Int1D = field(default_factory=_empty)
    due: Int1D = field(default_factory=_empty)
    weight: Int1D = field(default_factory=_empty)
    release: int = -1
    timeline_first: Int1D = field(default_factory=lambda: integers([0]))
    timeline_start: Int1D = field(default_factory=_empty)
    timeline_finish: Int1D = field(default_factory=_empty)
    timeline_work: Int1D = field(default_factory=_empty)
    timeline_rate: Int1D = field(default_factory=_empty)
    work: Int1D = field(default_factory=_empty)
    mode_timeline: Int1D = field(default_factory=_empty)
    pick_first: Int1D = field(default_factory=_empty)
    pick_count: Int1D = field(default_factory=_empty)
    pick_amount: Int1D = field(default_factory=_empty)
    eligible_first: Int1D = field(default_factory=lambda: integers([0]))
    eligible_resource: Int1D = field(default_factory=_empty)
    resource_timeline: Int1D = field(default_factory=_empty)
    resource_rate: Int1D = field(default_factory=_empty)
    fixed_start: Int1D = field(default_factory=_empty)
    priority: Int1D = field(default_factory=_empty)
    predecessor_first: Int1D = field(init=False)
    """Links into each activity: ``predecessor_first[i]:predecessor_first[i + 1]`` of the link arrays."""
    successor_first: Int1D = field(init=False)
    successor_link: Int1D = field(init=False)
    """Links out of each activity: indices of links, rows by ``successor_first``."""
    order: Int1D = field(init=False)
    """A topological order of the activities, lowest number first among those that are free."""

    def __post_init__(self) -> None:
        _fill_defaults(self)
        _sort_links(self)
        _check_shapes(self)
        _index_links(self)
        _set(self, "order", _topological_order(self))

    @property
    def n(self) -> int:
        """Number of activities."""
        return len(self.mode_first) - 1

    @property
    def m(self) -> int:
        """Number of modes, of all activities together."""
        return len(self.duration)

    @property
    def is_plain(self) -> bool:
        """Whether it is a published benchmark's kind of problem, which the fast kernels take.

        Continuous modes, constant capacity, finish-start links without lag, no dates, no picks.
        """
        return bool(
            np.all(self.mode_timeline == CONTINUOUS)
            and not len(self.capacity_time)
            and not np.any(self.link_type)
            and not np.any(self.link_lag)
            and not np.any(self.earliest_start)
            and not np.any(self.earliest_finish)
            and np.all(self.latest_start >= NEVER)
            and np.all(self.latest_finish >= NEVER)
            and np.all(self.fixed_start < 0)
            and not len(self.pick_count)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """When every activity starts and finishes, in which mode, and with which picked resources.

    Shapes ``(n,)``; ``mode`` holds mode numbers of the problem; ``picked`` lists resources in the order of the
    chosen modes' picks, rows by activity in ``picked_first`` of shape ``(n + 1,)``.
    """

    start: Int1D
    finish: Int1D
    mode: Int1D
    picked_first: Int1D = field(default_factory=_empty)
    picked: Int1D = field(default_factory=_empty)


def makespan(problem: Problem, solution: Solution) -> int:
    """Return the finish of the project: of its release activity, or the last finish of all."""
    if problem.release >= 0:
        return int(solution.finish[problem.release])
    return int(solution.finish.max(initial=0))


def impossible_modes(problem: Problem) -> npt.NDArray[np.bool_]:
    """Return which modes ask for more of a resource than there ever is, shape ``(m,)``."""
    highest = problem.capacity.copy()
    owner = np.repeat(np.arange(len(highest)), np.diff(problem.capacity_first))
    np.maximum.at(highest, owner, problem.capacity_value)
    lacking = problem.demand_amount > highest[problem.demand_resource]
    impossible = np.zeros(problem.m, dtype=np.bool_)
    impossible[np.repeat(np.arange(problem.m), np.diff(problem.demand_first))[lacking]] = True
    return impossible & (problem.work > 0)


def hopeless_activities(problem: Problem) -> Int1D:
    """Return the activities none of whose modes could ever run."""
    activity = np.repeat(np.arange(problem.n), np.diff(problem.mode_first))
    possible = np.bincount(activity, weights=~impossible_modes(problem), minlength=problem.n)
    return np.flatnonzero(possible == 0)


def cost(problem: Problem, solution: Solution) -> int:
    """Return the cost of the chosen modes, in minor units of money."""
    return int(problem.mode_cost[solution.mode].sum())


def weighted_tardiness(problem: Problem, solution: Solution) -> int:
    """Return the sum of weight x lateness over the activities with a due date."""
    late = np.maximum(solution.finish - problem.due, 0)
    return int((problem.weight * late).sum())


def mode_lists(
    modes: Sequence[Sequence[tuple[int, Sequence[tuple[int, int]]]]],
) -> dict[str, Any]:
    """Return the mode and demand arrays of a problem from nested lists.

    Parameters
    ----------
    modes
        For each activity its modes, each ``(duration, [(resource, amount), ...])``.

    Returns
    -------
    dict
        ``mode_first``, ``duration``, ``demand_first``, ``demand_resource``, ``demand_amount``, to be passed to
        ``Problem``.
    """
    flat = [mode for of_activity in modes for mode in of_activity]
    demands = [[pair for pair in demand if pair[1]] for _, demand in flat]
    return {
        "mode_first": _starts(len(row) for row in modes),
        "duration": integers([duration for duration, _ in flat]),
        "demand_first": _starts(len(row) for row in demands),
        "demand_resource": integers([resource for row in demands for resource, _ in row]),
        "demand_amount": integers([amount for row in demands for _, amount in row]),
    }


def _starts(lengths: Iterable[int]) -> Int1D:
    return integers(np.concatenate(([0], np.cumsum(list(lengths), dtype=np.int64))))


def _set(problem: Problem, name: str, value: object) -> None:
    object.__setattr__(problem, name, value)


def _fill_defaults(problem: Problem) -> None:
    """Give every optional array its full length, so that kernels need not ask whether it is there."""
    n, m, links, resources = problem.n, problem.m, len(problem.link_predecessor), len(problem.capacity)
    lengths: dict[str, tuple[int, int]] = {
        "link_type": (links, 0),
        "link_lag": (links, 0),
        "link_timeline": (links, CONTINUOUS),
        "capacity_first": (resources + 1, 0),
        "earliest_start": (n, 0),
        "latest_start": (n, NEVER),
        "earliest_finish": (n, 0),
        "latest_finish": (n, NEVER),
        "mode_cost": (m, 0),
        "due": (n, NEVER),
        "weight": (n, 0),
        "mode_timeline": (m, CONTINUOUS),
        "pick_first": (m + 1, 0),
        "resource_timeline": (resources, CONTINUOUS),
        "resource_rate": (resources, 0),
        "fixed_start": (n, -1),
        "priority": (n, 0),
        "timeline_rate": (len(problem.timeline_start), 1),
    }
    for name, (length, default) in lengths.items():
        if len(getattr(problem, name)) == 0 and length:
            _set(problem, name, integers(np.full(length, default)))
    if not len(problem.budget_limit):
        _set(problem, "budget_use", integers(np.zeros((m, 0))))
    if not len(problem.work):
        _set(problem, "work", problem.duration)
    if not len(problem.timeline_work):
        _set(problem, "timeline_work", _work_before(problem))


def _work_before(problem: Problem) -> Int1D:
    """Return the work done on each timeline before each of its intervals."""
    done = (problem.timeline_finish - problem.timeline_start) * problem.timeline_rate
    total = np.concatenate(([0], np.cumsum(done, dtype=np.int64)))
    lengths = np.diff(problem.timeline_first)
    return integers(total[:-1] - np.repeat(total[problem.timeline_first[:-1]], lengths))


def _sort_links(problem: Problem) -> None:
    by_successor = np.lexsort((problem.link_predecessor, problem.link_successor))
    for name in ("link_predecessor", "link_successor", "link_type", "link_lag", "link_timeline"):
        column = getattr(problem, name)
        if len(column) != len(by_successor):
            raise ShapeError(f"{name} has {len(column)} entries, there are {len(by_successor)} links", name)
        _set(problem, name, integers(column[by_successor]))


def _check_shapes(problem: Problem) -> None:
    n, m, resources = problem.n, problem.m, len(problem.capacity)
    rows = {
        "mode_first": (n + 1, m),
        "demand_first": (m + 1, len(problem.demand_resource)),
        "capacity_first": (resources + 1, len(problem.capacity_time)),
        "pick_first": (m + 1, len(problem.pick_count)),
        "eligible_first": (len(problem.pick_count) + 1, len(problem.eligible_resource)),
        "timeline_first": (len(problem.timeline_first), len(problem.timeline_start)),
    }
    for name, (length, last) in rows.items():
        first = getattr(problem, name)
        if len(first) != length or first[0] != 0 or first[-1] != last or np.any(np.diff(first) < 0):
            raise ShapeError(f"{name} must have {length} ascending entries from 0 to {last}", name)
    if problem.budget_use.shape != (m, len(problem.budget_limit)):
        raise ShapeError(f"budget_use must have shape ({m}, {len(problem.budget_limit)})", "budget_use")
    if np.any(np.diff(problem.mode_first) == 0):
        activity = int(np.flatnonzero(np.diff(problem.mode_first) == 0)[0])
        raise PlanError("an activity needs at least one mode", f"activity {activity}")


def _index_links(problem: Problem) -> None:
    count_in = np.bincount(problem.link_successor, minlength=problem.n)
    count_out = np.bincount(problem.link_predecessor, minlength=problem.n)
    _set(problem, "predecessor_first", _starts(count_in))
    _set(problem, "successor_first", _starts(count_out))
    _set(problem, "successor_link", integers(np.argsort(problem.link_predecessor, kind="stable")))


def _topological_order(problem: Problem) -> Int1D:
    waiting = np.diff(problem.predecessor_first).tolist()
    free = [activity for activity, count in enumerate(waiting) if count == 0]
    order: list[int] = []
    while free:
        activity = heapq.heappop(free)
        order.append(activity)
        for link in problem.successor_link[problem.successor_first[activity] : problem.successor_first[activity + 1]]:
            successor = int(problem.link_successor[link])
            waiting[successor] -= 1
            if waiting[successor] == 0:
                heapq.heappush(free, successor)
    if len(order) < problem.n:
        stuck = next(activity for activity, count in enumerate(waiting) if count > 0)
        raise PlanError("the links form a circle", f"activity {stuck}")
    return integers(order)
