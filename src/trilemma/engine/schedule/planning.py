"""The schedule of a plan: compile, solve, settle rework, put off what is to be late, and check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from trilemma.engine.errors import InputError
from trilemma.engine.plan import Plan, Schedule
from trilemma.engine.quality import is_rework, with_rework, without_rework
from trilemma.engine.schedule.bounds import objective_bound, quick_bound
from trilemma.engine.schedule.check import Violation, check_schedule
from trilemma.engine.schedule.compile import CompiledPlan, compile_plan
from trilemma.engine.schedule.lateness import put_off
from trilemma.engine.schedule.objectives import FINISH, Kind, Limits, Objective, value_of
from trilemma.engine.schedule.overtime import decide_overtime
from trilemma.engine.schedule.portfolio import solve
from trilemma.engine.schedule.result import Outcome, Status
from trilemma.engine.schedule.revenue import revenue_of
from trilemma.engine.watch import NEVER, NO_PROGRESS, Clock, Progress, Stop

FIRST_SHARE: Final = 0.7
"""Share of time or effort before the modes are settled, where rework depends on them."""


SEARCHING: Final = 0.7
"""Share of time or effort before overtime is decided."""
SHORTEST: Final = 0.05
"""Seconds for the second run where compiling has used up the time."""
FEWEST_TRIES: Final = 20
MODES_OF_A_MODEL: Final = 3000
"""Of problems with more modes only the quick bound is computed."""


@dataclass(frozen=True, slots=True)
class PlanOutcome:
    """The answer for a plan.

    Attributes
    ----------
    plan
        The plan with its rework written out for the modes chosen.
    schedule
        None where none was found.
    outcome
        Values, bounds and effort. Bounds are None where they do not hold for the plan, as where choices of persons were
        left out. Where rework depends on the modes, the first bound is that of the plan without rework.
    violations
        What the independent checker finds in the schedule: nothing, or there is an error in a solver.
    """

    plan: Plan
    schedule: Schedule | None
    outcome: Outcome
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class _Ask:
    """What every run of the portfolio for one plan has in common."""

    clock: Clock
    objectives: tuple[Objective, ...]
    limits: Limits
    workers: int
    seed: int
    progress: Progress
    stop: Stop


def rework_depends(plan: Plan) -> bool:
    """Return whether a plan's rework follows from a choice of modes, so that `schedule_plan` alone bounds it badly."""
    return with_rework(plan) is not plan and any(len(leaf.modes) > 1 for leaf in plan.leaves)


