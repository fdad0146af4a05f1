"""The annealed search over activity lists for any problem: calendars, all links, dates, budgets, every objective."""

from __future__ import annotations

import heapq
from typing import Final

import numpy as np
import numpy.typing as npt

from trilemma.engine.errors import ShapeError
from trilemma.engine.schedule.objectives import FINISH, Kind, Limits, Objective
from trilemma.engine.schedule.problem import NEVER, Int1D, Int2D, Problem, Solution, impossible_modes, integers
from trilemma.engine.schedule.search import lists, timed

METHOD: Final = "serial_generation"
MOST_MOVES: Final = 3
WINDOW: Final = 20
MODE_SHARE: Final = 0.5
MOST_TRIED: Final = 12
"""Modes that a changed activity tries when it has many; all of them when a first schedule is made."""
HOT: Final = 0.25
COLD: Final = 0.02
"""First and last temperature, in mean changes of the value."""
PROBES: Final = 12
TYPICAL: Final = 5
"""Mean duration of the published instances, on which a unit over a budget weighs one unit of time."""

_MEASURE: Final = {
    Kind.FINISH: lists.FINISH,
    Kind.COST: lists.COST,
    Kind.TARDINESS: lists.TARDINESS,
    Kind.LOAD: lists.LOAD,
    Kind.MARGIN: lists.MARGIN,
}


class Tables:
    """A problem as the kernels' tables."""

    def __init__(self, problem: Problem) -> None:
        self.link_first = problem.predecessor_first.copy()
        self.link = _columns(problem.link_predecessor, problem.link_type, problem.link_lag, problem.link_timeline)
        self.before = problem.link_predecessor.copy()
        self.after_first = problem.successor_first.copy()
        self.after = problem.link_successor[problem.successor_link].copy()
        self.window = _columns(
            problem.earliest_start,
            problem.latest_start,
            problem.earliest_finish,
            np.minimum(problem.latest_finish, problem.horizon),
            problem.fixed_start,
        )
        self.mode_first = problem.mode_first.copy()
        work = np.where(impossible_modes(problem), timed.BEYOND, problem.work)
        self.modes = _columns(problem.mode_timeline, work, problem.mode_cost)
        self.demand_first = problem.demand_first.copy()
        self.demand = _columns(problem.demand_resource, problem.demand_amount)
        self.budget_use = np.ascontiguousarray(problem.budget_use.copy())
        self.line_first = problem.timeline_first.copy()
        self.line = _columns(
            problem.timeline_start, problem.timeline_finish, problem.timeline_rate, problem.timeline_work
        )
        self.room, self.base_count, self.base = _profile(problem)
        self.count = self.base_count.copy()
        self.segment = self.base.copy()

    @property
    def generation(self) -> tuple[Int2D, ...]:
        """The tables that serial generation takes, in its order."""
        return (
            *(self.link_first, self.link, self.window, self.mode_first, self.modes, self.demand_first, self.demand),
            *(self.budget_use, self.line_first, self.line, self.room, self.base_count, self.base),
            *(self.count, self.segment),
        )

    @property
    def search(self) -> tuple[Int2D, ...]:
        """The tables that the search takes, in its order."""
        return (
            *(self.link_first, self.link, self.before, self.after_first, self.after, self.window, self.mode_first),
            *(self.modes, self.demand_first, self.demand, self.budget_use, self.line_first, self.line, self.room),
            *(self.base_count, self.base, self.count, self.segment),
        )


