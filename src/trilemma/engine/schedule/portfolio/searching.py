"""The member of the portfolio that searches: slices of a search over activity lists, posted as they come."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Final, Protocol

from trilemma.engine.schedule.objectives import Kind
from trilemma.engine.schedule.portfolio.board import Board
from trilemma.engine.schedule.problem import NEVER, Int1D, Problem, Solution
from trilemma.engine.schedule.restricted import with_budget
from trilemma.engine.schedule.result import Effort
from trilemma.engine.schedule.search import general, plain, thrifty
from trilemma.engine.watch import Clock

SLICE_SECONDS: Final = 0.03
FIRST_SLICE: Final = 200
REPEATABLE_SLICE: Final = 2000


class Search(Protocol):
    """A search that stands still between slices."""

    bound: int

    @property
    def value(self) -> int:
        """Value of the best schedule so far."""

    @property
    def excess(self) -> int:
        """By how much the best schedule breaks limits; 0 for a feasible one."""

    @property
    def schedules_made(self) -> int:
        """How many schedules were generated so far."""

    @property
    def done(self) -> bool:
        """Whether the best schedule reaches the bound."""

    def advance(self, rounds: int, begin: float, end: float) -> None:
        """Take steps, from share ``begin`` to share ``end`` of the whole search."""

    def begin_at(self, mode: Int1D) -> None:
        """Go on from a new schedule in given modes; the best one so far is kept."""

    def solution(self) -> Solution:
        """Return the best schedule so far."""


@dataclass(frozen=True, slots=True)
class Span:
    """How long a search goes on: from one instant of the clock to another, or for a number of schedules.

    With ``pause`` it stands still when so much of that is over, to go on later.
    """

    begin: float
    until: float
    schedules: int | None = None
    pause: float = 1.0


def searchable(problem: Problem) -> bool:
    """Return whether there is a search for a problem: all but those whose picks are not written out as modes."""
    return not len(problem.pick_count)


def search_for(board: Board, seed: int) -> Search | None:
    """Return a search that suits the board's problem and objective, None where there is none."""
    problem = board.problem
    asked = {board.objective.kind, *(objective.kind for objective, _ in board.held)}
    if asked <= {Kind.FINISH, Kind.COST} and plain.fits(problem):
        return _plain_search(board, seed)
    if not searchable(problem):
        return None
    return general.GeneralSearch(
        problem, seed, objective=board.objective, limits=board.limits, held=board.held, known=board.solution
    )


def _plain_search(board: Board, seed: int) -> Search:
    """Return the fast search, with a highest cost as a budget."""
    held = {objective.kind: value for objective, value in board.held}
    dearest = min(board.limits.cost, held.get(Kind.COST, NEVER))
    problem = board.problem if dearest >= NEVER else with_budget(board.problem, dearest)
    if board.objective.kind is Kind.FINISH:
        return plain.PlainSearch(problem, seed)
    deadline = min(board.limits.finish, held.get(Kind.FINISH, NEVER))
    return thrifty.ThriftySearch(problem, seed, deadline=deadline, known=board.solution)


def search(board: Board, searcher: Search, span: Span, clock: Clock) -> None:
    """Search until the span is over, or the board is closed or cancelled."""
    made_before = searcher.schedules_made
    rounds = FIRST_SLICE if span.schedules is None else REPEATABLE_SLICE
    _post(board, searcher)
    while not (board.closed or board.cancelled.is_set()):
        begun = clock()
        share = _share(span, searcher, begun)
        if share >= span.pause:
            break
        if span.schedules is None:
            end = min(1.0, share + SLICE_SECONDS / max(span.until - span.begin, SLICE_SECONDS))
        else:
            rounds = min(REPEATABLE_SLICE, ceil(span.pause * span.schedules) - searcher.schedules_made)
            end = min(1.0, (searcher.schedules_made + rounds) / span.schedules)
        if board.bound is not None:
            searcher.bound = max(searcher.bound, board.bound)
        suggested = board.take_suggestion()
        if suggested is not None:
            searcher.begin_at(suggested)
        searcher.advance(max(rounds, 1), share, end)
        _post(board, searcher)
        if searcher.done:
            break
        if span.schedules is None:
            rounds = _adapted(rounds, clock() - begun)
    board.spend(Effort(schedules=searcher.schedules_made - made_before))


def _share(span: Span, searcher: Search, now: float) -> float:
    if span.schedules is not None:
        return searcher.schedules_made / max(span.schedules, 1)
    return (now - span.begin) / max(span.until - span.begin, 1e-9)


def _adapted(rounds: int, seconds: float) -> int:
    """Return how many rounds fill a slice of time, growing at most fourfold at once."""
    fitting = int(rounds * SLICE_SECONDS / max(seconds, 1e-6))
    return max(1, min(fitting, 4 * rounds))


def _post(board: Board, searcher: Search) -> None:
    if searcher.excess:
        return
    if board.value is None or searcher.value < board.value:
        board.offer(searcher.solution())
    if searcher.done:
        board.prove_best(searcher.value)
