"""Why nothing is possible: a smallest set of limits that contradict each other, and how far each would have to move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil
from typing import Final, Protocol

import numpy as np

from trilemma.engine.schedule.cp.constraints import weighed
from trilemma.engine.schedule.cp.model import Model
from trilemma.engine.schedule.cp.run import Run, Settings, Verdict
from trilemma.engine.schedule.cp.variables import Expression
from trilemma.engine.schedule.objectives import COST, FINISH, Limits
from trilemma.engine.schedule.portfolio import solve
from trilemma.engine.schedule.problem import NEVER, Problem, integers
from trilemma.engine.schedule.result import Status
from trilemma.engine.watch import Clock

METHOD: Final = "binding_limits"
TEST_SHARE: Final = 0.6
"""Share of the time for finding the set; the rest is for the relaxations."""


class LimitKind(StrEnum):
    """What a limit is about."""

    DEADLINE = "deadline"
    COST = "cost"
    DEFECTS = "escaped_defects"
    BUDGET = "budget"
    LATEST_START = "latest_start"
    LATEST_FINISH = "latest_finish"


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: of the project, of a budget (``index``), or of an activity (``index``)."""

    kind: LimitKind
    value: int
    index: int = -1


@dataclass(frozen=True, slots=True)
class BindingLimit:
    """A limit of the set, and the least value that it would have to have while all others stay.

    ``least`` is None where no value helps alone, or none was found in time; ``enough`` tells whether that value is
    known to be enough too: on calendars it may be a little too little. ``reached`` is a value with which a schedule was
    found, None where none was looked for or found.
    """

    limit: Limit
    least: int | None
    enough: bool
    reached: int | None = None


@dataclass(frozen=True, slots=True)
class LimitConflict:
    """Limits that no schedule keeps together; taking any of them away may make one possible.

    ``smallest`` tells that the time was enough to prove that each of them is needed. No limits: the rules that are no
    limits (links, starts, horizon, people) already leave no schedule.
    """

    limits: tuple[BindingLimit, ...]
    smallest: bool


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A model that keeps some of the limits, and each limit's measure as an expression of it."""

    model: Model
    measure: Callable[[Limit], Expression]


class Rules(Protocol):
    """A question whose limits can be taken away one by one."""

    @property
    def limits(self) -> Sequence[Limit]:
        """All limits, those that are rather to be blamed last."""

    def keeping(self, kept: Sequence[Limit]) -> Relaxed:
        """Return a model in which only these limits hold; where it has no answer, nothing has."""

    def relaxation(self, limit: Limit, seconds: float) -> BindingLimit:
        """Return the least value of a limit with which all others can be kept."""


def own_limits(problem: Problem) -> list[Limit]:
    """Return the limits that a problem itself has: budgets first, then the dates of activities."""
    rows = (
        (LimitKind.BUDGET, problem.budget_limit),
        (LimitKind.LATEST_FINISH, problem.latest_finish),
        (LimitKind.LATEST_START, problem.latest_start),
    )
    return [Limit(kind, int(values[i]), int(i)) for kind, values in rows for i in np.flatnonzero(values < NEVER)]


def with_limits(problem: Problem, kept: Sequence[Limit]) -> Problem:
    """Return a problem that has only these of its own limits."""
    rows = {
        LimitKind.BUDGET: np.full(len(problem.budget_limit), NEVER),
        LimitKind.LATEST_FINISH: np.full(problem.n, NEVER),
        LimitKind.LATEST_START: np.full(problem.n, NEVER),
    }
    for limit in kept:
        if limit.kind in rows:
            rows[limit.kind][limit.index] = limit.value
    return replace(
        problem,
        budget_limit=integers(rows[LimitKind.BUDGET]),
        latest_finish=integers(rows[LimitKind.LATEST_FINISH]),
        latest_start=integers(rows[LimitKind.LATEST_START]),
    )


def binding_limits(
    problem: Problem,
    limits: Limits,
    *,
    clock: Clock,
    seconds: float = 5.0,
    testing: float = TEST_SHARE,
    seed: int = 0,
) -> LimitConflict | None:
    """Find a smallest set of limits that contradict each other, and the cheapest relaxation of each.

    Parameters
    ----------
    problem, limits
        A question that seems to have no answer.
    clock
        Monotonic seconds.
    seconds, testing
        For everything, and the share of it for finding the set: where there is none, no more than that is spent.
    seed
        Of CP-SAT.

    Returns
    -------
    LimitConflict or None
        None where it is not proven in time that the limits contradict each other.

    Notes
    -----
    Method id ``binding_limits`` (docs/methods/binding_limits.md). Smallest in the sense that no member can be spared;
    another set may have fewer members.

    References
    ----------
    Junker, "QUICKXPLAIN: preferred explanations and relaxations for over-constrained problems", AAAI 2004, 167-172.
    """
    return find_conflict(
        _ProblemRules(problem, limits, clock, seed), clock=clock, seconds=seconds, testing=testing, seed=seed
    )


def find_conflict(rules: Rules, *, clock: Clock, seconds: float, testing: float, seed: int) -> LimitConflict | None:
    """Find a smallest set of the limits of some rules that contradict each other; see `binding_limits`."""
    return _Finder(rules, clock, (seconds, testing * seconds), seed).find()


