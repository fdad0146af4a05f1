"""Overtime as a decision: where it pays within its caps, for a schedule whose order and modes are settled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from trilemma.engine.cost import schedule_cost
from trilemma.engine.errors import HorizonError
from trilemma.engine.plan import OvertimeSlot, Person, Plan, Team
from trilemma.engine.plan.workforce import presence
from trilemma.engine.schedule.compile import CompiledPlan, compile_plan
from trilemma.engine.schedule.objectives import Kind, Limits, Objective, value_of
from trilemma.engine.schedule.overtime_week import WEEK, monday_of, overtime_week
from trilemma.engine.schedule.problem import Int1D, Solution, makespan
from trilemma.engine.schedule.search.general import generate, order_of

METHOD: Final = "overtime_decision"
USELESS: Final = frozenset({Kind.COST, Kind.LOAD})
"""What overtime never improves."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A schedule with some overtime, and what it is worth: smaller is better, objective by objective."""

    compiled: CompiledPlan
    solution: Solution
    worth: tuple[int, ...]


class _Evaluation:
    """Generates the settled order again with other overtime, as often as time or effort allows."""

    def __init__(
        self,
        compiled: CompiledPlan,
        solution: Solution,
        objectives: Sequence[Objective],
        limits: Limits,
        more: Callable[[], bool],
    ) -> None:
        self._compiled = compiled
        self._order: Int1D = order_of(compiled.problem, solution)
        self._mode = solution.mode
        self._objectives = objectives
        self._limits = limits
        self.more = more
        self.start = _Found(compiled, solution, self._worth(compiled, solution) or ())

    def __call__(self, slots: Sequence[OvertimeSlot]) -> _Found | None:
        """Return the schedule with this overtime beside what is adopted, None where it breaks a limit."""
        plan = self._compiled.plan
        overtime = (*plan.adopted.overtime, *slots)
        compiled = compile_plan(replace(plan, adopted=replace(plan.adopted, overtime=overtime)))
        if compiled.problem.m != self._compiled.problem.m:
            return None
        solution = generate(compiled.problem, self._order, self._mode)
        worth = None if solution is None else self._worth(compiled, solution)
        return None if solution is None or worth is None else _Found(compiled, solution, worth)

    def _worth(self, compiled: CompiledPlan, solution: Solution) -> tuple[int, ...] | None:
        problem = compiled.problem
        if any(solution.finish > problem.latest_finish) or any(solution.start > problem.latest_start):
            return None
        finish = makespan(problem, solution)
        try:
            cost = schedule_cost(compiled.plan, compiled.schedule(solution)).total
        except HorizonError:
            return None
        if finish > self._limits.finish or cost > self._limits.cost:
            return None
        figures = {Kind.FINISH: finish, Kind.COST: cost}
        return tuple(
            cost - objective.revenue.at(finish)
            if objective.kind is Kind.MARGIN
            else figures.get(objective.kind, value_of(problem, solution, objective))
            for objective in self._objectives
        )


def decide_overtime(
    compiled: CompiledPlan,
    solution: Solution,
    objectives: Sequence[Objective],
    limits: Limits,
    more: Callable[[], bool],
) -> tuple[CompiledPlan, Solution]:
    """Add the overtime that improves a schedule, and no more of it than is needed.

    Parameters
    ----------
    compiled, solution
        A plan and a schedule of it, whose order, modes and persons stay.
    objectives, limits
        As for `schedule_plan`; cost counts overtime with its premium.
    more
        Whether another schedule may be tried.

    Returns
    -------
    tuple[CompiledPlan, Solution]
        The plan with the overtime adopted and its schedule; the same as given where overtime gains nothing.

    Notes
    -----
    Method id ``overtime_decision`` (docs/methods/overtime_decision.md).
    """
    if not objectives or objectives[0].kind in USELESS:
        return compiled, solution
    offers = _offers(compiled, solution)
    evaluate = _Evaluation(compiled, solution, objectives, limits, more)
    if not offers or not evaluate.start.worth or not more():
        return compiled, solution
    best, taken = _first_gain(evaluate, offers)
    if not taken:
        return compiled, solution
    best = _pruned(evaluate, best, taken)
    return best.compiled, best.solution


