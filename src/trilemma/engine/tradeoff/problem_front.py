"""Finish against cost of an integer problem: questions answered by the search and by CP-SAT."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from trilemma.engine.schedule.objectives import COST, FINISH, Limits, Objective
from trilemma.engine.schedule.portfolio.board import Board
from trilemma.engine.schedule.portfolio.searching import Span, search, search_for
from trilemma.engine.schedule.portfolio.working import Budget, work_on
from trilemma.engine.schedule.problem import NEVER, Int1D, Problem, Solution, cost, impossible_modes, integers, makespan
from trilemma.engine.schedule.restricted import only, with_budget
from trilemma.engine.tradeoff.points import Axis, Candidate
from trilemma.engine.tradeoff.questions import Question, Reply
from trilemma.engine.watch import Clock, Stop

OBJECTIVES: Final[Mapping[Axis, Objective]] = {Axis.FINISH: FINISH, Axis.COST: COST}
PRICES: Final = 14
"""Prices of a unit of duration that first schedules are made with, beside none at all and any."""


class ProblemOracle:
    """Answers questions about the finish and the cost of a problem.

    Parameters
    ----------
    problem
        A problem whose mode costs are the cost to be traded off.
    clock
        Monotonic seconds.
    workers, seed
        Of CP-SAT and the search.
    """

    def __init__(self, problem: Problem, clock: Clock, *, workers: int = 2, seed: int = 0) -> None:
        self._problem = problem
        self._clock = clock
        self._workers = workers
        self._seed = seed

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Finish and cost."""
        return (Axis.FINISH, Axis.COST)

    @property
    def scope(self) -> Mapping[Axis, int]:
        """No limits: everything is asked about."""
        return {}

    def candidate(self, solution: Solution) -> Candidate:
        """Return a schedule with its values."""
        problem = self._problem
        return Candidate({Axis.FINISH: makespan(problem, solution), Axis.COST: cost(problem, solution)}, solution)

    def first(self, seconds: float, stop: Stop) -> tuple[Candidate, ...]:
        """Return what the search finds between the cheapest and the shortest modes, then within budgets between."""
        found: list[Candidate] = []
        rows = mixtures(self._problem)
        until = self._clock() + seconds / 2
        for number, mode in enumerate(rows):
            share = (until - self._clock()) / (len(rows) - number)
            self._search(only(self._problem, mode), share, found, stop, mode)
        until = self._clock() + seconds / 2
        budgets = sorted({candidate.values[Axis.COST] for candidate in found})
        for number, budget in enumerate(budgets):
            share = (until - self._clock()) / (len(budgets) - number)
            self._search(with_budget(self._problem, budget), share, found, stop, None)
        return tuple(found)

    def _search(self, problem: Problem, seconds: float, found: list[Candidate], stop: Stop, mode: Int1D | None) -> None:
        """Search a restricted problem for the earliest finish; ``mode`` is what its modes are in the whole problem."""
        if stop():
            return
        board = Board(problem, FINISH, Limits(), self._clock)
        searcher = search_for(board, self._seed)
        begun = self._clock()
        if searcher is not None:
            search(board, searcher, Span(begun, begun + max(seconds, 0.001)), self._clock)
        solution = board.solution
        if solution is not None:
            found.append(self.candidate(solution if mode is None else replace(solution, mode=mode)))

    def ask(self, question: Question, stop: Stop) -> Reply:
        """Answer one question by search and CP-SAT, from the known schedule on."""
        limits = Limits(
            finish=question.limits.get(Axis.FINISH, NEVER),
            cost=question.limits.get(Axis.COST, NEVER),
        )
        board = Board(self._problem, OBJECTIVES[question.minimised], limits, self._clock)
        if question.bound is not None:
            board.prove(question.bound)
        if question.known is not None:
            board.offer(question.known.solution)
        if not board.closed:
            budget = Budget(self._clock() + question.seconds)
            near = None if question.near is None else question.near.solution
            work_on(board, budget, clock=self._clock, workers=self._workers, seed=self._seed, near=near, stop=stop)
        found = () if board.solution is None else (self.candidate(board.solution),)
        return Reply(found, board.bound, board.impossible)


def problem_oracle(problem: Problem, clock: Clock, *, workers: int = 2, seed: int = 0) -> ProblemOracle:
    """Return what answers questions about a problem's finish and cost."""
    return ProblemOracle(problem, clock, workers=workers, seed=seed)


def mixtures(problem: Problem) -> list[Int1D]:
    """Return modes of every activity that are best by cost plus a price of their duration, for rising prices."""
    if len(problem.pick_count):
        return []
    spread = np.ptp(problem.mode_cost) / max(int(np.ptp(problem.duration)), 1) if problem.m else 0
    steps = np.geomspace(1 / 16, 16, PRICES)
    impossible = np.where(impossible_modes(problem), np.inf, 0.0)
    found: dict[bytes, Int1D] = {}
    for price in (1e-6, *(float(step * spread) for step in steps), 1e9):
        key = problem.mode_cost + price * problem.duration + impossible
        rows = zip(problem.mode_first[:-1], problem.mode_first[1:], strict=True)
        mode = integers([first + int(np.argmin(key[first:last])) for first, last in rows])
        if np.all(problem.budget_use[mode].sum(axis=0) <= problem.budget_limit):
            found[mode.tobytes()] = mode
    return list(found.values())