class _ProblemRules:
    """A problem, with limits on its finish and cost."""

    def __init__(self, problem: Problem, limits: Limits, clock: Clock, seed: int) -> None:
        self._problem = problem
        self._asked = limits
        self._clock = clock
        self._seed = seed
        asked = ((LimitKind.DEADLINE, limits.finish), (LimitKind.COST, limits.cost))
        self.limits = [Limit(kind, value) for kind, value in asked if value < NEVER] + own_limits(problem)

    def keeping(self, kept: Sequence[Limit]) -> Relaxed:
        """Return a model in which only these limits hold."""
        value = {limit.kind: limit.value for limit in kept}
        whole = Limits(value.get(LimitKind.DEADLINE, NEVER), value.get(LimitKind.COST, NEVER))
        model = Model(with_limits(self._problem, kept), limits=whole)
        return Relaxed(model, lambda limit: model.cost if limit.kind is LimitKind.COST else own_measure(model, limit))

    def relaxation(self, limit: Limit, seconds: float) -> BindingLimit:
        """Return the least value of a limit with which all others can be kept."""
        if limit.kind not in {LimitKind.DEADLINE, LimitKind.COST}:
            others = [other for other in self.limits if other != limit]
            return least_value(self.keeping(others), limit, seconds, self._seed)
        late = limit.kind is LimitKind.DEADLINE
        held = Limits(cost=self._asked.cost) if late else Limits(finish=self._asked.finish)
        objectives = (FINISH,) if late else (COST,)
        found = solve(
            self._problem, clock=self._clock, objectives=objectives, limits=held, limit=seconds, seed=self._seed
        )
        if found.status is Status.INFEASIBLE:
            return BindingLimit(limit, None, enough=False)
        least = None if found.bound is None else max(found.bound, limit.value + 1)
        return BindingLimit(limit, least, enough=found.status is Status.OPTIMAL, reached=found.value)


class _Finder:
    def __init__(self, rules: Rules, clock: Clock, seconds: tuple[float, float], seed: int) -> None:
        self._rules = rules
        self._clock = clock
        self._seed = seed
        begun = clock()
        self._until, self._until_set = (begun + part for part in seconds)
        self._sure = True

    def find(self) -> LimitConflict | None:
        everything = list(self._rules.limits)
        if not self._contradict(everything):
            return None
        if self._contradict([]):
            return LimitConflict((), smallest=True)
        self._sure = True
        kept = self._explain([], [], everything)
        smallest = self._sure
        return LimitConflict(tuple(self._relaxation(limit, len(kept) - k) for k, limit in enumerate(kept)), smallest)

    def _explain(self, background: list[Limit], added: Sequence[Limit], candidates: list[Limit]) -> list[Limit]:
        """Return those of the candidates that are needed for a contradiction beside the background."""
        if added and self._contradict(background):
            return []
        if len(candidates) == 1:
            return candidates
        half = len(candidates) // 2
        first, second = candidates[:half], candidates[half:]
        from_second = self._explain([*background, *first], first, second)
        from_first = self._explain([*background, *from_second], from_second, first)
        return [*from_first, *from_second]

    def _contradict(self, kept: Sequence[Limit]) -> bool:
        """Return whether limits are proven to contradict each other; without a proof in time they count as possible."""
        model = self._rules.keeping(kept).model
        if model.infeasible:
            return True
        left = self._until_set - self._clock()
        answer = Run(model, Settings(seconds=max(left, 0.05), seed=self._seed, workers=2))()
        if answer.verdict is Verdict.UNKNOWN:
            self._sure = False
        return answer.verdict is Verdict.INFEASIBLE

    def _relaxation(self, limit: Limit, count: int) -> BindingLimit:
        """Return the relaxation of one of so many limits, in its share of the time."""
        return self._rules.relaxation(limit, max((self._until - self._clock()) / max(count, 1), 0.1))


def least_value(relaxed: Relaxed, limit: Limit, seconds: float, seed: int) -> BindingLimit:
    """Return the least value that a limit would need in a model that keeps all others."""
    model = relaxed.model
    if model.infeasible:
        return BindingLimit(limit, None, enough=False)
    model.cp.minimize(relaxed.measure(limit))
    answer = Run(model, Settings(seconds=seconds, seed=seed, workers=2))()
    if answer.verdict is Verdict.INFEASIBLE or answer.bound is None:
        return BindingLimit(limit, None, enough=False)
    proven = ceil(answer.bound - 1e-6)
    if limit.kind in {LimitKind.DEADLINE, LimitKind.LATEST_START, LimitKind.LATEST_FINISH}:
        proven = model.frame.scale.earliest(proven)
    exact = model.frame.scale.exact and answer.verdict is Verdict.OPTIMAL
    least = max(proven, limit.value + 1)
    return BindingLimit(limit, least, enough=exact, reached=least if exact else None)


def own_measure(model: Model, limit: Limit) -> Expression:
    """Return what a deadline, a budget or an activity's date is about."""
    match limit.kind:
        case LimitKind.BUDGET:
            return weighed(model.variables, model.problem.budget_use[:, limit.index].tolist())
        case LimitKind.LATEST_START:
            return model.variables.start[limit.index]
        case LimitKind.LATEST_FINISH:
            return model.variables.finish[limit.index]
        case _:
            return model.finish
