"""Why a plan cannot keep limits: which of them contradict each other, its own dates and budgets included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from trilemma.engine.plan import Plan
from trilemma.engine.quality import with_rework
from trilemma.engine.schedule.cp.variables import Expression
from trilemma.engine.schedule.objectives import Kind, Limits, Objective
from trilemma.engine.schedule.planning import PlanOutcome, schedule_plan
from trilemma.engine.schedule.problem import NEVER
from trilemma.engine.schedule.result import Status
from trilemma.engine.tradeoff.binding import (
    TEST_SHARE,
    BindingLimit,
    Limit,
    LimitConflict,
    LimitKind,
    Relaxed,
    find_conflict,
    least_value,
    own_limits,
    own_measure,
    with_limits,
)
from trilemma.engine.tradeoff.limited_schedule import schedule_within
from trilemma.engine.tradeoff.plan_front import PlanOracle, plan_oracle
from trilemma.engine.tradeoff.plan_model import PlanModel
from trilemma.engine.tradeoff.points import Axis
from trilemma.engine.tradeoff.questions import Question
from trilemma.engine.watch import NEVER as NEVER_STOP
from trilemma.engine.watch import Clock

KINDS: Final = {Axis.FINISH: LimitKind.DEADLINE, Axis.COST: LimitKind.COST, Axis.DEFECTS: LimitKind.DEFECTS}
ROUNDED: Final = {Axis.FINISH: 0, Axis.COST: 0, Axis.DEFECTS: 1}
"""How far a value and its bound may be apart for rounding alone: millidefects are rounded up, their bounds down."""
MINIMUM: Final = 0.05
"""Seconds that any run gets."""
AXES: Final = {kind: axis for axis, kind in KINDS.items()}


def plan_conflict(
    plan: Plan,
    limits: Mapping[Axis, int],
    *,
    clock: Clock,
    seconds: float = 5.0,
    testing: float = TEST_SHARE,
    seed: int = 0,
) -> LimitConflict | None:
    """Find a smallest set of limits that no schedule of a plan keeps together, and the cheapest relaxation of each.

    Parameters
    ----------
    plan
        The plan; its latest dates and budgets are limits too.
    limits
        Latest finish, in elapsed minutes from the origin; highest cost, in minor units; most escaped defects, in
        millidefects; some or none of them.
    clock, seconds, testing, seed
        As for `binding_limits`.

    Returns
    -------
    LimitConflict or None
        The ``index`` of an activity's limit is its row in ``plan.arrays`` of the plan with its rework written out, that
        of a budget its place in ``plan.budgets``. None where it is not proven in time that the limits contradict each
        other, or where choices of persons are too many for any proof.

    Notes
    -----
    Method id ``binding_limits`` (docs/methods/binding_limits.md): rework, cost and escaped defects follow from the
    modes as in a plan's front.
    """
    oracle = plan_oracle(plan, clock, seed=seed)
    if not oracle.tables.compiled.complete:
        return None
    return find_conflict(
        _PlanRules(oracle, limits, clock, seed), clock=clock, seconds=seconds, testing=testing, seed=seed
    )


def scheduled_plan(plan: Plan) -> Plan:
    """Return the plan whose rows the activities' limits of a `LimitConflict` count: with its rework written out."""
    return with_rework(plan)


class _PlanRules:
    def __init__(self, oracle: PlanOracle, limits: Mapping[Axis, int], clock: Clock, seed: int) -> None:
        self._oracle = oracle
        self._clock = clock
        self._asked = dict(limits)
        self._seed = seed
        asked = [Limit(KINDS[axis], value) for axis, value in limits.items()]
        self.limits = asked + own_limits(oracle.tables.problem)

    def keeping(self, kept: Sequence[Limit]) -> Relaxed:
        """Return a model in which only these limits hold."""
        tables = self._oracle.tables
        problem = with_limits(tables.problem, kept)
        relaxed = replace(tables, compiled=replace(tables.compiled, problem=problem))
        value = {AXES[limit.kind]: limit.value for limit in kept if limit.kind in AXES}
        plan_model = PlanModel(relaxed, min(value.get(Axis.FINISH, problem.horizon), problem.horizon))
        if not plan_model.model.infeasible:
            for axis, most in value.items():
                plan_model.limit(axis, most)

        def measure(limit: Limit) -> Expression:
            axis = AXES.get(limit.kind)
            return own_measure(plan_model.model, limit) if axis is None else plan_model.axes[axis]

        return Relaxed(plan_model.model, measure)

    def relaxation(self, limit: Limit, seconds: float) -> BindingLimit:
        """Return the least value of a limit with which all others can be kept, and one with which a schedule is."""
        others = [other for other in self.limits if other != limit]
        if limit.kind not in AXES:
            return least_value(self.keeping(others), limit, seconds, self._seed)
        axis = AXES[limit.kind]
        held = {other: most for other, most in self._asked.items() if other is not axis}
        if axis is Axis.DEFECTS:
            reply = self._oracle.ask(Question(axis, held, seconds), NEVER_STOP)
            reached = min((c.values[axis] for c in reply.found if c.keeps(held)), default=None)
            bound = reply.bound
            hopeless = reply.impossible
        else:
            reached, bound, hopeless = self._scheduled(axis, held, seconds)
        if hopeless:
            return BindingLimit(limit, None, enough=False)
        least = None if bound is None else max(bound, limit.value + 1)
        enough = reached is not None and least is not None and reached - least <= ROUNDED[axis]
        return BindingLimit(limit, least, enough=enough, reached=reached)

    def _scheduled(self, axis: Axis, held: Mapping[Axis, int], seconds: float) -> tuple[int | None, int | None, bool]:
        """Return the best value that is found, its bound, and whether nothing at all is possible."""
        objective = Objective(Kind.FINISH if axis is Axis.FINISH else Kind.COST)

        def portfolio(plan: Plan, share: float, spare: int) -> PlanOutcome:
            cost = held.get(Axis.COST, NEVER + spare) - spare
            return schedule_plan(
                plan,
                clock=self._clock,
                objectives=(objective,),
                limits=Limits(max(held.get(Axis.FINISH, NEVER), 0), cost),
                limit=max(share * seconds, MINIMUM),
                seed=self._seed,
            )

        plan = self._oracle.plan
        found = schedule_within(
            plan, held, objective, portfolio, clock=self._clock, seconds=seconds, seed=self._seed
        ).outcome
        return found.value, found.bound, found.status is Status.INFEASIBLE