class GeneralSearch:
    """An annealed search that stands still between calls of `advance`.

    Parameters
    ----------
    problem
        Any problem without picks.
    seed
        Same seed, same slices: same result.
    objective
        What is to be made good.
    limits
        Latest finish and highest cost.
    held
        Objectives that must not get worse than a value, in their own sign.
    known
        A schedule to start from.
    bound
        The search stops when the signed value reaches it.

    Notes
    -----
    Method id ``annealed_search`` (docs/methods/annealed_search.md).
    """

    def __init__(
        self,
        problem: Problem,
        seed: int,
        *,
        objective: Objective = FINISH,
        limits: Limits | None = None,
        held: tuple[tuple[Objective, int], ...] = (),
        known: Solution | None = None,
        bound: int | None = None,
    ) -> None:
        if len(problem.pick_count):
            raise ShapeError("picks must be written out as modes before the search", "problem")
        self.problem = problem
        self.tables = Tables(problem)
        self.bound = -NEVER if bound is None else bound
        self._goals = _goals(problem, objective, held)
        self._revenue = _columns(objective.revenue.time, objective.revenue.value)
        self._most = _most(limits or Limits(), held)
        self._dues = _columns(problem.due, problem.weight)
        self._random = np.maximum(np.random.SeedSequence(seed).generate_state(1, np.uint64), 1)
        self._state = np.zeros(lists.STATE_SIZE, dtype=np.int64)
        self._heat = np.array([1.0, 0.0, 0.0])
        self.failed = not self._begin(known)
        if not self.failed:
            self._anneal(PROBES, 0.0, 0.0)

    def _begin(self, known: Solution | None) -> bool:
        """Make the first schedule: the known one again, or by latest starts with every mode free to choose."""
        n = self.problem.n
        if known is None:
            order, mode = first_order(self.problem), first_modes(self.problem)
        else:
            order, mode = order_of(self.problem, known), known.mode.copy()
        left = self.problem.budget_limit - self.problem.budget_use[mode].sum(axis=0)
        self._row = _Rows(order, np.zeros(n, np.int64), mode, left, np.zeros(n, np.int64), np.zeros(n, np.int64))
        loose = np.full(n, known is None) & (np.diff(self.problem.mode_first) > 1)
        if not _generate(self.tables, self._row, loose, self._random):
            return False
        self._state[lists.BEST_EXCESS] = lists.INFINITE
        self._stand_at(self._row)
        return True

    def _stand_at(self, row: _Rows) -> None:
        """Measure a schedule just generated and go on from it."""
        self._row, tables = row, self.tables
        values = np.empty(lists.MEASURES, dtype=np.int64)
        lists.measure(
            *(row.start, row.finish, row.mode, tables.modes, self._dues, self._goals, self._revenue),
            *(tables.room, tables.count, tables.segment, values),
        )
        excess = lists.broken(row.start, row.finish, tables.window, row.left, values, self._most, self._goals)
        value = values[self._goals[lists.OBJECTIVE]]
        state = self._state
        state[lists.VALUE], state[lists.EXCESS] = value, excess
        state[lists.MADE] += 1
        if (excess, value) < (state[lists.BEST_EXCESS], state[lists.BEST]):
            state[lists.BEST], state[lists.BEST_EXCESS] = value, excess
            self._best = (row.order.copy(), row.hold.copy(), row.start.copy(), row.finish.copy(), row.mode.copy())

    def begin_at(self, mode: Int1D) -> None:
        """Go on from the first order in given modes, where they leave a schedule; the best one so far is kept."""
        problem, n = self.problem, self.problem.n
        left = problem.budget_limit - problem.budget_use[mode].sum(axis=0)
        zeros = (np.zeros(n, np.int64) for _ in range(3))
        row = _Rows(first_order(problem), next(zeros), mode.copy(), left, next(zeros), next(zeros))
        if _generate(self.tables, row, np.zeros(n, np.bool_), self._random):
            self._stand_at(row)

    @property
    def value(self) -> int:
        """Value of the best schedule so far, signed so that smaller is better."""
        return int(self._state[lists.BEST])

    @property
    def excess(self) -> int:
        """By how much the best schedule breaks limits; 0 for a feasible one."""
        return 1 if self.failed else int(self._state[lists.BEST_EXCESS])

    @property
    def schedules_made(self) -> int:
        """How many schedules were generated so far."""
        return int(self._state[lists.MADE])

    @property
    def done(self) -> bool:
        """Whether the best schedule reaches the bound, or there is none to improve."""
        return self.failed or (self.excess == 0 and self.value <= self.bound)

    def advance(self, rounds: int, begin: float, end: float) -> None:
        """Take up to ``rounds`` steps; ``begin`` and ``end`` say which part of the whole search they are, in [0, 1]."""
        if self.failed:
            return
        rises = max(self._heat[lists.RISE_COUNT], 1.0)
        typical = max(self._heat[lists.RISES] / rises, 1.0)
        hot, cold = (typical * HOT * (COLD / HOT) ** part for part in (begin, end))
        self._anneal(rounds, hot, cold)

    def _anneal(self, rounds: int, hot: float, cold: float) -> None:
        row = self._row
        lists.anneal(  # type: ignore[call-arg]
            *self.tables.search,
            *(self._dues, self._goals, self._revenue, self._most, self._random),
            *(row.order, row.hold, row.mode, row.left, row.start, row.finish, *self._best, self._state, self._heat),
            *(rounds, hot, cold, MOST_MOVES, WINDOW, MODE_SHARE, MOST_TRIED, self.bound),
        )

    def solution(self) -> Solution:
        """Return the best schedule so far; check `excess`."""
        _, _, start, finish, mode = self._best
        return Solution(integers(start), integers(finish), integers(mode))


