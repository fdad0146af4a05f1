"""The annealed search over activity lists for plain problems, resumable in slices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from trilemma.engine.errors import ShapeError
from trilemma.engine.schedule.problem import Int1D, Problem, Solution, integers
from trilemma.engine.schedule.search import packed

METHOD: Final = "annealed_search"
MOST_SLOTS: Final = 200_000
"""Longer horizons go to the general search, whose time is not a row of slots."""
MOST_MOVES: Final = 3
WINDOW: Final = 20
MODE_SHARE: Final = 0.8
LOAD_WEIGHT: Final = 0.2
"""How much the time that all modes take of the resources counts beside the makespan, where there are several modes."""
SINGLE_MODE: Final = (0.18, 0.018)
MULTI_MODE: Final = (0.07, 0.007)
"""First and last temperature, in mean durations."""
COOLER: Final = 0.3
"""How much of the temperature is left when the search goes on in modes that were chosen well."""


def fits(problem: Problem) -> bool:
    """Return whether a problem can go to the packed kernels: plain, four resources, small amounts, a short horizon."""
    return (
        problem.is_plain
        and len(problem.capacity) <= packed.LANES
        and int(problem.capacity.max(initial=0)) <= packed.LARGEST_AMOUNT
        and problem.horizon <= MOST_SLOTS
    )


@dataclass(slots=True)
class _State:
    """The arrays that a slice leaves for the next one."""

    order: Int1D
    finish: Int1D
    mode: Int1D
    left: Int1D


class PlainSearch:
    """An annealed search that stands still between calls of `advance`.

    Parameters
    ----------
    problem
        A problem that `fits`.
    seed
        Same seed, same slices: same result.
    bound
        The search stops when it has a schedule as short as this.

    Notes
    -----
    Method id ``annealed_search`` (docs/methods/annealed_search.md).
    """

    def __init__(self, problem: Problem, seed: int, bound: int = 0) -> None:
        if not fits(problem):
            raise ShapeError("the packed search takes plain problems with up to four resources only", "problem")
        self.problem = problem
        self._graph = (*_rows(problem, backward=False), *_rows(problem, backward=True))
        self._duration, self._demand = _modes(problem)
        self._tails = (
            _longest(problem, self._duration, backward=True),
            _longest(problem, self._duration, backward=False),
        )
        self.bound = max(bound, int((self._tails[0] + self._shortest()).max(initial=0)))
        self._load = LOAD_WEIGHT * _loads(problem)
        self._random = _random(seed)
        self._full = np.uint64(_pack(problem.capacity.tolist()))
        self._free = np.full(problem.horizon + int(problem.duration.max(initial=0)) + 2, self._full, dtype=np.uint64)
        self._scalars = np.zeros(packed.STATE_SIZE, dtype=np.int64)
        self._prices = np.ones(1)
        self._heat = 1.0
        self._limits = problem.budget_limit
        self._begin()

    def _shortest(self) -> Int1D:
        return _shortest(self.problem, self._duration)

    def _begin(self) -> None:
        """Generate the first schedule: the topological order with the shortest modes."""
        mode = self.first_modes()
        makespan = self._generate(mode)
        self._best = (self._state.order.copy(), self._state.finish.copy(), mode.copy())
        self._scalars[packed.BEST] = makespan
        self._scalars[packed.BEST_EXCESS] = self._scalars[packed.EXCESS]

    def first_modes(self) -> Int1D:
        """Return the shortest mode of each activity."""
        return _first_modes(self.problem, self._duration)

    def begin_at(self, mode: Int1D, limits: Int1D | None = None) -> None:
        """Go on from the topological order in given modes, cooler than from the shortest.

        The best so far is kept, unless there are new ``limits`` of the budgets: then it counts no longer.
        """
        self._heat = COOLER
        if limits is not None:
            self._limits = limits
            self._scalars[packed.BEST_EXCESS] = packed.NO_LIMIT
            self._prices[:] = 1.0
        makespan = self._generate(mode.copy())
        excess = int(self._scalars[packed.EXCESS])
        if (excess, makespan) < (self.excess, self.value):
            self._best = (self._state.order.copy(), self._state.finish.copy(), mode.copy())
            self._scalars[packed.BEST], self._scalars[packed.BEST_EXCESS] = makespan, excess
            self._scalars[packed.BEST_DIRECTION] = 0

    def _generate(self, mode: Int1D) -> int:
        """Stand at the topological order in given modes, and return its makespan."""
        problem = self.problem
        left = self._limits - problem.budget_use[mode].sum(axis=0)
        finish = np.zeros(problem.n, dtype=np.int64)
        makespan = packed.generate(
            problem.order.copy(),
            self._graph[0],
            self._graph[1],
            problem.mode_first,
            self._duration,
            self._demand,
            problem.budget_use,
            left,
            mode,
            np.zeros(problem.n, dtype=np.bool_),
            np.zeros(problem.n, dtype=np.int64),
            packed.NO_LIMIT,
            self._full,
            self._free,
            int(self._scalars[packed.USED_SLOTS]),
            finish,
        )
        self._state = _State(problem.order.copy(), finish, mode, left)
        self._scalars[packed.CURRENT] = self._scalars[packed.USED_SLOTS] = makespan
        self._scalars[packed.EXCESS] = np.maximum(-left, 0).sum()
        self._scalars[packed.DIRECTION] = 0
        self._scalars[packed.MADE] += 1
        return int(makespan)

    @property
    def value(self) -> int:
        """Makespan of the best schedule so far."""
        return int(self._scalars[packed.BEST])

    @property
    def excess(self) -> int:
        """Units by which the best schedule overdraws nonrenewable budgets; 0 for a feasible one."""
        return int(self._scalars[packed.BEST_EXCESS])

    @property
    def schedules_made(self) -> int:
        """How many schedules were generated so far."""
        return int(self._scalars[packed.MADE])

    @property
    def done(self) -> bool:
        """Whether the best schedule is proven best by the bound."""
        return self.excess == 0 and self.value <= self.bound

    def advance(self, rounds: int, begin: float, end: float) -> None:
        """Take up to ``rounds`` steps; ``begin`` and ``end`` say which part of the whole search they are, in [0, 1]."""
        mean = max(float(self._shortest().mean()) if self.problem.n else 1.0, 1.0)
        first, last = MULTI_MODE if self.problem.m > self.problem.n else SINGLE_MODE
        hot, cold = (self._heat * mean * first * (last / first) ** part for part in (begin, end))
        state, (best_order, best_finish, best_mode) = self._state, self._best
        result = packed.anneal(
            *self._graph,
            *self._tails,
            self.problem.mode_first,
            self._duration,
            self._demand,
            self._full,
            self.problem.budget_use,
            state.order,
            state.finish,
            state.mode,
            state.left,
            best_order,
            best_finish,
            best_mode,
            self._free,
            self._random,
            self._scalars,
            rounds,
            hot,
            cold,
            self._prices,
            MOST_MOVES,
            WINDOW,
            MODE_SHARE,
            self._load,
            self.bound,
        )
        self._state = _State(*result)

    def solution(self) -> Solution:
        """Return the best schedule so far; check `excess` where there are budgets."""
        _, finish, mode = self._best
        duration = self.problem.duration[mode]
        if self._scalars[packed.BEST_DIRECTION] == 1:
            start = self.value - finish
            return Solution(integers(start), integers(start + duration), integers(mode))
        return Solution(integers(finish - duration), integers(finish), integers(mode))


def _random(seed: int) -> npt.NDArray[np.uint64]:
    state = np.random.SeedSequence(seed).generate_state(1, np.uint64)
    return np.maximum(state, 1)


def _rows(problem: Problem, *, backward: bool) -> tuple[Int1D, Int1D]:
    """Return the compressed rows of each activity's predecessors, or of its successors."""
    if backward:
        return problem.successor_first, problem.link_successor[problem.successor_link]
    return problem.predecessor_first, problem.link_predecessor


