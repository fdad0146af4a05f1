"""The portfolio: search and CP-SAT side by side under one limit of time or effort."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import metadata
from typing import Final

from trilemma.engine.errors import InputError
from trilemma.engine.schedule.objectives import FINISH, Limits, Objective
from trilemma.engine.schedule.portfolio.board import Board
from trilemma.engine.schedule.portfolio.working import Budget, work_on
from trilemma.engine.schedule.problem import Problem, Solution, hopeless_activities
from trilemma.engine.schedule.result import Effort, Outcome, Status
from trilemma.engine.schedule.search.readiness import make_ready
from trilemma.engine.watch import NEVER, NO_PROGRESS, Clock, Progress, Stop

METHOD: Final = "schedule_portfolio"
FIRST_SHARE: Final = 0.6
"""Share of the remaining time for an objective that others follow."""

ENDLESS: Final = 1e9


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
        work_on(board, budget, workers=workers, seed=seed, clock=clock, progress=progress, stop=stop)
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
