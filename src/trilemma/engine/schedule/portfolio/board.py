"""Where the members of the portfolio meet: the best schedule and the best bound so far."""

from __future__ import annotations

import threading

from trilemma.engine.schedule.objectives import Limits, Objective, value_of
from trilemma.engine.schedule.problem import NEVER, Int1D, Problem, Solution, cost, makespan
from trilemma.engine.schedule.result import Effort
from trilemma.engine.watch import Clock


class Board:
    """Best schedule and bound of one objective under limits; every method may be called from any thread.

    Inside, values are signed so that smaller is better. ``held`` are objectives that must not get worse than a value,
    in their own sign: those that came first in a lexicographic order.
    """

    def __init__(
        self,
        problem: Problem,
        objective: Objective,
        limits: Limits,
        clock: Clock,
        held: tuple[tuple[Objective, int], ...] = (),
    ) -> None:
        self.problem = problem
        self.objective = objective
        self.limits = limits
        self.held = held
        self.cancelled = threading.Event()
        self._clock = clock
        self._begun = clock()
        self._lock = threading.Lock()
        self._solution: Solution | None = None
        self._value: int | None = None
        self._bound: int | None = None
        self._impossible = False
        self._suggestion: Int1D | None = None
        self._effort = Effort()
        self._trace: list[tuple[float, int | None, int | None]] = []

    def offer(self, solution: Solution) -> bool:
        """Take a schedule where it keeps the limits and is better than the best, and say whether it did."""
        if makespan(self.problem, solution) > self.limits.finish or self._too_dear(solution):
            return False
        if any(o.sign * value_of(self.problem, solution, o) > o.sign * value for o, value in self.held):
            return False
        value = self.objective.sign * value_of(self.problem, solution, self.objective)
        with self._lock:
            if self._value is not None and value >= self._value:
                return False
            self._solution, self._value = solution, value
            self._note()
            return True

    def _too_dear(self, solution: Solution) -> bool:
        return self.limits.cost < NEVER and cost(self.problem, solution) > self.limits.cost

    def prove(self, bound: int) -> None:
        """Take note that nothing is better than ``bound``, in the objective's own sign."""
        signed = self.objective.sign * bound
        with self._lock:
            if self._bound is None or signed > self._bound:
                self._bound = signed
                self._note()

    def prove_best(self, value: int | None) -> None:
        """Take note that nothing is better than ``value`` (signed); None: that there is no schedule at all."""
        with self._lock:
            if value is None:
                self._impossible = self._value is None
            elif self._bound is None or value > self._bound:
                self._bound = value
                self._note()

    def suggest(self, mode: Int1D) -> None:
        """Leave modes for the search to go on from, in place of those left before."""
        with self._lock:
            self._suggestion = mode

    def take_suggestion(self) -> Int1D | None:
        """Return the modes that were left last, once."""
        with self._lock:
            taken, self._suggestion = self._suggestion, None
        return taken

    def spend(self, effort: Effort) -> None:
        """Add to the effort spent."""
        with self._lock:
            self._effort = self._effort + effort

    def _note(self) -> None:
        sign = self.objective.sign
        value = None if self._value is None else sign * self._value
        bound = None if self._bound is None else sign * self._bound
        self._trace.append((self._clock() - self._begun, value, bound))

    @property
    def value(self) -> int | None:
        """The best value, signed."""
        return self._value

    @property
    def bound(self) -> int | None:
        """The best bound, signed, and never above the value."""
        if self._bound is None or self._value is None:
            return self._bound
        return min(self._bound, self._value)

    @property
    def solution(self) -> Solution | None:
        """The best schedule."""
        return self._solution

    @property
    def impossible(self) -> bool:
        """Whether it is proven that there is no schedule."""
        return self._impossible

    @property
    def effort(self) -> Effort:
        """The effort spent so far."""
        return self._effort

    @property
    def trace(self) -> tuple[tuple[float, int | None, int | None], ...]:
        """``(seconds, value, bound)`` at each improvement, in the objective's own sign."""
        return tuple(self._trace)

    @property
    def closed(self) -> bool:
        """Whether there is nothing left to find out."""
        done = self._value is not None and self._bound is not None and self._bound >= self._value
        return done or self._impossible
