"""Why nothing is possible: a smallest set of limits that contradict each other, and how far each would have to move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil
from typing import Final

import numpy as np

from trilemma.engine.schedule.cp.constraints import weighed
from trilemma.engine.schedule.cp.model import Model
from trilemma.engine.schedule.cp.run import Run, Settings, Verdict
from trilemma.engine.schedule.cp.variables import Expression
from trilemma.engine.schedule.objectives import Limits
from trilemma.engine.schedule.problem import NEVER, Problem, integers
from trilemma.engine.watch import Clock

METHOD: Final = "binding_limits"
TEST_SHARE: Final = 0.6
"""Share of the time for finding the set; the rest is for the relaxations."""


class LimitKind(StrEnum):
    """What a limit is about."""

    DEADLINE = "deadline"
    COST = "cost"
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
    known to be enough too: on calendars it may be a little too little.
    """

    limit: Limit
    least: int | None
    enough: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """Limits that no schedule keeps together; taking any of them away may make one possible.

    ``smallest`` tells that the time was enough to prove that each of them is needed. No limits: the rules that are no
    limits (links, starts, horizon, people) already leave no schedule.
    """

    limits: tuple[BindingLimit, ...]
    smallest: bool


def limits_of(problem: Problem, limits: Limits) -> list[Limit]:
    """Return every limit of a question: of the project first, then budgets, then the dates of activities."""
    found = []
    if limits.finish < NEVER:
        found.append(Limit(LimitKind.DEADLINE, limits.finish))
    if limits.cost < NEVER:
        found.append(Limit(LimitKind.COST, limits.cost))
    rows = (
        (LimitKind.BUDGET, problem.budget_limit),
        (LimitKind.LATEST_FINISH, problem.latest_finish),
        (LimitKind.LATEST_START, problem.latest_start),
    )
    for kind, values in rows:
        found += [Limit(kind, int(values[i]), int(i)) for i in np.flatnonzero(values < NEVER)]
    return found


def binding_limits(
    problem: Problem, limits: Limits, *, clock: Clock, seconds: float = 5.0, seed: int = 0
) -> Conflict | None:
    """Find a smallest set of limits that contradict each other, and the cheapest relaxation of each.

    Parameters
    ----------
    problem, limits
        A question that seems to have no answer.
    clock
        Monotonic seconds.
    seconds
        For everything.
    seed
        Of CP-SAT.

    Returns
    -------
    Conflict or None
        None where it is not proven in time that the limits contradict each other.

    Notes
    -----
    Method id ``binding_limits`` (docs/methods/binding_limits.md). Smallest in the sense that no member can be spared;
    another set may have fewer members.

    References
    ----------
    Junker, "QUICKXPLAIN: preferred explanations and relaxations for over-constrained problems", AAAI 2004, 167-172.
    """
    return _Finder(problem, limits, clock, seconds, seed).find()


class _Finder:
    def __init__(self, problem: Problem, limits: Limits, clock: Clock, seconds: float, seed: int) -> None:
        self._problem = problem
        self._all = limits_of(problem, limits)
        self._clock = clock
        self._seed = seed
        begun = clock()
        self._until_set = begun + TEST_SHARE * seconds
        self._until = begun + seconds
        self._sure = True

    def find(self) -> Conflict | None:
        if not self._contradict(self._all):
            return None
        if self._contradict([]):
            return Conflict((), smallest=True)
        self._sure = True
        kept = self._explain([], [], self._all)
        smallest = self._sure
        return Conflict(tuple(self._relaxation(limit, len(kept)) for limit in kept), smallest)

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
        model = self._model(kept)
        if model.infeasible:
            return True
        left = self._until_set - self._clock()
        answer = Run(model, Settings(seconds=max(left, 0.05), seed=self._seed, workers=2))()
        if answer.verdict is Verdict.UNKNOWN:
            self._sure = False
        return answer.verdict is Verdict.INFEASIBLE

    def _model(self, kept: Sequence[Limit]) -> Model:
        problem = self._problem
        rows = {
            LimitKind.BUDGET: np.full(len(problem.budget_limit), NEVER),
            LimitKind.LATEST_FINISH: np.full(problem.n, NEVER),
            LimitKind.LATEST_START: np.full(problem.n, NEVER),
        }
        whole = {LimitKind.DEADLINE: NEVER, LimitKind.COST: NEVER}
        for limit in kept:
            if limit.kind in whole:
                whole[limit.kind] = limit.value
            else:
                rows[limit.kind][limit.index] = limit.value
        relaxed = replace(
            problem,
            budget_limit=integers(rows[LimitKind.BUDGET]),
            latest_finish=integers(rows[LimitKind.LATEST_FINISH]),
            latest_start=integers(rows[LimitKind.LATEST_START]),
        )
        return Model(relaxed, limits=Limits(whole[LimitKind.DEADLINE], whole[LimitKind.COST]))

    def _relaxation(self, limit: Limit, count: int) -> BindingLimit:
        """Return the least value of a limit with which the others can be kept."""
        model = self._model([other for other in self._all if other != limit])
        if model.infeasible:
            return BindingLimit(limit, None, enough=False)
        model.cp.minimize(_measured(model, limit))
        left = (self._until - self._clock()) / max(count, 1)
        answer = Run(model, Settings(seconds=max(left, 0.1), seed=self._seed, workers=2))()
        if answer.verdict is Verdict.INFEASIBLE or answer.bound is None:
            return BindingLimit(limit, None, enough=False)
        proven = ceil(answer.bound - 1e-6)
        if limit.kind in {LimitKind.DEADLINE, LimitKind.LATEST_START, LimitKind.LATEST_FINISH}:
            proven = model.frame.scale.earliest(proven)
        exact = model.frame.scale.exact and answer.verdict is Verdict.OPTIMAL
        return BindingLimit(limit, max(proven, limit.value + 1), enough=exact)


def _measured(model: Model, limit: Limit) -> Expression:
    match limit.kind:
        case LimitKind.DEADLINE:
            return model.finish
        case LimitKind.COST:
            return model.cost
        case LimitKind.BUDGET:
            return weighed(model.variables, model.problem.budget_use[:, limit.index].tolist())
        case LimitKind.LATEST_START:
            return model.variables.start[limit.index]
        case LimitKind.LATEST_FINISH:
            return model.variables.finish[limit.index]
