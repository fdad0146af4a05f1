"""Modes chosen as if nobody were busy twice: by links, dates, budgets and the whole work of each resource."""

from __future__ import annotations

from typing import Final

from trilemma.engine.schedule.cp.model import Model, Order
from trilemma.engine.schedule.objectives import Kind
from trilemma.engine.schedule.portfolio.board import Board
from trilemma.engine.schedule.problem import NEVER, Solution

METHOD: Final = "mode_relaxation"
RELAXED: Final = frozenset({Kind.FINISH, Kind.COST, Kind.MARGIN})
FIRST_PART: Final = 0.6
"""Share of the remaining time for the least value."""
FIRST_PART_OF_FINISH: Final = 0.3
"""The same for the finish in a stated time: the search should not wait for modes longer than that."""
LOAD_PART: Final = 0.15
"""Share of what then remains for the leanest modes with that finish."""


def relaxable(board: Board) -> bool:
    """Return whether there are modes to choose, and the objective follows from them and the finish."""
    return board.objective.kind in RELAXED and board.problem.m > board.problem.n


def first_part(board: Board, *, deterministic: bool) -> float:
    """Return the share of the remaining time or effort for the least value."""
    return FIRST_PART_OF_FINISH if board.objective.kind is Kind.FINISH and not deterministic else FIRST_PART


class Relaxation:
    """First the least finish, or cost, then the leanest modes that reach it.

    Where modes differ, their choice decides more than the order does: the least finish is often the best there is, and
    lean modes leave the search room to reach it. ``near`` is a schedule to begin at where none is known.

    Notes
    -----
    Method id ``mode_relaxation`` (docs/methods/mode_relaxation.md).
    """

    def __init__(self, board: Board, near: Solution | None = None) -> None:
        known, objective = board.value, board.objective
        soon = known is not None and objective.kind is Kind.FINISH
        below = known - 1 if known is not None and soon else NEVER
        self.model = Model(board.problem, limits=board.limits, finish_below=below, timed=False)
        if self.model.infeasible:
            return
        self._expression = self.model.expression(objective)
        if known is not None and not soon:
            self.model.cp.add(self._expression <= known - 1)
        for held, value in board.held:
            self.model.cp.add(self.model.expression(held) <= self.model.steps(held, value))
        if board.bound is not None:
            self.model.cp.add(self._expression >= self.model.steps(objective, objective.sign * board.bound))
        self.model.cp.minimize(self._expression)
        begin = board.solution or near
        if begin is not None:
            self.model.hint(begin)

    def ask_for_least_load(self, order: Order, value: float | None) -> None:
        """Keep the value of an answer, and ask for less work."""
        if value is not None:
            self.model.cp.add(self._expression <= round(value))
        self.model.cp.minimize(self.model.load)
        self.model.hint_steps(order.start, order.mode)
