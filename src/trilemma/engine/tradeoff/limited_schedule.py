"""The best schedule of a plan within limits of its finish, its cost and its escaped defects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import metadata
from typing import Final, Protocol

from trilemma.engine.cost import schedule_cost
from trilemma.engine.errors import InfeasibleError
from trilemma.engine.plan import Plan
from trilemma.engine.quality import mode_vector, quality_arrays, quality_effects
from trilemma.engine.schedule.careful import careful_plan
from trilemma.engine.schedule.check import check_schedule
from trilemma.engine.schedule.objectives import Kind, Objective
from trilemma.engine.schedule.planning import PlanOutcome
from trilemma.engine.schedule.result import Outcome, Status
from trilemma.engine.tradeoff.plan_front import PlanOracle, plan_oracle
from trilemma.engine.tradeoff.points import Axis, Candidate
from trilemma.engine.tradeoff.questions import Question, Reply
from trilemma.engine.watch import NEVER, Clock, Stop

METHOD: Final = "schedule_within_limits"
AXES: Final[Mapping[Kind, Axis]] = {Kind.FINISH: Axis.FINISH, Kind.COST: Axis.COST}
SEARCHING: Final = 0.5
"""Share of the time for the portfolio, which searches harder; the rest is for the model that knows all three."""
MILLI: Final = 1000

RETRIES: Final = 2
"""Runs of the portfolio where the schedules of the first cost more than their modes' typical cost said."""


class Scheduler(Protocol):
    """`schedule_plan` with everything settled but the plan, the share of the time and by how much to stay below."""

    def __call__(self, plan: Plan, share: float, spare: int) -> PlanOutcome:
        """Schedule a plan within the limits of finish and of typical cost, the latter less what is to spare."""


def schedule_within(
    plan: Plan,
    limits: Mapping[Axis, int],
    objective: Objective,
    scheduler: Scheduler,
    *,
    clock: Clock,
    seconds: float | None,
    workers: int = 2,
    seed: int = 0,
    stop: Stop = NEVER,
) -> PlanOutcome:
    """Find the best schedule within limits on any of the three axes.

    Parameters
    ----------
    plan
        The plan.
    limits
        Latest finish in elapsed minutes from the origin, highest cost in minor units, most escaped defects in
        millidefects.
    objective
        What is to be small. Only for finish and cost is the answer looked for in all modes, with a bound.
    scheduler
        The portfolio.
    clock
        Monotonic seconds.
    seconds
        For everything; None leaves the work to the scheduler alone, whose answer repeats.
    workers, seed, stop
        Of CP-SAT; asked whether to end.

    Returns
    -------
    PlanOutcome
        Status ``infeasible`` only where that is proven; a schedule that breaks a limit is never the answer.

    Notes
    -----
    Method id ``schedule_within_limits`` (docs/methods/schedule_within_limits.md).
    """
    until = None if seconds is None else clock() + seconds
    exact = until is not None and objective.kind in AXES
    tried = _searched(plan, limits, scheduler, SEARCHING if exact else 1.0)
    first = _judged(tried, plan, limits, objective)
    if until is None or not exact or first.outcome.status is Status.OPTIMAL or stop():
        return first
    oracle = plan_oracle(plan, clock, workers=workers, seed=seed)
    axis = AXES[objective.kind]
    known, near = None, None if tried is None else _candidate(tried, oracle)
    if near is not None and near.keeps(limits):
        known = near
    question = Question(axis, limits, max(until - clock(), 0.05), known=known, near=near)
    return _better(first, oracle.ask(question, stop), oracle, axis, limits)


def _searched(plan: Plan, limits: Mapping[Axis, int], scheduler: Scheduler, share: float) -> PlanOutcome | None:
    """Return what the portfolio finds, in careful modes only, where defects are limited; None where there are none."""
    most, cost = limits.get(Axis.DEFECTS), limits.get(Axis.COST)
    try:
        asked = plan if most is None else careful_plan(plan, most / MILLI)
        if cost is None:
            return scheduler(asked, share, 0)
        spare = 0
        for _ in range(RETRIES):
            found = scheduler(asked, share / RETRIES, spare)
            over = 0 if found.schedule is None else _values(found)[Axis.COST] - cost
            if over <= 0:
                break
            spare += over + 1
    except InfeasibleError:
        return None
    return found


def _judged(tried: PlanOutcome | None, plan: Plan, limits: Mapping[Axis, int], objective: Objective) -> PlanOutcome:
    """Return an answer of the portfolio with no more claims than hold for the plan and its real cost."""
    alone = not {Axis.COST, Axis.DEFECTS} & set(limits)
    if tried is not None and alone and tried.outcome.status is Status.INFEASIBLE:
        return tried
    if tried is None or tried.schedule is None or not _keeps(tried, limits):
        version = metadata.version("trilemma")
        return PlanOutcome(plan, None, Outcome((objective,), Status.UNKNOWN, bounds=(None,), version=version), ())
    if alone:
        return tried
    unbounded = tuple(None for _ in tried.outcome.bounds)  # what holds in careful modes is no bound of the plan
    return replace(tried, outcome=replace(tried.outcome, status=Status.FEASIBLE, bounds=unbounded))


def _keeps(found: PlanOutcome, limits: Mapping[Axis, int]) -> bool:
    values = _values(found)
    return all(values[axis] <= limit for axis, limit in limits.items())


def _candidate(found: PlanOutcome, oracle: PlanOracle) -> Candidate | None:
    """Return a schedule as one of the oracle's, None where it has no such choice of persons."""
    solution = None if found.schedule is None else oracle.tables.compiled.solution(found.schedule)
    return None if solution is None else Candidate(_values(found), solution)


def _values(found: PlanOutcome) -> dict[Axis, int]:
    """Return what a schedule really comes to."""
    plan, schedule = found.plan, found.schedule
    assert schedule is not None  # noqa: S101 - the caller has looked
    modes = {row.id: row.mode for row in schedule.activities if row.mode}
    effects = quality_effects(quality_arrays(plan), mode_vector(plan, modes))
    released = schedule.by_id.get(plan.release or "")
    return {
        Axis.FINISH: released.finish if released else schedule.last_finish,
        Axis.COST: schedule_cost(plan, schedule).total,
        Axis.DEFECTS: effects.escaped_millidefects,
    }


def _better(
    first: PlanOutcome, reply: Reply, oracle: PlanOracle, axis: Axis, limits: Mapping[Axis, int]
) -> PlanOutcome:
    """Return the better of two answers, with the better of their bounds."""
    if reply.impossible:
        return replace(first, outcome=replace(first.outcome, status=Status.INFEASIBLE))
    value = None if first.schedule is None else _values(first)[axis]  # never the typical cost
    kept = [candidate for candidate in reply.found if candidate.keeps(limits)]
    best = min(kept, key=lambda candidate: candidate.values[axis], default=None)
    bound = max((b for b in (first.outcome.bound, reply.bound) if b is not None), default=None)
    answer = first
    if best is not None and (value is None or best.values[axis] < value):
        value = best.values[axis]
        settled, schedule = oracle.settled(best.solution), oracle.schedule(best.solution)
        answer = replace(first, plan=settled, schedule=schedule, violations=check_schedule(settled, schedule))
    if value is None:
        return replace(answer, outcome=replace(answer.outcome, bounds=(bound,)))
    bound = None if bound is None else min(bound, value)
    status = Status.OPTIMAL if value == bound else Status.FEASIBLE
    outcome = replace(answer.outcome, status=status, values=(value,), bounds=(bound,), method=METHOD)
    return replace(answer, outcome=outcome)