class _Rows:
    """The schedule that the search stands at."""

    __slots__ = ("finish", "hold", "left", "mode", "order", "start")

    def __init__(self, order: Int1D, hold: Int1D, mode: Int1D, left: Int1D, start: Int1D, finish: Int1D) -> None:
        self.order, self.hold, self.mode, self.left, self.start, self.finish = order, hold, mode, left, start, finish


def generate(problem: Problem, order: Int1D, mode: Int1D, hold: Int1D | None = None) -> Solution | None:
    """Schedule the activities one by one on their calendars, each at the earliest time that everything allows.

    Parameters
    ----------
    problem
        Any problem without picks.
    order
        All activities, each after its predecessors, shape ``(n,)``.
    mode
        The mode of each, shape ``(n,)``.
    hold
        Times before which activities must not start, shape ``(n,)``.

    Returns
    -------
    Solution or None
        None where an activity finds no place within the timelines. Latest dates and budgets are not looked at.

    Notes
    -----
    Method id ``serial_generation`` (docs/methods/serial_generation.md).
    """
    n = problem.n
    held = np.zeros(n, np.int64) if hold is None else hold.astype(np.int64)
    left = problem.budget_limit - problem.budget_use[mode].sum(axis=0)
    row = _Rows(order.astype(np.int64), held, mode.astype(np.int64), left, np.zeros(n, np.int64), np.zeros(n, np.int64))
    if not _generate(Tables(problem), row, np.zeros(n, np.bool_), np.ones(1, np.uint64)):
        return None
    return Solution(integers(row.start), integers(row.finish), integers(row.mode))


def _generate(tables: Tables, row: _Rows, loose: npt.NDArray[np.bool_], random: npt.NDArray[np.uint64]) -> bool:
    return bool(
        lists.generate(  # type: ignore[call-arg]
            *(row.order, row.hold, loose, int(np.diff(tables.mode_first).max(initial=1)), lists.INFINITE),
            *tables.generation,
            *(random, row.mode, row.left, row.start, row.finish),
        )
    )


def first_order(problem: Problem) -> Int1D:
    """Return a list by priority of the project, then by latest start over the shortest durations."""
    shortest = np.minimum.reduceat(problem.duration, problem.mode_first[:-1]) if problem.n else problem.duration
    tail = np.zeros(problem.n, dtype=np.int64)
    for activity in problem.order[::-1]:
        links = problem.successor_link[problem.successor_first[activity] : problem.successor_first[activity + 1]]
        tail[activity] = shortest[activity] + tail[problem.link_successor[links]].max(initial=0)
    return _list_by(problem, problem.priority, -tail)


