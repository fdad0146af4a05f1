"""Solve a plan within the limits of a command line, or find out which of them contradict each other."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from trilemma.cli.asks import Ask
from trilemma.cli.reasons import conflict_of_plan
from trilemma.cli.stop import StopOnSignal

if TYPE_CHECKING:
    from trilemma.engine.api import Axis, LimitConflict, Limits, Plan, PlanOutcome, WatchProgress

MINIMUM = 0.1
"""Seconds for scheduling where looking for a contradiction has used up the time."""


def solved(
    plan: Plan, ask: Ask, limits: Mapping[Axis, int], shown: WatchProgress, stop: StopOnSignal
) -> PlanOutcome | LimitConflict:
    """Return a schedule with what is known about it, or the limits that are proven to leave none.

    Where overtime may be added nothing is proven about limits: the model knows regular time only.
    """
    began = time.monotonic()
    if limits and not ask.overtime:
        shown.report(0.0, "can the limits be kept?")
        conflict = conflict_of_plan(plan, limits, ask)
        if conflict is not None:
            return conflict
    left = None if ask.limit is None else max(ask.limit - (time.monotonic() - began), MINIMUM)
    outcome = scheduled(plan, ask, limits, left, shown, stop)
    if outcome.outcome.status.value == "infeasible" and not ask.overtime:
        return conflict_of_plan(plan, limits, ask) or outcome
    return outcome


def scheduled(
    plan: Plan,
    ask: Ask,
    limits: Mapping[Axis, int],
    seconds: float | None,
    shown: WatchProgress,
    stop: StopOnSignal,
) -> PlanOutcome:
    """Run the portfolio; beside the model that knows all three where cost or defects are limited or rework depends."""
    from trilemma.engine.api import Axis, Objective, ObjectiveKind, rework_depends, schedule_plan, schedule_within

    objectives = tuple(Objective(ObjectiveKind(name)) for name in ask.objectives)

    def portfolio(plan: Plan, share: float, spare: int = 0) -> PlanOutcome:
        return schedule_plan(
            plan,
            clock=time.monotonic,
            objectives=objectives,
            limits=typical(limits, spare),
            limit=None if seconds is None else share * seconds,
            effort=ask.effort,
            workers=ask.workers,
            seed=ask.seed,
            overtime=ask.overtime,
            progress=shown,
            stop=stop,
        )

    closer = ask.objectives == ("finish",) and not ask.overtime and seconds is not None and rework_depends(plan)
    if not closer and not {Axis.COST, Axis.DEFECTS} & set(limits):
        return portfolio(plan, 1.0)
    return schedule_within(
        plan,
        limits,
        objectives[0],
        portfolio,
        clock=time.monotonic,
        seconds=None if len(objectives) > 1 or ask.overtime else seconds,
        workers=ask.workers,
        seed=ask.seed,
        stop=stop,
    )


def typical(limits: Mapping[Axis, int], spare: int) -> Limits:
    """Return the limits that the portfolio knows: of the finish, and of the modes' typical cost."""
    from trilemma.engine.api import Axis, Limits

    names = {"finish": Axis.FINISH, "cost": Axis.COST}
    held = {name: limits[axis] for name, axis in names.items() if axis in limits}
    return Limits(**(held | {"cost": held["cost"] - spare} if "cost" in held else held))
