"""The least cost by a deadline for plain problems: the cost as a budget that every success makes tighter."""

from __future__ import annotations

from typing import Final

from trilemma.engine.schedule.problem import NEVER, Int1D, Problem, Solution, cost, integers, makespan
from trilemma.engine.schedule.restricted import with_budget
from trilemma.engine.schedule.search.plain import PlainSearch

PATIENCE: Final = 5000
"""Schedules of a first try; twice as many when no budget between the bound and the best is left to try."""


class ThriftySearch:
    """A search for the cheapest modes that some order brings in by a deadline; it stands still between calls.

    A budget is tried for a number of schedules: when one of them keeps the deadline, the next budget lies halfway
    between what has failed and what that one costs, otherwise halfway between this budget and the best cost.

    Parameters
    ----------
    problem
        A plain problem.
    seed
        Same seed, same slices: same result.
    deadline
        Latest finish.
    known
        A schedule to begin at.
    bound
        The search stops when it has a schedule as cheap as this.

    Notes
    -----
    Method id ``annealed_search`` (docs/methods/annealed_search.md).
    """

    def __init__(
        self, problem: Problem, seed: int, *, deadline: int = NEVER, known: Solution | None = None, bound: int = 0
    ) -> None:
        self._problem = problem
        self._deadline = min(deadline, problem.horizon)
        self._inner = PlainSearch(with_budget(problem, NEVER), seed, bound=self._deadline)
        self._best: Solution | None = None
        self._lean: Int1D | None = None
        self._failed = -NEVER
        self._patience, self._tried, self._tries = PATIENCE, 0, 0
        self._target = NEVER
        self.bound = bound
        if known is not None and makespan(problem, known) <= self._deadline:
            self._best = known

    @property
    def value(self) -> int:
        """Cost of the best schedule so far."""
        return NEVER if self._best is None else cost(self._problem, self._best)

    @property
    def excess(self) -> int:
        """0 where there is a schedule that keeps deadline and budgets."""
        return 1 if self._best is None else 0

    @property
    def schedules_made(self) -> int:
        """How many schedules were generated so far."""
        return self._inner.schedules_made

    @property
    def done(self) -> bool:
        """Whether the best schedule is proven best by the bound, or the shortest modes alone take too long."""
        return self._inner.bound > self._deadline or (self._best is not None and self.value <= self.bound)

    def begin_at(self, mode: Int1D) -> None:
        """Try the budget of given modes next, and go back to them at every second try."""
        self._lean = mode
        self._try(int(self._problem.mode_cost[mode].sum()))

    def advance(self, rounds: int, begin: float, end: float) -> None:
        """Take up to ``rounds`` steps."""
        last = self.schedules_made + rounds
        while self.schedules_made < last and not self.done:
            if self._reached():
                self._succeed()
            elif self._tried >= self._patience:
                self._fail()
            else:
                self._go_on(min(last - self.schedules_made, self._patience - self._tried))
        if self._reached():
            self._succeed()

    def _reached(self) -> bool:
        return self._inner.excess == 0 and self._inner.value <= self._deadline

    def _go_on(self, rounds: int) -> None:
        begin, end = self._tried / self._patience, (self._tried + rounds) / self._patience
        self._inner.advance(rounds, begin, end)
        self._tried += rounds

    def _succeed(self) -> None:
        found = self._inner.solution()
        if cost(self._problem, found) < self.value:
            self._best = found
        self._try_between()

    def _fail(self) -> None:
        self._failed = max(self._failed, self._target)
        self._try_between()

    def _try_between(self) -> None:
        """Try halfway between what has failed and the best cost; begin anew, longer, when nothing is left between."""
        low = max(self._failed + 1, self.bound)
        high = self.value - 1
        if low > high:
            self._failed = -NEVER
            self._patience *= 2
            low = min(self.bound, high)
        self._try(NEVER if high >= NEVER - 1 else (low + high) // 2)

    def _try(self, target: int) -> None:
        self._target, self._tried = target, 0
        self._tries += 1
        limits = integers([*self._problem.budget_limit.tolist(), target])
        start = self._lean if self._best is None or (self._lean is not None and self._tries % 2) else self._best.mode
        self._inner.begin_at(self._inner.first_modes() if start is None else start, limits)

    def solution(self) -> Solution:
        """Return the best schedule so far; check `excess`."""
        assert self._best is not None  # noqa: S101 - asked for only where nothing exceeds
        return self._best