def order_of(problem: Problem, solution: Solution) -> Int1D:
    """Return the list by starts of a schedule, each activity after its predecessors."""
    return _list_by(problem, solution.start, solution.finish)


def _list_by(problem: Problem, first: Int1D, second: Int1D) -> Int1D:
    """Return a list in which, of all activities whose predecessors are listed, the least by two keys comes next."""
    waiting = np.diff(problem.predecessor_first).tolist()
    keys = list(zip(first.tolist(), second.tolist(), range(problem.n), strict=True))
    free = [keys[activity] for activity in range(problem.n) if waiting[activity] == 0]
    heapq.heapify(free)
    order = []
    while free:
        activity = heapq.heappop(free)[2]
        order.append(activity)
        for link in problem.successor_link[problem.successor_first[activity] : problem.successor_first[activity + 1]]:
            successor = int(problem.link_successor[link])
            waiting[successor] -= 1
            if waiting[successor] == 0:
                heapq.heappush(free, keys[successor])
    return np.array(order, dtype=np.int64)


def first_modes(problem: Problem) -> Int1D:
    """Return the possible mode of each activity that uses least of the budgets, of equals the shortest."""
    use = problem.budget_use.sum(axis=1)
    key = use * (int(problem.duration.max(initial=0)) + 1) + problem.duration
    key = np.where(impossible_modes(problem), NEVER, key)
    rows = zip(problem.mode_first[:-1], problem.mode_first[1:], strict=True)
    return np.array([first + int(np.argmin(key[first:last])) for first, last in rows], dtype=np.int64)


def _columns(*columns: Int1D) -> Int2D:
    return np.ascontiguousarray(np.stack(columns, axis=1).astype(np.int64))


def _goals(problem: Problem, objective: Objective, held: tuple[tuple[Objective, int], ...]) -> Int1D:
    kinds = {objective.kind, *(o.kind for o, _ in held)}
    plain_links = not np.any(problem.link_type) and not np.any(problem.link_lag < 0)
    unit = max(1, int(problem.duration.mean()) // TYPICAL) if problem.m else 1
    return np.array([problem.release, _MEASURE[objective.kind], unit, Kind.LOAD in kinds, plain_links], dtype=np.int64)


def _most(limits: Limits, held: tuple[tuple[Objective, int], ...]) -> Int1D:
    most = np.full(lists.MEASURES, timed.BEYOND, dtype=np.int64)
    most[lists.FINISH], most[lists.COST] = min(limits.finish, timed.BEYOND), min(limits.cost, timed.BEYOND)
    for objective, value in held:
        most[_MEASURE[objective.kind]] = min(most[_MEASURE[objective.kind]], objective.sign * value)
    return most


def _profile(problem: Problem) -> tuple[Int1D, Int1D, Int2D]:
    """Return the first row, the number of rows and the rows of each resource's capacity, with room for every use."""
    users = np.zeros(len(problem.capacity), dtype=np.int64)
    owner = np.repeat(np.arange(problem.n), np.diff(problem.mode_first))
    by_demand = np.repeat(owner, np.diff(problem.demand_first))
    pairs = np.unique(np.stack((problem.demand_resource, by_demand), axis=1), axis=0)
    np.add.at(users, pairs[:, 0], 1)
    steps = np.diff(problem.capacity_first)
    room = np.concatenate(([0], np.cumsum(1 + steps + 2 * users + 2)))
    rows = np.zeros((int(room[-1]), 3), dtype=np.int64)
    for resource, capacity in enumerate(problem.capacity.tolist()):
        part = slice(problem.capacity_first[resource], problem.capacity_first[resource + 1])
        times = [0, *problem.capacity_time[part].tolist()]
        values = [capacity, *problem.capacity_value[part].tolist()]
        for k, (time, value) in enumerate(zip(times, values, strict=True)):
            rows[room[resource] + k] = (time, value, value)
    return room[:-1].copy(), (1 + steps).astype(np.int64), rows