def _modes(problem: Problem) -> tuple[Int1D, npt.NDArray[np.uint64]]:
    """Return durations, -1 for modes that ask for more than there is, and demands packed into lanes."""
    duration = problem.duration.copy()
    demand = np.zeros(problem.m, dtype=np.uint64)
    for mode in range(problem.m):
        row = slice(problem.demand_first[mode], problem.demand_first[mode + 1])
        amounts = [0] * packed.LANES
        for resource, amount in zip(
            problem.demand_resource[row].tolist(), problem.demand_amount[row].tolist(), strict=True
        ):
            amounts[resource] += amount
        if duration[mode] and any(a > c for a, c in zip(amounts, problem.capacity.tolist(), strict=False)):
            duration[mode] = -1
        elif duration[mode]:
            demand[mode] = _pack(amounts)
    return duration, demand


def _loads(problem: Problem) -> npt.NDArray[np.float64]:
    """Return the time that each mode's demands would take all resources for, shape ``(m,)``."""
    share = problem.demand_amount / np.maximum(problem.capacity[problem.demand_resource], 1)
    owner = np.repeat(np.arange(problem.m), np.diff(problem.demand_first))
    weights = np.bincount(owner, weights=share, minlength=problem.m).astype(np.float64)
    return np.asarray(weights * problem.duration, dtype=np.float64)


def _pack(amounts: list[int]) -> int:
    return sum(amount << (packed.LANE_BITS * lane) for lane, amount in enumerate(amounts))


def _shortest(problem: Problem, duration: Int1D) -> Int1D:
    possible = np.where(duration < 0, np.iinfo(np.int64).max, duration)
    return np.minimum.reduceat(possible, problem.mode_first[:-1])


def _first_modes(problem: Problem, duration: Int1D) -> Int1D:
    """Return the shortest mode of each activity, of equals the one that uses least of the budgets."""
    mode = np.empty(problem.n, dtype=np.int64)
    use = problem.budget_use.sum(axis=1)
    for activity in range(problem.n):
        row = range(int(problem.mode_first[activity]), int(problem.mode_first[activity + 1]))
        possible = [m for m in row if duration[m] >= 0] or list(row)
        mode[activity] = min(possible, key=lambda m: (duration[m], use[m]))
    return mode


def _longest(problem: Problem, duration: Int1D, *, backward: bool) -> Int1D:
    """Return the longest chain of shortest modes after each activity (``backward``) or before it."""
    shortest = _shortest(problem, duration)
    first, other = _rows(problem, backward=backward)
    longest = np.zeros(problem.n, dtype=np.int64)
    for activity in problem.order[::-1] if backward else problem.order:
        row = other[first[activity] : first[activity + 1]]
        longest[activity] = (longest[row] + shortest[row]).max(initial=0)
    return longest
