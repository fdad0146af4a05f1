"""How the members of the portfolio work on one board: side by side, or in turns."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from trilemma.engine.schedule.bounds import quick_bound
from trilemma.engine.schedule.portfolio.board import Board
from trilemma.engine.schedule.portfolio.late_prover import LateProver
from trilemma.engine.schedule.portfolio.proof import Proof
from trilemma.engine.schedule.portfolio.searching import Span, search, search_for, searchable
from trilemma.engine.schedule.problem import Solution
from trilemma.engine.watch import NEVER, NO_PROGRESS, Clock, Progress, Stop

POLL_SECONDS: Final = 0.02
GRACE_SECONDS: Final = 0.15
"""How long to wait for a member after the end; then its work is left behind."""

SCHEDULES_PER_DETERMINISTIC_SECOND: Final = 200_000
"""Exchange rate of effort: so many schedules count as one unit of CP-SAT's deterministic time."""

HEAD_START_SECONDS: Final = 0.2
HEAD_START_SHARE: Final = 0.05
"""How long the proof waits for the search at most, and as a share of the limit."""

FIRST_TURN: Final = 0.1
"""Share of the search before modes are chosen, where search and proof take turns."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one objective may take: until an instant of the clock, or so many schedules' worth of effort."""

    until: float
    effort: int | None = None


def work_on(
    board: Board,
    budget: Budget,
    *,
    clock: Clock,
    workers: int = 2,
    seed: int = 0,
    near: Solution | None = None,
    progress: Progress = NO_PROGRESS,
    stop: Stop = NEVER,
) -> None:
    """Let search and proof work on a board until it is closed, the budget is spent, or somebody says stop.

    ``near`` is a schedule to begin at where the board has none; it need not keep the limits.
    """
    board.prove(quick_bound(board.problem, board.objective))
    if board.closed:
        return
    if budget.effort is not None:
        members, prover = _one_after_the_other(board, budget, seed, clock)
    elif workers > 1:
        members, prover = _side_by_side(board, budget, workers, seed, clock, near)
    else:
        members, prover = _by_halves(board, budget, seed, clock)
    _watch(board, members, prover, budget, clock, progress, stop)


Members = tuple[list[Callable[[], None]], LateProver]


def _one_after_the_other(board: Board, budget: Budget, seed: int, clock: Clock) -> Members:
    """Search for a number of schedules, then prove for an amount of deterministic time: the same on every run."""
    effort = budget.effort or 1
    deterministic = effort / SCHEDULES_PER_DETERMINISTIC_SECOND
    prover = LateProver(board, Proof(until=budget.until, seed=seed, deterministic=deterministic), clock)

    def both() -> None:
        _in_turns(board, seed, Span(clock(), budget.until, effort), prover, clock)

    return [both], prover


def _by_halves(board: Board, budget: Budget, seed: int, clock: Clock) -> Members:
    """Search for half of the time on one core, then prove."""
    prover = LateProver(board, Proof(until=budget.until, seed=seed), clock)
    begun = clock()

    def both() -> None:
        _in_turns(board, seed, Span(begun, (begun + budget.until) / 2), prover, clock)

    return [both], prover


def _in_turns(board: Board, seed: int, span: Span, prover: LateProver, clock: Clock) -> None:
    """Search a little, choose modes without looking at who is busy when, search from them, prove."""
    searcher = search_for(board, seed)
    if searcher is not None:
        search(board, searcher, replace(span, pause=FIRST_TURN), clock)
        prover.relax()
        search(board, searcher, span, clock)
    prover.prove()


def _side_by_side(
    board: Board, budget: Budget, workers: int, seed: int, clock: Clock, near: Solution | None
) -> Members:
    """Search in one thread and prove in the others, which wait a moment for a first schedule."""
    begun = clock()
    proving = workers - 1 if searchable(board.problem) else workers
    names = ("objective_lb_search_max_lp", "quick_restart") if proving > 1 else ()
    proof = Proof(until=budget.until, seed=seed, workers=proving, subsolvers=names, near=near)
    prover = LateProver(board, proof, clock)
    started = threading.Event()
    head_start = min(HEAD_START_SECONDS, HEAD_START_SHARE * (budget.until - begun))

    def searching() -> None:
        try:
            searcher = search_for(board, seed)
            started.set()
            if searcher is not None and near is not None:
                searcher.begin_at(near.mode)
            if searcher is not None:
                search(board, searcher, Span(begun, budget.until), clock)
        finally:
            started.set()

    def proves() -> None:
        if started.wait(head_start):  # kernels that are still being compiled are not waited for
            board.cancelled.wait(head_start)
        prover.prove()

    return [searching, proves], prover


def _watch(
    board: Board,
    members: list[Callable[[], None]],
    prover: LateProver,
    budget: Budget,
    clock: Clock,
    progress: Progress,
    stop: Stop,
) -> None:
    """Run the members in threads of their own until they are through, time is over, or somebody says stop."""
    failures: list[BaseException] = []
    threads = [threading.Thread(target=_guarded(member, failures), daemon=True) for member in members]
    begun = clock()
    given_up = float("inf")
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        for thread in threads:
            thread.join(POLL_SECONDS / len(threads))
        now = clock()
        if stop() or now >= budget.until or board.closed or failures:
            board.cancelled.set()
            given_up = min(given_up, now + GRACE_SECONDS)
        prover.poke()
        progress.report(min(1.0, (now - begun) / max(budget.until - begun, 1e-9)), _text(board))
        if now >= given_up:
            break
    if failures:
        raise failures[0]


def _guarded(member: Callable[[], None], failures: list[BaseException]) -> Callable[[], None]:
    def run() -> None:
        try:
            member()
        except BaseException as failure:  # noqa: BLE001 - it is raised again in the thread that waits
            failures.append(failure)

    return run


def _text(board: Board) -> str:
    sign = board.objective.sign
    value = "none" if board.value is None else str(sign * board.value)
    bound = "none" if board.bound is None else str(sign * board.bound)
    return f"{board.objective.kind}: best {value}, bound {bound}"
