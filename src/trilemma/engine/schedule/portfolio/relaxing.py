"""Modes chosen as if nobody were busy twice: by links, dates, budgets and the whole work of each resource."""

from __future__ import annotations

from typing import Final

from trilemma.engine.schedule.cp.model import Model, Order
from trilemma.engine.schedule.objectives import FINISH, Kind
from trilemma.engine.schedule.portfolio.board import Board
from trilemma.engine.schedule.problem import NEVER

METHOD: Final = "mode_relaxation"
FINISH_PART: Final = 0.3
"""Share of the remaining time for the least finish."""
FINISH_PART_OF_EFFORT: Final = 0.6
"""The same share of deterministic time, for there search and proof do not compete for a core."""
LOAD_PART: Final = 0.15
"""Share of what then remains for the leanest modes with that finish."""


def relaxable(board: Board) -> bool:
    """Return whether the finish is to be early and there are modes to choose."""
    return board.objective.kind is Kind.FINISH and board.problem.m > board.problem.n


class Relaxation:
    """First the least finish, then the leanest modes that reach it.

    Where modes differ, their choice decides more than the order does: the least finish is often the best there is, and
    lean modes leave the search room to reach it.

    Notes
    -----
    Method id ``mode_relaxation`` (docs/methods/mode_relaxation.md).
    """

    def __init__(self, board: Board) -> None:
        below = NEVER if board.value is None else board.value - 1
        self.model = Model(board.problem, limits=board.limits, finish_below=below, timed=False)
        if self.model.infeasible:
            return
        for held, value in board.held:
            self.model.cp.add(self.model.expression(held) <= self.model.steps(held, value))
        if board.bound is not None:
            self.model.cp.add(self.model.finish >= self.model.steps(FINISH, board.bound))
        self.model.cp.minimize(self.model.finish)
        if board.solution is not None:
            self.model.hint(board.solution)

    def ask_for_least_load(self, order: Order, finish: int) -> None:
        """Keep the finish of an answer in steps, and ask for less work."""
        self.model.cp.add(self.model.finish <= finish)
        self.model.cp.minimize(self.model.load)
        self.model.hint_steps(order.start, order.mode)