def schedule_plan(
    plan: Plan,
    *,
    clock: Clock,
    objectives: Sequence[Objective] = (FINISH,),
    limits: Limits | None = None,
    limit: float | None = None,
    effort: int | None = None,
    workers: int = 2,
    seed: int = 0,
    overtime: bool = False,
    progress: Progress = NO_PROGRESS,
    stop: Stop = NEVER,
) -> PlanOutcome:
    """Find the best schedule of a plan with its people and calendars, within a limit of time or of effort.

    Parameters
    ----------
    plan
        The plan; the expected rework of its quality steps is scheduled too.
    clock
        Monotonic seconds.
    objectives
        In lexicographic order. A margin without revenue takes it from the plan's terms.
    limits
        Latest finish in elapsed minutes from the plan's origin, and highest cost in minor units.
    limit, effort
        Seconds, compiling the plan included, or schedules to make; exactly one of them.
    workers, seed, progress, stop
        As for `solve`.
    overtime
        Whether overtime may be added where the rules of persons and teams allow it; it is decided last, for the order,
        modes and persons found, and comes back adopted in the outcome's plan. Bounds are then left out: they are those
        of regular time.

    Returns
    -------
    PlanOutcome
        Where rework depends on the modes, they are chosen for the rework of the adopted or first modes, and the rest of
        the time goes into the schedule for the rework that the chosen modes really leave.

    Raises
    ------
    InputError
        Where neither or both of ``limit`` and ``effort`` are given, or the plan has no activities.

    Notes
    -----
    Method ids ``schedule_problem`` and ``schedule_portfolio``.
    """
    if not plan.leaves:
        raise InputError("a plan without activities has nothing to schedule", "activities")
    ask = _Ask(
        clock, tuple(_with_revenue(plan, o) for o in objectives), limits or Limits(), workers, seed, progress, stop
    )
    begun, searching = clock(), SEARCHING if overtime else 1.0
    first = with_rework(plan)
    compiled = compile_plan(first)
    left = None if limit is None else max(SHORTEST, begun + limit - clock())
    depends = rework_depends(plan)
    share = FIRST_SHARE if depends else 1.0
    outcome = _solve(compiled, ask, left, effort, share * searching)
    if depends and outcome.solution is not None:
        settled = with_rework(_in_modes(plan, compiled.schedule(outcome.solution)))
        compiled = compile_plan(settled)
        bounds = _bounds_of_all_modes(plan, ask, len(outcome.bounds))
        left = None if limit is None else max(SHORTEST, begun + searching * limit - clock())
        rest = None if effort is None else max(1, round((1 - share) * searching * effort))
        second = _solve(compiled, ask, left, rest, 1.0)
        outcome = replace(second, bounds=bounds, effort=outcome.effort + second.effort)
    outcome = _honest(compiled, outcome)
    if overtime and outcome.solution is not None:
        more = _until(ask, begun, limit) if limit is not None else _times(max(FEWEST_TRIES, (effort or 0) // 200))
        compiled, outcome = _with_overtime(compiled, outcome, ask, more)
    return _finished(compiled, outcome)


def _with_overtime(
    compiled: CompiledPlan, outcome: Outcome, ask: _Ask, more: Callable[[], bool]
) -> tuple[CompiledPlan, Outcome]:
    if outcome.solution is None:
        return compiled, outcome
    decided, solution = decide_overtime(compiled, outcome.solution, ask.objectives, ask.limits, more)
    unbounded = tuple(None for _ in outcome.bounds)
    status = Status.FEASIBLE if outcome.status is Status.OPTIMAL else outcome.status
    values = tuple(value_of(decided.problem, solution, objective) for objective in ask.objectives)
    return decided, replace(outcome, status=status, solution=solution, values=values, bounds=unbounded)


def _until(ask: _Ask, begun: float, limit: float) -> Callable[[], bool]:
    return lambda: not ask.stop() and ask.clock() < begun + limit


def _times(count: int) -> Callable[[], bool]:
    """Say yes so many times, whatever the clock says."""
    left = iter(range(count))
    return lambda: next(left, None) is not None


def _bounds_of_all_modes(plan: Plan, ask: _Ask, count: int) -> tuple[int | None, ...]:
    """Return a bound of the first objective that holds whatever rework the modes leave: that of none at all."""
    bare = without_rework(plan)
    if ask.objectives[0].kind not in {Kind.FINISH, Kind.COST, Kind.MARGIN}:
        return (None,) * count
    problem = compile_plan(bare).problem
    bound = objective_bound if problem.m <= MODES_OF_A_MODEL else quick_bound
    return (bound(problem, ask.objectives[0]), *(None,) * (count - 1))


def _solve(compiled: CompiledPlan, ask: _Ask, limit: float | None, effort: int | None, share: float) -> Outcome:
    return solve(
        compiled.problem,
        clock=ask.clock,
        objectives=ask.objectives,
        limits=ask.limits,
        limit=None if limit is None else share * limit,
        effort=None if effort is None else max(1, int(share * effort)),
        workers=ask.workers,
        seed=ask.seed,
        progress=ask.progress,
        stop=ask.stop,
    )


def _with_revenue(plan: Plan, objective: Objective) -> Objective:
    if objective.kind is not Kind.MARGIN or len(objective.revenue.time) > 1 or plan.terms is None:
        return objective
    return replace(objective, revenue=revenue_of(plan))


def _in_modes(plan: Plan, schedule: Schedule) -> Plan:
    """Return the plan with only the modes that a schedule chose."""
    chosen = {entry.id: entry.mode for entry in schedule.activities if entry.mode and not is_rework(plan, entry.id)}
    activities = tuple(
        replace(activity, modes=(activity.mode(chosen[activity.id]),))
        if chosen.get(activity.id) and len(activity.modes) > 1
        else activity
        for activity in plan.activities
    )
    modes = tuple((name, chosen.get(name, mode)) for name, mode in plan.adopted.modes)
    return replace(plan, activities=activities, adopted=replace(plan.adopted, modes=modes))


def _honest(compiled: CompiledPlan, outcome: Outcome) -> Outcome:
    """Leave out bounds that do not hold for the plan, and claim no more than the bounds left."""
    bounds = outcome.bounds if compiled.complete else tuple(None for _ in outcome.bounds)
    status = outcome.status
    if status is Status.OPTIMAL and bounds != outcome.values:
        status = Status.FEASIBLE
    if status is Status.INFEASIBLE and not compiled.complete:
        status = Status.UNKNOWN
    return replace(outcome, status=status, bounds=bounds)


def _finished(compiled: CompiledPlan, outcome: Outcome) -> PlanOutcome:
    if outcome.solution is None:
        return PlanOutcome(compiled.plan, None, outcome, ())
    solution = put_off(compiled.problem, outcome.solution, compiled.late)
    schedule = compiled.schedule(solution)
    outcome = replace(outcome, solution=solution)
    return PlanOutcome(compiled.plan, schedule, outcome, check_schedule(compiled.plan, schedule))