Offer = tuple[OvertimeSlot, ...]
"""The overtime of one resource in one week."""


def _first_gain(evaluate: _Evaluation, offers: dict[str, list[Offer]]) -> tuple[_Found, list[Offer]]:
    """Return the schedule with the overtime that gains something, of all that is tried one after the other."""
    best = evaluate.start
    taken: list[Offer] = []
    for weeks in _trials(offers):
        if not evaluate.more():
            break
        more = [offer for offer in weeks if offer not in taken]
        found = evaluate(_flat([*taken, *more])) if more else None
        if found is not None and found.worth < best.worth:
            best, taken = found, [*taken, *more]
    return best, taken


def _trials(offers: dict[str, list[Offer]]) -> Iterator[list[Offer]]:
    """Yield everything, everybody's own, then both with weeks to recover in, then single weeks from the last back."""
    yield [offer for row in offers.values() for offer in row]
    yield from offers.values()
    for pause in (2, 3):
        yield [offer for row in offers.values() for offer in row[::pause]]
        yield from (row[::pause] for row in offers.values())
    longest = max(len(row) for row in offers.values())
    for back in range(1, longest + 1):
        yield from ([row[-back]] for row in offers.values() if len(row) >= back)


def _pruned(evaluate: _Evaluation, best: _Found, taken: list[Offer]) -> _Found:
    """Leave out overtime without which the schedule is as good or better: in halves, quarters, ... single weeks."""
    size = len(taken)
    while size >= 1:
        at = 0
        while at < len(taken):
            if not evaluate.more():
                return best
            fewer = taken[:at] + taken[at + size :]
            found = evaluate(_flat(fewer)) if fewer else evaluate.start
            if found is not None and found.worth <= best.worth:
                best, taken = found, fewer
            else:
                at += size
        size //= 2
    return best


def _flat(offers: Sequence[Offer]) -> tuple[OvertimeSlot, ...]:
    return tuple(slot for offer in offers for slot in offer)


def _offers(compiled: CompiledPlan, solution: Solution) -> dict[str, list[Offer]]:
    """Return the most overtime of everyone who does effort-driven work, week by week until the schedule's finish."""
    plan = compiled.plan
    owners: dict[str, Team | Person] = {**plan.team_by_id, **plan.person_by_id}
    names = sorted(_workers(compiled, solution))
    last = (plan.origin + timedelta(minutes=int(solution.finish.max(initial=0)))).date()
    return {name: row for name in names if (row := _weeks(plan, owners[name], last))}


def _workers(compiled: CompiledPlan, solution: Solution) -> set[str]:
    arrays, found = compiled.plan.arrays, set()
    for number in solution.mode.tolist():
        variant = compiled.variants[number]
        if arrays.mode_effort[variant.mode] and compiled.problem.work[number] > 0:
            found |= {arrays.resource_ids[resource] for resource, _ in variant.crew}
    return found


def _weeks(plan: Plan, owner: Team | Person, last: date) -> list[Offer]:
    """Return the overtime of each week, each beside that of the weeks before, so that averages hold."""
    if owner.overtime is None:
        return []
    monday, offers, horizon = monday_of((plan.status_date or plan.start).date()), [], plan.workforce.horizon
    while monday <= last:
        there = presence(plan, owner, plan.adopted.overtime, horizon)
        offer = tuple(slot for slot in overtime_week(plan, owner, there, monday) if slot.day <= last)
        if offer:
            offers.append(offer)
            plan = replace(plan, adopted=replace(plan.adopted, overtime=(*plan.adopted.overtime, *offer)))
        monday += WEEK
    return offers
