"""The front by questions on a grid of limits, from loose to tight, each answered with what is known from the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import metadata
from itertools import product
from typing import Final

import numpy as np

from trilemma.engine.errors import InputError
from trilemma.engine.tradeoff.memory import Memory
from trilemma.engine.tradeoff.points import Axis, Candidate, Front, Point, non_dominated, with_prices
from trilemma.engine.tradeoff.questions import Oracle, Question
from trilemma.engine.watch import NEVER, NO_PROGRESS, Clock, Progress, Stop

METHOD: Final = "augmented_epsilon_constraint"
FIRST_SHARE: Final = 0.1
"""Share of the time for first schedules by search."""
ENDS_SHARE: Final = 0.25
"""Share of the time for the ends of the front."""
FIRST_PASS: Final = 0.8
"""Share of a question's even part of the time that it may take in the first pass; what it leaves goes to the hard."""
WORTHWHILE: Final = 0.5
"""Seconds below which asking a question again is idle."""
NO_LIMIT: Final = 1 << 62


class FrontMaker:
    """Asks an oracle for the points of a front.

    Parameters
    ----------
    oracle
        Answers questions.
    points
        About how many points are wanted.
    clock, until
        Monotonic seconds, and the instant at which to end.
    """

    def __init__(self, oracle: Oracle, points: int, clock: Clock, until: float, progress: Progress, stop: Stop) -> None:
        self._oracle = oracle
        self._points = points
        self._clock = clock
        self._begun = clock()
        self._until = until
        self._progress = progress
        self._stop = stop
        self.memory = Memory()
        self._final: set[tuple[Axis, tuple[tuple[Axis, int], ...]]] = set()

    def make(self, axes: Sequence[Axis]) -> tuple[tuple[Point, ...], bool]:
        """Return the points, and whether there was time for all questions."""
        minimised = Axis.COST if Axis.COST in axes else axes[-1]
        limited = [axis for axis in axes if axis is not minimised]
        for candidate in self._oracle.first(FIRST_SHARE * self._left, self._halt):
            self.memory.keep(candidate)
        self._ends(minimised, limited)
        if not self.memory.candidates:
            return (), False
        grid = self._grid(minimised, limited)
        complete = self._answer(minimised, grid)
        return self._front(minimised, grid, axes), complete

    @property
    def _left(self) -> float:
        return max(self._until - self._clock(), 0.0)

    def _halt(self) -> bool:
        return self._stop() or self._clock() >= self._until

    def _ends(self, minimised: Axis, limited: Sequence[Axis]) -> None:
        """Ask for the least of every axis alone, then for the best of the others there."""
        axes = [minimised, *limited]
        share = ENDS_SHARE * self._left / (2 * len(axes))
        for axis in axes:
            if self._halt():
                return
            self._ask(axis, self._oracle.scope, 2 * share if axis is not minimised else share)
            end = self.memory.best(axis, {})
            if end is None:
                continue
            for other in axes:
                if other is not axis:
                    self._ask(other, {**self._oracle.scope, axis: end.values[axis]}, share / len(limited))

    def _grid(self, minimised: Axis, limited: Sequence[Axis]) -> list[dict[Axis, int]]:
        """Return limits from loose to tight: evenly between the least of each axis and the most that is of use."""
        least = {axis: self._end(axis).values[axis] for axis in limited}
        scope = self._oracle.scope
        most = {axis: max(min(self._nadir(axis), scope.get(axis, NO_LIMIT)), least[axis]) for axis in limited}
        each = max(2, round(self._points ** (1 / len(limited))))
        rows = [
            sorted({int(v) for v in np.linspace(least[axis], most[axis], each).round()}, reverse=True)
            for axis in limited
        ]
        return [dict(zip(limited, limits, strict=True)) for limits in product(*rows)]

    def _end(self, axis: Axis) -> Candidate:
        end = self.memory.best(axis, {})
        assert end is not None  # noqa: S101 - there are candidates, and no limits
        return end

    def _nadir(self, axis: Axis) -> int:
        """Return the most of an axis among the schedules that no other dominates: beyond it nothing is known to gain.

        With three axes that is more than any of the ends has: little cost and few defects together take time.
        """
        return max(candidate.values[axis] for candidate in self.memory.candidates)

    def _answer(self, minimised: Axis, grid: Sequence[Mapping[Axis, int]]) -> bool:
        """Ask every question of the grid, first briefly and then, of those that are open, the widest open longer."""
        for number, limits in enumerate(grid):
            if self._halt():
                return False
            if not self._closed(minimised, limits):
                self._ask(minimised, limits, FIRST_PASS * self._left / max(len(grid) - number, 1))
            self._progress.report(self._done, f"front: {number + 1} of {len(grid)} questions asked")
        while not self._halt():
            open_ones = [limits for limits in grid if not self._closed(minimised, limits)]
            if not open_ones:
                return True
            widest = sorted(open_ones, key=lambda limits: -self._openness(minimised, limits))
            share = max(self._left / len(widest), WORTHWHILE)
            for limits in widest:
                if self._halt():
                    break
                if not self._closed(minimised, limits):
                    self._ask(minimised, limits, share)
            self._progress.report(self._done, f"front: {len(open_ones)} questions open")
        return True

    @property
    def _done(self) -> float:
        return min(1.0, (self._clock() - self._begun) / max(self._until - self._begun, 1e-9))

    def _closed(self, minimised: Axis, limits: Mapping[Axis, int]) -> bool:
        if self.memory.impossible(limits) or (minimised, tuple(limits.items())) in self._final:
            return True
        best, bound = self.memory.best(minimised, limits), self.memory.bound(minimised, limits)
        return best is not None and bound is not None and best.values[minimised] <= bound

    def _openness(self, minimised: Axis, limits: Mapping[Axis, int]) -> float:
        best, bound = self.memory.best(minimised, limits), self.memory.bound(minimised, limits)
        if best is None or bound is None:
            return float("inf")
        return best.values[minimised] - bound

    def _ask(self, minimised: Axis, limits: Mapping[Axis, int], seconds: float) -> None:
        memory = self.memory
        if self._closed(minimised, limits) or seconds <= 0:
            return
        question = Question(
            minimised=minimised,
            limits=limits,
            seconds=min(seconds, self._left),
            known=memory.best(minimised, limits),
            bound=memory.bound(minimised, limits),
            near=_nearest(memory, limits),
        )
        reply = self._oracle.ask(question, self._halt)
        for candidate in reply.found:
            memory.keep(candidate)
        if reply.final:
            self._final.add((minimised, tuple(limits.items())))
        if reply.impossible:
            memory.prove(minimised, limits, None)
        elif reply.bound is not None:
            memory.prove(minimised, limits, reply.bound)

    def _front(self, minimised: Axis, grid: Sequence[Mapping[Axis, int]], axes: Sequence[Axis]) -> tuple[Point, ...]:
        points = []
        for limits in grid:
            best = self.memory.best(minimised, limits)
            if best is not None:
                points.append(Point(best, minimised, limits, self._bound_below(minimised, limits, best)))
        kept = non_dominated(points)
        kept = non_dominated([*kept, *self._found_between(minimised, grid, kept)])
        kept.sort(key=lambda point: tuple(point.candidate.values[axis] for axis in axes))
        return with_prices(kept, axes)

    def _found_between(
        self, minimised: Axis, grid: Sequence[Mapping[Axis, int]], asked: Sequence[Point]
    ) -> list[Point]:
        """Return schedules found on the way that lie between the points asked for, up to the number that was wanted.

        Each is the best known answer within its own values, and the bound of the looser question around it holds; none
        of them is proven worse than the worst point asked for.
        """
        widest = max((point.gap for point in asked if point.gap is not None), default=0.0)
        between = []
        for candidate in self.memory.candidates:
            limits = {axis: candidate.values[axis] for axis in (grid[0] if grid else ())}
            if self.memory.best(minimised, limits) is candidate:
                point = Point(candidate, minimised, limits, self._bound_below(minimised, limits, candidate))
                if point.gap is not None and point.gap <= widest:
                    between.append(point)
        taken = {tuple(point.candidate.values.values()) for point in asked}
        fresh = [point for point in between if tuple(point.candidate.values.values()) not in taken]
        fresh.sort(key=lambda point: (point.gap or 0.0, *point.candidate.values.values()))
        return fresh[: max(0, self._points - len(asked))]

    def _bound_below(self, minimised: Axis, limits: Mapping[Axis, int], best: Candidate) -> int | None:
        bound = self.memory.bound(minimised, limits)
        return None if bound is None else min(bound, best.values[minimised])


