"""The portfolio: search and CP-SAT side by side under one limit of time or effort."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from typing import Final

from trilemma.engine.errors import InputError
from trilemma.engine.schedule.bounds import quick_bound
from trilemma.engine.schedule.objectives import FINISH, Limits, Objective
from trilemma.engine.schedule.portfolio.board import Board
from trilemma.engine.schedule.portfolio.late_prover import LateProver
from trilemma.engine.schedule.portfolio.proof import Proof
from trilemma.engine.schedule.portfolio.searching import Span, search, search_for, searchable
from trilemma.engine.schedule.problem import Problem, Solution, hopeless_activities
from trilemma.engine.schedule.result import Effort, Outcome, Status
from trilemma.engine.schedule.search.readiness import make_ready
from trilemma.engine.watch import NEVER, NO_PROGRESS, Clock, Progress, Stop

METHOD: Final = "schedule_portfolio"
POLL_SECONDS: Final = 0.02
GRACE_SECONDS: Final = 0.15
"""How long to wait for a member after the end; then its work is left behind."""

FIRST_SHARE: Final = 0.6
"""Share of the remaining time for an objective that others follow."""

SCHEDULES_PER_DETERMINISTIC_SECOND: Final = 200_000
"""Exchange rate of effort: so many schedules count as one unit of CP-SAT's deterministic time."""

HEAD_START_SECONDS: Final = 0.2
HEAD_START_SHARE: Final = 0.05
"""How long the proof waits for the search at most, and as a share of the limit."""

FIRST_TURN: Final = 0.1
"""Share of the search before modes are chosen, where search and proof take turns."""

ENDLESS: Final = 1e9


@dataclass(frozen=True, slots=True)
class Budget:
    """What one objective may take: until an instant of the clock, or so many schedules' worth of effort."""

    until: float
    effort: int | None = None


def solve(
    problem: Problem,
    *,
    clock: Clock,
    objectives: Sequence[Objective] = (FINISH,),
    limits: Limits | None = None,
    limit: float | None = None,
    effort: int | None = None,
    workers: int = 2,
    seed: int = 0,
    known: Solution | None = None,
    progress: Progress = NO_PROGRESS,
    stop: Stop = NEVER,
) -> Outcome:
    """Find the best schedule and prove how good it is, within a limit of time or of effort.

    Parameters
    ----------
    problem
        Any problem.
    clock
        Monotonic seconds.
    objectives
        In lexicographic order: each is improved without giving up what those before it have reached.
    limits
        Deadline and highest cost.
    limit
        Seconds, building the model included; kept within 10 % + 0.2 s.
    effort
        Instead of seconds: schedules to make; CP-SAT then gets deterministic time in proportion, one worker is used
        and the answer is the same on every run.
    workers
        Threads: one searches, the others prove.
    seed
        Of all random choices.
    known
        A schedule to start from.
    progress, stop
        Told how far it is; asked at least every 0.1 s whether to end.

    Returns
    -------
    Outcome
        With status ``optimal`` only where every value equals its proven bound.

    Raises
    ------
    InputError
        Where neither or both of ``limit`` and ``effort`` are given, or there is no objective.

    Notes
    -----
    Method id ``schedule_portfolio`` (docs/methods/schedule_portfolio.md).
    """
    _check(problem, objectives, limit, effort, workers)
    if hopeless_activities(problem).size:
        return _nothing(objectives, Status.INFEASIBLE, seed)
    make_ready(problem)
    begun = clock()
    until = begun + (ENDLESS if limit is None else limit)
    board: Board | None = None
    held: tuple[tuple[Objective, int], ...] = ()
    bounds: list[int | None] = []
    spent = Effort()
    trace: tuple[tuple[float, int | None, int | None], ...] = ()
    for number, objective in enumerate(objectives):
        budget = _budget(clock(), until, effort, len(objectives) - number)
        best = known if board is None else board.solution
        board = Board(problem, objective, limits or Limits(), clock, held)
        if best is not None:
            board.offer(best)
        _solve_one(board, budget, workers, seed, clock, progress, stop)
        spent, trace = spent + board.effort, trace or board.trace
        bounds.append(None if board.bound is None else objective.sign * board.bound)
        if board.value is None:
            break
        held = (*held, (objective, objective.sign * board.value))
    return Outcome(
        objectives=tuple(objectives),
        status=_status(board, [value for _, value in held], bounds, len(objectives)),
        solution=None if board is None else board.solution,
        values=tuple(value for _, value in held) if len(held) == len(objectives) else (),
        bounds=tuple(bounds),
        seconds=clock() - begun,
        method=METHOD,
        seed=seed,
        workers=1 if effort is not None else workers,
        effort=spent,
        version=metadata.version("trilemma"),
        trace=trace,
    )


def _nothing(objectives: Sequence[Objective], status: Status, seed: int) -> Outcome:
    """Return the answer where it needs no search: some activity could never run in any of its modes."""
    bounds = tuple(None for _ in objectives)
    version = metadata.version("trilemma")
    return Outcome(tuple(objectives), status, bounds=bounds, method=METHOD, seed=seed, version=version)


def _check(
    problem: Problem, objectives: Sequence[Objective], limit: float | None, effort: int | None, workers: int
) -> None:
    if not problem.n:
        raise InputError("there is nothing to schedule", "problem")
    if (limit is None) == (effort is None):
        raise InputError("give either a limit of seconds or an effort", "limit")
    if (limit is not None and limit <= 0) or (effort is not None and effort <= 0) or workers < 1:
        raise InputError("limit, effort and workers must be positive", "limit")
    if not objectives:
        raise InputError("there is no objective", "objective")


def _budget(now: float, until: float, effort: int | None, objectives_left: int) -> Budget:
    share = FIRST_SHARE if objectives_left > 1 else 1.0
    return Budget(now + share * (until - now), None if effort is None else max(1, int(effort * share)))


def _status(board: Board | None, values: Sequence[int], bounds: Sequence[int | None], asked: int) -> Status:
    if board is not None and board.impossible:
        return Status.INFEASIBLE
    if len(values) < asked:
        return Status.UNKNOWN
    return Status.OPTIMAL if list(values) == list(bounds) else Status.FEASIBLE


def _solve_one(
    board: Board, budget: Budget, workers: int, seed: int, clock: Clock, progress: Progress, stop: Stop
) -> None:
    board.prove(quick_bound(board.problem, board.objective))
    if board.closed:
        return
    if budget.effort is not None:
        members, prover = _one_after_the_other(board, budget, seed, clock)
    elif workers > 1:
        members, prover = _side_by_side(board, budget, workers, seed, clock)
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


def _side_by_side(board: Board, budget: Budget, workers: int, seed: int, clock: Clock) -> Members:
    """Search in one thread and prove in the others, which wait a moment for a first schedule."""
    begun = clock()
    proving = workers - 1 if searchable(board.problem) else workers
    names = ("objective_lb_search_max_lp", "quick_restart") if proving > 1 else ()
    prover = LateProver(board, Proof(until=budget.until, seed=seed, workers=proving, subsolvers=names), clock)
    started = threading.Event()
    head_start = min(HEAD_START_SECONDS, HEAD_START_SHARE * (budget.until - begun))

    def searching() -> None:
        try:
            searcher = search_for(board, seed)
            started.set()
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
