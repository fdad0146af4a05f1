"""A prover that loads OR-Tools no sooner than it is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trilemma.engine.schedule.portfolio.board import Board
from trilemma.engine.schedule.portfolio.proof import Proof
from trilemma.engine.watch import Clock

if TYPE_CHECKING:
    from trilemma.engine.schedule.portfolio.proving import Prover


class LateProver:
    """A prover that comes into being in the thread that proves.

    OR-Tools takes up to a second to load: meanwhile the search is at work, and what the search closes never loads it.
    """

    def __init__(self, board: Board, proof: Proof, clock: Clock) -> None:
        self._board = board
        self._proof = proof
        self._clock = clock
        self._prover: Prover | None = None

    def prove(self) -> None:
        """Work until the board is closed, cancelled, or the time or effort is over."""
        if not (self._board.closed or self._board.cancelled.is_set()):
            self._loaded().prove()

    def relax(self) -> None:
        """Take the first step of the proof, for modes to search from."""
        if not (self._board.closed or self._board.cancelled.is_set()):
            self._loaded().relax()

    def _loaded(self) -> Prover:
        if self._prover is None:
            from trilemma.engine.schedule.portfolio.proving import Prover  # noqa: PLC0415 - the point of this class

            self._prover = Prover(self._board, self._proof, self._clock)
        return self._prover

    def poke(self) -> None:
        """End the current round where there is no use in it any more."""
        if self._prover is not None:
            self._prover.poke()