def _nearest(memory: Memory, limits: Mapping[Axis, int]) -> Candidate | None:
    """Return the known schedule that breaks limits least, as shares of them."""

    def excess(candidate: Candidate) -> float:
        return sum(max(0, candidate.values[a] - limit) / max(abs(limit), 1) for a, limit in limits.items())

    return min(memory.candidates, key=lambda c: (excess(c), *c.values.values()), default=None)


def make_front(
    oracle: Oracle,
    *,
    clock: Clock,
    axes: Sequence[Axis] = (Axis.FINISH, Axis.COST),
    points: int = 20,
    limit: float = 15.0,
    seed: int = 0,
    progress: Progress = NO_PROGRESS,
    stop: Stop = NEVER,
) -> Front:
    """Compute a front of plans of which none is better than another in every respect, each with a proven bound.

    Parameters
    ----------
    oracle
        What answers the questions: see `problem_front` and `plan_front`.
    clock
        Monotonic seconds.
    axes
        Two or three of the oracle's axes. Cost is minimised where it is among them, else the last one.
    points
        About how many: the grid has as even a number of limits along each of the other axes.
    limit
        Seconds for everything.
    seed
        Kept with the result; the oracle was given the same.
    progress, stop
        Told how far it is; asked whether to end.

    Returns
    -------
    Front
        Fewer points than asked for where neighbouring questions have one answer.

    Raises
    ------
    InputError
        Where axes are too few, too many, twice or unknown to the oracle.

    Notes
    -----
    Method id ``augmented_epsilon_constraint`` (docs/methods/augmented_epsilon_constraint.md).

    References
    ----------
    Mavrotas & Florios, "An improved version of the augmented epsilon-constraint method (AUGMECON2) for finding the
    exact pareto set in multi-objective integer programming problems", Applied Mathematics and Computation 219(18)
    (2013) 9652-9669.
    """
    if len(set(axes)) != len(axes) or len(axes) not in {2, 3} or not set(axes) <= set(oracle.axes):
        raise InputError(f"a front has two or three different axes of {', '.join(oracle.axes)}", "axes")
    if points < 2 or limit <= 0:
        raise InputError("a front needs at least two points and a positive limit", "points")
    begun = clock()
    made, complete = FrontMaker(oracle, points, clock, begun + limit, progress, stop).make(axes)
    return Front(
        axes=tuple(axes),
        points=made,
        complete=complete,
        seconds=clock() - begun,
        method=METHOD,
        seed=seed,
        version=metadata.version("trilemma"),
    )
