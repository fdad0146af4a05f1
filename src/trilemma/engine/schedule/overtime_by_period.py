"""Overtime as a decision, period by period: more capacity at a price, against what an earlier finish earns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import metadata
from typing import Final

import numpy as np
from ortools.sat.python import cp_model

from trilemma.engine.errors import InputError, ShapeError
from trilemma.engine.schedule.cp.model import Model, Order
from trilemma.engine.schedule.cp.objective import revenue_of
from trilemma.engine.schedule.cp.run import Answer, Run, Settings, Verdict, run_until
from trilemma.engine.schedule.cp.variables import Expression
from trilemma.engine.schedule.objectives import Kind, Objective, Revenue
from trilemma.engine.schedule.problem import Int1D, Int2D, Problem, Solution, integers, makespan
from trilemma.engine.schedule.result import Effort, Outcome, Status
from trilemma.engine.schedule.search.plain import PlainSearch
from trilemma.engine.watch import NEVER, Clock, Stop

METHOD: Final = "overtime_and_revenue"
SUBSOLVERS: Final = ("max_lp", "objective_lb_search_max_lp")
FIRST_SCHEDULES: Final = 2000


@dataclass(frozen=True, slots=True)
class Overtime:
    """Extra capacity of each resource in every period, and what a unit of it costs in a period, shape ``(r,)`` each."""

    most: Int1D
    price: Int1D

    def __post_init__(self) -> None:
        if len(self.most) != len(self.price):
            raise ShapeError("overtime needs as many prices as limits", "overtime")
        if np.any(self.most < 0) or np.any(self.price < 0):
            raise InputError("limits and prices of overtime are not negative", "overtime")


def overtime_used(problem: Problem, solution: Solution) -> Int2D:
    """Return what a schedule uses beyond the capacity, shape ``(r, periods)``."""
    periods = int(solution.finish.max(initial=0))
    use = np.zeros((len(problem.capacity), periods), dtype=np.int64)
    for start, finish, mode in zip(solution.start, solution.finish, solution.mode, strict=True):
        for demand in range(problem.demand_first[mode], problem.demand_first[mode + 1]):
            use[problem.demand_resource[demand], start:finish] += problem.demand_amount[demand]
    return integers(np.maximum(use - problem.capacity[:, None], 0))


def profit(problem: Problem, solution: Solution, overtime: Overtime, revenue: Revenue) -> int:
    """Return what a schedule earns by its finish, less the price of its overtime, in units of money."""
    paid = int((overtime_used(problem, solution).sum(axis=1) * overtime.price).sum())
    return revenue.at(makespan(problem, solution)) - paid


def solve_with_overtime(
    problem: Problem,
    overtime: Overtime,
    revenue: Revenue,
    *,
    clock: Clock,
    limit: float = 10.0,
    workers: int = 2,
    seed: int = 0,
    stop: Stop = NEVER,
) -> Outcome:
    """Find the schedule and the overtime of most profit.

    Parameters
    ----------
    problem
        Finish-start links, constant capacity, time in periods.
    overtime
        Limits and prices of extra capacity.
    revenue
        What a finish earns.
    clock
        Monotonic seconds.
    limit
        Seconds.
    workers, seed, stop
        As for `solve`.

    Returns
    -------
    Outcome
        Its value is the profit, its bound what no schedule can earn more than. The optimum need not be an active
        schedule: activities may wait for periods in which they cost no overtime.

    Raises
    ------
    InputError
        If the problem is not of the kind that is meant.

    Notes
    -----
    Method id ``overtime_and_revenue`` (docs/methods/overtime_and_revenue.md).

    References
    ----------
    Schnabel, Kellenbrink & Helber, "Profit-oriented scheduling of resource-constrained projects with flexible capacity
    constraints", Business Research 11(2) (2018) 329-356.
    """
    if not problem.is_plain or len(overtime.most) != len(problem.capacity):
        raise InputError("overtime by periods is for plain problems, with a limit for each resource", "overtime")
    begun = clock()
    search = PlainSearch(problem, seed)
    search.advance(FIRST_SCHEDULES, 0.0, 1.0)
    best = _Best(problem, overtime, revenue)
    for solution in (search.solution(), earliest_starts(problem)):
        best.offer(solution)
    model = _overtime_model(problem, overtime, revenue)
    if best.solution is not None:
        model.hint(best.solution)
    left = max(limit - (clock() - begun), 0.01)
    run = Run(model, Settings(seconds=left, seed=seed, workers=workers, subsolvers=SUBSOLVERS))
    answer = run_until(run, best.take, lambda: stop() or clock() - begun >= limit)
    return _outcome(best, answer, search.schedules_made, clock() - begun, workers, seed)


def earliest_starts(problem: Problem) -> Solution:
    """Return every activity at the earliest time that links and shortest modes allow, capacity left aside."""
    rows = zip(problem.mode_first[:-1], problem.mode_first[1:], strict=True)
    mode = integers([first + int(np.argmin(problem.duration[first:last])) for first, last in rows])
    start, finish = np.zeros(problem.n, dtype=np.int64), np.zeros(problem.n, dtype=np.int64)
    for activity in problem.order:
        links = slice(problem.predecessor_first[activity], problem.predecessor_first[activity + 1])
        start[activity] = finish[problem.link_predecessor[links]].max(initial=0)
        finish[activity] = start[activity] + problem.duration[mode[activity]]
    return Solution(integers(start), integers(finish), mode)


class _Best:
    """The best schedule so far; takes only those that keep the limits of overtime."""

    def __init__(self, problem: Problem, overtime: Overtime, revenue: Revenue) -> None:
        self._problem, self._overtime, self._revenue = problem, overtime, revenue
        self.solution: Solution | None = None
        self.value = 0

    def offer(self, solution: Solution) -> None:
        """Take a schedule where it earns more and keeps the limits."""
        used = overtime_used(self._problem, solution)
        if np.any(used > self._overtime.most[:, None]):
            return
        value = profit(self._problem, solution, self._overtime, self._revenue)
        if self.solution is None or value > self.value:
            self.solution, self.value = solution, value

    def take(self, order: Order) -> None:
        """Offer an answer of CP-SAT, whose step of time is one period."""
        finish = order.start + self._problem.duration[order.mode]
        self.offer(Solution(order.start, integers(finish), order.mode))

    @property
    def objective(self) -> Objective:
        """Profit as an objective."""
        return Objective(Kind.MARGIN, self._revenue)


def _overtime_model(problem: Problem, overtime: Overtime, revenue: Revenue) -> Model:
    """Return the model, in which a filler in each period takes the extra capacity that is not paid for."""
    model = Model(_in_single_periods(replace(problem, capacity=integers(problem.capacity + overtime.most))))
    paid = [_paid(model, problem, overtime, resource) for resource in range(len(problem.capacity))]
    earned = revenue_of(model.cp, model.variables, model.finish, revenue)
    model.cp.minimize(cp_model.LinearExpr.sum(paid) - earned)
    return model


def _in_single_periods(problem: Problem) -> Problem:
    """Return the problem with a date that keeps its step at one period: overtime is paid by period."""
    due = problem.due.copy()
    due[0] = 1
    return replace(problem, due=integers(due))


def _paid(model: Model, problem: Problem, overtime: Overtime, resource: int) -> Expression:
    uses, most, periods = model.uses.get(resource, []), int(overtime.most[resource]), model.frame.last
    if not uses or not most:
        return 0
    cp, ordinary = model.cp, int(problem.capacity[resource])
    extra = [cp.new_int_var(0, most, f"overtime_{resource}_{t}") for t in range(periods)]
    fillers = [cp.new_fixed_size_interval_var(t, 1, "unpaid") for t in range(periods)]
    amounts: list[Expression] = [*(use.amount for use in uses), *(most - units for units in extra)]
    cp.add_cumulative([*(use.interval for use in uses), *fillers], amounts, ordinary + most)
    total = cp.new_int_var(0, most * periods, f"overtime_{resource}")
    cp.add(total == cp_model.LinearExpr.sum(extra))
    cp.add(sum(use.amount * use.size * use.taken for use in uses) <= ordinary * model.finish + total)
    return int(overtime.price[resource]) * total


def _outcome(best: _Best, answer: Answer, schedules: int, seconds: float, workers: int, seed: int) -> Outcome:
    bound = None if answer.bound is None else -int(np.ceil(answer.bound - 1e-6))
    if best.solution is None:
        status = Status.INFEASIBLE if answer.verdict is Verdict.INFEASIBLE else Status.UNKNOWN
    else:
        status = Status.OPTIMAL if bound == best.value else Status.FEASIBLE
    return Outcome(
        objectives=(best.objective,),
        status=status,
        solution=best.solution,
        values=() if best.solution is None else (best.value,),
        bounds=(bound,),
        seconds=seconds,
        method=METHOD,
        seed=seed,
        workers=workers,
        effort=Effort(schedules, answer.deterministic),
        version=metadata.version("trilemma"),
    )
